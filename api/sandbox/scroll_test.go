package sandbox_test

import (
	"fmt"
	"net/url"
	"reflect"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api/sandbox"
)

// next reads the following batch of a scroll.
func (c *client) next(id string) reply {
	return c.send("GET", "/Payment/Transactions?scroll_id="+url.QueryEscape(id), nil)
}

func TestAScrollGivesEveryRowOnceWhileTheDataChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.IntRange(1, 90).Draw(rt, "payments")
		c := open(t, sandbox.Options{Payments: size, Seed: rapid.Uint64().Draw(rt, "seed")})
		q := rapid.SampledFrom([]string{"", "status:6", "amount:[* TO 3000]", "NOT customer.name:m*", "_exists_:order_id"}).Draw(rt, "q")
		order := rapid.SampledFrom([]string{"", "created:asc", "amount:asc", "status_text:desc,amount:asc", "customer.name:asc"}).Draw(rt, "sort")
		count := rapid.IntRange(1, 40).Draw(rt, "count")
		params := "q=" + url.QueryEscape(q) + "&sort=" + order
		whole := c.get("/Payment/Transactions?count=1000&" + params)

		r := c.get(fmt.Sprintf("/Payment/Transactions?count=%d&scroll_expire=5m&%s", count, params))
		id := r.text("scroll_id")
		if r.int("count") != whole.int("count") || id == "" {
			rt.Fatalf("first batch: count %d of %d, scroll_id %q", r.int("count"), whole.int("count"), id)
		}
		seen := 0
		for r.len("data") > 0 {
			for i := range r.len("data") {
				if got, want := r.get("data", i), whole.get("data", seen); !reflect.DeepEqual(got, want) {
					rt.Fatalf("row %d is not as it was when the scroll began:\n got %.400v\nwant %.400v", seen, got, want)
				}
				seen++
			}
			if r.len("data") > count {
				rt.Fatalf("a batch of %d, asked for %d", r.len("data"), count)
			}
			for range rapid.IntRange(0, 4).Draw(rt, "changes") {
				target := whole.text("data", rapid.IntRange(0, whole.len("data")-1).Draw(rt, "target"), "id")
				c.send("POST", "/Payment/Transactions/"+target+"/cancel", map[string]any{"reduce_amount_by": 100})
				c.clock.advance(rapid.SampledFrom([]time.Duration{0, time.Second, 30 * time.Second}).Draw(rt, "wait"))
			}
			c.signIn()
			r = c.next(id)
			if r.get("count") != nil || r.get("data") == nil {
				rt.Fatalf("a continuation has a count or no data: %.200s", r.raw)
			}
		}
		if seen != whole.int("count") {
			rt.Fatalf("%d rows in the scroll, %d in the list", seen, whole.int("count"))
		}
		if end := c.next(id); end.status != 200 || end.len("data") != 0 {
			rt.Fatalf("after its end a scroll answers %d %.200s", end.status, end.raw)
		}
	})
}

func TestAScrollKeepsAVersionHoweverOftenItsRowChanges(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 400})
	id := c.first("status:25 AND amount:[500 TO *]")
	lower := func(times int) {
		for n := range times {
			if r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 1}); r.status != 200 {
				t.Fatalf("reduction %d: %d %s", n, r.status, r.raw)
			}
		}
	}
	lower(3)
	first := c.get("/Payment/Transactions?count=1&q=id:" + id)
	scroll := c.get("/Payment/Transactions?count=1&sort=created:asc&scroll_expire=1m").text("scroll_id")
	lower(40)
	for r := c.next(scroll); r.len("data") > 0; r = c.next(scroll) {
		if r.text("data", 0, "id") == id {
			if r.int("data", 0, "amount") != first.int("data", 0, "amount") {
				t.Errorf("the scroll says %d, it was %d when it began", r.int("data", 0, "amount"), first.int("data", 0, "amount"))
			}
			return
		}
	}
	t.Error("the payment is not in the scroll")
}

func TestAScrollExpiresOnTheClockUnlessItIsRead(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 100})
	id := c.get("/Payment/Transactions?count=10&scroll_expire=1m").text("scroll_id")
	for range 3 {
		c.clock.advance(59 * time.Second)
		if r := c.next(id); r.len("data") != 10 {
			t.Fatalf("a context that is read ended early: %d %s", r.status, r.raw)
		}
	}
	c.clock.advance(time.Minute)
	for _, gone := range []string{id, "nonsense"} {
		r := c.next(gone)
		if r.status != 404 || r.text("error") != "ProductNotFoundException" || r.text("error_details")[:9] != "scroll_id" {
			t.Errorf("%s: %d %s", gone, r.status, r.raw)
		}
	}
}

func TestAScrollBelongsToItsListAndIgnoresOtherParameters(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 100})
	id := url.QueryEscape(c.get("/Payment/Transactions?count=10&scroll_expire=1m&fields=id").text("scroll_id"))
	if r := c.send("GET", "/Smart/Transactions?scroll_id="+id, nil); r.status != 404 {
		t.Errorf("another list continues it: %d", r.status)
	}
	r := c.get("/Payment/Transactions?scroll_expire=5m&count=3&q=amount:1&scroll_id=" + id)
	if r.len("data") != 10 || len(r.get("data", 0).(map[string]any)) != 1 {
		t.Errorf("the batch is not as the scroll began: %.300s", r.raw)
	}
}

func TestForgottenScrollsAreFreedAndTheirNumberIsBounded(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 100, MaxScrolls: 3})
	begin := func() int { return c.send("GET", "/Payment/Transactions?scroll_expire=30s", nil).status }
	for i := range 3 {
		if got := begin(); got != 200 {
			t.Fatalf("scroll %d: %d", i, got)
		}
	}
	if got := begin(); got != 500 {
		t.Errorf("one scroll too many answers %d", got)
	}
	c.clock.advance(30 * time.Second)
	if got := begin(); got != 200 {
		t.Errorf("after the others expired: %d", got)
	}
}

func TestFiftyClientsScrollWhileOthersRefund(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 600})
	targets := c.get("/Payment/Transactions?count=40&q=status:17&fields=id")
	var all sync.WaitGroup
	for n := range 50 {
		all.Go(func() {
			seen := map[string]bool{}
			r := c.send("GET", "/Payment/Transactions?count=100&scroll_expire=1m&fields=id", nil)
			total, id := r.int("count"), r.text("scroll_id")
			for r.len("data") > 0 {
				for i := range r.len("data") {
					seen[r.text("data", i, "id")] = true
				}
				r = c.next(id)
			}
			if len(seen) != total || total < 600 {
				t.Errorf("client %d saw %d of %d", n, len(seen), total)
			}
		})
	}
	for i := range targets.len("data") {
		all.Go(func() {
			c.send("POST", "/Payment/Transactions/"+targets.text("data", i, "id")+"/cancel", map[string]any{"reduce_amount_by": 1})
		})
	}
	all.Wait()
	if got := len(c.server.AllRefunds()); got != targets.len("data") {
		t.Errorf("%d refunds, want %d", got, targets.len("data"))
	}
}
