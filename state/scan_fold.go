package state

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// foldings are the letters that lose their accent, and what they become in the
// short and in the long way of writing them without.
var foldings = []struct{ letters, short, long string }{
	{"ÀÁÂÃÅĀĂĄàáâãåāăą", "a", "a"}, {"Ää", "a", "ae"}, {"Ææ", "ae", "ae"},
	{"ÇĆĈĊČçćĉċč", "c", "c"}, {"ĎĐÐďđð", "d", "d"}, {"ÈÉÊËĒĔĖĘĚèéêëēĕėęě", "e", "e"},
	{"ĜĞĠĢĝğġģ", "g", "g"}, {"ĤĦĥħ", "h", "h"}, {"ÌÍÎÏĨĪĬĮİìíîïĩīĭįı", "i", "i"}, {"Ĵĵ", "j", "j"},
	{"Ķķĸ", "k", "k"}, {"ĹĻĽĿŁĺļľŀł", "l", "l"}, {"ÑŃŅŇñńņň", "n", "n"},
	{"ÒÓÔÕŌŎŐòóôõōŏő", "o", "o"}, {"ÖØöø", "o", "oe"}, {"Œœ", "oe", "oe"},
	{"ŔŖŘŕŗř", "r", "r"}, {"ŚŜŞŠȘśŝşšș", "s", "s"}, {"ẞß", "ss", "ss"}, {"ŢŤŦȚţťŧț", "t", "t"}, {"Þþ", "th", "th"},
	{"ÙÚÛŨŪŬŮŰŲùúûũūŭůűų", "u", "u"}, {"Üü", "u", "ue"}, {"Ŵŵ", "w", "w"}, {"ÝŶŸýŷÿ", "y", "y"},
	{"ŹŻŽźżž", "z", "z"}, {"€", "eur", "eur"}, {"−–—‑", "-", "-"}, {"’‘", "'", "'"},
}

// diaeresis after a, o or u makes an umlaut of two characters.
const diaeresis = '\u0308'

// folding is what a letter becomes; not known, it is put in lower case.
type folding struct {
	short, long string
	known       bool
}

var (
	// folded has the letters up to ſ, where nearly all are; rarely the others.
	folded, rarely = foldingTables()
	lower          = lowerTable()
)

func foldingTables() (near [0x180]folding, far map[rune]folding) {
	far = map[rune]folding{}
	for _, f := range foldings {
		for _, r := range f.letters {
			if int(r) < len(near) {
				near[r] = folding{f.short, f.long, true}
			} else {
				far[r] = folding{f.short, f.long, true}
			}
		}
	}
	return near, far
}

// lowerTable folds single bytes.
func lowerTable() (t [256]byte) {
	for b := range t {
		t[b] = byte(b)
		if 'A' <= b && b <= 'Z' {
			t[b] += 'a' - 'A'
		}
	}
	return t
}

// fold appends a text as it is searched and ordered by: in lower case, without
// accents. In the long way ä, ö, ü become ae, oe, ue, in the short one a, o, u.
func fold(to, text []byte, inLong bool) []byte {
	to = slices.Grow(to, 2*len(text)) // a letter's lower case may be longer
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			to = append(to, lower[c])
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError {
			to = append(to, text[i:i+size]...)
		} else {
			to = foldRune(to, r, inLong)
		}
		i += size
	}
	return to
}

// foldRune appends a letter beyond ASCII, folded.
func foldRune(to []byte, r rune, inLong bool) []byte {
	var f folding
	if int(r) < len(folded) {
		f = folded[r]
	} else {
		f = rarely[r]
	}
	switch {
	case f.known && inLong:
		return append(to, f.long...)
	case f.known:
		return append(to, f.short...)
	case r == diaeresis && inLong && len(to) > 0 && strings.IndexByte("aou", to[len(to)-1]) >= 0:
		return append(to, 'e')
	case unicode.Is(unicode.Mn, r): // an accent on its own
		return to
	}
	return utf8.AppendRune(to, unicode.ToLower(r))
}
