package sandbox_test

import (
	"net/http"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// dial is the program's own client of a server in process.
func dial(t testing.TB, s *sandbox.Server) *api.Client {
	t.Helper()
	id, secret := s.Credentials()
	c, err := api.New(api.Config{BaseURL: s.BaseURL(), ClientID: id, ClientSecret: secret, Transport: s.RoundTripper(), Lang: "de"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheClientReadsTheWholeSandboxWithoutDrift(t *testing.T) {
	s := sandbox.New(sandbox.Options{Payments: 3000})
	c := dial(t, s)
	seen := 0
	for item, err := range api.PaymentTransactions.All(t.Context(), c, api.Query{Count: 700}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(item.Drift) > 0 || item.Value.Amount == nil || item.Value.Details.StatusSimple == nil || item.Value.Created.IsZero() {
			t.Fatalf("drift %v in %s", item.Drift, item.Raw)
		}
		seen++
	}
	if seen != 3000 {
		t.Errorf("%d payments", seen)
	}
	for item, err := range api.SmartTransactions.All(t.Context(), c, api.Query{}) {
		if err != nil || len(item.Drift) > 0 {
			t.Fatalf("%v, drift %v in %s", err, item.Drift, item.Raw)
		}
	}
	for item, err := range api.Merchants.All(t.Context(), c, api.Query{}) {
		if err != nil || len(item.Drift) > 0 {
			t.Fatalf("%v, drift %v in %s", err, item.Drift, item.Raw)
		}
	}
}

func TestTheClientTellsWhatBecameOfARefund(t *testing.T) {
	s := sandbox.New(sandbox.Options{Payments: 300})
	c := dial(t, s)
	page, err := api.PaymentTransactions.Find(t.Context(), c, api.Query{Q: "order_id:B-10427"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%v, %d items", err, len(page.Items))
	}
	id := page.Items[0].Value.ID
	for _, test := range []struct {
		name    string
		fault   sandbox.Fault
		by      api.Minor
		fails   bool
		outcome api.Outcome
		refunds int
	}{
		{"done", sandbox.Fault{}, 100, false, 0, 1},
		{"too much", sandbox.Fault{}, 10000, true, api.Rejected, 1},
		{"refused connection", sandbox.Fault{Refuse: true}, 100, true, api.NotSent, 1},
		{"dropped after", sandbox.Fault{DropAfter: true}, 100, true, api.Unknown, 2},
		{"dropped before", sandbox.Fault{DropBefore: true}, 100, true, api.Unknown, 2},
		{"server error", sandbox.Fault{Status: 500}, 100, true, api.Unknown, 2},
	} {
		s.SetFaults(onPosts(test.fault))
		_, err := api.CancelPayment.Do(t.Context(), c, api.Refund{By: test.by}, id)
		if (err != nil) != test.fails || test.fails && api.OutcomeOf(err) != test.outcome {
			t.Errorf("%s: %v, outcome %v", test.name, err, api.OutcomeOf(err))
		}
		if got := len(s.AllRefunds()); got != test.refunds {
			t.Errorf("%s: %d refunds, want %d", test.name, got, test.refunds)
		}
	}
	if got := s.Requests()["POST /Payment/Transactions/"+id+"/cancel"]; got != 6 {
		t.Errorf("%d requests for six refunds", got)
	}
}

func TestTheClientSignsInAgainAndKnowsAnExpiredScroll(t *testing.T) {
	clock := newClock()
	s := sandbox.New(sandbox.Options{Payments: 300, Now: clock.now})
	c := dial(t, s)
	page, err := api.PaymentTransactions.Find(t.Context(), c, api.Query{ScrollExpire: time.Minute})
	if err != nil || page.ScrollID == "" {
		t.Fatal(err)
	}
	clock.advance(21 * time.Minute) // past the token's life, of which the client's own clock knows nothing
	if _, err = api.PaymentTransactions.Next(t.Context(), c, page.ScrollID); !api.IsScrollExpired(err) {
		t.Errorf("an expired scroll is %v", err)
	}
	if got := s.Requests()["POST /oauth/token"]; got != 2 {
		t.Errorf("%d sign-ins", got)
	}
	once := true
	s.SetFaults(func(r *http.Request) sandbox.Fault {
		expired := once && r.Method == http.MethodGet
		once = once && !expired
		return sandbox.Fault{Code2003: expired}
	})
	if _, err := api.Merchants.Get(t.Context(), c, "me"); err != nil {
		t.Errorf("403 with code 2003: %v", err)
	}
}

func TestEveryOperationAnswersWhatTheClientExpects(t *testing.T) {
	s := sandbox.New(sandbox.Options{Payments: 20000})
	c := dial(t, s)
	find := func(q string) string {
		page, err := api.PaymentTransactions.Find(t.Context(), c, api.Query{Q: q, Count: 1})
		if err != nil || len(page.Items) == 0 {
			t.Fatalf("%s: %v, %d found", q, err, len(page.Items))
		}
		return page.Items[0].Value.ID
	}
	amount := api.Minor(500)
	for name, do := range map[string]func() ([]string, error){
		"twint": func() ([]string, error) {
			i, err := api.CreateTwintPayment.Do(t.Context(), c, api.NewPayment{Amount: 500, Currency: "CHF", PaymentMethods: []string{"twint"}})
			return i.Drift, err
		},
		"capture": func() ([]string, error) {
			i, err := api.CapturePayment.Do(t.Context(), c, api.Capture{Amount: &amount}, find("status:9 AND amount:[500 TO *]"))
			return i.Drift, err
		},
		"shipping URL": func() ([]string, error) {
			i, err := api.PaymentShippingURL.Do(t.Context(), c, api.None{}, find("status:85"))
			return i.Drift, err
		},
		"accrual": func() ([]string, error) {
			i, err := api.RevokePaymentAccrual.Do(t.Context(), c, api.None{}, find("accrual:true"))
			return i.Drift, err
		},
		"instructions": func() ([]string, error) {
			i, err := api.PaymentInstructionsOf.Do(t.Context(), c, api.None{}, find("product_id:36"))
			return i.Drift, err
		},
		"old format": func() ([]string, error) {
			i, err := api.PaymentOldFormat.Do(t.Context(), c, api.None{}, find("_exists_:customer.companyname"))
			return i.Drift, err
		},
		"crowd funding": func() ([]string, error) {
			m, err := api.Merchants.Get(t.Context(), c, "me")
			if err != nil {
				return nil, err
			}
			i, err := api.CrowdFundingData.Do(t.Context(), c, api.None{}, m.Value.ID)
			return i.Drift, err
		},
		"shipping": func() ([]string, error) {
			i, err := api.ReportPaymentShipping.Do(t.Context(), c, api.ShippingInformation{Carrier: "DHL"}, find("status:85"))
			return i.Drift, err
		},
		"increase": func() ([]string, error) {
			i, err := api.IncreasePaymentAmount.Do(t.Context(), c, api.NewAmount{Amount: 5_000_000}, find("status:25"))
			return i.Drift, err
		},
		"status": func() ([]string, error) {
			i, err := api.CheckPaymentStatus.Do(t.Context(), c, api.None{}, find("status:6"))
			return i.Drift, err
		},
		"balance": func() ([]string, error) {
			i, err := api.AssignTransferBalance.Do(t.Context(), c, api.None{}, find("status:205"))
			return i.Drift, err
		},
	} {
		if drift, err := do(); err != nil || len(drift) > 0 {
			t.Errorf("%s: %v, drift %v", name, err, drift)
		}
	}
	for _, shape := range []sandbox.CancelShape{sandbox.CancelArray, sandbox.CancelObject, sandbox.CancelResult} {
		c := dial(t, sandbox.New(sandbox.Options{Payments: 300, CancelShape: shape}))
		page, err := api.PaymentTransactions.Find(t.Context(), c, api.Query{Q: "order_id:B-10427"})
		if err != nil {
			t.Fatal(err)
		}
		i, err := api.CancelPayment.Do(t.Context(), c, api.Refund{By: 100}, page.Items[0].Value.ID)
		if err != nil || len(i.Drift) > 0 {
			t.Errorf("cancel in shape %d: %v, drift %v", shape, err, i.Drift)
		}
	}
}
