package sandbox

import (
	"slices"
	"unicode/utf8"

	"tresen/api"
)

// Payment Plans: what subscriptions cost, and how often.
//
// Where the reference is silent: a new plan is active, as its sample shows. It
// has at least one cycle, and no two of the same sequence. A PUT without
// description or billing_cycles is refused, a PATCH takes what it gets. What
// runs already goes on under the cycles it was made with.

const (
	planObject = "payment.plans"
	// maxPlanText is the longest description of a plan, in characters.
	maxPlanText = 50
)

var plans *shelf

func init() {
	plans = shelfOf(spec{object: planObject, prefix: "PLN_", noun: "Payment Plan", path: "/Payment/Plans", seed: seedPlans})
	handle("POST /Payment/Plans", createPlan)
	handle("PUT /Payment/Plans/{paymentPlanId}", changePlan)
	handle("PATCH /Payment/Plans/{paymentPlanId}", changePlan)
}

// planForm is the body of a plan. The merchant is always the one who is signed
// in.
var planForm = form{
	must(text("description")), like("currency", "[A-Z]{3}", "an ISO 4217 code like EUR"), text("paypal_plan_id"),
	oneOf("status", "created", "active", "inactive"), eachOf("payment_methods", "creditcard", "debit", payPal),
	must(rows("billing_cycles",
		must(between("sequence", 0, 99)), must(group("interval", must(oneOf("unit", "day", "week", "month", "year")), must(between("count", 1, 366)))),
		must(oneOf("tenure_type", "setup", "trial", "regular")), must(between("total_cycles", 0, 999)), must(between("price", 0, maxAmount)),
	)),
	oneOf("product_type", "physical", "digital", "service"), link("merchant", merchantObject), link("merchant_id", merchantObject),
}

// eachOf takes an array of texts of a list.
func eachOf(name string, allowed ...string) field {
	all := words(name)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		taken, no := all.take(at, v)
		if no != nil {
			return nil, no
		}
		for _, word := range taken.([]string) {
			if !slices.Contains(allowed, word) {
				return nil, at.invalid("there is no %q", word)
			}
		}
		return taken, nil
	}}
}

func createPlan(s *Server, c *call) (any, *problem) {
	in, no := planForm.create(s, c)
	if no == nil {
		no = validPlan(in)
	}
	if no != nil {
		return nil, no
	}
	o := object{
		{"description", ""}, {"merchant", s.merchantRef()}, {"currency", "EUR"}, {"billing_cycles", nil}, {"payment_methods", []string{"creditcard", "debit"}},
		{"status", "active"}, {"product_type", "physical"}, {"created", wireTime(c.now.Unix())}, {"updated", wireTime(c.now.Unix())},
	}
	return s.answerOf(c, plans.add(s, c.now, o.replaced(planBody(in)))), nil
}

// planBody is a body without the merchant that it may name.
func planBody(in object) object { return in.without("merchant").without("merchant_id") }

func changePlan(s *Server, c *call) (any, *problem) {
	o, no := plans.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := planForm.change(s, c)
	if no != nil {
		return nil, no
	}
	for _, name := range []string{"description", "billing_cycles"} {
		if c.Method == "PUT" && in.get(name) == nil {
			return nil, invalid("%s: must not be empty", name)
		}
	}
	o = c.over(o, planBody(in))
	if no := validPlan(o); no != nil {
		return nil, no
	}
	return s.answerOf(c, plans.put(s, c.now, o)), nil
}

func validPlan(o object) *problem {
	if utf8.RuneCountInString(o.text("description")) > maxPlanText {
		return invalid("description: longer than %d characters", maxPlanText)
	}
	cycles, _ := o.get("billing_cycles").([]object)
	if len(cycles) == 0 {
		return invalid("billing_cycles: must not be empty")
	}
	known := map[int64]bool{}
	for _, cycle := range cycles {
		if n := cycle.int("sequence"); known[n] {
			return invalid("billing_cycles: there are two of the sequence %d", n)
		}
		known[cycle.int("sequence")] = true
	}
	return nil
}

// cycle is a stretch of a plan.
func planCycle(sequence int, unit, tenure string, total int, price api.Minor) object {
	return object{
		{"sequence", sequence}, {"interval", object{{"unit", unit}, {"count", 1}}}, {"tenure_type", tenure}, {"total_cycles", total}, {"price", price},
	}
}

// Plans that seeded subscriptions run under. Both begin with a month for
// nothing, so that no charge of them lies in the past.
const (
	planBread = iota
	planCoffee
	subscribedPlans
)

// planSeeds are what the bakery offers.
var planSeeds = []struct {
	text, status, kind, payPal string
	methods                    []string
	cycles                     []object
}{
	planBread: {"Brotkorb-Abo: 1. Monat gratis, dann mtl. 24,90 €", "active", "physical", "", []string{"creditcard", "debit"}, []object{
		planCycle(1, "month", "trial", 1, 0), planCycle(2, "month", "regular", 0, 2490)}},
	planCoffee: {"Kaffee-Abo: 1. Monat gratis, dann mtl. 12,90 €", "active", "physical", "P-5ML4271244454362W", []string{"creditcard", "debit", payPal}, []object{
		planCycle(1, "month", "trial", 1, 0), planCycle(2, "month", "regular", 12, 1290)}},
	{"Frühstückskiste, wöchentlich 39,00 €", "active", "physical", "", []string{"creditcard", "debit"}, []object{planCycle(1, "week", "regular", 0, 3900)}},
	{"Stollen-Club: Aufnahme 9,90 €, 49,00 € im Jahr", "inactive", "physical", "", []string{"debit"}, []object{
		planCycle(0, "year", "setup", 1, 990), planCycle(1, "year", "regular", 3, 4900)}},
	{"Backkurs online, monatlich 9,90 €", "created", "digital", "", []string{"creditcard", payPal}, []object{planCycle(1, "month", "regular", 6, 990)}},
}

func seedPlans(s *Server) []object {
	const week = 7 * 24 * 3600
	all := make([]object, len(planSeeds))
	for i, offer := range planSeeds {
		at := wireTime(s.ledger.world.epoch - int64(60-4*i)*week)
		all[i] = object{
			{"description", offer.text}, {"merchant", s.merchantRef()}, {"currency", "EUR"}, {"billing_cycles", offer.cycles},
			{"payment_methods", offer.methods}, {"status", offer.status}, {"product_type", offer.kind}, {"created", at}, {"updated", at},
		}
		if offer.payPal != "" {
			all[i] = all[i].with("paypal_plan_id", offer.payPal)
		}
	}
	return all
}
