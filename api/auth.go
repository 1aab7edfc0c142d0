package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

const (
	tokenPath = "/oauth/token"
	// tokenTimeout bounds one sign-in.
	tokenTimeout = 20 * time.Second
	// tokenEarly is how long before its end a token is renewed, so that none
	// runs out on its way.
	tokenEarly = time.Minute
	// maxTokenBody is more than any token answer, in bytes.
	maxTokenBody = 1 << 20
)

// tokens is the one source of access tokens of a client. Many may wait for one
// sign-in; an account that is allowed a single valid token keeps it.
type tokens struct {
	// fetch signs in. It is a closure so that no field holds the secret and no
	// way of printing a client can show it.
	fetch func(context.Context) (*oauth2.Token, error)

	mu      sync.Mutex
	current *oauth2.Token
	flight  *flight // the sign-in under way, or nil
}

// flight is one sign-in that several requests wait for. Its results are set
// before done is closed.
type flight struct {
	done  chan struct{}
	token *oauth2.Token
	err   error
	// abandoned says that the request that made it gave up: its error is no
	// one else's.
	abandoned bool
}

func newTokens(c *Client, id, secret string) *tokens {
	conf := clientcredentials.Config{
		ClientID:     id,
		ClientSecret: secret,
		TokenURL:     c.root.String() + tokenPath,
		AuthStyle:    oauth2.AuthStyleInParams,
	}
	httpClient := &http.Client{
		Transport:     signIn{c},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &tokens{fetch: func(ctx context.Context) (*oauth2.Token, error) {
		ctx, cancel := context.WithTimeout(ctx, tokenTimeout)
		defer cancel()
		return conf.Token(context.WithValue(ctx, oauth2.HTTPClient, httpClient))
	}}
}

// get returns a token that is good for another minute, signing in at most once
// for all who ask at the same time. Its errors are [*Error] with Outcome
// NotSent: without a token no request leaves.
func (t *tokens) get(ctx context.Context) (*oauth2.Token, error) {
	for {
		t.mu.Lock()
		if t.current != nil && fresh(t.current) {
			defer t.mu.Unlock()
			return t.current, nil
		}
		f, mine := t.flight, false
		if f == nil {
			f, mine = &flight{done: make(chan struct{})}, true
			t.flight = f
		}
		t.mu.Unlock()

		if mine {
			t.land(ctx, f)
		}
		select {
		case <-f.done:
		case <-ctx.Done():
			return nil, signInError(ctx, context.Cause(ctx))
		}
		if f.abandoned && ctx.Err() == nil {
			continue
		}
		return f.token, f.err
	}
}

// land makes the sign-in that f stands for and tells who waits.
func (t *tokens) land(ctx context.Context, f *flight) {
	token, err := t.fetch(ctx)
	f.abandoned = err != nil && ctx.Err() != nil
	if err != nil {
		f.err = signInError(ctx, err)
	} else {
		f.token = token
	}
	t.mu.Lock()
	t.flight = nil
	if err == nil {
		t.current = token
	}
	t.mu.Unlock()
	close(f.done)
}

// drop forgets a token that the server refused. Many refusals of one token drop
// it once: a newer one stays.
func (t *tokens) drop(token *oauth2.Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == token {
		t.current = nil
	}
}

// fresh reports whether a token will be good for a while. One without an end is
// good until the server refuses it.
func fresh(t *oauth2.Token) bool {
	return t.Expiry.IsZero() || time.Until(t.Expiry) > tokenEarly
}

// signInError turns a failed sign-in into an [*Error]. The text of the library
// is not used where there was an answer: it repeats the body.
func signInError(ctx context.Context, err error) *Error {
	e := &Error{Op: "POST " + tokenPath, Outcome: NotSent}
	retrieve, answered := errors.AsType[*oauth2.RetrieveError](err)
	line, broken := errors.AsType[*lineError](err)
	switch {
	case answered && retrieve.Response != nil:
		e.Status = retrieve.Response.StatusCode
		e.RetryAfter = retryAfter(retrieve.Response.Header)
		if !e.readPayload(retrieve.Body) {
			e.Details = describeBody(retrieve.Body)
		}
	case ctx.Err() != nil:
		e.Err = context.Cause(ctx)
	case broken:
		e.Err, e.Offline = line.error, true
	default:
		e.Details = "the answer to the sign-in holds no token"
	}
	return e
}

// signIn carries the token request: with the headers of the other requests, and
// seen by the request log as a path.
type signIn struct{ c *Client }

func (s signIn) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	s.c.setHeaders(req.Header)
	seen := Exchange{At: time.Now(), Method: req.Method, Path: tokenPath, Attempt: 1}
	resp, body, err := s.exchange(req)
	seen.Took, seen.Bytes = time.Since(seen.At), len(body)
	if resp != nil {
		seen.Status = resp.StatusCode
	}
	if err != nil {
		seen.Err, seen.Outcome = MaskText(Clean(err.Error())), NotSent
		err = &lineError{err}
	}
	s.c.tell(seen)
	return resp, err
}

// exchange reads the whole answer, so that a line that breaks in it is told
// from an answer that makes no sense.
func (s signIn) exchange(req *http.Request) (*http.Response, []byte, error) {
	resp, err := s.c.reads.RoundTrip(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxTokenBody))
	if err != nil {
		return nil, nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	// The library takes anything but JSON for a form.
	if len(body) > 0 && body[0] == '{' {
		resp.Header.Set("Content-Type", "application/json")
	}
	return resp, body, nil
}

// lineError marks a failure of the line: no whole answer came.
type lineError struct{ error }

func (e *lineError) Unwrap() error { return e.error }
