package state

import (
	"strconv"
	"strings"

	"tresen/api"
	"tresen/state/text"
)

// WriteLayer is the form of any write but a refund, by its [FormSpec]: the target
// is frozen when it opens and read again from the server, then its fields, then
// the review with its challenge.
type WriteLayer struct {
	Frozen
	Spec *FormSpec
	// Step is the field with the cursor; [WriteLayer.Last] is the review.
	Step   int
	Fields []FieldState
	// Challenge is what is typed in the review.
	Challenge Editor
	// Amount is what a field of money or points means, or the whole; zero before
	// it means something.
	Amount api.Minor
	// Sent are the words as they go out.
	Sent string

	readFor string // what was typed when it was read, of what does not exist yet
	onward  bool   // the review follows as soon as it is read
}

// FieldState is what one field of a form holds.
type FieldState struct {
	Editor  Editor
	Choices []FormChoice
	Chosen  int // -1: none yet
}

// longestWord is how much of a challenge can be typed.
const longestWord = 60

// openForm freezes what is meant and reads it again.
func (a *App) openForm(kind WriteKind) []Effect {
	f := &WriteLayer{Spec: formOf(kind), Challenge: Editor{ID: a.editorID(), Limit: longestWord}}
	if f.Spec.Of != nil {
		f.ID, f.Object = a.targetID(), a.targetObject()
	}
	for _, field := range f.Spec.Fields {
		s := FieldState{Editor: Editor{ID: a.editorID(), Limit: field.Limit}, Chosen: -1}
		if field.Input == InputChoice {
			s.Choices = field.Choices(f.Object)
		}
		f.Fields = append(f.Fields, s)
	}
	a.push(f)
	if f.Spec.target != nil {
		return nil // read once it is known what
	}
	return f.read(a, f.order(a))
}

// Last is the step of the review. A form without fields has a step before it all
// the same: the first focus never sends.
func (f *WriteLayer) Last() int { return max(1, len(f.Fields)) }

// Reviewing reports that the review stands, with its challenge.
func (f *WriteLayer) Reviewing() bool { return f.Step == f.Last() }

// input is what the step takes; without a field that is a choice of nothing.
func (f *WriteLayer) input() FieldInput {
	if f.Step < len(f.Fields) {
		return f.Spec.Fields[f.Step].Input
	}
	return InputChoice
}

func (f *WriteLayer) kind() WriteKind { return f.Spec.Kind }

// Mode depends on the field.
func (f *WriteLayer) Mode() Mode {
	switch in := f.input(); {
	case f.Reviewing() && f.Spec.harmless:
		return ModeChoice
	case f.Reviewing() && f.lettered():
		return ModeWords
	case f.Reviewing(), in == InputMoney, in == InputPoints:
		return ModeAmount
	case in == InputChoice:
		return ModeChoice
	}
	return ModeWords
}

// lettered reports a challenge with letters in it, so that none is a key there.
func (f *WriteLayer) lettered() bool {
	return strings.ContainsFunc(f.Word(), func(r rune) bool { return r < '0' || r > '9' })
}

// Word is the word to type before it is sent, "" where that is the amount.
func (f *WriteLayer) Word() string {
	if f.Spec.word == nil || f.Object == nil {
		return ""
	}
	return f.Spec.word(f.Object)
}

// Editor is the text field that has the cursor, nil for a choice.
func (f *WriteLayer) Editor() *Editor {
	switch {
	case f.Mode() == ModeChoice:
		return nil
	case f.Reviewing():
		return &f.Challenge
	}
	return &f.Fields[f.Step].Editor
}

// Target is what is written, or will be.
func (f *WriteLayer) Target() string {
	if f.Spec.target != nil {
		return f.Spec.target(f.Sent)
	}
	return f.ID
}

// Currency is that of the amounts, "" for points.
func (f *WriteLayer) Currency() string {
	if f.Baseline != nil {
		return f.Baseline.Currency
	}
	return f.Spec.currency
}

// Settled is what goes along that nobody chooses, and what it is called; 0 where
// there is no such thing.
func (f *WriteLayer) Settled() (name text.Key, value string) {
	if f.Spec.option == nil || f.Object == nil {
		return 0, ""
	}
	return f.Spec.optionName, f.Spec.option(f.Object)
}

// option is what the order's option will be: settled, or chosen.
func (f *WriteLayer) option() string {
	_, value := f.Settled()
	for _, s := range f.Fields {
		if s.Chosen >= 0 && s.Chosen < len(s.Choices) {
			value = s.Choices[s.Chosen].Value
		}
	}
	return value
}

// Harmless reports a write that is sent from the review without a challenge.
func (f *WriteLayer) Harmless() bool { return f.Spec.harmless }

// wasRead follows the live read: fields that depend on the object begin afresh.
func (f *WriteLayer) wasRead(a *App) []Effect {
	for i, field := range f.Spec.Fields {
		s := &f.Fields[i]
		switch {
		case field.Input == InputChoice:
			if s.Choices = field.Choices(f.Object); s.Chosen >= len(s.Choices) {
				s.Chosen = -1
			}
		case field.preset != nil && s.Editor.Text == "":
			all := plainAmount(field.preset(*f.Baseline), f.Baseline.Currency, a.Env.Lang.Code())
			s.Editor = Editor{ID: a.editorID(), Text: all, Cursor: len(all), Limit: field.Limit}
		}
	}
	f.check()
	if f.onward {
		f.review(a)
	}
	return nil
}

// plainAmount writes an amount as it would be typed: without thousands and
// currency.
func plainAmount(amount api.Minor, currency, lang string) string {
	point := "."
	if lang == "de" {
		point = ","
	}
	words := api.Money{Amount: amount, Currency: currency}.FormatAmount(lang)
	whole, cents, split := strings.Cut(words, point)
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, whole)
	if !split {
		return digits
	}
	return digits + point + cents
}

func (f *WriteLayer) edited(a *App) []Effect {
	f.pause.key(a.Now)
	if f.onward = false; !f.Reviewing() {
		f.check()
	}
	return nil
}

// check works out what the fields mean and what is wrong with them. What is not
// filled yet is not wrong yet.
func (f *WriteLayer) check() {
	f.Problems, f.Amount, f.Sent = nil, 0, ""
	if f.Spec.whole != nil && f.Baseline != nil {
		f.Amount = f.Spec.whole(*f.Baseline)
	}
	for i, field := range f.Spec.Fields {
		typed := strings.TrimSpace(f.Fields[i].Editor.Text)
		switch field.Input {
		case InputWords:
			f.Sent = typed
		case InputBank:
			f.Sent = Transliterate(typed)
		case InputMoney, InputPoints:
			if problem := f.readAmount(field.Input, typed); !problem.IsZero() {
				f.Problems = append(f.Problems, problem)
			}
		}
	}
	if f.Spec.target != nil && f.readFor != f.Target() { // it is about another one now
		f.Baseline, f.onward = nil, false
	}
	if f.Baseline == nil || len(f.Problems) > 0 || !f.missing().IsZero() {
		return
	}
	for _, p := range writeKinds[f.Spec.Kind].check(f.order(nil), *f.Baseline) {
		f.Problems = append(f.Problems, p.Msg(f.Baseline.Currency))
	}
}

// readAmount takes what was typed into a field of money or points.
func (f *WriteLayer) readAmount(in FieldInput, typed string) text.Msg {
	if typed == "" {
		return text.Msg{}
	}
	if in == InputPoints {
		n, err := strconv.ParseInt(typed, 10, 32)
		if err != nil || n < 1 {
			return text.M(text.NoPoints, typed)
		}
		f.Amount = api.Minor(n)
		return text.Msg{}
	}
	if f.Currency() == "" {
		return text.Msg{} // not read yet: nobody knows what it would be in
	}
	money, err := api.ParseMoney(typed, f.Currency())
	if err != nil {
		return explain(err).What
	}
	f.Amount = money.Amount
	return text.Msg{}
}

// missing says which field has to be filled yet; zero: none.
func (f *WriteLayer) missing() text.Msg {
	for i := range f.Fields {
		if why := f.missingAt(i); !why.IsZero() {
			return why
		}
	}
	return text.Msg{}
}

func (f *WriteLayer) missingAt(i int) text.Msg {
	field, s := f.Spec.Fields[i], &f.Fields[i]
	empty := strings.TrimSpace(s.Editor.Text) == ""
	if field.Input == InputChoice {
		empty = s.Chosen < 0 && len(s.Choices) > 0
	}
	switch {
	case !empty || field.Optional:
		return text.Msg{}
	case field.Input == InputMoney:
		return text.M(text.FillAmount)
	}
	return text.M(text.FillField, field.Name)
}

// order is exactly what will be sent. Without an app it is the part that rules
// judge.
func (f *WriteLayer) order(a *App) WriteOrder {
	o := WriteOrder{Kind: f.Spec.Kind, Target: f.Target(), Amount: f.Amount, Currency: f.Currency(), Reason: f.Sent,
		Option: f.option(), Acknowledged: f.acknowledged()}
	if f.Baseline != nil {
		o.Baseline = *f.Baseline
	}
	if a != nil {
		o.Operator, o.Env = a.Env.Operator, a.Env.Host
	}
	return o
}

// What says what will be written, as its news will.
func (f *WriteLayer) What() text.Msg {
	return WriteMoved{Kind: f.Spec.Kind, Amount: f.Amount, Currency: f.Currency()}.What()
}
