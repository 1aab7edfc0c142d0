package api

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
)

const (
	// readTimeout bounds one attempt of a read, its answer included.
	readTimeout = 60 * time.Second
	// writeTimeout bounds a write. It runs on when the caller gives up: what
	// has been sent cannot be taken back, only its answer can be missed.
	writeTimeout = 90 * time.Second
	// blockingTimeout bounds a write whose answer waits for a terminal.
	blockingTimeout = 10 * time.Minute
	// maxRetries is how often a read is tried again.
	maxRetries = 3
	// retryBase and retryCap shape the backoff: a random time up to
	// retryBase·2ⁿ, never above retryCap.
	retryBase = 250 * time.Millisecond
	retryCap  = 4 * time.Second
	// maxRetryAfter is the longest Retry-After that is waited for here. Beyond
	// it the error goes to the caller, who can show the time.
	maxRetryAfter = 20 * time.Second
	// maxBody is the largest answer that is read, uncompressed.
	maxBody = 32 << 20
)

// readTransport keeps connections and may use HTTP/2.
func readTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
	}
}

// writeTransport opens a connection for every request and speaks HTTP/1.1 only:
// there is no dead kept connection and no refused stream after which net/http
// would send a request again by itself.
func writeTransport() http.RoundTripper {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		DisableKeepAlives:   true,
		Protocols:           &http1,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// call is one operation on its way.
type call struct {
	Request
	query  url.Values
	effect Effect
	action string // X-Action of a write
	scroll bool   // continues a scroll
	// blocking says that the answer waits for a terminal.
	blocking bool
	// contentType is that of the body; empty for JSON.
	contentType string
	// header receives the header of the answer, where it is not nil.
	header *http.Header
}

// send runs a call and hands the answer to decode, whose body is only valid
// while it runs. Reads are repeated where that can help; nothing else is.
func (c *Client) send(ctx context.Context, r call, decode func(status int, body []byte) error) error {
	if err := context.Cause(ctx); err != nil {
		return &Error{Op: r.String(), Outcome: NotSent, Err: err}
	}
	if r.effect != Reads {
		r.action = actionOf(ctx)
	}
	renewed := false
	for attempt := 1; ; attempt++ {
		err := c.try(ctx, r, attempt, decode)
		if err == nil {
			return nil
		}
		if r.effect != Reads || r.scroll && moved(err) || !again(ctx, err, attempt, &renewed) {
			return err
		}
	}
}

// moved reports that a scroll may have gone on although its answer did not
// arrive whole. It only goes forward: asked again, it would leave out a batch in
// silence. Whoever reads it opens a new one.
func moved(err *Error) bool {
	return err.Outcome != NotSent && !tokenRefused(err) && err.Status != http.StatusTooManyRequests
}

// again decides whether a failed read is worth another attempt, and waits until
// it is due. A refused token is renewed once, at once.
func again(ctx context.Context, err *Error, attempt int, renewed *bool) bool {
	if tokenRefused(err) && err.Outcome != NotSent {
		first := !*renewed
		*renewed = true
		return first && ctx.Err() == nil
	}
	if attempt > maxRetries || !transient(err) || err.RetryAfter > maxRetryAfter {
		return false
	}
	wait := err.RetryAfter
	if wait == 0 {
		wait = mathrand.N(min(retryBase<<(attempt-1), retryCap))
	}
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// transient reports a failure that may pass by itself.
func transient(err *Error) bool {
	switch err.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusInternalServerError:
		return err.backend()
	}
	return (err.Offline || errors.Is(err.Err, io.ErrUnexpectedEOF)) && Untrusted(err.Err) == ""
}

// try makes one attempt and tells the request log of it.
func (c *Client) try(ctx context.Context, r call, attempt int, decode func(int, []byte) error) *Error {
	token, err := c.tokens.get(ctx)
	if err != nil {
		e, _ := errors.AsType[*Error](err)
		return e
	}
	if err := tooLate(ctx); err != nil && r.effect != Reads {
		return &Error{Op: r.String(), Outcome: NotSent, Err: err}
	}
	seen := Exchange{
		At: time.Now(), Method: r.Method, Path: maskPath(Clean(r.Path)), Query: maskQuery(r.query).Encode(), Attempt: attempt, Action: r.action,
	}
	failed := c.exchange(ctx, r, token, &seen, decode)
	seen.Took = time.Since(seen.At)
	if failed != nil {
		failed.Op, failed.Scroll = r.String(), r.scroll
		seen.Err, seen.Outcome, seen.Support = failed.cause(), failed.Outcome, failed.Support
		if tokenRefused(failed) {
			c.tokens.drop(token)
		}
	}
	c.tell(seen)
	return failed
}

// tooLate is why a write must not begin any more, though nobody stopped waiting
// for its token: a machine that sleeps meanwhile stops the timers too, so that the
// deadline is compared with the time of day.
func tooLate(ctx context.Context) error {
	if end, ok := ctx.Deadline(); ok && !time.Now().Round(0).Before(end.Round(0)) {
		return context.DeadlineExceeded
	}
	return context.Cause(ctx)
}

// exchange sends one request and judges its answer.
func (c *Client) exchange(ctx context.Context, r call, token *oauth2.Token, seen *Exchange, decode func(int, []byte) error) *Error {
	transport, timeout, wire := c.reads, readTimeout, new(proof)
	if r.effect != Reads {
		transport, timeout = c.writes, writeTimeout
		ctx = wire.watch(context.WithoutCancel(ctx))
	}
	if r.blocking {
		timeout = blockingTimeout
	}
	bounded, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := c.newRequest(bounded, r, token)
	if err != nil {
		return &Error{Outcome: NotSent, Err: err}
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return c.lineFailure(ctx, r, wire, err)
	}
	defer resp.Body.Close()
	seen.Status = resp.StatusCode
	buf := getBuffer()
	defer putBuffer(buf)
	err = readBody(buf, resp.Body)
	seen.Bytes = buf.Len()
	if failed := refusal(resp, buf.Bytes(), err); failed != nil {
		return failed
	}
	if r.header != nil {
		*r.header = resp.Header
	}
	if err := decode(resp.StatusCode, buf.Bytes()); err != nil {
		return unreadable(resp, err)
	}
	return nil
}

// newRequest writes the request as it goes out. Its body cannot be read twice,
// which keeps net/http from sending it twice.
func (c *Client) newRequest(ctx context.Context, r call, token *oauth2.Token) (*http.Request, error) {
	u, err := c.root.Parse(apiRoot + r.Path)
	if err != nil {
		return nil, err
	}
	if len(r.query) > 0 {
		u.RawQuery = r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), bytes.NewReader(r.Body))
	if err != nil {
		return nil, err
	}
	req.GetBody = nil
	c.setHeaders(req.Header)
	req.Header.Set("Content-Type", cmp.Or(r.contentType, "application/json"))
	token.SetAuthHeader(req)
	if r.action != "" {
		req.Header.Set("X-Action", r.action)
	}
	return req, nil
}

// setHeaders sets what every request carries. Idempotency-Key is never among
// it: net/http takes it as leave to send a POST twice.
func (c *Client) setHeaders(h http.Header) {
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.userAgent)
	if c.lang != "" {
		h.Set("Accept-Language", c.lang)
	}
}

// lineFailure says what is known of a request that got no answer.
func (c *Client) lineFailure(ctx context.Context, r call, wire *proof, err error) *Error {
	e := &Error{Err: err, Offline: true}
	if gaveUp := context.Cause(ctx); gaveUp != nil {
		e.Err, e.Offline = gaveUp, false
	}
	var own interface{ NotSent() bool }
	switch {
	case errors.As(err, &own):
		if own.NotSent() {
			e.Outcome = NotSent
		}
	case c.ownWrites && r.effect != Reads && !wire.connected.Load():
		e.Outcome = NotSent
	}
	return e
}

// readBody fills buf with an answer, up to maxBody.
func readBody(buf *bytes.Buffer, body io.Reader) error {
	n, err := buf.ReadFrom(io.LimitReader(body, maxBody+1))
	if err != nil {
		return err
	}
	if n > maxBody {
		return errTooLarge
	}
	return nil
}

// tell hands an attempt to the request log.
func (c *Client) tell(e Exchange) {
	if c.observe != nil {
		c.observe(e)
	}
}

func actionOf(ctx context.Context) string {
	if id, ok := ctx.Value(actionKey{}).(string); ok && id != "" {
		return id
	}
	return rand.Text()
}

// retryAfter reads the header of that name: seconds or a date. A date in the
// past, or nothing readable, is 0.
func retryAfter(h http.Header) time.Duration {
	v := h.Get("Retry-After")
	if s, err := strconv.Atoi(v); err == nil {
		return max(0, min(time.Duration(s), 24*3600)*time.Second)
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// proof watches a write on our own transport. net/http writes a request only to
// a connection it has got; before that not one byte of it is on the wire.
type proof struct{ connected atomic.Bool }

func (p *proof) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { p.connected.Store(true) },
	})
}
