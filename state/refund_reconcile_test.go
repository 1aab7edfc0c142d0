package state

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
)

func TestReadingDecidesByTheTable(t *testing.T) {
	const x = 1000
	ours := Child{ID: "PCI_2", Amount: -x, Simple: api.StatusPending}
	denied := Child{ID: "PCI_3", Amount: -x, Simple: api.StatusDenied}
	foreign := Child{ID: "PCI_4", Amount: -700, Simple: api.StatusRefund}
	for name, c := range map[string]struct {
		now  Baseline
		want WriteState
	}{
		"X less, one refund of X":           {payment49().after(x, ours), WriteApplied},
		"X less, no refund":                 {payment49().after(x), WriteApplied},
		"X less, the refund denied":         {payment49().after(x, denied), WriteApplied},
		"X less, two refunds":               {payment49().after(x, ours, foreign), WriteConflict},
		"X less, a refund of another":       {payment49().after(x, foreign), WriteConflict},
		"nothing less, no refund":           {payment49(), WriteNotApplied},
		"nothing less, but a refund":        {payment49().after(0, ours), WriteUnknown},
		"nothing less, a refund of another": {payment49().after(0, foreign), WriteUnknown},
		"nothing less, the refund denied":   {payment49().after(0, denied), WriteFailed},
		"twice X less":                      {payment49().after(2*x, ours, ours), WriteDouble},
		"somebody else's only":              {payment49().after(700, foreign), WriteConflict},
		"ours and somebody else's":          {payment49().after(x+700, ours, foreign), WriteConflict},
		"more than before":                  {payment49().after(-300), WriteConflict},
		"everything gone":                   {payment49().after(4990), WriteConflict},
	} {
		if got := weigh(orderOf(x, payment49()), c.now).verdict(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestRefundsOfBeforeAreNotNew(t *testing.T) {
	base := payment49().after(500, Child{ID: "PCI_0", Amount: -1000, Simple: api.StatusRefund})
	if got := weigh(orderOf(1000, base), base).verdict(); got != WriteNotApplied {
		t.Errorf("%s, want not-applied", got)
	}
}

// quiet drives an unknown refund with reads of an unchanged payment until it is
// decided, and returns how many there were and over what time.
func quiet(t *testing.T, amount api.Minor) (reads int, span time.Duration) {
	t.Helper()
	r := sentMachine(t, amount)
	steps := run(t, r, answeredWith(api.Unknown), evRecorded)
	var first, last time.Time
	for reads < 100 {
		wait := steps[len(steps)-1]
		if wait.Do != DoWait {
			t.Fatalf("it does not wait but did %s", did(steps))
		}
		if first.IsZero() {
			first = wait.Until
		}
		last = wait.Until
		steps = run(t, r, WriteEvent{Kind: WriteWoke, At: wait.Until}, WriteEvent{Kind: WriteLooked, At: wait.Until, Baseline: payment49()})
		reads++
		if did(steps) == "record not-applied" {
			return reads, last.Sub(first)
		}
	}
	t.Fatal("never decided")
	return 0, 0
}

func TestNotAppliedIsConcludedOnlyAfterQuarantine(t *testing.T) {
	for amount, want := range map[api.Minor]struct {
		reads int
		least time.Duration
	}{
		2496: {3, 2 * time.Minute},  // more than half of 49,90
		2495: {4, 15 * time.Minute}, // exactly half
		1:    {4, 15 * time.Minute},
	} {
		reads, span := quiet(t, amount)
		if reads < want.reads || span < want.least {
			t.Errorf("%d: decided after %d reads over %v", amount, reads, span)
		}
	}
}

func TestQuarantineIsOverAtItsLimitsAndNotBefore(t *testing.T) {
	order := func(amount api.Minor) WriteOrder { return orderOf(amount, payment49()) }
	for name, c := range map[string]struct {
		amount api.Minor
		reads  int
		span   time.Duration
		want   bool
	}{
		"large, three over two minutes":     {4000, 3, 2 * time.Minute, true},
		"large, two over an hour":           {4000, 2, time.Hour, false},
		"large, many over less":             {4000, 50, 2*time.Minute - 1, false},
		"small, four over a quarter hour":   {1000, 4, 15 * time.Minute, true},
		"small, three over a day":           {1000, 3, 24 * time.Hour, false},
		"small, many over less":             {1000, 50, 15*time.Minute - 1, false},
		"small, what is enough for a large": {1000, 3, 2 * time.Minute, false},
	} {
		q := quarantine{reads: c.reads, from: refundNoon}
		if got := q.over(order(c.amount), refundNoon.Add(c.span)); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestAReadThatDiffersStartsTheQuarantineAnew(t *testing.T) {
	var q quarantine
	lag := payment49().after(0, Child{ID: "PCI_2", Amount: -1000})
	other := payment49()
	other.Simple = api.StatusPaid
	for i, c := range []struct {
		now  Baseline
		want int
	}{{payment49(), 1}, {payment49(), 2}, {other, 1}, {other, 2}, {lag, 1}, {payment49(), 1}} {
		if q = q.with(c.now, refundNoon); q.reads != c.want {
			t.Errorf("after read %d there are %d equal ones, want %d", i+1, q.reads, c.want)
		}
	}
}

// A refund that is there and has no effect on the amount is a lag; gone from the
// next read, it was there all the same.
func TestWhatShowedForOnceStartsTheQuarantineAnew(t *testing.T) {
	r := sentMachine(t, 4000)
	lag := payment49().after(0, Child{ID: "PCI_2", Amount: -4000, Simple: api.StatusPending})
	run(t, r, answeredWith(api.Unknown), evRecorded)
	for i, now := range []Baseline{payment49(), payment49(), lag, payment49(), payment49(), payment49()} {
		at := refundNoon.Add(time.Duration(i+1) * time.Minute)
		got := did(run(t, r, WriteEvent{Kind: WriteWoke, At: at}, WriteEvent{Kind: WriteLooked, At: at, Baseline: now}))
		if want := map[bool]string{true: "record not-applied", false: "tell unknown no-answer, wait"}[i == 5]; got != want {
			t.Errorf("at read %d it did %q, want %q", i+1, got, want)
		}
	}
}

func TestALagThatDoesNotEndIsForAPerson(t *testing.T) {
	r := sentMachine(t, 1000)
	lag := payment49().after(0, Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending})
	run(t, r, answeredWith(api.Unknown), evRecorded)
	for _, hours := range []time.Duration{1, 3, 5, 6, 7} {
		at := refundNoon.Add(hours * time.Hour)
		got := did(run(t, r, WriteEvent{Kind: WriteWoke, At: at}, WriteEvent{Kind: WriteLooked, At: at, Baseline: lag}))
		if want := map[bool]string{true: "record conflict", false: "tell unknown no-answer, wait"}[hours == 7]; got != want {
			t.Errorf("after %d hours it did %q, want %q", hours, got, want)
		}
	}
}

// Of two that look alike nobody can tell which is ours.
func TestARefundOfSomebodyElseIsNotTakenForOurs(t *testing.T) {
	r := sentMachine(t, 1000)
	both := payment49().after(2000, Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusDenied}, Child{ID: "PCI_3", Amount: -1000, Simple: api.StatusPending},
		Child{ID: "PCI_4", Amount: -1000, Simple: api.StatusPending})
	run(t, r, accepted, evRecorded)
	if steps := run(t, r, looked(both)); strings.Contains(did(steps), "record") {
		t.Errorf("it did %q: %+v", did(steps), steps[0].Record.Child)
	}
}

func TestAReadThatCannotBeTrustedDecidesNothing(t *testing.T) {
	drifted, other, currency := payment49().after(1000), payment49().after(1000), payment49().after(1000)
	drifted.Drift, other.ID, currency.Currency = []string{"payment/amount"}, "PCI_9", "CHF"
	for name, ev := range map[string]WriteEvent{
		"no answer":        {Kind: WriteLooked, Err: errFull},
		"drift":            looked(drifted),
		"another payment":  looked(other),
		"another currency": looked(currency),
	} {
		r := sentMachine(t, 1000)
		steps := run(t, r, answeredWith(api.Unknown), evRecorded, evWoke, ev)
		if did(steps) != "tell unknown no-answer, wait" || !steps[0].Moved.Again {
			t.Errorf("%s: it did %s", name, did(steps))
		}
	}
}

func TestReadsFollowThePlan(t *testing.T) {
	var got []time.Duration
	for now := refundNoon; len(got) < 10; {
		now = nextRead(refundNoon, now)
		got = append(got, now.Sub(refundNoon))
	}
	want := []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute,
		2 * time.Minute, 5 * time.Minute, 20 * time.Minute, 35 * time.Minute, 50 * time.Minute}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("read %d after %v, want %v", i+1, got[i], want[i])
		}
	}
	if slept := nextRead(refundNoon, refundNoon.Add(21*time.Minute)); slept != refundNoon.Add(35*time.Minute) {
		t.Errorf("after a nap the next read is at %v", slept)
	}
}

func TestAConflictMayClearAndNeverBecomesNotApplied(t *testing.T) {
	ours := Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending}
	for name, c := range map[string]struct {
		now  Baseline
		want string
	}{
		"it was a lag":       {payment49().after(1000, ours), "record applied"},
		"it is double":       {payment49().after(2000, ours), "record double"},
		"it is as it was":    {payment49().after(700), "tell conflict interrupted"},
		"it looks untouched": {payment49(), "tell conflict interrupted"},
	} {
		r := NewWrite(orderOf(1000, payment49()))
		steps := run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteConflict}, WriteEvent{Kind: WriteAsked}, looked(c.now))
		if did(steps) != c.want {
			t.Errorf("%s: it did %q, want %q", name, did(steps), c.want)
		}
	}
}

func TestAnAcceptedRefundThatIsDeniedLaterRaisesTheAlarm(t *testing.T) {
	child := Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending}
	r := sentMachine(t, 1000)
	run(t, r, accepted, evRecorded, looked(payment49().after(1000, child)), evRecorded, evWoke)
	child.Simple = api.StatusDenied
	steps := run(t, r, looked(payment49().after(0, child)), evRecorded)
	if did(steps) != "tell failed denied" || !steps[0].Moved.State.Alarm() || steps[0].Moved.Child != "PCI_2" {
		t.Errorf("it did %s: %+v", did(steps), steps[0].Moved)
	}
}

func TestAPaymentReducedBeforeExecutionArrivesAtTheSecondLook(t *testing.T) {
	r := sentMachine(t, 1000)
	if got := did(run(t, r, accepted, evRecorded, looked(payment49().after(1000)))); got != "wait" {
		t.Fatalf("at the first look it did %q: the child may only be late", got)
	}
	steps := run(t, r, evWoke, looked(payment49().after(1000)), evRecorded)
	if did(steps) != "tell applied read" || !steps[0].Moved.Arrived {
		t.Errorf("it did %s", did(steps))
	}
}

func TestWatchingEndsAfterADay(t *testing.T) {
	r := sentMachine(t, 1000)
	steps := run(t, r, accepted, evRecorded, looked(payment49()))
	for i := 0; i < 200; i++ {
		last := steps[len(steps)-1]
		if last.Do != DoWait {
			if !r.Resting() || last.Moved.State != WriteApplied || last.Moved.Arrived {
				t.Errorf("it ends with %s", did(steps))
			}
			return
		}
		if last.Until.Sub(refundNoon) > 25*time.Hour {
			break
		}
		steps = run(t, r, WriteEvent{Kind: WriteWoke, At: last.Until}, WriteEvent{Kind: WriteLooked, At: last.Until, Baseline: payment49()})
	}
	t.Error("it watches for ever")
}
