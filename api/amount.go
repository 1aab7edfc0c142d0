package api

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/bojanz/currency"
)

// AmountProblem is what is wrong with an amount that was typed.
type AmountProblem uint8

// The problems of an amount.
const (
	// AmountNoNumber: it has letters or is put together oddly.
	AmountNoNumber AmountProblem = iota
	// AmountEmpty: nothing was typed.
	AmountEmpty
	// AmountAmbiguous: 1.234 is either thousand or one; see Readings.
	AmountAmbiguous
	// AmountZero: nothing to move.
	AmountZero
	// AmountNegative: amounts are typed without a sign.
	AmountNegative
	// AmountDecimals: the currency has fewer decimals.
	AmountDecimals
	// AmountTooLarge: beyond what any account holds.
	AmountTooLarge
	// AmountCurrency: it names another currency than the one expected.
	AmountCurrency
	// AmountUnknownCurrency: how many decimals the currency has is not known.
	AmountUnknownCurrency
)

// AmountError is a typed amount that is refused. Its text is a sentence.
type AmountError struct {
	Problem  AmountProblem
	Text     string // what was typed, cleaned
	Currency string // the one expected
	// Readings are what an ambiguous amount can mean, the larger one first.
	Readings []Money
}

// Error says what is wrong and how to write it.
func (e *AmountError) Error() string {
	switch e.Problem {
	case AmountEmpty:
		return "no amount: write one like 12,30"
	case AmountAmbiguous:
		return fmt.Sprintf("%q is ambiguous: write %s or %s", e.Text, e.Readings[0].FormatAmount("de"), e.Readings[1].FormatAmount("de"))
	case AmountZero:
		return "the amount must be more than zero"
	case AmountNegative:
		return fmt.Sprintf("%q is negative: write the amount without a sign", e.Text)
	case AmountDecimals:
		digits, _ := currency.GetDigits(e.Currency)
		return fmt.Sprintf("%q has too many decimals: %s has %d", e.Text, e.Currency, digits)
	case AmountTooLarge:
		return fmt.Sprintf("%q is too large for an amount", e.Text)
	case AmountCurrency:
		return fmt.Sprintf("%q names another currency: the amount is in %s", e.Text, e.Currency)
	case AmountUnknownCurrency:
		return fmt.Sprintf("the currency %q is not known: its decimals cannot be told", e.Currency)
	}
	return fmt.Sprintf("%q is not an amount: write one like 12,30", e.Text)
}

// maxAmountText is longer than any amount that makes sense, in bytes.
const maxAmountText = 64

// ParseMoney reads an amount that a person typed, in a currency that is known
// from elsewhere: 12, 12,3, 12.30, 1.234,56, 1,234.56, 1'234.50, with the
// currency's code or sign around it. One separator before exactly three digits
// (1.234) can mean two things and is refused with both. The amount is above
// zero. Errors are [*AmountError].
func ParseMoney(text, code string) (Money, error) {
	refuse := func(p AmountProblem, readings ...Money) (Money, error) {
		return Money{}, &AmountError{Problem: p, Text: cutText(text), Currency: code, Readings: readings}
	}
	decimals, known := currency.GetDigits(code)
	typed := strings.TrimSpace(oneForm.Replace(text))
	number, foreign := stripCurrency(typed, code)
	switch {
	case !known:
		return refuse(AmountUnknownCurrency)
	case typed == "":
		return refuse(AmountEmpty)
	case len(typed) > maxAmountText:
		return refuse(AmountTooLarge)
	case strings.HasPrefix(typed, "-") || strings.HasPrefix(number, "-"):
		return refuse(AmountNegative)
	case foreign:
		return refuse(AmountCurrency)
	}
	var found []Money
	for _, r := range readNumber(number, decimals == 0) {
		m, fits := r.minor(int(decimals))
		if !fits {
			return refuse(AmountTooLarge)
		}
		found = append(found, Money{Amount: m, Currency: code})
		if len(found) == 1 && len(r.fraction) > int(decimals) {
			return refuse(AmountDecimals)
		}
	}
	switch {
	case len(found) == 0:
		return refuse(AmountNoNumber)
	case len(found) == 2:
		return refuse(AmountAmbiguous, found...)
	case found[0].Amount == 0:
		return refuse(AmountZero)
	}
	return found[0], nil
}

// oneForm writes the variants of a character in one way.
var oneForm = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "’", "'", "−", "-", "–", "-")

// words are what people write for a currency besides its code and signs.
var words = map[string]string{"EUR": "euro"}

// stripCurrency takes the currency's own code, sign or word off an amount. It
// reports where another one stands there.
func stripCurrency(s, code string) (number string, foreign bool) {
	for _, name := range []string{words[code], code, symbol(code, "de"), symbol(code, "en")} {
		n := len(name)
		switch {
		case n == 0 || len(s) < n:
		case strings.EqualFold(s[:n], name):
			return strings.TrimSpace(s[n:]), false
		case strings.EqualFold(s[len(s)-n:], name):
			return strings.TrimSpace(s[:len(s)-n]), false
		}
	}
	name := strings.Trim(s, "0123456789 .,'-")
	return s, currency.IsValid(strings.ToUpper(name)) && name != "" || strings.ContainsFunc(name, isCurrencySign)
}

func isCurrencySign(r rune) bool { return unicode.Is(unicode.Sc, r) }

// symbol is the currency's sign in a language, with plain spaces.
func symbol(code, lang string) string {
	s, _ := currency.GetSymbol(code, currency.NewLocale(lang))
	return plainSpaces(s)
}

// reading is one way to read a number: digits before and after the decimal
// separator.
type reading struct{ whole, fraction string }

// readNumber returns the ways to read digits and separators: two where one
// separator stands before exactly three digits, none where it is no number.
// Without decimals such a separator can only group.
func readNumber(s string, integers bool) []reading {
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return grouped(s, "")
	}
	mark, head, tail := s[last:last+1], s[:last], s[last+1:]
	switch {
	case strings.Count(s, mark) > 1:
		return grouped(s, "")
	case strings.ContainsAny(head, ".,' "), len(tail) != 3, len(head) > 3, strings.HasPrefix(head, "0"):
		if tail == "" {
			return nil
		}
		return grouped(head, tail)
	case integers:
		return grouped(s, "")
	}
	return append(grouped(s, ""), grouped(head, tail)...)
}

// grouped checks the whole part of a number: digits alone, or groups of three
// with one kind of separator between them.
func grouped(whole, fraction string) []reading {
	r := reading{whole, fraction}
	if i := strings.IndexAny(whole, ".,' "); i >= 0 {
		groups := strings.Split(whole, whole[i:i+1])
		for n, group := range groups {
			if len(group) != 3 && (n > 0 || len(group) == 0 || len(group) > 3) {
				return nil
			}
		}
		r.whole = strings.Join(groups, "")
	}
	for _, c := range r.whole + r.fraction {
		if c < '0' || c > '9' {
			return nil
		}
	}
	if r.whole == "" {
		return nil
	}
	return []reading{r}
}

// minor is the reading in the smallest unit; digits beyond the currency's
// decimals are left out. It reports whether the amount fits.
func (r reading) minor(decimals int) (Minor, bool) {
	fraction := r.fraction[:min(len(r.fraction), decimals)]
	n, err := strconv.ParseInt(r.whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	return Minor(n), err == nil
}
