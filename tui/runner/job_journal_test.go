package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// refuseState makes the journal refuse entries of these states, as a full disk
// would, at the moment that matters.
func refuseState(states string) string {
	return `CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.state IN (` + states + `)
		BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`
}

// patched overwrites bytes of the journal's file, and starts the program on it
// as main does: without a journal where it does not open.
func patched(at int64, bytes string) func(*counter) {
	return func(c *counter) {
		path := c.journal.Path()
		if err := c.journal.Close(); err != nil {
			c.t.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			c.t.Fatal(err)
		}
		if _, err := f.WriteAt([]byte(bytes), at); err != nil {
			c.t.Fatal(err)
		}
		f.Close()
		c.journal, c.broken = journal.Open(c.t.Context(), path)
		c.restart()
	}
}

func refusing(states string) func(*counter) {
	return func(c *counter) { plainSQL(c.t, c.journal.Path(), refuseState(states)) }
}

func TestNothingIsSentThatTheJournalDoesNotHave(t *testing.T) {
	for name, spoil := range map[string]func(*counter){
		"full at the first entry": refusing(`'snapshot'`),
		"full at armed":           refusing(`'armed'`),
		"full at sent":            refusing(`'sent'`),
		"full from armed on":      refusing(`'armed', 'sent', 'refused'`),
		"full at everything":      refusing(`'snapshot', 'armed', 'sent', 'refused'`),
		// 3 in the header's write version is how SQLite marks a file that this
		// program may read and not write.
		"read-only": patched(18, "\x03"),
		// The root of the table, or all after it.
		"damaged": patched(4096, strings.Repeat("\xa5", 30000)),
		"deleted": func(c *counter) {
			if err := os.Rename(c.journal.Path(), c.journal.Path()+".away"); err != nil {
				c.t.Fatal(err)
			}
		},
		"closed":  func(c *counter) { c.journal.Close() },
		"missing": func(c *counter) { c.jobs.cfg.Journal, c.jobs.cfg.JournalErr = nil, errors.New("there is none") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounter(t, nil)
				b := c.payment(api.StatusAccepted)
				spoil(c)
				c.jobs.Start(jobOrder(b, 1000))
				time.Sleep(time.Hour)
				synctest.Wait()
				if n := c.posts(); n != 0 || len(c.server.AllRefunds()) != 0 {
					t.Fatalf("%d requests left, the server has %+v", n, c.server.AllRefunds())
				}
				if last := c.last(); last.State != state.WriteRefused || last.Err == nil {
					t.Errorf("it told %q, at last %+v", c.heard(), last)
				}
				if _, _, err := readPayment(t.Context(), c.client, refundOf(b.ID), time.Now); err != nil {
					t.Errorf("reading does not go on: %v", err)
				}
				c.jobs.Close()
				if c.journal != nil {
					c.journal.Close()
				}
			})
		})
	}
}

func TestAnOutcomeThatCannotBeRecordedIsToldAndNothingIsRepeated(t *testing.T) {
	const outcomes = `'applied', 'unknown', 'rejected', 'not-applied', 'failed'`
	for name, f := range map[string]struct {
		fault       sandbox.Fault
		told, after string
	}{
		"applied":  {sandbox.Fault{}, "applied", "unknown applied"},
		"rejected": {sandbox.Fault{Status: 405}, "rejected", "unknown not-applied"},
		"unknown":  {sandbox.Fault{DropAfter: true}, "unknown", "unknown applied"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounter(t, onCancel(f.fault))
				b := c.payment(api.StatusAccepted)
				plainSQL(t, c.journal.Path(), refuseState(outcomes))
				intent := c.jobs.Start(jobOrder(b, 1000))
				time.Sleep(time.Second)
				synctest.Wait()
				if last := c.last(); string(last.State) != f.told || last.Unrecorded == nil {
					t.Fatalf("it told %q, at last %+v", c.heard(), last)
				}
				c.jobs.Close() // the program ends, the disk gets room, the program starts
				plainSQL(t, c.journal.Path(), `DROP TRIGGER full`)
				c.restart()
				defer c.close()
				if err := c.jobs.Resume(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Hour)
				synctest.Wait()
				if got := squeeze(c.recorded(intent)); got != "snapshot armed sent "+f.after {
					t.Errorf("recorded %q", got)
				}
				if n := c.posts(); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestWhatCouldNotBeRecordedIsRecordedWhenTheDiskHasRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{Status: 405}))
		defer c.close()
		plainSQL(t, c.journal.Path(), refuseState(`'rejected'`))
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Minute)
		plainSQL(t, c.journal.Path(), `DROP TRIGGER full`)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if got := c.recorded(intent); got != "snapshot armed sent rejected" || c.last().Unrecorded != nil {
			t.Errorf("recorded %q, told %+v", got, c.last())
		}
	})
}

func TestAJournalThatWasTamperedWithBeginsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropAfter: true}))
		b := c.payment(api.StatusAccepted)
		c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Second)
		c.jobs.Close()
		plainSQL(t, c.journal.Path(), `DROP TRIGGER entries_no_update`, `UPDATE entries SET amount = 1 WHERE state = 'unknown'`)
		c.restart()
		err := c.jobs.Resume(t.Context())
		if _, ok := errors.AsType[*journal.TamperError](err); !ok {
			t.Fatalf("got %v, want a TamperError", err)
		}
		b, _, err = c.jobs.Baseline(t.Context(), refundOf(b.ID))
		if err != nil {
			t.Fatalf("reading does not go on: %v", err)
		}
		c.jobs.Start(jobOrder(b, 500))
		time.Sleep(time.Hour)
		if last := c.last(); c.posts() != 1 || last.State != state.WriteRefused || last.Why != state.WhyJournal {
			t.Errorf("%d requests; it told %+v", c.posts(), last)
		}
		c.jobs.Close()
		c.journal.Close()
	})
}

func TestAServersIdNeverKeepsAnOutcomeOutOfTheJournal(t *testing.T) {
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	r := state.WriteRecord{Order: state.WriteOrder{Intent: "I", Kind: state.KindRefund, Target: "PCI_1", Env: jobEnv}, State: state.WriteApplied, At: time.Now(),
		Support: strings.Repeat("s\x1b[2J", 1000), Child: "PCI_\u202e\x00ü1"}
	e, err := j.Append(t.Context(), entryOf(r))
	if err != nil || e.Result != "PCI_1" || len(e.Support) > 100 {
		t.Errorf("%+v, %v", e, err)
	}
}
