package runner

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
	"tresen/tui/crash"
)

// JobsConfig says where writes are sent and where they are recorded.
type JobsConfig struct {
	Client *api.Client
	// Journal records every step. Without one, or with a JournalErr, every write is
	// refused for that reason.
	Journal    *journal.Journal
	JournalErr error
	// Env is the host that the client talks to. Entries of other hosts in the
	// journal are left alone.
	Env string
	// Broken is called once, with the reason, when the journal turns out to be
	// damaged or tampered with while it is in use; may be nil.
	Broken func(error)
	// Policy says what each operator may do, for good. The zero one allows
	// everything.
	Policy state.Policy
	// Rules, where it is not nil, says it instead, as it is at that moment: it is
	// asked whenever something is about to be sent or decided. It may be called from
	// anywhere and must be quick.
	Rules func() state.Rules
	// Zone is where the days of a search in the journal are; nil is UTC.
	Zone  *time.Location
	Clock JobClock
}

// JobClock is the time of jobs; the zero value is the time of day.
type JobClock struct {
	Now func() time.Time
	// After returns a channel that is ready at a time, and how to give it up.
	After func(time.Time) (<-chan time.Time, func())
}

// Jobs drives the writes of one account. It belongs to the program: screens come
// and go, a write that has begun ends in its own time. What is to be done
// next is decided by [state.Write]; here it is done.
type Jobs struct {
	cfg  JobsConfig
	hook func(b *job, step state.WriteStep, done bool) // tests see every step; nil otherwise

	ctx  context.Context // ends with Close: the reads, never a request that moves money
	stop context.CancelFunc
	all  sync.WaitGroup

	mu      sync.Mutex
	quiet   *sync.Cond // sending came down to 0
	sending int        // writes whose request has not ended
	closed  bool
	running map[string]*job
	hearers map[int]func(state.WriteMoved)
	hearer  int
	noted   chan struct{} // closed when the last attempt is recorded; nil before there was one
}

// job is one write on its way. Its machine belongs to its goroutine, told to
// the mutex of Jobs.
type job struct {
	machine state.Write
	follows int64 // the intent's last entry that is known
	counted bool  // among Jobs.sending
	calls   chan state.WriteEvent
	stirred chan struct{} // the journal has something new; may be nil
	told    state.WriteMoved
}

// NewJobs returns the jobs of an account. It begins nothing; see [Jobs.Resume].
func NewJobs(cfg JobsConfig) *Jobs {
	if cfg.Clock.Now == nil {
		cfg.Clock.Now = time.Now
	}
	if cfg.Clock.After == nil {
		cfg.Clock.After = func(until time.Time) (<-chan time.Time, func()) {
			t := time.NewTimer(time.Until(until))
			return t.C, func() { t.Stop() }
		}
	}
	if cfg.Journal == nil && cfg.JournalErr == nil {
		cfg.JournalErr = errors.New("there is no journal")
	}
	j := &Jobs{cfg: cfg, running: map[string]*job{}, hearers: map[int]func(state.WriteMoved){}}
	j.ctx, j.stop = context.WithCancel(context.Background())
	j.quiet = sync.NewCond(&j.mu)
	return j
}

// book is the journal, or why there is none.
func (j *Jobs) book() (*journal.Journal, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.cfg.Journal, j.cfg.JournalErr
}

// Start begins a write and returns its intent, a new one where the order has
// none. It does not wait; [Jobs.Subscribe] tells how it goes. An intent that is
// running already is not begun again.
func (j *Jobs) Start(order state.WriteOrder) string {
	if order.Intent == "" {
		order.Intent = rand.Text()
	}
	order.Env, order.Rule = j.cfg.Env, j.rules().Rule(order.Operator) // whatever the screen believed
	b := &job{machine: state.NewWrite(order), counted: true, calls: make(chan state.WriteEvent, 1), stirred: make(chan struct{}, 1)}
	j.run(b, state.WriteEvent{Kind: state.WriteBegun})
	return order.Intent
}

// run drives a job in a goroutine of its own, from a first event on.
func (j *Jobs) run(b *job, first state.WriteEvent) {
	intent := b.machine.Order.Intent
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.running[intent] != nil || j.closed {
		return
	}
	j.running[intent] = b
	if b.counted {
		j.sending++
	}
	crash.Go(&j.all, func() {
		defer j.end(b)
		j.drive(b, first)
	})
}

// end forgets a job.
func (j *Jobs) end(b *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.uncount(b)
	delete(j.running, b.machine.Order.Intent)
}

// stir has the jobs that rest look whether others decided what they wait for.
func (j *Jobs) stir() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, b := range j.running {
		select {
		case b.stirred <- struct{}{}:
		default: // it looks anyway
		}
	}
}

// settle takes a job out of those that the program waits for at its end.
func (j *Jobs) settle(b *job) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.uncount(b)
}

func (j *Jobs) uncount(b *job) {
	if b.counted {
		b.counted = false
		j.sending--
		j.quiet.Broadcast()
	}
}

// Sending counts the writes whose request has not ended yet.
func (j *Jobs) Sending() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sending
}

// Wait returns when no request is on its way any more, one that was approved here
// among them, and every outcome is in the journal, or told not to be. Writes that
// are unknown, or wait for another operator, are not waited for: the next start
// finds them.
func (j *Jobs) Wait() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for j.sending > 0 {
		j.quiet.Wait()
	}
}

// Close begins nothing any more, waits as [Jobs.Wait] does, and ends the reads.
func (j *Jobs) Close() {
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	j.Wait()
	j.stop()
	j.all.Wait()
}

// Subscribe calls hear with every step that a write takes, in order, and at
// once with where each running one is (Again is set). hear must not wait, nor
// call Jobs. The function returned ends it.
func (j *Jobs) Subscribe(hear func(state.WriteMoved)) (forget func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	id := j.hearer
	j.hearer++
	j.hearers[id] = hear
	for _, b := range j.running {
		if again := b.told; again.State != "" {
			again.Again = true
			hear(again)
		}
	}
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.hearers, id)
	}
}

// tell publishes a step of a job.
func (j *Jobs) tell(b *job, m state.WriteMoved) {
	j.mu.Lock()
	defer j.mu.Unlock()
	b.told = m
	for _, hear := range j.hearers {
		hear(m)
	}
}

// CheckNow reads the target of a write now, without waiting for the next time of
// the plan. It reports whether there is such a write.
func (j *Jobs) CheckNow(intent string) bool {
	return j.call(intent, state.WriteEvent{Kind: state.WriteAsked})
}

// call hands an event of a person to a running write. A decision takes the place of
// a wish to read that waits there; of two decisions the first one counts. It reports
// whether there is such a write, and it will hear of the event.
func (j *Jobs) call(intent string, ev state.WriteEvent) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	b := j.running[intent]
	if b == nil {
		return false
	}
	select {
	case waits := <-b.calls:
		if waits.Kind != state.WriteAsked {
			b.calls <- waits // there is room: nobody else puts anything there meanwhile
			return ev.Kind == state.WriteAsked
		}
	default:
	}
	b.calls <- ev
	if ev.Kind == state.WriteConsented && !b.counted { // it is about to be sent: nobody quits before
		b.counted = true
		j.sending++
	}
	return true
}
