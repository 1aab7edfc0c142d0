package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/query"
)

const (
	merchantObject = "general.merchants"
	// platformMerchant is the index of the platform that the merchant belongs
	// to. It is no merchant that can be read.
	platformMerchant = 1000
)

// merchantTable is GET /General/Merchants: the merchant and the firms below it.
var merchantTable = &table{
	object: merchantObject,
	properties: []property{
		{"id", query.KindText}, {"id_old", query.KindNumber}, {"type", query.KindNumber}, {"store_name", query.KindText},
		{"user.name", query.KindText}, {"user.companyname", query.KindText}, {"user.email.email_formatted", query.KindText},
		{"user.address.address_formatted", query.KindText}, {"parent.id", query.KindText},
	},
	document: func(s *Server, i int32, _ moment) object { return s.merchant(int(i)) },
}

func init() {
	merchantTable.search = func(s *Server, e query.Expr, at moment) selection {
		return merchantTable.scan(s, len(merchants), e, at)
	}
	merchantTable.cells = func(s *Server, path string, at moment, _ bool) func(int32) cell {
		return merchantTable.read(s, path, at)
	}
}

func listMerchants(s *Server, c *call) (any, *problem) { return list(s, c, merchantTable) }

func readMerchant(s *Server, c *call) (any, *problem) {
	i, no := s.findMerchant(c.arg(0))
	if no != nil {
		return nil, no
	}
	return s.expanded(s.merchant(i), c.URL.Query().Get("expand")), nil
}

// findMerchant finds a merchant by its id; me is the one who is signed in.
func (s *Server) findMerchant(id string) (int, *problem) {
	if strings.EqualFold(id, "me") {
		return 0, nil
	}
	i, ok := s.ledger.world.ids["MRC_"].index(strings.ToUpper(id))
	if !ok || i >= len(merchants) {
		return 0, missing("Merchant %s not found", id)
	}
	return i, nil
}

func (s *Server) merchantRef() object {
	return append(ref(merchantObject, s.ledger.world.ids["MRC_"].id(0)), member{"companyname", merchantName})
}

// merchant is merchant i as the wire has it (reference: Read General Merchant).
func (s *Server) merchant(i int) object {
	w := s.ledger.world
	d := roll(w.seed, diceText, -1000-i)
	city := cities[i%len(cities)]
	street, number := streets[d.below(len(streets))], strconv.Itoa(1+d.below(99))
	part := func(kind, name string) object {
		return object{{"long_name", name}, {"short_name", name}, {"types", []any{kind}}}
	}
	o := object{
		{"object", merchantObject},
		{"id", w.ids["MRC_"].id(i)},
		{"id_old", 2_332_500 + i},
		{"user", object{
			{"name", merchants[i]},
			{"companyname", merchants[i]},
			{"email", []object{{{"type", "business"}, {"email_formatted", "kasse@" + emailHosts[d.below(len(emailHosts))]}}}},
			{"address", []object{{
				{"type", "business"},
				{"address_components", []object{
					part("street_number", number), part("route", street), part("locality", city.name),
					part("postal_code", city.code), part("country", "DE"),
				}},
				{"address_formatted", street + " " + number + ", " + city.code + " " + city.name},
			}}},
		}},
		{"type", 46},
		{"store_name", nil},
	}
	if i > 0 {
		return append(o, member{"parent", ref(merchantObject, w.ids["MRC_"].id(0))})
	}
	return append(o, member{"parent", ref(merchantObject, w.ids["MRC_"].id(platformMerchant))})
}

// scalar is a value of a document as the q language compares it.
func scalar(v any) query.Value {
	switch v := v.(type) {
	case string:
		return query.TextValue(v)
	case bool:
		return query.BoolValue(v)
	case int:
		return query.IntValue(int64(v))
	case int64:
		return query.IntValue(v)
	case api.Minor:
		return query.IntValue(int64(v))
	case json.RawMessage:
		return query.TextValue(string(v))
	}
	return query.ObjectValue()
}

// cellOf is a value of a document as it sorts.
func cellOf(v any, kind query.Kind) cell {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse(time.RFC3339, v); kind == query.KindDate && err == nil {
			return cell{num: t.Unix(), ok: true}
		}
		return cell{text: v, isText: true, ok: true}
	case bool:
		if v {
			return cell{num: 1, ok: true}
		}
		return cell{ok: true}
	case int:
		return cell{num: int64(v), ok: true}
	case int64:
		return cell{num: v, ok: true}
	case api.Minor:
		return cell{num: int64(v), ok: true}
	}
	return cell{}
}
