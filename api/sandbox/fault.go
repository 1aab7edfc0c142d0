package sandbox

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"tresen/api"
)

// Fault is what goes wrong with one request. Its zero value is nothing.
type Fault struct {
	// Delay is waited before anything else, in real time.
	Delay time.Duration
	// Refuse breaks off before a byte is read: connection refused. Over TCP it
	// is DropBefore, since the connection is already there.
	Refuse bool
	// DropBefore breaks the connection before the request is executed,
	// DropAfter once it has been.
	DropBefore, DropAfter bool
	// Code2003 answers 403 with code 2003, an expired token.
	Code2003 bool
	// Status answers with an error of this status in place of executing, with
	// Code in its payload and Retry-After in its header where they are set.
	// Commit executes first, and answers with the error all the same.
	Status     int
	Code       int
	RetryAfter time.Duration
	Commit     bool
	// ApplyLate executes only when the server's clock has moved that far. The
	// answer is Status, or 500 where it is 0, or a broken connection where
	// DropAfter is set too.
	ApplyLate time.Duration
	// HTML answers with a web page of a proxy, Garbage with bytes that are no
	// JSON, both after execution; Status is the page's, 200 where it is 0.
	HTML, Garbage bool
	// Truncate cuts the body after that many bytes and breaks the connection;
	// it has to be at least 1.
	Truncate int
	// ForeignRefund lets somebody else refund that much, in minor units, of the
	// payment in the path, just before the request is executed.
	ForeignRefund api.Minor
	// DenyRefund lets the refund that this request makes fail when it settles,
	// and the payer decline what it prepares.
	DenyRefund bool
}

// SetFaults makes the server ask f about every request from now on; nil asks
// nobody. f runs while the request waits and must be safe for concurrent use.
func (s *Server) SetFaults(f func(*http.Request) Fault) {
	if f == nil {
		s.faults.Store(nil)
		return
	}
	s.faults.Store(&f)
}

// errBroken is a connection that was lost, errRefused one that never was.
var (
	errBroken  = errors.New("sandbox: the connection is broken")
	errRefused = errors.New("sandbox: the connection is refused")
)

// lineError is a failure of the line as net/http would return it.
type lineError struct {
	text string
	err  error
	// before says that no byte of the request had left.
	before bool
}

func (e *lineError) Error() string { return e.text + ": " + e.err.Error() }
func (e *lineError) Unwrap() error { return e.err }

// NotSent reports the proof that nothing of the request reached the server.
func (e *lineError) NotSent() bool { return e.before }

func asLineError(err error) error {
	switch {
	case errors.Is(err, errRefused):
		return &lineError{"dial tcp", syscall.ECONNREFUSED, true}
	case errors.Is(err, errBroken):
		return &lineError{"read tcp", syscall.ECONNRESET, false}
	}
	return err
}

// serve answers a request as the faults want it. An error is a broken
// connection, or the end of the request's context.
func (s *Server) serve(c *call) (answer, error) {
	f := s.fault(c.Request)
	if err := wait(c.Context(), s.options.Latency+f.Delay); err != nil {
		return answer{}, err
	}
	c.now = s.options.Now()
	c.doom = f.DenyRefund
	switch {
	case f.Refuse:
		return answer{}, errRefused
	case f.DropBefore:
		return answer{}, errBroken
	case f.Code2003:
		return s.fail(c, &problem{status: http.StatusForbidden, name: unauthorised, code: codeTokenExpired, details: "The access token has expired"}), nil
	case f.ApplyLate > 0 && !isToken(c.URL.Path):
		return s.applyLate(c, f)
	case f.Status != 0 && !f.Commit && !f.HTML && !f.Garbage:
		return s.failAs(c, f), nil
	}
	if f.ForeignRefund > 0 {
		s.refundElsewhere(c, f.ForeignRefund)
	}
	a := s.dispatch(c)
	if err := wait(c.Context(), a.hold); err != nil {
		return answer{}, err
	}
	switch {
	case f.DropAfter:
		return answer{}, errBroken
	case f.HTML:
		a = answer{status: f.status(), kind: "text/html", raw: []byte(proxyPage)}
	case f.Garbage:
		a = answer{status: f.status(), kind: "application/json", raw: []byte("{\"id\":\x00\xff,,\"amount\":}}\x1b[2J")}
	case f.Status != 0:
		a = s.failAs(c, f)
	}
	if f.Truncate > 0 {
		a.cut = f.Truncate
	}
	return a, nil
}

const proxyPage = `<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>
`

func (f Fault) status() int {
	if f.Status == 0 {
		return http.StatusOK
	}
	return f.Status
}

// failAs is the error that a fault asks for.
func (s *Server) failAs(c *call, f Fault) answer {
	a := s.fail(c, &problem{status: f.Status, name: backendFailed, code: f.Code, details: "A fault of the sandbox"})
	if f.RetryAfter > 0 {
		seconds := int((f.RetryAfter + time.Second - 1) / time.Second)
		a.header = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	}
	return a
}

// applyLate puts a request off and answers as if it were lost. It is refused at
// once where it would be: a wrong path or token is not put off.
func (s *Server) applyLate(c *call, f Fault) (answer, error) {
	r, args, no := match(c.Method, c.URL.Path)
	if no == nil {
		no = s.authorised(c)
	}
	if no != nil {
		return s.fail(c, no), nil
	}
	if r.handle != nil {
		late := *c
		late.args = args
		s.Load()
		s.ledger.mu.Lock()
		s.ledger.later(c.now.Add(f.ApplyLate), func(at time.Time) {
			late.now = at
			s.handleLocked(r, &late)
		})
		s.ledger.mu.Unlock()
	}
	if f.DropAfter {
		return answer{}, errBroken
	}
	if f.Status == 0 {
		f.Status, f.Code = http.StatusInternalServerError, codeBackend
	}
	return s.failAs(c, f), nil
}

// refundElsewhere makes a refund that the client knows nothing of.
func (s *Server) refundElsewhere(c *call, by api.Minor) {
	_, args, no := match(c.Method, c.URL.Path)
	if no != nil || len(args) == 0 {
		return
	}
	s.Load()
	s.ledger.run(c.now)
	s.ledger.mu.Lock()
	defer s.ledger.mu.Unlock()
	if i, no := s.find(args[0], true); no == nil {
		// Where the rules do not allow it, nobody else can do it either.
		_, _, _ = s.cancel(i, cut{By: &by}, Move{At: c.now, Foreign: true}, false)
	}
}

// wait sleeps, unless the context ends first.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fault asks the caller's function, then chance.
func (s *Server) fault(r *http.Request) Fault {
	if f := s.faults.Load(); f != nil {
		return (*f)(r)
	}
	return s.chaos.next()
}

// chaos draws faults by chance, the same ones for the same seed and order of
// requests.
type chaos struct {
	seed  uint64
	share float64
	count atomic.Int64
}

// chaosFaults are what chaos draws from. Late writes come within a minute.
var chaosFaults = []Fault{
	{Delay: 300 * time.Millisecond},
	{Delay: 1500 * time.Millisecond},
	{DropBefore: true},
	{DropAfter: true},
	{Status: http.StatusServiceUnavailable, RetryAfter: time.Second},
	{Status: http.StatusTooManyRequests, RetryAfter: 2 * time.Second},
	{Status: http.StatusInternalServerError, Code: codeBackend},
	{Status: http.StatusBadGateway, HTML: true},
	{Truncate: 120},
	{Garbage: true},
	{Code2003: true},
	{ApplyLate: 30 * time.Second},
	{DenyRefund: true},
}

func (c *chaos) next() Fault {
	if c.share <= 0 {
		return Fault{}
	}
	d := roll(c.seed, diceChaos, int(c.count.Add(1)))
	if d.below(1_000_000) >= int(c.share*1_000_000) {
		return Fault{}
	}
	return chaosFaults[d.below(len(chaosFaults))]
}
