package runner

import (
	"testing"
	"time"
	"unsafe"

	"tresen/api/sandbox"
	"tresen/state"
)

// Clocks that go wrong. A program has two: the one on the wall, which somebody may
// set, and the one that counts how long the machine was awake, which nobody can.
// The journal has times of the first, and every host has its own.
//
// What holds under a wrong clock:
//
//   - A quarantine, and how long another program is waited for, are measured by the
//     second: no setting of the clock shortens them, and sleep lengthens them.
//   - Whoever approves does so before the time that was recorded, by the wall of the
//     program that records it; so is expiring.
//   - Between the row "sent", and the read that it rests on, and the request are at
//     most PostWithin and a minute by either clock. Only a machine that slept and
//     whose clock was set back by as much meanwhile could not know.
//   - The limits of a day and the look-alikes count what is dated within 24 hours
//     before now, by the wall of the program that sends; the dates are those of who
//     wrote them. A clock that is set by a day has forgotten a day.
//   - That a person may not yet say "not applied" holds by the second clock; by the
//     wall where the program began anew since.

// hands is what becomes of the clocks in a life.
type hands uint8

const (
	right  hands = iota
	set          // somebody sets them, by seconds or days
	sleeps       // machines sleep
)

// clock is that of a program's machine.
type clock struct {
	skew  time.Duration // of the wall
	slept time.Duration
	since time.Time // it sleeps since then, and until then; zero where it is awake
	until time.Time
}

func (c clock) asleep() bool { return !c.since.IsZero() }

// awake is for how long the machine was awake in this life.
func (p *program) awake() time.Duration {
	now := p.w.now
	if p.clock.asleep() {
		now = p.clock.since
	}
	return now.Sub(p.w.began) - p.clock.slept
}

// now is what time.Now would say.
func (p *program) now() time.Time { return reading(p.w.now.Add(p.clock.skew), p.awake()) }

// reading is a time with both clocks. Package time makes such only of the time of
// day; see TestATimeHasTwoClocks.
func reading(wall time.Time, awake time.Duration) time.Time {
	t := wall.Round(0)
	words := (*struct {
		wall uint64
		ext  int64
		loc  *time.Location
	})(unsafe.Pointer(&t))
	words.wall = 1<<63 | uint64(wall.Unix()-firstOfWall)<<30 | uint64(wall.Nanosecond())
	words.ext = int64(awake)
	return t
}

// firstOfWall is what the seconds of a time with both clocks are counted from.
var firstOfWall = time.Date(1885, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

func TestATimeHasTwoClocks(t *testing.T) {
	first, then := reading(noon, time.Minute), reading(noon.Add(-time.Hour), 3*time.Minute)
	if !first.Round(0).Equal(noon) || !then.Round(0).Equal(noon.Add(-time.Hour)) || !first.Add(time.Hour).Round(0).Equal(noon.Add(time.Hour)) {
		t.Errorf("on the wall it is %v, then %v", first, then)
	}
	if d := then.Sub(first); d != 2*time.Minute || !then.After(first) || then.Round(0).After(first.Round(0)) {
		t.Errorf("%v passed", d)
	}
}

// until lets time pass for everybody: what is due meanwhile arrives, and who
// sleeps wakes up.
func (w *world) until(then time.Time) {
	for {
		next := -1
		for i, f := range w.late {
			if !f.due.After(then) && (next < 0 || f.due.Before(w.late[next].due)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		f := w.late[next]
		w.late = append(w.late[:next:next], w.late[next+1:]...)
		if f.due.After(w.now) {
			w.now = f.due
		}
		resp, _ := w.deliver(f, sandbox.Fault{})
		w.say("the request of %s arrives late: %v", f.wish.order.Intent, statusOf(resp))
	}
	if then.After(w.now) {
		w.now = then
	}
	for _, p := range w.programs {
		if p.clock.asleep() && !p.clock.until.After(w.now) {
			w.wake(p, p.clock.until)
		}
	}
}

// lapse lets that much time pass.
func (w *world) lapse(d time.Duration) { w.until(w.now.Add(d)) }

func (w *world) wake(p *program, at time.Time) {
	w.say("%s wakes up", p.name)
	p.clock.slept += at.Sub(p.clock.since)
	p.clock.since, p.clock.until = time.Time{}, time.Time{}
}

// someStep is by how much clocks are set.
var someStep = []time.Duration{20 * time.Second, -20 * time.Second, 10 * time.Minute, -10 * time.Minute, time.Hour, -time.Hour,
	26 * time.Hour, -26 * time.Hour, 96 * time.Hour, -2 * time.Second}

// someSleep is for how long machines sleep.
var someSleep = []time.Duration{20 * time.Second, 20 * time.Second, 2 * time.Minute, 2 * time.Minute, 13 * time.Minute, 40 * time.Minute, 9 * time.Hour}

// disturb sets the clock of a program, or has its machine sleep. What that one has
// on the line may arrive all the same.
func (w *world) disturb() {
	p := pick(w.t, w.programs, "program")
	switch {
	case w.hands == set:
		by := pick(w.t, someStep, "step")
		if w.percent(30, "as much as passed") { // nobody sees on the wall that time passed
			w.lapse(max(-by, 0))
		}
		p.clock.skew += by
		w.say("the clock of %s is set by %v", p.name, by)
	case w.hands == sleeps && !p.dead.Load() && !p.clock.asleep():
		for _, intent := range p.intents() {
			if t := p.tasks[intent]; t.place == flying && w.percent(50, "arrives") {
				w.lands(t)
			}
		}
		p.clock.since = w.now
		p.clock.until = w.now.Add(pick(w.t, someSleep, "sleep"))
		w.say("the machine of %s sleeps", p.name)
	default:
		w.goOn()
	}
}

// after is the program's timer: it runs while the machine is awake. The one who
// asks is the one who runs; whoever is called already does not wait.
func (p *program) after(until time.Time) (<-chan time.Time, func()) {
	t, fired := p.w.runs, make(chan time.Time, 1)
	if len(t.b.calls) == 0 {
		p.w.stops <- stop{p: p, b: t.b, place: waiting, step: t.step, until: p.awake() + until.Sub(p.now()), fired: fired}
	}
	return fired, func() {}
}

// untilNext moves the clock to the end of the first wait.
func (w *world) untilNext() {
	var next time.Time
	soonest := func(t time.Time) {
		if t.After(w.now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, p := range w.programs {
		if p.clock.asleep() {
			soonest(p.clock.until)
			continue
		}
		for _, t := range p.tasks {
			left := t.until - p.awake()
			if t.step.Do == state.DoFollow && !w.noise {
				left = max(left, t.step.Until.Sub(p.now())) // what it asks the journal for in between does not happen any more
			}
			if t.place == waiting {
				soonest(w.now.Add(left))
			}
		}
	}
	if !next.IsZero() {
		w.until(next)
	}
}
