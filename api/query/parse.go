package query

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// MaxLength is how long the text of a search can be, in bytes.
	MaxLength = 16 << 10
	// MaxDepth is how deep AND, OR and NOT can be nested.
	MaxDepth = 64
	// maxNesting is how deep parentheses and NOT can be nested in the text: what
	// a search of MaxDepth needs in canonical form, and no stack overflows.
	maxNesting = 2 * MaxDepth
)

const existsName = "_exists_"

// Parse reads the q language. Every error is an [*Error] that names the column.
func Parse(text string) (Expr, error) {
	p := parser{text: text}
	e, err := p.parse()
	if err != nil {
		return nil, err
	}
	return e, nil
}

// parser descends over the text. Its methods return *Error and not error, so
// that only Parse has to care about the nil of an interface.
type parser struct {
	text string
	pos  int
	// values are the offsets of the values of the single conditions.
	values []int
}

func (p *parser) parse() (Expr, *Error) {
	if len(p.text) > MaxLength {
		return nil, p.fail(0, CodeTooLong, strconv.Itoa(MaxLength))
	}
	if at := firstInvalid(p.text); at >= 0 {
		return nil, p.fail(at, CodeEncoding)
	}
	if strings.TrimSpace(p.text) == "" {
		return nil, p.fail(0, CodeEmpty)
	}
	e, err := p.any(0)
	if err != nil {
		return nil, err
	}
	if p.skipSpace(); p.pos < len(p.text) {
		return nil, p.unjoined()
	}
	if depth(e) > MaxDepth {
		return nil, p.fail(0, CodeTooDeep, strconv.Itoa(MaxDepth))
	}
	return e, nil
}

// depth counts the levels of AND, OR and NOT.
func depth(e Expr) int {
	var parts []Expr
	switch e := e.(type) {
	case And:
		parts = e
	case Or:
		parts = e
	case Not:
		parts = []Expr{e.X}
	default:
		return 0
	}
	deepest := 0
	for _, part := range parts {
		deepest = max(deepest, depth(part))
	}
	return deepest + 1
}

func (p *parser) fail(at int, code Code, args ...string) *Error {
	return newError(p.text, at, code, args...)
}

// any reads conditions joined by OR, all those joined by AND: AND binds first.
func (p *parser) any(depth int) (Expr, *Error) { return p.joined("OR", depth, p.all, AnyOf) }
func (p *parser) all(depth int) (Expr, *Error) { return p.joined("AND", depth, p.single, AllOf) }

func (p *parser) joined(word string, depth int, next func(int) (Expr, *Error), join func(...Expr) Expr) (Expr, *Error) {
	var parts []Expr
	for {
		part, err := next(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
		if !p.keyword(word) {
			return join(parts...), nil
		}
	}
}

// single reads a condition, a group in parentheses, or the NOT of one.
func (p *parser) single(depth int) (Expr, *Error) {
	p.skipSpace()
	start := p.pos
	if depth > maxNesting {
		return nil, p.fail(start, CodeTooDeep, strconv.Itoa(MaxDepth))
	}
	switch {
	case p.take('!') || p.keyword("NOT"):
		x, err := p.single(depth + 1)
		if err != nil {
			return nil, err
		}
		return Not{x}, nil
	case !p.take('('):
		return p.condition()
	}
	e, err := p.any(depth + 1)
	if err != nil {
		return nil, err
	}
	p.skipSpace()
	switch {
	case p.take(')'):
		return e, nil
	case p.pos == len(p.text):
		return nil, p.fail(start, CodeUnclosed)
	}
	return nil, p.unjoined()
}

// condition reads property:value.
func (p *parser) condition() (Expr, *Error) {
	start := p.pos
	name := p.word()
	if name == "" || p.peek() != ':' || isKeyword(name) || foreign[name[0]] != "" {
		return nil, p.noProperty(start, name)
	}
	if !validName(name) {
		return nil, p.fail(start, CodeBadProperty, name)
	}
	p.pos++
	p.skipSpace()
	p.values = append(p.values, p.pos)
	e, err := p.value(name)
	if err != nil {
		return nil, err
	}
	if c := p.peek(); c != 0 && c != ')' && !p.atSpace() {
		return nil, p.fail(p.pos, CodeNeedsQuotes, string(p.rune()))
	}
	return e, nil
}

func (p *parser) value(name string) (Expr, *Error) {
	if name == existsName {
		start := p.pos
		field := p.word()
		if field == "" {
			return nil, p.fail(start, CodeNoValue, name)
		}
		if !validName(field) || field == existsName {
			return nil, p.fail(start, CodeBadProperty, field)
		}
		return Exists{field}, nil
	}
	switch p.peek() {
	case 0, ')', ':':
		return nil, p.fail(p.pos, CodeNoValue, name)
	case '<', '>', '=':
		return nil, p.fail(p.pos, CodeComparison, name)
	case '(':
		return nil, p.fail(p.pos, CodeGroup, name)
	case '[', '{':
		return p.between(name)
	case '"':
		text, err := p.quoted()
		return Term{name, Literal(text)}, err
	}
	pattern, err := p.bare(name)
	return Term{name, pattern}, err
}

// bare reads a value without quotes.
func (p *parser) bare(name string) (Pattern, *Error) {
	start := p.pos
	var b strings.Builder
	for p.pos < len(p.text) && p.peek() != ')' && !p.atSpace() {
		r := p.rune()
		switch {
		case r == '\\':
			if p.pos++; p.pos == len(p.text) {
				return "", p.fail(p.pos-1, CodeEscape)
			}
			r = p.rune()
			b.WriteString(string(Literal(string(r))))
		case strings.ContainsRune(`("[]{}^~`, r):
			return "", p.fail(p.pos, CodeNeedsQuotes, string(r))
		default:
			b.WriteRune(r)
		}
		p.pos += utf8.RuneLen(r)
	}
	if isKeyword(p.text[start:p.pos]) {
		return "", p.fail(start, CodeNoValue, name)
	}
	return Pattern(b.String()), nil
}

// quoted reads a value in quotes.
func (p *parser) quoted() (string, *Error) {
	start := p.pos
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		c := p.text[p.pos]
		switch {
		case c == '"':
			p.pos++
			return b.String(), nil
		case c == '\\' && p.pos+1 < len(p.text):
			p.pos++
			c = p.text[p.pos]
		}
		b.WriteByte(c)
	}
	return "", p.fail(start, CodeQuote)
}

// between reads [min TO max].
func (p *parser) between(name string) (Expr, *Error) {
	start := p.pos
	r := Range{Field: name, ExclMin: p.peek() == '{'}
	p.pos++
	var err *Error
	if r.Min, err = p.bound(start); err != nil {
		return nil, err
	}
	if p.skipSpace(); p.pos == len(p.text) {
		return nil, p.fail(start, CodeRangeEnd)
	}
	if at := p.pos; !p.keyword("TO") {
		if word := p.word(); strings.EqualFold(word, "TO") {
			return nil, p.fail(at, CodeCapitals, word, "TO")
		}
		return nil, p.fail(at, CodeRange)
	}
	if r.Max, err = p.bound(start); err != nil {
		return nil, err
	}
	p.skipSpace()
	switch p.peek() {
	case 0:
		return nil, p.fail(start, CodeRangeEnd)
	case '}':
		r.ExclMax = r.Max != ""
	case ']':
	default:
		return nil, p.fail(p.pos, CodeRange)
	}
	p.pos++
	r.ExclMin = r.ExclMin && r.Min != ""
	return r, nil
}

// bound reads one end of the range that begins at start; "" is an open one.
func (p *parser) bound(start int) (string, *Error) {
	p.skipSpace()
	if p.peek() == '"' {
		return p.quoted()
	}
	at := p.pos
	var b strings.Builder
	for p.pos < len(p.text) && !p.atSpace() && strings.IndexByte(`[]{}"`, p.peek()) < 0 {
		if p.peek() == '\\' && p.pos+1 < len(p.text) {
			p.pos++
		}
		r := p.rune()
		b.WriteRune(r)
		p.pos += utf8.RuneLen(r)
	}
	switch text := p.text[at:p.pos]; {
	case text == "" && p.pos == len(p.text):
		return "", p.fail(start, CodeRangeEnd)
	case text == "" || text == "TO":
		return "", p.fail(at, CodeRange)
	case text == "*":
		return "", nil
	}
	return b.String(), nil
}
