package runner

import (
	"context"
	"slices"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

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

// rest ends every life: nothing breaks any more. Perhaps those who live go on to
// the end; then one program starts again.
func (w *world) rest() {
	alive := w.percent(50, "who lives goes on")
	w.noise = false
	if alive {
		w.toTheEnd()
	}
	for _, p := range w.programs {
		w.crash(p)
	}
	p := w.programs[0]
	w.start(p)
	w.toTheEnd()
	w.crash(p)
	w.start(p) // and finds nothing to do
	for _, intent := range p.intents() {
		w.t.Fatalf("%s never comes to an end: %s", intent, statesOf(w.entries(intent)))
	}
}

// toTheEnd lets all who live go on until nothing moves; a manager decides what
// only a person can.
func (w *world) toTheEnd() {
	for range 4000 {
		able := w.able()
		if len(able) > 0 {
			w.step(able[0])
			continue
		}
		before := w.now
		if w.untilNext(); w.now.After(before) {
			continue
		}
		if !w.settleNext() {
			return
		}
	}
	w.t.Fatal("it never comes to an end")
}

// settleNext has a manager settle what waits for a person.
func (w *world) settleNext() bool {
	for _, p := range w.programs {
		for _, intent := range p.intents() {
			if t := p.tasks[intent]; t.b.machine.State.Alarm() {
				w.settle(p, w.wish(intent), "bernd")
				return true
			}
		}
	}
	return false
}

// executed is what the server did for a wish; nil where it did nothing.
func (w *world) executed(wish *wish) *sandbox.Move {
	for _, m := range w.server.AllRefunds() {
		if m.Action == state.ActionID(wish.order.Intent) {
			return &m
		}
	}
	return nil
}

// judge holds the server, the journal and what was told against each other.
func (w *world) judge() {
	if w.broken != "" {
		w.t.Fatal(w.broken)
	}
	for _, first := range w.payments {
		w.judgePayment(first)
	}
	for _, wish := range w.wishes {
		w.judgeWish(wish, w.entries(wish.order.Intent))
	}
	w.judgeDays()
	if pending, err := w.books.of[0].Pending(context.Background()); err != nil || slices.ContainsFunc(pending, func(e journal.Entry) bool { return e.Env == w.env }) {
		w.t.Fatalf("still open is %+v, %v", pending, err)
	}
}

// judgePayment: every cent that moved has its intent, and no two were open at once.
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
		if wish == nil || m.Foreign { // nothing leaves a program without its intent; see leaves
			continue
		}
		if by[m.Action]++; wish.order.Amount != m.Amount || wish.order.Target != m.Payment || by[m.Action] > 1 {
			w.t.Fatalf("the server executed %+v, asked for was %+v", m, wish.order)
		}
	}
	if left != now.InEffect {
		w.t.Fatalf("%d of %s is in effect, and should be %d", now.InEffect, first.ID, left)
	}
	open := ""
	for _, e := range w.rows() {
		switch {
		case e.Target != first.ID:
		case e.Open && open != "" && open != e.Intent:
			w.t.Fatalf("%s and %s are open at once", open, e.Intent)
		case e.Open:
			open = e.Intent
		case open == e.Intent:
			open = ""
		}
	}
}

func denied(p sandbox.Truth, refund string) bool {
	return slices.ContainsFunc(p.Refunds, func(r sandbox.Refund) bool { return r.ID == refund && r.State == sandbox.RefundDenied })
}

// beforeSent is which state may follow which, up to "armed".
var beforeSent = map[string]string{
	"": "snapshot refused", "snapshot": "approval armed refused", "approval": "approved refused",
	"approved": "armed refused",
}

// judgeWish: what the journal has and what was told of one refund is true, and it
// came to an end.
func (w *world) judgeWish(wish *wish, entries []journal.Entry) {
	w.checkApproved(wish, entries)
	intent, move := wish.order.Intent, w.executed(wish)
	truth, _ := w.server.Truth(wish.order.Target)
	arrived := move != nil && !denied(truth, move.Refund)
	said := map[state.WriteState]string{}
	last := ""
	for _, e := range entries {
		if next, early := beforeSent[last]; early && !strings.Contains(" "+next+" ", " "+e.State+" ") ||
			!early && (beforeSent[e.State] != "" || e.State == "armed") {
			w.t.Fatalf("%s goes from %q to %q", intent, last, e.State)
		}
		last, said[state.WriteState(e.State)] = e.State, "recorded"
		if strings.HasPrefix(e.Note, string(state.WhyPerson)) && !crew.Rule(e.Operator).Role.May(state.MaySettle) {
			w.t.Fatalf("%s settled %s", e.Operator, intent)
		}
	}
	for _, m := range wish.told {
		if said[m.State] == "" && m.Unrecorded == nil && m.Why != state.WhyOvertaken {
			w.t.Fatalf("%s was told %s as recorded, the journal has %s", intent, m.State, statesOf(entries))
		}
		if said[m.State] == "" {
			said[m.State] = "told"
		}
	}
	for _, no := range []state.WriteState{state.WriteRefused, state.WriteRejected, state.WriteNotApplied, state.WriteFailed} {
		if said[no] != "" && (arrived || move != nil && no != state.WriteFailed && no != state.WriteNotApplied) {
			w.t.Fatalf("%s was %s as %s, and the server executed %+v", intent, said[no], no, move)
		}
	}
	end := state.WriteState(last)
	switch {
	case wish.posts > 0 && last == "":
		w.t.Fatalf("%s was sent and the journal knows nothing", intent)
	case last != "" && !end.Settled():
		w.t.Fatalf("%s never comes to an end: %s", intent, statesOf(entries))
	case arrived && end != state.WriteApplied:
		w.t.Fatalf("%s was executed and ends as %s", intent, last)
	case said[state.WriteApplied] != "" && move == nil && !w.others(wish, said[state.WriteApplied] == "told"):
		w.t.Fatalf("%s was %s as applied, and nobody refunded anything", intent, said[state.WriteApplied])
	}
}

// others reports that somebody else moved money of the payment too: only then may
// a read take theirs for ours. What is told and could not be recorded may even
// be one of ours, which another program began after it gave this one up.
func (w *world) others(wish *wish, ours bool) bool {
	return slices.ContainsFunc(w.server.AllRefunds(), func(m sandbox.Move) bool {
		return m.Payment == wish.order.Target && (ours || m.Foreign || w.wishOf(m.Action) == nil)
	})
}

// judgeDays: what support refunded in 24 hours without anybody's approval stays
// below its limit.
func (w *world) judgeDays() {
	type alone struct {
		who    string
		at     time.Time
		amount api.Minor
	}
	var all []alone
	for _, wish := range w.wishes {
		entries := w.entries(wish.order.Intent)
		if crew.Rule(wish.order.Operator).Role != state.Support || w.executed(wish) == nil || strings.Contains(statesOf(entries), "approved") {
			continue
		}
		one := alone{wish.order.Operator, entries[0].At, wish.order.Amount}
		sum := one.amount
		for _, before := range all {
			if before.who == one.who && one.at.Sub(before.at) < 24*time.Hour-7*time.Minute {
				sum += before.amount
			}
		}
		if all = append(all, one); sum > 2000 {
			w.t.Fatalf("%s refunded %d within a day: %+v", one.who, sum, all)
		}
	}
}
