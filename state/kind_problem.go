package state

import (
	"time"

	"tresen/api"
	"tresen/state/text"
)

// The rules of the kinds besides refunds. The comment says which other field of
// [Problem] is set; states, methods and types are words of the wire.
const (
	ProblemAmount          ProblemKind = "amount"           // less than one minor unit or point
	ProblemNotAuthorised   ProblemKind = "not-authorised"   // a capture of what is not authorised (Simple)
	ProblemAboveAuthorised ProblemKind = "above-authorised" // (Limit)
	ProblemNotWithheld     ProblemKind = "not-withheld"
	ProblemWhole           ProblemKind = "whole" // another amount than the whole one (Limit)
	ProblemNothingToPay    ProblemKind = "nothing-to-pay"
	ProblemNotStartable    ProblemKind = "not-startable"   // (Text: the state)
	ProblemMethod          ProblemKind = "method"          // (Text: the method)
	ProblemPrepared        ProblemKind = "prepared"        // (Text: the method that it was prepared by)
	ProblemNotCancellable  ProblemKind = "not-cancellable" // (Text: the state)
	ProblemNothingToCancel ProblemKind = "nothing-to-cancel"
	ProblemReceipt         ProblemKind = "receipt" // not that of the sale (Text: the number)
	ProblemNoReceipt       ProblemKind = "no-receipt"
	ProblemNotAtTill       ProblemKind = "not-at-till"   // (Text: the method)
	ProblemInReport        ProblemKind = "in-report"     // (Text: when the report was)
	ProblemReceiptTwice    ProblemKind = "receipt-twice" // (Text: the other sale)
	ProblemLocked          ProblemKind = "locked"
	ProblemExpired         ProblemKind = "expired"      // (Text: when)
	ProblemAboveCard       ProblemKind = "above-card"   // (Limit)
	ProblemAbovePoints     ProblemKind = "above-points" // (Length: the points)
	ProblemLockedAlready   ProblemKind = "locked-already"
	ProblemNotLocked       ProblemKind = "not-locked"
	ProblemLockReason      ProblemKind = "lock-reason" // (Text: what was chosen)
	ProblemNoTerminal      ProblemKind = "no-terminal" // (Text: the type)
	ProblemOffline         ProblemKind = "offline"
	ProblemVirtual         ProblemKind = "virtual"
	ProblemPurpose         ProblemKind = "purpose"
	ProblemPurposeLong     ProblemKind = "purpose-long" // (Length)
	ProblemNoAccount       ProblemKind = "no-account"   // (Text: the type)
	ProblemPayee           ProblemKind = "payee"        // (Text: who was meant)
	ProblemOrder           ProblemKind = "order"
	ProblemOrderLong       ProblemKind = "order-long"  // (Length)
	ProblemOrderChars      ProblemKind = "order-chars" // (Text)
)

// problemSays is a sentence and which field of a problem it takes.
type problemSays struct {
	key  text.Key
	args func(p Problem, limit api.Money) []any
}

func sayLimit(_ Problem, limit api.Money) []any { return []any{limit} }
func sayText(p Problem, _ api.Money) []any      { return []any{p.Text} }
func sayWord(p Problem, _ api.Money) []any      { return []any{wireMsg(p.Text)} }

// problemWords say the rules that are not those of refunds.
var problemWords = map[ProblemKind]problemSays{
	ProblemAmount:          {text.AmountNeeded, nil},
	ProblemNotAuthorised:   {text.OnlyAuthorised, func(p Problem, _ api.Money) []any { return []any{SimpleTitle(p.Simple)} }},
	ProblemAboveAuthorised: {text.AboveAuthorised, sayLimit},
	ProblemNotWithheld:     {text.NothingWithheld, nil},
	ProblemWhole:           {text.WholeOnly, sayLimit},
	ProblemNothingToPay:    {text.NothingToPay, nil},
	ProblemNotStartable:    {text.NotStartable, sayWord},
	ProblemMethod:          {text.MethodNeeded, sayText},
	ProblemPrepared:        {text.MethodPrepared, sayWord},
	ProblemNotCancellable:  {text.NotCancellable, sayWord},
	ProblemNothingToCancel: {text.NothingToCancel, nil},
	ProblemReceipt:         {text.NoReceiptOfSale, sayText},
	ProblemNoReceipt:       {text.NoReceipt, nil},
	ProblemNotAtTill:       {text.NotAtTill, sayWord},
	ProblemInReport:        {text.InReport, sayText},
	ProblemReceiptTwice:    {text.ReceiptTwice, sayText},
	ProblemLocked:          {text.CardLocked, nil},
	ProblemExpired:         {text.CardExpired, sayText},
	ProblemAboveCard:       {text.AboveOnCard, sayLimit},
	ProblemAbovePoints:     {text.AbovePointsOnCard, func(p Problem, _ api.Money) []any { return []any{p.Length} }},
	ProblemLockedAlready:   {text.LockedAlready, nil},
	ProblemNotLocked:       {text.NotLocked, nil},
	ProblemLockReason:      {text.LockReasonNeeded, sayText},
	ProblemNoTerminal:      {text.NoCardTerminal, sayWord},
	ProblemOffline:         {text.TerminalOffline, nil},
	ProblemVirtual:         {text.TerminalVirtual, nil},
	ProblemPurpose:         {text.PurposeNeeded, nil},
	ProblemPurposeLong:     {text.PurposeTooLong, func(p Problem, _ api.Money) []any { return []any{p.Length, MaxPurpose} }},
	ProblemNoAccount:       {text.NoAccount, sayWord},
	ProblemPayee:           {text.PayeeNeeded, sayText},
	ProblemOrder:           {text.OrderNeeded, nil},
	ProblemOrderLong:       {text.OrderTooLong, func(p Problem, _ api.Money) []any { return []any{p.Length, MaxOrderNumber} }},
	ProblemOrderChars:      {text.OrderCharacters, sayText},
}

// words is the sentence of a problem that is in the table.
func (p Problem) words(limit api.Money) (text.Msg, bool) {
	says, ok := problemWords[p.Kind]
	switch {
	case !ok:
		return text.Msg{}, false
	case p.Kind == ProblemPayee && p.Text == "":
		return text.M(text.NoPayee), true
	}
	if says.args == nil {
		return text.M(says.key), true
	}
	return text.M(says.key, says.args(p, limit)...), true
}

// drifted is what was not understood of an object. Whatever else would stand
// against a write of it cannot be judged then.
func drifted(b Baseline) []Problem {
	var problems []Problem
	for _, field := range b.Drift {
		problems = append(problems, Problem{Kind: ProblemDrift, Text: field})
	}
	return problems
}

// problem is a list of one.
func problem(kind ProblemKind) []Problem { return []Problem{{Kind: kind}} }

// newChildren are those that were not there before. One that is dated before the
// baseline was read was only late in the list; so is one without a date.
func newChildren(o WriteOrder, now Baseline) []Child {
	from := o.Baseline.ReadAt.Truncate(time.Second) // the wire has no parts of seconds
	var made []Child
	for _, c := range now.Children {
		if _, old := o.Baseline.child(c.ID); !old && !c.Created.Before(from) {
			made = append(made, c)
		}
	}
	return made
}
