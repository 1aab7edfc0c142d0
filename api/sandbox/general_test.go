package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// ask is a request, the status it gets, and what is in the answer.
type ask struct {
	method, path string
	body         any
	status       int
	want         string
}

// story sends one request after the other to a server.
func story(t *testing.T, c *client, asks []ask) {
	t.Helper()
	for n, a := range asks {
		r := c.send(a.method, a.path, a.body)
		if r.status != a.status || !strings.Contains(string(r.raw), a.want) {
			t.Fatalf("step %d, %s %s: %d, want %d and %s in\n%s", n, a.method, a.path, r.status, a.status, a.want, r.raw)
		}
	}
}

// fields is the body of a request.
type fields = map[string]any

const (
	wrong   = "ProductInternalException"
	denied  = "ProductNotAllowedException"
	nowhere = "ProductNotFoundException"
	twice   = "ProductDuplicateException"
)

func TestAMerchantsTextsAreReplacedOneMemberAtATime(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	me := "/General/Merchants/me"
	id := c.get(me).text("id")
	story(t, c, []ask{
		{"PUT", me, fields{"legal_details": []fields{{"content": "<p>AGB</p>", "type": "terms", "language": "de"}}}, 200, `"type":"terms","content_type":"text/html","language":"de"`},
		{"PUT", me, fields{"urls": []fields{{"type": "success", "url": "https://example.de/danke"}}}, 200, `"legal_details":[{"url":"https://`},
		{"GET", "/General/Merchants?q=urls.type:success", nil, 200, `"count":1`},
		{"PUT", me, fields{"urls": []fields{{"type": "success", "url": "javascript:alert(1)"}}}, 500, wrong},
		{"PUT", me, fields{"legal_details": []fields{{"type": "terms"}}}, 500, "legal_details.0.content: must not be empty"},
		{"GET", "/General/Merchants/" + id, nil, 200, `"url":"https://example.de/danke"`},
		{"PUT", me, fields{"urls": []fields{}}, 200, `"urls":[]`},
		{"PUT", me, fields{"legal_details": nil}, 200, `"urls":[]`},
		{"PUT", "/General/Merchants/MRC_X", fields{}, 404, nowhere},
	})
	if r := c.get(me); r.get("legal_details") != nil || strings.Contains(string(r.raw), "AGB") {
		t.Errorf("what was set to null is still there: %s", r.raw)
	}
}

func TestPublicDataIsOfAMerchantAndItsOwnContract(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	other := c.get("/General/Merchants?q=user.name:cafe*").text("data", 0, "id")
	story(t, c, []ask{
		{"PUT", "/General/Merchants/me", fields{"legal_details": []fields{{"content": "x", "type": "imprint"}}}, 200, ""},
		{"POST", "/General/Merchants/me/getPublicData/me", nil, 200, `"legal_details":[{"url":"https://`},
		{"POST", "/General/Merchants/me/getPublicData/me", nil, 200, `"company":{"companyname":"Bäckerei Huber GmbH","address":{"type":"business"`},
		{"POST", "/General/Merchants/" + other + "/getPublicData/me", nil, 404, nowhere},
		{"POST", "/General/Merchants/me/getPublicData/GCR_X", nil, 404, nowhere},
	})
}

func TestMerchantCategoriesAreThoseThatANewContractTakes(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	all := c.get("/General/Merchants/me/MerchantCategories")
	list, _ := all.body.([]any)
	if len(list) < 20 || !strings.Contains(string(all.raw), `"description":"Bäckereien und Konditoreien"`) {
		t.Fatalf("%s", all.raw)
	}
	known := all.int(6, "id")
	contact := fields{"companyname": "Mühle Lang KG"}
	story(t, c, []ask{
		{"POST", "/Payment/Contracts/me/requestId", fields{"project": "Mühle", "contact": contact, "merchant_category": 5812}, 500, "there is no merchant category 5812"},
		{"POST", "/Payment/Contracts/me/requestId", fields{"project": "Mühle", "contact": contact, "merchant_category": known}, 200, `"contract":{"object":"general.contracts"`},
	})
}

func TestAStoreIsMadeChangedAndFound(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	before := c.get("/General/Stores").int("count")
	r := c.send("POST", "/General/Stores", fields{
		"name": "Filiale Zähringen", "merchant": c.get("/General/Merchants/me").text("id"), "phone": "+49 761 5555",
		"address":    fields{"street": "Zähringer Straße", "street_number": 7, "postal_code": "79108", "city": "Freiburg", "country": "DE"},
		"open_hours": []fields{{"open": fields{"day": "5", "time": "0630"}, "close": fields{"day": 5, "time": "1830"}}},
	})
	id := r.text("id")
	if r.status != 200 || r.text("address_formatted") != "Zähringer Straße 7, 79108 Freiburg" || r.text("merchant", "object") != "general.merchants" {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	if r.get("open_now") != true || r.int("open_time") != 18*60+30-14*60-2 {
		t.Errorf("on Friday at 14:02 it closes in %v minutes", r.get("open_time"))
	}
	at := "/General/Stores/" + id
	story(t, c, []ask{
		{"GET", "/General/Stores?q=address_formatted:z%C3%A4hringer*", nil, 200, `"count":1,"data":[{"object":"general.stores","id":"` + id},
		{"PUT", at, fields{"name": "Filiale Nord"}, 200, `"name":"Filiale Nord","name_raw":"Filiale Nord"`},
		{"GET", at, nil, 200, `"phone_number_formatted":"+49 761 5555"`},
		{"PUT", at, fields{"phone": "1", "open_hours": []fields{{"open": fields{"day": 9, "time": "0630"}, "close": fields{"day": 5, "time": "1830"}}}}, 500, "open_hours.0.open.day: must be from 0 to 6"},
		{"PUT", at, fields{"phone": "1", "merchant": "MRC_X"}, 404, "merchant: MRC_X not found"},
		{"PUT", at, fields{"phone": "1", "name": ""}, 500, wrong},
		{"GET", at, nil, 200, `"phone_number_formatted":"+49 761 5555"`},
		{"POST", "/General/Stores", fields{"phone": "1"}, 500, "name: must not be empty"},
		{"PUT", "/General/Stores/STO_X", fields{"name": "x"}, 404, nowhere},
	})
	c.clock.advance(5 * time.Hour)
	c.signIn()
	if r := c.get("/General/Stores?expand=merchant&q=id:" + id); r.get("data", 0, "open_now") != false || r.text("data", 0, "merchant", "user", "companyname") != "Bäckerei Huber GmbH" {
		t.Errorf("in the evening: %s", r.raw)
	}
	if after := c.get("/General/Stores").int("count"); after != before+1 {
		t.Errorf("%d stores, there were %d", after, before)
	}
}

func TestPaymentsAreBookedAtTheDefaultStore(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	pay := func(currency string) reply {
		r := c.send("POST", "/Payment/Transactions", fields{"amount": 500, "currency": currency, "payment_methods": []string{"twint"}})
		return c.get("/Payment/Transactions/" + r.text("payment_id"))
	}
	station := c.get("/General/Stores?q=name:bahnhof").text("data", 0, "id")
	made := c.send("POST", "/General/Stores", fields{"name": "Marktwagen"}).text("id")
	for _, want := range []struct{ store, name string }{{station, "Filiale Bahnhof"}, {made, "Marktwagen"}} {
		story(t, c, []ask{{"POST", "/General/Stores/" + want.store + "/setDefault", fields{"reason": "Umzug"}, 200, `{"result":true}`}})
		if p := pay("EUR"); p.text("store", "id") != want.store || p.text("store_name") != want.name || p.text("currency") != "EUR" {
			t.Errorf("the payment is booked at %s", p.raw)
		}
	}
	if r := c.send("POST", "/General/Stores/STO_X/setDefault", nil); r.status != 404 {
		t.Errorf("a store that is not there: %d", r.status)
	}
}

func TestCountriesAreNamedInBothLanguages(t *testing.T) {
	c := open(t, sandbox.Options{Payments: -1})
	raw := string(c.get("/Public/Website/me/availableCountries").raw)
	if !strings.HasPrefix(raw, `[{"iso_code":"DE","de":"Deutschland","en":"Germany"}`) || !strings.Contains(raw, `"de":"Österreich"`) {
		t.Error(raw)
	}
}

// objectsOf are the objects of a page.
func objectsOf(r reply) []map[string]any {
	var docs []map[string]any
	for n := range r.len("data") {
		doc, _ := r.get("data", n).(map[string]any)
		docs = append(docs, doc)
	}
	return docs
}
