package state

import (
	"testing"

	"tresen/state/text"
)

// late opens a form whose live read takes its time; the result brings it.
func (d *desk) late(action Action) (arrives func()) {
	effects := d.app.Handle(Acted{Action: action})
	return func() {
		d.held = append(d.held, effects...)
		d.settle()
	}
}

// Enter is not lost on a slow server: the check opens once the object is read.
func TestTheReviewFollowsALateRead(t *testing.T) {
	d := newDesk(t, 10)
	arrives := d.late(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	if f := d.form(); f.Step == StepChallenge || len(f.Problems) != 1 || f.Problems[0].Key != text.ReviewFollows {
		t.Fatalf("step %d, problems %v", f.Step, f.Problems)
	}
	arrives()
	if f := d.form(); f.Step != StepChallenge || f.Amount.Amount != 500 {
		t.Errorf("step %d, amount %v, problems %v", f.Step, f.Amount, f.Problems)
	}
	d.do(Accept)
	d.pass(pause)
	d.typ("5")
	d.do(Accept, Accept)
	if len(d.sent) != 1 {
		t.Errorf("%d orders", len(d.sent))
	}
}

// Whoever types on has not asked for the check of that: nothing that came by
// itself may take a key.
func TestTypingOnTakesTheReviewBack(t *testing.T) {
	d := newDesk(t, 10)
	arrives := d.late(RefundAction)
	d.typ("5")
	d.do(Accept, Accept)
	d.typ("Nachlass")
	arrives()
	if f := d.form(); f.Step != StepReason || len(f.Problems) != 0 {
		t.Errorf("step %d, problems %v", f.Step, f.Problems)
	}
	d.do(Accept)
	if f := d.form(); f.Step != StepChallenge || f.Sent != "Nachlass" {
		t.Errorf("step %d, reason %q", f.Step, f.Sent)
	}
}

// What the read brings can be wrong for what was typed; then the form says so.
func TestALateReadThatForbidsItOpensNoReview(t *testing.T) {
	d := newDesk(t, 10)
	arrives := d.late(RefundAction)
	d.typ("999999")
	d.do(Accept, Accept)
	arrives()
	if f := d.form(); f.Step == StepChallenge || len(f.Problems) != 1 || f.Problems[0].Key != text.AboveInEffect {
		t.Errorf("step %d, problems %v", f.Step, f.Problems)
	}
}

func TestTheReviewOfEveryWriteFollowsALateRead(t *testing.T) {
	d := newDesk(t, 10).at("cards", testCard())
	arrives := d.late(ChargeCard)
	d.typ("5")
	d.do(Accept)
	if f := d.writing(); f.Reviewing() || d.problem() != text.ReviewFollows {
		t.Fatalf("reviewing %v, problems %v", f.Reviewing(), f.Problems)
	}
	arrives()
	if f := d.writing(); !f.Reviewing() {
		t.Errorf("problems %v", f.Problems)
	}
	d.confirm("5")
	if len(d.sent) != 1 {
		t.Errorf("%d orders", len(d.sent))
	}
}
