package runner

import (
	"context"

	"tresen/api"
	"tresen/state"
)

// source reads one kind of object and turns it into what state keeps. The rows
// for the store are made here, away from the update loop.
type source struct {
	find  func(context.Context, *Runner, api.Query) (state.Page, error)
	next  func(ctx context.Context, r *Runner, scrollID string) (state.Page, error)
	get   func(ctx context.Context, r *Runner, id string) (state.Object, error)
	count func(context.Context, *Runner, state.Count) (int, error)
}

// sources has one for every resource of state, by its name.
var sources = map[string]source{
	"payments":         from("payments", api.PaymentTransactions, func(o *api.PaymentTransaction) string { return o.ID }),
	"payouts":          from("payouts", api.Payouts, func(o *api.Payout) string { return o.ID }),
	"subscriptions":    from("subscriptions", api.Subscriptions, func(o *api.Subscription) string { return o.ID }),
	"cards":            from("cards", api.MerchantCards, func(o *api.MerchantCard) string { return o.ID }),
	"devices":          from("devices", api.Devices, func(o *api.Device) string { return o.ID }),
	"smart":            from("smart", api.SmartTransactions, func(o *api.SmartTransaction) string { return o.ID }),
	"merchants":        from("merchants", api.Merchants, func(o *api.Merchant) string { return o.ID }),
	"customers":        from("customers", api.PaymentCustomers, func(o *api.Customer) string { return o.ID }),
	"containers":       from("containers", api.PaymentContainers, func(o *api.Container) string { return o.ID }),
	"contracts":        from("contracts", api.Contracts, func(o *api.Contract) string { return o.ID }),
	"paycontracts":     from("paycontracts", api.PaymentContracts, func(o *api.Contract) string { return o.ID }),
	"plans":            from("plans", api.Plans, func(o *api.Plan) string { return o.ID }),
	"invoices":         from("invoices", api.PaymentInvoices, func(o *api.Invoice) string { return o.ID }),
	"cardinvoices":     from("cardinvoices", api.CardInvoices, func(o *api.Invoice) string { return o.ID }),
	"cardprocessing":   from("cardprocessing", api.CardTransactions, func(o *api.CardTransaction) string { return o.ID }),
	"loyaltycards":     from("loyaltycards", api.LoyaltyCards, func(o *api.LoyaltyCard) string { return o.ID }),
	"cardgroups":       from("cardgroups", api.CardGroups, func(o *api.CardGroup) string { return o.ID }),
	"loyaltycustomers": from("loyaltycustomers", api.LoyaltyCustomers, func(o *api.LoyaltyCustomer) string { return o.ID }),
	"loyalty":          from("loyalty", api.LoyaltyTransactions, func(o *api.LoyaltyTransaction) string { return o.ID }),
	"routings":         from("routings", api.Routings, func(o *api.Routing) string { return o.ID }),
	"stores":           from("stores", api.Stores, func(o *api.Store) string { return o.ID }),
	"prepaiditems":     from("prepaiditems", api.PrepaidItems, func(o *api.PrepaidItem) string { return o.ID }),
	"prepaidsales":     from("prepaidsales", api.PrepaidSales, func(o *api.PrepaidSale) string { return o.ID }),
	"prepaidreports":   from("prepaidreports", api.PrepaidReports, func(o *api.PrepaidReport) string { return o.ID }),
	"idents":           from("idents", api.IdentRequests, func(o *api.IdentRequest) string { return o.ID }),
	"journal":          journalSource,
	"identresults":     from("identresults", api.IdentResults, func(o *api.IdentResult) string { return o.ID }),
}

// from makes the source of a resource of the API.
func from[T any](name string, r api.Resource[T], id func(*T) string) source {
	object := func(item *api.Item[T]) state.Object { return objectOf(name, id(&item.Value), item) }
	pageOf := func(p api.Page[T], err error) (state.Page, error) {
		out := state.Page{Total: p.Total, HasTotal: p.HasTotal, ScrollID: p.ScrollID}
		res := state.ResourceNamed(name)
		for i := range p.Items {
			o := object(&p.Items[i])
			out.Objects = append(out.Objects, o)
			out.Rows = append(out.Rows, res.RowOf(o))
		}
		return out, err
	}
	return source{
		find: func(ctx context.Context, run *Runner, q api.Query) (state.Page, error) {
			return pageOf(r.Find(ctx, run.client, q))
		},
		next: func(ctx context.Context, run *Runner, id string) (state.Page, error) {
			return pageOf(r.Next(ctx, run.client, id))
		},
		get: func(ctx context.Context, run *Runner, id string) (state.Object, error) {
			item, err := r.Get(ctx, run.client, id)
			return object(&item), err
		},
		count: func(ctx context.Context, run *Runner, e state.Count) (int, error) {
			page, err := r.Find(ctx, run.client, api.Query{Count: 1, Q: e.Q})
			return page.Total, err
		},
	}
}

// objectOf is an item of the API as state keeps it.
func objectOf[T any](resource, id string, item *api.Item[T]) state.Object {
	return state.Object{Resource: resource, ID: id, Value: &item.Value, Raw: item.Raw, Drift: item.Drift}
}
