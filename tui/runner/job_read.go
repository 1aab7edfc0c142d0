package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// Baseline reads an object for the form of a write: what the write depends on,
// what the journal knows of the object and of the operator's day, and the object
// itself. Without a journal its part is missing; [Jobs.Start] refuses then anyway.
func (j *Jobs) Baseline(ctx context.Context, order state.WriteOrder) (state.Baseline, state.Object, error) {
	b, object, err := writeOps[order.Kind].read(ctx, j.cfg.Client, order, j.cfg.Clock.Now)
	if _, none := j.book(); err == nil && none == nil {
		err = j.past(ctx, order, &b)
	}
	return b, object, err
}

// past adds what the journal knows.
func (j *Jobs) past(ctx context.Context, order state.WriteOrder, b *state.Baseline) error {
	var err error
	if b.Earlier, err = j.earlier(ctx, order.Target); err == nil {
		b.Today, err = j.today(ctx, order)
	}
	return err
}

// day is over how long the limits of a day sum up.
const day = 24 * time.Hour

// today sums up what the operator of an order has given back by others in its
// currency, in whatever way; 0 for a kind that the limits of a day leave alone.
func (j *Jobs) today(ctx context.Context, order state.WriteOrder) (api.Minor, error) {
	if !order.Kind.Limited() {
		return 0, nil
	}
	book, err := j.book()
	if err != nil {
		return 0, err
	}
	begun, err := book.Begun(ctx, j.cfg.Env, order.Operator, j.cfg.Clock.Now().Add(-day))
	var sum api.Minor
	for _, e := range begun {
		if e.Intent != order.Intent && state.WriteKind(e.Kind).Limited() && e.Currency == order.Currency && state.WriteState(e.State).Counts() {
			sum += api.Minor(e.Amount)
		}
	}
	return sum, err
}

// earlier lists the writes of an object in the journal, oldest first.
func (j *Jobs) earlier(ctx context.Context, target string) ([]state.PastWrite, error) {
	book, err := j.book()
	if err != nil {
		return nil, err
	}
	entries, err := book.History(ctx, j.cfg.Env, target)
	if err != nil {
		return nil, err
	}
	var past []state.PastWrite
	for _, e := range entries {
		kind := state.WriteKind(e.Kind)
		if _, ours := writeOps[kind]; !ours {
			continue // a reveal, a refused try
		}
		last := state.PastWrite{Intent: e.Intent, Kind: kind, State: state.WriteState(e.State), Amount: api.Minor(e.Amount),
			Operator: e.Operator, Child: e.Result, At: e.At}
		i := slices.IndexFunc(past, func(p state.PastWrite) bool { return p.Intent == e.Intent })
		if i < 0 {
			past = append(past, last)
			continue
		}
		past[i] = last
	}
	return past, nil
}

// watchBack is how far back accepted writes are taken up again to be watched.
const watchBack = 24 * time.Hour

// Resume takes up what an earlier run left in the journal: what was about to be
// sent is unknown now and found out by reading; nothing is sent again. Call it
// once, at the start. Where the open writes cannot be read, as in a journal
// that was tampered with, no new one is begun. One that does not make sense is
// an error; the others go on.
func (j *Jobs) Resume(ctx context.Context) error {
	book, err := j.book()
	if err != nil {
		return nil // whoever made the jobs knows
	}
	entries, err := book.Pending(ctx)
	if err != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.cfg.JournalErr = err
		return fmt.Errorf("open writes could not be read: %w", err)
	}
	recent, err := book.Recent(ctx, j.cfg.Clock.Now().Add(-watchBack))
	for _, e := range recent {
		if e.State == string(state.WriteApplied) && !strings.HasSuffix(e.Note, noteArrived) {
			entries = append(entries, e)
		}
	}
	for _, e := range entries {
		if _, ours := writeOps[state.WriteKind(e.Kind)]; ours && e.Env == j.cfg.Env {
			err = errors.Join(err, j.resume(ctx, book, e))
		}
	}
	return err
}

// resume takes up one write from its last entry.
func (j *Jobs) resume(ctx context.Context, book *journal.Journal, e journal.Entry) error {
	order, err := orderOf(e)
	if err != nil {
		return err
	}
	ev := followedTo(e)
	ev.Kind, ev.Since = state.WriteResumed, e.At
	if ev.State == state.WriteApproval {
		switch r, err := book.Request(ctx, e.Intent); {
		case err == nil:
			ev.Expires = r.Expires
		case !errors.Is(err, journal.ErrNoRequest):
			return err
		}
	}
	order.Operator, ev.Doubted = j.begun(ctx, book, e)
	b := &job{machine: state.NewWrite(order), follows: e.Seq, calls: make(chan state.WriteEvent, 1), stirred: make(chan struct{}, 1)}
	j.run(b, ev)
	return nil
}

// begun is whose write an entry belongs to, since others may have added to it, and
// when it came into doubt first.
func (j *Jobs) begun(ctx context.Context, book *journal.Journal, e journal.Entry) (operator string, doubted time.Time) {
	if entries, err := book.Intent(ctx, e.Intent); err == nil && len(entries) > 0 {
		return entries[0].Operator, Doubted(entries)
	}
	return e.Operator, e.At
}

// orderOf is the order of an entry, as far as the journal has it.
func orderOf(e journal.Entry) (state.WriteOrder, error) {
	baseline, err := state.DecodeBaseline([]byte(e.Baseline))
	if err != nil {
		return state.WriteOrder{}, fmt.Errorf("%s %s of %s: %w", e.Kind, e.Intent, e.Target, err)
	}
	return state.WriteOrder{Intent: e.Intent, Kind: state.WriteKind(e.Kind), Target: e.Target, Amount: api.Minor(e.Amount),
		Currency: e.Currency, Operator: e.Operator, Env: e.Env, Baseline: baseline}, nil
}
