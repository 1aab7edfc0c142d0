package views

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

func TestTextsAreCutToTheirCells(t *testing.T) {
	wide, plain := newTheme(false, false, false), newTheme(true, true, false)
	tests := []struct {
		theme *theme
		in    string
		cells int
		want  string
	}{
		{wide, "Anna Meier", 10, "Anna Meier"},
		{wide, "Anna Meier", 9, "Anna Mei…"},
		{wide, "Anna Meier", 1, "…"},
		{wide, "Anna Meier", 0, ""},
		{wide, "Müller & Söhne", 8, "Müller …"},
		{wide, "山田太郎", 8, "山田太郎"},
		{wide, "山田太郎", 7, "山田太…"},
		{wide, "山田太郎", 4, "山…"},
		{wide, "a\x1b[31mb\nc", 10, "a[31mb c"},
		{wide, "e\u0301t\u00e9", 10, "e\u0301té"},
		{wide, "12,00\u00a0€", 10, "12,00 €"},
		{wide, "👍🏽!", 10, "👍!"},
		{plain, "Müller – 49,90 €", 20, "Mueller - 49,90 EUR"},
		{plain, "✓ angenommen…", 20, "+ angenommen~"},
		{plain, "山田", 20, "????"},
		{plain, "a a\u0308 ⑴ ㏂", 20, "a ae (1) a.m."},
		{plain, "Straße", 5, "Stra~"},
	}
	for _, tt := range tests {
		got, n := tt.theme.cells(nil, tt.in, tt.cells)
		if string(got) != tt.want || n != ansi.StringWidth(tt.want) {
			t.Errorf("%q in %d cells is %q and says %d, want %q", tt.in, tt.cells, got, n, tt.want)
		}
	}
}

func TestLinesAreBrokenAtSpaces(t *testing.T) {
	theme := newTheme(false, false, false)
	tests := []struct {
		in           string
		width, limit int
		want         string
	}{
		{"", 10, 3, ""},
		{"eins zwei drei", 20, 3, "eins zwei drei"},
		{"eins zwei drei", 9, 3, "eins zwei|drei"},
		{"eins zwei drei", 8, 3, "eins|zwei|drei"},
		{"eins zwei drei", 8, 2, "eins|zwei dr…"},
		{"unteilbareswort und", 6, 9, "unteil|baresw|ort|und"},
		{"  vorn  hinten", 6, 9, "vorn |hinten"},
		{"山田太郎 山田", 5, 9, "山田|太郎|山田"},
	}
	for _, tt := range tests {
		if got := strings.Join(theme.wrap(tt.in, tt.width, tt.limit), "|"); got != tt.want {
			t.Errorf("%q at %d is %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

func TestAnyTextFitsItsCellsOnEveryTerminal(t *testing.T) {
	words := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune(
		"aé山👍🏽🇩🇪\u0301\u200d\u200b\u202e\x1b\n\u1112\u1161\u11ab\u0915\u094d\u0937\ufe0f\u00ad\u0e33 "))))
	themes := []*theme{newTheme(false, false, false), newTheme(false, true, false)}
	rapid.Check(t, func(t *rapid.T) {
		s, theme := words.Draw(t, "words"), themes[rapid.IntRange(0, 1).Draw(t, "ascii")]
		width := rapid.IntRange(0, 40).Draw(t, "width")
		got, n := theme.cells(nil, s, width)
		if n > width || ansi.StringWidth(string(got)) != n || ansi.StringWidthWc(string(got)) != n {
			t.Fatalf("%q in %d cells is %q: says %d, measures %d and %d", s, width, got, n,
				ansi.StringWidth(string(got)), ansi.StringWidthWc(string(got)))
		}
		for _, line := range theme.wrap(s, max(longestSpelling, width), 5) {
			if w := ansi.StringWidth(line); w > max(longestSpelling, width) {
				t.Fatalf("%q broken at %d has a line of %d cells: %q", s, width, w, line)
			}
		}
	})
}
