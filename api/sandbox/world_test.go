package sandbox_test

import (
	"fmt"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// all reads every payment.
func (c *client) all() []any {
	c.t.Helper()
	var items []any
	r := c.get("/Payment/Transactions?count=1000&scroll_expire=1m")
	for id := r.text("scroll_id"); r.len("data") > 0; r = c.next(id) {
		items = append(items, r.get("data").([]any)...)
	}
	return items
}

func TestTheDataFollowsFromSeedAndMoment(t *testing.T) {
	read := func(o sandbox.Options) []any { return open(t, o).all() }
	first := read(sandbox.Options{Seed: 7, Payments: 400})
	if !reflect.DeepEqual(first, read(sandbox.Options{Seed: 7, Payments: 400})) {
		t.Error("the same seed gave other data")
	}
	if reflect.DeepEqual(first, read(sandbox.Options{Seed: 8, Payments: 400})) {
		t.Error("another seed gave the same data")
	}
	if n := len(read(sandbox.Options{Payments: -1})); n != 0 {
		t.Errorf("a server without payments has %d", n)
	}
	if n := len(read(sandbox.Options{Payments: 1})); n != 1 {
		t.Errorf("a server with one payment has %d", n)
	}
}

func TestEveryPaymentIsConsistentInItself(t *testing.T) {
	c := open(t, sandbox.Options{})
	formOfID := regexp.MustCompile(`^PCI_[0-9A-Z]{30}$`)
	formOfHash := regexp.MustCompile(`^[a-z]{12}[0-9]{7}$`)
	byID, refunds := map[string]reply{}, map[string]int{}
	last := ""
	for _, item := range c.all() {
		p := reply{body: item}
		id := p.text("id")
		if !formOfID.MatchString(id) || !formOfHash.MatchString(p.text("transaction_hash")) || byID[id].body != nil {
			t.Fatalf("id %q or hash %q is malformed or comes twice", id, p.text("transaction_hash"))
		}
		byID[id] = p
		created, err := time.Parse(time.RFC3339, p.text("created"))
		if err != nil || created.After(epoch) || created.Before(epoch.AddDate(0, -6, 0)) || last != "" && p.text("created") > last && p.text("created")[19:] == last[19:] {
			t.Errorf("%s: created %s after %s: %v", id, p.text("created"), last, err)
		}
		last = p.text("created")
		if p.text("updated") < p.text("created") {
			t.Errorf("%s: updated %s before it was created %s", id, p.text("updated"), p.text("created"))
		}
		if at, err := time.Parse(time.RFC3339, p.text("completion_date")); err == nil && at.After(epoch) {
			t.Errorf("%s: completed in the future, %s", id, p.text("completion_date"))
		}
		for _, twin := range []string{"amount", "status"} {
			if p.int(twin) != p.int("details", twin) {
				t.Errorf("%s: %s differs from its details", id, twin)
			}
		}
		sum := 0
		for i := range p.len("basket") {
			sum += p.int("basket", i, "total")
		}
		if p.len("basket") > 0 && sum != p.int("amount") {
			t.Errorf("%s: the basket is %d, the amount %d", id, sum, p.int("amount"))
		}
		if data := p.text("payment_data"); strings.Contains(data, "DE") && !strings.Contains(data, "XXXX XXXX XXXX XX") {
			t.Errorf("%s: the account %s is not masked", id, data)
		}
		if parent := p.text("parents", 0, "id"); parent != "" {
			if p.int("amount") >= 0 {
				t.Errorf("%s: a refund of %d", id, p.int("amount"))
			}
			refunds[parent] -= p.int("amount")
		} else if p.int("amount") <= 0 {
			t.Errorf("%s: a payment of %d", id, p.int("amount"))
		}
	}
	for _, p := range byID {
		if parent := byID[p.text("parents", 0, "id")]; parent.body != nil && parent.text("created") > p.text("created") && parent.text("created")[19:] == p.text("created")[19:] {
			t.Errorf("%s: refunded before it was paid", parent.text("id"))
		}
	}
	for parent := range refunds {
		truth, ok := c.server.Truth(parent)
		if !ok || refunded(truth) > truth.Amount || byID[parent].len("related_transactions") != len(truth.Refunds) {
			t.Errorf("%s: refunds of %d: %+v", parent, refunds[parent], truth)
		}
	}
	if len(refunds) < 50 {
		t.Errorf("only %d payments have refunds", len(refunds))
	}
}

func TestTheDataHasWhatABackOfficeMeets(t *testing.T) {
	c := open(t, sandbox.Options{})
	for _, q := range []string{
		"product_id:16", "product_id:26", "product_id:36", "product_id:267", "product_id:440", "currency:CHF", "accrual:true",
		"details.status_simple:4", "details.status_simple:3", "details.status_simple:5", "details.status_simple:7", "status:9 AND product_id:26",
		"status:25", "status:85", "status:210", "customer.companyname:*", "customer.surname:müller", "NOT _exists_:customer.id", "tid:62341001",
		"customer.name:\"Anna Meier\" AND order_id:B-10427 AND amount:4990 AND status:6",
		"customer.name:\"Anna Meier\" AND order_id:B-10188 AND amount:4990 AND details.status_simple:4",
	} {
		if n := c.get("/Payment/Transactions?count=0&q=" + escape(q)).int("count"); n == 0 {
			t.Errorf("no payment has %s", q)
		}
	}
	if n := c.get("/Payment/Transactions?count=0&q=" + escape("customer.name:\"Anna Meier\"")).int("count"); n < 5 {
		t.Errorf("Anna Meier has %d payments", n)
	}
}

func TestAPaymentIsFoundByWhateverNamesIt(t *testing.T) {
	c := open(t, sandbox.Options{})
	p := c.get("/Payment/Transactions/" + c.first("order_id:B-10427"))
	for _, q := range []string{
		"id:" + p.text("id"), "transaction_hash:" + p.text("transaction_hash"), fmt.Sprint("trans_id:", p.int("trans_id")),
		"order_id:B-10427 AND trans_id:" + fmt.Sprint(p.int("trans_id")), "customer.id:" + p.text("customer", "id") + " AND order_id:B-10427",
	} {
		if r := c.get("/Payment/Transactions?q=" + escape(q)); r.int("count") != 1 || r.text("data", 0, "id") != p.text("id") {
			t.Errorf("%s finds %d", q, r.int("count"))
		}
	}
	for _, q := range []string{"id:PCI_X", "trans_id:1", "trans_id:x", "NOT id:" + p.text("id") + " AND order_id:B-10427", "shoe_size:42"} {
		if r := c.get("/Payment/Transactions?q=" + escape(q)); r.int("count") != 0 {
			t.Errorf("%s finds %d", q, r.int("count"))
		}
	}
}

func TestAMillionPaymentsStartFastAndStaySmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	c := open(t, sandbox.Options{Payments: 1_000_000})
	r := c.get("/Payment/Transactions?count=100&scroll_expire=1m&q=" + escape("customer.name:meier AND status:6"))
	runtime.GC()
	runtime.ReadMemStats(&after)
	if r.int("count") < 100 || r.len("data") != 100 {
		t.Errorf("%d found, %d in the page", r.int("count"), r.len("data"))
	}
	if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > 100<<20 {
		t.Errorf("a million payments hold %d MiB", used>>20)
	}
	if got := c.get("/Payment/Transactions?count=1&sort=created:asc").text("data", 0, "created"); got > "2025" {
		t.Errorf("the oldest payment is of %s", got)
	}
	runtime.KeepAlive(c)
}
