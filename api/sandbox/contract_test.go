package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api/sandbox"
)

const contract = "/General/Contracts/me"

func TestPaymentsRefertoTheContractThatIsRead(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	payment := c.get("/Payment/Transactions/" + c.first("status:6"))
	r := c.get("/General/Contracts/" + payment.text("contract", "id"))
	if r.int("id_old") != payment.int("contract_id") || r.text("id") != c.get(contract).text("id") {
		t.Errorf("%s", r.raw)
	}
}

func TestAnOldContractIDAnswersTheGeneralContract(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	want := c.get(contract)
	old := c.server.OldContractID(want.text("id"))
	if !strings.HasPrefix(old, "PCR_") {
		t.Fatalf("%q", old)
	}
	for _, path := range []string{"/Payment/Contracts/" + old, "/General/Contracts/" + old, "/Payment/Contracts/" + want.text("id")} {
		if diff := cmp.Diff(want.body, c.get(path).body); diff != "" {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
	if a, b := c.get("/Payment/Contracts?count=3"), c.get("/General/Contracts?count=3"); string(a.raw) != string(b.raw) {
		t.Errorf("two views of the same differ:\n%s\n%s", a.raw, b.raw)
	}
	if r := c.send("GET", "/Payment/Contracts/PCR_X", nil); r.status != 404 {
		t.Errorf("%d", r.status)
	}
}

func TestAPutReplacesWhatAPatchMerges(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	mails := func(m fields) fields { return fields{"checkout_configuration": fields{"notifications": m}} }
	story(t, c, []ask{
		{"PATCH", contract, mails(fields{"customer_order_mail": "0"}), 200, `"notifications":{"merchant_order_mail":true,"customer_order_mail":false}`},
		{"PUT", contract, mails(fields{"customer_order_mail": true}), 200, `"notifications":{"customer_order_mail":true}}`},
		{"PUT", contract, mails(fields{"customer_order_mail": "perhaps"}), 500, "checkout_configuration.notifications.customer_order_mail: must be true or false"},
		{"PATCH", contract, fields{"id": "GCR_OTHER", "approved": false}, 200, `"approved":true`},
		{"GET", "/General/Contracts?q=checkout_configuration.notifications.merchant_order_mail:true%20AND%20id:" + c.get(contract).text("id"), nil, 200, `"count":0`},
		{"PUT", "/General/Contracts/GCR_X", mails(nil), 404, nowhere},
	})
}

func TestABalanceIsSpentOnceAndNeverOverdrawn(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 20000})
	balance := func() int { return c.get(contract+"/transferBalance").int("balances", "EUR") }
	if r := c.get(contract + "/transferBalance"); r.get("balances", "EUR") == nil || !strings.HasPrefix(r.text("id"), "GCR_") {
		t.Fatalf("%s", r.raw)
	}
	assigned, refused := 0, 0
	for _, p := range objectsOf(c.get("/Payment/Transactions?count=1000&q=status:205")) {
		before, amount := balance(), int(p["amount"].(float64))
		r := c.send("POST", "/Payment/Transactions/"+p["id"].(string)+"/assignTransferBalance", nil)
		switch {
		case r.status == 200 && balance() == before-amount && amount <= before:
			assigned++
		case r.status == 405 && balance() == before && amount > before && c.get("/Payment/Transactions/"+p["id"].(string)).int("status") == 205:
			refused++
		default:
			t.Fatalf("%d of %d: %d, then %d: %s", amount, before, r.status, balance(), r.raw)
		}
	}
	if assigned == 0 || refused == 0 {
		t.Errorf("%d were assigned, %d refused: both should be seen", assigned, refused)
	}
}

func TestPaymentMethodsDependOnWhatIsAsked(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 2000})
	smart := c.get("/Smart/Transactions?count=1&q="+escape("basket_info.sum:[1 TO 19999]")).text("data", 0, "id")
	question := func(currency string, demo bool) fields { return fields{"currency": currency, "is_demo": demo} }
	methods := contract + "/getAvailablePaymentMethods"
	story(t, c, []ask{
		{"POST", methods, question("EUR", true), 200, `["Creditcard","Debit","easyCredit","eps","Invoice","Paypal","Prepay","Sofort","Applepay","Googlepay"]`},
		{"POST", methods, question("EUR", false), 200, `["Creditcard","Debit","eps","Invoice","Paypal"`},
		{"POST", methods, question("CHF", false), 200, `["Creditcard","Paypal","Prepay","Twint"`},
		{"POST", methods, question("USD", false), 200, `[]`},
		{"POST", methods, fields{"currency": "EUR", "is_demo": true, "apiv2_products": true}, 200, `["creditcard","debit"`},
		{"POST", methods, fields{"currency": "euro", "is_demo": true}, 500, "currency: must be"},
		{"POST", methods, fields{"currency": "EUR"}, 500, "is_demo: must not be empty"},
		{"POST", methods + "/" + smart, question("EUR", true), 200, `["Creditcard","Debit","eps"`},
		{"POST", methods + "/STX_X", question("EUR", true), 404, nowhere},
		{"GET", "/Payment/Contracts/me/paymentMethods", nil, 200, `["creditcard","debit"`},
		{"GET", "/Payment/Contracts/PCR_X/paymentMethods", nil, 404, nowhere},
		{"GET", contract + "/AvailableCurrencies", nil, 200, `["EUR","CHF"]`},
		{"GET", "/General/Contracts/GCR_X/AvailableCurrencies", nil, 404, nowhere},
	})
	project := c.get("/General/Contracts?q=description:adventsmarkt").text("data", 0, "id")
	story(t, c, []ask{
		{"GET", "/General/Contracts/" + project + "/AvailableCurrencies", nil, 200, `["EUR"]`},
		{"POST", "/General/Contracts/" + project + "/getAvailablePaymentMethods", question("CHF", false), 200, `[]`},
	})
}

func TestThirdPartiesAreSetMergedAndForgottenWithoutEverShowingASecret(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	third := contract + "/ThirdPartyConfiguration"
	story(t, c, []ask{
		{"GET", third, nil, 200, `{"paypal":{"live":{"client_id":"baeckerei-huber-49760"},"sandbox":{}},"easycredit":{"live":{},"sandbox":{}},"saferpay":{"live":{},"sandbox":{}}}`},
		{"POST", third, fields{"easycredit": fields{"live": fields{"client_id": "2.de.1234.1", "client_secret": "hunter2"}}}, 200, `"easycredit":{"live":{"client_id":"2.de.1234.1"},"sandbox":{}}`},
		{"GET", contract, nil, 200, `"easycredit_configuration":{"live":{"client_id":"2.de.1234.1"}`},
		{"PATCH", third, fields{"easycredit": fields{"sandbox": fields{"client_id": "test"}}}, 200, `"easycredit":{"live":{"client_id":"2.de.1234.1"},"sandbox":{"client_id":"test"}}`},
		{"PUT", third, fields{"easycredit": fields{"sandbox": fields{"client_id": "test"}}}, 200, `"paypal":{"live":{"client_id":"baeckerei-huber-49760"},"sandbox":{}},"easycredit":{"live":{},"sandbox":{"client_id":"test"}}`},
		{"PUT", third, fields{"saferpay": fields{"live": fields{"client_secret": "hunter3"}}}, 500, "saferpay.live.client_id: must not be empty"},
		{"DELETE", third + "/stripe", nil, 500, wrong},
		{"DELETE", third + "/paypal", nil, 200, `"paypal":{"live":{},"sandbox":{}},"easycredit":{"live":{},"sandbox":{"client_id":"test"}}`},
		{"POST", contract + "/getAvailablePaymentMethods", fields{"currency": "EUR", "is_demo": false}, 200, `"Invoice","Prepay"`},
		{"POST", third, fields{"saferpay": fields{"live": fields{"client_id": "s", "client_secret": "hunter4"}}}, 200, `"saferpay":{"live":{"client_id":"s"}`},
	})
	id := c.get(contract).text("id")
	if kept := string(c.server.Kept("general.contracts", id)); !strings.Contains(kept, "hunter4") || strings.Contains(kept, "hunter2") {
		t.Errorf("the secrets that are kept: %s", kept)
	}
	if raw := string(c.get(third).raw) + string(c.get("/General/Contracts?expand=true").raw); strings.Contains(raw, "hunter") {
		t.Error("a secret is shown")
	}
	story(t, c, []ask{{"DELETE", third, nil, 200, `{"paypal":{"live":{},"sandbox":{}},"easycredit":{"live":{},"sandbox":{}},"saferpay":{"live":{},"sandbox":{}}}`}})
	if kept := string(c.server.Kept("general.contracts", id)); strings.Contains(kept, "hunter") {
		t.Errorf("a secret outlives its account: %s", kept)
	}
}

func TestAllAccrualsOfAContractAreRevokedALittleLater(t *testing.T) {
	for _, view := range []string{"/General/Contracts/me", "/Payment/Contracts/me"} {
		c := open(t, sandbox.Options{Payments: 4000})
		project := c.get("/General/Contracts?q=description:adventsmarkt").text("data", 0, "id")
		withheld := func() int { return c.get("/Payment/Transactions?count=0&q=accrual:true").int("count") }
		before := withheld()
		if before == 0 {
			t.Fatal("no payment is withheld")
		}
		c.send("POST", "/General/Contracts/"+project+"/revokeAccrual", nil)
		c.clock.advance(time.Minute)
		if withheld() != before {
			t.Error("another contract's payments were freed")
		}
		r := c.send("POST", view+"/revokeAccrual", nil)
		if r.status != 202 || len(r.raw) != 0 || withheld() != before {
			t.Errorf("%d %q, %d of %d still withheld at once", r.status, r.raw, withheld(), before)
		}
		c.clock.advance(time.Minute)
		if withheld() != 0 {
			t.Errorf("%d of %d are still withheld", withheld(), before)
		}
		if r := c.send("POST", "/General/Contracts/GCR_X/revokeAccrual", nil); r.status != 404 {
			t.Errorf("%d", r.status)
		}
	}
}

func TestAPayoutAccountHasRightCheckDigits(t *testing.T) {
	for _, view := range []string{"/General/Contracts/me", "/Payment/Contracts/me"} {
		c := open(t, sandbox.Options{Payments: 60})
		id := c.get(contract).text("id")
		account := func() string {
			var kept struct {
				Account struct{ IBAN, BIC, Bankname string } `json:"-payout_account"`
			}
			if err := json.Unmarshal(c.server.Kept("general.contracts", id), &kept); err != nil {
				t.Fatal(err)
			}
			return kept.Account.IBAN + " " + kept.Account.BIC + " " + kept.Account.Bankname
		}
		first := account()
		story(t, c, []ask{
			{"POST", view + "/updateBankAccount", fields{"iban": "DE02120300000000202052"}, 500, "iban: is not a valid IBAN"},
			{"POST", view + "/updateBankAccount", fields{"iban": "DE02120300000000202051", "bic": "X"}, 500, "bic: must be"},
			{"POST", view + "/updateBankAccount", fields{"owner": "Max Mustermann"}, 500, "iban: must not be empty"},
		})
		if account() != first {
			t.Error("a refused account is kept")
		}
		story(t, c, []ask{{"POST", view + "/updateBankAccount", fields{"iban": "de02 1203 0000 0000 2020 51", "owner": "Max Mustermann"}, 200, `{"result":true}`}})
		if got := account(); got != "DE02120300000000202051 BYLADEM1001 Deutsche Kreditbank Berlin" {
			t.Errorf("%s", got)
		}
	}
}

func TestATerminatedContractTakesNothingAnyMore(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	story(t, c, []ask{
		{"POST", contract + "/terminate", nil, 200, `{"result":true}`},
		{"GET", contract, nil, 200, `"approved":false`},
		{"POST", contract + "/terminate", nil, 405, denied},
		{"PUT", contract, fields{}, 405, denied},
		{"PATCH", contract, fields{}, 405, denied},
		{"POST", contract + "/ThirdPartyConfiguration", fields{"paypal": fields{"live": fields{"client_id": "x"}}}, 405, denied},
		{"DELETE", contract + "/ThirdPartyConfiguration/paypal", nil, 405, denied},
		{"GET", contract + "/ThirdPartyConfiguration", nil, 200, "baeckerei-huber"},
		{"POST", contract + "/updateBankAccount", fields{"iban": "DE02120300000000202051"}, 405, denied},
		{"POST", contract + "/savePaymentLinkConfiguration", fields{"background": fields{"enabled": false}}, 405, denied},
		{"POST", "/Payment/Contracts/me/clone", fields{"project": "Neu"}, 405, denied},
		{"POST", contract + "/getAvailablePaymentMethods", fields{"currency": "EUR", "is_demo": true}, 200, "[]"},
		{"POST", "/Payment/Transactions", fields{"amount": 500}, 405, denied},
		{"POST", "/General/Contracts/GCR_X/terminate", nil, 404, nowhere},
	})
}

func TestAPaymentPageShowsABackgroundThatHasAnAddress(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	save := contract + "/savePaymentLinkConfiguration"
	image := "https://example.de/brot.jpg"
	story(t, c, []ask{
		{"POST", save, fields{"background": fields{"enabled": true}}, 500, "image_url: must not be empty"},
		{"GET", contract, nil, 200, `"payment_link_options":{"background":{"enabled":false}}`},
		{"POST", save, fields{"background": fields{"enabled": true, "image_url": image}}, 200, `"background":{"enabled":true,"image_url":"` + image},
		{"POST", save, fields{"background": fields{"enabled": false}}, 200, `"enabled":false,"image_url":"` + image},
		{"POST", save, fields{}, 500, wrong},
		{"POST", save, fields{"background": fields{"enabled": true, "image_url": "brot.jpg"}}, 500, wrong},
	})
}

func TestAProjectIsClonedOnceAndApprovedALittleLater(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	before := c.get("/General/Contracts").int("count")
	body := fields{
		"project": "Erlebnis-Bauernhof Musterdorf", "payin_account": "true", "url_push": "https://example.de/push",
		"payout_account": fields{"iban": "DE02120300000000202051", "owner": "Max Mustermann"},
	}
	r := c.send("POST", "/Payment/Contracts/me/clone", body)
	id := r.text("id")
	if r.status != 200 || r.text("parent", "id") != c.get(contract).text("id") || r.get("approved") != false || len(r.text("apikey")) != 40 || r.text("pay_in_account", "iban") == "" {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	story(t, c, []ask{
		{"POST", "/Payment/Contracts/me/clone", body, 409, twice},
		{"POST", "/Payment/Contracts/me/clone", fields{"project": "  "}, 500, wrong},
		{"POST", "/Payment/Contracts/me/clone", fields{"project": "Anderes", "payment_data": fields{"iban": "DE00"}}, 500, "payment_data.iban: is not a valid IBAN"},
		{"POST", "/Payment/Contracts/PCR_X/clone", fields{"project": "Anderes"}, 404, nowhere},
		{"GET", "/General/Contracts?count=1&sort=created:desc", nil, 200, `"id":"` + id},
		{"GET", "/General/Contracts/" + id + "/IframeOptions", nil, 200, `"project_title":"Erlebnis-Bauernhof Musterdorf"`},
		{"GET", "/General/Contracts/GCR_X/IframeOptions", nil, 404, nowhere},
		{"GET", "/General/Contracts/" + id + "/transferBalance", nil, 200, `{"id":"` + id + `","balances":[]}`},
		{"GET", "/General/Contracts/GCR_X/transferBalance", nil, 404, nowhere},
	})
	if raw := string(c.get("/General/Contracts/" + id).raw); strings.Contains(raw, r.text("apikey")) {
		t.Error("the API key is shown a second time")
	}
	if got := c.get("/General/Contracts").int("count"); got != before+1 {
		t.Errorf("%d contracts, there were %d", got, before)
	}
	c.clock.advance(time.Minute)
	if got := c.get("/General/Contracts/" + id); got.get("approved") != true {
		t.Errorf("%s", got.raw)
	}
}

func TestARequestedContractHasItsOwnMerchantAndWaitsForIt(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	contact := fields{
		"forename": "Jürgen", "surname": "Weiß", "companyname": "Weiß & Söhne OHG", "email": "post@example.de",
		"address": fields{"street": "Mühlweg", "street_number": "4", "postal_code": "79098", "city": "Freiburg", "country": "DE"},
	}
	request := "/Payment/Contracts/me/requestId"
	r := c.send("POST", request, fields{
		"project": "Weiß Frischemarkt", "contact": contact, "create_first_store": true, "store_name": "Frischemarkt", "payout_purpose": "Frischemarkt (Nord)",
		"iframe_opts": fields{"show_basket": false, "cession": "personal"},
	})
	if r.status != 200 || len(r.text("apikey")) != 40 {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	story(t, c, []ask{
		{"GET", "/General/Merchants/" + r.text("merchant", "id"), nil, 200, `"companyname":"Weiß & Söhne OHG"`},
		{"GET", "/General/Merchants?q=" + escape("user.address.address_formatted:mühlweg"), nil, 200, `"count":1`},
		{"GET", "/General/Contracts/" + r.text("contract", "id"), nil, 200, `"merchant":{"object":"general.merchants","id":"` + r.text("merchant", "id")},
		{"GET", "/General/Stores/" + r.text("store", "id"), nil, 200, `"name":"Frischemarkt"`},
		{"GET", "/General/Contracts/" + r.text("contract", "id") + "/IframeOptions", nil, 200, `"is_basket_shown":false,"language_formality":"informal"`},
		{"POST", "/General/Merchants/" + r.text("merchant", "id") + "/getPublicData/" + r.text("contract", "id"), nil, 200, `"companyname":"Weiß & Söhne OHG"`},
	})
	merchants := c.get("/General/Merchants").int("count")
	story(t, c, []ask{
		{"POST", request, fields{"project": "weiß frischemarkt", "contact": contact}, 409, twice},
		{"POST", request, fields{"project": "Anderes", "contact": fields{"email": "a@b"}}, 500, "contact: needs"},
		{"POST", request, fields{"project": "Anderes", "contact": contact, "payout_purpose": "Übertrag"}, 500, "payout_purpose"},
		{"POST", request, fields{"project": "Anderes"}, 500, "contact: must not be empty"},
	})
	c.clock.advance(time.Hour)
	c.signIn()
	if got := c.get("/General/Merchants").int("count"); got != merchants {
		t.Errorf("a refused request made a merchant: %d, there were %d", got, merchants)
	}
	if c.get("/General/Contracts/"+r.text("contract", "id")).get("approved") != false {
		t.Error("a merchant whom nobody has identified is approved")
	}
}
