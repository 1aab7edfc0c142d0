package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// String is the canonical text of the search.
func (e And) String() string { return string(e.print(nil, false)) }

// String is the canonical text of the search.
func (e Or) String() string { return string(e.print(nil, false)) }

// String is the canonical text of the search.
func (e Not) String() string { return string(e.print(nil, false)) }

// String is the canonical text of the condition.
func (e Term) String() string { return string(e.print(nil, false)) }

// String is the canonical text of the condition.
func (e Range) String() string { return string(e.print(nil, false)) }

// String is the canonical text of the condition.
func (e Exists) String() string { return string(e.print(nil, false)) }

func (e And) print(dst []byte, inner bool) []byte { return printJoined(dst, e, " AND ", inner) }
func (e Or) print(dst []byte, inner bool) []byte  { return printJoined(dst, e, " OR ", inner) }

// The index languages behind such searches do not agree on what a AND b OR c
// means, so no part is left to precedence.
func printJoined(dst []byte, parts []Expr, word string, inner bool) []byte {
	if inner {
		dst = append(dst, '(')
	}
	for i, part := range parts {
		if i > 0 {
			dst = append(dst, word...)
		}
		dst = part.print(dst, true)
	}
	if inner {
		dst = append(dst, ')')
	}
	return dst
}

func (e Not) print(dst []byte, inner bool) []byte {
	if inner {
		dst = append(dst, '(')
	}
	dst = append(dst, "NOT "...)
	dst = e.X.print(dst, true)
	if inner {
		dst = append(dst, ')')
	}
	return dst
}

func (e Term) print(dst []byte, _ bool) []byte {
	dst = append(dst, e.Field...)
	dst = append(dst, ':')
	if text, ok := e.Pattern.Literal(); ok {
		return printValue(dst, text, bareInValue)
	}
	return printPattern(dst, e.Pattern)
}

func (e Range) print(dst []byte, _ bool) []byte {
	dst = append(dst, e.Field...)
	dst = append(dst, ':')
	dst = append(dst, rangeSign("[{", e.ExclMin && e.Min != ""))
	dst = printBound(dst, e.Min)
	dst = append(dst, " TO "...)
	dst = printBound(dst, e.Max)
	return append(dst, rangeSign("]}", e.ExclMax && e.Max != ""))
}

func (e Exists) print(dst []byte, _ bool) []byte {
	return append(append(dst, existsName+":"...), e.Field...)
}

// Quote is the text of a condition that means just this value, quoted where it
// has to be: "customer.name:" + Quote(anything) is always one condition.
func Quote(value string) string {
	return string(printValue(nil, strings.ToValidUTF8(value, "\uFFFD"), bareInValue))
}

func rangeSign(signs string, exclusive bool) byte {
	if exclusive {
		return signs[1]
	}
	return signs[0]
}

func printBound(dst []byte, text string) []byte {
	if text == "" {
		return append(dst, '*')
	}
	return printValue(dst, text, bareInRange)
}

func printValue(dst []byte, text string, bare func(i int, r rune) bool) []byte {
	if isBare(text, bare) {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	for i := 0; i < len(text); i++ {
		if text[i] == '"' || text[i] == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, text[i])
	}
	return append(dst, '"')
}

func isBare(text string, bare func(i int, r rune) bool) bool {
	if text == "" || isKeyword(text) {
		return false
	}
	for i, r := range text {
		if !bare(i, r) {
			return false
		}
	}
	return true
}

// printPattern cannot use quotes: inside of them a wildcard is plain text.
func printPattern(dst []byte, p Pattern) []byte {
	for i := 0; i < len(p); {
		r, size := utf8.DecodeRuneInString(string(p[i:]))
		wild := r == '*' || r == '?'
		if r == '\\' && i+size < len(p) {
			i += size
			r, size = utf8.DecodeRuneInString(string(p[i:]))
		}
		if !wild && !bareInValue(i, r) {
			dst = append(dst, '\\')
		}
		dst = append(dst, p[i:i+size]...)
		i += size
	}
	return dst
}

// bareInValue says which characters need no quotes. It is narrower than what
// [Parse] takes: / begins a regular expression, ~ and ^ a weight, and + and - a
// sign in some of the languages that the server may pass the text on to.
func bareInValue(i int, r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r)) || strings.IndexByte("_.,@#%'", byte(r)) >= 0 || r == '-' && i > 0
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// bareInRange adds what times and negative numbers are made of; between
// brackets it has no other meaning.
func bareInRange(i int, r rune) bool {
	return r == ':' || r == '+' || r == '-' || bareInValue(i, r)
}

func isAlnum(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
