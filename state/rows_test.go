package state

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRowsHoldWhatASliceWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, model := NewRows(mixedFields), slice{at: map[string]int{}}
		type then struct {
			is   Snapshot
			want []Row
		}
		var thens []then
		for _, row := range rapid.SliceOfN(anyRow(40), 0, 120).Draw(t, "rows") {
			i, added := r.Put(row)
			wantAt, wantNew := model.put(row)
			if i != wantAt || added != wantNew {
				t.Fatalf("Put(%q) = %d, %v; want %d, %v", row.ID, i, added, wantAt, wantNew)
			}
			if len(model.rows)%7 == 0 {
				thens = append(thens, then{r.Snapshot(), slices.Clone(model.rows)})
			}
		}
		for _, then := range append(thens, then{r.Snapshot(), model.rows}) {
			if diff := cmp.Diff(padded(then.want, len(mixedFields)), contents(then.is)); diff != "" {
				t.Fatalf("a snapshot of %d rows (-want +got):\n%s", len(then.want), diff)
			}
		}
		for id, at := range model.at {
			if i, ok := r.Index(id); !ok || i != at {
				t.Fatalf("Index(%q) = %d, %v; want %d", id, i, ok, at)
			}
		}
		if i, ok := r.Index("PCI_none"); ok {
			t.Fatalf("an id that nobody put is at %d", i)
		}
	})
}

func TestManyRowsAreFoundByTheirIDs(t *testing.T) {
	const n = 50_000
	r, next := NewRows(paymentFields), payments(n)
	for i := range n {
		if at, added := r.Put(next(i)); at != i || !added {
			t.Fatalf("row %d went to %d, new %v", i, at, added)
		}
	}
	next = payments(n)
	for i := range n {
		if at, ok := r.Index(next(i).ID); !ok || at != i {
			t.Fatalf("row %d is found at %d, %v", i, at, ok)
		}
	}
	if perRow := r.Bytes() / n; perRow > 135 {
		t.Errorf("a payment takes %d bytes, more than about 130", perRow)
	}
}

func TestALongTextIsCutBetweenTwoCharacters(t *testing.T) {
	for name, letter := range map[string]string{"one byte": "x", "two": "ü", "three": "漢", "four": "🥐", "no character": "\xBF"} {
		t.Run(name, func(t *testing.T) {
			r := NewRows(mixedFields)
			for shift := range 4 {
				long := strings.Repeat(".", shift) + strings.Repeat(letter, 10_000)
				r.Put(Row{ID: "a", Values: []Value{{Text: long, Set: true}, {Text: long, Set: true}}})
				for _, got := range []string{r.Value(0, 0).Text, r.Value(0, 1).Text} {
					kept, cut := strings.CutSuffix(got, "…")
					if !cut || len(got) > MaxText || len(got) < MaxText-6 || !strings.HasPrefix(long, kept) {
						t.Errorf("kept %d bytes: %q", len(got), got)
					}
					if utf8.ValidString(letter) && !utf8.ValidString(got) {
						t.Errorf("cut inside a character: %q", got)
					}
				}
			}
			whole := strings.Repeat(".", MaxText)
			r.Put(Row{ID: "b", Values: []Value{{Text: whole, Set: true}}})
			if got := r.Value(1, 0).Text; got != whole {
				t.Errorf("a text that fits was changed to %q", got)
			}
		})
	}
}

func TestIDsAreNeverCut(t *testing.T) {
	r := NewRows(mixedFields)
	var ids []string
	for _, size := range []int{0, 1, 254, 255, 256, 10_000, minBlock, maxBlock, maxBlock + 1, 1 << 20} {
		ids = append(ids, strings.Repeat("x", size)+"1", strings.Repeat("x", size)+"2")
	}
	for i, id := range ids {
		r.Put(Row{ID: id, Values: []Value{{Text: fmt.Sprint(i), Set: true}}})
	}
	for i, id := range ids {
		if at, ok := r.Index(id); !ok || at != i || r.ID(i) != id || r.Value(i, 0).Text != fmt.Sprint(i) {
			t.Errorf("an id of %d bytes is at %d, %v with text %q", len(id), at, ok, r.Value(i, 0).Text)
		}
	}
}

func TestWordsOfUnexpectedVarietyAreKeptToo(t *testing.T) {
	const n = maxWords + 500
	r := NewRows(mixedFields)
	row := func(i int) Row {
		return Row{ID: fmt.Sprint(i), Values: []Value{
			{Text: "text", Set: true}, {Text: fmt.Sprintf("first %d", i), Set: true}, {}, {Text: fmt.Sprintf("C%d", i), Num: int64(i), Set: true}, {},
			{Text: "Käse", Set: true}, {Text: fmt.Sprintf("Wört %d", i), Set: true}, {Text: "EUR", Num: 1, Set: i%2 == 0}}}
	}
	var want []Row
	for i := range n {
		r.Put(row(i))
		want = append(want, row(i))
		if i%2 != 0 {
			want[i].Values[7] = Value{}
		}
	}
	s := r.Snapshot()
	if diff := cmp.Diff(want, contents(s)); diff != "" {
		t.Fatal(diff)
	}
	view, _ := Scan(s, Filter{Text: fmt.Sprintf("woert %d", n-1)}, nil, nil)
	if !slices.Equal(view, []int32{n - 1}) {
		t.Errorf("the last word is found in rows %v", view)
	}
	view, _ = Scan(s, Filter{}, []Order{{Field: 6, Desc: true}}, nil)
	if got := r.Value(int(view[0]), 6).Text; got != "Wört 999" {
		t.Errorf("the last of these words in order is %q", got)
	}
}

func TestAFullStoreRefusesNewRowsAndTakesKnownOnes(t *testing.T) {
	r := NewRows(mixedFields)
	r.most = 2
	r.Put(Row{ID: "a"})
	r.Put(Row{ID: "b"})
	if i, added := r.Put(Row{ID: "c"}); i != -1 || added || r.Len() != 2 {
		t.Errorf("a third row went to %d, new %v; %d rows", i, added, r.Len())
	}
	if i, added := r.Put(Row{ID: "b", Drift: true}); i != 1 || added || !r.Drift(1) {
		t.Errorf("a known row went to %d, new %v, changed %v", i, added, r.Drift(1))
	}
	r.most, r.now.blocks = 3, make([][]byte, maxBlocks)
	if i, added := r.Put(Row{ID: "d"}); i != -1 || added || r.Len() != 2 {
		t.Errorf("a row without room for its texts went to %d, new %v; %d rows", i, added, r.Len())
	}
}

func TestTheVersionOfARowTellsThatItChanged(t *testing.T) {
	r := NewRows(mixedFields)
	row := Row{ID: "a", Values: []Value{{Text: "Käse", Set: true}, {Text: "paid", Set: true}}}
	r.Put(Row{ID: "b"})
	r.Put(row)
	before := r.Version(1)
	r.Put(row)
	if r.Version(1) != before {
		t.Error("putting the same again changed the version")
	}
	for _, change := range []struct {
		name string
		do   func()
	}{
		{"a word", func() { row.Values[1].Text = "void" }},
		{"a text", func() { row.Values[0].Text = "Quark" }},
		{"drift", func() { row.Drift = true }},
		{"whether a field is set", func() { row.Values[1] = Value{} }},
	} {
		before := r.Version(1)
		change.do()
		r.Put(row)
		if r.Version(1) == before {
			t.Errorf("%s changed and the version did not", change.name)
		}
	}
	if r.Version(0) != 0 {
		t.Error("the version of another row changed")
	}
}

func TestTextsThatWereReplacedAreGivenBack(t *testing.T) {
	r := NewRows(mixedFields)
	text := func(round, i int) Row {
		return Row{ID: fmt.Sprint(i), Values: []Value{{Text: fmt.Sprintf("%0200d", round*1000+i), Set: true}}}
	}
	const rows, rounds = 100, 400
	var early Snapshot
	for round := range rounds {
		for i := range rows {
			r.Put(text(round, i))
		}
		if round == 3 {
			early = r.Snapshot()
		}
	}
	if most := 4 * maxBlock; r.Bytes() > most {
		t.Errorf("%d rows hold %d bytes after many changes", rows, r.Bytes())
	}
	for i := range rows {
		if got, want := r.Value(i, 0), text(rounds-1, i).Values[0]; got != want {
			t.Fatalf("row %d is %q", i, got.Text)
		}
		if got, want := early.Value(i, 0), text(3, i).Values[0]; got != want {
			t.Fatalf("row %d of the early snapshot is %q", i, got.Text)
		}
		if at, ok := r.Index(fmt.Sprint(i)); !ok || at != i {
			t.Fatalf("row %d is found at %d, %v", i, at, ok)
		}
	}
}

func TestSnapshotsAreReadWhileRowsComeAndChange(t *testing.T) {
	r, model := NewRows(mixedFields), slice{at: map[string]int{}}
	var readers sync.WaitGroup
	rows := anyRow(1200)
	for round := range 12 {
		for n := range 150 {
			next := rows.Example(round*150 + n)
			r.Put(next)
			model.put(next)
		}
		s, want := r.Snapshot(), padded(model.rows, len(mixedFields))
		readers.Go(func() {
			if diff := cmp.Diff(want, contents(s)); diff != "" {
				t.Errorf("snapshot %d (-want +got):\n%s", round, diff)
			}
			view, _ := Scan(s, Filter{Text: "ue"}, []Order{{Field: 0}, {Field: 3, Desc: true}}, nil)
			if want := scanModel(want, Filter{Text: "ue"}, []Order{{Field: 0}, {Field: 3, Desc: true}}); !slices.Equal(view, want) {
				t.Errorf("scan of snapshot %d: %d rows, want %d", round, len(view), len(want))
			}
		})
	}
	readers.Wait()
}

func TestARowThatIsNotThereIsNotReadAsAnother(t *testing.T) {
	r := NewRows(mixedFields)
	r.Put(Row{ID: "a"})
	for _, i := range []int{-1, 1, rowsPerChunk} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("row %d of one has the id %q", i, r.ID(i))
				}
			}()
			r.ID(i)
		}()
	}
}

func FuzzPut(f *testing.F) {
	f.Add("PCI_1", "Müller", "EUR", int64(4990), "müll")
	f.Add("\x00", "\x1b]52;c;x\a", "\u202e", int64(-1), "\xff")
	f.Add(strings.Repeat("i", 300), strings.Repeat("\u0308", 500), strings.Repeat("w", 300), int64(-1<<63), "-9")
	f.Add("a", "a\x01b", "€", int64(0), "€ 0,00")
	f.Fuzz(func(t *testing.T, id, text, word string, num int64, filter string) {
		filter = filter[:min(len(filter), 60)]
		r := NewRows(mixedFields)
		row := Row{ID: id, Values: []Value{{text, 0, true}, {word, 0, true}, {"", num, true}, {word, num, true}, {"", num, true}, {word, 0, true}}}
		want := padded([]Row{{ID: id + "'"}, row}, len(mixedFields))
		for range 2 {
			r.Put(Row{ID: id + "'"})
			r.Put(row)
		}
		for f := range want[1].Values {
			if f != 1 && f != 3 || len(word) > MaxText {
				want[1].Values[f].Text = cutModel(want[1].Values[f].Text)
			}
		}
		s := r.Snapshot()
		if diff := cmp.Diff(want, contents(s)); diff != "" && utf8.ValidString(text+word) {
			t.Fatal(diff)
		}
		for end := range len(filter) + 1 {
			old := Filter{Text: filter[:end]}
			all, _ := Scan(s, old, []Order{{Field: 0}, {Field: 1, Desc: true}}, nil)
			narrow, _ := Scan(s, Filter{Text: filter}.Narrow(old, s, s, all), nil, nil)
			whole, _ := Scan(s, Filter{Text: filter}, nil, nil)
			if !slices.Equal(narrow, whole) {
				t.Fatalf("%q after %q finds %v, from the start %v", filter, old.Text, narrow, whole)
			}
		}
	})
}
