package runner

import (
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// newRunner is a runner on a sandbox in process, with a journal that has a refund.
func newRunner(t testing.TB) *Runner {
	t.Helper()
	server := sandbox.New(sandbox.Options{Payments: 300})
	id, secret := server.Credentials()
	r, err := New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.client.Close)
	useJournal(t, r, bookOf(t, written{"GOOD", "PCI_1", "anna", "snapshot armed sent applied"}), JobsConfig{})
	return r
}

func TestEveryResourceIsListedSearchedAndRead(t *testing.T) {
	run := newRunner(t)
	for _, res := range state.Resources {
		t.Run(res.Name, func(t *testing.T) {
			src, ok := sources[res.Name]
			if !ok {
				t.Fatal("nothing reads it")
			}
			page, err := src.find(t.Context(), run, api.Query{Count: 50, Sort: []api.Sort{res.Order}, Expand: res.Expand})
			if err != nil || len(page.Rows) == 0 {
				t.Fatalf("%d rows, %v", len(page.Rows), err)
			}
			got, err := src.get(t.Context(), run, page.Rows[0].ID)
			if err != nil || got.ID != page.Rows[0].ID || len(got.Drift) > 0 {
				t.Errorf("read alone: %s, drift %v, %v", got.ID, got.Drift, err)
			}
			for _, c := range res.Columns {
				if c.Sort {
					trySort(t, run, src, res.Fields[c.Field].Path)
				}
			}
			for _, f := range res.Search.Fields {
				if _, err := src.find(t.Context(), run, api.Query{Count: 1, Q: "_exists_:" + f.Name}); err != nil {
					t.Errorf("search for %s: %v", f.Name, err)
				}
			}
			everyColumnIsSaidSomewhere(t, res, page)
		})
	}
}

func trySort(t *testing.T, run *Runner, src source, path string) {
	t.Helper()
	if _, err := src.find(t.Context(), run, api.Query{Count: 1, Sort: []api.Sort{{Field: path}}}); err != nil {
		t.Errorf("sort by %s: %v", path, err)
	}
}

// everyColumnIsSaidSomewhere finds columns that read a field nobody sends.
func everyColumnIsSaidSomewhere(t *testing.T, res *state.Resource, page state.Page) {
	t.Helper()
	for _, c := range res.Columns {
		said := false
		for _, row := range page.Rows {
			said = said || row.Values[c.Field].Set
		}
		if !said {
			t.Errorf("no row has %s", res.Fields[c.Field].Path)
		}
	}
}
