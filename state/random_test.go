package state

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
)

// TestWhateverIsPressedTheScreenStaysWhole presses random keys against a server
// that fails, loses scrolls and gains rows, and checks after each what must
// always hold.
func TestWhateverIsPressedTheScreenStaysWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, rapid.IntRange(0, 700).Draw(r, "payments"))
		d.objects = d.shop()
		for range rapid.IntRange(1, 60).Draw(r, "steps") {
			d.randomStep(r)
			d.check(r)
		}
	})
}

func (d *desk) randomStep(r *rapid.T) {
	switch rapid.IntRange(0, 11).Draw(r, "kind") {
	case 0:
		d.send(Resized{rapid.IntRange(1, 220).Draw(r, "w"), rapid.IntRange(1, 60).Draw(r, "h")})
	case 1:
		d.fail = rapid.SampledFrom([]error{nil, nil, offline, &api.Error{Status: 503}, &api.Error{Status: 403}}).Draw(r, "fail")
	case 2:
		d.expired = true
	case 3:
		d.pass(time.Duration(rapid.IntRange(1, 400).Draw(r, "seconds")) * time.Second)
	case 4:
		fresh := testPayment(-len(d.payments))
		d.payments = append([]*api.PaymentTransaction{fresh}, d.payments...)
	case 5, 6:
		if f, ok := d.app.Top().(*WriteLayer); ok && f.Mode() != ModeChoice {
			d.typ(rapid.SampledFrom([]string{"1", "y", "B-1", "10", "im Zug"}).Draw(r, "typed"))
		} else if e := d.app.Editor(); e != nil {
			d.typ(rapid.SampledFrom([]string{"1", "0", ",", "y", "meier3", "amount:", "ü", " ", "\""}).Draw(r, "typed"))
		}
	case 7:
		d.send(Acted{Action: GoTo, Arg: rapid.SampledFrom([]string{"payments", "cards", "devices", "smart", "containers", "nowhere"}).Draw(r, "view")})
	default:
		spec := Actions[rapid.IntRange(0, len(Actions)-1).Draw(r, "action")]
		if spec.Modes&d.app.Mode() != 0 {
			d.do(spec.Action)
		}
	}
}

func (d *desk) check(r *rapid.T) {
	l := d.app.list()
	if n := l.Len(); l.Cursor < 0 || n > 0 && l.Cursor >= n || l.Top < 0 || l.Top > max(0, l.Cursor) {
		r.Fatalf("cursor %d, top %d of %d rows", l.Cursor, l.Top, n)
	}
	if h := d.app.Layout().Rows; l.Len() > 0 && l.Cursor-l.Top >= h {
		r.Fatalf("cursor %d is below the screen of %d rows from %d", l.Cursor, h, l.Top)
	}
	seen := map[string]bool{}
	for i := range l.Rows.Len() {
		if id := l.Rows.ID(i); seen[id] {
			r.Fatalf("%s is there twice", id)
		} else {
			seen[id] = true
		}
	}
	written := map[string]bool{}
	for _, o := range d.sent {
		if problems := writeKinds[o.Kind].check(o, o.Baseline); len(problems) > 0 || o.Target == "" || o.Target != o.Baseline.ID {
			r.Fatalf("order %+v breaks %+v", o, problems)
		}
		if written[o.Target] { // nobody told that the first one is done
			r.Fatalf("%s was written twice", o.Target)
		}
		written[o.Target] = true
	}
	if ahead := len(d.held); ahead != 0 {
		r.Fatalf("%d effects left", ahead)
	}
}
