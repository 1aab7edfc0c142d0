package journal

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"modernc.org/sqlite" // the driver "sqlite", in Go
	sqlite3 "modernc.org/sqlite/lib"
)

// Everything that is SQLite's own stands in this file; the rest of the package
// speaks the SQL that PostgreSQL understands too, with ? for its arguments.

// driver is the name under which database/sql knows the database.
const driver = "sqlite"

// busyTimeout is how long a statement waits for another process's lock.
var busyTimeout = 5 * time.Second

// source is the connection string of a journal file. Every transaction takes
// the lock for writing at its start, so that none fails half way for a race.
// synchronous=FULL flushes the log on every commit; recursive_triggers makes
// INSERT OR REPLACE fire the trigger that forbids DELETE.
func source(path string, readOnly bool) string {
	q := url.Values{}
	q.Set("_busy_timeout", strconv.FormatInt(busyTimeout.Milliseconds(), 10))
	q.Set("_dqs", "0")
	q.Add("_pragma", "recursive_triggers(1)")
	q.Add("_pragma", "trusted_schema(0)")
	if readOnly {
		q.Set("mode", "ro")
		q.Set("_query_only", "1")
	} else {
		q.Set("mode", "rw")
		q.Set("_txlock", "immediate")
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

// create makes an empty file where there is none, and sees that it is for the
// owner alone. SQLite gives its log files the permissions of the main one. The
// directory is flushed so that the name survives a power cut as well as the
// contents.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir flushes a directory. Systems that cannot are not asked twice.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}

// triggers forbid every change of what is written, and any number out of turn.
var triggers = []string{
	`CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
		BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,
	`CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
		BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,
	`CREATE TRIGGER entries_in_turn BEFORE INSERT ON entries
		WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries)
		BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END`,
}

// primary maps the primary result codes of SQLite to what they mean for us.
var primary = map[int]Problem{
	sqlite3.SQLITE_BUSY:     Busy,
	sqlite3.SQLITE_LOCKED:   Busy,
	sqlite3.SQLITE_FULL:     Full,
	sqlite3.SQLITE_READONLY: ReadOnly,
	sqlite3.SQLITE_PERM:     ReadOnly,
	sqlite3.SQLITE_CORRUPT:  Corrupt,
	sqlite3.SQLITE_NOTADB:   Corrupt,
}

// classify turns an error of the database or the file system into ours.
func classify(path string, err error) error {
	if err == nil {
		return nil
	}
	problem := Unusable
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		problem = primary[e.Code()&0xff]
	} else if errors.Is(err, os.ErrPermission) || errors.Is(err, syscall.EROFS) {
		problem = ReadOnly
	}
	return &Error{Problem: problem, Path: path, Err: err}
}
