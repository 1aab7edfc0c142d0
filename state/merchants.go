package state

import (
	"cmp"
	"strings"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// The fields of a merchant's row, in the order of merchantList.Fields.
const (
	MerchantName = iota
	MerchantType
	MerchantStore
	MerchantOldID
)

var merchantList = &Resource{
	Name:  "merchants",
	Title: text.Merchants,
	Wire:  "general.merchants",
	Fields: []Field{
		MerchantName:  {Path: "user.companyname", Kind: Text},
		MerchantType:  {Path: "type", Kind: Word},
		MerchantStore: {Path: "store_name", Kind: Text},
		MerchantOldID: {Path: "id_old", Kind: Int},
	},
	Columns: []Column{
		{Field: MerchantName, Title: text.Name, Width: 24, Grow: 2, Sort: true},
		{Field: MerchantType, Title: text.Type, Width: 8, Sort: true},
		{Field: MerchantOldID, Title: text.OldID, Width: 10, Right: true, Sort: true},
	},
	Frozen: 1,
	Order:  api.Sort{Field: "user.companyname"},
	Newest: -1,
	Search: query.Vocabulary{
		ID:     "MRC_",
		Words:  []string{"user.companyname", "user.surname", "store_name"},
		Number: []string{"id_old"},
		Fields: []query.Field{
			{Name: "id", Kind: query.KindText},
			{Name: "user.companyname", Kind: query.KindText},
			{Name: "user.forename", Kind: query.KindText},
			{Name: "user.surname", Kind: query.KindText},
			{Name: "store_name", Kind: query.KindText},
			{Name: "id_old", Kind: query.KindNumber},
		},
	},
	values: func(object any) []Value {
		m := object.(*api.Merchant)
		person := strings.TrimSpace(m.User.Forename + " " + m.User.Surname)
		return []Value{
			MerchantName:  textValue(cmp.Or(m.User.CompanyName, m.User.Name, person)),
			MerchantType:  textValue(m.Type),
			MerchantStore: textValue(m.StoreName),
			MerchantOldID: intValue(m.IDOld),
		}
	},
}
