package views

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
)

const revealedIBAN = "DE89370400440532013000"

// bankStage has one payment with an account, and the dialog open on it.
func bankStage(t *testing.T, lang string) *stage {
	amount := api.Minor(4990)
	p := &api.PaymentTransaction{ID: "PCI_7Q2", Amount: &amount, Currency: "EUR", Created: api.Time{Time: morning}, OrderID: "B-10427"}
	raw := `{"id":"PCI_7Q2","incoming_payment_iban":"` + revealedIBAN + `","purpose":"Karte 9276 0012 3456 7891"}`
	s := newStage(t, options(lang), 80, 24, state.Object{Resource: "payments", ID: p.ID, Value: p, Raw: []byte(raw)})
	return s.do(state.RevealAction)
}

// show goes through the dialog and lets the journal have it.
func (s *stage) show() {
	s.do(state.Open, state.Down)
	s.pass(time.Second)
	for _, e := range s.app.Handle(state.Acted{Action: state.Open}) {
		if ask, ok := e.(state.Reveal); ok {
			s.send(state.Revealed{Ticket: ask.Ticket})
		}
	}
}

func TestTheDialogOfARevealIsAsItWasRead(t *testing.T) {
	for _, lang := range []string{"de", "en"} {
		s := bankStage(t, lang)
		s.golden("reveal-field-80x24-"+lang, 80, 24)
		s.do(state.Open, state.Down)
		s.golden("reveal-reason-80x24-"+lang, 80, 24)
		s.do(state.Back, state.RevealAction)
		s.show()
		s.pass(7 * time.Second)
		s.golden("revealed-80x24-"+lang, 80, 24)
	}
}

func TestARevealedFieldStandsOnceOnTheScreenAtEverySizeAndThenNever(t *testing.T) {
	s := bankStage(t, "de")
	s.show()
	for _, size := range [][2]int{{80, 24}, {200, 50}, {45, 12}, {60, 16}} {
		s.send(state.Resized{Width: size[0], Height: size[1]})
		frame := s.look.Frame(s.app)
		if err := wrong(frame, size[0], size[1]); err != nil {
			t.Errorf("%v: %v", size, err)
		}
		if n := strings.Count(frame, revealedIBAN[:8]); n != 1 {
			t.Errorf("%v: it stands %d times on\n%s", size, n, unstyled(frame))
		}
	}
	s.do(state.CopyMenu)
	if menu := strings.SplitAfter(s.picture(), "Kopieren"); strings.Contains(menu[len(menu)-1], revealedIBAN[:8]) {
		t.Errorf("the copy menu shows it:\n%s", s.picture())
	}
	s.do(state.Back)
	s.pass(30 * time.Second)
	if strings.Contains(s.picture(), revealedIBAN[:8]) {
		t.Errorf("after half a minute it stands on\n%s", s.picture())
	}
}
