package state

import (
	"time"

	"tresen/api"
)

// WriteKind names what is written, as the journal spells it.
type WriteKind string

// The kinds. The comment says what Target is, and Option where the kind has one.
// Amount is what the operator chose; a start takes the sum of the sale only, and
// a cancel all that is left of it.
const (
	KindRefund        WriteKind = "refund"         // a payment, PCI_…: lowers or gives back a part of it
	KindCapture       WriteKind = "capture"        // a payment, PCI_…: takes what was authorised, or a part
	KindRevokeAccrual WriteKind = "revoke-accrual" // a payment, PCI_…: no longer withheld from payout
	KindStart         WriteKind = "start"          // a sale, STX_…: charges it whole; Option is one of [StartMethods], empty after a prepare
	KindSmartCancel   WriteKind = "smart-cancel"   // a sale, STX_…: cancels it whole
	KindReceiptCancel WriteKind = "receipt-cancel" // a sale at a till, STX_…, whole; Option is its receipt number, Baseline.Mark
	KindCharge        WriteKind = "charge"         // a card, MCD_…: money onto it
	KindDischarge     WriteKind = "discharge"      // a card, MCD_…: money off it
	KindChargePoints  WriteKind = "charge-points"  // a card, MCD_…; Amount are points, Currency is empty
	KindTakePoints    WriteKind = "take-points"    // a card, MCD_…; as above
	KindPayout        WriteKind = "payout"         // a container, PCT_…: money to its account; Option is its customer, PCU_…, Baseline.State; Reason the purpose
	KindEndOfDay      WriteKind = "end-of-day"     // a terminal, SDV_…; no amount
	KindLock          WriteKind = "lock"           // a card, MCD_…; Option is the number of one of [LockReasons], Reason a note
	KindUnlock        WriteKind = "unlock"         // a card, MCD_…
	KindLink          WriteKind = "link"           // [LinkTarget] of a new sale's order number, which is Reason; makes a payment link
)

// writeSpec is what the machine has to know of a kind.
type writeSpec struct {
	// may is what the operator's role has to allow.
	may May
	// money: it moves some, so that sending it again takes a second person.
	money bool
	// alike: one like it within a day has to be acknowledged; second: and approved
	// by another operator; limited: it gives the merchant's money back, so that the
	// limits of the role apply, to one and to the sum of all such kinds.
	alike, second, limited bool
	// watched: after it was accepted, its own transaction becomes final later.
	watched bool
	// unprovable: that its effect is not to be seen proves nothing, for all that is
	// read is a list; after the quarantine a person decides.
	unprovable bool
	// inPath: the path of the request has the option; else the body does.
	inPath bool
	// body is what is sent as JSON; nil sends nothing.
	body func(WriteOrder) any
	// check lists the rules that the order breaks, as the object is.
	check func(WriteOrder, Baseline) []Problem
	// verdict says what a read shows of a write in doubt, and the transaction that
	// it made: WriteNotApplied means no effect to be seen so far.
	verdict func(WriteOrder, Baseline) (WriteState, Child)
	// calm is the quarantine: how many equal reads in a row, over how long, show
	// that it had no effect; nil is [longCalm].
	calm func(WriteOrder) (reads int, span time.Duration)
}

// writeKinds are the kinds of write that the machine carries. The functions say
// why each rule is what it is.
var writeKinds = map[WriteKind]*writeSpec{
	KindRefund: {may: MayRefund, money: true, alike: true, second: true, limited: true, watched: true,
		body:    sends(WriteOrder.Refund),
		check:   func(o WriteOrder, b Baseline) []Problem { return CheckRefund(o.Amount, o.Reason, b) },
		verdict: refundVerdict, calm: refundCalm},
	KindCapture: {may: MayWrite, money: true,
		body: sends(WriteOrder.Capture), check: checkCapture, verdict: captureVerdict},
	// The money it lets go is the merchant's own; it leaves with the next payout.
	KindRevokeAccrual: {may: MayWrite, money: true,
		check: checkAccrual, verdict: accrualVerdict},
	KindStart: {may: MayWrite, money: true, inPath: true,
		body: sends(WriteOrder.Start), check: checkStart, verdict: startVerdict, calm: startCalm},
	KindSmartCancel: {may: MayWrite, money: true, limited: true,
		check: checkSaleCancel, verdict: saleCancelVerdict},
	KindReceiptCancel: {may: MayWrite, money: true, limited: true, inPath: true,
		check: checkReceipt, verdict: saleCancelVerdict, calm: tillCalm},
	KindCharge: {may: MayWrite, money: true, alike: true,
		body: sends(WriteOrder.CardTransaction), check: checkCard, verdict: cardVerdict},
	KindDischarge: {may: MayWrite, money: true, alike: true,
		body: sends(WriteOrder.CardTransaction), check: checkCard, verdict: cardVerdict},
	KindChargePoints: {may: MayWrite, money: true, alike: true,
		body: sends(WriteOrder.CardTransaction), check: checkCard, verdict: cardVerdict},
	KindTakePoints: {may: MayWrite, money: true, alike: true,
		body: sends(WriteOrder.CardTransaction), check: checkCard, verdict: cardVerdict},
	// What it made is found in a list only, which may lag.
	KindPayout: {may: MayWrite, money: true, alike: true, second: true, unprovable: true,
		body: sends(WriteOrder.Payout), check: checkPayout, verdict: payoutVerdict},
	// No money moves: a second report of the day is an empty one.
	KindEndOfDay: {may: MayWrite, unprovable: true,
		check: checkEndOfDay, verdict: endOfDayVerdict, calm: tillCalm},
	KindLock: {may: MayLock,
		body: sends(WriteOrder.Lock), check: checkLock, verdict: lockVerdict, calm: lockCalm},
	KindUnlock: {may: MayLock,
		check: checkUnlock, verdict: unlockVerdict, calm: lockCalm},
	// A second link does no harm: no money moves until somebody pays.
	KindLink: {may: MayWrite, unprovable: true,
		body: sends(WriteOrder.Link), check: checkLink, verdict: linkVerdict},
}

// sends is the body of a kind, for its entry in the table.
func sends[T any](body func(WriteOrder) T) func(WriteOrder) any {
	return func(o WriteOrder) any { return body(o) }
}

// Limited reports a kind that gives the merchant's money back: the limits of a
// role apply to it, and what it gave counts in the sum of a day.
func (k WriteKind) Limited() bool {
	spec := writeKinds[k]
	return spec != nil && spec.limited
}

// Blocks reports a write whose request is only answered when a till is done,
// which takes minutes.
func (o WriteOrder) Blocks() bool {
	return o.Kind == KindEndOfDay || o.Kind == KindReceiptCancel || o.Kind == KindStart && o.Option == "cashless"
}

// Quarantine is how long a write of a kind has to be in doubt before anybody may
// conclude from seeing nothing that it had no effect: the request may still be on
// its way to the server, or in a queue there or at a till.
func Quarantine(kind WriteKind) time.Duration {
	o := WriteOrder{Kind: kind}
	_, span := longCalm(o)
	if spec := writeKinds[kind]; spec != nil && spec.calm != nil {
		_, own := spec.calm(o)
		span = max(span, own)
	}
	return span
}

// Refund is the body of an order of [KindRefund].
func (o WriteOrder) Refund() api.Refund { return api.Refund{By: o.Amount, Reason: o.Reason} }
