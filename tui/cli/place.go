package cli

import (
	"cmp"
	"net/url"
	"os/user"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/text"
)

// environ is the environment, by name.
type environ map[string]string

func readEnv(env []string) environ {
	e := make(environ, len(env))
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		e[name] = value
	}
	return e
}

// lang is the language of messages that the environment asks for.
func (e environ) lang() string { return cmp.Or(e["LC_ALL"], e["LC_MESSAGES"], e["LANG"]) }

// list is the environment for the terminal library, without the account.
func (e environ) list() []string {
	var env []string
	for name, value := range e {
		if name != envClientID && name != envClientSecret {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// kinds says what a mistake would cost on the servers that are known. Every
// other one is taken for real: that locks writes until somebody unlocks them.
var kinds = map[string]state.ServerKind{
	"connect.secucard.com":            state.Live,
	"connect-testing.secuconnect.com": state.Test,
	"connect-testing.secupay-ag.de":   state.Test,
	"connect-showcase.secupay-ag.de":  state.Test,
	"127.0.0.1":                       state.Sandbox,
	"::1":                             state.Sandbox,
	"localhost":                       state.Sandbox,
}

// kindOf is the kind of server of a host name without its port.
func kindOf(host string) state.ServerKind {
	if kind, known := kinds[strings.ToLower(host)]; known {
		return kind
	}
	return state.Live
}

// builtIn is the host that screens and the journal name for the sandbox in this
// process.
const builtIn = "built-in"

// place is where a screen works.
type place struct {
	cfg  api.Config
	kind state.ServerKind
	host string
}

// builtIn reports the sandbox in this process.
func (at place) builtIn() bool { return at.cfg.Transport != nil }

// place finds out where to work: a real server with the account of the
// environment, or the sandbox in this process.
func (p *program) place() (place, error) {
	id, secret := p.env[envClientID], p.env[envClientSecret]
	base := strings.TrimSpace(p.flags.baseURL)
	switch {
	case base != "" && !strings.Contains(base, "://"):
		return place{}, fault(text.NoScheme, base, strings.TrimLeft(base, "/"))
	case id != "" && secret == "":
		return place{}, fault(text.OneCredential, envClientID, envClientSecret)
	case id == "" && secret != "":
		return place{}, fault(text.OneCredential, envClientSecret, envClientID)
	case id != "" && base == "":
		return place{}, fault(text.NoBaseURL)
	}
	if base == "" {
		server := sandbox.New(p.flags.sandbox)
		id, secret := server.Credentials()
		return place{kind: state.Sandbox, host: builtIn, cfg: api.Config{BaseURL: server.BaseURL(), ClientID: id,
			ClientSecret: secret, Transport: server.RoundTripper()}}, nil
	}
	root, err := api.ParseBaseURL(base)
	if err != nil {
		return place{}, err
	}
	if id == "" {
		if s, configured := p.config.account["base_url"]; configured && s.text == p.flags.baseURL {
			return place{}, fault(text.NoCredentialsFor, s.file.path, base)
		}
		return place{}, fault(text.NoCredentials)
	}
	return place{kind: kindOf(root.Hostname()), host: root.Host,
		cfg: api.Config{BaseURL: base, ClientID: id, ClientSecret: secret}}, nil
}

// zone is the time zone of the flag.
func (p *program) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(p.flags.timezone)
	if err != nil || p.flags.timezone == "" {
		return nil, fault(text.BadTimezone, p.flags.timezone)
	}
	return zone, nil
}

// kindOfEnv is the kind of server of an entry of the journal.
func kindOfEnv(env string) state.ServerKind {
	if env == builtIn {
		return state.Sandbox
	}
	return kindOf((&url.URL{Host: env}).Hostname())
}

// operator is who sits at the screen, for the frame, the rules and the journal:
// the account of the system. Only where nothing is real it may be anybody, by
// what was asked for or by USER, so that two persons can be tried out on one
// machine.
func (p *program) operator(kind state.ServerKind, asked string) (string, error) {
	switch {
	case kind == state.Sandbox:
		return cmp.Or(operatorName(asked), operatorName(p.env["USER"]), accountName()), nil
	case asked != "":
		return "", fault(text.OperatorIsReal, accountName())
	}
	return accountName(), nil
}

// longestName is how much of an operator's name is kept, in characters.
const longestName = 40

// operatorName is a name as it is shown and recorded.
func operatorName(name string) string {
	runes := []rune(strings.TrimSpace(api.Clean(name)))
	return string(runes[:min(len(runes), longestName)])
}

// accountName is how the system calls the account of this process. The
// environment has no say in it.
func accountName() string {
	u, err := user.Current()
	if err != nil {
		return "?"
	}
	if _, err := user.LookupId(u.Uid); err != nil { // then the name is a guess, made from the environment
		return operatorName("uid-" + u.Uid)
	}
	return cmp.Or(operatorName(u.Username), "?")
}
