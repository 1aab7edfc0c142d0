package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

var dawn = time.Date(2026, 11, 14, 6, 0, 0, 0, time.UTC)

// written is an intent in the journal, with the states that it went through a
// minute apart.
type written struct{ intent, target, operator, states string }

// bookOf is a journal with these intents, one after the other.
func bookOf(t testing.TB, all ...written) *journal.Journal {
	t.Helper()
	book, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	for _, w := range all {
		write(t, book, w)
	}
	return book
}

func write(t testing.TB, book *journal.Journal, w written) {
	t.Helper()
	head, err := book.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before, err := book.Intent(t.Context(), w.intent)
	if err != nil {
		t.Fatal(err)
	}
	var follows int64
	if n := len(before); n > 0 {
		follows = before[n-1].Seq
	}
	for s := range strings.FieldsSeq(w.states) {
		head++
		e, err := book.Append(t.Context(), journal.Entry{Intent: w.intent, Follows: follows, State: s,
			Open: state.WriteState(s).Open(), Kind: "refund", Env: jobEnv, Target: w.target, Amount: 1000, Currency: "EUR",
			Operator: w.operator, At: dawn.Add(time.Duration(head) * time.Minute), BodyHash: "b0d1", Baseline: "{}", BaselineHash: "ba5e",
			Action: "ac71", Note: "server", Support: "sup", Result: "PCI_9"})
		if err != nil {
			t.Fatal(err)
		}
		follows = e.Seq
	}
}

// useJournal gives a journal to a runner for as long as the test.
func useJournal(t testing.TB, r *Runner, book *journal.Journal, cfg JobsConfig) *Jobs {
	t.Helper()
	cfg.Client, cfg.Journal, cfg.Env = r.client, book, jobEnv
	jobs := NewJobs(cfg)
	r.Use(jobs)
	t.Cleanup(jobs.Close)
	return jobs
}

// onBook is a runner that has a journal and, as far as it is asked, no server.
func onBook(t testing.TB, book *journal.Journal, cfg JobsConfig) *Runner {
	t.Helper()
	r, err := New(api.Config{BaseURL: "https://sandbox.invalid", ClientID: "x", ClientSecret: "y"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.client.Close)
	useJournal(t, r, book, cfg)
	return r
}

// listed are the ids of a page, in its order.
func listed(p state.Page) string {
	var ids []string
	for _, row := range p.Rows {
		ids = append(ids, row.ID)
	}
	return strings.Join(ids, " ")
}

func TestTheJournalIsSearchedLikeEveryList(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	book := bookOf(t,
		written{"GOOD", "PCI_1", "anna", "snapshot armed sent applied"}, // 1–4
		written{"LOST", "PCI_2", "bea", "snapshot armed sent unknown"},  // 5–8
		written{"NEVER", "PCI_3", "bea", "snapshot armed sent unknown"}, // 9–12
		written{"NEVER", "PCI_3", "carl", "not-applied"})                // 13
	r := onBook(t, book, JobsConfig{Zone: berlin})
	for _, c := range []struct{ q, want string }{
		{"", "NEVER#13 NEVER#12 NEVER#11 NEVER#10 NEVER#9 LOST#8 LOST#7 LOST#6 LOST#5 GOOD#4 GOOD#3 GOOD#2 GOOD#1"},
		{"operator:anna", "GOOD#4 GOOD#3 GOOD#2 GOOD#1"},
		{"operator:ANNA", ""}, // a name is meant as it is written
		{"operator:AN*", "GOOD#4 GOOD#3 GOOD#2 GOOD#1"},
		{"state:applied", "GOOD#4"}, // and not not-applied
		{"state:Unknown", "NEVER#12 LOST#8"},
		{"target:PCI_3 AND state:unknown", "NEVER#12"},
		{"operator:bea AND NOT (state:unknown OR state:snapshot)", "NEVER#11 NEVER#10 LOST#7 LOST#6"},
		{"state:applied OR operator:carl", "NEVER#13 GOOD#4"},
		{"intent:LOST", "LOST#8 LOST#7 LOST#6 LOST#5"},
		{"intent:LOST AND state:sent", "LOST#7"},
		{"kind:refund AND seq:[3 TO 5]", "LOST#5 GOOD#4 GOOD#3"},
		{"amount:1000 AND open:false", "NEVER#13 GOOD#4"},
		{"at:[2026-11-14T06:12:00Z TO *]", "NEVER#13 NEVER#12"},
		{"created:[* TO 2026-11-14T07:02:00+01:00]", "GOOD#2 GOOD#1"},
		{"at:2026-11-14 AND operator:carl", "NEVER#13"},
		{"at:2026-11-13", ""},
		{"at:{2026-11-14T06:11:00Z TO 2026-11-14T06:13:00Z}", "NEVER#12"},
		{"env:elsewhere", ""},
	} {
		page, err := journalSource.find(t.Context(), r, api.Query{Q: c.q})
		if err != nil {
			t.Errorf("%s: %v", c.q, err)
		}
		if got := listed(page); got != c.want {
			t.Errorf("%s found %s, want %s", c.q, got, c.want)
		}
		if page.HasTotal != (c.q == "") || page.Head != 13 || page.Down != 0 || page.ScrollID != "" {
			t.Errorf("%s: total %v, head %d, down to %d, scroll %q", c.q, page.HasTotal, page.Head, page.Down, page.ScrollID)
		}
	}
}

func TestPagesOfTheJournalFollowEachOtherWhateverComesMeanwhile(t *testing.T) {
	book := bookOf(t)
	for i := range 12 {
		write(t, book, written{fmt.Sprint("I", i), fmt.Sprint("PCI_", i), []string{"anna", "bea"}[i%2], "snapshot refused"})
	}
	r := onBook(t, book, JobsConfig{})
	for _, q := range []string{"", "operator:anna", "operator:an*", "kind:refund AND operator:anna"} {
		page, err := journalSource.find(t.Context(), r, api.Query{Count: 5, Q: q})
		write(t, book, written{fmt.Sprint("NEW", q), "PCI_NEW", "anna", "snapshot refused"})
		seen, pages := map[string]bool{}, 0
		for ; err == nil; page, err = journalSource.next(t.Context(), r, page.ScrollID) {
			pages++
			for _, row := range page.Rows {
				if seen[row.ID] || strings.HasPrefix(row.ID, "NEW"+q+"#") {
					t.Errorf("%q: %s twice, or too early", q, row.ID)
				}
				seen[row.ID] = true
			}
			if page.ScrollID == "" {
				break
			}
		}
		if want := 12; err != nil || len(seen) < want || pages < 3 {
			t.Errorf("%q: %d entries on %d pages, %v", q, len(seen), pages, err)
		}
	}
}

func TestARareMatchIsLookedForAStepAtATime(t *testing.T) {
	book := bookOf(t, written{"RARE", "PCI_1", "zoe", "snapshot refused"})
	r := onBook(t, book, JobsConfig{})
	page := state.Page{}
	search, err := state.ReadJournalSearch("operator:z*", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		write(t, book, written{fmt.Sprint("I", i), "PCI_2", "anna", "snapshot refused"})
	}
	at := journalScroll{before: 63, count: 5, q: "operator:z*"}
	if err := look(t.Context(), book, search, at, &page, 10, 20); err != nil || page.Down != 43 || len(page.Rows) > 0 {
		t.Fatalf("the first page went down to %d with %s, %v", page.Down, listed(page), err)
	}
	for steps := 1; page.ScrollID != ""; steps++ {
		if at, err = readScroll(page.ScrollID); err != nil || steps > 4 {
			t.Fatal(steps, err)
		}
		page = state.Page{}
		if err := look(t.Context(), book, search, at, &page, 10, 20); err != nil {
			t.Fatal(err)
		}
	}
	if listed(page) != "RARE#2 RARE#1" || page.Down != 0 {
		t.Errorf("at the end: %s, down to %d", listed(page), page.Down)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := journalSource.find(ctx, r, api.Query{Q: "operator:z*"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a search that nobody wants went on: %v", err)
	}
}

func TestAnEntryIsReadWithItsIntentAndItsWay(t *testing.T) {
	book := bookOf(t, written{"GOOD", "PCI_1", "anna", "snapshot armed sent applied"})
	r := onBook(t, book, JobsConfig{})
	o, err := journalSource.get(t.Context(), r, "GOOD#2")
	if err != nil {
		t.Fatal(err)
	}
	record := o.Value.(*state.JournalRecord)
	if o.ID != "GOOD#2" || o.Resource != "journal" || record.State != state.WriteArmed || len(record.Steps) != 4 ||
		record.Last().State != state.WriteApplied || !strings.Contains(string(o.Raw), `"body_hash":"b0d1"`) {
		t.Errorf("read %+v with %s", record, o.Raw)
	}
	if _, err := journalSource.get(t.Context(), r, "GOOD#9"); err == nil {
		t.Error("an entry that is not there was read")
	}
}

func TestNewEntriesOfASearchAreCounted(t *testing.T) {
	book := bookOf(t, written{"GOOD", "PCI_1", "anna", "snapshot armed"}, written{"LOST", "PCI_2", "bea", "snapshot armed sent"})
	r := onBook(t, book, JobsConfig{})
	for _, c := range []struct {
		q     string
		above int64
		want  int
	}{{"", 0, 5}, {"", 2, 3}, {"operator:bea", 3, 2}, {"state:sent OR state:armed", 2, 2}, {"operator:anna", 2, 0}} {
		n, err := journalSource.count(t.Context(), r, state.Count{Q: c.q, Above: c.above})
		if err != nil || n != c.want {
			t.Errorf("%q above %d: %d, %v, want %d", c.q, c.above, n, err, c.want)
		}
	}
}

func TestAJournalThatIsNotOpenSaysSoAndNothingOfTheServer(t *testing.T) {
	r, err := New(api.Config{BaseURL: "https://sandbox.invalid", ClientID: "x", ClientSecret: "y"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = journalSource.find(t.Context(), r, api.Query{})
	if unread, ok := errors.AsType[*state.JournalError](err); !ok || !unread.Closed || api.IsOffline(err) {
		t.Errorf("got %v", err)
	}
	if _, err := journalSource.find(t.Context(), r, api.Query{Q: "operator:("}); err == nil {
		t.Error("a broken search was read")
	} else if _, ok := errors.AsType[*state.JournalError](err); ok {
		t.Error("a broken search was blamed on the journal")
	}
}

func TestAnEntryIsTheSameOnItsWayToTheScreen(t *testing.T) {
	e := journal.Entry{Seq: 3, Intent: "I", Follows: 2, State: "sent", Open: true, Kind: "refund", Env: "e", Target: "PCI_1",
		Amount: 5, Currency: "EUR", Operator: "anna", At: dawn, BodyHash: "1", Baseline: "no JSON", BaselineHash: "2", Action: "3",
		Support: "4", Result: "5", Note: "6", Prev: "7", Hash: "8"}
	want := state.JournalEntry{Seq: 3, Intent: "I", Follows: 2, State: "sent", Open: true, Kind: "refund", Env: "e", Target: "PCI_1",
		Amount: 5, Currency: "EUR", Operator: "anna", At: dawn, BodyHash: "1", Baseline: []byte(`"no JSON"`), BaselineHash: "2",
		Action: "3", Support: "4", Result: "5", Note: "6", Prev: "7", Hash: "8"}
	if diff := cmp.Diff(want, JournalEntry(e)); diff != "" {
		t.Error(diff)
	}
	e.Baseline = "{\x01\a\xff" // another host can write anything
	var raw struct{ Baseline string }
	if o := recordOf(JournalEntry(e), nil); json.Unmarshal(o.Raw, &raw) != nil || raw.Baseline != "{\x01\a\ufffd" {
		t.Errorf("it came as %s", o.Raw)
	}
}
