package runner

import (
	"context"

	"tresen/api"
	"tresen/state"
)

// mostChildren bounds the refunds of a payment that a timeline reads.
const mostChildren = 50

// timeline reads what dates an object: itself, its refunds, and the journal. One
// side may fail without the other.
func (r *Runner) timeline(ctx context.Context, e state.ReadTimeline) state.TimelineRead {
	read := state.TimelineRead{Ticket: e.Ticket}
	payments := sources[e.Resource]
	read.Object, read.Err = payments.get(ctx, r, e.ID)
	if p, ok := read.Object.Value.(*api.PaymentTransaction); ok && read.Err == nil {
		children := state.RefundChildren(*p)
		read.Missing = max(0, len(children)-mostChildren)
		for _, id := range children[:min(len(children), mostChildren)] {
			child, err := payments.get(ctx, r, id)
			if err != nil {
				read.Missing++
				continue
			}
			read.Children = append(read.Children, child)
		}
	}
	jobs := r.writes()
	book, err := jobs.book()
	if err != nil {
		read.BookErr = &state.JournalError{Err: err, Closed: true}
		return read
	}
	entries, err := book.History(ctx, jobs.cfg.Env, e.ID)
	if err != nil {
		read.BookErr = &state.JournalError{Err: err}
	}
	for _, entry := range entries {
		read.Entries = append(read.Entries, JournalEntry(entry))
	}
	return read
}
