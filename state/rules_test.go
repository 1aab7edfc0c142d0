package state

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// ruled tells a desk that the configuration changed: anna has a role now, with a
// limit for one refund where that is not 0.
func (d *desk) ruled(role Role, limit api.Minor) {
	rules := Rules{Roles: true, Policy: Policy{Default: Viewer, Roles: map[string]Role{"anna": role}}}
	if limit != 0 {
		rules.Policy.Limits = map[Role]map[string]Limit{role: {"EUR": {Refund: &limit}}}
	}
	d.send(RulesRead{rules})
}

// broken tells it that the configuration is not right any more.
func (d *desk) broken() {
	d.send(RulesRead{Rules{Policy: Policy{Default: Manager}, Broken: text.Plain("the file is gone")}})
}

// toReview takes a desk to the challenge of a refund of ten euros, answered.
func toReview(t *testing.T) *desk {
	d := newDesk(t, 5)
	d.do(RefundAction)
	d.typ("10")
	d.do(Accept, Accept)
	d.typ("10")
	d.pass(time.Second)
	return d
}

// attempts are the refused tries that were noted.
func (d *desk) attempts() (noted []NoteAttempt) {
	for _, e := range d.carried {
		if n, is := e.(NoteAttempt); is {
			noted = append(noted, n)
		}
	}
	return noted
}

func TestWhoeverIsDemotedWhileTheirFormIsOpenSendsNothing(t *testing.T) {
	d := toReview(t)
	f := d.app.Top().(*RefundLayer)
	d.ruled(Viewer, 0)
	if f.Stopped.Key != text.RoleMayNot || d.app.Top() != f {
		t.Errorf("the form says %q, on top is %T", d.app.Env.Lang.Say(f.Stopped), d.app.Top())
	}
	if d.do(Accept); len(d.sent) != 0 {
		t.Fatalf("sent %+v", d.sent)
	}
	want := NoteAttempt{Action: "refund", Target: f.ID, Operator: "anna", Why: WhyRole}
	if got := d.attempts(); len(got) != 1 || got[0] != want {
		t.Errorf("noted %+v", got)
	}
	d.ruled(Support, 0)
	if d.do(Accept); len(d.sent) != 1 {
		t.Errorf("with the role back it says %v and %v", f.Problems, f.Stopped)
	}
}

func TestOtherFormsStopAsWell(t *testing.T) {
	d := newDesk(t, 1).at("cards", testCard())
	d.do(ChargeCard)
	d.typ("10")
	d.do(Accept)
	d.typ("10")
	d.pass(time.Second)
	d.ruled(Support, 0) // refunds, and charges nothing
	if d.do(Accept); len(d.sent) != 0 || len(d.attempts()) != 1 || d.attempts()[0].Target != "MCD_TESTCARD" {
		t.Errorf("sent %+v, noted %+v", d.sent, d.attempts())
	}
}

func TestALoweredLimitIsSaidInTheReviewThatStands(t *testing.T) {
	d := toReview(t)
	f := d.app.Top().(*RefundLayer)
	if why := f.Second(d.app); !why.IsZero() {
		t.Fatalf("at first it says %q", d.app.Env.Lang.Say(why))
	}
	d.ruled(Support, 500)
	if why := f.Second(d.app); why.Key != text.SecondFirst {
		t.Errorf("then it says %q", d.app.Env.Lang.Say(why))
	}
}

func TestWhatTheRoleNoLongerSeesIsClosedAndForgotten(t *testing.T) {
	d := newDesk(t, 60)
	d.do(Open)
	if _, open := d.app.Top().(*DetailLayer); !open {
		t.Fatalf("on top is %T", d.app.Top())
	}
	d.ruled(Auditor, 0)
	if d.app.Current.Res != journalList || len(d.app.Layers) != 0 || d.app.Peek != nil || len(d.app.Log) != 0 {
		t.Errorf("it stands on %s with %v", d.app.Current.Res.Name, d.app.Layers)
	}
	if n := d.app.view(paymentList).List().Rows.Len(); n != 0 || d.app.objects.get(d.payments[0].ID) != nil {
		t.Errorf("%d payments are kept", n)
	}
	if !strings.Contains(d.said(), "auditor") {
		t.Errorf("it says %q", d.said())
	}
	before := len(d.finds)
	d.ruled(Viewer, 0)
	if d.app.Current.Res != paymentList || d.app.list().Rows.Len() == 0 || len(d.finds) == before {
		t.Errorf("as a viewer it stands on %s with %d rows", d.app.Current.Res.Name, d.app.list().Rows.Len())
	}
}

func TestAFormGoesWithWhatItShows(t *testing.T) {
	d := toReview(t)
	d.ruled(Auditor, 0)
	if len(d.app.Layers) != 0 || d.app.Editor() != nil {
		t.Errorf("an auditor sees %T", d.app.Top())
	}
}

func TestARevealedFieldIsMaskedWhenTheRoleGoes(t *testing.T) {
	d := newDesk(t, 5)
	d.do(Open)
	l := d.app.Top().(*DetailLayer)
	l.Clear = &Clear{Name: "iban", Until: d.now.Add(revealTime), value: "x"}
	if d.send(RulesRead{Rules{Policy: Policy{Default: Support}}}); l.Clear == nil {
		t.Fatal("support may see it")
	}
	if d.ruled(Viewer, 0); l.Clear != nil {
		t.Error("a viewer sees it")
	}
}

func TestABrokenConfigurationStopsWritesAndNothingElse(t *testing.T) {
	d := toReview(t)
	f := d.app.Top().(*RefundLayer)
	d.broken()
	if d.do(Accept); len(d.sent) != 0 || f.Stopped.IsZero() {
		t.Fatalf("sent %+v", d.sent)
	}
	if n := d.attempts(); len(n) != 0 { // it is nobody's role that keeps anybody
		t.Errorf("noted %+v", n)
	}
	d.do(Back, Back)
	finds := len(d.finds)
	if d.do(Refresh); len(d.finds) != finds+1 {
		t.Error("it does not read any more")
	}
	if why := d.app.Why(RefundAction); d.app.Env.Lang.Say(why) != "the file is gone" {
		t.Errorf("a new form says %q", d.app.Env.Lang.Say(why))
	}
	d.send(RulesRead{Rules{Policy: Policy{Default: Manager}}})
	if why := d.app.Why(RefundAction); !why.IsZero() {
		t.Errorf("put right it says %q", d.app.Env.Lang.Say(why))
	}
	if d.said() != d.app.Env.Lang.Text(text.RulesRight) {
		t.Errorf("it says %q", d.said())
	}
}

func TestNobodyApprovesOrDecidesAfterTheirRoleWasTaken(t *testing.T) {
	for name, taken := range map[string]func(*desk){"demoted": func(d *desk) { d.ruled(Support, 0) }, "broken": (*desk).broken} {
		d, l := doubted(t, WriteConflict, Policy{}.Rule("anna"))
		d.do(Down, Down, Open)
		d.typ("5")
		d.pass(time.Second)
		if taken(d); l.Challenge != nil || l.Problem.IsZero() {
			t.Errorf("%s: the challenge stands", name)
		}
		if d.do(Accept, Open); len(d.settled()) != 0 {
			t.Errorf("%s: settled %+v", name, d.settled())
		}
		if d.ruled(Manager, 0); !l.Problem.IsZero() {
			t.Errorf("%s: with the role back it says %q", name, d.app.Env.Lang.Say(l.Problem))
		}
	}
}

func TestTheMachineGoesByTheRolesOfNowAndNeverByThoseOfTheDraft(t *testing.T) {
	limit := api.Minor(500)
	limited := Rule{Role: Support, Limits: map[string]Limit{"EUR": {Refund: &limit}}, Expires: time.Hour}
	manager, viewer, broken := Policy{}.Rule("bea"), Rule{Role: Viewer}, Rule{Role: Manager, Broken: true}
	for name, c := range map[string]struct {
		asker, approver Rule
		approved        bool
		want            string
	}{
		"as it was":                            {manager, Rule{}, false, "record armed"},
		"demoted":                              {viewer, Rule{}, false, "record refused role"},
		"limited":                              {limited, Rule{}, false, "record approval above-limit"},
		"broken":                               {broken, Rule{}, false, "record refused rules"},
		"nobody said":                          {Rule{}, Rule{}, false, "record refused role"},
		"approved":                             {limited, manager, true, "record armed"},
		"approved, the approver demoted":       {limited, limited, true, "record refused role"},
		"approved, whoever asked demoted":      {viewer, manager, true, "record refused asker-role"},
		"approved, the configuration is wrong": {broken, broken, true, "record refused rules"},
	} {
		r := NewWrite(orderOf(1000, payment49()))
		run(t, &r, evBegun, evRecorded)
		if c.approved {
			asked := waiting(t)
			r = *asked
			if got := did(run(t, &r, consent(&r), evRecorded)); got != "tell approved approved, look" {
				t.Fatalf("%s: it did %q", name, got)
			}
		}
		r, steps := r.Handle(WriteEvent{Kind: WriteLooked, At: refundNoon.Add(time.Second), Baseline: payment49(), Asker: c.asker, Rule: c.approver})
		got := did(steps)
		if why := steps[0].Record.Why; why != "" {
			got += " " + string(why)
		}
		if got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestAConsentIsWorthWhatTheRolesOfNowSay(t *testing.T) {
	for want, change := range map[string]func(*WriteEvent){
		"tell approval role, follow":       func(ev *WriteEvent) { ev.Rule.Role = Support },
		"tell approval asker-role, follow": func(ev *WriteEvent) { ev.Asker.Role = Viewer },
		"tell approval rules, follow":      func(ev *WriteEvent) { ev.Rule.Broken = true },
		"record approved":                  func(*WriteEvent) {},
	} {
		r := waiting(t)
		ev := consent(r)
		change(&ev)
		if got := did(run(t, r, ev)); got != want {
			t.Errorf("it did %q, want %q", got, want)
		}
	}
}
