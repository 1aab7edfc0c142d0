package query

import "strings"

// Expr is a search: an [And], [Or], [Not], [Term], [Range] or [Exists]. A nil
// Expr finds everything.
type Expr interface {
	// String is the canonical text of the search.
	String() string
	// print appends the canonical text; inner asks for parentheses around
	// what is not a single condition.
	print(dst []byte, inner bool) []byte
}

// And holds where all of its parts hold. It has two or more; see [AllOf].
type And []Expr

// Or holds where one of its parts holds. It has two or more; see [AnyOf].
type Or []Expr

// Not holds where X does not.
type Not struct{ X Expr }

// Term holds where a value of the property fits the pattern.
type Term struct {
	Field   string
	Pattern Pattern
}

// Range holds where a value of the property lies between Min and Max. An empty
// end is open; an exclusive one does not belong to the range itself.
type Range struct {
	Field    string
	Min, Max string
	ExclMin  bool
	ExclMax  bool
}

// Exists holds where the property has any value.
type Exists struct{ Field string }

// AllOf joins searches by AND, leaving out nil ones: a single one stays what it
// is, and none is nil.
func AllOf(parts ...Expr) Expr {
	return join(parts, func(kept []Expr) Expr { return And(kept) })
}

// AnyOf joins searches by OR, as [AllOf] does by AND. Since nil finds
// everything, AnyOf is for searches that are not.
func AnyOf(parts ...Expr) Expr {
	return join(parts, func(kept []Expr) Expr { return Or(kept) })
}

func join(parts []Expr, many func([]Expr) Expr) Expr {
	kept := make([]Expr, 0, len(parts))
	for _, part := range parts {
		if part != nil {
			kept = append(kept, part)
		}
	}
	switch len(kept) {
	case 0:
		return nil
	case 1:
		return kept[0]
	}
	return many(kept)
}

// Pattern is the value of a condition: text in which * stands for any
// characters and ? for one. A backslash makes the *, ? or backslash behind it
// plain text. [Literal], [Prefix] and [Wildcards] make valid ones.
type Pattern string

var (
	literalEscapes  = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`)
	wildcardEscapes = strings.NewReplacer(`\`, `\\`)
)

// Literal is the pattern that means just this text.
func Literal(text string) Pattern {
	return Pattern(literalEscapes.Replace(strings.ToValidUTF8(text, "\uFFFD")))
}

// Prefix is the pattern of everything that begins with the text.
func Prefix(text string) Pattern { return Literal(text) + "*" }

// Wildcards is the pattern in which every * and ? of the text is a wildcard.
func Wildcards(text string) Pattern {
	return Pattern(wildcardEscapes.Replace(strings.ToValidUTF8(text, "\uFFFD")))
}

// Literal is the text that the pattern means; ok is false where it has
// wildcards.
func (p Pattern) Literal() (text string, ok bool) {
	if !strings.ContainsAny(string(p), `*?\`) {
		return string(p), true
	}
	var b strings.Builder
	for c, wild := range p.bytes {
		if wild {
			return "", false
		}
		b.WriteByte(c)
	}
	return b.String(), true
}

// bytes yields the pattern byte by byte, unescaped, each with whether it is a
// wildcard. Bytes do as well as runes: the signs it looks for are ASCII.
func (p Pattern) bytes(yield func(c byte, wild bool) bool) {
	for i := 0; i < len(p); i++ {
		c, wild := p[i], p[i] == '*' || p[i] == '?'
		if c == '\\' && i+1 < len(p) {
			i++
			c = p[i]
		}
		if !yield(c, wild) {
			return
		}
	}
}

// conditions yields the single conditions of a search in the order in which
// they are printed.
func conditions(e Expr, yield func(Expr) bool) bool {
	var parts []Expr
	switch e := e.(type) {
	case nil:
		return true
	case And:
		parts = e
	case Or:
		parts = e
	case Not:
		return conditions(e.X, yield)
	default:
		return yield(e)
	}
	for _, part := range parts {
		if !conditions(part, yield) {
			return false
		}
	}
	return true
}
