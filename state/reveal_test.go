package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

const (
	clearIBAN = "DE89370400440532013000"
	bankPaper = `{"id":"PCI_X","incoming_payment_iban":"` + clearIBAN + `","purpose":"von GB29NWBK60161331926819, danke",` +
		`"card":{"pan":"4111 11XX XXXX 1111","cardnumber":9276001234567891,"pin":"1234","csc":77123456789012},` +
		`"list":[{"iban":"DE81850400611005523759"}],"iban":"","account_number":null,"a/b~c":"DE81850400611005523759"}`
)

// bankDesk is a desk whose first payment has an account, open in the detail.
func bankDesk(t *testing.T) (*desk, *[]Reveal) {
	d := newDesk(t, 3)
	asked := &[]Reveal{}
	o := testObject(d.payments[0])
	o.Raw = []byte(bankPaper)
	d.app.keep(o)
	d.do(Open)
	d.app.Top().(*DetailLayer).Object.Raw = []byte(bankPaper)
	return d, asked
}

// press acts and takes what would be recorded.
func (d *desk) reveal(asked *[]Reveal, actions ...Action) {
	for _, a := range actions {
		d.pass(10 * time.Millisecond)
		for _, e := range d.app.Handle(Acted{Action: a}) {
			if r, ok := e.(Reveal); ok {
				*asked = append(*asked, r)
			}
		}
	}
}

func TestWhatCanBeRevealedAreAccountsAndNeverSecrets(t *testing.T) {
	var got []string
	for _, f := range MaskedFields([]byte(bankPaper)) {
		value, ok := fieldAt([]byte(bankPaper), f.Pointer)
		got = append(got, fmt.Sprint(f.Pointer, " ", f.Name, " ", f.Masked, " ", value, " ", ok))
	}
	want := []string{
		"/incoming_payment_iban incoming_payment_iban DE•••3000 " + clearIBAN + " true",
		"/purpose purpose von GB•••6819, danke von GB29NWBK60161331926819, danke true",
		"/card/cardnumber card.cardnumber •••7891 9276001234567891 true",
		"/list/0/iban list.0.iban DE•••3759 DE81850400611005523759 true",
		"/a~1b~0c a/b~c DE•••3759 DE81850400611005523759 true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFieldIsSeenOnceTheJournalHasItAndForThirtySeconds(t *testing.T) {
	d, asked := bankDesk(t)
	d.reveal(asked, RevealAction, Open, Open, Open)
	m := d.app.Top().(*RevealLayer)
	if len(*asked) != 0 || m.Problem.Key != text.RevealPick {
		t.Fatalf("enter pressed twice too often asks for %+v", *asked)
	}
	d.reveal(asked, Down, Down, Open, Open)
	if len(*asked) != 1 {
		t.Fatalf("it is recorded %d times", len(*asked))
	}
	want := Reveal{ID: d.payments[0].ID, Field: "incoming_payment_iban", Reason: "refund-check", Operator: "anna", Ticket: (*asked)[0].Ticket}
	if diff := cmp.Diff(want, (*asked)[0]); diff != "" {
		t.Error(diff)
	}
	detail := d.app.Layers[0].(*DetailLayer)
	if detail.Clear != nil {
		t.Fatal("it is seen before it is recorded")
	}
	d.send(Revealed{Ticket: want.Ticket})
	if detail.Clear == nil || detail.Clear.Text() != clearIBAN || detail.Clear.Left(d.now) != 30 {
		t.Fatalf("%v is seen", detail.Clear)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(verb, *detail.Clear); strings.Contains(out, clearIBAN) {
			t.Errorf("%s prints %s", verb, out)
		}
	}
	d.pass(29 * time.Second)
	if detail.Clear == nil {
		t.Error("it is gone too early")
	}
	before := d.app.Rev()
	d.pass(time.Second)
	if detail.Clear != nil || d.app.Rev() == before {
		t.Error("it is seen for longer than it may")
	}
}

// The time of day is compared, for a laptop that sleeps stops every other clock.
func TestARevealedFieldIsHiddenWhateverBefallsTheClock(t *testing.T) {
	for by, seen := range map[time.Duration]bool{-time.Hour: false, -time.Second: false, 0: true, revealTime - 1: true, revealTime: false, 8 * time.Hour: false} {
		d, asked := bankDesk(t)
		d.now = time.Now()
		d.reveal(asked, RevealAction, Open, Down, Open)
		d.send(Revealed{Ticket: (*asked)[0].Ticket})
		detail := d.app.Layers[0].(*DetailLayer)
		until := d.app.Now.Add(revealTime)
		if detail.Clear == nil || !detail.Clear.Until.Equal(until) {
			t.Fatalf("it is seen until %v, not %v", detail.Clear, until)
		}
		d.send(Ticked{Now: until.Add(by - revealTime)})
		if (detail.Clear != nil) != seen {
			t.Errorf("%v later by the clock seen is %v", by, !seen)
		}
	}
}

func TestARevealedFieldIsHiddenByWhateverComesBetween(t *testing.T) {
	for name, act := range map[string]func(*desk){
		"back":           func(d *desk) { d.do(Back) },
		"q":              func(d *desk) { d.do(Close) },
		"raw JSON":       func(d *desk) { d.do(RawJSON) },
		"the log":        func(d *desk) { d.do(RequestLog) },
		"the palette":    func(d *desk) { d.do(Palette) },
		"another object": func(d *desk) { d.app.showObject(paymentList, d.payments[1].ID); d.pass(time.Millisecond) },
		"another view":   func(d *desk) { d.send(Acted{Action: GoTo, Arg: "payouts"}) },
		"a search":       func(d *desk) { d.do(Search) },
		"a refund":       func(d *desk) { d.do(RefundAction) },
		"another reveal": func(d *desk) { d.do(RevealAction) },
	} {
		d, asked := bankDesk(t)
		d.reveal(asked, RevealAction, Open, Down, Open)
		d.send(Revealed{Ticket: (*asked)[0].Ticket})
		detail := d.app.Layers[0].(*DetailLayer)
		if detail.Clear == nil {
			t.Fatal("nothing is seen")
		}
		act(d)
		if i := slices.Index(d.app.Layers, Layer(detail)); i >= 0 && detail.Clear != nil || d.app.revealedNow() != nil {
			t.Errorf("%s leaves it on the screen", name)
		}
	}
}

func TestWhatIsNotRecordedIsNotShown(t *testing.T) {
	d, asked := bankDesk(t)
	d.reveal(asked, RevealAction, Open, Down, Open)
	d.send(Revealed{Ticket: (*asked)[0].Ticket, Err: errors.New("the disk is full")})
	m, ok := d.app.Top().(*RevealLayer)
	if !ok || m.Writing() || m.Problem.Key != text.RevealRefused || d.app.revealedNow() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
	d.reveal(asked, Open) // again, now that there is room
	d.do(Back)
	d.send(Revealed{Ticket: (*asked)[1].Ticket})
	if d.app.revealedNow() != nil {
		t.Error("it is shown to somebody who had closed the dialog")
	}
	d.app.Env.NoWrites = text.Plain("there is no journal")
	if why := d.app.Why(RevealAction); why.Key != text.RevealRefused {
		t.Errorf("without a journal: %v", why)
	}
	d.app.Env.NoWrites, d.app.Env.Rule.Role = text.Msg{}, Viewer
	if why := d.app.Why(RevealAction); why.Key != text.RoleMayNot {
		t.Errorf("a viewer: %v", why)
	}
}

func TestOnlyItsOwnEntryCopiesARevealedFieldAndOnlyWhileItIsSeen(t *testing.T) {
	d, asked := bankDesk(t)
	d.reveal(asked, RevealAction, Open, Down, Open)
	d.send(Revealed{Ticket: (*asked)[0].Ticket})
	d.do(CopyMenu)
	n := len(d.app.Top().(*CopyLayer).Choices)
	d.app.Layers = d.app.Layers[:1]
	for i := range n {
		d.do(CopyMenu)
		for range i {
			d.do(Down)
		}
		d.do(Open)
		if got := d.copied[len(d.copied)-1]; strings.Contains(got, clearIBAN) != (i == n-1) {
			t.Errorf("entry %d copies %q", i, got)
		}
	}
	d.do(CopyMenu, Last)
	d.pass(time.Minute)
	d.do(Open)
	if d.app.Top() != d.app.Layers[0] || len(d.copied) != n || d.app.Toasts[len(d.app.Toasts)-1].Text.Key != text.RevealOver {
		t.Errorf("a minute later the menu copies %q", d.copied[n:])
	}
}

func TestRevealFromTheListOpensTheObjectFirst(t *testing.T) {
	d := newDesk(t, 3)
	o := testObject(d.payments[0])
	o.Raw = []byte(bankPaper)
	d.app.keep(o)
	d.do(RevealAction)
	if len(d.app.Layers) != 2 {
		t.Fatalf("layers %d: %s", len(d.app.Layers), d.said())
	}
	if m := d.app.Top().(*RevealLayer); m.ID != d.payments[0].ID {
		t.Errorf("of %s", m.ID)
	}
	d = newDesk(t, 3)
	d.app.objects = objectCache{}
	d.fail = &api.Error{Status: 503}
	d.do(RevealAction)
	if _, open := d.app.Top().(*DetailLayer); !open || d.said() == "" {
		t.Errorf("an object that is not here: %T %q", d.app.Top(), d.said())
	}
}
