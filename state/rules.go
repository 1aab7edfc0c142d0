package state

import (
	"maps"
	"slices"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// Rules are what the configuration says of who may do what, as it is now.
type Rules struct {
	Policy Policy
	Roles  bool // there are roles: the frame says which one the operator has
	// Broken says what is wrong with the configuration now. Then Policy is what it
	// said when it was right last: by that it is read, and nothing is written. Zero:
	// nothing is wrong.
	Broken text.Msg
	// Restart: other settings changed, too, which hold from the next start on.
	Restart bool
}

// Rule is what the rules say of an operator.
func (r Rules) Rule(operator string) Rule {
	rule := r.Policy.Rule(operator)
	rule.Broken = !r.Broken.IsZero()
	return rule
}

// Same reports rules between which there is nothing to tell anybody.
func (r Rules) Same(other Rules) bool {
	return r.Roles == other.Roles && r.Restart == other.Restart && r.Policy.same(other.Policy) &&
		text.For("en").Say(r.Broken) == text.For("en").Say(other.Broken)
}

func (p Policy) same(other Policy) bool {
	return p.Default == other.Default && p.Expires == other.Expires && maps.Equal(p.Roles, other.Roles) &&
		maps.EqualFunc(p.Limits, other.Limits, sameLimits)
}

func sameLimits(a, b map[string]Limit) bool { return maps.EqualFunc(a, b, Limit.same) }

// RulesRead says that the configuration changed, or that what is wrong with it
// did.
type RulesRead struct{ Rules }

func (RulesRead) event() {}

// same reports two rules between which there is no difference to tell.
func (r Rule) same(other Rule) bool {
	return r.Role == other.Role && r.Expires == other.Expires && sameLimits(r.Limits, other.Limits)
}

func (l Limit) same(other Limit) bool {
	return sameMinor(l.Refund, other.Refund) && sameMinor(l.Day, other.Day)
}

func sameMinor(a, b *api.Minor) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// rulesRead takes the rules as they are now: for what is on the screen and for
// what is in the middle of being asked. What is on its way the machine judges by
// itself.
func (a *App) rulesRead(e RulesRead) []Effect {
	before := a.Env.Rule
	a.sayRules(e.Rules)
	a.Env.Rule, a.Env.Roles, a.Env.NoRules, a.Env.Restart = e.Rule(a.Env.Operator), e.Roles, e.Broken, e.Restart
	if !a.whyRole(MayRefund).IsZero() {
		a.UnlockedUntil = time.Time{}
	}
	var effects []Effect
	if a.Env.Rule.Role != before.Role {
		effects = a.closeUnseen()
	}
	a.stopAsking()
	return effects
}

// sayRules tells the operator what changed for them.
func (a *App) sayRules(now Rules) {
	was, is := a.Env.Rule, now.Rule(a.Env.Operator)
	if now.Restart && !a.Env.Restart {
		a.toast(Info, text.M(text.RulesRestart))
	}
	switch {
	case was.Role != is.Role:
		a.toast(Bad, text.M(text.RulesRole, string(is.Role))) // who looks away should find it
	case !was.same(is):
		a.toast(Info, text.M(text.RulesLimits))
	}
	switch {
	case !now.Broken.IsZero():
		a.toast(Bad, now.Broken)
	case !a.Env.NoRules.IsZero():
		a.toast(Good, text.M(text.RulesRight))
	}
}

// closeUnseen takes from the screen, and from what is kept, all that the
// operator's role does not see, and opens what it sees where that is nothing yet.
func (a *App) closeUnseen() []Effect {
	a.Layers = slices.DeleteFunc(a.Layers, func(l Layer) bool { return !a.sees(l) })
	if !a.whyRole(MayReveal).IsZero() {
		for _, l := range a.Layers {
			if d, ok := l.(*DetailLayer); ok {
				d.Clear = nil
			}
		}
	}
	if !a.whyRole(MayRead).IsZero() {
		a.objects, a.Log = objectCache{}, nil
		a.linkWant = 0
	}
	for name, v := range a.views {
		if !a.whyClosed(v.Res).IsZero() {
			delete(a.views, name)
		}
	}
	if a.previous != nil && a.views[a.previous.Res.Name] != a.previous {
		a.previous = nil
	}
	if a.views[a.Current.Res.Name] != a.Current {
		a.Line, a.Layers = nil, nil
		a.Current = a.view(a.firstResource())
	}
	a.Peek, a.peekFor, a.peekWant = nil, "", 0
	if l := a.list(); a.Closed().IsZero() && l.AsOf.IsZero() && l.wanted == 0 {
		return a.open(l)
	}
	return a.peek()
}

// sees reports a layer that may stay when the operator's role changed. Menus of
// what can be done go: they were made for another one.
func (a *App) sees(l Layer) bool {
	needs := MayRead
	switch l := l.(type) {
	case *PaletteLayer, *CopyLayer, *RevealLayer:
		return false
	case *IntentsLayer, *QuitLayer:
		return true
	case *SortLayer, *ColumnsLayer:
		return a.Closed().IsZero()
	case *UnlockLayer:
		needs = MayRefund
	case *DetailLayer:
		return a.whyClosed(l.Res).IsZero()
	case *RawLayer:
		res := ResourceNamed(l.Object.Resource)
		return res != nil && a.whyClosed(res).IsZero()
	}
	return a.whyRole(needs).IsZero()
}

// stopAsking has everything that asks to write something say why it cannot go on,
// where the rules as they are now keep it from that.
func (a *App) stopAsking() {
	for _, layer := range a.Layers {
		switch l := layer.(type) {
		case form:
			l.frozen().Stopped = a.whyBarred(l.kind())
		case *ApprovalLayer:
			l.stop(l.whyNot(a))
		case *EvidenceLayer:
			l.stop(l.whyNot(a))
		}
	}
}

// whyBarred says why the rules keep the operator from a kind of write.
func (a *App) whyBarred(kind WriteKind) text.Msg {
	if why := a.whyRole(writeKinds[kind].may); !why.IsZero() {
		return why
	}
	return a.Env.NoRules
}

// barred refuses to go on with a form that the rules keep the operator from, and
// notes the attempt where it is the role that does.
func (a *App) barred(f form, action Action) ([]Effect, bool) {
	why := a.whyBarred(f.kind())
	f.frozen().Stopped = why
	if why.IsZero() {
		return nil, false
	}
	return a.refuse(Acted{Action: action}, why), true
}
