package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

func TestTheEvidenceIsNotReadForARoleThatSeesNoPayment(t *testing.T) {
	d := newDesk(t, 1)
	d.app.Env.Rule = Rule{Role: Auditor}
	d.app.openEvidence(Intent{WriteMoved: WriteMoved{Intent: "i1", Target: "PCI_1"}})
	if d.app.Top() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestOfTheEvidenceOnlyTheReadThatWasAskedForCounts(t *testing.T) {
	d, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
	d.do(Refresh)
	read, check := d.carried[len(d.carried)-2], d.carried[len(d.carried)-1]
	if read != Effect(ReadEvidence{Ticket: l.wanted, Intent: "i1"}) || check != Effect(CheckWriteNow{Intent: "i1"}) {
		t.Errorf("read again it asks for %+v and %+v", read, check)
	}
	before := l.Read
	d.send(EvidenceRead{Ticket: l.wanted + 100, Order: WriteOrder{Intent: "i2"}})
	if l.Read != before || !l.Reading() {
		t.Errorf("it took %+v", l.Read)
	}
	if d.do(Down, Down, Open); l.Challenge != nil || l.Problem.Key != text.StillBeingRead {
		t.Errorf("while it is read it says %q", d.app.Env.Lang.Say(l.Problem))
	}
	d.send(EvidenceRead{Ticket: l.wanted, Err: &api.Error{Status: 503}})
	if d.do(Open); l.Challenge != nil || l.Read != before || l.Finding() != WriteUnknown {
		t.Errorf("nothing could be read, and it says %q, %s", d.app.Env.Lang.Say(l.Problem), l.Finding())
	}
}

func TestWithoutAJournalNobodyDecidesNorFinishesTo(t *testing.T) {
	d, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
	d.do(Down, Down, Open)
	d.typ("5")
	d.pass(time.Second)
	d.app.Env.NoWrites = text.Plain("there is no journal")
	if d.do(Accept); len(d.settled()) != 0 || d.app.Env.Lang.Say(l.Problem) != "there is no journal" {
		t.Errorf("settled %+v, and it says %q", d.settled(), d.app.Env.Lang.Say(l.Problem))
	}
	d.do(Back)
	if d.app.Top() != Layer(l) || l.Challenge != nil {
		t.Fatalf("on top is %T", d.app.Top())
	}
	if d.do(Open); l.Challenge != nil {
		t.Error("it asks for the answer")
	}
}

func TestNoEffectIsSaidFromTheEndOfTheQuarantineOn(t *testing.T) {
	span := Quarantine(KindRefund)
	for after, early := range map[time.Duration]bool{span - 1: true, span: false} {
		d, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
		d.pass(after - d.now.Sub(l.Read.Since))
		if why := l.Choices(d.app)[3].Why; (why.Key == text.EvidenceEarly) != early {
			t.Errorf("after %v it says %q", after, d.app.Env.Lang.Say(why))
		}
		if why := l.Choices(d.app)[2].Why; !why.IsZero() {
			t.Errorf("that it happened takes no time, and it says %q", d.app.Env.Lang.Say(why))
		}
	}
}

func TestWhatWasProvenMeanwhileAsksForNoDecision(t *testing.T) {
	d, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
	d.do(Down, Down, Open)
	d.typ("5")
	d.send(WriteMoved{Intent: "i2", Kind: KindRefund, Target: "PCI_2", State: WriteApplied, Amount: 500, Currency: "EUR"})
	if l.Challenge == nil {
		t.Error("another write was proven, and nothing is asked")
	}
	d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: l.About.Target, State: WriteApplied, Arrived: true, Amount: 500, Currency: "EUR"})
	if l.Challenge != nil || l.Problem.Key != text.EvidenceOver {
		t.Errorf("the challenge is %+v, and it says %q", l.Challenge, d.app.Env.Lang.Say(l.Problem))
	}
	if d.do(Accept, Open); len(d.settled()) != 0 {
		t.Errorf("settled %+v", d.settled())
	}
}

func TestTheEvidenceComparesWhatCanBeCompared(t *testing.T) {
	eur := func(n api.Minor) any { return api.Money{Amount: n, Currency: "EUR"} }
	for kind, c := range map[WriteKind]struct {
		now             api.Minor
		delta, expected any
		makes           bool
	}{
		KindRefund:        {4000, eur(1000), eur(500), true},
		KindSmartCancel:   {4000, eur(1000), eur(500), true},
		KindReceiptCancel: {4000, eur(1000), eur(500), true},
		KindStart:         {4000, nil, nil, true},
		KindCapture:       {4000, nil, nil, false},
		KindDischarge:     {4000, eur(1000), eur(500), false},
	} {
		l := &EvidenceLayer{Read: &EvidenceRead{Now: Baseline{InEffect: c.now, Children: []Child{{ID: "PCI_OLD"}, {ID: "PCI_NEW"}}},
			Order: WriteOrder{Kind: kind, Amount: 500, Currency: "EUR", Baseline: Baseline{InEffect: 5000, Children: []Child{{ID: "PCI_OLD"}}}}}}
		delta, expected, _ := l.Moved()
		if delta != c.delta || expected != c.expected || l.MakesChildren() != c.makes {
			t.Errorf("%s: moved %v of %v, makes one: %v", kind, delta, expected, l.MakesChildren())
		}
		if diff := cmp.Diff([]Child{{ID: "PCI_NEW"}}, l.NewChildren()); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
		l.Read.Order.Amount = 0
		if _, _, ok := l.Moved(); ok {
			t.Errorf("%s of nothing is compared", kind)
		}
	}
}
