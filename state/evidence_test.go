package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

// doubted is a refund of bea's in doubt, which anna has opened from the list.
func doubted(t *testing.T, in WriteState, rule Rule) (*desk, *EvidenceLayer) {
	t.Helper()
	d := newDesk(t, 10)
	d.app.Env.Rule = rule
	d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: d.payments[3].ID, Operator: "bea", State: in, Why: WhyRead,
		Amount: 500, Currency: "EUR", At: d.now})
	d.do(OpenIntents, Open)
	l, ok := d.app.Top().(*EvidenceLayer)
	if !ok {
		t.Fatalf("on top is %T", d.app.Top())
	}
	p := d.payments[3]
	was := Baseline{ID: p.ID, Amount: 5000, InEffect: 5000, Currency: "EUR", Simple: api.StatusAccepted}
	is := was
	is.InEffect, is.Children = 4300, []Child{{ID: "PCI_A", Amount: -700}}
	d.send(EvidenceRead{Ticket: l.wanted, Since: d.now, Now: is,
		Order: WriteOrder{Intent: "i1", Kind: KindRefund, Target: p.ID, Amount: 500, Currency: "EUR", Operator: "bea", Baseline: was}})
	return d, l
}

// settled are the decisions that left.
func (d *desk) settled() []SettleWrite {
	var out []SettleWrite
	for _, e := range d.carried {
		if s, ok := e.(SettleWrite); ok {
			out = append(out, s)
		}
	}
	return out
}

func TestTheEvidenceSaysWhatMovedAndWhatIsNew(t *testing.T) {
	_, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
	delta, expected, _ := l.Moved()
	eur := func(n api.Minor) any { return api.Money{Amount: n, Currency: "EUR"} }
	if delta != eur(700) || expected != eur(500) || len(l.NewChildren()) != 1 || l.Finding() != WriteConflict {
		t.Errorf("moved %v of %v, new %v, finding %s", delta, expected, l.NewChildren(), l.Finding())
	}
}

func TestAPersonDecidesOnceAfterTypingTheAmount(t *testing.T) {
	for downs, as := range map[int]WriteState{2: WriteApplied, 3: WriteNotApplied} {
		d, _ := doubted(t, WriteConflict, Policy{}.Rule("anna"))
		d.pass(time.Hour)
		for range downs {
			d.do(Down)
		}
		d.do(Open)
		d.typ("5")
		d.do(Accept) // too quick
		d.pass(time.Second)
		d.do(Accept, Accept)
		if got := d.settled(); len(got) != 1 || got[0] != (SettleWrite{Intent: "i1", As: as, Operator: "anna"}) {
			t.Errorf("settled %+v", got)
		}
	}
}

func TestWhatCannotBeDecidedSaysWhy(t *testing.T) {
	manager := Policy{}.Rule("anna")
	for name, c := range map[string]struct {
		in    WriteState
		rule  Rule
		after func(*desk)
		downs int
		why   text.Key
	}{
		"a role that does not settle": {WriteConflict, Rule{Role: Support}, nil, 2, text.RoleMayNot},
		"unknown for a moment":        {WriteUnknown, manager, nil, 3, text.EvidenceEarly},
		"in conflict for a moment":    {WriteConflict, manager, nil, 3, text.EvidenceEarly},
		"proven while somebody looks on": {WriteConflict, manager, func(d *desk) {
			d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: d.payments[3].ID, State: WriteApplied, Arrived: true, Amount: 500, Currency: "EUR"})
		}, 2, text.EvidenceOver},
	} {
		d, l := doubted(t, c.in, c.rule)
		if c.after != nil {
			c.after(d)
		}
		for range c.downs {
			d.do(Down)
		}
		d.do(Open)
		if l.Challenge != nil || l.Problem.Key != c.why {
			t.Errorf("%s: problem %+v", name, l.Problem)
		}
	}
}

func TestTryingToDecideWithoutTheRoleIsNoted(t *testing.T) {
	d, l := doubted(t, WriteConflict, Rule{Role: Support})
	d.do(Down, Down)
	got := d.tried(Acted{Action: Open})
	want := []NoteAttempt{{Action: "settle", Target: l.About.Target, Operator: "anna", Why: WhyRole}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What goes onto a card makes more of it, and points are no money.
func TestTheEvidenceCountsInTheDirectionAndTheUnitOfTheWrite(t *testing.T) {
	eur := func(n api.Minor) any { return api.Money{Amount: n, Currency: "EUR"} }
	tests := []struct {
		kind            WriteKind
		currency        string
		before, now     api.Minor
		delta, expected any
	}{
		{KindCharge, "EUR", 1000, 1500, eur(500), eur(500)},
		{KindDischarge, "EUR", 1000, 500, eur(500), eur(500)},
		{KindChargePoints, "", 10, 510, "500", "500"},
		{KindTakePoints, "", 510, 510, "0", "500"},
		{KindCapture, "EUR", 1000, 500, nil, nil},
		{KindLock, "", 0, 0, nil, nil},
	}
	for _, tt := range tests {
		l := &EvidenceLayer{Read: &EvidenceRead{
			Order: WriteOrder{Kind: tt.kind, Amount: 500, Currency: tt.currency, Baseline: Baseline{InEffect: tt.before}},
			Now:   Baseline{InEffect: tt.now}}}
		if delta, expected, ok := l.Moved(); delta != tt.delta || expected != tt.expected || ok != (tt.delta != nil) {
			t.Errorf("%s moved %v of %v", tt.kind, delta, expected)
		}
	}
}

// Money that the merchant has to send first has not been paid out.
func TestAPayoutThatWaitsForMoneyIsNotSaidToBeDone(t *testing.T) {
	m := WriteMoved{Kind: KindPayout, State: WriteApplied, Target: "PCT_1", Amount: 500, Currency: "EUR", WaitsForPayment: true}
	tone, news := newsOf(m)
	want := "Accepted, NOT executed yet: payout of €5.00 on PCT_1: the merchant has to send the money first"
	if got := text.For("en").Say(news); got != want || tone != Info {
		t.Errorf("%v %q, want %q", tone, got, want)
	}
	want = "payout of €5.00 on PCT_1 accepted, not final yet: the merchant has to send the money first"
	if got := text.For("en").Say(Intent{WriteMoved: m}.Say()); got != want {
		t.Errorf("the list says %q, want %q", got, want)
	}
}

// Points are counted in the journal as money is.
func TestTheJournalSaysHowManyPoints(t *testing.T) {
	e := &JournalEntry{Kind: KindTakePoints, State: WriteSent, Amount: 12}
	if got, want := text.For("de").Say(e.Did()), "Punkte - 12: die eine Anfrage beginnt"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	row := journalList.RowOf(Object{Resource: "journal", Value: &JournalRecord{JournalEntry: *e}})
	if v := row.Values[4]; v != (Value{Text: InPoints, Num: 12, Set: true}) {
		t.Errorf("the row has %+v", v)
	}
}
