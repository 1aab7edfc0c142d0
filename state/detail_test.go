package state

import (
	"testing"

	"tresen/api"
)

func TestTextsScrollToTheirEndAndNoFurther(t *testing.T) {
	d := newDesk(t, 5)
	d.do(Open)
	layer := d.app.Top().(*DetailLayer)
	d.drawn = Measured{End: 7}
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

// What was just written is read again for its row: the pane beside it must not
// go on saying what was true before.
func TestThePaneSaysWhatWasReadAgain(t *testing.T) {
	d := newDesk(t, 5)
	d.send(Resized{200, 50})
	d.pass(restTime)
	p := d.payments[len(d.payments)-1]
	for _, of := range d.payments {
		if of.ID == d.app.Peek.ID {
			p = of
		}
	}
	changed := *p
	left := api.Minor(1)
	changed.Amount = &left
	d.send(Got{Object: testObject(&changed)})
	if got := d.app.Peek.Value.(*api.PaymentTransaction); *got.Amount != left {
		t.Errorf("the pane says %d", *got.Amount)
	}
}

func TestThePaneShowsNothingWhereThereIsNoRow(t *testing.T) {
	d := newDesk(t, 50)
	d.send(Resized{200, 50})
	d.pass(restTime)
	d.do(Search)
	d.typ("nobody is called that")
	d.do(Accept)
	if d.app.list().Rows.Len() != 0 || d.app.Peek != nil {
		t.Errorf("%d rows, and the pane shows %+v", d.app.list().Rows.Len(), d.app.Peek)
	}
}
