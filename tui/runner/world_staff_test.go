package runner

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"tresen/api"
	"tresen/state"
)

// What people do besides asking for a refund.

// decide has an operator decide on what waits for one.
func (w *world) decide() {
	var open []string
	for _, wish := range w.wishes {
		if entries := w.entries(wish.order.Intent); len(entries) > 0 && entries[len(entries)-1].State == "approval" {
			open = append(open, wish.order.Intent)
		}
	}
	if len(open) == 0 {
		w.goOn()
		return
	}
	intent, p := pick(w.t, open, "intent"), w.at()
	if w.percent(4, "forged") {
		w.forge(intent)
	}
	who := pick(w.t, []string{"berta", "bernd", "berta", "bernd", "anna", "ben", "vera", ""}, "who")
	if w.percent(20, "no") {
		w.say("%q declines %s at %s", who, intent, p.name)
		w.call(p, intent, func() bool { return p.jobs.Decline(context.Background(), intent, who) })
		return
	}
	w.say("%q approves %s at %s", who, intent, p.name)
	w.call(p, intent, func() bool { return p.jobs.Approve(context.Background(), intent, who) })
}

// forge puts other words into what waits, as somebody might who can write to the
// file of the journal and not to its chain.
func (w *world) forge(intent string) {
	path := w.books.of[0].Path()
	if strings.Contains(path, "://") {
		return
	}
	order := w.wish(intent).order
	order.Reason = "Geschenk"
	forged, err := json.Marshal(map[string]any{"kind": order.Kind, "body": order.Body(), "reason": order.Reason, "acknowledged": order.Acknowledged})
	must(err)
	db, err := sql.Open("sqlite", path+"?_busy_timeout=5000")
	must(err)
	defer db.Close()
	_, err = db.Exec(`UPDATE requests SET body = ? WHERE intent = ?`, forged, intent)
	must(err)
	w.say("what waits of %s is forged", intent)
}

// begin starts a program that is dead, or has one look at the journal that lives.
func (w *world) begin() {
	if p := pick(w.t, w.programs, "program"); p.dead.Load() {
		w.start(p)
	} else if p.clock.asleep() {
		w.wake(p, w.now)
	} else {
		w.resume(p)
	}
}

// die kills a program. What it has on the line may arrive all the same; then the
// answer does not.
func (w *world) die() {
	p := pick(w.t, w.programs, "program")
	for _, intent := range p.intents() {
		if t := p.tasks[intent]; t.place == flying && w.percent(50, "arrives") {
			w.lands(t)
		}
	}
	w.crash(p)
}

// elsewhere has somebody do something in the web office.
func (w *world) elsewhere() { w.actElsewhere(pick(w.t, w.objects, "object").target) }

// actElsewhere does something to a target, or to what belongs to it.
func (w *world) actElsewhere(target string) {
	var may []state.WriteOrder
	for _, o := range w.objects {
		if o.target == target || w.paidBy[o.target] == target || w.paidBy[target] == o.target {
			may = append(may, o.others...)
		}
	}
	w.foreign(pick(w.t, may, "elsewhere"))
}

// any draws one of the wishes; nil where there are none.
func (w *world) any() *wish {
	if len(w.wishes) == 0 {
		return nil
	}
	return pick(w.t, w.wishes, "intent")
}

// check has an operator want a write read now.
func (w *world) check() {
	if wish := w.any(); wish != nil {
		p := w.at()
		w.say("somebody looks at %s at %s", wish.order.Intent, p.name)
		w.call(p, wish.order.Intent, func() bool { return p.jobs.CheckNow(wish.order.Intent) })
	}
}

// settleOne has a person decide about a write that is in doubt, by the truth, once
// nothing of it can be on its way; or too early, which nobody may.
func (w *world) settleOne() {
	wish := w.any()
	if wish == nil {
		return
	}
	if entries := w.entries(wish.order.Intent); len(entries) == 0 || !state.WriteState(entries[len(entries)-1].State).InDoubt() {
		return
	}
	if w.now.Sub(wish.sent) <= longest(wish.order) && w.hands == set { // then a clock may say that it is late enough
		return
	}
	p, who := w.at(), pick(w.t, []string{"anna", "berta", "vera"}, "who")
	w.settle(p, wish, who)
}

func (w *world) settle(p *program, wish *wish, who string) {
	as := state.WriteNotApplied
	if wish.done > 0 {
		as = state.WriteApplied
	}
	w.say("%s settles %s as %s at %s", who, wish.order.Intent, as, p.name)
	w.call(p, wish.order.Intent, func() bool { return p.jobs.Settle(context.Background(), wish.order.Intent, as, who) })
}

// second says why an order needs another operator, by what is known at this moment
// and by the clock of a program; "" where that is not sure.
func (w *world) second(p *program, o state.WriteOrder) string {
	kind := worldKinds[o.Kind]
	nearly := 24*time.Hour - time.Minute
	now := p.now().Round(0)
	var today api.Minor
	for _, other := range w.wishes {
		entries := w.entries(other.order.Intent)
		if other.order.Intent == o.Intent || len(entries) == 0 {
			continue
		}
		last := entries[len(entries)-1]
		if other.order.Operator == o.Operator && other.order.Kind.Limited() && other.order.Currency == o.Currency &&
			now.Sub(entries[0].At) < nearly && counts(last.State) {
			today += other.order.Amount
		}
		alike := last.State == "not-applied" || kind.second && last.State != "refused" && last.State != "rejected"
		if kind.money && alike && other.order.Kind == o.Kind && other.order.Target == o.Target && other.order.Amount == o.Amount && now.Sub(last.At) < nearly {
			return "the journal has one like it: " + other.order.Intent + " " + last.State
		}
	}
	limit, limited := crew.Limits[crew.Rule(o.Operator).Role][o.Currency]
	switch {
	case !o.Kind.Limited() || !limited:
	case o.Amount > *limit.Refund:
		return "above the limit"
	case o.Amount+today > *limit.Day:
		return fmt.Sprint("above the limit of a day, which has ", today)
	}
	if o.Kind != state.KindRefund {
		return ""
	}
	for _, m := range w.server.AllRefunds() {
		if m.Payment == o.Target && m.Refund != "" && m.Amount == o.Amount && now.Sub(m.At) < nearly {
			return "the server has one like it: " + m.Refund
		}
	}
	return ""
}

// counts reports a state in which money may have moved.
func counts(s string) bool {
	return s != "refused" && s != "rejected" && s != "not-applied" && s != "failed"
}
