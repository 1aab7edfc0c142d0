package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// shop is a server on a clock of its own, and the program's client of it.
type shop struct {
	*sandbox.Server
	t     *testing.T
	c     *api.Client
	clock *clock
}

func openShop(t *testing.T, o sandbox.Options) *shop {
	t.Helper()
	s := &shop{t: t, clock: newClock()}
	o.Now = s.clock.now
	if o.Payments == 0 {
		o.Payments = 80
	}
	s.Server = sandbox.New(o)
	s.c = dial(t, s.Server)
	return s
}

// done is what an operation of the shop answered; it has to work, and to leave
// nothing untyped.
func done[In, Out any](s *shop, op api.Op[In, Out], in In, args ...string) Out {
	s.t.Helper()
	item, err := op.Do(s.t.Context(), s.c, in, args...)
	if err != nil {
		s.t.Fatalf("%s %s %v: %v", op.Method, op.Path, args, err)
	}
	if len(item.Drift) > 0 {
		s.t.Errorf("%s %s %v: drift %v in %s", op.Method, op.Path, args, item.Drift, item.Raw)
	}
	return item.Value
}

// refusedBy is what an operation of the shop has to be refused by, and the error.
func refusedBy[In, Out any](s *shop, name string, op api.Op[In, Out], in In, args ...string) *api.Error {
	s.t.Helper()
	item, err := op.Do(s.t.Context(), s.c, in, args...)
	status := map[string]int{
		"ProductNotAllowedException": http.StatusMethodNotAllowed, "ProductNotFoundException": http.StatusNotFound,
		"ProductInternalException": http.StatusInternalServerError, "ProductDuplicateException": http.StatusConflict,
	}[name]
	e, _ := errors.AsType[*api.Error](err)
	if e == nil || e.Name != name || e.Status != status {
		s.t.Fatalf("%s %s %v: %v, want %s; answer %s", op.Method, op.Path, args, err, name, item.Raw)
	}
	return e
}

// fetched is one object of the shop.
func fetched[T any](s *shop, r api.Resource[T], id string) T {
	s.t.Helper()
	item, err := r.Get(s.t.Context(), s.c, id)
	if err != nil || len(item.Drift) > 0 {
		s.t.Fatalf("GET %s/%s: %v, drift %v", r.Path, id, err, item.Drift)
	}
	return item.Value
}

// found are the objects of the shop that match, newest first.
func found[T any](s *shop, r api.Resource[T], q string) []T {
	s.t.Helper()
	page, err := r.Find(s.t.Context(), s.c, api.Query{Q: q, Count: 1000})
	if err != nil {
		s.t.Fatalf("GET %s?q=%s: %v", r.Path, q, err)
	}
	all := make([]T, len(page.Items))
	for i, item := range page.Items {
		all[i] = item.Value
	}
	return all
}

// still fails where an object of the shop is not what it was.
func still[T any](s *shop, r api.Resource[T], id string, run func()) {
	s.t.Helper()
	before, err := r.Get(s.t.Context(), s.c, id)
	if err != nil {
		s.t.Fatal(err)
	}
	run()
	after, err := r.Get(s.t.Context(), s.c, id)
	if err != nil || string(before.Raw) != string(after.Raw) {
		s.t.Errorf("%s was changed: %v\n%s\n%s", id, err, before.Raw, after.Raw)
	}
}

// contact is a payer with an address.
func contact() api.Contact {
	return api.Contact{
		Forename: "Jörg", Surname: "Özdemir", Email: "joerg@example.org",
		Address: api.Address{Street: "Mühlweg", StreetNumber: "7", PostalCode: "79098", City: "Freiburg", Country: "DE"},
	}
}

// account is a means of payment that nobody has kept yet.
func account() *api.UseContainer {
	return &api.UseContainer{NewContainer: api.NewContainer{
		Type: "bank_account", Private: &api.Instrument{IBAN: "DE89 3704 0044 0532 0130 00", Owner: "Jörg Özdemir"},
	}}
}

// sale is a new sale over an amount, by a customer who is known.
func (s *shop) sale(sum api.Minor, change ...func(*api.NewSmartTransaction)) api.SmartTransaction {
	s.t.Helper()
	in := api.NewSmartTransaction{
		TransactionRef: "B-77", BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}, Customer: api.PaymentCustomer{Contact: contact()},
	}
	for _, f := range change {
		f(&in)
	}
	return done(s, api.CreateSmartTransaction, in)
}

// paid is the payment of a sale.
func (s *shop) paid(sale api.SmartTransaction) api.PaymentTransaction {
	s.t.Helper()
	if len(sale.Payments) != 1 {
		s.t.Fatalf("sale %s (%s) has %d payments", sale.ID, sale.Status, len(sale.Payments))
	}
	return fetched(s, api.PaymentTransactions, sale.Payments[0].ID)
}

// inEffect is what checkStatus says of the payment of a sale.
func (s *shop) inEffect(sale api.SmartTransaction) string {
	s.t.Helper()
	st := done(s, api.CheckPaymentStatus, api.None{}, s.paid(sale).ID)
	return fmt.Sprintf("%d %s %d", st.Status, st.StatusSimpleText, *st.Amount)
}

// wait moves the clock of the shop.
func (s *shop) wait(d time.Duration) { s.clock.advance(d) }
