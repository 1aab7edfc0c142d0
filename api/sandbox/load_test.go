package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// errand is what one client of a crowd does.
type errand func(t *testing.T, c *client, n int)

// errands mix reads and writes across the products.
var errands = []errand{
	func(t *testing.T, c *client, n int) { // a shop: customer, account, debit, refund
		customer := expectOK(t, c, "POST", "/Payment/Customers", fields{"contact": fields{"forename": "Kunde", "surname": fmt.Sprintf("Nummer%d", n)}}).text("id")
		account := fields{"type": "bank_account", "customer": customer, "private": fields{"owner": "Kunde", "iban": "DE89370400440532013000"}}
		container := expectOK(t, c, "POST", "/Payment/Containers", account).text("id")
		expectOK(t, c, "PUT", "/Payment/Customers/"+customer, fields{"contact": fields{"surname": "Anders"}})
		found := expectOK(t, c, "GET", "/Payment/Containers?q=customer.id:"+customer, nil)
		if found.int("count") != 1 || found.text("data", 0, "id") != container {
			t.Errorf("%s has the containers %s", customer, found.raw)
		}
		expectOK(t, c, "DELETE", "/Payment/Containers/"+container, nil)
		expectOK(t, c, "DELETE", "/Payment/Customers/"+customer, nil)
	},
	func(t *testing.T, c *client, n int) { // a till: a demo sale from start to end
		sale := expectOK(t, c, "POST", "/Smart/Transactions", fields{"is_demo": true, "basket_info": fields{"sum": 100 + n, "currency": "EUR"}}).text("id")
		expectOK(t, c, "PUT", "/Smart/Transactions/"+sale, fields{"basket_info": fields{"sum": 200 + n, "currency": "EUR"}})
		expectOK(t, c, "POST", "/Smart/Transactions/"+sale+"/start/demo", nil)
		if got := expectOK(t, c, "GET", "/Smart/Transactions/"+sale, nil).int("basket_info", "sum"); got != 200+n {
			t.Errorf("sale %s is of %d", sale, got)
		}
		expectOK(t, c, "GET", "/Smart/Transactions?count=5&sort=created:desc&expand=true", nil)
	},
	func(t *testing.T, c *client, n int) { // support: looks for payments and refunds a cent of one of them
		r := expectOK(t, c, "GET", "/Payment/Transactions?count=40&sort=amount:desc&fields=id,amount&q="+escape("status:17 AND amount:[1000 TO *] AND NOT _exists_:related_transactions.id"), nil)
		id := r.text("data", n%max(1, r.len("data")), "id")
		expectOK(t, c, "POST", "/Payment/Transactions/"+id+"/cancel", fields{"reduce_amount_by": 1})
		expectOK(t, c, "GET", "/Payment/Transactions/"+id+"/checkStatus", nil)
	},
	func(t *testing.T, c *client, n int) { // an accountant: walks everything, and adds it up
		if seen := walk(t, c, "/Payment/Transactions"); seen < 200 {
			t.Errorf("a walk saw %d payments", seen)
		}
		expectOK(t, c, "GET", "/Payment/Transactions?aggregate[group_by_prop]=status_text&aggregate[sum_by_prop]=amount", nil)
	},
	func(t *testing.T, c *client, n int) { // a manager: terminals, cards and shops
		for _, path := range []string{"/Smart/Devices", "/Loyalty/MerchantCards", "/General/Contracts", "/Payment/Payouts", "/Payment/Subscriptions"} {
			expectOK(t, c, "GET", path+"?count=10&meta=true&sort=id:asc", nil)
		}
		store := expectOK(t, c, "POST", "/General/Stores", fields{"name": fmt.Sprintf("Stand %d", n)}).text("id")
		expectOK(t, c, "GET", "/General/Stores/"+store, nil)
	},
}

// TestFiftyClientsOverTCPMixReadsAndWrites has each of them sign in by itself;
// run it with -race.
func TestFiftyClientsOverTCPMixReadsAndWrites(t *testing.T) {
	const crowd = 50
	c := open(t, sandbox.Options{Payments: 200})
	web := httptest.NewServer(c.server)
	t.Cleanup(web.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: crowd}
	t.Cleanup(transport.CloseIdleConnections)
	before := c.get("/Payment/Transactions?count=0").int("count")
	var wg sync.WaitGroup
	for n := range crowd {
		wg.Go(func() {
			own := &client{t: t, server: c.server, clock: c.clock, http: transport, base: web.URL, header: http.Header{}}
			id, secret := c.server.Credentials()
			own.token = expectOK(t, own, "POST", "/oauth/token", fields{"grant_type": "client_credentials", "client_id": id, "client_secret": secret}).text("access_token")
			errands[n%len(errands)](t, own, n)
		})
	}
	wg.Wait()
	refunds := c.server.AllRefunds()
	if len(refunds) != crowd/len(errands) {
		t.Errorf("%d refunds", len(refunds))
	}
	if got := c.get("/Payment/Transactions?count=0").int("count"); got < before+len(refunds) {
		t.Errorf("%d payments, %d before %d refunds", got, before, len(refunds))
	}
}

func TestClientsThatShareAScrollGetEveryBatchOnce(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 900})
	first := c.get("/Payment/Transactions?count=10&fields=id&scroll_expire=1m")
	batches := make(chan reply)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for r := c.next(first.text("scroll_id")); r.len("data") > 0; r = c.next(first.text("scroll_id")) {
				batches <- r
			}
		})
	}
	go func() { wg.Wait(); close(batches) }()
	seen := map[string]int{}
	for _, o := range objectsOf(first) {
		seen[o["id"].(string)]++
	}
	for r := range batches {
		for _, o := range objectsOf(r) {
			seen[o["id"].(string)]++
		}
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("%s came %d times", id, times)
		}
	}
	if len(seen) != first.int("count") {
		t.Errorf("%d of %d", len(seen), first.int("count"))
	}
}

func TestAbandonedScrollsGiveTheirMemoryBack(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 12_000})
	c.get("/Payment/Transactions?count=0&q=" + escape("amount:[1 TO *]")) // what is made once is made
	before := heap()
	const contexts = 60
	for range contexts {
		if r := c.get("/Payment/Transactions?count=1&scroll_expire=1m&q=" + escape("amount:[1 TO *]")); r.int("count") < 9_000 {
			t.Fatalf("%d found", r.int("count"))
		}
	}
	held := heap() - before
	c.clock.advance(time.Minute)
	c.get("/General/Merchants/me") // any request will do
	if left := heap() - before; held < contexts*30_000 || left > held/20 {
		t.Errorf("%d contexts hold %d bytes, and %d once they have expired", contexts, held, left)
	}
	runtime.KeepAlive(c)
}

// heap is how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	for range 2 { // pools are emptied by the second
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
