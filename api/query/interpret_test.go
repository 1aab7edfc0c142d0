package query

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ambiguous stands for the error of package api, which shows both readings.
type ambiguous struct{ text string }

func (e ambiguous) Error() string { return e.text + " can be 1234,00 or 1,23" }

// amount is package api's hook, as far as these tests need it: a comma is the
// decimal sign, and so is a dot before one or two digits.
func amount(text string) (minor int64, ok bool, err error) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(text, "€"), "EUR"))
	whole, cents, decimal := strings.Cut(text, ",")
	if !decimal {
		if i := strings.LastIndexByte(whole, '.'); i >= 0 && len(whole)-i < 4 {
			whole, cents = whole[:i], whole[i+1:]
		} else if i >= 0 {
			return 0, false, ambiguous{text}
		}
	}
	if len(cents) > 2 {
		return 0, false, nil
	}
	minor, err = strconv.ParseInt(strings.ReplaceAll(whole, ".", "")+(cents + "00")[:2], 10, 64)
	return minor, err == nil, nil
}

// payments is the vocabulary of a list, as a view has it.
func payments() Vocabulary {
	return Vocabulary{
		Fields: []Field{
			{Name: "id", Kind: KindText},
			{Name: "created", Kind: KindDate},
			{Name: "amount", Kind: KindNumber},
			{Name: "currency", Kind: KindText, Values: []Choice{{Text: "EUR"}, {Text: "CHF"}}},
			{Name: "trans_id", Kind: KindNumber},
			{Name: "order_id", Kind: KindText},
			{Name: "description", Kind: KindText},
			{Name: "demo", Kind: KindBool},
			{Name: "customer.id", Kind: KindText},
			{Name: "customer.name", Kind: KindText},
			{Name: "details.status_simple", Kind: KindNumber, Values: []Choice{
				{Text: "accepted", Value: "1"}, {Text: "chargeback", Value: "4"}, {Text: "Rückläufer offen", Value: "4"},
			}},
			{Name: "product", Kind: KindText, Values: []Choice{{Text: "SEPA direct debit"}, {Text: "Prepayment"}}},
		},
		Words:       []string{"customer.name", "description", "trans_id"},
		ID:          "PCI_",
		Refs:        map[string]string{"PCU_": "customer.id"},
		Number:      []string{"trans_id", "order_id"},
		AmountField: "amount",
		Amount:      amount,
		Date:        "created",
	}
}

// saturday is the time of these tests: 14 November 2026, 14:02 in Berlin.
func saturday(t testing.TB) time.Time {
	return time.Date(2026, 11, 14, 14, 2, 29, 0, berlin(t))
}

func TestTheSearchLineUnderstandsWhatPeopleType(t *testing.T) {
	day := func(from, to string) string { return "created:[" + from + " TO " + to + "]" }
	words := func(w string) string { return fmt.Sprintf("customer.name:%s* OR description:%[1]s*", w) }
	tests := []struct {
		line string
		kind Form
		q    string
	}{
		{"", FormAll, ""},
		{" \t ", FormAll, ""},
		{"*", FormAll, ""},

		{"meier", FormWords, words("meier")},
		{"anna meier", FormWords, "(" + words("anna") + ") AND (" + words("meier") + ")"},
		{"Meier, Anna", FormWords, "(" + words("Meier") + ") AND (" + words("Anna") + ")"},
		{"me?er*", FormWords, words("me?er")},
		{"B-10427", FormWords, words("B-10427")},
		{`"Anna Meier"`, FormWords, `customer.name:"Anna Meier" OR description:"Anna Meier"`},
		{`"Anna" Me`, FormWords, "(customer.name:Anna OR description:Anna) AND (" + words("Me") + ")"},
		{`"Anna`, FormWords, words("Anna")},
		{"Meier & Sohn", FormWords, "(" + words("Meier") + ") AND (" + words("Sohn") + ")"},
		{"&", FormWords, words(`\&`)},
		{"& * -", FormWords, "(" + words(`\&`) + ") AND (" + words(`\-`) + ")"},
		{"Müller\u200b\u202e", FormWords, words("Müller")},
		{"a:b OR c", FormWords, "(" + words(`a\:b`) + ") AND (" + words("OR") + ") AND (" + words("c") + ")"},
		{"x) OR (id", FormWords, "(" + words("x") + ") AND (" + words("OR") + ") AND (" + words("id") + ")"},
		{`a\b\`, FormWords, words(`a\\b`)},
		{"AND", FormWords, words("AND")},
		{`"customer.name:x"`, FormWords, `customer.name:"customer.name:x" OR description:"customer.name:x"`},
		{"http://example.org", FormWords, words(`http\:\/\/example.org`)},

		{"PCI_WP7AEW2SK2Q7", FormID, "id:PCI_WP7AEW2SK2Q7"},
		{" pci_wp7aew ", FormID, "id:PCI_WP7AEW"},
		{"PCI_wp7", FormID, "id:PCI_wp7"},
		{"PCI_WP7*", FormID, "id:PCI_WP7*"},
		{"PCU_123", FormID, "customer.id:PCU_123"},
		{"PCI_", FormWords, words("PCI_")},
		{"XYZ_123", FormWords, words("XYZ_123")},

		{"8812345", FormNumber, "trans_id:8812345 OR order_id:8812345 OR amount:881234500"},
		{"0049", FormNumber, "trans_id:49 OR order_id:0049 OR amount:4900"},
		{"99999999999999999999", FormNumber, "order_id:99999999999999999999"},
		{"meier 49", FormMixed, "(" + words("meier") + ") AND (trans_id:49 OR order_id:49 OR amount:4900 OR " + words("49") + ")"},

		{"49,90", FormAmount, "amount:4990"},
		{"49,90 €", FormAmount, "amount:4990"},
		{"49,90€", FormAmount, "amount:4990"},
		{"1.234,56", FormAmount, "amount:123456"},
		{"-49,90", FormAmount, `amount:"-4990"`},
		{"14.11", FormAmount, "amount:1411"},
		{"49 EUR", FormAmount, "amount:4900"},
		{"meier 49,90 €", FormMixed, "(" + words("meier") + ") AND amount:4990"},

		{"14.11.", FormDate, day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"15.11.", FormDate, day("2025-11-15T00:00:00+01:00", "2025-11-15T23:59:59+01:00")},
		{"29.2.", FormDate, day("2024-02-29T00:00:00+01:00", "2024-02-29T23:59:59+01:00")},
		{"14.11.2026", FormDate, day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"1.7.26", FormDate, day("2026-07-01T00:00:00+02:00", "2026-07-01T23:59:59+02:00")},
		{"2026-11-14", FormDate, day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"heute", FormDate, day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"Today", FormDate, day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"gestern", FormDate, day("2026-11-13T00:00:00+01:00", "2026-11-13T23:59:59+01:00")},
		{"yesterday", FormDate, day("2026-11-13T00:00:00+01:00", "2026-11-13T23:59:59+01:00")},
		{"vorgestern-heute", FormDate, day("2026-11-12T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"25.10.", FormDate, day("2026-10-25T00:00:00+02:00", "2026-10-25T23:59:59+01:00")},
		{"11/2026", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-30T23:59:59+01:00")},
		{"11.2026", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-30T23:59:59+01:00")},
		{"2026-10", FormDate, day("2026-10-01T00:00:00+02:00", "2026-10-31T23:59:59+01:00")},
		{"1.11.-14.11.", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"1.11. - 14.11.", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"1.11. bis 14.11.", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"28.12.–3.1.", FormDate, day("2025-12-28T00:00:00+01:00", "2026-01-03T23:59:59+01:00")},
		{"1.11.-14.11.2024", FormDate, day("2024-11-01T00:00:00+01:00", "2024-11-14T23:59:59+01:00")},
		{"2026-09-2026-10", FormDate, day("2026-09-01T00:00:00+02:00", "2026-10-31T23:59:59+01:00")},
		{"2026-11-01..2026-11-14", FormDate, day("2026-11-01T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"1.11.-", FormDate, day("2026-11-01T00:00:00+01:00", "*")},
		{"-14.11.", FormDate, day("*", "2026-11-14T23:59:59+01:00")},
		{"meier 1.11. - 14.11.", FormMixed, "(" + words("meier") + ") AND " + day("2026-11-01T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"meier - heute", FormMixed, "(" + words("meier") + ") AND " + day("2026-11-14T00:00:00+01:00", "2026-11-14T23:59:59+01:00")},
		{"13/2026", FormWords, words(`13\/2026`)},
		{"2026-1127", FormWords, words("2026-1127")},

		{"customer.name:meier*", FormQuery, "customer.name:meier*"},
		{" (NOT amount:[1 TO 2])", FormQuery, "NOT amount:[1 TO 2]"},
		{"!(_exists_:subscription)", FormQuery, "NOT _exists_:subscription"},
		{"details.status_simple:Chargeback", FormQuery, "details.status_simple:4"},
		{`!details.status_simple:"rückläufer offen" AND demo:true`, FormQuery, "(NOT details.status_simple:4) AND demo:true"},
		{"customer.city:Rostock", FormQuery, "customer.city:Rostock"},
		{"unknown:x OR id:y", FormQuery, "unknown:x OR id:y"},
	}
	for _, tt := range tests {
		t.Run(tt.line, func(t *testing.T) {
			got, err := Interpret(tt.line, payments(), saturday(t))
			if err != nil {
				t.Fatal(err)
			}
			if got.Kind != tt.kind || got.Q != tt.q {
				t.Errorf("got  %d %s\nwant %d %s", got.Kind, got.Q, tt.kind, tt.q)
			}
		})
	}
}

func TestTheSearchLineSaysWhatItCannotUnderstand(t *testing.T) {
	tests := []struct{ line, want string }{
		{"PLN_123", "column 1: PLN_123 is the id of another kind of object (payment.plans): search for it there"},
		{" meier stx_1a", "column 8: STX_1A is the id of another kind of object (smart.transactions): search for it there"},
		{"31.2.2026", "column 1: 31.2.2026 is not in the calendar: check day and month"},
		{"31.4.", "column 1: 31.4. is not in the calendar: check day and month"},
		{"1.13.2026", "column 1: 1.13.2026 is not in the calendar: check day and month"},
		{"0.5.", "column 1: 0.5. is not in the calendar: check day and month"},
		{"1.11.-31.11.", "column 1: 1.11.-31.11. is not in the calendar: check day and month"},
		{"müller 4/5/2026", `column 8: "4/5/2026" can be read as two different days: write 14.11.2026 or 2026-11-14`},
		{"14.11.2026-1.11.2026", `column 1: "14.11.2026-1.11.2026" ends before it begins: write the earlier day first`},
		{"custmer.name:meier", `column 1: there is no property "custmer.name": did you mean customer.name?`},
		{"detials.status_smple:4", `column 1: there is no property "detials.status_smple": did you mean details.status_simple?`},
		{"x (Amount:5", `column 4: there is no property "Amount": did you mean amount?`},
		{"NOT(creatde:2026", `column 5: there is no property "creatde": did you mean created?`},
		{" customer.name:", "column 16: customer.name has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"ä customer.name:a", `column 1: "ä" has no property: write one before it, as in customer.name:Meier`},
		{"amount:49,90", `column 8: amount is a whole number (an amount counts cents) and "49,90" is not: write digits only`},
		{"details.status_simple:odd", `column 23: details.status_simple is a whole number (an amount counts cents) and "odd" is not: write digits only`},
		{"created:[gestern TO *]", `column 9: created is a date and "gestern" is not: write 2026-11-14 or 2026-11-14T09:30`},
		{strings.Repeat("x", MaxLength+1), "column 1: the search is longer than 16384 bytes: shorten it"},
		{strings.Repeat("x ", MaxLength/2), "column 1: the search is longer than 16384 bytes: shorten it"},
		{"customer.name:" + strings.Repeat(`"`, MaxLength), "column 1: the search is longer than 16384 bytes: shorten it"},
		{"1.234", "1.234 can be 1234,00 or 1,23"},
		{"meier 1.234 €", "1.234 can be 1234,00 or 1,23"},
	}
	for _, tt := range tests {
		t.Run(clip(tt.line), func(t *testing.T) {
			got, err := Interpret(tt.line, payments(), saturday(t))
			if err == nil {
				t.Fatalf("it is understood as %s", got.Q)
			}
			if err.Error() != tt.want {
				t.Errorf("got  %s\nwant %s", err, tt.want)
			}
		})
	}
}

func TestWithoutPropertiesForThemNothingIsTried(t *testing.T) {
	v := Vocabulary{Fields: []Field{{Name: "id"}}, ID: "SDV_"}
	for _, line := range []string{"meier", "49,90", "123", "14.11.", "*&"} {
		got, err := Interpret(line, v, saturday(t))
		if err == nil || err.(*Error).Code != CodeNoWords {
			t.Errorf("%s is understood as %q, %v", line, got.Q, err)
		}
	}
	v.Words = []string{"trans_id"}
	v.Fields = append(v.Fields, Field{Name: "trans_id", Kind: KindNumber})
	if got, err := Interpret("meier", v, saturday(t)); err == nil {
		t.Errorf("a word that fits no property finds %q", got.Q)
	}
}

func TestReadingsSayHowEachPieceWasRead(t *testing.T) {
	at := func(d, h, m, s int) time.Time { return time.Date(2026, 11, d, h, m, s, 0, berlin(t)) }
	tests := []struct {
		line string
		want []Reading
	}{
		{"anna meier", []Reading{{Kind: FormWords, Text: "anna"}, {Kind: FormWords, Text: "meier"}}},
		{"pci_1", []Reading{{Kind: FormID, Text: "pci_1", Field: "id"}}},
		{"10427", []Reading{
			{Kind: FormNumber, Text: "10427", Field: "trans_id"},
			{Kind: FormNumber, Text: "10427", Field: "order_id"},
			{Kind: FormAmount, Text: "10427", Field: "amount", Minor: 1042700},
		}},
		{"meier 49,90 €", []Reading{{Kind: FormWords, Text: "meier"}, {Kind: FormAmount, Text: "49,90 €", Field: "amount", Minor: 4990}}},
		{"1.11. - 14.11.", []Reading{{Kind: FormDate, Text: "1.11. - 14.11.", Field: "created", From: at(1, 0, 0, 0), To: at(14, 23, 59, 59)}}},
		{"1.11.-", []Reading{{Kind: FormDate, Text: "1.11.-", Field: "created", From: at(1, 0, 0, 0)}}},
		{"customer.name:meier", nil},
		{"", nil},
	}
	for _, tt := range tests {
		got, err := Interpret(tt.line, payments(), saturday(t))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got.Readings); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.line, diff)
		}
	}
}

func TestWhatWasReallySentIsUnderstoodAsItself(t *testing.T) {
	for _, line := range []string{"anna meier", "10427", "49,90", "14.11.", "pci_1", "a:b OR c", "meier 49 heute"} {
		first, err := Interpret(line, payments(), saturday(t))
		if err != nil {
			t.Fatal(err)
		}
		again, err := Interpret(first.Q, payments(), saturday(t))
		if err != nil || again.Q != first.Q || again.Kind != FormQuery {
			t.Errorf("%s became %s, and that %s, %v", line, first.Q, again.Q, err)
		}
	}
}

func TestTypedWordsNeverChangeTheStructureOfTheSearch(t *testing.T) {
	v := payments()
	v.Words = []string{"customer.name", "description"}
	v.Fields = nil // no text can be q
	piece := rapid.StringOfN(rapid.SampledFrom([]rune(`abÄ:()[]{}"\*?!~^&|+-,;/ANDORNT`)), 1, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "words"), " ")
		v.Date, v.Number, v.Amount = "", nil, nil
		s, err := Interpret(line, v, time.Time{})
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if s.Kind == FormAll {
			if strings.Trim(line, "*? \"") != "" {
				t.Fatalf("%q finds everything", line)
			}
			return
		}
		e, err := Parse(s.Q)
		if err != nil {
			t.Fatalf("%q became %s: %v", line, s.Q, err)
		}
		words, many := e.(And)
		if !many {
			words = And{e}
		}
		if len(words) != len(s.Readings) {
			t.Fatalf("%q became %s, which has not a part for each of %v", line, s.Q, s.Readings)
		}
		for i, word := range words {
			or, ok := word.(Or)
			if !ok || len(or) != 2 {
				t.Fatalf("%q became %s: %s is no word", line, s.Q, word)
			}
			a, b := or[0].(Term), or[1].(Term)
			if a.Field != v.Words[0] || b.Field != v.Words[1] || a.Pattern != b.Pattern {
				t.Fatalf("%q became %s: %s is no word", line, s.Q, word)
			}
			text, plain := a.Pattern.Literal()
			if !plain {
				text, _ = Pattern(strings.TrimSuffix(string(a.Pattern), "*")).Literal()
			}
			if text != "" && !strings.Contains(s.Readings[i].Text, text) {
				t.Fatalf("%q became %s: %q was not typed", line, s.Q, text)
			}
		}
	})
}

func FuzzInterpret(f *testing.F) {
	for _, line := range []string{
		"anna meier", "PCI_1", "10427", "49,90 €", "14.11.", "1.11.-14.11.", "customer.name:x", "a:b OR c", `"`, "\xff\x00", "details.status_simple:chargeback", "!(id:\"x", "-heute", "custmer.name:1",
	} {
		f.Add(line)
	}
	now := saturday(f)
	f.Fuzz(func(t *testing.T, line string) {
		s, err := Interpret(line, payments(), now)
		if err != nil {
			if e, ok := err.(*Error); ok && (e.Column < 1 || e.Column > utf8.RuneCountInString(line)+1) {
				t.Fatalf("%q has no column %d", line, e.Column)
			}
			return
		}
		if s.Kind == FormAll {
			if s.Q != "" || s.Readings != nil {
				t.Fatalf("%q: everything is %q", line, s.Q)
			}
			return
		}
		e, err := Parse(s.Q)
		if err != nil {
			t.Fatalf("%q became %q: %v", line, s.Q, err)
		}
		if e.String() != s.Q {
			t.Fatalf("%q became %q, which is not canonical: %s", line, s.Q, e)
		}
	})
}
