package sandbox

import (
	"cmp"
	"fmt"
	"strconv"

	"tresen/api/query"
)

const (
	merchantObject = "general.merchants"
	// platformMerchant is the index of the platform that the merchant belongs
	// to. It is no merchant that can be read.
	platformMerchant = 1 << 40
)

// generalMerchants are the merchant who is signed in, the firms below it, and
// those that were onboarded since.
var generalMerchants *shelf

func init() {
	generalMerchants = shelfOf(spec{
		object: merchantObject, prefix: "MRC_", noun: "Merchant", path: "/General/Merchants", me: true, undated: true,
		properties: []property{{"store_name", query.KindText}},
		seed: func(s *Server) []object {
			all := make([]object, len(merchants))
			for i := range all {
				all[i] = s.merchant(i)
			}
			return all
		},
	})
	handle("PUT /General/Merchants/{generalMerchantId}", updateMerchant)
	handle("POST /General/Merchants/{generalMerchantId}/getPublicData/{generalContractId}", merchantPublicData)
	handle("GET /General/Merchants/me/MerchantCategories", func(*Server, *call) (any, *problem) { return merchantCategories(), nil })
}

var merchantForm = form{
	rows("legal_details", must(text("content")), must(text("type")), like("language", "[a-z]{2}(?:[-_][A-Za-z]{2})?", "a language like de")),
	rows("urls", must(text("type")), must(webAddress("url"))),
}

// webAddress takes an address on the web.
func webAddress(name string) field {
	return like(name, `https?://[^\s/]+(?:/\S*)?`, "an address that starts with http")
}

// updateMerchant takes the texts of legal details and shows where they lie. An
// empty list deletes (reference: Update General Merchant).
func updateMerchant(s *Server, c *call) (any, *problem) {
	o, no := generalMerchants.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := merchantForm.change(s, c)
	if no != nil {
		return nil, no
	}
	if texts, given := in.get("legal_details").([]object); given {
		shown := make([]object, len(texts))
		for i, text := range texts {
			shown[i] = object{
				{"url", fmt.Sprintf("%s/legal/%s/%d", s.BaseURL(), o.text("id"), i)}, {"type", text.text("type")},
				{"content_type", "text/html"}, {"language", cmp.Or(text.text("language"), "de")},
			}
		}
		in = append(in.with("legal_details", shown), member{"-legal_details", texts})
	}
	return s.answerOf(c, generalMerchants.put(s, c.now, o.replaced(in))), nil
}

// merchantPublicData is what a payment page shows (reference: Get public data).
func merchantPublicData(s *Server, c *call) (any, *problem) {
	o, no := generalMerchants.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	contract, no := contracts.one(s, c, 1)
	if no == nil && contract.text("merchant.id") != o.text("id") {
		no = missing("General Contract %s of %s not found", c.arg(1), c.arg(0))
	}
	if no != nil {
		return nil, no
	}
	company := object{{"companyname", o.text("user.companyname")}}
	if addresses, _ := o.at("user.address").([]object); len(addresses) > 0 {
		company = append(company, member{"address", addresses[0]})
	}
	return object{
		{"legal_details", o.get("legal_details")}, {"company", company}, {"merchant_urls", o.get("urls")},
		{"checkout_options", contract.get("checkout_configuration")},
	}, nil
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
