package cli

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/bojanz/currency"
	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/spf13/cobra"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// config is what the configuration files say, all of them together.
type config struct {
	account map[string]setting // by key: defaults of flags
	policy  state.Policy
	// roles is the first line that says who has which role, nil where none does.
	roles *setting
	// policed is the first line that says who may do what, nil where none does.
	policed *setting
}

// configRule is a key that a configuration may have. Names in capitals stand for
// any name of their kind; see nameKinds.
type configRule struct {
	key string
	// trusted: only a file that nobody else can write may have it.
	trusted bool
	// policy: where the administrator's file has any of these, no other may.
	policy bool
	take   func(*config, setting) text.Msg // the zero Msg: it is right
}

var configRules = []configRule{
	{key: "account.base_url", trusted: true, take: takeBaseURL}, // the account's secret goes there
	{key: "account.journal", trusted: true, take: takeJournal},
	{key: "account.timezone", take: takeTimezone},
	{key: "account.lang", take: takeLang},
	{key: "roles.default", trusted: true, policy: true, take: takeDefault},
	{key: "roles.NAME", trusted: true, policy: true, take: takeRole},
	{key: "limits.ROLE.CURRENCY.refund", trusted: true, policy: true, take: takeLimit},
	{key: "limits.ROLE.CURRENCY.day", trusted: true, policy: true, take: takeLimit},
	{key: "approval.expires", trusted: true, policy: true, take: takeExpires},
}

// nameKinds say what is wrong with a name of a kind.
var nameKinds = map[string]func(name string) text.Msg{
	"NAME":     wrongOperator,
	"ROLE":     wrongLimitRole,
	"CURRENCY": wrongCurrency,
}

// accountFlags are the flags that the account's settings are defaults of.
var accountFlags = map[string]string{"base_url": "base-url", "journal": "journal", "timezone": "timezone", "lang": "lang"}

// readConfig reads the configuration files of these paths; named says that the last
// one has to be there. A mistake anywhere is an error, and nothing of it applies.
func readConfig(paths []string, named bool) (config, error) {
	var c config
	for i, path := range paths {
		settings, err := readConfigFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist) && i == len(paths)-1 && named:
			return c, fault(text.ConfigNotThere, path)
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil:
			err = c.add(settings)
		}
		if err != nil {
			return c, err
		}
	}
	if c.roles != nil && c.policy.Default == "" {
		return c, c.roles.fault(text.M(text.ConfigNoDefault))
	}
	return c, nil
}

// configure reads the configuration and gives its values to the flags that were
// not set.
func (p *program) configure(cmd *cobra.Command) error {
	c, err := readConfig(p.configPaths(), p.flags.config != "")
	if err != nil {
		return err
	}
	p.config = c
	for key, s := range c.account {
		f := cmd.Flags().Lookup(accountFlags[key])
		if f != nil && f.Changed && c.pins(key) && f.Value.String() != s.text {
			return fault(text.ConfigPinned, f.Name, s.text, s.file.path)
		}
		if f != nil && !f.Changed {
			if err := f.Value.Set(s.text); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes over the settings of one file.
func (c *config) add(settings []setting) error {
	for _, s := range settings {
		rules, wrong := matching(s)
		if !wrong.IsZero() {
			return s.fault(wrong)
		}
		first := rules[0] // what they begin with decides about trust
		switch {
		case first.policy && c.policed != nil && c.policed.file != s.file:
			return s.fault(text.M(text.ConfigAbove, c.policed.file.path))
		case first.key == "account.journal" && c.pins("journal") && c.policed.file != s.file:
			return s.fault(text.M(text.ConfigAbove, c.policed.file.path))
		case first.policy && !s.file.shared.IsZero(), first.trusted && !s.table() && !s.file.shared.IsZero():
			return s.fault(s.file.shared)
		case first.policy && c.policed == nil:
			c.policed = &s
		}
		if c.roles == nil && s.key[0] == "roles" {
			c.roles = &s
		}
		if s.table() {
			continue
		}
		if wrong := first.take(c, s); !wrong.IsZero() {
			return s.fault(wrong)
		}
	}
	return nil
}

// pins reports a place that the file with the roles decides: in another journal
// nobody would find what the limits of a day add up, nor what waits.
func (c *config) pins(account string) bool {
	s, set := c.account[account]
	return set && account == "journal" && c.policed != nil && c.policed.file == s.file
}

// table reports the head of a table, in brackets or inline.
func (s setting) table() bool { return s.kind == unstable.Table || s.kind == unstable.InlineTable }

// fault names where a setting stands and what is wrong with it.
func (s setting) fault(wrong text.Msg) error {
	return fault(text.ConfigProblem, s.file.path, s.line, api.Clean(strings.Join(s.key, ".")), wrong)
}

// matching finds the rules that a key leads to: one for a value, all below it
// for a table. Otherwise it says what is wrong.
func matching(s setting) ([]configRule, text.Msg) {
	left := configRules
	for depth, name := range s.key {
		next, wrong := below(left, depth, name)
		if !wrong.IsZero() {
			return nil, wrong
		}
		left = next
	}
	valid := names(left, len(s.key))
	switch {
	case s.table() && len(valid) == 0, !s.table() && len(valid) == 0 && s.kind != unstable.String:
		return nil, text.M(text.ConfigNotText)
	case !s.table() && len(valid) > 0:
		return nil, text.M(text.ConfigIsTable, strings.Join(valid, ", "))
	}
	return left, text.Msg{}
}

// below narrows rules down to those that have a name at a depth. A name that is
// spelled out goes before one that stands for others.
func below(rules []configRule, depth int, name string) ([]configRule, text.Msg) {
	var exact, kind []configRule
	var check func(string) text.Msg
	for _, r := range rules {
		parts := strings.Split(r.key, ".")
		if depth >= len(parts) {
			continue
		}
		if wrong, any := nameKinds[parts[depth]]; any {
			kind, check = append(kind, r), wrong
		} else if parts[depth] == name {
			exact = append(exact, r)
		}
	}
	switch valid := names(rules, depth); {
	case len(exact) > 0:
		return exact, text.Msg{}
	case check != nil:
		return kind, check(name)
	case len(valid) == 0:
		return nil, text.M(text.ConfigNotText)
	default:
		return nil, text.M(text.ConfigUnknown, strings.Join(valid, ", "))
	}
}

// names are what rules can have at a depth, in their order.
func names(rules []configRule, depth int) []string {
	var all []string
	for _, r := range rules {
		if parts := strings.Split(r.key, "."); depth < len(parts) && !slices.Contains(all, parts[depth]) {
			all = append(all, parts[depth])
		}
	}
	return all
}

func (c *config) keep(s setting) text.Msg {
	if c.account == nil {
		c.account = map[string]setting{}
	}
	c.account[s.key[1]] = s // the user's file comes last, and wins
	return text.Msg{}
}

func takeBaseURL(c *config, s setting) text.Msg {
	if !strings.Contains(s.text, "://") {
		return text.M(text.NoScheme, s.text, strings.TrimLeft(s.text, "/"))
	}
	if _, err := api.ParseBaseURL(s.text); err != nil {
		return text.Plain(err.Error())
	}
	return c.keep(s)
}

func takeJournal(c *config, s setting) text.Msg {
	if !filepath.IsAbs(s.text) && !strings.HasPrefix(s.text, "postgres://") && !strings.HasPrefix(s.text, "postgresql://") {
		return text.M(text.ConfigJournal, s.text)
	}
	return c.keep(s)
}

func takeTimezone(c *config, s setting) text.Msg {
	if _, err := time.LoadLocation(s.text); err != nil || s.text == "" {
		return text.M(text.BadTimezone, s.text)
	}
	return c.keep(s)
}

func takeLang(c *config, s setting) text.Msg {
	if !spoken(s.text) {
		return text.M(text.ConfigLang, s.text)
	}
	return c.keep(s)
}

func takeDefault(c *config, s setting) text.Msg {
	c.policy.Default = state.Role(s.text)
	return wrongRole(s.text)
}

func takeRole(c *config, s setting) text.Msg {
	if c.policy.Roles == nil {
		c.policy.Roles = map[string]state.Role{}
	}
	c.policy.Roles[s.key[1]] = state.Role(s.text)
	return wrongRole(s.text)
}

// takeLimit takes over an amount. Zero is one: then every refund takes another
// operator.
func takeLimit(c *config, s setting) text.Msg {
	role, code := state.Role(s.key[1]), s.key[2]
	money, err := api.ParseMoney(s.text, code)
	if e, ok := errors.AsType[*api.AmountError](err); ok && e.Problem != api.AmountZero {
		return state.AmountProblem(e)
	}
	if c.policy.Limits == nil {
		c.policy.Limits = map[state.Role]map[string]state.Limit{}
	}
	if c.policy.Limits[role] == nil {
		c.policy.Limits[role] = map[string]state.Limit{}
	}
	limit := c.policy.Limits[role][code]
	switch s.key[3] {
	case "refund":
		limit.Refund = &money.Amount
	case "day":
		limit.Day = &money.Amount
	}
	c.policy.Limits[role][code] = limit
	return text.Msg{}
}

// An approval waits for at least shortestWait: another person has to see it. It
// does not wait for ever: by then the payment is another one.
const (
	shortestWait = time.Minute
	longestWait  = 30 * 24 * time.Hour
)

func takeExpires(c *config, s setting) text.Msg {
	wait, err := time.ParseDuration(s.text)
	if err != nil || wait < shortestWait || wait > longestWait {
		return text.M(text.ConfigExpires, s.text)
	}
	c.policy.Expires = wait
	return text.Msg{}
}

func wrongRole(name string) text.Msg {
	if slices.Contains(state.Roles, state.Role(name)) {
		return text.Msg{}
	}
	return text.M(text.ConfigRole, name, listed(state.Roles))
}

// wrongLimitRole refuses limits for a role that could not refund anyway.
func wrongLimitRole(name string) text.Msg {
	var refund []state.Role
	for _, r := range state.Roles {
		if r.May(state.MayRefund) {
			refund = append(refund, r)
		}
	}
	if slices.Contains(refund, state.Role(name)) {
		return text.Msg{}
	}
	return text.M(text.ConfigLimitRole, name, listed(refund))
}

func listed(roles []state.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}

func wrongCurrency(code string) text.Msg {
	if !currency.IsValid(code) {
		return text.M(text.ConfigCurrency, code)
	}
	return text.Msg{}
}

// wrongOperator refuses a name that no operator can have.
func wrongOperator(name string) text.Msg {
	if name == "" || name != operatorName(name) {
		return text.M(text.ConfigOperator, name, longestName)
	}
	return text.Msg{}
}
