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

// readPayment reads what a refund of a payment depends on, live: checkStatus,
// the payment, and its refunds. The status comes first, so that a refund made
// in between shows as a child without its effect, which decides nothing.
func readPayment(ctx context.Context, c *api.Client, id string, now func() time.Time) (state.Baseline, api.Item[api.PaymentTransaction], error) {
	var none state.Baseline
	status, err := api.CheckPaymentStatus.Do(ctx, c, api.None{}, id)
	if err != nil {
		return none, api.Item[api.PaymentTransaction]{}, err
	}
	payment, err := api.PaymentTransactions.Get(ctx, c, id)
	if err != nil {
		return none, payment, err
	}
	var children []api.Item[api.PaymentTransaction]
	for _, child := range state.RefundChildren(payment.Value) {
		item, err := api.PaymentTransactions.Get(ctx, c, child)
		if err != nil {
			return none, payment, err
		}
		children = append(children, item)
	}
	return state.NewBaseline(payment, status, children, now()), payment, nil
}

// Baseline reads a payment for the refund form: what a refund depends on, the
// refunds that the journal knows of it, and the payment itself. Without a
// journal the refunds are missing; [Jobs.Start] refuses then anyway.
func (j *Jobs) Baseline(ctx context.Context, id string) (state.Baseline, api.Item[api.PaymentTransaction], error) {
	b, payment, err := readPayment(ctx, j.cfg.Client, id, j.cfg.Clock.Now)
	if _, none := j.book(); err == nil && none == nil {
		b.Earlier, err = j.earlier(ctx, id)
	}
	return b, payment, err
}

// earlier lists the refunds of a payment in the journal, oldest first.
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
		if e.Kind != kindRefund {
			continue
		}
		last := state.PastWrite{Intent: e.Intent, State: state.WriteState(e.State), Amount: api.Minor(e.Amount),
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

// watchBack is how far back accepted refunds are taken up again to be watched.
const watchBack = 24 * time.Hour

// Resume takes up what an earlier run left in the journal: what was about to be
// sent is unknown now and found out by reading; nothing is sent again. Call it
// once, at the start. Where the open refunds cannot be read, as in a journal
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
		return fmt.Errorf("open refunds could not be read: %w", err)
	}
	recent, err := book.Recent(ctx, j.cfg.Clock.Now().Add(-watchBack))
	for _, e := range recent {
		if e.State == string(state.WriteApplied) && !strings.HasSuffix(e.Note, noteArrived) {
			entries = append(entries, e)
		}
	}
	for _, e := range entries {
		if e.Env == j.cfg.Env && e.Kind == kindRefund {
			err = errors.Join(err, j.resume(e))
		}
	}
	return err
}

// resume takes up one refund from its last entry.
func (j *Jobs) resume(e journal.Entry) error {
	baseline, err := state.DecodeBaseline([]byte(e.Baseline))
	if err != nil {
		return fmt.Errorf("refund %s of %s: %w", e.Intent, e.Target, err)
	}
	order := state.WriteOrder{Intent: e.Intent, Target: e.Target, Amount: api.Minor(e.Amount), Currency: e.Currency,
		Operator: e.Operator, Env: e.Env, Baseline: baseline}
	b := &job{machine: state.NewWrite(order), follows: e.Seq, calls: make(chan state.WriteEvent, 1)}
	j.run(b, state.WriteEvent{Kind: state.WriteResumed, State: state.WriteState(e.State), Child: e.Result, Since: e.At})
	return nil
}
