package cli

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"tresen/api"
)

// strangeJournal is one of ours with an entry that another program on another host
// wrote: its hash is right, and its words are not.
func strangeJournal(t *testing.T, state string) string {
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
	const evil = "\x1b[2J\u009b31m\u202e\nROOT"
	row := []any{16, "EVIL", 0, state, 1, "refund" + evil, "localhost:8080", "PCI_9" + evil, 1000, "EUR" + evil, "anna" + evil, began.UnixMilli(),
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
	for _, state := range []string{"conflict", "unknown", "armed\x1b[2J\u009b31m\u202e"} {
		path := strangeJournal(t, state)
		for _, args := range []string{"list", "show EVIL", "show PCI_1", "verify"} {
			_, out, talk := read(append(strings.Fields(args), "--journal", path)...)
			clean(t, args, out+talk)
		}
		_, out, talk := typing(t, "applied 10.00\n", "EVIL", "applied", "--operator", "carl", "--journal", path)
		clean(t, "settle "+state, out+talk)
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
