package journal

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// database is a kind of place for a journal. What the package promises holds on
// every one of them.
type database struct {
	name string
	// place is where there is no journal yet.
	place func(testing.TB) string
	// plain opens a place as any other program would, with all rights.
	plain func(t testing.TB, at string) *sql.DB
	// disarm takes the triggers away, as somebody who wants to change what is
	// written does first.
	disarm []string
}

var databases = []database{
	{
		name:  "SQLite",
		place: func(t testing.TB) string { return filepath.Join(t.TempDir(), "tresen", "journal.db") },
		plain: func(t testing.TB, at string) *sql.DB {
			db, err := sql.Open(driverName, at)
			if err != nil {
				t.Fatal(err)
			}
			return db
		},
		disarm: []string{`DROP TRIGGER entries_no_update`, `DROP TRIGGER entries_no_delete`, `DROP TRIGGER entries_in_turn`},
	},
	{
		name:  "PostgreSQL",
		place: newSchema,
		plain: func(t testing.TB, at string) *sql.DB {
			cfg, err := pgx.ParseConfig(at)
			if err != nil {
				t.Fatal(err)
			}
			return sql.OpenDB(connector{cfg})
		},
		disarm: []string{`SET session_replication_role = replica`}, // a superuser only
	},
}

// onEach runs a test on every database.
func onEach(t *testing.T, test func(t *testing.T, db database)) {
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) { test(t, db) })
	}
}

// subject is an open journal and where it is.
type subject struct {
	*Journal
	at string
	in database
}

func (db database) open(t testing.TB, at string) subject {
	t.Helper()
	j, err := Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return subject{j, at, db}
}

func (db database) fresh(t testing.TB) subject {
	t.Helper()
	return db.open(t, db.place(t))
}

// filled is a journal with three intents: one done, one open, one done.
func (db database) filled(t testing.TB) subject {
	t.Helper()
	j := db.fresh(t)
	a := mustAppend(t, j, entry("A", "armed", "PCI_1", true, 0))
	mustAppend(t, j, entry("A", "applied", "PCI_1", false, a.Seq))
	b := mustAppend(t, j, entry("B", "armed", "PCI_2", true, 0))
	mustAppend(t, j, entry("B", "unknown", "PCI_2", true, b.Seq))
	mustAppend(t, j, entry("C", "refused", "PCI_3", false, 0))
	return j
}

// plain is a connection of another program, with all rights.
func (j subject) plain(t testing.TB) *sql.DB {
	t.Helper()
	db := j.in.plain(t, j.at)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// tamper runs statements past the triggers.
func (j subject) tamper(t testing.TB, statements ...string) {
	t.Helper()
	db := j.plain(t)
	sqlExec(t, db, j.in.disarm...)
	sqlExec(t, db, statements...)
}

func sqlExec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		tx, err := db.Begin()
		if err == nil {
			_, err = tx.ExecContext(context.Background(), s)
		}
		if err == nil {
			err = tx.Commit()
		}
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// server is the PostgreSQL of this test binary. It runs until the process ends.
var server struct {
	sync.Once
	dir   string
	err   error
	stdin any // keeps the pipe open
	last  atomic.Int32
}

// newSchema is the URL of an empty schema of its own.
func newSchema(t testing.TB) string {
	t.Helper()
	server.Do(startServer)
	if exit, ok := errors.AsType[*exec.ExitError](server.err); ok && exit.ExitCode() == 77 {
		t.Skip("PostgreSQL is not installed here: apt-get install postgresql")
	}
	if server.err != nil {
		t.Fatal(server.err)
	}
	return fmt.Sprintf("postgres://tresen@/postgres?host=%s&search_path=t%d", server.dir, server.last.Add(1))
}

func startServer() {
	var words bytes.Buffer
	cmd := exec.Command("sh", "testdata/postgres.sh")
	cmd.Stderr = &words
	server.stdin, server.err = cmd.StdinPipe()
	out, err := cmd.StdoutPipe()
	if server.err = errors.Join(server.err, err); server.err != nil {
		return
	}
	if server.err = cmd.Start(); server.err != nil {
		return
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		server.err = cmd.Wait()
		fmt.Fprint(os.Stderr, words.String())
		return
	}
	server.dir = strings.TrimSpace(line)
}
