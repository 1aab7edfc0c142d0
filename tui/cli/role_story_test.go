package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
)

// someRoles are the roles of a shop; dora is its auditor.
const someRoles = `
[roles]
default = "viewer"
anna = "support"
bernd = "manager"
dora = "auditor"

[limits.support.EUR]
refund = "50.00"
day = "15.00"
`

// shop is a sandbox over TCP, its configuration and its journal.
type shop struct {
	*backend
	config, journal string
}

func openShop(t *testing.T) shop {
	t.Helper()
	dir := t.TempDir()
	return shop{serve(t, sandbox.Options{Payments: 500}), writeConfig(t, dir, someRoles), filepath.Join(dir, "journal.db")}
}

// as starts the program for an operator. Its lines are long enough for sentences
// with the name of a file of a test, wherever temporary files are.
func (s shop) as(t *testing.T, operator string) *screen {
	t.Helper()
	return start(t, s.terminal(200, 50, "--journal", s.journal, "--config", s.config, "--operator", operator))
}

// entries are those of the journal, oldest first, each in a line of words.
func (s shop) entries(t *testing.T) []string {
	t.Helper()
	j, err := journal.OpenToRead(t.Context(), s.journal)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	page, err := j.Page(t.Context(), journal.Filter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range page {
		target := e.Target
		if strings.HasPrefix(target, "PCI_") {
			target = "PCI"
		}
		all = append([]string{strings.Join([]string{e.Operator, e.Kind, e.State, e.Result, target, e.Note}, " ")}, all...)
	}
	return all
}

func TestAViewerReadsAndIsToldWhatElseTakes(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "carl") // nobody of this name: the default
	v.wait("carl·viewer", "200 of 500", "unlocked")
	v.press("rrr")
	v.wait("Your role, viewer, may not refund. Ask: support or manager.")
	v.press("N")
	v.wait("Your role, viewer, may not write this. Ask: manager.")
	v.press("enter")
	v.wait("Overview", "read at")
	v.press("esc")
	v.waitGone("read at")
	v.quit()
	if got, want := strings.Join(s.entries(t), "\n"), "carl attempt refused refund PCI role\ncarl attempt refused new-link - role"; got != want {
		t.Errorf("the journal has\n%s\nwant\n%s", got, want)
	}
}

func TestSupportRefundsAndMakesNoLinks(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "anna")
	v.wait("anna·support", "200 of 500", "unlocked")
	v.press("N")
	v.wait("Your role, support, may not write this. Ask: manager.")
	v.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	v.refundTen()
	v.wait("Refund of €10.00 is final")
	v.press("j") // another payment; the day's limit takes no second ten
	v.refundTen()
	v.press("i")
	v.wait("Writes of this session", "waits for a second person")
	v.signal(syscall.SIGTERM)
	v.exit()
	if made := s.AllRefunds(); len(made) != 1 || made[0].Amount != 1000 {
		t.Errorf("the server made %+v", made)
	}
	if all := s.entries(t); !strings.HasPrefix(all[len(all)-1], "anna refund approval ") || !strings.HasSuffix(all[len(all)-1], " above-day") {
		t.Errorf("the journal ends with %q", all[len(all)-1])
	}
}

func TestAManagerWritesWhateverThereIs(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "bernd")
	v.wait("bernd·manager", "200 of 500", "unlocked")
	v.press("N")
	v.wait("New payment link")
	v.press("esc")
	v.waitGone("New payment link")
	v.search("details.status_simple:1 AND amount:[6000 TO *] AND currency:EUR")
	v.refundTen()
	v.wait("Refund of €10.00 is final")
	v.quit()
}

func TestAnAuditorSeesNoPaymentAndAsksTheServerForNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "dora")
	v.wait("dora·auditor")
	v.press("2")
	v.wait("Your role, auditor, may not read this. Ask: viewer, support or manager.")
	v.press("r")
	v.wait("Your role, auditor, may not refund.")
	v.press("L")
	v.wait("No request") // of any kind
	v.press("q")
	v.waitGone("No request")
	v.quit()
	if got := strings.Join(s.entries(t), "\n"); !strings.HasPrefix(got, "dora attempt refused go-to payouts - role\n") {
		t.Errorf("the journal has\n%s", got)
	}
}

func TestWhoeverLeavesBeforeTheJournalIsOpenLeavesTheirAttemptInIt(t *testing.T) {
	p := &program{env: readEnv(nil), lang: text.For("en")}
	p.flags.journal = filepath.Join(t.TempDir(), "journal.db")
	at, err := p.place()
	if err != nil {
		t.Fatal(err)
	}
	run, err := runner.New(at.cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Client().Close()
	session := run.Open(func(state.Event) {})
	session.Do(state.NoteAttempt{Action: "refund", Target: "PCI_1", Operator: "carl", Why: state.WhyRole})
	book := p.openJournal(t.Context(), at, time.UTC, run, p.watchRules())
	session.Close()
	book.close(p)
	if got := (shop{journal: p.flags.journal}).entries(t); len(got) != 1 || got[0] != "carl attempt refused refund PCI role" {
		t.Errorf("the journal has %q", got)
	}
}

// journalAs runs a journal command for whoever the system says it is, in a role.
func journalAs(t *testing.T, role, path string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	config := writeConfig(t, t.TempDir(), "[roles]\ndefault = 'manager'\n"+`"`+accountName()+`" = '`+role+"'\n")
	return read(append(args, "--config", config, "--journal", path)...)
}

func TestTheJournalIsReadByWhomTheRolesLet(t *testing.T) {
	for role, may := range map[string]bool{"viewer": false, "support": true, "manager": true, "auditor": true} {
		for _, command := range []string{"list", "verify", "show GOOD"} {
			path := someJournal(t)
			code, out, talk := journalAs(t, role, path, strings.Fields(command)...)
			if may {
				if code != 0 || out == "" {
					t.Errorf("%s, %s: exit code %d, %s", role, command, code, talk)
				}
				continue
			}
			if code != 1 || out != "" || !strings.HasPrefix(talk, "tresen: Your role, viewer, may not read the journal. Ask: support, manager or auditor.") {
				t.Errorf("%s, %s: exit code %d, %s%s", role, command, code, out, talk)
			}
			_, list, _ := read("list", "--json", "--limit", "1", "--journal", path)
			var e state.JournalEntry
			if err := json.Unmarshal([]byte(list), &e); err != nil || e.Kind != "attempt" || e.State != "refused" || e.Target != "-" ||
				e.Operator != accountName() || e.Result != "journal "+strings.Fields(command)[0] || e.Open {
				t.Errorf("%s, %s: the last entry is %s, %v", role, command, list, err)
			}
		}
	}
}

func TestACommandInALoopDoesNotFillTheJournal(t *testing.T) {
	path := someJournal(t)
	_, before, _ := read("list", "--json", "--journal", path)
	for _, command := range []string{"list", "list", "verify", "list", "verify"} {
		journalAs(t, "viewer", path, command)
	}
	_, after, _ := read("list", "--json", "--journal", path)
	if n := strings.Count(after, "\n") - strings.Count(before, "\n"); n != 2 { // one a command
		t.Errorf("%d attempts are recorded:\n%s", n, after)
	}
}

func TestARefusedCommandMakesNoJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	if code, _, talk := journalAs(t, "viewer", path, "list"); code != 1 || !strings.Contains(talk, "may not read the journal") {
		t.Errorf("exit code %d, %s", code, talk)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it made one")
	}
}

func TestADoubtIsSettledByWhoseRoleAllowsIt(t *testing.T) {
	config := writeConfig(t, t.TempDir(), someRoles)
	for operator, may := range map[string]bool{"carl": false, "anna": false, "dora": false, "bernd": true} {
		path := someJournal(t)
		code, _, talk := typing(t, "applied 10.00\n", "FIGHT", "applied", "--operator", operator, "--config", config, "--journal", path)
		_, last := endOf(t, path, "FIGHT")
		if (code == 0) != may || (last.State == "applied") != may {
			t.Errorf("%s: exit code %d, the last entry is %+v\n%s", operator, code, last, talk)
		}
		if may {
			continue
		}
		if !strings.Contains(talk, "may not settle what is in doubt. Ask: manager.") || strings.Contains(talk, "PCI_1") {
			t.Errorf("%s is told\n%s", operator, talk)
		}
		_, list, _ := read("list", "--json", "--limit", "1", "--journal", path)
		if !strings.Contains(list, `"kind":"attempt"`) || !strings.Contains(list, `"target":"PCI_1"`) || !strings.Contains(list, `"operator":"`+operator+`"`) {
			t.Errorf("%s: the last entry is %s", operator, list)
		}
	}
}

func TestOnARealServerADecisionIsOfWhoIsSignedIn(t *testing.T) {
	if accountName() == "?" {
		t.Skip("this machine does not say who is signed in")
	}
	path := someJournal(t)
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	e := journal.Entry{Intent: "REAL", State: "conflict", Open: true, Kind: "refund", Env: "connect.secucard.com", Target: "PCI_9",
		Amount: 1000, Currency: "EUR", Operator: "bea", At: began}
	if _, err := j.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	j.Close()
	code, _, talk := typing(t, "applied 10.00\n", "REAL", "applied", "--operator", "bernd", "--journal", path)
	if code != 1 || !strings.Contains(talk, "--operator is for the sandbox") {
		t.Errorf("exit code %d, %s", code, talk)
	}
	if code, _, talk := typing(t, "applied 10.00\n", "REAL", "applied", "--journal", path); code != 0 {
		t.Errorf("exit code %d, %s", code, talk)
	}
	j, err = journal.OpenToRead(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if entries, err := j.Intent(t.Context(), "REAL"); err != nil || len(entries) != 2 || entries[1].Operator != accountName() {
		t.Errorf("%+v, %v", entries, err)
	}
}
