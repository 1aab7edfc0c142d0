package runner

import (
	"context"
	"crypto/rand"

	"tresen/state"
	"tresen/state/journal"
)

// The kind and the state of a reveal in the journal. It is never open: it takes
// no target from anybody.
const (
	kindReveal    = "reveal"
	stateRevealed = "revealed"
)

// Reveal records that an operator is about to see a masked field. The entry is
// durable when it returns nil; with any error, one of the journal, nothing may be
// shown. It names the field and the reason, never the value.
func (j *Jobs) Reveal(e state.Reveal) error {
	book, err := j.book()
	if err != nil {
		return err
	}
	_, err = book.Append(context.Background(), journal.Entry{Intent: rand.Text(), State: stateRevealed, Kind: kindReveal,
		Env: j.cfg.Env, Target: plainID(e.ID), Operator: e.Operator, At: j.cfg.Clock.Now(),
		Result: plainID(e.Field), Note: string(e.Reason)})
	return err
}
