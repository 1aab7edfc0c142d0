package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// bookDesk is a desk whose journal has so many entries, two of which are bea's.
// A page of a search looks at 300 of them.
type bookDesk struct {
	*desk
	entries []JournalEntry // oldest first
	broken  error
	asked   []Effect // of the journal
}

func newBookDesk(t testing.TB, entries int) *bookDesk {
	b := &bookDesk{desk: newDesk(t, 30)}
	for range entries {
		b.add("anna", WriteRefused)
	}
	if entries > 0 {
		b.entries[0].Operator, b.entries[entries/2].Operator = "bea", "bea"
	}
	return b
}

func (b *bookDesk) add(operator string, s WriteState) {
	seq := int64(len(b.entries) + 1)
	b.entries = append(b.entries, JournalEntry{Seq: seq, Intent: fmt.Sprint("I", seq), State: s, Open: s.Open(), Kind: KindRefund,
		Env: "connect-testing.example", Target: b.payments[0].ID, Amount: 500, Currency: "EUR", Operator: operator, At: noon.Add(-time.Hour).Add(time.Duration(seq) * time.Second)})
}

// see tells what the journal has now.
func (b *bookDesk) see(open ...OpenWrite) {
	b.tell(JournalSeen{Head: int64(len(b.entries)), Open: open})
}

// tell hands an event over and answers what is asked of the journal; the rest is
// the desk's.
func (b *bookDesk) tell(e Event) {
	for _, effect := range b.app.Handle(e) {
		if answer, ours := b.answer(effect); !ours {
			b.held = append(b.held, effect)
		} else if answer != nil {
			b.tell(answer)
		}
	}
	b.settle()
}

func (b *bookDesk) act(actions ...Action) {
	for _, a := range actions {
		b.now = b.now.Add(10 * time.Millisecond)
		b.tell(Ticked{Now: b.now})
		b.tell(Acted{Action: a})
	}
}

func (b *bookDesk) write(words string) {
	for _, r := range words {
		text := b.app.Editor().Text + string(r)
		b.tell(Edited{Text: text, Cursor: len([]rune(text))})
	}
}

func (b *bookDesk) answer(e Effect) (Event, bool) {
	switch e := e.(type) {
	case Find:
		if e.Resource == "journal" {
			b.asked = append(b.asked, e)
			return b.page(e.Ticket, int64(len(b.entries))+1, e.Query.Q, true), true
		}
	case Next:
		if e.Resource == "journal" {
			b.asked = append(b.asked, e)
			before, q, _ := strings.Cut(e.ScrollID, " ")
			n, _ := strconv.ParseInt(before, 10, 64)
			return b.page(e.Ticket, n, q, false), true
		}
	case Count:
		if e.Resource == "journal" {
			b.asked = append(b.asked, e)
			s, _ := ReadJournalSearch(e.Q, time.UTC)
			n := 0
			for i := range b.entries {
				if b.entries[i].Seq > e.Above && s.Holds(&b.entries[i]) {
					n++
				}
			}
			return Counted{Ticket: e.Ticket, Total: n}, true
		}
	case Get:
		if e.Resource == "journal" {
			for i := range b.entries {
				if b.entries[i].ID() == e.ID {
					return Got{Ticket: e.Ticket, Object: b.record(i, b.entries[i:i+1])}, true
				}
			}
		}
	}
	return nil, false
}

func (b *bookDesk) record(i int, steps []JournalEntry) Object {
	return Object{Resource: "journal", ID: b.entries[i].ID(), Value: &JournalRecord{JournalEntry: b.entries[i], Steps: steps}, Raw: []byte(`{}`)}
}

func (b *bookDesk) page(t Ticket, before int64, q string, first bool) Event {
	if b.broken != nil {
		return Found{Ticket: t, Err: b.broken}
	}
	s, err := ReadJournalSearch(q, time.UTC)
	if err != nil {
		return Found{Ticket: t, Err: err}
	}
	page := Page{HasTotal: first && s.All()}
	if first {
		page.Head = int64(len(b.entries))
	}
	if page.HasTotal {
		page.Total = len(b.entries)
	}
	looked := 0
	for i := before - 2; i >= 0; i-- {
		if looked++; s.Holds(&b.entries[i]) {
			o := b.record(int(i), nil)
			page.Objects, page.Rows = append(page.Objects, o), append(page.Rows, journalList.RowOf(o))
		}
		if len(page.Rows) == pageSize || looked == 300 && i > 0 {
			page.ScrollID = fmt.Sprintf("%d %s", b.entries[i].Seq, q)
			if len(page.Rows) < pageSize {
				page.Down = b.entries[i].Seq
			}
			break
		}
	}
	return Found{Ticket: t, Page: page}
}

func (b *bookDesk) open() {
	b.tell(Acted{Action: GoTo, Arg: "journal"})
}

func TestTheJournalIsBrowsedAPageAtATime(t *testing.T) {
	b := newBookDesk(t, 1000)
	b.open()
	l := b.app.list()
	if l.Res != journalList || l.Len() != pageSize || l.Total != 1000 || !l.HasTotal || l.CursorID() != "I1000#1000" || len(b.asked) != 1 {
		t.Fatalf("%d rows of %d, on %s, after %d requests", l.Len(), l.Total, l.CursorID(), len(b.asked))
	}
	b.app.Now = b.app.Now.Add(time.Hour) // longer than any server keeps a scroll
	b.now = b.app.Now
	for range 12 {
		b.act(PageDown)
	}
	if next, ok := b.asked[len(b.asked)-1].(Next); !ok || !l.Note.IsZero() {
		t.Errorf("it did not just go on: %+v, note %v", next, l.Note)
	}
	b.act(Last)
	if !l.Complete || l.Len() != 1000 || l.CursorID() != "I1#1" {
		t.Errorf("%d rows, complete %v, on %s", l.Len(), l.Complete, l.CursorID())
	}
}

func TestTheJournalAndTheServerAreOutOfReachEachOnItsOwn(t *testing.T) {
	b := newBookDesk(t, 10)
	b.fail = &api.Error{Offline: true, Outcome: api.NotSent}
	b.act(Refresh)
	if !b.app.Offline.Gone() {
		t.Fatal("the line is not down")
	}
	b.open()
	if l := b.app.list(); l.Len() != 10 || l.Err != nil || !b.app.Offline.Gone() {
		t.Errorf("with a dead server the journal has %d rows, %v; offline %v", l.Len(), l.Err, b.app.Offline.Gone())
	}
	b.act(Open)
	if d := b.app.Top().(*DetailLayer); d.Object == nil || !b.app.Offline.Gone() {
		t.Error("an entry of the journal took the server for back")
	}
	b.fail = nil
	b.act(Back)
	b.tell(Acted{Action: GoTo, Arg: "payments"})
	b.act(Refresh)
	b.broken = &JournalError{Err: fmt.Errorf("the disk is gone")}
	b.open()
	b.act(Refresh)
	if b.app.Offline.Gone() || b.app.list().Err == nil {
		t.Error("a broken journal took the server for gone")
	}
	if e := b.app.Explain(b.app.list().Err); e.What.Key != text.JournalUnread {
		t.Errorf("it is explained by %+v", e)
	}
}

func TestAJournalThatIsStillOpeningIsReadOnceItIsOpen(t *testing.T) {
	b := newBookDesk(t, 10)
	b.broken = &JournalError{Err: fmt.Errorf("not open"), Closed: true}
	b.app.Env.NoWrites = text.M(text.JournalOpening)
	b.open()
	if e := b.app.Explain(b.app.list().Err); e.What.Key != text.JournalOpening || e.Hint.IsZero() {
		t.Errorf("it says %+v", e)
	}
	for problem, hint := range map[text.Key]text.Key{text.JournalFull: text.HintJournalClosed, text.JournalBusy: 0} { // it says so itself
		b.tell(JournalOpened{NoWrites: text.M(problem, "here")})
		if e := b.app.Explain(b.app.list().Err); e.What.Key != problem || e.Hint.Key != hint || !b.app.list().RetryAt().IsZero() {
			t.Errorf("it stays closed, and it says %+v", e)
		}
	}
	b.broken = nil
	b.tell(JournalOpened{})
	if b.app.list().Len() != 10 {
		t.Error("it was not read")
	}
}

func TestARareMatchSaysHowFarItHasLooked(t *testing.T) {
	b := newBookDesk(t, 1000)
	b.open()
	b.act(Search)
	b.write("operator:b*")
	b.act(Accept)
	l := b.app.list()
	if l.Line != "operator:b*" || l.Len() != 0 || l.Down != 701 || l.Complete || l.Note.Key != text.JournalLookedTo || l.HasTotal {
		t.Fatalf("%q: %d rows down to %d, complete %v, note %v", l.Line, l.Len(), l.Down, l.Complete, l.Note)
	}
	before := len(b.asked)
	b.act(Down)
	if l.Len() != 1 || l.Down != 401 || len(b.asked) != before+1 {
		t.Errorf("a step on: %d rows down to %d, %d requests", l.Len(), l.Down, len(b.asked)-before)
	}
	b.act(Last)
	if l.Len() != 2 || !l.Complete || l.Down != 0 || l.CursorID() != "I1#1" {
		t.Errorf("to the end: %d rows, complete %v, down to %d", l.Len(), l.Complete, l.Down)
	}
}

func TestNewEntriesWaitBehindACounter(t *testing.T) {
	b := newBookDesk(t, 30)
	b.open()
	b.see()
	b.act(Down, Down)
	b.add("anna", WriteRefused)
	b.add("bea", WriteRefused)
	b.see()
	l := b.app.list()
	if l.Waiting != 2 || l.CursorID() != "I28#28" || l.Len() != 30 {
		t.Errorf("%d wait, on %s, %d rows", l.Waiting, l.CursorID(), l.Len())
	}
	b.act(ShowNew)
	if l.Waiting != 0 || l.CursorID() != "I28#28" || l.Len() != 32 {
		t.Errorf("shown: %d wait, on %s, %d rows", l.Waiting, l.CursorID(), l.Len())
	}
	b.act(Search)
	b.write("operator:bea")
	b.act(Accept)
	b.add("anna", WriteRefused)
	b.add("bea", WriteRefused)
	b.see()
	if n := b.app.list().Waiting; n != 1 {
		t.Errorf("of a search %d wait, want 1", n)
	}
	b.tell(Acted{Action: GoTo, Arg: "payments"})
	b.add("bea", WriteRefused)
	b.see()
	b.open()
	if n := b.app.list().Waiting; n != 2 {
		t.Errorf("after a while elsewhere %d wait, want 2", n)
	}
}

func TestTheJournalIsSortedOnlyOnceAllOfItIsHere(t *testing.T) {
	b := newBookDesk(t, 500)
	b.open()
	b.act(SortMenu)
	if m := b.app.Top().(*SortLayer); len(m.Choices) != 1 || !m.Choices[0].Now || !m.Book {
		t.Errorf("it offers %+v", m.Choices)
	}
	asked := len(b.asked)
	b.act(Open)
	if len(b.asked) != asked || b.app.Current.Pending != nil {
		t.Error("it was read again")
	}
	b.act(Last, SortMenu)
	if m := b.app.Top().(*SortLayer); len(m.Choices) != 2*len(journalList.Columns) || !m.Local {
		t.Errorf("all is here, and it offers %d orders", len(m.Choices))
	}
}

func TestAnEntryLeadsToItsObjectOnItsOwnServerOnly(t *testing.T) {
	b := newBookDesk(t, 3)
	b.entries[2].Env = "elsewhere"
	b.open()
	b.act(Open, Open)
	if d, ok := b.app.Top().(*DetailLayer); !ok || !d.Res.Book || b.app.Toasts[len(b.app.Toasts)-1].Text.Key != text.OtherServer {
		t.Error("an object of another server was opened")
	}
	b.act(Back, Down, Open, Open)
	if d, ok := b.app.Top().(*DetailLayer); !ok || d.Res != paymentList || d.ID != b.payments[0].ID {
		t.Error("the payment was not opened")
	}
}

func TestWhatIsLookedUpIsWhatMatches(t *testing.T) {
	names := rapid.SampledFrom([]string{"anna", "bea", "PCI_1", "PCI_2", "applied", "not-applied", "I1", "refund"})
	moment := rapid.SampledFrom([]string{"2026-11-14", "2026-11-15", "2026-11-14T23:00:00Z", "2026-11-15T00:30:00+01:00"})
	condition := rapid.Custom(func(t *rapid.T) query.Expr {
		field := rapid.SampledFrom([]string{"operator", "target", "state", "intent", "kind", "env", "at", "created"}).Draw(t, "field")
		switch {
		case isMoment[field] && rapid.Bool().Draw(t, "range"):
			return query.Range{Field: field, Min: moment.Draw(t, "min"), Max: moment.Draw(t, "max"), ExclMax: rapid.Bool().Draw(t, "excl")}
		case isMoment[field]:
			return query.Term{Field: field, Pattern: query.Literal(moment.Draw(t, "moment"))}
		}
		return query.Term{Field: field, Pattern: query.Literal(names.Draw(t, "value"))}
	})
	berlin := time.FixedZone("CET", 3600)
	rapid.Check(t, func(t *rapid.T) {
		e := query.AllOf(rapid.SliceOfN(condition, 1, 4).Draw(t, "conditions")...)
		entry := JournalEntry{Seq: 1, Operator: names.Draw(t, "operator"), Target: names.Draw(t, "target"), State: WriteState(names.Draw(t, "state")),
			Intent: names.Draw(t, "intent"), Kind: WriteKind(names.Draw(t, "kind")), Env: names.Draw(t, "env"),
			At: time.Date(2026, 11, 14, 22, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 4*3600).Draw(t, "at")) * time.Second)}
		s, err := ReadJournalSearch(e.String(), berlin)
		if err != nil {
			t.Fatal(err)
		}
		if want := matchEntry(e, berlin)(&entry); s.Holds(&entry) != want {
			t.Errorf("%s: %v by looking up %+v, %v by matching", e, !want, s, want)
		}
	})
}

func TestEveryStateAndKindOfTheJournalHasItsWords(t *testing.T) {
	for s := range writeTraits {
		if steps[s].word == 0 || steps[s].did == 0 {
			t.Errorf("%s has no words", s)
		}
	}
	for kind := range writeKinds {
		if kindTitles[kind] == 0 {
			t.Errorf("%s has no word", kind)
		}
	}
	e := JournalEntry{Kind: KindRefund, State: WriteApplied, Amount: 500, Currency: "EUR", Note: "read arrived"}
	if got := text.For("en").Say(e.Did()); got != "refund €5.00: done, and final: reading it again showed it" {
		t.Error(got)
	}
	e = JournalEntry{Kind: "new\x1b[31m", State: "strange", Note: "because"}
	if got := text.For("de").Say(e.Did()); strings.Contains(got, "\x1b") || !strings.Contains(got, "strange") || !strings.Contains(got, "because") {
		t.Errorf("%q", got)
	}
	for s, want := range map[WriteState]text.Key{WriteApproval: text.NextApproval, WriteUnknown: text.NextUnknown,
		WriteConflict: text.NextDecide, WriteSent: text.NextRuns} {
		if got := (&JournalEntry{State: s, Open: true}).Next().Key; got != want {
			t.Errorf("%s: %d", s, got)
		}
	}
	for note, want := range map[string]text.Key{"read arrived": text.NextNothing, "answered": text.NextOwed} {
		payout := JournalEntry{Kind: KindPayout, State: WriteApplied, Amount: 500, Currency: "EUR", Note: note, Result: "PCI_OUT"}
		if got := payout.Next(); got.Key != want {
			t.Errorf("a payout, %s: %s", note, text.For("en").Say(got))
		}
	}
}

func TestWhatIsCopiedOfAnEntryIsWhole(t *testing.T) {
	b := newBookDesk(t, 1)
	b.entries[0].BodyHash = strings.Repeat("ab", 32)
	b.open()
	b.act(Open, CopyMenu)
	var got []string
	for _, c := range b.app.Top().(*CopyLayer).Choices {
		got = append(got, c.Text)
	}
	for _, want := range []string{b.entries[0].Target, "I1", strings.Repeat("ab", 32)} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	if diff := cmp.Diff(JournalIntent("I1#1"), "I1"); diff != "" {
		t.Error(diff)
	}
}
