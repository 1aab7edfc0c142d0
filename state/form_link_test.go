package state

import (
	"testing"

	"tresen/api"
	"tresen/state/text"
)

// link goes through the link form as far as its review.
func (d *desk) link(amount, number string) *desk {
	d.t.Helper()
	d.do(NewLink)
	d.typ(amount)
	d.do(Accept)
	d.typ(number)
	d.do(Accept)
	return d
}

// made brings the news of a link that is there.
func (d *desk) made(o WriteOrder) {
	sale := testSale(saleCreated)
	sale.ID, sale.PaymentLinks.General = "STX_MADE", "https://pay.example/general"
	d.objects = append(d.objects, Object{Resource: "smart", ID: sale.ID, Value: sale})
	d.send(WriteMoved{Intent: "l1", Kind: KindLink, Target: o.Target, State: WriteApplied, Arrived: true, Amount: o.Amount,
		Currency: o.Currency, Child: sale.ID, Operator: "anna", At: d.now})
}

func TestALinkIsMadeOnceAndShown(t *testing.T) {
	d := newDesk(t, 5).link("19,90", "B-77")
	if f := d.writing(); !f.Reviewing() || f.Mode() != ModeChoice {
		t.Fatalf("step %d, problems %v", f.Step, f.Problems)
	}
	d.do(Open) // too quick
	d.pass(still)
	d.do(Open, Open)
	if len(d.sent) != 1 {
		t.Fatalf("%d orders", len(d.sent))
	}
	o := d.sent[0]
	if got := string(o.Body()); o.Target != LinkTarget("B-77") || got != `{"basket_info":{"sum":1990,"currency":"EUR"},"transactionRef":"B-77","intent":"sale"}` &&
		got != `{"transactionRef":"B-77","basket_info":{"sum":1990,"currency":"EUR"},"intent":"sale"}` {
		t.Errorf("order for %s: %s", o.Target, got)
	}
	d.do(Back)
	d.made(o)
	sheet, ok := d.app.Top().(*LinkSheet)
	if !ok || sheet.URL != "https://pay.example/general" {
		t.Fatalf("on top is %T: %s", d.app.Top(), d.said())
	}
	d.do(Open)
	if len(d.copied) != 1 || d.copied[0] != sheet.URL {
		t.Errorf("copied %q", d.copied)
	}
}

func TestALinkThatComesWhileSomebodyTypesOpensNothing(t *testing.T) {
	d := newDesk(t, 5).link("19,90", "B-77")
	d.pass(still)
	d.do(Open, Search)
	d.made(d.sent[0])
	if d.app.Line == nil || d.app.Top() != nil {
		t.Fatalf("on top is %T", d.app.Top())
	}
	d.do(Back, OpenIntents, Open)
	if detail, ok := d.app.Top().(*DetailLayer); !ok || detail.ID != "STX_MADE" {
		t.Errorf("i leads to %T", d.app.Top())
	}
}

func TestALinkOfAnotherScreenOpensNothingHere(t *testing.T) {
	d := newDesk(t, 5)
	d.made(WriteOrder{Target: LinkTarget("B-1"), Amount: 100, Currency: "EUR"})
	if d.app.Top() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestALinkInDoubtIsNotMadeAgain(t *testing.T) {
	d := newDesk(t, 5).link("19,90", "B-77")
	d.pass(still)
	d.do(Open)
	d.send(WriteMoved{Intent: "l1", Kind: KindLink, Target: LinkTarget("B-77"), State: WriteUnknown, Amount: 1990, Currency: "EUR", At: d.now})
	d.link("19,90", "B-77")
	if d.problem() != text.IntentOpen || d.writing().Reviewing() {
		t.Errorf("problems %v", d.writing().Problems)
	}
}

func TestAnOrderNumberThatIsTakenIsSaidBeforeTheLinkIsMade(t *testing.T) {
	taken := testSale(saleOK)
	taken.TransactionRef = "B-77"
	d := newDesk(t, 5)
	d.objects = append(d.objects, Object{Resource: "smart", ID: taken.ID, Value: taken})
	d.link("19,90", "B-77")
	if doubts := d.writing().Doubts(); len(doubts) != 1 || doubts[0].Key != text.SameNumber {
		t.Errorf("doubts %v", doubts)
	}
}

func TestAnOrderNumberThatChangesIsLookedForAgain(t *testing.T) {
	d := newDesk(t, 5).link("19,90", "B-77")
	d.do(Back, Accept)
	d.typ("8")
	if f := d.writing(); f.Baseline != nil {
		t.Fatal("what was read is about another number")
	}
	d.do(Accept)
	if f := d.writing(); !f.Reviewing() || f.Baseline.ID != LinkTarget("B-778") {
		t.Fatalf("step %d, baseline %+v", f.Step, f.Baseline)
	}
}

func TestALinkThatCannotBeLookedForSaysSo(t *testing.T) {
	d := newDesk(t, 5)
	d.fail = &api.Error{Status: 502}
	d.link("19,90", "B-77")
	f := d.writing()
	if f.Err == nil || f.Reviewing() {
		t.Fatalf("err %v, step %d", f.Err, f.Step)
	}
	d.fail = nil
	d.do(Accept)
	if !f.Reviewing() {
		t.Errorf("after Enter: step %d, problems %v", f.Step, f.Problems)
	}
}

func TestAnAmountThatCanBeTwoIsNotMadeALink(t *testing.T) {
	d := newDesk(t, 5)
	d.do(NewLink)
	d.typ("1.234")
	d.do(Accept, Accept)
	if d.problem() != text.AmountAmbiguous || d.writing().Step != 0 {
		t.Errorf("problems %+v", d.writing().Problems)
	}
}

func TestALinkNeedsItsOrderNumber(t *testing.T) {
	d := newDesk(t, 5).link("19,90", "")
	if d.problem() != text.FillField || d.writing().Reviewing() {
		t.Errorf("problems %+v", d.writing().Problems)
	}
}
