package runner

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// Somebody else acts on the same object while a request is in doubt.
func TestWhatOthersDoInDoubtIsNotTakenForOursNorHidesIt(t *testing.T) {
	lost, executed := sandbox.Fault{DropBefore: true}, sandbox.Fault{DropAfter: true}
	same := func(c *counter, o state.WriteOrder) { c.elsewhere(o) }
	card := func(kind state.WriteKind, amount api.Minor) func(*counter, state.WriteOrder) {
		return func(c *counter, o state.WriteOrder) {
			c.elsewhere(state.WriteOrder{Kind: kind, Target: o.Target, Amount: amount})
		}
	}
	refunds := func(amount api.Minor) func(*counter, state.WriteOrder) {
		return func(c *counter, o state.WriteOrder) {
			target := o.Target
			if strings.HasPrefix(target, "STX_") {
				target = get(c, api.SmartTransactions, o.Target).Payments[0].ID
			}
			c.elsewhere(state.WriteOrder{Kind: state.KindRefund, Target: target, Amount: amount})
		}
	}
	for i, f := range []struct {
		name  string
		kind  state.WriteKind
		fault sandbox.Fault
		then  func(*counter, state.WriteOrder)
		want  string
	}{
		{"the same onto the card", state.KindCharge, executed, card(state.KindCharge, 500), "double"},
		{"the same off the card", state.KindDischarge, executed, card(state.KindDischarge, 500), "double"},
		{"what was charged is spent", state.KindCharge, executed, card(state.KindDischarge, 500), "conflict"},
		{"what was taken is charged", state.KindDischarge, executed, card(state.KindCharge, 500), "conflict"},
		{"points given are taken", state.KindChargePoints, executed, card(state.KindTakePoints, 12), "conflict"},
		{"another amount instead", state.KindCharge, lost, card(state.KindCharge, 700), "conflict"},
		{"all is captured instead", state.KindCapture, lost, func(c *counter, o state.WriteOrder) {
			o.Amount = o.Baseline.InEffect
			c.elsewhere(o)
		}, "conflict"},
		{"what was captured is refunded in part", state.KindCapture, executed, refunds(200), "applied"},
		{"the authorisation is lowered instead", state.KindCapture, lost, refunds(300), "conflict"},
		{"it is let go instead", state.KindRevokeAccrual, lost, same, "applied"},
		{"started by another method instead", state.KindStart, lost, func(c *counter, o state.WriteOrder) {
			o.Option = "prepaid"
			c.elsewhere(o)
		}, "conflict"},
		{"aborted instead", state.KindStart, lost, func(c *counter, o state.WriteOrder) {
			if _, err := api.AbortSmartTransaction.Do(c.t.Context(), c.client, api.None{}, o.Target); err != nil {
				c.t.Fatal(err)
			}
		}, "conflict"},
		{"refunded in part instead", state.KindSmartCancel, lost, refunds(700), "conflict"},
		{"cancelled instead", state.KindSmartCancel, lost, same, "applied"},
		{"refunded in part instead, at the till", state.KindReceiptCancel, lost, refunds(700), "conflict"},
		{"a report instead", state.KindEndOfDay, lost, same, "applied"},
		{"another report", state.KindEndOfDay, executed, same, "conflict"},
		{"locked instead", state.KindLock, lost, same, "applied"},
		{"unlocked instead", state.KindUnlock, lost, same, "applied"},
		{"another link of the number", state.KindLink, executed, same, "conflict"},
		{"a link of another amount", state.KindLink, executed, func(c *counter, o state.WriteOrder) {
			o.Amount++
			c.elsewhere(o)
		}, "applied"},
		{"another payout to the account", state.KindPayout, lost, func(c *counter, o state.WriteOrder) {
			o.Intent = "ANOTHER"
			c.elsewhere(o)
		}, "conflict"},
	} {
		if skipped(i) {
			continue
		}
		t.Run(string(f.kind)+"/"+f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3}))
				defer c.close()
				k := kindCases[f.kind]
				order := k.order(c)
				k.befall(c, f.fault)
				c.jobs.Start(order)
				time.Sleep(time.Second)
				c.server.SetFaults(nil)
				f.then(c, order)
				time.Sleep(2 * time.Hour)
				if got := squeeze(c.heard()); got != "snapshot armed sent unknown "+f.want {
					t.Errorf("it told %q", got)
				}
			})
		})
	}
}

// tampering changes the answers of the one request of a kind.
type tampering struct {
	http.RoundTripper
	request string
	change  func(body string) string
}

func (tr *tampering) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := tr.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != "POST" || !strings.HasSuffix(r.URL.Path, tr.request) {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewBufferString(tr.change(string(body))))
	resp.ContentLength = -1
	return resp, nil
}

func TestASuccessThatSpeaksOfSomethingElseProvesNothing(t *testing.T) {
	// For each kind, what in the answer is the other one's.
	other := map[state.WriteKind]map[string]string{
		state.KindCapture:       {`"id":"PCI_`: `"id":"PCI_X`, `"amount":1200`: `"amount":1201`},
		state.KindRevokeAccrual: {`"id":"PCI_`: `"id":"PCI_X`, `"accrual":false`: `"accrual":true`},
		state.KindStart:         {`"id":"STX_`: `"id":"STX_X`, `"status":"ok"`: `"status":"failed"`},
		state.KindSmartCancel:   {`"id":"STX_`: `"id":"STX_X`, `"status":"cancelled"`: `"status":"ok"`},
		state.KindReceiptCancel: {`"id":"STX_`: `"id":"STX_X`, `"status":"cancelled"`: `"status":"ok"`},
		state.KindCharge:        {`"id":"MCD_`: `"id":"MCD_X`, `"amount":500`: `"amount":400`},
		state.KindDischarge:     {`"id":"MCD_`: `"id":"MCD_X`, `"amount":500`: `"amount":400`},
		state.KindChargePoints:  {`"id":"MCD_`: `"id":"MCD_X`},
		state.KindTakePoints:    {`"id":"MCD_`: `"id":"MCD_X`},
		state.KindPayout:        {`"order_id":"`: `"order_id":"x`, `"amount":4200`: `"amount":42`},
		state.KindEndOfDay:      {`"id":"SDV_`: `"id":"SDV_X`, `"status":"ok"`: `"status":"failed"`},
		state.KindLock:          {`"id":"MCD_`: `"id":"MCD_X`, `"lock_status":"locked"`: `"lock_status":"unlocked"`},
		state.KindUnlock:        {`"id":"MCD_`: `"id":"MCD_X`, `"lock_status":"unlocked"`: `"lock_status":"locked"`},
		state.KindLink:          {`"transactionRef":"`: `"transactionRef":"x`, `"sum":2500`: `"sum":25`},
	}
	for i, kind := range slices.Sorted(maps.Keys(kindCases)) {
		k := kindCases[kind]
		for was, is := range other[kind] {
			if skipped(i) {
				continue
			}
			t.Run(string(kind)+"/"+strings.Trim(is, `"`), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3}))
					defer c.close()
					order := k.order(c)
					changed := false
					c.through(&tampering{c.server.RoundTripper(), k.request, func(body string) string {
						changed = strings.Contains(body, was)
						return strings.ReplaceAll(body, was, is)
					}})
					c.jobs.Start(order)
					time.Sleep(time.Hour)
					synctest.Wait()
					if got := squeeze(c.heard()); got != "snapshot armed sent unknown applied" || !changed {
						t.Errorf("it told %q", got)
					}
				})
			})
		}
		if len(other[kind]) == 0 {
			t.Errorf("%s: no answer is tried", kind)
		}
	}
}
