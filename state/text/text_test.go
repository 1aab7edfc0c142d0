package text

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var verbs = regexp.MustCompile(`%(\[\d+\])?[-+ 0-9.]*[a-zA-Z]`)

func TestBothLanguagesTakeTheSameArguments(t *testing.T) {
	for k, e := range catalog {
		en, de := verbs.FindAllString(e.en, -1), verbs.FindAllString(e.de, -1)
		if strings.Join(en, " ") != strings.Join(de, " ") {
			t.Errorf("text %d: %q takes %v, %q takes %v", k, e.en, en, e.de, de)
		}
	}
}

func TestNoTextIsEmptyOrHasControlCharacters(t *testing.T) {
	for k, e := range catalog[1:] {
		for _, words := range []string{e.en, e.de} {
			if strings.TrimSpace(words) == "" {
				t.Errorf("text %d is empty beside %q%q", k+1, e.en, e.de)
			}
			if i := strings.IndexFunc(words, unicode.IsControl); i >= 0 {
				t.Errorf("text %q has a control character at byte %d", words, i)
			}
		}
	}
}

func TestSayGroupsNumbersAsTheLanguageDoes(t *testing.T) {
	loaded := M(Loaded, 200, 1384)
	if got := For("de_DE.UTF-8").Say(loaded); got != "200 von 1.384 geladen" {
		t.Errorf("German: %q", got)
	}
	if got := For("en").Say(loaded); got != "200 of 1,384 loaded" {
		t.Errorf("English: %q", got)
	}
}

func TestSayPutsNestedMessagesIntoTheSameLanguage(t *testing.T) {
	m := M(Quoted, M(Loaded, 1, 2), Payments)
	if got := For("de").Say(m); got != "1 von 2 geladen: Zahlungen" {
		t.Errorf("got %q", got)
	}
}
