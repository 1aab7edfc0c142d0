package cli

import (
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tresen/api"
	"tresen/state"
)

// evil is what a terminal should not get to see.
const evil = "\x1b[2J\u009b31m\u202e\U000e0041\nROOT"

// strangeJournal is one of ours with an entry that another program on another host
// wrote: its hash is right, and its words are not.
func strangeJournal(t *testing.T, in string) string {
	t.Helper()
	path := someJournal(t)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var prev string
	if err := db.QueryRow(`SELECT hash FROM head`).Scan(&prev); err != nil {
		t.Fatal(err)
	}
	row := []any{16, "EVIL", 0, in, 1, "refund" + evil, "localhost:8080", "PCI_9" + evil, 1000, "EUR" + evil, "anna" + evil, began.UnixMilli(),
		"b0d1", `{"id":"` + evil + `"}`, "ba5e", "ac71", "sup" + evil, "PCI_8" + evil, "note" + evil, prev}
	encoded := ""
	for _, v := range row {
		field := fmt.Sprint(v)
		encoded += fmt.Sprintf("%d:%s,", len(field), field)
	}
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(encoded)))
	if _, err := db.Exec(`INSERT INTO entries VALUES (?`+strings.Repeat(",?", len(row))+`)`, append(row, hash)...); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO open_intents VALUES ('localhost:8080', ?, 'EVIL')`, "PCI_9"+evil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE head SET seq = 16, hash = ?`, hash); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatAnotherHostWroteIntoTheJournalDoesNothingToTheTerminal(t *testing.T) {
	for _, in := range []string{"conflict", "unknown", "armed\x1b[2J\u009b31m\u202e"} {
		path := strangeJournal(t, in)
		for _, args := range []string{"list", "show EVIL", "show PCI_1", "verify"} {
			_, out, talk := read(append(strings.Fields(args), "--journal", path)...)
			clean(t, args, out+talk)
		}
		for _, args := range []string{"list", "show EVIL", "show PCI_9" + evil, "verify"} {
			code, out, talk := read(append(strings.SplitN(args, " ", 2), "--json", "--journal", path)...)
			clean(t, args+" as JSON", out+talk)
			if args == "verify" {
				continue
			}
			var e state.JournalEntry
			line, _, _ := strings.Cut(out, "\n")
			if err := json.Unmarshal([]byte(line), &e); err != nil || code != 0 {
				t.Fatalf("%s: exit code %d, %v, %s", args, code, err, talk)
			}
			var before string
			if err := json.Unmarshal(e.Baseline, &before); err != nil || e.Target != "PCI_9"+evil || before != `{"id":"`+evil+`"}` {
				t.Errorf("%s: it is not as it was written: %+v, %v", args, e, err)
			}
		}
		_, out, talk := typing(t, "applied 10.00\n", "EVIL", "applied", "--operator", "carl", "--journal", path)
		clean(t, "settle "+in, out+talk)
	}
}

// clean finds what a terminal would act on, besides the end of a line.
func clean(t *testing.T, what, words string) {
	t.Helper()
	for line := range strings.Lines(words) {
		if line = strings.TrimRight(line, "\r\n"); api.Clean(line) != line {
			t.Errorf("%s prints %q", what, line)
		}
	}
}
