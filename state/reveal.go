package state

import (
	"fmt"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// RevealSeconds is how long a revealed field is seen.
const RevealSeconds = 30

const revealTime = RevealSeconds * time.Second

// RevealReason is why somebody saw a masked field, as the journal spells it. It
// is one of a short list and not the operator's own words: an auditor can read
// and count it, where a hash of words says nothing to anybody, and the journal,
// which keeps no words of persons, cannot be given a customer's name by it.
type RevealReason string

// RevealReasons are the reasons with their titles, in the order of the menu.
var RevealReasons = []struct {
	Reason RevealReason
	Title  text.Key
}{
	{"customer-asks", text.ReasonCustomer},
	{"refund-check", text.ReasonRefund},
	{"dispute", text.ReasonDispute},
	{"fraud", text.ReasonFraud},
	{"other", text.ReasonOther},
}

// Reveal asks to record that an operator sees a field; [Revealed] answers once
// that is durable. It holds no value: the screen has the object.
type Reveal struct {
	Ticket   Ticket
	ID       string // the object
	Field    string // its field, public.iban
	Reason   RevealReason
	Operator string
}

// Revealed answers [Reveal]. Err is why the journal does not have it; then
// nothing is shown.
type Revealed struct {
	Ticket Ticket
	Err    error
}

func (Reveal) effect()  {}
func (Revealed) event() {}

// RevealLayer chooses a masked field of the object below it, then the reason for
// which it is seen.
type RevealLayer struct {
	Chooser
	Res    *Resource
	ID     string
	Fields []MaskedField
	// Field is the one that was chosen; nil before. The cursor is then among the
	// reasons, on none at first: a key pressed twice must not reveal.
	Field   *MaskedField
	Problem text.Msg
	wanted  Ticket
}

// Mode is that of a menu.
func (*RevealLayer) Mode() Mode { return ModeMenu }

// Writing reports that the reveal is being recorded.
func (m *RevealLayer) Writing() bool { return m.wanted != 0 }

// whyNoReveal says why nothing can be revealed. What is not recorded is not
// shown, so it takes a journal.
func (a *App) whyNoReveal() text.Msg {
	if why := a.whyRole(MayReveal); !why.IsZero() {
		return why
	}
	if why := a.whyNoObject(); !why.IsZero() {
		return why
	}
	if !a.Env.NoWrites.IsZero() {
		return text.M(text.RevealRefused, a.Env.NoWrites)
	}
	if o := a.targetObject(); o != nil && len(MaskedFields(o.Raw)) == 0 {
		return text.M(text.RevealNothing)
	}
	return text.Msg{}
}

// openReveal offers the masked fields of the object that is meant. It is opened
// first: a field is shown on its object and nowhere else.
func (a *App) openReveal() []Effect {
	var effects []Effect
	if _, open := a.Top().(*DetailLayer); !open {
		effects = a.showObject(a.targetResource(), a.targetID())
	}
	d := a.Top().(*DetailLayer)
	if d.Object == nil {
		a.toast(Info, text.M(text.RevealReading))
		return effects
	}
	a.push(&RevealLayer{Res: d.Res, ID: d.ID, Fields: MaskedFields(d.Object.Raw)})
	return effects
}

func (m *RevealLayer) act(a *App, action Action) ([]Effect, bool) {
	n := len(m.Fields)
	if m.Field != nil {
		n = len(RevealReasons)
	}
	if m.Chooser.act(action, n, 10) {
		m.Problem = text.Msg{}
		return nil, true
	}
	switch {
	case action != Open:
		return nil, false
	case m.Writing() || n == 0:
	case m.Field == nil:
		m.Field, m.Cursor = &m.Fields[m.Cursor], -1
	case m.Cursor < 0:
		m.Problem = text.M(text.RevealPick)
	default:
		m.wanted, m.Problem = a.ticket(), text.Msg{}
		return []Effect{Reveal{Ticket: m.wanted, ID: m.ID, Field: m.Field.Name,
			Reason: RevealReasons[m.Cursor].Reason, Operator: a.Env.Operator}}, true
	}
	return nil, true
}

// revealed shows the field, now that the journal has it. Whoever closed the
// dialog meanwhile sees nothing.
func (a *App) revealed(e Revealed) []Effect {
	m, ok := a.Top().(*RevealLayer)
	if !ok || m.wanted != e.Ticket {
		return nil
	}
	m.wanted = 0
	if e.Err != nil {
		m.Problem = text.M(text.RevealRefused, a.Explain(e.Err).What)
		return nil
	}
	a.pop()
	d, ok := a.Top().(*DetailLayer)
	if !ok || d.ID != m.ID || d.Object == nil {
		return nil
	}
	value, found := fieldAt(d.Object.Raw, m.Field.Pointer)
	if !found {
		a.toast(Bad, text.M(text.RevealGone, m.Field.Name))
		return nil
	}
	d.Clear = &Clear{Name: m.Field.Name, Until: a.Now.Add(revealTime), value: api.Secret(value)}
	d.Top = 0
	return []Effect{Wake{After: revealTime}}
}

// Clear is a revealed field while it is seen. It prints without its value.
type Clear struct {
	Name  string
	Until time.Time
	value api.Secret
}

// Format prints the name and until when, whatever the verb.
func (c Clear) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%s until %s", c.Name, c.Until) }

// Text is the value itself, cleaned: to be drawn or copied, and kept nowhere.
func (c *Clear) Text() string { return api.Clean(string(c.value)) }

// Left is how long it will be seen, in whole seconds.
func (c *Clear) Left(now time.Time) int {
	return int((left(c.Until, now, revealTime) + time.Second - 1) / time.Second)
}

// hideRevealed masks a revealed field again when its time is over, and at once
// when anything but the copy menu comes between it and the operator.
func (a *App) hideRevealed() {
	for i, layer := range a.Layers {
		d, ok := layer.(*DetailLayer)
		if !ok || d.Clear == nil {
			continue
		}
		seen := i == len(a.Layers)-1
		if i == len(a.Layers)-2 {
			_, seen = a.Top().(*CopyLayer)
		}
		if !seen || left(d.Clear.Until, a.Now, revealTime) <= 0 {
			d.Clear = nil
			a.rev++
		}
	}
}

// revealedNow is the field that is seen now, nil where there is none.
func (a *App) revealedNow() *Clear {
	for i := len(a.Layers) - 1; i >= 0; i-- {
		if d, ok := a.Layers[i].(*DetailLayer); ok {
			return d.Clear
		}
	}
	return nil
}
