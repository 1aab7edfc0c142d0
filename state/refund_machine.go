package state

import (
	"errors"
	"time"

	"tresen/api"
)

// Refund is the machine of one refund: pure, a value, driven by events. It asks
// for one thing at a time and waits for the event that answers it; whoever
// drives it (package runner) has nothing to decide.
//
// What must hold, whatever happens in between: the request is posted at most
// once in the life of an intent; it is posted only after "armed" and "sent" are
// in the journal; nothing leads from unknown back to armed; and what is true is
// told even where it cannot be recorded.
type Refund struct {
	Order RefundOrder
	// State is how far the refund has come; empty before it began. After the
	// post it is the truth even where the journal could not be written.
	State RefundState

	await   RefundDo    // the step whose answer is missing; DoTell is none
	want    RefundMoved // the transition being recorded, or the last one told
	begun   bool        // by this machine; false for one that was resumed
	held    bool        // the journal has an open entry of this machine's
	posted  bool        // the request may have left; it never leaves again
	unsaved bool        // State is not in the journal yet
	waits   bool        // the server waits for money of the merchant

	child    string    // the transaction of this refund, where known
	since    time.Time // the start of the schedule of reads
	deadline time.Time // of watching an accepted refund
	calm     quarantine
}

// RefundDo is what a step asks for.
type RefundDo uint8

// The steps. Every one but DoTell is answered by one event.
const (
	DoTell   RefundDo = iota // publish Moved; nothing answers
	DoRecord                 // append Record, durably: RefundRecorded, RefundNotRecorded or RefundOvertaken
	DoLook                   // read the payment live: RefundLooked
	DoPost                   // send the order, but not after Until: RefundAnswered
	DoWait                   // until Until: RefundWoke
)

// RefundStep is one thing to do.
type RefundStep struct {
	Do     RefundDo
	Moved  RefundMoved
	Record RefundRecord
	Until  time.Time
	// History: the read has to bring what the journal knows of the payment too.
	History bool
}

// RefundRecord is one entry of the journal: ids, integers and hashes only.
type RefundRecord struct {
	Order        RefundOrder // all of it but the reason goes into the journal
	State        RefundState
	Open         bool // the payment takes no other refund until this is settled
	Why          RefundWhy
	Operator     string // who caused this entry
	At           time.Time
	BodyHash     string // of RefundBody, the reason in it
	Baseline     []byte // Baseline.Encode
	BaselineHash string
	Action       string // the X-Action id
	Support      string // the server's support id, where it refused
	Child        string
	Arrived      bool
}

// RefundEventKind says what happened.
type RefundEventKind uint8

// The events; the comment lists what of [RefundEvent] is set besides At.
const (
	RefundBegun       RefundEventKind = iota + 1 // the operator confirmed the order
	RefundResumed                                // start-up found it in the journal: State, Child, Since
	RefundRecorded                               // the entry is durable
	RefundNotRecorded                            // it is not: Err, Other where another intent is open
	RefundOvertaken                              // somebody else recorded State for this intent first
	RefundLooked                                 // the payment was read: Baseline, or Err
	RefundAnswered                               // the request ended: Answer, or Err
	RefundWoke                                   // the wait is over
	RefundAsked                                  // the operator wants it read now
	RefundSettled                                // a person decided: State, Operator
)

// RefundEvent is one thing that happened, at a time.
type RefundEvent struct {
	Kind     RefundEventKind
	At       time.Time
	Err      error
	State    RefundState
	Child    string
	Since    time.Time
	Other    string
	Operator string
	Baseline Baseline
	Answer   RefundAnswer
}

// RefundAnswer is what a 2xx answer of the server says.
type RefundAnswer struct {
	IDs             []string // transactions that it names, the payment among them
	NewTransID      int64    // TA code of the refund, in one of the answer's shapes
	WaitsForPayment bool
}

// names reports an answer that speaks of this payment.
func (a RefundAnswer) names(target string) bool {
	if len(a.IDs) == 0 {
		return a.NewTransID > 0
	}
	for _, id := range a.IDs {
		if id == target {
			return true
		}
	}
	return false
}

// NewRefund is the machine of an order, before anything happened to it.
func NewRefund(order RefundOrder) Refund { return Refund{Order: order} }

type refundMove func(*Refund, RefundEvent) []RefundStep

// refundTable is the machine: what an event does in a state. What is not in it
// is ignored.
var refundTable = map[RefundState]map[RefundEventKind]refundMove{
	"":               {RefundBegun: (*Refund).begin, RefundResumed: (*Refund).resume},
	RefundSnapshot:   {RefundLooked: (*Refund).compare, RefundWoke: (*Refund).again},
	RefundSent:       {RefundAnswered: (*Refund).answered},
	RefundUnknown:    {RefundLooked: (*Refund).reconcile, RefundWoke: (*Refund).look, RefundAsked: (*Refund).look},
	RefundApplied:    {RefundLooked: (*Refund).watch, RefundWoke: (*Refund).look, RefundAsked: (*Refund).look},
	RefundConflict:   refundByPerson,
	RefundDouble:     refundByPerson,
	RefundFailed:     {RefundWoke: (*Refund).again},
	RefundRejected:   {RefundWoke: (*Refund).again},
	RefundNotApplied: {RefundWoke: (*Refund).again},
	RefundRefused:    {RefundWoke: (*Refund).again},
}

// refundByPerson is the part of the table where a person has to decide.
var refundByPerson = map[RefundEventKind]refundMove{
	RefundLooked: (*Refund).reconsider, RefundAsked: (*Refund).look,
	RefundSettled: (*Refund).settle, RefundWoke: (*Refund).again,
}

// refundAnswers are the answers of the journal; they mean the same in every state.
var refundAnswers = map[RefundEventKind]refundMove{
	RefundRecorded:    (*Refund).recorded,
	RefundNotRecorded: (*Refund).notRecorded,
	RefundOvertaken:   (*Refund).overtaken,
}

// refundAwaited says which step an event answers. One that answers no step that
// is open came late and is ignored.
var refundAwaited = map[RefundEventKind]RefundDo{
	RefundRecorded: DoRecord, RefundNotRecorded: DoRecord, RefundOvertaken: DoRecord,
	RefundLooked: DoLook, RefundAnswered: DoPost, RefundWoke: DoWait,
	RefundBegun: DoTell, RefundResumed: DoTell,
}

// refundCalls are the events by which a person breaks a wait.
var refundCalls = map[RefundEventKind]bool{RefundAsked: true, RefundSettled: true}

// Handle takes an event and returns the machine after it, and what to do now.
// No steps to do but telling means that the machine has come to rest.
func (r Refund) Handle(ev RefundEvent) (Refund, []RefundStep) {
	if step, answers := refundAwaited[ev.Kind]; answers && step != r.await {
		return r, nil
	}
	if refundCalls[ev.Kind] && r.await != DoWait && r.await != DoTell {
		return r, nil // it is being read or recorded already
	}
	move := refundAnswers[ev.Kind]
	if move == nil {
		move = refundTable[r.State][ev.Kind]
	}
	if move == nil {
		return r, nil
	}
	next := r
	next.await = DoTell
	steps := move(&next, ev)
	if steps == nil {
		return r, nil // not now; what was asked for before still is
	}
	return next, steps
}

// Resting reports a machine that waits for nothing but a person.
func (r Refund) Resting() bool { return r.State != "" && r.await == DoTell }

// Sending reports a refund whose request has not ended yet: the program must
// not end either.
func (r Refund) Sending() bool {
	switch r.State {
	case "", RefundSnapshot, RefundArmed, RefundSent:
		return true
	}
	return r.await == DoRecord
}

// moved starts the account of a transition.
func (r *Refund) moved(to RefundState, why RefundWhy, at time.Time) RefundMoved {
	o := r.Order
	return RefundMoved{Intent: o.Intent, Target: o.Target, Operator: o.Operator, Env: o.Env, State: to, Why: why,
		Amount: o.Amount, Currency: o.Currency, At: at, Child: r.child, WaitsForPayment: r.waits}
}

// move asks for a transition to be recorded. Once the request may have left,
// the new state is the truth from now on.
func (r *Refund) move(to RefundMoved) []RefundStep {
	if r.posted && to.State != r.State {
		r.since, r.calm = to.At, quarantine{}
		r.deadline = to.At.Add(watchFor)
	}
	if r.posted {
		r.State, r.unsaved = to.State, true
	}
	r.want, r.await = to, DoRecord
	return []RefundStep{{Do: DoRecord, Record: r.record()}}
}

// record is the journal's entry of the wanted transition.
func (r *Refund) record() RefundRecord {
	w, baseline := r.want, r.Order.Baseline.Encode()
	rec := RefundRecord{Order: r.Order, State: w.State, Open: w.State.Open(), Why: w.Why, Operator: w.Operator,
		At: w.At, BodyHash: hexSHA256(RefundBody(r.Order)), BaselineHash: hexSHA256(baseline), Baseline: baseline,
		Action: RefundActionID(r.Order.Intent), Child: w.Child, Arrived: w.Arrived}
	if e, ok := errors.AsType[*api.Error](w.Err); ok {
		rec.Support = e.Support
	}
	return rec
}

// tell publishes the last transition, with the time of the next read where one
// is among the steps that follow.
func (r *Refund) tell(next []RefundStep) []RefundStep { return telling(r.want, next) }

// tellAgain publishes that a read changed nothing.
func (r *Refund) tellAgain(next []RefundStep) []RefundStep {
	same := r.want
	same.Again = true
	return telling(same, next)
}

func telling(m RefundMoved, next []RefundStep) []RefundStep {
	for _, s := range next {
		if s.Do == DoWait {
			m.Next = s.Until
		}
	}
	return append([]RefundStep{{Do: DoTell, Moved: m}}, next...)
}

func (r *Refund) step(do RefundDo) []RefundStep {
	r.await = do
	return []RefundStep{{Do: do}}
}

func (r *Refund) look(RefundEvent) []RefundStep { return r.step(DoLook) }

// wait asks for the next read of the schedule.
func (r *Refund) wait(now time.Time) []RefundStep {
	r.await = DoWait
	return []RefundStep{{Do: DoWait, Until: nextRead(r.since, now)}}
}
