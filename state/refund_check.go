package state

import (
	"slices"
	"time"

	"tresen/api"
)

// ProblemKind names a rule that an order breaks.
type ProblemKind string

// The rules. The comment says which other field of [Problem] is set.
const (
	// ProblemDrift: the server said something not understood (Text names it).
	ProblemDrift ProblemKind = "drift"
	// ProblemZero: the amount is below one minor unit. Sent like that, the
	// server would refund everything that remains.
	ProblemZero ProblemKind = "zero"
	// ProblemAbove: more than what is in effect (Limit).
	ProblemAbove ProblemKind = "above"
	// ProblemNothingLeft: nothing is in effect any more.
	ProblemNothingLeft ProblemKind = "nothing-left"
	// ProblemIsRefund: the transaction is itself a refund.
	ProblemIsRefund ProblemKind = "is-refund"
	// ProblemStatus: no refund in this state: denied, void, charged back (Simple).
	ProblemStatus ProblemKind = "status"
	// ProblemLoweredBefore: a card authorisation is lowered once; now only the
	// whole rest can be cancelled (Limit).
	ProblemLoweredBefore ProblemKind = "lowered-before"
	// ProblemReasonLong: more than MaxReason characters (Length).
	ProblemReasonLong ProblemKind = "reason-long"
	// ProblemReasonChars: characters that a reason may not have (Text).
	ProblemReasonChars ProblemKind = "reason-chars"
)

// Problem is one rule that an order breaks, with what is needed to say so.
type Problem struct {
	Kind   ProblemKind
	Limit  api.Minor
	Length int
	Text   string
	Simple api.StatusSimple
}

// statusPreauthorised is the one numeric status that a refund depends on: a
// card amount that may be lowered, once.
const statusPreauthorised = 9

// refundable says for every simple state whether money can go back. A state
// that is not listed is not known and takes no refund.
var refundable = map[api.StatusSimple]bool{
	api.StatusProceed:              true,
	api.StatusAccepted:             true,
	api.StatusAuthorized:           true,
	api.StatusDenied:               false,
	api.StatusIssue:                false, // the bank has already taken it back
	api.StatusVoid:                 false,
	api.StatusIssueResolved:        true,
	api.StatusRefund:               false,
	api.StatusCreated:              true,
	api.StatusPaid:                 true,
	api.StatusPending:              true,
	api.StatusSubscriptionApproved: false,
	api.StatusSubscriptionDeclined: false,
	api.StatusOnHold:               true,
	api.StatusWaitingForShipment:   true,
	api.StatusContainerAuthorized:  false,
	api.StatusContainerDenied:      false,
}

// CheckRefund lists the rules that a refund of this payment would break; none
// means that it may be sent. The form and the machine both ask it.
func CheckRefund(amount api.Minor, reason string, b Baseline) []Problem {
	problems := checkPayment(b)
	switch {
	case amount < 1:
		problems = append(problems, Problem{Kind: ProblemZero})
	case len(problems) > 0:
		// The amount cannot be judged by a payment that takes no refund.
	case amount > b.InEffect:
		problems = append(problems, Problem{Kind: ProblemAbove, Limit: b.InEffect})
	case b.Status == statusPreauthorised && b.lowered() && amount < b.InEffect:
		problems = append(problems, Problem{Kind: ProblemLoweredBefore, Limit: b.InEffect})
	}
	return append(problems, CheckReason(reason)...)
}

// lowered reports an authorised amount that was lowered before: the server's
// figures say so, or the journal does, where lowering moves both of them.
func (b Baseline) lowered() bool {
	return b.InEffect < b.Amount || slices.ContainsFunc(b.Earlier, func(past PastWrite) bool {
		return past.Kind == KindRefund && past.State == WriteApplied && past.Child == ""
	})
}

// checkPayment finds what stands against any refund of a payment.
func checkPayment(b Baseline) []Problem {
	var problems []Problem
	for _, field := range b.Drift {
		problems = append(problems, Problem{Kind: ProblemDrift, Text: field})
	}
	if b.IsRefund {
		return append(problems, Problem{Kind: ProblemIsRefund})
	}
	if !refundable[b.Simple] {
		problems = append(problems, Problem{Kind: ProblemStatus, Simple: b.Simple})
	}
	if len(problems) == 0 && b.InEffect < 1 {
		problems = append(problems, Problem{Kind: ProblemNothingLeft})
	}
	return problems
}

// LookAlike is a write of the same kind, object and amount within a day: the one
// that is about to be sent may be the same wish a second time.
type LookAlike struct {
	ID       string // the intent, or the refund's transaction
	Child    bool   // seen at the server; perhaps made elsewhere
	Made     string // the transaction that the intent made, where known
	Amount   api.Minor
	Operator string // empty for a child
	State    WriteState
	At       time.Time
}

// lookBack is how long a write of the same amount is suspicious.
const lookBack = 24 * time.Hour

// LookAlikes lists the writes that one of this amount would repeat: those of the
// journal, and those among the payment's children that the journal does not
// explain. Each has to be acknowledged before the order is sent. Of a kind that
// cannot happen twice by its own rules, only what was sent and did not happen is
// listed, where money moves.
func LookAlikes(kind WriteKind, amount api.Minor, b Baseline, now time.Time) []LookAlike {
	spec := writeKinds[kind]
	if spec == nil || !spec.alike && !spec.money {
		return nil
	}
	var alike []LookAlike
	var explained []string
	for _, past := range b.Earlier {
		if past.Kind != kind || past.Amount != amount || past.State.harmless() || now.Sub(past.At) > lookBack {
			continue
		}
		if !spec.alike && past.State != WriteNotApplied {
			continue
		}
		explained = append(explained, past.Child)
		alike = append(alike, LookAlike{ID: past.Intent, Made: past.Child, Amount: amount,
			Operator: past.Operator, State: past.State, At: past.At})
	}
	for _, c := range b.Children {
		// A child without a time is as suspicious as one of today.
		if !spec.alike || c.Amount != -amount || !c.Created.IsZero() && now.Sub(c.Created) > lookBack ||
			slices.Contains(explained, c.ID) {
			continue
		}
		alike = append(alike, LookAlike{ID: c.ID, Child: true, Amount: amount, At: c.Created})
	}
	return alike
}

// harmless reports a write that was proven to have moved nothing. Not applied
// is not among them: sending again is exactly what deserves a second thought.
func (s WriteState) harmless() bool { return s == WriteRefused || s == WriteRejected }

// unacknowledged returns the look-alikes that the operator did not go past.
func unacknowledged(alike []LookAlike, acknowledged []string) []LookAlike {
	return slices.DeleteFunc(slices.Clone(alike), func(l LookAlike) bool {
		return slices.Contains(acknowledged, l.ID) || l.Made != "" && slices.Contains(acknowledged, l.Made)
	})
}
