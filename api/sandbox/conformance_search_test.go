package sandbox_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/query"
)

// batch reads the next batch of a scroll.
func (s *system) batch(path, id string) reply {
	s.t.Helper()
	return s.send("GET", path+"?scroll_id="+url.QueryEscape(id), nil)
}

// few is a search with a handful of results, for scrolls that are walked.
func (s *system) few() (q string, total int) {
	for _, q := range []string{"status:85", "status:25", "details.status_simple:4", "status:59", "status:6"} {
		if total := s.get("/Payment/Transactions?count=0&q=" + escape(q)).int("count"); total >= 5 {
			return q, total
		}
	}
	return "", s.get("/Payment/Transactions?count=0").int("count")
}

var scrolling = []belief{
	{name: "a scroll goes forward by its id alone, gives every match once and ends in an empty batch", source: "F domain, Lists; secucard-connect-php-sdk Client/ProductService.php, getNextBatch",
		check: func(t *testing.T, s *system) {
			q, total := s.few()
			size := max(2, min(total/3, 500))
			r := s.get(fmt.Sprintf("/Payment/Transactions?count=%d&fields=id&sort=created:asc&scroll_expire=1m&q=%s", size, escape(q)))
			id, seen := r.text("scroll_id"), map[string]bool{}
			if r.int("count") != total || id == "" {
				t.Fatalf("the first batch counts %d, want %d: %.300s", r.int("count"), total, r.raw)
			}
			for r.len("data") > 0 {
				if r.len("data") > size {
					t.Errorf("a batch of %d, asked for %d", r.len("data"), size)
				}
				for _, o := range objectsOf(r) {
					if id := fmt.Sprint(o["id"]); seen[id] || len(o) != 1 {
						t.Errorf("%v came before, or is not as the scroll began", o)
					} else {
						seen[id] = true
					}
				}
				if next := r.text("scroll_id"); next != "" {
					id = next
				}
				r = s.batch("/Payment/Transactions", id)
			}
			if len(seen) != total || r.status != 200 {
				t.Errorf("%d of %d, the end is %d %s", len(seen), total, r.status, r.raw)
			}
		}},
	{name: "our client sends the scroll_id alone", source: "F domain, Lists", setUp: "faults, to look at requests",
		check: func(t *testing.T, s *system) {
			var queries []string
			own, err := api.New(api.Config{BaseURL: s.base, ClientID: s.id, ClientSecret: s.secret, Transport: s.http, Observe: func(e api.Exchange) {
				if strings.HasSuffix(e.Path, "/Payment/Transactions") {
					queries = append(queries, e.Query)
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range api.PaymentTransactions.All(t.Context(), own, api.Query{Count: 100, Q: "status:17", Sort: []api.Sort{{Field: "created"}}}) {
				if err != nil {
					t.Fatal(err)
				}
			}
			for n, q := range queries {
				values, _ := url.ParseQuery(q)
				if begins := n == 0; begins != values.Has("scroll_expire") || begins == values.Has("scroll_id") || !begins && len(values) != 1 {
					t.Errorf("request %d is %s", n, q)
				}
			}
			if len(queries) < 3 {
				t.Errorf("%d requests", len(queries))
			}
		}},
	{name: "a scroll is a snapshot", source: "F domain, Lists", setUp: "payments that may be changed",
		check: func(t *testing.T, s *system) {
			first := s.get("/Payment/Transactions?count=1&sort=created:desc&scroll_expire=1m&q=" + escape("status:17"))
			second := s.get("/Payment/Transactions?count=1&offset=1&sort=created:desc&q="+escape("status:17")).text("data", 0, "id")
			if r := s.send("POST", "/Payment/Transactions/"+second+"/cancel", fields{"reduce_amount_by": 1}); r.status != 200 {
				t.Fatalf("%d %s", r.status, r.raw)
			}
			r := s.batch("/Payment/Transactions", first.text("scroll_id"))
			if r.text("data", 0, "id") != second || r.len("data", 0, "related_transactions") != 0 {
				t.Errorf("%.400s", r.raw)
			}
		}},
	{name: "a scroll that nobody opened is an error that our client knows", source: "F domain, Lists (which error is U)",
		check: func(t *testing.T, s *system) {
			_, err := api.PaymentTransactions.Next(t.Context(), s.api, "DXF1ZXJ5QW5kRmV0Y2gBAAAAAAAAAD4WYm9laVYtZndUQlNsdDcwakFMNjU1QQ==")
			if !api.IsScrollExpired(err) {
				t.Errorf("%v", err)
			}
		}},
	{name: "a scroll that is not read in time is gone", source: "F domain, Lists", setUp: "the clock",
		check: func(t *testing.T, s *system) {
			page, err := api.PaymentTransactions.Find(t.Context(), s.api, api.Query{Count: 5, ScrollExpire: 30 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			s.clock.advance(29 * time.Second)
			if next, err := api.PaymentTransactions.Next(t.Context(), s.api, page.ScrollID); err != nil || len(next.Items) != 5 {
				t.Errorf("%v, %d items", err, len(next.Items))
			}
			s.clock.advance(30 * time.Second)
			if _, err = api.PaymentTransactions.Next(t.Context(), s.api, page.ScrollID); !api.IsScrollExpired(err) {
				t.Errorf("%v", err)
			}
		}},
}

// searching is one belief for every form of q.
var searching = func() []belief {
	var all []belief
	for _, form := range []struct{ name, q, source string }{
		{"a property and a value", "status:17", "reference, q: customer.name:Meier"},
		{"a nested property", "details.status_simple:9", "reference, q: property.property"},
		{"a word of a text", "customer.surname:%surname%", "reference, q: customer.name:Meier"},
		{"a text with blanks in quotes", `customer.name:"%name%"`, "F domain, Lists"},
		{"* for any characters", "customer.surname:%surname2%*", "reference, q: * as wildcard"},
		{"? for one character", "customer.surname:%surnameQ%", "reference, q: ? as wildcard"},
		{"a range of numbers, both ends in", "amount:[%amount% TO %amount%]", "reference, q: [min TO max]"},
		{"a range with an open end", "amount:[%amount% TO *]", "F domain, Paging of the q grammar"},
		{"a range of dates", "created:[%day% TO %day%]", "I domain, Money, dates"},
		{"AND", "status:17 AND currency:EUR", "reference, q: expr AND expr"},
		{"OR", "status:6 OR status:25", "reference, q: {expr} OR {expr}"},
		{"NOT", "NOT status:17", "reference, q: NOT {expr}"},
		{"! for NOT", "!(status:17)", "F domain, Lists; secuconnect-php-sdk-demo smart/getUnroutedTerminalsForMerchant.php"},
		{"parentheses", "(NOT customer.surname:%surname2%*) AND (amount:[1 TO 3000] OR amount:[5000 TO *])", "reference, q: the last example"},
		{"AND binds closer than OR", "status:6 OR status:17 AND currency:CHF", "I reference, q: Parenthesis can be used to control precedence"},
		{"what exists", "_exists_:customer.id", "F domain, Lists"},
		{"what does not", "!(_exists_:customer.id)", "F domain, Cards, devices"},
		{"letters in any case", "customer.surname:%SURNAME%", "I reference, q: meier* finds Meier"},
		{"a property below an array", "related_transactions.ref_type_id:19", "I domain, Payment transaction status"},
	} {
		all = append(all, belief{name: form.name, source: form.source, check: func(t *testing.T, s *system) { s.meansAsWeRead(t, form.q) }})
	}
	return all
}()

// meansAsWeRead holds what a search finds against our own reading of it: all
// that is found matches, and nothing is missed among the newest.
func (s *system) meansAsWeRead(t *testing.T, q string) {
	newest := objectsOf(s.get("/Payment/Transactions?count=80&sort=created:desc"))
	q = s.filled(t, q, newest)
	expr, err := query.Parse(q)
	if err != nil {
		t.Fatal(q, err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	matches := query.Compile(expr, berlin, query.JSON)
	found := map[any]bool{}
	r := s.get("/Payment/Transactions?count=80&sort=created:desc&q=" + url.QueryEscape(q))
	for _, o := range objectsOf(r) {
		if found[o["id"]] = true; !matches(o) {
			t.Errorf("%s finds %v: amount %v, status %v, customer %v, created %v", q, o["id"], o["amount"], o["status"], o["customer"], o["created"])
		}
	}
	if len(found) == 0 {
		t.Errorf("%s finds nothing", q)
	}
	for _, o := range newest {
		if matches(o) && !found[o["id"]] && o["created"] != newest[len(newest)-1]["created"] {
			t.Errorf("%s misses %v: amount %v, status %v, customer %v, created %v", q, o["id"], o["amount"], o["status"], o["customer"], o["created"])
		}
	}
	if total := r.int("count"); total < len(found) {
		t.Errorf("%s counts %d and lists %d", q, total, len(found))
	}
}

// filled puts values of a real payment into a search.
func (s *system) filled(t *testing.T, q string, from []map[string]any) string {
	t.Helper()
	at := slices.IndexFunc(from, func(o map[string]any) bool {
		customer, _ := o["customer"].(map[string]any)
		surname, _ := customer["surname"].(string)
		amount, _ := o["amount"].(float64)
		return len([]rune(surname)) > 4 && !strings.ContainsAny(surname, " -") && amount > 0
	})
	if at < 0 {
		t.Fatal("no payment of somebody with a name")
	}
	customer := from[at]["customer"].(map[string]any)
	surname := []rune(customer["surname"].(string))
	created, _ := from[at]["created"].(string)
	return strings.NewReplacer(
		"%surname%", string(surname), "%SURNAME%", strings.ToUpper(string(surname)), "%surname2%", strings.ToLower(string(surname[:2])),
		"%surnameQ%", string(surname[:1])+"?"+string(surname[2:]), "%name%", fmt.Sprint(customer["name"]),
		"%amount%", fmt.Sprint(int(from[at]["amount"].(float64))), "%day%", created[:10],
	).Replace(q)
}
