package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// writeConfig makes a configuration below a directory, as XDG wants it.
func writeConfig(t testing.TB, dir, words string) string {
	t.Helper()
	path := filepath.Join(dir, "tresen", "config.toml")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// surroundings are directories for the administrator's and for the user's
// configuration.
func surroundings(t *testing.T) (admin, user string) {
	t.Helper()
	admin, user = t.TempDir(), t.TempDir()
	t.Cleanup(xdg.Reload) // after the variables are as they were
	t.Setenv("XDG_CONFIG_DIRS", admin)
	t.Setenv("XDG_CONFIG_HOME", user)
	xdg.Reload()
	return admin, user
}

// configured is the program once it has read its configuration.
func configured(args ...string) (*program, error) {
	p := &program{env: readEnv(nil), lang: text.For("en")}
	root := p.command()
	if err := root.ParseFlags(args); err != nil {
		return nil, err
	}
	return p, p.configure(root)
}

const wholeConfig = `
[account]
base_url = "https://connect-testing.secuconnect.com"
journal  = "/var/lib/tresen/journal.db"
timezone = "Europe/Vienna"
lang     = "de"

[roles]
default = "viewer"
anna = "support"
"dora.fischer" = 'auditor'
roles = "manager" # a name like any other

[limits.support.EUR]
refund = "50,00"
day = "1.200,00 €"
[limits.support]
CHF.refund = "0.00"
JPY = { day = "5000" }

[approval]
expires = "90m"
`

func TestAConfigurationIsReadAsItIsWritten(t *testing.T) {
	_, user := surroundings(t)
	writeConfig(t, user, wholeConfig)
	p, err := configured()
	if err != nil {
		t.Fatal(p.words(err))
	}
	minor := func(n api.Minor) *api.Minor { return &n }
	want := state.Policy{Default: state.Viewer, Expires: 90 * time.Minute,
		Roles: map[string]state.Role{"anna": state.Support, "dora.fischer": state.Auditor, "roles": state.Manager},
		Limits: map[state.Role]map[string]state.Limit{state.Support: {
			"EUR": {Refund: minor(5000), Day: minor(120000)}, "CHF": {Refund: minor(0)}, "JPY": {Day: minor(5000)}}}}
	if diff := cmp.Diff(want, p.config.policy); diff != "" {
		t.Error(diff)
	}
	if p.flags.baseURL != testHost || p.flags.journal != "/var/lib/tresen/journal.db" || p.flags.timezone != "Europe/Vienna" || p.flags.lang != "de" {
		t.Errorf("the flags are %+v", p.flags)
	}
}

func TestFlagsWinOverTheConfiguration(t *testing.T) {
	_, user := surroundings(t)
	writeConfig(t, user, wholeConfig)
	p, err := configured("--timezone", "UTC", "--base-url", "")
	if err != nil || p.flags.timezone != "UTC" || p.flags.baseURL != "" || p.flags.lang != "de" {
		t.Errorf("the flags are %+v, %v", p.flags, err)
	}
}

// In another journal nobody would find what the limits of a day add up.
func TestWhereTheFileWithTheRolesNamesTheJournalNothingElseDoes(t *testing.T) {
	admin, user := surroundings(t)
	above := writeConfig(t, admin, "[roles]\ndefault = 'support'\n[account]\njournal = '/var/lib/tresen/shop.db'\n")
	if p, err := configured("--journal", "/var/lib/tresen/shop.db"); err != nil || p.flags.journal != "/var/lib/tresen/shop.db" {
		t.Errorf("the same: %v", err)
	}
	if p, err := configured("--journal", "mine.db"); err == nil || p.words(err) != "--journal must be /var/lib/tresen/shop.db here: "+above+" decides it, with the roles" {
		t.Errorf("a flag: %v", err)
	}
	below := writeConfig(t, user, "[account]\njournal = '/home/anna/mine.db'\n")
	if p, err := configured(); err == nil || !strings.HasPrefix(p.words(err), below+", line 2, account.journal: the administrator's file "+above) {
		t.Errorf("the user's file: %v", err)
	}
}

func TestWithoutAConfigurationNothingIsLimited(t *testing.T) {
	surroundings(t)
	p, err := configured()
	if diff := cmp.Diff(state.Policy{}, p.config.policy); diff != "" || err != nil || p.config.roles != nil || p.flags.timezone != "Europe/Berlin" {
		t.Errorf("%s, %v", diff, err)
	}
}

func TestAMistakeInTheConfigurationNamesItsPlaceAndWhatIsRight(t *testing.T) {
	for name, c := range map[string]struct {
		config string
		want   string // after the name of the file
	}{
		"unknown table":          {"\n[rolles]\n", `, line 2, rolles: there is no such key here: write one of account, roles, limits, approval`},
		"unknown key":            {"[account]\nbaseurl = 'x'\n", `, line 2, account.baseurl: there is no such key here: write one of base_url, journal, timezone, lang`},
		"a secret":               {"[account]\nclient_secret = 'x'\n", `, line 2, account.client_secret: there is no such key`},
		"unknown limit":          {"[limits.support.EUR]\nday = '1'\nweek = '5'\n", `, line 3, limits.support.EUR.week: there is no such key here: write one of refund, day`},
		"role":                   {"[roles]\ndefault = 'viewer'\nanna = 'boss'\n", `, line 3, roles.anna: there is no role "boss": write one of viewer, support, manager, auditor`},
		"role in capitals":       {"[roles]\ndefault = 'Viewer'\n", `, line 2, roles.default: there is no role "Viewer"`},
		"no default":             {"[approval]\nexpires='1h'\n[roles]\nanna = 'support'\n", `, line 3, roles: nothing says what those may do who are not named: add a line like default = "viewer"`},
		"roles by themselves":    {"[roles]\n", `, line 1, roles: nothing says`},
		"role that is a number":  {"[roles]\ndefault = 1\n", `, line 2, roles.default: this takes one text: write it in quotation marks`},
		"role that is a table":   {"[roles.anna]\n", `, line 1, roles.anna: this takes one text`},
		"role with keys":         {"[roles]\nanna.role = 'support'\n", `, line 2, roles.anna.role: this takes one text`},
		"roles in a text":        {"roles = 'support'\n", `, line 1, roles: this is a table: write it in [brackets], and below it default, NAME`},
		"many tables":            {"[[roles]]\ndefault = 'viewer'\n", `, line 1, roles: this is a table`},
		"name with spaces":       {"[roles]\n\" anna\" = 'support'\n", `, line 2, roles. anna: " anna" is no name of an operator`},
		"no name":                {"[roles]\n\"\" = 'support'\n", `, line 2, roles.: "" is no name`},
		"limit of a viewer":      {"[limits.viewer.EUR]\n", `, line 1, limits.viewer.EUR: "viewer" is no role with refunds to limit: write one of support, manager`},
		"currency":               {"[limits.support.eur]\nday = '1'\n", `, line 1, limits.support.eur: "eur" is no currency: write its code in capitals, like EUR`},
		"limit without currency": {"[limits.support]\nday = '1'\n", `, line 2, limits.support.day: "day" is no currency`},
		"amount as a number":     {"[limits.support.EUR]\nday = 50\n", `, line 2, limits.support.EUR.day: this takes one text: write it in quotation marks`},
		"ambiguous amount":       {"[limits.support.EUR]\nday = '1.200'\n", `, line 2, limits.support.EUR.day: 1.200 can mean €1,200.00 or €1.20: write it with two decimals`},
		"no amount":              {"[limits.support.EUR]\nday = 'much'\n", `, line 2, limits.support.EUR.day: "much" is no amount in EUR`},
		"amount below zero":      {"[limits.support.EUR]\nday = '-5'\n", `, line 2, limits.support.EUR.day: `},
		"another currency":       {"[limits.support.EUR]\nday = '5 CHF'\n", `, line 2, limits.support.EUR.day: `},
		"duration":               {"[approval]\nexpires = '1 day'\n", `, line 2, approval.expires: "1 day" is no time from 1m to 720h: write one like "24h"`},
		"too short a duration":   {"[approval]\nexpires = '5s'\n", `, line 2, approval.expires: "5s" is no time from 1m`},
		"too long a duration":    {"[approval]\nexpires = '721h'\n", `, line 2, approval.expires: "721h" is no time from 1m`},
		"inline":                 {"limits = { support = {\n EUR = { refnd = '5' } } }\n", `, line 2, limits.support.EUR.refnd: there is no such key here`},
		"dotted":                 {"\n\nlimits.support.EUR.refnd = '5'\n", `, line 3, limits.support.EUR.refnd: there is no such key here`},
		"twice":                  {"[roles]\ndefault='viewer'\nanna='support'\nanna='manager'\n", `, line 4: this is no TOML (toml: key anna is already defined)`},
		"a table twice":          {"[roles]\ndefault='viewer'\n[roles]\n", `, line 3: this is no TOML (toml: table roles already exists)`},
		"no TOML":                {"roles:\n  anna: support\n", `, line 1: this is no TOML`},
		"not even text":          {"\x00\xff", `, line 1: this is no TOML`},
		"an escape":              {"\"a\\u001b[2J\" = 'x'\n", `, line 1, a[2J: there is no such key`},
		"server":                 {"[account]\nbase_url = 'connect.secucard.com'\n", `, line 2, account.base_url: the base URL "connect.secucard.com" has no scheme: write https://connect.secucard.com`},
		"unencrypted server":     {"[account]\nbase_url = 'http://connect.secucard.com'\n", `, line 2, account.base_url: `},
		"journal":                {"[account]\njournal = 'journal.db'\n", `, line 2, account.journal: "journal.db" is no place for a journal: write a path from the root`},
		"time zone":              {"[account]\ntimezone = 'Middle/Earth'\n", `, line 2, account.timezone: "Middle/Earth" is no time zone`},
		"language":               {"[account]\nlang = 'fr'\n", `, line 2, account.lang: there is no language "fr" here: write "en" or "de"`},
	} {
		path := writeConfig(t, t.TempDir(), c.config)
		code, out, errs := call(nil, "--config", path)
		if want := "tresen: " + path + c.want; code != 1 || out != "" || !strings.HasPrefix(errs, want) {
			t.Errorf("%s: exit code %d, %s%s\nwant %s", name, code, out, errs, want)
		}
		if strings.Count(errs, "\n") != 1 || api.Clean(strings.TrimSpace(errs)) != strings.TrimSpace(errs) {
			t.Errorf("%s: not one harmless line: %q", name, errs)
		}
	}
}

func TestAMistakeAppliesNothingOfTheConfiguration(t *testing.T) {
	path := writeConfig(t, t.TempDir(), wholeConfig+"\n[limits.manager.EUR]\nday = '1.200'\n")
	p, err := configured("--config", path)
	if err == nil || p.flags.baseURL != "" || p.flags.journal != "" || p.flags.lang != "" {
		t.Errorf("%v, the flags are %+v", err, p.flags)
	}
	if diff := cmp.Diff(state.Policy{}, p.config.policy); diff != "" {
		t.Error(diff)
	}
}

func TestAConfigurationThatIsNamedHasToBeThere(t *testing.T) {
	_, user := surroundings(t)
	writeConfig(t, user, "[rolles]\n") // not asked for
	_, _, errs := call(nil, "--config", "/no/such/config.toml")
	if !strings.HasPrefix(errs, "tresen: there is no configuration at /no/such/config.toml: name one") {
		t.Error(errs)
	}
	_, _, errs = call([]string{"LANG=de_DE"}, "--config", t.TempDir())
	if !strings.Contains(errs, "ist nicht lesbar: is a directory") {
		t.Error(errs)
	}
	if code, out, errs := call(nil, "version"); code != 0 {
		t.Errorf("version reads the configuration: %s%s", out, errs)
	}
}

func TestTheAdministratorsFileStandsAboveTheUsers(t *testing.T) {
	const roles, limits = "[roles]\ndefault = 'viewer'\n", "[limits.support.EUR]\nday = '5'\n"
	for name, c := range map[string]struct{ admin, user, wrong string }{
		"roles in both":          {roles, "[roles]\ndefault = 'manager'\n", "roles"},
		"roles there, no limits": {roles, limits, "limits.support.EUR"},
		"limits there, no roles": {limits, roles, "roles"},
		"approval in both":       {"[approval]\nexpires = '1h'\n", "[approval]\nexpires = '2h'\n", "approval"},
		"an empty table":         {roles, "[limits]\n", "limits"},
		"only one has them":      {"", roles, ""},
		"the account in both":    {roles + "[account]\ntimezone = 'UTC'\nlang = 'de'\n", "[account]\ntimezone = 'Europe/Zurich'\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			admin, user := surroundings(t)
			above := writeConfig(t, admin, c.admin)
			below := writeConfig(t, user, c.user)
			p, err := configured()
			if c.wrong == "" {
				if err != nil || p.config.policy.Default != state.Viewer {
					t.Errorf("%v, %+v", err, p.config.policy)
				}
				if strings.Contains(c.user, "Zurich") && (p.flags.timezone != "Europe/Zurich" || p.flags.lang != "de") {
					t.Errorf("the account is %+v", p.flags)
				}
				return
			}
			want := below + ", line 1, " + c.wrong + ": the administrator's file " + above + " says who may do what: remove this here"
			if err == nil || !strings.HasPrefix(p.words(err), want) {
				t.Errorf("%v, want %s", err, want)
			}
			if _, err := configured("--config", below); err == nil || !strings.HasPrefix(p.words(err), want) {
				t.Error("the flag gets around the administrator's file")
			}
		})
	}
}

func TestTheEnvironmentDoesNotHideTheAdministratorsFile(t *testing.T) {
	surroundings(t)
	p := &program{}
	if paths := p.configPaths(); paths[0] != "/etc/xdg/tresen/config.toml" {
		t.Errorf("the files are %q", paths)
	}
}

func TestAFileThatOthersMayWriteDecidesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		config string
		mode   os.FileMode
		uid    int
		want   string
	}{
		"the group writes roles":     {"[roles]\ndefault = 'manager'\n", 0o620, -1, "roles: others may write this file, so it cannot say this: run chmod go-w "},
		"everybody writes limits":    {"[limits.support.EUR]\n", 0o602, -1, "limits.support.EUR: others may write this file"},
		"everybody writes approvals": {"approval = {}\n", 0o666, -1, "approval: others may write this file"},
		"the server":                 {"[account]\nbase_url = 'https://evil.example'\n", 0o666, -1, "account.base_url: others may write this file"},
		"the journal":                {"[account]\njournal = '/var/j'\n", 0o666, -1, "account.journal: others may write this file"},
		"the language":               {"[account]\nlang = 'de'\n", 0o666, -1, ""},
		"everybody reads":            {"[roles]\ndefault = 'manager'\n", 0o644, -1, ""},
		"another account's":          {"[roles]\ndefault = 'manager'\n", 0o600, 4711, "roles: this file belongs to another account (4711), so it cannot say this: "},
		"another account's language": {"[account]\nlang = 'de'\n", 0o600, 4711, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.uid >= 0 && os.Geteuid() != 0 {
				t.Skip("only root can give files away")
			}
			path := writeConfig(t, t.TempDir(), c.config)
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			if err := os.Chown(path, c.uid, -1); err != nil {
				t.Fatal(err)
			}
			p, err := configured("--config", path)
			switch {
			case c.want == "" && err != nil:
				t.Error(p.words(err))
			case c.want != "" && (err == nil || !strings.Contains(p.words(err), c.want)):
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestNobodyIsSomebodyElseWhereThingsAreReal(t *testing.T) {
	me := accountName()
	p := &program{env: readEnv([]string{"USER=anna"}), lang: text.For("en")}
	for name, c := range map[string]struct {
		kind        state.ServerKind
		asked, want string
		refused     bool
	}{
		"sandbox, asked":   {state.Sandbox, "bernd", "bernd", false},
		"sandbox, by USER": {state.Sandbox, "", "anna", false},
		"test":             {state.Test, "", me, false},
		"live":             {state.Live, "", me, false},
		"test, asked":      {state.Test, "bernd", "", true},
		"live, asked":      {state.Live, me, "", true},
	} {
		who, err := p.operator(c.kind, c.asked)
		if who != c.want || (err != nil) != c.refused {
			t.Errorf("%s: %q, %v", name, who, err)
		}
		if err != nil && !strings.Contains(p.words(err), "you are "+me) {
			t.Errorf("%s: %s", name, p.words(err))
		}
	}
	_, _, errs := call([]string{anID, aSecret}, "--base-url", testHost, "--operator", "bernd")
	if !strings.Contains(errs, "--operator is for the sandbox") {
		t.Error(errs)
	}
	for env, want := range map[string]state.ServerKind{"built-in": state.Sandbox, "localhost:8080": state.Sandbox, "[::1]:80": state.Sandbox,
		"::1": state.Live, "connect.secucard.com": state.Live, "connect-testing.secuconnect.com": state.Test, "-": state.Live} {
		if got := kindOfEnv(env); got != want {
			t.Errorf("%s is %v, want %v", env, got, want)
		}
	}
}
