package sandbox_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
)

// kindOfList is a list of the reference, with what our client makes of it.
type kindOfList struct {
	path, object, prefix string
	// find and get answer the drift of what they read by id.
	find func(context.Context, *api.Client, api.Query) (map[string][]string, error)
	get  func(context.Context, *api.Client, string) ([]string, error)
}

func kindOf[T any](r api.Resource[T], object, prefix string) kindOfList {
	return kindOfList{
		path: r.Path, object: object, prefix: prefix,
		find: func(ctx context.Context, c *api.Client, q api.Query) (map[string][]string, error) {
			drift := map[string][]string{}
			for item, err := range r.All(ctx, c, q) {
				if err != nil {
					return nil, err
				}
				drift[string(item.Raw)] = item.Drift
			}
			return drift, nil
		},
		get: func(ctx context.Context, c *api.Client, id string) ([]string, error) {
			item, err := r.Get(ctx, c, id)
			return item.Drift, err
		},
	}
}

// kindsOfLists are the lists of the reference, by what is in them (domain, Ids).
var kindsOfLists = []kindOfList{
	kindOf(api.PaymentTransactions, "payment.transactions", "PCI_"),
	kindOf(api.PaymentCustomers, "payment.customers", "PCU_"),
	kindOf(api.PaymentContainers, "payment.containers", "PCT_"),
	kindOf(api.PaymentContracts, "general.contracts", "GCR_"),
	kindOf(api.Payouts, "payment.payouts", ""),
	kindOf(api.PaymentInvoices, "payment.invoices", "POI_"),
	kindOf(api.Plans, "payment.plans", "PLN_"),
	kindOf(api.Subscriptions, "payment.subscriptions", "SUB_"),
	kindOf(api.SmartTransactions, "smart.transactions", "STX_"),
	kindOf(api.Devices, "smart.devices", "SDV_"),
	kindOf(api.Routings, "smart.routings", "SRT_"),
	kindOf(api.Merchants, "general.merchants", "MRC_"),
	kindOf(api.Contracts, "general.contracts", "GCR_"),
	kindOf(api.Stores, "general.stores", "STO_"),
	kindOf(api.LoyaltyTransactions, "loyalty.transactions", "LTX_"),
	kindOf(api.LoyaltyCustomers, "loyalty.customers", "CUS_"),
	kindOf(api.LoyaltyCards, "loyalty.cards", "CRD_"),
	kindOf(api.CardGroups, "loyalty.cardgroups", "CRG_"),
	kindOf(api.MerchantCards, "loyalty.merchantcards", "MCD_"),
	kindOf(api.PrepaidItems, "prepaid.items", "PIT_"),
	kindOf(api.PrepaidReports, "prepaid.reports", ""),
	kindOf(api.PrepaidSales, "prepaid.sales", ""),
	kindOf(api.IdentRequests, "services.identrequests", "SIR_"),
	kindOf(api.IdentResults, "services.identresults", ""),
	kindOf(api.CardInvoices, "cardprocessing.invoices", ""),
	kindOf(api.CardTransactions, "cardprocessing.transactions", "PTX_"),
}

func TestConformanceKnowsEveryListOfTheReference(t *testing.T) {
	var want, got []string
	for _, e := range api.Endpoints() {
		if e.List {
			want = append(want, e.Path)
		}
	}
	for _, k := range kindsOfLists {
		got = append(got, k.path)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// ofList is a belief about every list.
type ofList struct {
	name, source string
	check        func(t *testing.T, s *system, k kindOfList)
}

// holdLists holds what we believe of lists against each of them. An account of
// the vendor's need not be allowed to read all.
func (s *system) holdLists(t *testing.T) {
	for _, k := range kindsOfLists {
		t.Run(strings.ReplaceAll(k.path[1:], "/", " "), func(t *testing.T) {
			if r := s.in(t).send("GET", k.path+"?count=1", nil); s.server == nil && (r.status == 403 || r.status == 404) {
				t.Skipf("this account may not: %d %s", r.status, r.raw)
			}
			for _, b := range everyList {
				t.Run(b.name, func(t *testing.T) {
					t.Log("source:", b.source)
					b.check(t, s.in(t), k)
				})
			}
		})
	}
}

var everyList = []ofList{
	{"count is what matches, and no more items come than were asked for", "reference, every list: count, offset", func(t *testing.T, s *system, k kindOfList) {
		r := s.get(k.path + "?count=3")
		if total, got := r.int("count"), r.len("data"); got != min(3, total) {
			t.Errorf("%d items of %d", got, total)
		}
	}},
	{"every item says what it is and has an id, once", "F domain, Ids", func(t *testing.T, s *system, k kindOfList) {
		seen := map[string]bool{}
		for _, o := range objectsOf(s.get(k.path + "?count=100")) {
			id, _ := o["id"].(string)
			if o["object"] != k.object || !strings.HasPrefix(id, k.prefix) || id == "" || seen[id] {
				t.Errorf("%v %q", o["object"], id)
			}
			seen[id] = true
		}
		if len(seen) == 0 && s.server != nil {
			t.Error("the sandbox has none")
		}
	}},
	{"offset counts from zero and skips", "reference, every list: offset (zero-based)", func(t *testing.T, s *system, k kindOfList) {
		all, rest := s.get(k.path+"?count=5&fields=id"), s.get(k.path+"?count=3&offset=2&fields=id")
		for n := range rest.len("data") {
			if got, want := rest.text("data", n, "id"), all.text("data", n+2, "id"); got != want {
				t.Errorf("item %d is %s, want %s", n, got, want)
			}
		}
		if got := s.get(fmt.Sprintf("%s?count=3&offset=%d", k.path, all.int("count"))); got.len("data") != 0 || got.int("count") != all.int("count") {
			t.Errorf("behind the end: %s", got.raw)
		}
	}},
	{"sort orders both ways", "reference, every list: sort", func(t *testing.T, s *system, k kindOfList) {
		ids := func(order string) []string {
			var ids []string
			for _, o := range objectsOf(s.get(k.path + "?count=50&fields=id&sort=id:" + order)) {
				ids = append(ids, o["id"].(string))
			}
			return ids
		}
		up, down := ids("asc"), ids("desc")
		slices.Reverse(down)
		if !slices.IsSorted(up) || !slices.IsSorted(down) {
			t.Errorf("asc %v, desc reversed %v", up, down)
		}
	}},
	{"fields filters all others out", "reference, every list: fields", func(t *testing.T, s *system, k kindOfList) {
		for _, o := range objectsOf(s.get(k.path + "?count=5&fields=id")) {
			if len(o) != 1 || o["id"] == nil {
				t.Errorf("%v", o)
			}
		}
	}},
	{"an item is the whole object", "F domain, Lists", func(t *testing.T, s *system, k kindOfList) {
		for _, o := range objectsOf(s.get(k.path + "?count=4")) {
			if diff := cmp.Diff(s.get(k.path+"/"+o["id"].(string)).body, any(o)); diff != "" {
				t.Errorf("read (-), listed (+)\n%s", diff)
			}
		}
	}},
	{"q finds an object by its id, and nothing by another", "reference, every list: q", func(t *testing.T, s *system, k kindOfList) {
		for _, o := range objectsOf(s.get(k.path + "?count=1")) {
			if r := s.get(k.path + "?q=id:" + o["id"].(string)); r.int("count") != 1 || r.text("data", 0, "id") != o["id"] {
				t.Errorf("%v: %.300s", o["id"], r.raw)
			}
		}
		switch r := s.send("GET", k.path+"?q=id:XYZ_NOTHING", nil); {
		case r.status == http.StatusOK && r.get("count") == 0.0 && r.len("data") == 0:
		default:
			failsAs(t, r, 404, "ProductNotFoundException")
		}
	}},
	{"validate runs nothing", "reference, every list: validate", func(t *testing.T, s *system, k kindOfList) {
		if r := s.get(k.path + "?validate=1&q=id:X"); r.get("result") != true || r.get("data") != nil {
			t.Errorf("%s", r.raw)
		}
	}},
	{"meta=only describes the fields and lists nothing", "reference, every list: meta; secucard-connect-javascript-sdk product/product-service.js", func(t *testing.T, s *system, k kindOfList) {
		if r := s.get(k.path + "?meta=only"); r.text("meta", "properties", "id", "type") != "string" || r.get("data") != nil {
			t.Errorf("%.300s", r.raw)
		}
		if r := s.get(k.path + "?meta=true&count=1"); r.get("meta", "properties") == nil || r.get("count") == nil {
			t.Errorf("%.300s", r.raw)
		}
	}},
	{"a scroll gives everything once, and our types fit all of it", "F domain, Lists; models.json", func(t *testing.T, s *system, k kindOfList) {
		q := api.Query{Count: 1000}
		total := s.get(k.path + "?count=0").int("count")
		if total > 2000 {
			q.Q = "id:" + k.prefix + "1*" // a part of it will do
			total = s.get(k.path + "?count=0&q=" + url.QueryEscape(q.Q)).int("count")
		}
		found, err := k.find(t.Context(), s.api, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != total {
			t.Errorf("%d different objects of %d", len(found), total)
		}
		for raw, drift := range found {
			if len(drift) > 0 {
				t.Errorf("%v in %.500s", drift, raw)
			}
		}
	}},
	{"our types fit the reading of one", "models.json", func(t *testing.T, s *system, k kindOfList) {
		for _, o := range objectsOf(s.get(k.path + "?count=2")) {
			if drift, err := k.get(t.Context(), s.api, o["id"].(string)); err != nil || len(drift) > 0 {
				t.Errorf("%v: %v, drift %v", o["id"], err, drift)
			}
		}
	}},
}

// listParameters are beliefs that need a list whose properties we know.
var listParameters = []belief{
	{name: "nested fields are kept by their path", source: "reference, every list: fields=prop3,prop1.prop2",
		check: func(t *testing.T, s *system) {
			for _, o := range objectsOf(s.get("/Payment/Transactions?count=5&fields=amount,details.status")) {
				details, _ := o["details"].(map[string]any)
				if o["amount"] == nil || len(o) != 2 || len(details) != 1 {
					t.Errorf("%v", o)
				}
			}
		}},
	{name: "sort takes several keys, and brackets from older clients", source: "reference, every list: sort; secucard-connect-php-sdk Client/ProductService.php",
		check: func(t *testing.T, s *system) {
			for _, params := range []string{"sort=currency:asc,amount:desc", "sort%5Bcurrency%5D=asc&sort%5Bamount%5D=desc"} {
				key := func(o map[string]any) string {
					amount, _ := o["amount"].(float64)
					return fmt.Sprintf("%v %012d", o["currency"], int64(1e10-amount))
				}
				all := objectsOf(s.get("/Payment/Transactions?count=100&fields=currency,amount&" + params))
				if len(all) < 2 || !slices.IsSortedFunc(all, func(a, b map[string]any) int { return strings.Compare(key(a), key(b)) }) {
					t.Errorf("%s: %v", params, all)
				}
			}
		}},
	{name: "expand makes objects of references, one or all", source: "reference, every list: expand",
		check: func(t *testing.T, s *system) {
			for _, expand := range []string{"merchant", "true"} {
				o := s.get("/Payment/Transactions?count=1&expand=" + expand)
				if o.text("data", 0, "merchant", "user", "companyname") == "" && o.text("data", 0, "merchant", "user", "name") == "" {
					t.Errorf("%s: %.400s", expand, o.raw)
				}
			}
		}},
	{name: "an aggregate counts and sums what a list would hold", source: "I reference, every list: aggregate; models.json, AggregationResult",
		check: func(t *testing.T, s *system) {
			r := s.get("/Payment/Transactions?aggregate=" + url.QueryEscape(`{"group_by_prop":"currency","sum_by_prop":"amount"}`))
			counted := 0
			for _, line := range objectsOf(r) {
				number, _ := line["c"].(float64)
				if sum, whole := line["s"].(float64); !whole || sum != float64(int64(sum)) {
					t.Errorf("%v", line)
				}
				counted += int(number)
			}
			if total := s.get("/Payment/Transactions?count=0").int("count"); counted != total {
				t.Errorf("%d counted, %d there: %.300s", counted, total, r.raw)
			}
		}},
	{name: "me is the own merchant and the own contract", source: "F domain, Transport; secuconnect-php-sdk-demo",
		check: func(t *testing.T, s *system) {
			for path, prefix := range map[string]string{"/General/Merchants/me": "MRC_", "/Payment/Contracts/me": "GCR_", "/General/Contracts/me": "GCR_"} {
				if id := s.get(path).text("id"); !strings.HasPrefix(id, prefix) {
					t.Errorf("%s is %q", path, id)
				}
			}
		}},
	{name: "preset own is what is one's own", source: "reference, every list: preset=own",
		check: func(t *testing.T, s *system) {
			if r := s.send("GET", "/General/Merchants?preset=own&count=1", nil); r.status != 200 {
				t.Errorf("%d %s", r.status, r.raw)
			}
		}},
	{name: "a malformed q fails validation with its payload", source: "reference, every list: validate, Check syntax of a query string",
		check: func(t *testing.T, s *system) {
			r := s.send("GET", "/Payment/Transactions?validate=1&q="+escape("(amount:1"), nil)
			if r.status == 200 && r.get("result") == false {
				return
			}
			failsAs(t, r, 500, "ProductInternalException")
		}},
}
