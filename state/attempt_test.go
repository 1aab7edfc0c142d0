package state

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/state/text"
)

// as is a desk of an operator with a role.
func as(t *testing.T, role Role) *desk {
	t.Helper()
	d := newDesk(t, 3)
	d.app = New(Env{Kind: Test, Host: "connect-testing.example", Operator: "anna", Rule: Rule{Role: role}, Roles: true, Lang: text.For("en")})
	d.finds = nil
	d.send(Resized{100, 30})
	d.send(Ticked{Now: d.now})
	return d
}

// tried are the attempts that an intention leaves to be noted.
func (d *desk) tried(e Event) []NoteAttempt {
	d.pass(10 * time.Millisecond)
	var found []NoteAttempt
	for _, effect := range d.app.Handle(e) {
		if n, is := effect.(NoteAttempt); is {
			found = append(found, n)
		} else {
			d.held = append(d.held, effect)
		}
	}
	d.settle()
	return found
}

func TestWhatTheRoleForbidsSaysSoAndIsNoted(t *testing.T) {
	for _, c := range []struct {
		role   Role
		action Action
		want   bool // it may
	}{
		{Viewer, RefundAction, false}, {Viewer, NewLink, false}, {Viewer, Unlock, false}, {Viewer, Open, true},
		{Support, RefundAction, true}, {Support, NewLink, false},
		{Manager, RefundAction, true}, {Manager, NewLink, true},
		{Auditor, RefundAction, false}, {Auditor, NewLink, false}, {Auditor, Unlock, false},
	} {
		d := as(t, c.role)
		target := d.app.list().CursorID()
		if target == "" || untargeted[c.action] {
			target = "-" // an auditor sees no payments; a new link is about none
		}
		got := d.tried(Acted{Action: c.action})
		if c.want {
			if len(got) > 0 || d.app.Top() == nil {
				t.Errorf("%s, %s: %+v, %q", c.role, c.action, got, d.said())
			}
			continue
		}
		want := []NoteAttempt{{Action: string(c.action), Target: target, Operator: "anna", Why: WhyRole}}
		if diff := cmp.Diff(want, got); diff != "" || d.app.Top() != nil {
			t.Errorf("%s, %s: %s", c.role, c.action, diff)
		}
		if len(d.app.Toasts) != 1 || d.app.Toasts[0].Text.Key != text.RoleMayNot {
			t.Errorf("%s, %s: %q is said", c.role, c.action, d.said())
		}
	}
}

func TestTheRoleIsTheFirstReasonThatIsGiven(t *testing.T) {
	d := as(t, Viewer)
	d.app.Env.NoWrites = text.M(text.JournalBusy, "here")
	if why := d.app.Why(RefundAction); why.Key != text.RoleMayNot {
		t.Errorf("a viewer is told to mend the journal: %+v", why)
	}
	d.app.Env.Rule.Role = Support
	if why := d.app.Why(RefundAction); why.Key != text.JournalBusy {
		t.Errorf("support is told %+v", why)
	}
	if got := d.tried(Acted{Action: RefundAction}); len(got) > 0 {
		t.Errorf("what the role allows is noted as an attempt: %+v", got)
	}
}

func TestAHeldKeyIsOneAttempt(t *testing.T) {
	d := as(t, Viewer)
	for i := range 300 { // ten milliseconds each, and what follows
		if got := d.tried(Acted{Action: RefundAction}); (len(got) == 1) != (i == 0) {
			t.Fatalf("press %d: %+v", i, got)
		}
	}
	if got := d.tried(Acted{Action: NewLink}); len(got) != 1 {
		t.Errorf("another action is another attempt: %+v", got)
	}
	d.do(Down)
	if got := d.tried(Acted{Action: RefundAction}); len(got) != 1 || got[0].Target != d.payments[1].ID {
		t.Errorf("another payment is another attempt: %+v", got)
	}
	d.do(Up)
	d.pass(AttemptTime)
	if got := d.tried(Acted{Action: RefundAction}); len(got) != 1 || got[0].Target != d.payments[0].ID {
		t.Errorf("after a minute it is another attempt: %+v", got)
	}
	if n := len(d.app.attempts.noted); n != 1 {
		t.Errorf("%d attempts are remembered, one is of this minute", n)
	}
}

func TestWhatIsChosenFromThePaletteIsAnAttemptToo(t *testing.T) {
	d := as(t, Viewer)
	d.do(Palette)
	d.typ("refund")
	p := d.app.Top().(*PaletteLayer)
	if p.Entries[0].Action != RefundAction || p.Entries[0].Why.Key != text.RoleMayNot {
		t.Fatalf("the palette has %+v", p.Entries[0])
	}
	if got := d.tried(Acted{Action: Accept}); len(got) != 1 || got[0].Action != "refund" || d.app.Top() != Layer(p) {
		t.Errorf("%+v", got)
	}
}

// The screen may be gone before the journal is there: the runner keeps it.
func TestAnAttemptBeforeTheJournalIsOpenIsHandedOnAtOnce(t *testing.T) {
	d := as(t, Viewer)
	d.app.Env.NoWrites = text.M(text.JournalOpening)
	if got := d.tried(Acted{Action: RefundAction}); len(got) != 1 {
		t.Errorf("handed on: %+v", got)
	}
	if got := d.tried(JournalOpened{}); len(got) > 0 {
		t.Errorf("and again: %+v", got)
	}
}

func TestAnAuditorSeesNothingOfTheAPI(t *testing.T) {
	d := as(t, Auditor)
	if d.app.Current.Res != journalList || !d.app.Closed().IsZero() {
		t.Errorf("the first view is %s, %+v", d.app.Current.Res.Name, d.app.Closed())
	}
	for _, res := range Resources {
		if res == journalList {
			continue
		}
		before := d.app.Current
		got := d.tried(Acted{Action: GoTo, Arg: res.Name})
		want := []NoteAttempt{{Action: "go-to " + res.Name, Target: "-", Operator: "anna", Why: WhyRole}}
		if diff := cmp.Diff(want, got); diff != "" || d.app.Current != before {
			t.Errorf("%s: %s", res.Name, diff)
		}
	}
	d.app.showObject(paymentList, d.payments[0].ID)
	d.app.openApproval(Intent{WriteMoved: WriteMoved{Intent: "i1", State: WriteApproval}})
	if d.app.Top() != nil {
		t.Errorf("%T opens", d.app.Top())
	}
	d.do(Refresh, Watch, Last)
	d.pass(time.Minute)
	applied := WriteMoved{Intent: "i1", Target: d.payments[0].ID, State: WriteApplied, Amount: 500, Currency: "EUR", At: d.now}
	for _, effect := range d.app.Handle(applied) {
		if get, is := effect.(Get); is {
			t.Errorf("news of a write ask for %+v", get)
		}
	}
	if d.app.Env.Merchant != "" {
		t.Error("the merchant was asked for")
	}
}

func TestWithoutRolesEverybodyIsAManager(t *testing.T) {
	if role := New(Env{}).Env.Rule.Role; role != Manager {
		t.Errorf("the role is %q", role)
	}
}
