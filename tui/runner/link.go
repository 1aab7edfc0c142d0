package runner

import (
	"context"

	"tresen/api"
	"tresen/state"
)

// link makes a payment link. It is a write, sent once: closing the screen does
// not take it back.
func (s *Session) link(e state.MakeLink) func() state.Event {
	return func() state.Event {
		item, err := api.CreateSmartTransaction.Do(context.Background(), s.runner.Client(), e.Order)
		return state.LinkMade{Ticket: e.Ticket, Object: objectOf("smart", item.Value.ID, &item), Err: err}
	}
}
