package journal

import (
	"context"
	"errors"
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
		t.Fatalf("got %v, want: %s", err, problems[want].what)
	}
	if !strings.Contains(e.Error(), e.Path) || e.Hint() == "" {
		t.Errorf("%q, %q tell neither which file nor what to do", e.Error(), e.Hint())
	}
}

func TestAFullDiskRecordsNothingAndReadingGoesOn(t *testing.T) {
	j := filled(t)
	j.db.SetMaxOpenConns(1)
	var pages int
	if err := j.db.QueryRow(`PRAGMA max_page_count = 1`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
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
	before, err := j.List(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := j.db.Exec(`PRAGMA max_page_count = 100000`); err != nil {
		t.Fatal(err)
	}
	if e := mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0)); e.Seq != before[0].Seq+1 {
		t.Errorf("after the disk had room again the entry is %d, the last one was %d", e.Seq, before[0].Seq)
	}
}

func TestAReadOnlyJournalIsReadAndNotWritten(t *testing.T) {
	j := filled(t)
	cause := &Error{Problem: ReadOnly, Path: j.Path(), Err: os.ErrPermission}
	ro, err := openToRead(t.Context(), j.Path(), cause)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if pending, err := ro.Pending(t.Context()); err != nil || len(pending) != 1 {
		t.Errorf("pending: %v, %v", pending, err)
	}
	if err := ro.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	_, err = ro.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, ReadOnly)
	wantProblem(t, ro.ReadOnly(), ReadOnly)
	ro.readOnly = nil // and the database itself refuses as well
	_, err = ro.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, ReadOnly)
}

func TestWithoutPermissionNothingIsOpened(t *testing.T) {
	wantProblem(t, classify("x", &os.PathError{Op: "open", Path: "x", Err: os.ErrPermission}), ReadOnly)
	_, err := Open(t.Context(), filepath.Join(os.DevNull, "journal.db"))
	wantProblem(t, err, Unusable)
}

func TestADamagedFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database\n", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path)
	wantProblem(t, err, Corrupt)
}

func TestAFileDamagedWhileInUseTakesNoEntries(t *testing.T) {
	j := filled(t)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(j.Path())
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(j.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte(strings.Repeat("\xa5", int(info.Size())-100)), 100); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again, err := Open(t.Context(), j.Path())
	if err == nil {
		defer again.Close()
		_, err = again.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	}
	wantProblem(t, err, Corrupt)
}

func TestAJournalThatWasDeletedTakesNoEntries(t *testing.T) {
	j := filled(t)
	if err := os.Rename(j.Path(), j.Path()+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Gone)
}

func TestANewerSchemaIsRefused(t *testing.T) {
	j := filled(t)
	sqlExec(t, plain(t, j.Path()), `UPDATE schema_version SET version = 99`)
	_, err := Open(t.Context(), j.Path())
	wantProblem(t, err, Newer)
	_, err = openToRead(t.Context(), j.Path(), nil)
	wantProblem(t, err, Newer)
}

func TestALockedJournalSaysSoAfterAWhile(t *testing.T) {
	defer func(d time.Duration) { busyTimeout = d }(busyTimeout)
	busyTimeout = 20 * time.Millisecond
	j := filled(t)
	sqlExec(t, plain(t, j.Path()), `BEGIN IMMEDIATE`)
	_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Busy)
	if _, err := j.Pending(t.Context()); err != nil {
		t.Errorf("reading waits for the writer: %v", err)
	}
}

func TestACancelledAppendRecordsNothing(t *testing.T) {
	j := filled(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := j.Append(ctx, entry("Z", "armed", "PCI_Z", true, 0)); err == nil {
		t.Fatal("appended")
	}
	if got, err := j.Intent(t.Context(), "Z"); err != nil || len(got) != 0 {
		t.Errorf("the journal has %v, %v", got, err)
	}
}
