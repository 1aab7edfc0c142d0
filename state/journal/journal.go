package journal

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strings"
	"time"
)

// Journal is an open journal. It is safe for concurrent use, and so is its file
// for several processes.
type Journal struct {
	db       *sql.DB
	path     string
	file     os.FileInfo // what path named when it was opened
	readOnly error       // why nothing can be appended; nil when it can
}

// Open opens the journal at path, and makes it where there is none: the file
// for its owner alone (0600), missing directories too (0700). One that can be
// read but not written opens all the same; then every Append fails with a
// ReadOnly [Error]. Errors are [*Error].
func Open(ctx context.Context, path string) (*Journal, error) {
	err := create(path)
	if err == nil {
		var j *Journal
		if j, err = open(ctx, path); err == nil {
			return j, nil
		}
	}
	err = asError(path, err)
	if e, ok := errors.AsType[*Error](err); !ok || e.Problem != ReadOnly {
		return nil, err
	}
	return openToRead(ctx, path, err)
}

// open opens a file to read and write. Several programs that start at once
// meet at the switch to the write-ahead log, which does not wait by itself.
func open(ctx context.Context, path string) (*Journal, error) {
	db, err := sql.Open(driver, source(path, false))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	for end := time.Now().Add(busyTimeout); ; {
		err = migrate(ctx, db, path)
		busy, ok := errors.AsType[*Error](asError(path, err))
		if !ok || busy.Problem != Busy || time.Now().After(end) || ctx.Err() != nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	file, statErr := os.Stat(path)
	if err = errors.Join(err, statErr); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Journal{db: db, path: path, file: file}, nil
}

// openToRead opens a journal that cannot be written, because of cause.
func openToRead(ctx context.Context, path string, cause error) (*Journal, error) {
	db, err := sql.Open(driver, source(path, true))
	if err != nil {
		return nil, asError(path, err)
	}
	version, err := schemaVersion(ctx, db)
	if err == nil && version > len(migrations) {
		err = newer(path, version)
	}
	if err != nil {
		return nil, asError(path, errors.Join(err, db.Close()))
	}
	file, err := os.Stat(path)
	if err != nil {
		return nil, asError(path, errors.Join(err, db.Close()))
	}
	return &Journal{db: db, path: path, file: file, readOnly: cause}, nil
}

// asError leaves the package's own errors as they are and classifies the rest.
func asError(path string, err error) error {
	for _, own := range []any{new(*Error), new(*OpenIntentError), new(*MovedError), new(*TamperError)} {
		if errors.As(err, own) {
			return err
		}
	}
	return classify(path, err)
}

// Close closes the journal.
func (j *Journal) Close() error { return j.db.Close() }

// Path is the file of the journal.
func (j *Journal) Path() string { return j.path }

// ReadOnly says why nothing can be appended, nil when it can.
func (j *Journal) ReadOnly() error { return j.readOnly }

var (
	insertEntry = `INSERT INTO entries (` + strings.Join(columns, ", ") + `, hash) VALUES (?` + strings.Repeat(", ?", len(columns)) + `)`
	selectEntry = `SELECT ` + strings.Join(columns, ", ") + `, hash FROM entries `
)

// Append records an entry and returns it with its number and hashes. When it
// returns without an error the entry is on the disk; when it returns one,
// nothing was recorded, except that an [*Error] at the very end of a commit may
// leave it open. Then appending the same once more answers a [MovedError] whose
// Last is the entry itself. Also: [*OpenIntentError], [*TamperError].
func (j *Journal) Append(ctx context.Context, e Entry) (Entry, error) {
	if j.readOnly != nil {
		return Entry{}, j.readOnly
	}
	if err := e.check(); err != nil {
		return Entry{}, &Error{Path: j.path, Err: err}
	}
	if file, err := os.Stat(j.path); err != nil || !os.SameFile(file, j.file) {
		return Entry{}, &Error{Problem: Gone, Path: j.path, Err: err}
	}
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return Entry{}, asError(j.path, err)
	}
	defer tx.Rollback()
	if e, err = appendEntry(ctx, tx, e); err != nil {
		return Entry{}, asError(j.path, err)
	}
	if err := tx.Commit(); err != nil {
		return Entry{}, asError(j.path, err)
	}
	return e, nil
}

// appendEntry does the work of Append in its transaction.
func appendEntry(ctx context.Context, tx *sql.Tx, e Entry) (Entry, error) {
	// First of all the lock: in PostgreSQL this row is it.
	if _, err := tx.ExecContext(ctx, `UPDATE head SET hash = hash WHERE id = 1`); err != nil {
		return Entry{}, err
	}
	tail, err := one(tx.QueryContext(ctx, selectEntry+`ORDER BY seq DESC LIMIT 1`))
	if err != nil {
		return Entry{}, err
	}
	if err := atHead(ctx, tx, tail); err != nil {
		return Entry{}, err
	}
	e.Seq, e.Prev = tail.Seq+1, tail.Hash
	last, err := lastOf(ctx, tx, e.Intent)
	if err != nil {
		return Entry{}, err
	}
	if last.Seq != e.Follows {
		return Entry{}, &MovedError{Last: last}
	}
	if err := takeOrLeave(ctx, tx, e, last); err != nil {
		return Entry{}, err
	}
	e.At = time.UnixMilli(e.At.UnixMilli()) // as it will be read
	e.Hash = e.sum()
	if _, err := tx.ExecContext(ctx, insertEntry, append(e.values(), e.Hash)...); err != nil {
		return Entry{}, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE head SET seq = ?, hash = ? WHERE id = 1`, e.Seq, e.Hash)
	return e, err
}

// takeOrLeave keeps the one open intent of the target.
func takeOrLeave(ctx context.Context, tx *sql.Tx, e, last Entry) error {
	if !e.Open {
		_, err := tx.ExecContext(ctx, `DELETE FROM open_intents WHERE intent = ?`, e.Intent)
		return err
	}
	if last.Open {
		return nil
	}
	var other string
	err := tx.QueryRowContext(ctx, `SELECT intent FROM open_intents WHERE env = ? AND target = ?`, e.Env, e.Target).Scan(&other)
	if err == nil {
		blocking, err := lastOf(ctx, tx, other)
		if err != nil {
			return err
		}
		return &OpenIntentError{Other: blocking}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO open_intents (env, target, intent) VALUES (?, ?, ?)`, e.Env, e.Target, e.Intent)
	return err
}
