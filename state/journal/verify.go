package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Verify reads the whole journal and returns a [*TamperError] with the first
// entry that is not as it was written. Entries appended meanwhile are not in it.
func (j *Journal) Verify(ctx context.Context) error {
	tx, err := j.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return j.asError(err)
	}
	defer tx.Rollback()
	s := session{tx, j.d}
	err = verify(ctx, s)
	if err == nil && j.d.integrity != nil {
		err = j.d.integrity(ctx, s)
	}
	return j.asError(err)
}

// place is what an open intent blocks.
type place struct{ env, target string }

func verify(ctx context.Context, s session) error {
	var last Entry
	open, asked := map[place]string{}, map[string]Entry{}
	for e, err := range entries(s.query(ctx, selectEntry+`ORDER BY seq`)) {
		bad, tampered := errors.AsType[*TamperError](err)
		if err != nil && !(tampered && bad.Seq > last.Seq+1) {
			return err
		}
		if tampered || e.Seq != last.Seq+1 {
			return &TamperError{Seq: last.Seq + 1, Why: "it is missing"}
		}
		if e.Prev != last.Hash {
			return &TamperError{Seq: e.Seq, Why: "it does not follow the entry before it"}
		}
		if err := e.checkApproval(asked[e.Intent]); err != nil {
			return &TamperError{Seq: e.Seq, Why: err.Error()}
		}
		delete(asked, e.Intent)
		if e.State == waiting {
			asked[e.Intent] = e
		}
		switch at := (place{e.Env, e.Target}); {
		case e.Open:
			open[at] = e.Intent
		case open[at] == e.Intent:
			delete(open, at)
		}
		last = e
	}
	end, err := readHead(ctx, s, "")
	if err == nil {
		err = end.check(last)
	}
	if err != nil {
		return err
	}
	return verifyOpen(ctx, s, open, last.Seq)
}

// head is where the journal ended, as it remembers itself.
type head struct {
	seq  int64
	hash string
}

// readHead reads the head, and locks it as the dialect does where lock says so.
// A head that was removed remembers nothing.
func readHead(ctx context.Context, s session, lock string) (head, error) {
	var h head
	err := s.row(ctx, `SELECT seq, hash FROM head WHERE id = 1`+lock).Scan(&h.seq, &h.hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return h, err
}

// check finds a last entry that is not the one the head remembers.
func (h head) check(last Entry) error {
	switch {
	case h.seq != last.Seq:
		return &TamperError{Seq: min(h.seq, last.Seq) + 1, Why: fmt.Sprintf("the journal ended with entry %d", h.seq)}
	case h.hash != last.Hash:
		return &TamperError{Seq: h.seq, Why: "it is not the one that the journal ended with"}
	}
	return nil
}

// atLeast finds a journal that has lost entries which were there.
func (h head) atLeast(seen int64) error {
	if h.seq >= seen {
		return nil
	}
	return &TamperError{Seq: h.seq + 1, Why: fmt.Sprintf("it is missing, the journal had %d entries before", seen)}
}

// verifyOpen compares the table of open intents with what the entries say.
func verifyOpen(ctx context.Context, s session, open map[place]string, end int64) error {
	rows, err := s.query(ctx, `SELECT env, target, intent FROM open_intents`)
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
	if err := rows.Err(); err != nil {
		return err
	}
	if found != len(open) {
		return &TamperError{Seq: end, Why: "an open intent was removed"}
	}
	return nil
}
