package sandbox

import (
	"encoding/base64"
	"encoding/binary"
	"sync"
	"time"
)

const (
	defaultScrolls = 500
	// maxScrollBytes is what all contexts together may hold.
	maxScrollBytes = 256 << 20
)

// scroll is a search context: what was found and how far it has been read. What
// it found is pinned to a moment, so rows neither repeat nor go missing.
type scroll struct {
	table *table
	found selection
	next  int // the first row that has not been read
	count int
	view  view
	at    moment
	life  time.Duration
	end   time.Time
}

func (sc *scroll) bytes() int { return 200 + 4*cap(sc.found.ids) }

// scrolls are the contexts of a server. Those that expired are dropped with the
// next request, whatever it is.
type scrolls struct {
	most int // 0 is defaultScrolls

	mu    sync.Mutex
	given int
	bytes int
	byID  map[string]*scroll
	// soonest is no later than the end of any context.
	soonest time.Time
}

// open keeps a context and returns its id.
func (ss *scrolls) open(seed uint64, now time.Time, sc *scroll) (string, *problem) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.purge(now)
	most := ss.most
	if most == 0 {
		most = defaultScrolls
	}
	if len(ss.byID) >= most || ss.bytes+sc.bytes() > maxScrollBytes {
		return "", invalid("scroll_expire: too many scroll contexts, at most %d can be open", most)
	}
	if ss.byID == nil {
		ss.byID = map[string]*scroll{}
	}
	sc.end = now.Add(sc.life)
	ss.given++
	id := scrollID(seed, ss.given)
	ss.byID[id] = sc
	ss.bytes += sc.bytes()
	if len(ss.byID) == 1 || sc.end.Before(ss.soonest) {
		ss.soonest = sc.end
	}
	return id, nil
}

// batch is a part of a context that one request reads.
type batch struct {
	*scroll
	from, to int
}

// advance takes the next batch and prolongs the context. Two requests at the
// same time get different batches. After the last one they are empty.
func (ss *scrolls) advance(id string, t *table, now time.Time) (batch, *problem) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.purge(now)
	sc := ss.byID[id]
	if sc == nil || sc.table != t {
		return batch{}, missing("scroll_id: no search context found, it has expired or never was")
	}
	b := batch{scroll: sc, from: sc.next, to: min(sc.found.n, sc.next+sc.count)}
	b.from = min(b.from, b.to)
	sc.next = b.to
	sc.end = now.Add(sc.life)
	return b, nil
}

// oldest is the oldest moment that a context reads.
func (ss *scrolls) oldest(now time.Time) moment {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.purge(now)
	oldest := live
	for _, sc := range ss.byID {
		oldest = min(oldest, sc.at)
	}
	return oldest
}

// sweep drops the contexts that have expired.
func (ss *scrolls) sweep(now time.Time) {
	ss.mu.Lock()
	defer ss.mu.Unlock()
	ss.purge(now)
}

// purge is sweep under the lock. It costs nothing before the first of the ends.
func (ss *scrolls) purge(now time.Time) {
	if len(ss.byID) == 0 || now.Before(ss.soonest) {
		return
	}
	soonest := now.Add(24 * time.Hour) // more than any life
	for id, sc := range ss.byID {
		if !now.Before(sc.end) {
			delete(ss.byID, id)
			ss.bytes -= sc.bytes()
		} else if sc.end.Before(soonest) {
			soonest = sc.end
		}
	}
	ss.soonest = soonest
}

// scrollID looks like those of the reference: base64 with its signs that have
// to be escaped in a URL.
func scrollID(seed uint64, n int) string {
	d := roll(seed, diceText, -n)
	b := []byte("\x0dquery+fetch\x01")
	for range 4 {
		b = binary.BigEndian.AppendUint64(b, d.next())
	}
	return base64.StdEncoding.EncodeToString(b)
}
