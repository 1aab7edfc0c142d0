// Package runner carries out the effects that state asks for: it reads from the
// server, filters and sorts large lists, and drives the writes that move money.
//
// A [Runner] belongs to the program and outlives every screen. Each screen has a
// [Session] with tickets of its own; closing it ends its reads. A job that moves
// money belongs to [Jobs] and ends in its own time.
package runner

import (
	"context"
	"errors"
	"sync"

	"tresen/api"
	"tresen/state"
	"tresen/tui/crash"
)

// Runner is one account of the API and what is done with it.
type Runner struct {
	client *api.Client
	heap   heap

	mu       sync.Mutex
	jobs     *Jobs
	used     bool                // jobs are those of Use
	unnoted  []state.NoteAttempt // attempts that wait for them
	sessions map[*Session]struct{}
	seen     *state.JournalSeen // what the journal has, as far as it was looked at
	ruled    *state.Rules       // who may do what, as it was told last
}

// New makes a runner for an account. It takes over cfg.Observe: every attempt of
// a request is told to all sessions. Errors are those of [api.New].
func New(cfg api.Config) (*Runner, error) {
	r := &Runner{sessions: map[*Session]struct{}{}}
	cfg.Observe = func(e api.Exchange) { r.Tell(state.Exchanged{Exchange: e}) }
	var err error
	if r.client, err = api.New(cfg); err != nil {
		return nil, err
	}
	r.jobs = NewJobs(JobsConfig{Client: r.client, JournalErr: errNoJournal})
	return r, nil
}

// errNoJournal is why a runner refuses writes before [Runner.Use].
var errNoJournal = errors.New("the journal is not open")

// Client is the account's client.
func (r *Runner) Client() *api.Client { return r.client }

// Use makes writes possible, once there is a journal for them. Every step they
// take is told to all sessions, and what anybody else does to the journal. The
// attempts that came before are recorded.
func (r *Runner) Use(jobs *Jobs) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.jobs, r.used = jobs, true
	for _, n := range r.unnoted {
		jobs.noteAttempt(n)
	}
	r.unnoted = nil
	for s := range r.sessions {
		s.forget()
		s.hear(jobs)
	}
	r.watch(jobs)
	r.keepRules(jobs)
}

// writes are the jobs in use.
func (r *Runner) writes() *Jobs {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.jobs
}

// Tell gives an event to every session, without waiting for any.
func (r *Runner) Tell(e state.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s := range r.sessions {
		s.news.put(e)
	}
}

// Session is one screen's way to the world. Its methods may be called from the
// update loop: none of them waits.
type Session struct {
	runner  *Runner
	news    *queue
	ctx     context.Context
	end     context.CancelFunc
	forget  func() // ends the news of writes
	pumping sync.WaitGroup

	mu      sync.Mutex
	cancels map[state.Ticket]context.CancelCauseFunc
}

// errCancelled ends a read that the screen no longer wants.
var errCancelled = errors.New("no longer wanted")

// Open connects a screen. What happens without being asked for, requests for the
// log and steps of writes, goes to send, one event at a time and never from
// within a method of the session.
func (r *Runner) Open(send func(state.Event)) *Session {
	s := &Session{runner: r, news: newQueue(), cancels: map[state.Ticket]context.CancelCauseFunc{}}
	s.ctx, s.end = context.WithCancel(context.Background())
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sessions[s] = struct{}{}
	s.hear(r.jobs)
	if r.seen != nil {
		s.news.put(*r.seen)
	}
	if r.ruled != nil {
		s.news.put(state.RulesRead{Rules: *r.ruled})
	}
	crash.Go(&s.pumping, func() { s.news.run(send) })
	return s
}

func (s *Session) hear(jobs *Jobs) {
	s.forget = jobs.Subscribe(func(m state.WriteMoved) { s.news.put(m) })
}

// Close ends the reads of the screen. Jobs go on; what they tell goes to the
// sessions that are left.
func (s *Session) Close() {
	s.runner.mu.Lock()
	delete(s.runner.sessions, s)
	s.runner.mu.Unlock()
	s.end()
	s.news.close()
	s.pumping.Wait()
}

// Do begins an effect. The function that it returns, nil for effects that need
// none, does the slow part away from the update loop; its event is nil where
// nobody wants the answer any more.
func (s *Session) Do(effect state.Effect) func() state.Event {
	switch e := effect.(type) {
	case state.Find:
		return s.page(e.Ticket, e.Resource, func(ctx context.Context, from source) (state.Page, error) {
			return from.find(ctx, s.runner, e.Query)
		})
	case state.Next:
		return s.page(e.Ticket, e.Resource, func(ctx context.Context, from source) (state.Page, error) {
			return from.next(ctx, s.runner, e.ScrollID)
		})
	case state.Count:
		return s.read(e.Ticket, func(ctx context.Context) state.Event {
			n, err := sources[e.Resource].count(ctx, s.runner, e)
			return state.Counted{Ticket: e.Ticket, Total: n, Err: err}
		})
	case state.Get:
		return s.read(e.Ticket, func(ctx context.Context) state.Event {
			object, err := sources[e.Resource].get(ctx, s.runner, e.ID)
			return state.Got{Ticket: e.Ticket, Object: object, Err: err}
		})
	case state.ReadTimeline:
		return s.read(e.Ticket, func(ctx context.Context) state.Event { return s.runner.timeline(ctx, e) })
	case state.ReadBaseline:
		return s.read(e.Ticket, func(ctx context.Context) state.Event {
			b, object, err := s.runner.writes().Baseline(ctx, e.Order)
			return state.BaselineRead{Ticket: e.Ticket, Object: object, Baseline: b, Err: err}
		})
	case state.ScanRows:
		return s.read(e.Ticket, func(ctx context.Context) state.Event { return scan(ctx, e) })
	case state.Cancel:
		s.cancel(e.Ticket)
	case state.SendWrite:
		s.runner.writes().Start(e.Order)
	case state.Reveal:
		return func() state.Event {
			return state.Revealed{Ticket: e.Ticket, Err: s.runner.writes().Reveal(e)}
		}
	case state.ReadApproval:
		return s.read(e.Ticket, func(ctx context.Context) state.Event { return s.runner.writes().Approval(ctx, e) })
	case state.ApproveWrite:
		return func() state.Event { return decided(s.runner.writes().Approve(s.ctx, e.Intent, e.Operator), e.Intent) }
	case state.DeclineWrite:
		return func() state.Event { return decided(s.runner.writes().Decline(s.ctx, e.Intent, e.Operator), e.Intent) }
	case state.ReadEvidence:
		return s.read(e.Ticket, func(ctx context.Context) state.Event { return s.runner.writes().Evidence(ctx, e) })
	case state.SettleWrite:
		return func() state.Event {
			return decided(s.runner.writes().Settle(s.ctx, e.Intent, e.As, e.Operator), e.Intent)
		}
	case state.NoteAttempt:
		s.runner.note(e)
	case state.CheckWriteNow:
		s.runner.writes().CheckNow(e.Intent)
	}
	return nil
}

// decided is what there is to say of a decision that found nothing to decide; of
// every other one its write tells.
func decided(found bool, intent string) state.Event {
	if found {
		return nil
	}
	return state.NotWaiting{Intent: intent}
}

// page reads a page of a resource.
func (s *Session) page(t state.Ticket, resource string, read func(context.Context, source) (state.Page, error)) func() state.Event {
	return s.read(t, func(ctx context.Context) state.Event {
		page, err := read(ctx, sources[resource])
		s.runner.heap.grew(len(page.Rows))
		return state.Found{Ticket: t, Page: page, Err: err}
	})
}

// read makes a context that the ticket can cancel from now on, even before the
// reading begins.
func (s *Session) read(t state.Ticket, do func(context.Context) state.Event) func() state.Event {
	ctx, cancel := context.WithCancelCause(s.ctx)
	s.mu.Lock()
	s.cancels[t] = cancel
	s.mu.Unlock()
	return func() state.Event {
		defer s.done(t)
		event := do(ctx)
		if context.Cause(ctx) != nil {
			return nil
		}
		return event
	}
}

func (s *Session) cancel(t state.Ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.cancels[t]; cancel != nil {
		cancel(errCancelled)
	}
}

func (s *Session) done(t state.Ticket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.cancels[t]; cancel != nil {
		cancel(nil)
	}
	delete(s.cancels, t)
}
