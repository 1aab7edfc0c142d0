package state

import (
	"testing"

	"tresen/api"
	"tresen/state/text"
)

func TestALinkIsMadeOnceAndShown(t *testing.T) {
	d := newDesk(t, 5)
	d.do(NewLink)
	d.typ("19,90")
	d.do(Accept)
	d.typ("B-77")
	d.links = nil
	d.do(Accept)
	if len(d.links) != 1 || *d.links[0].BasketInfo.Sum != 1990 || d.links[0].TransactionRef != "B-77" {
		t.Fatalf("orders %+v", d.links)
	}
	sheet, ok := d.app.Top().(*LinkSheet)
	if !ok || sheet.URL != "https://pay.example/general" {
		t.Fatalf("on top is %T: %s", d.app.Top(), d.said())
	}
	d.do(Open)
	if len(d.copied) != 1 || d.copied[0] != sheet.URL {
		t.Errorf("copied %q", d.copied)
	}
}

func TestALinkWithoutAnAnswerIsUnknownAndNotMadeAgain(t *testing.T) {
	d := newDesk(t, 5)
	d.do(NewLink)
	d.typ("19,90")
	d.do(Accept)
	d.fail = &api.Error{Status: 502}
	d.do(Accept)
	f, ok := d.app.Top().(*LinkLayer)
	if !ok || f.Problem.Key != text.LinkUnknown || len(d.links) != 1 {
		t.Fatalf("on top is %T, %d orders", d.app.Top(), len(d.links))
	}
}

func TestAnAmountThatCanBeTwoIsNotMadeALink(t *testing.T) {
	d := newDesk(t, 5)
	d.do(NewLink)
	d.typ("1.234")
	d.do(Accept, Accept)
	if f := d.app.Top().(*LinkLayer); f.Problem.Key != text.AmountAmbiguous || len(d.links) != 0 {
		t.Errorf("problem %+v, %d orders", f.Problem, len(d.links))
	}
}

func TestTextsScrollToTheirEndAndNoFurther(t *testing.T) {
	d := newDesk(t, 5)
	d.do(Open)
	layer := d.app.Top().(*DetailLayer)
	d.send(Measured{End: 7})
	d.do(Last)
	if layer.Top != 7 {
		t.Errorf("at %d of 7", layer.Top)
	}
	d.do(Up)
	if layer.Top != 6 {
		t.Errorf("one up from the end is %d", layer.Top)
	}
	d.send(Measured{End: 2}) // a larger window
	if layer.Top != 2 {
		t.Errorf("at %d of 2", layer.Top)
	}
}

func TestThePaneFollowsOnceTheCursorRests(t *testing.T) {
	d := newDesk(t, 50)
	d.send(Resized{200, 50})
	d.pass(restTime)
	first := d.app.Peek
	d.do(Down, Down)
	if d.app.Peek != first {
		t.Fatal("the pane ran after a moving cursor")
	}
	d.pass(restTime)
	if d.app.Peek == nil || d.app.Peek.ID != d.app.list().CursorID() {
		t.Errorf("the pane shows %+v", d.app.Peek)
	}
}
