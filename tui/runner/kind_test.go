package runner

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// kindCase is a kind of write in the sandbox.
type kindCase struct {
	// request ends the path of its one request.
	request string
	// order is one that may be sent, of a target as it is read live.
	order func(*counter) state.WriteOrder
	// done counts how often the server has done it.
	done func(*counter, state.WriteOrder) int
	// lost is where a request that had no effect ends, by reading.
	lost state.WriteState
	// late is where one ends that is executed half a minute after it was lost.
	late state.WriteState
	// makes: something new comes of it, which is named in the end.
	makes bool
}

// kindCases are the kinds besides refunds, which have tests of their own.
var kindCases = map[state.WriteKind]kindCase{
	state.KindCapture: {"/capture", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: state.KindCapture, Target: c.payment(api.StatusAuthorized).ID, Amount: 1200})
	}, func(c *counter, o state.WriteOrder) int {
		truth, _ := c.server.Truth(o.Target)
		return count(truth.Simple == api.StatusAccepted && truth.InEffect == 1200)
	}, state.WriteNotApplied, state.WriteApplied, false},
	state.KindRevokeAccrual: {"/revokeAccrual", func(c *counter) state.WriteOrder {
		held := first(c, api.PaymentTransactions, "accrual:true", func(p api.PaymentTransaction) bool { return p.Accrual })
		return c.orderFor(state.WriteOrder{Kind: state.KindRevokeAccrual, Target: held.ID})
	}, func(c *counter, o state.WriteOrder) int {
		return count(!get(c, api.PaymentTransactions, o.Target).Accrual)
	}, state.WriteNotApplied, state.WriteApplied, false},
	state.KindStart: {"/start/cash", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: state.KindStart, Target: c.sale(""), Amount: 2500, Option: "cash"})
	}, func(c *counter, o state.WriteOrder) int {
		return count(get(c, api.SmartTransactions, o.Target).Status == "ok")
	}, state.WriteNotApplied, state.WriteApplied, false},
	state.KindSmartCancel: {"/cancel", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: state.KindSmartCancel, Target: c.sale("cashless"), Amount: 2500})
	}, saleIsCancelled, state.WriteNotApplied, state.WriteApplied, false},
	state.KindReceiptCancel: {"/canceltrx", func(c *counter) state.WriteOrder {
		o := c.orderFor(state.WriteOrder{Kind: state.KindReceiptCancel, Target: c.sale("cashless"), Amount: 2500})
		o.Option = o.Baseline.Mark
		return o
	}, saleIsCancelled, state.WriteNotApplied, state.WriteApplied, false},
	state.KindCharge:       cardCase(state.KindCharge, 500, 500),
	state.KindDischarge:    cardCase(state.KindDischarge, 500, -500),
	state.KindChargePoints: cardCase(state.KindChargePoints, 12, 12),
	state.KindTakePoints:   cardCase(state.KindTakePoints, 12, -12),
	state.KindPayout: {"/Secupaypayout", func(c *counter) state.WriteOrder {
		to := first(c, api.PaymentContainers, "type:bank_account", func(p api.Container) bool { return p.Type == "bank_account" && p.Customer.ID != "" })
		o := c.orderFor(state.WriteOrder{Intent: "PAYOUT1", Kind: state.KindPayout, Target: to.ID, Amount: 4200, Reason: "Erstattung"})
		o.Option = o.Baseline.State
		return o
	}, func(c *counter, o state.WriteOrder) int {
		page, err := api.PaymentTransactions.Find(c.t.Context(), c.client, api.Query{Q: "order_id:" + state.PayoutOrderID(o.Intent)})
		if err != nil {
			c.t.Fatal(err)
		}
		for _, p := range page.Items {
			if *p.Value.Amount != 4200 {
				c.t.Errorf("the payout is one of %d", *p.Value.Amount)
			}
		}
		return len(page.Items)
	}, state.WriteConflict, state.WriteApplied, true},
	state.KindEndOfDay: {"/endOfDay", func(c *counter) state.WriteOrder {
		till := first(c, api.Devices, "type:zvt", func(d api.Device) bool { return d.Type == "zvt" && *d.Online })
		return c.orderFor(state.WriteOrder{Kind: state.KindEndOfDay, Target: till.ID})
	}, func(c *counter, o state.WriteOrder) int {
		page, err := api.SmartTransactions.Find(c.t.Context(), c.client, api.Query{Q: "device_source.id:" + o.Target, Count: 100})
		if err != nil {
			c.t.Fatal(err)
		}
		n := 0
		for _, s := range page.Items {
			n += count(len(s.Value.Receipt) > 3 && s.Value.Receipt[3].Value.Text == "KASSENSCHNITT")
		}
		return n
	}, state.WriteConflict, state.WriteApplied, true},
	state.KindLock: {"/lock", func(c *counter) state.WriteOrder {
		o := c.orderFor(state.WriteOrder{Kind: state.KindLock, Target: c.card(api.Unlocked).ID, Option: "1"})
		o.Reason = "am Telefon"
		return o
	}, func(c *counter, o state.WriteOrder) int {
		return count(get(c, api.MerchantCards, o.Target).LockStatus == api.Locked)
	}, state.WriteNotApplied, state.WriteNotApplied, false},
	state.KindUnlock: {"/unlock", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: state.KindUnlock, Target: c.card(api.Locked).ID})
	}, func(c *counter, o state.WriteOrder) int {
		return count(get(c, api.MerchantCards, o.Target).LockStatus == api.Unlocked)
	}, state.WriteNotApplied, state.WriteNotApplied, false},
	state.KindLink: {"/Smart/Transactions", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: state.KindLink, Target: state.LinkTarget("R 2025/17"), Amount: 2500, Reason: "R 2025/17"})
	}, func(c *counter, o state.WriteOrder) int {
		page, err := api.SmartTransactions.Find(c.t.Context(), c.client, api.Query{Q: `transactionRef:"R 2025/17"`})
		if err != nil {
			c.t.Fatal(err)
		}
		return len(page.Items)
	}, state.WriteConflict, state.WriteApplied, true},
}

// cardCase is a kind that moves what is on a card by an amount.
func cardCase(kind state.WriteKind, amount, moves api.Minor) kindCase {
	return kindCase{"/transaction", func(c *counter) state.WriteOrder {
		return c.orderFor(state.WriteOrder{Kind: kind, Target: c.card(api.Unlocked).ID, Amount: amount})
	}, func(c *counter, o state.WriteOrder) int {
		card := get(c, api.MerchantCards, o.Target)
		now := *card.Balance
		if o.Currency == "" {
			now = api.Minor(*card.Points)
		}
		return int((now - o.Baseline.InEffect) / moves)
	}, state.WriteNotApplied, state.WriteApplied, false}
}

func saleIsCancelled(c *counter, o state.WriteOrder) int {
	return count(get(c, api.SmartTransactions, o.Target).Status == "cancelled")
}

func count(done bool) int {
	if done {
		return 1
	}
	return 0
}

// orderFor completes an order as a form would: by what was read.
func (c *counter) orderFor(o state.WriteOrder) state.WriteOrder {
	c.t.Helper()
	o.Operator = "anna"
	b, _, err := c.jobs.Baseline(c.t.Context(), o)
	if err != nil {
		c.t.Fatal(err)
	}
	o.Baseline, o.Currency = b, b.Currency
	return o
}

// sale makes a sale of 25,00 and starts it by a method, unless that is empty.
func (c *counter) sale(method string) string {
	c.t.Helper()
	sum := api.Minor(2500)
	sale, err := api.CreateSmartTransaction.Do(c.t.Context(), c.client, api.NewSmartTransaction{BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}})
	if err == nil && method != "" {
		_, err = api.StartSmartTransaction.Do(c.t.Context(), c.client, api.StartSmart{}, sale.Value.ID, method)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return sale.Value.ID
}

// card finds a customer card that can be used apart from its lock.
func (c *counter) card(lock string) api.MerchantCard {
	return first(c, api.MerchantCards, "lock_status:"+lock, func(m api.MerchantCard) bool {
		return m.LockStatus == lock && *m.Balance >= 1000 && *m.Points >= 100 && (m.Expires.Time.IsZero() || m.Expires.After(time.Now()))
	})
}

// first finds an object that will do.
func first[T any](c *counter, r api.Resource[T], q string, will func(T) bool) T {
	c.t.Helper()
	for item, err := range r.All(c.t.Context(), c.client, api.Query{Q: q}) {
		if err != nil {
			c.t.Fatal(err)
		}
		if will(item.Value) {
			return item.Value
		}
	}
	c.t.Fatalf("the sandbox has nothing for %s", q)
	panic("unreachable")
}

func get[T any](c *counter, r api.Resource[T], id string) T {
	c.t.Helper()
	item, err := r.Get(c.t.Context(), c.client, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return item.Value
}

// requests counts how often the one request of a kind arrived.
func (k kindCase) requests(c *counter) int {
	n := 0
	for request, times := range c.server.Requests() {
		if strings.HasPrefix(request, "POST ") && strings.HasSuffix(request, k.request) {
			n += times
		}
	}
	return n
}

// befall lets a fault befall the one request of a kind, from now on.
func (k kindCase) befall(c *counter, f sandbox.Fault) {
	c.server.SetFaults(func(r *http.Request) sandbox.Fault {
		if r.Method == "POST" && strings.HasSuffix(r.URL.Path, k.request) {
			return f
		}
		return sandbox.Fault{}
	})
}

// newKindCounter is a counter with a terminal that takes its time.
func newKindCounter(t *testing.T) *counter {
	return newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Terminal: 4 * time.Second}))
}

// saleAtTill has a till send a sale to a terminal: the till is where it came from.
func (c *counter) saleAtTill(terminal string) {
	c.t.Helper()
	routing := get(c, api.Devices, terminal).Routing.ID
	till := first(c, api.Devices, "type:cashier", func(d api.Device) bool { return d.Routing.ID == routing })
	sum := api.Minor(2500)
	sale, err := api.CreateSmartTransaction.Do(c.t.Context(), c.client, api.NewSmartTransaction{
		Source: api.Ref{ID: till.ID}, BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}})
	if err == nil {
		_, err = api.StartSmartTransaction.Do(c.t.Context(), c.client, api.StartSmart{}, sale.Value.ID, "cashless")
	}
	if err != nil {
		c.t.Fatal(err)
	}
	if at := get(c, api.SmartTransactions, sale.Value.ID); at.Destination.ID != terminal || at.Source.ID != till.ID {
		c.t.Fatalf("it came from %s and was paid at %s", at.Source.ID, at.Destination.ID)
	}
}

func TestTheFormOfAnEndOfDaySaysWhatItCloses(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	till := state.Terminal(get(c, api.SmartTransactions, c.sale("cashless")))
	closes := func() state.Closing {
		b, _, err := c.jobs.Baseline(t.Context(), state.WriteOrder{Kind: state.KindEndOfDay, Target: till})
		if err != nil || b.Closes == nil {
			t.Fatalf("%+v, %v", b, err)
		}
		return *b.Closes
	}
	before := closes()
	c.sale("cash")
	c.sale("cashless")
	want := state.Closing{Sales: before.Sales + 1, Sums: []api.Money{before.Sums[0]}, AtLeast: before.AtLeast}
	want.Sums[0].Amount += 2500
	if diff := cmp.Diff(want, closes()); diff != "" {
		t.Error(diff)
	}
	c.saleAtTill(till)
	want.Sales++
	want.Sums[0].Amount += 2500
	if diff := cmp.Diff(want, closes()); diff != "" {
		t.Error("with one that a till sent to the terminal: ", diff)
	}
	if _, err := api.EndOfDay.Do(t.Context(), c.client, api.None{}, till); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(state.Closing{}, closes()); diff != "" {
		t.Error("after the report: ", diff)
	}
	for range latestCount {
		c.sale("cashless")
	}
	if got := closes(); got.Sales != latestCount || !got.AtLeast { // there may be more behind these
		t.Errorf("of as many as are read it says %+v", got)
	}
}
