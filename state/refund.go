package state

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"tresen/api"
)

// RefundState is how far a refund has come, as the journal spells it.
type RefundState string

// The states of a refund, in the order in which it goes through them.
const (
	// RefundDraft: asked for, nothing recorded.
	RefundDraft RefundState = "draft"
	// RefundSnapshot: the payment is claimed and what was in effect is recorded.
	RefundSnapshot RefundState = "snapshot"
	// RefundApproval: waits for another operator. Nothing leads here before
	// there are roles.
	RefundApproval RefundState = "approval"
	// RefundArmed: recorded that it will be sent; nothing has left yet.
	RefundArmed RefundState = "armed"
	// RefundSent: the one request begins, or is on its way.
	RefundSent RefundState = "sent"
	// RefundApplied: the server has it. See RefundMoved.Arrived.
	RefundApplied RefundState = "applied"
	// RefundFailed: accepted, and its transaction was denied later. The payer
	// did not get the money.
	RefundFailed RefundState = "failed"
	// RefundRejected: proven to have had no effect: nothing was sent, or the
	// server refused it in a well-formed answer.
	RefundRejected RefundState = "rejected"
	// RefundUnknown: it may have been executed. Only reading can tell.
	RefundUnknown RefundState = "unknown"
	// RefundNotApplied: reading showed, for long enough, that it had no effect.
	RefundNotApplied RefundState = "not-applied"
	// RefundConflict: what was read fits neither; a person decides.
	RefundConflict RefundState = "conflict"
	// RefundDouble: twice the amount is gone. An alarm; a person decides.
	RefundDouble RefundState = "double"
	// RefundRefused: this program declined to send it; see RefundMoved.Why.
	RefundRefused RefundState = "refused"
)

// refundTraits is what the rest of the program has to know of a state. An open
// state blocks its payment for every other refund; a settled one needs nobody
// any more; an alarm needs a person.
var refundTraits = map[RefundState]struct{ open, settled, alarm bool }{
	RefundDraft:      {},
	RefundSnapshot:   {open: true},
	RefundApproval:   {open: true},
	RefundArmed:      {open: true},
	RefundSent:       {open: true},
	RefundUnknown:    {open: true},
	RefundConflict:   {open: true, alarm: true},
	RefundDouble:     {open: true, alarm: true},
	RefundApplied:    {settled: true},
	RefundFailed:     {settled: true, alarm: true},
	RefundRejected:   {settled: true},
	RefundNotApplied: {settled: true},
	RefundRefused:    {settled: true},
}

// Open reports a state in which the payment takes no other refund.
func (s RefundState) Open() bool { return refundTraits[s].open }

// Settled reports a state in which the money's fate is known.
func (s RefundState) Settled() bool { return refundTraits[s].settled }

// Alarm reports a state that a person has to look at.
func (s RefundState) Alarm() bool { return refundTraits[s].alarm }

// RefundWhy says why a refund came into its state.
type RefundWhy string

// The reasons. The comment says which other fields of [RefundMoved] explain it.
const (
	WhyProblem     RefundWhy = "problem"     // refused: the order breaks a rule (Problems)
	WhyChanged     RefundWhy = "changed"     // refused: the payment is not as it was shown (Now)
	WhyLookAlike   RefundWhy = "look-alike"  // refused: one like it, not acknowledged (LookAlikes)
	WhyOpenIntent  RefundWhy = "open-intent" // refused: another refund of this payment is open (Other)
	WhyUnreadable  RefundWhy = "unreadable"  // refused: the payment could not be read again (Err)
	WhyJournal     RefundWhy = "journal"     // refused: the journal could not be written (Err)
	WhyInterrupted RefundWhy = "interrupted" // the program ended in the middle of it
	WhyOvertaken   RefundWhy = "overtaken"   // another tresen took it over before it was sent
	WhyNotSent     RefundWhy = "not-sent"    // rejected: nothing reached the server (Err)
	WhyServer      RefundWhy = "server"      // applied or rejected: the server said so (Err)
	WhyNoAnswer    RefundWhy = "no-answer"   // unknown: no answer that proves anything (Err)
	WhyRead        RefundWhy = "read"        // reading decided it (Now)
	WhyDenied      RefundWhy = "denied"      // failed: its transaction was denied (Child)
	WhyPerson      RefundWhy = "person"      // a person decided it (Operator)
)

// RefundOrder is one refund as the operator confirmed it. It never changes
// afterwards; sending again is another order with another intent.
type RefundOrder struct {
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
func (o RefundOrder) Refund() api.Refund {
	return api.Refund{By: o.Amount, Reason: o.Reason}
}

// RefundBody is the exact body of the request, for the eye and for its hash.
func RefundBody(o RefundOrder) []byte {
	body, err := json.Marshal(o.Refund())
	if err != nil {
		panic("state: a refund of two plain fields cannot be written: " + err.Error())
	}
	return body
}

// RefundActionID is the X-Action id of an intent. It is a function of the intent
// so that the journal proves which one was sent.
func RefundActionID(intent string) string { return hexSHA256([]byte("tresen refund " + intent))[:32] }

// hexSHA256 is the hexadecimal SHA-256 of data.
func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// RefundMoved tells every open screen that a refund came into a state. It is an
// event of the program, published after the transition was recorded.
type RefundMoved struct {
	Intent, Target, Operator, Env string

	State    RefundState
	Why      RefundWhy
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

func (RefundMoved) event() {}
