package journal

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres keeps the journal in a database that several hosts share. Appends
// come one after the other because each begins by locking the head.
var postgres = dialect{
	connect:  openServer,
	build:    buildSchema,
	prepare:  prepareSchema,
	present:  func(*Journal) error { return nil }, // a table that is gone says so itself
	lock:     ` FOR UPDATE`,
	numbered: true,
	sort:     sortServerError,
	patience: 20 * time.Second,
	triggers: []string{
		`CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN RAISE EXCEPTION ''the journal is append-only''; END'`,
		`CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
		FOR EACH STATEMENT EXECUTE FUNCTION append_only()`,
		`CREATE FUNCTION in_turn() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
		'BEGIN
			IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM entries) THEN
				RAISE EXCEPTION ''the journal is numbered without gaps'';
			END IF;
			RETURN NEW;
		END'`,
		`CREATE TRIGGER entries_in_turn BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION in_turn()`,
	},
}

// connectTime bounds how long a server may take to answer, where the URL does
// not say; pruneTime is how long an unused connection is kept.
const (
	connectTime = 10 * time.Second
	pruneTime   = 5 * time.Minute
)

// openServer prepares connections to a server.
func openServer(url string, readOnly bool) (*sql.DB, error) {
	cfg, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTime
	}
	for name, value := range settings(readOnly) {
		cfg.RuntimeParams[name] = value
	}
	for name, value := range map[string]string{"application_name": "tresen", "search_path": "tresen"} {
		if cfg.RuntimeParams[name] == "" {
			cfg.RuntimeParams[name] = value
		}
	}
	db := sql.OpenDB(connector{cfg})
	db.SetConnMaxIdleTime(pruneTime)
	return db, nil
}

// settings are those of every connection, whatever the server's are. A host that
// dies in the middle of an append must not keep the others from the head. A text is
// hashed as UTF-8: read in another encoding it would look tampered with.
func settings(readOnly bool) map[string]string {
	milliseconds := func(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
	s := map[string]string{
		"client_encoding":                     "UTF8",
		"synchronous_commit":                  "on",
		"default_transaction_isolation":       "read committed",
		"lock_timeout":                        milliseconds(busyTimeout),
		"idle_in_transaction_session_timeout": milliseconds(2 * busyTimeout),
		"tcp_keepalives_idle":                 "15",
		"tcp_keepalives_interval":             "5",
		"tcp_keepalives_count":                "3",
	}
	if readOnly { // else the server's own setting stands, and says why nothing can be written
		s["default_transaction_read_only"] = "on"
	}
	return s
}

// buildSchema brings the schema up to date, and finds out whether this account
// may append.
func buildSchema(ctx context.Context, j *Journal) error {
	if err := j.update(ctx); err != nil {
		return err
	}
	return mayAppend(ctx, j)
}

// schemaLock is the advisory lock of whoever builds the schema: "tresen".
const schemaLock int64 = 0x74726573656e

// prepareSchema lets one program at a time build the schema, and makes the one
// that the tables go to.
func prepareSchema(ctx context.Context, s session) error {
	if err := s.exec(ctx, `SELECT pg_advisory_xact_lock(?)`, schemaLock); err != nil {
		return err
	}
	var missing bool
	var name string
	err := s.row(ctx, `SELECT current_schema() IS NULL, current_setting('search_path')`).Scan(&missing, &name)
	if err != nil || !missing {
		return err
	}
	return s.exec(ctx, `CREATE SCHEMA `+pgx.Identifier{name}.Sanitize())
}

// hurdle is a condition of the server that keeps us from appending, and why.
type hurdle struct{ holds, why string }

var hurdles = []hurdle{
	{`pg_is_in_recovery()`, "the server is a standby, which follows another one"},
	{`current_setting('transaction_read_only') = 'on'`, "the database is set to be read only"},
	{`current_setting('fsync') = 'off'`, "the server runs with fsync off: it may forget what it has confirmed"},
	{`NOT (has_table_privilege('entries', 'INSERT') AND has_table_privilege('entries', 'SELECT')
		AND has_table_privilege('head', 'UPDATE') AND has_table_privilege('open_intents', 'INSERT')
		AND has_table_privilege('open_intents', 'DELETE'))`, "this account may only read it"},
	{`NOT (has_table_privilege('requests', 'INSERT') AND has_table_privilege('requests', 'SELECT')
		AND has_table_privilege('requests', 'DELETE'))`, "this account may not keep requests for approval"},
}

// mayAppend reports what keeps this account from appending.
func mayAppend(ctx context.Context, j *Journal) error {
	for _, h := range hurdles {
		var holds bool
		if err := j.session().row(ctx, `SELECT `+h.holds).Scan(&holds); err != nil {
			return err
		}
		if holds {
			return &Error{Problem: ReadOnly, Path: j.path, Err: errors.New(h.why)}
		}
	}
	return nil
}

// sqlStates maps the error codes of PostgreSQL to what they mean for us: first
// the whole code, then its class of two characters.
var sqlStates = map[string]Problem{
	"55P03": Busy,     // lock_not_available: another append takes too long
	"57014": Busy,     // query_canceled: the server's statement_timeout
	"53300": Busy,     // too_many_connections
	"40":    Busy,     // transaction rollback: deadlock, serialization
	"53":    Busy,     // insufficient resources
	"53100": Full,     // disk_full
	"25006": ReadOnly, // read_only_sql_transaction
	"42501": ReadOnly, // insufficient_privilege
	"XX001": Corrupt,  // data_corrupted
	"XX002": Corrupt,  // index_corrupted
	"08":    Gone,     // connection exception
	"57P01": Gone,     // admin_shutdown
	"57P02": Gone,     // crash_shutdown
	"57P03": Gone,     // cannot_connect_now
	"3D000": Gone,     // the database is not there
	"3F000": Gone,     // the schema is not there
	"42P01": Gone,     // a table is not there
	"25P03": Gone,     // idle_in_transaction_session_timeout: we were asleep
}

// sortServerError sorts the errors of PostgreSQL and of the network.
func sortServerError(err error) (Problem, error) {
	if e, ok := errors.AsType[serverError](err); ok {
		state := e.SQLState()
		problem, known := sqlStates[state]
		if !known && len(state) == 5 {
			problem = sqlStates[state[:2]]
		}
		return problem, withoutURL(err)
	}
	if unreachable(err) {
		return Gone, withoutURL(err)
	}
	return Unusable, withoutURL(err)
}

// serverError is an error that the server sent.
type serverError interface {
	error
	SQLState() string
}
