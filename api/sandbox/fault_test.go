package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// faultsOf makes every request but the sign-in fail in the same way.
func faultsOf(f func() sandbox.Fault) func(*http.Request) sandbox.Fault {
	return func(r *http.Request) sandbox.Fault {
		if strings.Contains(r.URL.Path, "oauth") {
			return sandbox.Fault{}
		}
		return f()
	}
}

// onPosts makes every write fail in the same way.
func onPosts(f sandbox.Fault) func(*http.Request) sandbox.Fault {
	return func(r *http.Request) sandbox.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/cancel") {
			return f
		}
		return sandbox.Fault{}
	}
}

// overTCP serves a client's server on a port and lets the client use it.
func overTCP(c *client) *client {
	listener := httptest.NewServer(c.server)
	c.t.Cleanup(listener.Close)
	transport := &http.Transport{DisableKeepAlives: true}
	c.http, c.base = transport, listener.URL
	return c
}

func TestAFaultIsSeenAndHasItsEffect(t *testing.T) {
	tests := []struct {
		name   string
		fault  sandbox.Fault
		status int // 0: the connection breaks
		broken bool
		took   api.Minor // from the payment, at once
		late   api.Minor // and within a minute
		check  func(*testing.T, reply)
	}{
		{name: "none", status: 200, took: 100, late: 100},
		{name: "drop before", fault: sandbox.Fault{DropBefore: true}, broken: true},
		{name: "refuse", fault: sandbox.Fault{Refuse: true}, broken: true},
		{name: "drop after", fault: sandbox.Fault{DropAfter: true}, broken: true, took: 100, late: 100},
		{name: "status", fault: sandbox.Fault{Status: 503, Code: 1007, RetryAfter: 1500 * time.Millisecond}, status: 503, check: func(t *testing.T, r reply) {
			if r.header.Get("Retry-After") != "2" || r.int("code") != 1007 || r.text("supportId") == "" {
				t.Errorf("%v %s", r.header, r.raw)
			}
		}},
		{name: "status after commit", fault: sandbox.Fault{Status: 500, Commit: true}, status: 500, took: 100, late: 100},
		{name: "code 2003", fault: sandbox.Fault{Code2003: true}, status: 403, check: func(t *testing.T, r reply) {
			if r.int("code") != 2003 {
				t.Errorf("%s", r.raw)
			}
		}},
		{name: "apply late", fault: sandbox.Fault{ApplyLate: 30 * time.Second}, status: 500, late: 100, check: func(t *testing.T, r reply) {
			if r.int("code") != 1007 {
				t.Errorf("%s", r.raw)
			}
		}},
		{name: "apply late and drop", fault: sandbox.Fault{ApplyLate: 30 * time.Second, DropAfter: true}, broken: true, late: 100},
		{name: "truncate", fault: sandbox.Fault{Truncate: 40}, status: 200, broken: true, took: 100, late: 100, check: func(t *testing.T, r reply) {
			if len(r.raw) != 40 {
				t.Errorf("%d bytes arrived", len(r.raw))
			}
		}},
		{name: "web page", fault: sandbox.Fault{HTML: true, Status: 502}, status: 502, took: 100, late: 100, check: func(t *testing.T, r reply) {
			if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") || r.raw[0] != '<' {
				t.Errorf("%v %s", r.header, r.raw)
			}
		}},
		{name: "garbage", fault: sandbox.Fault{Garbage: true}, status: 200, took: 100, late: 100, check: func(t *testing.T, r reply) {
			if r.body != nil {
				t.Errorf("%s can be read", r.raw)
			}
		}},
		{name: "somebody else refunds first", fault: sandbox.Fault{ForeignRefund: 50}, status: 200, took: 150, late: 150},
	}
	for _, test := range tests {
		for where, connect := range map[string]func(*client) *client{
			"in process": func(c *client) *client { return c },
			"over TCP":   overTCP,
		} {
			t.Run(test.name+" "+where, func(t *testing.T) {
				c := connect(open(t, sandbox.Options{Payments: 300}))
				id := c.first("status:6 AND amount:[1000 TO *]")
				start, _ := c.server.Truth(id)
				c.server.SetFaults(onPosts(test.fault))
				r, err := c.try("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 100})
				if (err != nil) != test.broken || r.status != test.status {
					t.Fatalf("status %d, error %v", r.status, err)
				}
				if test.check != nil {
					test.check(t, r)
				}
				took := func() api.Minor {
					now, _ := c.server.Truth(id)
					return start.InEffect - now.InEffect
				}
				if got := took(); got != test.took {
					t.Errorf("%d were taken at once, want %d", got, test.took)
				}
				c.clock.advance(time.Minute)
				if got := took(); got != test.late {
					t.Errorf("%d were taken within a minute, want %d", got, test.late)
				}
				if test.fault.ApplyLate > 0 {
					if moves := c.server.AllRefunds(); len(moves) != 1 || !moves[0].At.Equal(epoch.Add(test.fault.ApplyLate)) {
						t.Errorf("what was late is %+v", moves)
					}
				}
			})
		}
	}
}

func TestLongAnswersAreCompressedForWhoAsks(t *testing.T) {
	c := overTCP(open(t, sandbox.Options{Payments: 60}))
	plain := c.get("/Payment/Transactions") // net/http asks for gzip by itself and undoes it
	c.header.Set("Accept-Encoding", "gzip")
	zipped := c.send("GET", "/Payment/Transactions", nil)
	if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.raw)*2 > len(plain.raw) || plain.len("data") != 20 {
		t.Errorf("%v, %d bytes of %d", zipped.header, len(zipped.raw), len(plain.raw))
	}
	if short := c.send("GET", "/Payment/Transactions/PCI_X", nil); short.header.Get("Content-Encoding") != "" || short.text("error") == "" {
		t.Errorf("a short answer: %v %q", short.header, short.raw)
	}
}

func TestOnlyARefusedConnectionProvesThatNothingWasSent(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	for _, test := range []struct {
		fault sandbox.Fault
		want  bool
	}{{sandbox.Fault{Refuse: true}, true}, {sandbox.Fault{DropBefore: true}, false}, {sandbox.Fault{DropAfter: true}, false}} {
		c.server.SetFaults(onPosts(test.fault))
		_, err := c.try("POST", "/Payment/Transactions/PCI_X/cancel", nil)
		var proof interface{ NotSent() bool }
		if !errors.As(err, &proof) || proof.NotSent() != test.want {
			t.Errorf("%+v: %v", test.fault, err)
		}
	}
}

func TestAForeignRefundIsNotOurs(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 300})
	id := c.first("status:6 AND amount:[1000 TO *]")
	c.server.SetFaults(onPosts(sandbox.Fault{ForeignRefund: 70}))
	c.header.Set("X-Action", "ours")
	c.send("POST", "/Payment/Transactions/"+id+"/cancel", map[string]any{"reduce_amount_by": 30})
	moves := c.server.AllRefunds()
	if len(moves) != 2 || !moves[0].Foreign || moves[0].Amount != 70 || moves[1].Foreign || moves[1].Amount != 30 ||
		moves[1].Action != "ours" || moves[1].Payment != id || moves[1].Refund == "" {
		t.Errorf("%+v", moves)
	}
}

func TestADelayIsWaitedAndEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sandbox.New(sandbox.Options{Payments: 60, Latency: time.Second})
		s.SetFaults(func(*http.Request) sandbox.Fault { return sandbox.Fault{Delay: 4 * time.Second} })
		begin := time.Now()
		ask := func(ctx context.Context) error {
			req, err := http.NewRequestWithContext(ctx, "GET", s.BaseURL()+"/api/v2/General/Merchants", nil)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := s.RoundTripper().RoundTrip(req)
			if err == nil {
				resp.Body.Close()
			}
			return err
		}
		if err := ask(t.Context()); err != nil || time.Since(begin) != 5*time.Second {
			t.Errorf("answered after %v: %v", time.Since(begin), err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		begin = time.Now()
		if err := ask(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 2*time.Second {
			t.Errorf("ended after %v: %v", time.Since(begin), err)
		}
	})
}

func TestABodyIsNotReadOnAfterTheContextEnded(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", c.base+"/api/v2/Payment/Transactions", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) {
		t.Errorf("reading on gives %v", err)
	}
}

func TestChaosIsTheSameForTheSameSeed(t *testing.T) {
	run := func(seed uint64, share float64) (outcomes string) {
		synctest.Test(t, func(t *testing.T) {
			s := sandbox.New(sandbox.Options{Payments: 60, Seed: seed, Chaos: share})
			for range 300 {
				req, err := http.NewRequestWithContext(t.Context(), "GET", s.BaseURL()+"/api/v2/General/Merchants", nil)
				if err != nil {
					t.Fatal(err)
				}
				resp, err := s.RoundTripper().RoundTrip(req)
				if err != nil {
					outcomes += " broken"
					continue
				}
				resp.Body.Close()
				outcomes += " " + resp.Status[:3]
			}
		})
		return outcomes
	}
	first := run(1, 0.5)
	if run(1, 0.5) != first {
		t.Error("the same seed gave other faults")
	}
	if run(2, 0.5) == first {
		t.Error("another seed gave the same faults")
	}
	for _, want := range []string{"broken", "401", "403", "429", "502", "503"} {
		if !strings.Contains(first, want) {
			t.Errorf("never %s in %s", want, first)
		}
	}
	if calm := run(1, 0); strings.ReplaceAll(calm, " 401", "") != "" {
		t.Errorf("faults without chaos: %s", calm)
	}
}
