package sandbox_test

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tresen/api/sandbox"
)

func TestAListAnswersItsParameters(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 300})
	tests := []struct {
		name, params string
		check        func(t *testing.T, r reply)
	}{
		{"without any it has twenty, newest first", "", func(t *testing.T, r reply) {
			if r.int("count") != 300 || r.len("data") != 20 || r.get("scroll_id") != nil {
				t.Errorf("count %d, %d items, scroll_id %v", r.int("count"), r.len("data"), r.get("scroll_id"))
			}
			ordered(t, r, func(i int) string { return r.text("data", i, "created") }, true)
		}},
		{"count 0 only counts", "count=0", func(t *testing.T, r reply) {
			if r.int("count") != 300 || r.len("data") != 0 {
				t.Errorf("%s", r.raw)
			}
		}},
		{"offset skips", "count=5&offset=298", func(t *testing.T, r reply) {
			if r.len("data") != 2 {
				t.Errorf("%d items", r.len("data"))
			}
		}},
		{"offset beyond the end is empty", "offset=1000", func(t *testing.T, r reply) {
			if r.int("count") != 300 || r.len("data") != 0 {
				t.Errorf("%s", r.raw)
			}
		}},
		{"q finds", "count=1000&q=details.status_simple:4", func(t *testing.T, r reply) {
			if r.int("count") == 0 || r.int("count") == 300 {
				t.Errorf("count %d", r.int("count"))
			}
			for i := range r.len("data") {
				if r.int("data", i, "details", "status_simple") != 4 {
					t.Errorf("item %d has status %d", i, r.int("data", i, "details", "status_simple"))
				}
			}
		}},
		{"q that finds nothing is empty", "q=customer.name:nobodyhere", func(t *testing.T, r reply) {
			if r.get("count") != 0.0 || r.len("data") != 0 || r.get("data") == nil {
				t.Errorf("%s", r.raw)
			}
		}},
		{"q over a property below an array", "q=basket.name:pr%C3%A4sentkorb", func(t *testing.T, r reply) {
			if !strings.Contains(string(r.raw), "Präsentkorb") {
				t.Errorf("%.300s", r.raw)
			}
		}},
		{"sort by two keys", "count=1000&sort=currency:desc,amount:asc", func(t *testing.T, r reply) {
			ordered(t, r, func(i int) string {
				return map[string]string{"EUR": "0", "CHF": "1"}[r.text("data", i, "currency")] + fmt.Sprintf("%09d", r.int("data", i, "amount")+1e8)
			}, false)
		}},
		{"sort as older clients write it", "count=1000&sort%5Bamount%5D=desc", func(t *testing.T, r reply) {
			ordered(t, r, func(i int) string { return fmt.Sprintf("%09d", r.int("data", i, "amount")+1e8) }, true)
		}},
		{"sort puts what has no value last", "count=1000&sort=customer.name:asc", func(t *testing.T, r reply) {
			if r.text("data", 0, "customer", "name") == "" || r.text("data", 299, "customer", "name") != "" {
				t.Errorf("first %q, last %q", r.text("data", 0, "customer", "name"), r.text("data", 299, "customer", "name"))
			}
		}},
		{"and last the other way round too", "count=1000&sort=customer.name:desc", func(t *testing.T, r reply) {
			if r.text("data", 0, "customer", "name") == "" || r.text("data", 299, "customer", "name") != "" {
				t.Errorf("first %q, last %q", r.text("data", 0, "customer", "name"), r.text("data", 299, "customer", "name"))
			}
		}},
		{"sort takes umlauts for their letters", "count=1000&sort=customer.surname:asc&q=customer.surname:%5BK%20TO%20L%5D", func(t *testing.T, r reply) {
			plain := strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss")
			ordered(t, r, func(i int) string { return plain.Replace(strings.ToLower(r.text("data", i, "customer", "surname"))) }, false)
		}},
		{"fields keep only themselves", "count=1&fields=id,details.amount,basket.name", func(t *testing.T, r reply) {
			item := r.get("data", 0).(map[string]any)
			if len(item) != 3 || len(item["details"].(map[string]any)) != 1 || len(item["basket"].([]any)[0].(map[string]any)) != 1 {
				t.Errorf("%v", item)
			}
		}},
		{"expand makes references whole", "count=1&expand=merchant", func(t *testing.T, r reply) {
			if r.text("data", 0, "merchant", "user", "companyname") == "" || r.get("data", 0, "customer", "contact") != nil {
				t.Errorf("%.600s", r.raw)
			}
		}},
		{"expand=true makes all of them whole", "count=1&expand=true&q=_exists_:customer.id", func(t *testing.T, r reply) {
			if r.text("data", 0, "customer", "contact", "email") == "" || r.text("data", 0, "store", "name") == "" {
				t.Errorf("%.900s", r.raw)
			}
		}},
		{"meta=true adds definitions", "count=1&meta=true", func(t *testing.T, r reply) {
			if r.text("meta", "properties", "amount", "type") != "integer" || r.len("data") != 1 {
				t.Errorf("%.300s", r.raw)
			}
		}},
		{"meta=only has nothing else", "meta=only", func(t *testing.T, r reply) {
			if r.text("meta", "properties", "created", "format") != "date-time" || r.get("data") != nil ||
				r.text("meta", "properties", "customer", "properties", "name", "type") != "string" {
				t.Errorf("%.300s", r.raw)
			}
		}},
		{"validate checks and runs nothing", "validate=1&q=amount:%5B1%20TO%202%5D", func(t *testing.T, r reply) {
			if r.get("result") != true || r.get("data") != nil {
				t.Errorf("%s", r.raw)
			}
		}},
		{"preset own is everything", "preset=own", func(t *testing.T, r reply) {
			if r.int("count") != 300 {
				t.Errorf("count %d", r.int("count"))
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.check(t, c.get("/Payment/Transactions?"+test.params)) })
	}
}

// ordered checks the order of the items' keys.
func ordered(t *testing.T, r reply, key func(int) string, desc bool) {
	t.Helper()
	keys := make([]string, r.len("data"))
	for i := range keys {
		keys[i] = key(i)
	}
	want := slices.Clone(keys)
	slices.SortFunc(want, func(a, b string) int {
		if desc {
			a, b = b, a
		}
		return cmp.Compare(a, b)
	})
	if diff := gocmp.Diff(want, keys); diff != "" || len(keys) < 2 {
		t.Errorf("%d items, order (-want +got):\n%s", len(keys), diff)
	}
}

func TestAListRefusesParametersThatMakeNoSense(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	for params, want := range map[string]string{
		"count=many":                         "count",
		"count=1001":                         "count",
		"count=-1":                           "count",
		"offset=x":                           "offset",
		"q=customer.name":                    "column",
		"q=(amount:1":                        "column",
		"validate=1&q=(amount:1":             "column",
		"sort=shoe_size:asc":                 "shoe_size",
		"sort=amount:up":                     "sort",
		"preset=foreign":                     "preset",
		"scroll_expire=soon":                 "scroll_expire",
		"scroll_expire=0m":                   "scroll_expire",
		"scroll_expire=25h":                  "scroll_expire",
		"scroll_expire=s":                    "scroll_expire",
		"aggregate=%7B":                      "aggregate",
		"aggregate[group_by_prop]=shoe_size": "shoe_size",
		"aggregate[sum_by_prop]=description": "not a number",
		"aggregate[timestamp_prop]=amount":   "not a date",
		"aggregate[timestamp_prop]=created&aggregate[interval]=moon": "interval",
	} {
		r := c.send("GET", "/Payment/Transactions?"+params, nil)
		if r.status != 500 || r.text("error") != "ProductInternalException" || !strings.Contains(r.text("error_details"), want) {
			t.Errorf("%s: %d %s", params, r.status, r.raw)
		}
	}
}

func TestNothingFoundCanBeA404(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60, NotFoundIfEmpty: true})
	if r := c.send("GET", "/Payment/Transactions?q=amount:1", nil); r.status != 404 || r.text("error") != "ProductNotFoundException" {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

func TestAnAggregateAddsUpToTheWhole(t *testing.T) {
	c := open(t, sandbox.Options{})
	all := c.get("/Payment/Transactions?aggregate=" + url.QueryEscape(`{"sum_by_prop":"amount"}`))
	for name, params := range map[string]string{
		"by group":          "aggregate=" + url.QueryEscape(`{"group_by_prop":"product_raw","sum_by_prop":"amount"}`),
		"by month":          "aggregate[timestamp_prop]=created&aggregate[interval]=month&aggregate[sum_by_prop]=amount",
		"by group and week": "aggregate[timestamp_prop]=created&aggregate[interval]=week&aggregate[group_by_prop]=currency&aggregate[sum_by_prop]=amount",
	} {
		r := c.get("/Payment/Transactions?" + params)
		count, sum := 0, 0
		for i := range r.len("data") {
			count += r.int("data", i, "c")
			sum += r.int("data", i, "s")
		}
		if count != 5000 || sum != all.int("data", 0, "s") || r.len("data") < 2 {
			t.Errorf("%s: %d lines, %d payments, %d in sum, want %d", name, r.len("data"), count, sum, all.int("data", 0, "s"))
		}
	}
}

func TestTheIndexLagsBehindWhatIsLive(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 300, IndexLag: 5 * time.Second})
	id := c.first("customer.name:meier AND status:6")
	c.clock.advance(time.Minute)
	r := c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 500})
	child := r.text(0, "related_transactions", 0, "id")
	listed := func() (count, links int) {
		all := c.get("/Payment/Transactions?count=1&q=" + escape("related_transactions.id:"+child))
		return c.get("/Payment/Transactions?count=0").int("count"), all.int("count")
	}
	if live := c.get("/Payment/Transactions/" + id); live.len("related_transactions") != 1 || c.get("/Payment/Transactions/"+child).int("amount") != -500 {
		t.Errorf("the objects themselves are behind: %s", live.raw)
	}
	if count, links := listed(); count != 300 || links != 0 {
		t.Errorf("the list is not behind: %d payments, %d with the refund", count, links)
	}
	c.clock.advance(5 * time.Second)
	if count, links := listed(); count != 301 || links != 1 {
		t.Errorf("the list stays behind: %d payments, %d with the refund", count, links)
	}
}

func TestTheOtherListsAreSearchedToo(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 300})
	merchants := c.get("/General/Merchants?q=user.companyname:huber&sort=id_old:asc")
	if merchants.int("count") != 4 || merchants.text("data", 0, "user", "companyname") != "Bäckerei Huber GmbH" {
		t.Errorf("merchants: %s", merchants.raw)
	}
	smart := c.get("/Smart/Transactions?count=100&sort=basket_info.sum:desc&q=" + escape("status:ok AND basket_info.sum:[1 TO *]"))
	ordered(t, smart, func(i int) string { return fmt.Sprintf("%09d", smart.int("data", i, "basket_info", "sum")) }, true)
	one := c.get("/Smart/Transactions/" + smart.text("data", 0, "id") + "?expand=transactions")
	if one.int("transactions", 0, "amount") != smart.int("data", 0, "basket_info", "sum") {
		t.Errorf("the smart transaction and its payment differ: %s", one.raw)
	}
}
