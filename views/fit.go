package views

import (
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"tresen/api"
	"tresen/state"
)

// Everything that is drawn goes through this file. A text comes out inert: no
// control character, nothing invisible, and only characters of which all
// terminals agree how many cells they take. Terminals measure in two ways, by
// characters and by grapheme clusters; a cluster that the two see differently
// is cut down to its first character.

// cells writes a text in at most width cells and says how many it took. A text
// that is longer ends in an ellipsis. Accounts and cards in it are masked: this
// is the mask of the screen, whatever was forgotten before.
func (t *theme) cells(dst []byte, s string, width int) ([]byte, int) {
	return t.exact(dst, state.MaskText(s), width)
}

// exact writes a text as cells does, unmasked: what is being typed, and the one
// field that is revealed.
func (t *theme) exact(dst []byte, s string, width int) ([]byte, int) {
	if width <= 0 || s == "" {
		return dst, 0
	}
	if len(s) <= width && plainASCII(s) {
		return append(dst, s...), len(s)
	}
	used, cutAt, cutUsed := 0, len(dst), 0
	for steps := 0; s != ""; steps++ {
		piece, n, rest := t.next(s)
		if used+n > width || steps > patience(width) {
			return append(dst[:cutAt], t.ellipsis()...), cutUsed + 1
		}
		dst = append(dst, piece...)
		if used += n; used < width {
			cutAt, cutUsed = len(dst), used
		}
		s = rest
	}
	return dst, used
}

// width is how many cells a text takes, up to a most that matters.
func (t *theme) width(s string, most int) int {
	return t.widthExact(state.MaskText(s), most)
}

func (t *theme) widthExact(s string, most int) int {
	if plainASCII(s) {
		return min(len(s), most)
	}
	used := 0
	for steps := 0; s != "" && used < most; steps++ {
		if steps > patience(most) {
			return most
		}
		_, n, rest := t.next(s)
		used += n
		s = rest
	}
	return min(used, most)
}

// patience is how many clusters are looked at for a number of cells, so that a
// text of invisible characters does not stop the program.
func patience(cells int) int { return 64 + 8*cells }

func (t *theme) ellipsis() string {
	if t.ascii {
		return spelling['…']
	}
	return "…"
}

// next takes the first cluster off a text: what is drawn for it, in how many
// cells, and the rest.
func (t *theme) next(s string) (piece string, n int, rest string) {
	if s[0] >= ' ' && s[0] < 0x7f && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return s[:1], 1, s[1:]
	}
	cluster, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if cluster == "" { // cannot be; it would never end
		return "", 0, ""
	}
	piece, n = t.tame(cluster)
	return piece, n, s[len(cluster):]
}

// longestCluster is how many characters a cell may stack.
const longestCluster = 4

// tame makes a cluster harmless.
func (t *theme) tame(cluster string) (string, int) {
	c := api.Clean(cluster)
	first, size := utf8.DecodeRuneInString(c)
	switch {
	case c == "":
		return "", 0
	case size == len(c) && !t.ascii && usual(first):
		return c, 1
	case c[0] == ' ' || first == '\u00a0' || first == '\u202f' || first == '\u2007':
		return " ", 1
	case t.ascii:
		return t.spell(c)
	case utf8.RuneCountInString(c) <= longestCluster && agreed(c) && apart(c):
		return c, ansi.StringWidth(c)
	case agreed(c[:size]) && apart(c[:size]):
		return c[:size], ansi.StringWidth(c[:size])
	case ansi.StringWidth(c[:size]) == 0:
		return "", 0 // a mark with nothing to stand on
	}
	return "\ufffd", 1
}

// agreed reports a cluster that both ways of measuring see alike.
func agreed(c string) bool {
	n := ansi.StringWidth(c)
	return (n == 1 || n == 2) && n == ansi.StringWidthWc(c)
}

// usual reports a letter or sign of one cell that nobody disagrees about: what
// Europeans write, and our own glyphs.
func usual(r rune) bool {
	if r > 0xa0 && r < 0x250 {
		return r != 0xad
	}
	_, ours := spelling[r]
	return ours || r == '€'
}

// apart reports a cluster that does not melt into one with its neighbours, which
// may not be those it came with.
func apart(c string) bool {
	before, _ := ansi.FirstGraphemeCluster(" "+c, ansi.GraphemeWidth)
	behind, _ := ansi.FirstGraphemeCluster(c+" ", ansi.GraphemeWidth)
	r, size := utf8.DecodeRuneInString(c)
	return before == " " && behind == c && (size < len(c) || !unicode.In(r, halves))
}

// halves are characters that make one with the next of their kind: parts of
// Korean syllables, halves of flags.
var halves = &unicode.RangeTable{
	R16: []unicode.Range16{{0x1100, 0x11ff, 1}, {0xa960, 0xa97f, 1}, {0xd7b0, 0xd7ff, 1}},
	R32: []unicode.Range32{{0x1f1e6, 0x1f1ff, 1}},
}

// longestSpelling is how many cells a character may take in ASCII: EUR, (12).
const longestSpelling = 4

// spell writes a cluster in ASCII: our glyphs by their table, what Germans write
// by its transliteration, anything else as a question mark for each cell.
func (t *theme) spell(c string) (string, int) {
	r, size := utf8.DecodeRuneInString(c)
	if s, known := t.spelled[r]; known && size == len(c) {
		return s, len(s)
	}
	s, ours := spelling[r]
	if !ours {
		s = state.Transliterate(c)
	}
	if !plainASCII(s) || len(s) > longestSpelling {
		s = "??"[:max(1, min(2, ansi.StringWidth(c)))]
	}
	const kept = 4096
	if len(t.spelled) < kept && size == len(c) {
		t.spelled[r] = s
	}
	return s, len(s)
}

// plainASCII reports a text that is drawn byte by byte.
func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// wrap breaks a text into at most limit lines of width cells, at spaces where
// there are some. The last line of a longer text ends in an ellipsis.
func (t *theme) wrap(s string, width, limit int) []string {
	return t.wrapExact(state.MaskText(s), width, limit) // masked before a line could part a number
}

func (t *theme) wrapExact(s string, width, limit int) []string {
	if width < 1 || limit < 1 {
		return nil
	}
	b := breaker{space: -1}
	for s != "" {
		piece, n, rest := t.next(s)
		switch full := b.used+n > width && b.used > 0; {
		case full && len(b.lines) == limit-1:
			last, _ := t.cells(nil, string(b.line)+s, width)
			return append(b.lines, string(last))
		case full && piece == " ":
			b.space = len(b.line) // the line ends here, and the space with it
			b.fold()
		case full:
			b.fold()
			continue // the piece goes on the new line
		case piece != " " || b.used > 0:
			b.add(piece, n)
		}
		s = rest
	}
	if b.used > 0 || len(b.lines) == 0 {
		b.lines = append(b.lines, string(b.line))
	}
	return b.lines
}

// breaker is a line that is being filled, and where it can be broken.
type breaker struct {
	lines       []string
	line        []byte
	used        int // cells of the line
	space       int // the byte at which its last space stands, or -1
	throughThat int // cells of the line up to and with that space
}

func (b *breaker) add(piece string, n int) {
	if piece == " " {
		b.space, b.throughThat = len(b.line), b.used+1
	}
	b.line, b.used = append(b.line, piece...), b.used+n
}

// fold ends the line at its last space, or where it is; what is behind the space
// begins the next.
func (b *breaker) fold() {
	next := ""
	switch {
	case b.space == len(b.line):
		b.used = 0
	case b.space >= 0:
		next, b.used = string(b.line[b.space+1:]), b.used-b.throughThat
		b.line = b.line[:b.space]
	default:
		b.used = 0
	}
	b.lines = append(b.lines, string(b.line))
	b.line, b.space = append(b.line[:0], next...), -1
}
