package state

import (
	"tresen/api"
	"tresen/state/text"
)

// Frozen is what the forms of all writes share: the object that is meant, fixed
// when the form opens, as the row showed it and as it was read again from the
// server; what is wrong with the fields; and the pause before Enter counts.
type Frozen struct {
	ID string
	// Object is the object as the row showed it, then as it was read for the form;
	// nil until one of them is here.
	Object   *Object
	Baseline *Baseline // nil until it is read
	Err      error     // why it could not be read
	// Changed lists what the server says differently from the row.
	Changed []text.Msg
	// Problems say what keeps the form from going on.
	Problems []text.Msg
	// LookAlikes are writes like this one, shown in the review; going past the
	// review acknowledges them.
	LookAlikes []LookAlike
	// Stopped says why the form cannot go on by the rules as they are now; zero: it
	// can.
	Stopped text.Msg
	// Passage is what the review shows.
	Passage Passage

	wanted Ticket
	pause  stillness
}

// form is a layer that sends a write.
type form interface {
	Layer
	frozen() *Frozen
	kind() WriteKind
	// wasRead follows the live read of the object.
	wasRead(a *App) []Effect
}

func (f *Frozen) frozen() *Frozen { return f }

func (f *Frozen) measure(m Measured) { f.Passage.measure(m) }

// scrolled takes the keys that scroll the review.
func (f *Frozen) scrolled(action Action) bool {
	if !f.Passage.act(action) {
		return false
	}
	f.Problems = nil
	return true
}

// Reading reports that the object is being read again.
func (f *Frozen) Reading() bool { return f.wanted != 0 }

// read asks for what the order's write depends on.
func (f *Frozen) read(a *App, order WriteOrder) []Effect {
	f.wanted, f.Err = a.ticket(), nil
	return []Effect{ReadBaseline{Ticket: f.wanted, Order: order}}
}

// baselineRead takes the object as it is now.
func (a *App) baselineRead(e BaselineRead) []Effect {
	a.heard(e.Err)
	for _, layer := range a.Layers {
		l, ok := layer.(form)
		if !ok || l.frozen().wanted != e.Ticket {
			continue
		}
		f := l.frozen()
		f.wanted, f.Err = 0, e.Err
		if e.Err != nil {
			return nil
		}
		before := f.Object
		f.Baseline = &e.Baseline
		if e.Object.ID != "" {
			f.Object = a.keep(e.Object)
			f.Changed = differences(before, f.Object)
		}
		return l.wasRead(a)
	}
	return nil
}

// acknowledged are the ids of the writes like this one that were shown.
func (f *Frozen) acknowledged() []string {
	var ids []string
	for _, like := range f.LookAlikes {
		ids = append(ids, like.ID)
	}
	return ids
}

// hand closes the form and hands its order over in the same step: a second Enter
// finds nothing.
func (a *App) hand(order WriteOrder) []Effect {
	a.pop()
	a.Intents.sending(order, a.Now)
	said := text.RefundSending
	if !a.second(order).IsZero() {
		said = text.SecondAsking
	}
	a.toast(Info, text.M(said, WriteMoved{Kind: order.Kind, Amount: order.Amount, Currency: order.Currency}.What()))
	return []Effect{SendWrite{Order: order}}
}

// differences says what a live read changed of what the row showed.
func differences(before, now *Object) []text.Msg {
	if before == nil || now == nil || before == now || before.Resource != now.Resource {
		return nil
	}
	was, payment := before.Value.(*api.PaymentTransaction)
	if !payment {
		return fieldDifferences(before, now)
	}
	is := now.Value.(*api.PaymentTransaction)
	var changed []text.Msg
	if was.StatusText != is.StatusText {
		changed = append(changed, text.M(text.StatusWas, was.StatusText, is.StatusText))
	}
	if was.Amount != nil && is.Amount != nil && *was.Amount != *is.Amount {
		changed = append(changed, text.M(text.AmountWas, api.Money{Amount: *was.Amount, Currency: was.Currency},
			api.Money{Amount: *is.Amount, Currency: is.Currency}))
	}
	if len(was.Related) != len(is.Related) {
		changed = append(changed, text.M(text.RelatedWere, len(was.Related), len(is.Related)))
	}
	return changed
}

// fieldDifferences compares what a list shows of an object.
func fieldDifferences(before, now *Object) []text.Msg {
	res := ResourceNamed(now.Resource)
	if res == nil {
		return nil
	}
	was, is := res.values(before.Value), res.values(now.Value)
	var changed []text.Msg
	for _, c := range res.Columns {
		if kind := res.Fields[c.Field].Kind; kind != Time && was[c.Field] != is[c.Field] {
			changed = append(changed, text.M(text.FieldWas, c.Title, was[c.Field].words(kind), is[c.Field].words(kind)))
		}
	}
	return changed
}

// words is a value inside a sentence.
func (v Value) words(kind FieldKind) any {
	switch {
	case !v.Set:
		return "–"
	case kind == Money:
		return api.Money{Amount: api.Minor(v.Num), Currency: v.Text}
	case kind == Int:
		return v.Num
	case kind == Word:
		return wireMsg(v.Text)
	}
	return v.Text
}
