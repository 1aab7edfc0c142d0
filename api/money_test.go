package api

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMoneyIsWrittenAsTheLanguageDoes(t *testing.T) {
	for _, tt := range []struct {
		money  Money
		de, en string
		bare   string // de, without the currency
	}{
		{Money{4990, "EUR"}, "49,90 €", "€49.90", "49,90"},
		{Money{-4990, "EUR"}, "-49,90 €", "-€49.90", "-49,90"},
		{Money{0, "EUR"}, "0,00 €", "€0.00", "0,00"},
		{Money{7, "EUR"}, "0,07 €", "€0.07", "0,07"},
		{Money{123456789, "EUR"}, "1.234.567,89 €", "€1,234,567.89", "1.234.567,89"},
		{Money{100000, "EUR"}, "1.000,00 €", "€1,000.00", "1.000,00"},
		{Money{4990, "CHF"}, "49,90 CHF", "CHF 49.90", "49,90"},
		{Money{4990, "JPY"}, "4.990 ¥", "¥4,990", "4.990"},
		{Money{4990, "KWD"}, "4,990 KWD", "KWD 4.990", "4,990"},
		{Money{math.MinInt64, "EUR"}, "-92.233.720.368.547.758,08 €", "-€92,233,720,368,547,758.08", "-92.233.720.368.547.758,08"},
		{Money{4990, "XYZ"}, "4990 ¤XYZ", "4990 ¤XYZ", "4990 ¤"},
		{Money{-4990, ""}, "-4990 ¤", "-4990 ¤", "-4990 ¤"},
	} {
		if got := tt.money.Format("de"); got != tt.de {
			t.Errorf("%v in German: got %q, want %q", tt.money, got, tt.de)
		}
		if got := tt.money.Format("en"); got != tt.en {
			t.Errorf("%v in English: got %q, want %q", tt.money, got, tt.en)
		}
		if got := tt.money.FormatAmount("de"); got != tt.bare {
			t.Errorf("%v without currency: got %q, want %q", tt.money, got, tt.bare)
		}
	}
	if got := (Money{4990, "EUR"}).Format("de_AT.UTF-8"); got != "49,90 €" {
		t.Errorf("a locale of the environment: got %q", got)
	}
}

// The library writes amounts by CLDR; ours must be its output, only faster.
func TestFastFormatIsTheLibrarysFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Money{Minor(rapid.Int64().Draw(t, "amount")), rapid.SampledFrom(currency.GetCurrencyCodes()).Draw(t, "currency")}
		lang := rapid.SampledFrom([]string{"de", "en"}).Draw(t, "lang")
		amount, err := currency.NewAmountFromInt64(int64(m.Amount), m.Currency)
		if err != nil {
			t.Fatal(err)
		}
		want := plainSpaces(currency.NewFormatter(currency.NewLocale(lang)).Format(amount))
		if got := m.Format(lang); got != want {
			t.Fatalf("%v in %s: got %q, want %q", m, lang, got, want)
		}
	})
}

func TestAppendFormatDoesNotAllocate(t *testing.T) {
	m, buf := Money{123456, "EUR"}, make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { buf = m.AppendFormat(buf[:0], "de") }); n != 0 {
		t.Errorf("got %v allocations", n)
	}
}

func TestTypedAmountsAreReadOrRefusedWithASentence(t *testing.T) {
	for _, tt := range []struct {
		text, currency string
		want           Minor
		problem        AmountProblem
		says           string // part of the error; empty where there is none
	}{
		{text: "12", want: 1200},
		{text: "12,3", want: 1230},
		{text: "12,30", want: 1230},
		{text: "12.30", want: 1230},
		{text: " 12.30 ", want: 1230},
		{text: "0,01", want: 1},
		{text: "1.234,56", want: 123456},
		{text: "1,234.56", want: 123456},
		{text: "1'234.56", want: 123456},
		{text: "1’234,56", want: 123456},
		{text: "1 234,56", want: 123456},
		{text: "1.234.567", want: 123456700},
		{text: "1234,5", want: 123450},
		{text: "12 €", want: 1200},
		{text: "€12.30", want: 1230},
		{text: "12,30 EUR", want: 1230},
		{text: "eur 12,30", want: 1230},
		{text: "10 Euro", want: 1000},
		{text: "1.234,00 €", want: 123400},
		{text: "1.234", currency: "JPY", want: 1234},
		{text: "0,123", currency: "KWD", want: 123},

		{text: "1.234", problem: AmountAmbiguous, says: "write 1.234,00 or 1,23"},
		{text: "1,234 €", problem: AmountAmbiguous, says: "write 1.234,00 or 1,23"},
		{text: "100.000", problem: AmountAmbiguous, says: "write 100.000,00 or 100,00"},
		{text: "1.234", currency: "KWD", problem: AmountAmbiguous, says: "write 1.234,000 or 1,234"},
		{text: "0", problem: AmountZero, says: "more than zero"},
		{text: "0,00", problem: AmountZero, says: "more than zero"},
		{text: "-5", problem: AmountNegative, says: "without a sign"},
		{text: "−5", problem: AmountNegative, says: "without a sign"},
		{text: "-€5", problem: AmountNegative, says: "without a sign"},
		{text: "€ -5", problem: AmountNegative, says: "without a sign"},
		{text: "", problem: AmountEmpty, says: "write one like 12,30"},
		{text: "zehn", problem: AmountNoNumber, says: "is not an amount"},
		{text: "12a", problem: AmountNoNumber, says: "is not an amount"},
		{text: "12,", problem: AmountNoNumber, says: "is not an amount"},
		{text: ",50", problem: AmountNoNumber, says: "is not an amount"},
		{text: "€", problem: AmountNoNumber, says: "is not an amount"},
		{text: "1..2", problem: AmountNoNumber, says: "is not an amount"},
		{text: "1.23.456", problem: AmountNoNumber, says: "is not an amount"},
		{text: "1.234.56", problem: AmountNoNumber, says: "is not an amount"},
		{text: "12,345.67.8", problem: AmountNoNumber, says: "is not an amount"},
		{text: "1e3", problem: AmountNoNumber, says: "is not an amount"},
		{text: "+5", problem: AmountNoNumber, says: "is not an amount"},
		{text: "١٢", problem: AmountNoNumber, says: "is not an amount"},
		{text: "12,345 6", problem: AmountNoNumber, says: "is not an amount"},
		{text: "0,123", problem: AmountDecimals, says: "EUR has 2"},
		{text: "12,3456", problem: AmountDecimals, says: "EUR has 2"},
		{text: "1.234,567", problem: AmountDecimals, says: "EUR has 2"},
		{text: "1234.567", currency: "JPY", problem: AmountDecimals, says: "JPY has 0"},
		{text: "12,5", currency: "JPY", problem: AmountDecimals, says: "JPY has 0"},
		{text: "99999999999999999999", problem: AmountTooLarge, says: "too large"},
		{text: strings.Repeat("1", 5000), problem: AmountTooLarge, says: "too large"},
		{text: "10 CHF", problem: AmountCurrency, says: "the amount is in EUR"},
		{text: "$10", problem: AmountCurrency, says: "the amount is in EUR"},
		{text: "10", currency: "XYZ", problem: AmountUnknownCurrency, says: "not known"},
	} {
		code := tt.currency
		if code == "" {
			code = "EUR"
		}
		got, err := ParseMoney(tt.text, code)
		if tt.says == "" {
			if err != nil || got != (Money{tt.want, code}) {
				t.Errorf("%q: got %v, %v, want %d", tt.text, got, err, tt.want)
			}
			continue
		}
		e, ok := errors.AsType[*AmountError](err)
		if !ok || e.Problem != tt.problem || !strings.Contains(e.Error(), tt.says) {
			t.Errorf("%q: got %v, %v, want problem %d saying %q", tt.text, got, err, tt.problem, tt.says)
		}
	}
}

func TestAnAmbiguousAmountCarriesBothReadings(t *testing.T) {
	_, err := ParseMoney("1,234", "EUR")
	e, _ := errors.AsType[*AmountError](err)
	if e == nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Money{{123400, "EUR"}, {123, "EUR"}}, e.Readings); diff != "" {
		t.Error(diff)
	}
}

// readsBack checks that what is written can be read again; where it would be
// ambiguous, which takes three decimals, the amount is one of the readings.
func readsBack(m Money, lang string) error {
	text := m.Format(lang)
	got, err := ParseMoney(text, m.Currency)
	if e, ok := errors.AsType[*AmountError](err); ok && e.Problem == AmountAmbiguous {
		digits, _ := currency.GetDigits(m.Currency)
		if digits != 3 || m != e.Readings[0] && m != e.Readings[1] {
			return fmt.Errorf("%q: %v is read as one of %v", text, m, e.Readings)
		}
		return nil
	}
	if err != nil || got != m {
		return fmt.Errorf("%q: got %v, %v, want %v", text, got, err, m)
	}
	return nil
}

func TestParsingUndoesFormatting(t *testing.T) {
	for _, code := range currency.GetCurrencyCodes() {
		for _, amount := range []Minor{1, 99, 1000, 123456, math.MaxInt64} {
			for _, lang := range []string{"de", "en"} {
				if err := readsBack(Money{amount, code}, lang); err != nil {
					t.Error(err)
				}
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := Money{
			Minor(rapid.Int64Range(1, math.MaxInt64).Draw(t, "amount")),
			rapid.SampledFrom(currency.GetCurrencyCodes()).Draw(t, "currency"),
		}
		if err := readsBack(m, rapid.SampledFrom([]string{"de", "en"}).Draw(t, "lang")); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"12,30", "1.234", "€ 1'234.50", "-1", "", "1,2,3", "٣", "10 CHF", "’", "1.234,56 EUR"} {
		f.Add(s, "EUR")
		f.Add(s, "KWD")
	}
	f.Fuzz(func(t *testing.T, s, code string) {
		m, err := ParseMoney(s, code)
		if err != nil {
			if text := err.Error(); text == "" || Clean(text) != text {
				t.Errorf("%q: the sentence %q", s, text)
			}
			return
		}
		if m.Amount < 1 || m.Currency != code {
			t.Fatalf("%q: got %v", s, m)
		}
		// The digits that were typed are the digits of the amount.
		want := strings.TrimLeft(onlyDigits(s), "0")
		got := onlyDigits(m.FormatAmount("en"))
		if !strings.HasPrefix(strings.TrimLeft(got, "0"), want) {
			t.Fatalf("%q: got %v", s, m)
		}
	})
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func BenchmarkAppendFormat(b *testing.B) {
	m, buf := Money{123456, "EUR"}, make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		buf = m.AppendFormat(buf[:0], "de")
	}
}
