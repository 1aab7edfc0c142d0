package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	sqlitedriver "modernc.org/sqlite" // the driver "sqlite", in Go
	sqlite3 "modernc.org/sqlite/lib"
)

// sqlite keeps the journal in a file of this machine.
var sqlite = dialect{
	connect:   openFile,
	build:     buildFile,
	present:   sameFile,
	blank:     noTables,
	integrity: integrityOfFile,
	forget:    emptyLog,
	sort:      sortFileError,
	triggers: []string{
		`CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
		BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,
		`CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
		BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,
		`CREATE TRIGGER entries_in_turn BEFORE INSERT ON entries
		WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries)
		BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END`,
	},
}

// driverName is the name under which database/sql knows the database.
const driverName = "sqlite"

// busyTimeout is how long a statement waits for another program's lock.
var busyTimeout = 5 * time.Second

// source is the connection string of a journal file. Every transaction takes
// the lock for writing at its start, so that none fails half way for a race.
// synchronous=FULL flushes the log on every commit; recursive_triggers makes
// INSERT OR REPLACE fire the trigger that forbids DELETE; secure_delete overwrites
// the words of a request that was decided.
func source(path string, readOnly bool) string {
	q := url.Values{}
	q.Set("_busy_timeout", strconv.FormatInt(busyTimeout.Milliseconds(), 10))
	q.Add("_pragma", "recursive_triggers(1)")
	q.Add("_pragma", "trusted_schema(0)")
	if readOnly {
		q.Set("mode", "ro")
	} else {
		q.Set("mode", "rw")
		q.Set("_txlock", "immediate")
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
		q.Add("_pragma", "secure_delete(1)")
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

// errNoFile: a directory or a device stands where the journal would be. It is not
// ours, and is left as it is.
var errNoFile = errors.New("it is not a file")

// openFile prepares connections to a file.
func openFile(path string, readOnly bool) (*sql.DB, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	db, err := sql.Open(driverName, source(path, readOnly))
	if err != nil || !readOnly || !sealed(db, path) {
		return db, err
	}
	return sql.Open(driverName, source(path, readOnly)+"&immutable=1")
}

// sealed reports a file without a log where none can be made, as on a disk that is
// read only; it closes db then. Such a file is read as one that never changes.
func sealed(db *sql.DB, path string) bool {
	_, err := db.Exec(`SELECT 1 FROM sqlite_master`)
	e, ok := errors.AsType[*sqlitedriver.Error](err)
	if !ok || e.Code()&0xff != sqlite3.SQLITE_CANTOPEN {
		return false
	}
	return !hasLog(path) && db.Close() == nil
}

// hasLog reports the log of a file. SQLite keeps it beside the file itself,
// whatever links lead there.
func hasLog(path string) bool {
	_, err := os.Stat(realPath(path) + "-wal")
	return err == nil
}

// realPath is where links lead, as far as there is anything.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// buildFile makes the file and its schema, and finds out whether it can be
// written. Several programs that start at once meet at the switch to the
// write-ahead log, which does not wait by itself.
func buildFile(ctx context.Context, j *Journal) error {
	if err := create(j.path); err != nil {
		return err
	}
	err := j.update(ctx)
	for end := time.Now().Add(busyTimeout); isBusy(err) && time.Now().Before(end) && ctx.Err() == nil; err = j.update(ctx) {
		time.Sleep(10 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	if err := atOnce(ctx, j.db, `BEGIN IMMEDIATE`, `ROLLBACK`); !isBusy(err) {
		return err
	}
	return nil
}

// noTables reports a file with nothing in it.
func noTables(ctx context.Context, j *Journal) bool {
	var tables int
	err := j.session().row(ctx, `SELECT COUNT(*) FROM sqlite_master`).Scan(&tables)
	return err == nil && tables == 0
}

// isBusy reports that a lock of another program was in the way.
func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlitedriver.Error](err)
	return ok && primary[e.Code()&0xff] == Busy
}

// atOnce runs statements, up to the first that fails, on one connection that does
// not wait for locks meanwhile.
func atOnce(ctx context.Context, db *sql.DB, statements ...string) error {
	ctx = context.WithoutCancel(ctx) // the connection goes back as it was
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, `PRAGMA busy_timeout = 0`)
	for _, statement := range statements {
		if err == nil {
			_, err = conn.ExecContext(ctx, statement)
		}
	}
	_, back := conn.ExecContext(ctx, `PRAGMA busy_timeout = `+strconv.FormatInt(busyTimeout.Milliseconds(), 10))
	return errors.Join(err, back)
}

// create makes an empty file where there is none, and sees that nobody but the
// owner gets at it. SQLite gives its log files the permissions of the main one. The
// directory is flushed so that the name survives a power cut as well as the
// contents. A file that is there is not opened: by closing it again, this process
// would lose the locks that it has on it by another connection.
func create(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if drive := networkDrive(filepath.Dir(realPath(path))); drive != "" {
		return fmt.Errorf(onNetwork, drive)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		err = makeEmpty(path)
	case err == nil && info.Mode().Perm()&0o077 != 0:
		err = os.Chmod(path, info.Mode().Perm()&0o700)
	}
	if err != nil {
		return err
	}
	return syncDir(dir)
}

// onNetwork says why a file of a network drive takes no entries: SQLite's log is
// shared by memory, which two machines do not have in common. Each would take itself
// for the only one that has a payment.
const onNetwork = "it is on a network drive (%s), where two machines would not see each other: name a file on this one, or a server with postgres://"

func makeEmpty(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// unflushable are the answers of systems that cannot flush a directory.
var unflushable = []error{syscall.EINVAL, errors.ErrUnsupported, os.ErrPermission}

// syncDir flushes a directory, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if slices.ContainsFunc(unflushable, func(cannot error) bool { return errors.Is(err, cannot) }) {
		err = nil
	}
	return errors.Join(err, d.Close())
}

// errNoLog: without the log, what was appended last is in no file that has a name.
var errNoLog = errors.New("the file beside it that ends in -wal is gone")

// sameFile remembers the file and its log when it is opened, and misses them
// later: what is written to a file without a name is lost with the program.
func sameFile(j *Journal) error {
	file, err := os.Stat(j.path)
	if err != nil && j.file == nil {
		return err
	}
	if j.file == nil {
		j.file, j.logged = file, hasLog(j.path)
	}
	if err == nil && j.logged && !hasLog(j.path) {
		err = errNoLog
	}
	if err != nil || !os.SameFile(file, j.file) {
		return &Error{Problem: Gone, Path: j.path, Err: err}
	}
	return nil
}

// integrityOfFile has SQLite compare its indexes with the table: reading all
// entries in turn uses one of them only.
func integrityOfFile(ctx context.Context, s session) error {
	var found string
	if err := s.row(ctx, `PRAGMA integrity_check(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, found)
	}
	return nil
}

// emptyLog empties the write-ahead log, which has the pages as they were before
// something in them was overwritten. It waits for nobody: where another program
// is reading, the log is emptied after the next decision, or by whoever closes
// the journal last.
func emptyLog(ctx context.Context, db *sql.DB) {
	_ = atOnce(ctx, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// errDamaged is what SQLite says of a file whose parts do not fit together.
var errDamaged = errors.New("the file does not fit together")

// primary maps the primary result codes of SQLite to what they mean for us. Our
// statements are the same every day: where one does not fit, the schema changed.
var primary = map[int]Problem{
	sqlite3.SQLITE_ERROR:    Corrupt,
	sqlite3.SQLITE_BUSY:     Busy,
	sqlite3.SQLITE_LOCKED:   Busy,
	sqlite3.SQLITE_FULL:     Full,
	sqlite3.SQLITE_READONLY: ReadOnly,
	sqlite3.SQLITE_PERM:     ReadOnly,
	sqlite3.SQLITE_CANTOPEN: ReadOnly, // the file is there: it is the log that cannot be made
	sqlite3.SQLITE_CORRUPT:  Corrupt,
	sqlite3.SQLITE_NOTADB:   Corrupt,
}

// sortFileError sorts the errors of SQLite and of the file system.
func sortFileError(err error) (Problem, error) {
	if e, ok := errors.AsType[*sqlitedriver.Error](err); ok {
		return primary[e.Code()&0xff], err
	}
	switch {
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return ReadOnly, err
	case errors.Is(err, errDamaged), strings.Contains(err.Error(), "sql: Scan error"): // a value not of its column; it has no type
		return Corrupt, err
	}
	return Unusable, err
}
