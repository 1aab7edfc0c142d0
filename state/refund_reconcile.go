package state

import (
	"time"

	"tresen/api"
)

// readPlan is when an object is read after the fate of its write became unknown,
// counted from then; afterwards every readEvery.
var readPlan = []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute}

const (
	readEvery = 15 * time.Minute
	// watchFor bounds how long an accepted write is watched until its
	// transaction is final. The server may take days; the list shows it then.
	watchFor = 24 * time.Hour
)

// nextRead is the first time of the plan after now. What a sleeping laptop
// missed is not made up for.
func nextRead(since, now time.Time) time.Time {
	for _, after := range readPlan {
		if t := since.Add(after); t.After(now) {
			return t
		}
	}
	last := since.Add(readPlan[len(readPlan)-1])
	return last.Add((now.Sub(last)/readEvery + 1) * readEvery)
}

// evidence is what a read says about one refund: how much less is in effect,
// and which refunds are new.
type evidence struct {
	delta, x api.Minor
	living   int   // new refunds that were not denied
	ours     int   // of them, those of exactly x
	child    Child // the one that may be ours; zero where there is none
}

// refundVerdicts is the table by which an unknown refund is decided; the first
// row that holds is taken. Not applied and failed need the quarantine too.
var refundVerdicts = []struct {
	holds func(evidence) bool
	to    WriteState
}{
	{func(e evidence) bool { return e.delta == e.x && e.living == 1 && e.ours == 1 }, WriteApplied},
	{func(e evidence) bool { return e.delta == e.x && e.living == 0 }, WriteApplied}, // reduced before execution
	{func(e evidence) bool { return e.delta == 0 && e.living > 0 }, WriteUnknown},    // the amount lags
	{func(e evidence) bool { return e.delta == 0 && e.child.ID != "" }, WriteFailed}, // made, and denied since
	{func(e evidence) bool { return e.delta == 0 }, WriteNotApplied},
	{func(e evidence) bool { return e.delta == 2*e.x }, WriteDouble},
} // anything else is a conflict

// weigh compares a read with the baseline of an order.
func weigh(o WriteOrder, now Baseline) evidence {
	e := evidence{delta: o.Baseline.InEffect - now.InEffect, x: o.Amount}
	for _, c := range now.Children {
		if _, old := o.Baseline.child(c.ID); old {
			continue
		}
		mine, denied := c.Amount == -o.Amount, refundFate[c.Simple] == WriteFailed
		if !denied {
			e.living++
		}
		if mine && !denied {
			e.ours++
		}
		if mine && (e.child.ID == "" || !denied) {
			e.child = c
		}
	}
	return e
}

func (e evidence) verdict() WriteState {
	for _, row := range refundVerdicts {
		if row.holds(e) {
			return row.to
		}
	}
	return WriteConflict
}

// refundFate says what the simple state of a refund's own transaction means for
// it. What is not listed is on its way.
var refundFate = map[api.StatusSimple]WriteState{
	api.StatusAccepted:      WriteApplied,
	api.StatusPaid:          WriteApplied,
	api.StatusRefund:        WriteApplied,
	api.StatusIssueResolved: WriteApplied,
	api.StatusDenied:        WriteFailed,
	api.StatusVoid:          WriteFailed,
	api.StatusIssue:         WriteFailed,
}

// quarantine counts the equal reads in a row that show no effect. A request may
// sit in a queue of the server; only time tells that it will not come.
type quarantine struct {
	reads int
	from  time.Time
	last  Baseline
}

func (q quarantine) with(now Baseline, at time.Time) quarantine {
	if q.reads == 0 || !q.last.Same(now) {
		return quarantine{reads: 1, from: at, last: now}
	}
	q.reads++
	return q
}

// seen is when what a read shows was so at the latest that is sure: when it began,
// for the program may have stood between that and now.
func (ev WriteEvent) seen() time.Time {
	if ev.Since.IsZero() {
		return ev.At
	}
	return ev.Since
}

// over reports whether it has lasted long enough for the kind.
func (q quarantine) over(o WriteOrder, at time.Time) bool {
	reads, span := longCalm(o)
	if calm := writeKinds[o.Kind].calm; calm != nil {
		reads, span = calm(o)
	}
	return q.reads >= reads && at.Sub(q.from) >= span
}

// longCalm is the quarantine of kinds that have none of their own.
func longCalm(WriteOrder) (reads int, span time.Duration) { return 4, 15 * time.Minute }

// refundCalm: where more than half of what was left is at stake, a late execution
// and a second refund could not both succeed, and less is enough.
func refundCalm(o WriteOrder) (reads int, span time.Duration) {
	if 2*o.Amount > o.Baseline.InEffect {
		return 3, 2 * time.Minute
	}
	return longCalm(o)
}

// legible reports a read that can decide anything.
func (r *Write) legible(ev WriteEvent) bool {
	return ev.Err == nil && ev.Baseline.ID == r.Order.Target && ev.Baseline.Currency == r.Order.Currency &&
		len(ev.Baseline.Drift) == 0
}

// refundVerdict weighs a read for a refund.
func refundVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	e := weigh(o, now)
	return e.verdict(), e.child
}

// reconcile decides an unknown write by a read, or leaves it unknown.
func (r *Write) reconcile(ev WriteEvent) []WriteStep {
	r.want.Now = nil
	if !r.legible(ev) {
		return r.stay(ev)
	}
	spec := writeKinds[r.Order.Kind]
	to, child := spec.verdict(r.Order, ev.Baseline)
	if to == WriteNotApplied || to == WriteFailed {
		r.calm = r.calm.with(ev.Baseline, ev.seen())
		if !r.calm.over(r.Order, ev.seen()) {
			to = WriteUnknown
		}
	} else {
		r.calm = quarantine{}
	}
	if to == WriteNotApplied && spec.unprovable {
		to = WriteConflict // that it is not to be seen proves nothing; a person looks
	}
	r.want.Now = &ev.Baseline
	if to == WriteUnknown && r.lags(ev) {
		to = WriteConflict
	}
	if to == WriteUnknown {
		return r.stay(ev)
	}
	return r.decided(to, child, ev)
}

// lagsFor is how long a read may show a part of an effect, such as a refund whose
// amount is still in effect, before that is no lag any more: what others did may
// hide the rest for ever, and a person decides.
const lagsFor = 6 * time.Hour

// lags counts the equal reads that decide nothing, and reports that there have
// been enough.
func (r *Write) lags(ev WriteEvent) bool {
	r.lag = r.lag.with(ev.Baseline, ev.seen())
	return r.lag.reads >= 4 && ev.seen().Sub(r.lag.from) >= lagsFor
}

// decided moves to what a read showed.
func (r *Write) decided(to WriteState, child Child, ev WriteEvent) []WriteStep {
	if to == WriteApplied || to == WriteFailed {
		r.child = child.ID
	}
	moved := r.moved(to, WhyRead, ev.At)
	moved.Now = &ev.Baseline
	moved.Arrived = to == WriteApplied && !writeKinds[r.Order.Kind].watched
	return r.move(moved)
}

// reconsider reads again where a person has to decide: what was a lag may be
// clear by now. That it had no effect is never concluded here.
func (r *Write) reconsider(ev WriteEvent) []WriteStep {
	if r.legible(ev) {
		to, child := writeKinds[r.Order.Kind].verdict(r.Order, ev.Baseline)
		if to == WriteApplied || to == WriteDouble && r.State != WriteDouble {
			return r.decided(to, child, ev)
		}
		r.want.Now = &ev.Baseline
	}
	if r.unsaved {
		return r.move(r.want)
	}
	return r.tellAgain(nil)
}

// stay goes on waiting; first of all the journal gets what it does not have.
func (r *Write) stay(ev WriteEvent) []WriteStep {
	switch {
	case r.unsaved:
		return r.move(r.want)
	case r.State == WriteUnknown:
		return r.tellAgain(r.wait(ev.At))
	case ev.At.After(r.deadline):
		return r.tellAgain(nil)
	}
	return r.wait(ev.At)
}

// watch follows an accepted refund until its transaction is final.
func (r *Write) watch(ev WriteEvent) []WriteStep {
	if !r.legible(ev) {
		return r.stay(ev)
	}
	e := weigh(r.Order, ev.Baseline)
	child, known := ev.Baseline.child(r.child)
	if !known && e.ours <= 1 {
		child = e.child
	}
	found := r.child == "" && child.ID != ""
	if found {
		r.child = child.ID
	}
	moved := r.moved(WriteApplied, WhyRead, ev.At)
	moved.Now = &ev.Baseline
	switch fate := refundFate[child.Simple]; {
	case child.ID != "" && fate == WriteFailed:
		moved.State, moved.Why = WriteFailed, WhyDenied
	case child.ID != "" && fate == WriteApplied:
		moved.Arrived = true
	case child.ID == "" && e.delta == e.x && e.living == 0:
		// Reduced before it was executed; once more, the child may only be late.
		if r.calm = r.calm.with(ev.Baseline, ev.At); r.calm.reads < 2 {
			return r.stay(ev)
		}
		moved.Arrived = true
	case !found:
		return r.stay(ev)
	default:
		moved.Again = true // accepted as before, and now it is known as what
	}
	return r.move(moved)
}
