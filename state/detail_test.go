package state

import "testing"

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
