package journal

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// A server keeps its texts as it likes: what one host wrote another one reads, or
// it is not written.
func TestANameIsReadAsItWasWrittenWhateverTheServerKeepsItIn(t *testing.T) {
	for encoding, foreign := range map[string]string{"UTF8": "", "SQL_ASCII": "", "LATIN1": "Łukasz", "WIN1252": "Łukasz"} {
		at := databases[1].place(t)
		admin := subject{at: at, in: databases[1]}.plain(t)
		name := schemaOf(t, at) + "_in_" + strings.ToLower(encoding)
		if _, err := admin.Exec(`CREATE DATABASE ` + name + ` ENCODING '` + encoding + `' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`); err != nil {
			t.Fatal(err)
		}
		at = strings.Replace(at, "/postgres?", "/"+name+"?", 1)
		one, two := databases[1].open(t, at+"&client_encoding=LATIN1"), databases[1].open(t, at)
		e := entry("I1", "refused", "PCI_1", false, 0)
		e.Operator = "Jürgen"
		mustAppend(t, one, e)
		if got, err := two.Page(t.Context(), Filter{Operator: "Jürgen"}, 0, 9); err != nil || len(got) != 1 || got[0].Operator != "Jürgen" {
			t.Errorf("%s: the other host reads %+v, %v", encoding, got, err)
		}
		if foreign != "" {
			e.Intent, e.Operator = "I2", foreign
			_, err := two.Append(t.Context(), e)
			wantProblem(t, err, Unusable)
		}
		for _, j := range []subject{one, two} {
			if err := j.Verify(t.Context()); err != nil {
				t.Errorf("%s: %v", encoding, err)
			}
		}
	}
}

func TestWhereNobodySaysTheTablesAreInASchemaOfTheirOwn(t *testing.T) {
	at, _, _ := strings.Cut(databases[1].place(t), "&search_path")
	j := databases[1].open(t, at)
	var where string
	if err := j.db.QueryRow(`SELECT to_regclass('tresen.entries')::regclass::oid::regclass::text || ' ' || current_schema()`).Scan(&where); err != nil || where != "entries tresen" {
		t.Errorf("it is %s, %v", where, err)
	}
}

// Between a commit and its answer the line breaks: the entry may be there, and
// whoever appends it again finds it.
func TestACommitWhoseAnswerIsLostIsUnsureAndFoundAgain(t *testing.T) {
	j := databases[1].filled(t)
	past := j.plain(t)
	sqlExec(t, past, `CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN PERFORM pg_advisory_lock(42); PERFORM pg_advisory_unlock(42); RETURN NULL;
		EXCEPTION WHEN query_canceled THEN RETURN NULL; END'`,
		`CREATE CONSTRAINT TRIGGER hang AFTER UPDATE ON head DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hang()`)
	if _, err := past.Exec(`SELECT pg_advisory_lock(42)`); err != nil {
		t.Fatal(err)
	}
	defer func(d time.Duration) { postgres.patience = d }(postgres.patience)
	postgres.patience = time.Second
	z := entry("Z", "armed", "PCI_Z", true, 0)
	_, err := j.Append(t.Context(), z)
	wantProblem(t, err, Gone)
	if e, ok := errors.AsType[*Error](err); !ok || !e.Unsure {
		t.Fatalf("%v: it is said to be sure that nothing was recorded", err)
	}
	sqlExec(t, past, `SELECT pg_advisory_unlock(42)`)
	postgres.patience = 20 * time.Second
	_, err = j.Append(t.Context(), z)
	moved, ok := errors.AsType[*MovedError](err)
	if !ok || moved.Last.Seq != 6 || moved.Last.Intent != "Z" || moved.Last.State != "armed" {
		t.Errorf("the second time: %v", err)
	}
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

// A server that refuses is there.
func TestWhatAnAccountMayNotReadIsNotCalledGone(t *testing.T) {
	j := databases[1].filled(t)
	schema := schemaOf(t, j.at)
	outsider := "outsider_of_" + schema
	sqlExec(t, j.plain(t), `CREATE ROLE `+outsider+` LOGIN`, `GRANT USAGE ON SCHEMA `+schema+` TO `+outsider,
		`GRANT SELECT ON schema_version TO `+outsider)
	ro, err := OpenToRead(t.Context(), strings.Replace(j.at, "tresen@", outsider+"@", 1))
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	_, err = ro.Pending(t.Context())
	wantProblem(t, err, ReadOnly)
	wantProblem(t, ro.Verify(t.Context()), ReadOnly)
	away["PostgreSQL"](t, j)
	if _, err := j.Head(t.Context()); err == nil || !strings.Contains(err.Error(), `relation "head" does not exist`) {
		t.Errorf("of a table that is not there it says %v", err)
	}
}

func TestAServerIsAskedForAllThatWouldLoseAnEntry(t *testing.T) {
	for _, question := range []string{"pg_is_in_recovery()", "'transaction_read_only'", "'fsync'", "'entries', 'INSERT'", "'requests', 'DELETE'"} {
		if !slices.ContainsFunc(hurdles, func(h hurdle) bool { return strings.Contains(h.holds, question) && h.why != "" }) {
			t.Errorf("nobody asks for %s", question)
		}
	}
}
