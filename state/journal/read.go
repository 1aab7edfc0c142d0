package journal

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"
)

// Pending returns the last entry of every open intent, oldest first.
func (j *Journal) Pending(ctx context.Context) ([]Entry, error) {
	return j.all(ctx, `WHERE seq IN (SELECT MAX(e.seq) FROM entries e JOIN open_intents o ON o.intent = e.intent
		GROUP BY e.intent) ORDER BY seq`)
}

// Recent returns the last entry of every intent that moved at or after since,
// oldest first.
func (j *Journal) Recent(ctx context.Context, since time.Time) ([]Entry, error) {
	return j.all(ctx, `WHERE at >= ? AND seq IN (SELECT MAX(seq) FROM entries GROUP BY intent) ORDER BY seq`, since.UnixMilli())
}

// History returns all entries for a target of an environment, oldest first.
func (j *Journal) History(ctx context.Context, env, target string) ([]Entry, error) {
	return j.all(ctx, `WHERE env = ? AND target = ? ORDER BY seq`, env, target)
}

// Intent returns all entries of an intent, oldest first.
func (j *Journal) Intent(ctx context.Context, intent string) ([]Entry, error) {
	return j.all(ctx, `WHERE intent = ? ORDER BY seq`, intent)
}

// List returns up to limit entries below before, newest first; 0 for before
// starts at the end.
func (j *Journal) List(ctx context.Context, before int64, limit int) ([]Entry, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return j.all(ctx, `WHERE seq < ? ORDER BY seq DESC LIMIT ?`, before, limit)
}

func (j *Journal) all(ctx context.Context, where string, args ...any) ([]Entry, error) {
	var out []Entry
	for e, err := range entries(j.db.QueryContext(ctx, selectEntry+where, args...)) {
		if err != nil {
			return nil, asError(j.path, err)
		}
		out = append(out, e)
	}
	return out, nil
}

// Verify reads the whole journal and returns a [*TamperError] with the first
// entry that is not as it was written.
func (j *Journal) Verify(ctx context.Context) error {
	tx, err := j.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return asError(j.path, err)
	}
	defer tx.Rollback()
	return asError(j.path, verify(ctx, tx))
}

// place is what an open intent blocks.
type place struct{ env, target string }

func verify(ctx context.Context, tx *sql.Tx) error {
	var last Entry
	open := map[place]string{}
	for e, err := range entries(tx.QueryContext(ctx, selectEntry+`ORDER BY seq`)) {
		if err != nil {
			return err
		}
		if e.Seq != last.Seq+1 {
			return &TamperError{Seq: last.Seq + 1, Why: "it is missing"}
		}
		if e.Prev != last.Hash {
			return &TamperError{Seq: e.Seq, Why: "it does not follow the entry before it"}
		}
		switch at := (place{e.Env, e.Target}); {
		case e.Open:
			open[at] = e.Intent
		case open[at] == e.Intent:
			delete(open, at)
		}
		last = e
	}
	if err := atHead(ctx, tx, last); err != nil {
		return err
	}
	return verifyOpen(ctx, tx, open, last.Seq)
}

// atHead finds a last entry that is not the one the head remembers.
func atHead(ctx context.Context, tx *sql.Tx, last Entry) error {
	var seq int64
	var hash string
	if err := tx.QueryRowContext(ctx, `SELECT seq, hash FROM head WHERE id = 1`).Scan(&seq, &hash); err != nil {
		return err
	}
	switch {
	case seq != last.Seq:
		return &TamperError{Seq: min(seq, last.Seq) + 1, Why: fmt.Sprintf("the journal ended with entry %d", seq)}
	case hash != last.Hash:
		return &TamperError{Seq: seq, Why: "it is not the one that the journal ended with"}
	}
	return nil
}

// verifyOpen compares the table of open intents with what the entries say.
func verifyOpen(ctx context.Context, tx *sql.Tx, open map[place]string, end int64) error {
	rows, err := tx.QueryContext(ctx, `SELECT env, target, intent FROM open_intents`)
	if err != nil {
		return err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var at place
		var intent string
		if err := rows.Scan(&at.env, &at.target, &intent); err != nil {
			return err
		}
		if open[at] != intent {
			return &TamperError{Seq: end, Why: "the open intents are not those of the entries: " + at.target}
		}
		found++
	}
	if found != len(open) {
		return &TamperError{Seq: end, Why: "an open intent was removed"}
	}
	return rows.Err()
}

// lastOf returns the last entry of an intent, a zero Entry where it has none.
func lastOf(ctx context.Context, q querier, intent string) (Entry, error) {
	return one(q.QueryContext(ctx, selectEntry+`WHERE intent = ? ORDER BY seq DESC LIMIT 1`, intent))
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
	if err != nil {
		return Entry{}, err
	}
	e.Open, e.At = open == 1, time.UnixMilli(at)
	if e.sum() != e.Hash {
		return Entry{}, &TamperError{Seq: e.Seq, Why: "its hash is another"}
	}
	return e, nil
}
