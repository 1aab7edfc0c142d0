package state

import (
	"strings"
	"testing"
	"time"

	"tresen/state/text"
)

// others is a write of bernd's that another program has open.
func others(intent, target string, s WriteState) OpenWrite {
	return OpenWrite{Intent: intent, Kind: KindRefund, Target: target, Amount: 700, Currency: "EUR", Operator: "bernd", State: s,
		Since: noon.Add(-time.Hour), Env: "connect-testing.example"}
}

// counts fails where not so many writes are open and wait.
func (d *desk) counts(open, forYou int) {
	d.t.Helper()
	if o, y := d.app.OpenCount(); o != open || y != forYou {
		d.t.Errorf("%d open and %d for you, want %d and %d", o, y, open, forYou)
	}
}

func TestWhatAnybodyHasOpenIsCountedOnce(t *testing.T) {
	d := newDesk(t, 5)
	d.app.Env.Rule.Role = Manager
	d.counts(0, 0)
	d.send(JournalSeen{Head: 3, Open: []OpenWrite{others("A", "PCI_A", WriteSent), others("B", "PCI_B", WriteApproval)}})
	d.counts(1, 1)
	ours := others("C", "PCI_C", WriteSnapshot)
	ours.Operator = "anna"

	// Ours is known before the journal tells of it, and newer afterwards.
	d.app.Intents.sending(WriteOrder{Target: "PCI_C", Amount: 700, Currency: "EUR", Operator: "anna"}, d.now)
	d.counts(2, 1)
	d.send(JournalSeen{Head: 4, Open: []OpenWrite{others("A", "PCI_A", WriteSent), others("B", "PCI_B", WriteApproval), ours}})
	d.counts(2, 1)
	d.send(WriteMoved{Intent: "C", Target: "PCI_C", Amount: 700, Currency: "EUR", Operator: "anna", State: WriteSent, At: d.now})
	d.counts(2, 1)
	d.send(WriteMoved{Intent: "C", Target: "PCI_C", Amount: 700, Currency: "EUR", Operator: "anna", State: WriteApplied, Arrived: true, At: d.now})
	d.counts(1, 1) // the journal was seen before that
	d.send(JournalSeen{Head: 9, Open: []OpenWrite{others("A", "PCI_A", WriteUnknown)}})
	d.counts(1, 0)
	d.send(JournalSeen{Head: 10})
	d.counts(0, 0)
	if n := len(d.app.Intents.All()); n != 1 {
		t.Errorf("%d are listed, want only ours", n)
	}
	if d.app.Intents.Running() != 0 {
		t.Error("the screen waits for a write of another program")
	}
}

func TestAWriteTakenOverByAnotherProgramIsStillOpen(t *testing.T) {
	d := newDesk(t, 5)
	d.send(WriteMoved{Intent: "A", Target: "PCI_A", Amount: 700, Currency: "EUR", Operator: "bernd", State: WriteRefused, Why: WhyOvertaken, At: d.now})
	d.counts(0, 0)
	d.send(JournalSeen{Head: 2, Open: []OpenWrite{others("A", "PCI_A", WriteSent)}})
	d.counts(1, 0)
}

func TestWhatWaitsIsForThoseWhoMayApproveIt(t *testing.T) {
	for _, c := range []struct {
		role      Role
		who, env  string
		open, you int
	}{
		{Manager, "bernd", "connect-testing.example", 0, 1},
		{Support, "bernd", "connect-testing.example", 1, 0},
		{Manager, "anna", "connect-testing.example", 1, 0}, // nobody approves their own
		{Manager, "bernd", "elsewhere", 1, 0},              // nor on another server
	} {
		d := newDesk(t, 5)
		d.app.Env.Rule.Role = c.role
		o := others("A", "PCI_A", WriteApproval)
		o.Operator, o.Env = c.who, c.env
		d.send(JournalSeen{Head: 1, Open: []OpenWrite{o}})
		d.counts(c.open, c.you)
	}
}

func TestAnOpenWriteOfAnotherKeepsThePaymentFromBeingRefunded(t *testing.T) {
	d := newDesk(t, 5)
	id := d.app.list().CursorID()
	d.send(JournalSeen{Head: 1, Open: []OpenWrite{others("A", id, WriteSent)}})
	why := text.For("en").Say(d.app.Why(RefundAction))
	for _, part := range []string{"refund", "bernd", "11:00", "connect-testing.example"} {
		if !strings.Contains(why, part) {
			t.Errorf("%q does not say %s", why, part)
		}
	}
	foreign := others("A", id, WriteSent)
	foreign.Env = "elsewhere"
	d.send(JournalSeen{Head: 2, Open: []OpenWrite{foreign}})
	if why := d.app.Why(RefundAction); !why.IsZero() {
		t.Errorf("what is open on another server keeps it: %v", text.For("en").Say(why))
	}
	d.do(OpenIntents, Open)
	if _, still := d.app.Top().(*IntentsLayer); !still {
		t.Error("it opened an object of another server")
	}
}

func TestNothingMovesUnderTheCursorOfTheOpenWrites(t *testing.T) {
	d := newDesk(t, 5)
	d.app.Env.Rule.Role = Manager
	d.send(JournalSeen{Head: 1, Open: []OpenWrite{others("A", "PCI_A", WriteSent), others("B", "PCI_B", WriteSent)}})
	d.do(OpenIntents, Down)
	layer := d.app.Top().(*IntentsLayer)
	if got := layer.chosen(d.app); got.Intent != "A" {
		t.Fatalf("on %s", got.Intent)
	}
	late := others("C", "PCI_C", WriteSent)
	late.Since = noon
	d.send(JournalSeen{Head: 2, Open: []OpenWrite{others("A", "PCI_A", WriteUnknown), others("B", "PCI_B", WriteSent), late}})
	d.send(WriteMoved{Intent: "D", Target: "PCI_D", Amount: 700, Currency: "EUR", Operator: "anna", State: WriteSent, At: d.now})
	if got := layer.chosen(d.app); got.Intent != "A" {
		t.Errorf("others came, and it is on %s", got.Intent)
	}
	d.send(JournalSeen{Head: 3})
	if got := layer.chosen(d.app); got == nil || got.Intent != "D" {
		t.Errorf("its own went, and it is on %v", got)
	}
}

func TestADoubtOfAnotherProgramIsItsOwnAndAnAlarmIsEverybodys(t *testing.T) {
	d := newDesk(t, 5)
	d.send(JournalSeen{Head: 1, Open: []OpenWrite{others("A", "PCI_A", WriteUnknown)}})
	if u := d.app.Intents.Urgent(); u != nil {
		t.Errorf("%s of another program heads the screen", u.State)
	}
	d.send(JournalSeen{Head: 2, Open: []OpenWrite{others("A", "PCI_A", WriteDouble)}})
	if u := d.app.Intents.Urgent(); u == nil || u.Intent != "A" {
		t.Error("an alarm is kept quiet")
	}
}
