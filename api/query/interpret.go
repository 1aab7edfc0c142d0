package query

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Form is what a search line, or a part of it, was taken for.
type Form uint8

// The forms of a search line.
const (
	FormAll    Form = iota // nothing was typed: everything is found
	FormQuery              // the q language
	FormWords              // words, each looked for in the vocabulary's Words
	FormID                 // the id of an object
	FormNumber             // a whole number: a TA code, an order number …
	FormAmount             // an amount of money
	FormDate               // a day, a month or a range of them
	FormMixed              // several of these, which all have to hold
)

// Search is a search line as it was understood.
type Search struct {
	// Q is what is really sent, in canonical form; empty for everything.
	Q    string
	Kind Form
	// Readings are the ways in which the line is read. Those of the same Text
	// are alternatives. Q itself has none.
	Readings []Reading
}

// Reading is one way to read a piece of the line.
type Reading struct {
	Kind     Form
	Text     string    // the piece, as typed
	Field    string    // the property; empty for words, which have several
	Minor    int64     // of an amount, in the smallest unit
	From, To time.Time // of a date, both included; zero where open
}

// Interpret makes a search of what a person typed: plain q where the line names
// a property of the vocabulary, otherwise words, ids, whole numbers, amounts and
// dates, which all have to hold. No character of those can become an operator.
//
// Days are those of now's location; one without a year is the last such day.
// The q has them with their offset, so that they mean the same everywhere.
// Every error is an [*Error] with the column, or the one of v.Amount.
func Interpret(line string, v Vocabulary, now time.Time) (Search, error) {
	in := interpreter{Vocabulary: v, now: now, line: clean(line)}
	if len(in.line) > MaxLength {
		return Search{}, in.fail(0, CodeTooLong, strconv.Itoa(MaxLength))
	}
	tokens := split(in.line)
	isQuery, err := in.isQuery(tokens)
	switch {
	case err != nil:
		return Search{}, err
	case isQuery:
		return in.query()
	}
	parts, err := in.parts(tokens)
	if err != nil {
		return Search{}, err
	}
	return in.search(parts)
}

type interpreter struct {
	Vocabulary
	now  time.Time
	line string
}

func (in *interpreter) fail(at int, code Code, args ...string) *Error {
	return newError(in.line, at, code, args...)
}

// clean makes spaces of control characters. It keeps the number of characters,
// so that columns stay true.
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, line)
}

// token is a piece of the line between spaces, or one in quotes.
type token struct {
	text    string // without the quotes
	at, end int    // where it stands in the line, with the quotes
	quoted  bool
}

func split(line string) []token {
	var tokens []token
	for at := 0; ; {
		at += len(line[at:]) - len(strings.TrimLeftFunc(line[at:], unicode.IsSpace))
		if at == len(line) {
			return tokens
		}
		t := token{at: at, end: len(line)}
		if inside, rest, closed := strings.Cut(line[at+1:], `"`); line[at] == '"' && closed {
			t.text, t.end, t.quoted = inside, len(line)-len(rest), true
		} else {
			if i := strings.IndexFunc(line[at:], unicode.IsSpace); i >= 0 {
				t.end = at + i
			}
			t.text = line[at:t.end]
		}
		tokens = append(tokens, t)
		at = t.end
	}
}

// query is the line as plain q. A value that the vocabulary has a word for may
// be written as that word.
func (in *interpreter) query() (Search, error) {
	p := parser{text: in.line}
	e, err := p.parse()
	if err == nil {
		e = in.translate(e)
		err = p.check(e, in.kind)
	}
	if err == nil {
		err = in.closed(&p, e)
	}
	if err != nil {
		return Search{}, err
	}
	q := e.String()
	if len(q) > MaxLength {
		return Search{}, in.fail(0, CodeTooLong, strconv.Itoa(MaxLength))
	}
	return Search{Q: q, Kind: FormQuery}, nil
}

// closed finds a condition that nothing can meet: a value that its property, of
// which all are known, does not have.
func (in *interpreter) closed(p *parser, e Expr) (found *Error) {
	i := 0
	conditions(e, func(e Expr) bool {
		at := p.values[i]
		i++
		if term, ok := e.(Term); ok {
			f, _ := in.field(term.Field)
			if text, plain := term.Pattern.Literal(); plain && f.Closed && !f.has(text) {
				found = p.fail(at, CodeNoSuchValue, term.Field, text)
			}
		}
		return found == nil
	})
	return found
}

// translate puts the values that are sent in place of the words for them.
func (in *interpreter) translate(e Expr) Expr {
	all := func(parts []Expr) []Expr {
		parts = slices.Clone(parts)
		for i := range parts {
			parts[i] = in.translate(parts[i])
		}
		return parts
	}
	switch e := e.(type) {
	case And:
		return And(all(e))
	case Or:
		return Or(all(e))
	case Not:
		return Not{in.translate(e.X)}
	case Term:
		text, plain := e.Pattern.Literal()
		f, _ := in.field(e.Field)
		for _, c := range f.Values {
			if plain && c.Value != "" && strings.EqualFold(c.Text, text) {
				return Term{e.Field, Literal(c.Value)}
			}
		}
	}
	return e
}

// isQuery reports whether the line is meant as q: a property of the vocabulary
// with its colon stands in it. One that only looks like a property is an error,
// since its words would find nothing.
func (in *interpreter) isQuery(tokens []token) (bool, error) {
	var slip *Error
	related := false
	for _, t := range tokens {
		name, at, ok := t.property()
		if !ok {
			continue
		}
		if _, known := in.field(name); known || name == existsName {
			return true, nil
		}
		if near := in.nearest(name); near != "" && slip == nil {
			slip = in.fail(at, CodeUnknownProperty, name, near)
		}
		related = related || in.related(name)
	}
	if slip != nil {
		return false, slip
	}
	return related, nil
}

// property is the name before the colon of a token, behind what can open a
// condition.
func (t token) property() (name string, at int, ok bool) {
	rest := t.text
	for cut := true; cut; {
		before := rest
		rest = strings.TrimLeft(rest, "(!")
		rest = strings.TrimPrefix(rest, "NOT(")
		cut = rest != before
	}
	name, _, ok = strings.Cut(rest, ":")
	return name, t.end - len(rest), ok && !t.quoted && validName(name)
}

// related reports whether a property lies in an object of which the vocabulary
// knows another one. The server may know it.
func (in *interpreter) related(name string) bool {
	object, _, nested := strings.Cut(name, ".")
	return nested && slices.ContainsFunc(in.Fields, func(f Field) bool {
		return strings.HasPrefix(f.Name, object+".")
	})
}
