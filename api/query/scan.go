package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// peek is the byte at the position, 0 at the end.
func (p *parser) peek() byte {
	if p.pos == len(p.text) {
		return 0
	}
	return p.text[p.pos]
}

// rune is the character at the position.
func (p *parser) rune() rune {
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return r
}

func (p *parser) atSpace() bool { return p.pos < len(p.text) && unicode.IsSpace(p.rune()) }

func (p *parser) skipSpace() {
	for p.atSpace() {
		p.pos += utf8.RuneLen(p.rune())
	}
}

// take moves over the sign if it stands at the position.
func (p *parser) take(sign byte) bool {
	if p.peek() != sign || p.pos == len(p.text) {
		return false
	}
	p.pos++
	return true
}

// keyword moves over the word if it comes next.
func (p *parser) keyword(word string) bool {
	p.skipSpace()
	start := p.pos
	if p.word() == word && p.peek() != ':' {
		return true
	}
	p.pos = start
	return false
}

// word moves over the letters, digits and signs that a name or keyword can
// have, and more letters than are valid in one, so that errors show it whole.
func (p *parser) word() string {
	start := p.pos
	for p.pos < len(p.text) && isNameRune(p.rune()) {
		p.pos += utf8.RuneLen(p.rune())
	}
	return p.text[start:p.pos]
}

func isNameRune(r rune) bool {
	return r == '_' || r == '.' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// validName reports whether a property can be called so.
func validName(name string) bool {
	for part := range strings.SplitSeq(name, ".") {
		if part == "" || part[0] == '-' {
			return false
		}
		for i := range len(part) {
			if !isAlnum(part[i]) && part[i] != '_' && part[i] != '-' {
				return false
			}
		}
	}
	return !isKeyword(name)
}

func isKeyword(word string) bool {
	return word == "AND" || word == "OR" || word == "NOT" || word == "TO"
}

// foreign are operators that other search languages have.
var foreign = map[byte]string{'&': "AND", '|': "OR", '-': "NOT", '+': "AND"}

// noProperty says why no condition begins at start, where name was read.
func (p *parser) noProperty(start int, name string) *Error {
	switch c := p.text[start:]; {
	case c == "" || c[0] == ')':
		return p.fail(start, CodeNoCondition)
	case isKeyword(name):
		return p.fail(start, CodeNoCondition)
	case foreign[c[0]] != "":
		return p.fail(start, CodeOperator, c[:1], foreign[c[0]])
	case name == "":
		p.pos = start
		return p.fail(start, CodeNoProperty, string(p.rune()))
	case strings.EqualFold(name, "NOT"):
		return p.fail(start, CodeCapitals, name, "NOT")
	}
	return p.fail(start, CodeNoProperty, name)
}

// unjoined says what is wrong with the text behind a complete condition.
func (p *parser) unjoined() *Error {
	start := p.pos
	if p.take(')') {
		return p.fail(start, CodeUnopened)
	}
	if word := foreign[p.peek()]; word != "" {
		return p.fail(start, CodeOperator, p.text[start:start+1], word)
	}
	switch word := p.word(); {
	case strings.EqualFold(word, "AND"), strings.EqualFold(word, "OR"):
		if isKeyword(word) { // AND:x, a property that cannot be
			return p.fail(start, CodeBadProperty, word)
		}
		return p.fail(start, CodeCapitals, word, strings.ToUpper(word))
	case word == "" || p.peek() == ':' || isKeyword(word):
		return p.fail(start, CodeNoOperator)
	default:
		return p.fail(start, CodeLoneWord, word)
	}
}

// firstInvalid is the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}
