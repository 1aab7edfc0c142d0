package runner

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

func TestOnlyWhatNobodyDrivesAndNobodyDecidesIsLeft(t *testing.T) {
	now := dawn
	entry := func(seq int64, in string) journal.Entry {
		return journal.Entry{Seq: seq, Intent: in, State: in, Kind: "refund"}
	}
	stale := now.Add(-state.StaleAfter)
	w := &watcher{clock: JobClock{Now: func() time.Time { return now }}, still: map[int64]stillness{
		1: {entry(1, "armed"), time.Time{}, stale},
		2: {entry(2, "sent"), time.Time{}, stale.Add(1)},
		3: {entry(3, "approval"), now.Add(1), stale},
		4: {entry(4, "conflict"), time.Time{}, stale},
		5: {entry(5, "unknown"), time.Time{}, stale},
	}}
	left := func() string {
		var got [10]bool
		for _, e := range w.orphans() {
			got[e.Seq] = true
		}
		var names []string
		for seq, name := range []string{1: "armed", 2: "sent", 3: "approval", 4: "conflict", 5: "unknown"} {
			if got[seq] {
				names = append(names, name)
			}
		}
		return strings.Join(names, " ")
	}
	if got := left(); got != "armed unknown" {
		t.Errorf("left are %q", got)
	}
	if got := left(); got != "" {
		t.Errorf("and again %q", got)
	}
	now = now.Add(1)
	if got := left(); got != "sent approval" { // its time is over
		t.Errorf("a moment later %q", got)
	}
}

// That something else is written does not mean that whoever began this one lives.
func TestWhatIsStillIsStillHoweverMuchElseIsWritten(t *testing.T) {
	now := dawn
	book := bookOf(t, written{"LEFT", "PCI_1", "anna", "snapshot armed"})
	w := &watcher{book: book, clock: JobClock{Now: func() time.Time { return now }}, tell: func(state.JournalSeen) {}}
	w.look(t.Context())
	now = now.Add(state.StaleAfter)
	write(t, book, written{"NEW", "PCI_2", "anna", "snapshot"})
	w.look(t.Context())
	if left := w.orphans(); len(left) != 1 || left[0].Intent != "LEFT" {
		t.Errorf("left are %+v", left)
	}
}

func TestOnlyOursIsTakenUpAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		e := journal.Entry{State: "sent", Kind: "refund", Target: b.ID, Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: string(b.Encode())}
		elsewhere, newer := e, e
		elsewhere.Env, elsewhere.Target = "other.example", "PCI_1"
		newer.Kind, newer.Target = "teleport", "PCI_2"
		c.recordAll("ours", e)
		c.recordAll("elsewhere", elsewhere)
		c.recordAll("newer", newer)
		left, err := c.journal.Pending(t.Context())
		if err != nil || len(left) != 3 {
			t.Fatalf("%+v, %v", left, err)
		}
		for range 2 {
			c.jobs.takeUp(left)
			synctest.Wait()
		}
		c.jobs.mu.Lock()
		defer c.jobs.mu.Unlock()
		if len(c.jobs.running) != 1 || c.jobs.running["ours"] == nil {
			t.Errorf("taken up are %v", c.jobs.running)
		}
	})
}

func TestAnEntryOfWhatWasSeenOrTriedHasNoAccountInIt(t *testing.T) {
	const account = "DE89370400440532013000"
	book, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	at := dawn
	jobs := NewJobs(JobsConfig{Journal: book, Env: jobEnv, Clock: JobClock{Now: func() time.Time { return at }}})
	if err := jobs.Reveal(state.Reveal{ID: account, Field: "x." + account, Reason: "other", Operator: "anna"}); err != nil {
		t.Fatal(err)
	}
	jobs.noteAttempt(state.NoteAttempt{Action: "go-to " + account, Target: account, Operator: "anna", Why: state.WhyRole})
	jobs.Close()
	all, err := book.Page(t.Context(), journal.Filter{}, 0, 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	for _, e := range all {
		if strings.Contains(e.Target+e.Result, account) || e.Target != "DE•••3000" || !e.At.Equal(at) {
			t.Errorf("recorded is %+v", e)
		}
	}
}

func TestADecisionOfAScreenIsRecordedAsItWasMadeOrSaidToFindNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, as := range []state.WriteState{state.WriteApplied, state.WriteNotApplied} {
			c := newCounter(t, nil)
			b := c.payment(api.StatusAccepted)
			long := time.Now().Add(-48 * time.Hour)
			c.recordAll("i1", journal.Entry{State: "conflict", Kind: "refund", Target: b.ID, Amount: 5, Currency: "EUR", Operator: "anna", At: long, Baseline: string(b.Encode())})
			r := &Runner{client: c.client, sessions: map[*Session]struct{}{}, jobs: c.jobs}
			s := r.Open(func(state.Event) {})
			if e := s.Do(state.SettleWrite{Intent: "i1", As: as, Operator: "bea"})(); e != nil {
				t.Errorf("%s: it answers %+v", as, e)
			}
			synctest.Wait()
			time.Sleep(time.Minute)
			if got := c.recorded("i1"); got != "conflict "+string(as) {
				t.Errorf("%s: recorded %q", as, got)
			}
			if diff := cmp.Diff(state.Event(state.NotWaiting{Intent: "none"}), s.Do(state.SettleWrite{Intent: "none", As: as, Operator: "bea"})()); diff != "" {
				t.Error(diff)
			}
			s.Close()
			if len(r.sessions) != 0 {
				t.Error("a screen that was closed is told on")
			}
			c.close()
		}
	})
}

func TestAScreenThatOpensLaterHearsTheRulesToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := &ruler{now: ruled("anna", state.Viewer)}
		r := onBook(t, bookOf(t), JobsConfig{Rules: rules.read})
		time.Sleep(time.Minute)
		heard := make(chan state.Rules, 10)
		s := r.Open(func(e state.Event) {
			if read, is := e.(state.RulesRead); is {
				heard <- read.Rules
			}
		})
		t.Cleanup(s.Close)
		synctest.Wait()
		if len(heard) != 1 || (<-heard).Rule("anna").Role != state.Viewer {
			t.Errorf("it heard of %d rules", len(heard))
		}
	})
}
