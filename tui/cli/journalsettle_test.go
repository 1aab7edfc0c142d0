package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
	"tresen/tui/runner"
)

// typing runs settle in a pseudo-terminal, with what is typed.
func typing(t *testing.T, typed string, args ...string) (code int, stdout, talk string) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	var reader sync.WaitGroup
	reader.Go(func() { io.Copy(&said, master) })
	if _, err := master.WriteString(typed); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	code = callJournal("en", tty, &out, tty, append([]string{"settle"}, args...)...)
	tty.Close()
	reader.Wait()
	master.Close()
	return code, out.String(), said.String()
}

// endOf are the last two entries of an intent.
func endOf(t *testing.T, path, intent string) (before, last journal.Entry) {
	t.Helper()
	j, err := journal.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	entries, err := j.Intent(t.Context(), intent)
	if err != nil {
		t.Fatal(err)
	}
	return entries[len(entries)-2], entries[len(entries)-1]
}

func TestAPersonSettlesADoubtByTypingIt(t *testing.T) {
	for name, c := range map[string]struct {
		intent, decision, typed, note string
	}{
		"applied":                   {"FIGHT", "applied", "applied 10.00\n", "person arrived"},
		"not applied, with a space": {"LOST", "not-applied", "  not-applied   10.00 \n", "person"},
	} {
		path := someJournal(t)
		code, out, talk := typing(t, c.typed, c.intent, c.decision, "--operator", "carl", "--journal", path)
		if code != 0 || !strings.Contains(out, "recorded as entry 16: "+c.intent+" is "+c.decision) {
			t.Fatalf("%s: exit code %d, %q\n%s", name, code, out, talk)
		}
		evidence, ask := strings.Index(talk, "€49.90 in effect"), strings.Index(talk, "To record that carl decides this, type: ")
		if evidence < 0 || ask < evidence {
			t.Errorf("%s: the evidence does not come first:\n%s", name, talk)
		}
		before, last := endOf(t, path, c.intent)
		want := before
		want.Seq, want.Follows, want.State, want.Open, want.Operator, want.Note = 16, before.Seq, c.decision, false, "carl", c.note
		want.At, want.Prev, want.Hash = last.At, last.Prev, last.Hash
		if diff := cmp.Diff(want, last); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if code, _, talk := read("verify", "--journal", path); code != 0 {
			t.Errorf("%s: %s", name, talk)
		}
	}
}

func TestSettlePrintsItsEntryAsJSONApartFromTheTalk(t *testing.T) {
	code, out, talk := typing(t, "applied 10.00\n", "FIGHT", "applied", "--json", "--journal", someJournal(t))
	var e state.JournalEntry
	if err := json.Unmarshal([]byte(out), &e); err != nil || code != 0 || e.State != "applied" || e.Operator != "anna" {
		t.Errorf("exit code %d, %q, %v\n%s", code, out, err, talk)
	}
}

// Nothing that a person settled is taken up again by the next start.
func TestWhatWasSettledIsNotTakenUpAgain(t *testing.T) {
	path := someJournal(t)
	for _, intent := range []string{"FIGHT", "LOST"} {
		if code, _, talk := typing(t, "applied 10.00\n", intent, "applied", "--journal", path); code != 0 {
			t.Fatal(talk)
		}
	}
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	server := sandbox.New(sandbox.Options{Payments: 1})
	id, secret := server.Credentials()
	client, err := api.New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	jobs := runner.NewJobs(runner.JobsConfig{Client: client, Journal: j, Env: "localhost:8080"})
	defer jobs.Close()
	if err := jobs.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, intent := range []string{"FIGHT", "LOST"} {
		if jobs.CheckNow(intent) {
			t.Errorf("%s is taken up again", intent)
		}
	}
}

func TestNothingIsSettledThatAPersonDidNotTypeOrMayNotDecide(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		args  string
		want  string
	}{
		"nothing typed":         {"\n", "FIGHT applied", `that was not "applied 10.00"`},
		"the end of input":      {"\x04", "FIGHT applied", "nothing was recorded"},
		"yes":                   {"y\n", "FIGHT applied", "nothing was recorded"},
		"another amount":        {"applied 1.00\n", "FIGHT applied", "nothing was recorded"},
		"the other decision":    {"not-applied 10.00\n", "FIGHT applied", "nothing was recorded"},
		"one that went well":    {"applied 10.00\n", "GOOD not-applied", "GOOD is applied: there is nothing to decide"},
		"one that was begun":    {"applied 10.00\n", "BEGUN not-applied", "BEGUN is armed: start tresen on localhost:8080"},
		"one that is not there": {"applied 10.00\n", "NONE applied", `no intent "NONE"`},
		"another state":         {"armed 10.00\n", "FIGHT armed", "settle INTENT applied, or not-applied"},
		"no decision":           {"applied 10.00\n", "FIGHT", "settle INTENT applied, or not-applied"},
		"nobody":                {"applied 10.00\n", "FIGHT applied --operator ?", "sign in with an account"},
	} {
		path := someJournal(t)
		code, out, talk := typing(t, c.typed, append(strings.Fields(c.args), "--journal", path)...)
		if code != 1 || out != "" || !strings.Contains(talk, c.want) {
			t.Errorf("%s: exit code %d, %q\n%s", name, code, out, talk)
		}
		if _, list, _ := read("list", "--json", "--limit", "1", "--journal", path); !strings.HasPrefix(list, `{"seq":15,`) {
			t.Errorf("%s: the journal ends with %s", name, list)
		}
	}
}

func TestWithoutATerminalNothingIsSettled(t *testing.T) {
	path := someJournal(t)
	var out, talk bytes.Buffer
	code := callJournal("en", strings.NewReader("applied 10.00\n"), &out, &talk, "settle", "FIGHT", "applied", "--operator", "anna", "--journal", path)
	if code != 1 || out.Len() > 0 || !strings.Contains(talk.String(), "start this in a terminal") {
		t.Errorf("exit code %d, %q, %q", code, &out, &talk)
	}
	keyboard, screen, err := pty.Open() // what is typed is there, and what it is about goes into a file
	if err != nil {
		t.Fatal(err)
	}
	defer keyboard.Close()
	defer screen.Close()
	if _, err := keyboard.WriteString("applied 10.00\n"); err != nil {
		t.Fatal(err)
	}
	code = callJournal("en", screen, &out, &talk, "settle", "FIGHT", "applied", "--operator", "anna", "--journal", path)
	if code != 1 || out.Len() > 0 || strings.Count(talk.String(), "start this in a terminal") != 2 {
		t.Errorf("unseen: exit code %d, %q, %q", code, &out, &talk)
	}
	if _, last := endOf(t, path, "FIGHT"); last.Seq != 13 {
		t.Errorf("it recorded %+v", last)
	}
}

// What was sent a moment ago may arrive yet.
func TestThatSomethingDidNotHappenCanBeSaidAfterAWhileOnly(t *testing.T) {
	path := someJournal(t)
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	e := journal.Entry{Intent: "FRESH", State: "unknown", Open: true, Kind: "refund", Env: "localhost:8080", Target: "PCI_5",
		Amount: 1000, Currency: "EUR", Operator: "bea", At: began.AddDate(1000, 0, 0)} // a moment ago, for a thousand years
	if _, err := j.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	j.Close()
	code, _, talk := typing(t, "not-applied 10.00\n", "FRESH", "not-applied", "--journal", path)
	if code != 1 || !strings.Contains(talk, "FRESH may still be executed: that it was not can be said from 3025-11-14 23:45:00 on") {
		t.Errorf("exit code %d, %s", code, talk)
	}
	if j, err = journal.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	all, err := j.Intent(t.Context(), "FRESH")
	if err != nil {
		t.Fatal(err)
	}
	e = all[0]
	e.State, e.Follows, e.At = "conflict", e.Seq, e.At.Add(time.Minute) // somebody else refunded, too
	if _, err := j.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	j.Close()
	code, _, talk = typing(t, "not-applied 10.00\n", "FRESH", "not-applied", "--journal", path)
	if code != 1 || !strings.Contains(talk, "can be said from 3025-11-14 23:45:00 on") {
		t.Errorf("in conflict: exit code %d, %s", code, talk)
	}
	if code, _, talk := typing(t, "applied 10.00\n", "FRESH", "applied", "--journal", path); code != 0 {
		t.Errorf("that it did can be said at once: exit code %d, %s", code, talk)
	}
}
