package cli

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tresen/api"
	"tresen/state"
)

// call runs a command line in this process, without a terminal.
func call(env []string, args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(args, append([]string{"LANG=en_GB.UTF-8", "USER=anna"}, env...), strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

const (
	anID     = "TRESEN_CLIENT_ID=an-id"
	aSecret  = "TRESEN_CLIENT_SECRET=hunter2-secret"
	testHost = "https://connect-testing.secuconnect.com"
)

func TestWrongCallsAreAnsweredWithASentenceAndItsNextStep(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		args []string
		want []string // parts of the one line on standard error
	}{
		{"no terminal", nil, nil, []string{"tresen: standard output is not a terminal: ", "ssh -t"}},
		{"in German", []string{"LC_ALL=de_DE.UTF-8"}, nil, []string{"tresen: die Standardausgabe ist kein Terminal: "}},
		{"German by flag", nil, []string{"--lang", "de"}, []string{"die Standardausgabe ist kein Terminal"}},
		{"no scheme", []string{anID, aSecret}, []string{"--base-url", "connect.secucard.com"}, []string{`"connect.secucard.com" has no scheme: write https://connect.secucard.com`}},
		{"no scheme and no account", nil, []string{"--base-url", "connect.secucard.com"}, []string{"has no scheme"}},
		{"unencrypted", []string{anID, aSecret}, []string{"--base-url", "http://connect.secucard.com"}, []string{"unencrypted", "write https://connect.secucard.com"}},
		{"account in the URL", []string{anID, aSecret}, []string{"--base-url", "https://me:pass@connect.secucard.com"}, []string{"TRESEN_CLIENT_ID"}},
		{"no secret", []string{anID}, []string{"--base-url", testHost}, []string{"TRESEN_CLIENT_ID is set, TRESEN_CLIENT_SECRET is not", "set both"}},
		{"no id", []string{aSecret}, nil, []string{"TRESEN_CLIENT_SECRET is set, TRESEN_CLIENT_ID is not"}},
		{"no account", nil, []string{"--base-url", testHost}, []string{"set TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET", "built-in sandbox"}},
		{"no server", []string{anID, aSecret}, nil, []string{"no server is named", "--base-url " + testHost}},
		{"language", nil, []string{"--lang", "fr"}, []string{`no language "fr"`, "--lang en or --lang de"}},
		{"time zone", nil, []string{"--timezone", "Middle/Earth"}, []string{`"Middle/Earth" is no time zone`, "Europe/Berlin"}},
		{"no time zone", nil, []string{"--timezone", ""}, []string{"is no time zone"}},
		{"chaos", nil, []string{"--chaos", "5"}, []string{"from 0 to 1", "--chaos 0.1"}},
		{"chaos that is no number", nil, []string{"--chaos", "NaN"}, []string{"from 0 to 1"}},
		{"payments", nil, []string{"sandbox", "--payments", "-1"}, []string{"--payments -1", "from 0 to"}},
		{"latency", nil, []string{"--latency", "-1s"}, []string{"-1s", "200ms"}},
		{"faults on a real server", []string{anID, aSecret}, []string{"--base-url", testHost, "--chaos", "0.5"}, []string{"--chaos belongs to the built-in sandbox", "leave it out"}},
		{"flag", nil, []string{"--colour"}, []string{"unknown flag: --colour"}},
		{"command", nil, []string{"sandbx"}, []string{`unknown command "sandbx"`}},
		{"address", nil, []string{"sandbox", "--listen", "127.0.0.1:99999"}, []string{"cannot listen on 127.0.0.1:99999", "--listen"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := call(tt.env, tt.args...)
			if code != 1 || stdout != "" {
				t.Errorf("exit code %d, standard output %q", code, stdout)
			}
			if strings.Count(stderr, "tresen: ") != 1 || strings.Count(strings.TrimRight(stderr, "\n"), "\n") != 0 {
				t.Errorf("not one line: %q", stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("%q is missing in %q", want, stderr)
				}
			}
			if strings.Contains(stderr, "hunter2") {
				t.Errorf("the secret is in %q", stderr)
			}
		})
	}
}

func TestWithoutArgumentsThoseOfTheProcessMeanNothing(t *testing.T) {
	defer func(args []string) { os.Args = args }(os.Args)
	os.Args = []string{os.Args[0], "-test.count", "1"}
	if _, _, stderr := call(nil); !strings.Contains(stderr, "standard output is not a terminal") {
		t.Errorf("it answers %q", stderr)
	}
}

func TestHelpAndVersionNeedNoTerminal(t *testing.T) {
	code, help, _ := call(nil, "--help")
	for _, want := range []string{"--base-url", "--chaos", "sandbox", "TRESEN_CLIENT_ID"} {
		if code != 0 || !strings.Contains(help, want) {
			t.Errorf("exit code %d, %q is missing in %s", code, want, help)
		}
	}
	if _, help, _ := call([]string{"LANG=de_DE.UTF-8"}, "--help"); !strings.Contains(help, "Zugangsdaten") {
		t.Errorf("German help: %s", help)
	}
	code, version, _ := call(nil, "version")
	if code != 0 || !strings.HasPrefix(version, "tresen ") {
		t.Errorf("exit code %d, version %q", code, version)
	}
	for _, secret := range []string{"--client-secret", "--client-id", "--secret", "--password"} {
		if strings.Contains(help, secret) {
			t.Errorf("a secret is a flag: %s", secret)
		}
	}
}

func TestAnUnknownHostIsTakenForReal(t *testing.T) {
	tests := map[string]state.ServerKind{
		"connect.secucard.com":                 state.Live,
		"CONNECT.secucard.com":                 state.Live,
		"connect-testing.secuconnect.com":      state.Test,
		"Connect-Testing.secuconnect.com":      state.Test,
		"connect-testing.secupay-ag.de":        state.Test,
		"connect-showcase.secupay-ag.de":       state.Test,
		"127.0.0.1":                            state.Sandbox,
		"::1":                                  state.Sandbox,
		"localhost":                            state.Sandbox,
		"connect-testing.secuconnect.com.evil": state.Live,
		"connect-testing.example.com":          state.Live,
		"127.0.0.2":                            state.Live,
		"localhost.example.com":                state.Live,
		"":                                     state.Live,
	}
	for host, want := range tests {
		if got := kindOf(host); got != want {
			t.Errorf("%q is %v, want %v", host, got, want)
		}
	}
}

func TestOnlyTheSandboxOfThisProcessIsBuiltIn(t *testing.T) {
	p := &program{env: readEnv(nil)}
	at, err := p.place()
	if err != nil || at.kind != state.Sandbox || !at.builtIn() || at.cfg.ClientSecret == "" {
		t.Errorf("without an account: %v, %v", at, err)
	}
	p.env = readEnv([]string{anID, aSecret})
	p.flags.baseURL = "http://localhost:8080/"
	at, err = p.place()
	if err != nil || at.kind != state.Sandbox || at.builtIn() || at.host != "localhost:8080" {
		t.Errorf("a local server: %v, %v", at, err)
	}
}

func TestSecretsReachNoChildAndNoLibrary(t *testing.T) {
	env := readEnv([]string{anID, aSecret, "TERM=xterm", "EMPTY=", "EQUALS=a=b"})
	for _, entry := range env.list() {
		if strings.Contains(entry, "TRESEN") {
			t.Errorf("%q is handed on", entry)
		}
	}
	if env["EQUALS"] != "a=b" || len(env.list()) != 3 {
		t.Errorf("the rest is %q", env.list())
	}
}

func TestTheOperatorsNameIsHarmless(t *testing.T) {
	p := &program{env: readEnv([]string{"USER=an\x1b[2Jna\u202e" + strings.Repeat("x", 100)})}
	name, err := p.operator(state.Sandbox, "")
	if err != nil || !strings.HasPrefix(name, "an[2Jna") || len([]rune(name)) > 40 || name != api.Clean(name) {
		t.Errorf("operator %q", name)
	}
	p.env = environ{}
	if name, err := p.operator(state.Sandbox, ""); err != nil || name == "" {
		t.Errorf("without USER there is no operator: %v", err)
	}
}

// serveSandbox runs "tresen sandbox" in a process of its own.
func serveSandbox(t testing.TB, args ...string) (ready, *screen) {
	t.Helper()
	s := start(t, terminal{cols: 200, rows: 10, args: append([]string{"sandbox"}, args...)})
	s.wait("{", "}")
	var r ready
	text := s.text()
	text = text[strings.Index(text, "{"):]
	text = strings.ReplaceAll(text[:strings.Index(text, "}")+1], "\n", "")
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return r, s
}

func TestTheSandboxSaysWhereItIsAndStopsWhenAsked(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		r, s := serveSandbox(t, "--listen", "127.0.0.1:0", "--payments", "20", "--seed", "7")
		client, err := api.New(api.Config{BaseURL: r.BaseURL, ClientID: r.ClientID, ClientSecret: r.ClientSecret})
		if err != nil {
			t.Fatal(err)
		}
		page, err := api.PaymentTransactions.Find(t.Context(), client, api.Query{Count: 5})
		if err != nil || len(page.Items) != 5 {
			t.Errorf("%d payments came, %v", len(page.Items), err)
		}
		client.Close()
		s.signal(sig)
		if code := s.exit(); code != 0 {
			t.Errorf("%v ends it with %d", sig, code)
		}
		if !strings.Contains(s.stderr.String(), "20 payments of seed 7 on "+r.BaseURL) {
			t.Errorf("standard error: %q", s.stderr)
		}
	}
}

func TestTheSandboxKeepsWhatClientsDidInAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "data")
	made := ""
	for range 2 {
		r, s := serveSandbox(t, "--listen", "127.0.0.1:0", "--payments", "20", "--data", file)
		client, err := api.New(api.Config{BaseURL: r.BaseURL, ClientID: r.ClientID, ClientSecret: r.ClientSecret})
		if err != nil {
			t.Fatal(err)
		}
		if made == "" {
			store, err := api.CreateStore.Do(t.Context(), client, api.NewStore{Name: "Filiale am Markt"})
			if err != nil {
				t.Fatal(err)
			}
			made = store.Value.ID
		} else if store, err := api.Stores.Get(t.Context(), client, made); err != nil || store.Value.Name != "Filiale am Markt" {
			t.Errorf("after a restart the store is %+v, %v", store.Value, err)
		}
		client.Close()
		s.signal(syscall.SIGTERM)
		s.exit()
	}
}

func TestTheSandboxNamesAnAddressThatClientsCanUse(t *testing.T) {
	tests := map[string]string{"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "127.0.0.1:9": "127.0.0.1:9", "[::1]:9": "[::1]:9"}
	for listen, want := range tests {
		addr, err := net.ResolveTCPAddr("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := reachable(addr); got != want {
			t.Errorf("%s is reached at %s, want %s", listen, got, want)
		}
	}
}
