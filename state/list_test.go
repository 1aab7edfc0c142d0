package state

import (
	"slices"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

func TestTheFirstTickOpensTheFirstSearch(t *testing.T) {
	d := newDesk(t, 450)
	l := d.app.list()
	if l.Rows.Len() != pageSize || l.Total != 450 || l.Complete {
		t.Fatalf("loaded %d of %d, complete %v", l.Rows.Len(), l.Total, l.Complete)
	}
	if l.AsOf != noon {
		t.Errorf("as of %v", l.AsOf)
	}
	if d.app.Env.Merchant != "Huber" {
		t.Errorf("merchant %q", d.app.Env.Merchant)
	}
}

func TestScrollingDownLoadsAheadUntilTheListIsComplete(t *testing.T) {
	d := newDesk(t, 450)
	for range 60 {
		d.do(PageDown)
	}
	l := d.app.list()
	if l.Rows.Len() != 450 || !l.Complete || l.Cursor != 449 {
		t.Fatalf("loaded %d, complete %v, cursor %d", l.Rows.Len(), l.Complete, l.Cursor)
	}
	if len(d.finds) != 1 {
		t.Errorf("%d searches were opened, one scroll is enough", len(d.finds))
	}
}

func TestLastLoadsEverythingAndStaysAtTheEnd(t *testing.T) {
	d := newDesk(t, 1000)
	d.do(Last)
	if l := d.app.list(); l.Rows.Len() != 1000 || l.Cursor != 999 || l.loadAll {
		t.Fatalf("loaded %d, cursor %d, still loading %v", l.Rows.Len(), l.Cursor, l.loadAll)
	}
}

func TestEscStopsLoadingEverything(t *testing.T) {
	d := newDesk(t, 1000)
	d.fail = offline // pages stop coming, the wish stays
	d.do(Last)
	if !d.app.list().loadAll {
		t.Fatal("a lost line must not end the wish to load everything")
	}
	d.do(Back)
	if d.app.list().loadAll {
		t.Fatal("esc did not stop it")
	}
	d.fail = nil
	d.pass(time.Minute)
	if n := d.app.list().Rows.Len(); n >= 1000 {
		t.Errorf("all %d rows were loaded after esc", n)
	}
}

func TestAnExpiredScrollIsContinuedWithoutLosingOrRepeatingRows(t *testing.T) {
	d := newDesk(t, 1000)
	d.expired = true
	d.do(Last)
	l := d.app.list()
	if l.Rows.Len() != 1000 {
		t.Fatalf("%d rows", l.Rows.Len())
	}
	if l.Note.Key != text.SearchContinued {
		t.Error("nothing says that the search was continued")
	}
	for i, p := range d.payments {
		if l.Rows.ID(i) != p.ID {
			t.Fatalf("row %d is %s, want %s", i, l.Rows.ID(i), p.ID)
		}
	}
}

func TestPastItsDeadlineAScrollIsNotUsedAgain(t *testing.T) {
	d := newDesk(t, 1000)
	d.pass(scrollExpire - scrollMargin + time.Second)
	if len(d.finds) != 1 {
		t.Fatal("nothing happens until more rows are needed")
	}
	d.do(Last)
	if len(d.finds) != 2 || d.app.list().Rows.Len() != 1000 {
		t.Fatalf("%d searches, %d rows", len(d.finds), d.app.list().Rows.Len())
	}
}

func TestAnAnswerWithAnOldTicketIsDropped(t *testing.T) {
	d := newDesk(t, 10)
	before := d.app.Rev()
	d.send(Found{Ticket: 999, Page: Page{Rows: []Row{{ID: "PCI_X"}}}})
	if _, here := d.app.list().Rows.Index("PCI_X"); here {
		t.Error("the row of an old answer is shown")
	}
	if d.app.Rev() != before {
		t.Error("the picture changed")
	}
}

func TestNewRowsWaitBehindACounter(t *testing.T) {
	d := newDesk(t, 10)
	d.do(Down, Down, Watch)
	id := d.app.list().CursorID()
	for i := range 3 {
		fresh := testPayment(-1 - i)
		d.payments = append([]*api.PaymentTransaction{fresh}, d.payments...)
	}
	d.pass(watchEvery)
	l := d.app.list()
	if l.Waiting != 3 || l.Rows.Len() != 10 || l.CursorID() != id {
		t.Fatalf("waiting %d, rows %d, cursor on %s", l.Waiting, l.Rows.Len(), l.CursorID())
	}
	d.do(ShowNew)
	if l.Waiting != 0 || l.Rows.Len() != 13 || l.CursorID() != id {
		t.Fatalf("after n: waiting %d, rows %d, cursor on %s, was on %s", l.Waiting, l.Rows.Len(), l.CursorID(), id)
	}
}

func TestAFilterNarrowsTheLoadedRowsAndEscBringsThemBack(t *testing.T) {
	d := newDesk(t, 100)
	d.do(Down, Down, Down) // Meier3
	id := d.app.list().CursorID()
	d.do(FilterRows)
	d.typ("meier3")
	l := d.app.list()
	if l.Len() != 14 || l.CursorID() != id {
		t.Fatalf("%d rows, cursor on %s", l.Len(), l.CursorID())
	}
	d.do(Accept)
	if d.app.Line != nil || l.Len() != 14 {
		t.Fatal("enter must keep the filter")
	}
	d.do(Back)
	if l.Len() != 100 || l.CursorID() != id {
		t.Fatalf("after esc: %d rows, cursor on %s", l.Len(), l.CursorID())
	}
}

func TestSortingACompleteListHappensHere(t *testing.T) {
	d := newDesk(t, 100)
	effects, local := d.app.orderBy(PaymentAmount, true)
	d.held = effects
	d.settle()
	if !local || len(d.finds) != 1 {
		t.Fatalf("local %v, %d searches", local, len(d.finds))
	}
	l := d.app.list()
	if v := l.Rows.Value(l.Row(0), PaymentAmount); v.Num != 1099 {
		t.Errorf("first amount %d", v.Num)
	}
}

func TestSortingAPartialListHappensOnTheServer(t *testing.T) {
	d := newDesk(t, 500)
	effects, local := d.app.orderBy(PaymentAmount, false)
	d.held = effects
	d.settle()
	if local || len(d.finds) != 2 || d.finds[1].Sort[0] != (api.Sort{Field: "amount"}) {
		t.Fatalf("local %v, searches %+v", local, d.finds)
	}
}

func TestASearchKeepsTheOldRowsUntilItBringsSome(t *testing.T) {
	d := newDesk(t, 100)
	d.do(Search)
	d.typ("customer.surname:Meier3")
	d.fail = offline
	d.do(Accept)
	if d.app.list().Len() != 100 || d.app.Current.Pending == nil {
		t.Fatal("the old rows must stay while the search is on its way")
	}
	d.fail = nil
	d.pass(time.Minute)
	if l := d.app.list(); l.Len() != 14 || l.Line != "customer.surname:Meier3" {
		t.Fatalf("%d rows for %q", l.Len(), l.Line)
	}
	d.do(HistoryBack)
	if d.app.list().Len() != 100 {
		t.Error("< does not lead back to the first search")
	}
	d.do(HistoryNext)
	if d.app.list().Len() != 14 {
		t.Error("> does not lead forward again")
	}
}

func TestAMalformedSearchSaysWhereAndSendsNothing(t *testing.T) {
	d := newDesk(t, 10)
	d.do(Search)
	d.typ("amount:[1 TO")
	d.do(Accept)
	if d.app.Line == nil || len(d.finds) != 1 {
		t.Fatal("a malformed search was sent")
	}
	if m := d.app.SearchProblem(); m.Key != text.AtColumn {
		t.Errorf("problem %+v", m)
	}
}

func TestALostLineIsSaidKeepsTheRowsAndComesBackByItself(t *testing.T) {
	d := newDesk(t, 500)
	d.fail = offline
	d.do(Last)
	if !d.app.Offline.Gone() || d.app.list().Err == nil {
		t.Fatal("the lost line is not said")
	}
	if why := d.app.Why(RefundAction); why.Key != text.OfflineNoWrites {
		t.Errorf("a refund while offline: %+v", why)
	}
	if d.app.list().Rows.Len() < pageSize {
		t.Error("rows were lost")
	}
	d.fail = nil
	d.pass(time.Minute)
	if d.app.Offline.Gone() || d.app.list().Rows.Len() != 500 {
		t.Errorf("offline %v, %d rows", d.app.Offline, d.app.list().Rows.Len())
	}
}

func TestTheScreenNoticesThatTheLineIsBackThoughNothingIsAsked(t *testing.T) {
	d := newDesk(t, 10)
	d.fail = offline
	d.do(Open) // a detail that cannot be read
	if !d.app.Offline.Gone() {
		t.Fatal("the lost line is not said")
	}
	d.fail = nil
	for range 20 {
		d.pass(time.Second)
	}
	if d.app.Offline.Gone() {
		t.Error("still offline after 20 s with the line back")
	}
}

func TestRefusedReadsAreNotRepeated(t *testing.T) {
	d := newDesk(t, 500)
	d.fail = &api.Error{Status: 403, Name: "ProductNotAllowedException", Outcome: api.Rejected}
	d.do(Refresh)
	n := len(d.finds)
	d.pass(time.Hour)
	if len(d.finds) != n {
		t.Errorf("%d more searches were sent by themselves", len(d.finds)-n)
	}
	if d.app.list().Err == nil {
		t.Error("nothing says why")
	}
}

func TestABusyServersWishIsRespected(t *testing.T) {
	d := newDesk(t, 500)
	d.fail = &api.Error{Status: 429, RetryAfter: 20 * time.Second}
	d.do(Last)
	n := d.app.list().failures
	d.pass(15 * time.Second)
	if d.app.list().failures != n {
		t.Error("it asked again before the time the server named")
	}
	d.fail = nil
	d.pass(10 * time.Second)
	if d.app.list().Rows.Len() != 500 {
		t.Errorf("%d rows", d.app.list().Rows.Len())
	}
}

func TestAnotherViewAndBackFindsCursorAndMarks(t *testing.T) {
	d := newDesk(t, 100)
	d.do(Down, Down, Mark)
	cursor := d.app.list().CursorID()
	d.fail = offline
	d.send(Acted{Action: GoTo, Arg: "merchants"})
	d.fail = nil
	d.send(Acted{Action: GoTo, Arg: "payments"})
	if l := d.app.list(); l.CursorID() != cursor || len(l.Marks) != 1 {
		t.Errorf("cursor on %s, %d marks", l.CursorID(), len(l.Marks))
	}
}

func TestMarkingARangeMarksEveryRowOfIt(t *testing.T) {
	d := newDesk(t, 100)
	d.do(Mark, Down, Down, Down, MarkRange)
	if n := len(d.app.list().Marks); n != 5 {
		t.Errorf("%d marks", n)
	}
	d.do(CopyMenu, Down, Open)
	if len(d.copied) != 1 || len(d.copied[0]) != 5*35 {
		t.Errorf("copied %q", d.copied)
	}
}

func TestANarrowerFilterFindsWhatAFreshOneFinds(t *testing.T) {
	d := newDesk(t, 300)
	d.do(Last, FilterRows)
	d.typ("meier 1") // each letter narrows the view of the one before
	got := append([]int32(nil), d.app.list().View...)
	fresh, _ := Scan(d.app.list().Rows.Snapshot(), Filter{Text: "meier 1", Zone: time.UTC}, nil, nil)
	if !slices.Equal(got, fresh) || len(got) == 0 {
		t.Errorf("typed: %d rows, at once: %d", len(got), len(fresh))
	}
}

func TestTheSearchLineTakesTheAmountsThatTheListShows(t *testing.T) {
	d := newDesk(t, 1)
	for typed, want := range map[string]string{"49,90": "amount:4990", "-10,00": `amount:"-1000"`, "49,90 €": "amount:4990"} {
		d.do(Search)
		d.typ(typed)
		if got := d.app.Line.Found.Q; got != want {
			t.Errorf("%q searches for %s, want %s", typed, got, want)
		}
		d.do(Back)
	}
}
