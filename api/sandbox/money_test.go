package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestACancelKeepsItsRules(t *testing.T) {
	executed, cardHold := "status:6 AND product_id:16 AND amount:[2000 TO *]", "status:9 AND product_id:26 AND amount:[2000 TO *]"
	type step struct {
		body   map[string]any
		status int
		name   string // error
		left   int    // in effect afterwards, from what was before
		kids   int    // children afterwards
	}
	by := func(n any) map[string]any { return map[string]any{"reduce_amount_by": n} }
	const all = -1 << 40
	tests := []struct {
		name, q string
		steps   []step
	}{
		{"executed: each call is another refund", executed, []step{
			{by(500), 200, "", -500, 1}, {by("300"), 200, "", -800, 2},
		}},
		{"executed: an amount left out is everything that remains", executed, []step{
			{by(500), 200, "", -500, 1}, {map[string]any{"reason": "Storno"}, 200, "", all, 2}, {by(1), 405, "ProductNotAllowedException", all, 2},
		}},
		{"executed: no body is everything", executed, []step{{nil, 200, "", all, 1}}},
		{"executed: null and 0 are everything, as older clients send it", executed, []step{{by(nil), 200, "", all, 1}}},
		{"executed: 0 is everything", executed, []step{{by(0), 200, "", all, 1}}},
		{"executed: more than what remains changes nothing", executed, []step{
			{by(1_000_000), 405, "ProductNotAllowedException", 0, 0}, {by(500), 200, "", -500, 1},
		}},
		{"executed: the deprecated amount is what to refund", executed, []step{{map[string]any{"amount": 700}, 200, "", -700, 1}}},
		{"open: a part lowers the amount", "status:25", []step{{by(50), 200, "", -50, 0}, {by(50), 200, "", -100, 0}}},
		{"open: the whole cancels", "status:25", []step{{by(nil), 200, "", all, 0}, {by(1), 405, "ProductNotAllowedException", all, 0}}},
		{"open: the deprecated amount is what stays", "status:25 AND amount:[1000 TO *]", []step{{map[string]any{"amount": 1}, 200, "", all + 1, 0}}},
		{"card: an authorised amount is lowered once", cardHold, []step{
			{by(100), 200, "", -100, 0}, {by(100), 405, "ProductNotAllowedException", -100, 0}, {by(nil), 200, "", all, 0},
		}},
		{"debit: an authorised amount is lowered often", "status:9 AND product_id:50", []step{{by(10), 200, "", -10, 0}, {by(10), 200, "", -20, 0}}},
		{"invoice: not paid yet, so no child", "status:85", []step{{by(10), 200, "", -10, 0}}},
		{"chargeback: nothing to give back", "status:202", []step{{by(10), 405, "ProductNotAllowedException", 0, 0}}},
		{"void stays void", "status:59", []step{{by(10), 405, "ProductNotAllowedException", 0, 0}}},
		{"a refund is not refunded", "status:211", []step{{by(10), 405, "ProductNotAllowedException", 0, 0}}},
		{"a negative amount makes no sense", executed, []step{{by(-5), 500, "ProductInternalException", 0, 0}}},
		{"a decimal makes no sense", executed, []step{{by("5,00"), 500, "ProductInternalException", 0, 0}}},
		{"a reason with umlauts is refused", executed, []step{
			{map[string]any{"reduce_amount_by": 5, "reason": "Schönheitsfehler"}, 500, "ProductInternalException", 0, 0},
		}},
		{"a long reason is refused", executed, []step{
			{map[string]any{"reduce_amount_by": 5, "reason": fmt.Sprintf("%0101d", 1)}, 500, "ProductInternalException", 0, 0},
		}},
		{"every character of a reason passes", executed, []step{
			{map[string]any{"reduce_amount_by": 5, "reason": "0-9 a.z, A+Z: (a?) /'"}, 200, "", -5, 1},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := open(t, sandbox.Options{})
			id := c.first(test.q)
			start, _ := c.server.Truth(id)
			for n, step := range test.steps {
				var body any
				if step.body != nil {
					body = step.body
				}
				r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", body)
				if r.status != step.status || r.text("error") != step.name {
					t.Fatalf("step %d: %d %s", n, r.status, r.raw)
				}
				want := start.InEffect + api.Minor(step.left)
				if step.left < -1<<39 {
					want = api.Minor(step.left - all)
				}
				now, _ := c.server.Truth(id)
				if now.InEffect != want || len(now.Refunds)-len(start.Refunds) != step.kids {
					t.Fatalf("step %d: %d in effect and %d refunds, want %d and %d", n, now.InEffect, len(now.Refunds), want, step.kids)
				}
				if got := c.get("/Payment/Transactions/" + id + "/checkStatus").int("amount"); api.Minor(got) != want {
					t.Fatalf("step %d: checkStatus says %d, want %d", n, got, want)
				}
			}
		})
	}
}

func TestRefundsNeverExceedThePayment(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := open(t, sandbox.Options{Payments: 400, Seed: rapid.Uint64().Draw(rt, "seed")})
		id := c.first(rapid.SampledFrom([]string{"status:6", "status:17", "status:9 OR status:25 OR status:85"}).Draw(rt, "q"))
		start, _ := c.server.Truth(id)
		var doomed bool
		c.server.SetFaults(faultsOf(func() sandbox.Fault { return sandbox.Fault{DenyRefund: doomed} }))
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			c.signIn()
			before, _ := c.server.Truth(id)
			switch rapid.IntRange(0, 3).Draw(rt, "action") {
			case 0:
				c.clock.advance(time.Minute)
			case 1:
				doomed = !doomed
			default:
				by := max(1, rapid.SampledFrom([]int{
					rapid.IntRange(1, int(start.Amount)+50).Draw(rt, "any"), int(before.InEffect), int(before.InEffect) + 1,
				}).Draw(rt, "by"))
				r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": by})
				after, _ := c.server.Truth(id)
				took := before.InEffect - after.InEffect
				if r.status == 200 && took != api.Minor(by) || r.status != 200 && took != 0 {
					rt.Fatalf("a cancel by %d answered %d and took %d", by, r.status, took)
				}
				if r.status == 200 && api.Minor(by) > before.InEffect {
					rt.Fatalf("a cancel by %d was taken, %d were left", by, before.InEffect)
				}
			}
			now, _ := c.server.Truth(id)
			if sum := refunded(now); now.InEffect < 0 || now.InEffect > start.Amount || sum > start.Amount {
				rt.Fatalf("%d in effect and %d refunded of %d", now.InEffect, sum, start.Amount)
			}
			if void := now.Simple == api.StatusVoid; !void && now.InEffect != now.Amount-refunded(now) || void && now.InEffect != 0 {
				rt.Fatalf("%d in effect, amount %d, refunded %d, status %d", now.InEffect, now.Amount, refunded(now), now.Status)
			}
		}
	})
}

// refunded is what open and completed refunds of a payment add up to.
func refunded(truth sandbox.Truth) (sum api.Minor) {
	for _, r := range truth.Refunds {
		if r.State != sandbox.RefundDenied {
			sum -= r.Amount
		}
	}
	return sum
}

func TestADeniedRefundGivesTheAmountBack(t *testing.T) {
	c := open(t, sandbox.Options{})
	id := c.first("status:6 AND product_id:16")
	start, _ := c.server.Truth(id)
	c.server.SetFaults(faultsOf(func() sandbox.Fault { return sandbox.Fault{DenyRefund: true} }))
	c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 100})
	if now, _ := c.server.Truth(id); now.InEffect != start.InEffect-100 || now.Refunds[0].State != sandbox.RefundPending {
		t.Errorf("before it settles: %+v", now)
	}
	c.clock.advance(time.Minute)
	if now, _ := c.server.Truth(id); now.InEffect != start.InEffect || now.Refunds[0].State != sandbox.RefundDenied {
		t.Errorf("after it settled: %+v", now)
	}
}

func TestALargeRefundOfWhatWasPaidOutWaitsForTheMerchantsMoney(t *testing.T) {
	c := open(t, sandbox.Options{})
	id := c.first("status:17 AND amount:[12000 TO *]")
	r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 11000, "return_old_format": true})
	if r.get("refund_waiting_for_payment") != true || r.int("new_trans_id") == 0 {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	child := c.first(fmt.Sprint("trans_id:", r.int("new_trans_id")))
	state := func() sandbox.RefundState {
		truth, _ := c.server.Truth(id)
		return truth.Refunds[len(truth.Refunds)-1].State
	}
	c.clock.advance(time.Hour)
	c.signIn()
	if state() != sandbox.RefundPending {
		t.Errorf("without money the refund is %v", state())
	}
	if r := c.send("POST", "/Payment/Transactions/"+child+"/assignTransferBalance", nil); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.raw)
	}
	c.clock.advance(time.Minute)
	if state() != sandbox.RefundDone {
		t.Errorf("with money the refund is %v", state())
	}
}
