package sandbox

import (
	"strings"
	"time"
)

// Starting a smart transaction (reference: Capture payment).
//
// Where the reference is silent: a method is for a sale that was not prepared,
// or the one that it was prepared by. A prepayment may be started while it waits,
// once, and changes nothing by it. What is collected gets a code of six letters.

func init() {
	handle("POST /Smart/Transactions/{smartTransactionId}/start/{paymentMethod}", startSmart)
	handle("POST /Smart/Transactions/{smartTransactionId}/start", startSmart)
}

func startSmart(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	method := ""
	if len(c.args) > 1 {
		method = strings.ToLower(c.arg(1))
	}
	prepared := sale.text("status") == smartApproved || sale.text("status") == smartPending && changeable(sale)
	no = s.balanceHolds(sale)
	switch {
	case no != nil:
		return nil, no
	case prepared && (method == "" || method == sale.text("payment_method")):
		return s.answerOf(c, smartTransactions.put(s, c.now, s.captured(c.now, sale))), nil
	case prepared:
		return nil, refused("the Smart Transaction was authorised by %s, not by %s", sale.text("payment_method"), method)
	case !changeable(sale) || sale.text("status") == smartProcessing:
		return nil, refused("a Smart Transaction in status %s cannot be started", sale.text("status"))
	case method == "":
		return nil, refused("the Smart Transaction was not authorised, and no payment method is given")
	case tillMethods[method] != nil:
		return tillMethods[method](s, c, sale)
	case !smartKinds[method].direct:
		return nil, refused("Payment method not available (for this customer): %s cannot be started without a prepare", method)
	}
	o, no := s.paying(c, sale, method)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, smartTransactions.put(s, c.now, s.captured(c.now, s.authorise(o)))), nil
}

// captured is a sale whose authorised payment was executed: an invoice is made
// out, a subscription starts, and a card's balance is spent.
func (s *Server) captured(now time.Time, sale object) object {
	p, _ := s.paymentOfSale(sale)
	switch before := p.state; {
	case before == stAuthorised:
		if p, _ = capture(p, nil); sale.flag("is_demo") {
			p.state = stDemo
		}
		s.ledger.commit(now, p)
	case before == stCreated && (p.kind == kInvoice || p.kind == kDemo):
		p.state = stInvoice
		s.ledger.commit(now, p)
	}
	if p.kind == kInvoice || p.kind == kDemo {
		sale = sale.with("payment_instructions", s.transferTo(sale.text("id"), p))
	}
	sale = s.closed(now, sale)
	if p.state == stPrepaid {
		sale = sale.with("status", smartPending)
	}
	if id := sale.text("subscription.id"); id != "" {
		if sale.get("-renews") != nil {
			s.renew(now, id, paymentContainers.get(s, sale.text("container.id")))
		}
		s.activate(now, id)
	}
	return sale
}

// closed is a sale that was started: it cannot be paid any more, and what is
// collected gets its code.
func (s *Server) closed(now time.Time, sale object) object {
	sale = s.spentBalance(now, sale).without("payment_links").without("iframe_url").with("-started", true)
	if sale.text("delivery_options.type") == "collection" {
		i, _ := s.stock(smartTransactions).ids.index(sale.text("id"))
		d := roll(s.options.Seed, diceText, i+7<<40)
		sale = sale.with("delivery_options.code", strings.ToUpper(d.letters(6)))
	}
	return sale.with("status", paidStatus(sale))
}

// paidStatus is the state of a sale whose money is there.
func paidStatus(sale object) string {
	switch {
	case sale.text("intent") != "order":
		return smartOK
	case sale.text("delivery_options.type") == "collection":
		return smartCollection
	}
	return smartReceived
}

// transferTo says where the payer of a sale sends money to.
func (s *Server) transferTo(sale string, p payment) object {
	value, no := s.instructions(p)
	if no != nil {
		panic("sandbox: a payment by transfer has no instructions: " + no.details)
	}
	account, _ := value.(object).get("payment_instructions").(object)
	return account.with("girocode_url", s.BaseURL()+"/qr/epc?stx="+sale)
}
