package sandbox

import (
	"container/heap"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// payment is one payment with everything that can change about it.
type payment struct {
	row
	index   int32 // -1 before it is in the ledger
	updated int64 // unix seconds of the last change, 0 for none
	lowered bool  // its authorised amount has been lowered
	doomed  bool  // a refund that will be denied
	made    *made // nil for payments of the seed
	sent    *delivery
}

// made is what only payments that were created through the API have.
type made struct {
	purpose, order, action string
	payer                  customer
	customer               string // id of the payer, "" for none
	demo                   bool
	// rest are members that the document has besides, or in place of, those of
	// every payment: its basket, its subscription. "-old" are those of its older
	// format.
	rest object
}

// delivery is what the merchant reported as shipped.
type delivery struct {
	carrier, tracking, invoice, order string
}

// version is a payment as of a commit.
type version struct {
	seq uint64
	payment
}

// moment is a state of the ledger: everything committed up to a number. Scrolls
// and the lagging index read at one; what is live reads at the newest.
type moment uint64

const live = ^moment(0)

// ledger is what happened since the start, on top of the world: versions of
// payments, new ones, and what is due later. Everything in it is guarded by mu;
// its methods expect the caller to hold it.
type ledger struct {
	world *world
	// oldest is the oldest moment that somebody still reads.
	oldest func() moment
	// note is told of every commit of payments.
	note func([]payment)

	mu       sync.RWMutex
	times    []int64 // times[i] is the unix nanosecond of commit i+1
	versions map[int32][]version
	changed  []uint64 // bit i: row i of the world has versions
	births   []uint64 // commit at which the rows behind the world's were made
	refunds  map[int32][]int32
	due      dues
	nextDue  atomic.Int64 // unix nanosecond of the next thing due, or maxTime
}

const maxTime = 1<<63 - 1

func newLedger(w *world) *ledger {
	l := &ledger{
		world:    w,
		oldest:   func() moment { return live },
		note:     func([]payment) {},
		versions: map[int32][]version{},
		changed:  make([]uint64, len(w.rows)/64+1),
		refunds:  map[int32][]int32{},
	}
	l.nextDue.Store(maxTime)
	return l
}

// newest is the moment after the last commit.
func (l *ledger) newest() moment { return moment(len(l.times)) }

// before is the moment of a point in time: what was committed up to it.
func (l *ledger) before(t time.Time) moment {
	nano := t.UnixNano()
	return moment(sort.Search(len(l.times), func(i int) bool { return l.times[i] > nano }))
}

// count is how many payments there are at a moment. Their indexes are 0 to
// count-1, by time.
func (l *ledger) count(at moment) int {
	newer := sort.Search(len(l.births), func(i int) bool { return l.births[i] > uint64(at) })
	return len(l.world.rows) + newer
}

// payment returns number i as it was at a moment; i is below count.
func (l *ledger) payment(i int32, at moment) payment {
	if !l.touched(i) {
		return payment{row: l.world.rows[i], index: i}
	}
	chain := l.versions[i]
	for v := len(chain) - 1; v >= 0; v-- {
		if chain[v].seq <= uint64(at) {
			return chain[v].payment
		}
	}
	return payment{row: l.world.rows[i], index: i}
}

// touched reports whether number i has versions.
func (l *ledger) touched(i int32) bool {
	return int(i) >= len(l.world.rows) || l.changed[i/64]&(1<<(i%64)) != 0
}

// children returns the refunds of number i at a moment, oldest first.
func (l *ledger) children(i int32, at moment) []payment {
	seeded, later := l.world.refunds[i], l.refunds[i]
	if len(seeded)+len(later) == 0 {
		return nil
	}
	all := make([]payment, 0, len(seeded)+len(later))
	for _, c := range seeded {
		all = append(all, l.payment(c, at))
	}
	n := l.count(at)
	for _, c := range later {
		if int(c) < n {
			all = append(all, l.payment(c, at))
		}
	}
	return all
}

// tick begins a commit: its number and its unix second. Times never go back,
// whatever the clock does.
func (l *ledger) tick(now time.Time) (seq uint64, second int64) {
	nano := now.UnixNano()
	if n := len(l.times); n > 0 {
		nano = max(nano, l.times[n-1])
	}
	l.times = append(l.times, nano)
	return uint64(len(l.times)), nano / int64(time.Second)
}

// commit writes payments in one step, visible together, and returns them with
// their indexes.
func (l *ledger) commit(now time.Time, changes ...payment) []payment {
	seq, second := l.tick(now)
	for i := range changes {
		p := &changes[i]
		p.updated = second
		if p.index < 0 {
			l.add(p, seq)
		}
		if int(p.index) < len(l.world.rows) {
			l.changed[p.index/64] |= 1 << (p.index % 64)
		}
		l.versions[p.index] = append(l.trim(l.versions[p.index]), version{seq, *p})
	}
	l.note(changes)
	return changes
}

// add gives a new payment its place behind all others.
func (l *ledger) add(p *payment, seq uint64) {
	p.index = int32(len(l.world.rows) + len(l.births))
	p.created = uint32(p.updated)
	l.births = append(l.births, seq)
	if p.parent >= 0 {
		l.refunds[p.parent] = append(l.refunds[p.parent], p.index)
	}
}

// trim drops versions that nobody can read any more, once there are many.
func (l *ledger) trim(chain []version) []version {
	if len(chain) < 8 {
		return chain
	}
	oldest := uint64(l.oldest())
	keep := 0
	for keep+1 < len(chain) && chain[keep+1].seq <= oldest {
		keep++
	}
	return slices.Clone(chain[keep:])
}

// later arranges for act to run under the lock when the clock has reached at.
func (l *ledger) later(at time.Time, act func(at time.Time)) {
	heap.Push(&l.due, due{at.UnixNano(), len(l.times), act})
	l.nextDue.Store(l.due[0].nano)
}

// run does everything that is due, in the order of its time. Unlike the other
// methods it takes the lock itself.
func (l *ledger) run(now time.Time) {
	if l.nextDue.Load() > now.UnixNano() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.due) > 0 && l.due[0].nano <= now.UnixNano() {
		d := heap.Pop(&l.due).(due)
		d.act(time.Unix(0, d.nano))
	}
	next := int64(maxTime)
	if len(l.due) > 0 {
		next = l.due[0].nano
	}
	l.nextDue.Store(next)
}

// due is something that happens at a time.
type due struct {
	nano int64
	tie  int // order among equal times
	act  func(at time.Time)
}

// dues is a heap, the earliest first.
type dues []due

func (d dues) Len() int      { return len(d) }
func (d dues) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d dues) Less(i, j int) bool {
	return d[i].nano < d[j].nano || d[i].nano == d[j].nano && d[i].tie < d[j].tie
}
func (d *dues) Push(x any) { *d = append(*d, x.(due)) }
func (d *dues) Pop() any {
	last := (*d)[len(*d)-1]
	(*d)[len(*d)-1] = due{}
	*d = (*d)[:len(*d)-1]
	return last
}
