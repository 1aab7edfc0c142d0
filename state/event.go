package state

import (
	"fmt"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// Event is something that happened, in the past tense.
type Event interface{ event() }

// Ticket binds an answer to its request. Zero is no request.
type Ticket uint64

// Resized says how many cells the terminal has now.
type Resized struct{ Width, Height int }

// Ticked says what time it is. Beat marks the one tick a second that keeps the
// clock of the frame going; others come before input and at asked-for times.
type Ticked struct {
	Now  time.Time
	Beat bool
}

// Acted is an intention of the operator, from a key or the palette. Arg is what
// some actions need: the name of the resource to go to.
type Acted struct {
	Action Action
	Arg    string
}

// Edited says what the one open editor holds now, and where its cursor stands,
// in runes.
type Edited struct {
	Text   string
	Cursor int
}

// Object is one object in full, as a page or a read brought it. It prints as its
// id, whatever the verb.
type Object struct {
	Resource string
	ID       string
	Value    any    // *api.PaymentTransaction, … as the resource has it
	Raw      []byte // as it came, uncleaned
	Drift    []string
	At       time.Time
}

// Format prints the object's kind and id.
func (o Object) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%s %s", o.Resource, MaskText(o.ID)) }

// Page is one batch of a list: the rows for the store, and the same objects in
// full for the bounded window that is kept of them.
type Page struct {
	Rows     []Row
	Objects  []Object
	Total    int
	HasTotal bool
	ScrollID string
	// Head, of the journal, is the number of its last entry.
	Head int64
	// Down, of the journal, is the number down to which it was looked through
	// where a page ended before it was full: so far nothing else was found.
	Down int64
}

// Found answers [Find] and [Next].
type Found struct {
	Ticket Ticket
	Page   Page
	Err    error
}

// Counted answers [Count]: how many objects match now.
type Counted struct {
	Ticket Ticket
	Total  int
	Err    error
}

// Got answers [Get].
type Got struct {
	Ticket Ticket
	Object Object
	Err    error
}

// Scanned answers [ScanRows]. Pos is where the kept row stands in View, -1 where
// the filter hid it.
type Scanned struct {
	Ticket Ticket
	View   []int32
	Pos    int
}

// BaselineRead answers [ReadBaseline]: the object and what a write of it depends
// on, read live, and the earlier writes of ours.
type BaselineRead struct {
	Ticket   Ticket
	Object   Object
	Baseline Baseline
	Err      error
}

// EvidenceRead answers [ReadEvidence]: the order with its baseline as the journal
// has them, when it came into doubt, and the target as it is now.
type EvidenceRead struct {
	Ticket  Ticket
	Order   WriteOrder
	Sent    time.Time // zero where it is not known to have been sent
	Since   time.Time // when it came into doubt
	Action  string    // the X-Action id of the request
	Support string    // the server's support id, where it gave one
	Object  Object
	Now     Baseline
	Err     error
}

// NotWaiting answers [ApproveWrite], [DeclineWrite] and [SettleWrite] of what did not
// wait any more: nothing was recorded.
type NotWaiting struct{ Intent string }

// ApprovalRead answers [ReadApproval]: exactly what would be sent, why it waits,
// and the target as it is now.
type ApprovalRead struct {
	Ticket  Ticket
	Order   WriteOrder
	Why     WriteWhy
	Asked   time.Time
	Expires time.Time
	Object  Object
	Now     Baseline
	Err     error
}

// Measured says what of the text of the topmost layer was drawn last. It comes
// before every intention: that may scroll, or answer a question.
type Measured struct {
	End  int // how far the text can be scrolled, in lines
	Page int // of a question: how many of its lines are on the screen
	// Of, of a question, tells its text in these lines from every other.
	Of uint64
}

// Exchanged is one attempt of a request, for the request log.
type Exchanged struct{ api.Exchange }

// JournalOpened says that the journal is there, and with it writing; or, where
// NoWrites is not zero, why it is not. A screen does not wait for it.
type JournalOpened struct{ NoWrites text.Msg }

func (Resized) event()      {}
func (Ticked) event()       {}
func (Acted) event()        {}
func (Edited) event()       {}
func (Found) event()        {}
func (Counted) event()      {}
func (Got) event()          {}
func (Scanned) event()      {}
func (BaselineRead) event() {}
func (ApprovalRead) event() {}
func (NotWaiting) event()   {}
func (EvidenceRead) event() {}
func (Measured) event()     {}
func (Exchanged) event()    {}

func (JournalOpened) event() {}
