package state

import (
	"slices"

	"tresen/api"
	"tresen/state/text"
)

// ApprovalLayer shows a write that waits for another operator: exactly what would
// be sent, what it was asked for on, and what has changed since. Whoever looks
// approves or declines; whoever asked can take it back.
type ApprovalLayer struct {
	Asked Intent // as the list had it
	// Read is what was read of it; nil until that is here.
	Read *ApprovalRead
	Err  error
	// Changed lists what is not as it was when it was asked for.
	Changed []text.Msg

	question
}

// Mode is that of a menu, or of a field while the challenge stands.
func (l *ApprovalLayer) Mode() Mode {
	if l.Challenge != nil {
		return ModeAmount
	}
	return ModeMenu
}

// openApproval shows a write that waits.
func (a *App) openApproval(asked Intent) []Effect {
	if why := a.whyRole(MayRead); !why.IsZero() { // it shows the target as it is now
		return a.refuse(Acted{Action: Approve}, why)
	}
	l := &ApprovalLayer{Asked: asked}
	a.push(l)
	return l.read(a)
}

func (l *ApprovalLayer) read(a *App) []Effect {
	l.wanted, l.Err = a.ticket(), nil
	return []Effect{ReadApproval{Ticket: l.wanted, Intent: l.Asked.Intent}}
}

// approvalRead takes what waits, and its target as it is now.
func (a *App) approvalRead(e ApprovalRead) []Effect {
	a.heard(e.Err)
	for _, layer := range a.Layers {
		l, ok := layer.(*ApprovalLayer)
		if !ok || l.wanted != e.Ticket {
			continue
		}
		l.wanted, l.Err = 0, e.Err
		if e.Order.Intent == "" {
			continue
		}
		l.Read, l.Changed = &e, nil
		if e.Err == nil {
			l.Changed = sinceAsked(e.Order.Baseline, e.Now)
		}
	}
	return nil
}

// sinceAsked says what is not as it was when a write was asked for. Any of it
// keeps the write from being sent.
func sinceAsked(was, is Baseline) []text.Msg {
	var changed []text.Msg
	money := func(n api.Minor) api.Money { return api.Money{Amount: n, Currency: is.Currency} }
	if was.InEffect != is.InEffect {
		changed = append(changed, text.M(text.InEffectWas, money(was.InEffect), money(is.InEffect)))
	}
	if was.Amount != is.Amount {
		changed = append(changed, text.M(text.AmountWas, money(was.Amount), money(is.Amount)))
	}
	if len(was.Children) != len(is.Children) {
		changed = append(changed, text.M(text.RelatedWere, len(was.Children), len(is.Children)))
	}
	if was.State != is.State {
		changed = append(changed, text.M(text.StatusWas, wireMsg(was.State), wireMsg(is.State)))
	}
	if len(changed) == 0 && !was.Same(is) {
		changed = append(changed, text.M(text.StatusWas, SimpleTitle(was.Simple), SimpleTitle(is.Simple)))
	}
	return changed
}

// Choices are what can be done, to leave it alone first.
func (l *ApprovalLayer) Choices(a *App) []Choice[*ApprovalLayer] {
	decline := Choice[*ApprovalLayer]{Title: text.ApprovalDecline, Why: a.whyRole(MayApprove), do: (*ApprovalLayer).decline}
	if l.own(a) {
		decline = Choice[*ApprovalLayer]{Title: text.ApprovalTakeBack, do: (*ApprovalLayer).decline}
	}
	if l.Over(a) {
		decline.Why = text.M(text.ApprovalGone)
	}
	return []Choice[*ApprovalLayer]{
		{Title: text.ApprovalLeave, do: func(_ *ApprovalLayer, a *App) []Effect { a.pop(); return nil }},
		{Title: text.ApprovalApprove, Why: l.whyNot(a), do: (*ApprovalLayer).challenge},
		decline,
	}
}

// Over reports that it does not wait any more: somebody decided it, or its time
// ran out, while this one looked.
func (l *ApprovalLayer) Over(a *App) bool {
	return !slices.ContainsFunc(a.Intents.All(), func(i Intent) bool {
		return i.Intent == l.Asked.Intent && i.State == WriteApproval
	})
}

// own reports that the one who looks is the one who asked.
func (l *ApprovalLayer) own(a *App) bool { return l.Asked.Operator == a.Env.Operator }

// whyNot says why it cannot be approved now; zero: it can.
func (l *ApprovalLayer) whyNot(a *App) text.Msg {
	role, write := a.whyRole(MayApprove), a.whyNoWrite()
	switch {
	case l.Over(a):
		return text.M(text.ApprovalGone)
	case l.own(a):
		return text.M(text.WhyOwn)
	case !role.IsZero():
		return role
	case !write.IsZero():
		return write
	case l.Reading():
		return text.M(text.StillBeingRead)
	case l.Err != nil:
		return a.Explain(l.Err).What
	case l.Read == nil:
		return text.M(text.ApprovalGone)
	case !a.Now.Before(l.Read.Expires):
		return text.M(text.WhyExpired)
	case len(l.Changed) > 0:
		return text.M(text.ApprovalChanged)
	}
	return text.Msg{}
}

func (l *ApprovalLayer) act(a *App, action Action) ([]Effect, bool) {
	if l.Challenge != nil {
		return l.answer(a, action)
	}
	if action == Refresh {
		return l.read(a), true
	}
	return pick(a, l, &l.question, l.Choices(a), action, Approve)
}

// challenge asks to type the amount before anything is approved.
func (l *ApprovalLayer) challenge(a *App) []Effect {
	l.ask(a)
	return nil
}

// answer takes the keys of the challenge. The layer closes in the step that
// approves: a second Enter finds nothing.
func (l *ApprovalLayer) answer(a *App, action Action) ([]Effect, bool) {
	switch action {
	case Back:
		l.unask()
		return nil, true
	case ExactRequest:
		a.push(&RequestLayer{Order: l.Read.Order})
		return nil, true
	case Accept:
	default:
		return nil, l.scrolled(action)
	}
	if !l.answered(a, l.Asked.WriteMoved, l.whyNot(a)) {
		return nil, true
	}
	a.pop()
	a.toast(Info, text.M(text.ApprovalSending, l.Asked.What()))
	return []Effect{ApproveWrite{Intent: l.Asked.Intent, Operator: a.Env.Operator}}, true
}

// decline ends what waits, for whoever looks or for the one who asked.
func (l *ApprovalLayer) decline(a *App) []Effect {
	a.pop()
	return []Effect{DeclineWrite{Intent: l.Asked.Intent, Operator: a.Env.Operator}}
}

// notWaiting: what was approved or declined here did not wait any more. Whoever
// decided first did so for everybody.
func (a *App) notWaiting(NotWaiting) []Effect {
	a.toast(Bad, text.M(text.NothingDecided))
	return nil
}

// waiting lists the writes that this operator may decide about: those of others
// that wait, oldest first.
func (a *App) waiting() []Intent {
	if !a.Env.Rule.Role.May(MayApprove) {
		return nil
	}
	var mine []Intent
	for _, i := range a.Intents.All() {
		if i.State == WriteApproval && i.Operator != a.Env.Operator && (!i.Other || i.Env == a.Env.Host) {
			mine = append(mine, i)
		}
	}
	return mine
}

// openWaiting shows what waits for this operator: the one, or the list.
func (a *App) openWaiting() []Effect {
	if waiting := a.waiting(); len(waiting) == 1 {
		return a.openApproval(waiting[0])
	}
	a.push(&IntentsLayer{})
	return nil
}

func (a *App) whyNothingWaits() text.Msg {
	if len(a.waiting()) > 0 {
		return text.Msg{}
	}
	if why := a.whyRole(MayApprove); !why.IsZero() {
		return why
	}
	return text.M(text.NothingWaits)
}
