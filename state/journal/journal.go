package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Journal is an open journal. It is safe for concurrent use, and so is its place
// for several processes.
type Journal struct {
	db       *sql.DB
	d        *dialect
	path     string      // as Name gives it
	file     os.FileInfo // what path named when it was opened, where it is a file
	logged   bool        // it had its log then
	readOnly error       // why nothing can be appended; nil when it can
	tampered *atomic.Pointer[TamperError]
	seen     *atomic.Int64 // the last number that this program knows of
}

// Open opens the journal at a place, the path of a file (SQLite) or a URL of
// PostgreSQL (postgres://…), and makes it where there is none: a file for its
// owner alone (0600), missing directories too (0700). One that can be read but
// not appended to opens all the same; then [Journal.ReadOnly] says why, and every
// Append fails with that. Errors are [*Error], and never have the URL's password
// in them.
func Open(ctx context.Context, at string) (*Journal, error) {
	j, err := connect(at, false)
	if err != nil {
		return nil, err
	}
	if err = j.d.build(ctx, j); err == nil {
		err = j.d.present(j)
	}
	if err == nil {
		return j, nil
	}
	err = j.asError(errors.Join(err, j.db.Close()))
	if e, ok := errors.AsType[*Error](err); ok && e.Problem == Gone {
		return nil, err
	}
	if toRead, err := openToRead(ctx, at, err); err == nil {
		return toRead, nil
	}
	return nil, err
}

// OpenToRead opens a journal that is there already, and changes nothing.
func OpenToRead(ctx context.Context, at string) (*Journal, error) {
	return openToRead(ctx, at, &Error{Problem: ReadOnly, Path: Name(at), Err: errors.New("it was opened to be read")})
}

// openToRead opens a journal that cannot be written, because of cause.
func openToRead(ctx context.Context, at string, cause error) (*Journal, error) {
	j, err := connect(at, true)
	if err != nil {
		return nil, err
	}
	j.readOnly = cause
	if err = j.d.present(j); err == nil {
		_, err = j.session().version(ctx)
	}
	if err != nil && j.d.blank != nil && j.d.blank(ctx, j) {
		err = fs.ErrNotExist // whoever made the file left before the journal was in it
	}
	if err != nil {
		return nil, j.asError(errors.Join(err, j.db.Close()))
	}
	return j, nil
}

// maxConns is how many connections a program has at most: one that appends, and
// views that read.
const maxConns = 4

func connect(at string, readOnly bool) (*Journal, error) {
	j := &Journal{d: dialectOf(at), path: Name(at), tampered: new(atomic.Pointer[TamperError]), seen: new(atomic.Int64)}
	var err error
	if j.db, err = j.d.connect(at, readOnly); err != nil {
		return nil, j.asError(err)
	}
	j.db.SetMaxOpenConns(maxConns)
	return j, nil
}

func (j *Journal) session() session { return session{j.db, j.d} }

// asError leaves the package's own errors as they are and sorts the rest.
func (j *Journal) asError(err error) error {
	if err == nil {
		return nil
	}
	if bad, ok := errors.AsType[*TamperError](err); ok {
		j.tampered.CompareAndSwap(nil, bad)
	}
	for _, own := range []any{new(*Error), new(*OpenIntentError), new(*MovedError), new(*OwnApprovalError), new(*TamperError)} {
		if errors.As(err, own) {
			return err
		}
	}
	problem, cause := j.d.sort(err)
	return &Error{Problem: problem, Path: j.path, Err: cause}
}

// Close closes the journal.
func (j *Journal) Close() error { return j.db.Close() }

// Path is the place of the journal as [Name] gives it.
func (j *Journal) Path() string { return j.path }

// ReadOnly says why nothing can be appended, nil when it can.
func (j *Journal) ReadOnly() error { return j.readOnly }

// Present finds out that the file is still the one that was opened; a database of
// a server says so itself. The error is an [*Error] of Gone.
func (j *Journal) Present() error { return j.asError(j.d.present(j)) }

// Tampered is the first entry not as it was written that anything here has met,
// as a [*TamperError]; nil where none was. From then on nothing is appended.
func (j *Journal) Tampered() error {
	if bad := j.tampered.Load(); bad != nil {
		return bad
	}
	return nil
}

var (
	insertEntry = `INSERT INTO entries (` + strings.Join(columns, ", ") + `, hash) VALUES (?` + strings.Repeat(", ?", len(columns)) + `)`
	selectEntry = `SELECT ` + strings.Join(columns, ", ") + `, hash FROM entries `
)

// Append records an entry and returns it with its number and hashes. When it
// returns without an error the entry is on the disk; when it returns one,
// nothing was recorded, except that an [*Error] which is Unsure leaves that open.
// Then appending the same once more answers a [MovedError] whose
// Last is the entry itself. Also: [*OpenIntentError], [*OwnApprovalError],
// [*TamperError].
func (j *Journal) Append(ctx context.Context, e Entry) (Entry, error) {
	return j.record(ctx, e, nil)
}

// record appends an entry, with the request that it leaves waiting or nil.
func (j *Journal) record(ctx context.Context, e Entry, r *Request) (Entry, error) {
	if j.readOnly != nil {
		return Entry{}, j.readOnly
	}
	if err := e.check(); err != nil {
		return Entry{}, &Error{Path: j.path, Err: err}
	}
	if err := j.Tampered(); err != nil {
		return Entry{}, err
	}
	if err := j.d.present(j); err != nil {
		return Entry{}, j.asError(err)
	}
	if j.d.patience > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, j.d.patience)
		defer stop()
	}
	seen := j.seen.Load()
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return Entry{}, j.asError(err)
	}
	defer tx.Rollback()
	s := session{tx, j.d}
	if e, err = appendEntry(ctx, s, e, seen); err == nil {
		err = j.stillKnows(ctx, s)
	}
	if err != nil {
		return Entry{}, j.asError(err)
	}
	decided, err := replaceRequest(ctx, s, e, r)
	if err != nil {
		return Entry{}, j.asError(err)
	}
	if err := tx.Commit(); err != nil {
		err = j.asError(err)
		if e, ok := errors.AsType[*Error](err); ok {
			e.Unsure = true
		}
		return Entry{}, err
	}
	j.saw(e.Seq)
	if decided && j.d.forget != nil {
		j.d.forget(ctx, j.db)
	}
	return e, nil
}

// saw remembers that there is an entry of a number. A server that took over from
// another one, or was restored, may have fewer than this program was told of.
func (j *Journal) saw(seq int64) {
	for seen := j.seen.Load(); seq > seen && !j.seen.CompareAndSwap(seen, seq); {
		seen = j.seen.Load()
	}
}

// appendEntry does the work of Append in its transaction, in a journal that had an
// entry of the number seen before it.
func appendEntry(ctx context.Context, s session, e Entry, seen int64) (Entry, error) {
	end, err := readHead(ctx, s, s.d.lock) // first of all
	if err == nil {
		err = end.atLeast(seen)
	}
	if err != nil {
		return Entry{}, err
	}
	tail, err := one(s.query(ctx, selectEntry+`ORDER BY seq DESC LIMIT 1`))
	if err != nil {
		return Entry{}, err
	}
	if err := end.check(tail); err != nil {
		return Entry{}, err
	}
	e.Seq, e.Prev = tail.Seq+1, tail.Hash
	last, err := lastOf(ctx, s, e.Intent)
	if err != nil {
		return Entry{}, err
	}
	if last.Seq != e.Follows {
		return Entry{}, &MovedError{Last: last}
	}
	if last.Seq != 0 && (last.Env != e.Env || last.Target != e.Target) {
		return Entry{}, fmt.Errorf("intent %s is for %s, an entry of it cannot be for %s", e.Intent, last.Target, e.Target)
	}
	if err := e.checkApproval(last); err != nil {
		return Entry{}, err
	}
	if err := takeOrLeave(ctx, s, e, last); err != nil {
		return Entry{}, err
	}
	e.At = time.UnixMilli(e.At.UnixMilli()) // as it will be read
	e.Hash = e.sum()
	if err := s.exec(ctx, insertEntry, append(e.values(), e.Hash)...); err != nil {
		return Entry{}, err
	}
	return e, s.exec(ctx, `UPDATE head SET seq = ?, hash = ? WHERE id = 1`, e.Seq, e.Hash)
}

// takeOrLeave keeps the one open intent of the target.
func takeOrLeave(ctx context.Context, s session, e, last Entry) error {
	if !e.Open {
		return s.exec(ctx, `DELETE FROM open_intents WHERE intent = ?`, e.Intent)
	}
	if last.Open {
		return nil
	}
	var other string
	err := s.row(ctx, `SELECT intent FROM open_intents WHERE env = ? AND target = ?`, e.Env, e.Target).Scan(&other)
	if err == nil {
		blocking, err := lastOf(ctx, s, other)
		if err != nil {
			return err
		}
		return &OpenIntentError{Other: blocking}
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return s.exec(ctx, `INSERT INTO open_intents (env, target, intent) VALUES (?, ?, ?)`, e.Env, e.Target, e.Intent)
}
