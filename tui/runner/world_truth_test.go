package runner

import (
	"slices"
	"strings"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// What is held against the server at the end of a life, and what a program may
// conclude while it lives.

// judgePayment: every cent that moved has its intent, which bounds it.
func (w *world) judgePayment(first sandbox.Truth) {
	now, _ := w.server.Truth(first.ID)
	left, by := first.InEffect, map[string]int{}
	for _, m := range w.server.AllRefunds() {
		if m.Payment != first.ID {
			continue
		}
		if !denied(now, m.Refund) {
			left -= m.Amount
		}
		wish := w.wishOf(m.Action)
		if wish == nil { // nothing leaves a program without its intent; see leaves
			continue
		}
		by[m.Action]++
		o, whole := wish.order, w.paidBy[m.Payment] == wish.order.Target && wish.order.Amount+deniedOf(now) >= m.Amount // see cancelledWhole
		if by[m.Action] > 1 || wish.done != 1 || !whole && (o.Kind != state.KindRefund || o.Amount != m.Amount || o.Target != m.Payment) {
			w.t.Fatalf("the server executed %+v, asked for was %+v", m, o)
		}
	}
	for _, e := range w.effects {
		if e.order.Kind == state.KindCapture && e.order.Target == first.ID {
			left += e.is.inEffect - e.was.inEffect
		}
	}
	if left != now.InEffect {
		w.t.Fatalf("%d of %s is in effect, and should be %d", now.InEffect, first.ID, left)
	}
}

// deniedOf is the sum of the refunds of a payment that were denied.
func deniedOf(p sandbox.Truth) (sum api.Minor) {
	for _, r := range p.Refunds {
		if r.State == sandbox.RefundDenied {
			sum -= r.Amount
		}
	}
	return sum
}

func denied(p sandbox.Truth, refund string) bool {
	return slices.ContainsFunc(p.Refunds, func(r sandbox.Refund) bool { return r.ID == refund && r.State == sandbox.RefundDenied })
}

// judgeCards: nothing happened to a card that nobody did.
func (w *world) judgeCards() {
	for id, is := range w.cards {
		for _, e := range w.effects {
			if e.order.Target != id {
				continue
			}
			if e.was != is {
				w.t.Fatalf("%s was %+v, and before %s it is %+v", id, is, e.order.Kind, e.was)
			}
			is = e.is
		}
		if now := w.condition(id); now != is {
			w.t.Fatalf("%s was %+v, and is %+v at the end", id, is, now)
		}
	}
}

// judgeListed: what was made is there as often as it was made, and as much of it
// as was asked for.
func (w *world) judgeListed() {
	made := map[string]int{}
	for _, e := range w.effects {
		if worldKinds[e.order.Kind].listed {
			made[e.order.Target]++
		}
	}
	for _, o := range w.objects {
		about := state.WriteOrder{Kind: o.kinds[0], Target: o.target}
		if !worldKinds[about.Kind].listed || about.Kind == state.KindPayout { // those have a number of their own
			continue
		}
		b := w.form(w.programs[0], state.WriteOrder{Kind: about.Kind, Target: o.target, Baseline: state.Baseline{ID: o.target}})
		if len(b.Children) != made[o.target] {
			w.t.Fatalf("of %s there is %+v, made was %d", o.target, b.Children, made[o.target])
		}
	}
	for _, wish := range w.wishes {
		if wish.order.Kind != state.KindPayout {
			continue
		}
		b := w.form(w.programs[0], wish.order)
		if len(b.Children) != wish.done || wish.done > 0 && b.Children[0].Amount != wish.order.Amount {
			w.t.Fatalf("%s paid out %+v, executed %d times, asked for was %d", wish.order.Intent, b.Children, wish.done, wish.order.Amount)
		}
	}
}

// checkCalm: that a write had no effect is concluded by enough reads over a time
// in which the machine was awake, by a person only when nothing can be on its way,
// and of what is found in a list by a person only.
func (w *world) checkCalm(t *task, wish *wish) {
	rec, kind := t.step.Record, worldKinds[wish.order.Kind]
	if rec.State == state.WriteUnknown && !t.doubts { // else it is recorded once more
		t.doubts, t.doubted, t.looks = true, t.p.awake(), 0
	}
	if rec.State != state.WriteNotApplied {
		return
	}
	reads, span := kind.calm(wish.order)
	passed := t.p.awake() - t.doubted
	switch {
	case rec.Why == state.WhyPerson:
		if passed := w.now.Sub(wish.sent); passed <= longest(wish.order) && strings.Contains(statesOf(w.entries(wish.order.Intent)), "sent") {
			w.t.Fatalf("%s settles %s after %v, when it may be on its way", rec.Operator, wish.order.Intent, passed)
		}
	case rec.Why == state.WhyRead && kind.listed:
		w.t.Fatalf("%s is given up for not being seen in a list", wish.order.Intent)
	case rec.Why == state.WhyRead && (t.looks < reads || passed < span):
		w.t.Fatalf("%s is given up after %d reads in %v", wish.order.Intent, t.looks, passed)
	}
}

// replayed is what a program makes of the last entry of an intent: where it is, and
// what it is about to record.
var replayed = map[string]struct{ is, records state.WriteState }{
	"snapshot": {"", state.WriteRefused}, "approval": {state.WriteApproval, ""}, "approved": {"", state.WriteRefused},
	"armed": {state.WriteUnknown, state.WriteUnknown}, "sent": {state.WriteUnknown, state.WriteUnknown}, "unknown": {state.WriteUnknown, ""},
	"conflict": {state.WriteConflict, ""}, "double": {state.WriteDouble, ""}, "applied": {state.WriteApplied, ""},
}

// checkReplay: a program that starts comes to the state that the journal has.
func (w *world) checkReplay(t *task) {
	m := t.b.machine
	entries := w.entries(m.Order.Intent)
	if len(entries) == 0 {
		w.t.Fatalf("%s is taken up, and the journal does not have it", m.Order.Intent)
	}
	want, known := replayed[entries[len(entries)-1].State]
	if want.is == state.WriteApproval && t.step.Do == state.DoRecord {
		want.records = state.WriteRefused // it expired meanwhile
	}
	if !known || m.State != want.is || t.step.Record.State != want.records {
		w.t.Fatalf("%s is %q in the journal, taken up it is %q and records %q", m.Order.Intent, entries[len(entries)-1].State, m.State, t.step.Record.State)
	}
}

// checkOrder compares an order that was read from the journal with what was asked
// for.
func (w *world) checkOrder(o state.WriteOrder) {
	wish := w.wish(o.Intent)
	if wish == nil {
		w.t.Fatalf("the journal has %s, which nobody asked for", o.Intent)
	}
	was := wish.order
	if o.Kind != was.Kind || o.Target != was.Target || o.Amount != was.Amount || o.Currency != was.Currency ||
		o.Operator != was.Operator || o.Env != was.Env || string(o.Baseline.Encode()) != string(was.Baseline.Encode()) {
		w.t.Fatalf("asked for was %+v, the journal has %+v", was, o)
	}
}
