package views

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

func TestWithoutColourOnlyBoldAndReversedTextIsDrawn(t *testing.T) {
	sgr := regexp.MustCompile("\x1b\\[([0-9;]*)m")
	o := options("de")
	o.NoColor = true
	for _, sc := range scenes {
		s := newStage(t, o, 170, 40)
		sc.play(s)
		for _, m := range sgr.FindAllStringSubmatch(s.look.Frame(s.app), -1) {
			for _, code := range strings.Split(m[1], ";") {
				if code != "" && code != "1" && code != "7" {
					t.Fatalf("%s: a frame without colour has %q", sc.name, m[0])
				}
			}
		}
	}
}

func TestColoursAreAmongTheSixteenOfTheTerminal(t *testing.T) {
	for _, dark := range []bool{false, true} {
		for i, sgr := range newTheme(false, false, dark).sgr {
			if strings.Contains(sgr, "38;") || strings.Contains(sgr, "48;") {
				t.Errorf("tone %d is %q", i, sgr)
			}
		}
	}
}

func TestEveryStateHasAWordThatFitsItsColumn(t *testing.T) {
	const room = 11 // of a column of 13, behind the glyph
	for simple := api.StatusProceed; simple <= api.StatusContainerDenied; simple++ {
		s, known := paymentStatus[simple]
		if !known {
			t.Errorf("payment status %d is not drawn", simple)
		}
		words(t, s, room)
	}
	for word, s := range smartStatus {
		if s.word == 0 {
			t.Errorf("smart status %s has no word", word)
		}
		words(t, s, room)
	}
}

func words(t *testing.T, s status, room int) {
	t.Helper()
	for _, lang := range []string{"de", "en"} {
		word := text.For(lang).Text(s.word)
		if n := len([]rune(word)); n == 0 || n > room {
			t.Errorf("the word %q has %d cells, there are %d", word, n, room)
		}
		if text.For(lang).Text(s.means) == "" {
			t.Errorf("nothing says what %q means", word)
		}
	}
	if n := len([]rune(s.glyph)); n != 1 || spelling[[]rune(s.glyph)[0]] == "" {
		t.Errorf("the glyph %q has %d cells, or no spelling in ASCII", s.glyph, n)
	}
}

func TestNoAccountOrCardIsDrawnWhole(t *testing.T) {
	const iban, card, pin = "DE02120300000000202051", "4111111111111111", "h0tSecret"
	amount := api.Minor(4990)
	p := &api.PaymentTransaction{ID: "PCI_A", Amount: &amount, Currency: "EUR", Description: "von " + iban, OrderID: card,
		PaymentData: iban, IncomingIBAN: iban, IncomingPurpose: "Karte " + card, AccountOwner: iban, StatusText: iban,
		Customer: api.PaymentCustomerName{Surname: iban}, Basket: []api.BasketItem{{Name: iban}},
		Documents: []api.Document{{URL: card}}}
	s := newStage(t, options("de"), 170, 60, state.Object{Resource: "payments", ID: "PCI_A", Value: p,
		Raw: []byte(`{"iban":"` + iban + `","card":{"passcode":"` + pin + `"},"text":"` + card + `"}`)})
	for _, actions := range [][]state.Action{{}, {state.Right, state.Right, state.Right, state.Right, state.Right}, {state.Open},
		{state.RawJSON}, {state.CopyMenu}, {state.RefundAction}} {
		frame := s.do(actions...).pass(time.Second).picture()
		for line := range strings.SplitSeq(frame, "\n") {
			for _, secret := range []string{pin, iban[4:], card[:12]} {
				if strings.Contains(line, secret) {
					t.Errorf("after %v the screen shows %s: %q", actions, secret, line)
				}
			}
		}
		s.do(state.Back)
	}
}

func TestWhatTheServerDidNotSayIsADashAndWhatNobodyUnderstoodAQuestionMark(t *testing.T) {
	said := &api.PaymentTransaction{ID: "PCI_A", OrderID: "A"}
	odd := &api.PaymentTransaction{ID: "PCI_B", OrderID: "B", Created: api.Time{Time: morning}}
	s := newStage(t, options("en"), 80, 24,
		state.Object{Resource: "payments", ID: "PCI_A", Value: said},
		state.Object{Resource: "payments", ID: "PCI_B", Value: odd, Drift: []string{"/amount"}})
	lines := strings.Split(s.picture(), "\n")
	if want := ">–            –                 –          –                        – A"; lines[5] != want {
		t.Errorf("nothing said:\n%q\nwant\n%q", lines[5], want)
	}
	if want := " 14 Nov 15:02?                  ?          ?                        ? B"; strings.Replace(lines[6], "??", "? ", 1) != want {
		t.Errorf("not understood:\n%q\nwant\n%q", lines[6], want)
	}
}

func TestTheCursorOfTheTerminalStandsWhereLettersGo(t *testing.T) {
	s := newStage(t, options("de"), 80, 24)
	if _, _, ok := s.look.Cursor(s.app); ok {
		t.Error("there is a cursor and nothing to type in")
	}
	s.do(state.Search).typ("ab")
	if x, y, ok := s.look.Cursor(s.app); x != 4 || y != 2 || !ok {
		t.Errorf("behind two letters: %d,%d %v", x, y, ok)
	}
	s.send(state.Edited{Text: "a山b", Cursor: 2})
	if x, _, _ := s.look.Cursor(s.app); x != 5 {
		t.Errorf("behind a wide letter: %d", x)
	}
	s.paste(strings.Repeat("x", 300))
	if x, y, ok := s.look.Cursor(s.app); x != 78 || y != 2 || !ok {
		t.Errorf("at the end of a long line: %d,%d %v", x, y, ok)
	}
	s.do(state.Back, state.RefundAction).typ("12")
	x, y, _ := s.look.Cursor(s.app)
	if line := strings.Split(s.picture(), "\n")[y]; !strings.HasPrefix(line[:x], ">") || !strings.HasSuffix(line[:x], "[12") {
		t.Errorf("in the form the cursor is behind %q", line[:x])
	}
}

func TestAScreenWithoutRoomDrawsWhatItCan(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {0, 5}, {5, 0}, {1, 1}, {3, 2}, {30, 1}, {1, 30}, {-1, -1}} {
		s := newStage(t, options("en"), size[0], size[1])
		frame := s.look.Frame(s.app)
		if size[0] < 1 || size[1] < 1 {
			continue
		}
		if err := wrong(frame, size[0], size[1]); err != nil {
			t.Errorf("%d×%d: %v", size[0], size[1], err)
		}
	}
}

func TestThePendingStateOfARefundIsNotMoneyToCome(t *testing.T) {
	amount, pending := api.Minor(-500), api.StatusPending
	p := &api.PaymentTransaction{Amount: &amount, Details: api.PaymentDetails{StatusSimple: &pending}}
	if got := meaningOf(p); got != text.RefundMeansPending {
		t.Errorf("a refund on its way means %q", text.For("en").Text(got))
	}
	amount = 500
	if got := meaningOf(p); got != text.MeansPending {
		t.Errorf("a payment to come means %q", text.For("en").Text(got))
	}
}

func TestALongMessageTakesALineOfTheHints(t *testing.T) {
	s := newStage(t, options("en"), 80, 24)
	s.app.Env.Operator = "berta" // who asked is told
	s.waits()
	if all := s.picture(); !strings.Contains(strings.Join(strings.Fields(all), " "), "the limit for one refund does not cover it") {
		t.Errorf("the reason is cut:\n%s", all)
	}
}
