package journal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2025, 11, 14, 12, 0, 0, 0, time.UTC)

// entry is a plausible entry of an intent for a target.
func entry(intent, state, target string, open bool, follows int64) Entry {
	return Entry{Intent: intent, Follows: follows, State: state, Open: open, Kind: "refund",
		Env: "connect-testing.example", Target: target, Amount: 1000, Currency: "EUR", Operator: "anna", At: noon,
		BodyHash: "b0d1", Baseline: `{"id":"` + target + `","in_effect":4990}`, BaselineHash: "ba5e", Action: "ac71"}
}

func mustAppend(t testing.TB, j subject, e Entry) Entry {
	t.Helper()
	out, err := j.Append(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsAppendedIsReadAgainAfterReopening(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		want, err := j.Page(t.Context(), Filter{}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != 5 || want[0].Seq != 5 || want[4].Prev != "" || want[0].Prev != want[1].Hash {
			t.Fatalf("not a chain, newest first: %+v", want)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		again := db.open(t, j.at)
		got, err := again.Page(t.Context(), Filter{}, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := again.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// seqs writes entries shortly, in their order.
func seqs(entries []Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%d:%s=%s", e.Seq, e.Intent, e.State))
	}
	return strings.Join(out, " ")
}

func TestReadsSelectWhatTheySay(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		late := entry("D", "applied", "PCI_1", false, 0)
		late.At = noon.Add(time.Hour)
		mustAppend(t, j, late)
		read := func(entries []Entry, err error) string {
			if err != nil {
				t.Fatal(err)
			}
			return seqs(entries)
		}
		ctx := t.Context()
		for _, c := range []struct{ name, got, want string }{
			{"pending", read(j.Pending(ctx)), "4:B=unknown"},
			{"recent", read(j.Recent(ctx, noon)), "2:A=applied 4:B=unknown 5:C=refused 6:D=applied"},
			{"recent, an hour later", read(j.Recent(ctx, noon.Add(time.Hour))), "6:D=applied"},
			{"history", read(j.History(ctx, "connect-testing.example", "PCI_1")), "1:A=armed 2:A=applied 6:D=applied"},
			{"history elsewhere", read(j.History(ctx, "connect.example", "PCI_1")), ""},
			{"intent", read(j.Intent(ctx, "B")), "3:B=armed 4:B=unknown"},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
			}
		}
	})
}

// What counts is who began an intent, where and when; what is returned is how far
// it came since.
func TestWhatAnOperatorBeganIsToldByTheFirstEntries(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		hour := func(n int, e Entry) Entry {
			e.At = noon.Add(time.Duration(n) * time.Hour)
			return e
		}
		early := mustAppend(t, j, hour(-1, entry("before", "snapshot", "PCI_1", true, 0)))
		mustAppend(t, j, hour(2, entry("before", "applied", "PCI_1", false, early.Seq)))
		mine := mustAppend(t, j, entry("mine", "approval", "PCI_1", true, 0))
		mustAppend(t, j, by("bea", hour(1, entry("theirs", "refused", "PCI_2", false, 0))))
		mustAppend(t, j, by("bea", hour(1, entry("mine", "approved", "PCI_1", true, mine.Seq))))
		elsewhere := hour(1, entry("elsewhere", "refused", "PCI_3", false, 0))
		elsewhere.Env = "connect.example"
		mustAppend(t, j, elsewhere)
		mustAppend(t, j, hour(1, entry("done", "refused", "PCI_3", false, 0)))
		for _, c := range []struct {
			env, operator string
			since         time.Time
			want          string
		}{
			{"connect-testing.example", "anna", noon, "5:mine=approved 7:done=refused"},
			{"connect-testing.example", "anna", noon.Add(1), "7:done=refused"},
			{"connect-testing.example", "anna", noon.Add(-time.Hour), "2:before=applied 5:mine=approved 7:done=refused"},
			{"connect-testing.example", "anna", noon.Add(2 * time.Hour), ""},
			{"connect-testing.example", "bea", noon, "4:theirs=refused"},
			{"connect.example", "anna", noon, "6:elsewhere=refused"},
			{"connect.example", "nobody", noon, ""},
		} {
			got, err := j.Begun(t.Context(), c.env, c.operator, c.since)
			if err != nil || seqs(got) != c.want {
				t.Errorf("%s at %s since %s: got %q, want %q (%v)", c.operator, c.env, c.since.Format("15:04"), seqs(got), c.want, err)
			}
		}
	})
}

// A screen that asks for the head, and reads on where it moved, misses nothing
// and sees nothing twice.
func TestAScreenFollowsAJournalThatOthersAppendTo(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		theirs := db.fresh(t)
		mine := db.open(t, theirs.at)
		var seen []Entry
		at := int64(0)
		for i := range 7 {
			for n := range i % 4 {
				mustAppend(t, theirs, entry(fmt.Sprint("I", i, n), "refused", "PCI_1", false, 0))
			}
			head, err := mine.Head(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for at < head {
				more, err := mine.Since(t.Context(), at, 2)
				if err != nil || len(more) == 0 || len(more) > 2 {
					t.Fatalf("above %d of %d: %v, %v", at, head, more, err)
				}
				at, seen = more[len(more)-1].Seq, append(seen, more...)
			}
		}
		all, err := theirs.Page(t.Context(), Filter{}, 0, 99)
		slices.Reverse(all)
		if diff := cmp.Diff(all, seen); err != nil || diff != "" || len(all) != 9 {
			t.Errorf("%d entries, %v\n%s", len(all), err, diff)
		}
		if more, err := mine.Since(t.Context(), at, 2); err != nil || len(more) != 0 {
			t.Errorf("above the head there are %v, %v", more, err)
		}
	})
}

// The format must never change under journals that exist.
func TestTheHashOfAnEntryIsWhatTheDocumentationSays(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		e := mustAppend(t, db.fresh(t), entry("A", "armed", "PCI_1", true, 0))
		// SHA-256 of 1:1,1:A,1:0,5:armed,1:1,6:refund, … 0:,0:,0:, by another program.
		const want = "693c7821989316ca5f0b295286deae340314a19c72520c9f138be1303335ee31"
		if e.Hash != want {
			t.Errorf("hash %s, want %s", e.Hash, want)
		}
	})
}

func TestOneIntentAtATimeIsOpenForATarget(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		first := mustAppend(t, j, entry("A", "snapshot", "PCI_1", true, 0))
		_, err := j.Append(t.Context(), entry("B", "snapshot", "PCI_1", true, 0))
		taken, ok := errors.AsType[*OpenIntentError](err)
		if !ok || taken.Other.Intent != "A" || taken.Other.Hash != first.Hash {
			t.Fatalf("got %v, want the open intent A", err)
		}
		if words := err.Error(); !strings.Contains(words, "anna") || !strings.Contains(words, "since 2025-11-14 12:00 UTC") {
			t.Errorf("%q says neither who nor since when", words)
		}
		elsewhere := entry("C", "snapshot", "PCI_1", true, 0)
		elsewhere.Env = "connect.example"
		mustAppend(t, j, elsewhere)
		mustAppend(t, j, entry("D", "refused", "PCI_1", false, 0)) // takes nothing
		mustAppend(t, j, entry("A", "applied", "PCI_1", false, first.Seq))
		mustAppend(t, j, entry("B", "snapshot", "PCI_1", true, 0))
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Whoever goes past this package meets the database: the second claim of a
// target has no place in the table.
func TestTheDatabaseItselfRefusesASecondOpenIntent(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		_, err := j.plain(t).Exec(`INSERT INTO open_intents (env, target, intent) VALUES ('connect-testing.example', 'PCI_2', 'X')`)
		if err == nil {
			t.Error("there are two")
		}
	})
}

func TestAnEntryFollowsTheLastOneOfItsIntent(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		first := mustAppend(t, j, entry("A", "snapshot", "PCI_1", true, 0))
		second := mustAppend(t, j, entry("A", "unknown", "PCI_1", true, first.Seq))
		for name, follows := range map[string]int64{"no entry": 0, "an older one": first.Seq, "one to come": 99} {
			_, err := j.Append(t.Context(), entry("A", "armed", "PCI_1", true, follows))
			moved, ok := errors.AsType[*MovedError](err)
			if !ok || moved.Last.Seq != second.Seq || moved.Last.State != "unknown" {
				t.Errorf("following %s: got %v, want entry 2", name, err)
			}
		}
		if _, err := j.Append(t.Context(), entry("A", "armed", "PCI_2", true, second.Seq)); err == nil {
			t.Error("an intent went on to another target")
		}
		elsewhere := entry("A", "armed", "PCI_1", true, second.Seq)
		elsewhere.Env = "connect.example"
		if _, err := j.Append(t.Context(), elsewhere); err == nil {
			t.Error("an intent went on to another server")
		}
	})
}

func TestWhatCannotBeReadAgainIsNotWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		for name, spoil := range map[string]func(*Entry){
			"no intent":         func(e *Entry) { e.Intent = "" },
			"no target":         func(e *Entry) { e.Target = "" },
			"no time":           func(e *Entry) { e.At = time.Time{} },
			"an escape":         func(e *Entry) { e.Operator = "an\x1b[31mna" },
			"a line break":      func(e *Entry) { e.Note = "one\ntwo" },
			"bytes, not text":   func(e *Entry) { e.Support = "\xff\xfe" },
			"a story in a note": func(e *Entry) { e.Note = strings.Repeat("x", 201) },
			"a huge baseline":   func(e *Entry) { e.Baseline = strings.Repeat("1", 64<<10+1) },
		} {
			e := entry("A", "armed", "PCI_1", true, 0)
			spoil(&e)
			if _, err := j.Append(t.Context(), e); err == nil {
				t.Errorf("%s was written", name)
			}
		}
		if all, err := j.Page(t.Context(), Filter{}, 0, 9); err != nil || len(all) != 0 {
			t.Errorf("the journal has %v, %v", all, err)
		}
	})
}

func TestWhatIsOutOfTheOrdinaryIsReadAsItWasWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		e := entry("A", "armed", "PCI_1", true, 0)
		e.Operator, e.Note, e.Amount = "Åsa 'Söhne' $1 ? 東京 😀", `\ " ; -- %s`, -1<<63
		e.Baseline, e.At = strings.Repeat("ü", 32<<10), time.UnixMilli(-1)
		want := mustAppend(t, j, e)
		got, err := j.Intent(t.Context(), "A")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Entry{want}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	sqlite := databases[0]
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "journal.db")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil { // left behind by something careless
		t.Fatal(err)
	}
	mustAppend(t, sqlite.open(t, path), entry("A", "armed", "PCI_1", true, 0))
	for _, name := range []string{"journal.db", "journal.db-wal", "journal.db-shm"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", name, info.Mode())
		}
	}
	other := sqlite.fresh(t)
	if info, err := os.Stat(other.Path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("made new it is %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(filepath.Dir(other.Path())); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the directory is %v, %v", info.Mode(), err)
	}
}

func TestAFileThatSomebodyMadeReadOnlyStaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	for was, want := range map[os.FileMode]os.FileMode{0o400: 0o400, 0o444: 0o400, 0o640: 0o600} {
		if err := os.WriteFile(path, nil, was); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.Chmod(path, was), create(path)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("from %v it came to %v, %v", was, info.Mode(), err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
