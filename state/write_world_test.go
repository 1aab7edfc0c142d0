package state

import (
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
)

// The model: a server that loses answers, executes late and lags; a journal that
// fails, sometimes after it has written; programs that die at any step and come
// back, two at a time; and somebody else who refunds the same payment. The
// machine under test is driven through all of it by chance.

// longest is how late the server of the model executes a request it has lost.
// It is shorter than any quarantine; nothing helps against a longer one.
const longest = 100 * time.Second

type world struct {
	t   *rapid.T
	now time.Time
	// noise is switched off for the end, when everything has to settle.
	noise bool

	kind     WriteKind
	executed bool // payments that were executed get children; others are lowered
	inEffect api.Minor
	before   []struct { // what was in effect, for reads that lag
		at     time.Time
		amount api.Minor
	}
	children []Child
	queue    []job // to be executed, or settled, later

	posts  map[string]int // requests by intent
	fate   map[string]WriteState
	barred map[*program]bool // the rules of its last read or approval kept it from going on
	alien  []api.Minor       // refunds that somebody else made

	rows     []WriteRecord
	programs []*program
	last     map[string]WriteMoved
}

// modelShop is who works here: anna and dora refund up to 20,00, bea and cleo
// approve what is above that.
var modelShop = func() Policy {
	limit := api.Minor(2000)
	return Policy{Roles: map[string]Role{"anna": Support, "dora": Support}, Expires: time.Hour,
		Limits: map[Role]map[string]Limit{Support: {"EUR": {Refund: &limit}}}}
}()

type job struct {
	at time.Time
	do func()
}

// program is one tresen with one refund in hand.
type program struct {
	machine Write
	step    WriteStep // the one whose answer is missing
	follows int       // rows of its intent that it knows of
	dead    bool
}

func (w *world) chance(percent int, what string) bool {
	return w.noise && rapid.IntRange(1, 100).Draw(w.t, what) <= percent
}

// pass moves the clock and executes what is due.
func (w *world) pass(d time.Duration) {
	w.now = w.now.Add(d)
	for i := 0; i < len(w.queue); i++ {
		if j := w.queue[i]; !j.at.After(w.now) {
			w.queue = append(w.queue[:i:i], w.queue[i+1:]...)
			j.do()
			i = -1
		}
	}
}

func (w *world) effect(by api.Minor) {
	w.before = append(w.before, struct {
		at     time.Time
		amount api.Minor
	}{w.now, w.inEffect})
	w.inEffect -= by
}

// execute refunds x for an intent, or for somebody else where it is empty.
func (w *world) execute(intent string, x api.Minor) bool {
	switch {
	case w.kind == KindCharge:
		w.effect(-x)
	case x > w.inEffect:
		return false
	default:
		w.effect(x)
	}
	if intent == "" {
		w.alien = append(w.alien, x)
	} else {
		w.fate[intent] = WriteApplied
	}
	if !w.executed || w.kind == KindCharge {
		return true
	}
	k := len(w.children)
	w.children = append(w.children, Child{ID: "PCI_C" + string(rune('a'+k)), Amount: -x, Simple: api.StatusPending, Created: w.now})
	denied := w.chance(15, "denied")
	w.queue = append(w.queue, job{w.now.Add(20 * time.Second), func() {
		w.children = append([]Child(nil), w.children...) // reads keep theirs
		w.children[k].Simple = api.StatusRefund
		if denied {
			w.children[k].Simple = api.StatusDenied
			w.effect(-x)
			if intent != "" {
				w.fate[intent] = WriteFailed
			}
		}
	}})
	return true
}

// read is the payment now; the amount may lag by seconds.
func (w *world) read() Baseline {
	b := Baseline{ID: "PCI_1", Amount: 5000, InEffect: w.inEffect, Currency: "EUR", Simple: api.StatusAccepted,
		Children: w.children, ReadAt: w.now}
	if n := len(w.before); n > 0 && w.now.Sub(w.before[n-1].at) < 10*time.Second && w.chance(30, "lag") {
		b.InEffect = w.before[n-1].amount
	}
	if w.kind == KindCharge {
		b.Amount, b.Simple, b.State, b.Mark = b.InEffect, 0, api.Unlocked, fmt.Sprint("used at ", b.InEffect)
	}
	return b
}

// arrives checks the one request of an intent.
func (w *world) arrives(o WriteOrder) {
	w.posts[o.Intent]++
	if w.posts[o.Intent] > 1 {
		w.t.Fatalf("intent %s was posted twice", o.Intent)
	}
	// Another program may have found the entry meanwhile, and not known that this
	// one lives; then it is seconds old.
	rows := w.rowsOf(o.Intent)
	sent := 2
	if len(rows) > 1 && rows[1].State == WriteApproval {
		sent = 4
	}
	if len(rows) <= sent || rows[sent-1].State != WriteArmed || rows[sent].State != WriteSent ||
		len(rows) > sent+1 && w.now.Sub(rows[sent].At) > PostWithin {
		w.t.Fatalf("posted without armed and sent in the journal: %v", states(rows))
	}
	if o.Refund().By < 1 {
		w.t.Fatalf("posted %+v", o.Refund())
	}
	if asker := rows[0].Operator; sent == 2 && modelShop.Rule(asker).Above(o.Amount, 0, o.Currency) != "" && w.kind == KindRefund {
		w.t.Fatalf("posted %d of %s without another operator", o.Amount, asker)
	}
}

// post receives the request and does with it what chance wants.
func (w *world) post(o WriteOrder) WriteEvent {
	w.arrives(o)
	lost := WriteEvent{Kind: WriteAnswered, Err: &api.Error{Outcome: api.Unknown}}
	switch rapid.SampledFrom([]string{"fine", "fine", "no id", "refused", "not sent", "before", "after", "late"}).Draw(w.t, "post") {
	case "fine":
		if w.execute(o.Intent, o.Amount) {
			return WriteEvent{Kind: WriteAnswered, Answer: WriteAnswer{IDs: []string{o.Target}}}
		}
		return answeredWith(api.Rejected)
	case "no id":
		if !w.execute(o.Intent, o.Amount) {
			return answeredWith(api.Rejected)
		}
		return WriteEvent{Kind: WriteAnswered}
	case "refused":
		return answeredWith(api.Rejected)
	case "not sent":
		return answeredWith(api.NotSent)
	case "after":
		w.execute(o.Intent, o.Amount)
	case "late":
		late := time.Duration(rapid.Int64Range(1, int64(longest)).Draw(w.t, "late"))
		w.fate[o.Intent] = WriteUnknown
		w.queue = append(w.queue, job{w.now.Add(late), func() {
			if !w.execute(o.Intent, o.Amount) {
				delete(w.fate, o.Intent)
			}
		}})
	}
	w.pass(time.Duration(rapid.Int64Range(0, int64(90*time.Second)).Draw(w.t, "hangs")))
	return lost
}

func (w *world) rowsOf(intent string) []WriteRecord {
	var rows []WriteRecord
	for _, r := range w.rows {
		if r.Order.Intent == intent {
			rows = append(rows, r)
		}
	}
	return rows
}

func states(rows []WriteRecord) (out []WriteState) {
	for _, r := range rows {
		out = append(out, r.State)
	}
	return out
}

// record is the journal: one open intent for the payment, no entry that does
// not follow the last one.
func (w *world) record(p *program, rec WriteRecord) WriteEvent {
	failed := WriteEvent{Kind: WriteNotRecorded, Err: errors.New("the disk is full")}
	if w.chance(8, "disk full") {
		return failed
	}
	rows := w.rowsOf(rec.Order.Intent)
	if n := len(rows); n != p.follows {
		p.follows = n
		return WriteEvent{Kind: WriteOvertaken, State: rows[n-1].State, Child: rows[n-1].Child}
	}
	for _, other := range []string{"I1", "I2"} {
		if open := w.rowsOf(other); rec.Open && other != rec.Order.Intent && len(open) > 0 && open[len(open)-1].Open {
			failed.Other = other
			return failed
		}
	}
	if before := fmt.Sprint(states(rows)); rec.State == WriteArmed && before != "[snapshot]" && before != "[snapshot approval approved]" {
		w.t.Fatalf("armed after %v", before)
	}
	if n := len(rows); rec.State == WriteApproved && (rec.Operator == rec.Order.Operator || !modelShop.Rule(rec.Operator).Role.May(MayApprove) || rows[n-1].State != WriteApproval ||
		rec.BodyHash != rows[n-1].BodyHash || rec.BaselineHash != rows[n-1].BaselineHash || !rec.At.Before(rows[n-1].Expires)) {
		w.t.Fatalf("%s approved %+v", rec.Operator, rec)
	}
	if (rec.State == WriteArmed || rec.State == WriteApproved) && w.barred[p] {
		w.t.Fatalf("%s by rules that do not allow it any more: %v", rec.State, rec)
	}
	w.rows = append(w.rows, rec)
	if w.chance(3, "written and not told") {
		return failed
	}
	p.follows++
	return WriteEvent{Kind: WriteRecorded}
}
