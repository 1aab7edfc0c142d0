package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"charm.land/fang/v2"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
)

// callJournal runs "tresen journal …" in this process.
func callJournal(lang string, stdin io.Reader, stdout, stderr io.Writer, args ...string) int {
	p := &program{env: readEnv([]string{"LANG=" + lang, "USER=anna"}), in: stdin, out: stdout, err: stderr}
	p.lang = text.For(p.env.lang())
	root := p.command()
	if found, _, err := root.Find([]string{"journal"}); err != nil || found == root {
		root.AddCommand(p.journalCommand())
	}
	root.SetArgs(append([]string{"journal"}, args...))
	root.SetOut(stdout)
	root.SetErr(stderr)
	failed := func(_ io.Writer, _ fang.Styles, err error) { p.say(p.words(err)) }
	if fang.Execute(context.Background(), root, fang.WithErrorHandler(failed)) != nil {
		return 1
	}
	return 0
}

// read runs a journal command without a terminal.
func read(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = callJournal("en", strings.NewReader(""), &out, &err, args...)
	return code, out.String(), err.String()
}

var began = time.Date(2025, 11, 14, 22, 30, 0, 0, time.UTC) // 23:30 in Berlin

// someJournal has a refund that went well, one the next day by bea that is
// unknown, and one of hers that is a conflict.
func someJournal(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for _, r := range []struct {
		intent, target, operator string
		after                    time.Duration
		states                   []state.WriteState
	}{
		{"GOOD", "PCI_1", "anna", 0, []state.WriteState{"snapshot", "armed", "sent", "applied"}},
		{"LOST", "PCI_2", "bea", time.Hour, []state.WriteState{"snapshot", "armed", "sent", "unknown"}},
		{"FIGHT", "PCI_1", "bea", 2 * time.Hour, []state.WriteState{"snapshot", "armed", "sent", "unknown", "conflict"}},
		{"BEGUN", "PCI_4", "anna", 3 * time.Hour, []state.WriteState{"snapshot", "armed"}},
	} {
		baseline := state.Baseline{ID: r.target, Amount: 4990, InEffect: 4990, Currency: "EUR", Simple: api.StatusAccepted, ReadAt: began}
		var follows int64
		for i, s := range r.states {
			e, err := j.Append(t.Context(), journal.Entry{Intent: r.intent, Follows: follows, State: string(s), Open: s.Open(), Kind: "refund",
				Env: "localhost:8080", Target: r.target, Amount: 1000, Currency: "EUR", Operator: r.operator,
				At: began.Add(r.after + time.Duration(i)*time.Second), BodyHash: "b0d1", Baseline: string(baseline.Encode()),
				BaselineHash: "ba5e", Action: "ac71", Note: map[state.WriteState]string{"applied": "server"}[s]})
			if err != nil {
				t.Fatal(err)
			}
			follows = e.Seq
		}
	}
	return path
}

// lineOf is the one line of a text with all of these words.
func lineOf(t *testing.T, words string, parts ...string) {
	t.Helper()
	for line := range strings.Lines(words) {
		all := true
		for _, part := range parts {
			all = all && strings.Contains(line, part)
		}
		if all {
			return
		}
	}
	t.Errorf("no line has %q:\n%s", parts, words)
}

func TestTheJournalIsListedNewestFirstByItsFilters(t *testing.T) {
	path := someJournal(t)
	code, out, talk := read("list", "--journal", path)
	if code != 0 || strings.Count(out, "\n") != 16 || talk != "" {
		t.Fatalf("exit code %d, %q\n%s", code, talk, out)
	}
	lineOf(t, out, "NO.", "TIME", "OPERATOR", "STATE")
	_, german, _ := read("list", "--journal", path, "--lang", "de")
	lineOf(t, german, "13", "WIDERSPRUCH", "Erstattung", "10,00 €")
	lineOf(t, out, "15   2025-11-15 02:30:01  anna", "recorded", "refund", "PCI_4", "€10.00", "BEGUN")
	for _, c := range []struct {
		args string
		want string // the numbers
	}{
		{"", "15 14 13 12 11 10 9 8 7 6 5 4 3 2 1"},
		{"--operator bea", "13 12 11 10 9 8 7 6 5"},
		{"--target PCI_1", "13 12 11 10 9 4 3 2 1"},
		{"--state unknown", "12 8"},
		{"--state UNBEKANNT", "12 8"}, // as a German list shows it
		{"--state accepted --kind erstattung", "4"},
		{"--state final", ""},
		{"--day 2025-11-14", "4 3 2 1"}, // of Berlin
		{"--day 14.11.2025 --timezone UTC", "8 7 6 5 4 3 2 1"},
		{"--operator bea --target PCI_1 --state conflict --day 2025-11-15", "13"},
		{"--operator nobody", ""},
		{"--kind refund --operator anna --limit 3", "15 14 4"},
		{"--kind reveal", ""},
		{"--limit 3", "15 14 13"},
		{"--limit 3 --before 13", "12 11 10"},
	} {
		args := append([]string{"list", "--json", "--journal", path}, strings.Fields(c.args)...)
		code, out, talk := read(args...)
		var got []string
		for line := range strings.Lines(out) {
			var e state.JournalEntry
			if err := json.Unmarshal([]byte(line), &e); err != nil {
				t.Fatal(err)
			}
			got = append(got, strconv.FormatInt(e.Seq, 10))
		}
		if code != 0 || strings.Join(got, " ") != c.want || talk != "" {
			t.Errorf("%s: exit code %d, entries %q, want %q; %s", c.args, code, got, c.want, talk)
		}
	}
	if _, _, talk := read("list", "--limit", "3", "--journal", path); !strings.Contains(talk, "--before 13") {
		t.Errorf("it does not say how to go on: %q", talk)
	}
	if _, out, talk := read("list", "--limit", "15", "--journal", path); strings.Count(out, "\n") != 16 || talk != "" {
		t.Errorf("all of it is listed, and it says %q", talk)
	}
	if _, out, talk := read("list", "--operator", "nobody", "--journal", path); out != "" || !strings.Contains(talk, "no entry matches") {
		t.Errorf("%q, %q", out, talk)
	}
}

func TestAJournalThatMayNotBeReadIsNotSaidToBeReadable(t *testing.T) {
	p := newProgram(nil, strings.NewReader(""), io.Discard, io.Discard)
	denied := &journal.Error{Problem: journal.ReadOnly, Path: "j.db", Err: &fs.PathError{Op: "stat", Path: "j.db", Err: fs.ErrPermission}}
	if words := p.words(p.journalFault(unread(denied))); strings.Contains(words, "can be read") || !strings.Contains(words, "the rights to it") {
		t.Error(words)
	}
	if words := p.words(p.journalFault(denied)); !strings.Contains(words, "not written") { // of a decision that could not be recorded
		t.Error(words)
	}
}

func TestAnIntentIsShownWithItsEvidence(t *testing.T) {
	path := someJournal(t)
	code, out, talk := read("show", "FIGHT", "--journal", path)
	if code != 0 || talk != "" {
		t.Fatalf("exit code %d, %s", code, talk)
	}
	lineOf(t, out, "State", "CONFLICT, and the object takes no other write")
	lineOf(t, out, "Before", "€49.90 in effect of €49.90, 0 refunds, read 2025-11-14 23:30:00")
	lineOf(t, out, "Amount", "€10.00")
	lineOf(t, out, "13", "2025-11-15 01:30:04", "bea", "refund €10.00: CONFLICT: what was read fits neither", "FIGHT")
	lineOf(t, out, "Other entries for PCI_1:")
	lineOf(t, out, "4", "anna", "accepted by the server, not final yet: the server said so", "GOOD")
	if strings.Contains(out, "PCI_2") {
		t.Errorf("it shows another object:\n%s", out)
	}
	code, out, _ = read("show", "PCI_1", "--journal", path)
	if code != 0 || strings.Count(out, "\n") != 9 || strings.Index(out, "1 ") > strings.Index(out, "13 ") {
		t.Errorf("of the object, exit code %d:\n%s", code, out)
	}
	code, out, _ = read("show", "GOOD", "--json", "--journal", path)
	var first state.JournalEntry
	if line, _, _ := strings.Cut(out, "\n"); code != 0 || strings.Count(out, "\n") != 4 || json.Unmarshal([]byte(line), &first) != nil {
		t.Fatalf("exit code %d: %s", code, out)
	}
	baseline, err := state.DecodeBaseline(first.Baseline)
	if err != nil || baseline.InEffect != 4990 || first.Seq != 1 || !first.At.Equal(began) || len(first.Hash) != 64 {
		t.Errorf("%+v, %v", first, err)
	}
	if _, out, _ := read("show", "FIGHT", "--lang", "de", "--journal", path); !strings.Contains(out, "49,90 € gelten von 49,90 €") ||
		!strings.Contains(out, "Erstattung 10,00 €: festgehalten, bevor etwas gesendet wurde") || !strings.Contains(out, "WIDERSPRUCH, und das Objekt") {
		t.Errorf("in German:\n%s", out)
	}
}

func TestVerifyNamesTheEntryThatWasChanged(t *testing.T) {
	path := someJournal(t)
	code, out, talk := read("verify", "--journal", path)
	if code != 0 || !strings.Contains(out, path+": 15 entries, each as it was written") || talk != "" {
		t.Fatalf("exit code %d, %q, %q", code, out, talk)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(data, []byte("conflict")) // of the entry, not of an index: the table comes first in the row
	for at >= 0 && !bytes.HasPrefix(data[at:], []byte("conflictrefund")) {
		at = bytes.LastIndex(data[:at], []byte("conflict"))
	}
	copy(data[at:], "conflicT")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, talk = read("verify", "--journal", path)
	if code != 1 || out != "" || !strings.Contains(talk, "entry 13 of the journal "+path+" is not as it was written") {
		t.Errorf("exit code %d, %q, %q", code, out, talk)
	}
	code, out, _ = read("verify", "--json", "--journal", path)
	if !strings.Contains(out, `"why":"its hash is another"`) {
		t.Errorf("why not: %s", out)
	}
	if want := `"ok":false`; code != 1 || !strings.Contains(out, want) || !strings.Contains(out, `"entry":13`) {
		t.Errorf("exit code %d, %s", code, out)
	}
}

func TestWrongCallsOfTheJournalAreAnsweredWithASentenceAndItsNextStep(t *testing.T) {
	path := someJournal(t)
	missing := filepath.Join(t.TempDir(), "none.db")
	garbage := filepath.Join(t.TempDir(), "garbage.db")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte("not a database\n"), 500), 0o600); err != nil {
		t.Fatal(err)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	url := "postgres://anna:hunter2-secret@" + closed.Addr().String() + "/tresen"
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no journal":     {[]string{"list", "--journal", missing}, "there is no journal at " + missing},
		"no database":    {[]string{"verify", "--journal", garbage}, "is damaged"},
		"no server":      {[]string{"list", "--journal", url}, "postgres://" + closed.Addr().String() + "/tresen cannot be reached"},
		"a day":          {[]string{"list", "--day", "yesterday", "--journal", path}, "write one like 2025-11-14"},
		"a limit":        {[]string{"list", "--limit", "0", "--journal", path}, "from 1 to 100,000"},
		"a number":       {[]string{"list", "--before", "-1", "--journal", path}, "the number of an entry"},
		"a time zone":    {[]string{"list", "--timezone", "Middle/Earth", "--journal", path}, "is no time zone"},
		"nothing named":  {[]string{"show", "--journal", path}, "one id is needed"},
		"nothing known":  {[]string{"show", "PCI_9", "--journal", path}, `the journal has nothing of "PCI_9"`},
		"too much named": {[]string{"list", "PCI_9", "--journal", path}, "tresen journal list, with --operator"},
		"verify one":     {[]string{"verify", "PCI_9", "--journal", path}, "write: tresen journal verify"},
		"no command":     {[]string{"lst", "--journal", path}, `there is no "tresen journal lst"`},
	} {
		code, out, talk := read(c.args...)
		if code != 1 || out != "" || !strings.Contains(talk, c.want) || strings.Count(talk, "tresen: ") != 1 {
			t.Errorf("%s: exit code %d, %q, %q", name, code, out, talk)
		}
		if strings.Contains(talk, "hunter2") {
			t.Errorf("%s: the password is in %q", name, talk)
		}
	}
	if _, err := os.Stat(missing); err == nil {
		t.Error("looking for a journal made one")
	}
}

func TestTheHelpOfTheJournalIsInBothLanguages(t *testing.T) {
	for lang, want := range map[string]string{"en": "of the journal, or postgres://", "de": "des Journals oder postgres://"} {
		for _, args := range [][]string{{}, {"--help"}, {"list", "--help"}, {"settle", "--help"}} {
			var out, talk bytes.Buffer
			if code := callJournal(lang, strings.NewReader(""), &out, &talk, args...); code != 0 || !strings.Contains(out.String(), want) {
				t.Errorf("%q: exit code %d, %s%s", args, code, &out, &talk)
			}
		}
	}
}

// A word that is misspelt finds nothing, and nothing would be read as "there is
// none in doubt".
func TestAMisspeltStateOrKindIsNotAnEmptyJournal(t *testing.T) {
	path := someJournal(t)
	for _, args := range [][]string{{"--state", "unknwon"}, {"--kind", "rfund"}, {"--state", "unbekant"}} {
		code, out, err := read(append([]string{"list", "--journal", path}, args...)...)
		if code != 1 || out != "" || !strings.Contains(err, strconv.Quote(args[1])+": write one of ") {
			t.Errorf("%v: %d, %q, %q", args, code, out, err)
		}
	}
	for _, s := range state.JournalStates() {
		if code, _, err := read("list", "--journal", path, "--state", s); code != 0 {
			t.Errorf("%s: %s", s, err)
		}
	}
}
