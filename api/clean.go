package api

import (
	"unicode"
	"unicode/utf8"
)

// Clean makes a text of the server safe to draw in one line of a terminal:
// control characters, escape introducers and everything that is invisible or
// changes the direction of writing goes, line breaks and tabs become a space,
// invalid UTF-8 becomes U+FFFD. Joined emoji fall apart into their parts, whose
// width every terminal agrees on. A text that needs nothing is returned as is,
// without an allocation. Everything that this package decodes is cleaned.
func Clean(s string) string {
	i := firstUnclean(s)
	if i == len(s) {
		return s
	}
	return string(appendClean(append(make([]byte, 0, len(s)+8), s[:i]...), s[i:]))
}

// firstUnclean is where the clean beginning of s ends.
func firstUnclean[T string | []byte](s T) int {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, n := decodeRune(s[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' || r == 0x7f || cleaned(r) != r {
			return i
		}
		i += n
	}
	return len(s)
}

// appendClean appends s cleaned.
func appendClean[T string | []byte](dst []byte, s T) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c < 0x7f {
			dst = append(dst, c)
			i++
			continue
		}
		r, n := decodeRune(s[i:])
		if r = cleaned(r); r >= 0 {
			dst = utf8.AppendRune(dst, r)
		}
		i += n
	}
	return dst
}

func decodeRune[T string | []byte](s T) (rune, int) {
	// A UTF-8 sequence is at most four bytes; the copy stays on the stack.
	var b [utf8.UTFMax]byte
	return utf8.DecodeRune(b[:copy(b[:], s)])
}

// cleaned is what becomes of a rune: itself, a space, or -1 for nothing.
func cleaned(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f, r >= 0xa0 && r < 0x300 && r != 0xad:
		return r
	case r == '\t', r == '\n', r == '\v', r == '\f', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case r < 0xa0, unicode.Is(invisible, r):
		return -1
	}
	return r
}

// invisible holds what takes no room or tells a terminal how to draw its
// neighbours: format characters (bidi controls, zero-width characters, tags,
// soft hyphen), fillers, variation selectors and noncharacters.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00ad, 0x00ad, 1}, {0x034f, 0x034f, 1}, {0x061c, 0x061c, 1}, {0x115f, 0x1160, 1},
		{0x17b4, 0x17b5, 1}, {0x180b, 0x180f, 1}, {0x200b, 0x200f, 1}, {0x202a, 0x202e, 1},
		{0x2060, 0x206f, 1}, {0x3164, 0x3164, 1}, {0xfe00, 0xfe0f, 1}, {0xfeff, 0xfeff, 1},
		{0xffa0, 0xffa0, 1}, {0xfff0, 0xfffb, 1}, {0xfffe, 0xffff, 1},
	},
	R32: []unicode.Range32{
		{0x13430, 0x1343f, 1}, {0x1bca0, 0x1bca3, 1}, {0x1d173, 0x1d17a, 1}, {0xe0000, 0xe0fff, 1},
	},
}
