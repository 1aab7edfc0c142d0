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

// ReadBaseline reads a payment and its checkStatus live; [BaselineRead] answers.
type ReadBaseline struct {
	Ticket Ticket
	ID     string
}

// SendWrite hands an order to the durable machine that journals and sends it.
// [WriteMoved] tells of every step it takes.
type SendWrite struct{ Order WriteOrder }

// CheckWriteNow reads the payment of a refund in doubt at once, in place of at
// its next time. [WriteMoved] tells what it showed.
type CheckWriteNow struct{ Intent string }

// MakeLink creates a smart transaction for a payment link, once; [LinkMade]
// answers.
type MakeLink struct {
	Ticket Ticket
	Order  api.NewSmartTransaction
}

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
func (MakeLink) effect()      {}
func (SendWrite) effect()     {}
func (CheckWriteNow) effect() {}
func (Wake) effect()          {}
func (Copy) effect()          {}
func (Redraw) effect()        {}
func (Quit) effect()          {}
