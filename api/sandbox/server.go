package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tresen/api"
)

// Options say what a server starts with and how it behaves. The zero value is
// five thousand payments of seed 0 that end now, and no faults.
type Options struct {
	// Seed picks the data: the same seed and moment give the same payments.
	Seed uint64
	// Payments is how many there are: 0 for 5,000, negative for none.
	Payments int
	// Now is the clock of everything that is dated or expires; nil is time.Now.
	// What it says at the first request is the moment the data ends at.
	Now func() time.Time
	// Latency delays every answer, in real time.
	Latency time.Duration
	// Chaos is the share of requests, from 0 to 1, that a random fault befalls.
	Chaos float64

	// IndexLag is how far lists are behind; one object and checkStatus are live.
	IndexLag time.Duration
	// Settle is how long a refund stays pending; 0 is 20 seconds.
	Settle time.Duration
	// CancelShape is the answer to a cancel.
	CancelShape CancelShape
	// DeleteShape is the answer to a deletion.
	DeleteShape DeleteShape
	// ReplayActions makes the server answer a repeated X-Action within three
	// minutes with its first answer, as older clients were promised. It is off
	// so that nobody comes to rely on it.
	ReplayActions bool
	// NotFoundIfEmpty answers a search that finds nothing with 404
	// ProductNotFoundException in place of an empty page. Both are seen.
	NotFoundIfEmpty bool
	// Data keeps what clients change beyond the life of the server; nil keeps
	// nothing. It belongs to one server at a time, to the same Seed and Payments,
	// and fixes the moment that the data ends at.
	Data File
	// Terminal is how long a terminal works before it answers (diagnosis,
	// end-of-day, a card payment), in real time; 0 is at once.
	Terminal time.Duration
	// MaxScrolls is how many scroll contexts are kept at a time; 0 is 500.
	MaxScrolls int
}

// CancelShape is one of the forms in which a cancel is answered.
type CancelShape uint8

// The forms of the answer to a cancel.
const (
	// CancelArray is the payment in an array, as the official clients read it.
	CancelArray CancelShape = iota
	// CancelObject is the payment alone, as the reference shows it.
	CancelObject
	// CancelResult is {demo, new_trans_id, remaining_amount,
	// refund_waiting_for_payment}, as the older interface had it. A request
	// with return_old_format gets it whatever the option says.
	CancelResult
)

// DeleteShape is one of the forms in which a deletion is answered.
type DeleteShape uint8

// The forms of the answer to a deletion.
const (
	// DeleteArray is the object in an array, as the official clients read it.
	DeleteArray DeleteShape = iota
	// DeleteObject is the object alone, as the reference shows it.
	DeleteObject
	// DeleteEmpty is 204 without a body.
	DeleteEmpty
)

const (
	defaultPayments = 5000
	defaultSettle   = 20 * time.Second
	// seededSettle is how long the refunds of the seed stay pending.
	seededSettle = 48 * time.Hour
)

// Server is the API. It is safe for concurrent use.
type Server struct {
	options Options
	start   sync.Once
	ledger  *ledger // nil before start
	stocks  []*stock
	// smartRows are the payments that smart transactions are derived from.
	smartRows []int32
	// cards are what happened to the customer cards before the start.
	cards cardPlan
	// subscribers are those of them whose sales asked for a subscription, and
	// subscribed is the number of each among these.
	subscribers []int32
	subscribed  map[int32]int
	data        *dataFile
	loadErr     error // why the file of the data could not be read
	tokens      tokens
	scrolls     scrolls
	actions     actions
	tally       tally
	ranks       ranks

	faults  atomic.Pointer[func(*http.Request) Fault]
	chaos   chaos
	support atomic.Uint64

	patchMu sync.RWMutex
	patches map[int32]map[string]any

	movesMu sync.Mutex
	moves   []Move
}

// New returns a server. It costs nothing yet: the data is made by the first
// request that needs it, or by [Server.Load].
func New(options Options) *Server {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Payments == 0 {
		options.Payments = defaultPayments
	}
	if options.Settle == 0 {
		options.Settle = defaultSettle
	}
	s := &Server{options: options}
	s.tokens.seed = options.Seed
	s.chaos.seed, s.chaos.share = options.Seed, options.Chaos
	s.scrolls.most = options.MaxScrolls
	return s
}

// Load makes the data, if it is not there yet.
func (s *Server) Load() {
	s.start.Do(func() {
		var lines []object
		epoch := s.options.Now()
		if s.options.Data != nil {
			if epoch, lines, s.loadErr = s.openData(); s.loadErr != nil {
				epoch = s.options.Now()
			}
		}
		w := newWorld(s.options.Seed, max(0, s.options.Payments), epoch)
		s.ledger = newLedger(w)
		s.ledger.oldest = s.oldestRead
		s.smartRows = smartRows(w)
		s.subscribers, s.subscribed = subscribers(w, s.smartRows)
		for _, sh := range shelves {
			s.stocks = append(s.stocks, newStock(s, sh))
		}
		for i, r := range w.rows {
			if r.state == stRefundPending {
				s.settleAt(int32(i), time.Unix(int64(r.created), 0).Add(seededSettle))
			}
		}
		s.keep(lines)
		s.billSeeds()
	})
}

// Credentials are the client id and secret that the server accepts.
func (s *Server) Credentials() (id, secret string) { return s.tokens.credentials() }

// BaseURL is the address under which [Server.RoundTripper] answers. It answers
// under any other as well.
func (s *Server) BaseURL() string { return "https://sandbox.invalid" }

// call is one request on its way through the server.
type call struct {
	*http.Request
	now  time.Time
	args []string // values of the route's placeholders
	body []byte
	// read is the moment that lists see.
	read moment
	// doom makes a refund of this request fail later.
	doom bool
}

// arg is the n-th placeholder of the path.
func (c *call) arg(n int) string { return c.args[n] }

// answer is what goes back: a status and a value that is written as JSON, or
// the bytes in raw. A handler returns one where it wants more than a 200.
type answer struct {
	status int
	value  any
	raw    []byte
	kind   string // Content-Type of raw
	header http.Header
	cut    int // where the body breaks off, 0 for nowhere
	// hold is how long the answer is withheld after it was executed, in real
	// time: a terminal is at work.
	hold time.Duration
}

// maxBody is the largest request that is read, in bytes.
const maxBody = 16 << 20

// dispatch answers one request, faults aside.
func (s *Server) dispatch(c *call) answer {
	if isToken(c.URL.Path) {
		return s.grant(c)
	}
	route, args, no := match(c.Method, c.URL.Path)
	if no == nil {
		no = s.authorised(c)
	}
	if no == nil && route.handle == nil {
		no = &problem{status: http.StatusNotImplemented, name: internal, details: "the sandbox does not do " + route.name() + " yet"}
	}
	if no != nil {
		return s.fail(c, no)
	}
	c.args = args
	return s.actions.once(s, c, func() answer { return s.handle(route, c) })
}

// handle runs a handler under the lock that it needs.
func (s *Server) handle(r *route, c *call) answer {
	if s.Load(); s.loadErr != nil {
		return s.fail(c, invalid("the data cannot be read: %v", s.loadErr))
	}
	s.ledger.run(c.now)
	s.scrolls.sweep(c.now)
	if r.effect == api.Reads {
		s.ledger.mu.RLock()
		defer s.ledger.mu.RUnlock()
	} else {
		s.ledger.mu.Lock()
		defer s.ledger.mu.Unlock()
	}
	return s.handleLocked(r, c)
}

func (s *Server) handleLocked(r *route, c *call) answer {
	c.read = s.ledger.newest()
	if s.options.IndexLag > 0 {
		c.read = s.ledger.before(c.now.Add(-s.options.IndexLag))
	}
	value, no := r.handle(s, c)
	if no == nil && r.effect != api.Reads {
		no = s.unkept()
	}
	if no != nil {
		return s.fail(c, no)
	}
	if a, whole := value.(answer); whole {
		return a
	}
	return answer{status: http.StatusOK, value: value}
}

// fail is the answer to a problem.
func (s *Server) fail(c *call, no *problem) answer {
	d := roll(s.options.Seed, diceSupport, int(s.support.Add(1)))
	a := answer{status: no.status, value: no.payload(c.Header.Get("Accept-Language"), d.hex32())}
	if no.allow != "" {
		a.header = http.Header{"Allow": {no.allow}}
	}
	return a
}

// cleanPath drops doubled slashes and those at the end, which published clients
// send.
func cleanPath(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	if path = strings.TrimRight(path, "/"); path == "" {
		return "/"
	}
	return path
}

// oldestRead is the oldest moment that a scroll or the lagging index reads.
func (s *Server) oldestRead() moment {
	oldest := s.ledger.newest()
	if s.options.IndexLag > 0 {
		oldest = s.ledger.before(s.options.Now().Add(-s.options.IndexLag))
	}
	return min(oldest, s.scrolls.oldest(s.options.Now()))
}
