package state

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxReason is how many characters a reason may have.
const MaxReason = 100

// reasonPunctuation is what a reason may hold besides ASCII letters and digits.
const reasonPunctuation = " .,+-:?()/'"

// CheckReason finds what the server would refuse in a reason. It does not
// transliterate: what is checked is what is sent.
func CheckReason(reason string) []Problem {
	var problems []Problem
	if n := utf8.RuneCountInString(reason); n > MaxReason {
		problems = append(problems, Problem{Kind: ProblemReasonLong, Length: n})
	}
	var bad []rune
	for _, r := range reason {
		if !inReason(r) && !strings.ContainsRune(string(bad), r) {
			bad = append(bad, r)
		}
	}
	if len(bad) > 0 {
		problems = append(problems, Problem{Kind: ProblemReasonChars, Text: string(bad)})
	}
	return problems
}

// inReason reports a character of [0-9a-zA-Z .,+\-:?()/'].
func inReason(r rune) bool {
	return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) ||
		strings.ContainsRune(reasonPunctuation, r))
}

// transliterations spells what Germans write in the characters of a bank
// statement. Other accents are dropped by their decomposition.
var transliterations = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss", "ẞ", "SS",
	"æ", "ae", "Æ", "Ae", "ø", "oe", "Ø", "Oe", "å", "aa", "Å", "Aa", "œ", "oe", "Œ", "Oe",
	"ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ð", "d", "Ð", "D", "þ", "th", "Þ", "Th", "ı", "i",
	"€", "EUR", "%", " Prozent", "&", "+", "_", "-", "–", "-", "—", "-", "−", "-", "‑", "-",
	`"`, "'", "„", "'", "“", "'", "”", "'", "‚", "'", "‘", "'", "’", "'", "`", "'", "´", "'",
	"«", "'", "»", "'", "…", "...", ";", ",", "!", ".", "[", "(", "]", ")", "{", "(", "}", ")",
	"\t", " ", "\n", " ", "\u00a0", " ", "\u202f", " ",
)

// Transliterate spells a reason with the characters that may be sent. The form
// shows the result before it is sent. What has no spelling stays and is then a
// [ProblemReasonChars].
func Transliterate(reason string) string {
	// Composed first: a decomposed ü is an ü, not a u. Then once more, for what
	// only the decomposition brings to light.
	spelled := norm.NFKD.String(transliterations.Replace(norm.NFC.String(reason)))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, spelled)
	return norm.NFC.String(transliterations.Replace(bare))
}
