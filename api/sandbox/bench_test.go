package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
)

// searches are the lists that the benchmarks read.
var searches = []struct{ name, params string }{
	{"plain", "count=100"},
	{"customer", "count=100&q=" + escape("customer.name:meier* AND details.status_simple:4")},
	{"range", "count=100&q=" + escape("amount:[100000 TO *] AND NOT status:17")},
	{"text", "count=100&q=" + escape("order_id:B-104*")},
	{"description", "count=100&q=" + escape("description:brezel")},
	{"basket", "count=100&q=" + escape("basket.name:butterbrezel")},
	{"sorted all by amount", "count=100&sort=amount:desc"},
	{"sorted", "count=100&q=" + escape("customer.surname:huber") + "&sort=amount:desc"},
	{"sorted all by name", "count=100&sort=customer.name:asc"},
	{"aggregate", "aggregate[group_by_prop]=status_text&aggregate[sum_by_prop]=amount"},
}

func BenchmarkPage(b *testing.B) {
	for _, n := range []int{5_000, 1_000_000} {
		c := open(b, sandbox.Options{Payments: n})
		c.server.Load()
		for _, s := range searches {
			b.Run(fmt.Sprintf("%d/%s", n, s.name), func(b *testing.B) {
				for b.Loop() {
					c.skim("/Payment/Transactions?" + s.params)
				}
			})
		}
	}
}

// BenchmarkLoopback is what a foreign client gets of the sandbox over TCP: many
// connections that are kept, answers packed where they are large.
func BenchmarkLoopback(b *testing.B) {
	c := open(b, sandbox.Options{})
	web := httptest.NewServer(c.server)
	defer web.Close()
	one := "/Payment/Transactions/" + c.first("status:17")
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	c.http, c.base = transport, web.URL
	for _, test := range []struct{ name, path string }{
		{"read", one},
		{"checkStatus", one + "/checkStatus"},
		{"page of 20", "/Payment/Transactions"},
		{"search", "/Payment/Transactions?count=20&q=" + escape("customer.surname:huber")},
	} {
		b.Run(test.name, func(b *testing.B) {
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c.skim(test.path)
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
		})
	}
}

// BenchmarkScroll walks everything with the program's own client, a thousand at
// a time: the sandbox writes, the client decodes.
func BenchmarkScroll(b *testing.B) {
	for _, n := range []int{5_000, 1_000_000} {
		server := sandbox.New(sandbox.Options{Payments: n})
		server.Load()
		own := dial(b, server)
		for _, fields := range [][]string{nil, {"id", "amount"}} {
			b.Run(fmt.Sprintf("%d/%v", n, fields), func(b *testing.B) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				rows := 0
				for b.Loop() {
					for item, err := range api.PaymentTransactions.All(b.Context(), own, api.Query{Count: 1000, Fields: fields}) {
						if err != nil || item.Value.ID == "" {
							b.Fatal(err)
						}
						rows++
					}
				}
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
				b.ReportMetric(float64(after.Mallocs-before.Mallocs)/float64(rows), "allocs/row")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(rows), "B/row")
			})
		}
	}
}

// skim reads an answer without decoding it.
func (c *client) skim(path string) {
	req, err := http.NewRequestWithContext(c.t.Context(), "GET", c.base+"/api/v2"+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); err != nil || n == 0 || resp.StatusCode != http.StatusOK {
		c.t.Fatalf("%d, %d bytes: %v", resp.StatusCode, n, err)
	}
}

func BenchmarkStart(b *testing.B) {
	for _, n := range []int{5_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var s *sandbox.Server
			for b.Loop() {
				s = sandbox.New(sandbox.Options{Payments: n})
				s.Load()
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MiB")
			runtime.KeepAlive(s)
		})
	}
}
