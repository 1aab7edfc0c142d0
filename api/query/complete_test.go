package query

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// completed is the line after each suggestion, the cursor being at the ‸ of the
// line.
func completed(line string, v Vocabulary) []string {
	before, after, _ := strings.Cut(line, "‸")
	var lines []string
	runes := []rune(before + after)
	for _, s := range Complete(before+after, utf8.RuneCountInString(before), v) {
		lines = append(lines, string(runes[:s.From])+s.Text+string(runes[s.To:]))
	}
	return lines
}

func TestTheLineIsCompletedByWhatFitsBeforeTheCursor(t *testing.T) {
	all := func(before, after string) (lines []string) {
		for _, f := range payments().Fields {
			lines = append(lines, before+f.Name+after)
		}
		return lines
	}
	tests := []struct {
		name, line string
		want       []string
	}{
		{"nothing typed offers every property", "‸", all("", ":")},
		{"the beginning of a property", "cust‸", []string{"customer.id:", "customer.name:"}},
		{"without regard to case", "CUST‸", []string{"customer.id:", "customer.name:"}},
		{"a part of a property comes after beginnings", "id‸", []string{"id:", "trans_id:", "order_id:", "customer.id:"}},
		{"the middle of a part does not count", "ustomer‸", nil},
		{"the rest of the name is replaced", "cust‸mer:x", []string{"customer.id:x", "customer.name:x"}},
		{"behind a word", "Übung cust‸", []string{"Übung customer.id:", "Übung customer.name:"}},
		{"behind an open parenthesis", "NOT (cust‸", []string{"NOT (customer.id:", "NOT (customer.name:"}},
		{"behind a !", "!amo‸", []string{"!amount:"}},
		{"a ! inside of a word", "demo!amo‸", nil},
		{"existence", "_ex‸", []string{"_exists_:"}},
		{"a property to exist", "_exists_:cust‸", []string{"_exists_:customer.id", "_exists_:customer.name"}},
		{"a value by its word", "details.status_simple:char‸", []string{"details.status_simple:4"}},
		{"a value by a later word, folded", "details.status_simple:RUCK‸", []string{"details.status_simple:4"}},
		{"a value in need of quotes", "product:sep‸", []string{`product:"SEPA direct debit"`}},
		{"all values", "currency:‸", []string{"currency:EUR", "currency:CHF"}},
		{"all values behind a space", "currency: ‸", []string{"currency: EUR", "currency: CHF"}},
		{"what is there already is not offered", "currency:EUR‸", nil},
		{"true and false", "demo:‸", []string{"demo:true", "demo:false"}},
		{"a property without known values", "order_id:B‸", nil},
		{"an unknown property", "foo:b‸", nil},
		{"behind a condition", "demo:true ‸", []string{"demo:true AND", "demo:true OR"}},
		{"the beginning of AND", "demo:true a‸", []string{"demo:true AND"}},
		{"behind AND", "demo:true AND cur‸", []string{"demo:true AND currency:"}},
		{"NOT behind AND", "demo:true AND no‸", []string{"demo:true AND NOT"}},
		{"behind a group", "(demo:true) ‸", []string{"(demo:true) AND", "(demo:true) OR"}},
		{"behind quotes", `product:"a b" o‸`, []string{`product:"a b" OR`}},
		{"inside of quotes", `product:"a cust‸`, nil},
		{"inside of quotes with an escape", `product:"a\" o‸`, nil},
		{"inside of a range", "amount:[1 cust‸", nil},
		{"behind a range", "amount:[1 TO 2} ‸", []string{"amount:[1 TO 2} AND", "amount:[1 TO 2} OR"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, completed(tt.line, payments())); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.line, diff)
			}
		})
	}
}

func TestASuggestionNamesWhatItIs(t *testing.T) {
	got := Complete("details.status_simple:cha", 25, payments())
	want := []Suggestion{{Text: "4", From: 22, To: 25, Label: "chargeback", Kind: SuggestValue}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzComplete(f *testing.F) {
	f.Add("customer.name:a AND b", 7)
	f.Add(`(x:"ä`, 99)
	f.Add("!!_exists_:", -1)
	f.Fuzz(func(t *testing.T, line string, cursor int) {
		n := len([]rune(line))
		for _, s := range Complete(line, cursor, payments()) {
			if s.From < 0 || s.To < s.From || s.To > n || s.Text == "" || s.Label == "" {
				t.Fatalf("%q at %d of %d: %+v", line, cursor, n, s)
			}
		}
	})
}
