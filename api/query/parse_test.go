package query

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func lit(field, text string) Expr { return Term{field, Literal(text)} }

func TestParseReadsTheLanguageAndPrintsItsCanonicalForm(t *testing.T) {
	a, b, c := lit("a", "1"), lit("b", "2"), lit("c", "3")
	tests := []struct {
		name, text, canonical string
		want                  Expr
	}{
		{"a condition", "customer.name:Meier", "customer.name:Meier", lit("customer.name", "Meier")},
		{"a space after the colon", " a: 1 ", "a:1", a},
		{"a star and a question mark", "name:m?ie*r", "name:m?ie*r", Term{"name", `m?ie*r`}},
		{"a star alone", "name:*", "name:*", Term{"name", "*"}},
		{"quotes", `name:"Anna Meier"`, `name:"Anna Meier"`, lit("name", "Anna Meier")},
		{"needless quotes", `name:"Meier"`, `name:Meier`, lit("name", "Meier")},
		{"escapes in quotes", `name:"a\"b\\c"`, `name:"a\"b\\c"`, lit("name", `a"b\c`)},
		{"wildcards in quotes are text", `name:"a*?"`, `name:"a*?"`, lit("name", "a*?")},
		{"escaped wildcards are text", `name:a\*\?`, `name:"a*?"`, lit("name", "a*?")},
		{"an escaped space before a star", `name:anna\ m*`, `name:anna\ m*`, Term{"name", "anna m*"}},
		{"an escaped star beside a star", `name:\**`, `name:\**`, Term{"name", `\**`}},
		{"a colon in the value", "created:2026-11-14T09:30", `created:"2026-11-14T09:30"`, lit("created", "2026-11-14T09:30")},
		{"an empty value", `name:""`, `name:""`, lit("name", "")},
		{"a keyword as value", `name:"AND"`, `name:"AND"`, lit("name", "AND")},
		{"a negative number", "amount:-4990", `amount:"-4990"`, lit("amount", "-4990")},
		{"signs that mean something elsewhere", "name:a/b&c|d+e=f", `name:"a/b&c|d+e=f"`, lit("name", "a/b&c|d+e=f")},
		{"umlauts", "name:Müller", "name:Müller", lit("name", "Müller")},
		{"a range", "amount:[10 TO 20]", "amount:[10 TO 20]", Range{Field: "amount", Min: "10", Max: "20"}},
		{"a range with spaces", "amount:[ 10  TO 20 ]", "amount:[10 TO 20]", Range{Field: "amount", Min: "10", Max: "20"}},
		{"an open range", "amount:[* TO -5]", "amount:[* TO -5]", Range{Field: "amount", Max: "-5"}},
		{"a range open at both ends", "amount:{* TO *}", "amount:[* TO *]", Range{Field: "amount"}},
		{"an exclusive range", "amount:{10 TO 20}", "amount:{10 TO 20}", Range{Field: "amount", Min: "10", Max: "20", ExclMin: true, ExclMax: true}},
		{"mixed ends", "amount:[10 TO 20}", "amount:[10 TO 20}", Range{Field: "amount", Min: "10", Max: "20", ExclMax: true}},
		{"times in a range", "created:[2026-11-14T00:00:00+01:00 TO *]", "created:[2026-11-14T00:00:00+01:00 TO *]", Range{Field: "created", Min: "2026-11-14T00:00:00+01:00"}},
		{"quotes in a range", `name:["a b" TO "*"]`, `name:["a b" TO "*"]`, Range{Field: "name", Min: "a b", Max: "*"}},
		{"exists", "_exists_:routing", "_exists_:routing", Exists{"routing"}},
		{"not exists", "!(_exists_:routing)", "NOT _exists_:routing", Not{Exists{"routing"}}},
		{"AND before OR", "a:1 OR b:2 AND c:3", "a:1 OR (b:2 AND c:3)", Or{a, And{b, c}}},
		{"OR in parentheses", "(a:1 OR b:2) AND c:3", "(a:1 OR b:2) AND c:3", And{Or{a, b}, c}},
		{"three of them", "a:1 AND b:2 AND c:3", "a:1 AND b:2 AND c:3", And{a, b, c}},
		{"a deep group", strings.Repeat("(", 100) + "a:1" + strings.Repeat(")", 100), "a:1", a},
		{"a group of the same", "(a:1 AND b:2) AND c:3", "(a:1 AND b:2) AND c:3", And{And{a, b}, c}},
		{"NOT before AND", "NOT a:1 AND b:2", "(NOT a:1) AND b:2", And{Not{a}, b}},
		{"NOT NOT", "NOT !a:1", "NOT (NOT a:1)", Not{Not{a}}},
		{"without spaces", "!(a:1)AND(b:2)", "(NOT a:1) AND b:2", And{Not{a}, b}},
		{"tabs and newlines", "a:1\n\tAND b:2", "a:1 AND b:2", And{a, b}},
		{"needless parentheses", "((a:1))", "a:1", a},
		{
			"the example of the reference",
			"(NOT customer.name:meier*) AND (customer.age:[30 TO 40] OR customer.age:[50 TO 60])",
			"(NOT customer.name:meier*) AND (customer.age:[30 TO 40] OR customer.age:[50 TO 60])",
			And{
				Not{Term{"customer.name", "meier*"}},
				Or{Range{Field: "customer.age", Min: "30", Max: "40"}, Range{Field: "customer.age", Min: "50", Max: "60"}},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse(tt.text)
			if err != nil {
				t.Fatalf("Parse(%q): %v", tt.text, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", tt.text, diff)
			}
			if got.String() != tt.canonical {
				t.Errorf("String() = %q, want %q", got, tt.canonical)
			}
			again, err := Parse(tt.canonical)
			if err != nil {
				t.Fatalf("Parse(%q): %v", tt.canonical, err)
			}
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("the canonical text reads as something else:\n%s", diff)
			}
		})
	}
}

func TestEveryMistakeNamesItsColumnAndWhatToDo(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "column 1: there is nothing to search for: write a condition such as customer.name:Meier"},
		{"  ", "column 1: there is nothing to search for: write a condition such as customer.name:Meier"},
		{"meier", `column 1: "meier" has no property: write one before it, as in customer.name:Meier`},
		{"a:1 AND meier", `column 9: "meier" has no property: write one before it, as in customer.name:Meier`},
		{`"Anna Meier"`, `column 1: "\"" has no property: write one before it, as in customer.name:Meier`},
		{"a:1 AND", "column 8: a condition is missing here: write property:value"},
		{"AND a:1", "column 1: a condition is missing here: write property:value"},
		{"a:1 OR AND b:2", "column 8: a condition is missing here: write property:value"},
		{"()", "column 2: a condition is missing here: write property:value"},
		{"NOT", "column 4: a condition is missing here: write property:value"},
		{"not a:1", `column 1: "not" is only understood in capitals: write NOT`},
		{"a:1 and b:2", `column 5: "and" is only understood in capitals: write AND`},
		{"a:1 && b:2", `column 5: "&" does not join or negate conditions here: write AND`},
		{"a:1 || b:2", `column 5: "|" does not join or negate conditions here: write OR`},
		{"+a:1 b:2", `column 1: "+" does not join or negate conditions here: write AND`},
		{"a:1 -b:2", `column 5: "-" does not join or negate conditions here: write NOT`},
		{"a:1 b:2", "column 5: AND or OR is missing between two conditions: write one of them here"},
		{"a:1 NOT b:2", "column 5: AND or OR is missing between two conditions: write one of them here"},
		{"(a:1)(b:2)", "column 6: AND or OR is missing between two conditions: write one of them here"},
		{"name:Anna Meier", `column 11: "Meier" belongs to nothing: put a value of several words in quotes, or join conditions by AND`},
		{"a..b:1", `column 1: "a..b" is not a property name: use letters, digits, _ and -, nested by single dots`},
		{"größe:1", `column 1: "größe" is not a property name: use letters, digits, _ and -, nested by single dots`},
		{"a:", "column 3: a has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"a::1", "column 3: a has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"a: AND b:1", "column 4: a has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"(a:)", "column 4: a has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"_exists_:", "column 10: _exists_ has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)"},
		{"_exists_:a.", `column 10: "a." is not a property name: use letters, digits, _ and -, nested by single dots`},
		{"a:1)", "column 4: this ) closes nothing: delete it, or write ( where the group begins"},
		{"b:2 AND (a:1", "column 9: this ( is never closed: write ) where the group ends"},
		{"(a:1 b:2)", "column 6: AND or OR is missing between two conditions: write one of them here"},
		{`ä:1`, `column 1: "ä" is not a property name: use letters, digits, _ and -, nested by single dots`},
		{`name:"äöü`, `column 6: this quote is never closed: write " where the value ends`},
		{`name:"x\"`, `column 6: this quote is never closed: write " where the value ends`},
		{`name:x\`, `column 7: the \ at the end escapes nothing: delete it, or write it twice`},
		{`name:"a"b`, `column 9: "b" cannot stand in a value as it is: put the value in quotes`},
		{"name:foo(bar)", `column 9: "(" cannot stand in a value as it is: put the value in quotes`},
		{"name:äöü~2", `column 9: "~" cannot stand in a value as it is: put the value in quotes`},
		{"name:a]", `column 7: "]" cannot stand in a value as it is: put the value in quotes`},
		{"amount:>100", "column 8: more and less are written as a range: amount:[100 TO *] or amount:[* TO 100]"},
		{"status:(1 OR 2)", "column 8: a property takes one value: write status:first OR status:second"},
		{"amount:[10]", "column 11: a range is written [min TO max], with * for an open end: complete it here"},
		{"amount:[10 20]", "column 12: a range is written [min TO max], with * for an open end: complete it here"},
		{"amount:[TO 20]", "column 9: a range is written [min TO max], with * for an open end: complete it here"},
		{"amount:[10 TO ]", "column 15: a range is written [min TO max], with * for an open end: complete it here"},
		{"amount:[10 TO 20 30]", "column 18: a range is written [min TO max], with * for an open end: complete it here"},
		{"amount:[10 to 20]", `column 12: "to" is only understood in capitals: write TO`},
		{"amount:[10 TO 20", "column 8: this range is never closed: write ] after its second value"},
		{"amount:[10", "column 8: this range is never closed: write ] after its second value"},
		{"amount:[", "column 8: this range is never closed: write ] after its second value"},
		{`amount:["10 TO`, `column 9: this quote is never closed: write " where the value ends`},
		{"name:a\xffb", "column 7: a character here is damaged (not UTF-8): delete it and type it again"},
		{"AND:1", "column 1: a condition is missing here: write property:value"},
		{"a:1 AND AND:1", "column 9: a condition is missing here: write property:value"},
		{"a:1 OR:1", `column 5: "OR" is not a property name: use letters, digits, _ and -, nested by single dots`},
		{strings.Repeat("x", 60), `column 1: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" has no property: write one before it, as in customer.name:Meier`},
		{strings.Repeat("(", 200), "column 130: parentheses and NOT are nested deeper than 64 levels: simplify the search"},
		{strings.Repeat("!", 200) + "a:1", "column 130: parentheses and NOT are nested deeper than 64 levels: simplify the search"},
		{strings.Repeat("!", 65) + "a:1", "column 1: parentheses and NOT are nested deeper than 64 levels: simplify the search"},
		{strings.Repeat("(", 1<<20), "column 1: the search is longer than 16384 bytes: shorten it"},
	}
	for _, tt := range tests {
		t.Run(clip(tt.text), func(t *testing.T) {
			e, err := Parse(tt.text)
			if err == nil {
				t.Fatalf("Parse(%q) = %v, want an error", tt.text, e)
			}
			if err.Error() != tt.want {
				t.Errorf("Parse(%q):\n got %s\nwant %s", tt.text, err, tt.want)
			}
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("the error is a %T", err)
			}
		})
	}
}

func TestCheckHoldsValuesAgainstTheKindsOfTheirProperties(t *testing.T) {
	kinds := map[string]Kind{"amount": KindNumber, "created": KindDate, "demo": KindBool, "name": KindText}
	kind := func(name string) Kind { return kinds[name] }
	for _, text := range []string{
		"amount:4990", "amount:-5", "amount:49*", "amount:[* TO 10]", "amount:*",
		"created:2026", "created:2026-11-14T09:30:00+01:00", "created:[2026-11 TO *]", "created:2026-*",
		"demo:true", "demo:0", "name:anything", "unknown:anything", "_exists_:amount",
	} {
		if _, err := Check(text, kind); err != nil {
			t.Errorf("Check(%q): %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"name:x AND amount:49,90":            `column 19: amount is a whole number (an amount counts cents) and "49,90" is not: write digits only`,
		"_exists_:a OR amount:[1 TO b]":      `column 22: amount is a whole number (an amount counts cents) and "b" is not: write digits only`,
		"NOT created:yesterday":              `column 13: created is a date and "yesterday" is not: write 2026-11-14 or 2026-11-14T09:30`,
		"created:2026-02-30":                 `column 9: created is a date and "2026-02-30" is not: write 2026-11-14 or 2026-11-14T09:30`,
		"amount:x AND amount:1":              `column 8: amount is a whole number (an amount counts cents) and "x" is not: write digits only`,
		"demo:maybe":                         `column 6: demo is either true or false and "maybe" is neither: write one of them`,
		"created:2026-11-14 AND amount:\"\"": `column 31: amount is a whole number (an amount counts cents) and "" is not: write digits only`,
		"amount:":                            "column 8: amount has no value here: write one after the colon (AND, OR, NOT, TO and a first colon need quotes)",
	} {
		if _, err := Check(text, kind); err == nil || err.Error() != want {
			t.Errorf("Check(%q):\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestQuotedTextIsAlwaysOneCondition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune(`ab :"\*?()[]{}!~^/+-&|ANDORTO`)))).Draw(t, "text")
		got, err := Parse("name:" + Quote(text) + " AND x:1")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(Expr(And{lit("name", text), lit("x", "1")}), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// anyExpr draws searches as they are made by Parse and the constructors.
func anyExpr(fields, texts []string) *rapid.Generator[Expr] {
	field, text := rapid.SampledFrom(fields), rapid.SampledFrom(texts)
	leaf := rapid.Custom(func(t *rapid.T) Expr {
		f := field.Draw(t, "field")
		switch rapid.IntRange(0, 7).Draw(t, "kind") {
		case 0:
			return Exists{f}
		case 1, 2:
			r := Range{Field: f, Min: text.Draw(t, "min"), Max: text.Draw(t, "max")}
			r.ExclMin = r.Min != "" && rapid.Bool().Draw(t, "exclusive min")
			r.ExclMax = r.Max != "" && rapid.Bool().Draw(t, "exclusive max")
			return r
		case 3, 4:
			return Term{f, Literal(text.Draw(t, "text"))}
		}
		return Term{f, Wildcards(text.Draw(t, "text"))}
	})
	var tree func(depth int) *rapid.Generator[Expr]
	tree = func(depth int) *rapid.Generator[Expr] {
		if depth == 0 {
			return leaf
		}
		below := rapid.Deferred(func() *rapid.Generator[Expr] { return tree(depth - 1) })
		return rapid.OneOf(leaf, leaf,
			rapid.Map(below, func(e Expr) Expr { return Not{e} }),
			rapid.Map(rapid.SliceOfN(below, 2, 3), func(e []Expr) Expr { return And(e) }),
			rapid.Map(rapid.SliceOfN(below, 2, 3), func(e []Expr) Expr { return Or(e) }))
	}
	return tree(3)
}

func TestWhatIsPrintedReadsAsTheSameSearch(t *testing.T) {
	fields := []string{"a", "customer.name", "x-1.y_2", "TOO"}
	texts := []string{"", "*", "?", "a", "a*b", `\`, `\*`, `"`, "TO", "AND", "a b", "-1", "+1", "a:b", "2026-11-14T09:30:00+01:00", "ü", "\u0308", "€", "\x00", "\u2028", "x]", "y}", "(", "/re/", "{", "#1", "🙂"}
	rapid.Check(t, func(t *rapid.T) {
		e := anyExpr(fields, texts).Draw(t, "search")
		got, err := Parse(e.String())
		if err != nil {
			t.Fatalf("%s: %v", e, err)
		}
		if diff := cmp.Diff(e, got); diff != "" {
			t.Fatalf("%s (-made +read):\n%s", e, diff)
		}
	})
}

func TestAnOpenEndIsNeverPrintedAsExclusive(t *testing.T) {
	if got := (Range{Field: "a", ExclMin: true, ExclMax: true}).String(); got != "a:[* TO *]" {
		t.Error(got)
	}
}

func TestJoiningLeavesOutWhatAsksNothing(t *testing.T) {
	a, b := lit("a", "1"), lit("b", "2")
	if AllOf() != nil || AnyOf(nil, nil) != nil || AllOf(nil, a) != a || AnyOf(a) != a {
		t.Error("nothing or one part is not left as it is")
	}
	if got := AllOf(a, nil, AnyOf(a, b)).String(); got != "a:1 AND (a:1 OR b:2)" {
		t.Error(got)
	}
	last := Range{Field: "created", Max: "2026-11-14T14:02:29+01:00"}
	if got := AllOf(Term{"name", Prefix("mei")}, last).String(); got != "name:mei* AND created:[* TO 2026-11-14T14:02:29+01:00]" {
		t.Error(got)
	}
}

func TestIdsTellWhatTheyBelongTo(t *testing.T) {
	for id, want := range map[string]string{"PCI_WP7AEW2SK": "payment.transactions", "sub_1": "payment.subscriptions", "PCI_": "", "ABC_1": "", "PCI_a b": "", "": "", "Ä_12": ""} {
		if got, ok := ObjectOf(id); got != want || ok != (want != "") {
			t.Errorf("%q belongs to %q, %t", id, got, ok)
		}
	}
}

func TestTheDeepestSearchStillReadsWhatItPrints(t *testing.T) {
	var e Expr = lit("a", "1")
	for i := range MaxDepth {
		switch i % 3 {
		case 0:
			e = And{lit("b", "2"), e}
		case 1:
			e = Not{e}
		case 2:
			e = Or{e, lit("c", "3")}
		}
	}
	for _, e := range []Expr{e, AllOf(nil, e)} {
		got, err := Parse(e.String())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, e) { // cmp compares nested slices over and over
			t.Errorf("%s is read as %s", e, got)
		}
	}
	not := Expr(lit("a", "1"))
	for range MaxDepth {
		not = Not{not}
	}
	if _, err := Parse(not.String()); err != nil {
		t.Error(err)
	}
	if _, err := Parse(Not{not}.String()); err == nil {
		t.Error("one level more is accepted")
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"customer.name:Meier", `a:"b \" c" AND NOT (d:[1 TO *] OR !_exists_:e)`, `a:\ x*`, "a:{1 TO 2]", "((((", "a:b c", "ä:ö", "a:\x00", "a:[\"\" TO TO]",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			column := err.(*Error).Column
			if column < 1 || column > len([]rune(text))+1 {
				t.Fatalf("%q has no column %d", text, column)
			}
			return
		}
		printed := e.String()
		again, err := Parse(printed)
		if err != nil {
			if len(printed) > MaxLength {
				return // quotes made it longer
			}
			t.Fatalf("%q was printed as %q: %v", text, printed, err)
		}
		if !reflect.DeepEqual(e, again) {
			t.Fatalf("%q was printed as %q, which reads as %#v", text, printed, again)
		}
		if again.String() != printed {
			t.Fatalf("%q was printed as %q and then as %q", text, printed, again)
		}
	})
}
