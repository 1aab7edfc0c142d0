package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// member is any object as a raw client sends it.
type members = map[string]any

// oldOrder is a payment as the tests of the official clients create it.
func oldOrder(change members) members {
	in := members{
		"amount": 6324, "currency": "EUR", "purpose": "for what text", "order_id": "ZZZZZZ", "opt_data": members{"has_accepted_disclaimer": true},
		"basket": []members{
			{"item_type": "shipping", "name": "standard delivery", "tax": 19, "total": 1324},
			{"item_type": "article", "article_number": 3211, "quantity": 2, "name": "Testname1", "ean": 4123412341243, "tax": "19", "total": 2000, "price": 1000},
			{"item_type": "article", "article_number": 48875, "quantity": 3, "name": "Testname2", "tax": 19, "total": 3000, "price": 1000},
		},
	}
	for name, value := range change {
		in[name] = value
	}
	return in
}

// parties are a new customer, and an account that is nobody's yet.
func (c *client) parties() (customer, container string) {
	c.t.Helper()
	one := c.send("POST", "/Payment/Customers", members{"contact": members{"forename": "John", "surname": "Doe", "email": "mail@example.com"}})
	two := c.send("POST", "/Payment/Containers", members{"type": "bank_account", "private": members{"owner": "John Doe", "iban": "DE37503240001000000524", "bic": "FTSBDEFAXXX"}})
	return one.text("id"), two.text("id")
}

func TestADebitOfTheOlderInterfaceIsAPaymentLikeAnyOther(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 80})
	customer, container := c.parties()
	made := c.send("POST", "/Payment/Secupaydebits", oldOrder(members{"customer": customer, "container": container, "demo": true}))
	if made.status != 200 || made.text("object") != "payment.secupaydebits" || made.text("status") != "accepted" || made.int("transaction_status") != 11 ||
		made.text("payment_action") != "sale" || made.text("customer", "id") != customer || made.text("customer", "created") == "" ||
		made.text("container", "customer", "id") != customer || made.text("used_payment_instrument", "data", "bankname") == "" ||
		made.get("used_payment_instrument", "data", "owner") != nil || made.len("basket") != 3 || made.text("basket", 1, "article_number") != "3211" {
		t.Fatalf("%d %s", made.status, made.raw)
	}
	if again := c.get("/Payment/Secupaydebits/" + made.text("id")); string(again.raw) != string(made.raw) {
		t.Errorf("read:\n%s\nmade:\n%s", again.raw, made.raw)
	}
	if old := c.get("/Payment/Transactions/" + made.text("payment_id") + "/OldFormat"); string(old.raw) != string(made.raw) {
		t.Errorf("old format: %s", old.raw)
	}
	p := c.get("/Payment/Transactions?q=order_id%3AZZZZZZ")
	if p.int("count") != 1 || p.text("data", 0, "payment_data") != "DE37 XXXX XXXX XXXX XX05 24" || p.text("data", 0, "customer", "id") != customer ||
		p.int("data", 0, "basket", 1, "tax") != 19 || strings.Contains(string(p.raw), `"-old"`) {
		t.Errorf("%s", p.raw)
	}
	if r := c.send("POST", "/Payment/secupaydebits/"+made.text("id")+"/cancel", nil); r.status != 200 || r.get("demo") != true || r.int("result", "remaining_amount") != 0 || r.int("new_trans_id") == 0 {
		t.Errorf("%d %s", r.status, r.raw)
	}
	if moves := c.server.AllRefunds(); len(moves) != 1 || moves[0].Amount != 6324 {
		t.Errorf("%+v", moves)
	}
	if r := c.send("DELETE", "/Payment/Customers/"+customer, nil); r.status != 200 || c.get("/Payment/Transactions/"+made.text("payment_id")).text("customer", "name") != "John Doe" {
		t.Errorf("a payer who went: %d %s", r.status, r.raw)
	}
}

func TestPrepaymentsAndInvoicesOfTheOlderInterface(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 80})
	customer, _ := c.parties()
	prepaid := c.send("POST", "/Payment/Secupayprepays", oldOrder(members{
		"customer": members{"id": customer}, "accrual": true, "redirect_url": members{"url_success": "https://shop.example.com/ok", "url_failure": "https://shop.example.com/no"},
	}))
	if prepaid.status != 200 || prepaid.text("transfer_account", "iban") == "" || !strings.HasPrefix(prepaid.text("transfer_purpose"), "TA ") || prepaid.get("accrual") != true ||
		prepaid.text("redirect_url", "url_success") != "https://shop.example.com/ok" || prepaid.text("redirect_url", "iframe_url") == "" || prepaid.text("iframe_url") == "" {
		t.Errorf("%d %s", prepaid.status, prepaid.raw)
	}
	status := "/Payment/Transactions/" + prepaid.text("payment_id") + "/checkStatus"
	if got := c.get(status).int("status"); got != 25 {
		t.Errorf("the prepayment is in status %d", got)
	}
	c.clock.advance(25 * time.Hour)
	c.signIn()
	if got := c.get(status).int("status"); got != 6 {
		t.Errorf("a day later it is in status %d", got)
	}
	invoice := c.send("POST", "/Payment/Secupayinvoices", oldOrder(members{"customer": customer}))
	if invoice.int("transaction_status") != 85 {
		t.Errorf("%s", invoice.raw)
	}
	if r := c.send("PUT", "/Payment/Secupayinvoices/"+invoice.text("id")+"/shippingInformation", members{"carrier": "DHL"}); r.status != 200 {
		t.Errorf("%d %s", r.status, r.raw)
	}
	if got := c.get("/Payment/Transactions/" + invoice.text("payment_id") + "/checkStatus").int("status"); got != 6 {
		t.Errorf("the invoice that was shipped is in status %d", got)
	}
}

func TestADebitIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 80})
	customer, container := c.parties()
	other, _ := c.parties()
	owned := c.send("POST", "/Payment/Containers", members{"customer": other, "private": members{"iban": "DE89370400440532013000"}}).text("id")
	card := c.get("/Payment/Containers?count=1&q=type%3Acredit_card").text("data", 0, "id")
	share := func(contract string, total int) []members {
		return []members{{"item_type": "stakeholder_payment", "name": "platform fee", "contract_id": contract, "total": total}}
	}
	known := c.get("/General/Contracts?count=1").text("data", 0, "id")
	before := c.get("/Payment/Transactions?count=1").int("count")
	for name, test := range map[string]struct {
		change members
		status int
		says   string
	}{
		"no amount":             {members{"amount": 0}, 500, "amount"},
		"a text for an amount":  {members{"amount": "63,24"}, 500, "amount"},
		"no container":          {members{"container": nil}, 500, "container: must not be empty"},
		"unknown container":     {members{"container": "PCT_X"}, 404, "PCT_X"},
		"another's container":   {members{"container": owned}, 405, "another customer"},
		"a card":                {members{"container": card}, 405, "credit_card"},
		"no customer":           {members{"customer": nil}, 500, "customer: must not be empty"},
		"a stranger's contract": {members{"contract": "PCR_W30TEBYFV2MG4K03875XUNP35QYVAB"}, 405, "Referenced contract access denied PCR_W30TEBYFV2MG4K03875XUNP35QYVAB"},
		"a stranger's share":    {members{"basket": share("PCR_KR40B0A0T2MF75EN875XUBW87M8UA6", 475)}, 405, "Referenced contract access denied PCR_KR40"},
		"more than the whole":   {members{"basket": share(known, 6325)}, 500, "shares"},
		"unknown subscription":  {members{"subscription": members{"id": 7}}, 404, "subscription"},
	} {
		t.Run(name, func(t *testing.T) {
			in := oldOrder(members{"customer": customer, "container": container})
			for name, value := range test.change {
				in[name] = value
			}
			if r := c.send("POST", "/Payment/Secupaydebits", in); r.status != test.status || !strings.Contains(r.text("error_details"), test.says) {
				t.Errorf("%d %s", r.status, r.raw)
			}
		})
	}
	if got := c.get("/Payment/Transactions?count=1").int("count"); got != before {
		t.Errorf("%d payments became %d", before, got)
	}
}

func TestADebitGoesOnWithASubscriptionByItsNumber(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	customer := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	container := done(s, api.CreatePaymentContainer, bank(customer.ID, "DE89370400440532013000", ""))
	first := done(s, api.CreateTwintPayment, api.NewPayment{
		Amount: 9490, Currency: "EUR", Purpose: "for what text", OrderID: "2017418454", Container: container.ID,
		Customer: api.PaymentCustomer{ID: customer.ID}, Subscription: &api.NewSubscription{Purpose: "for what text"},
	})
	if first.Subscription == nil || first.Subscription.ID == 0 || first.Container.ID != container.ID || *first.Amount != 9490 {
		t.Fatalf("%+v", first)
	}
	again := done(s, api.Op[members, api.SecupayTransaction]{Method: "POST", Path: "/Payment/Secupaydebits", Effect: api.MovesMoney}, members{
		"amount": 500, "purpose": "Monat 2", "subscription": members{"id": first.Subscription.ID},
	})
	one, two := fetched(s, api.PaymentTransactions, first.PaymentID), fetched(s, api.PaymentTransactions, again.PaymentID)
	if one.Subscription.ID == "" || two.Subscription != one.Subscription || two.Customer.ID != customer.ID || two.PaymentData != one.PaymentData {
		t.Errorf("%+v\n%+v", one, two)
	}
	sub := fetched(s, api.Subscriptions, one.Subscription.ID)
	if sub.State() != "active" || sub.Customer.ID != customer.ID || sub.Container.ID != container.ID || len(sub.Billing().Executions) != 0 {
		t.Errorf("%+v", sub)
	}
}
