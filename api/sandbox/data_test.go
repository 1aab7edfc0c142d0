package sandbox_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api/sandbox"
)

// dataAt opens a file as a program does that keeps its data there.
func dataAt(t *testing.T, file string) *os.File {
	t.Helper()
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() }) // the server may have closed it
	return f
}

// reopen starts another server on the file of a first one that has ended, on
// the same clock.
func reopen(t *testing.T, c *client, file string) *client {
	t.Helper()
	if err := c.server.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file), Now: c.clock.now})
	again.clock = c.clock
	if err := again.server.Open(); err != nil {
		t.Fatal(err)
	}
	return again
}

// everything is the first page of every list.
func everything(t *testing.T, c *client) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for object, path := range lists(t, c) {
		pages[object] = string(c.get(path + "?count=1000").raw)
	}
	return pages
}

func TestWhatClientsDidOutlivesTheServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.jsonl")
	c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
	paid, invoice := c.first("status:6 AND amount:[1000 TO *]"), c.first("status:85")
	twint := c.send("POST", "/Payment/Transactions", fields{
		"amount": 777, "currency": "CHF", "purpose": "Brot", "accrual": true,
		"customer": fields{"contact": fields{"forename": "Urs", "surname": "Ägerter", "title": "Dr."}},
	}).text("payment_id")
	project := c.send("POST", "/Payment/Contracts/me/clone", fields{"project": "Hofladen"})
	store := c.send("POST", "/General/Stores", fields{"name": "Marktwagen", "photo": []string{"a", "b"}}).text("id")
	story(t, c, []ask{
		{"POST", "/Payment/Transactions/" + paid + "/cancel", fields{"reduce_amount_by": 100}, 200, ""},
		{"PUT", "/Payment/Transactions/" + invoice + "/ShippingInformation", fields{"carrier": "DHL", "invoice_number": "R-1"}, 200, ""},
		{"POST", "/General/Stores/" + store + "/setDefault", nil, 200, ""},
		{"PUT", "/General/Stores/" + store, fields{"url_website": "https://example.de"}, 200, ""},
		{"POST", contract + "/revokeAccrual", nil, 202, ""},
	})
	before, truth := everything(t, c), mustTruth(t, c, paid)

	c = reopen(t, c, file)
	if diff := cmp.Diff(before, everything(t, c)); diff != "" {
		t.Fatalf("before (-) and after (+) a new start:\n%s", diff)
	}
	if diff := cmp.Diff(truth, mustTruth(t, c, paid)); diff != "" {
		t.Errorf("the refund:\n%s", diff)
	}
	if kept := string(c.server.Kept("general.contracts", project.text("id"))); !strings.Contains(kept, project.text("apikey")) {
		t.Errorf("what is never shown was not kept: %s", kept)
	}

	// What was due when the server ended happens on the next one.
	c.clock.advance(time.Minute)
	if got := mustTruth(t, c, paid); got.Refunds[len(got.Refunds)-1].State != sandbox.RefundDone {
		t.Errorf("the refund does not settle: %+v", got)
	}
	story(t, c, []ask{
		{"GET", "/Payment/Transactions/" + twint, nil, 200, `"status":6,`},
		{"GET", "/Payment/Transactions/" + twint, nil, 200, `"accrual":false`},
		{"GET", "/General/Contracts/" + project.text("id"), nil, 200, `"approved":true`},
		{"POST", "/General/Stores", fields{"name": "Noch einer"}, 200, ""},
	})

	before = everything(t, c)
	if diff := cmp.Diff(before, everything(t, reopen(t, c, file))); diff != "" {
		t.Errorf("before (-) and after (+) a second start:\n%s", diff)
	}
}

func mustTruth(t *testing.T, c *client, id string) sandbox.Truth {
	t.Helper()
	truth, ok := c.server.Truth(id)
	if !ok {
		t.Fatalf("there is no %s", id)
	}
	return truth
}

func TestALineThatACrashCutOffIsDropped(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.jsonl")
	c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
	c.send("POST", "/General/Stores", fields{"name": "Eins"})
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	whole := len(raw)
	c.send("POST", "/General/Stores", fields{"name": "Zwei"})
	raw, err = os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{whole, whole + 1, len(raw) - 1} {
		if err := os.WriteFile(file, raw[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
		if got := again.get("/General/Stores?q=name:eins%20OR%20name:zwei"); got.int("count") != 1 {
			t.Errorf("cut at %d of %d: %s", cut, len(raw), got.raw)
		}
		again.send("POST", "/General/Stores", fields{"name": "Drei"})
		if got := reopen(t, again, file).get("/General/Stores?q=name:drei"); got.int("count") != 1 {
			t.Errorf("what is written behind the cut is lost: %s", got.raw)
		}
	}
}

func TestAFileThatCannotBeReadStopsTheServer(t *testing.T) {
	head := `{"tresen":"sandbox","format":1,"seed":0,"payments":600,"epoch":"2025-11-14T13:02:31Z"}` + "\n"
	for name, test := range map[string]struct{ content, want string }{
		"another seed":     {strings.Replace(head, `"seed":0`, `"seed":7`, 1), "was made with seed 7"},
		"another number":   {strings.Replace(head, "600", "5", 1), "was made with payments 5"},
		"no file of ours":  {`{"hello":"world"}` + "\n", "is not a data file"},
		"no JSON":          {head + "{\n" + head, "line 2 cannot be read"},
		"an unknown kind":  {head + `{"t":1,"of":"general.unicorns","i":0,"doc":{}}` + "\n", "line 2: there are no general.unicorns"},
		"a gap":            {head + `{"t":1,"of":"general.stores","i":99,"doc":{}}` + "\n", "another version made the file"},
		"a gap in payment": {head + `{"t":1,"payments":[{"i":601,"product":16,"status":6}]}` + "\n", "another version made the file"},
		"no such product":  {head + `{"t":1,"payments":[{"i":600,"product":3,"status":6}]}` + "\n", "there is no product 3"},
		"a line of naught": {head + "{}\n", "line 2: it says nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "sandbox.jsonl")
			if err := os.WriteFile(file, []byte(test.content), 0o600); err != nil {
				t.Fatal(err)
			}
			c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
			if err := c.server.Open(); err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), file) {
				t.Errorf("%v, want %q", err, test.want)
			}
			if r := c.send("GET", "/General/Stores", nil); r.status != http.StatusInternalServerError || !strings.Contains(string(r.raw), test.want) {
				t.Errorf("%d %s", r.status, r.raw)
			}
			if raw, err := os.ReadFile(file); err != nil || string(raw) != test.content {
				t.Errorf("the file was changed: %v %q", err, raw)
			}
		})
	}
}

func TestAWriteThatCannotBeKeptIsNotCalledDone(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, filepath.Join(t.TempDir(), "sandbox.jsonl"))})
	if err := c.server.Close(); err != nil { // from here on nothing can be written
		t.Fatal(err)
	}
	story(t, c, []ask{
		{"POST", "/General/Stores", fields{"name": "Eins"}, 500, wrong},
		{"GET", "/General/Stores", nil, 200, ""},
	})
}
