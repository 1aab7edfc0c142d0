package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/state"
)

// longList is a screen on a list of n loaded rows, 200×50 with its pane.
func longList(t testing.TB, n int) *stage {
	s := &stage{t: t, now: morning, look: New(options("de"))}
	s.app = state.New(state.Env{Kind: state.Sandbox, Host: "sandbox", Merchant: "Bäckerei Huber GmbH", Operator: "anna"})
	s.load(s.app.Handle(state.Resized{Width: 200, Height: 50}), n)
	s.load(s.app.Handle(state.Ticked{Now: s.now}), n)
	s.load(s.app.Handle(state.Acted{Action: state.Last}), n)
	s.load(s.app.Handle(state.Acted{Action: state.First}), n)
	if got := s.app.Current.List().Rows.Len(); got != n {
		t.Fatalf("%d rows are loaded, not %d", got, n)
	}
	s.app.Toasts = nil
	return s
}

// load answers requests for pages with made-up rows until there are n.
func (s *stage) load(effects []state.Effect, n int) {
	for len(effects) > 0 {
		ticket := state.Ticket(0)
		switch e := effects[0].(type) {
		case state.Find:
			ticket = e.Ticket
		case state.Next:
			ticket = e.Ticket
		}
		effects = effects[1:]
		if ticket == 0 {
			continue
		}
		at := s.app.Current.List().Rows.Len()
		page := state.Page{Total: n, HasTotal: at == 0, ScrollID: "scroll"}
		for i := at; i < min(at+20_000, n); i++ {
			page.Rows = append(page.Rows, madeUp(i))
		}
		effects = append(effects, s.app.Handle(state.Found{Ticket: ticket, Page: page})...)
	}
}

func madeUp(i int) state.Row {
	word := func(s string) state.Value { return state.Value{Text: s, Set: true} }
	number := func(n int64) state.Value { return state.Value{Num: n, Set: true} }
	return state.Row{ID: fmt.Sprintf("PCI_%030d", i), Values: []state.Value{
		state.PaymentCreated:     number(morning.Unix() - int64(i)*60),
		state.PaymentCustomer:    word([]string{"Anna Meier", "Jürgen Weiß", "Müller Maschinenbau GmbH & Co. KG"}[i%3]),
		state.PaymentMethod:      word([]string{"SEPA", "PayPal", "Kreditkarte"}[i%3]),
		state.PaymentSimple:      word([]string{"accepted", "issue", "pending", "paid"}[i%4]),
		state.PaymentAmount:      {Text: "EUR", Num: int64(i*37) % 100_000, Set: true},
		state.PaymentOrder:       word(fmt.Sprintf("B-%d", i)),
		state.PaymentText:        word("abgeschlossen"),
		state.PaymentTransID:     number(int64(7_000_000 + i)),
		state.PaymentDescription: word("Ihre Bestellung"),
	}}
}

// sizes are the lengths of lists between which nothing may differ.
var sizes = []int{50, 10_000, 1_000_000}

// BenchmarkCursorMove is a key that moves the cursor inside the page, to the
// finished frame.
func BenchmarkCursorMove(b *testing.B) { benchmarkKeys(b, state.Down, state.Up) }

// BenchmarkNewPage is a key that shows a page whose lines were never drawn.
func BenchmarkNewPage(b *testing.B) {
	for _, n := range sizes[1:] {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			s := longList(b, n)
			b.ReportAllocs()
			for b.Loop() {
				clear(s.look.rows.lines)
				s.press(state.PageDown)
				if s.app.Current.List().Cursor > n-100 {
					s.press(state.First)
				}
			}
		})
	}
}

// BenchmarkScrolledRow is a key that scrolls the table by one row.
func BenchmarkScrolledRow(b *testing.B) {
	for _, n := range sizes[1:] {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			s := longList(b, n)
			s.press(state.PageDown, state.PageDown)
			b.ReportAllocs()
			for b.Loop() {
				delete(s.look.rows.lines, int32(s.app.Current.List().Cursor+1))
				s.press(state.Down)
				if s.app.Current.List().Cursor > n-100 {
					s.press(state.First)
				}
			}
		})
	}
}

func benchmarkKeys(b *testing.B, keys ...state.Action) {
	for _, n := range sizes {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			s := longList(b, n)
			b.ReportAllocs()
			for b.Loop() {
				s.press(keys...)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(keys)), "ns/key")
		})
	}
}

// press carries out actions, each with its tick before and its frame after it.
func (s *stage) press(keys ...state.Action) string {
	frame := ""
	for _, k := range keys {
		s.now = s.now.Add(time.Microsecond)
		s.app.Handle(state.Ticked{Now: s.now})
		s.app.Handle(state.Acted{Action: k})
		frame = s.look.Frame(s.app)
	}
	return frame
}

func TestAStepOfTheCursorChangesTwoCells(t *testing.T) {
	s := longList(t, 10_000)
	s.press(state.Down)
	before := strings.Split(s.look.Frame(s.app), "\n")
	after := strings.Split(s.press(state.Down), "\n")
	changed := 0
	for i := range before[:len(before)-2] { // the hints say what the row allows
		if before[i] == after[i] {
			continue
		}
		changed++
		was, is := stripSGR(before[i]), stripSGR(after[i])
		if was[1:] != is[1:] || was[0] == is[0] {
			t.Errorf("line %d changed beyond its marker:\n%q\n%q", i, was, is)
		}
	}
	if changed != 2 {
		t.Errorf("%d lines changed, not 2", changed)
	}
}

func TestOnlyMissingLinesAreDrawn(t *testing.T) {
	s := longList(t, 10_000)
	drawn := func(keys ...state.Action) int {
		s.press(keys...)
		return len(s.look.rows.want)
	}
	page := s.app.Layout().Rows
	s.look.Frame(s.app)
	for _, step := range []struct {
		name string
		keys []state.Action
		want int
	}{
		{"a step inside the page", []state.Action{state.Down}, 0},
		{"a step past the page", slicesOf(state.Down, page-1), 1},
		{"a step back", []state.Action{state.Up}, 0},
		{"a new page", []state.Action{state.PageDown}, page - 1},
		{"back to the top", []state.Action{state.First}, 0},
		{"other columns", []state.Action{state.Right}, page},
	} {
		if got := drawn(step.keys...); got != step.want {
			t.Errorf("%s draws %d lines, not %d", step.name, got, step.want)
		}
	}
}

func slicesOf(a state.Action, n int) []state.Action {
	all := make([]state.Action, n)
	for i := range all {
		all[i] = a
	}
	return all
}

func TestTheFrameOfAnUnchangedAppIsTheSameString(t *testing.T) {
	s := longList(t, 50)
	frame := s.look.Frame(s.app)
	if n := testing.AllocsPerRun(100, func() { frame = s.look.Frame(s.app) }); n != 0 {
		t.Errorf("drawing it again takes %v allocations", n)
	}
	s.app.Handle(state.Acted{Action: state.Down})
	if s.look.Frame(s.app) == frame {
		t.Error("the cursor moved and the frame did not")
	}
}

func TestTheCostOfAKeyDoesNotGrowWithTheList(t *testing.T) {
	allocs := func(n int) float64 {
		s := longList(t, n)
		s.press(state.Down, state.Up)
		return testing.AllocsPerRun(50, func() { s.press(state.Down, state.Up) })
	}
	few, many := allocs(50), allocs(20_000)
	if many > few*1.2 { // longer numbers take a little more to write
		t.Errorf("a key takes %v allocations at 50 rows and %v at 20,000", few, many)
	}
}

func TestAScrolledRowMovesWholeLinesUntilThePaneFollows(t *testing.T) {
	s := newStage(t, options("de"), 200, 50)
	if s.app.Peek == nil {
		t.Fatal("the pane is empty")
	}
	page := s.app.Layout().Rows
	s.press(slicesOf(state.Down, page-1)...)
	before := strings.Split(stripSGR(s.look.Frame(s.app)), "\n")
	after := strings.Split(stripSGR(s.press(state.Down)), "\n")
	const first = 5 // line of the first row
	for i := first; i < first+page-1; i++ {
		if string([]rune(before[i+1])[1:]) != string([]rune(after[i])[1:]) {
			t.Fatalf("line %d did not move as a whole:\n%s\n%s", i, before[i+1], after[i])
		}
	}
	s.pass(time.Second)
	rested := strings.Split(s.picture(), "\n")
	if id := s.app.Current.List().CursorID(); !strings.Contains(rested[first-1], id) || !strings.Contains(rested[first], "Überblick") {
		t.Errorf("the pane does not show %s from its beginning:\n%s\n%s", id, rested[first-1], rested[first])
	}
}
