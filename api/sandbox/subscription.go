package sandbox

import (
	"fmt"
	"slices"
	"time"

	"tresen/api"
)

// Payment Subscriptions: made when a sale that asks for one is approved, active
// when it starts, and charged by the clock from then on.
//
// Where the reference is silent: the set-up of a plan is part of the first sale,
// and so is its first cycle, unless the basket says that it starts later. Every
// further cycle is a payment of its own when it is due. A subscription whose
// container is gone is suspended by its next charge, until a new one is
// authorised. Without a plan (subscription.purpose) nothing is charged by
// itself. Both names of the cycles are answered, billing_info of the reference
// and billing_cycles of the newer clients.

const subscriptionObject = "payment.subscriptions"

var subscriptions *shelf

func init() {
	subscriptions = shelfOf(spec{
		object: subscriptionObject, prefix: "SUB_", noun: "Payment Subscription", path: "/Payment/Subscriptions",
		seed: seedSubscriptions, loaded: func(s *Server, o object) { s.billLater(o) },
	})
}

// The states of a subscription.
const (
	subApproved  = "approved"
	subActive    = "active"
	subSuspended = "suspended"
	subCancelled = "cancelled"
	subCompleted = "completed"
)

// runs reports whether a subscription is not over.
func runs(o object) bool {
	return slices.Contains([]string{subApproved, subActive, subSuspended}, o.text("status"))
}

// newSubscription makes the subscription that an approved sale asks for. Plan is
// nil for one without.
func (s *Server) newSubscription(now time.Time, sale, plan object, line object) object {
	o := object{
		{"smart_transaction", ref(smartObject, sale.text("id"))}, {"merchant", ref(merchantObject, sale.text("merchant.id"))},
		{"contract", sale.get("contract")}, {"customer", ref(customerObject, sale.text("customer.id"))}, {"container", sale.get("container")},
		{"start_at", line.get("start_at")}, {"status", subApproved}, {"demo", sale.flag("is_demo")},
		{"-method", sale.get("payment_method")}, {"-purpose", sale.at("-subscription.purpose")},
	}
	if plan != nil {
		cycles, _ := plan.get("billing_cycles").([]object)
		o = o.with("plan", ref(planObject, plan.text("id"))).with("-cycles", cycles).with("-currency", plan.text("currency")).
			with("-purpose", plan.text("description"))
		if id := plan.text("paypal_plan_id"); id != "" && sale.text("payment_method") == payPal {
			d := roll(s.options.Seed, diceText, s.stock(subscriptions).count(live)+5<<40)
			o = o.with("paypal_subscription_id", fmt.Sprintf("I-%012X", d.next()>>16))
		}
	}
	return subscriptions.add(s, now, withCycles(object(nil).merged(o), nil, 0))
}

// activate starts a subscription whose sale was paid: the set-up is done, and
// the first cycle too where it does not start later.
func (s *Server) activate(now time.Time, id string) {
	o := subscriptions.get(s, id)
	if o == nil || o.text("status") != subApproved {
		return
	}
	cycles := sortedCycles(o)
	done := make([]int64, len(cycles))
	start := now
	if at, err := time.Parse(time.RFC3339, o.text("start_at")); err == nil && at.After(now) {
		start = at
	} else {
		o = o.with("start_at", wireTime(now.Unix()))
	}
	next := start
	for i, c := range cycles {
		if c.text("tenure_type") == "setup" {
			done[i] = max(1, c.int("total_cycles"))
		} else if start.Equal(now) {
			done[i]++
			next = interval(c, start)
			break
		}
	}
	o = subscriptions.put(s, now, withCycles(o.with("status", subActive), done, next.Unix()))
	s.billLater(o)
}

// bill charges the cycle that is due.
func (s *Server) bill(now time.Time, o object) {
	cycles, done := sortedCycles(o), cyclesDone(o)
	i := currentCycle(cycles, done)
	if i < 0 {
		subscriptions.put(s, now, withCycles(o.with("status", subCompleted), done, 0))
		return
	}
	container := paymentContainers.get(s, o.text("container.id"))
	if container == nil {
		subscriptions.put(s, now, o.with("status", subSuspended))
		return
	}
	if price := cycles[i].int("price"); price > 0 {
		s.charge(now, o, container, api.Minor(price))
	}
	done[i]++
	next := interval(cycles[i], now).Unix()
	if currentCycle(cycles, done) < 0 {
		o, next = o.with("status", subCompleted), 0
	}
	s.billLater(subscriptions.put(s, now, withCycles(o, done, next)))
}

// charge books the payment of a cycle.
func (s *Server) charge(now time.Time, o, container object, price api.Minor) {
	payer, _ := paymentCustomers.get(s, o.text("customer.id")).get("contact").(object)
	b := booking{
		kind: smartKinds[o.text("-method")].kind, state: stDone, amount: price, currency: o.text("-currency"), purpose: o.text("-purpose"),
		payer: payerOf(payer), customer: o.text("customer.id"), demo: o.flag("demo"),
		rest: object{
			{"contract", o.get("contract")}, {"subscription", ref(subscriptionObject, o.text("id"))}, {"payment_data", maskedAccount(container)},
			{"basket", []object{{
				{"item_type", "subscription"}, {"name", o.text("-purpose")}, {"quantity", 1}, {"price", price}, {"total", price},
			}}},
		},
	}
	if b.demo {
		b.state = stDemo
	}
	s.book(now, b)
}

// subscriptionOf is a reference to the subscription that a payment belongs to,
// nil where there is none.
func (s *Server) subscriptionOf(p payment) any {
	if p.made != nil {
		return p.made.rest.get("subscription")
	}
	if n, asked := s.subscribed[p.index]; asked {
		return subscriptions.ref(s, n)
	}
	return nil
}

// billLater arranges the next charge of an active subscription.
func (s *Server) billLater(o object) {
	next, err := time.Parse(time.RFC3339, o.text("billing_info.next_billing_time"))
	if err != nil || o.text("status") != subActive {
		return
	}
	s.ledger.later(next, func(at time.Time) {
		o := subscriptions.get(s, o.text("id"))
		if o.text("status") == subActive && o.text("billing_info.next_billing_time") == wireTime(next.Unix()) {
			s.bill(at, o)
		}
	})
}

// endSubscription cancels what a sale that is given up had asked for.
func (s *Server) endSubscription(now time.Time, id string) {
	if o := subscriptions.get(s, id); o != nil && runs(o) {
		subscriptions.put(s, now, withCycles(o.with("status", subCancelled), cyclesDone(o), 0))
	}
}

// renew gives a subscription the container that its payer has authorised. One
// that was suspended goes on, with what was due.
func (s *Server) renew(now time.Time, id string, container object) {
	o := subscriptions.get(s, id)
	if o == nil || !runs(o) {
		return
	}
	o = o.with("container", briefContainer(container))
	if o.text("status") != subSuspended {
		subscriptions.put(s, now, o)
		return
	}
	s.billLater(subscriptions.put(s, now, withCycles(o.with("status", subActive), cyclesDone(o), now.Unix())))
}

// sortedCycles are the cycles that a subscription was made with, by sequence.
func sortedCycles(o object) []object {
	cycles, _ := o.get("-cycles").([]object)
	return slices.SortedFunc(slices.Values(cycles), func(a, b object) int { return int(a.int("sequence") - b.int("sequence")) })
}

func cyclesDone(o object) []int64 {
	executions, _ := o.at("billing_info.cycle_executions").([]object)
	done := make([]int64, len(executions))
	for i, e := range executions {
		done[i] = e.int("cycles_completed")
	}
	return done
}

// currentCycle is the cycle whose turn it is, -1 after the last one.
func currentCycle(cycles []object, done []int64) int {
	for i, c := range cycles {
		total := c.int("total_cycles")
		if c.text("tenure_type") != "setup" && (total == 0 || done[i] < total) {
			return i
		}
	}
	return -1
}

// interval is when the cycle after a time is due.
func interval(cycle object, from time.Time) time.Time {
	n := int(cycle.int("interval.count"))
	from = from.In(berlin)
	switch cycle.text("interval.unit") {
	case "day":
		return from.AddDate(0, 0, n)
	case "week":
		return from.AddDate(0, 0, 7*n)
	case "year":
		n *= 12
	}
	// A month without that day ends before it.
	at := from.AddDate(0, n, 0)
	if at.Day() != from.Day() {
		at = at.AddDate(0, 0, -at.Day())
	}
	return at
}

// withCycles says how far a subscription is, under both names; next is the unix
// second of the next charge, 0 for none.
func withCycles(o object, done []int64, next int64) object {
	executions := []object{}
	for i, c := range sortedCycles(o) {
		completed, total := int64(0), c.int("total_cycles")
		if i < len(done) {
			completed = done[i]
		}
		executions = append(executions, object{
			{"sequence", c.get("sequence")}, {"tenure_type", c.get("tenure_type")}, {"total_cycles", total},
			{"cycles_completed", completed}, {"cycles_remaining", max(0, total-completed)},
		})
	}
	info := object{{"cycle_executions", executions}, {"next_billing_time", nil}}
	if next != 0 && len(executions) > 0 {
		info = info.with("next_billing_time", wireTime(next))
	}
	return o.with("billing_info", info).with("billing_cycles", info)
}
