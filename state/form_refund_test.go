package state

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// pause is what a person takes to read the review.
const pause = 600 * time.Millisecond

func (d *desk) form() *RefundLayer {
	d.t.Helper()
	f, ok := d.app.Top().(*RefundLayer)
	if !ok {
		d.t.Fatalf("the refund form is not open but %T; said: %s", d.app.Top(), d.said())
	}
	return f
}

func TestARefundOfTenEurosTakesEightKeysFromTheRow(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("10")
	d.do(Accept, Accept)
	d.pass(pause)
	d.typ("10")
	d.do(Accept)
	if len(d.sent) != 1 {
		t.Fatalf("%d orders; %v", len(d.sent), d.app.Top())
	}
	order := d.sent[0]
	if order.Target != d.payments[0].ID || order.Amount != 1000 || order.Currency != "EUR" || order.Operator != "anna" {
		t.Errorf("order %+v", order)
	}
	if d.app.Top() != nil {
		t.Error("the form is still open: a second Enter would find it")
	}
}

func TestASecondEnterFindsNothing(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.pass(pause)
	d.typ("5")
	d.do(Accept, Accept, Accept)
	if len(d.sent) != 1 {
		t.Fatalf("%d orders", len(d.sent))
	}
}

func TestAHeldEnterNeverSends(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept)
	for range 200 { // 30 a second, for longer than anyone looks away
		d.pass(20 * time.Millisecond)
		d.do(Accept)
	}
	if len(d.sent) != 0 {
		t.Fatal("a held Enter sent a refund")
	}
}

func TestAChallengeTypedInOneBurstIsNotAccepted(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.typ("5") // 10 ms after the challenge appeared
	d.do(Accept)
	if len(d.sent) != 0 {
		t.Fatal("keys from before the review was there sent a refund")
	}
	d.pass(pause)
	d.do(Accept)
	if len(d.sent) != 1 {
		t.Fatal("after a pause Enter must send")
	}
}

func TestTheChallengeMustBeTheSameAmount(t *testing.T) {
	for typed, sends := range map[string]bool{"5": true, "5,00": true, "5.00": true, "y": true, "6": false, "": false, "50": false} {
		d := newDesk(t, 10)
		d.do(RefundAction)
		d.typ("5")
		d.do(Accept, Accept)
		d.pass(pause)
		d.typ(typed)
		d.do(Accept)
		if got := len(d.sent) == 1; got != sends {
			t.Errorf("%q sends %v, want %v", typed, got, sends)
		}
	}
}

func TestYIsNoChallengeWhereRealMoneyMoves(t *testing.T) {
	d := newDesk(t, 10)
	d.app.Env.Kind = Live
	if why := d.app.Why(RefundAction); why.Key != text.LockedUnlock {
		t.Fatalf("LIVE starts locked, not %+v", why)
	}
	d.app.Env.Merchant = "Bäckerei Huber GmbH"
	d.do(Unlock)
	d.typ("Bäckerei")
	d.do(Accept, RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.pass(pause)
	d.typ("y")
	d.do(Accept)
	if len(d.sent) != 0 {
		t.Fatal("y sent real money")
	}
	if got := d.app.Env.Lang.Say(d.form().Problems[0]); got != "Type €5.00 again to send." {
		t.Errorf("it asks: %s", got)
	}
	d.pass(unlockTime)
	d.do(Back, Back)
	if why := d.app.Why(RefundAction); why.Key != text.LockedUnlock {
		t.Errorf("after 15 minutes it is not locked again: %+v", why)
	}
}

func TestAWrongAnswerIsToldEveryRightOne(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.pass(pause)
	d.typ("x")
	d.do(Accept)
	if got := d.app.Env.Lang.Say(d.form().Problems[0]); got != "Type y, or €5.00 again, to send." || len(d.sent) != 0 {
		t.Errorf("it asks: %s", got)
	}
	d = newDesk(t, 0)
	d.at("cards", testCard())
	d.lockCard("").confirm("x")
	if got := d.app.Env.Lang.Say(d.writing().Problems[0]); !strings.HasPrefix(got, "Type y, or ") || len(d.sent) != 0 {
		t.Errorf("it asks: %s", got)
	}
}

func TestWrongAmountsAreSaidAndGoNoFurther(t *testing.T) {
	cases := map[string]text.Key{
		"":       text.TypeAmount,
		"10,01":  text.AboveInEffect, // of 10,00
		"0":      0,
		"-5":     0,
		"zehn":   0,
		"1.000":  text.AmountAmbiguous,
		"1,234":  text.AmountAmbiguous,
		"5,123 ": 0,
	}
	for typed, want := range cases {
		d := newDesk(t, 10)
		d.do(RefundAction)
		d.typ(typed)
		d.do(Accept)
		f := d.form()
		if f.Step != StepAmount || len(f.Problems) == 0 {
			t.Errorf("%q: step %d, problems %v", typed, f.Step, f.Problems)
			continue
		}
		if want != 0 && f.Problems[0].Key != want {
			t.Errorf("%q: %s", typed, d.app.Env.Lang.Say(f.Problems[0]))
		}
	}
}

func TestUmlautsInAReasonAreTransliteratedBeforeTheEyes(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept)
	d.typ("Nachlass für Öl")
	if f := d.form(); f.Sent != "Nachlass fuer Oel" || len(f.Problems) != 0 {
		t.Fatalf("sent %q, problems %v", f.Sent, f.Problems)
	}
	d.do(Accept)
	d.pass(pause)
	d.typ("5")
	d.do(Accept)
	if len(d.sent) != 1 || d.sent[0].Reason != "Nachlass fuer Oel" {
		t.Fatalf("orders %+v", d.sent)
	}
}

func TestTheFormWaitsForTheLiveRead(t *testing.T) {
	d := newDesk(t, 10)
	d.fail = offline
	d.do(RefundAction)
	f := d.form()
	if f.Err == nil || f.Baseline != nil {
		t.Fatalf("err %v", f.Err)
	}
	d.fail = nil
	d.do(Accept) // reads again
	if f.Err != nil || f.Baseline == nil {
		t.Fatalf("after Enter: err %v", f.Err)
	}
}

func TestWhatChangedSinceTheRowIsShown(t *testing.T) {
	d := newDesk(t, 10)
	changed := *d.payments[0]
	changed.StatusText = "storniert"
	d.payments[0] = &changed
	d.do(RefundAction)
	if f := d.form(); len(f.Changed) != 1 || f.Changed[0].Key != text.StatusWas {
		t.Errorf("changed: %v", f.Changed)
	}
}

func TestTheExactRequestIsShownInsteadOfSending(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(ExactRequest)
	r, ok := d.app.Top().(*RequestLayer)
	if !ok {
		t.Fatalf("on top is %T", d.app.Top())
	}
	if got := string(r.Order.Body()); got != `{"reduce_amount_by":500}` {
		t.Errorf("body %s", got)
	}
	if len(d.sent) != 0 {
		t.Error("it was sent")
	}
}

// The time of day is compared, for a laptop that sleeps stops every other clock.
func TestLiveLocksItselfWhateverBefallsTheClock(t *testing.T) {
	d := newDesk(t, 0)
	d.app.Env.Kind, d.app.Env.Merchant = Live, "Huber"
	d.app.Now = time.Now()
	d.app.openUnlock()
	d.app.Editor().Text = "Huber"
	d.app.Top().act(d.app, Accept)
	if d.app.Locked() || !d.app.UnlockedUntil.Equal(d.app.Now.Add(unlockTime)) {
		t.Fatalf("unlocked until %v, locked is %v", d.app.UnlockedUntil, d.app.Locked())
	}
	for by, locked := range map[time.Duration]bool{-time.Hour: true, -time.Second: true, unlockTime - 1: false, unlockTime: true} {
		d.app.Now = d.app.UnlockedUntil.Add(by - unlockTime)
		if d.app.Locked() != locked {
			t.Errorf("after %v locked is %v", by, !locked)
		}
	}
}

func TestLiveUnlocksByANameThatAnyKeyboardHas(t *testing.T) {
	long := strings.Repeat("kasse.", 12) + "example:8443"
	for _, c := range []struct {
		merchant, host, typed string
		unlocks               bool
	}{
		{"Bäckerei Huber GmbH", "h", "Bäckerei", true},
		{"Bäckerei Huber GmbH", "h", "baeckerei", true}, // as --ascii shows it
		{"Bäckerei Huber GmbH", "h", "Backerei", false},
		{"Bäckerei Huber GmbH", "h", "j", false}, // nothing but the name opens LIVE
		{"Bäckerei Huber GmbH", "h", "", false},
		{"株式会社", "h.example", "h.example", true},
		{"", long, long, true},
	} {
		d := newDesk(t, 0)
		d.app.Env.Kind, d.app.Env.Merchant, d.app.Env.Host = Live, c.merchant, c.host
		d.do(Unlock)
		d.typ(c.typed)
		if n := d.app.Editor().Limit; n < len(c.typed) {
			t.Errorf("%q does not fit into %d characters", c.typed, n)
		}
		if d.do(Accept); d.app.Locked() == c.unlocks {
			t.Errorf("%q for %q unlocks: %v", c.typed, c.merchant, !c.unlocks)
		}
	}
}

func TestOneOpenRefundBlocksThePaymentAndIsShownUntilItIsProven(t *testing.T) {
	d := newDesk(t, 10)
	id := d.payments[0].ID
	d.send(WriteMoved{Intent: "i1", Target: id, State: WriteUnknown, Why: WhyNoAnswer, Amount: 500, Currency: "EUR", At: d.now})
	if why := d.app.Why(RefundAction); why.Key != text.IntentOpen {
		t.Errorf("a second refund: %+v", why)
	}
	if u := d.app.Intents.Urgent(); u == nil || u.Intent != "i1" {
		t.Errorf("urgent is %+v", u)
	}
	d.do(Close)
	if d.quit {
		t.Error("q left without a word while the outcome is unknown")
	}
	d.do(Back)
	d.send(WriteMoved{Intent: "i1", Target: id, State: WriteApplied, Arrived: true, Amount: 500, Currency: "EUR", At: d.now})
	if d.app.Intents.Urgent() != nil || d.app.Intents.Running() != 0 {
		t.Error("still in doubt after the proof")
	}
	d.do(Close)
	if !d.quit {
		t.Error("q does not leave")
	}
}

func TestUnknownIsNeverCalledFailed(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		said := text.For(lang).Say(Intent{WriteMoved: WriteMoved{State: WriteUnknown, Amount: 1, Currency: "EUR"}}.Say())
		for _, word := range []string{"fail", "gescheitert", "error", "Fehler"} {
			if strings.Contains(strings.ToLower(said), strings.ToLower(word)) {
				t.Errorf("%s: %q", lang, said)
			}
		}
	}
}

func TestEveryStateAndReasonHasWords(t *testing.T) {
	for s := range writeTraits {
		if stateWords[s] == 0 {
			t.Errorf("no words for the state %s", s)
		}
	}
	for _, why := range []WriteWhy{WhyChanged, WhyLookAlike, WhyOpenIntent, WhyUnreadable, WhyJournal, WhyInterrupted,
		WhyOvertaken, WhyNotSent, WhyServer, WhyNoAnswer, WhyRead, WhyDenied, WhyPerson, WhyRepeat, WhyAboveLimit, WhyAboveDay,
		WhyDeclined, WhyExpired, WhyRole, WhyApproved, WhyOwn, WhyForged} {
		if whyWords[why] == 0 {
			t.Errorf("no words for the reason %s", why)
		}
	}
}

func TestARefundOfARefundIsRefusedAtTheRow(t *testing.T) {
	d := newDesk(t, 0)
	amount := api.Minor(-500)
	p := testPayment(1)
	p.Amount = &amount
	d.payments = []*api.PaymentTransaction{p}
	d.do(Refresh)
	if why := d.app.Why(RefundAction); why.Key != text.RefundOfRefund {
		t.Errorf("why: %+v", why)
	}
}

func TestADriftedPaymentIsNotRefunded(t *testing.T) {
	d := newDesk(t, 1)
	o := testObject(d.payments[0])
	o.Drift = []string{"/amount"}
	d.app.keep(o)
	if why := d.app.Why(RefundAction); why.Key != text.Drifted {
		t.Errorf("why: %+v", why)
	}
}

func TestWhatIsSentIsJudgedByTheFrozenPaymentNotByTheCursor(t *testing.T) {
	d := newDesk(t, 10)
	d.do(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.pass(pause)
	d.typ("5")
	frozen := d.form().ID
	d.send(WriteMoved{Intent: "elsewhere", Target: frozen, State: WriteSent, Amount: 700, Currency: "EUR", At: d.now})
	d.app.list().Cursor = 3 // another search came in below the form
	d.do(Accept)
	if len(d.sent) != 0 {
		t.Fatal("a second refund of the payment was sent")
	}
	if f := d.form(); len(f.Problems) != 1 || f.Problems[0].Key != text.IntentOpen {
		t.Errorf("problems %+v", f.Problems)
	}
}

func TestTheReviewSaysThatAnotherOperatorHasToApprove(t *testing.T) {
	d := newDesk(t, 10)
	limit := api.Minor(500)
	d.app.Env.Rule = Rule{Role: Support, Limits: map[string]Limit{"EUR": {Refund: &limit}}}
	for amount, want := range map[string]text.Key{"5": 0, "5,01": text.SecondFirst} {
		d.do(RefundAction)
		d.typ(amount)
		d.do(Accept, Accept)
		if got := d.form().Second(d.app); got.Key != want {
			t.Errorf("%s: %+v", amount, got)
		}
		d.pass(pause)
		d.typ(amount)
		d.do(Accept)
		if asks := strings.Contains(d.said(), "waits for another operator"); asks != (want != 0) {
			t.Errorf("%s: said %q", amount, d.said())
		}
		d.app.Intents, d.app.Toasts = Intents{}, nil
	}
	d.app.Env.Rule = Rule{Role: Manager}
	d.do(RefundAction)
	d.typ("10")
	d.do(Accept)
	d.form().Baseline.Earlier = []PastWrite{{Intent: "0f", Kind: KindRefund, State: WriteApplied, Amount: 1000, At: d.now}}
	d.do(Accept)
	if got := d.form().Second(d.app); got.Key != text.SecondLook {
		t.Errorf("alike: %+v", got)
	}
}
