package query

import (
	"bytes"
	"slices"
	"unicode"
	"unicode/utf8"
)

// matcher is a pattern made ready to be tried on many texts. It is safe for use
// by many goroutines.
type matcher struct {
	short, long glob
	// differ says that the pattern itself folds in two ways.
	differ bool
}

func newMatcher(p Pattern) matcher {
	m := matcher{short: newGlob(p, false), long: newGlob(p, true)}
	m.differ = !m.short.equal(m.long)
	return m
}

// match reports whether the pattern fits a stretch of text that begins and ends
// at the edge of a word. It allocates for texts above 128 bytes only.
func (m *matcher) match(text string) bool {
	var buf [128]byte
	folded, special := fold(buf[:0], text, false)
	if m.short.match(folded) {
		return true
	}
	if !special && !m.differ {
		return false
	}
	if special {
		folded, _ = fold(buf[:0], text, true)
	}
	return m.long.match(folded)
}

// glob is one folding of a pattern: the literal segments between its stars. Of
// n segments there are n-1 stars, so the first one is empty where the pattern
// begins with a star.
type glob []segment

// segment is a part without stars. A 0xFF in text, a byte that UTF-8 never has,
// stands for any one character.
type segment struct {
	text []byte
	any  bool // text has such a byte
}

const anyRune = 0xFF

func newGlob(p Pattern, long bool) glob {
	var g glob
	var folded, literal []byte
	flush := func() {
		folded, _ = fold(folded, string(literal), long)
		literal = literal[:0]
	}
	for c, wild := range p.bytes {
		switch {
		case !wild:
			literal = append(literal, c)
			continue
		case c == '?':
			flush()
			folded = append(folded, anyRune)
			continue
		}
		flush()
		g = append(g, newSegment(folded))
		folded = nil
	}
	flush()
	return append(g, newSegment(folded))
}

func newSegment(text []byte) segment {
	return segment{text: text, any: bytes.IndexByte(text, anyRune) >= 0}
}

func (g glob) equal(h glob) bool {
	return slices.EqualFunc(g, h, func(a, b segment) bool { return bytes.Equal(a.text, b.text) })
}

// match needs no backtracking: what follows a star depends only on where it may
// begin, so the leftmost fit of every segment is the best one.
func (g glob) match(text []byte) bool {
	first, last := &g[0], &g[len(g)-1]
	if len(g) == 1 {
		return first.alone(text)
	}
	pos := first.begin(text)
	for i := 1; pos >= 0 && i < len(g)-1; i++ {
		_, pos = g[i].find(text, pos)
	}
	return pos >= 0 && last.finish(text, pos)
}

// alone reports whether the segment fits between two edges. An empty one fits
// empty text only.
func (s *segment) alone(text []byte) bool {
	if len(s.text) == 0 {
		return len(text) == 0
	}
	start, end := s.find(text, 0)
	for start >= 0 && !(edge(text, start) && edge(text, end)) {
		start, end = s.find(text, next(text, start))
	}
	return start >= 0
}

// begin is where the leftmost fit behind an edge ends, or -1.
func (s *segment) begin(text []byte) int {
	if len(s.text) == 0 {
		return 0
	}
	start, end := s.find(text, 0)
	for start >= 0 && !edge(text, start) {
		start, end = s.find(text, next(text, start))
	}
	return end
}

// finish reports whether the segment fits before an edge, at or behind pos.
func (s *segment) finish(text []byte, pos int) bool {
	if len(s.text) == 0 {
		return true
	}
	start, end := s.find(text, pos)
	for start >= 0 && !edge(text, end) {
		start, end = s.find(text, next(text, start))
	}
	return start >= 0
}

// find is the leftmost place at or behind from where the segment fits, or -1.
func (s *segment) find(text []byte, from int) (start, end int) {
	if !s.any {
		i := bytes.Index(text[from:], s.text)
		if i < 0 {
			return -1, -1
		}
		return from + i, from + i + len(s.text)
	}
	for ; from < len(text); from = next(text, from) {
		if end := s.at(text, from); end >= 0 {
			return from, end
		}
	}
	return -1, -1
}

// at is where the segment ends if it begins at i, or -1.
func (s *segment) at(text []byte, i int) int {
	for _, c := range s.text {
		switch {
		case i == len(text):
			return -1
		case c == anyRune:
			i = next(text, i)
		case c != text[i]:
			return -1
		default:
			i++
		}
	}
	return i
}

// next is the offset of the character behind the one at i.
func next(text []byte, i int) int {
	if text[i] < utf8.RuneSelf {
		return i + 1
	}
	_, size := utf8.DecodeRune(text[i:])
	return i + size
}

// edge reports whether i does not cut a word in two.
func edge(text []byte, i int) bool {
	if i == 0 || i == len(text) {
		return true
	}
	before, after := rune(text[i-1]), rune(text[i])
	if before >= utf8.RuneSelf {
		before, _ = utf8.DecodeLastRune(text[:i])
	}
	if after >= utf8.RuneSelf {
		after, _ = utf8.DecodeRune(text[i:])
	}
	return !isWordRune(before) || !isWordRune(after)
}

// isWordRune reports what words are made of. The underscore belongs to them, so
// that an id is one word.
func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isAlnum(byte(r)) || r == '_'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
