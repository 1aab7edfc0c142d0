package query

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The table of accents is written by hand so that the program carries no
// Unicode tables for it; here it is held against them.
func TestEveryEuropeanLetterFoldsToTheOneItIsMadeOf(t *testing.T) {
	for r := rune(0xC0); r < 0x180; r++ {
		if !unicode.IsLetter(r) {
			continue
		}
		plain := rune(norm.NFD.String(string(r))[0])
		if plain >= 'A' && plain <= 'Z' {
			plain += 'a' - 'A'
		}
		if plain > unicode.MaxASCII { // no accent but a letter of its own
			continue
		}
		if got := folded(string(r)); got != string(plain) {
			t.Errorf("%c is folded to %q, want %c", r, got, plain)
		}
	}
}

func TestComposedAndDecomposedTextFoldAlike(t *testing.T) {
	for _, text := range []string{"Müller", "Ärger", "Öl", "Ångström", "Ésprit", "Šimůnek", "Ceyhan Özgür", "Łukasz"} {
		for _, long := range []bool{false, true} {
			composed, _ := fold(nil, norm.NFC.String(text), long)
			decomposed, _ := fold(nil, norm.NFD.String(text), long)
			if string(composed) != string(decomposed) {
				t.Errorf("%s is folded to %s composed and to %s decomposed", text, composed, decomposed)
			}
		}
	}
}
