package state

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// asked is a refund of bea's that waits for anna, a manager, who has opened it.
func asked(t *testing.T) (*desk, *ApprovalLayer) {
	t.Helper()
	d := newDesk(t, 10)
	d.app.Env.Rule = Policy{}.Rule("anna")
	p := d.payments[3]
	d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: p.ID, Operator: "bea", State: WriteApproval, Why: WhyAboveLimit,
		Amount: 500, Currency: "EUR", At: d.now})
	d.do(Approve)
	l, ok := d.app.Top().(*ApprovalLayer)
	if !ok {
		t.Fatalf("on top is %T", d.app.Top())
	}
	return d, l
}

// reads brings what was asked for, and the payment with less in effect.
func (l *ApprovalLayer) reads(d *desk, less api.Minor) {
	p := d.payments[3]
	was := Baseline{ID: p.ID, Amount: *p.Amount, InEffect: *p.Amount, Currency: "EUR", Simple: api.StatusAccepted}
	is := was
	is.InEffect -= less
	d.send(ApprovalRead{Ticket: l.wanted, Why: WhyAboveLimit, Asked: d.now, Expires: d.now.Add(time.Hour), Now: is,
		Order: WriteOrder{Intent: "i1", Kind: KindRefund, Target: p.ID, Amount: 500, Currency: "EUR", Operator: "bea", Baseline: was}})
}

// approvals are the effects that approve or decline.
func (d *desk) decided() []Effect {
	var out []Effect
	for _, e := range d.carried {
		switch e.(type) {
		case ApproveWrite, DeclineWrite:
			out = append(out, e)
		}
	}
	return out
}

func TestAnotherOperatorTypesTheAmountAndApprovesOnce(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.typ("5")
	d.do(Accept)
	if l.Problem.Key != text.TooQuick {
		t.Fatalf("problem %+v", l.Problem)
	}
	d.pass(time.Second)
	d.do(Accept, Accept)
	got := d.decided()
	if len(got) != 1 || got[0] != (ApproveWrite{Intent: "i1", Operator: "anna"}) {
		t.Errorf("decided %+v", got)
	}
	if d.app.Top() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestWhoeverApprovesIsNotToldThatItStillWaits(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.typ("5")
	d.pass(time.Second)
	d.do(Accept)
	moved := l.Asked.WriteMoved
	d.send(moved) // this program takes it up, and tells where it is
	if n := len(d.app.Toasts); n == 0 || d.app.Toasts[n-1].Text.Key != text.ApprovalSending {
		t.Errorf("told %+v", d.app.Toasts)
	}
	moved.Why, moved.Again = WhyRules, true
	if d.send(moved); d.app.Toasts[len(d.app.Toasts)-1].Tone != Bad {
		t.Errorf("nothing came of it, and told was %+v", d.app.Toasts)
	}
}

func TestAnotherAmountApprovesNothing(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.typ("6")
	d.pass(time.Second)
	d.do(Accept)
	if l.Problem.Key != text.DecideYes || len(d.decided()) != 0 { // nothing is real here
		t.Errorf("problem %+v, decided %+v", l.Problem, d.decided())
	}
}

func TestWhatCannotBeApprovedSaysWhy(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*desk, *ApprovalLayer)
		why     text.Key
	}{
		"one's own":        {func(d *desk, l *ApprovalLayer) { d.app.Env.Operator = "bea"; l.reads(d, 0) }, text.WhyOwn},
		"not read yet":     {func(*desk, *ApprovalLayer) {}, text.StillBeingRead},
		"changed":          {func(d *desk, l *ApprovalLayer) { l.reads(d, 100) }, text.ApprovalChanged},
		"expired":          {func(d *desk, l *ApprovalLayer) { l.reads(d, 0); d.pass(2 * time.Hour) }, text.WhyExpired},
		"LIVE and locked":  {func(d *desk, l *ApprovalLayer) { d.app.Env.Kind = Live; l.reads(d, 0) }, text.LockedUnlock},
		"without a server": {func(d *desk, l *ApprovalLayer) { l.reads(d, 0); d.app.Offline.Since = d.now }, text.OfflineNoWrites},
	} {
		d, l := asked(t)
		c.prepare(d, l)
		d.do(Down, Open)
		if l.Challenge != nil || l.Problem.Key != c.why {
			t.Errorf("%s: problem %+v", name, l.Problem)
		}
	}
}

func TestARoleThatDoesNotApproveSeesNothingToDecide(t *testing.T) {
	d := newDesk(t, 10)
	d.app.Env.Rule = Rule{Role: Support}
	d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: d.payments[3].ID, Operator: "bea", State: WriteApproval, Amount: 500, Currency: "EUR", At: d.now})
	d.do(Approve)
	if d.app.Top() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestADeclinedRequestIsEndedAndTheOwnOneTakenBack(t *testing.T) {
	for _, operator := range []string{"anna", "bea"} {
		d, l := asked(t)
		d.app.Env.Operator = operator
		l.reads(d, 0)
		d.do(Down, Down, Open)
		if got := d.decided(); len(got) != 1 || got[0] != (DeclineWrite{Intent: "i1", Operator: operator}) {
			t.Errorf("%s: decided %+v", operator, got)
		}
	}
}

func TestToLeaveItAloneComesFirst(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Open)
	if d.app.Top() != nil || len(d.decided()) != 0 {
		t.Errorf("on top is %T, decided %+v", d.app.Top(), d.decided())
	}
}

func TestWhoeverAskedIsToldThatItWaitsAndWhoeverApprovesWhyNothingCameOfIt(t *testing.T) {
	for name, c := range map[string]struct {
		moved WriteMoved
		tone  Tone
		says  string
	}{
		"it waits":        {WriteMoved{Why: WhyAboveLimit}, Info, "waits for a second person: the limit for one refund"},
		"their own":       {WriteMoved{Why: WhyOwn, Again: true}, Bad, "nobody approves what is their own"},
		"no journal":      {WriteMoved{Why: WhyJournal, Again: true}, Bad, "the journal could not be written"},
		"taken back":      {WriteMoved{State: WriteRefused, Why: WhyDeclined, Operator: "anna", By: "anna"}, Info, "not sent: taken back by whoever asked"},
		"declined":        {WriteMoved{State: WriteRefused, Why: WhyDeclined, Operator: "anna", By: "bea"}, Bad, "not sent: declined by bea"},
		"another program": {WriteMoved{Why: WhyAboveLimit, Again: true}, Info, ""},
	} {
		m := c.moved
		m.Intent, m.Kind, m.Target, m.Amount, m.Currency = "i1", KindRefund, "PCI_1", 500, "EUR"
		m.State = cmp.Or(m.State, WriteApproval)
		tone, news := newsOf(m)
		if said := text.For("en").Say(news); tone != c.tone || !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%s: %v %q", name, tone, said)
		}
	}
}

func TestWhatWaitsForSomebodyElseKeepsNobodyFromLeaving(t *testing.T) {
	d, _ := asked(t)
	d.do(Back, Close)
	if !d.quit {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestWhatAnotherDecidedMeanwhileIsNotApprovedOnceMore(t *testing.T) {
	for _, decision := range []Action{Down, Last} { // approve, decline
		d, l := asked(t)
		d.app.Intents.list = nil // the journal alone tells of it: another program began it
		waits := OpenWrite{Intent: "i1", Kind: KindRefund, Target: d.payments[3].ID, Operator: "bea", State: WriteApproval, Env: d.app.Env.Host}
		d.send(JournalSeen{Head: 2, Open: []OpenWrite{waits}})
		l.reads(d, 0)
		if l.Over(d.app) {
			t.Fatal("it waits, and is said to be over")
		}
		d.send(JournalSeen{Head: 5}) // approved and sent by somebody else
		if !l.Over(d.app) {
			t.Error("nothing says that it is over")
		}
		d.do(decision, Open)
		if got := d.decided(); len(got) > 0 || l.Problem.Key != text.ApprovalGone {
			t.Errorf("%s: sent %+v, and said %+v", decision, got, l.Problem)
		}
	}
}

func TestADecisionThatFoundNothingIsNotSaidToBeSent(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.typ("5")
	d.pass(time.Second)
	d.do(Accept)
	d.send(NotWaiting{Intent: "i1"})
	if said := d.said(); !strings.Contains(said, "Nothing was recorded") {
		t.Errorf("said %q", said)
	}
}

func TestApprovingWithoutTheRoleIsNotedWithItsTarget(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.app.Env.Rule = Rule{Role: Support}
	d.do(Down, Open)
	for _, e := range d.carried {
		if n, ok := e.(NoteAttempt); ok && n.Target == d.payments[3].ID {
			return
		}
	}
	t.Errorf("nothing was noted: %+v", d.carried)
}

// Somebody else decides while the amount is typed: nothing asks for it any more,
// and a digit leads to the journal, as the sentence says.
func TestWhatWasDecidedMeanwhileAsksForNothing(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.typ("5")
	d.app.Handle(WriteMoved{Intent: "i1", Kind: KindRefund, Target: l.Asked.Target, State: WriteRefused, Why: WhyExpired,
		Amount: 500, Currency: "EUR", Operator: "bea", Again: true})
	if l.Challenge != nil || l.Problem.Key != text.ApprovalGone {
		t.Errorf("the challenge is %+v, the problem %+v", l.Challenge, l.Problem)
	}
	d.do(Accept)
	if len(d.decided()) != 0 {
		t.Errorf("decided %+v", d.decided())
	}
	if Spec(GoTo).Modes&l.Mode() == 0 {
		t.Error("the journal cannot be gone to")
	}
}
