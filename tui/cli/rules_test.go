package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
)

// changed writes a file over the one that is there, as an editor does that keeps
// it in place, and long enough ago to be done.
func changed(t *testing.T, path, words string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	settle(t, path)
}

// settle makes the last change of a file one of a minute ago.
func settle(t *testing.T, path string) {
	t.Helper()
	at := time.Now().Add(-time.Minute)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// replaced puts a new file in its place, as careful editors do.
func replaced(t *testing.T, path, words string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// watched is a configuration with roles that is being followed.
func watched(t *testing.T) (path string, r *rules) {
	t.Helper()
	surroundings(t)
	path = writeConfig(t, t.TempDir(), someRoles)
	settle(t, path)
	p, err := configured("--config", path)
	if err != nil {
		t.Fatal(err)
	}
	r = p.watchRules()
	r.isNow(t, "at the start", state.Support, "")
	return path, r
}

// isNow checks what the rules say of anna, and what is wrong with them.
func (r *rules) isNow(t *testing.T, when string, role state.Role, wrong string) {
	t.Helper()
	now := r.read()
	said := text.For("en").Say(now.Broken)
	if got := now.Rule("anna").Role; got != role || (wrong == "") != now.Broken.IsZero() || !strings.Contains(said, wrong) {
		t.Errorf("%s: anna is %s, and it says %q, want %s and %q", when, got, said, role, wrong)
	}
}

func TestAChangedConfigurationHoldsAtOnce(t *testing.T) {
	path, r := watched(t)
	demoted := strings.Replace(someRoles, `anna = "support"`, `anna = "viewer"`, 1)
	changed(t, path, demoted)
	r.isNow(t, "written in place", state.Viewer, "")
	replaced(t, path, someRoles)
	r.isNow(t, "replaced", state.Support, "")
	replaced(t, path, strings.Replace(someRoles, "50.00", "5.00", 1))
	if limit := r.read().Rule("anna").Limits["EUR"].Refund; limit == nil || *limit != 500 {
		t.Errorf("the limit is %v", limit)
	}
}

func TestAConfigurationThatIsNotRightStopsWritesUntilItIs(t *testing.T) {
	for name, c := range map[string]struct {
		wrong func(path string)
		says  string
	}{
		"a mistake":       {func(path string) { changed(t, path, someRoles+"\n[limits.support.EUR\n") }, "this is no TOML"},
		"an unknown role": {func(path string) { replaced(t, path, "[roles]\ndefault = 'boss'\n") }, "there is no role"},
		"empty":           {func(path string) { changed(t, path, "") }, "no longer says who may do what"},
		"without roles":   {func(path string) { changed(t, path, "[limits.support.EUR]\nrefund = '1'\n") }, "no longer says who may do what"},
		"gone":            {func(path string) { os.Remove(path) }, "put it back as it was"},
		"a directory": {func(path string) {
			os.Remove(path)
			os.Mkdir(path, 0o700)
			settle(t, path) // it may have got the number of the file
		}, "cannot be read"},
		"others may write it": {func(path string) { os.Chmod(path, 0o666) }, "others may write this file"},
	} {
		path, r := watched(t)
		c.wrong(path)
		r.isNow(t, name, state.Support, c.says) // the last good rules are those to read by
		r.isNow(t, name+", looked at again", state.Support, c.says)
		if r.read().Rule("anna").Broken == false {
			t.Errorf("%s: anna may write", name)
		}
		os.Remove(path)
		changed(t, path, strings.Replace(someRoles, `anna = "support"`, `anna = "viewer"`, 1))
		r.isNow(t, name+", put right", state.Viewer, "")
	}
}

func TestAFileThatIsBeingWrittenCountsWhenItIsDone(t *testing.T) {
	path, r := watched(t)
	if err := os.WriteFile(path, []byte("[roles]\ndefault = 'manager'\n"), 0o600); err != nil { // the first half
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r.clock = func() time.Time { return info.ModTime().Add(restTime - 1) }
	r.isNow(t, "half written", state.Support, "")
	r.clock = func() time.Time { return info.ModTime().Add(restTime) }
	r.isNow(t, "left like that", state.Manager, "")
	r.clock = time.Now
	changed(t, path, strings.Replace(someRoles, `anna = "support"`, `anna = "viewer"`, 1))
	r.isNow(t, "written", state.Viewer, "")
}

func TestRolesThatAppearLaterHoldAsWell(t *testing.T) {
	_, user := surroundings(t)
	p, err := configured()
	if err != nil {
		t.Fatal(err)
	}
	r := p.watchRules()
	r.isNow(t, "without a configuration", state.Manager, "")
	writeConfig(t, user, someRoles)
	r.isNow(t, "with one", state.Support, "")
	if !r.read().Roles {
		t.Error("the frame does not name the role")
	}
}

func TestOtherSettingsWaitForTheNextStart(t *testing.T) {
	path, r := watched(t)
	if r.read().Restart {
		t.Error("at the start there is something to start again for")
	}
	replaced(t, path, "[account]\njournal = '/elsewhere.db'\n"+someRoles)
	if !r.read().Restart {
		t.Error("another journal makes no difference")
	}
	replaced(t, path, someRoles)
	if r.read().Restart {
		t.Error("as it was, there is still something")
	}
}

func TestADemotedOperatorsOpenFormSendsNothing(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "anna")
	v.wait("anna·support", "200 of 500", "unlocked")
	v.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	v.press("r")
	v.wait("Still in effect")
	v.press("10", "enter")
	v.wait("= €10.00", "Reason")
	v.press("enter")
	v.wait("Check and send")
	replaced(t, s.config, strings.Replace(someRoles, `anna = "support"`, `anna = "viewer"`, 1))
	v.wait("anna·viewer", "Your role, viewer, may not refund.")
	v.press("10")
	v.waitSeconds(2)
	v.press("enter")
	v.waitSeconds(1)
	v.wait("Check and send", "may not refund")
	v.press("esc")
	v.waitGone("Check and send")
	v.press("esc")
	v.waitGone("Reason")
	v.press("6") // and the journal is none of a viewer's business
	v.wait("may not read the journal")
	v.quit()
	if made := s.AllRefunds(); len(made) != 0 {
		t.Errorf("the server made %+v", made)
	}
	if got, want := strings.Join(s.entries(t), "\n"), "anna attempt refused refund PCI role\nanna attempt refused go-to journal - role"; got != want {
		t.Errorf("the journal has\n%s\nwant\n%s", got, want)
	}
}

func TestALimitThatIsLoweredMeanwhileAsksForASecondPerson(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	anna, bernd := s.as(t, "anna"), s.as(t, "bernd")
	bernd.wait("bernd·manager", "200 of 500", "unlocked")
	anna.wait("anna·support", "200 of 500", "unlocked")
	anna.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	anna.press("r")
	anna.wait("Still in effect")
	anna.press("10", "enter")
	anna.wait("= €10.00", "Reason")
	anna.press("enter")
	anna.wait("Check and send")
	replaced(t, s.config, strings.Replace(someRoles, "50.00", "5.00", 1))
	anna.wait("The limits of your role were changed.", "the limit for one refund does not cover it")
	anna.press("10")
	anna.waitSeconds(2)
	anna.press("enter")
	anna.waitGone("Check and send")
	bernd.wait("1 waits for you")
	bernd.press("a")
	bernd.wait("Refund of €10.00", "Approve and send", "Sends exactly") // it was read
	// The limits change once more, and bernd's role with them, while he looks.
	bernd.press("j", "enter")
	bernd.wait("Type y, or €10.00 again")
	replaced(t, s.config, strings.Replace(someRoles, `bernd = "manager"`, `bernd = "support"`, 1))
	bernd.wait("bernd·support", "Your role, support, may not approve.")
	bernd.press("enter")
	replaced(t, s.config, strings.Replace(someRoles, "50.00", "5.00", 1))
	bernd.wait("bernd·manager")
	bernd.press("enter")
	bernd.wait("Type y, or €10.00 again")
	bernd.press("10")
	bernd.waitSeconds(2)
	bernd.press("enter")
	anna.wait("Refund of €10.00 is final")
	bernd.signal(syscall.SIGTERM)
	bernd.exit()
	anna.quit()
	if made := s.AllRefunds(); len(made) != 1 || made[0].Amount != 1000 {
		t.Errorf("the server made %+v", made)
	}
}

func TestAConfigurationBrokenAndMendedWhileTheProgramRuns(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	v := s.as(t, "anna")
	v.wait("anna·support", "200 of 500", "unlocked")
	v.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	replaced(t, s.config, "[roles\n")
	v.wait("Nothing is written until this is put right", "this is no TOML", "read only")
	v.press("r")
	v.wait("no TOML")
	v.press("enter") // reading goes on
	v.wait("Overview", "read at")
	v.press("esc")
	v.waitGone("read at")
	if err := os.Remove(s.config); err != nil {
		t.Fatal(err)
	}
	v.wait("no longer says who may do what")
	replaced(t, s.config, someRoles)
	v.wait("The configuration is right again", "anna·support")
	v.refundTen()
	v.wait("Refund of €10.00 is final")
	v.quit()
}

func TestADecisionThatWasTypedIsOfWhoMayDecideByThen(t *testing.T) {
	surroundings(t)
	config := writeConfig(t, t.TempDir(), someRoles)
	settle(t, config)
	p, err := configured("--config", config)
	if err != nil {
		t.Fatal(err)
	}
	path := someJournal(t)
	j, err := journal.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	_, last := endOf(t, path, "FIGHT")
	if err := p.stillDecides(t.Context(), j, "bernd", last); err != nil {
		t.Errorf("a manager may not: %v", err)
	}
	replaced(t, config, "[roles\n")
	if err := p.stillDecides(t.Context(), j, "bernd", last); err == nil || !strings.Contains(err.Error(), "no TOML") {
		t.Errorf("nobody knows who may, and it says %v", err)
	}
	replaced(t, config, strings.Replace(someRoles, `bernd = "manager"`, `bernd = "support"`, 1))
	if err := p.stillDecides(t.Context(), j, "bernd", last); err == nil || !strings.Contains(err.Error(), "may not settle") {
		t.Errorf("demoted, it says %v", err)
	}
}
