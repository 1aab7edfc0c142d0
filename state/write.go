package state

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tresen/api"
)

// WriteState is how far a write has come, as the journal spells it.
type WriteState string

// The states of a write, in the order in which it goes through them.
const (
	// WriteDraft: asked for, nothing recorded.
	WriteDraft WriteState = "draft"
	// WriteSnapshot: the target is claimed and what it was like is recorded.
	WriteSnapshot WriteState = "snapshot"
	// WriteApproval: waits for another operator, until it expires.
	WriteApproval WriteState = "approval"
	// WriteApproved: another operator approved exactly what will be sent.
	WriteApproved WriteState = "approved"
	// WriteArmed: recorded that it will be sent; nothing has left yet.
	WriteArmed WriteState = "armed"
	// WriteSent: the one request begins, or is on its way.
	WriteSent WriteState = "sent"
	// WriteApplied: the server has it. See WriteMoved.Arrived.
	WriteApplied WriteState = "applied"
	// WriteFailed: accepted, and its transaction was denied later. Of a refund:
	// the payer did not get the money.
	WriteFailed WriteState = "failed"
	// WriteRejected: proven to have had no effect: nothing was sent, or the
	// server refused it in a well-formed answer.
	WriteRejected WriteState = "rejected"
	// WriteUnknown: it may have been executed. Only reading can tell.
	WriteUnknown WriteState = "unknown"
	// WriteNotApplied: reading showed, for long enough, that it had no effect.
	WriteNotApplied WriteState = "not-applied"
	// WriteConflict: what was read fits neither; a person decides.
	WriteConflict WriteState = "conflict"
	// WriteDouble: twice the amount has moved. An alarm; a person decides.
	WriteDouble WriteState = "double"
	// WriteRefused: this program declined to send it; see WriteMoved.Why.
	WriteRefused WriteState = "refused"
)

// writeTraits is what the rest of the program has to know of a state. An open
// state blocks its target for every other write; a settled one needs nobody any
// more; an alarm needs a person.
var writeTraits = map[WriteState]struct{ open, settled, alarm bool }{
	WriteDraft:      {},
	WriteSnapshot:   {open: true},
	WriteApproval:   {open: true},
	WriteApproved:   {open: true},
	WriteArmed:      {open: true},
	WriteSent:       {open: true},
	WriteUnknown:    {open: true},
	WriteConflict:   {open: true, alarm: true},
	WriteDouble:     {open: true, alarm: true},
	WriteApplied:    {settled: true},
	WriteFailed:     {settled: true, alarm: true},
	WriteRejected:   {settled: true},
	WriteNotApplied: {settled: true},
	WriteRefused:    {settled: true},
}

// Open reports a state in which the target takes no other write.
func (s WriteState) Open() bool { return writeTraits[s].open }

// Settled reports a state in which the fate of the write is known.
func (s WriteState) Settled() bool { return writeTraits[s].settled }

// Counts reports a state in which money may have moved or still may: what the
// limits of a day add up.
func (s WriteState) Counts() bool {
	return s != WriteRefused && s != WriteRejected && s != WriteNotApplied && s != WriteFailed
}

// InDoubt reports a state that a person may decide.
func (s WriteState) InDoubt() bool { return s == WriteUnknown || s.Alarm() && s.Open() }

// Alarm reports a state that a person has to look at.
func (s WriteState) Alarm() bool { return writeTraits[s].alarm }

// WriteWhy says why a write came into its state.
type WriteWhy string

// The reasons. The comment says which other fields of [WriteMoved] explain it.
const (
	WhyProblem     WriteWhy = "problem"     // refused: the order breaks a rule (Problems)
	WhyChanged     WriteWhy = "changed"     // refused: the target is not as it was shown (Now)
	WhyLookAlike   WriteWhy = "look-alike"  // approval, or refused where not acknowledged: one like it (LookAlikes)
	WhyRepeat      WriteWhy = "repeat"      // approval: the same was sent before and not applied (LookAlikes)
	WhyAboveLimit  WriteWhy = "above-limit" // approval: above the operator's limit for one refund
	WhyAboveDay    WriteWhy = "above-day"   // approval: above the operator's limit for a day
	WhyDeclined    WriteWhy = "declined"    // refused: another operator declined, or the own one withdrew (Operator)
	WhyExpired     WriteWhy = "expired"     // refused: nobody approved in time
	WhyRole        WriteWhy = "role"        // refused: the operator's role does not allow it
	WhyAsker       WriteWhy = "asker-role"  // refused, or approval still: the role of whoever asked does not allow it any more
	WhyRules       WriteWhy = "rules"       // refused, or approval still: what the roles are nobody can tell now
	WhyApproved    WriteWhy = "approved"    // approved: by Operator
	WhyOwn         WriteWhy = "own"         // approval, still: nobody approves what is their own (Err)
	WhyForged      WriteWhy = "forged"      // approval, still: what waits is not what was recorded (Err)
	WhyOpenIntent  WriteWhy = "open-intent" // refused: another write of this target is open (Other)
	WhyUnreadable  WriteWhy = "unreadable"  // refused: the target could not be read again (Err)
	WhyJournal     WriteWhy = "journal"     // refused: the journal could not be written (Err)
	WhyInterrupted WriteWhy = "interrupted" // the program ended in the middle of it
	WhyOvertaken   WriteWhy = "overtaken"   // another tresen took it over before it was sent
	WhyNotSent     WriteWhy = "not-sent"    // rejected: nothing reached the server (Err)
	WhyServer      WriteWhy = "server"      // applied or rejected: the server said so (Err)
	WhyNoAnswer    WriteWhy = "no-answer"   // unknown: no answer that proves anything (Err)
	WhyRead        WriteWhy = "read"        // reading decided it (Now)
	WhyDenied      WriteWhy = "denied"      // failed: its transaction was denied (Child)
	WhyPerson      WriteWhy = "person"      // a person decided it (Operator)
)

// WriteOrder is one write as the operator confirmed it. It never changes
// afterwards; sending again is another order with another intent.
type WriteOrder struct {
	Intent string // unique; the runner gives one where it is empty
	Kind   WriteKind
	Target string // the object that is written: PCI_…, STX_…, MCD_…
	// Amount is what moves, in minor units (points where Currency is empty); 0 for
	// kinds that move the whole or nothing.
	Amount   api.Minor
	Currency string
	Reason   string // words that go out, already as the kind takes them; may be empty
	Option   string // what else the kind needs to know; see its constant
	Operator string
	Env      string // the host it goes to
	// Baseline is the target as the operator saw it when confirming.
	Baseline Baseline
	// Acknowledged lists the ids of the [LookAlike] writes that the operator was
	// shown and went past.
	Acknowledged []string
	// Rule is what the operator may do. The runner sets it; a screen's is not
	// believed.
	Rule Rule
}

// Body is the exact body of the request, for the wire, the eye and its hash; nil
// where none is sent.
func (o WriteOrder) Body() []byte {
	spec := writeKinds[o.Kind]
	if spec == nil || spec.body == nil {
		return nil
	}
	body, err := json.Marshal(spec.body(o))
	if err != nil {
		panic("state: a body of plain fields cannot be written: " + err.Error())
	}
	return body
}

// hash is what the journal knows the request by, and what an approval is bound to:
// the SHA-256 of its body, with the option before it where that is in the path.
func (o WriteOrder) hash() string {
	body := o.Body()
	if spec := writeKinds[o.Kind]; spec != nil && spec.inPath {
		body = append([]byte(o.Option+"\n"), body...)
	}
	return hexSHA256(body)
}

// ActionID is the X-Action id of an intent. It is a function of the intent so
// that the journal proves which one was sent.
func ActionID(intent string) string { return hexSHA256([]byte("tresen refund " + intent))[:32] }

// hexSHA256 is the hexadecimal SHA-256 of data.
func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// WriteMoved tells every open screen that a write came into a state. It is an
// event of the program, published after the transition was recorded.
type WriteMoved struct {
	Intent, Target, Env string
	// Operator is whose write it is; By caused this state, the same one where it
	// is empty.
	Operator, By string

	Kind     WriteKind
	State    WriteState
	Why      WriteWhy
	Amount   api.Minor
	Currency string
	At       time.Time
	Err      error // the server's, the network's or the journal's
	// Unrecorded is why the journal does not have this state; nil where it has.
	// The state is true all the same, and the next start finds it by reading.
	Unrecorded error
	// Next is when the target is read again; of what another program is about to
	// send, when that one is taken for dead; zero when neither is to come.
	Next time.Time
	// Expires is when nobody can approve any more; of WriteApproval.
	Expires time.Time
	// Again: the write is where it was told to be before; only Next, Now, Child
	// or Unrecorded are new.
	Again bool
	// Child is the transaction that the write made, where it is known.
	Child string
	// Arrived: the write is final. Of a refund: its transaction is, or the payment
	// was reduced before it was executed; until then applied means accepted and
	// pending.
	Arrived bool
	// WaitsForPayment: the merchant has to send money before it is executed.
	WaitsForPayment bool

	Problems   []Problem   // of WhyProblem
	LookAlikes []LookAlike // of WhyLookAlike and WhyRepeat
	Other      string      // of WhyOpenIntent: the intent that is open
	Now        *Baseline   // what was read last, where that decided
}

func (WriteMoved) event() {}
