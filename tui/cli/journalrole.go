package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
)

// noEnv is the environment of an attempt that was about no server.
const noEnv = "-"

// reading is a command of the journal for the roles that may read it. To others
// it is refused, and that is recorded.
func (p *program) reading(command string, run func(context.Context, *journalCall) error) func(context.Context, *journalCall) error {
	return func(ctx context.Context, call *journalCall) error {
		who := accountName()
		why := p.config.policy.Role(who).Why(state.MayJournal)
		if why.IsZero() {
			return run(ctx, call)
		}
		j, err := p.openThere(ctx)
		if err != nil {
			return faultError{why} // there is nothing to record it in
		}
		defer j.Close()
		n := state.NoteAttempt{Action: "journal " + command, Target: "-", Operator: who, Why: state.WhyRole}
		return p.refused(ctx, j, noEnv, n, why)
	}
}

// decider is who decides a write, where their role allows it. Only what was done
// in a sandbox may be decided by anybody who is named.
func (p *program) decider(ctx context.Context, j *journal.Journal, asked string, last journal.Entry) (string, error) {
	who, err := p.operator(kindOfEnv(last.Env), asked)
	switch {
	case err != nil:
		return "", err
	case who == "?":
		return "", fault(text.SettleByWhom)
	}
	why := p.config.policy.Role(who).Why(state.MaySettle)
	if why.IsZero() {
		return who, nil
	}
	n := state.NoteAttempt{Action: "journal settle", Target: last.Target, Operator: who, Why: state.WhyRole}
	return "", p.refused(ctx, j, last.Env, n, why)
}

// stillDecides asks once more whether whoever decides may: the question may have
// stood for long, and the configuration may say something else by now.
func (p *program) stillDecides(ctx context.Context, j *journal.Journal, asked string, last journal.Entry) error {
	now := p.watchRules().read()
	if !now.Broken.IsZero() {
		return faultError{now.Broken}
	}
	p.config.policy = now.Policy
	_, err := p.decider(ctx, j, asked, last)
	return err
}

// refused records an attempt, as far as the journal can be written and does not
// have it yet, and says why it came to nothing.
func (p *program) refused(ctx context.Context, j *journal.Journal, env string, n state.NoteAttempt, why text.Msg) error {
	if j.ReadOnly() != nil {
		return faultError{why}
	}
	attempt := runner.AttemptEntry(env, n, time.Now())
	before, err := j.Begun(ctx, env, n.Operator, attempt.At.Add(-state.AttemptTime))
	again := slices.ContainsFunc(before, func(e journal.Entry) bool {
		return e.Kind == attempt.Kind && e.Result == attempt.Result && e.Target == attempt.Target
	})
	if err == nil && !again {
		_, err = j.Append(ctx, attempt)
	}
	return errors.Join(faultError{why}, p.journalFault(err))
}

// openThere opens the journal to write, and makes none where there is none.
func (p *program) openThere(ctx context.Context) (*journal.Journal, error) {
	there, err := journal.OpenToRead(ctx, p.journalPlace())
	if err != nil {
		return nil, err
	}
	there.Close()
	return journal.Open(ctx, p.journalPlace())
}
