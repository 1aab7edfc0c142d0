package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tokenJSON is a good answer to a sign-in.
const tokenJSON = `{"access_token":"token-%d","expires_in":1200,"token_type":"bearer"}`

// fake answers requests in process: sign-ins by itself, the others by serve,
// whose n counts from 1.
type fake struct {
	serve func(n int, req *http.Request) (*http.Response, error)
	// signIn, where set, answers sign-ins.
	signIn func(n int, req *http.Request) (*http.Response, error)

	mu       sync.Mutex
	signIns  int
	requests int
	last     *http.Request
	bodies   []string
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	if req.URL.Path == tokenPath {
		f.signIns++
		n := f.signIns
		f.mu.Unlock()
		if f.signIn != nil {
			return f.signIn(n, req)
		}
		return answer(200, fmt.Sprintf(tokenJSON, n)), nil
	}
	f.requests++
	n := f.requests
	f.last, f.bodies = req, append(f.bodies, string(body))
	f.mu.Unlock()
	return f.serve(n, req)
}

// answer is a response with a JSON body; header are pairs.
func answer(status int, body string, header ...string) *http.Response {
	resp := &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ProtoMajor: 1, ProtoMinor: 1,
	}
	for i := 0; i < len(header); i += 2 {
		resp.Header.Set(header[i], header[i+1])
	}
	return resp
}

// always answers every request in the same way.
func always(status int, body string, header ...string) func(int, *http.Request) (*http.Response, error) {
	return func(int, *http.Request) (*http.Response, error) { return answer(status, body, header...), nil }
}

func newFakeClient(t *testing.T, f *fake) *Client {
	t.Helper()
	c, err := New(Config{BaseURL: "https://api.test", ClientID: "id", ClientSecret: secret, Lang: "de", Transport: f})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const secret = "5ecr3t"

func mustError(t *testing.T, err error) *Error {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("got %v, want an *Error", err)
	}
	return e
}

func TestBaseURLs(t *testing.T) {
	for _, tt := range []struct{ in, want, says string }{
		{in: "https://connect.secucard.com", want: "https://connect.secucard.com"},
		{in: "https://connect.secucard.com/", want: "https://connect.secucard.com"},
		{in: "https://connect.secucard.com/api/v2", want: "https://connect.secucard.com"},
		{in: " https://Connect.Secucard.com/api/v2/ ", want: "https://connect.secucard.com"},
		{in: "https://connect.secucard.com:443", want: "https://connect.secucard.com"}, // one server, one name
		{in: "https://connect.secucard.com.:0443/", want: "https://connect.secucard.com"},
		{in: "https://connect.secucard.com:", want: "https://connect.secucard.com"},
		{in: "https://connect.secucard.com:80", want: "https://connect.secucard.com:80"},
		{in: "http://localhost:80", want: "http://localhost"},
		{in: "https://[2001:DB8::1]:443", want: "https://[2001:db8::1]"},
		{in: "http://127.0.0.1:8080", want: "http://127.0.0.1:8080"},
		{in: "http://[::1]:8080/api/v2", want: "http://[::1]:8080"},
		{in: "http://localhost:8080", want: "http://localhost:8080"},
		{in: "http://sandbox:8080", want: "http://sandbox:8080"},
		{in: "", says: "write one like https://connect.secucard.com"},
		{in: "connect.secucard.com", says: "has no scheme: write https://connect.secucard.com"},
		{in: "connect.secucard.com/api/v2", says: "has no scheme: write https://connect.secucard.com"},
		{in: "localhost:8080", says: "has no scheme: write http://localhost:8080"},
		{in: "127.0.0.1:8080", says: "has no scheme: write http://127.0.0.1:8080"},
		{in: "ftp://connect.secucard.com", says: "write https://connect.secucard.com"},
		{in: "https://", says: "has no host"},
		{in: "https:///api/v2", says: "has no host"},
		{in: "https://.", says: "has no host"},
		{in: "https://connect.secucard.com/api/v1", says: `has the path "/api/v1"`},
		{in: "https://connect.secucard.com/office", says: "write https://connect.secucard.com"},
		{in: "https://connect.secucard.com?x=1", says: "query or fragment"},
		{in: "https://id:hunter2@connect.secucard.com", says: "set TRESEN_CLIENT_ID"},
		{in: "https://connect secucard.com", says: "cannot be read"},
		{in: "http://connect.secucard.com", says: "would send the client secret unencrypted: write https://connect.secucard.com"},
	} {
		got, err := ParseBaseURL(tt.in)
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q: got %v, want it to say %q", tt.in, err, tt.says)
			} else if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q: %v repeats the password", tt.in, err)
			}
			continue
		}
		if err != nil || got.String() != tt.want {
			t.Errorf("%q: got %v, %v, want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestAClientWithoutCredentialsSaysWhereTheyBelong(t *testing.T) {
	_, err := New(Config{BaseURL: "https://api.test", ClientID: "id"})
	if err == nil || !strings.Contains(err.Error(), "TRESEN_CLIENT_SECRET") {
		t.Errorf("got %v", err)
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	cfg := Config{BaseURL: "https://api.test", ClientID: "id", ClientSecret: secret}
	f := &fake{serve: always(200, `{}`), signIn: func(int, *http.Request) (*http.Response, error) {
		return answer(200, `{"access_token":"t0k3n","expires_in":1200}`), nil
	}}
	var log []Exchange
	cfg.Transport, cfg.Observe = f, func(e Exchange) { log = append(log, e) }
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := PaymentTransactions.Get(t.Context(), c, "PCI_1"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", c)
		fmt.Fprintf(&out, verb+"\n", cfg)
		fmt.Fprintf(&out, verb+"\n", &cfg)
		fmt.Fprintf(&out, verb+"\n", log)
		fmt.Fprintf(&out, verb+"\n", struct{ C *Client }{c})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "client", c, "config", cfg, "log", log)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "client", c, "config", cfg, "log", log)
	for _, s := range []string{secret, "t0k3n"} {
		if strings.Contains(out.String(), s) {
			t.Errorf("%s is printed in\n%s", s, out.String())
		}
	}
}

func TestEveryRequestCarriesItsHeaders(t *testing.T) {
	f := &fake{serve: always(200, `{"result":true}`)}
	c := newFakeClient(t, f)
	if _, err := PaymentTransactions.Get(t.Context(), c, "PCI_1"); err != nil {
		t.Fatal(err)
	}
	read := f.last
	if _, err := ReportPaymentShipping.Do(WithAction(t.Context(), "act-1"), c, ShippingInformation{Carrier: "DHL"}, "PCI_1"); err != nil {
		t.Fatal(err)
	}
	write := f.last
	for _, req := range []*http.Request{read, write} {
		for name, want := range map[string]string{
			"Accept": "application/json", "Content-Type": "application/json", "Accept-Language": "de",
			"Authorization": "Bearer token-1", "User-Agent": "tresen", "Idempotency-Key": "", "X-Idempotency-Key": "",
		} {
			if got := req.Header.Get(name); got != want {
				t.Errorf("%s %s: got %q, want %q", req.Method, name, got, want)
			}
		}
		if req.GetBody != nil {
			t.Errorf("%s: the body could be sent again", req.Method)
		}
	}
	if got := write.Header.Get("X-Action"); got != "act-1" {
		t.Errorf("X-Action: got %q", got)
	}
	if read.Header.Get("X-Action") != "" {
		t.Error("a read has an action")
	}
	if diff := cmp.Diff(`{"carrier":"DHL"}`, f.bodies[1]); diff != "" {
		t.Error(diff)
	}
}

func TestEveryWriteHasAnActionOfItsOwn(t *testing.T) {
	f := &fake{serve: always(200, `{"id":"PCI_1"}`)}
	c := newFakeClient(t, f)
	seen := map[string]bool{}
	for range 20 {
		if _, err := RevokePaymentAccrual.Do(t.Context(), c, None{}, "PCI_1"); err != nil {
			t.Fatal(err)
		}
		seen[f.last.Header.Get("X-Action")] = true
	}
	if len(seen) != 20 || seen[""] {
		t.Errorf("got %v", seen)
	}
}

func TestTheRequestLogTellsEveryAttempt(t *testing.T) {
	f := &fake{serve: always(400, `{"status":"error","error":"ProductNotAllowedException","error_details":"no\u001b[2J","code":4028,"supportId":"s-1"}`)}
	var log []Exchange
	c, err := New(Config{BaseURL: "https://api.test", ClientID: "id", ClientSecret: secret, Transport: f, Observe: func(e Exchange) { log = append(log, e) }})
	if err != nil {
		t.Fatal(err)
	}
	_, err = CancelPayment.Do(WithAction(t.Context(), "act"), c, Refund{By: 1}, "PCI_1")
	if mustError(t, err).Outcome != Rejected || len(log) != 2 {
		t.Fatal(err, log)
	}
	for i := range log {
		if log[i].At.IsZero() || log[i].Took < 0 {
			t.Error("no time")
		}
		log[i].At, log[i].Took = log[0].At, 0
	}
	want := []Exchange{
		{At: log[0].At, Method: "POST", Path: "/oauth/token", Status: 200, Attempt: 1, Bytes: len(fmt.Sprintf(tokenJSON, 1))},
		{
			At: log[0].At, Method: "POST", Path: "/Payment/Transactions/PCI_1/cancel", Status: 400, Attempt: 1, Action: "act", Bytes: 125,
			Err: "400 ProductNotAllowedException: no[2J", Outcome: Rejected, Support: "s-1",
		},
	}
	want[1].Bytes = log[1].Bytes
	if diff := cmp.Diff(want, log); diff != "" || log[1].Bytes == 0 {
		t.Error(diff)
	}
}

func TestPathsHoldWhatTheyAreGiven(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"PCI_1"}, "/api/v2/Payment/Transactions/PCI_1/checkStatus"},
		{[]string{"a/b?c#d e"}, "/api/v2/Payment/Transactions/a%2Fb%3Fc%23d%20e/checkStatus"},
		{[]string{"ä\x1b"}, "/api/v2/Payment/Transactions/%C3%A4%1B/checkStatus"},
	} {
		f := &fake{serve: always(200, `{"status":1}`)}
		if _, err := CheckPaymentStatus.Do(t.Context(), newFakeClient(t, f), None{}, tt.args...); err != nil {
			t.Fatal(err)
		}
		if got := f.last.URL.EscapedPath(); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.args, got, tt.want)
		}
	}
	for _, args := range [][]string{nil, {""}, {"a", "b"}, {"."}, {".."}} {
		f := &fake{}
		_, err := CheckPaymentStatus.Do(t.Context(), newFakeClient(t, f), None{}, args...)
		if e := mustError(t, err); e.Outcome != NotSent || f.requests+f.signIns != 0 {
			t.Errorf("%q: got %v", args, err)
		}
	}
}

func TestWhatMustNotBeSentIsNotSent(t *testing.T) {
	for _, r := range []Refund{{}, {By: -1}, {By: 1, Reason: "für Fleck"}, {By: 1, Reason: "a\nb"}, {By: 1, Reason: strings.Repeat("a", 101)}} {
		f := &fake{}
		_, err := CancelPayment.Do(t.Context(), newFakeClient(t, f), r, "PCI_1")
		if e := mustError(t, err); e.Outcome != NotSent || f.requests+f.signIns != 0 {
			t.Errorf("%+v: got %v", r, err)
		}
	}
	f := &fake{}
	_, err := IncreasePaymentAmount.Do(t.Context(), newFakeClient(t, f), NewAmount{}, "PCI_1")
	if mustError(t, err).Outcome != NotSent {
		t.Error(err)
	}
}

func TestARequestIsKnownToTheByteBeforeItIsSent(t *testing.T) {
	refund := Refund{By: 1000, Reason: "Nachlass fuer kleinen Fleck"}
	want, err := CancelPayment.Request(refund, "PCI_1")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Request{"POST", "/Payment/Transactions/PCI_1/cancel", []byte(`{"reduce_amount_by":1000,"reason":"Nachlass fuer kleinen Fleck"}`)}, want); diff != "" {
		t.Error(diff)
	}
	f := &fake{serve: always(200, `[]`)}
	if _, err := CancelPayment.Do(t.Context(), newFakeClient(t, f), refund, "PCI_1"); err != nil {
		t.Fatal(err)
	}
	if f.bodies[0] != string(want.Body) {
		t.Errorf("got %s", f.bodies[0])
	}
}

func TestQueriesAreEncodedOnce(t *testing.T) {
	f := &fake{serve: always(200, `{"count":0,"data":[]}`)}
	c := newFakeClient(t, f)
	q := Query{Q: `customer.surname:"Müller & Söhne" AND amount:[1 TO 2]`, Count: 50}
	if _, err := PaymentTransactions.Find(t.Context(), c, q); err != nil {
		t.Fatal(err)
	}
	if got := f.last.URL.Query().Get("q"); got != q.Q {
		t.Errorf("got %q", got)
	}
	if _, err := PaymentTransactions.Next(t.Context(), c, "a+b/c=="); err != nil {
		t.Fatal(err)
	}
	if got := f.last.URL.Query(); len(got) != 1 || got.Get("scroll_id") != "a+b/c==" {
		t.Errorf("got %v", got)
	}
}

func TestAContinuationIsAskedOnceWhereItMayHaveMovedTheScroll(t *testing.T) {
	for status, want := range map[int]int{502: 1, 503: 1, 504: 1, 429: 2, 401: 2} {
		f := &fake{serve: func(n int, _ *http.Request) (*http.Response, error) {
			if n == 1 {
				return answer(status, `{"status":"error","error":"ProductInternalException","code":0}`), nil
			}
			return answer(200, `{"data":[{"id":"PCI_1"}]}`), nil
		}}
		_, err := PaymentTransactions.Next(t.Context(), newFakeClient(t, f), "scroll")
		if f.requests != want || (err == nil) != (want == 2) {
			t.Errorf("after %d: %d requests, want %d; %v", status, f.requests, want, err)
		}
	}
	broken := &fake{serve: func(int, *http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }}
	if _, err := PaymentTransactions.Next(t.Context(), newFakeClient(t, broken), "scroll"); err == nil || broken.requests != 1 {
		t.Errorf("after a broken line: %d requests, %v", broken.requests, err)
	}
}

// asleep is a context whose end has passed while its timer stood still.
type asleep struct{ context.Context }

func (asleep) Deadline() (time.Time, bool) { return time.Now().Add(-time.Minute).Round(0), true }

func TestAWriteDoesNotBeginAfterItsEndHasPassedAsleep(t *testing.T) {
	f := &fake{}
	_, err := CancelPayment.Do(asleep{t.Context()}, newFakeClient(t, f), Refund{By: 1}, "PCI_1")
	if e := mustError(t, err); e.Outcome != NotSent || !errors.Is(err, context.DeadlineExceeded) || f.requests != 0 {
		t.Errorf("after %d requests: %+v", f.requests, e)
	}
}

func TestErrorsOfACallerAreErrorsOfThisPackage(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	f := &fake{}
	for _, try := range []func(*Client) error{
		func(c *Client) error { _, err := PaymentTransactions.Get(ctx, c, "PCI_1"); return err },
		func(c *Client) error { _, err := CancelPayment.Do(ctx, c, Refund{By: 1}, "PCI_1"); return err },
	} {
		err := try(newFakeClient(t, f))
		e := mustError(t, err)
		if e.Outcome != NotSent || !errors.Is(err, context.Canceled) || IsOffline(err) || f.requests+f.signIns != 0 {
			t.Errorf("got %+v", e)
		}
	}
}
