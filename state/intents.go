package state

import (
	"slices"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// Intent is one write of money, as far as this screen has heard of it.
type Intent struct {
	WriteMoved
	Since time.Time
	// Other: only the journal tells of it; another program began it.
	Other bool
	here  bool // this screen sent it
}

// Elsewhere reports a write that another program has in hand: it is about to send
// it, or waits for the answer. Next is when this one takes it over.
func (i Intent) Elsewhere() bool { return !i.Next.IsZero() && i.State.Open() && !i.State.InDoubt() }

// Format says who holds an intent, for messages.
func (i Intent) Format(lang string) string {
	return text.For(lang).Say(i.Say())
}

// Intents are the writes that are open or were settled while the screen was
// there, newest last. The zero value is none.
type Intents struct {
	list   []Intent    // of this program
	others []OpenWrite // what the journal has open, of all programs
}

// Own lists those of this program, newest last.
func (in *Intents) Own() []Intent { return in.list }

// Running counts the writes of this program whose outcome is not known yet. What
// waits for another operator goes nowhere while nobody looks.
func (in *Intents) Running() int {
	n := 0
	for _, i := range in.list {
		if i.State.Open() && !i.State.Alarm() && i.State != WriteApproval || i.State == WriteDraft {
			n++
		}
	}
	return n
}

// Urgent is the intent that a person should see first: an alarm of any program,
// or else one in doubt that this one reads; nil where all is well.
func (in *Intents) Urgent() *Intent {
	var found *Intent
	all := in.All()
	for k := range all {
		i := &all[k]
		switch {
		case i.State.Alarm() && i.State.Open():
			return i
		case i.State == WriteUnknown && !i.Other && found == nil:
			found = i
		}
	}
	return found
}

// OpenFor is the open intent of an object of a host, nil where there is none.
func (in *Intents) OpenFor(target, env string) *Intent {
	for _, i := range in.All() {
		if i.Target == target && (!i.Other || i.Env == env) && (i.State.Open() || i.State == WriteDraft) {
			return &i
		}
	}
	return nil
}

// sending notes an order before the journal gave it a name, so that nothing
// else can be opened for the payment meanwhile.
func (in *Intents) sending(o WriteOrder, now time.Time) {
	in.list = append(in.list, Intent{Since: now, here: true, WriteMoved: WriteMoved{Target: o.Target, Operator: o.Operator,
		Kind: o.Kind, Env: o.Env, State: WriteDraft, Amount: o.Amount, Currency: o.Currency, At: now}})
}

// moved takes the news of an intent.
func (in *Intents) moved(m WriteMoved) {
	k := slices.IndexFunc(in.list, func(i Intent) bool {
		return i.Intent == m.Intent || i.Intent == "" && i.Target == m.Target && i.Amount == m.Amount
	})
	if k < 0 {
		in.list = append(in.list, Intent{WriteMoved: m, Since: m.At})
		return
	}
	in.list[k].WriteMoved = m
}

// writeMoved brings the screen up to a step that a write took.
func (a *App) writeMoved(m WriteMoved) []Effect {
	a.intentsChange(func(in *Intents) { in.moved(m) })
	a.evidenceMoved(m)
	if told := m.Again && m.State != WriteApproval; !told && !a.takenUp(m) {
		if tone, news := newsOf(m); !news.IsZero() {
			a.toast(tone, news)
		}
	}
	if m.State != WriteApplied && m.State != WriteFailed {
		return nil
	}
	effects := append(a.openMade(m), a.readAgain(m.Target)...)
	return append(effects, a.countNew()...)
}

// takenUp reports what somebody else asked for when this program takes it up to
// carry out a decision: that it waits is not what becomes of it.
func (a *App) takenUp(m WriteMoved) bool {
	return m.State == WriteApproval && !m.Again && m.Operator != a.Env.Operator
}

// notApproved are the reasons for which an approval came to nothing, and the
// write still waits.
var notApproved = map[WriteWhy]bool{WhyOwn: true, WhyRole: true, WhyRules: true, WhyAsker: true, WhyForged: true, WhyJournal: true}

// newsOf is what an operator is told at once of a step, if anything.
func newsOf(m WriteMoved) (Tone, text.Msg) {
	refund := m.Kind == "" || m.Kind == KindRefund
	money := api.Money{Amount: m.Amount, Currency: m.Currency}
	switch {
	case m.State == WriteApplied && m.WaitsForPayment:
		return Info, text.M(text.AcceptedWaits, m.What(), m.Target, text.WaitsForPayment)
	case m.State == WriteApplied && !refund:
		return Good, text.M(text.WriteDone, m.What(), m.Target)
	case m.State == WriteApplied && m.Arrived && m.Child == "":
		return Good, text.M(text.AmountLowered, money, m.Target)
	case m.State == WriteApplied && m.Arrived:
		return Good, text.M(text.RefundArrived, money, m.Target)
	case m.State == WriteApplied:
		return Good, text.M(text.RefundAccepted, money, m.Target)
	case m.State == WriteUnknown && !refund:
		return Bad, text.M(text.WriteUnknown, m.What())
	case m.State == WriteUnknown:
		return Bad, text.M(text.RefundUnknownNow, money)
	case m.State == WriteApproval && m.Again && !notApproved[m.Why]:
		return Info, text.Msg{}
	case m.State == WriteApproval && !m.Again:
		return Info, Intent{WriteMoved: m}.Say()
	case m.Why == WhyDeclined && m.By == m.Operator: // as they wanted
		return Info, Intent{WriteMoved: m}.Say()
	case m.State == WriteApproval || m.State.Settled() || m.State.Alarm():
		return Bad, Intent{WriteMoved: m}.Say()
	}
	return Info, text.Msg{}
}

// readAgain brings what was written up to date, in its list and wherever it is
// open.
func (a *App) readAgain(target string) []Effect {
	var effects []Effect
	if res := resourceOf(target); res != nil {
		effects = append(effects, Get{Ticket: a.ticket(), Resource: res.Name, ID: target})
	}
	for _, layer := range a.Layers {
		if d, ok := layer.(*DetailLayer); ok && d.ID == target {
			effects = append(effects, d.read(a)...)
		}
	}
	return effects
}

func (a *App) whyNoIntents() text.Msg {
	if len(a.Intents.All()) == 0 {
		return text.M(text.NoIntents)
	}
	return text.Msg{}
}

// IntentsLayer lists the writes; enter opens the object, R reads it now.
type IntentsLayer struct{ Chooser }

// Mode is that of a menu.
func (*IntentsLayer) Mode() Mode { return ModeMenu }

// chosen is the intent under the cursor, nil where there is none.
func (m *IntentsLayer) chosen(a *App) *Intent {
	all := a.Intents.All()
	if m.Cursor >= len(all) {
		return nil
	}
	return &all[len(all)-1-m.Cursor]
}

// openWritten opens what a write is about: its object, or the sale or report that
// it was there to make.
func (a *App) openWritten(i Intent) []Effect {
	id := i.Target
	if i.Kind == KindLink || i.Kind == KindEndOfDay && i.Child != "" {
		id = i.Child
	}
	res := resourceOf(id)
	if res == nil {
		a.toast(Info, i.Say())
		return nil
	}
	return a.showObject(res, id)
}

func (m *IntentsLayer) act(a *App, action Action) ([]Effect, bool) {
	if m.Chooser.act(action, len(a.Intents.All()), 10) {
		return nil, true
	}
	chosen := m.chosen(a)
	if chosen == nil {
		return nil, false
	}
	switch action {
	case Open:
		if chosen.Other && chosen.Env != a.Env.Host {
			a.toast(Info, text.M(text.OtherServer, chosen.Env))
			return nil, true
		}
		if chosen.State == WriteApproval {
			return a.openApproval(*chosen), true
		}
		if chosen.State.InDoubt() {
			return a.openEvidence(*chosen), true
		}
		return a.openWritten(*chosen), true
	case Refresh:
		if chosen.Other {
			a.toast(Info, text.M(text.ReadByOther, chosen.Operator))
			return nil, true
		}
		a.toast(Info, text.M(text.CheckingNow, chosen.Target))
		return []Effect{CheckWriteNow{Intent: chosen.Intent}}, true
	}
	return nil, false
}
