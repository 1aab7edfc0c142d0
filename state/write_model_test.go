package state

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
)

// answer carries out the pending step of a program and hands it the event.
func (w *world) answer(p *program) {
	var ev WriteEvent
	switch p.step.Do {
	case DoTell:
		return
	case DoRecord:
		ev = w.record(p, p.step.Record)
	case DoLook:
		o := p.machine.Order
		ev = WriteEvent{Kind: WriteLooked, Baseline: w.read(), Asker: modelShop.Rule(o.Operator), Rule: modelShop.Rule(p.step.Approver)}
		if w.chance(15, "unreadable") {
			ev.Baseline, ev.Err = Baseline{}, errors.New("no connection")
		}
		w.barred[p] = w.demotes(&ev, p.step.Approver != "")
	case DoPost:
		ev = answeredWith(api.NotSent)
		if !w.now.After(p.step.Until) {
			ev = w.post(p.machine.Order)
		}
	case DoWait:
		if p.step.Until.After(w.now) {
			w.pass(p.step.Until.Sub(w.now))
		}
		ev = WriteEvent{Kind: WriteWoke}
	case DoFollow:
		ev = w.follow(p)
	}
	if p.dead = w.chance(5, "dies"); !p.dead {
		w.hand(p, ev)
	}
}

// follow is what becomes of a wait for another operator: somebody else recorded
// something, somebody decides, or nobody does in time.
func (w *world) follow(p *program) WriteEvent {
	rows := w.rowsOf(p.machine.Order.Intent)
	last := rows[len(rows)-1]
	if len(rows) > p.follows {
		p.follows = len(rows)
		return WriteEvent{Kind: WriteFollowed, State: last.State, Child: last.Child, Operator: last.Operator, Since: last.At}
	}
	who := rapid.SampledFrom([]string{"bea", "bea", "cleo", "dora", last.Order.Operator}).Draw(w.t, "who")
	consent := WriteEvent{Kind: WriteConsented, Operator: who, Rule: modelShop.Rule(who), Asker: modelShop.Rule(last.Order.Operator), Order: last.Order,
		BodyHash: last.BodyHash, BaselineHash: last.BaselineHash}
	left, barred := max(0, p.step.Until.Sub(w.now)), w.demotes(&consent, true)
	if w.barred[p] = barred; barred {
		return consent
	}
	switch rapid.SampledFrom([]string{"approves", "approves", "approves", "another amount", "too late", "declines", "waits"}).Draw(w.t, "second") {
	case "approves":
		return consent
	case "another amount":
		consent.Order.Amount--
		return consent
	case "too late":
		w.pass(left)
		return consent
	case "declines":
		return WriteEvent{Kind: WriteDeclined, Operator: who, Rule: consent.Rule}
	}
	w.pass(left)
	return WriteEvent{Kind: WriteWoke}
}

// demotes changes the roles before an event, as the configuration may at any time,
// and reports whether that keeps the write from going on.
func (w *world) demotes(ev *WriteEvent, approving bool) bool {
	switch {
	case w.chance(5, "asker demoted"):
		ev.Asker.Role = Auditor
	case w.chance(5, "configuration broken"):
		ev.Asker.Broken, ev.Rule.Broken = true, true
	case approving && w.chance(8, "approver demoted"):
		ev.Rule.Role = Support
	default:
		return false
	}
	return true
}

// hand gives an event to a program and hears what it tells.
func (w *world) hand(p *program, ev WriteEvent) {
	ev.At = w.now
	var steps []WriteStep
	p.machine, steps = p.machine.Handle(ev)
	if len(steps) > 0 {
		p.step = WriteStep{} // else it was not the time for the event, and the old step stands
	}
	for _, s := range steps {
		if s.Do == DoTell {
			w.hear(s.Moved)
			continue
		}
		if p.step.Do != DoTell && s.Do != DoTell {
			w.t.Fatalf("two steps at once: %s", did(steps))
		}
		p.step = s
	}
	rows := w.rowsOf(p.machine.Order.Intent)
	if p.step.Do == DoTell && len(w.alive()) > 0 && !p.machine.Resting() {
		w.t.Fatalf("nothing to do, and not at rest: %s", p.machine.State)
	}
	if ev.Kind == WriteRecorded && rows[len(rows)-1].State != p.machine.State {
		w.t.Fatalf("the journal says %s, the machine %s", rows[len(rows)-1].State, p.machine.State)
	}
}

// hear checks what an operator would read against what really happened.
func (w *world) hear(m WriteMoved) {
	w.last[m.Intent] = m
	fate := w.fate[m.Intent]
	switch m.State {
	case WriteRefused, WriteRejected, WriteNotApplied:
		if fate == WriteApplied || fate == WriteUnknown {
			w.t.Fatalf("told %s (%s), but the server has executed it or will", m.State, m.Why)
		}
	case WriteApplied:
		if fate == "" && len(w.alien) == 0 && len(w.fate) == 0 {
			w.t.Fatalf("told applied (%s), but nobody refunded anything", m.Why)
		}
	case WriteFailed:
		if fate == WriteApplied || fate == WriteUnknown {
			w.t.Fatalf("told failed (%s), but the payer has the money", m.Why)
		}
	}
}

// begin starts a program with an order of what it reads now.
func (w *world) begin(intent string, amount api.Minor) {
	order := orderOf(amount, w.read())
	order.Operator = rapid.SampledFrom([]string{"anna", "anna", "bea"}).Draw(w.t, "operator")
	if order.Kind = w.kind; w.kind != KindRefund {
		order.Operator, order.Reason = "bea", ""
	}
	order.Intent, order.Rule = intent, modelShop.Rule(order.Operator)
	for _, c := range order.Baseline.Children {
		order.Acknowledged = append(order.Acknowledged, c.ID)
	}
	p := &program{machine: NewWrite(order)}
	w.programs = append(w.programs, p)
	w.hand(p, WriteEvent{Kind: WriteBegun})
}

// restart starts a program that takes up an intent from the journal.
func (w *world) restart(intent string) {
	rows := w.rowsOf(intent)
	if len(rows) == 0 {
		return
	}
	last := rows[len(rows)-1]
	if !last.Open && (last.State != WriteApplied || last.Arrived) {
		return
	}
	order := last.Order
	order.Reason, order.Acknowledged, order.Rule = "", nil, Rule{}
	b, err := DecodeBaseline(last.Baseline)
	if err != nil {
		w.t.Fatal(err)
	}
	order.Baseline = b
	p := &program{machine: NewWrite(order), follows: len(rows)}
	w.programs = append(w.programs, p)
	w.hand(p, WriteEvent{Kind: WriteResumed, State: last.State, Child: last.Child, Since: last.At, Expires: last.Expires})
}

func (w *world) alive() (out []*program) {
	for _, p := range w.programs {
		if !p.dead {
			out = append(out, p)
		}
	}
	w.programs = out
	return out
}

func TestNoChanceMakesTwoRefundsOrLosesOne(t *testing.T) {
	for range 40 { // what goes wrong once in a thousand times has to come up
		rapid.Check(t, oneLife)
	}
}

// oneLife is a refund, perhaps a second one of the same payment, and everything
// that chance does to them; or charges of a card.
func oneLife(t *rapid.T) {
	w := &world{t: t, now: refundNoon, noise: true, inEffect: 5000, executed: rapid.Bool().Draw(t, "executed"),
		kind: rapid.SampledFrom([]WriteKind{KindRefund, KindRefund, KindCharge}).Draw(t, "kind"), posts: map[string]int{}, barred: map[*program]bool{}, fate: map[string]WriteState{}, last: map[string]WriteMoved{}}
	amounts := []api.Minor{1000, 2600, 5000}
	w.begin("I1", rapid.SampledFrom(amounts).Draw(t, "amount"))
	second := false
	for range rapid.IntRange(5, 60).Draw(t, "steps") {
		w.pass(time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "pass")))
		if w.chance(2, "sleeps") {
			w.pass(rapid.SampledFrom([]time.Duration{time.Minute, 11 * time.Minute, 25 * time.Hour}).Draw(t, "asleep"))
		}
		switch n := rapid.IntRange(0, 30).Draw(t, "next"); {
		case n == 0 && len(w.alien) < 2:
			w.execute("", rapid.SampledFrom([]api.Minor{700, 1000, 2600}).Draw(t, "foreign"))
		case n == 1 && len(w.alive()) < 3:
			w.restart("I1") // a second tresen on the same journal
		case n == 2 && !second:
			second = true
			w.begin("I2", rapid.SampledFrom(amounts).Draw(t, "amount 2"))
		default:
			if alive := w.alive(); len(alive) > 0 {
				w.answer(alive[n%len(alive)])
			} else {
				w.restart("I1")
				w.restart("I2")
			}
		}
	}
	w.settle()
}

// settle lets everything come to rest without noise, after one more start.
func (w *world) settle() {
	w.noise = false
	w.programs = nil
	w.restart("I1")
	w.restart("I2")
	for range 3000 {
		moving := 0
		for _, p := range w.alive() {
			if !p.machine.Resting() {
				moving++
				w.answer(p)
			}
		}
		if moving == 0 {
			break
		}
	}
	for _, intent := range []string{"I1", "I2"} {
		rows := w.rowsOf(intent)
		if len(rows) == 0 {
			if w.posts[intent] > 0 {
				w.t.Fatalf("%s was posted and the journal knows nothing", intent)
			}
			continue
		}
		end := rows[len(rows)-1].State
		if !end.Settled() && !end.Alarm() {
			w.t.Fatalf("%s never comes to an end: %v", intent, states(rows))
		}
		if w.fate[intent] == WriteApplied && end != WriteApplied && !end.Alarm() {
			w.t.Fatalf("%s was executed and is lost: %v", intent, states(rows))
		}
	}
}
