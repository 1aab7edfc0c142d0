package runner

import (
	"context"
	"time"

	"tresen/api"
	"tresen/state"
)

// writeOp is how a kind of write meets the API.
type writeOp struct {
	// read brings the target as the machine weighs it, live, and in full. Of the
	// order it takes what it is about, never what is to be sent.
	read func(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error)
	// send is the one request. The answer names the target where it speaks of it.
	send func(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error)
}

// writeOps has one for every kind of state.
var writeOps = map[state.WriteKind]writeOp{
	state.KindRefund: {read: readPayment, send: sendRefund},
}

// sendRefund lowers a payment or gives a part of it back.
func sendRefund(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CancelPayment.Do(ctx, c, order.Refund(), order.Target)
	answer := state.WriteAnswer{NewTransID: item.Value.NewTransID, WaitsForPayment: item.Value.WaitingForPayment}
	for _, p := range item.Value.Payments {
		answer.IDs = append(answer.IDs, p.ID)
		for _, rel := range p.Related {
			if rel.Hierarchy == "parent" {
				answer.IDs = append(answer.IDs, rel.ID) // the answer may be the refund itself
			}
		}
	}
	return answer, err
}
