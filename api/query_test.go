package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestQueriesAsTheServerTakesThem(t *testing.T) {
	for _, tt := range []struct {
		name string
		q    Query
		want url.Values
	}{
		{"nothing", Query{}, url.Values{}},
		{"everything", Query{
			Count: 50, Offset: 100, Fields: []string{"id", "customer.name"}, Q: "status:6 AND amount:[1 TO 5]",
			Sort: []Sort{{"created", true}, {"id", false}}, Meta: "true", Validate: true, Preset: "own", Expand: "merchant",
			ScrollExpire: 5 * time.Minute, Aggregate: &Aggregate{SumByProp: "amount"},
		}, url.Values{
			"count": {"50"}, "offset": {"100"}, "fields": {"id,customer.name"}, "q": {"status:6 AND amount:[1 TO 5]"},
			"sort": {"created:desc,id:asc"}, "meta": {"true"}, "validate": {"1"}, "preset": {"own"}, "expand": {"merchant"},
			"scroll_expire": {"5m"}, "aggregate": {`{"sum_by_prop":"amount"}`},
		}},
		{"a scroll goes on alone", Query{ScrollID: "s==", Count: 50, Q: "x", ScrollExpire: time.Minute}, url.Values{"scroll_id": {"s=="}}},
		{"seconds", Query{ScrollExpire: 90 * time.Second}, url.Values{"scroll_expire": {"90s"}}},
		{"hours", Query{ScrollExpire: 2 * time.Hour}, url.Values{"scroll_expire": {"2h"}}},
		{"part of a second", Query{ScrollExpire: 1500 * time.Millisecond}, url.Values{"scroll_expire": {"2s"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.q.Values()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Every parameter that the reference gives its lists can be sent.
func TestAQueryHasEveryParameterOfTheReference(t *testing.T) {
	all := Query{
		Count: 1, Offset: 1, Fields: []string{"a"}, Q: "a", Sort: []Sort{{"a", false}}, Aggregate: &Aggregate{}, Meta: "only",
		Validate: true, Preset: "own", Expand: "true", ScrollExpire: time.Minute,
	}.Values()
	all.Set("scroll_id", Query{ScrollID: "s"}.Values().Get("scroll_id"))
	want := slices.Sorted(slices.Values(reference(t)["GET /Payment/Transactions"].Query))
	var got []string
	for name := range all {
		got = append(got, name)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSortKeysAreReadOrRefusedWithASentence(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []Sort
		says string
	}{
		{"", nil, ""},
		{"created", []Sort{{"created", false}}, ""},
		{"a.b:asc, c:DESC", []Sort{{"a.b", false}, {"c", true}}, ""},
		{":asc", nil, "has no field"},
		{"a,,b", nil, "has no field"},
		{"a b:asc", nil, "has no field"},
		{"a:up", nil, "neither asc nor desc"},
	} {
		got, err := ParseSort(tt.in)
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q: got %v, want it to say %q", tt.in, err, tt.says)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", tt.in, err, diff)
		}
	}
}

func TestParsingUndoesFormattingOfSorts(t *testing.T) {
	key := rapid.Custom(func(t *rapid.T) Sort {
		return Sort{rapid.StringMatching(`[a-z_]+(\.[a-z_]+)?`).Draw(t, "field"), rapid.Bool().Draw(t, "desc")}
	})
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(key, 1, 4).Draw(t, "keys")
		got, err := ParseSort(FormatSort(keys))
		if diff := cmp.Diff(keys, got); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
	})
}

// scrolling serves pages one after the other; a page is the body of an answer.
func scrolling(pages ...string) *fake {
	return &fake{serve: func(n int, req *http.Request) (*http.Response, error) {
		if n > len(pages) {
			return answer(500, `{"status":"error","error":"too many requests"}`), nil
		}
		if body, status, ok := strings.Cut(pages[n-1], " status 404"); ok && status == "" {
			return answer(404, body), nil
		}
		return answer(200, pages[n-1]), nil
	}}
}

func walk(t *testing.T, f *fake, q Query) (ids []string, err error) {
	t.Helper()
	for item, e := range PaymentTransactions.All(t.Context(), newFakeClient(t, f), q) {
		if e != nil {
			return ids, e
		}
		ids = append(ids, item.Value.ID)
	}
	return ids, nil
}

func TestAllWalksEveryPage(t *testing.T) {
	const notFound = `{"status":"error","error":"ProductNotFoundException","error_details":"gone"} status 404`
	for _, tt := range []struct {
		name     string
		pages    []string
		want     string
		requests int
		says     string
	}{
		{"three pages and the end", []string{`{"count":3,"data":[{"id":"a"}],"scroll_id":"1"}`, `{"data":[{"id":"b"}],"scroll_id":"2"}`, `{"data":[{"id":"c"}]}`, `{"data":[]}`}, "a b c", 4, ""},
		{"an empty page is the end even with a scroll", []string{`{"count":0,"data":[],"scroll_id":"1"}`}, "", 1, ""},
		{"no match as 404", []string{notFound}, "", 1, ""},
		{"one page without a scroll", []string{`{"count":2,"data":[{"id":"a"},{"id":"b"}]}`}, "a b", 1, ""},
		{"a scroll that was not opened is no end", []string{`{"count":3,"data":[{"id":"a"}]}`}, "a", 1, "opened no scroll"},
		{"an expired scroll is no end", []string{`{"count":3,"data":[{"id":"a"}],"scroll_id":"1"}`, notFound}, "a", 2, "ProductNotFoundException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := scrolling(tt.pages...)
			ids, err := walk(t, f, Query{})
			if got := strings.Join(ids, " "); got != tt.want || f.requests != tt.requests {
				t.Errorf("got %q after %d requests", got, f.requests)
			}
			if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want it to say %q", err, tt.says)
			}
		})
	}
	f := scrolling(`{"count":3,"data":[{"id":"a"},{"id":"b"}],"scroll_id":"1"}`)
	for range PaymentTransactions.All(t.Context(), newFakeClient(t, f), Query{Q: "x"}) {
		break
	}
	if got := f.last.URL.Query().Encode(); f.requests != 1 || got != "count=200&q=x&scroll_expire=5m" {
		t.Errorf("got %q after %d requests", got, f.requests)
	}
}

func TestNoMatchIsAnEmptyPageButAWrongServerIsAnError(t *testing.T) {
	page, err := PaymentTransactions.Find(t.Context(), newFakeClient(t, &fake{serve: always(404, `{"status":"error","error":"ProductNotFoundException"}`)}), Query{})
	if err != nil || !page.HasTotal || page.Total != 0 || len(page.Items) != 0 {
		t.Error(page, err)
	}
	_, err = PaymentTransactions.Find(t.Context(), newFakeClient(t, &fake{serve: always(404, `<html>nginx</html>`)}), Query{})
	if err == nil || IsNotFound(err) {
		t.Error(err)
	}
}

func TestAnExpiredScrollIsKnownByItsError(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   bool
	}{
		{404, `{"error":"ProductNotFoundException"}`, true},
		{410, `{"error":"ProductNotFoundException"}`, true},
		{400, `{"error":"ProductInternalException","error_details":"Invalid scroll_id"}`, true},
		{500, `{"error":"ProductInternalException","error_details":"No search context found for id [7]"}`, true},
		{500, `{"error":"SearchContextMissingException"}`, true},
		{500, `{"error":"ProductInternalException","error_details":"x","error_user":"Scroll abgelaufen"}`, true},
		{500, `{"error":"ProductInternalException","error_details":"disk full"}`, false},
		{403, `{"error":"ProductSecurityException","error_details":"scroll"}`, false},
		{404, `<html>scroll</html>`, false},
	} {
		c := newFakeClient(t, &fake{serve: always(tt.status, tt.body)})
		_, err := PaymentTransactions.Next(t.Context(), c, "s")
		if got := IsScrollExpired(err); got != tt.want || err == nil {
			t.Errorf("%d %s: got %v: %v", tt.status, tt.body, got, err)
		}
		// Asked for by Find, it is no less expired and never "no match".
		if _, err := PaymentTransactions.Find(t.Context(), c, Query{ScrollID: "s"}); IsScrollExpired(err) != tt.want || err == nil {
			t.Errorf("%d %s by Find: got %v", tt.status, tt.body, err)
		}
		if _, err := PaymentTransactions.Get(t.Context(), c, "PCI_1"); IsScrollExpired(err) {
			t.Errorf("%d %s: a request without a scroll has none to expire", tt.status, tt.body)
		}
	}
}

func TestPredicatesKnowNothingOfOtherErrors(t *testing.T) {
	for _, err := range []error{nil, context.Canceled, errors.New("scroll 404 offline")} {
		if IsNotFound(err) || IsAuth(err) || IsOffline(err) || IsRateLimited(err) || IsScrollExpired(err) || OutcomeOf(err) != Unknown {
			t.Errorf("%v", err)
		}
	}
}
