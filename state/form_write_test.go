package state

import (
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

func (d *desk) writing() *WriteLayer {
	d.t.Helper()
	f, ok := d.app.Top().(*WriteLayer)
	if !ok {
		d.t.Fatalf("no form of a write is open but %T; said: %s", d.app.Top(), d.said())
	}
	return f
}

// problem is the first thing that keeps the form from going on.
func (d *desk) problem() text.Key {
	d.t.Helper()
	if p := d.writing().Problems; len(p) > 0 {
		return p[0].Key
	}
	return 0
}

// confirm waits as a person does, types the challenge and presses Enter.
func (d *desk) confirm(typed string) {
	d.t.Helper()
	d.pass(still)
	if typed != "" {
		d.typ(typed)
	}
	d.do(Accept)
}

// still is what a person takes to read the review.
const still = 600 * time.Millisecond

// lockCard goes through the lock form as far as its review.
func (d *desk) lockCard(note string) *desk {
	d.t.Helper()
	d.do(LockCard, Down, Open)
	if note != "" {
		d.typ(note)
	}
	d.do(Accept)
	return d
}

// Every form is gone through once, as an operator would, and what is sent is
// looked at.
func TestEveryFormSendsExactlyOneOrder(t *testing.T) {
	held := testPayment(0)
	held.Accrual = true
	authorised := testPayment(1)
	simple := api.StatusAuthorized
	authorised.Details.StatusSimple = &simple
	sale := testSale(saleOK)
	sale.ReceiptNumber = 77
	locked := testCard()
	locked.LockStatus = api.Locked
	tests := []struct {
		action Action
		list   string
		object any
		fill   func(*desk)
		word   string
		want   WriteOrder
	}{
		{CaptureAction, "", authorised, func(d *desk) { d.do(Accept) }, "10,01",
			WriteOrder{Kind: KindCapture, Target: authorised.ID, Amount: 1001, Currency: "EUR"}},
		{RevokeAccrual, "", held, func(d *desk) { d.do(Open) }, "10,00",
			WriteOrder{Kind: KindRevokeAccrual, Target: held.ID, Amount: 1000, Currency: "EUR"}},
		{StartSale, "smart", testSale(saleCreated), func(d *desk) { d.do(Down, Down, Open) }, "31,20",
			WriteOrder{Kind: KindStart, Target: "STX_SALE1", Amount: 3120, Currency: "EUR", Option: "cashless"}},
		{StartSale, "smart", testSale(saleApproved), func(d *desk) { d.do(Open) }, "31,20",
			WriteOrder{Kind: KindStart, Target: "STX_SALE1", Amount: 3120, Currency: "EUR"}},
		{CancelSale, "smart", testSale(saleOK), func(d *desk) { d.do(Open) }, "31,20",
			WriteOrder{Kind: KindSmartCancel, Target: "STX_SALE1", Amount: 3120, Currency: "EUR"}},
		{CancelReceipt, "smart", sale, func(d *desk) { d.do(Open) }, "31,20",
			WriteOrder{Kind: KindReceiptCancel, Target: "STX_SALE1", Amount: 3120, Currency: "EUR", Option: "77"}},
		{LockCard, "cards", testCard(), func(d *desk) { d.do(Down, Open); d.typ("im Zug"); d.do(Accept) }, "4711",
			WriteOrder{Kind: KindLock, Target: "MCD_TESTCARD", Option: "1", Reason: "im Zug"}},
		{UnlockCard, "cards", locked, func(d *desk) { d.do(Open) }, "4711", WriteOrder{Kind: KindUnlock, Target: "MCD_TESTCARD"}},
		{ChargeCard, "cards", testCard(), func(d *desk) { d.typ("10"); d.do(Accept) }, "10",
			WriteOrder{Kind: KindCharge, Target: "MCD_TESTCARD", Amount: 1000, Currency: "EUR"}},
		{DischargeCard, "cards", testCard(), func(d *desk) { d.typ("25"); d.do(Accept) }, "25",
			WriteOrder{Kind: KindDischarge, Target: "MCD_TESTCARD", Amount: 2500, Currency: "EUR"}},
		{ChargePoints, "cards", testCard(), func(d *desk) { d.typ("30"); d.do(Accept) }, "30",
			WriteOrder{Kind: KindChargePoints, Target: "MCD_TESTCARD", Amount: 30}},
		{TakePoints, "cards", testCard(), func(d *desk) { d.typ("120"); d.do(Accept) }, "120",
			WriteOrder{Kind: KindTakePoints, Target: "MCD_TESTCARD", Amount: 120}},
		{EndOfDay, "devices", testTerminal(), func(d *desk) { d.do(Open) }, "kasse 1", WriteOrder{Kind: KindEndOfDay, Target: "SDV_TILL1"}},
		{PayoutAction, "containers", testAccount(), func(d *desk) { d.typ("99,90"); d.do(Accept); d.typ("Rückgabe"); d.do(Accept) }, "99,90",
			WriteOrder{Kind: KindPayout, Target: "PCT_ACCOUNT", Amount: 9990, Currency: "EUR", Option: "PCU_ANNA", Reason: "Rueckgabe"}},
	}
	tried := map[WriteKind]bool{KindLink: true}
	for _, tt := range tests {
		t.Run(string(tt.action), func(t *testing.T) {
			d := newDesk(t, 0)
			d.app.Env.Kind, d.app.UnlockedUntil = Live, d.now.Add(unlockTime) // every challenge has to be met
			if p, is := tt.object.(*api.PaymentTransaction); is {
				d.payments = append(d.payments, p)
				d.do(Refresh)
			} else {
				d.at(tt.list, tt.object)
			}
			d.do(tt.action)
			d.writing()
			tt.fill(d)
			if f := d.writing(); !f.Reviewing() {
				t.Fatalf("step %d of %d, problem: %v", f.Step, f.Last(), f.Problems)
			}
			d.confirm("y")
			if len(d.sent) != 0 {
				t.Fatal("y is no challenge where real money moves")
			}
			for range len(d.app.Editor().Text) {
				d.send(Edited{})
			}
			d.confirm(tt.word)
			if len(d.sent) != 1 {
				t.Fatalf("%d orders; %v", len(d.sent), d.writing().Problems)
			}
			if d.app.Top() != nil {
				t.Error("the form is still open: a second Enter would find it")
			}
			got := d.sent[0]
			tried[got.Kind] = true
			if got.Operator != "anna" || got.Env == "" || got.Baseline.ID != tt.want.Target {
				t.Errorf("by %q to %q on %q", got.Operator, got.Env, got.Baseline.ID)
			}
			got.Operator, got.Env, got.Baseline = "", "", Baseline{}
			if got.Kind != tt.want.Kind || got.Target != tt.want.Target || got.Amount != tt.want.Amount ||
				got.Currency != tt.want.Currency || got.Option != tt.want.Option || got.Reason != tt.want.Reason {
				t.Errorf("sent %+v, want %+v", got, tt.want)
			}
			if why := d.app.Why(tt.action); why.Key != text.IntentOpen {
				t.Errorf("a second one can be opened at once: %+v", why)
			}
		})
	}
	for _, spec := range formSpecs {
		if !tried[spec.Kind] {
			t.Errorf("nobody tried the form of %s", spec.Kind)
		}
	}
}

func TestEveryKindHasAFormAndEveryFormAKind(t *testing.T) {
	for kind := range writeKinds {
		if kind != KindRefund && formOf(kind) == nil {
			t.Errorf("%s has no form", kind)
		}
	}
	for _, spec := range formSpecs {
		kind, action := writeKinds[spec.Kind], Spec(spec.Action)
		if kind == nil || action == nil {
			t.Errorf("%s has no kind, or no action %q", spec.Kind, spec.Action)
			continue
		}
		if action.may != kind.may {
			t.Errorf("%s is offered to those who may %d, and sent for those who may %d", spec.Kind, action.may, kind.may)
		}
		if spec.Of != nil && len(spec.Facts) > 0 {
			for _, path := range spec.Facts {
				if !hasField(spec.Of, path) {
					t.Errorf("%s shows %s, which no column of %s has", spec.Kind, path, spec.Of.Name)
				}
			}
		}
		if len(spec.Warnings) == 0 {
			t.Errorf("%s does not say what it leads to", spec.Kind)
		}
	}
	for _, method := range StartMethods {
		if startWords[method] == 0 {
			t.Errorf("no words for the method %s", method)
		}
	}
	for _, reason := range LockReasons {
		if lockWords[reason] == 0 {
			t.Errorf("no words for the reason %d", reason)
		}
	}
}

func hasField(res *Resource, path string) bool {
	for _, c := range res.Columns {
		if res.Fields[c.Field].Path == path {
			return true
		}
	}
	return false
}

func TestNoKeyOfABurstSendsAWrite(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.lockCard("")
	d.typ("4711") // 10 ms after the review appeared
	d.do(Accept, Accept)
	if len(d.sent) != 0 {
		t.Fatal("keys from before the review was there locked the card")
	}
	d.pass(still)
	d.do(Accept, Accept)
	if len(d.sent) != 1 {
		t.Fatalf("%d orders after a pause", len(d.sent))
	}
}

func TestAHeldEnterSendsNoForm(t *testing.T) {
	for _, action := range []Action{UnlockCard, LockCard, ChargeCard} {
		card := testCard()
		if action == UnlockCard {
			card.LockStatus = api.Locked
		}
		d := newDesk(t, 0).at("cards", card)
		d.do(action)
		for range 200 {
			d.pass(20 * time.Millisecond)
			if d.app.Mode()&ModeForm != 0 {
				d.do(Accept)
			} else {
				d.do(Open)
			}
		}
		if len(d.sent) != 0 {
			t.Errorf("a held Enter sent %s", action)
		}
	}
}

func TestAReasonHasToBeChosen(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.do(LockCard, Open)
	if d.problem() != text.FillField || d.writing().Step != 0 {
		t.Errorf("step %d, problems %v", d.writing().Step, d.writing().Problems)
	}
}

func TestGoingBackFromTheReviewAsksTheChallengeAgain(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.lockCard("")
	d.typ("4711")
	d.do(Back)
	if f := d.writing(); f.Step != 0 || f.Challenge.Text != "" || f.Fields[0].Chosen != 0 {
		t.Fatalf("step %d, challenge %q, chosen %d", f.Step, f.Challenge.Text, f.Fields[0].Chosen)
	}
	d.do(Open, Accept)
	d.pass(still)
	d.do(Accept)
	if len(d.sent) != 0 {
		t.Error("the challenge of before counted")
	}
	d.do(Back, Back)
	if d.app.Top() != nil {
		t.Errorf("esc does not leave the form: %T", d.app.Top())
	}
}

func TestTheExactRequestOfAFormIsShownOnceItIsWhole(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.do(LockCard, ExactRequest)
	if d.problem() != text.FillField {
		t.Errorf("problems %v", d.writing().Problems)
	}
	d.do(Down, Down, ExactRequest)
	r, ok := d.app.Top().(*RequestLayer)
	if !ok {
		t.Fatalf("on top is %T", d.app.Top())
	}
	if got := string(r.Order.Body()); got != `{"lock_status":"locked","reason":2}` {
		t.Errorf("body %s", got)
	}
}

func TestACaptureBeginsWithAllThatIsAuthorisedAndTakesNoMore(t *testing.T) {
	d := newDesk(t, 0)
	p := testPayment(0)
	simple, amount := api.StatusAuthorized, api.Minor(123_456)
	p.Details.StatusSimple, p.Amount = &simple, &amount
	d.payments = append(d.payments, p)
	d.do(Refresh, CaptureAction)
	f := d.writing()
	if got := f.Fields[0].Editor.Text; got != "1234.56" || f.Amount != amount {
		t.Fatalf("preset %q is %d", got, f.Amount)
	}
	d.send(Edited{Text: "1234,57"})
	d.do(Accept)
	if d.problem() != text.AboveAuthorised {
		t.Errorf("problems %v", f.Problems)
	}
}

func TestPresetAmountsCanBeReadBack(t *testing.T) {
	for _, m := range []api.Money{{Amount: 1, Currency: "EUR"}, {Amount: 123_456_789, Currency: "EUR"}, {Amount: 1_234, Currency: "JPY"}, {Amount: 1_234_567, Currency: "TND"}} {
		for _, lang := range []string{"de", "en"} {
			typed := plainAmount(m.Amount, m.Currency, lang)
			if back, err := api.ParseMoney(typed, m.Currency); err != nil || back != m {
				t.Errorf("%s %v: %q is %v, %v", lang, m, typed, back, err)
			}
		}
	}
}

func TestWhatTheLiveReadShowsIsSaidAndJudged(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	now := testCard()
	now.LockStatus = api.Locked
	d.objects[0].Value = now // a colleague was quicker
	d.do(LockCard)
	f := d.writing()
	if len(f.Changed) != 1 || f.Changed[0].Key != text.FieldWas {
		t.Errorf("changed %v", f.Changed)
	}
	d.do(Down, Open, Accept)
	if d.problem() != text.LockedAlready || f.Reviewing() {
		t.Errorf("problems %v", f.Problems)
	}
}

func TestAFormThatCouldNotReadItsObjectReadsItAgain(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.fail = &api.Error{Status: 500}
	d.do(LockCard, Down)
	f := d.writing()
	if f.Err == nil || f.Baseline != nil {
		t.Fatalf("err %v", f.Err)
	}
	d.fail = nil
	d.do(Open)
	if f.Err != nil || f.Baseline == nil {
		t.Fatalf("after Enter: err %v", f.Err)
	}
}

func TestPointsAreWholeNumbers(t *testing.T) {
	for typed, want := range map[string]text.Key{"1,5": text.NoPoints, "0": text.NoPoints, "-3": text.NoPoints, "121": text.AbovePointsOnCard, "": text.FillField} {
		d := newDesk(t, 0).at("cards", testCard())
		d.do(TakePoints)
		d.typ(typed)
		d.do(Accept)
		if d.problem() != want {
			t.Errorf("%q: %v", typed, d.writing().Problems)
		}
	}
}

func TestWhatIsSentIsJudgedByTheFrozenCardNotByTheCursor(t *testing.T) {
	other := testCard()
	other.ID = "MCD_OTHER"
	d := newDesk(t, 0).at("cards", testCard(), other)
	d.lockCard("")
	d.pass(still)
	d.typ("4711")
	d.send(WriteMoved{Intent: "elsewhere", Kind: KindCharge, Target: "MCD_TESTCARD", State: WriteSent, Amount: 700, Currency: "EUR", At: d.now})
	d.app.list().Cursor = 1
	d.do(Accept)
	if len(d.sent) != 0 || d.problem() != text.IntentOpen {
		t.Errorf("%d orders, problems %v", len(d.sent), d.writing().Problems)
	}
}
