package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// away takes a journal away from under a program.
var away = map[string]func(*testing.T, subject){
	"SQLite": func(t *testing.T, j subject) {
		if err := os.Rename(j.at, j.at+".away"); err != nil {
			t.Fatal(err)
		}
	},
	"PostgreSQL": func(t *testing.T, j subject) {
		sqlExec(t, j.plain(t), `ALTER TABLE head RENAME TO tail`)
	},
}

// schemaOf is the schema that a place of newSchema names.
func schemaOf(t *testing.T, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("search_path")
}

func TestAnAccountThatMayOnlyReadOpensTheJournalToRead(t *testing.T) {
	j := databases[1].filled(t)
	schema := schemaOf(t, j.at)
	auditor := "auditor_of_" + schema // roles are those of the whole server
	sqlExec(t, j.plain(t), `CREATE ROLE `+auditor+` LOGIN PASSWORD 'sesame'`, `GRANT USAGE ON SCHEMA `+schema+` TO `+auditor,
		`GRANT SELECT ON ALL TABLES IN SCHEMA `+schema+` TO `+auditor)
	ro, err := Open(t.Context(), strings.Replace(j.at, "tresen@", auditor+":sesame@", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	wantProblem(t, ro.ReadOnly(), ReadOnly)
	readsGoOn(t, ro)
}

// The rights that the documentation asks for are enough to append, and not
// enough to change anything.
func TestAnAccountThatMayAppendMayNotChange(t *testing.T) {
	j := databases[1].filled(t)
	schema := schemaOf(t, j.at)
	counter := "counter_of_" + schema
	sqlExec(t, j.plain(t), `CREATE ROLE `+counter+` LOGIN`, `GRANT USAGE ON SCHEMA `+schema+` TO `+counter,
		`GRANT SELECT ON ALL TABLES IN SCHEMA `+schema+` TO `+counter, `GRANT INSERT ON entries TO `+counter,
		`GRANT UPDATE ON head TO `+counter, `GRANT INSERT, DELETE ON open_intents, requests TO `+counter)
	mine := subject{at: strings.Replace(j.at, "tresen@", counter+"@", 1), in: databases[1]}
	mine = databases[1].open(t, mine.at)
	asked := mustAsk(t, mine, entry("D", "approval", "PCI_1", true, 0), "words")
	mustAppend(t, mine, entry("D", "declined", "PCI_1", false, asked.Seq))
	for _, statement := range []string{`UPDATE entries SET amount = 1`, `DROP TRIGGER entries_append_only ON entries`,
		`ALTER TABLE entries DISABLE TRIGGER ALL`, `SET session_replication_role = replica`} {
		if _, err := mine.plain(t).Exec(statement); err == nil {
			t.Errorf("it could %s", statement)
		}
	}
}

// Accounts that were set up before there were requests are told which right is
// missing; so is one that meets an older schema and may not build the next one.
func TestAnAccountWithoutANewRightIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		journal func(t *testing.T) (at string)
		why     string
	}{
		"the requests": {func(t *testing.T) string { return databases[1].filled(t).at }, "may not keep requests"},
		"the schema":   {func(t *testing.T) string { return madeBy(t, databases[1], 2) }, "its schema is 2 and has to become 3"},
	} {
		at := c.journal(t)
		admin, schema := subject{at: at, in: databases[1]}.plain(t), schemaOf(t, at)
		account := "clerk_of_" + schema
		sqlExec(t, admin, `CREATE ROLE `+account+` LOGIN`, `GRANT USAGE ON SCHEMA `+schema+` TO `+account,
			`GRANT SELECT ON ALL TABLES IN SCHEMA `+schema+` TO `+account, `GRANT INSERT ON entries TO `+account,
			`GRANT UPDATE ON head TO `+account, `GRANT INSERT, DELETE ON open_intents TO `+account)
		j := databases[1].open(t, strings.Replace(at, "tresen@", account+"@", 1))
		wantProblem(t, j.ReadOnly(), ReadOnly)
		if !strings.Contains(j.ReadOnly().Error(), c.why) {
			t.Errorf("%s: %v", name, j.ReadOnly())
		}
		everythingReads(t, j.Journal)
	}
}

func TestAServerThatCannotKeepAnEntryIsOnlyRead(t *testing.T) {
	j := databases[1].filled(t)
	ro, err := Open(t.Context(), j.at+"&default_transaction_read_only=on")
	if err != nil {
		t.Fatal(err)
	}
	wantProblem(t, ro.ReadOnly(), ReadOnly)
	readsGoOn(t, ro)
	ro.Close()
	defer func(h []hurdle) { hurdles = h }(hurdles)
	for i := range hurdles { // not this server, but as if it were
		was := hurdles
		hurdles = append([]hurdle{{`NOT (` + was[i].holds + `)`, was[i].why}}, was...)
		ro, err := Open(t.Context(), j.at)
		if err != nil {
			t.Fatal(err)
		}
		if err := ro.ReadOnly(); err == nil || !strings.Contains(err.Error(), was[i].why) {
			t.Errorf("where %q does not hold: %v", was[i].holds, err)
		}
		ro.Close()
		hurdles = was
	}
}

// What a server says when its disk breaks, at the very end: in the commit.
func TestAServerThatCannotCommitTakesNoEntryAndLosesNone(t *testing.T) {
	for code, want := range map[string]Problem{"io_error": Unusable, "disk_full": Full, "data_corrupted": Corrupt, "crash_shutdown": Gone} {
		j := databases[1].filled(t)
		past := j.plain(t)
		sqlExec(t, past, `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
			'BEGIN RAISE EXCEPTION USING ERRCODE = ''`+code+`'', MESSAGE = ''could not flush''; END'`,
			`CREATE CONSTRAINT TRIGGER fail AFTER UPDATE ON head DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()`)
		_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
		wantProblem(t, err, want)
		_, err = j.AppendRequest(t.Context(), entry("Y", "approval", "PCI_Y", true, 0), request("Y", "words"))
		wantProblem(t, err, want)
		everythingReads(t, j.Journal)
		sqlExec(t, past, `DROP TRIGGER fail ON head`)
		if e := mustAppend(t, j, entry("Z", "armed", "PCI_Z", true, 0)); e.Seq != 6 {
			t.Errorf("%s: the entry after it is %d", code, e.Seq)
		}
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

func TestWhoeverAsksForLessGetsNoLessDurability(t *testing.T) {
	j := databases[1].open(t, databases[1].place(t)+"&synchronous_commit=off&lock_timeout=0&default_transaction_isolation=serializable"+
		"&idle_in_transaction_session_timeout=0&client_encoding=LATIN1")
	for question, want := range settingsOf["PostgreSQL"] {
		var got string
		if err := j.db.QueryRow(question).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %s, %v", question, got, err)
		}
	}
}

func TestAConnectionThatBrokeIsReplaced(t *testing.T) {
	j := databases[1].filled(t)
	for range 3 {
		if _, err := j.plain(t).Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'tresen' AND pid <> pg_backend_pid()`); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, j, entry(fmt.Sprint("Z", count(t, j.plain(t))), "refused", "PCI_1", false, 0))
		if _, err := j.Pending(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// A server that takes the connection and never says a word.
func TestAServerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = Open(ctx, "postgres://tresen:sesame@"+silent.Addr().String()+"/tresen?sslmode=disable")
	wantProblem(t, err, Gone)
}

func TestAnAppendDoesNotWaitForeverForItsAnswer(t *testing.T) {
	if postgres.patience == 0 {
		t.Fatal("it would")
	}
	j := databases[1].filled(t)
	if _, err := j.plain(t).Exec(lock["PostgreSQL"]); err != nil {
		t.Fatal(err)
	}
	defer func(d time.Duration) { postgres.patience = d }(postgres.patience)
	postgres.patience = 50 * time.Millisecond
	_, err := j.Append(context.Background(), entry("Z", "armed", "PCI_Z", true, 0))
	wantProblem(t, err, Gone)
	if n := count(t, j.plain(t)); n != 5 {
		t.Errorf("%d entries", n)
	}
}

// secret is a password that must not be seen again.
const secret = "s3same-0pen"

func TestAPasswordIsNeverPrinted(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	file := filepath.Join(t.TempDir(), "ca.pem")
	for name, at := range map[string]string{
		"nobody listens":         "postgres://anna:" + secret + "@" + closed.Addr().String() + "/tresen",
		"no such host":           "postgresql://anna:" + secret + "@host.invalid/tresen",
		"no port":                "postgres://anna:" + secret + "@localhost:port/tresen",
		"a slash in it":          "postgres://anna:5432/" + secret + "@127.0.0.1/tresen",
		"an @ in it":             "postgres://anna:x@" + secret + "@127.0.0.1/tresen",
		"a % in it":              "postgres://anna:" + secret + "%@127.0.0.1/tresen",
		"in the query":           "postgres://127.0.0.1:1/tresen?user=anna&password=" + secret,
		"for the certificate":    "postgres://anna@127.0.0.1:1/tresen?sslpassword=" + secret + "&sslcert=" + file + "&sslkey=" + file,
		"no certificate":         "postgres://anna:" + secret + "@127.0.0.1:1/tresen?sslmode=verify-full&sslrootcert=" + file,
		"a setting that is not":  "postgres://anna:" + secret + "@127.0.0.1:1/tresen?sslmode=maybe",
		"a scheme and no more":   "postgres://" + secret,
		"a password and no host": "postgres://anna:" + secret + "@",
		"a service that is not":  "postgres://anna:" + secret + "@127.0.0.1:1/tresen?service=none",
		"a control character":    "postgres://anna:" + secret + "\x01@127.0.0.1:1/tresen",
		"a host that has the @":  "postgres://127.0.0.1:1/tresen?host=" + secret + "@x",
		"another scheme":         "Postgres+ssl://anna:" + secret + "@127.0.0.1:1/tresen",
		"not a URL":              "host=127.0.0.1 port=1 user=anna password=" + secret,
		"several hosts":          "postgres://anna:" + secret + "@127.0.0.1:1,127.0.0.1:2/tresen",
	} {
		_, err := Open(t.Context(), at)
		if err == nil {
			t.Fatalf("%s: it opened", name)
		}
		if name == "a scheme and no more" { // that is a host, and a host may be shown
			continue
		}
		printed := fmt.Sprintf("%v %+v %#v %q %s", err, err, err, err, Name(at))
		if data, err := json.Marshal(err); err == nil {
			printed += string(data)
		}
		if strings.Contains(printed, secret) {
			t.Errorf("%s: %s", name, printed)
		}
		if _, inside := errors.AsType[*pgconn.ConnectError](err); inside || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %#v has all settings inside, or several lines", name, err)
		}
	}
}

func TestAnOpenJournalDoesNotPrintItsPassword(t *testing.T) {
	j := databases[1].open(t, strings.Replace(databases[1].place(t), "tresen@", "tresen:"+secret+"@", 1))
	ro, err := OpenToRead(t.Context(), j.at)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	for _, printed := range []string{fmt.Sprintf("%v %+v %#v", j.Journal, *j.Journal, *j.Journal), j.Path(), ro.ReadOnly().Error()} {
		if strings.Contains(printed, secret) {
			t.Error(printed)
		}
	}
	if !strings.HasPrefix(j.Path(), "postgres:///postgres?host=/") {
		t.Errorf("its name is %s", j.Path())
	}
	if got := Name("postgres://anna:" + secret + "@db.example:5433/tresen?sslmode=verify-full"); got != "postgres://db.example:5433/tresen" {
		t.Errorf("a server is named %s", got)
	}
}
