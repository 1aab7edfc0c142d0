package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	refused401  = `{"status":"error","error":"ProductUnauthorizedException","error_details":"Invalid token","code":2001}`
	refused2003 = `{"status":"error","error":"ProductSecurityException","error_details":"Token expired","code":"2003"}`
)

func get(ctx context.Context, c *Client) error {
	_, err := PaymentTransactions.Get(ctx, c, "PCI_1")
	return err
}

func TestManyRequestsWaitForOneSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{serve: always(200, `{"id":"PCI_1"}`), signIn: func(int, *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(200, `{"access_token":"t","expires_in":"1200"}`), nil
		}}
		c := newFakeClient(t, f)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				if err := get(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if f.signIns != 1 || f.requests != 50 {
			t.Errorf("got %d sign-ins for %d requests", f.signIns, f.requests)
		}
	})
}

func TestAFailedSignInIsEveryonesFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{signIn: func(int, *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(401, `{"error":"invalid_client","error_description":"The client credentials are invalid"}`), nil
		}}
		c := newFakeClient(t, f)
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				err := get(t.Context(), c)
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Outcome != NotSent || e.Name != "invalid_client" || e.Status != 401 || !IsAuth(err) || IsOffline(err) {
					t.Errorf("got %+v", err)
				}
			})
		}
		wg.Wait()
		if f.signIns != 1 || f.requests != 0 {
			t.Errorf("got %d sign-ins, %d requests", f.signIns, f.requests)
		}
	})
}

func TestATokenIsRenewedAMinuteEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{serve: always(200, `{"id":"PCI_1"}`)}
		c := newFakeClient(t, f)
		for _, step := range []struct {
			wait    time.Duration
			signIns int
		}{{0, 1}, {1139 * time.Second, 1}, {2 * time.Second, 2}, {1139 * time.Second, 2}, {time.Hour, 3}} {
			time.Sleep(step.wait)
			if err := get(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if f.signIns != step.signIns {
				t.Errorf("after another %v: got %d sign-ins, want %d", step.wait, f.signIns, step.signIns)
			}
		}
	})
}

func TestARefusedTokenIsRenewedOnceForAll(t *testing.T) {
	for name, refusal := range map[string]*http.Response{"401": answer(401, refused401), "403 with 2003": answer(403, refused2003)} {
		body, _ := io.ReadAll(refusal.Body)
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{serve: func(_ int, req *http.Request) (*http.Response, error) {
					if req.Header.Get("Authorization") == "Bearer token-1" {
						time.Sleep(time.Second)
						return answer(refusal.StatusCode, string(body)), nil
					}
					return answer(200, `{"id":"PCI_1"}`), nil
				}}
				c := newFakeClient(t, f)
				var wg sync.WaitGroup
				for range 50 {
					wg.Go(func() {
						if err := get(t.Context(), c); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if f.signIns != 2 || f.requests != 100 {
					t.Errorf("got %d sign-ins, %d requests", f.signIns, f.requests)
				}
			})
		})
	}
}

func TestATokenRefusedTwiceIsAnError(t *testing.T) {
	f := &fake{serve: always(401, refused401)}
	err := get(t.Context(), newFakeClient(t, f))
	if e := mustError(t, err); e.Status != 401 || !IsAuth(err) || f.requests != 2 || f.signIns != 2 {
		t.Errorf("got %v after %d requests and %d sign-ins", err, f.requests, f.signIns)
	}
}

func TestARefusedWriteIsNotRepeatedButDropsTheToken(t *testing.T) {
	for _, tt := range []struct {
		status int
		body   string
		want   Outcome
	}{
		{401, refused401, Rejected}, {403, refused2003, Rejected},
		{401, `<html>Proxy login</html>`, Unknown},
	} {
		f := &fake{serve: always(tt.status, tt.body)}
		c := newFakeClient(t, f)
		_, err := CancelPayment.Do(t.Context(), c, Refund{By: 1}, "PCI_1")
		if OutcomeOf(err) != tt.want || f.requests != 1 || f.signIns != 1 || !IsAuth(err) {
			t.Errorf("%d: got %v: %v, %d requests", tt.status, OutcomeOf(err), err, f.requests)
		}
		f.serve = always(200, `{"id":"PCI_1"}`)
		if err := get(t.Context(), c); err != nil || f.signIns != 2 {
			t.Errorf("%d: the next request: %v with %d sign-ins", tt.status, err, f.signIns)
		}
	}
}

func TestSignInsThatDoNotWork(t *testing.T) {
	for _, tt := range []struct {
		name    string
		signIn  func(int, *http.Request) (*http.Response, error)
		says    string
		status  int
		auth    bool
		offline bool
		retried bool // by a read
	}{
		{"wrong secret", always(401, `{"error":"invalid_client","error_description":"bad\u001b[1m"}`), "401 invalid_client: bad[1m", 401, true, false, false},
		{"wrong secret with 400", always(400, `{"error":"invalid_client"}`), "400 invalid_client", 400, true, false, false},
		{"an error of the API", always(500, `{"status":"error","error":"ProductInternalException","error_details":"x","code":1}`), "ProductInternalException: x", 500, false, false, false},
		{"a web page", always(502, `<html>secret body</html>`), "a web page, not with JSON", 502, false, false, true},
		{"too many", always(429, ``, "Retry-After", "1"), "429", 429, false, false, true},
		{"a web page with 200", always(200, `<html>secret body</html>`), "holds no token", 0, false, false, false},
		{"no token", always(200, `{"expires_in":1200}`), "holds no token", 0, false, false, false},
		{"a redirect", always(302, ``, "Location", "https://login.test"), "302", 302, false, false, false},
		{"no line", func(int, *http.Request) (*http.Response, error) { return nil, errLine }, "reset by peer", 0, false, true, true},
		{"half a token", func(int, *http.Request) (*http.Response, error) { return broken(`{"access_tok`), nil }, "unexpected EOF", 0, false, true, true},
		{"no answer", func(_ int, req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}, "deadline exceeded", 0, false, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{signIn: tt.signIn}
				c := newFakeClient(t, f)
				_, err := CancelPayment.Do(t.Context(), c, Refund{By: 1}, "PCI_1")
				e := mustError(t, err)
				if e.Outcome != NotSent || e.Status != tt.status || IsAuth(err) != tt.auth || IsOffline(err) != tt.offline {
					t.Errorf("got %+v", e)
				}
				text := e.Error()
				if !strings.HasPrefix(text, "POST /oauth/token: ") || !strings.Contains(text, tt.says) || strings.Contains(text, "secret body") {
					t.Errorf("got %q", text)
				}
				if f.signIns != 1 {
					t.Errorf("a write signed in %d times", f.signIns)
				}
				f.signIns = 0
				if err := get(t.Context(), c); err == nil {
					t.Error("no error")
				}
				if want := map[bool]int{true: 4, false: 1}[tt.retried]; f.signIns != want || f.requests != 0 {
					t.Errorf("a read signed in %d times, want %d", f.signIns, want)
				}
			})
		})
	}
}

func TestWhoWaitsForASignInIsNotHurtByWhoGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{serve: always(200, `{"id":"PCI_1"}`), signIn: func(_ int, req *http.Request) (*http.Response, error) {
			select {
			case <-time.After(10 * time.Second):
				return answer(200, `{"access_token":"t"}`), nil
			case <-req.Context().Done():
				return nil, req.Context().Err()
			}
		}}
		c := newFakeClient(t, f)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := get(ctx, c); !errors.Is(err, context.Canceled) || OutcomeOf(err) != NotSent || IsOffline(err) {
				t.Errorf("who gave up got %v", err)
			}
		})
		synctest.Wait()
		for range 5 {
			wg.Go(func() {
				if err := get(t.Context(), c); err != nil {
					t.Errorf("who waited got %v", err)
				}
			})
		}
		short, cancelShort := context.WithTimeout(t.Context(), time.Second)
		defer cancelShort()
		wg.Go(func() {
			if err := get(short, c); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("who waited shortly got %v", err)
			}
		})
		time.Sleep(2 * time.Second)
		cancel()
		wg.Wait()
		if f.signIns != 2 {
			t.Errorf("got %d sign-ins", f.signIns)
		}
	})
}

func TestASignInIsAFormWithoutTraces(t *testing.T) {
	var form url.Values
	var req *http.Request
	f := &fake{serve: always(200, `{"id":"PCI_1"}`)}
	f.signIn = func(_ int, r *http.Request) (*http.Response, error) {
		req = r
		return answer(200, `{"access_token":"t"}`, "Content-Type", "text/plain"), nil
	}
	c := newFakeClient(t, f)
	read := c.reads
	c.reads = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == tokenPath {
			body, _ := io.ReadAll(r.Body)
			form, _ = url.ParseQuery(string(body))
			r.Body = http.NoBody
		}
		return read.RoundTrip(r)
	})
	if err := get(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"grant_type": {"client_credentials"}, "client_id": {"id"}, "client_secret": {secret}}
	if form.Encode() != want.Encode() {
		t.Errorf("got %v", form)
	}
	if got := req.Header; got.Get("Content-Type") != "application/x-www-form-urlencoded" || got.Get("User-Agent") != "tresen" ||
		got.Get("Accept") != "application/json" || got.Get("Authorization") != "" {
		t.Errorf("got %v", got)
	}
	if req.URL.String() != "https://api.test/oauth/token" {
		t.Errorf("got %v", req.URL)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
