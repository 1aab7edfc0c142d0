package state

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tresen/api"
)

// WriteState is how far a refund has come, as the journal spells it.
type WriteState string

// The states of a refund, in the order in which it goes through them.
const (
	// WriteDraft: asked for, nothing recorded.
	WriteDraft WriteState = "draft"
	// WriteSnapshot: the payment is claimed and what was in effect is recorded.
	WriteSnapshot WriteState = "snapshot"
	// WriteApproval: waits for another operator. Nothing leads here before
	// there are roles.
	WriteApproval WriteState = "approval"
	// WriteArmed: recorded that it will be sent; nothing has left yet.
	WriteArmed WriteState = "armed"
	// WriteSent: the one request begins, or is on its way.
	WriteSent WriteState = "sent"
	// WriteApplied: the server has it. See WriteMoved.Arrived.
	WriteApplied WriteState = "applied"
	// WriteFailed: accepted, and its transaction was denied later. The payer
	// did not get the money.
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
	// WriteDouble: twice the amount is gone. An alarm; a person decides.
	WriteDouble WriteState = "double"
	// WriteRefused: this program declined to send it; see WriteMoved.Why.
	WriteRefused WriteState = "refused"
)

// writeTraits is what the rest of the program has to know of a state. An open
// state blocks its payment for every other refund; a settled one needs nobody
// any more; an alarm needs a person.
var writeTraits = map[WriteState]struct{ open, settled, alarm bool }{
	WriteDraft:      {},
	WriteSnapshot:   {open: true},
	WriteApproval:   {open: true},
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

// Open reports a state in which the payment takes no other refund.
func (s WriteState) Open() bool { return writeTraits[s].open }

// Settled reports a state in which the money's fate is known.
func (s WriteState) Settled() bool { return writeTraits[s].settled }

// Alarm reports a state that a person has to look at.
func (s WriteState) Alarm() bool { return writeTraits[s].alarm }

// WriteWhy says why a refund came into its state.
type WriteWhy string

// The reasons. The comment says which other fields of [WriteMoved] explain it.
const (
	WhyProblem     WriteWhy = "problem"     // refused: the order breaks a rule (Problems)
	WhyChanged     WriteWhy = "changed"     // refused: the payment is not as it was shown (Now)
	WhyLookAlike   WriteWhy = "look-alike"  // refused: one like it, not acknowledged (LookAlikes)
	WhyOpenIntent  WriteWhy = "open-intent" // refused: another refund of this payment is open (Other)
	WhyUnreadable  WriteWhy = "unreadable"  // refused: the payment could not be read again (Err)
	WhyJournal     WriteWhy = "journal"     // refused: the journal could not be written (Err)
	WhyInterrupted WriteWhy = "interrupted" // the program ended in the middle of it
	WhyOvertaken   WriteWhy = "overtaken"   // another tresen took it over before it was sent
	WhyNotSent     WriteWhy = "not-sent"    // rejected: nothing reached the server (Err)
	WhyServer      WriteWhy = "server"      // applied or rejected: the server said so (Err)
	WhyNoAnswer    WriteWhy = "no-answer"   // unknown: no answer that proves anything (Err)
	WhyRead        WriteWhy = "read"        // reading decided it (Now)
	WhyDenied      WriteWhy = "denied"      // failed: its transaction was denied (Child)
	WhyPerson      WriteWhy = "person"      // a person decided it (Operator)
	WhyRole        WriteWhy = "role"        // refused: the operator's role may not do it
	WhyAboveLimit  WriteWhy = "above-limit" // approval: more than the role's limit of one refund
	WhyAboveDay    WriteWhy = "above-day"   // approval: more than the role's limit of 24 hours, with what went before
)

// WriteOrder is one refund as the operator confirmed it. It never changes
// afterwards; sending again is another order with another intent.
type WriteOrder struct {
	Intent   string    // unique; the runner gives one where it is empty
	Target   string    // the payment, PCI_…
	Amount   api.Minor // how much goes back, at least 1
	Currency string
	Reason   string // already transliterated; may be empty
	Operator string
	Env      string // the host it goes to
	// Baseline is the payment as the operator saw it when confirming.
	Baseline Baseline
	// Acknowledged lists the ids of the [LookAlike] refunds that the operator
	// was shown and went past.
	Acknowledged []string
}

// Refund is the body that this order sends.
func (o WriteOrder) Refund() api.Refund {
	return api.Refund{By: o.Amount, Reason: o.Reason}
}

// RefundBody is the exact body of the request, for the eye and for its hash.
func RefundBody(o WriteOrder) []byte {
	body, err := json.Marshal(o.Refund())
	if err != nil {
		panic("state: a refund of two plain fields cannot be written: " + err.Error())
	}
	return body
}

// ActionID is the X-Action id of an intent. It is a function of the intent
// so that the journal proves which one was sent.
func ActionID(intent string) string { return hexSHA256([]byte("tresen refund " + intent))[:32] }

// hexSHA256 is the hexadecimal SHA-256 of data.
func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// WriteMoved tells every open screen that a refund came into a state. It is an
// event of the program, published after the transition was recorded.
type WriteMoved struct {
	Intent, Target, Operator, Env string

	State    WriteState
	Why      WriteWhy
	Amount   api.Minor
	Currency string
	At       time.Time
	Err      error // the server's, the network's or the journal's
	// Unrecorded is why the journal does not have this state; nil where it has.
	// The state is true all the same, and the next start finds it by reading.
	Unrecorded error
	// Next is when the payment is read again; zero when it is not.
	Next time.Time
	// Again: the refund is where it was told to be before; only Next, Now, Child
	// or Unrecorded are new.
	Again bool
	// Child is the transaction that the refund made, where it is known.
	Child string
	// Arrived: the refund's transaction is final, or the payment was reduced
	// before it was executed. Until then applied means accepted and pending.
	Arrived bool
	// WaitsForPayment: the merchant has to send money before it is executed.
	WaitsForPayment bool

	Problems   []Problem   // of WhyProblem
	LookAlikes []LookAlike // of WhyLookAlike
	Other      string      // of WhyOpenIntent: the intent that is open
	Now        *Baseline   // what was read last, where that decided
}

func (WriteMoved) event() {}
