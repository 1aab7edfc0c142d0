package runner

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// wiretap keeps the one request of a kind.
type wiretap struct {
	http.RoundTripper
	request      string
	body, action string
}

func (w *wiretap) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == "POST" && strings.HasSuffix(r.URL.Path, w.request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		w.body, w.action = string(body), r.Header.Get("X-Action")
		r.Body = io.NopCloser(strings.NewReader(w.body))
	}
	return w.RoundTripper.RoundTrip(r)
}

// through has the program of a counter talk over another line, from now on.
func (c *counter) through(line http.RoundTripper) {
	c.t.Helper()
	id, secret := c.server.Credentials()
	var err error
	c.client, err = api.New(api.Config{BaseURL: c.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: line})
	if err != nil {
		c.t.Fatal(err)
	}
	c.jobs.Close()
	c.restart()
}

func TestExactlyWhatWasShownAndHashedIsSentUnderTheIntentsAction(t *testing.T) {
	eachKind(t, sandbox.Options{}, func(t *testing.T, kind state.WriteKind, k kindCase, c *counter) {
		order := k.order(c)
		order.Intent = "SHOWN"
		tap := &wiretap{RoundTripper: c.server.RoundTripper(), request: k.request}
		c.through(tap)
		c.jobs.Start(order)
		time.Sleep(time.Minute)
		synctest.Wait()
		if want := string(order.Body()); tap.body != want || tap.action != state.ActionID("SHOWN") {
			t.Errorf("sent %q under %q, shown %q", tap.body, tap.action, want)
		}
	})
}

func TestASaleIsChargedByWhatNeedsNobodyOrAsItWasPrepared(t *testing.T) {
	for name, f := range map[string]struct{ prepare, method, want string }{
		"in cash":         {"", "cash", "ok"},
		"at the terminal": {"", "cashless", "ok"},
		"by transfer":     {"", "prepaid", "pending"},
		"by invoice":      {"", "invoice", "ok"},
		"as prepared":     {"invoice", "", "ok"},
	} {
		for _, fault := range []sandbox.Fault{{}, {DropAfter: true}} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newKindCounter(t)
					defer c.close()
					payer := first(c, api.PaymentCustomers, "", func(p api.Customer) bool { return p.Contact.Address.City != "" })
					sum := api.Minor(2500)
					sale, err := api.CreateSmartTransaction.Do(t.Context(), c.client, api.NewSmartTransaction{Customer: api.PaymentCustomer{ID: payer.ID},
						BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}})
					if err == nil && f.prepare != "" {
						_, err = api.PrepareSmartTransaction.Do(t.Context(), c.client, api.PrepareSmart{}, sale.Value.ID, f.prepare)
					}
					if err != nil {
						t.Fatal(err)
					}
					kindCase{request: strings.TrimSuffix("/start/"+f.method, "/")}.befall(c, fault)
					c.jobs.Start(c.orderFor(state.WriteOrder{Kind: state.KindStart, Target: sale.Value.ID, Amount: 2500, Option: f.method}))
					time.Sleep(time.Minute)
					if last := c.last(); last.State != state.WriteApplied {
						t.Errorf("it told %q: %v %+v", c.heard(), last.Err, last.Problems)
					}
					if got := get(c, api.SmartTransactions, sale.Value.ID).Status; got != f.want {
						t.Errorf("the sale is %s", got)
					}
				})
			})
		}
	}
}

// An end of day closes what a till could cancel before.
func TestAReceiptIsNotCancelledAfterTheEndOfDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newKindCounter(t)
		defer c.close()
		order := kindCases[state.KindReceiptCancel].order(c)
		time.Sleep(5 * time.Second)
		c.elsewhere(state.WriteOrder{Kind: state.KindEndOfDay, Target: get(c, api.SmartTransactions, order.Target).Destination.ID})
		c.jobs.Start(order)
		time.Sleep(time.Minute)
		last := c.last()
		if last.State != state.WriteRefused || len(last.Problems) != 1 || last.Problems[0].Kind != state.ProblemInReport {
			t.Errorf("it told %+v", last)
		}
		if n := kindCases[state.KindReceiptCancel].requests(c); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
