package state

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

func TestNothingIsApprovedOnceItsTimeIsOverHoweverFarTheAnswerWas(t *testing.T) {
	for after, want := range map[time.Duration]int{time.Hour - 1: 1, time.Hour: 0} {
		d, l := asked(t)
		l.reads(d, 0)
		over := l.Read.Expires
		d.do(Down, Open)
		d.typ("5")
		d.pass(over.Add(after - time.Hour - 10*time.Millisecond).Sub(d.now))
		d.do(Accept)
		if got := len(d.decided()); got != want {
			t.Errorf("after %v: %d decisions", after, got)
		}
		if want == 0 && l.Problem.Key != text.WhyExpired {
			t.Errorf("it says %q", d.app.Env.Lang.Say(l.Problem))
		}
	}
}

func TestOfWhatWaitsOnlyTheReadThatWasAskedForCounts(t *testing.T) {
	d, l := asked(t)
	d.send(ApprovalRead{Ticket: l.wanted + 100, Order: WriteOrder{Intent: "i2"}, Expires: d.now.Add(time.Hour)})
	if l.Read != nil || !l.Reading() {
		t.Errorf("it took %+v", l.Read)
	}
}

func TestWhatCouldNotBeReadIsNotApprovedUntilItIs(t *testing.T) {
	d, l := asked(t)
	order := WriteOrder{Intent: "i1", Kind: KindRefund, Target: l.Asked.Target, Amount: 500, Currency: "EUR", Operator: "bea",
		Baseline: Baseline{ID: l.Asked.Target, Amount: 1003, InEffect: 1003, Currency: "EUR"}}
	d.send(ApprovalRead{Ticket: l.wanted, Order: order, Expires: d.now.Add(time.Hour), Err: offline})
	if d.do(Down, Open); l.Challenge != nil || len(l.Changed) != 0 || !d.app.Offline.Gone() {
		t.Errorf("it asks for the amount; changed: %v", l.Changed)
	}
	d.app.online()
	if want := d.app.Explain(offline).What; !cmp.Equal(want.Key, l.whyNot(d.app).Key) {
		t.Errorf("it says %q", d.app.Env.Lang.Say(l.whyNot(d.app)))
	}
	d.do(Refresh)
	if read := d.carried[len(d.carried)-1]; l.Err != nil || read != Effect(ReadApproval{Ticket: l.wanted, Intent: "i1"}) {
		t.Errorf("read again, it asks for %+v and says %v", read, l.Err)
	}
	l.reads(d, 0)
	if d.do(Open); l.Challenge == nil {
		t.Errorf("now that it was read it says %q", d.app.Env.Lang.Say(l.Problem))
	}
}

func TestWhatChangedSinceItWasAskedForIsNamed(t *testing.T) {
	was := Baseline{ID: "PCI_1", Amount: 5000, InEffect: 5000, Currency: "EUR", State: "accepted", Simple: api.StatusAccepted}
	for name, c := range map[string]struct {
		change func(*Baseline)
		want   []text.Key
	}{
		"nothing":       {func(*Baseline) {}, nil},
		"in effect":     {func(b *Baseline) { b.InEffect = 4000 }, []text.Key{text.InEffectWas}},
		"the amount":    {func(b *Baseline) { b.Amount = 4000 }, []text.Key{text.AmountWas}},
		"a refund":      {func(b *Baseline) { b.Children = []Child{{ID: "PCI_2"}} }, []text.Key{text.RelatedWere}},
		"its own word":  {func(b *Baseline) { b.State = "blocked" }, []text.Key{text.StatusWas}},
		"how it stands": {func(b *Baseline) { b.Simple = api.StatusRefund }, []text.Key{text.StatusWas}},
		"all of it": {func(b *Baseline) { *b = Baseline{ID: "PCI_1", Currency: "EUR", Children: []Child{{}}} },
			[]text.Key{text.InEffectWas, text.AmountWas, text.RelatedWere, text.StatusWas}},
	} {
		is := was
		c.change(&is)
		var got []text.Key
		for _, m := range sinceAsked(was, is) {
			got = append(got, m.Key)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhoeverMayNotApproveDeclinesTheirOwnAlone(t *testing.T) {
	for operator, want := range map[string]int{"anna": 0, "bea": 1} {
		d, l := asked(t)
		l.reads(d, 0)
		d.app.Env.Operator, d.app.Env.Rule = operator, Rule{Role: Support}
		if title := l.Choices(d.app)[2].Title; (title == text.ApprovalTakeBack) != (want == 1) {
			t.Errorf("%s is offered %v", operator, title)
		}
		if d.do(Down, Down, Open); len(d.decided()) != want || len(d.attempts()) != 1-want {
			t.Errorf("%s: decided %+v, noted %+v", operator, d.decided(), d.attempts())
		}
	}
}

func TestBackLeavesTheChallengeAndThenTheQuestion(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.do(Down, Open)
	d.do(ExactRequest)
	if r, ok := d.app.Top().(*RequestLayer); !ok || r.Order.Intent != "i1" {
		t.Fatalf("on top is %T", d.app.Top())
	}
	d.do(Back, Back)
	if d.app.Top() != Layer(l) || l.Challenge != nil {
		t.Fatalf("on top is %T, the challenge %+v", d.app.Top(), l.Challenge)
	}
	if d.do(Back); d.app.Top() != nil {
		t.Errorf("on top is %T", d.app.Top())
	}
}

func TestOfSeveralThatWaitTheListIsOpened(t *testing.T) {
	d := newDesk(t, 10)
	for _, id := range []string{"i1", "i2"} {
		d.send(WriteMoved{Intent: id, Kind: KindRefund, Target: id, Operator: "bea", State: WriteApproval, Amount: 500, Currency: "EUR", At: d.now})
	}
	d.do(Approve)
	if _, list := d.app.Top().(*IntentsLayer); !list {
		t.Errorf("on top is %T", d.app.Top())
	}
}

// Keys that were held, or pasted, before anybody read what they answer.
func TestAPauseBelongsBeforeTheAnswerWhereverItIs(t *testing.T) {
	second := func(d *desk) { d.pass(time.Second) }
	letters := func(d *desk) {
		for range 100 {
			d.typ("5")
			d.app.Editor().Text = ""
		}
		d.typ("5")
	}
	for name, c := range map[string]struct {
		keys []func(*desk)
		want int
	}{
		"before the first key":         {[]func(*desk){second, func(d *desk) { d.typ("5") }}, 1},
		"before enter":                 {[]func(*desk){func(d *desk) { d.typ("5") }, second}, 1},
		"nowhere, for a second of it":  {[]func(*desk){letters}, 0},
		"nowhere, for a second of all": {[]func(*desk){letters, func(d *desk) { d.do(slices.Repeat([]Action{Accept}, 100)...) }}, 0},
		"just long enough":             {[]func(*desk){func(d *desk) { d.typ("5") }, func(d *desk) { d.pass(quietTime - 10*time.Millisecond) }}, 1},
		"a moment too short":           {[]func(*desk){func(d *desk) { d.typ("5") }, func(d *desk) { d.pass(quietTime - 10*time.Millisecond - 1) }}, 0},
	} {
		d, l := asked(t)
		l.reads(d, 0)
		d.do(Down, Open)
		for _, key := range c.keys {
			key(d)
		}
		if d.do(Accept); len(d.decided()) != c.want {
			t.Errorf("%s: %d decisions, and it says %q", name, len(d.decided()), d.app.Env.Lang.Say(l.Problem))
		}
	}
}

func TestWhatWasNotOnTheScreenIsNotApproved(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	d.drawn = Measured{Page: 5, End: 10, Of: 1}
	d.do(Down, Open)
	d.typ("5")
	d.pass(time.Second)
	if d.do(Accept); l.Problem.Key != text.DecideReads || len(d.decided()) != 0 {
		t.Errorf("it says %q", d.app.Env.Lang.Say(l.Problem))
	}
	d.do(PageDown, PageDown, PageDown)
	d.drawn.Of = 2 // and now it is another one
	if d.do(Accept); l.Problem.Key != text.DecideReads {
		t.Errorf("of another text it says %q", d.app.Env.Lang.Say(l.Problem))
	}
	if d.do(PageUp, PageUp, PageUp, Accept); len(d.decided()) != 1 {
		t.Errorf("read in full it says %q", d.app.Env.Lang.Say(l.Problem))
	}
}

func TestWhatNobodySeesIsNotApproved(t *testing.T) {
	for name, unseen := range map[string]func(*desk){
		"nothing was drawn":    func(d *desk) { d.drawn = Measured{} },
		"the window is closed": func(d *desk) { d.send(Resized{5, 2}) },
	} {
		d, l := asked(t)
		l.reads(d, 0)
		d.do(Down, Open)
		d.typ("5")
		d.pass(time.Second)
		unseen(d)
		if d.do(Accept); l.Problem.Key != text.DecideSees || len(d.decided()) != 0 {
			t.Errorf("%s: it says %q", name, d.app.Env.Lang.Say(l.Problem))
		}
	}
}

func TestALineBelowTheWindowIsNotTakenForRead(t *testing.T) {
	var p Passage
	p.measure(Measured{Page: 5, End: 1, Of: 1})
	if above, below := p.Unread(Measured{Page: 5, End: 1, Of: 1}); above != 0 || below != 1 {
		t.Errorf("%d lines above and %d below are unread", above, below)
	}
	p.Top = 1
	if above, below := p.Unread(Measured{Page: 5, End: 1, Of: 2}); above != 1 || below != 0 {
		t.Errorf("of another text %d lines above and %d below are unread", above, below)
	}
	p.measure(Measured{Page: 5, End: 1, Of: 1})
	if above, below := p.Unread(Measured{Page: 5, End: 1, Of: 1}); above+below != 0 {
		t.Errorf("scrolled, %d lines above and %d below are unread", above, below)
	}
	p.measure(Measured{Page: 4, End: 3, Of: 1}) // the same in other lines
	if above, below := p.Unread(Measured{Page: 4, End: 3, Of: 1}); above != 1 || below != 2 {
		t.Errorf("in other lines %d above and %d below are unread", above, below)
	}
}

func TestWhatHasNoAmountIsAnsweredByTheEndOfItsTargetAlone(t *testing.T) {
	d := newDesk(t, 0)
	d.app.Env.Kind = Live
	m := WriteMoved{Kind: KindLock, Target: "MCD_TESTCARD"}
	if word := m.Word(d.app); word != "CARD" {
		t.Errorf("it asks for %q", word)
	}
	for typed, want := range map[string]bool{"card": true, " CARD ": true, "": false, "0": false, "y": false, "MCD_TESTCARD": false} {
		if got := m.met(d.app, typed); got != want {
			t.Errorf("%q answers: %v", typed, got)
		}
	}
}

func TestARoleThatWasTakenIsSaidWhereAnAnswerIsTypedOrChosen(t *testing.T) {
	d, l := asked(t)
	l.reads(d, 0)
	if d.ruled(Support, 0); !l.Problem.IsZero() {
		t.Errorf("nobody answered, and it says %q", d.app.Env.Lang.Say(l.Problem))
	}
	d.ruled(Manager, 0)
	d.do(Down, Open)
	d.typ("5")
	if d.ruled(Support, 0); l.Challenge != nil || l.Problem.Key != text.RoleMayNot {
		t.Errorf("the challenge is %+v, and it says %q", l.Challenge, d.app.Env.Lang.Say(l.Problem))
	}
}
