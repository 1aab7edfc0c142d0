package journal

import (
	"context"
	"database/sql"
	"iter"
	"time"
)

// What is read of the entries.
const (
	pending = `WHERE seq IN (SELECT (SELECT MAX(seq) FROM entries e WHERE e.intent = o.intent)
		FROM open_intents o) ORDER BY seq`
	recent = `WHERE at >= ? AND NOT EXISTS (SELECT 1 FROM entries later
		WHERE later.intent = entries.intent AND later.seq > entries.seq) ORDER BY seq + 0` // by the index of at, then sorted
	history  = `WHERE target = ? AND env = ? ORDER BY seq`
	above    = `WHERE seq > ? ORDER BY seq LIMIT ?`
	ofIntent = `WHERE intent = ? ORDER BY seq`
	begun    = `WHERE seq IN (SELECT (SELECT MAX(seq) FROM entries later WHERE later.intent = first.intent)
		FROM entries first WHERE first.follows = 0 AND first.operator = ? AND first.at >= ? AND first.env = ?) ORDER BY seq`
	lastOne = `WHERE intent = ? ORDER BY seq DESC LIMIT 1`
)

// Pending returns the last entry of every open intent, oldest first.
func (j *Journal) Pending(ctx context.Context) ([]Entry, error) {
	return j.all(ctx, pending)
}

// Recent returns the last entry of every intent that moved at or after since,
// oldest first.
func (j *Journal) Recent(ctx context.Context, since time.Time) ([]Entry, error) {
	return j.all(ctx, recent, milliseconds(since))
}

// Begun returns the last entry of every intent for env that the operator began
// at or after since, oldest first: what limits per day count.
func (j *Journal) Begun(ctx context.Context, env, operator string, since time.Time) ([]Entry, error) {
	return j.all(ctx, begun, operator, milliseconds(since), env)
}

// Head returns the number of the last entry, 0 where there is none. It reads one
// row, so that a screen may ask again and again whether anything happened.
func (j *Journal) Head(ctx context.Context) (int64, error) {
	seen := j.seen.Load() // first: meanwhile there may be more
	h, err := readHead(ctx, j.session(), "")
	if err == nil {
		err = h.atLeast(seen)
	}
	if err != nil {
		return h.seq, j.asError(err)
	}
	j.saw(h.seq)
	return h.seq, nil
}

// Since returns up to limit entries whose numbers are above seq, oldest first.
func (j *Journal) Since(ctx context.Context, seq int64, limit int) ([]Entry, error) {
	return j.all(ctx, above, seq, limit)
}

// History returns all entries for a target of an environment, oldest first.
func (j *Journal) History(ctx context.Context, env, target string) ([]Entry, error) {
	return j.all(ctx, history, target, env)
}

// Intent returns all entries of an intent, oldest first.
func (j *Journal) Intent(ctx context.Context, intent string) ([]Entry, error) {
	return j.all(ctx, ofIntent, intent)
}

func (j *Journal) all(ctx context.Context, where string, args ...any) ([]Entry, error) {
	var out []Entry
	for e, err := range entries(j.session().query(ctx, selectEntry+where, args...)) {
		if err != nil {
			return nil, j.asError(err)
		}
		out = append(out, e)
	}
	return out, nil
}

// lastOf returns the last entry of an intent, a zero Entry where it has none.
func lastOf(ctx context.Context, s session, intent string) (Entry, error) {
	return one(s.query(ctx, selectEntry+lastOne, intent))
}

func one(rows *sql.Rows, err error) (Entry, error) {
	for e, err := range entries(rows, err) {
		return e, err
	}
	return Entry{}, nil
}

// entries reads rows of selectEntry, and checks each by its own hash: nobody
// acts on a row that was changed.
func entries(rows *sql.Rows, err error) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err != nil {
			yield(Entry{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			e, err := scan(rows)
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Entry{}, err)
		}
	}
}

func scan(rows *sql.Rows) (Entry, error) {
	var e Entry
	var open, at int64
	err := rows.Scan(&e.Seq, &e.Intent, &e.Follows, &e.State, &open, &e.Kind, &e.Env, &e.Target, &e.Amount, &e.Currency,
		&e.Operator, &at, &e.BodyHash, &e.Baseline, &e.BaselineHash, &e.Action, &e.Support, &e.Result, &e.Note, &e.Prev, &e.Hash)
	if err != nil && e.Seq != 0 {
		return Entry{}, &TamperError{Seq: e.Seq, Why: "it does not read: " + err.Error()}
	}
	if err != nil {
		return Entry{}, err
	}
	e.Open, e.At = open == 1, time.UnixMilli(at)
	if e.sum() != e.Hash || open != b2i(e.Open) {
		return Entry{}, &TamperError{Seq: e.Seq, Why: "its hash is another"}
	}
	return e, nil
}
