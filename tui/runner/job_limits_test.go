package runner

import (
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/state"
)

// bounded is a shop of managers who give back up to thirty euros each, fifty a day.
var bounded = state.Policy{Default: state.Manager, Expires: time.Hour,
	Limits: map[state.Role]map[string]state.Limit{state.Manager: {"EUR": {Refund: ptr[api.Minor](3000), Day: ptr[api.Minor](5000)}}}}

func TestACancelledSaleCountsAsARefundOfItsSum(t *testing.T) {
	for _, kind := range []state.WriteKind{state.KindSmartCancel, state.KindReceiptCancel} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(t, nil)
			defer c.close()
			c.jobs.Close()
			c.policy = bounded
			c.restart()
			var last string
			for i, want := range []state.WriteState{state.WriteApplied, state.WriteApplied, state.WriteApproval} { // 25.00 each
				order := kindCases[kind].order(c)
				last = c.jobs.Start(order)
				time.Sleep(time.Minute)
				if m := c.last(); m.State != want || want == state.WriteApproval && m.Why != state.WhyAboveDay {
					t.Errorf("%s number %d: it told %+v", kind, i+1, m)
				}
			}
			if got := kindCases[kind].requests(c); got != 2 {
				t.Errorf("%s: %d requests", kind, got)
			}
			c.jobs.Approve(t.Context(), last, "berta")
			time.Sleep(time.Minute)
			if m := c.last(); m.State != state.WriteApplied || kindCases[kind].requests(c) != 3 {
				t.Errorf("%s: approved it told %+v", kind, m)
			}
			refund := jobOrder(c.payment(api.StatusAccepted), 100) // the day is over for refunds, too
			c.jobs.Start(refund)
			time.Sleep(time.Minute)
			if m := c.last(); m.State != state.WriteApproval || m.Why != state.WhyAboveDay {
				t.Errorf("%s, then a refund: it told %+v", kind, m)
			}
		})
	}
}
