package sandbox_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tresen/api/sandbox"
)

// TestFiftyClientsAtATimeAgreeOnWhatThereIs lets clients make, change, search
// and walk through objects and payments together; run it with -race.
func TestFiftyClientsAtATimeAgreeOnWhatThereIs(t *testing.T) {
	const crowd, each = 50, 3
	file := filepath.Join(t.TempDir(), "sandbox.jsonl")
	c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
	before := c.get("/General/Stores?count=0").int("count")
	paths := lists(t, c)
	payment := c.first("status:6 AND amount:[1000 TO *]")
	var wg sync.WaitGroup
	for n := range crowd {
		wg.Go(func() {
			for round := range each {
				// Whose turn it is to read which list follows from both numbers.
				for _, path := range paths {
					if (n+round+len(path))%25 == 0 {
						expectOK(t, c, "GET", path+"?count=5&q=id:*&sort=id:asc&expand=true", nil)
					}
				}
				name := fmt.Sprintf("Stand %d-%d", n, round)
				id := expectOK(t, c, "POST", "/General/Stores", fields{"name": "?"}).text("id")
				expectOK(t, c, "PUT", "/General/Stores/"+id, fields{"name": name})
				if got := expectOK(t, c, "GET", "/General/Stores/"+id, nil).text("name"); got != name {
					t.Errorf("%s is called %q", name, got)
				}
				expectOK(t, c, "POST", "/Payment/Transactions/"+payment+"/cancel", fields{"reduce_amount_by": 1})
				if seen := walk(t, c, "/General/Stores"); seen < before {
					t.Errorf("a walk saw %d stores, there were %d before it began", seen, before)
				}
			}
		})
	}
	wg.Wait()
	if got := c.get("/General/Stores?count=0").int("count"); got != before+crowd*each {
		t.Errorf("%d stores, want %d", got, before+crowd*each)
	}
	if got := walk(t, reopen(t, c, file), "/General/Stores"); got != before+crowd*each {
		t.Errorf("%d stores after a new start, want %d", got, before+crowd*each)
	}
}

// expectOK is a request from any goroutine that must succeed.
func expectOK(t *testing.T, c *client, method, path string, body any) reply {
	r, err := c.try(method, path, body)
	if err != nil || r.status != http.StatusOK {
		t.Errorf("%s %s: %v %d %s", method, path, err, r.status, r.raw)
	}
	return r
}

// walk reads a list by scroll and returns how many different objects it saw.
func walk(t *testing.T, c *client, path string) int {
	page := expectOK(t, c, "GET", path+"?count=7&fields=id&scroll_expire=1m", nil)
	total, scroll := page.int("count"), strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(page.text("scroll_id"))
	seen := map[string]bool{}
	for page.len("data") > 0 {
		for _, o := range objectsOf(page) {
			id, _ := o["id"].(string)
			if seen[id] {
				t.Errorf("a walk saw %s twice", id)
			}
			seen[id] = true
		}
		page = expectOK(t, c, "GET", path+"?scroll_id="+scroll, nil)
	}
	if len(seen) != total {
		t.Errorf("a walk saw %d of %d objects", len(seen), total)
	}
	return len(seen)
}
