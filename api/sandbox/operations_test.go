package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// do is one request of a behaviour table: what it needs and what it says.
type do struct {
	method, action string // the action below the payment
	body           any
	status         int
	want           string // of the answer
}

func TestOperationsOnOnePayment(t *testing.T) {
	tests := []struct {
		name, q string
		steps   []do
	}{
		{"capture executes what is authorised, once", "status:9 AND product_id:26", []do{
			{"POST", "/capture", nil, 200, `"status":6`},
			{"POST", "/capture", nil, 405, `"code":1003`},
		}},
		{"capture takes a part", "status:9 AND product_id:26", []do{
			{"POST", "/capture", map[string]any{"amount": 100}, 200, `"amount":100,`},
			{"GET", "/checkStatus", nil, 200, `"status":6,"status_text":"abgeschlossen","status_simple":1,"status_simple_text":"accepted","amount":100,"currency":"EUR"`},
		}},
		{"capture takes no more than is authorised", "status:9 AND product_id:26", []do{
			{"POST", "/capture", map[string]any{"amount": 99999999}, 500, "ProductInternalException"},
			{"GET", "/checkStatus", nil, 200, `"status":9`},
		}},
		{"no body, an empty object and an empty array are the same", "accrual:true AND status:6", []do{
			{"POST", "/revokeAccrual", []any{}, 200, `"accrual":false`},
			{"POST", "/capture", []any{}, 405, `"code":1003`},
		}},
		{"accrual is revoked once", "accrual:true", []do{
			{"POST", "/revokeAccrual", nil, 200, `"accrual":false`},
			{"POST", "/revokeAccrual", nil, 405, "ProductNotAllowedException"},
		}},
		{"an invoice is shipped, and its shipping corrected", "status:85", []do{
			{"GET", "/shippingUrl", nil, 200, `"url":"https://`},
			{"PUT", "/ShippingInformation", map[string]any{"carrier": "DHL", "invoice_number": "R-1", "shipped_at": "2025-11-14T12:00:00+01:00"}, 200, `{"result":true}`},
			{"GET", "", nil, 200, `"invoice_number":"R-1"`},
			{"GET", "/checkStatus", nil, 200, `"status":6`},
			{"GET", "/shippingUrl", nil, 405, "ProductNotAllowedException"},
			{"PUT", "/shippingInformation", map[string]any{"invoice_number": "R-2"}, 200, `{"result":true}`},
			{"GET", "", nil, 200, `"invoice_number":"R-2"`},
		}},
		{"a capture with shipping ships an invoice", "status:85", []do{
			{"POST", "/capture", map[string]any{"shipping_information": map[string]any{"order_id": "B-9"}}, 200, `"order_id":"B-9"`},
		}},
		{"shipping has a time with its zone", "status:85", []do{
			{"PUT", "/ShippingInformation", map[string]any{"shipped_at": "14.11.2025"}, 500, "shipped_at"},
			{"GET", "/checkStatus", nil, 200, `"status":85`},
		}},
		{"only an invoice is shipped", "status:6 AND product_id:16", []do{
			{"PUT", "/ShippingInformation", map[string]any{"carrier": "DHL"}, 405, "ProductNotAllowedException"},
			{"GET", "/shippingUrl", nil, 405, "ProductNotAllowedException"},
		}},
		{"a prepayment grows until it is received", "status:25", []do{
			{"POST", "/IncreaseAmount", map[string]any{"amount": 9_000_000}, 200, `"amount":9000000`},
			{"POST", "/IncreaseAmount", map[string]any{"amount": 9_000_000}, 500, "not more"},
			{"POST", "/IncreaseAmount", nil, 500, "missing"},
			{"POST", "/getPaymentInstructions", nil, 200, `{"lang":"de_DE","amount":"90000,00","currency":"EUR","payment_instructions":{"iban":"DE81850400611005523759"`},
		}},
		{"nothing else grows", "status:85", []do{{"POST", "/IncreaseAmount", map[string]any{"amount": 9_000_000}, 405, "ProductNotAllowedException"}}},
		{"a card has no payment instructions", "product_id:26", []do{{"POST", "/getPaymentInstructions", nil, 405, "ProductNotAllowedException"}}},
		{"a payout gets its balance", "status:205", []do{
			{"POST", "/assignTransferBalance", nil, 200, `"status":6`},
			{"POST", "/assignTransferBalance", nil, 405, "ProductNotAllowedException"},
		}},
		{"the old format", "order_id:B-10427", []do{
			{"GET", "/OldFormat", nil, 200, `"status":"accepted","amount":4990,"currency":"EUR"`},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := open(t, sandbox.Options{Payments: 20000})
			id := c.first(test.q)
			for n, step := range test.steps {
				r := c.send(step.method, "/Payment/Transactions/"+id+step.action, step.body)
				if r.status != step.status || !strings.Contains(string(r.raw), step.want) {
					t.Fatalf("step %d, %s: %d, want %s in %s", n, step.action, r.status, step.want, r.raw)
				}
			}
		})
	}
}

func TestAHashStandsForAnIDWhereItMay(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 300})
	hash := c.get("/Payment/Transactions/" + c.first("status:85 OR status:25")).text("transaction_hash")
	for action, want := range map[string]int{"/checkStatus": 200, "/OldFormat": 200, "": 404, "/shippingUrl": 404} {
		if got := c.send("GET", "/Payment/Transactions/"+hash+action, nil).status; got != want {
			t.Errorf("%s by hash: %d, want %d", action, got, want)
		}
	}
}

func TestACancelAnswersInTheShapeThatIsAskedFor(t *testing.T) {
	for shape, want := range map[sandbox.CancelShape]string{
		sandbox.CancelArray: `[{"object":"payment.transactions"`, sandbox.CancelObject: `{"object":"payment.transactions"`, sandbox.CancelResult: `{"demo":false,"remaining_amount":`,
	} {
		c := open(t, sandbox.Options{Payments: 300, CancelShape: shape})
		r := c.send("POST", "/Payment/Transactions/"+c.first("status:6")+"/cancel", map[string]any{"reduce_amount_by": 1})
		if !strings.HasPrefix(string(r.raw), want) {
			t.Errorf("shape %d: %.100s", shape, r.raw)
		}
	}
}

func TestATwintPaymentIsMadeALittleLater(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	r := c.send("POST", "/Payment/Transactions", map[string]any{
		"amount": "1995", "currency": "CHF", "purpose": "Kauf bei Example.com", "payment_methods": []string{"twint"}, "order_id": "T-1",
		"customer": map[string]any{"contact": map[string]any{"forename": "Urs", "surname": "Ägerter"}},
	})
	if r.status != 200 || r.text("status") != "internal_server_status" || r.int("transaction_status") != 1 {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	found := c.get("/Payment/Transactions?q=" + escape("customer.surname:ägerter AND order_id:T-1"))
	if found.int("count") != 1 || found.text("data", 0, "id") != r.text("payment_id") || found.get("data", 0, "amount") != 1995.0 {
		t.Errorf("%s", found.raw)
	}
	c.clock.advance(time.Minute)
	if got := c.get("/Payment/Transactions/" + r.text("payment_id") + "/checkStatus"); got.int("status") != 6 || got.text("currency") != "CHF" {
		t.Errorf("%s", got.raw)
	}
	for _, bad := range []map[string]any{
		{"amount": 0}, {}, {"amount": 5, "currency": "USD"}, {"amount": 5, "payment_methods": []string{"cash"}}, {"amount": 5, "payment_action": "steal"},
	} {
		if r := c.send("POST", "/Payment/Transactions", bad); r.status != 500 {
			t.Errorf("%v: %d", bad, r.status)
		}
	}
}

func TestInstructionsAreTheSameByEitherTransaction(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 2000})
	smart := c.get("/Smart/Transactions?count=1&q=" + escape("payment_method:prepaid AND status:ok"))
	one := c.send("POST", "/Payment/Transactions/me/getPaymentInstructions/"+smart.text("data", 0, "id"), nil)
	two := c.send("POST", "/Payment/Transactions/"+smart.text("data", 0, "transactions", 0, "id")+"/getPaymentInstructions", nil)
	if one.status != 200 || string(one.raw) != string(two.raw) {
		t.Errorf("%s\n%s", one.raw, two.raw)
	}
}

func TestCrowdFundingAddsUp(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 500})
	merchant := c.get("/General/Merchants/me").text("id")
	r := c.get("/Payment/Transactions/me/CrowdFundingData/" + merchant)
	if r.int("deposited_amount") != r.int("paid_out")+r.int("open", "total") || r.int("project", "debit", "count") == 0 {
		t.Errorf("%s", r.raw)
	}
	if r := c.send("GET", "/Payment/Transactions/me/CrowdFundingData/MRC_X", nil); r.status != 404 {
		t.Errorf("another merchant: %d", r.status)
	}
}

func TestARepeatedActionIsExecutedAgainUnlessTheServerRemembersIt(t *testing.T) {
	for remembers, want := range map[bool][3]int{false: {1, 2, 3}, true: {1, 1, 2}} {
		c := open(t, sandbox.Options{Payments: 300, ReplayActions: remembers})
		id := c.first("status:6 AND amount:[1000 TO *]")
		c.header.Set("X-Action", "one")
		for n, wait := range []time.Duration{0, 3 * time.Minute, time.Second} {
			c.clock.advance(wait)
			if r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 1}); r.status != 200 {
				t.Fatalf("%d %s", r.status, r.raw)
			}
			if got := len(c.server.AllRefunds()); got != want[n] {
				t.Errorf("remembers %v: %d refunds after request %d, want %d", remembers, got, n+1, want[n])
			}
		}
	}
}

func TestAPatchChangesWhatADocumentSays(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	id := c.first("order_id:B-10427")
	hostile := "\x1b]52;c;aGk=\a\u202e\"<b>\n"
	if !c.server.Patch(id, map[string]any{"customer.name": hostile, "amount": "viel", "details.status_simple": nil}) || c.server.Patch("PCI_X", nil) {
		t.Error("the payment is not told from one that is not there")
	}
	for _, r := range []reply{c.get("/Payment/Transactions/" + id), {body: c.get("/Payment/Transactions?q=order_id%3AB-10427").get("data", 0)}} {
		if r.text("customer", "name") != hostile || r.text("amount") != "viel" || fmt.Sprint(r.get("details", "status_simple")) != "<nil>" || r.text("customer", "surname") != "Meier" {
			t.Errorf("%v", r.body)
		}
	}
}
