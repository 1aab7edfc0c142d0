package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"tresen/api"
)

// What tests ask to learn what really happened, whatever was answered.

// RefundState is what became of a refund.
type RefundState uint8

// The states of a refund.
const (
	RefundPending RefundState = iota
	RefundDone
	RefundDenied
)

// String is the state in English.
func (r RefundState) String() string {
	return [...]string{"pending", "done", "denied"}[r]
}

// Truth is a payment as the server has it.
type Truth struct {
	ID       string
	Amount   api.Minor // as the payment's document has it
	InEffect api.Minor // as checkStatus answers it
	Currency string
	Status   int64
	Simple   api.StatusSimple
	Refunds  []Refund // oldest first, those of the seed too
}

// Refund is one child of a payment; its amount is negative.
type Refund struct {
	ID     string
	Amount api.Minor
	State  RefundState
}

// Truth returns the payment with this id or transaction hash.
func (s *Server) Truth(id string) (Truth, bool) {
	s.Load()
	s.ledger.run(s.options.Now())
	s.ledger.mu.RLock()
	defer s.ledger.mu.RUnlock()
	i, no := s.find(id, true)
	if no != nil {
		return Truth{}, false
	}
	p, children := s.ledger.payment(i, live), s.ledger.children(i, live)
	t := Truth{
		ID:       s.ledger.world.payments.id(int(i)),
		Amount:   p.minor(),
		InEffect: inEffect(p, children),
		Currency: p.currency(),
		Status:   states[p.state].number,
		Simple:   states[p.state].simple,
	}
	for _, c := range children {
		t.Refunds = append(t.Refunds, Refund{s.ledger.world.payments.id(int(c.index)), c.minor(), refundState(c)})
	}
	return t, true
}

func refundState(p payment) RefundState {
	switch states[p.state].phase {
	case refundDone:
		return RefundDone
	case refundDenied:
		return RefundDenied
	}
	return RefundPending
}

// Kept returns an object of a shelf as the server keeps it, as JSON: with
// members that no request ever shows, whose names start with "-". It is nil
// where there is none.
func (s *Server) Kept(object, id string) []byte {
	s.Load()
	s.ledger.run(s.options.Now())
	s.ledger.mu.RLock()
	defer s.ledger.mu.RUnlock()
	sh := shelfNamed[object]
	if sh == nil {
		return nil
	}
	if o := sh.get(s, id); o != nil {
		return appendJSON(nil, o)
	}
	return nil
}

// Move is one cancel that was executed since the server started.
type Move struct {
	At      time.Time // on the server's clock
	Payment string    // id of the payment
	Amount  api.Minor // by how much less is in effect
	Refund  string    // id of the child, "" where the payment was lowered before it was executed
	Action  string    // X-Action of the request
	Foreign bool      // made by [Fault.ForeignRefund]
}

// AllRefunds are the cancels that were executed since the server started,
// oldest first: refunds, and reductions before execution. That two entries
// stand for one intention of a client is what must never happen.
func (s *Server) AllRefunds() []Move {
	s.Load()
	s.ledger.run(s.options.Now())
	s.movesMu.Lock()
	defer s.movesMu.Unlock()
	return slices.Clone(s.moves)
}

func (s *Server) note(m Move) {
	s.movesMu.Lock()
	defer s.movesMu.Unlock()
	s.moves = append(s.moves, m)
}

// tally counts requests. Beyond a number of different paths only known ones are
// counted one by one.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
}

const (
	maxTally   = 50_000
	tallyOther = "other"
)

func (t *tally) add(r *http.Request) {
	path := cleanPath(r.URL.Path)
	if rest, below := strings.CutPrefix(path, apiRoot); below {
		path = rest
	}
	key := r.Method + " " + path
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[string]int{}
	}
	if _, known := t.counts[key]; !known && len(t.counts) >= maxTally {
		key = tallyOther
	}
	t.counts[key]++
}

// Requests counts what has arrived, by method and path below /api/v2, such as
// "POST /Payment/Transactions/PCI_…/cancel" and "POST /oauth/token". Requests
// that a fault broke are counted too.
func (s *Server) Requests() map[string]int {
	s.tally.mu.Lock()
	defer s.tally.mu.Unlock()
	return maps.Clone(s.tally.counts)
}

// Patch puts values into the document of a payment from now on, by dotted path:
// hostile texts, fields of another type. Rules and searches do not see them.
// It reports whether there is such a payment.
func (s *Server) Patch(id string, members map[string]any) bool {
	s.Load()
	s.ledger.mu.RLock()
	i, no := s.find(id, true)
	s.ledger.mu.RUnlock()
	if no != nil {
		return false
	}
	written := map[string]any{}
	for path, value := range members {
		raw, err := json.Marshal(value)
		if err != nil {
			panic("sandbox: a patch cannot be written as JSON: " + err.Error())
		}
		written[path] = json.RawMessage(raw)
	}
	s.patchMu.Lock()
	defer s.patchMu.Unlock()
	if s.patches == nil {
		s.patches = map[int32]map[string]any{}
	}
	s.patches[i] = written
	return true
}

// patched is a payment's document with what [Server.Patch] put into it.
func (s *Server) patched(i int32, o object) object {
	s.patchMu.RLock()
	defer s.patchMu.RUnlock()
	members := s.patches[i]
	for _, path := range slices.Sorted(maps.Keys(members)) {
		o = o.with(path, members[path])
	}
	return o
}
