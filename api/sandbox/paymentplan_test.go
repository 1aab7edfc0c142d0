package sandbox_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

// cycle is a monthly stretch of a plan.
func cycle(sequence int64, tenure string, total int64, price api.Minor) api.BillingCycle {
	return api.BillingCycle{Sequence: sequence, Interval: api.PlanInterval{Unit: "month", Count: 1}, TenureType: tenure, TotalCycles: total, Price: &price}
}

func basis() api.NewPlan {
	return api.NewPlan{
		Description: "Basis-Abo Probemonat 1,99 €, danach mtl. 7,99 €", ProductType: "physical", Currency: "EUR",
		Cycles: []api.BillingCycle{cycle(1, "trial", 1, 199), cycle(2, "regular", 2, 799)}, PayPalPlanID: "P-2WIL62NC8CUGMM123KK49OWE",
		PaymentMethods: []string{"creditcard", "debit", "paypal"},
	}
}

func TestAPlanIsCreatedReplacedAndPatched(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	made := done(s, api.CreatePlan, basis())
	if made.Status != "active" || made.Description != basis().Description || len(made.Cycles) != 2 || *made.Cycles[1].Price != 799 || made.Merchant.ID == "" || made.Updated.IsZero() {
		t.Errorf("%+v", made)
	}
	if all := found(s, api.Plans, "billing_cycles.price:799 AND payment_methods:paypal"); len(all) != 1 || cmp.Diff(all[0], made) != "" {
		t.Errorf("a search finds %+v", all)
	}
	patched := done(s, api.PatchPlan, api.NewPlan{Status: "inactive"}, made.ID)
	if patched.Status != "inactive" || patched.Description != made.Description || len(patched.Cycles) != 2 {
		t.Errorf("patched: %+v", patched)
	}
	put := basis()
	put.Description, put.Cycles, put.ProductType = "Basis-Abo", []api.BillingCycle{cycle(1, "regular", 0, 995)}, ""
	replaced := done(s, api.UpdatePlan, put, made.ID)
	if replaced.Description != "Basis-Abo" || len(replaced.Cycles) != 1 || replaced.ProductType != "physical" || replaced.Status != "inactive" || !replaced.Created.Equal(made.Created.Time) {
		t.Errorf("put: %+v", replaced)
	}
}

func TestAPlanIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	made := done(s, api.CreatePlan, basis())
	for name, spoil := range map[string]func(*api.NewPlan){
		"description too long": func(p *api.NewPlan) { p.Description = strings.Repeat("ä", 51) },
		"currency":             func(p *api.NewPlan) { p.Currency = "euro" },
		"status":               func(p *api.NewPlan) { p.Status = "paused" },
		"method":               func(p *api.NewPlan) { p.PaymentMethods = []string{"cash"} },
		"product type":         func(p *api.NewPlan) { p.ProductType = "cake" },
		"no cycle":             func(p *api.NewPlan) { p.Cycles = []api.BillingCycle{} },
		"two of a sequence":    func(p *api.NewPlan) { p.Cycles = append(p.Cycles, p.Cycles[0]) },
		"unit":                 func(p *api.NewPlan) { p.Cycles[0].Interval.Unit = "decade" },
		"tenure":               func(p *api.NewPlan) { p.Cycles[0].TenureType = "forever" },
		"negative price":       func(p *api.NewPlan) { p.Cycles[0].Price = new(api.Minor(-1)) },
	} {
		t.Run(name, func(t *testing.T) {
			bad := basis()
			spoil(&bad)
			refusedBy(s, "ProductInternalException", api.CreatePlan, bad)
			still(s, api.Plans, made.ID, func() {
				refusedBy(s, "ProductInternalException", api.UpdatePlan, bad, made.ID)
				refusedBy(s, "ProductInternalException", api.PatchPlan, bad, made.ID)
			})
		})
	}
	refusedBy(s, "ProductInternalException", api.CreatePlan, api.NewPlan{Description: "ohne"})
	refusedBy(s, "ProductInternalException", api.UpdatePlan, api.NewPlan{Description: "ohne"}, made.ID)
	refusedBy(s, "ProductNotFoundException", api.UpdatePlan, basis(), "PLN_X")
	refusedBy(s, "ProductNotFoundException", api.PatchPlan, basis(), "PLN_X")
}
