package state

import (
	"encoding/json"

	"tresen/api"
)

// Capture is the body of an order of [KindCapture]. The amount is always there:
// left out, the server captures everything.
func (o WriteOrder) Capture() api.Capture { return api.Capture{Amount: &o.Amount} }

// checkCapture: only what is authorised can be captured, and at most that.
func checkCapture(o WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	switch {
	case len(problems) > 0:
	case b.IsRefund:
		return problem(ProblemIsRefund)
	case b.Simple != api.StatusAuthorized:
		return []Problem{{Kind: ProblemNotAuthorised, Simple: b.Simple}}
	case o.Amount < 1:
		return problem(ProblemAmount)
	case o.Amount > b.InEffect:
		return []Problem{{Kind: ProblemAboveAuthorised, Limit: b.InEffect}}
	}
	return problems
}

// captured are the simple states of a payment that was taken.
var captured = map[api.StatusSimple]bool{
	api.StatusAccepted: true, api.StatusPaid: true, api.StatusIssueResolved: true,
}

// capturing are those of one that may still come to be.
var capturing = map[api.StatusSimple]bool{
	api.StatusProceed: true, api.StatusPending: true, api.StatusOnHold: true, api.StatusWaitingForShipment: true, api.StatusCreated: true,
}

// captureVerdict: what was taken is what is in effect now and what was refunded
// since. Taken with another amount, or void, somebody else was there.
func captureVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	taken, refunds := now.InEffect, 0
	for _, c := range now.Children {
		if _, old := o.Baseline.child(c.ID); !old {
			refunds++
			if refundFate[c.Simple] != WriteFailed {
				taken -= c.Amount // which is negative
			}
		}
	}
	switch {
	case captured[now.Simple] && taken == o.Amount:
		return WriteApplied, Child{}
	case capturing[now.Simple]:
		return WriteUnknown, Child{}
	case now.Simple == api.StatusAuthorized && now.InEffect == o.Baseline.InEffect && refunds == 0:
		return WriteNotApplied, Child{}
	}
	return WriteConflict, Child{}
}

// The states of a payment as far as [KindRevokeAccrual] goes.
const (
	accrualHeld = "accrual"      // withheld from payout
	accrualFree = "not withheld" // will be paid out
	accrualPaid = "paid out"
)

// WithAccrual completes the baseline of a payment with whether it is withheld.
// The field has to be there: one that is missing would look like an end.
func (b Baseline) WithAccrual(payment api.Item[api.PaymentTransaction]) Baseline {
	var said struct {
		Accrual json.RawMessage `json:"accrual"`
	}
	if err := json.Unmarshal(payment.Raw, &said); err != nil || len(said.Accrual) == 0 || string(said.Accrual) == "null" {
		b.Drift = append(b.Drift, "payment/accrual")
	}
	switch p := payment.Value; {
	case p.Accrual:
		b.State = accrualHeld
	case !p.PayoutDate.IsZero():
		b.State = accrualPaid
	default:
		b.State = accrualFree
	}
	return b
}

// checkAccrual: only what is withheld can be let go.
func checkAccrual(_ WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	if len(problems) == 0 && b.State != accrualHeld {
		return problem(ProblemNotWithheld)
	}
	return problems
}

// accrualVerdict: the payment's own word tells. It is let go once, by whomever.
func accrualVerdict(_ WriteOrder, now Baseline) (WriteState, Child) {
	if now.State == accrualHeld {
		return WriteNotApplied, Child{}
	}
	return WriteApplied, Child{}
}
