package runner

import (
	"context"
	"database/sql"
	"encoding/json"
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
			w.step(t)
		}
	}
	w.crash(p)
}

// elsewhere refunds in the web office.
func (w *world) elsewhere() {
	truth := pick(w.t, w.payments, "payment")
	by := pick(w.t, []api.Minor{700, 900, 1500}, "foreign")
	_, err := api.CancelPayment.Do(context.Background(), w.office, api.Refund{By: by}, truth.ID)
	w.say("the web office refunds %d of %s: %v", by, truth.ID, err)
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
// nothing of it can be on its way.
func (w *world) settleOne() {
	wish := w.any()
	if wish == nil || w.now.Sub(wish.sent) <= longest {
		return
	}
	if entries := w.entries(wish.order.Intent); len(entries) == 0 || !state.WriteState(entries[len(entries)-1].State).InDoubt() {
		return
	}
	p, who := w.at(), pick(w.t, []string{"anna", "berta", "vera"}, "who")
	w.settle(p, wish, who)
}

func (w *world) settle(p *program, wish *wish, who string) {
	as := state.WriteNotApplied
	if w.executed(wish) != nil {
		as = state.WriteApplied
	}
	w.say("%s settles %s as %s at %s", who, wish.order.Intent, as, p.name)
	w.call(p, wish.order.Intent, func() bool { return p.jobs.Settle(context.Background(), wish.order.Intent, as, who) })
}

// second says why an order needs another operator, by what is known at this
// moment; what the sum of a day needs is judged at the end.
func (w *world) second(o state.WriteOrder) string {
	if rule := crew.Rule(o.Operator); rule.Role == state.Support && o.Amount > 1000 {
		return "above the limit"
	}
	const nearly = 24*time.Hour - 7*time.Minute // clocks differ
	for _, m := range w.server.AllRefunds() {
		if m.Payment == o.Target && m.Refund != "" && m.Amount == o.Amount && w.now.Sub(m.At) < nearly {
			return "the server has one like it: " + m.Refund
		}
	}
	for _, other := range w.wishes {
		entries := w.entries(other.order.Intent)
		if other.order.Intent == o.Intent || other.order.Target != o.Target || other.order.Amount != o.Amount || len(entries) == 0 {
			continue
		}
		last := entries[len(entries)-1]
		if w.now.Sub(last.At) < nearly && !strings.Contains("refused rejected", last.State) {
			return "the journal has one like it: " + other.order.Intent + " " + last.State
		}
	}
	return ""
}
