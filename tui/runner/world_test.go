package runner

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// The world of chance. Three programs, a sandbox and a journal are real; which of
// them goes on when, what breaks and when a program dies is drawn. One goroutine
// runs at a time: every other one stands at a step of its write, in a request, or
// in a wait, so that a life that went wrong can be lived again and shortened.

// crew is who works here.
var crew = state.Policy{Default: state.Viewer, Expires: time.Hour,
	Roles: map[string]state.Role{"anna": state.Support, "ben": state.Support, "berta": state.Manager, "bernd": state.Manager},
	Limits: map[state.Role]map[string]state.Limit{
		state.Support: {"EUR": {Refund: ptr[api.Minor](1000), Day: ptr[api.Minor](2000)}},
		state.Manager: {"EUR": {Refund: ptr[api.Minor](3000), Day: ptr[api.Minor](4000)}}}}

// world is one life.
type world struct {
	t     *rapid.T
	noise bool // ends before the end, when everything has to come to rest
	began time.Time
	now   time.Time
	hands hands
	env   string
	books *books

	server   *sandbox.Server
	client   *api.Client // of the programs
	office   *api.Client // the web office: nobody of ours
	faults   sandbox.Fault
	lag      time.Duration // of lists
	theme    theme
	objects  []object
	payments []sandbox.Truth      // as they were at first
	cards    map[string]condition // as they were at first
	paidBy   map[string]string    // payments, by the sale that made them
	effects  []effect
	late     []*flight

	programs []*program
	stops    chan stop
	runs     *task // whose goroutine is at work
	wishes   []*wish
	known    []journal.Entry // of the journal: those of this life, up to read
	read     int64
	written  bool   // since then
	broken   string // what a goroutine of a program found to be wrong
}

// books is a journal, open for every program, and once more to be read only:
// that one stands in for a full disk.
type books struct {
	of       []*journal.Journal
	readOnly *journal.Journal
}

// program is one tresen, dead or alive.
type program struct {
	w     *world
	name  string
	clock clock
	book  *journal.Journal
	jobs  *Jobs
	tasks map[string]*task
	dead  atomic.Bool
}

// task is one write in a program.
type task struct {
	p     *program
	b     *job
	place place
	step  state.WriteStep
	done  bool // the step is
	goOn  chan struct{}
	until time.Duration // that its machine is awake
	fired chan time.Time

	torn    bool          // other programs may act between the requests of its read
	unclear sandbox.Fault // what befalls the read
	flight  *flight
	doubted time.Duration // that its machine was awake when this program heard of the doubt
	doubts  bool          // it has recorded a doubt
	looked  time.Time     // when its last read ended
	looks   int           // since then
	needs   string        // why it needs another operator, as the read found it
}

// place is where a task stands.
type place uint8

const (
	parked  place = iota // before or after a step
	flying               // its request is on the line
	waiting              // until a time, or for a person
	resting              // for a person
	ended
)

// stop is told by a goroutine that goes no further by itself.
type stop struct {
	p     *program
	b     *job
	place place
	step  state.WriteStep
	done  bool
	goOn  chan struct{}
	until time.Duration
	fired chan time.Time
}

// start lets a program live, on what it finds in the journal.
func (w *world) start(p *program) {
	p.tasks = map[string]*task{}
	p.dead.Store(false)
	p.jobs = NewJobs(JobsConfig{Client: w.client, Journal: p.book, Env: w.env, Policy: crew, Clock: JobClock{Now: p.now, After: p.after}})
	life := p.jobs
	life.hook = func(b *job, step state.WriteStep, done bool) { p.hook(life, b, step, done) }
	life.Subscribe(w.hear)
	w.say("%s starts", p.name)
	w.resume(p)
}

// resume has a program look at what is open in the journal.
func (w *world) resume(p *program) {
	if err := p.jobs.Resume(context.Background()); err != nil {
		w.t.Fatalf("%s cannot take up what is open: %v", p.name, err)
	}
	known := maps.Clone(p.tasks)
	w.await(p.strangers())
	for _, intent := range p.intents() {
		t := p.tasks[intent]
		w.checkOrder(t.b.machine.Order)
		if known[intent] != t {
			w.checkReplay(t)
		}
	}
}

// strangers counts the jobs that began since this was counted last.
func (p *program) strangers() (n int) {
	p.jobs.mu.Lock()
	defer p.jobs.mu.Unlock()
	for intent, b := range p.jobs.running {
		if t := p.tasks[intent]; t == nil || t.b != b {
			n++
		}
	}
	return n
}

// crash kills a program: none of its goroutines does anything any more.
func (w *world) crash(p *program) {
	if p.dead.Load() || p.jobs == nil {
		return
	}
	w.say("%s dies", p.name)
	if p.clock.asleep() {
		w.wake(p, w.now)
	}
	p.dead.Store(true)
	p.jobs.stop()
	for _, intent := range p.intents() {
		if t := p.tasks[intent]; t.goOn != nil {
			close(t.goOn)
			t.goOn = nil
		}
	}
	p.jobs.all.Wait()
	p.tasks = nil
}

// intents lists what a program has in hand, in an order that does not change.
func (p *program) intents() (out []string) {
	for intent := range p.tasks {
		out = append(out, intent)
	}
	slices.Sort(out)
	return out
}

// hook stops a goroutine before and after what the world can see of it.
func (p *program) hook(life *Jobs, b *job, step state.WriteStep, done bool) {
	if p.dead.Load() || p.jobs != life {
		runtime.Goexit()
	}
	if done && (step.Do == state.DoTell || step.Do == state.DoWait || step.Do == state.DoFollow) {
		return
	}
	s := stop{p: p, b: b, step: step, done: done, goOn: make(chan struct{})}
	switch {
	case step.Do != state.DoTell:
	case b.machine.State.Open():
		s.place = resting
	default:
		s.place, s.goOn = ended, nil
		p.w.stops <- s
		return
	}
	p.stand(s)
}

// stand waits until the world wants the goroutine to go on.
func (p *program) stand(s stop) {
	p.w.stops <- s
	<-s.goOn
	if p.dead.Load() {
		runtime.Goexit()
	}
}

// await waits until n goroutines have come to a stop.
func (w *world) await(n int) {
	var all []stop
	for range n {
		all = append(all, <-w.stops)
	}
	w.runs = nil
	slices.SortFunc(all, func(a, b stop) int { return cmp.Compare(a.b.machine.Order.Intent, b.b.machine.Order.Intent) })
	for _, s := range all {
		s.p.task(s.b)
	}
	for _, s := range all {
		w.stopped(s)
	}
	if w.broken != "" {
		w.t.Fatal(w.broken)
	}
}

// task is a program's record of a job.
func (p *program) task(b *job) *task {
	intent := b.machine.Order.Intent
	if t := p.tasks[intent]; t != nil && t.b == b {
		return t
	}
	p.tasks[intent] = &task{p: p, b: b, doubted: p.awake()}
	return p.tasks[intent]
}

// stopped notes where a task stands; one that begins to wait is let do that.
func (w *world) stopped(s stop) {
	t := s.p.task(s.b)
	t.place, t.step, t.done, t.goOn, t.until, t.fired = s.place, s.step, s.done, s.goOn, s.until, s.fired
	if t.done && t.step.Do == state.DoLook {
		w.looked(t)
	}
	switch {
	case t.place == ended:
		delete(s.p.tasks, s.b.machine.Order.Intent)
		for s.p.strangers() > 0 { // its goroutine is about to be forgotten
			runtime.Gosched()
		}
	case t.place == resting && len(t.b.calls) == 0:
		close(t.goOn)
		t.goOn = nil
	case t.place == resting, t.place == parked && !t.done && (t.step.Do == state.DoWait || t.step.Do == state.DoFollow):
		w.release(t)
	}
}

// release lets a task go on to its next stop.
func (w *world) release(t *task) {
	w.runs = t
	goOn := t.goOn
	t.goOn = nil
	close(goOn)
	w.await(1)
}

// fire ends the wait of a task.
func (w *world) fire(t *task) {
	w.runs = t
	t.fired <- t.p.now()
	w.await(1)
}

// call has a person break into what a task does.
func (w *world) call(p *program, intent string, does func() bool) bool {
	t := p.tasks[intent]
	idle := t != nil && (t.place == waiting || t.place == resting)
	if idle {
		w.runs = t
	}
	heard := does()
	if idle && heard {
		w.await(1)
	}
	w.runs = nil
	w.await(p.strangers()) // it may have been taken up only now
	return heard
}

func (w *world) say(format string, args ...any) {
	w.t.Logf("%s %s", w.now.Format("02 15:04:05.000"), fmt.Sprintf(format, args...))
}

// accuse notes a wrong from within a program; it is told when that stands.
func (w *world) accuse(format string, args ...any) {
	if w.broken == "" {
		w.broken = fmt.Sprintf(format, args...)
	}
}

// dice draw even chances: rapid's own generators prefer what is small, and would
// let little happen. A die shrinks towards 0.
var dice = func() (all [128]*rapid.Generator[int]) {
	for n := range all {
		all[n] = rapid.Custom(func(t *rapid.T) int {
			u := 0
			for range 10 {
				u <<= 1
				if side.Draw(t, "") {
					u++
				}
			}
			return u % n
		})
	}
	return all
}()

var side = rapid.Bool()

// draw draws one of n.
func draw(t *rapid.T, n int, what string) int { return dice[n].Draw(t, what) }

// pick draws one of a list.
func pick[T any](t *rapid.T, list []T, what string) T { return list[draw(t, len(list), what)] }
