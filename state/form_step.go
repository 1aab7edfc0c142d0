package state

import (
	"tresen/api"
	"tresen/state/text"
)

// act takes the keys of a form: from field to field, to the review, and back.
func (f *WriteLayer) act(a *App, action Action) ([]Effect, bool) {
	if f.choosing(action) {
		f.check()
		return nil, true
	}
	if f.Reviewing() && f.scrolled(action) {
		return nil, true
	}
	switch action {
	case Accept, Open:
		return f.accept(a), true
	case NextField, Down, Right:
		f.to(f.Step + 1)
	case PrevField, Up, Left:
		f.to(f.Step - 1)
	case Back, Interrupt, Close:
		if !f.Reviewing() {
			return nil, false
		}
		f.back(a)
	case ExactRequest:
		f.show(a)
	default:
		return nil, false
	}
	return nil, true
}

// choosing moves the cursor of a choice.
func (f *WriteLayer) choosing(action Action) bool {
	if f.Step >= len(f.Fields) || f.input() != InputChoice || len(f.Fields[f.Step].Choices) == 0 {
		return false
	}
	s := &f.Fields[f.Step]
	c := Chooser{Cursor: s.Chosen}
	if !c.act(action, len(s.Choices), len(s.Choices)) {
		return false
	}
	s.Chosen, f.onward = c.Cursor, false
	return true
}

// to goes to another field, never into the review or out of it.
func (f *WriteLayer) to(step int) {
	if !f.Reviewing() && step >= 0 && step < len(f.Fields) {
		f.Step, f.onward = step, false
	}
}

// back goes from the review to the first field; the challenge is asked again.
func (f *WriteLayer) back(a *App) {
	f.Step, f.onward = 0, false
	f.Challenge = Editor{ID: a.editorID(), Limit: longestWord}
	f.check()
}

// show opens the exact request, once there is one.
func (f *WriteLayer) show(a *App) {
	if why := f.missing(); !why.IsZero() {
		f.Problems = []text.Msg{why}
		return
	}
	a.push(&RequestLayer{Order: f.order(a)})
}

// accept goes on by one step where everything before it is right.
func (f *WriteLayer) accept(a *App) []Effect {
	switch {
	case f.Reviewing():
		return f.send(a)
	case f.Err != nil && f.Spec.target == nil:
		return f.read(a, f.order(a))
	}
	f.check()
	if f.Step < len(f.Fields) {
		if why := f.missingAt(f.Step); !why.IsZero() {
			f.Problems = []text.Msg{why}
			return nil
		}
	}
	if len(f.Problems) > 0 {
		return nil
	}
	if f.Step+1 < f.Last() {
		f.Step++
		return nil
	}
	if why := f.missing(); !why.IsZero() {
		f.Problems = []text.Msg{why}
		return nil
	}
	if f.Spec.target != nil && (f.Baseline == nil || f.readFor != f.Target()) {
		return f.look(a)
	}
	f.review(a)
	return nil
}

// look reads what does not exist yet, by the name it will have; the review
// follows.
func (f *WriteLayer) look(a *App) []Effect {
	if f.Reading() {
		f.Problems = []text.Msg{text.M(text.ReviewFollows)}
		return nil
	}
	f.Baseline, f.readFor, f.onward = nil, f.Target(), true
	return f.read(a, f.order(a))
}

// review shows what will be sent, and asks for the challenge.
func (f *WriteLayer) review(a *App) {
	if f.onward = f.Baseline == nil; f.onward {
		f.Problems = []text.Msg{text.M(text.ReviewFollows)}
		return
	}
	if f.check(); len(f.Problems) == 0 {
		if why := a.whyNoFormOf(f.Spec, f.Target(), f.Object); !why.IsZero() {
			f.Problems = []text.Msg{why}
		}
	}
	if len(f.Problems) > 0 {
		return
	}
	f.LookAlikes = LookAlikes(f.Spec.Kind, f.Amount, *f.Baseline, a.Now)
	f.Step = f.Last()
	f.pause.begin(a.Now)
}

// send hands the order over and closes the form in the same step: a second Enter
// finds nothing.
func (f *WriteLayer) send(a *App) []Effect {
	f.pause.key(a.Now)
	if !f.pause.over {
		f.Problems = []text.Msg{text.M(text.TooQuick)}
		return nil
	}
	if unseen := f.Passage.unseen(a); !unseen.IsZero() {
		f.Problems = []text.Msg{unseen}
		return nil
	}
	if why := f.unanswered(a); !why.IsZero() {
		f.Problems = []text.Msg{why}
		return nil
	}
	if effects, barred := a.barred(f, f.Spec.Action); barred {
		return effects
	}
	if why := a.whyNoFormOf(f.Spec, f.Target(), f.Object); !why.IsZero() { // the world may have changed since the form opened
		f.Problems = []text.Msg{why}
		return nil
	}
	return a.hand(f.order(a))
}

// unanswered says what the challenge still asks for; zero: it was met.
func (f *WriteLayer) unanswered(a *App) text.Msg {
	word := f.Word()
	switch {
	case f.Spec.harmless:
		return text.Msg{}
	case word != "":
		if !answeredWord(a, f.Challenge.Text, word) {
			return f.Asks(a)
		}
	case !answered(a, f.Challenge.Text, api.Money{Amount: f.Amount, Currency: f.Currency()}):
		return f.Asks(a)
	}
	return text.Msg{}
}

// Asks says what to type before it is sent.
func (f *WriteLayer) Asks(a *App) text.Msg {
	if word := f.Word(); word != "" {
		return a.toType(text.TypeWordOrYes, text.TypeTheWord, word)
	}
	return a.toTypeAmount(f.Second(a), f.Measure())
}

// Measure is the amount for messages: money, or a number of points.
func (f *WriteLayer) Measure() any { return measure(f.Amount, f.Currency()) }
