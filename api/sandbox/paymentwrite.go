package sandbox

import (
	"bytes"
	"encoding/json"
	"time"

	"tresen/api"
)

// Writing payment transactions (reference: Payment Transactions). The rules are
// in money.go; here they are asked, committed and answered.

// decode reads the body of a request. None at all is an empty object, and so is
// the empty array that PHP makes of one.
func decode[T any](c *call) (T, *problem) {
	var in T
	if body := bytes.TrimSpace(c.body); len(body) == 0 || string(body) == "[]" {
		return in, nil
	}
	if err := json.Unmarshal(c.body, &in); err != nil {
		return in, invalid("the body cannot be read: %v", err)
	}
	return in, nil
}

// change asks a rule about the payment of the path, commits what it says and
// answers the payment.
func change(s *Server, c *call, hashToo bool, rule func(payment) (payment, *problem)) (any, *problem) {
	p, no := s.one(c, hashToo)
	if no == nil {
		p, no = rule(p)
	}
	if no != nil {
		return nil, no
	}
	p = s.ledger.commit(c.now, p)[0]
	return s.document(p, live), nil
}

// cancelAsked carries out the cancel that a request asks for: the payment after it,
// and the refund where one was made.
func (s *Server) cancelAsked(c *call) (in cut, p payment, refund *payment, no *problem) {
	if in, no = decode[cut](c); no != nil {
		return in, p, nil, no
	}
	i, no := s.find(c.arg(0), true)
	if no != nil {
		return in, p, nil, no
	}
	p, refund, no = s.cancel(i, in, Move{At: c.now, Action: c.Header.Get("X-Action")}, c.doom)
	return in, p, refund, no
}

// cancelPayment lowers or refunds (reference: Cancel or refund).
func cancelPayment(s *Server, c *call) (any, *problem) {
	in, p, refund, no := s.cancelAsked(c)
	if no != nil {
		return nil, no
	}
	shape := s.options.CancelShape
	if in.OldShape {
		shape = CancelResult
	}
	switch shape {
	case CancelObject:
		return s.document(p, live), nil
	case CancelResult:
		return s.cancelResult(p, refund), nil
	}
	return []object{s.document(p, live)}, nil
}

// cancel applies the rules of a cancel, commits it, notes the move and lets the
// refund settle later.
func (s *Server) cancel(i int32, in cut, m Move, doom bool) (payment, *payment, *problem) {
	before := s.ledger.payment(i, live)
	refunds := s.ledger.children(i, live)
	p, refund, no := cancel(before, refunds, in)
	if no != nil {
		return p, nil, no
	}
	changes := []payment{p}
	if refund != nil {
		refund.doomed = doom
		changes = append(changes, *refund)
	}
	changes = s.ledger.commit(m.At, changes...)
	m.Payment = s.ledger.world.payments.id(int(i))
	m.Amount = inEffect(before, refunds) - inEffect(changes[0], s.ledger.children(i, live))
	if refund != nil {
		*refund = changes[1]
		m.Refund = s.ledger.world.payments.id(int(refund.index))
		s.settleLater(refund.index, m.At.Add(s.options.Settle))
	}
	s.note(m)
	return changes[0], refund, nil
}

func (s *Server) cancelResult(p payment, refund *payment) object {
	o := object{
		{"demo", p.state == stDemo},
		{"remaining_amount", inEffect(p, s.ledger.children(p.index, live))},
		{"refund_waiting_for_payment", refund != nil && refund.state == stRefundUnfunded},
	}
	if refund != nil {
		o = append(o, member{"new_trans_id", s.ledger.world.transID(int(refund.index))})
	}
	return o
}

// settleLater makes a payment final when the clock has reached a time, and after
// a new start too.
func (s *Server) settleLater(i int32, at time.Time) {
	s.record(object{{"due", at.UnixNano()}, {"i", int(i)}})
	s.settleAt(i, at)
}

func (s *Server) settleAt(i int32, at time.Time) {
	s.ledger.later(at, func(at time.Time) {
		if p, final := settle(s.ledger.payment(i, live)); final {
			s.ledger.commit(at, p)
		}
	})
}

// captureBody is the body of a capture; the amount is for parts.
type captureBody struct {
	Amount   *api.Minor `json:"amount"`
	Shipping *shipment  `json:"shipping_information"`
}

// shipment is the body of ShippingInformation.
type shipment struct {
	Carrier  string `json:"carrier"`
	Tracking string `json:"tracking_id"`
	Invoice  string `json:"invoice_number"`
	Shipped  string `json:"shipped_at"`
	Order    string `json:"order_id"`
}

// delivery checks a shipment.
func (in shipment) delivery() (delivery, *problem) {
	if _, err := time.Parse(time.RFC3339, in.Shipped); in.Shipped != "" && err != nil {
		return delivery{}, invalid("shipped_at: not an ISO 8601 time with its zone")
	}
	return delivery{in.Carrier, in.Tracking, in.Invoice, in.Order}, nil
}

func capturePayment(s *Server, c *call) (any, *problem) {
	in, no := decode[captureBody](c)
	if no != nil {
		return nil, no
	}
	return change(s, c, true, func(p payment) (payment, *problem) {
		if in.Shipping == nil || p.state != stInvoice {
			return capture(p, in.Amount)
		}
		d, no := in.Shipping.delivery()
		if no != nil {
			return p, no
		}
		return ship(p, d)
	})
}

func revokePaymentAccrual(s *Server, c *call) (any, *problem) {
	return change(s, c, true, revokeAccrual)
}

func shipPayment(s *Server, c *call) (any, *problem) {
	in, no := decode[shipment](c)
	if no != nil {
		return nil, no
	}
	_, no = change(s, c, true, func(p payment) (payment, *problem) {
		d, no := in.delivery()
		if no != nil {
			return p, no
		}
		return ship(p, d)
	})
	if no != nil {
		return nil, no
	}
	return object{{"result", true}}, nil
}

// increasePayment takes the new amount, not the difference (reference: Increase
// amount).
func increasePayment(s *Server, c *call) (any, *problem) {
	in, no := decode[struct {
		Amount *api.Minor `json:"amount"`
	}](c)
	if no != nil {
		return nil, no
	}
	return change(s, c, false, func(p payment) (payment, *problem) { return increase(p, in.Amount) })
}

// assignTransferBalance lets a refund that had no money go on (reference: Assign
// transferred balance).
func assignTransferBalance(s *Server, c *call) (any, *problem) {
	value, no := change(s, c, false, func(p payment) (payment, *problem) {
		due, no := assignBalance(p)
		if no == nil {
			no = aPart(p)
		}
		if no == nil {
			no = s.takeBalance(c.now, s.contractOf(p), p.currency(), max(p.minor(), -p.minor()))
		}
		return due, no
	})
	if no != nil {
		return nil, no
	}
	if p, no := s.one(c, false); no == nil && p.state == stRefundPending {
		s.settleLater(p.index, c.now.Add(s.options.Settle))
	} else if no == nil {
		s.payParts(c.now, p)
	}
	return value, nil
}

// twint is the body of a new TWINT payment.
type twint struct {
	Amount   *api.Minor `json:"amount"`
	Currency string     `json:"currency"`
	Purpose  string     `json:"purpose"`
	Methods  []string   `json:"payment_methods"`
	Order    string     `json:"order_id"`
	Accrual  bool       `json:"accrual"`
	Action   string     `json:"payment_action"`
	Demo     bool       `json:"demo"`
	Customer struct {
		Contact struct {
			Company    string `json:"companyname"`
			Salutation string `json:"salutation"`
			Title      string `json:"title"`
			Forename   string `json:"forename"`
			Surname    string `json:"surname"`
		} `json:"contact"`
	} `json:"customer"`
}

// createTwint starts a payment that its payer makes a little later (reference:
// Create TWINT Payment). It is made in the currency of its store. One that names
// a container debits that.
func createTwint(s *Server, c *call) (any, *problem) {
	if body, no := c.object(); no == nil && !blank(body.get("container")) {
		return createDirect(s, c, &directDebit)
	}
	in, no := decode[twint](c)
	if no != nil {
		return nil, no
	}
	p, no := in.payment()
	if no == nil {
		no = stillRuns(contracts.get(s, contracts.id(s, 0)))
	}
	if no != nil {
		return nil, no
	}
	p = s.ledger.commit(c.now, s.atDefaultStore(p))[0]
	s.settleLater(p.index, c.now.Add(s.options.Settle))
	return s.oldFormat(p), nil
}

func (in twint) payment() (payment, *problem) {
	switch _, known := bookedAt[in.Currency]; {
	case in.Amount == nil || *in.Amount < 1 || *in.Amount > maxAmount:
		return payment{}, invalid("amount: must be from 1 to %d", maxAmount)
	case !known:
		return payment{}, invalid("currency: %q is not available", in.Currency)
	case in.Action != "" && in.Action != "sale" && in.Action != "authorization":
		return payment{}, invalid("payment_action: must be sale or authorization")
	}
	for _, method := range in.Methods {
		if method != "twint" {
			return payment{}, invalid("payment_methods: %q is not available", method)
		}
	}
	who := in.Customer.Contact
	p := booking{
		kind: kTwint, state: stCreated, amount: *in.Amount, currency: in.Currency, purpose: in.Purpose, order: in.Order,
		payer: fullName(customer{company: who.Company, salutation: who.Salutation, title: who.Title, forename: who.Forename, surname: who.Surname}),
		demo:  in.Demo,
	}.payment()
	p.made.action = in.Action
	if in.Accrual {
		p.flags |= flagAccrual
	}
	return p, nil
}
