package runner

import (
	"context"

	"tresen/api"
	"tresen/state"
)

// source reads one kind of object and turns it into what state keeps. The rows
// for the store are made here, away from the update loop.
type source struct {
	find func(context.Context, *api.Client, api.Query) (state.Page, error)
	next func(ctx context.Context, c *api.Client, scrollID string) (state.Page, error)
	get  func(ctx context.Context, c *api.Client, id string) (state.Object, error)
}

// sources has one for every resource of state, by its name.
var sources = map[string]source{
	"payments":  from("payments", api.PaymentTransactions, func(p *api.PaymentTransaction) string { return p.ID }),
	"smart":     from("smart", api.SmartTransactions, func(s *api.SmartTransaction) string { return s.ID }),
	"merchants": from("merchants", api.Merchants, func(m *api.Merchant) string { return m.ID }),
}

// from makes the source of a resource of the API.
func from[T any](name string, r api.Resource[T], id func(*T) string) source {
	object := func(item *api.Item[T]) state.Object { return objectOf(name, id(&item.Value), item) }
	page := func(p api.Page[T], err error) (state.Page, error) {
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
		find: func(ctx context.Context, c *api.Client, q api.Query) (state.Page, error) {
			return page(r.Find(ctx, c, q))
		},
		next: func(ctx context.Context, c *api.Client, id string) (state.Page, error) {
			return page(r.Next(ctx, c, id))
		},
		get: func(ctx context.Context, c *api.Client, id string) (state.Object, error) {
			item, err := r.Get(ctx, c, id)
			return object(&item), err
		},
	}
}

// objectOf is an item of the API as state keeps it.
func objectOf[T any](resource, id string, item *api.Item[T]) state.Object {
	return state.Object{Resource: resource, ID: id, Value: &item.Value, Raw: item.Raw, Drift: item.Drift}
}
