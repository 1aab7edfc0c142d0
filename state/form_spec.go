package state

import (
	"strings"

	"tresen/api"
	"tresen/state/text"
)

// FormSpec is the form of a kind of write: what it acts on, what is asked, what
// is shown and what has to be typed before it is sent. It is data; a new form is
// one more of these in [formSpecs].
type FormSpec struct {
	Kind WriteKind
	// Action opens it; its title is the form's.
	Action Action
	// Of is what it acts on; nil for what does not exist yet.
	Of     *Resource
	Fields []FormField
	// Facts are the fields of the object to show, by their path on the wire.
	Facts []string
	// Warnings say what it leads to, the irreversible first.
	Warnings []text.Key

	// optionName is what the order's option is called where it is taken from the
	// object, by option.
	optionName text.Key
	option     func(*Object) string
	// target names what does not exist yet, from what was typed; read then.
	target func(typed string) string
	// currency is that of amounts before anything was read.
	currency string
	// whole is what the order is about where nobody types an amount; nil: nothing,
	// or what is typed.
	whole func(Baseline) api.Minor
	// word is what has to be typed before it is sent; nil is the amount again.
	word func(*Object) string
	// harmless: no challenge, the review is enough.
	harmless bool
	// learned are facts that only the live read brings, doubts what it brings that
	// speaks against going on without keeping anybody from it; nil is nothing.
	learned func(Baseline) []Fact
	doubts  func(Baseline) []text.Msg
	// why says at once what is known to keep the object from it.
	why func(*Object) []Problem
}

// FieldInput says what a field of a form takes.
type FieldInput uint8

// The inputs, and where they go in the order.
const (
	InputMoney  FieldInput = iota // Amount, in the currency of the object
	InputPoints                   // Amount, a whole number
	InputWords                    // Reason
	InputBank                     // Reason, in the characters of a bank statement
	InputChoice                   // Option
)

// FormField is one field of a form.
type FormField struct {
	Input FieldInput
	Name  text.Key
	// Hint stands under the field while it is typed in.
	Hint     text.Key
	Limit    int // characters
	Optional bool
	// Choices are those of InputChoice for an object, nil for one not here; none:
	// there is nothing to choose, and Settled says why.
	Choices func(*Object) []FormChoice
	Settled func(*Object) text.Msg
	// preset is what a field of money begins with.
	preset func(Baseline) api.Minor
}

// FormChoice is one of the values of a field.
type FormChoice struct {
	Value string // as it goes into the order
	Title text.Key
	// Warning is what it leads to besides what the form says.
	Warning text.Key
}

// formOf finds the form of a kind, nil where there is none.
func formOf(kind WriteKind) *FormSpec {
	for i := range formSpecs {
		if formSpecs[i].Kind == kind {
			return &formSpecs[i]
		}
	}
	return nil
}

// whyNoForm makes the function that says why the form of a kind cannot be opened
// for what is meant now.
func whyNoForm(kind WriteKind) func(*App) text.Msg {
	return func(a *App) text.Msg {
		spec := formOf(kind)
		switch {
		case spec.Of == nil:
			return a.whyNoWrite()
		case a.targetResource() != spec.Of:
			return text.M(text.WorksOn, spec.Of.Title, wayTo(spec.Of))
		}
		return a.whyNoFormOf(spec, a.targetID(), a.targetObject())
	}
}

// wayTo is how a list is opened: its digit, or its name in the palette.
func wayTo(res *Resource) string {
	if res.Tab > 0 {
		return string(rune('0' + res.Tab))
	}
	return ":" + res.Name
}

// whyNoFormOf says it of one object, which may not be on the screen any more; o
// is nil where it is not held in full.
func (a *App) whyNoFormOf(spec *FormSpec, id string, o *Object) text.Msg {
	if id == "" {
		return text.M(text.NoRowHere)
	}
	if open := a.whyOpen(id); !open.IsZero() {
		return open
	}
	if o != nil && len(o.Drift) > 0 {
		return text.M(text.Drifted, strings.Join(o.Drift, " "))
	}
	if o != nil && spec.why != nil {
		if problems := spec.why(o); len(problems) > 0 {
			return problems[0].Msg("")
		}
	}
	return a.whyNoWrite()
}

// Fact is something of the object that a form shows.
type Fact struct {
	Title text.Key
	Field Field
	Value Value
}

// Facts lists what the form shows of its object, as far as it is known.
func (f *WriteLayer) Facts() []Fact {
	facts := f.Spec.factsOf(f.Object)
	if f.Spec.learned != nil && f.Baseline != nil {
		facts = append(facts, f.Spec.learned(*f.Baseline)...)
	}
	return facts
}

// Doubts lists what speaks against going on.
func (f *WriteLayer) Doubts() []text.Msg {
	if f.Spec.doubts == nil || f.Baseline == nil {
		return nil
	}
	return f.Spec.doubts(*f.Baseline)
}

func (s *FormSpec) factsOf(o *Object) []Fact {
	if s.Of == nil || o == nil || o.Resource != s.Of.Name {
		return nil
	}
	values := s.Of.values(o.Value)
	var facts []Fact
	for _, path := range s.Facts {
		for _, c := range s.Of.Columns {
			if f := s.Of.Fields[c.Field]; f.Path == path && values[c.Field].Set {
				facts = append(facts, Fact{c.Title, f, values[c.Field]})
			}
		}
	}
	return facts
}
