package api

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/bojanz/currency"
)

// Minor is an amount in the smallest unit of its currency (cents for EUR). The
// wire has it as an integer, sometimes as a string of one.
type Minor int64

// UnmarshalJSON reads an integer or a string of one; null is left alone. A
// decimal such as 12.5 or "140,00" is an error, never a guess.
func (m *Minor) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if string(b) == "null" {
		return nil
	}
	n, ok := parseInt(bytes.Trim(b, `"`))
	if !ok {
		return fmt.Errorf("%.40s is no amount in minor units", b)
	}
	*m = Minor(n)
	return nil
}

// Money is an amount with its currency, an ISO 4217 code in capitals.
type Money struct {
	Amount   Minor
	Currency string
}

// Format writes the amount as people of a language ("de", "en") do, by CLDR:
// "49,90 €", "€49.90". Its spaces are plain ones. A currency that is not known
// has an unknown number of decimals: its minor units are written as they are
// and marked, "4990 ¤XYZ".
func (m Money) Format(lang string) string { return string(m.AppendFormat(nil, lang)) }

// FormatAmount is [Money.Format] without the currency.
func (m Money) FormatAmount(lang string) string { return string(m.AppendAmount(nil, lang)) }

// AppendFormat appends what [Money.Format] returns, without an allocation.
func (m Money) AppendFormat(dst []byte, lang string) []byte {
	l := layoutOf(lang, m.Currency)
	if l == nil {
		dst = strconv.AppendInt(dst, int64(m.Amount), 10)
		return append(append(dst, " ¤"...), m.Currency...)
	}
	if m.Amount < 0 {
		dst = append(dst, l.negative...)
	}
	dst = l.appendDigits(append(dst, l.prefix...), m.Amount)
	return append(dst, l.suffix...)
}

// AppendAmount appends what [Money.FormatAmount] returns.
func (m Money) AppendAmount(dst []byte, lang string) []byte {
	l := layoutOf(lang, m.Currency)
	if l == nil {
		dst = strconv.AppendInt(dst, int64(m.Amount), 10)
		return append(dst, " ¤"...)
	}
	if m.Amount < 0 {
		dst = append(dst, l.negative...)
	}
	return l.appendDigits(dst, m.Amount)
}

// layout is how a language writes a currency. It is learned once from the
// library's own output, so that a table can write thousands of amounts.
type layout struct {
	negative       string // before all else of an amount below zero
	prefix, suffix string
	group, decimal string
	digits         int // after the decimal separator
}

type layoutKey struct{ lang, currency string }

var layouts = struct {
	sync.RWMutex
	m map[layoutKey]*layout
}{m: map[layoutKey]*layout{}}

// layoutOf returns nil for a currency that is not known. Those are not kept:
// the server could send any number of them.
func layoutOf(lang, code string) *layout {
	key := layoutKey{lang, code}
	layouts.RLock()
	l, ok := layouts.m[key]
	layouts.RUnlock()
	if ok || code == "" || !currency.IsValid(code) {
		return l
	}
	l = learnLayout(lang, code)
	layouts.Lock()
	layouts.m[key] = l
	layouts.Unlock()
	return l
}

// sample is enough of a number to see a layout by: groups before every number of
// decimals.
const sample = 1111234567

// learnLayout takes a formatted sample apart.
func learnLayout(lang, code string) *layout {
	f := currency.NewFormatter(language(lang))
	digits, _ := currency.GetDigits(code)
	amount, _ := currency.NewAmountFromInt64(sample, code)
	minus, _ := currency.NewAmountFromInt64(-sample, code)
	text := plainSpaces(f.Format(amount))
	l := &layout{digits: int(digits)}
	first, last := strings.IndexAny(text, "0123456789"), strings.LastIndexAny(text, "0123456789")
	l.prefix, l.suffix = text[:first], text[last+1:]
	l.negative = strings.TrimSuffix(plainSpaces(f.Format(minus)), text)
	number := text[first : last+1]
	if l.digits > 0 {
		end := len(number) - l.digits
		start := strings.LastIndexAny(number[:end], "0123456789") + 1
		l.decimal, number = number[start:end], number[:start]
	}
	if start := strings.IndexFunc(number, func(r rune) bool { return r < '0' || r > '9' }); start >= 0 {
		rest := number[start:]
		l.group = rest[:strings.IndexAny(rest, "0123456789")]
	}
	return l
}

// language is the locale that amounts are written in: German, or English for
// every other.
func language(lang string) currency.Locale {
	if base, _, _ := strings.Cut(strings.ReplaceAll(lang, "_", "-"), "-"); strings.EqualFold(base, "de") {
		return currency.NewLocale("de")
	}
	return currency.NewLocale("en")
}

// plainSpaces puts a space for every no-break space: a terminal breaks no line
// here, and people search for what they see.
func plainSpaces(s string) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s)
}

// appendDigits appends the amount without its sign, grouped by thousands.
func (l *layout) appendDigits(dst []byte, m Minor) []byte {
	n := uint64(m)
	if m < 0 {
		n = -n
	}
	var buf [20]byte
	d := strconv.AppendUint(buf[:0], n, 10)
	whole := len(d) - l.digits
	if whole <= 0 {
		dst = append(dst, '0')
	}
	for i, c := range d[:max(whole, 0)] {
		if i > 0 && (whole-i)%3 == 0 {
			dst = append(dst, l.group...)
		}
		dst = append(dst, c)
	}
	if l.digits == 0 {
		return dst
	}
	dst = append(dst, l.decimal...)
	for i := whole; i < 0; i++ {
		dst = append(dst, '0')
	}
	return append(dst, d[max(whole, 0):]...)
}
