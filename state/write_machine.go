package state

import (
	"cmp"
	"errors"
	"time"

	"tresen/api"
)

// Write is the machine of one write: pure, a value, driven by events. It asks
// for one thing at a time and waits for the event that answers it; whoever
// drives it (package runner) has nothing to decide.
//
// What must hold, whatever happens in between: the request is posted at most
// once in the life of an intent; it is posted only after "armed" and "sent" are
// in the journal; nothing leads from unknown back to armed; and what is true is
// told even where it cannot be recorded.
type Write struct {
	Order WriteOrder
	// State is how far the write has come; empty before it began. After the
	// post it is the truth even where the journal could not be written.
	State WriteState

	await   WriteDo    // the step whose answer is missing; DoTell is none
	want    WriteMoved // the transition being recorded, or the last one told
	drives  bool       // this machine began it, or its operator approved it: no other one sends it
	asked   bool       // another operator was asked for, and this machine's has not approved
	held    bool       // the journal has an open entry of this machine's
	posted  bool       // the request may have left; it never leaves again
	unsaved bool       // State is not in the journal yet
	waits   bool       // the server waits for money of the merchant

	read     time.Time // when the target was read for what is sent now
	approver string    // who approved it; empty where nobody had to
	expires  time.Time // of an approval
	at       time.Time // when another program came to State, while it is followed

	child    string     // the transaction of this write, where known
	since    time.Time  // the start of the schedule of reads
	doubted  time.Time  // when the request may have begun to be on its way for longer than we know
	deadline time.Time  // of watching an accepted write
	calm     quarantine // of reads that show no effect
	lag      quarantine // of reads that show a part of one
}

// WriteDo is what a step asks for.
type WriteDo uint8

// The steps. Every one but DoTell is answered by one event.
const (
	DoTell   WriteDo = iota // publish Moved; nothing answers
	DoRecord                // append Record, durably: WriteRecorded, WriteNotRecorded or WriteOvertaken
	DoLook                  // read the payment live: WriteLooked
	DoPost                  // send the order, but not after Until, by either clock: WriteAnswered
	DoWait                  // until Until: WriteWoke
	DoFollow                // until somebody else records something for the intent: WriteFollowed; or until Until: WriteWoke
)

// WriteStep is one thing to do.
type WriteStep struct {
	Do     WriteDo
	Moved  WriteMoved
	Record WriteRecord
	Until  time.Time
	// History: the read has to bring what the journal knows of the target and of
	// the operator's day too. Something is about to be sent on it: it brings what
	// the operator, and Approver where somebody approved, may do now.
	History  bool
	Approver string
}

// WriteRecord is one entry of the journal: ids, integers and hashes only.
type WriteRecord struct {
	Order        WriteOrder // all of it but the reason goes into the journal
	State        WriteState
	Open         bool // the target takes no other write until this is settled
	Why          WriteWhy
	Operator     string // who caused this entry
	At           time.Time
	BodyHash     string // of the request: WriteOrder.Body, and the option that the path has
	Baseline     []byte // Baseline.Encode
	BaselineHash string
	Action       string // the X-Action id
	Support      string // the server's support id, where it refused
	Child        string
	Arrived      bool
	// Request is what the approver has to see, until it is decided; of
	// WriteApproval.
	Request []byte
	Expires time.Time
}

// WriteEventKind says what happened.
type WriteEventKind uint8

// The events; the comment lists what of [WriteEvent] is set besides At.
const (
	WriteBegun       WriteEventKind = iota + 1 // the operator confirmed the order
	WriteResumed                               // start-up found it in the journal: State, Child, Since
	WriteRecorded                              // the entry is durable
	WriteNotRecorded                           // it is not: Err, Unsure, Other where another intent is open
	WriteOvertaken                             // somebody else recorded State for this intent first: Why, Child, Other
	WriteLooked                                // the payment was read: Baseline, or Err; Since, when that began; Asker, and Rule of who approved
	WriteAnswered                              // the request ended: Answer, or Err
	WriteWoke                                  // the wait is over
	WriteAsked                                 // the operator wants it read now
	WriteSettled                               // a person decided: State, Operator, Rule, and Since when it was said
	WriteFollowed                              // somebody else recorded State: Operator, Why, Child; it comes to who rests, too
	WriteConsented                             // another operator approves: Operator, Rule, Asker, Order, BodyHash, BaselineHash; or Err
	WriteDeclined                              // an operator declines, or takes it back: Operator, Rule
)

// WriteEvent is one thing that happened, at a time.
type WriteEvent struct {
	Kind    WriteEventKind
	At      time.Time
	Err     error
	State   WriteState
	Child   string
	Arrived bool // of WriteFollowed: there is nothing more to watch
	Since   time.Time
	// Doubted is when the write came into doubt first; of WriteResumed, zero is Since.
	Doubted time.Time
	Expires time.Time
	// Other is another intent: of WriteNotRecorded the one that is open, of
	// WriteOvertaken one that was begun on the target since.
	Other    string
	Operator string
	Why      WriteWhy
	// Unsure: of WriteNotRecorded, the entry may be there all the same.
	Unsure bool
	// Rule is what Operator may do now, Asker what whoever's write it is may. What
	// they might when the write was drawn up is nothing to go by.
	Rule, Asker Rule
	// Order is what waited, in full; the hashes are those of its entry.
	Order                  WriteOrder
	BodyHash, BaselineHash string
	Baseline               Baseline
	Answer                 WriteAnswer
}

// WriteAnswer is what a 2xx answer of the server says.
type WriteAnswer struct {
	IDs             []string // objects that it names, the target among them
	NewTransID      int64    // TA code of the refund, in one of the answer's shapes
	Child           string   // the transaction that the write made, where it says so
	WaitsForPayment bool
}

// names reports an answer that speaks of this target.
func (a WriteAnswer) names(target string) bool {
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

// NewWrite is the machine of an order, before anything happened to it.
func NewWrite(order WriteOrder) Write { return Write{Order: order} }

type writeMove func(*Write, WriteEvent) []WriteStep

// writeTable is the machine: what an event does in a state. What is not in it
// is ignored.
var writeTable = map[WriteState]map[WriteEventKind]writeMove{
	"":            {WriteBegun: (*Write).begin, WriteResumed: (*Write).resume},
	WriteSnapshot: {WriteLooked: (*Write).compare, WriteWoke: (*Write).again},
	WriteApproval: {WriteConsented: (*Write).consented, WriteDeclined: (*Write).declined,
		WriteFollowed: (*Write).followed, WriteWoke: (*Write).outwaited},
	WriteApproved: {WriteLooked: (*Write).compare, WriteFollowed: (*Write).followed, WriteWoke: (*Write).outwaited},
	WriteArmed:    {WriteFollowed: (*Write).followed, WriteWoke: (*Write).outwaited},
	WriteSent:     {WriteAnswered: (*Write).answered, WriteFollowed: (*Write).followed, WriteWoke: (*Write).outwaited},
	WriteUnknown: {WriteLooked: (*Write).reconcile, WriteWoke: (*Write).look, WriteAsked: (*Write).look,
		WriteSettled: (*Write).settle, WriteFollowed: (*Write).followed},
	WriteApplied:    {WriteLooked: (*Write).watch, WriteWoke: (*Write).look, WriteAsked: (*Write).look},
	WriteConflict:   writeByPerson,
	WriteDouble:     writeByPerson,
	WriteFailed:     {WriteWoke: (*Write).again},
	WriteRejected:   {WriteWoke: (*Write).again},
	WriteNotApplied: {WriteWoke: (*Write).again},
	WriteRefused:    {WriteWoke: (*Write).again},
}

// writeByPerson is the part of the table where a person has to decide.
var writeByPerson = map[WriteEventKind]writeMove{
	WriteLooked: (*Write).reconsider, WriteAsked: (*Write).look,
	WriteSettled: (*Write).settle, WriteWoke: (*Write).again, WriteFollowed: (*Write).followed,
}

// writeAnswers are the answers of the journal; they mean the same in every state.
var writeAnswers = map[WriteEventKind]writeMove{
	WriteRecorded:    (*Write).recorded,
	WriteNotRecorded: (*Write).notRecorded,
	WriteOvertaken:   (*Write).overtaken,
}

// writeAwaited says which step an event answers. One that answers no step that
// is open came late and is ignored.
var writeAwaited = map[WriteEventKind]WriteDo{
	WriteRecorded: DoRecord, WriteNotRecorded: DoRecord, WriteOvertaken: DoRecord,
	WriteLooked: DoLook, WriteAnswered: DoPost,
	WriteBegun: DoTell, WriteResumed: DoTell,
}

// writeCalls are the events by which a person breaks a wait.
var writeCalls = map[WriteEventKind]bool{WriteAsked: true, WriteSettled: true, WriteConsented: true, WriteDeclined: true}

// Handle takes an event and returns the machine after it, and what to do now.
// No steps to do but telling means that the machine has come to rest.
func (r Write) Handle(ev WriteEvent) (Write, []WriteStep) {
	if step, answers := writeAwaited[ev.Kind]; answers && step != r.await {
		return r, nil
	}
	waiting := r.await == DoWait || r.await == DoFollow
	if ev.Kind == WriteWoke && !waiting {
		return r, nil
	}
	if ev.Kind == WriteFollowed && r.await == DoWait {
		return r, nil // what it waits to record goes first
	}
	if (writeCalls[ev.Kind] || ev.Kind == WriteFollowed) && !waiting && r.await != DoTell {
		return r, nil // it is being read or recorded already
	}
	move := writeAnswers[ev.Kind]
	if move == nil {
		move = writeTable[r.State][ev.Kind]
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
func (r Write) Resting() bool { return r.State != "" && r.await == DoTell }

// Sending reports a write whose request has not ended yet: the program must not
// end either. One that another program sends is not ours to wait for.
func (r Write) Sending() bool {
	if r.await == DoFollow {
		return false
	}
	switch r.State {
	case "", WriteSnapshot, WriteApproved, WriteArmed, WriteSent:
		return true
	}
	return r.await == DoRecord
}

// moved starts the account of a transition.
func (r *Write) moved(to WriteState, why WriteWhy, at time.Time) WriteMoved {
	o := r.Order
	return WriteMoved{Intent: o.Intent, Kind: o.Kind, Target: o.Target, Operator: o.Operator, By: r.approver, Env: o.Env,
		State: to, Why: why, Amount: o.Amount, Currency: o.Currency, At: at, Child: r.child, WaitsForPayment: r.waits}
}

// move asks for a transition to be recorded. Once the request may have left,
// the new state is the truth from now on.
func (r *Write) move(to WriteMoved) []WriteStep {
	if r.posted && to.State != r.State {
		r.since, r.calm = to.At, quarantine{}
		r.deadline = to.At.Add(watchFor)
	}
	if to.State == WriteUnknown {
		r.doubted = to.At
	}
	if r.posted {
		r.State, r.unsaved = to.State, true
	}
	r.want, r.await = to, DoRecord
	return []WriteStep{{Do: DoRecord, Record: r.record()}}
}

// record is the journal's entry of the wanted transition.
func (r *Write) record() WriteRecord {
	w, baseline := r.want, r.Order.Baseline.Encode()
	rec := WriteRecord{Order: r.Order, State: w.State, Open: w.State.Open(), Why: w.Why, Operator: cmp.Or(w.By, w.Operator),
		At: w.At, BodyHash: r.Order.hash(), BaselineHash: hexSHA256(baseline), Baseline: baseline,
		Action: ActionID(r.Order.Intent), Child: w.Child, Arrived: w.Arrived}
	if e, ok := errors.AsType[*api.Error](w.Err); ok {
		rec.Support = e.Support
	}
	if w.State == WriteApproval {
		rec.Request, rec.Expires = encodeRequest(r.Order), w.Expires
	}
	return rec
}

// tell publishes the last transition, with the time of the next read where one
// is among the steps that follow, or until when another program is waited for.
func (r *Write) tell(next []WriteStep) []WriteStep { return telling(r.want, next) }

// tellAgain publishes that a read changed nothing.
func (r *Write) tellAgain(next []WriteStep) []WriteStep {
	same := r.want
	same.Again = true
	return telling(same, next)
}

func telling(m WriteMoved, next []WriteStep) []WriteStep {
	for _, s := range next {
		if s.Do == DoWait || s.Do == DoFollow && m.State != WriteApproval {
			m.Next = s.Until
		}
	}
	return append([]WriteStep{{Do: DoTell, Moved: m}}, next...)
}

func (r *Write) step(do WriteDo) []WriteStep {
	r.await = do
	return []WriteStep{{Do: do}}
}

func (r *Write) look(WriteEvent) []WriteStep { return r.step(DoLook) }

// wait asks for the next read of the schedule.
func (r *Write) wait(now time.Time) []WriteStep {
	r.await = DoWait
	return []WriteStep{{Do: DoWait, Until: nextRead(r.since, now)}}
}
