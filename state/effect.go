package state

import (
	"time"

	"tresen/api"
)

// Effect is something to be done in the world, imperative. Whoever carries it
// out answers with the event named.
type Effect interface{ effect() }

// Find opens a search; [Found] answers.
type Find struct {
	Ticket   Ticket
	Resource string
	Query    api.Query
}

// Next continues a scroll; [Found] answers.
type Next struct {
	Ticket   Ticket
	Resource string
	ScrollID string
}

// Count asks how many objects match; [Counted] answers.
type Count struct {
	Ticket   Ticket
	Resource string
	Q        string
	// Above, of the journal, counts only the entries above this number.
	Above int64
}

// Get reads one object live; [Got] answers.
type Get struct {
	Ticket   Ticket
	Resource string
	ID       string
}

// ScanRows filters and orders a list away from the update loop; [Scanned]
// answers. Keep is the row under the cursor.
type ScanRows struct {
	Ticket   Ticket
	Snapshot Snapshot
	Filter   Filter
	Order    []Order
	Keep     int32
}

// Cancel stops the request or scan of a ticket. Nothing answers.
type Cancel struct{ Ticket Ticket }

// ReadBaseline reads what a write depends on, live: Kind, Target, Operator and
// Option of the order say what. [BaselineRead] answers.
type ReadBaseline struct {
	Ticket Ticket
	Order  WriteOrder
}

// ReadApproval reads what waits for another operator, and its target live;
// [ApprovalRead] answers.
type ReadApproval struct {
	Ticket Ticket
	Intent string
}

// ApproveWrite sends what waits for another operator, in the name of one;
// DeclineWrite ends it. [WriteMoved] tells of every step, [NotWaiting] that there
// was none.
type (
	ApproveWrite struct{ Intent, Operator string }
	DeclineWrite struct{ Intent, Operator string }
)

// ReadEvidence reads what the journal has of a write in doubt, and its target
// live; [EvidenceRead] answers.
type ReadEvidence struct {
	Ticket Ticket
	Intent string
}

// SettleWrite ends a write in doubt as a person decided;
// [WriteMoved] tells.
type SettleWrite struct {
	Intent, Operator string
	As               WriteState
}

// SendWrite hands an order to the durable machine that journals and sends it.
// [WriteMoved] tells of every step it takes.
type SendWrite struct{ Order WriteOrder }

// CheckWriteNow reads the target of a write in doubt at once, in place of at
// its next time. [WriteMoved] tells what it showed.
type CheckWriteNow struct{ Intent string }

// Wake asks for a [Ticked] after a while.
type Wake struct {
	After time.Duration
	Beat  bool
}

// Copy puts text on the operator's clipboard by OSC 52.
type Copy struct{ Text string }

// Redraw paints the whole screen again.
type Redraw struct{}

// Quit ends the program.
type Quit struct{}

func (Find) effect()          {}
func (Next) effect()          {}
func (Count) effect()         {}
func (Get) effect()           {}
func (ScanRows) effect()      {}
func (Cancel) effect()        {}
func (ReadBaseline) effect()  {}
func (ReadApproval) effect()  {}
func (ApproveWrite) effect()  {}
func (DeclineWrite) effect()  {}
func (ReadEvidence) effect()  {}
func (SettleWrite) effect()   {}
func (SendWrite) effect()     {}
func (CheckWriteNow) effect() {}
func (Wake) effect()          {}
func (Copy) effect()          {}
func (Redraw) effect()        {}
func (Quit) effect()          {}
