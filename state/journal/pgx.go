package journal

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
)

// pgx as database/sql wants it, without the second pool that its own package
// stdlib brings along.

// connector opens connections.
type connector struct{ cfg *pgx.ConnConfig }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, c.cfg)
	if err != nil {
		return nil, err
	}
	return &pgConn{conn}, nil
}

// Driver satisfies the interface; connections come from Connect only.
func (c connector) Driver() driver.Driver { return c }

// Open is never called.
func (c connector) Open(string) (driver.Conn, error) { return nil, errors.ErrUnsupported }

// pgConn is one connection.
type pgConn struct{ conn *pgx.Conn }

// closeTime bounds a goodbye that nobody waits for.
const closeTime = time.Second

// Prepare is never called: statements are run directly, and pgx prepares those
// that come again.
func (c *pgConn) Prepare(string) (driver.Stmt, error) { return nil, errors.ErrUnsupported }

// Begin is never called.
func (c *pgConn) Begin() (driver.Tx, error) { return nil, errors.ErrUnsupported }

func (c *pgConn) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	return c.conn.Close(ctx)
}

// IsValid keeps a connection that broke out of the pool.
func (c *pgConn) IsValid() bool { return !c.conn.IsClosed() }

// BeginTx begins a transaction. One that cannot begin because the connection
// broke while nobody used it is begun on another.
func (c *pgConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	var o pgx.TxOptions
	if sql.IsolationLevel(opts.Isolation) == sql.LevelRepeatableRead {
		o.IsoLevel = pgx.RepeatableRead
	}
	if opts.ReadOnly {
		o.AccessMode = pgx.ReadOnly
	}
	tx, err := c.conn.BeginTx(ctx, o)
	if err != nil {
		return nil, c.another(ctx, err)
	}
	return &pgTx{ctx, tx}, nil
}

// another says whether a statement outside of a transaction, which changes
// nothing, is to be tried on another connection.
func (c *pgConn) another(ctx context.Context, err error) error {
	if c.conn.IsClosed() && ctx.Err() == nil {
		return driver.ErrBadConn
	}
	return err
}

// pgTx is a transaction under the context that it began with.
type pgTx struct {
	ctx context.Context
	tx  pgx.Tx
}

func (t *pgTx) Commit() error { return t.tx.Commit(t.ctx) }

func (t *pgTx) Rollback() error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), closeTime)
	defer cancel()
	return t.tx.Rollback(ctx)
}

// ExecContext runs a statement. Those of this package are run in transactions.
func (c *pgConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	tag, err := c.conn.Exec(ctx, query, values(args)...)
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext runs a statement that returns rows.
func (c *pgConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.conn.Query(ctx, query, values(args)...)
	if err != nil {
		return nil, c.another(ctx, err)
	}
	return &pgRows{rows}, nil
}

func values(args []driver.NamedValue) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a.Value
	}
	return out
}

// pgRows are the rows of a query.
type pgRows struct{ rows pgx.Rows }

func (r *pgRows) Columns() []string {
	fields := r.rows.FieldDescriptions()
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

func (r *pgRows) Close() error {
	r.rows.Close()
	return r.rows.Err()
}

func (r *pgRows) Next(dest []driver.Value) error {
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return io.EOF
	}
	row, err := r.rows.Values()
	for i, v := range row {
		dest[i] = v
	}
	return err
}
