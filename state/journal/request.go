package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Request is what waits for another operator: exactly what would be sent. It is
// kept beside the entries only as long as it waits, because it may hold words of
// a person (the reason of a refund); the entry has its hash.
type Request struct {
	Intent  string    // the entry's; AppendRequest fills it in
	Body    []byte    // opaque to the journal; at most 64 KiB
	Expires time.Time // whole milliseconds; the journal does not act by it
}

// ErrNoRequest says that nothing of an intent waits: it never did, or it was
// decided.
var ErrNoRequest = errors.New("no request of this intent waits for anybody")

// maxBody bounds a request, in bytes.
const maxBody = 64 << 10

// check refuses a request that does not belong to the entry, or that nobody
// could decide on.
func (r *Request) check(e Entry) error {
	switch {
	case r.Intent != "" && r.Intent != e.Intent:
		return fmt.Errorf("the request of intent %q is of another one, %q", e.Intent, r.Intent)
	case len(r.Body) == 0:
		return errors.New("a request needs a body")
	case len(r.Body) > maxBody:
		return fmt.Errorf("a request has %d bytes, more than %d", len(r.Body), maxBody)
	case r.Expires.IsZero():
		return errors.New("a request needs a time at which it expires")
	}
	return nil
}

// AppendRequest records an entry together with the request that it leaves
// waiting: both are there, or neither. The request stays until the intent's next
// entry. Errors are those of [Journal.Append].
func (j *Journal) AppendRequest(ctx context.Context, e Entry, r Request) (Entry, error) {
	if err := r.check(e); err != nil {
		return Entry{}, &Error{Path: j.path, Err: err}
	}
	r.Intent = e.Intent
	return j.record(ctx, e, &r)
}

// Request returns what waits of an intent, [ErrNoRequest] where nothing does.
// Requests are not part of the chain: whoever acts on one first compares its hash
// with the one in the entry.
func (j *Journal) Request(ctx context.Context, intent string) (Request, error) {
	s := j.session()
	version, err := s.version(ctx)
	if err != nil {
		return Request{}, j.asError(err)
	}
	if version < schemaOfRequests {
		return Request{}, ErrNoRequest
	}
	r, expires := Request{Intent: intent}, int64(0)
	err = s.row(ctx, `SELECT body, expires FROM requests WHERE intent = ?`, intent).Scan(&r.Body, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return Request{}, ErrNoRequest
	}
	if err != nil {
		return Request{}, j.asError(err)
	}
	r.Expires = time.UnixMilli(expires)
	return r, nil
}

// replaceRequest deletes what waited of the entry's intent, which the entry
// decides, and keeps what waits from now on. It reports whether anything waited.
func replaceRequest(ctx context.Context, s session, e Entry, r *Request) (decided bool, err error) {
	if e.Follows != 0 {
		if decided, err = s.deletes(ctx, `DELETE FROM requests WHERE intent = ?`, e.Intent); err != nil {
			return false, err
		}
	}
	if r == nil {
		return decided, nil
	}
	return decided, s.exec(ctx, `INSERT INTO requests (intent, body, expires) VALUES (?, ?, ?)`, r.Intent, r.Body, r.Expires.UnixMilli())
}
