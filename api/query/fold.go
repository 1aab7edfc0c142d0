package query

import (
	"unicode"
	"unicode/utf8"
)

// Text is compared in two foldings, and fits when one of them does. Both drop
// case and accents. The short one writes every letter as one letter (Müller is
// muller, Straße is strase), so that ? stands for the letter a person sees; the
// long one transcribes as German does (mueller, strasse). A digraph in the text
// itself is never shortened: that would make one letter of the ue in Manuel.

// fold appends the folded text. special says that the two foldings differ.
func fold(dst []byte, text string, long bool) (_ []byte, special bool) {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			dst = append(dst, lower[c])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		var letter byte // the second one of a transcription
		if dst, letter = appendLetter(dst, r); letter != 0 {
			special = true
			if long {
				dst = append(dst, letter)
			}
		}
	}
	return dst, special
}

// appendLetter appends a character in the short folding, and returns what the
// long one has behind it, or 0.
func appendLetter(dst []byte, r rune) ([]byte, byte) {
	if isMark(r) {
		return dst, marked(dst, r)
	}
	if r >= lastLatin || latin[r][0] == 0 {
		r = foldCase(r)
		if plain, ok := accented[r]; ok {
			r = plain
		}
	}
	if r < lastLatin && latin[r][0] != 0 {
		return append(dst, latin[r][0]), latin[r][1]
	}
	return utf8.AppendRune(dst, r), 0
}

// foldCase goes by way of the capital, which unites letters that have several
// small forms.
func foldCase(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }

// isMark reports the combining accents, which stand behind their letter in text
// that was taken apart (as macOS does with file names).
func isMark(r rune) bool { return 0x300 <= r && r <= 0x36F }

// marked is the letter that a combining mark becomes in the long folding, or 0:
// u and a diaeresis are ü.
func marked(dst []byte, mark rune) byte {
	if len(dst) == 0 {
		return 0
	}
	switch last := dst[len(dst)-1]; {
	case mark == 0x308 && (last == 'a' || last == 'o' || last == 'u'):
		return 'e'
	case mark == 0x30A && last == 'a':
		return 'a'
	}
	return 0
}

// transcriptions are the letters that the long folding writes as two; the short
// one takes the first of the two.
var transcriptions = map[rune]string{
	'ä': "ae", 'æ': "ae", 'ö': "oe", 'ø': "oe", 'œ': "oe", 'ü': "ue", 'ß': "ss", 'å': "aa", 'þ': "th",
}

// accented maps the lower case letters of European names to the plain one.
var accented = letters(
	"aàáâãāăąǎ", "cçćĉċč", "dðďđ", "eèéêëēĕėęěẽẹ", "gĝğġģǧ", "hĥħ", "iìíîïĩīĭįıǐ", "jĵ", "kķǩ", "lĺļľłŀ",
	"nñńņňŋŉ", "oòóôõōŏőǒ", "rŕŗř", "sśŝşšșſ", "tţťŧț", "uùúûũūŭůűųǔ", "wŵẁẃẅ", "yýÿŷỳ", "zźżž",
)

// letters makes the map of groups: a plain letter and those that are written by
// it.
func letters(groups ...string) map[rune]rune {
	m := make(map[rune]rune)
	for _, group := range groups {
		for _, r := range group[1:] {
			m[r] = rune(group[0])
		}
	}
	return m
}

// lastLatin ends the table of the letters that almost all names are made of.
const lastLatin = 0x180

var (
	lower = makeLower()
	latin = makeLatin()
)

func makeLower() (table [utf8.RuneSelf]byte) {
	for r := range rune(utf8.RuneSelf) {
		table[r] = byte(unicode.ToLower(r))
	}
	return table
}

// makeLatin makes the letters of both foldings, the second one 0 where there is
// none and both 0 where a character stays what it is.
func makeLatin() (table [lastLatin][2]byte) {
	for r := range rune(lastLatin) {
		small := foldCase(r)
		if pair := transcriptions[small]; pair != "" {
			table[r] = [2]byte{pair[0], pair[1]}
			continue
		}
		if plain, ok := accented[small]; ok {
			small = plain
		}
		if small < utf8.RuneSelf {
			table[r][0] = byte(small)
		}
	}
	return table
}
