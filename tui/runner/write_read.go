package runner

import (
	"context"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/query"
	"tresen/state"
)

// readPayment reads what a write of a payment depends on, live: checkStatus,
// the payment, and its refunds. The status comes first, so that a refund made
// in between shows as a child without its effect, which decides nothing.
func readPayment(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	b, payment, err := readPaymentInFull(ctx, c, order, now)
	return b, objectOf("payments", payment.Value.ID, &payment), err
}

func readPaymentInFull(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, api.Item[api.PaymentTransaction], error) {
	var payment api.Item[api.PaymentTransaction]
	status, err := api.CheckPaymentStatus.Do(ctx, c, api.None{}, order.Target)
	if err != nil {
		return state.Baseline{}, payment, err
	}
	payment, err = api.PaymentTransactions.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, payment, err
	}
	var children []api.Item[api.PaymentTransaction]
	for _, child := range state.RefundChildren(payment.Value) {
		item, err := api.PaymentTransactions.Get(ctx, c, child)
		if err != nil {
			return state.Baseline{}, payment, err
		}
		children = append(children, item)
	}
	return state.NewBaseline(payment, status, children, now()), payment, nil
}

// readAccrual reads a payment and whether it is withheld.
func readAccrual(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	b, payment, err := readPaymentInFull(ctx, c, order, now)
	if err == nil {
		b = b.WithAccrual(payment)
	}
	return b, objectOf("payments", payment.Value.ID, &payment), err
}

// readStart reads a sale that is about to be charged: its payments are in it.
func readStart(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	sale, err := api.SmartTransactions.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	return state.NewStartBaseline(sale, now()), objectOf("smart", sale.Value.ID, &sale), nil
}

// readSale reads a sale that is about to be cancelled, and what its payments are
// still worth.
func readSale(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	b, sale, err := readSaleInFull(ctx, c, order, now)
	return b, objectOf("smart", sale.Value.ID, &sale), err
}

// paymentPrefix begins the ids of payments; a sale can have led to others.
const paymentPrefix = "PCI_"

func readSaleInFull(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, api.Item[api.SmartTransaction], error) {
	sale, err := api.SmartTransactions.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, sale, err
	}
	var payments []state.Baseline
	for _, p := range sale.Value.Payments {
		if !strings.HasPrefix(p.ID, paymentPrefix) {
			continue
		}
		b, _, err := readPayment(ctx, c, state.WriteOrder{Target: p.ID}, now)
		if err != nil {
			return state.Baseline{}, sale, err
		}
		payments = append(payments, b)
	}
	return state.NewSaleBaseline(sale, payments, now()), sale, nil
}

// readReceipt reads a sale, who else has its receipt's number, and whether its
// terminal has reported the day since. These two are searched for: what the
// index does not have yet, the server refuses.
func readReceipt(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	b, sale, err := readSaleInFull(ctx, c, order, now)
	object := objectOf("smart", sale.Value.ID, &sale)
	if err != nil || sale.Value.ReceiptNumber == 0 {
		return b.WithReceipt(sale.Value, nil, nil), object, err
	}
	same, err := latestSales(ctx, c, "receipt_number:"+strconv.FormatInt(sale.Value.ReceiptNumber, 10))
	if err != nil {
		return b, object, err
	}
	var reports []state.Child
	if terminal := state.Terminal(sale.Value); terminal != "" {
		latest, err := latestSales(ctx, c, byDevice(terminal))
		if err != nil {
			return b, object, err
		}
		reports = state.TillReports(terminal, latest, nil, true)
	}
	return b.WithReceipt(sale.Value, same, reports), object, nil
}

// latestCount is how many sales of a terminal are looked through for a report. No
// till takes as many in the time in which a write is in doubt.
const latestCount = 100

// latestSales are the latest smart transactions that a search finds.
func latestSales(ctx context.Context, c *api.Client, q string) ([]api.Item[api.SmartTransaction], error) {
	page, err := api.SmartTransactions.Find(ctx, c, api.Query{Q: q, Count: latestCount, Sort: []api.Sort{{Field: "created", Desc: true}}})
	return page.Items, err
}

// byDevice finds the smart transactions of a device: what it did itself, and what a
// till had it do.
func byDevice(device string) string {
	return "device_source.id:" + query.Quote(device) + " OR device_destination.id:" + query.Quote(device)
}

// readTill reads a terminal and its end-of-day reports: the latest one, or those
// since the ones that the order knows.
func readTill(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	latest, err := latestSales(ctx, c, byDevice(order.Target))
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	device, err := api.Devices.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	b := state.NewTillBaseline(device, state.TillReports(order.Target, latest, order.Baseline.Children, order.Baseline.ID == ""), now())
	closes := state.TillSales(order.Target, latest, len(latest) < latestCount)
	b.Closes = &closes
	return b, objectOf("devices", device.Value.ID, &device), nil
}

// readCard reads a customer card as far as the kind of write goes.
func readCard(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	card, err := api.MerchantCards.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	return state.NewCardBaseline(order.Kind, card, now()), objectOf("cards", card.Value.ID, &card), nil
}

// readPayout reads the container that money is sent to, and looks for what the
// intent has sent already.
func readPayout(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	container, err := api.PaymentContainers.Get(ctx, c, order.Target)
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	object := objectOf("containers", container.Value.ID, &container)
	var found []api.Item[api.PaymentTransaction]
	if order.Intent != "" {
		page, err := api.PaymentTransactions.Find(ctx, c, api.Query{Q: "order_id:" + query.Quote(state.PayoutOrderID(order.Intent)), Count: latestCount})
		if err != nil {
			return state.Baseline{}, object, err
		}
		found = page.Items
	}
	return state.NewPayoutBaseline(order, container, found, now()), object, nil
}

// readLink looks for the sales of an order number: what is to be made is no
// object yet.
func readLink(ctx context.Context, c *api.Client, order state.WriteOrder, now func() time.Time) (state.Baseline, state.Object, error) {
	found, err := latestSales(ctx, c, "transactionRef:"+query.Quote(state.LinkNumber(order.Target)))
	if err != nil {
		return state.Baseline{}, state.Object{}, err
	}
	return state.NewLinkBaseline(order, found, now()), state.Object{}, nil
}
