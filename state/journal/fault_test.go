package journal

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// wantProblem checks the type of a failure and that it tells what to do.
func wantProblem(t *testing.T, err error, want Problem) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Problem != want {
		t.Fatalf("got %v, want: %s", err, problems[want].file.what)
	}
	if !strings.Contains(e.Error(), e.Path) || e.Hint() == "" {
		t.Errorf("%q, %q tell neither which journal nor what to do", e.Error(), e.Hint())
	}
}

// readsGoOn checks that what cannot be appended to can be read.
func readsGoOn(t *testing.T, j *Journal) {
	t.Helper()
	if pending, err := j.Pending(t.Context()); err != nil || len(pending) != 1 {
		t.Errorf("pending: %v, %v", pending, err)
	}
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAReadOnlyJournalIsReadAndNotWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		ro, err := OpenToRead(t.Context(), j.at)
		if err != nil {
			t.Fatal(err)
		}
		defer ro.Close()
		readsGoOn(t, ro)
		_, err = ro.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, ReadOnly)
		wantProblem(t, ro.ReadOnly(), ReadOnly)
		ro.readOnly = nil // and the database itself refuses as well
		_, err = ro.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, ReadOnly)
	})
}

func TestWhatIsOnlyReadIsNotMade(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		at := db.place(t)
		if _, err := OpenToRead(t.Context(), at); err == nil {
			t.Fatal("there is one")
		}
		if _, err := OpenToRead(t.Context(), at); err == nil {
			t.Error("the first look made one")
		}
	})
}

// A program that is left while it opens its first journal leaves one behind.
func TestAFileWithNothingInItIsNoJournalRatherThanADamagedOne(t *testing.T) {
	at := databases[0].place(t)
	if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenToRead(t.Context(), at); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read it is: %v", err)
	}
	mustAppend(t, databases[0].open(t, at), entry("A", "armed", "PCI_1", true, 0))
	if _, err := OpenToRead(t.Context(), at); err != nil {
		t.Error(err)
	}
}

func TestANewerSchemaIsOnlyRead(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		sqlExec(t, j.plain(t), `UPDATE schema_version SET version = 99`, `ALTER TABLE requests ADD COLUMN later BIGINT`)
		newer := db.open(t, j.at)
		wantProblem(t, newer.ReadOnly(), Newer)
		_, err := newer.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Newer)
		everythingReads(t, newer.Journal)
	})
}

// The program that updated it goes on beside those that have it open.
func TestAJournalThatIsUpdatedWhileOpenTakesNoMoreEntriesOfTheOlderProgram(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		sqlExec(t, j.plain(t), `UPDATE schema_version SET version = 99`)
		_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Newer)
		_, err = j.AppendRequest(t.Context(), entry("Y", "approval", "PCI_Y", true, 0), request("Y", "words"))
		wantProblem(t, err, Newer)
		everythingReads(t, j.Journal)
	})
}

// lock is what a program does that keeps others from appending.
var lock = map[string]string{"SQLite": `BEGIN IMMEDIATE`, "PostgreSQL": `BEGIN; SELECT * FROM head FOR UPDATE`}

func TestALockedJournalOpensAndIsRead(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		defer func(d time.Duration) { busyTimeout = d }(busyTimeout)
		busyTimeout = 200 * time.Millisecond
		at := db.filled(t)
		other := at.plain(t)
		if _, err := other.Exec(lock[db.name]); err != nil {
			t.Fatal(err)
		}
		j := db.open(t, at.at)
		everythingReads(t, j.Journal)
		_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Busy)
		if _, err := other.Exec(`ROLLBACK`); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0))
	})
}

func TestALockedJournalSaysSoAfterAWhile(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		defer func(d time.Duration) { busyTimeout = d }(busyTimeout)
		busyTimeout = 200 * time.Millisecond
		j := db.filled(t)
		if _, err := j.plain(t).Exec(lock[db.name]); err != nil {
			t.Fatal(err)
		}
		_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Busy)
		if _, err := j.Pending(t.Context()); err != nil {
			t.Errorf("reading waits for the writer: %v", err)
		}
	})
}

func TestACancelledAppendRecordsNothing(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := j.Append(ctx, entry("Z", "armed", "PCI_Z", true, 0)); err == nil {
			t.Fatal("appended")
		}
		if got, err := j.Intent(t.Context(), "Z"); err != nil || len(got) != 0 {
			t.Errorf("the journal has %v, %v", got, err)
		}
	})
}

// fullDisk makes the database as full as it can be made, and gives it room again.
var fullDisk = map[string]func(t *testing.T, j subject) (room func()){
	"SQLite": func(t *testing.T, j subject) func() {
		j.db.SetMaxOpenConns(1)
		setPages := func(n string) {
			if _, err := j.db.Exec(`PRAGMA max_page_count = ` + n); err != nil {
				t.Fatal(err)
			}
		}
		setPages("1")
		return func() { setPages("100000") }
	},
	// A server's disk cannot be filled from here. What it says then can be said.
	"PostgreSQL": func(t *testing.T, j subject) func() {
		sqlExec(t, j.plain(t), `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full'', MESSAGE = ''could not extend file: No space left on device''; END'`,
			`CREATE TRIGGER no_room AFTER UPDATE ON head EXECUTE FUNCTION no_room()`)
		return func() { sqlExec(t, j.plain(t), `DROP TRIGGER no_room ON head`) }
	},
}

func TestAFullDiskRecordsNothingAndReadingGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		room := fullDisk[db.name](t, j)
		var err error
		for i := 0; err == nil && i < 1000; i++ {
			e := entry("full", "refused", "PCI_F", false, 0)
			e.Intent += strings.Repeat("x", i%150)
			e.Baseline = strings.Repeat("1", 3000)
			_, err = j.Append(t.Context(), e)
			if _, moved := errors.AsType[*MovedError](err); moved {
				err = nil
			}
		}
		wantProblem(t, err, Full)
		before, err := j.Page(t.Context(), Filter{}, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		readsGoOn(t, j.Journal)
		room()
		if e := mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0)); e.Seq != before[0].Seq+1 {
			t.Errorf("after the disk had room again the entry is %d, the last one was %d", e.Seq, before[0].Seq)
		}
	})
}

func TestAJournalThatIsGoneTakesNoEntries(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		away[db.name](t, j)
		_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, Gone)
	})
}

// count counts the entries past this package.
func count(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow(`SELECT COUNT(*) FROM entries`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
