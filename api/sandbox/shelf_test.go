package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

// lists are the lists that the sandbox does, by what the objects in them are.
func lists(t *testing.T, c *client) map[string]string {
	t.Helper()
	paths := map[string]string{}
	for _, e := range api.Endpoints() {
		if !e.List || e.Path == "/Payment/Contracts" { // the older view of contracts
			continue
		}
		if r := c.send("GET", e.Path+"?count=1", nil); r.status == http.StatusOK && r.len("data") == 1 {
			paths[r.text("data", 0, "object")] = e.Path
		}
	}
	return paths
}

func TestEveryListAgreesWithTheReadingOfOne(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 600})
	for object, path := range lists(t, c) {
		t.Run(object, func(t *testing.T) {
			page := c.get(path + "?count=7&offset=2")
			for n := range page.len("data") {
				item, id := page.get("data", n), page.text("data", n, "id")
				if diff := cmp.Diff(c.get(path+"/"+id).body, item); diff != "" {
					t.Fatalf("%s: read (-), listed (+)\n%s", id, diff)
				}
				if got := c.get(path + "?q=id:" + id); got.int("count") != 1 || got.text("data", 0, "id") != id {
					t.Errorf("a search for %s finds %s", id, got.raw)
				}
			}
			if r := c.send("GET", path+"/XYZ_1", nil); r.status != 404 || r.text("error") != "ProductNotFoundException" {
				t.Errorf("what is not there: %d %s", r.status, r.raw)
			}
		})
	}
}

func TestEveryListComesInTheOrderOfItsCreation(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 3000})
	for object, path := range lists(t, c) {
		t.Run(object, func(t *testing.T) {
			if c.get(path+"?meta=only").get("meta", "properties", "created") == nil {
				return // has no date of creation
			}
			for order, before := range map[string]func(a, b string) bool{
				"":                   func(a, b string) bool { return a >= b },
				"&sort=created:desc": func(a, b string) bool { return a >= b },
				"&sort=created:asc":  func(a, b string) bool { return a <= b },
			} {
				page := c.get(path + "?count=1000" + order)
				for n := 1; n < page.len("data"); n++ {
					a, b := page.text("data", n-1, "created"), page.text("data", n, "created")
					if !before(utc(t, a), utc(t, b)) {
						t.Fatalf("%q: number %d is of %s, number %d of %s", order, n-1, a, n, b)
					}
				}
			}
		})
	}
}

// utc is a wire time in a form that sorts.
func utc(t *testing.T, wire string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, wire)
	if err != nil {
		t.Fatalf("created is %q: %v", wire, err)
	}
	return at.UTC().Format("2006-01-02T15:04:05Z")
}

// elsewhere are kinds that objects refer to and that cannot be read by
// themselves.
var elsewhere = map[string]bool{"general.accounts": true}

func TestEveryReferenceLeadsToItsObject(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 600})
	paths := lists(t, c)
	for object, path := range paths {
		t.Run(object, func(t *testing.T) {
			page := c.get(path + "?count=25")
			for n := range page.len("data") {
				references(page.get("data", n), func(kind, id string) {
					to, known := paths[kind]
					if !known || elsewhere[kind] || platform(id, c) {
						return
					}
					if r := c.send("GET", to+"/"+id, nil); r.status != http.StatusOK || r.text("id") != id {
						t.Errorf("%s refers to %s, which is answered by %d", page.text("data", n, "id"), id, r.status)
					}
				})
			}
		})
	}
}

// platform is the merchant above the one who is signed in, whom it may not read.
func platform(id string, c *client) bool {
	return id == c.get("/General/Merchants/me").text("parent", "id")
}

// references are all pairs of object and id in a document.
func references(v any, yield func(kind, id string)) {
	switch v := v.(type) {
	case map[string]any:
		kind, _ := v["object"].(string)
		if id, _ := v["id"].(string); kind != "" && id != "" {
			yield(kind, id)
		}
		for _, one := range v {
			references(one, yield)
		}
	case []any:
		for _, one := range v {
			references(one, yield)
		}
	}
}

func TestNothingHiddenIsEverShown(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 600})
	for object, path := range lists(t, c) {
		page := c.get(path + "?count=50&expand=true")
		var walk func(v any)
		walk = func(v any) {
			switch v := v.(type) {
			case map[string]any:
				for name, one := range v {
					if strings.HasPrefix(name, "-") {
						t.Errorf("%s shows %s", object, name)
					}
					walk(one)
				}
			case []any:
				for _, one := range v {
					walk(one)
				}
			}
		}
		walk(page.body)
	}
}

// drifts reads a page by the typed client and says what it could not take.
func drifts[T any](r api.Resource[T]) func(context.Context, *api.Client) ([]string, error) {
	return func(ctx context.Context, c *api.Client) ([]string, error) {
		page, err := r.Find(ctx, c, api.Query{Count: 100})
		if err, ok := errors.AsType[*api.Error](err); ok && err.Status == http.StatusNotImplemented {
			return nil, nil
		}
		var found []string
		for _, item := range page.Items {
			for _, drift := range item.Drift {
				found = append(found, fmt.Sprint(drift))
			}
		}
		return found, err
	}
}

func TestTheTypedClientTakesEveryListWhole(t *testing.T) {
	c := dial(t, sandbox.New(sandbox.Options{Payments: 600}))
	for name, find := range map[string]func(context.Context, *api.Client) ([]string, error){
		"payments": drifts(api.PaymentTransactions), "smart": drifts(api.SmartTransactions), "merchants": drifts(api.Merchants),
		"contracts": drifts(api.Contracts), "payment contracts": drifts(api.PaymentContracts), "stores": drifts(api.Stores),
		"customers": drifts(api.PaymentCustomers), "containers": drifts(api.PaymentContainers), "payouts": drifts(api.Payouts),
		"invoices": drifts(api.PaymentInvoices), "plans": drifts(api.Plans), "subscriptions": drifts(api.Subscriptions),
		"loyalty transactions": drifts(api.LoyaltyTransactions), "loyalty customers": drifts(api.LoyaltyCustomers),
		"cards": drifts(api.LoyaltyCards), "card groups": drifts(api.CardGroups), "merchant cards": drifts(api.MerchantCards),
		"prepaid items": drifts(api.PrepaidItems), "prepaid reports": drifts(api.PrepaidReports), "prepaid sales": drifts(api.PrepaidSales),
		"devices": drifts(api.Devices), "routings": drifts(api.Routings), "ident requests": drifts(api.IdentRequests),
		"ident results": drifts(api.IdentResults), "card invoices": drifts(api.CardInvoices), "card transactions": drifts(api.CardTransactions),
	} {
		found, err := find(t.Context(), c)
		if err != nil || len(found) > 0 {
			t.Errorf("%s: %v %v", name, found, err)
		}
	}
}

func TestTwoServersOfOneSeedHaveTheSameObjects(t *testing.T) {
	one, two := open(t, sandbox.Options{Payments: 400, Seed: 9}), open(t, sandbox.Options{Payments: 400, Seed: 9})
	other := open(t, sandbox.Options{Payments: 400, Seed: 10})
	for object, path := range lists(t, one) {
		a, b := one.get(path+"?count=40").raw, two.get(path+"?count=40").raw
		if string(a) != string(b) {
			t.Errorf("%s differs between two servers of one seed", object)
		}
		if string(a) == string(other.get(path+"?count=40").raw) {
			t.Errorf("%s does not depend on the seed", fmt.Sprint(object))
		}
	}
}
