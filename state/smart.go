package state

import (
	"cmp"
	"strings"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// The fields of a smart transaction's row, in the order of smartList.Fields.
const (
	SmartCreated = iota
	SmartCustomer
	SmartMethod
	SmartStatus
	SmartAmount
	SmartRef
	SmartTransID
)

var smartList = &Resource{
	Name:  "smart",
	Title: text.SmartTransactions,
	Wire:  "smart.transactions",
	Fields: []Field{
		SmartCreated:  {Path: "created", Kind: Time},
		SmartCustomer: {Path: "customer.contact.name", Kind: Text},
		SmartMethod:   {Path: "payment_method", Kind: Word},
		SmartStatus:   {Path: "status", Kind: Word},
		SmartAmount:   {Path: "basket_info.sum", Kind: Money},
		SmartRef:      {Path: "transactionRef", Kind: Text},
		SmartTransID:  {Path: "trans_id", Kind: Int},
	},
	Columns: []Column{
		{Field: SmartCreated, Title: text.Created, Width: 12, Sort: true},
		{Field: SmartCustomer, Title: text.Customer, Width: 17, Grow: 2, Sort: true},
		{Field: SmartMethod, Title: text.Method, Width: 12, Sort: true},
		{Field: SmartStatus, Title: text.Status, Width: 13, Sort: true},
		{Field: SmartAmount, Title: text.Amount, Width: 12, Right: true, Sort: true},
		{Field: SmartRef, Title: text.Order, Width: 12, Grow: 1, Sort: true},
		{Field: SmartTransID, Title: text.TACode, Width: 10, Right: true, Sort: true},
	},
	Frozen: 2,
	Order:  api.Sort{Field: "created", Desc: true},
	Newest: SmartCreated,
	Search: query.Vocabulary{
		ID:          "STX_",
		Words:       []string{"customer.contact.forename", "customer.contact.surname", "customer.contact.companyname", "transactionRef"},
		Number:      []string{"trans_id", "transactionRef"},
		AmountField: "basket_info.sum",
		Amount:      readAmount,
		Date:        "created",
		Refs:        map[string]string{"PCU_": "customer.id", "PCI_": "transactions.id", "SUB_": "subscription.id"},
		Fields: []query.Field{
			{Name: "id", Kind: query.KindText},
			{Name: "created", Kind: query.KindDate},
			{Name: "status", Kind: query.KindText, Values: choices("created", "approved", "pending", "ok", "failed", "cancelled")},
			{Name: "payment_method", Kind: query.KindText, Values: choices("debit", "creditcard", "invoice", "prepaid", "paypal")},
			{Name: "basket_info.sum", Kind: query.KindNumber},
			{Name: "transactionRef", Kind: query.KindText},
			{Name: "trans_id", Kind: query.KindNumber},
			{Name: "customer.id", Kind: query.KindText},
			{Name: "customer.contact.forename", Kind: query.KindText},
			{Name: "customer.contact.surname", Kind: query.KindText},
			{Name: "customer.contact.companyname", Kind: query.KindText},
			{Name: "transactions.id", Kind: query.KindText},
			{Name: "subscription.id", Kind: query.KindText},
		},
	},
	values: func(object any) []Value {
		s := object.(*api.SmartTransaction)
		contact := s.Customer.Contact
		person := strings.TrimSpace(contact.Forename + " " + contact.Surname)
		return []Value{
			SmartCreated:  timeValue(s.Created),
			SmartCustomer: textValue(cmp.Or(contact.CompanyName, contact.Name, person)),
			SmartMethod:   textValue(s.PaymentMethod),
			SmartStatus:   textValue(s.Status),
			SmartAmount:   moneyValue(s.BasketInfo.Sum, s.BasketInfo.Currency),
			SmartRef:      textValue(s.TransactionRef),
			SmartTransID:  intValue(s.TransID),
		}
	},
}
