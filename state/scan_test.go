package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func berlin(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// anyFilter draws texts as they are typed: parts of what is in the rows, mostly.
func anyFilter(zone *time.Location) *rapid.Generator[Filter] {
	text := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("aeuüäöUßeé149.,- €ж")), 0, 4, -1),
		rapid.SampledFrom([]string{"paid", "ÜBER", "ueberf", "uber eur", "14.", "14.1", "2.1.", "31.12.2", "2024-", "PCI_1", "Lang lang", "offen", "-1", "1.000", ",00"}),
	)
	return rapid.Custom(func(t *rapid.T) Filter {
		return Filter{Text: text.Draw(t, "filter"), Zone: zone, Digits: map[string]int{"JPY": 0, "CHF": 3}, Shown: map[string]string{"SEPA": "Lastschrift über", "paid": "offen"}}
	})
}

func anyOrder() *rapid.Generator[[]Order] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Order {
		return Order{rapid.IntRange(0, len(mixedFields)-1).Draw(t, "field"), rapid.Bool().Draw(t, "desc")}
	}), 0, 3)
}

func TestAScanFindsAndOrdersWhatALoopWould(t *testing.T) {
	zone := berlin(t)
	rapid.Check(t, func(t *rapid.T) {
		r, model := NewRows(mixedFields), slice{at: map[string]int{}}
		for _, row := range rapid.SliceOfN(anyRow(200), 0, 60).Draw(t, "rows") {
			r.Put(row)
			model.put(row)
		}
		f, by := anyFilter(zone).Draw(t, "filter"), anyOrder().Draw(t, "order")
		got, ok := Scan(r.Snapshot(), f, by, nil)
		if want := scanModel(padded(model.rows, len(mixedFields)), f, by); !ok || !slices.Equal(got, want) {
			t.Fatalf("%v, %v; want %v", got, ok, want)
		}
	})
}

func TestTypingOnFindsTheSameAsStartingAgain(t *testing.T) {
	zone := berlin(t)
	rapid.Check(t, func(t *rapid.T) {
		r := NewRows(mixedFields)
		put := func() {
			for _, row := range rapid.SliceOfN(anyRow(100), 0, 30).Draw(t, "rows") {
				r.Put(row)
			}
		}
		put()
		f := anyFilter(zone).Draw(t, "filter")
		typed := []rune(f.Text)
		var old Filter
		var then Snapshot
		var view []int32
		for end := range len(typed) + 1 {
			f.Text = string(typed[:end])
			if rapid.Bool().Draw(t, "rows come") {
				put()
			}
			now, by := r.Snapshot(), anyOrder().Draw(t, "order")
			narrow := f
			if end > 0 {
				narrow = f.Narrow(old, then, now, view)
			}
			got, _ := Scan(now, narrow, by, nil)
			if want, _ := Scan(now, f, by, nil); !slices.Equal(got, want) {
				t.Fatalf("%q after %q: %v, want %v", f.Text, old.Text, got, want)
			}
			old, then, view = f, now, got
		}
	})
}

func TestNarrowTakesTheShortWay(t *testing.T) {
	r := filled(100)
	s := r.Snapshot()
	view, _ := Scan(s, Filter{Text: "me"}, nil, nil)
	for text, short := range map[string]bool{"mei": true, "me sepa": true, "sepa mei": true, "m": false, "xme": false, "": false} {
		if got := (Filter{Text: text}).Narrow(Filter{Text: "me"}, s, s, view).Within != nil; got != short {
			t.Errorf("%q after %q within the view: %v", text, "me", got)
		}
	}
	row := payments(100)(0)
	row.Values[methodField].Text = "bar"
	r.Put(row)
	if (Filter{Text: "mei"}).Narrow(Filter{Text: "me"}, s, r.Snapshot(), view).Within != nil {
		t.Error("within the view although a row has changed since")
	}
}

func TestFilterFindsWhatIsOnTheScreen(t *testing.T) {
	created := time.Date(2025, 11, 14, 0, 12, 0, 0, berlin(t)) // still the 13th in UTC
	row := Row{ID: "PCI_AB12CD34EF", Values: []Value{
		createdField:     {Num: created.Unix(), Set: true},
		customerField:    {Text: "Jürgen Müller-Groß", Set: true},
		methodField:      {Text: "SEPA", Set: true},
		simpleField:      {Text: "issue", Set: true},
		amountField:      {Text: "EUR", Num: 1234_56, Set: true},
		orderField:       {Text: "B-10427", Set: true},
		statusField:      {Text: "abgeschlossen", Set: true},
		transField:       {Num: 20481632, Set: true},
		descriptionField: {},
	}}
	decomposed := "Mu\u0308ller"
	tests := map[string]struct {
		found, missed []string
	}{
		"a name":    {[]string{"müller", "MULLER", "mueller", "Jur", "juer", "gross", "groß", "Groß jürgen", decomposed}, []string{"maller", "mülller", "jürgenm"}},
		"an id":     {[]string{"pci_ab12", "CD34"}, []string{"PCI_B"}},
		"words":     {[]string{"sepa", "abge", "issue", "rückbuchung", "Rueckb", "ruck", "eur"}, []string{"chf"}},
		"a number":  {[]string{"20481632", "4816", "10427"}, []string{"20481633", "-2048"}},
		"an amount": {[]string{"1234,56", "1234.56", "1.234,56", "1,234.56", "234,5", "1234,56 €", "1234,56€"}, []string{"1234,65", "123456", "-1234", "1.23456"}},
		"a date":    {[]string{"14.", "14.11", "14.11.", "14.11.2025", "14.11.25", "14.1", "2025-11-14", "2025-"}, []string{"13.11.", "4.11.", "14.12.", "14.11.24", "2025-12"}},
		"all words": {[]string{"müller sepa 14.11. 1234,56", ""}, []string{"müller paypal"}},
		"no fields": {nil, []string{"brötchen", "müller-groß-sepa", "sepaissue"}},
	}
	r := NewRows(paymentFields)
	r.Put(row)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for want, texts := range [][]string{tt.missed, tt.found} {
				for _, text := range texts {
					f := Filter{Text: text, Zone: berlin(t), Shown: map[string]string{"issue": "Rückbuchung"}}
					if view, _ := Scan(r.Snapshot(), f, nil, nil); len(view) != want {
						t.Errorf("%q finds %d rows, want %d", text, len(view), want)
					}
				}
			}
		})
	}
}

func TestAWordIsFoundFromAnyPlaceOn(t *testing.T) {
	const letters = "aaaaaaaaaaaab@`AbaB\x01!aabbAAaabbbb@Ab`ab"
	for end := range len(letters) + 1 {
		text := letters[:end]
		for _, word := range []string{"a", "b", "ab", "aba", "@", "`", "@`", "!", "\x01!aab", "abab", "aabbb"} {
			for from := range end + 1 {
				want := strings.Index(strings.ToLower(text[from:]), word)
				if want >= 0 {
					want += from
				}
				if got := newPattern(word).find([]byte(text), from); got != want {
					t.Fatalf("%q in %q from %d on: at %d, want %d", word, text, from, got, want)
				}
			}
		}
	}
}

func TestADayBeginsAtMidnightOfTheZoneAllYear(t *testing.T) {
	zone, r := berlin(t), NewRows([]Field{{"created", Time}})
	days := []string{"29.03.2025", "30.03.2025", "31.03.2025", "25.10.2025", "26.10.2025", "27.10.2025", "01.01.1970", "31.12.2160", "14.07.1901"}
	for round := range 2 { // the second time from what was kept of the first
		for _, day := range days {
			first, err := time.ParseInLocation("02.01.2006", day, zone)
			if err != nil {
				t.Fatal(err)
			}
			for i, at := range []time.Time{first, first.AddDate(0, 0, 1).Add(-time.Second)} {
				r.Put(Row{ID: fmt.Sprint(day, i, round), Values: []Value{{Num: at.Unix(), Set: true}}})
			}
		}
	}
	for _, day := range days {
		view, _ := Scan(r.Snapshot(), Filter{Text: day, Zone: zone}, nil, nil)
		for _, row := range view {
			if id := r.ID(int(row)); !strings.HasPrefix(id, day) {
				t.Errorf("%s finds %s", day, id)
			}
		}
		if len(view) != 4 {
			t.Errorf("%s finds %d of its points in time, want 4", day, len(view))
		}
	}
}

func TestEveryWayOfWritingAnUmlautFindsTheOthers(t *testing.T) {
	ways := []string{"Jörg Müller", "JOERG MUELLER", "Jo\u0308rg Mu\u0308ller", "jorg muller"}
	r := NewRows([]Field{{"name", Text}, {"word", Word}})
	for i, way := range ways {
		r.Put(Row{ID: fmt.Sprint("t", i), Values: []Value{{Text: way, Set: true}}})
		r.Put(Row{ID: fmt.Sprint("w", i), Values: []Value{{}, {Text: way, Set: true}}})
	}
	for _, way := range ways[:3] {
		view, _ := Scan(r.Snapshot(), Filter{Text: way}, nil, nil)
		want := 2 * len(ways)
		if way == ways[1] {
			want -= 2 // "muller" written without an umlaut is not "mueller"
		}
		if len(view) != want {
			t.Errorf("%q finds %d rows of %d", way, len(view), want)
		}
	}
	if view, _ := Scan(r.Snapshot(), Filter{Text: ways[3]}, nil, nil); len(view) != 2*len(ways)-2 {
		t.Errorf("%q finds %d rows", ways[3], len(view))
	}
}

func TestAFilterDoesNotJoinNeighbouringTexts(t *testing.T) {
	r := NewRows([]Field{{"a", Text}, {"b", Text}})
	// The byte between the texts is the length of the second, here an "a".
	r.Put(Row{ID: "x", Values: []Value{{Text: "jo", Set: true}, {Text: strings.Repeat("n", 'a'), Set: true}}})
	for text, want := range map[string]int{"joan": 0, "an": 0, "jo": 1, "nnn": 1, "xjo": 0} {
		if view, _ := Scan(r.Snapshot(), Filter{Text: text}, nil, nil); len(view) != want {
			t.Errorf("%q finds %d rows, want %d", text, len(view), want)
		}
	}
}

func TestManyRowsAreOrderedStablyAndTheUnsetComeLast(t *testing.T) {
	const n = 20_000
	r := filled(n)
	s := r.Snapshot()
	for _, field := range []int{createdField, amountField, methodField, customerField, orderField, descriptionField} {
		for _, desc := range []bool{false, true} {
			view, _ := Scan(s, Filter{}, []Order{{field, desc}}, nil)
			text := func(v Value) string {
				if kind := paymentFields[field].Kind; kind != Text && kind != Word {
					return ""
				}
				return string(fold(nil, []byte(v.Text), false))
			}
			seen := make([]bool, n)
			for at, row := range view {
				seen[row] = true
				if at == 0 {
					continue
				}
				v, w := r.Value(int(view[at-1]), field), r.Value(int(row), field)
				c := cmp.Or(strings.Compare(text(v), text(w)), cmp.Compare(v.Num, w.Num))
				if desc {
					c = -c
				}
				if !v.Set && w.Set || v.Set && w.Set && c > 0 || v.Set == w.Set && c == 0 && view[at-1] > row {
					t.Fatalf("%s: %+v stands before %+v", paymentFields[field].Path, v, w)
				}
			}
			if len(view) != n || slices.Contains(seen, false) {
				t.Fatalf("%s: %d rows in the view, or some twice", paymentFields[field].Path, len(view))
			}
		}
	}
}

func TestAScanStopsWhenAsked(t *testing.T) {
	s := filled(50_000).Snapshot()
	f, by := Filter{Text: "e"}, []Order{{Field: descriptionField}, {Field: createdField}}
	asked := 0
	if _, ok := Scan(s, f, by, func() bool { asked++; return false }); !ok || asked < 30 {
		t.Fatalf("ended %v after asking %d times", ok, asked)
	}
	for at := 0; at < asked; at += 5 {
		left := at
		view, ok := Scan(s, f, by, func() bool { left--; return left < 0 })
		if ok || view != nil {
			t.Fatalf("asked for the %dth time to stop, it returned %d rows, %v", at+1, len(view), ok)
		}
	}
}

func TestNothingIsFoundInNothing(t *testing.T) {
	for name, s := range map[string]Snapshot{"zero": {}, "empty": NewRows(mixedFields).Snapshot()} {
		if view, ok := Scan(s, Filter{Text: "x"}, []Order{{Field: 0}}, nil); !ok || view == nil || len(view) > 0 {
			t.Errorf("%s: %v, %v", name, view, ok)
		}
	}
}

func TestAScanMakesNoGarbageForARow(t *testing.T) {
	garbage := func(n int) float64 {
		s := filled(n).Snapshot()
		return testing.AllocsPerRun(3, func() {
			Scan(s, Filter{Text: "mueller 1.2 14."}, []Order{{Field: customerField}, {Field: amountField}}, nil)
		})
	}
	if few, many := garbage(1000), garbage(20_000); many > few+40 {
		t.Errorf("%.0f allocations for 1,000 rows, %.0f for 20,000", few, many)
	}
}
