package state

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// offered are the pointers of what can be revealed of an object.
func offered(raw string) []string {
	var pointers []string
	for _, f := range MaskedFields([]byte(raw)) {
		pointers = append(pointers, f.Pointer)
	}
	return pointers
}

func TestOnlyWhatIsMaskedHereAndNoSecretIsOfferedToBeRevealed(t *testing.T) {
	for raw, want := range map[string]string{
		`{"pin":"` + clearIBAN + `","client_secret":{"iban":"` + clearIBAN + `"}}`: "[]",
		`{"iban":"DE89****3000"}`:                                                   "[]",
		`{"iban":"DE89 XXXX XXXX XX30 00"}`:                                         "[]",
		`{"iban":"DE` + Masked + `3000"}`:                                           "[]",
		`{"account_number":["1234567890"]}`:                                         "[/account_number/0]",
		`{"cardnumber":9276001234567891}`:                                           "[/cardnumber]",
		`{"cardnumber":"` + Masked + `7891"}`:                                       "[]",
		strings.Repeat("[", 99) + `"` + clearIBAN + `"` + strings.Repeat("]", 99):   "[" + strings.Repeat("/0", 99) + "]",
		strings.Repeat("[", 150) + `"` + clearIBAN + `"` + strings.Repeat("]", 150): "[]",
	} {
		if got := fmt.Sprint(offered(raw)); got != want {
			t.Errorf("%.60s offers %s", raw, got)
		}
	}
	if got := len(offered("[" + strings.Repeat(`"`+clearIBAN+`",`, 60) + "1]")); got != mostMasked {
		t.Errorf("%d fields are offered", got)
	}
}

func TestOfAFieldThatIsThereTwiceTheLastIsOfferedAndShown(t *testing.T) {
	raw := []byte(`{"iban":"` + clearIBAN + `","iban":"DE81850400611005523759"}`)
	fields := MaskedFields(raw)
	if len(fields) != 1 || fields[0].Masked != "DE•••3759" {
		t.Fatalf("offered is %+v", fields)
	}
	if value, _ := fieldAt(raw, fields[0].Pointer); value != "DE81850400611005523759" {
		t.Errorf("shown is %s", value)
	}
}

// The name of a field is the server's word, and goes to the screen and the journal.
func TestTheNameOfAFieldIsMaskedAndHarmless(t *testing.T) {
	fields := MaskedFields([]byte(`{"\u001b[31mx":"\u001b[1m` + clearIBAN + `","` + clearIBAN + `":{"iban":"DE81850400611005523759"}}`))
	if len(fields) != 2 {
		t.Fatalf("offered is %+v", fields)
	}
	for _, f := range fields {
		if s := f.Name + f.Masked; strings.Contains(s, clearIBAN) || strings.ContainsRune(s, '\x1b') {
			t.Errorf("%q is %q", f.Name, f.Masked)
		}
	}
}

func TestAnAnswerToAnotherRevealShowsNothing(t *testing.T) {
	d, asked := bankDesk(t)
	d.reveal(asked, RevealAction, Open, Down, Open)
	d.send(Revealed{Ticket: (*asked)[0].Ticket + 100})
	if m, ok := d.app.Top().(*RevealLayer); !ok || !m.Writing() || d.app.revealedNow() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestAFieldIsRevealedOnItsOwnObjectOrNotAtAll(t *testing.T) {
	for name, change := range map[string]func(*DetailLayer){
		"another object is below": func(l *DetailLayer) { l.ID = "PCI_OTHER" },
		"the field is gone":       func(l *DetailLayer) { l.Object.Raw = []byte(`{}`) },
	} {
		d, asked := bankDesk(t)
		d.reveal(asked, RevealAction, Open, Down, Open)
		change(d.app.Layers[0].(*DetailLayer))
		d.send(Revealed{Ticket: (*asked)[0].Ticket})
		if d.app.revealedNow() != nil {
			t.Errorf("%s: it is seen", name)
		}
		if gone := d.app.Env.Lang.Text(text.RevealTitle); name == "the field is gone" && (d.said() == "" || d.said() == gone) {
			t.Errorf("%s: it says %q", name, d.said())
		}
	}
}

func TestWhatIsRevealedComesToTheTopAndAsksToBeHiddenInTime(t *testing.T) {
	d, asked := bankDesk(t)
	detail := d.app.Layers[0].(*DetailLayer)
	detail.Object.Raw = []byte(`{"iban":"DE89\u001b[2J370400440532013000"}`)
	detail.Top = 3
	d.reveal(asked, RevealAction, Open, Open)
	m := d.app.Top().(*RevealLayer)
	if m.Problem.Key != text.RevealPick {
		t.Fatalf("without a reason it says %q", d.app.Env.Lang.Say(m.Problem))
	}
	if d.reveal(asked, Down); !m.Problem.IsZero() {
		t.Error("with a reason it says what was missing")
	}
	d.reveal(asked, Open)
	d.send(Revealed{Ticket: (*asked)[0].Ticket})
	if got := detail.Clear.Text(); strings.ContainsRune(got, '\x1b') || detail.Top != 0 {
		t.Errorf("%q is seen, from line %d on", got, detail.Top)
	}
	if wake := d.carried[len(d.carried)-1]; wake != Effect(Wake{After: revealTime}) {
		t.Errorf("it asks for %+v", wake)
	}
}

// The picture is drawn anew also where nothing else of it changed in this second.
func TestTheScreenIsDrawnAnewWhenARevealedFieldIsHidden(t *testing.T) {
	d, asked := bankDesk(t)
	d.pass(500*time.Millisecond - time.Duration(d.now.Nanosecond()) - 40*time.Millisecond)
	d.reveal(asked, RevealAction, Open, Down, Open)
	d.send(Revealed{Ticket: (*asked)[0].Ticket})
	d.pass(revealTime - 100*time.Millisecond)
	before := d.app.Rev()
	if d.pass(100 * time.Millisecond); d.app.revealedNow() != nil || d.app.Rev() == before {
		t.Error("it is on the screen still")
	}
}

func TestNothingThatIsCopiedHasAnAccountInIt(t *testing.T) {
	d := newDesk(t, 1)
	p := d.payments[0]
	p.OrderID, p.Customer.Surname = clearIBAN, clearIBAN
	raw := []byte(bankPaper)
	for name, o := range map[string]*Object{
		"a payment":        {Resource: "payments", ID: p.ID, Value: p, Raw: raw},
		"any other object": {Resource: "customers", ID: "PCU_1", Value: &api.Merchant{}, Raw: raw},
		"an entry": {Resource: "journal", ID: "1", Raw: raw,
			Value: &JournalRecord{JournalEntry: JournalEntry{Target: clearIBAN, Result: clearIBAN}, Steps: []JournalEntry{{Result: clearIBAN}}}},
	} {
		for _, c := range copyChoices(o, "en") {
			if strings.Contains(c.Text, clearIBAN) || strings.Contains(c.Text, "276001234567891") || strings.Contains(c.Text, `"1234"`) {
				t.Errorf("%s: %v copies %s", name, c.Title, c.Text)
			}
		}
	}
}

func TestTheMenuOfWhatIsCopiedOffersWhatIsThere(t *testing.T) {
	d := newDesk(t, 3)
	d.payments[0].OrderID = ""
	o := testObject(d.payments[0])
	d.app.keep(o)
	d.do(Mark, Up, Open, CopyMenu)
	for _, c := range d.app.Top().(*CopyLayer).Choices {
		if c.Text == "" || c.Title == text.MarkedIDs {
			t.Errorf("on an object it offers %v: %q", c.Title, c.Text)
		}
	}
}
