package journal

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// migrations build the schema step by step; the version of a journal is how
// many of them it has seen. They only ever go forward: a step that was released
// is never changed.
var migrations = [][]string{
	slices.Concat([]string{
		`CREATE TABLE entries (
			seq BIGINT NOT NULL PRIMARY KEY,
			intent TEXT NOT NULL,
			follows BIGINT NOT NULL,
			state TEXT NOT NULL,
			open BIGINT NOT NULL,
			kind TEXT NOT NULL,
			env TEXT NOT NULL,
			target TEXT NOT NULL,
			amount BIGINT NOT NULL,
			currency TEXT NOT NULL,
			operator TEXT NOT NULL,
			at BIGINT NOT NULL,
			body_hash TEXT NOT NULL,
			baseline TEXT NOT NULL,
			baseline_hash TEXT NOT NULL,
			action TEXT NOT NULL,
			support TEXT NOT NULL,
			result TEXT NOT NULL,
			note TEXT NOT NULL,
			prev TEXT NOT NULL UNIQUE,
			hash TEXT NOT NULL UNIQUE)`,
		`CREATE INDEX entries_intent ON entries (intent, seq)`,
		`CREATE INDEX entries_target ON entries (env, target, seq)`,
		`CREATE INDEX entries_at ON entries (at)`,
		// One open intent a target: whoever comes second meets the primary key.
		`CREATE TABLE open_intents (
			env TEXT NOT NULL,
			target TEXT NOT NULL,
			intent TEXT NOT NULL UNIQUE,
			PRIMARY KEY (env, target))`,
		// The head is the last entry. Its one row is locked by whoever appends,
		// and shows entries cut off at the end.
		`CREATE TABLE head (id BIGINT NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL)`,
		`INSERT INTO head (id, seq, hash) VALUES (1, 0, '')`,
	}, triggers),
}

const createVersion = `CREATE TABLE IF NOT EXISTS schema_version (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)`

// migrate brings a journal to the newest schema, in one transaction. It refuses
// one that is newer than this program.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, createVersion); err != nil {
		return err
	}
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(migrations) {
		return newer(path, version)
	}
	if version == len(migrations) {
		return nil
	}
	for _, step := range migrations[version:] {
		for _, statement := range step {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%q: %w", statement[:24], err)
			}
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM schema_version`); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO schema_version (id, version) VALUES (1, ?)`, len(migrations)); err != nil {
		return err
	}
	return tx.Commit()
}

// querier is a database or a transaction of one.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// schemaVersion reads the version of a journal, 0 for an empty one.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var version sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT MAX(version) FROM schema_version`).Scan(&version)
	return int(version.Int64), err
}

func newer(path string, version int) error {
	return &Error{Problem: Newer, Path: path, Err: fmt.Errorf("its schema is %d, this program knows %d", version, len(migrations))}
}
