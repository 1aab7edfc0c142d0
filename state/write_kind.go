package state

import (
	"time"

	"tresen/api"
)

// WriteKind names what is written, as the journal spells it.
type WriteKind string

// The kinds. The comment says what Target is, and Option where the kind has one.
const (
	KindRefund        WriteKind = "refund"         // a payment, PCI_…: lowers or gives back a part of it
	KindCapture       WriteKind = "capture"        // a payment, PCI_…: takes what was authorised
	KindRevokeAccrual WriteKind = "revoke-accrual" // a payment, PCI_…: no longer withheld from payout
	KindStart         WriteKind = "start"          // a sale, STX_…: charges it; Option is the method, empty after a prepare
	KindSmartCancel   WriteKind = "smart-cancel"   // a sale, STX_…: cancels it whole
	KindReceiptCancel WriteKind = "receipt-cancel" // a sale at a till, STX_…; Option is its receipt number
	KindCharge        WriteKind = "charge"         // a card, MCD_…: money onto it
	KindDischarge     WriteKind = "discharge"      // a card, MCD_…: money off it
	KindChargePoints  WriteKind = "charge-points"  // a card, MCD_…
	KindTakePoints    WriteKind = "take-points"    // a card, MCD_…
	KindPayout        WriteKind = "payout"         // a container, PCT_…: money to its account; Option is the customer, PCU_…
	KindEndOfDay      WriteKind = "end-of-day"     // a terminal, SDV_…
	KindLock          WriteKind = "lock"           // a card, MCD_…; Option is the number of the reason
	KindUnlock        WriteKind = "unlock"         // a card, MCD_…
	KindLink          WriteKind = "link"           // a new sale, known by its order number (Reason); makes a payment link
)

// writeSpec is what the machine has to know of a kind.
type writeSpec struct {
	// may is what the operator's role has to allow.
	may May
	// money: it moves some, so that sending it again takes a second person.
	money bool
	// alike: one like it within a day has to be acknowledged; second: and approved
	// by another operator; limited: the limits of the role apply.
	alike, second, limited bool
	// watched: after it was accepted, its own transaction becomes final later.
	watched bool
	// unprovable: that its effect is not to be seen proves nothing, for all that is
	// read is a list; after the quarantine a person decides.
	unprovable bool
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

// writeKinds are the kinds of write that the machine carries.
var writeKinds = map[WriteKind]*writeSpec{
	KindRefund: {may: MayRefund, money: true, alike: true, second: true, limited: true, watched: true,
		body:    func(o WriteOrder) any { return o.Refund() },
		check:   func(o WriteOrder, b Baseline) []Problem { return CheckRefund(o.Amount, o.Reason, b) },
		verdict: refundVerdict, calm: refundCalm},
}

// Refund is the body of an order of [KindRefund].
func (o WriteOrder) Refund() api.Refund { return api.Refund{By: o.Amount, Reason: o.Reason} }
