package views

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
)

// At a till nobody is asked for a name; the money goes back to where it came from.
func TestTheReviewSaysWhereTheMoneyGoesWhereNobodyIsNamed(t *testing.T) {
	s := newStage(t, options("en"), 80, 24)
	l := s.app.Current.List()
	for i := range l.Rows.Len() {
		o, err := s.get("payments", l.Rows.ID(i))
		if err != nil {
			t.Fatal(err)
		}
		p := o.Value.(*api.PaymentTransaction)
		if state.PayerName(p.Customer) != "" || p.PaymentData == "" || *p.Details.StatusSimple != api.StatusAccepted {
			continue
		}
		s.do(state.Search).typ("id:"+p.ID).do(state.Accept, state.RefundAction).typ("1,5").do(state.Accept, state.Accept)
		if want := "€1.50 back to " + p.Product + " " + p.PaymentData; !strings.Contains(s.picture(), want) {
			t.Errorf("nothing says %q:\n%s", want, s.picture())
		}
		return
	}
	t.Fatal("everybody has a name")
}

// Why something waits or was not sent stands last, and is read to its end.
func TestTheChosenWriteIsReadToItsEnd(t *testing.T) {
	s := newStage(t, options("de"), 60, 24)
	s.send(state.WriteMoved{Intent: "a1", Kind: state.KindRefund, Target: refunded(s), Operator: "anna", State: state.WriteRefused,
		Why: state.WhyInterrupted, Amount: 500, Currency: "EUR", At: s.now.Add(-time.Minute)})
	picture := s.do(state.OpenIntents).picture()
	if words := strings.Join(strings.Fields(picture), " "); !strings.Contains(words, "das Programm endete mittendrin") {
		t.Error(picture)
	}
}
