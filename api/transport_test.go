package api

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

var errLine = errors.New("connection reset by peer")

// broken is a body that ends in the middle.
func broken(s string) *http.Response {
	resp := answer(200, s)
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(s), iotestErr{io.ErrUnexpectedEOF}))
	return resp
}

type iotestErr struct{ err error }

func (e iotestErr) Read([]byte) (int, error) { return 0, e.err }

// failures are answers that did not work, and what becomes of them.
var failures = []struct {
	name  string
	serve func(int, *http.Request) (*http.Response, error)
	// retried says that a read tries again.
	retried bool
	// outcome is what is known after a write.
	outcome Outcome
	says    string
}{
	{"the line breaks", func(int, *http.Request) (*http.Response, error) { return nil, errLine }, true, Unknown, "reset by peer"},
	{"the answer breaks off", func(int, *http.Request) (*http.Response, error) { return broken(`{"id":"P`), nil }, true, Unknown, "broke off"},
	{"the JSON breaks off", always(200, `{"id":"P`), true, Unknown, "breaks off after 8 bytes"},
	{"an empty 200", always(200, ``), false, Unknown, "the answer is empty"},
	{"a web page with 200", always(200, `<html>Login</html>`), false, Unknown, "a web page, not with JSON"},
	{"text with 200", always(200, `OK`), false, Unknown, "not JSON"},
	{"a list with 200", always(200, `[1,2]`), false, Unknown, ""},
	{"429", always(429, `{"status":"error","error":"ProductNotAllowedException"}`), true, Unknown, "429"},
	{"408", always(408, `{"status":"error","error":"ProductNotAllowedException"}`), false, Unknown, "408"},
	{"502 with a web page", always(502, `<html>Bad Gateway</html>`), true, Unknown, "502 Bad Gateway: the server answered with a web page"},
	{"503", always(503, ``), true, Unknown, "503"},
	{"504", always(504, ``), true, Unknown, "504"},
	{"500 of the API", always(500, `{"status":"error","error":"ProductInternalException","code":"2001"}`), false, Unknown, "ProductInternalException"},
	{"500 of the backend", always(500, `{"status":"error","error":"ProductBackendProviderException","code":"1005"}`), true, Unknown, "ProductBackendProviderException"},
	{"400 of the backend", always(400, `{"status":"error","error":"ProductBackendProviderException","code":1003}`), false, Unknown, "1003"},
	{"400 with an odd code", always(400, `{"status":"error","error":"ProductNotAllowedException","code":"E-1"}`), false, Unknown, "ProductNotAllowedException"},
	{"400 of the API", always(400, `{"status":"error","error":"ProductNotAllowedException","error_details":"zu hoch","code":4028}`), false, Rejected, "zu hoch"},
	{"404 of the API", always(404, `{"status":"error","error":"ProductNotFoundException"}`), false, Rejected, "ProductNotFoundException"},
	{"403 of the API", always(403, `{"status":"error","error":"ProductSecurityException","code":"2001"}`), false, Rejected, "ProductSecurityException"},
	{"409 of the API", always(409, `{"status":"error","error":"ProductDuplicateException"}`), false, Rejected, "ProductDuplicateException"},
	{"400 without an error", always(400, `{"message":"no"}`), false, Unknown, "JSON of another form"},
	{"404 with a web page", always(404, `<html>`), false, Unknown, "web page"},
	{"400 with nothing", always(400, ``), false, Unknown, "empty"},
	{"302 to a login", always(302, ``, "Location", "https://login.test/x?secret=1"), false, Unknown, "redirects to https://login.test/x"},
	{"307 to itself", always(307, ``, "Location", "/api/v2/Payment/Transactions"), false, Unknown, "redirects"},
	{"304", always(304, ``), false, Unknown, "redirects"},
	{"101", always(101, ``), false, Unknown, "empty"},
}

func TestReadsAreRepeatedWhereItCanHelp(t *testing.T) {
	for _, tt := range failures {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{serve: tt.serve}
				begun := time.Now()
				_, err := PaymentTransactions.Get(t.Context(), newFakeClient(t, f), "PCI_1")
				e := mustError(t, err)
				if want := map[bool]int{true: 4, false: 1}[tt.retried]; f.requests != want {
					t.Errorf("got %d requests, want %d", f.requests, want)
				}
				if took := time.Since(begun); took > 2*time.Second {
					t.Errorf("took %v", took)
				}
				if !strings.Contains(e.Error(), tt.says) && e.Code == 0 {
					t.Errorf("got %q, want it to say %q", e, tt.says)
				}
				if !strings.HasPrefix(e.Error(), "GET /Payment/Transactions/PCI_1: ") || strings.Contains(e.Error(), "secret") {
					t.Errorf("got %q", e)
				}
			})
		})
		t.Run(tt.name+", then works", func(t *testing.T) {
			if !tt.retried {
				return
			}
			synctest.Test(t, func(t *testing.T) {
				f := &fake{serve: func(n int, req *http.Request) (*http.Response, error) {
					if n < 4 {
						return tt.serve(n, req)
					}
					return answer(200, `{"id":"PCI_1"}`), nil
				}}
				got, err := PaymentTransactions.Get(t.Context(), newFakeClient(t, f), "PCI_1")
				if err != nil || got.Value.ID != "PCI_1" {
					t.Error(got.Value, err)
				}
			})
		})
	}
}

func TestWritesAreNeverRepeated(t *testing.T) {
	for _, tt := range failures {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{serve: tt.serve}
			_, err := IncreasePaymentAmount.Do(t.Context(), newFakeClient(t, f), NewAmount{Amount: 1}, "PCI_1")
			e := mustError(t, err)
			if f.requests != 1 {
				t.Fatalf("got %d requests", f.requests)
			}
			if e.Outcome != tt.outcome || OutcomeOf(fmt.Errorf("wrapped: %w", err)) != tt.outcome {
				t.Errorf("got %v, want %v: %v", e.Outcome, tt.outcome, e)
			}
		})
	}
}

// told is an error of an in-process transport that knows what it sent.
type told bool

func (e told) Error() string { return "told" }
func (e told) NotSent() bool { return bool(e) }

func TestATransportOfItsOwnMustSayThatNothingWasSent(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want Outcome
	}{
		{errLine, Unknown}, {told(true), NotSent}, {told(false), Unknown},
		{fmt.Errorf("wrapped: %w", told(true)), NotSent},
		{&net.OpError{Op: "dial", Err: errLine}, Unknown},
	} {
		f := &fake{serve: func(int, *http.Request) (*http.Response, error) { return nil, tt.err }}
		_, err := CancelPayment.Do(t.Context(), newFakeClient(t, f), Refund{By: 1}, "PCI_1")
		if got := OutcomeOf(err); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.err, got, tt.want)
		}
		if !IsOffline(err) || !errors.Is(err, tt.err) {
			t.Errorf("%v: got %v", tt.err, err)
		}
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	date := func(after time.Duration) string { return time.Now().Add(after).UTC().Format(http.TimeFormat) }
	for _, tt := range []struct {
		name   string
		header func() string
		want   time.Duration // until the answer; 0 is an error at once
		after  time.Duration // RetryAfter of that error
	}{
		{"seconds", func() string { return "7" }, 7 * time.Second, 0},
		{"a date", func() string { return date(9 * time.Second) }, 9 * time.Second, 0},
		{"too long to wait here", func() string { return "120" }, 0, 120 * time.Second},
		{"a date too far", func() string { return date(time.Hour) }, 0, time.Hour},
		{"beyond all reason", func() string { return "99999999999" }, 0, 24 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{serve: func(n int, _ *http.Request) (*http.Response, error) {
					if n == 1 {
						return answer(429, `{"status":"error","error":"x"}`, "Retry-After", tt.header()), nil
					}
					return answer(200, `{"id":"PCI_1"}`), nil
				}}
				begun := time.Now()
				_, err := PaymentTransactions.Get(t.Context(), newFakeClient(t, f), "PCI_1")
				if took := time.Since(begun); took != tt.want {
					t.Errorf("took %v", took)
				}
				if tt.want > 0 {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if e := mustError(t, err); e.RetryAfter != tt.after || !IsRateLimited(err) {
					t.Errorf("got %+v", e)
				}
			})
		})
	}
}

func TestAReadEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{serve: func(_ int, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}}
		c := newFakeClient(t, f)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begun := time.Now()
		_, err := PaymentTransactions.Get(ctx, c, "PCI_1")
		if !errors.Is(err, context.DeadlineExceeded) || IsOffline(err) || time.Since(begun) != 3*time.Second || f.requests != 1 {
			t.Errorf("got %v after %v and %d requests", err, time.Since(begun), f.requests)
		}
		// A server that never answers is given up without the caller's help.
		_, err = PaymentTransactions.Get(t.Context(), c, "PCI_1")
		if !IsOffline(err) || f.requests != 5 {
			t.Errorf("got %v after %d requests", err, f.requests)
		}
		// Nothing is tried again that could not end in time.
		f.serve = always(503, ``, "Retry-After", "10")
		begun = time.Now()
		ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		_, err = PaymentTransactions.Get(ctx, c, "PCI_1")
		if e := mustError(t, err); e.Status != 503 || time.Since(begun) != 0 {
			t.Errorf("got %v after %v", err, time.Since(begun))
		}
	})
}

func TestAWriteThatHasBegunIsNotCalledOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f := &fake{serve: func(_ int, req *http.Request) (*http.Response, error) {
			cancel()
			select {
			case <-req.Context().Done():
				return nil, req.Context().Err()
			case <-time.After(80 * time.Second):
				return answer(200, `[{"id":"PCI_1"}]`), nil
			}
		}}
		if _, err := CancelPayment.Do(ctx, newFakeClient(t, f), Refund{By: 1}, "PCI_1"); err != nil {
			t.Error(err)
		}
		f = &fake{serve: func(_ int, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}}
		begun := time.Now()
		_, err := CancelPayment.Do(t.Context(), newFakeClient(t, f), Refund{By: 1}, "PCI_1")
		if OutcomeOf(err) != Unknown || time.Since(begun) != 90*time.Second {
			t.Errorf("got %v after %v", err, time.Since(begun))
		}
	})
}

func TestAnAnswerThatIsTooLargeIsRefused(t *testing.T) {
	f := &fake{serve: func(int, *http.Request) (*http.Response, error) {
		resp := answer(200, "")
		resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":"`), io.LimitReader(endless{}, maxBody)))
		return resp, nil
	}}
	_, err := PaymentTransactions.Get(t.Context(), newFakeClient(t, f), "PCI_1")
	if err == nil || !strings.Contains(err.Error(), "larger than 32 MiB") || f.requests != 1 {
		t.Errorf("got %v after %d requests", err, f.requests)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	copy(b, bytes.Repeat([]byte("x"), len(b)))
	return len(b), nil
}

// networkClient talks TCP and has its token already.
func networkClient(t *testing.T, base string) *Client {
	t.Helper()
	c, err := New(Config{BaseURL: base, ClientID: "id", ClientSecret: secret})
	if err != nil {
		t.Fatal(err)
	}
	c.tokens.current = &oauth2.Token{AccessToken: "t"}
	t.Cleanup(c.Close)
	return c
}

// rawServer takes connections and hands each to serve. It counts those on which
// a request began.
type rawServer struct {
	net.Listener
	begun atomic.Int32
	done  sync.WaitGroup
}

func newRawServer(t *testing.T, serve func(net.Conn, *bufio.Reader)) *rawServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &rawServer{Listener: l}
	s.done.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.done.Go(func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				if _, err := in.Peek(1); err == nil {
					s.begun.Add(1)
				}
				serve(conn, in)
			})
		}
	})
	t.Cleanup(func() { l.Close(); s.done.Wait() })
	return s
}

func (s *rawServer) url() string { return "http://" + s.Addr().String() }

// Over TCP, whatever the server does to the connection, a write goes out once
// at most, and only a connection that never was is proof of nothing sent.
func TestALineThatBreaksNeverRepeatsAWrite(t *testing.T) {
	reset := func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }
	for _, tt := range []struct {
		name  string
		serve func(net.Conn, *bufio.Reader)
	}{
		{"at once", func(conn net.Conn, _ *bufio.Reader) { reset(conn) }},
		{"after the headers", func(_ net.Conn, in *bufio.Reader) {
			for line, err := in.ReadString('\n'); err == nil && line != "\r\n"; line, err = in.ReadString('\n') {
			}
		}},
		{"after the body", func(_ net.Conn, in *bufio.Reader) { readRequest(in) }},
		{"after the body, reset", func(conn net.Conn, in *bufio.Reader) { readRequest(in); reset(conn) }},
		{"in the status line", func(conn net.Conn, in *bufio.Reader) { readRequest(in); io.WriteString(conn, "HTTP/1.1 20") }},
		{"in the headers", func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Le")
		}},
		{"in the answer", func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{\"id\"")
		}},
		{"in a refusal", func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 100\r\n\r\n{\"error\":\"ProductNotAllowedException\"}")
		}},
		{"by no HTTP at all", func(conn net.Conn, in *bufio.Reader) { readRequest(in); io.WriteString(conn, "hello\x1b[2J\r\n\r\n") }},
		{"with another connection's header", func(conn net.Conn, in *bufio.Reader) {
			readRequest(in)
			io.WriteString(conn, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newRawServer(t, tt.serve)
			_, err := CancelPayment.Do(t.Context(), networkClient(t, s.url()), Refund{By: 1}, "PCI_1")
			if OutcomeOf(err) != Unknown || err == nil {
				t.Errorf("got %v: %v", OutcomeOf(err), err)
			}
			if n := s.begun.Load(); n > 1 {
				t.Errorf("got %d requests", n)
			}
			if strings.Contains(fmt.Sprint(err), "\x1b") {
				t.Errorf("got %q", err)
			}
		})
	}
}

func readRequest(in *bufio.Reader) {
	if req, err := http.ReadRequest(in); err == nil {
		io.Copy(io.Discard, req.Body)
	}
}

func TestNoConnectionIsProofOfNothingSent(t *testing.T) {
	closed := newRawServer(t, nil)
	closed.Close()
	plain := newRawServer(t, func(conn net.Conn, in *bufio.Reader) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") })
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	defer untrusted.Close()

	noName := networkClient(t, "https://connect.secucard.com")
	noName.writes.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{Err: "no such host", Name: "connect.secucard.com", IsNotFound: true}
	}
	slow := networkClient(t, "https://connect.secucard.com")
	slow.writes.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, context.DeadlineExceeded
	}
	for name, c := range map[string]*Client{
		"refused":               networkClient(t, closed.url()),
		"no TLS there":          networkClient(t, strings.Replace(plain.url(), "http:", "https:", 1)),
		"an untrusted server":   networkClient(t, untrusted.URL),
		"no such host":          noName,
		"no connection in time": slow,
	} {
		_, err := CancelPayment.Do(t.Context(), c, Refund{By: 1}, "PCI_1")
		if OutcomeOf(err) != NotSent || !IsOffline(err) || (Untrusted(err) != "") != (name == "an untrusted server") {
			t.Errorf("%s: got %v: %v, untrusted: %s", name, OutcomeOf(err), err, Untrusted(err))
		}
	}
	// A certificate does not get better by asking again.
	attempts := 0
	c := networkClient(t, untrusted.URL)
	c.observe = func(Exchange) { attempts++ }
	if _, err := PaymentTransactions.Get(t.Context(), c, "PCI_1"); !IsOffline(err) || attempts != 1 {
		t.Errorf("a read: got %v after %d attempts", err, attempts)
	}
}

func TestAWriteSpeaksHTTP1OnAConnectionOfItsOwn(t *testing.T) {
	var mu sync.Mutex
	conns := map[string]int{}
	var protos []string
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		conns[req.RemoteAddr]++
		protos = append(protos, req.Method+" "+req.Proto)
		io.WriteString(w, `{"id":"PCI_1"}`)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := networkClient(t, s.URL)
	trust := &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	c.reads.(*http.Transport).TLSClientConfig = trust.Clone()
	c.writes.(*http.Transport).TLSClientConfig = trust.Clone()
	for range 3 {
		if _, err := RevokePaymentAccrual.Do(t.Context(), c, None{}, "PCI_1"); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if _, err := PaymentTransactions.Get(t.Context(), c, "PCI_1"); err != nil {
			t.Fatal(err)
		}
	}
	want := "POST HTTP/1.1,POST HTTP/1.1,POST HTTP/1.1,GET HTTP/2.0,GET HTTP/2.0,GET HTTP/2.0"
	if got := strings.Join(protos, ","); got != want || len(conns) != 4 {
		t.Errorf("got %s on %d connections", got, len(conns))
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var hits atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		hits.Add(1)
		http.Redirect(w, req, "/api/v2/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer s.Close()
	c := networkClient(t, s.URL)
	_, err := CancelPayment.Do(t.Context(), c, Refund{By: 1}, "PCI_1")
	if OutcomeOf(err) != Unknown || hits.Load() != 1 {
		t.Errorf("write: got %v after %d hits", err, hits.Load())
	}
	_, err = PaymentTransactions.Get(t.Context(), c, "PCI_1")
	if err == nil || !strings.Contains(err.Error(), "redirects to http://127.0.0.1") || hits.Load() != 2 {
		t.Errorf("read: got %v after %d hits", err, hits.Load())
	}
}

func TestReadsTakeCompressedAnswers(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not accepted")
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		io.WriteString(z, `{"id":"PCI_1"}`)
	}))
	defer s.Close()
	got, err := PaymentTransactions.Get(t.Context(), networkClient(t, s.URL), "PCI_1")
	if err != nil || got.Value.ID != "PCI_1" {
		t.Error(got, err)
	}
}
