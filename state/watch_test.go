package state

import (
	"errors"
	"testing"
	"time"

	"tresen/api"
)

// asks are the questions for new rows that were asked so far.
func (d *desk) asks() (n int) {
	for _, e := range d.carried {
		if _, is := e.(Count); is {
			n++
		}
	}
	return n
}

func TestAWatchedListIsAskedForAtItsTimeAndNoSooner(t *testing.T) {
	d := newDesk(t, 10)
	d.do(Watch)
	if !d.app.Watching() || d.asks() != 1 {
		t.Fatalf("watching is %v, asked %d times", d.app.Watching(), d.asks())
	}
	began := d.now
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{watchEvery - 1, 1}, {watchEvery, 2}, {watchEvery + 1, 2}, {2*watchEvery - 1, 2}, {2 * watchEvery, 3}} {
		d.pass(began.Add(c.after).Sub(d.now))
		if got := d.asks(); got != c.want {
			t.Errorf("after %v it was asked %d times", c.after, got)
		}
	}
	d.do(Watch)
	if d.pass(time.Hour); d.app.Watching() || d.asks() != 3 {
		t.Errorf("nobody watches, and it was asked %d times", d.asks())
	}
}

func TestALineThatIsDownIsTriedAtItsTimeAndDownSinceTheFirstLoss(t *testing.T) {
	d := newDesk(t, 10)
	d.app.heard(errors.New("another error"))
	if d.app.Offline.Gone() {
		t.Fatal("any error takes the line down")
	}
	lost := d.now
	d.fail = offline
	d.app.heard(offline)
	for range 3 {
		d.pass(watchEvery)
	}
	if !d.app.Offline.Since.Equal(lost) || d.asks() != 3 {
		t.Errorf("down since %v, tried %d times", d.app.Offline.Since, d.asks())
	}
	if d.pass(watchEvery - 1); d.asks() != 3 {
		t.Errorf("tried %d times", d.asks())
	}
	toasts := len(d.app.Toasts)
	d.fail = nil
	if d.pass(1); d.app.Offline.Gone() || len(d.app.Toasts) != toasts+1 {
		t.Errorf("down is %v, told %v", d.app.Offline.Gone(), d.app.Toasts)
	}
	d.app.heard(nil)
	if len(d.app.Toasts) != toasts+1 {
		t.Error("a line that was up is said to be back")
	}
}

func TestNewRowsAreThoseOfTheSearchAndNewerThanAllThatAreHere(t *testing.T) {
	d := newDesk(t, 10)
	d.payments[1].Created = d.payments[0].Created // two of the same second
	d.do(Refresh)
	d.do(Search)
	d.typ("customer.surname:Meier0")
	d.do(Accept)
	d.do(Watch)
	d.payments = append([]*api.PaymentTransaction{testPayment(-7)}, d.payments...) // a Meier0
	d.payments[0].Customer.Surname = "Meier0"
	other := testPayment(-8)
	other.Customer.Surname = "Huber"
	d.payments = append([]*api.PaymentTransaction{other}, d.payments...)
	d.pass(watchEvery)
	if got := d.app.list().Waiting; got != 1 {
		t.Errorf("%d rows wait", got)
	}
}

func TestACountThatFailsOrCameLateChangesNothing(t *testing.T) {
	d := newDesk(t, 10)
	l := d.app.list()
	l.Waiting = 2
	effects := d.app.countNew()
	ask, _ := effects[0].(Count)
	if again := d.app.countNew(); again != nil {
		t.Errorf("while one is asked for another is: %v", again)
	}
	d.app.Handle(Counted{Ticket: ask.Ticket + 100, Total: 50})
	d.app.Handle(Counted{Ticket: ask.Ticket, Err: &api.Error{Status: 500}})
	if l.Waiting != 2 {
		t.Errorf("%d rows wait", l.Waiting)
	}
	ask, _ = d.app.countNew()[0].(Count)
	if d.app.Handle(Counted{Ticket: ask.Ticket, Total: 0}); l.Waiting != 0 { // what was here is gone from the server
		t.Errorf("%d rows wait", l.Waiting)
	}
	if d.send(Acted{Action: GoTo, Arg: "payouts"}); d.app.countNew() != nil {
		t.Error("a list without rows is asked for newer ones")
	}
}
