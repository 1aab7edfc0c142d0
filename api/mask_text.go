package api

import "strings"

// MaskText masks what in a free text looks like a bank account or the number of
// a card: country and last four, or the last four, stay. A text without any is
// returned as it is, without an allocation.
func MaskText(s string) string {
	if !manyDigits(s) {
		return s
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); {
		if !alnum(s[i]) {
			i++
			continue
		}
		start, end, masked := secretIn(s, i)
		if masked == "" {
			i = end
			continue
		}
		b.WriteString(s[done:start])
		b.WriteString(masked)
		i, done = end, end
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// secretIn reads an account or a card that begins with the word at i, or in it,
// as in IBANDE89…; else "", and where the word ends. One in a word needs right
// check digits, and an id such as PCI_DE02… has none in it.
func secretIn(s string, i int) (start, end int, masked string) {
	if end, masked = secretAt(s, i, false); masked != "" {
		return i, end, masked
	}
	word := i
	for end = i; end < len(s) && wordByte(s[end]); end++ {
		if s[end] == '_' {
			word = len(s) // an id
		}
	}
	for k := word + 1; k < end; k++ {
		if digit(s[k]) && digit(s[k-1]) {
			continue // not where its digits begin
		}
		if after, masked := secretAt(s, k, true); masked != "" {
			return k, after, masked
		}
	}
	return i, end, ""
}

// manyDigits reports a text with enough digits for an account.
func manyDigits(s string) bool {
	n := 0
	for i := 0; i < len(s) && n < minAccount; i++ {
		if digit(s[i]) {
			n++
		}
	}
	return n >= minAccount
}

// minAccount is how many digits the shortest masked number has.
const minAccount = 11

// secretAt reads an account or a card that begins at i, and says where it ends;
// "" for anything else. Where strict, an account has right check digits.
func secretAt(s string, i int, strict bool) (end int, masked string) {
	if !mayBegin(s[i:]) {
		return 0, ""
	}
	g := squeeze(s[i:])
	compact := g.text[:g.n]
	if n := ibanLength(compact); n > 0 && (!strict || mod97(compact[:n]) == 1) {
		return i + int(g.ends[n-1]), maskIBAN(string(compact[:n]))
	}
	digits := 0
	for digits < len(compact) && digit(compact[digits]) {
		digits++
	}
	for n := min(digits, 19); n >= 14; n-- {
		end := i + int(g.ends[n-1])
		whole := end == len(s) || !wordByte(s[end])
		if whole && (luhn(compact[:n]) || n == 16 && string(compact[:4]) == "9276") {
			return end, MaskEnd(string(compact[:n]))
		}
	}
	return 0, ""
}

// mayBegin reports a text that begins as an account or a card does.
func mayBegin(s string) bool {
	return digit(s[0]) || len(s) > 3 && letter(s[0]) && letter(s[1]) && digit(s[2]) && digit(s[3])
}

// ungrouped is a number without what groups its digits.
type ungrouped struct {
	text [40]byte
	ends [40]uint8 // where each of them ends in the text that it was taken from
	n    int
}

// squeeze collects the letters and digits that s begins with, without the single
// spaces and hyphens that group them.
func squeeze(s string) (g ungrouped) {
	for i := 0; i < len(s) && g.n < len(g.text); i++ {
		switch {
		case alnum(s[i]):
			g.text[g.n], g.ends[g.n] = s[i], uint8(i+1)
			g.n++
		case (s[i] == ' ' || s[i] == '-') && i+1 < len(s) && alnum(s[i+1]):
		default:
			return g
		}
	}
	return g
}

// ibanLength is how long the IBAN is that a text begins with; 0 for none. One
// of digits alone is taken by its form, another only by the length that its
// country has and by its check digits: an order number may look like it.
func ibanLength(s []byte) int {
	const shortest, longest = 15, 34
	if len(s) < shortest || !letter(s[0]) || !letter(s[1]) || !digit(s[2]) || !digit(s[3]) {
		return 0
	}
	if n := ibanLengths[[2]byte{s[0] &^ 0x20, s[1] &^ 0x20}]; n > 0 && len(s) >= n && mod97(s[:n]) == 1 {
		return n
	}
	n := 4
	for n < min(len(s), longest) && digit(s[n]) {
		n++
	}
	if n < shortest {
		return 0
	}
	return n
}

// ibanLengths is how long an IBAN of a country is (SWIFT's IBAN registry).
var ibanLengths = func() map[[2]byte]int {
	byLength := map[int]string{
		15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU XK MN", 21: "CH HR LI LV",
		22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL SO", 24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST",
		26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
		30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
	}
	lengths := map[[2]byte]int{}
	for n, countries := range byLength {
		for country := range strings.FieldsSeq(countries) {
			lengths[[2]byte{country[0], country[1]}] = n
		}
	}
	return lengths
}()

// mod97 is the checksum of an IBAN, 1 for a right one.
func mod97(iban []byte) int {
	sum := 0
	for i := range iban {
		c := iban[(i+4)%len(iban)]
		if digit(c) {
			sum = (sum*10 + int(c-'0')) % 97
		} else {
			sum = (sum*100 + int(c|0x20-'a') + 10) % 97
		}
	}
	return sum
}

// luhn checks the last digit of a card's number.
func luhn(digits []byte) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// maskIBAN keeps country and last four of an account.
func maskIBAN(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, s)
	if len(s) < 8 || !letter(s[0]) || !letter(s[1]) {
		return MaskEnd(s)
	}
	return s[:2] + MaskEnd(s)
}

// MaskEnd keeps the last four characters of at least eight.
func MaskEnd(s string) string {
	runes := []rune(s)
	if len(runes) < 8 {
		return Masked
	}
	return Masked + string(runes[len(runes)-4:])
}

func digit(c byte) bool  { return c >= '0' && c <= '9' }
func letter(c byte) bool { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
func alnum(c byte) bool  { return digit(c) || letter(c) }

func wordByte(c byte) bool { return alnum(c) || c == '_' }
