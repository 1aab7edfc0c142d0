package query

import (
	"strings"
	"unicode"
)

// Suggestion is one way to go on with a line.
type Suggestion struct {
	// Text takes the place of the characters From to To of the line, counted
	// from 0, To excluded.
	Text     string
	From, To int
	// Label is the word for a value that is sent as something else, otherwise
	// the same as Text.
	Label string
	Kind  Suggested
}

// Suggested is what a [Suggestion] is.
type Suggested uint8

// The kinds of suggestions.
const (
	SuggestProperty Suggested = iota
	SuggestValue
	SuggestKeyword
)

// Complete suggests how the piece before the cursor can go on: a property, a
// known value behind its colon, or AND and OR behind a condition. The cursor is
// counted in characters. Best ones come first: what begins like the piece, then
// what has a part that does. There is nothing inside of quotes and ranges.
func Complete(line string, cursor int, v Vocabulary) []Suggestion {
	runes := []rune(line)
	cursor = min(max(cursor, 0), len(runes))
	s := scanTo(runes[:cursor])
	if s.inside {
		return nil
	}
	c := completion{runes: runes, from: s.start, piece: string(runes[s.start:cursor])}
	switch {
	case s.property == existsName:
		c.properties(v, "")
	case s.property != "":
		c.values(v, s.property)
	case s.behind:
		c.keywords("AND", "OR")
	default:
		c.properties(v, ":")
		if s.start > 0 || c.piece != "" {
			c.keywords("NOT")
		}
	}
	return c.found()
}

// scanned is where the cursor stands.
type scanned struct {
	start    int    // of the piece that is being typed
	property string // whose value it is, or ""
	behind   bool   // a condition is complete before it
	inside   bool   // quotes or a range are open
}

// scanTo reads the characters before the cursor. It is more tolerant than the
// parser: what is being typed is not complete.
func scanTo(before []rune) (s scanned) {
	closing := ""
	for i, r := range before {
		switch {
		case closing != "":
			if strings.ContainsRune(closing, r) && before[i-1] != '\\' {
				closing = ""
			}
		case r == '"':
			closing = `"`
		case r == '[' || r == '{':
			closing = "]}"
		case r == ':' && s.property == "":
			s.property, s.start = string(before[s.start:i]), i+1
		case r == '(' || r == '!' && i == s.start:
			s = scanned{start: i + 1}
		case r == ')':
			s = scanned{start: i + 1, behind: true}
		case unicode.IsSpace(r):
			s = s.next(string(before[s.start:i]), i+1)
		}
	}
	s.inside = closing != ""
	return s
}

// next is the state behind a space that ends the piece.
func (s scanned) next(piece string, start int) scanned {
	switch {
	case piece == "":
		s.start = start
		return s
	case s.property != "":
		return scanned{start: start, behind: true}
	}
	return scanned{start: start}
}

// completion collects suggestions for a piece of the line.
type completion struct {
	runes []rune
	from  int
	piece string
	// begin and part are the two ranks.
	begin, part []Suggestion
}

func (c *completion) found() []Suggestion { return append(c.begin, c.part...) }

// add takes a suggestion if its label fits the piece and there is something to
// add to the line.
func (c *completion) add(label, text string, kind Suggested) {
	to := c.from
	for to < len(c.runes) && !unicode.IsSpace(c.runes[to]) && !strings.ContainsRune(`():"`, c.runes[to]) {
		to++
	}
	if strings.HasSuffix(text, ":") && to < len(c.runes) && c.runes[to] == ':' {
		to++
	}
	if string(c.runes[c.from:to]) == text {
		return
	}
	s := Suggestion{Text: text, From: c.from, To: to, Label: label, Kind: kind}
	switch at := strings.Index(folded(label), folded(c.piece)); {
	case at == 0:
		c.begin = append(c.begin, s)
	case at > 0 && strings.Contains("._ ", folded(label)[at-1:at]):
		c.part = append(c.part, s)
	}
}

func (c *completion) properties(v Vocabulary, suffix string) {
	for _, f := range v.Fields {
		c.add(f.Name, f.Name+suffix, SuggestProperty)
	}
	if suffix != "" && c.piece != "" {
		c.add(existsName, existsName+suffix, SuggestProperty)
	}
}

func (c *completion) values(v Vocabulary, property string) {
	f, _ := v.field(property)
	for _, choice := range f.Values {
		c.add(choice.Text, Quote(choice.sent()), SuggestValue)
	}
	if f.Kind == KindBool && len(f.Values) == 0 {
		c.add("true", "true", SuggestValue)
		c.add("false", "false", SuggestValue)
	}
}

func (c *completion) keywords(words ...string) {
	for _, word := range words {
		c.add(word, word, SuggestKeyword)
	}
}

func folded(text string) string {
	short, _ := fold(nil, text, false)
	return string(short)
}
