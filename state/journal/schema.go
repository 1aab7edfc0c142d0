package journal

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// schemaNow is the version of the schema that this program writes.
const schemaNow = 3

// migrations build the schema step by step; the version of a journal is how
// many of them it has seen. They only ever go forward: a step that was released
// is never changed.
func (d *dialect) migrations() [schemaNow][]string {
	return [schemaNow][]string{slices.Concat(tables, d.triggers), indexesOfViews, approvals}
}

var tables = []string{
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
}

// indexesOfViews let a page of a view be read without the rest.
var indexesOfViews = []string{
	`DROP INDEX entries_target`,
	`DROP INDEX entries_at`,
	`CREATE INDEX entries_target ON entries (target, seq)`,
	`CREATE INDEX entries_operator ON entries (operator, seq)`,
	`CREATE INDEX entries_state ON entries (state, seq)`,
	`CREATE INDEX entries_at ON entries (at, seq)`,
}

// schemaOfRequests is the first version that keeps requests.
const schemaOfRequests = 3

// approvals is what two operators and limits per day need: the requests that
// wait, and what an operator began. SQLite stores bytes as such whatever the type.
var approvals = []string{
	`CREATE TABLE requests (intent TEXT NOT NULL PRIMARY KEY, body BYTEA NOT NULL, expires BIGINT NOT NULL)`,
	`CREATE INDEX entries_begun ON entries (operator, at) WHERE follows = 0`,
}

const createVersion = `CREATE TABLE IF NOT EXISTS schema_version (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)`

// update brings the schema up to date. Where it is, nothing is written: a journal
// opens while another program has it locked, and without the right to make tables.
func (j *Journal) update(ctx context.Context) error {
	version, err := j.session().version(ctx)
	if err == nil && version >= schemaNow {
		return j.knows(version)
	}
	err = j.migrate(ctx)
	if err != nil && 0 < version && version < schemaNow {
		return fmt.Errorf("its schema is %d and has to become %d: %w", version, schemaNow, err)
	}
	return err
}

// knows refuses to append to a journal whose schema is newer than this program.
func (j *Journal) knows(version int) error {
	if version <= schemaNow {
		return nil
	}
	return &Error{Problem: Newer, Path: j.path, Err: fmt.Errorf("its schema is %d, this program knows %d", version, schemaNow)}
}

// stillKnows refuses to append to a journal that a newer program brought further
// while this one had it open.
func (j *Journal) stillKnows(ctx context.Context, s session) error {
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	return j.knows(version)
}

// migrate brings a journal to the newest schema, in one transaction.
func (j *Journal) migrate(ctx context.Context) error {
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s := session{tx, j.d}
	if j.d.prepare != nil {
		if err := j.d.prepare(ctx, s); err != nil {
			return err
		}
	}
	if err := s.exec(ctx, createVersion); err != nil {
		return err
	}
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if version >= schemaNow {
		return j.knows(version)
	}
	steps := j.d.migrations()
	for _, step := range steps[version:] {
		for _, statement := range step {
			if err := s.exec(ctx, statement); err != nil {
				return fmt.Errorf("%.24q: %w", statement, err)
			}
		}
	}
	if err := s.exec(ctx, `DELETE FROM schema_version`); err != nil {
		return err
	}
	if err := s.exec(ctx, `INSERT INTO schema_version (id, version) VALUES (1, ?)`, schemaNow); err != nil {
		return err
	}
	return tx.Commit()
}

// version reads the schema's version, 0 for an empty journal. One that this
// program does not know yet can be read all the same: later steps add, and how an
// entry is written and hashed never changes.
func (s session) version(ctx context.Context) (int, error) {
	var version sql.NullInt64
	err := s.row(ctx, `SELECT MAX(version) FROM schema_version`).Scan(&version)
	return int(version.Int64), err
}
