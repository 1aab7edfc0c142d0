package runner

import (
	"context"
	"errors"
	"time"

	"tresen/state"
	"tresen/state/journal"
)

// Evidence reads what the journal has of a write in doubt, and its target live.
func (j *Jobs) Evidence(ctx context.Context, e state.ReadEvidence) state.EvidenceRead {
	answer := state.EvidenceRead{Ticket: e.Ticket}
	entries, err := j.ours(ctx, e.Intent)
	if err != nil {
		answer.Err = err
		return answer
	}
	last := entries[len(entries)-1]
	if answer.Order, answer.Err = orderOf(last); answer.Err != nil {
		return answer
	}
	answer.Order.Operator = entries[0].Operator
	answer.Since, answer.Action, answer.Support = Doubted(entries), last.Action, last.Support
	for _, entry := range entries {
		if entry.State == string(state.WriteSent) {
			answer.Sent = entry.At
		}
	}
	answer.Now, answer.Object, answer.Err = j.Baseline(ctx, answer.Order)
	return answer
}

// Doubted is when an intent came into doubt first, by its entries: its quarantine
// counts from then.
func Doubted(entries []journal.Entry) time.Time {
	for _, e := range entries {
		if e.State == string(state.WriteUnknown) {
			return e.At
		}
	}
	return entries[len(entries)-1].At
}

// ours are the entries of an intent that this program knows how to read.
func (j *Jobs) ours(ctx context.Context, intent string) ([]journal.Entry, error) {
	book, err := j.book()
	if err != nil {
		return nil, err
	}
	entries, err := book.Intent(ctx, intent)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, errNoIntent
	}
	last := entries[len(entries)-1]
	if _, known := writeOps[state.WriteKind(last.Kind)]; !known || last.Env != j.cfg.Env {
		return nil, errNotHere
	}
	return entries, nil
}

// errNoIntent: the journal of this program does not have it.
var errNoIntent = errors.New("the journal does not have it")

// Settle ends a write in doubt as a person decided, who is named in the journal:
// [state.WriteApplied] or [state.WriteNotApplied]; whether that can be is the
// machine's to say. One that another program left is taken up for it. It reports
// whether there is such a write.
func (j *Jobs) Settle(ctx context.Context, intent string, as state.WriteState, operator string) bool {
	ev := state.WriteEvent{Kind: state.WriteSettled, State: as, Operator: operator, Rule: j.rules().Rule(operator),
		Since: j.cfg.Clock.Now()}
	if j.call(intent, ev) {
		return true
	}
	entries, err := j.ours(ctx, intent)
	if err != nil || !state.WriteState(entries[len(entries)-1].State).InDoubt() { // whoever sends it may live
		return false
	}
	book, err := j.book()
	if err != nil || j.resume(ctx, book, entries[len(entries)-1]) != nil {
		return false
	}
	return j.call(intent, ev)
}
