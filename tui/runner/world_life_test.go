package runner

import (
	"context"
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// wish is one refund that somebody asked for.
type wish struct {
	order   state.WriteOrder
	posts   int
	sent    time.Time // when "sent" was recorded, by the world's clock
	read    time.Time // when the payment was read for that
	needs   string    // why it needs another operator, as the payment was when it was read last
	expires time.Time
	told    []state.WriteMoved
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func (w *world) wish(intent string) *wish { return w.wishOf(state.ActionID(intent)) }

// wishOf finds what a request was made for.
func (w *world) wishOf(action string) *wish {
	for _, wish := range w.wishes {
		if state.ActionID(wish.order.Intent) == action {
			return wish
		}
	}
	return nil
}

// entries is what the journal has of an intent.
func (w *world) entries(intent string) (out []journal.Entry) {
	for _, e := range w.rows() {
		if e.Intent == intent {
			out = append(out, e)
		}
	}
	return out
}

// rows is what the journal has of this life, read on from where it was read last.
func (w *world) rows() []journal.Entry {
	if w.written {
		more, err := w.books.of[0].Since(context.Background(), w.read, 1000)
		if err != nil {
			w.accuse("%v", err)
		}
		for _, e := range more {
			w.read = e.Seq
			if e.Env == w.env {
				w.known = append(w.known, e)
			}
		}
		w.written = false
	}
	return w.known
}

func (w *world) hear(m state.WriteMoved) {
	w.say("  told of %s: %s %s %v", m.Intent, m.State, m.Why, m.Err)
	if wish := w.wish(m.Intent); wish != nil {
		wish.told = append(wish.told, m)
	}
}

// percent is true that often, and never at the end.
func (w *world) percent(n int, what string) bool {
	return w.noise && draw(w.t, 100, what) >= 100-n
}

// deeds are what may happen next; the first of those that can is the simplest.
var deeds = []struct {
	weight int
	do     func(*world)
}{
	{63, (*world).goOn},
	{8, (*world).pass},
	{9, (*world).order},
	{9, (*world).decide},
	{2, (*world).begin},
	{3, (*world).die},
	{2, (*world).elsewhere},
	{2, (*world).check},
	{2, (*world).settleOne},
}

// live is a life: as many deeds as chance wants, and then rest.
func (w *world) live() {
	defer func() {
		for _, p := range w.programs {
			w.crash(p)
		}
	}()
	for range 10 + draw(w.t, 61, "deeds") {
		w.now = w.now.Add(17 * time.Millisecond)
		n := draw(w.t, 100, "deed")
		for _, d := range deeds {
			if n -= d.weight; n < 0 {
				d.do(w)
				break
			}
		}
	}
	w.rest()
	w.judge()
}

// at draws a program that is alive, starting it where it is not.
func (w *world) at() *program {
	p := pick(w.t, w.programs, "program")
	if p.dead.Load() {
		w.start(p)
	}
	return p
}

// order has an operator ask for a refund, by what the form shows: mostly the
// payment as it is.
func (w *world) order() {
	if len(w.wishes) >= 5 {
		w.goOn()
		return
	}
	p := w.at()
	who := pick(w.t, []string{"anna", "anna", "anna", "ben", "ben", "berta", "berta", "vera"}, "who")
	about := refundOf(pick(w.t, w.payments, "payment").ID)
	about.Operator = who
	b, _, err := p.jobs.Baseline(context.Background(), about)
	if err != nil {
		w.t.Fatal(err)
	}
	if n := len(w.wishes); n > 0 && w.percent(10, "form left open") {
		b = w.wishes[n-1].order.Baseline
	}
	order := jobOrder(b, min(max(b.InEffect, 1), pick(w.t, []api.Minor{900, 900, 400, 1000, 1500, 1e6}, "amount")))
	order.Operator, order.Intent = who, w.env+"-"+string(rune('a'+len(w.wishes)))
	if !w.percent(15, "look-alikes not shown") {
		for _, l := range state.LookAlikes(order.Kind, order.Amount, b, p.now()) {
			order.Acknowledged = append(order.Acknowledged, l.ID)
		}
	}
	order.Env = w.env
	w.wishes = append(w.wishes, &wish{order: order})
	w.say("%s asks at %s for %d of %s: %s", who, p.name, order.Amount, order.Target, order.Intent)
	p.jobs.Start(order)
	w.await(1)
}

// goOn lets one of those go on that can; where none can, time passes until one
// does.
func (w *world) goOn() {
	if able := w.able(); len(able) > 0 {
		w.step(able[draw(w.t, len(able), "task")])
	} else {
		w.untilNext()
	}
}

// able lists the tasks that can go on now.
func (w *world) able() (out []*task) {
	for _, p := range w.programs {
		for _, intent := range p.intents() {
			t := p.tasks[intent]
			if t.place == parked || t.place == flying || t.place == waiting && !t.until.After(p.now()) {
				out = append(out, t)
			}
		}
	}
	return out
}

// untilNext moves the clock to the end of the first wait.
func (w *world) untilNext() {
	var next time.Time
	for _, p := range w.programs {
		for _, t := range p.tasks {
			until := t.until.Add(-p.skew)
			if t.step.Do == state.DoFollow && !w.noise {
				until = t.step.Until.Add(-p.skew) // what it asks the journal for in between does not happen any more
			}
			if t.place == waiting && (next.IsZero() || until.Before(next)) {
				next = until
			}
		}
	}
	if next.After(w.now) {
		w.now = next
	}
}

// step lets a task take its step, as chance wants.
func (w *world) step(t *task) {
	intent := t.b.machine.Order.Intent
	switch {
	case t.place == waiting:
		w.fire(t)
		return
	case t.place == flying:
		w.lands(t)
	case t.done:
	case t.step.Do == state.DoRecord:
		w.say("%s records %s: %s", t.p.name, intent, t.step.Record.State)
		w.record(t)
		return
	case t.step.Do == state.DoLook:
		w.say("%s reads for %s", t.p.name, intent)
		if t.step.History {
			w.wish(intent).needs = w.second(w.wish(intent).order)
		}
		t.torn, t.unclear = w.percent(6, "torn"), sandbox.Fault{}
		if w.percent(4, "unreadable") {
			t.unclear = pick(w.t, []sandbox.Fault{{Status: 500}, {Garbage: true}, {HTML: true}, {Status: 403}}, "fault")
		}
	}
	w.release(t)
}

// record lets a task write to the journal, which may be full, or seem to be.
func (w *world) record(t *task) {
	rec, wish := t.step.Record, w.wish(t.b.machine.Order.Intent)
	w.written = true
	switch {
	case rec.State == state.WriteSent:
		wish.sent = w.now
	case rec.State == state.WriteApproval:
		wish.expires = rec.Expires
	}
	if !w.percent(4, "full") {
		w.release(t)
		return
	}
	w.say("the disk is full")
	if w.percent(30, "but written") {
		e := entryOf(rec)
		e.Follows = t.b.follows
		var err error
		if rec.Request == nil {
			_, err = w.books.of[0].Append(context.Background(), e)
		} else {
			_, err = w.books.of[0].AppendRequest(context.Background(), e, journal.Request{Body: rec.Request, Expires: rec.Expires})
		}
		w.say("and the entry is written all the same: %v", err == nil)
	}
	w.lend(t.p.jobs, w.books.readOnly)
	jobs := t.p.jobs
	w.release(t)
	w.lend(jobs, t.p.book)
}

// lend gives a program another journal.
func (w *world) lend(jobs *Jobs, book *journal.Journal) {
	jobs.mu.Lock()
	defer jobs.mu.Unlock()
	jobs.cfg.Journal = book
}

// someTime is how much may pass; the day's is rare.
var someTime = []time.Duration{time.Second, time.Second, time.Second, 5 * time.Second, 5 * time.Second, 20 * time.Second, 20 * time.Second,
	29 * time.Second, time.Minute, time.Minute, 3 * time.Minute, 3 * time.Minute, 11 * time.Minute, time.Hour, 25 * time.Hour}

// pass lets time pass for everybody.
func (w *world) pass() {
	w.now = w.now.Add(pick(w.t, someTime, "time"))
	w.say("time passes")
}

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
