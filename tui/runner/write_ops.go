package runner

import (
	"context"
	"strconv"
	"time"

	"tresen/api"
	"tresen/state"
)

// writeOp is how a kind of write meets the API.
type writeOp struct {
	// read brings the target as the machine weighs it, live, and in full. Of the
	// order it takes what it is about, never what is to be sent.
	read func(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error)
	// send is the one request. The answer names the target where it speaks of it,
	// and of what was asked for: any other success proves nothing.
	send func(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error)
}

// writeOps has one for every kind of state.
var writeOps = map[state.WriteKind]writeOp{
	state.KindRefund:        {readPayment, sendRefund},
	state.KindCapture:       {readPayment, sendCapture},
	state.KindRevokeAccrual: {readAccrual, sendRevokeAccrual},
	state.KindStart:         {readStart, sendStart},
	state.KindSmartCancel:   {readSale, sendSmartCancel},
	state.KindReceiptCancel: {readReceipt, sendReceiptCancel},
	state.KindCharge:        {readCard, sendCardTransaction},
	state.KindDischarge:     {readCard, sendCardTransaction},
	state.KindChargePoints:  {readCard, sendCardTransaction},
	state.KindTakePoints:    {readCard, sendCardTransaction},
	state.KindPayout:        {readPayout, sendPayout},
	state.KindEndOfDay:      {readTill, sendEndOfDay},
	state.KindLock:          {readCard, sendLock},
	state.KindUnlock:        {readCard, sendUnlock},
	state.KindLink:          {readLink, sendLink},
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

// named is an answer that names an object, where it also says what was asked for.
func named(id string, says bool) state.WriteAnswer {
	if !says || id == "" {
		return state.WriteAnswer{}
	}
	return state.WriteAnswer{IDs: []string{id}}
}

// sendCapture takes what was authorised. Answered with another amount, only
// checkStatus can tell what was taken.
func sendCapture(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CapturePayment.Do(ctx, c, order.Capture(), order.Target)
	p := item.Value
	return named(p.ID, p.Amount == nil || *p.Amount == order.Amount), err
}

func sendRevokeAccrual(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.RevokePaymentAccrual.Do(ctx, c, api.None{}, order.Target)
	return named(item.Value.ID, !item.Value.Accrual), err
}

// sendStart charges a sale. At a terminal it is answered when the card was read,
// which takes as long as an end-of-day report.
func sendStart(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	start := api.StartSmartTransaction
	start.Blocking = order.Blocks()
	item, err := start.Do(ctx, c, order.Start(), order.Target, order.Option)
	s := item.Value
	answer := named(s.ID, state.Started(s.Status))
	if len(s.Payments) > 0 && len(answer.IDs) > 0 {
		answer.Child = s.Payments[0].ID
	}
	return answer, err
}

func sendSmartCancel(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CancelSmartTransaction.Do(ctx, c, api.None{}, order.Target)
	return cancelled(item.Value), err
}

// sendReceiptCancel sends the receipt's number in place of the sale's id.
func sendReceiptCancel(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CancelCashTransaction.Do(ctx, c, api.None{}, order.Option)
	return cancelled(item.Value), err
}

// cancelled names the sales that an answer says are cancelled.
func cancelled(sales []api.SmartTransaction) state.WriteAnswer {
	var answer state.WriteAnswer
	for _, s := range sales {
		answer.IDs = append(answer.IDs, named(s.ID, state.Cancelled(s.Status)).IDs...)
	}
	return answer
}

// sendCardTransaction moves money or points. An answer with another amount is
// weighed by what is on the card then.
func sendCardTransaction(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.ExecuteCardTransaction.Do(ctx, c, order.CardTransaction(), order.Target)
	card := item.Value
	answer := named(card.ID, card.Amount == nil || *card.Amount == order.Amount)
	if card.TransID > 0 && len(answer.IDs) > 0 {
		answer.Child = strconv.FormatInt(card.TransID, 10)
	}
	return answer, err
}

func sendLock(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.LockMerchantCard.Do(ctx, c, order.Lock(), order.Target)
	return named(item.Value.ID, item.Value.LockStatus == api.Locked), err
}

func sendUnlock(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.UnlockMerchantCard.Do(ctx, c, api.None{}, order.Target)
	return named(item.Value.ID, item.Value.LockStatus == api.Unlocked), err
}

// sendPayout sends money to a container. The answer has no container of its own:
// the order_id, which is the intent's alone, says that it speaks of it.
func sendPayout(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CreatePayout.Do(ctx, c, order.Payout())
	p := item.Value
	answer := named(order.Target, p.OrderID == state.PayoutOrderID(order.Intent) && p.ID != "" && p.Amount != nil && *p.Amount == order.Amount)
	if len(answer.IDs) > 0 {
		answer.Child = p.PaymentID
		if answer.Child == "" {
			answer.Child = p.ID
		}
		answer.WaitsForPayment = p.TransferPurpose != ""
	}
	return answer, err
}

// sendEndOfDay has a terminal report its day.
func sendEndOfDay(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.EndOfDay.Do(ctx, c, api.None{}, order.Target)
	s := item.Value
	answer := state.WriteAnswer{Child: s.ID}
	if s.ID == "" || !state.Started(s.Status) {
		return state.WriteAnswer{}, err
	}
	for _, device := range []string{s.Source.ID, s.Destination.ID} {
		answer.IDs = append(answer.IDs, named(device, true).IDs...)
	}
	return answer, err
}

// sendLink makes a sale that the customer pays on a page.
func sendLink(ctx context.Context, c *api.Client, order state.WriteOrder) (state.WriteAnswer, error) {
	item, err := api.CreateSmartTransaction.Do(ctx, c, order.Link())
	s := item.Value
	sum := s.BasketInfo.Sum
	answer := named(state.LinkTarget(s.TransactionRef), s.ID != "" && sum != nil && *sum == order.Amount && s.BasketInfo.Currency == order.Currency)
	if len(answer.IDs) > 0 {
		answer.Child = s.ID
	}
	return answer, err
}
