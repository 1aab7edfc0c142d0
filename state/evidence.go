package state

import (
	"tresen/api"
	"tresen/state/text"
)

// EvidenceLayer shows a write that is in doubt: what was before, what is now, and
// what that can mean. Who may, decides what reading cannot.
type EvidenceLayer struct {
	About Intent // as the list had it, or as the last news said
	// Read is what the journal and the server say; nil until that is here.
	Read *EvidenceRead
	Err  error

	// Deciding is the decision whose challenge stands.
	Deciding WriteState
	question
}

// Mode is that of a menu, or of a field while the challenge stands.
func (l *EvidenceLayer) Mode() Mode {
	if l.Challenge != nil {
		return ModeWords
	}
	return ModeMenu
}

// settling is what an attempt to decide is called in the journal.
const settling Action = "settle"

// openEvidence shows a write in doubt.
func (a *App) openEvidence(i Intent) []Effect {
	if why := a.whyRole(MayRead); !why.IsZero() { // it shows the object as it is now
		return a.refuse(Acted{Action: OpenIntents}, why)
	}
	l := &EvidenceLayer{About: i}
	a.push(l)
	return l.read(a)
}

func (l *EvidenceLayer) read(a *App) []Effect {
	l.wanted, l.Err = a.ticket(), nil
	return []Effect{ReadEvidence{Ticket: l.wanted, Intent: l.About.Intent}}
}

// evidenceRead takes what the journal and the server say.
func (a *App) evidenceRead(e EvidenceRead) []Effect {
	a.heard(e.Err)
	for _, layer := range a.Layers {
		if l, ok := layer.(*EvidenceLayer); ok && l.wanted == e.Ticket {
			l.wanted, l.Err = 0, e.Err
			if e.Order.Intent != "" {
				l.Read = &e
			}
		}
	}
	return nil
}

// evidenceMoved closes the question where the write has moved on by itself.
func (a *App) evidenceMoved(m WriteMoved) {
	for _, layer := range a.Layers {
		if l, ok := layer.(*EvidenceLayer); ok && l.About.Intent == m.Intent {
			l.About.WriteMoved = m
			if !m.State.InDoubt() {
				l.unask()
				l.Problem = text.M(text.EvidenceOver)
			}
		}
	}
}

// Finding is what the reads say of the write, as a verdict: applied, not applied
// so far, or what nobody but a person can tell.
func (l *EvidenceLayer) Finding() WriteState {
	spec := writeKinds[l.About.Kind]
	if l.Read == nil || l.Err != nil || spec == nil {
		return WriteUnknown
	}
	to, _ := spec.verdict(l.Read.Order, l.Read.Now)
	return to
}

// moves says in which direction a kind of write moves what is in effect, or on a
// card; the others are no sum that could be compared.
var moves = map[WriteKind]api.Minor{KindRefund: -1, KindSmartCancel: -1, KindReceiptCancel: -1,
	KindCharge: +1, KindChargePoints: +1, KindDischarge: -1, KindTakePoints: -1}

// Moved is how much has moved since, in the direction of the write, and how much
// would have if it alone had happened: money, or points. False where nothing of it
// is a sum.
func (l *EvidenceLayer) Moved() (delta, expected any, ok bool) {
	o := l.Read.Order
	sign := moves[o.Kind]
	if sign == 0 || o.Amount == 0 {
		return nil, nil, false
	}
	return measure(sign*(l.Read.Now.InEffect-o.Baseline.InEffect), o.Currency), measure(o.Amount, o.Currency), true
}

// MakesChildren reports a write that makes a transaction, which would be seen.
func (l *EvidenceLayer) MakesChildren() bool {
	switch l.Read.Order.Kind {
	case KindRefund, KindStart, KindSmartCancel, KindReceiptCancel:
		return true
	}
	return false
}

// NewChildren are the transactions that were not there before.
func (l *EvidenceLayer) NewChildren() []Child {
	var fresh []Child
	for _, c := range l.Read.Now.Children {
		if _, old := l.Read.Order.Baseline.child(c.ID); !old {
			fresh = append(fresh, c)
		}
	}
	return fresh
}

// Choices are what can be done, to leave it alone first.
func (l *EvidenceLayer) Choices(a *App) []Choice[*EvidenceLayer] {
	why := l.whyNot(a)
	late := why
	if early := l.tooEarly(a); why.IsZero() && !early.IsZero() {
		late = early
	}
	return []Choice[*EvidenceLayer]{
		{Title: text.EvidenceLeave, do: func(_ *EvidenceLayer, a *App) []Effect { a.pop(); return nil }},
		{Title: text.EvidenceObject, do: func(l *EvidenceLayer, a *App) []Effect { return a.openWritten(l.About) }},
		{Title: text.EvidenceHappened, Why: why, do: func(l *EvidenceLayer, a *App) []Effect { return l.decide(a, WriteApplied) }},
		{Title: text.EvidenceNot, Why: late, do: func(l *EvidenceLayer, a *App) []Effect { return l.decide(a, WriteNotApplied) }},
	}
}

// whyNot says why nobody may decide here and now; zero: it can be decided.
func (l *EvidenceLayer) whyNot(a *App) text.Msg {
	role := a.whyRole(MaySettle)
	switch {
	case !l.About.State.InDoubt():
		return text.M(text.EvidenceOver)
	case !role.IsZero():
		return role
	case !a.Env.NoWrites.IsZero():
		return a.Env.NoWrites
	case !a.Env.NoRules.IsZero():
		return a.Env.NoRules
	case l.Reading():
		return text.M(text.StillBeingRead)
	case l.Err != nil:
		return a.Explain(l.Err).What
	}
	return text.Msg{}
}

// tooEarly says until when nobody may say that the write had no effect.
func (l *EvidenceLayer) tooEarly(a *App) text.Msg {
	if l.Read == nil {
		return text.Msg{}
	}
	if over := l.Read.Since.Add(Quarantine(l.About.Kind)); a.Now.Before(over) {
		return text.M(text.EvidenceEarly, a.clock(over))
	}
	return text.Msg{}
}

func (l *EvidenceLayer) act(a *App, action Action) ([]Effect, bool) {
	if l.Challenge != nil {
		return l.answer(a, action)
	}
	if action == Refresh {
		return append(l.read(a), CheckWriteNow{Intent: l.About.Intent}), true
	}
	return pick(a, l, &l.question, l.Choices(a), action, settling)
}

// decide asks to type what is decided before it is recorded.
func (l *EvidenceLayer) decide(a *App, as WriteState) []Effect {
	l.Deciding = as
	l.ask(a)
	return nil
}

// answer takes the keys of the challenge. The layer closes in the step that
// decides.
func (l *EvidenceLayer) answer(a *App, action Action) ([]Effect, bool) {
	switch action {
	case Back:
		l.unask()
		return nil, true
	case Accept:
	default:
		return nil, l.scrolled(action)
	}
	if !l.answered(a, l.About.WriteMoved, l.whyNot(a)) {
		return nil, true
	}
	a.pop()
	return []Effect{SettleWrite{Intent: l.About.Intent, As: l.Deciding, Operator: a.Env.Operator}}, true
}
