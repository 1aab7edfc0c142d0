package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNobodyChangesWhatIsWritten(t *testing.T) {
	j := filled(t)
	columnsAndHash := strings.Join(columns, ", ") + ", hash"
	for _, statement := range []string{
		`UPDATE entries SET amount = 1`,
		`UPDATE entries SET note = 'x' WHERE seq = 5`,
		`DELETE FROM entries`,
		`DELETE FROM entries WHERE seq = 5`,
		`INSERT OR REPLACE INTO entries (` + columnsAndHash + `) SELECT ` + columnsAndHash + ` FROM entries WHERE seq = 2`,
		`INSERT INTO entries (` + columnsAndHash + `) SELECT seq + 9, ` +
			strings.Join(columns[1:len(columns)-1], ", ") + `, 'p', 'h' FROM entries WHERE seq = 2`,
	} {
		for name, db := range map[string]interface {
			Exec(string, ...any) (result, error)
		}{"the program": execer{j}, "another program": execer{&Journal{db: plain(t, j.Path())}}} {
			if _, err := db.Exec(statement); err == nil {
				t.Errorf("%s could %s", name, statement)
			}
		}
	}
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

type result = interface{ RowsAffected() (int64, error) }

type execer struct{ *Journal }

func (e execer) Exec(s string, args ...any) (result, error) { return e.db.Exec(s, args...) }

// dropTriggers is what somebody with the file in hand does first.
var dropTriggers = []string{`DROP TRIGGER entries_no_update`, `DROP TRIGGER entries_no_delete`, `DROP TRIGGER entries_in_turn`}

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	for name, c := range map[string]struct {
		sql []string
		bad int64
	}{
		"an amount changed":            {[]string{`UPDATE entries SET amount = 1 WHERE seq = 3`}, 3},
		"a state changed":              {[]string{`UPDATE entries SET state = 'rejected' WHERE seq = 2`}, 2},
		"a hash changed":               {[]string{`UPDATE entries SET hash = 'x' WHERE seq = 4`}, 4},
		"two changed":                  {[]string{`UPDATE entries SET operator = 'eve' WHERE seq IN (2, 4)`}, 2},
		"the first removed":            {[]string{`DELETE FROM entries WHERE seq = 1`}, 1},
		"one in the middle removed":    {[]string{`DELETE FROM entries WHERE seq = 3`}, 3},
		"the last removed":             {[]string{`DELETE FROM entries WHERE seq = 5`}, 5},
		"all removed":                  {[]string{`DELETE FROM entries`}, 1},
		"two swapped":                  {[]string{`UPDATE entries SET seq = 9 WHERE seq = 3`, `UPDATE entries SET seq = 3 WHERE seq = 4`, `UPDATE entries SET seq = 4 WHERE seq = 9`}, 3},
		"the head put back":            {[]string{`UPDATE head SET seq = 4, hash = (SELECT hash FROM entries WHERE seq = 4)`}, 5},
		"an open intent removed":       {[]string{`DELETE FROM open_intents`}, 5},
		"an open intent moved":         {[]string{`UPDATE open_intents SET target = 'PCI_9'`}, 5},
		"an open intent slipped in":    {[]string{`INSERT INTO open_intents (env, target, intent) VALUES ('e', 'PCI_9', 'X')`}, 5},
		"the last rewritten, rehashed": {[]string{`UPDATE entries SET hash = 'x', prev = 'y' WHERE seq = 5`}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			j := filled(t)
			sqlExec(t, plain(t, j.Path()), append(slices.Clone(dropTriggers), c.sql...)...)
			err := j.Verify(t.Context())
			tampered, ok := errors.AsType[*TamperError](err)
			if !ok || tampered.Seq != c.bad {
				t.Errorf("got %v, want entry %d", err, c.bad)
			}
		})
	}
}

// Whoever knows how the hash is made can change an entry and its hash, but not
// without the next one showing it.
func TestAnEntryThatWasForgedIsShownByTheNextOne(t *testing.T) {
	for forged, bad := range map[int64]int64{1: 2, 3: 4, 5: 5} {
		j := filled(t)
		all, err := j.List(t.Context(), forged+1, 1)
		if err != nil {
			t.Fatal(err)
		}
		e := all[0]
		e.Amount = 99
		sqlExec(t, plain(t, j.Path()), append(slices.Clone(dropTriggers),
			fmt.Sprintf(`UPDATE entries SET amount = 99, hash = '%s' WHERE seq = %d`, e.sum(), forged))...)
		err = j.Verify(t.Context())
		if tampered, ok := errors.AsType[*TamperError](err); !ok || tampered.Seq != bad {
			t.Errorf("entry %d forged: got %v, want entry %d", forged, err, bad)
		}
	}
}

func TestATamperedEndOrIntentTakesNoMoreEntries(t *testing.T) {
	for name, statement := range map[string]string{
		"the end cut off":             `DELETE FROM entries WHERE seq = 5`,
		"the end changed":             `UPDATE entries SET amount = 1 WHERE seq = 5`,
		"an entry of the intent":      `UPDATE entries SET state = 'rejected' WHERE seq = 4`,
		"a chain made anew from here": `UPDATE head SET hash = 'x'`,
	} {
		j := filled(t)
		sqlExec(t, plain(t, j.Path()), append(slices.Clone(dropTriggers), statement)...)
		_, err := j.Append(t.Context(), entry("B", "armed", "PCI_2", true, 4))
		if _, ok := errors.AsType[*TamperError](err); !ok {
			t.Errorf("%s: got %v, want a TamperError", name, err)
		}
	}
}

func TestAnEntryThatWasChangedIsNotRead(t *testing.T) {
	j := filled(t)
	sqlExec(t, plain(t, j.Path()), append(slices.Clone(dropTriggers), `UPDATE entries SET target = 'PCI_8' WHERE seq = 4`)...)
	_, err := j.Pending(t.Context())
	if tampered, ok := errors.AsType[*TamperError](err); !ok || tampered.Seq != 4 {
		t.Errorf("got %v, want entry 4", err)
	}
}

// Two entries that differ in any field differ in their hash: no value of one
// field can pass for the beginning of the next.
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
