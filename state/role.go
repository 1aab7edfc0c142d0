package state

import (
	"cmp"
	"slices"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// Role is what an operator may do. It is spelled as in the configuration; one
// that is not in this list may do nothing.
type Role string

// The roles.
const (
	Viewer  Role = "viewer"  // reads
	Support Role = "support" // serves customers: refunds up to a limit, locks cards
	Manager Role = "manager" // everything, and approves what is above a limit
	Auditor Role = "auditor" // reads the journal, and nothing else
)

// Roles lists the roles as they are offered to people.
var Roles = []Role{Viewer, Support, Manager, Auditor}

// May is a kind of thing that a role may or may not do.
type May uint8

// The kinds.
const (
	MayRead     May = iota + 1 // every resource of the API
	MayJournal                 // read the journal
	MayLock                    // lock and unlock cards
	MayDiagnose                // ask a terminal how it is
	MayRefund                  // within the limits of the role
	MayWrite                   // every other write
	MayApprove                 // what another operator asked for
	MaySettle                  // decide what became of a write that is in doubt
	MayReveal                  // see masked data
	MayExport                  // take data out in bulk
)

// mayDo is the table of roles.
var mayDo = map[Role][]May{
	Viewer:  {MayRead},
	Support: {MayRead, MayJournal, MayLock, MayDiagnose, MayRefund, MayReveal, MayExport},
	Manager: {MayRead, MayJournal, MayLock, MayDiagnose, MayRefund, MayWrite, MayApprove, MaySettle, MayReveal, MayExport},
	Auditor: {MayJournal},
}

// May reports whether the role may do a kind of thing.
func (r Role) May(m May) bool { return slices.Contains(mayDo[r], m) }

// Limit bounds what a role gives back in one currency, in its minor units; nil is
// no limit. What is above a limit takes another operator. A cancelled sale is a
// refund of all that was left of it.
type Limit struct {
	Refund *api.Minor // of one refund
	Day    *api.Minor // of the sum of 24 hours
}

// Policy says who may do what. The zero Policy is that of a shop with one
// person: everybody is a manager without limits.
type Policy struct {
	Default Role            // of operators that are not named; zero is Manager
	Roles   map[string]Role // by operator
	// Limits are by role and currency. A role with any limits refunds freely
	// only in the currencies that are listed; the others count as limit 0.
	Limits  map[Role]map[string]Limit
	Expires time.Duration // how long an approval may wait; zero is 24 hours
}

// approvalTime is how long an approval may wait where nothing says otherwise.
const approvalTime = 24 * time.Hour

// Role is the role of an operator.
func (p Policy) Role(operator string) Role {
	if role, named := p.Roles[operator]; named {
		return role
	}
	return cmp.Or(p.Default, Manager)
}

// Rule is what the policy says of one operator: it goes with every order.
type Rule struct {
	Role    Role
	Limits  map[string]Limit // by currency; none at all is no limit in any
	Expires time.Duration    // of approvals that the operator asks for
	Broken  bool             // the configuration is not right: nothing is written
}

// Rule is what the policy says of an operator.
func (p Policy) Rule(operator string) Rule {
	role := p.Role(operator)
	return Rule{Role: role, Limits: p.Limits[role], Expires: cmp.Or(p.Expires, approvalTime)}
}

// Above says why a refund needs another operator: [WhyAboveLimit] or
// [WhyAboveDay], "" where it does not. Today is what the operator gave back in
// these 24 hours in that currency, this refund left out.
func (r Rule) Above(amount, today api.Minor, currency string) WriteWhy {
	if len(r.Limits) == 0 {
		return ""
	}
	limit, listed := r.Limits[currency]
	amount, today = max(amount, 0), max(today, 0)
	switch {
	case !listed, limit.Refund != nil && amount > *limit.Refund:
		return WhyAboveLimit
	case limit.Day != nil && (amount > *limit.Day || today > *limit.Day-amount): // no sum that could overflow
		return WhyAboveDay
	}
	return ""
}

// mayWords say what each kind of thing is, after "may not".
var mayWords = map[May]text.Key{
	MayRead:     text.MayRead,
	MayJournal:  text.MayJournal,
	MayLock:     text.MayLock,
	MayDiagnose: text.MayDiagnose,
	MayRefund:   text.MayRefund,
	MayWrite:    text.MayWrite,
	MayApprove:  text.MayApprove,
	MaySettle:   text.MaySettle,
	MayReveal:   text.MayReveal,
	MayExport:   text.MayExport,
}

// whyClosed says why the operator's role does not see a resource; zero where it
// does.
func (a *App) whyClosed(res *Resource) text.Msg { return a.whyRole(cmp.Or(res.may, MayRead)) }

// permitted leaves out what would read the API for a role that sees nothing of
// it, whatever asked for it: news of a write, for one, read its target again.
func (a *App) permitted(effects []Effect) []Effect {
	if a.Env.Rule.Role.May(MayRead) {
		return effects
	}
	return slices.DeleteFunc(effects, func(effect Effect) bool {
		name := ""
		switch e := effect.(type) {
		case Find:
			name = e.Resource
		case Next:
			name = e.Resource
		case Count:
			name = e.Resource
		case Get:
			name = e.Resource
		case ReadTimeline:
			name = e.Resource
		case ReadBaseline, ReadApproval, ReadEvidence:
			return true
		}
		res := ResourceNamed(name)
		return res != nil && !a.whyClosed(res).IsZero()
	})
}

// Closed says why the view on screen shows nothing to the operator's role; zero
// where it does.
func (a *App) Closed() text.Msg { return a.whyClosed(a.Current.Res) }

// firstResource is what the screen opens on: the first that the operator's role
// sees, and where there is none, one that says so.
func (a *App) firstResource() *Resource {
	for _, res := range Resources {
		if a.whyClosed(res).IsZero() {
			return res
		}
	}
	return Resources[0]
}

// whyRole says why the operator's role keeps them from a kind of thing, and whom
// to ask; zero where it does not.
func (a *App) whyRole(m May) text.Msg { return a.Env.Rule.Role.Why(m) }

// Why says that a role may not do a kind of thing, and which may; zero where it
// may.
func (r Role) Why(m May) text.Msg {
	if r.May(m) {
		return text.Msg{}
	}
	var able []Role
	for _, role := range Roles {
		if role.May(m) {
			able = append(able, role)
		}
	}
	return text.M(text.RoleMayNot, string(r), mayWords[m], rolesInWords(able))
}

// rolesInWords joins roles as a sentence does.
func rolesInWords(roles []Role) text.Msg {
	words := text.Plain(string(roles[0]))
	for i, role := range roles[1:] {
		join := text.RoleAnd
		if i < len(roles)-2 {
			join = text.RoleComma
		}
		words = text.M(join, words, string(role))
	}
	return words
}
