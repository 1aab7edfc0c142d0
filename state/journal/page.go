package journal

import (
	"context"
	"database/sql"
	"math"
	"strings"
	"time"
)

// Filter selects entries; a field that is zero selects all.
type Filter struct {
	Operator string
	Target   string
	State    string
	// From and To bound At: from From on, before To.
	From, To time.Time
}

// Page returns up to limit entries below the number before, newest first; 0 for
// before starts at the end. However long the journal is, it reads little more
// than it returns: only where an operator and a state are asked for, all entries
// of that state may be looked at, and of a span of time the index of it is read.
func (j *Journal) Page(ctx context.Context, f Filter, before int64, limit int) ([]Entry, error) {
	first, last, err := j.span(ctx, f.From, f.To)
	if err != nil {
		return nil, j.asError(err)
	}
	if before > 0 {
		last = min(last, before-1)
	}
	if first > last {
		return nil, nil
	}
	where, args := f.where(first, last)
	return j.all(ctx, where+` ORDER BY seq DESC LIMIT ?`, append(args, limit)...)
}

// where is the condition of a page whose entries are numbered first to last.
// Without statistics, SQLite may take an index that it then has to sort. So one
// column at most is left for it to look up, and what stands in an expression is
// not looked up.
func (f Filter) where(first, last int64) (string, []any) {
	conditions, args := []string{`seq >= ?`, `seq <= ?`}, []any{first, last}
	lookup := true
	for _, c := range []struct{ column, value string }{{"target", f.Target}, {"state", f.State}, {"operator", f.Operator}} {
		if c.value == "" {
			continue
		}
		column := c.column
		if !lookup {
			column += ` || ''`
		}
		conditions, args = append(conditions, column+` = ?`), append(args, c.value)
		lookup = false
	}
	if !f.From.IsZero() {
		conditions, args = append(conditions, `at + 0 >= ?`), append(args, milliseconds(f.From))
	}
	if !f.To.IsZero() {
		conditions, args = append(conditions, `at + 0 < ?`), append(args, milliseconds(f.To))
	}
	return `WHERE ` + strings.Join(conditions, ` AND `), args
}

// milliseconds is the first time of an entry that is not before t.
func milliseconds(t time.Time) int64 {
	return t.Add(time.Millisecond - 1).UnixMilli()
}

// span finds the first and the last entry of a time: the clocks of hosts differ,
// so that numbers and times need not be in the same order.
func (j *Journal) span(ctx context.Context, from, to time.Time) (first, last int64, err error) {
	if from.IsZero() && to.IsZero() {
		return 1, math.MaxInt64, nil
	}
	low, high := int64(math.MinInt64), int64(math.MaxInt64)
	if !from.IsZero() {
		low = milliseconds(from)
	}
	if !to.IsZero() {
		high = milliseconds(to)
	}
	var a, b sql.NullInt64
	err = j.session().row(ctx, `SELECT MIN(seq), MAX(seq) FROM entries WHERE at >= ? AND at < ?`, low, high).Scan(&a, &b)
	if !a.Valid {
		return 1, 0, err
	}
	return a.Int64, b.Int64, err
}
