package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNobodyChangesWhatIsWritten(t *testing.T) {
	all := strings.Join(columns, ", ") + ", hash"
	statements := []string{
		`UPDATE entries SET amount = 1`,
		`UPDATE entries SET note = 'x' WHERE seq = 5`,
		`DELETE FROM entries`,
		`DELETE FROM entries WHERE seq = 5`,
		`INSERT INTO entries (` + all + `) SELECT seq + 9, ` + strings.Join(columns[1:len(columns)-1], ", ") +
			`, 'p', 'h' FROM entries WHERE seq = 2`,
		`INSERT INTO entries (` + all + `) SELECT ` + all + ` FROM entries WHERE seq = 2
			ON CONFLICT (seq) DO UPDATE SET amount = 1`,
	}
	own := map[string][]string{
		"SQLite":     {`INSERT OR REPLACE INTO entries (` + all + `) SELECT ` + all + ` FROM entries WHERE seq = 2`},
		"PostgreSQL": {`TRUNCATE entries`, `WITH gone AS (DELETE FROM entries RETURNING seq) SELECT * FROM gone`},
	}
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		for _, statement := range append(own[db.name], statements...) {
			for name, db := range map[string]interface {
				Exec(string, ...any) (sql.Result, error)
			}{"the program": j.db, "another program": j.plain(t)} {
				if _, err := db.Exec(statement); err == nil {
					t.Errorf("%s could %s", name, statement)
				}
			}
		}
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// wantTampered checks that an error names an entry.
func wantTampered(t *testing.T, what string, err error, seq int64) {
	t.Helper()
	if tampered, ok := errors.AsType[*TamperError](err); !ok || tampered.Seq != seq {
		t.Errorf("%s: got %v, want entry %d", what, err, seq)
	}
}

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	cases := map[string]struct {
		sql []string
		bad int64
	}{
		"a hash changed":            {[]string{`UPDATE entries SET hash = 'x' WHERE seq = 4`}, 4},
		"two changed":               {[]string{`UPDATE entries SET operator = 'eve' WHERE seq IN (2, 4)`}, 2},
		"the first removed":         {[]string{`DELETE FROM entries WHERE seq = 1`}, 1},
		"one in the middle removed": {[]string{`DELETE FROM entries WHERE seq = 3`}, 3},
		"the last removed":          {[]string{`DELETE FROM entries WHERE seq = 5`}, 5},
		"all removed":               {[]string{`DELETE FROM entries`}, 1},
		"two swapped": {[]string{`UPDATE entries SET seq = 9 WHERE seq = 3`, `UPDATE entries SET seq = 3 WHERE seq = 4`,
			`UPDATE entries SET seq = 4 WHERE seq = 9`}, 3},
		"the head put back":            {[]string{`UPDATE head SET seq = 4, hash = (SELECT hash FROM entries WHERE seq = 4)`}, 5},
		"the head removed":             {[]string{`DELETE FROM head`}, 1},
		"an open intent removed":       {[]string{`DELETE FROM open_intents`}, 5},
		"an open intent moved":         {[]string{`UPDATE open_intents SET target = 'PCI_9'`}, 5},
		"an open intent slipped in":    {[]string{`INSERT INTO open_intents (env, target, intent) VALUES ('e', 'PCI_9', 'X')`}, 5},
		"the last rewritten, rehashed": {[]string{`UPDATE entries SET hash = 'x', prev = 'y' WHERE seq = 5`}, 5},
	}
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		past := j.plain(t)
		sqlExec(t, past, db.disarm...)
		for _, table := range []string{"entries", "head", "open_intents"} {
			sqlExec(t, past, `CREATE TABLE true_`+table+` AS SELECT * FROM `+table)
		}
		for name, c := range cases {
			sqlExec(t, past, c.sql...)
			wantTampered(t, name, j.Verify(t.Context()), c.bad)
			for _, table := range []string{"entries", "head", "open_intents"} {
				sqlExec(t, past, `DELETE FROM `+table, `INSERT INTO `+table+` SELECT * FROM true_`+table)
			}
			if err := j.Verify(t.Context()); err != nil {
				t.Fatalf("%s, put back: %v", name, err)
			}
		}
	})
}

// One character more, or one more, in any field of any entry.
func TestVerifyNamesTheEntryOfWhicheverFieldIsChanged(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		past := j.plain(t)
		sqlExec(t, past, db.disarm...)
		all, err := j.Page(t.Context(), Filter{}, 0, 9)
		if err != nil {
			t.Fatal(err)
		}
		for i := range all {
			e := &all[len(all)-1-i]
			for n, value := range append(e.values(), e.Hash) {
				column := append(columns, "hash")[n]
				put, back := column+` + 100`, fmt.Sprint(value) // 100: of open too
				if _, isText := value.(string); isText {
					put, back = column+` || ' '`, `'`+fmt.Sprint(value)+`'`
				}
				where := fmt.Sprintf(` WHERE seq = %d`, e.Seq)
				sqlExec(t, past, `UPDATE entries SET `+column+` = `+put+where)
				wantTampered(t, fmt.Sprintf("%s of entry %d", column, e.Seq), j.Verify(t.Context()), e.Seq)
				if column == "seq" {
					where = fmt.Sprintf(` WHERE seq = %d`, e.Seq+100)
				}
				sqlExec(t, past, `UPDATE entries SET `+column+` = `+back+where)
			}
		}
		if err := j.Verify(t.Context()); err != nil {
			t.Errorf("put back, it is %v", err)
		}
	})
}

// Whoever knows how the hash is made can change an entry and its hash, but not
// without the next one showing it.
func TestAnEntryThatWasForgedIsShownByTheNextOne(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for forged, bad := range map[int64]int64{1: 2, 3: 4, 5: 5} {
			j := db.filled(t)
			all, err := j.Page(t.Context(), Filter{}, forged+1, 1)
			if err != nil {
				t.Fatal(err)
			}
			e := all[0]
			e.Amount = 99
			j.tamper(t, fmt.Sprintf(`UPDATE entries SET amount = 99, hash = '%s' WHERE seq = %d`, e.sum(), forged))
			wantTampered(t, fmt.Sprintf("entry %d forged", forged), j.Verify(t.Context()), bad)
		}
	})
}

func TestATamperedEndOrIntentTakesNoMoreEntries(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for name, statement := range map[string]string{
			"the end cut off":             `DELETE FROM entries WHERE seq = 5`,
			"the end changed":             `UPDATE entries SET amount = 1 WHERE seq = 5`,
			"an entry of the intent":      `UPDATE entries SET state = 'rejected' WHERE seq = 4`,
			"a chain made anew from here": `UPDATE head SET hash = 'x'`,
		} {
			j := db.filled(t)
			j.tamper(t, statement)
			_, err := j.Append(t.Context(), entry("B", "armed", "PCI_2", true, 4))
			if _, ok := errors.AsType[*TamperError](err); !ok {
				t.Errorf("%s: got %v, want a TamperError", name, err)
			}
		}
	})
}

func TestAnEntryThatWasChangedIsNotRead(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		j.tamper(t, `UPDATE entries SET target = 'PCI_8' WHERE seq = 4`)
		_, err := j.Pending(t.Context())
		wantTampered(t, "what is open", err, 4)
	})
}

// An old entry stands in nobody's way, but whoever met it writes no more.
func TestAJournalInWhichABadEntryWasMetTakesNoMoreEntries(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.filled(t)
		j.tamper(t, `UPDATE entries SET note = 'x' WHERE seq = 1`)
		if err := j.Tampered(); err != nil {
			t.Errorf("before it was met: %v", err)
		}
		wantTampered(t, "verify", j.Verify(t.Context()), 1)
		wantTampered(t, "from then on", j.Tampered(), 1)
		_, err := j.Append(t.Context(), entry("N", "snapshot", "PCI_9", true, 0))
		wantTampered(t, "a new entry", err, 1)
	})
}

// Two entries that differ in any field differ in their hash: no value of one
// field can pass for the beginning of the next.
// A server that took over and was behind, or a file that was put back as it was
// yesterday: what it has fits together, and something that was said to be recorded
// is not in it.
func TestAJournalThatHasLostEntriesTakesNoMore(t *testing.T) {
	behind := []string{`DELETE FROM entries WHERE seq > 4`, `UPDATE head SET seq = 4, hash = (SELECT hash FROM entries WHERE seq = 4)`}
	onEach(t, func(t *testing.T, db database) {
		for name, look := range map[string]func(subject) error{
			"appending": func(j subject) error {
				_, err := j.Append(t.Context(), entry("Z", "armed", "PCI_Z", true, 0))
				return err
			},
			"looking": func(j subject) error {
				_, err := j.Head(t.Context())
				return err
			},
		} {
			j := db.filled(t)
			watches := db.open(t, j.at)
			if head, err := watches.Head(t.Context()); err != nil || head != 5 {
				t.Fatalf("%d, %v", head, err)
			}
			j.tamper(t, behind...)
			for _, open := range []subject{j, watches} {
				if bad, ok := errors.AsType[*TamperError](look(open)); !ok || bad.Seq != 5 || open.Tampered() == nil {
					t.Errorf("%s: %v", name, bad)
				}
			}
			mustAppend(t, db.open(t, j.at), entry("Y", "refused", "PCI_Y", false, 0)) // nobody told this one
		}
	})
}

func TestTheEncodingIsInjective(t *testing.T) {
	text := rapid.StringMatching(`[0-9:,a]{0,6}`)
	draw := rapid.Custom(func(t *rapid.T) Entry {
		return Entry{Seq: rapid.Int64Range(0, 12).Draw(t, "seq"), Intent: text.Draw(t, "intent"), State: text.Draw(t, "state"),
			Amount: rapid.Int64Range(-12, 12).Draw(t, "amount"), Target: text.Draw(t, "target"), Note: text.Draw(t, "note"),
			Prev: text.Draw(t, "prev"), Open: rapid.Bool().Draw(t, "open"), At: noon}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		if same := a == b; same != (a.sum() == b.sum()) {
			t.Fatalf("same entry %v, same hash %v", same, !same)
		}
	})
}
