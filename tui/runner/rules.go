package runner

import (
	"context"
	"time"

	"tresen/state"
	"tresen/tui/crash"
)

// rules are who may do what as the configuration has it now, this moment.
func (j *Jobs) rules() state.Rules {
	if j.cfg.Rules == nil {
		return state.Rules{Policy: j.cfg.Policy}
	}
	return j.cfg.Rules()
}

// judge adds to an event what the operators of a write may do now.
func (j *Jobs) judge(ev *state.WriteEvent, asker, decider string) {
	rules := j.rules()
	ev.Asker, ev.Rule = rules.Rule(asker), rules.Rule(decider)
}

// keepRules tells every session when the configuration changed, until the jobs are
// closed or others come in their place. Writes do not wait for it: they look for
// themselves. The caller holds the mutex.
func (r *Runner) keepRules(jobs *Jobs) {
	jobs.mu.Lock()
	defer jobs.mu.Unlock()
	if jobs.closed || jobs.cfg.Rules == nil {
		return
	}
	crash.Go(&jobs.all, func() {
		for r.writes() == jobs && jobs.ctx.Err() == nil {
			r.rulesNow(jobs.cfg.Rules())
			jobs.cfg.Clock.rest(jobs.ctx, watchEvery)
		}
	})
}

// rulesNow tells the rules where they are others than before.
func (r *Runner) rulesNow(now state.Rules) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ruled != nil && r.ruled.Same(now) {
		return
	}
	r.ruled = &now
	for s := range r.sessions {
		s.news.put(state.RulesRead{Rules: now})
	}
}

// rest waits for a while, or until a context ends.
func (c JobClock) rest(ctx context.Context, d time.Duration) {
	ready, stop := c.After(c.Now().Add(d))
	defer stop()
	select {
	case <-ready:
	case <-ctx.Done():
	}
}
