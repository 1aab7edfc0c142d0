package journal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// madeBy is the place of a journal as the program of an older schema left it,
// with the entries of filled.
func madeBy(t *testing.T, db database, version int) (at string) {
	t.Helper()
	entries, err := db.filled(t).Since(t.Context(), 0, 9)
	if err != nil {
		t.Fatal(err)
	}
	at = db.place(t)
	d := dialectOf(at)
	if !isURL(at) {
		err = create(at)
	}
	old, openErr := d.connect(at, false)
	if err := errors.Join(err, openErr); err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if isURL(at) {
		sqlExec(t, old, `CREATE SCHEMA `+schemaOf(t, at))
	}
	sqlExec(t, old, createVersion, fmt.Sprintf(`INSERT INTO schema_version (id, version) VALUES (1, %d)`, version))
	steps := d.migrations()
	for _, step := range steps[:version] {
		sqlExec(t, old, step...)
	}
	for _, e := range entries {
		if _, err := old.Exec(d.bind(insertEntry), append(e.values(), e.Hash)...); err != nil {
			t.Fatal(err)
		}
	}
	last := entries[len(entries)-1]
	sqlExec(t, old, fmt.Sprintf(`UPDATE head SET seq = %d, hash = '%s'`, last.Seq, last.Hash),
		`INSERT INTO open_intents (env, target, intent) VALUES ('connect-testing.example', 'PCI_2', 'B')`)
	return at
}

func TestAnOlderSchemaIsReadAsItIsAndBroughtUpToDateToAppend(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for version := 1; version < schemaNow; version++ {
			at := madeBy(t, db, version)
			ro, err := OpenToRead(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			everythingReads(t, ro)
			_, err = ro.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
			wantProblem(t, err, ReadOnly)
			ro.Close()
			again := db.open(t, at)
			everythingReads(t, again.Journal)
			if got, err := again.session().version(t.Context()); err != nil || got != schemaNow {
				t.Errorf("from %d the schema came to %d, %v", version, got, err)
			}
			if e := mustAsk(t, again, entry("Z", "approval", "PCI_Z", true, 0), "words"); e.Seq != 6 {
				t.Errorf("the next entry is %d", e.Seq)
			}
			if err := again.Verify(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
}

// everythingReads checks that a journal with the entries of filled answers
// every question.
func everythingReads(t *testing.T, j *Journal) {
	t.Helper()
	readsGoOn(t, j)
	ctx, env := t.Context(), "connect-testing.example"
	read := func(entries []Entry, err error) string {
		if err != nil {
			t.Error(err)
		}
		return seqs(entries)
	}
	for _, c := range []struct{ name, got, want string }{
		{"a page", read(j.Page(ctx, Filter{Target: "PCI_1", To: noon.Add(1)}, 0, 9)), "2:A=applied 1:A=armed"},
		{"the history", read(j.History(ctx, env, "PCI_2")), "3:B=armed 4:B=unknown"},
		{"what moved", read(j.Recent(ctx, noon)), "2:A=applied 4:B=unknown 5:C=refused"},
		{"what began", read(j.Begun(ctx, env, "anna", noon)), "2:A=applied 4:B=unknown 5:C=refused"},
		{"what is new", read(j.Since(ctx, 3, 9)), "4:B=unknown 5:C=refused"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if head, err := j.Head(ctx); err != nil || head != 5 {
		t.Errorf("the last entry is %d, %v", head, err)
	}
	if _, err := j.Request(ctx, "B"); !errors.Is(err, ErrNoRequest) {
		t.Errorf("a request that nobody made: %v", err)
	}
}

// A step that was released is never changed: there are journals that have seen
// it as it is.
func TestTheReleasedStepsOfTheSchemaAreAsTheyWere(t *testing.T) {
	released := map[string][]string{
		"SQLite":     {"c3198832", "db58d35a", "842f5bb1"},
		"PostgreSQL": {"6c3e8926", "db58d35a", "842f5bb1"},
	}
	for name, d := range map[string]*dialect{"SQLite": &sqlite, "PostgreSQL": &postgres} {
		for i, step := range d.migrations() {
			sum := sha256.Sum256([]byte(strings.Join(step, ";")))
			if got := hex.EncodeToString(sum[:4]); got != released[name][i] {
				t.Errorf("step %d for %s is %s, not %s", i+1, name, got, released[name][i])
			}
		}
	}
}
