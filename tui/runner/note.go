package runner

import (
	"cmp"
	"context"
	"crypto/rand"
	"time"

	"tresen/state"
	"tresen/state/journal"
	"tresen/tui/crash"
)

// kindAttempt is the kind of the entry of something that a role did not allow.
const kindAttempt = "attempt"

// AttemptEntry is the journal's entry of an attempt on an environment: nothing
// was sent, and nothing is open. Whatever the object is called, the attempt is
// recorded.
func AttemptEntry(env string, n state.NoteAttempt, at time.Time) journal.Entry {
	return journal.Entry{Intent: rand.Text(), State: string(state.WriteRefused), Kind: kindAttempt, Env: env, Target: cmp.Or(plainID(n.Target), "-"),
		Operator: n.Operator, At: at, Result: plainID(n.Action), Note: string(n.Why)}
}

// mostUnnoted bounds the attempts that wait for the journal to open.
const mostUnnoted = 100

// note records an attempt, as soon as there is a journal.
func (r *Runner) note(n state.NoteAttempt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.used:
		r.jobs.noteAttempt(n)
	case len(r.unnoted) < mostUnnoted:
		r.unnoted = append(r.unnoted, n)
	}
}

// Unnoted reports that an attempt waits for [Runner.Use] to be recorded: whoever
// opens the journal should not give up.
func (r *Runner) Unnoted() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.unnoted) > 0
}

// noteTime is how long a note may wait for a journal that others hold.
const noteTime = 10 * time.Second

// noteAttempt records an attempt where the journal can be written, without being
// waited for; [Jobs.Close] waits. Attempts are recorded in the order in which they
// were made. Where the journal cannot be written the screen says so all the time,
// and the attempt came to nothing.
func (j *Jobs) noteAttempt(n state.NoteAttempt) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed || j.cfg.JournalErr != nil {
		return
	}
	entry := AttemptEntry(j.cfg.Env, n, j.cfg.Clock.Now())
	ctx, cancel := context.WithTimeout(context.Background(), noteTime) // from now: a row of them keeps nobody longer than one
	before, done := j.noted, make(chan struct{})
	j.noted = done
	crash.Go(&j.all, func() {
		defer cancel()
		defer close(done)
		if before != nil {
			<-before
		}
		_, _ = j.cfg.Journal.Append(ctx, entry)
	})
}
