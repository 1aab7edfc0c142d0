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

// rest ends every life: nothing breaks any more. Perhaps those who live go on to
// the end; then one program starts again.
func (w *world) rest() {
	alive := w.percent(50, "who lives goes on")
	w.noise = false
	for _, p := range w.programs {
		if p.clock.asleep() {
			w.wake(p, w.now)
		}
	}
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
	w.lapse(time.Hour) // nothing is on its way any more, and no list lags
	w.start(p)         // and finds nothing to do
	for _, intent := range p.intents() {
		w.t.Fatalf("%s never comes to an end: %s", intent, statesOf(w.entries(intent)))
	}
}

// toTheEnd lets all who live go on until nothing moves; a manager decides what
// only a person can. Clocks may be set still: most quarantines are here.
func (w *world) toTheEnd() {
	for range 4000 {
		able := w.able()
		if len(able) > 0 {
			w.step(able[0])
			continue
		}
		if w.hands == set && draw(w.t, 20, "set in doubt") == 19 {
			w.disturb()
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

// settleNext has a manager settle what waits for a person, who takes their time: a
// clock that was set back makes them wait for longer.
func (w *world) settleNext() bool {
	for _, p := range w.programs {
		for _, intent := range p.intents() {
			if t := p.tasks[intent]; t.b.machine.State.Alarm() {
				w.lapse(40 * time.Minute)
				w.settle(p, w.wish(intent), "bernd")
				return true
			}
		}
	}
	return false
}

// judge holds the server, the journal and what was told against each other.
func (w *world) judge() {
	if w.broken != "" {
		w.t.Fatal(w.broken)
	}
	for _, first := range w.payments {
		w.judgePayment(first)
	}
	w.judgeCards()
	w.judgeListed()
	w.judgeOpen()
	for _, wish := range w.wishes {
		w.judgeWish(wish, w.entries(wish.order.Intent))
	}
	if w.hands != set {
		w.judgeDays()
	}
	if pending, err := w.books.of[0].Pending(context.Background()); err != nil || slices.ContainsFunc(pending, func(e journal.Entry) bool { return e.Env == w.env }) {
		w.t.Fatalf("still open is %+v, %v", pending, err)
	}
}

// judgeOpen: no two writes of a target were open at once.
func (w *world) judgeOpen() {
	open := map[string]string{}
	for _, e := range w.rows() {
		switch was := open[e.Target]; {
		case e.Open && was != "" && was != e.Intent:
			w.t.Fatalf("%s and %s are open at once", was, e.Intent)
		case e.Open:
			open[e.Target] = e.Intent
		case was == e.Intent:
			open[e.Target] = ""
		}
	}
}

// beforeSent is which state may follow which, up to "armed".
var beforeSent = map[string]string{
	"": "snapshot refused", "snapshot": "approval armed refused", "approval": "approved refused",
	"approved": "armed refused",
}

// judgeWish: what the journal has and what was told of one write is true, and it
// came to an end.
func (w *world) judgeWish(wish *wish, entries []journal.Entry) {
	w.checkApproved(wish, entries)
	intent, last := wish.order.Intent, ""
	said := map[state.WriteState]string{}
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
	w.judgeEnd(wish, said, state.WriteState(last))
}

// judgeEnd: a write was said to have had no effect only where it has none, to be
// applied only where it was, and ends as what it is.
func (w *world) judgeEnd(wish *wish, said map[state.WriteState]string, end state.WriteState) {
	intent, states := wish.order.Intent, statesOf(w.entries(wish.order.Intent))
	arrived := wish.done > 0 && !w.denied(wish)
	for _, no := range []state.WriteState{state.WriteRefused, state.WriteRejected, state.WriteNotApplied, state.WriteFailed} {
		if said[no] != "" && (arrived || wish.done > 0 && no != state.WriteFailed && no != state.WriteNotApplied) && !w.readBack(wish, no) {
			w.t.Fatalf("%s was %s as %s, and the server executed it", intent, said[no], no)
		}
	}
	switch {
	case wish.done > 1:
		w.t.Fatalf("%s was executed %d times", intent, wish.done)
	case wish.posts > 0 && end == "":
		w.t.Fatalf("%s was sent and the journal knows nothing", intent)
	case end != "" && !end.Settled():
		w.t.Fatalf("%s never comes to an end: %s", intent, states)
	case arrived && end != state.WriteApplied && !w.readBack(wish, end):
		w.t.Fatalf("%s was executed and ends as %s", intent, end)
	case said[state.WriteFailed] != "" && wish.order.Kind != state.KindRefund:
		w.t.Fatalf("%s, which has nothing that could fail later, was %s as failed", intent, said[state.WriteFailed])
	case said[state.WriteApplied] != "" && wish.done == 0 && !w.others(wish, said[state.WriteApplied] == "told"):
		w.t.Fatalf("%s was %s as applied, and nobody did anything like it", intent, said[state.WriteApplied])
	}
}

// denied reports a refund that the server made and denied later.
func (w *world) denied(wish *wish) bool {
	truth, _ := w.server.Truth(wish.order.Target)
	return wish.order.Kind == state.KindRefund && slices.ContainsFunc(w.server.AllRefunds(), func(m sandbox.Move) bool {
		return m.Action == state.ActionID(wish.order.Intent) && denied(truth, m.Refund)
	})
}

// readBack reports a write that may be repeated once it is read back: it was
// executed after it was read, or undone before.
func (w *world) readBack(wish *wish, no state.WriteState) bool {
	if !worldKinds[wish.order.Kind].again || no != state.WriteNotApplied {
		return false
	}
	later := false // than the execution
	for _, e := range w.effects {
		if e.wish == wish {
			later = true
			if !e.at.Before(wish.given) {
				return true
			}
		} else if later && e.order.Target == wish.order.Target {
			return true
		}
	}
	return false
}

// others reports that others did to the target what a read may take for this
// write. What is told and could not be recorded may even be one of ours, which
// another program began after it gave this one up; so may be what is read back, and
// what a lagging list shows to a program whose clock is behind. A sale and its payment
// are two targets: what one of ours gives back of the one, another one's read of the
// other sees as well.
func (w *world) others(wish *wish, ours bool) bool {
	kind := worldKinds[wish.order.Kind]
	ours = ours || kind.again || kind.listed && w.lag > 0
	var all []effect
	for _, e := range w.effects {
		related := w.paidBy[wish.order.Target] == e.order.Target || w.paidBy[e.order.Target] == wish.order.Target
		belongs := related || e.order.Target == wish.order.Target
		if e.wish != wish && (e.wish == nil || ours || related) && belongs && (!e.at.Before(wish.asked) || kind.listed && w.lag > 0) {
			all = append(all, e)
		}
	}
	return kind.taken != nil && kind.taken(wish.order, all)
}

// judgeDays: what one person gave back in 24 hours without anybody's approval
// stays below their limit, by the times at which it was begun and decided.
func (w *world) judgeDays() {
	type alone struct {
		who         string
		seq         int64
		begun, sent time.Time
		amount      api.Minor
	}
	var all []alone
	for _, wish := range w.wishes {
		entries := w.entries(wish.order.Intent)
		if i := slices.IndexFunc(entries, func(e journal.Entry) bool { return e.State == string(state.WriteArmed) }); i >= 0 && wish.order.Kind.Limited() &&
			wish.done > 0 && !strings.Contains(statesOf(entries), "approved") {
			all = append(all, alone{wish.order.Operator, entries[0].Seq, entries[0].At, entries[i].At, wish.order.Amount})
		}
	}
	for _, one := range all {
		sum := one.amount
		for _, before := range all {
			if before.who == one.who && before.seq < one.seq && one.sent.Sub(before.begun) < 24*time.Hour-7*time.Minute {
				sum += before.amount
			}
		}
		if limit := crew.Limits[crew.Rule(one.who).Role]["EUR"].Day; limit != nil && sum > *limit {
			w.t.Fatalf("%s gave back %d within a day: %+v", one.who, sum, all)
		}
	}
}
