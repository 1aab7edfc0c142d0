package sandbox_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tresen/api"
)

// someIDs are the ids of payments that a search finds, which the sandbox has to
// have; an account of the vendor's need not.
func (s *system) someIDs(q string, count int) []string {
	s.t.Helper()
	var ids []string
	for _, o := range objectsOf(s.get(fmt.Sprintf("/Payment/Transactions?count=%d&sort=created:desc&fields=id&q=%s", count, escape(q)))) {
		ids = append(ids, o["id"].(string))
	}
	if len(ids) == 0 && s.server == nil {
		s.t.Skipf("this account has no payment with %s", q)
	} else if len(ids) == 0 {
		s.t.Fatalf("no payment with %s", q)
	}
	return ids
}

// demoPayment is one that moves no money, worth at least a euro.
func (s *system) demoPayment(t *testing.T) string {
	t.Helper()
	for _, id := range s.someIDs("status:11 AND amount:[100 TO *]", 5) {
		if s.get("/Payment/Transactions/"+id+"/checkStatus").int("amount") >= 100 {
			return id
		}
	}
	t.Skip("the demo payments of this account are used up")
	return ""
}

var payments = []belief{
	{name: "checkStatus says what the payment says", source: "reference, Check payment status; F domain, Cancel or refund",
		check: func(t *testing.T, s *system) {
			for _, id := range s.someIDs("", 5) {
				one, live := s.get("/Payment/Transactions/"+id), s.get("/Payment/Transactions/"+id+"/checkStatus")
				for _, name := range []string{"status", "status_text", "currency"} {
					if one.get(name) != live.get(name) {
						t.Errorf("%s: %s is %v and %v", id, name, one.get(name), live.get(name))
					}
				}
				if live.get("status_simple") == nil || live.text("status_simple_text") == "" || live.get("amount") == nil {
					t.Errorf("%s", live.raw)
				}
			}
		}},
	{name: "what is in effect is the amount less open and completed refunds", source: "F domain, Cancel or refund",
		check: func(t *testing.T, s *system) {
			for _, id := range s.someIDs("related_transactions.hierarchy:child AND amount:[1 TO *]", 10) {
				one, sum := s.get("/Payment/Transactions/"+id), 0
				for _, related := range asList(one.get("related_transactions")) {
					if link := (reply{body: related}); link.text("hierarchy") == "child" && link.int("ref_type_id") == api.RefTypeRefund {
						child := s.get("/Payment/Transactions/" + link.text("id"))
						if child.int("amount") >= 0 {
							t.Errorf("refund %s of %d", link.text("id"), child.int("amount"))
						}
						if child.int("details", "status_simple") != int(api.StatusDenied) {
							sum += child.int("amount")
						}
					}
				}
				if got := s.get("/Payment/Transactions/" + id + "/checkStatus").int("amount"); got != one.int("amount")+sum {
					t.Errorf("%s: %d in effect of %d with %d refunded", id, got, one.int("amount"), -sum)
				}
			}
		}},
	{name: "a hash stands for an id where the reference says so", source: "reference, Check payment status and Read in old format; F domain, Ids",
		check: func(t *testing.T, s *system) {
			for _, id := range s.someIDs("", 3) {
				hash := s.get("/Payment/Transactions/" + id).text("transaction_hash")
				if hash == "" || hash != strings.ToLower(hash) {
					t.Fatalf("hash %q", hash)
				}
				for _, action := range []string{"/checkStatus", "/OldFormat"} {
					byHash, byID := s.get("/Payment/Transactions/"+hash+action), s.get("/Payment/Transactions/"+id+action)
					if string(byHash.raw) != string(byID.raw) {
						t.Errorf("%s%s: %s and %s", hash, action, byHash.raw, byID.raw)
					}
				}
			}
		}},
	{name: "instructions have their amount as text in a language", source: "reference, Get payment instructions; F domain, Money, dates",
		check: func(t *testing.T, s *system) {
			german := regexp.MustCompile(`^\d+(\.\d{3})*,\d\d$`)
			for _, id := range s.someIDs("status:25", 2) {
				r := s.send("POST", "/Payment/Transactions/"+id+"/getPaymentInstructions", nil)
				if r.status != 200 || !german.MatchString(r.text("amount")) || r.text("payment_instructions", "iban") == "" {
					t.Errorf("%d %s", r.status, r.raw)
				}
			}
		}},
	{name: "amounts are whole, currencies three letters, times have an offset, TA codes are numbers", source: "F domain, Money, dates and Ids",
		check: func(t *testing.T, s *system) {
			for _, o := range objectsOf(s.get("/Payment/Transactions?count=100")) {
				amount, whole := o["amount"].(float64)
				currency, _ := o["currency"].(string)
				created, _ := o["created"].(string)
				_, err := time.Parse(time.RFC3339, created)
				if _, number := o["trans_id"].(float64); !whole || amount != float64(int64(amount)) || !regexp.MustCompile(`^[A-Z]{3}$`).MatchString(currency) || err != nil || !number {
					t.Errorf("%v: amount %v %v, created %v, TA code %v", o["id"], o["amount"], currency, created, o["trans_id"])
				}
			}
		}},
	{name: "each refund takes effect at once, is a child of its own, and leaves the amount", source: "F domain, Cancel or refund",
		check: func(t *testing.T, s *system) {
			id := s.demoPayment(t)
			effect := func() int { return s.get("/Payment/Transactions/" + id + "/checkStatus").int("amount") }
			before, was := effect(), s.get("/Payment/Transactions/"+id)
			for n := 1; n <= 2; n++ {
				answer, err := api.CancelPayment.Do(t.Context(), s.api, api.Refund{By: 1, Reason: "conformance"}, id)
				if err != nil || len(answer.Drift) > 0 {
					t.Fatalf("%v, drift %v", err, answer.Drift)
				}
				is := s.get("/Payment/Transactions/" + id)
				if effect() != before-n || is.int("amount") != was.int("amount") || is.len("related_transactions") != was.len("related_transactions")+n {
					t.Errorf("after %d refunds of a cent %d of %d are in effect: %s", n, effect(), before, is.raw)
				}
			}
		}},
	{name: "no more than what remains can be refunded, and nothing changes", source: "F domain, Cancel or refund",
		check: func(t *testing.T, s *system) {
			id := s.demoPayment(t)
			live := s.get("/Payment/Transactions/" + id + "/checkStatus")
			r := s.send("POST", "/Payment/Transactions/"+id+"/cancel", fields{"reduce_amount_by": live.int("amount") + 1})
			if r.status < 400 || r.text("status") != "error" {
				t.Errorf("%d %s", r.status, r.raw)
			}
			if again := s.get("/Payment/Transactions/" + id + "/checkStatus"); string(again.raw) != string(live.raw) {
				t.Errorf("%s became %s", live.raw, again.raw)
			}
		}},
	{name: "a reason that no bank takes is refused", source: "reference, Cancel or refund: reason",
		check: func(t *testing.T, s *system) {
			id := s.demoPayment(t)
			for _, reason := range []string{"für Müller", strings.Repeat("a", 101)} {
				failsAs(t, s.send("POST", "/Payment/Transactions/"+id+"/cancel", fields{"reduce_amount_by": 1, "reason": reason}), 500, "ProductInternalException")
			}
		}},
	{name: "what is not authorised cannot be captured, code 1003", source: "F domain, Transport; secucard-connect-php-sdk Client/ProductService.php, mapError",
		check: func(t *testing.T, s *system) {
			r := s.send("POST", "/Payment/Transactions/"+s.demoPayment(t)+"/capture", nil)
			if failsAs(t, r, http.StatusMethodNotAllowed, "ProductNotAllowedException"); fmt.Sprint(r.get("code")) != "1003" {
				t.Errorf("code %v", r.get("code"))
			}
		}},
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

// ownObjects are beliefs about what we make ourselves, and take away again where
// that is possible.
var ownObjects = []belief{
	{name: "a customer is made, named, changed and deleted", source: "guide-debit-payment, Save the customer; F domain, Smaller behaviours",
		check: func(t *testing.T, s *system) {
			made := s.send("POST", "/Payment/Customers", fields{"contact": fields{"forename": "John", "surname": "Doe", "dob": "1901-02-03"}})
			id := made.text("id")
			if made.status != 200 || !strings.HasPrefix(id, "PCU_") || made.text("contact", "name") != "John Doe" {
				t.Fatalf("%d %s", made.status, made.raw)
			}
			if _, err := time.Parse(time.RFC3339, made.text("contact", "dob")); err != nil || !strings.HasPrefix(made.text("contact", "dob"), "1901-02-03T") {
				t.Errorf("dob %q", made.text("contact", "dob"))
			}
			if got := s.get("/Payment/Customers/" + id); string(got.raw) != string(made.raw) {
				t.Errorf("made %s, read %s", made.raw, got.raw)
			}
			changed := s.send("PUT", "/Payment/Customers/"+id, fields{"contact": fields{"forename": "John", "surname": "Roe"}})
			if changed.status != 200 || changed.text("contact", "name") != "John Roe" || changed.text("id") != id {
				t.Errorf("%d %s", changed.status, changed.raw)
			}
			gone, err := api.DeletePaymentCustomer.Do(t.Context(), s.api, api.None{}, id)
			if err != nil || len(gone.Drift) > 0 {
				t.Errorf("%v, drift %v", err, gone.Drift)
			}
			failsAs(t, s.send("GET", "/Payment/Customers/"+id, nil), 404, "ProductNotFoundException")
		}},
	{name: "an IBAN of a customer can be there once", source: "guide-debit-payment; F domain, Smaller behaviours",
		check: func(t *testing.T, s *system) {
			customer := s.send("POST", "/Payment/Customers", fields{"contact": fields{"forename": "John", "surname": "Doe"}}).text("id")
			defer s.send("DELETE", "/Payment/Customers/"+customer, nil)
			account := fields{"type": "bank_account", "customer": customer, "private": fields{"owner": "John Doe", "iban": "DE89370400440532013000"}}
			first := s.send("POST", "/Payment/Containers", account)
			if first.status != 200 || !strings.HasPrefix(first.text("id"), "PCT_") {
				t.Fatalf("%d %s", first.status, first.raw)
			}
			defer s.send("DELETE", "/Payment/Containers/"+first.text("id"), nil)
			again := s.send("POST", "/Payment/Containers", account)
			if again.status < 400 || again.text("error") != "ProductDuplicateException" {
				t.Errorf("%d %s", again.status, again.raw)
			}
		}},
	{name: "an IBAN that cannot be is refused", source: "I guide-debit-payment, Save the debit payment instrument",
		check: func(t *testing.T, s *system) {
			customer := s.send("POST", "/Payment/Customers", fields{"contact": fields{"forename": "John", "surname": "Doe"}}).text("id")
			defer s.send("DELETE", "/Payment/Customers/"+customer, nil)
			r := s.send("POST", "/Payment/Containers", fields{"type": "bank_account", "customer": customer, "private": fields{"owner": "John Doe", "iban": "DE00370400440532013000"}})
			if r.status < 400 || r.text("status") != "error" {
				t.Errorf("%d %s", r.status, r.raw)
			}
		}},
	{name: "a demo sale is created, changed and aborted, and not aborted twice", source: "guide-smart-checkout; reference, Smart Transactions",
		check: func(t *testing.T, s *system) {
			made := s.send("POST", "/Smart/Transactions", fields{"is_demo": true, "intent": "sale", "basket_info": fields{"sum": 3324, "currency": "EUR"}})
			id := made.text("id")
			if made.status != 200 || !strings.HasPrefix(id, "STX_") || made.text("status") != "created" {
				t.Fatalf("%d %s", made.status, made.raw)
			}
			changed := s.send("PUT", "/Smart/Transactions/"+id, fields{"is_demo": true, "basket_info": fields{"sum": 4000, "currency": "EUR"}})
			if changed.status != 200 || changed.int("basket_info", "sum") != 4000 || changed.text("status") != "created" {
				t.Errorf("%d %s", changed.status, changed.raw)
			}
			if r := s.send("POST", "/Smart/Transactions/"+id+"/abort", nil); r.status != 200 || s.get("/Smart/Transactions/"+id).text("status") != "aborted" {
				t.Errorf("%d %s", r.status, r.raw)
			}
			again := s.send("POST", "/Smart/Transactions/"+id+"/abort", nil)
			if again.status < 400 || again.text("status") != "error" {
				t.Errorf("%d %s", again.status, again.raw)
			}
		}},
}
