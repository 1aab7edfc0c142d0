package api

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanMakesTextInert(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain text stays", "Bäckerei Huber & Söhne – 49,90 €", "Bäckerei Huber & Söhne – 49,90 €"},
		{"other scripts stay", "日本語 한국어 עברית العربية हिन्दी", "日本語 한국어 עברית العربية हिन्दी"},
		{"emoji stay", "🍞🥨", "🍞🥨"},
		{"an escape sequence loses its introducer", "a\x1b[31mred", "a[31mred"},
		{"a C1 introducer goes", "a\u009b31mred", "a31mred"},
		{"OSC 52 is only text", "\x1b]52;c;aGk=\x07", "]52;c;aGk="},
		{"DEL and NUL go", "a\x7fb\x00c", "abc"},
		{"line breaks and tabs become a space", "a\nb\tc\rd\u2028e\u2029f\u0085g", "a b c d e f g"},
		{"bidi controls go", "a\u202eb\u2066c\u200fd\u061ce", "abcde"},
		{"zero width goes", "a\u200bb\ufeffc\u2060d\u00ade", "abcde"},
		{"joined emoji fall apart", "👩\u200d🍳", "👩🍳"},
		{"variation selectors go", "❤\ufe0f", "❤"},
		{"tag characters go", "x\U000e0041\U000e007fy", "xy"},
		{"fillers go", "a\u3164b\u115fc\uffa0d", "abcd"},
		{"broken UTF-8 is marked", "a\xffb\xc3", "a\ufffdb\ufffd"},
		{"a noncharacter goes", "a\uffffb", "ab"},
		{"nothing stays nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCleanTextCostsNoAllocation(t *testing.T) {
	s := strings.Repeat("Jürgen Müller, Straße 5 ", 20)
	if n := testing.AllocsPerRun(100, func() { Clean(s) }); n != 0 {
		t.Errorf("got %v allocations", n)
	}
}

// unsafeIn is the first rune of s that a terminal could act on, or -1. It asks
// the Unicode tables and not the list in clean.go.
func unsafeIn(s string) rune {
	for _, r := range s {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Variation_Selector) &&
			!unicode.In(r, unicode.Prepended_Concatenation_Mark) {
			return r
		}
	}
	return -1
}

func TestNoCharacterOfUnicodeGetsPastClean(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if bad := unsafeIn(Clean(string(r))); bad >= 0 {
			t.Errorf("%U is left", bad)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Anna", "a\x1b[2Jb", "\u202e\u200b", "\xff\xfe", "👩\u200d🍳\ufe0f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q: %q is no UTF-8", s, got)
		}
		if r := unsafeIn(got); r >= 0 {
			t.Fatalf("%q: %U is left in %q", s, r, got)
		}
		if again := Clean(got); again != got {
			t.Fatalf("%q: cleaned twice is %q", got, again)
		}
	})
}
