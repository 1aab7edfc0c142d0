package sandbox

import (
	"fmt"
	"strings"

	"tresen/api"
)

// Reading payment transactions (reference: Payment Transactions).

// find returns the index of the payment with this id. Where the reference says
// so, the transaction hash does as well.
func (s *Server) find(id string, hashToo bool) (int32, *problem) {
	w := s.ledger.world
	i, ok := w.payments.index(strings.ToUpper(id))
	if !ok && hashToo {
		i, ok = w.hashIndex(id)
	}
	if !ok || i >= s.ledger.count(live) {
		return 0, missing("Payment transaction %s not found", id)
	}
	return int32(i), nil
}

// one is the payment that the path names, as it is now.
func (s *Server) one(c *call, hashToo bool) (payment, *problem) {
	i, no := s.find(c.arg(0), hashToo)
	if no != nil {
		return payment{}, no
	}
	return s.ledger.payment(i, live), nil
}

func readPayment(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, false)
	if no != nil {
		return nil, no
	}
	return s.expanded(s.document(p, live), c.URL.Query().Get("expand")), nil
}

// checkStatus is live and knows refunds (reference: Check payment status).
func checkStatus(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, true)
	if no != nil {
		return nil, no
	}
	st := states[p.state]
	return object{
		{"status", st.number},
		{"status_text", st.text},
		{"status_simple", int(st.simple)},
		{"status_simple_text", simpleTexts[st.simple]},
		{"amount", inEffect(p, s.ledger.children(p.index, live))},
		{"currency", p.currency()},
	}, nil
}

// readOldFormat is the payment as the older interface had it (reference: Read
// in old format).
func readOldFormat(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, true)
	if no != nil {
		return nil, no
	}
	return s.oldFormat(p), nil
}

// oldStatus is the word of the older interface for a payment.
var oldStatus = map[phase]string{
	open: "authorized", executed: "accepted", dead: "void", refundOpen: "proceed", refundDone: "accepted", refundDenied: "denied",
}

func (s *Server) oldFormat(p payment) object {
	w := s.ledger.world
	status, action := oldStatus[states[p.state].phase], "sale"
	if p.state == stCreated {
		status = "internal_server_status"
	}
	if p.state == stAuthorised || p.made != nil && p.made.action != "" {
		action = "authorization"
	}
	o := object{
		{"object", payments},
		{"id", w.hash(int(p.index))},
		{"trans_id", w.transID(int(p.index))},
		{"payment_id", w.payments.id(int(p.index))},
		{"status", status},
		{"amount", p.minor()},
		{"currency", p.currency()},
		{"purpose", w.description(p)},
		{"order_id", w.orderOf(p)},
		{"transaction_status", states[p.state].number},
		{"accrual", p.flags&flagAccrual != 0},
		{"payment_action", action},
	}
	if c, known := w.payer(p); known {
		o = append(o, member{"customer", object{{"object", customerObject}, {"contact", contactOf(c)}}})
	}
	if p.made != nil {
		old, _ := p.made.rest.get("-old").(object)
		o = o.replaced(old)
	}
	return o
}

// shippingURL is for approved invoices only (reference: Shipping URL).
func shippingURL(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, false)
	if no != nil {
		return nil, no
	}
	if p.state != stInvoice {
		return nil, refused("only an invoice in status 85 can be shipped")
	}
	return object{{"url", s.BaseURL() + "/shipping/" + s.ledger.world.hash(int(p.index))}}, nil
}

// instructPayment says where the payer has to send money (reference: Get payment
// instructions for Payment Transaction).
func instructPayment(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, false)
	if no != nil {
		return nil, no
	}
	return s.instructions(p)
}

func instructSmart(s *Server, c *call) (any, *problem) {
	p, no := s.smartPayment(c.arg(0))
	if no != nil {
		return nil, no
	}
	return s.instructions(p)
}

func (s *Server) instructions(p payment) (any, *problem) {
	if p.kind != kPrepay && p.kind != kInvoice && p.kind != kDemo {
		return nil, refused("%s has no payment instructions", kinds[p.kind].raw)
	}
	left := inEffect(p, s.ledger.children(p.index, live))
	return object{
		{"lang", "de_DE"},
		{"amount", germanDecimal(left)},
		{"currency", p.currency()},
		{"payment_instructions", object{
			{"iban", "DE81850400611005523759"},
			{"bic", "COBADEFFXXX"},
			{"owner", "secupay AG"},
			{"bankname", "Commerzbank CC"},
			{"purpose", fmt.Sprintf("TA %d", s.ledger.world.transID(int(p.index)))},
		}},
	}, nil
}

// germanDecimal writes minor units of a currency with two decimals as "140,00",
// the only place of the API where an amount is a decimal text.
func germanDecimal(amount api.Minor) string {
	sign := ""
	if amount < 0 {
		sign, amount = "-", -amount
	}
	return fmt.Sprintf("%s%d,%02d", sign, amount/100, amount%100)
}

// crowdMethods are the members of a crowd funding summary.
var crowdMethods = []struct {
	name string
	kind kind
}{{"debit", kDebit}, {"credit_card", kCard}, {"prepay", kPrepay}, {"twint", kTwint}}

// crowdFunding sums up the merchant's payments (reference: Crowd funding data).
func crowdFunding(s *Server, c *call) (any, *problem) {
	if m := generalMerchants.get(s, c.arg(0)); m == nil || m.text("id") != generalMerchants.id(s, 0) {
		return nil, missing("There is no crowd funding for %s", c.arg(0))
	}
	count, amount := [len(kinds)]int{}, [len(kinds)]api.Minor{}
	var deposited, paid, open api.Minor
	for i := range int32(s.ledger.count(live)) {
		p := s.ledger.payment(i, live)
		if states[p.state].phase != executed || p.currency() != "EUR" || p.kind == kPayout {
			continue
		}
		left := inEffect(p, s.ledger.children(i, live))
		count[p.kind]++
		amount[p.kind] += left
		deposited += left
		if p.state == stPaidOut {
			paid += left
		} else {
			open += left
		}
	}
	project := object{{"currency", "EUR"}}
	for _, m := range crowdMethods {
		project = append(project, member{m.name, object{{"count", count[m.kind]}, {"amount", amount[m.kind]}}})
	}
	return object{
		{"project", project},
		{"deposited_amount", deposited},
		{"paid_out", paid},
		{"deducted_amount", 0},
		{"open", object{
			{"total", open},
			{"outside_cancellation_period", object{{"total", open}}},
			{"inside_cancellation_period", object{{"total", 0}}},
		}},
		{"result", true},
	}, nil
}
