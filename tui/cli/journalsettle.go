package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
)

// inDoubt are the states that a person may decide.
var inDoubt = []state.WriteState{state.WriteConflict, state.WriteDouble, state.WriteUnknown}

// journalSettle records what a person decides of a write that is in doubt. It
// shows the evidence and has the decision typed; what it prints for that goes to
// standard error, so that standard output has the entry alone.
func (p *program) journalSettle(ctx context.Context, call *journalCall) error {
	intent, decision := call.args[0], state.WriteState(call.args[1])
	if decision != state.WriteApplied && decision != state.WriteNotApplied {
		return fault(text.SettleHow)
	}
	zone, err := p.zone()
	if err != nil {
		return err
	}
	if !isTerminal(p.in) || !isTerminal(p.err) {
		return fault(text.SettleNoTerminal)
	}
	j, who, entries, err := p.doubt(ctx, call, zone)
	if err != nil {
		return err
	}
	defer j.Close()
	last := entries[len(entries)-1]
	over := runner.Doubted(entries).Add(state.Quarantine(state.WriteKind(last.Kind)))
	if decision == state.WriteNotApplied && time.Now().Before(over) {
		return fault(text.SettleTooEarly, intent, p.date(over, zone))
	}
	if err := p.challenge(who, last, decision); err != nil {
		return err
	}
	if err := p.stillDecides(ctx, j, call.who, last); err != nil {
		return err
	}
	e, err := j.Append(ctx, settled(last, decision, who, time.Now()))
	if moved, ok := errors.AsType[*journal.MovedError](err); ok {
		return fault(text.SettleMoved, intent, moved.Last.State)
	}
	if err != nil {
		return p.journalFault(err)
	}
	if call.json {
		return p.writeEntries([]journal.Entry{e})
	}
	_, err = fmt.Fprintln(p.out, p.lang.Say(text.M(text.Settled, e.Seq, e.Intent, e.State)))
	return err
}

// isTerminal reports a terminal behind a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(term.File)
	return ok && term.IsTerminal(f.Fd())
}

// doubt opens the journal to write, and shows the evidence of an intent to whom
// may decide it.
func (p *program) doubt(ctx context.Context, call *journalCall, zone *time.Location) (*journal.Journal, string, []journal.Entry, error) {
	j, err := p.openThere(ctx)
	if err != nil {
		return nil, "", nil, p.journalFault(err)
	}
	who, entries, err := p.decision(ctx, j, call, zone)
	if err != nil {
		return nil, "", nil, errors.Join(err, j.Close())
	}
	return j, who, entries, nil
}

// decision is who decides, and what about.
func (p *program) decision(ctx context.Context, j *journal.Journal, call *journalCall, zone *time.Location) (string, []journal.Entry, error) {
	entries, err := j.Intent(ctx, call.args[0])
	switch {
	case err != nil:
		return "", nil, p.journalFault(err)
	case len(entries) == 0:
		return "", nil, fault(text.SettleNoIntent, call.args[0])
	}
	who, err := p.decider(ctx, j, call.who, entries[len(entries)-1])
	if err != nil {
		return "", nil, err
	}
	return who, entries, p.evidence(ctx, j, entries, zone)
}

func (p *program) evidence(ctx context.Context, j *journal.Journal, entries []journal.Entry, zone *time.Location) error {
	if err := j.ReadOnly(); err != nil {
		return p.journalFault(err)
	}
	last := entries[len(entries)-1]
	switch {
	case !last.Open:
		return fault(text.SettleNotOpen, last.Intent, last.State)
	case !slices.Contains(inDoubt, state.WriteState(last.State)):
		return fault(text.SettleByReading, last.Intent, last.State, last.Env)
	}
	return p.writeEvidence(ctx, p.err, j, entries, zone)
}

// maxTyped is more than any challenge has.
const maxTyped = 1000

// challenge has the decision typed, with the amount or the end of the object's
// id, so that it is about this write and no other.
func (p *program) challenge(who string, last journal.Entry, decision state.WriteState) error {
	about := last.Target[max(0, len(last.Target)-4):]
	if last.Amount != 0 {
		about = api.Money{Amount: api.Minor(last.Amount), Currency: last.Currency}.FormatAmount(p.lang.Code())
	}
	want := string(decision) + " " + about
	fmt.Fprintf(p.err, "\n%s\n> ", api.Clean(p.lang.Say(text.M(text.TypeDecision, who, want))))
	typed, err := bufio.NewReader(io.LimitReader(p.in, maxTyped)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.Join(strings.Fields(typed), " ") != want {
		return fault(text.SettleTyped, want)
	}
	return nil
}

// settled is the entry of a decision. Its note is the one of the screen's own:
// who decided, and that there is nothing to watch any more.
func settled(last journal.Entry, decision state.WriteState, who string, at time.Time) journal.Entry {
	e := last
	e.Follows, e.State, e.Open, e.Operator, e.At = last.Seq, string(decision), false, who, at
	e.Note = string(state.WhyPerson)
	if decision == state.WriteApplied {
		e.Note += " arrived"
	}
	return e
}
