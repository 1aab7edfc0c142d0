package state

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestWhateverIsTypedNoFormSendsWhatItsRulesForbid goes through the forms with
// hurried and careful hands, and checks that no order leaves that breaks the rules
// of its kind, that was not reviewed and confirmed after a pause, or that finds
// another one open.
func TestWhateverIsTypedNoFormSendsWhatItsRulesForbid(t *testing.T) {
	sent := map[WriteKind]int{}
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, 2)
		d.objects = d.shop()
		open := map[string]bool{}
		for range rapid.IntRange(1, 6).Draw(r, "forms") {
			spec := rapid.SampledFrom(formSpecs).Draw(r, "form")
			if spec.Of != nil {
				d.send(Acted{Action: GoTo, Arg: spec.Of.Name})
			}
			d.do(spec.Action)
			if f, ok := d.app.Top().(*WriteLayer); ok && f.Spec.Kind != spec.Kind {
				r.Fatalf("%s opened the form of %s", spec.Action, f.Spec.Kind)
			}
			var h hands
			for range rapid.IntRange(3, 16).Draw(r, "keys") {
				h.press(d, r)
			}
			for _, o := range d.sent {
				sent[o.Kind]++
				if problems := writeKinds[o.Kind].check(o, o.Baseline); len(problems) > 0 || o.Target != o.Baseline.ID || o.Currency != o.Baseline.Currency {
					r.Fatalf("order %+v breaks %+v", o, problems)
				}
				if open[o.Target] {
					r.Fatalf("%s of %s while another is open", o.Kind, o.Target)
				}
				open[o.Target] = true
			}
			d.sent = nil
			d.do(Back, Back, Back)
		}
	})
	if len(sent) < 6 {
		t.Errorf("the walk is too short to say anything: %v", sent)
	}
}

// hands are those of one operator at one form.
type hands struct {
	review bool // the review stands
	last   time.Time
	rested bool // there was a pause between two keys since it stands
}

// press makes the next key of a form, mostly the one that leads on.
func (h *hands) press(d *desk, r *rapid.T) {
	f, ok := d.app.Top().(*WriteLayer)
	if !ok {
		return
	}
	was := len(d.sent)
	if rapid.Bool().Draw(r, "calm") {
		d.pass(still)
	}
	editor := f.Editor()
	switch key := rapid.IntRange(0, 9).Draw(r, "key"); {
	case key == 0:
		d.do(rapid.SampledFrom([]Action{NextField, PrevField, Back, Down}).Draw(r, "move"))
	case editor == nil && key < 4:
		d.do(Down)
	case editor == nil:
		d.do(Open)
	case editor.Text == "" && f.Reviewing():
		d.typ(rapid.SampledFrom([]string{"y", "y", "1"}).Draw(r, "answer"))
	case editor.Text == "":
		d.typ(rapid.SampledFrom([]string{"1", "10", "7", "999999", "B-7"}).Draw(r, "typed"))
	default:
		d.do(Accept)
	}
	if len(d.sent) > was && (!h.review || !h.rested && d.now.Sub(h.last) < quietTime) {
		r.Fatalf("sent %+v without a pause at its review", d.sent[was])
	}
	switch {
	case !f.Reviewing():
		*h = hands{}
	case !h.review:
		*h = hands{review: true, last: d.now}
	default:
		h.rested = h.rested || d.now.Sub(h.last) >= quietTime
		h.last = d.now
	}
}
