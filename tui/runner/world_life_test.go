package runner

import (
	"context"
	"maps"
	"slices"
	"time"

	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// wish is one write that somebody asked for.
type wish struct {
	order   state.WriteOrder
	asked   time.Time // when its target was read for the form
	posts   int
	done    int       // how often the server did it
	sent    time.Time // when "sent" was recorded, by the world's clock
	given   time.Time // when the read ended by which it was given up
	read    time.Time // when the target was read for that
	needs   string    // why it needs another operator, as the target was when it was read last
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
	{6, (*world).order},
	{9, (*world).decide},
	{2, (*world).begin},
	{3, (*world).die},
	{2, (*world).elsewhere},
	{2, (*world).check},
	{2, (*world).settleOne},
	{3, (*world).disturb},
}

// live is a life: as many deeds as chance wants, and then rest.
func (w *world) live() {
	defer func() {
		for _, p := range w.programs {
			w.crash(p)
		}
	}()
	if w.percent(60, "all live") { // else one that starts later takes the others for dead
		for _, p := range w.programs {
			w.start(p)
		}
	}
	w.order()
	for range 16 + draw(w.t, 46, "deeds") {
		w.lapse(17 * time.Millisecond)
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

// at draws a program that is alive and awake, starting or waking it where it is
// not.
func (w *world) at() *program {
	p := pick(w.t, w.programs, "program")
	if p.dead.Load() {
		w.start(p)
	}
	if p.clock.asleep() {
		w.wake(p, w.now)
	}
	return p
}

// order has an operator ask for a write, by what the form shows: mostly the target
// as it is.
func (w *world) order() {
	if len(w.wishes) >= 5 {
		w.goOn()
		return
	}
	p, about := w.at(), pick(w.t, w.objects, "object")
	kind := pick(w.t, about.kinds, "kind")
	order := state.WriteOrder{Kind: kind, Target: about.target, Operator: pick(w.t, worldKinds[kind].who, "who"),
		Env: w.env, Intent: w.env + "-" + string(rune('a'+len(w.wishes)))}
	b, asked := w.form(p, order), w.now
	if n := len(w.wishes); n > 0 && w.percent(10, "form left open") && w.wishes[n-1].order.Kind == kind && w.wishes[n-1].order.Target == about.target {
		b, asked = w.wishes[n-1].order.Baseline, w.wishes[n-1].asked
	}
	order = w.complete(order, b)
	if !w.percent(15, "look-alikes not shown") {
		for _, l := range state.LookAlikes(order.Kind, order.Amount, b, p.now()) {
			order.Acknowledged = append(order.Acknowledged, l.ID)
		}
	}
	w.wishes = append(w.wishes, &wish{order: order, asked: asked})
	w.say("%s asks at %s for %s %d of %s %s: %s", order.Operator, p.name, order.Kind, order.Amount, order.Target, order.Option, order.Intent)
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
		if p.clock.asleep() {
			continue
		}
		for _, intent := range p.intents() {
			t := p.tasks[intent]
			if t.place == parked || t.place == flying || t.place == waiting && t.until <= p.awake() {
				out = append(out, t)
			}
		}
	}
	return out
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
			t.needs = w.second(t.p, w.wish(intent).order)
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
	w.checkCalm(t, wish)
	switch {
	case rec.State == state.WriteSent:
		wish.sent = w.now
	case rec.State == state.WriteNotApplied:
		wish.given = t.looked
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

// looked notes that a task has read its target.
func (w *world) looked(t *task) {
	t.looks, t.looked = t.looks+1, w.now
	if !t.step.History {
		return
	}
	wish := w.wish(t.b.machine.Order.Intent)
	wish.read, wish.needs = w.now, ""
	if w.second(t.p, wish.order) != "" { // before and after
		wish.needs = t.needs
	}
}

// pass lets time pass for everybody.
func (w *world) pass() {
	w.lapse(pick(w.t, someTime, "time"))
	w.say("time passes")
}
