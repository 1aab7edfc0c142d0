package runner

import (
	"context"
	"slices"

	"tresen/state"
)

// scan filters and orders a list. It asks between chunks whether anybody still
// waits for it.
func scan(ctx context.Context, e state.ScanRows) state.Event {
	view, ok := state.Scan(e.Snapshot, e.Filter, e.Order, func() bool { return ctx.Err() != nil })
	if !ok {
		return nil
	}
	return state.Scanned{Ticket: e.Ticket, View: view, Pos: slices.Index(view, e.Keep)}
}
