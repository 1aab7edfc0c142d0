package journal

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// dialect is what one database does differently from the other. The rest of the
// package speaks the SQL that both understand, with ? for its arguments.
type dialect struct {
	// connect opens the database at a place; it need not reach it yet.
	connect func(at string, readOnly bool) (*sql.DB, error)
	// build makes the place where there is none and brings its schema up to date.
	build func(ctx context.Context, j *Journal) error
	// prepare is what build's migration does first in its transaction; may be nil.
	prepare func(ctx context.Context, s session) error
	// present finds out that the place is still the one that was opened.
	present func(j *Journal) error
	// blank reports a place in which nothing was ever made; may be nil.
	blank func(ctx context.Context, j *Journal) bool
	// triggers forbid every change of what is written, and any number out of turn.
	triggers []string
	// lock ends the statement that reads the head, where beginning a transaction
	// to write does not lock the journal by itself.
	lock string
	// numbered: arguments are written $1, $2 … and not ?.
	numbered bool
	// integrity finds damage that reading all entries does not meet; may be nil.
	integrity func(ctx context.Context, s session) error
	// forget takes what was deleted out of the places where the database still
	// has it, as far as nobody is in its way; may be nil.
	forget func(ctx context.Context, db *sql.DB)
	// sort tells what an error of the database means, and gives the error to
	// show: one that has no password in it.
	sort func(err error) (Problem, error)
	// patience bounds an append where the database may never answer; 0 is none.
	patience time.Duration
}

// dialectOf is the dialect of a place: a URL of PostgreSQL, or else a file.
func dialectOf(at string) *dialect {
	if isURL(at) {
		return &postgres
	}
	return &sqlite
}

// session runs statements on a database or in a transaction, in its dialect.
type session struct {
	q interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
		QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	}
	d *dialect
}

func (s session) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.q.ExecContext(ctx, s.d.bind(query), args...)
	return err
}

// deletes runs a statement that deletes, and reports whether there was anything.
func (s session) deletes(ctx context.Context, query string, args ...any) (bool, error) {
	done, err := s.q.ExecContext(ctx, s.d.bind(query), args...)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

func (s session) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return s.q.QueryContext(ctx, s.d.bind(query), args...)
}

func (s session) row(ctx context.Context, query string, args ...any) *sql.Row {
	return s.q.QueryRowContext(ctx, s.d.bind(query), args...)
}

// bind writes the arguments of a statement as the database counts them. None of
// our statements has a ? that is not one.
func (d *dialect) bind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	for n := 1; ; n++ {
		before, after, more := strings.Cut(query, "?")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		b.WriteString("$" + strconv.Itoa(n))
		query = after
	}
}
