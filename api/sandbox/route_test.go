package sandbox_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestEveryOperationOfTheCatalogueIsDone(t *testing.T) {
	c := open(t, sandbox.Options{})
	placeholder := regexp.MustCompile(`\{[^}]*\}`)
	for _, e := range api.Endpoints() {
		r := c.send(e.Method, placeholder.ReplaceAllString(e.Path, "XYZ_1"), map[string]any{})
		switch r.status {
		case http.StatusNotImplemented:
			t.Errorf("%s %s is not done", e.Method, e.Path)
		case http.StatusMethodNotAllowed:
			if r.header.Get("Allow") != "" {
				t.Errorf("%s %s: the verb is refused", e.Method, e.Path)
			}
		}
	}
}

func TestPathsAreFoundAsClientsWriteThem(t *testing.T) {
	c := open(t, sandbox.Options{})
	id := c.first("status:6")
	merchant := c.get("/General/Merchants/me").text("id")
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/Payment/Transactions", 200, ""},
		{"GET", "//Payment//Transactions/", 200, ""},
		{"GET", "/Payment/Transactions?", 200, ""},
		{"HEAD", "/Payment/Transactions", 200, ""},
		{"GET", "/payment/transactions/" + id + "/OLDFORMAT", 200, ""},
		{"GET", "/Payment/Transactions/" + id + "/checkstatus", 200, ""},
		{"GET", "/Payment/Transactions/not_set/crowdfundingdata/" + merchant, 200, ""},
		{"GET", "/General/Merchants/" + merchant, 200, ""},
		{"GET", "/Payment/Transactions/me", 404, ""},
		{"DELETE", "/Payment/Transactions/" + id, 405, "GET"},
		{"PATCH", "/Payment/Transactions", 405, "GET, POST"},
		{"GET", "/Payment/Nothing", 404, ""},
		{"GET", "/", 404, ""},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			r := c.send(test.method, test.path, nil)
			if r.status != test.status || r.header.Get("Allow") != test.allow {
				t.Errorf("%d, Allow %q: %.200s", r.status, r.header.Get("Allow"), r.raw)
			}
			if test.method == "HEAD" && (len(r.raw) > 0 || r.header.Get("Content-Length") == "0") {
				t.Errorf("HEAD has a body of %d bytes and announces %s", len(r.raw), r.header.Get("Content-Length"))
			}
		})
	}
}

func TestRequestsAreCountedByMethodAndPath(t *testing.T) {
	c := open(t, sandbox.Options{})
	c.server.SetFaults(func(*http.Request) sandbox.Fault { return sandbox.Fault{DropBefore: true} })
	for range 2 {
		if _, err := c.try("POST", "/Payment/Transactions/PCI_X//cancel", nil); err == nil {
			t.Fatal("the connection did not break")
		}
	}
	want := map[string]int{"POST /oauth/token": 1, "POST /Payment/Transactions/PCI_X/cancel": 2}
	if diff := cmp.Diff(want, c.server.Requests()); diff != "" {
		t.Error(diff)
	}
}
