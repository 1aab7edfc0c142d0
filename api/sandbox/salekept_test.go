package sandbox_test

import (
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// reopened is the shop after its server ended and began again with its file.
func (s *shop) reopened(file string) *shop {
	s.t.Helper()
	if err := s.Close(); err != nil {
		s.t.Fatal(err)
	}
	o := sandbox.Options{Payments: 80, Now: s.clock.now, Data: dataAt(s.t, file)}
	next := &shop{t: s.t, clock: s.clock, Server: sandbox.New(o)}
	if err := next.Open(); err != nil {
		s.t.Fatal(err)
	}
	next.c = dial(s.t, next.Server)
	return next
}

func TestSalesGoOnAfterARestart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data")
	s := openShop(t, sandbox.Options{Payments: 80, Data: dataAt(t, file)})
	debit, _ := by("debit")
	card := done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, s.sale(900, capturing(true)).ID, "creditcard")
	prepaid := done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, s.sale(800).ID, "prepaid")
	approved := done(s, api.PrepareSmartTransaction, debit, s.sale(700, func(in *api.NewSmartTransaction) {
		in.PaymentContext = &api.PaymentContext{PaymentMethods: []string{"debit"}, AutoCapture: new(false)}
	}).ID, "debit")
	plan := done(s, api.CreatePlan, basis())
	subscribed := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: debit}, s.sale(0, subscribing(plan.ID, api.Time{})).ID, "debit")
	cash := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(600).ID, "cash")

	s = s.reopened(file)
	if got := fetched(s, api.SmartTransactions, card.ID).Status; got != "processing" {
		t.Errorf("the card's sale is %s", got)
	}
	s.wait(time.Minute)
	if got := fetched(s, api.SmartTransactions, card.ID); got.Status != "ok" || s.inEffect(got) != "6 accepted 900" {
		t.Errorf("the card's sale is %s", got.Status)
	}
	still(s, api.SmartTransactions, approved.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, approved.ID, "invoice")
	})
	if got := done(s, api.StartSmartTransaction, api.StartSmart{}, approved.ID); got.Status != "ok" || got.Customer.ID != approved.Customer.ID {
		t.Errorf("the approved sale is %+v", got)
	}
	if got := done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{BasketInfo: api.SmartBasketInfo{Sum: new(api.Minor(500))}}, prepaid.ID); got.PaymentLinks.Debit == "" {
		t.Errorf("the updated sale is %+v", got)
	}
	again := done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, prepaid.ID, "prepaid")

	s = s.reopened(file)
	s.wait(month)
	if got := fetched(s, api.SmartTransactions, prepaid.ID); got.Status != "ok" || s.inEffect(got) != "6 accepted 500" || got.Payments[0].ID != again.Payments[0].ID {
		t.Errorf("the prepaid sale is %+v", got)
	}
	if got := cycles(fetched(s, api.Subscriptions, subscribed.Subscription.ID)); got != "active trial 1/1 (0 left) regular 1/2 (1 left) 14.1.2026" {
		t.Error(got)
	}
	s = s.reopened(file)
	if got := done(s, api.CancelSmartTransaction, api.None{}, cash.ID); len(got) != 1 || got[0].Status != "cancelled" || got[0].ReceiptNumber != cash.ReceiptNumber {
		t.Errorf("%+v", got)
	}
	if n := len(found(s, api.PaymentTransactions, "subscription.id:"+subscribed.Subscription.ID)); n != 2 {
		t.Errorf("%d payments of the subscription", n)
	}
}

func TestListsThatLagAndScrollsSeeASaleAsItWas(t *testing.T) {
	s := openShop(t, sandbox.Options{IndexLag: time.Minute})
	debit, _ := by("debit")
	sale := done(s, api.PrepareSmartTransaction, debit, s.sale(700).ID, "debit")
	if n := len(found(s, api.SmartTransactions, "transactionRef:B-77")); n != 0 {
		t.Errorf("the list knows %d sales at once", n)
	}
	s.wait(2 * time.Minute)
	page, err := api.SmartTransactions.Find(t.Context(), s.c, api.Query{Count: 1, ScrollExpire: time.Hour, Q: "transactionRef:B-77 OR status:ok"})
	if err != nil {
		t.Fatal(err)
	}
	done(s, api.CapturePayment, api.Capture{}, sale.Payments[0].ID) // the sale follows its payment
	if got := fetched(s, api.SmartTransactions, sale.ID).Status; got != "ok" {
		t.Errorf("read at once: %s", got)
	}
	if all := found(s, api.SmartTransactions, "transactionRef:B-77"); len(all) != 1 || all[0].Status != "approved" {
		t.Errorf("the list that lags: %+v", all)
	}
	s.wait(2 * time.Minute)
	if all := found(s, api.SmartTransactions, "transactionRef:B-77"); all[0].Status != "ok" {
		t.Errorf("the list that has caught up: %s", all[0].Status)
	}
	if page.Items[0].Value.Status != "approved" {
		t.Errorf("%+v", page.Items[0].Value)
	}
}

func TestASaleIsStartedAndCancelledOnceHoweverManyAsk(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	debit, _ := by("debit")
	sale := done(s, api.PrepareSmartTransaction, debit, s.sale(700).ID, "debit")
	// many asks at once how often an operation works.
	many := func(run func() error) int {
		var all sync.WaitGroup
		var worked atomic.Int32
		for range 20 {
			all.Go(func() {
				if run() == nil {
					worked.Add(1)
				}
				_, err := api.SmartTransactions.Find(t.Context(), s.c, api.Query{Q: "status:ok", Count: 5})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		return int(worked.Load())
	}
	if n := many(func() error {
		_, err := api.StartSmartTransaction.Do(t.Context(), s.c, api.StartSmart{}, sale.ID)
		return err
	}); n != 1 {
		t.Errorf("started %d times", n)
	}
	if n := many(func() error {
		_, err := api.CancelSmartTransaction.Do(t.Context(), s.c, api.None{}, sale.ID)
		return err
	}); n != 1 || len(s.AllRefunds()) != 1 {
		t.Errorf("cancelled %d times, refunds %+v", n, s.AllRefunds())
	}
	customer := sale.Customer.ID
	if n := many(func() error {
		_, err := api.CreatePaymentContainer.Do(t.Context(), s.c, bank(customer, "DE81850400611005523759", ""))
		return err
	}); n != 1 {
		t.Errorf("%d containers of one account", n)
	}
}
