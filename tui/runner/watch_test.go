package runner

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// listener is a screen that keeps what it is told of the journal.
type listener struct {
	mu   sync.Mutex
	seen []state.JournalSeen
}

func listen(t testing.TB, r *Runner) *listener {
	l := &listener{}
	s := r.Open(func(e state.Event) {
		if seen, is := e.(state.JournalSeen); is {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.seen = append(l.seen, seen)
		}
	})
	t.Cleanup(s.Close)
	return l
}

// told is how often it heard, and what last.
func (l *listener) told() (int, state.JournalSeen) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) == 0 {
		return 0, state.JournalSeen{}
	}
	return len(l.seen), l.seen[len(l.seen)-1]
}

func TestEveryScreenHearsWhatAnyProgramWritesIntoTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := bookOf(t, written{"OLD", "PCI_0", "anna", "snapshot refused"})
		other, err := journal.Open(t.Context(), book.Path())
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		r := onBook(t, book, JobsConfig{})
		l := listen(t, r)
		synctest.Wait()
		if n, seen := l.told(); n != 1 || seen.Head != 2 || len(seen.Open) != 0 {
			t.Fatalf("at the start it heard %d times, last %+v", n, seen)
		}
		time.Sleep(time.Hour)
		if n, _ := l.told(); n != 1 {
			t.Errorf("nothing changed, and it heard %d times", n)
		}

		write(t, other, written{"NEW", "PCI_1", "bernd", "snapshot armed"}) // a bernd on another host
		write(t, other, written{"NEW", "PCI_1", "berta", "sent unknown"})
		time.Sleep(watchEvery)
		synctest.Wait()
		want := state.JournalSeen{Head: 6, Open: []state.OpenWrite{{Intent: "NEW", Kind: state.KindRefund, Target: "PCI_1", Amount: 1000,
			Currency: "EUR", Operator: "bernd", State: state.WriteUnknown, Why: "server", Since: dawn.Add(3 * time.Minute), Env: jobEnv}}}
		n, seen := l.told()
		if diff := cmp.Diff(want, seen); diff != "" || n != 2 {
			t.Errorf("it heard %d times, last\n%s", n, diff)
		}
		late := listen(t, r)
		synctest.Wait()
		if n, seen := late.told(); n != 1 || seen.Head != 6 {
			t.Errorf("a screen opened later heard %d times, last %+v", n, seen)
		}
		write(t, other, written{"NEW", "PCI_1", "berta", "applied"})
		time.Sleep(watchEvery)
		synctest.Wait()
		if _, seen := l.told(); seen.Head != 7 || len(seen.Open) != 0 {
			t.Errorf("settled, and it heard %+v", seen)
		}
	})
}

func TestAnApprovalIsToldWithItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := bookOf(t, written{"W", "PCI_1", "anna", "snapshot"})
		until := time.Date(2026, 11, 15, 6, 0, 0, 0, time.UTC)
		_, err := book.AppendRequest(t.Context(), journal.Entry{Intent: "W", Follows: 1, State: "approval", Open: true, Kind: "refund",
			Env: jobEnv, Target: "PCI_1", Amount: 1000, Currency: "EUR", Operator: "anna", At: dawn, Note: "above-limit"},
			journal.Request{Intent: "W", Body: []byte("{}"), Expires: until})
		if err != nil {
			t.Fatal(err)
		}
		l := listen(t, onBook(t, book, JobsConfig{}))
		synctest.Wait()
		_, seen := l.told()
		if len(seen.Open) != 1 || !seen.Open[0].Expires.Equal(until) || seen.Open[0].Why != state.WhyAboveLimit {
			t.Errorf("it heard %+v", seen)
		}
	})
}

func TestTheJournalIsWatchedUntilItsJobsEndOrOthersCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, err := New(api.Config{BaseURL: "https://sandbox.invalid", ClientID: "x", ClientSecret: "y"})
		if err != nil {
			t.Fatal(err)
		}
		defer r.client.Close()
		l := listen(t, r)
		first, second := bookOf(t), bookOf(t, written{"A", "PCI_1", "anna", "snapshot refused"})
		jobs := NewJobs(JobsConfig{Client: r.client, Journal: first, Env: jobEnv})
		r.Use(jobs)
		synctest.Wait()
		later := NewJobs(JobsConfig{Client: r.client, Journal: second, Env: jobEnv})
		r.Use(later)
		time.Sleep(watchEvery)
		synctest.Wait()
		if _, seen := l.told(); seen.Head != 2 {
			t.Fatalf("of the other journal it heard %+v", seen)
		}
		write(t, first, written{"B", "PCI_2", "anna", "snapshot"})
		time.Sleep(time.Minute)
		n, seen := l.told()
		if seen.Head != 2 {
			t.Errorf("the journal that is not in use was told: %+v", seen)
		}
		later.Close()
		write(t, second, written{"B", "PCI_2", "anna", "snapshot"})
		time.Sleep(time.Minute)
		if again, _ := l.told(); again != n {
			t.Error("it is watched after its end")
		}
		jobs.Close()
		r.Use(NewJobs(JobsConfig{Client: r.client, JournalErr: errors.New("gone")})) // nothing to watch
	})
}

// Two seconds of an idle screen: one row.
func BenchmarkWatchIdle(b *testing.B) {
	book := bookOf(b)
	for i := range 200 {
		write(b, book, written{fmt.Sprint("I", i), fmt.Sprint("PCI_", i), "anna", "snapshot"})
	}
	w := &watcher{book: book, tell: func(state.JournalSeen) {}}
	w.look(b.Context())
	b.ReportAllocs()
	for b.Loop() {
		w.look(b.Context())
	}
}

// A program that died leaves its target taken. Nobody has to start anew for it to
// be given free, or for what was sent to be found out.
func TestWhatADeadProgramLeftIsTakenUpByThoseThatLive(t *testing.T) {
	for last, want := range map[state.WriteState]string{
		state.WriteSnapshot: "snapshot refused",
		state.WriteArmed:    "snapshot armed unknown not-applied",
		state.WriteConflict: "snapshot conflict",
	} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(t, nil)
			defer c.close()
			r := &Runner{client: c.client, sessions: map[*Session]struct{}{}}
			r.Use(c.jobs)
			b := c.payment(api.StatusAccepted)
			var follows int64
			for _, s := range []state.WriteState{state.WriteSnapshot, last} {
				e, err := c.journal.Append(t.Context(), journal.Entry{Intent: "LEFT", Follows: follows, State: string(s), Open: true, Kind: string(state.KindRefund),
					Env: jobEnv, Target: b.ID, Amount: 1000, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: string(b.Encode())})
				if err != nil {
					t.Fatal(err)
				}
				if follows = e.Seq; last == state.WriteSnapshot {
					break
				}
			}
			time.Sleep(state.StaleAfter - time.Minute)
			if open, err := c.journal.Pending(t.Context()); err != nil || len(open) != 1 || open[0].Seq != follows {
				t.Errorf("whoever began it may live: %+v, %v", open, err)
			}
			time.Sleep(2 * time.Hour)
			if got := squeeze(c.recorded("LEFT")); got != want || c.posts() != 0 {
				t.Errorf("recorded %q after %d requests, want %q", got, c.posts(), want)
			}
		})
	}
}

// A changed entry of long ago stands in no append's way; the program finds it at
// its start and says so before somebody fills in a form.
func TestAJournalThatWasTamperedWithStopsAllWritesAtTheStart(t *testing.T) {
	book := bookOf(t, written{"OLD", "PCI_0", "anna", "snapshot refused"}, written{"NEW", "PCI_1", "anna", "snapshot refused"})
	db, err := sql.Open("sqlite", book.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DROP TRIGGER entries_no_update; UPDATE entries SET note = 'x' WHERE seq = 1`); err != nil {
		t.Fatal(err)
	}
	broken := make(chan error, 10)
	r := onBook(t, book, JobsConfig{Broken: func(err error) { broken <- err }})
	if bad, ok := errors.AsType[*journal.TamperError](<-broken); !ok || bad.Seq != 1 {
		t.Fatalf("it said %v", bad)
	}
	told := make(chan state.WriteMoved, 10)
	defer r.writes().Subscribe(func(m state.WriteMoved) { told <- m })()
	b := state.Baseline{ID: "PCI_2", Amount: 500, InEffect: 500, Currency: "EUR", Simple: api.StatusAccepted}
	r.writes().Start(state.WriteOrder{Kind: state.KindRefund, Target: b.ID, Amount: 100, Currency: "EUR", Operator: "anna", Baseline: b})
	if m := <-told; m.State != state.WriteRefused || m.Why != state.WhyJournal {
		t.Errorf("it told %+v", m)
	}
	if len(broken) != 0 {
		t.Error("it said so again")
	}
}

func TestAJournalThatIsDeletedStopsAllWritesSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		book := bookOf(t, written{"OLD", "PCI_0", "anna", "snapshot refused"})
		broken := make(chan error, 10)
		onBook(t, book, JobsConfig{Broken: func(err error) { broken <- err }})
		time.Sleep(time.Minute)
		if len(broken) != 0 {
			t.Fatalf("it said %v", <-broken)
		}
		if err := os.Remove(book.Path()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * watchEvery)
		if gone, ok := errors.AsType[*journal.Error](<-broken); !ok || gone.Problem != journal.Gone {
			t.Errorf("it said %v", gone)
		}
		time.Sleep(time.Hour)
		if len(broken) != 0 {
			t.Error("it said so again")
		}
	})
}
