package state

import (
	"testing"

	"tresen/api"
	"tresen/state/text"
)

func TestWhatIsTypedInThePaletteLeadsWhereItsBeginningSays(t *testing.T) {
	for typed, want := range map[string]string{"smart": "smart", "merch": "merchants", "merchants": "merchants",
		"payout": "payouts", "stores": "stores", "loyalty": "loyalty", "cards": "cards"} {
		d := newDesk(t, 3)
		d.do(Palette)
		d.typ(typed)
		if e := d.app.Top().(*PaletteLayer).Entries[0]; e.Action != GoTo || e.Arg != want {
			t.Errorf(":%s leads to %s %s", typed, e.Action, e.Arg)
		}
	}
}

func TestAPaymentWhoseStateTakesNoRefundIsRefusedAtTheRow(t *testing.T) {
	d := newDesk(t, 1)
	p := testPayment(0)
	simple := api.StatusIssue
	p.Details.StatusSimple = &simple
	d.payments[0] = p
	d.do(Refresh)
	if why := d.app.Why(RefundAction); why.Key != text.StatusTakesNoRefund {
		t.Errorf("why: %+v", why)
	}
}

func TestALoweredAuthorisationIsNotLoweredAgain(t *testing.T) {
	b := Baseline{ID: "PCI_1", Amount: 900, InEffect: 900, Currency: "EUR", Status: 9, Simple: api.StatusAuthorized,
		Earlier: []PastWrite{{Kind: KindRefund, State: WriteApplied, Amount: 100}}}
	if problems := CheckRefund(100, "", b); len(problems) != 1 || problems[0].Kind != ProblemLoweredBefore {
		t.Errorf("problems %+v", problems)
	}
	if problems := CheckRefund(900, "", b); len(problems) != 0 {
		t.Errorf("the whole rest can be cancelled: %+v", problems)
	}
}

func TestNoExactRequestIsShownBeforeThereIsAnAmount(t *testing.T) {
	d := newDesk(t, 3)
	d.do(RefundAction, ExactRequest)
	if f := d.form(); len(f.Problems) != 1 || f.Problems[0].Key != text.TypeAmount {
		t.Errorf("problems %+v", f.Problems)
	}
}

func TestAQuitKeyPressedTwiceStays(t *testing.T) {
	d := newDesk(t, 3)
	d.send(WriteMoved{Intent: "i1", Target: d.payments[0].ID, State: WriteUnknown, Amount: 500, Currency: "EUR", At: d.now})
	d.do(Close, Close)
	if d.quit {
		t.Error("a double q left while a refund is in doubt")
	}
	d.do(Close, Open)
	if !d.quit {
		t.Error("enter does not leave")
	}
}
