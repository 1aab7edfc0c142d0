package sandbox

import (
	"regexp"

	"tresen/api"
)

// The money rules. They decide on values and change nothing themselves: each
// returns the payments as they should be from now on, or why not.

const (
	maxReason = 100 // characters
	// fundedUpTo is the largest refund of a payment that was already paid out
	// for which the merchant need not send money first, in minor units.
	fundedUpTo = 10000
)

var reasonChars = regexp.MustCompile(`^[0-9a-zA-Z .,+\-:?()/']*$`)

// inEffect is what is still in effect of a payment: its amount less open and
// completed refunds, nothing of one that was cancelled or denied. Of a refund
// it is its own, negative amount.
func inEffect(p payment, refunds []payment) api.Minor {
	switch p.state {
	case stAborted, stDenied, stRefundDenied:
		return 0
	}
	left := p.minor()
	for _, r := range refunds {
		if states[r.state].phase != refundDenied {
			left += r.minor()
		}
	}
	return left
}

// cut is the body of a cancel: by how much, and the merchant's reason.
type cut struct {
	By       *api.Minor `json:"reduce_amount_by"`
	Amount   *api.Minor `json:"amount"`
	Reason   string     `json:"reason"`
	OldShape bool       `json:"return_old_format"`
}

// cancel lowers a payment, or refunds it where the payer has paid: then refund
// is the new child, and p changes in nothing but its date.
func cancel(p payment, refunds []payment, c cut) (parent payment, refund *payment, no *problem) {
	if no := validReason(c.Reason); no != nil {
		return p, nil, no
	}
	left := inEffect(p, refunds)
	by, no := c.size(p, left)
	switch phase := states[p.state].phase; {
	case no != nil:
		return p, nil, no
	case phase != open && phase != executed:
		return p, nil, refused("a payment in status %d (%s) cannot be cancelled", states[p.state].number, states[p.state].text)
	case left <= 0:
		return p, nil, refused("nothing of the payment is left to cancel")
	case by > left:
		return p, nil, refused("the amount %d exceeds the remaining amount %d", by, left)
	case phase == executed:
		return p, newRefund(p, by), nil
	case by == left:
		p.state = stAborted
		return p, nil, nil
	case p.state == stAuthorised && p.kind.card() && p.lowered:
		return p, nil, refused("the authorised amount of a card can be lowered only once")
	}
	p.amount -= int32(by)
	p.lowered = true
	return p, nil, nil
}

// size is the amount of a cancel. Left out, null or 0 it is all that remains.
// The deprecated amount is what to refund of an executed payment, and what is
// to stay of another.
func (c cut) size(p payment, left api.Minor) (api.Minor, *problem) {
	by := left
	switch {
	case c.By != nil && *c.By != 0:
		by = *c.By
	case c.By == nil && c.Amount != nil && states[p.state].phase == open:
		by = left - *c.Amount
	case c.By == nil && c.Amount != nil && *c.Amount != 0:
		by = *c.Amount
	}
	if by < 0 || by == 0 && left > 0 {
		return 0, invalid("the amount of a cancel must be at least 1")
	}
	return by, nil
}

func validReason(reason string) *problem {
	if len(reason) > maxReason {
		return invalid("reason: longer than %d characters", maxReason)
	}
	if !reasonChars.MatchString(reason) {
		return invalid("reason: only [0-9a-zA-Z .,+-:?()/'] is allowed")
	}
	return nil
}

// newRefund is the child of an executed payment: pending, with a negative
// amount. Larger refunds of a payment that was paid out wait for the merchant's
// money.
func newRefund(p payment, by api.Minor) *payment {
	child := payment{row: p.row, index: -1}
	child.parent = p.index
	child.kind = kinds[p.kind].back
	child.amount = -int32(by)
	child.flags = 0
	child.state = stRefundPending
	if p.state == stPaidOut && by > fundedUpTo {
		child.state = stRefundUnfunded
	}
	return &child
}

// settle makes a pending payment final: a refund is executed or, if doomed,
// denied, and a payment that waits for its payer is made. Others stay.
func settle(p payment) (payment, bool) {
	switch {
	case p.state == stRefundPending && p.doomed:
		p.state = stRefundDenied
	case p.state == stRefundPending:
		p.state = stRefundDone
	case (p.state == stCreated || p.state == stPrepaid) && p.made != nil && p.made.demo:
		p.state = stDemo
	case p.state == stCreated && p.made != nil && p.made.action == "authorization":
		p.state = stAuthorised
	case (p.state == stCreated || p.state == stPrepaid) && p.made != nil:
		p.state = stDone
	default:
		return p, false
	}
	return p, true
}

// capture executes what is authorised, in full or a part of it.
func capture(p payment, amount *api.Minor) (payment, *problem) {
	if p.state != stAuthorised {
		no := refused("the status %d (%s) does not allow a capture", states[p.state].number, states[p.state].text)
		no.code = codeNoCapture
		return p, no
	}
	if amount != nil {
		if *amount < 1 || *amount > p.minor() {
			return p, invalid("amount: a capture takes 1 to %d, not %d", p.amount, *amount)
		}
		p.amount = int32(*amount)
	}
	p.state = stDone
	return p, nil
}

// revokeAccrual lets the payout of a withheld payment happen.
func revokeAccrual(p payment) (payment, *problem) {
	if p.flags&flagAccrual == 0 {
		return p, refused("the payment is not withheld")
	}
	p.flags &^= flagAccrual
	return p, nil
}

// ship notes a delivery. The first one of an approved invoice makes it due.
func ship(p payment, d delivery) (payment, *problem) {
	if p.state != stInvoice && p.sent == nil {
		return p, refused("the status %d (%s) does not allow shipping information", states[p.state].number, states[p.state].text)
	}
	if p.state == stInvoice {
		p.state = stDone
	}
	p.sent = &d
	return p, nil
}

// increase raises a prepayment that has not been received.
func increase(p payment, amount *api.Minor) (payment, *problem) {
	switch {
	case amount == nil:
		return p, invalid("amount: missing")
	case p.kind != kPrepay || p.state != stPrepaid:
		return p, refused("only a prepayment that has not been received can be increased")
	case *amount <= p.minor():
		return p, invalid("amount: %d is not more than the present %d", *amount, p.amount)
	case *amount > maxAmount:
		return p, invalid("amount: %d is more than %d", *amount, maxAmount)
	}
	p.amount = int32(*amount)
	return p, nil
}

// maxAmount is the largest amount of a payment, in minor units.
const maxAmount = 1_000_000_00

// assignBalance gives the merchant's money to a payout or a refund that waits
// for it.
func assignBalance(p payment) (payment, *problem) {
	switch p.state {
	case stNoBalance:
		p.state = stDone
	case stRefundUnfunded:
		p.state = stRefundPending
	default:
		return p, refused("the payment does not wait for a balance")
	}
	return p, nil
}

// spend takes an amount from a merchant's balance and returns what is left, in
// minor units.
func spend(balance int64, amount api.Minor) (int64, *problem) {
	if int64(amount) > balance {
		return balance, refused("the balance of %d does not suffice for %d", balance, amount)
	}
	return balance - int64(amount), nil
}
