package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// subscribing puts a plan into a sale's basket.
func subscribing(plan string, start api.Time) func(*api.NewSmartTransaction) {
	return func(in *api.NewSmartTransaction) {
		in.BasketInfo = api.SmartBasketInfo{Currency: "EUR"}
		in.Basket = &api.NewBasket{Products: []api.NewProduct{{ItemType: "subscription", Desc: "Abo", PlanID: plan, StartAt: start}}}
	}
}

// cycles tell how far a subscription is: completed of total for each cycle, and
// the day of the next charge.
func cycles(sub api.Subscription) string {
	var b strings.Builder
	for _, e := range sub.Billing().Executions {
		fmt.Fprintf(&b, "%s %d/%d (%d left) ", e.TenureType, *e.Completed, *e.Total, *e.Remaining)
	}
	if next := sub.Billing().Next; !next.IsZero() {
		b.WriteString(next.Format("2.1.2006"))
	}
	return sub.State() + " " + strings.TrimSpace(b.String())
}

const month = 31 * 24 * time.Hour

func TestASubscriptionIsApprovedThenActiveThenChargedByTheClock(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	plan := done(s, api.CreatePlan, basis())
	sale := s.sale(0, subscribing(plan.ID, api.Time{}))
	if *sale.BasketInfo.Sum != 199 {
		t.Fatalf("the first month costs %d", *sale.BasketInfo.Sum)
	}
	if links := sale.PaymentLinks; links.Debit == "" || links.CreditCard == "" || links.Invoice != "" {
		t.Errorf("links of methods that can, and cannot, be charged again: %+v", links)
	}
	in, _ := by("debit")
	prepared := done(s, api.PrepareSmartTransaction, in, sale.ID, "debit")
	sub := fetched(s, api.Subscriptions, prepared.Subscription.ID)
	if sub.State() != "approved" || sub.Smart.ID != sale.ID || sub.Plan.ID != plan.ID || sub.Customer.ID != prepared.Customer.ID || sub.Container.ID != prepared.Container.ID {
		t.Errorf("%+v", sub)
	}
	started := done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID)
	if p := s.paid(started); p.Subscription.ID != sub.ID || *p.Amount != 199 {
		t.Errorf("%+v", p)
	}
	for n, want := range []string{
		"active trial 1/1 (0 left) regular 0/2 (2 left) 14.12.2025",
		"active trial 1/1 (0 left) regular 1/2 (1 left) 14.1.2026",
		"completed trial 1/1 (0 left) regular 2/2 (0 left)",
		"completed trial 1/1 (0 left) regular 2/2 (0 left)",
	} {
		if got := cycles(fetched(s, api.Subscriptions, sub.ID)); got != want {
			t.Errorf("after %d months: %s, want %s", n, got, want)
		}
		s.wait(month)
	}
	charged := found(s, api.PaymentTransactions, "subscription.id:"+sub.ID)
	if len(charged) != 3 || *charged[0].Amount != 799 || charged[0].ProductID != 16 || charged[0].Customer.ID != sub.Customer.ID || charged[0].PaymentData != charged[2].PaymentData {
		t.Fatalf("%d payments, %+v", len(charged), charged)
	}
	done(s, api.CancelPayment, api.Refund{By: 799}, charged[0].ID)
	if st := done(s, api.CheckPaymentStatus, api.None{}, charged[0].ID); *st.Amount != 0 {
		t.Errorf("%+v", st)
	}
}

func TestASubscriptionThatStartsLaterCostsItsSetUpFirst(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	in := basis()
	in.Cycles = []api.BillingCycle{cycle(0, "setup", 1, 500), cycle(1, "regular", 0, 799)}
	plan := done(s, api.CreatePlan, in)
	start := api.Time{Time: epoch.AddDate(0, 0, 10)}
	sale := s.sale(0, subscribing(plan.ID, start))
	debit, _ := by("debit")
	started := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: debit}, sale.ID, "debit")
	if *s.paid(started).Amount != 500 {
		t.Errorf("the set-up costs %d", *s.paid(started).Amount)
	}
	id := started.Subscription.ID
	if got := cycles(fetched(s, api.Subscriptions, id)); got != "active setup 1/1 (0 left) regular 0/0 (0 left) 24.11.2025" {
		t.Error(got)
	}
	s.wait(11 * 24 * time.Hour)
	if got := cycles(fetched(s, api.Subscriptions, id)); got != "active setup 1/1 (0 left) regular 1/0 (0 left) 24.12.2025" {
		t.Error(got)
	}
	if n := len(found(s, api.PaymentTransactions, "subscription.id:"+id)); n != 2 {
		t.Errorf("%d payments", n)
	}
}

func TestAFirstMonthForNothingIsAnAuthorisationOfNothing(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	in := basis()
	in.Cycles = []api.BillingCycle{cycle(1, "trial", 1, 0), cycle(2, "regular", 0, 799)}
	debit, _ := by("debit")
	sale := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: debit}, s.sale(0, subscribing(done(s, api.CreatePlan, in).ID, api.Time{})).ID, "debit")
	if got := s.inEffect(sale); sale.Status != "ok" || got != "115 subscription approved 0" {
		t.Errorf("%s, %s", sale.Status, got)
	}
	s.wait(month)
	if n := len(found(s, api.PaymentTransactions, "amount:799 AND subscription.id:"+sale.Subscription.ID)); n != 1 {
		t.Errorf("%d payments after the first month", n)
	}
}

func TestASubscriptionWithoutItsContainerIsSuspendedUntilThereIsANewOne(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	in := basis()
	in.Cycles = []api.BillingCycle{cycle(1, "regular", 0, 799)}
	debit, _ := by("debit")
	sale := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: debit}, s.sale(0, subscribing(done(s, api.CreatePlan, in).ID, api.Time{})).ID, "debit")
	id := sale.Subscription.ID
	done(s, api.DeletePaymentContainer, api.None{}, sale.Container.ID)
	s.wait(month)
	if got := fetched(s, api.Subscriptions, id); got.State() != "suspended" {
		t.Fatalf("%+v", got)
	}
	renewal := done(s, api.RenewSubscriptionContainer, api.None{}, id)
	if l := renewal.PaymentLinks; renewal.Subscription.ID != id || renewal.Status != "created" || l.Debit == "" || l.CreditCard == "" || l.PayPal == "" || *renewal.BasketInfo.Sum != 0 {
		t.Fatalf("%+v", renewal)
	}
	again := account()
	again.Private.IBAN = "DE81850400611005523759"
	authorised := done(s, api.PrepareSmartTransaction, api.PrepareSmart{Container: again}, renewal.ID, "debit")
	if authorised.Status != "ok" || authorised.Container.ID == sale.Container.ID {
		t.Errorf("%+v", authorised)
	}
	s.wait(time.Minute)
	sub := fetched(s, api.Subscriptions, id)
	if sub.State() != "active" || sub.Container.ID != authorised.Container.ID {
		t.Errorf("%+v", sub)
	}
	if paid := found(s, api.PaymentTransactions, "amount:799 AND subscription.id:"+id); len(paid) != 2 || !strings.HasPrefix(paid[0].PaymentData, "DE81") {
		t.Errorf("%+v", paid)
	}
	byCard := done(s, api.RenewSubscriptionContainer, api.None{}, id)
	done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, byCard.ID, "creditcard")
	s.wait(time.Minute)
	if sub := fetched(s, api.Subscriptions, id); sub.Container.Type != "credit_card" || sub.State() != "active" {
		t.Errorf("by card: %+v", sub)
	}
}

func TestASubscriptionEndsWithTheSaleThatIsGivenUp(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	plan := done(s, api.CreatePlan, basis()).ID
	debit, _ := by("debit")
	ends := map[string]func(id string){
		"abort":  func(id string) { done(s, api.AbortSmartTransaction, api.None{}, id) },
		"update": func(id string) { done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{}, id) },
		"cancel": func(id string) { done(s, api.CancelSmartTransaction, api.None{}, id) },
		"cancel when active": func(id string) {
			done(s, api.StartSmartTransaction, api.StartSmart{}, id)
			done(s, api.CancelSmartTransaction, api.None{}, id)
		},
	}
	for name, end := range ends {
		sale := done(s, api.PrepareSmartTransaction, debit, s.sale(0, subscribing(plan, api.Time{})).ID, "debit")
		end(sale.ID)
		if sub := fetched(s, api.Subscriptions, sale.Subscription.ID); sub.State() != "cancelled" || !sub.Billing().Next.IsZero() {
			t.Errorf("%s: %+v", name, sub)
		}
		refusedBy(s, "ProductNotAllowedException", api.RenewSubscriptionContainer, api.None{}, sale.Subscription.ID)
	}
	s.wait(2 * month)
	if n := len(found(s, api.PaymentTransactions, "amount:799")); n != 0 {
		t.Errorf("%d charges of subscriptions that are over", n)
	}
	refusedBy(s, "ProductNotFoundException", api.RenewSubscriptionContainer, api.None{}, "SUB_X")
	inactive := done(s, api.PatchPlan, api.NewPlan{Status: "inactive"}, plan)
	refusedBy(s, "ProductNotAllowedException", api.CreateSmartTransaction, api.NewSmartTransaction{
		Basket: &api.NewBasket{Products: []api.NewProduct{{ItemType: "subscription", PlanID: inactive.ID}}},
	})
}

func TestSeededSubscriptionsGoOn(t *testing.T) {
	s := openShop(t, sandbox.Options{Payments: 5000})
	states := map[string]int{}
	for _, sub := range found(s, api.Subscriptions, "") {
		states[sub.State()]++
		sale := fetched(s, api.SmartTransactions, sub.Smart.ID)
		if sale.Subscription.ID != sub.ID || s.paid(sale).Subscription.ID != sub.ID || sale.Container.ID != sub.Container.ID || sale.Customer.ID != sub.Customer.ID {
			t.Errorf("subscription %s of sale %+v", sub.ID, sale)
		}
	}
	if states["active"] < 10 || states["approved"] == 0 || states["suspended"] == 0 || states["cancelled"] == 0 {
		t.Errorf("%v", states)
	}
	active := found(s, api.Subscriptions, "status:active")[0]
	if before := len(found(s, api.PaymentTransactions, "subscription.id:"+active.ID)); before != 1 {
		t.Errorf("%d payments in the first month", before)
	}
	s.wait(month)
	after := fetched(s, api.Subscriptions, active.ID)
	if paid := found(s, api.PaymentTransactions, "subscription.id:"+active.ID); len(paid) != 2 || *paid[0].Amount == 0 || *after.Billing().Executions[1].Completed != 1 {
		t.Errorf("%d payments, %s", len(paid), cycles(after))
	}
}

func TestAMonthEndsOnItsLastDay(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	in := basis()
	in.Cycles = []api.BillingCycle{cycle(1, "regular", 0, 799)}
	s.clock.at = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	plan := done(s, api.CreatePlan, in).ID
	debit, _ := by("debit")
	sale := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: debit}, s.sale(0, subscribing(plan, api.Time{})).ID, "debit")
	if next := fetched(s, api.Subscriptions, sale.Subscription.ID).Billing().Next; next.Format("2.1.2006") != "28.2.2026" {
		t.Errorf("%s", next)
	}
}
