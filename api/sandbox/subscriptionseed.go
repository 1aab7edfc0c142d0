package sandbox

import (
	"slices"
	"time"
)

// Subscriptions of the seed: some of the world's online sales asked for one that
// costs nothing in its first month, so that whatever was charged since is in the
// world already.

// trialMonth is how long after its sale a seeded subscription is surely in its
// first month, in seconds.
const trialMonth = 28 * 24 * 3600

// subscribers are the payments whose sales asked for a subscription, by time,
// and the number of each: those that are only authorised, one in four of the
// others that are in their first month, and one in twenty of those before, which
// were cancelled or suspended.
func subscribers(w *world, sales []int32) ([]int32, map[int32]int) {
	var rows []int32
	number, fit := map[int32]int{}, 0
	for _, i := range sales {
		r := w.rows[i]
		online := r.flags&flagOnline != 0 && r.flags&flagTold == 0 && r.customer >= 0 && r.customer < maxContained
		settled := states[r.state].phase == executed || r.state == stAuthorised
		if !online || !settled || r.kind != kDebit && r.kind != kCard {
			continue
		}
		every := 20
		switch {
		case r.state == stAuthorised:
			every = 1
		case w.inTrial(r):
			every = 4
		}
		if fit++; fit%every == 0 {
			number[i] = len(rows)
			rows = append(rows, i)
		}
	}
	return rows, number
}

func (w *world) inTrial(r row) bool { return w.epoch-int64(r.created) < trialMonth }

func seedSubscriptions(s *Server) []object {
	var all []object
	for n, i := range s.subscribers {
		all = append(all, s.drawSubscription(n, i))
	}
	return all
}

func (s *Server) drawSubscription(n int, i int32) object {
	w := s.ledger.world
	r := w.rows[i]
	plan := planSeeds[n%subscribedPlans]
	sale, _ := slices.BinarySearch(s.smartRows, i)
	card := 0
	if r.kind == kCard {
		card = 1
	}
	o := object{
		{"smart_transaction", smartTransactions.ref(s, sale)}, {"merchant", generalMerchants.ref(s, 0)}, {"contract", contracts.ref(s, 0)},
		{"customer", paymentCustomers.ref(s, int(r.customer))}, {"container", s.containerRef(int(r.customer), card)},
		{"plan", plans.ref(s, n%subscribedPlans)}, {"start_at", wireTime(int64(r.created))}, {"status", subActive}, {"demo", false},
		{"created", wireTime(int64(r.created))}, {"updated", wireTime(int64(r.created) + 5)},
		{"-method", smartMethods[r.kind]}, {"-cycles", plan.cycles}, {"-currency", "EUR"}, {"-purpose", plan.text},
	}
	next := interval(planCycle(1, "month", "trial", 1, 0), time.Unix(int64(r.created), 0)).Unix()
	switch {
	case r.state == stAuthorised:
		return withCycles(o.with("status", subApproved), nil, 0)
	case w.inTrial(r):
		return withCycles(o, []int64{1, 0}, next)
	case n%2 == 0:
		return withCycles(o.with("status", subSuspended), []int64{1, 0}, next)
	}
	return withCycles(o.with("status", subCancelled), []int64{1, 0}, 0)
}

// containerRef is the account (0) or the card (1) of a payer of the world as
// sales name it.
func (s *Server) containerRef(who, card int) object {
	return paymentContainers.ref(s, 2*who+card).with("type", []string{bankAccount, creditCard}[card])
}

// billSeeds arranges the next charge of the seeded ones that are active.
func (s *Server) billSeeds() {
	for n := range s.subscribers {
		if o := subscriptions.get(s, subscriptions.id(s, n)); o != nil {
			s.billLater(o)
		}
	}
}
