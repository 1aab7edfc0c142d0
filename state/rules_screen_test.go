package state

import (
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

func TestRulesBetweenWhichThereIsSomethingToTellAreNotTheSame(t *testing.T) {
	minor := func(n api.Minor) *api.Minor { return &n }
	rules := func() Rules {
		return Rules{Roles: true, Policy: Policy{Default: Viewer, Expires: time.Hour, Roles: map[string]Role{"anna": Support},
			Limits: map[Role]map[string]Limit{Support: {"EUR": {Refund: minor(500), Day: minor(900)}}}}}
	}
	if !rules().Same(rules()) {
		t.Error("the same rules are others")
	}
	limits := func(r *Rules, l Limit) { r.Policy.Limits[Support]["EUR"] = l }
	for name, change := range map[string]func(*Rules){
		"there are no roles":      func(r *Rules) { r.Roles = false },
		"others wait for a start": func(r *Rules) { r.Restart = true },
		"they are not right":      func(r *Rules) { r.Broken = text.Plain("gone") },
		"the default":             func(r *Rules) { r.Policy.Default = Manager },
		"how long approvals wait": func(r *Rules) { r.Policy.Expires = time.Minute },
		"somebody's role":         func(r *Rules) { r.Policy.Roles["anna"] = Manager },
		"somebody is new":         func(r *Rules) { r.Policy.Roles["bea"] = Support },
		"the limit of one":        func(r *Rules) { limits(r, Limit{Refund: minor(501), Day: minor(900)}) },
		"the limit of a day":      func(r *Rules) { limits(r, Limit{Refund: minor(500), Day: minor(901)}) },
		"no limit of one":         func(r *Rules) { limits(r, Limit{Day: minor(900)}) },
		"no limits in a currency": func(r *Rules) { delete(r.Policy.Limits[Support], "EUR") },
		"no limits at all":        func(r *Rules) { r.Policy.Limits = nil },
		"limits of another role":  func(r *Rules) { r.Policy.Limits[Viewer] = map[string]Limit{"EUR": {}} },
	} {
		now := rules()
		change(&now)
		if rules().Same(now) || now.Same(rules()) {
			t.Errorf("%s: it is not told", name)
		}
	}
	was, broken := rules().Rule("anna"), rules()
	broken.Broken = text.Plain("gone")
	if !broken.Rule("anna").Broken || was.Broken {
		t.Error("a rule of rules that are not right is not broken")
	}
	for name, change := range map[string]func(*Rule){
		"the role":   func(r *Rule) { r.Role = Viewer },
		"approvals":  func(r *Rule) { r.Expires = time.Minute },
		"the limits": func(r *Rule) { r.Limits = nil },
	} {
		now := was
		if change(&now); was.same(now) || !was.same(was) {
			t.Errorf("%s: nobody hears of it", name)
		}
	}
}

func TestTheFrameAndTheToastSayWhatTheRulesAreNow(t *testing.T) {
	d := newDesk(t, 1)
	d.ruled(Support, 500)
	if !d.app.Env.Roles {
		t.Error("nobody is told their role")
	}
	toasts := len(d.app.Toasts)
	d.ruled(Support, 600)
	if len(d.app.Toasts) != toasts+1 || d.app.Toasts[toasts].Text.Key != text.RulesLimits {
		t.Errorf("of another limit it says %q", d.said())
	}
	d.broken()
	if last := d.app.Toasts[len(d.app.Toasts)-1]; last.Tone != Bad || d.said() != "the file is gone" {
		t.Errorf("of rules that are gone it says %q", d.said())
	}
	d.send(RulesRead{Rules{Restart: true}})
	if !d.app.Env.Restart || d.app.Env.Roles {
		t.Errorf("restart is %v, roles are %v", d.app.Env.Restart, d.app.Env.Roles)
	}
}

// What is on the screen, or was kept for it, and what is still being read.
func TestNothingOfThePaymentsIsLeftForAnAuditor(t *testing.T) {
	d := newDesk(t, 60)
	d.send(Resized{200, 50})
	d.send(Acted{Action: GoTo, Arg: "payouts"})
	d.send(Acted{Action: GoTo, Arg: "payments"})
	d.do(Down)
	d.pass(time.Second)
	d.send(Exchanged{Exchange: api.Exchange{Method: "GET", Path: "/Payment/Transactions/PCI_1"}})
	d.do(Search)
	d.app.linkWant = 77
	if d.app.Peek == nil || d.app.previous == nil || d.app.Line == nil || len(d.app.Log) == 0 {
		t.Fatalf("there is nothing to forget: object %v, line %v", d.app.Peek, d.app.Line)
	}
	d.ruled(Auditor, 0)
	if d.app.Line != nil || d.app.previous != nil || d.app.Peek != nil || len(d.app.Log) != 0 || d.app.linkWant != 0 {
		t.Errorf("kept are line %v, view %v, object %v, log %v, link %v", d.app.Line, d.app.previous, d.app.Peek, d.app.Log, d.app.linkWant)
	}
	d.send(Got{Ticket: d.app.peekWant + 1, Object: testObject(d.payments[0])})
	if d.app.Peek != nil {
		t.Error("an answer that came late is shown")
	}
}

func TestMenusGoWithTheRoleThatTheyWereMadeFor(t *testing.T) {
	d := newDesk(t, 5)
	d.do(Open, Palette)
	if d.ruled(Viewer, 0); len(d.app.Layers) != 1 {
		t.Errorf("left are %v", d.app.Layers)
	}
	d = newDesk(t, 5)
	d.send(WriteMoved{Intent: "i1", Kind: KindRefund, Target: "PCI_1", State: WriteUnknown, Amount: 500, Currency: "EUR", At: d.now})
	d.do(OpenIntents)
	if d.ruled(Auditor, 0); len(d.app.Layers) != 0 { // what lies under it is closed
		t.Errorf("left are %v", d.app.Layers)
	}
}

func TestOfTheLayersThoseStayThatTheRoleSees(t *testing.T) {
	payment, entry := testObject(testPayment(0)), Object{Resource: "journal", ID: "1"}
	auditor, viewer := Rule{Role: Auditor}, Rule{Role: Viewer}
	for _, c := range []struct {
		layer Layer
		rule  Rule
		want  bool
	}{
		{&PaletteLayer{}, viewer, false}, {&CopyLayer{}, viewer, false}, {&RevealLayer{}, viewer, false},
		{&IntentsLayer{}, auditor, true}, {&QuitLayer{}, auditor, true},
		{&SortLayer{}, viewer, true}, {&SortLayer{}, auditor, false}, {&ColumnsLayer{}, auditor, false},
		{&UnlockLayer{}, viewer, false}, {&UnlockLayer{}, Rule{Role: Support}, true},
		{&DetailLayer{Res: paymentList}, viewer, true}, {&DetailLayer{Res: paymentList}, auditor, false}, {&DetailLayer{Res: journalList}, auditor, true},
		{&RawLayer{Object: &payment}, viewer, true}, {&RawLayer{Object: &payment}, auditor, false}, {&RawLayer{Object: &entry}, auditor, true},
		{&RawLayer{Object: &entry}, viewer, false}, {&RawLayer{Object: &Object{Resource: "unheard of"}}, viewer, false},
		{&LogLayer{}, auditor, false}, {&LogLayer{}, viewer, true}, {&ApprovalLayer{}, auditor, false}, {&EvidenceLayer{}, auditor, false},
	} {
		d := newDesk(t, 1)
		d.app.Env.Rule = c.rule
		if got := d.app.sees(c.layer); got != c.want {
			t.Errorf("%s sees %T: %v", c.rule.Role, c.layer, got)
		}
	}
}

func TestEveryReadOfTheServerIsLeftOutForAnAuditorAndNoneOfTheJournal(t *testing.T) {
	d := newDesk(t, 1)
	d.app.Env.Rule = Rule{Role: Auditor}
	for _, resource := range []string{"payments", "payouts", "journal"} {
		left := d.app.permitted([]Effect{Find{Resource: resource}, Next{Resource: resource}, Count{Resource: resource},
			Get{Resource: resource}, ReadTimeline{Resource: resource}, Wake{}})
		if want := map[bool]int{true: 6, false: 1}[resource == "journal"]; len(left) != want {
			t.Errorf("of %s is left %v", resource, left)
		}
	}
}

func TestAFormThatTheRulesKeepFromGoingOnSaysSoUntilTheyLetIt(t *testing.T) {
	d := toReview(t)
	f := d.app.Top().(*RefundLayer)
	d.app.Env.Rule = Rule{Role: Viewer} // without having been told
	if d.do(Accept); f.Stopped.Key != text.RoleMayNot || len(d.sent) != 0 {
		t.Errorf("it says %q", d.app.Env.Lang.Say(f.Stopped))
	}
}
