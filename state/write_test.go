package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

var refundNoon = time.Date(2025, 11, 14, 12, 0, 0, 0, time.UTC)

// payment49 is a payment of 49,90 € with nothing refunded yet.
func payment49() Baseline {
	return Baseline{ID: "PCI_1", Amount: 4990, InEffect: 4990, Currency: "EUR", Status: 6,
		Simple: api.StatusAccepted, ReadAt: refundNoon.Add(-time.Minute)}
}

// orderOf asks for an amount of a payment as it was read.
func orderOf(amount api.Minor, b Baseline) WriteOrder {
	return WriteOrder{Intent: "I1", Kind: KindRefund, Target: b.ID, Amount: amount, Currency: b.Currency, Reason: "Nachlass",
		Operator: "anna", Env: "connect.example", Baseline: b, Rule: Policy{}.Rule("anna")}
}

// after is the payment with refunds, and less of it in effect.
func (b Baseline) after(less api.Minor, children ...Child) Baseline {
	b.InEffect -= less
	b.Children = append(append([]Child(nil), b.Children...), children...)
	return b
}

// run hands events to a machine, ten milliseconds apart, and returns what it
// did after the last one.
func run(t *testing.T, r *Write, events ...WriteEvent) []WriteStep {
	t.Helper()
	at := refundNoon
	var steps []WriteStep
	for _, ev := range events {
		if ev.At.IsZero() {
			at = at.Add(10 * time.Millisecond)
			ev.At = at
		}
		at = ev.At
		if ev.Kind == WriteLooked && ev.Asker.Role == "" { // nobody changed the roles since
			ev.Asker, ev.Rule = r.Order.Rule, Policy{}.Rule("bea")
		}
		*r, steps = r.Handle(ev)
	}
	return steps
}

// did writes steps for comparison: "tell sent, post".
func did(steps []WriteStep) string {
	var out []string
	for _, s := range steps {
		switch s.Do {
		case DoTell:
			word := "tell " + string(s.Moved.State)
			if s.Moved.Why != "" {
				word += " " + string(s.Moved.Why)
			}
			out = append(out, word)
		case DoRecord:
			out = append(out, "record "+string(s.Record.State))
		case DoLook:
			out = append(out, "look")
		case DoPost:
			out = append(out, "post")
		case DoWait:
			out = append(out, "wait")
		case DoFollow:
			out = append(out, "follow")
		}
	}
	return strings.Join(out, ", ")
}

var (
	evBegun    = WriteEvent{Kind: WriteBegun}
	evRecorded = WriteEvent{Kind: WriteRecorded}
	evWoke     = WriteEvent{Kind: WriteWoke}
	errFull    = errors.New("the disk is full")
	evFull     = WriteEvent{Kind: WriteNotRecorded, Err: errFull}
	accepted   = WriteEvent{Kind: WriteAnswered, Answer: WriteAnswer{IDs: []string{"PCI_1"}}}
)

func looked(b Baseline) WriteEvent { return WriteEvent{Kind: WriteLooked, Baseline: b} }

func overtakenBy(s WriteState) WriteEvent { return WriteEvent{Kind: WriteOvertaken, State: s} }

func answeredWith(o api.Outcome) WriteEvent {
	return WriteEvent{Kind: WriteAnswered, Err: &api.Error{Outcome: o, Support: "S-1"}}
}

// sentMachine is one whose request has just left.
func sentMachine(t *testing.T, amount api.Minor) *Write {
	r := NewWrite(orderOf(amount, payment49()))
	steps := run(t, &r, evBegun, evRecorded, looked(payment49()), evRecorded, evRecorded)
	if did(steps) != "tell sent, post" {
		t.Fatalf("on the way to the post it did: %s", did(steps))
	}
	return &r
}

func TestARefundIsClaimedReadAgainArmedSentAndWatched(t *testing.T) {
	r := NewWrite(orderOf(1000, payment49()))
	child := Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending}
	done := child
	done.Simple = api.StatusRefund
	for i, c := range []struct {
		ev   WriteEvent
		want string
	}{
		{evBegun, "record snapshot"},
		{evRecorded, "tell snapshot, look"},
		{looked(payment49()), "record armed"},
		{evRecorded, "tell armed, record sent"},
		{evRecorded, "tell sent, post"},
		{accepted, "record applied"},
		{evRecorded, "tell applied server, look"},
		{looked(payment49()), "wait"},
		{evWoke, "look"},
		{looked(payment49().after(1000, child)), "record applied"},
		{evRecorded, "tell applied read, wait"},
		{evWoke, "look"},
		{looked(payment49().after(1000, child)), "wait"},
		{evWoke, "look"},
		{looked(payment49().after(1000, done)), "record applied"},
		{evRecorded, "tell applied read"},
	} {
		steps := run(t, &r, c.ev)
		if did(steps) != c.want {
			t.Fatalf("step %d: it did %q, want %q", i+1, did(steps), c.want)
		}
		if steps[0].Do == DoTell && steps[0].Moved.Again != (i == 10) {
			t.Errorf("step %d: told as the same again: %v", i+1, steps[0].Moved.Again)
		}
		if i == 15 && (!steps[0].Moved.Arrived || steps[0].Moved.Child != "PCI_2" || !r.Resting()) {
			t.Errorf("at the end it tells %+v", steps[0].Moved)
		}
	}
}

func TestWhatIsNotRightIsNeverSent(t *testing.T) {
	base := payment49()
	drifted, status, more := base, base, base.after(500, Child{ID: "PCI_9", Amount: -500})
	drifted.Drift, status.Simple = []string{"payment/amount"}, api.StatusIssue
	today := base.after(0, Child{ID: "PCI_8", Amount: -1000, Created: refundNoon.Add(-time.Hour)})
	withToday := orderOf(1000, today)
	seen := withToday
	seen.Acknowledged = []string{"PCI_8"}
	wrongCurrency := orderOf(1000, base)
	wrongCurrency.Currency = "CHF"
	elsewhere := orderOf(1000, base)
	elsewhere.Target = "PCI_7"
	for name, c := range map[string]struct {
		order  WriteOrder
		events []WriteEvent
		want   string
	}{
		"nothing to refund":         {orderOf(0, base), nil, "record refused problem"},
		"less than nothing":         {orderOf(-5, base), nil, "record refused problem"},
		"more than is in effect":    {orderOf(4991, base), nil, "record refused problem"},
		"another currency":          {wrongCurrency, nil, "record refused problem"},
		"the baseline of another":   {elsewhere, nil, "record refused problem"},
		"changed meanwhile":         {orderOf(1000, base), []WriteEvent{evRecorded, looked(more)}, "record refused changed"},
		"another status meanwhile":  {orderOf(1000, base), []WriteEvent{evRecorded, looked(status)}, "record refused changed"},
		"not understood meanwhile":  {orderOf(1000, base), []WriteEvent{evRecorded, looked(drifted)}, "record refused problem"},
		"not readable":              {orderOf(1000, base), []WriteEvent{evRecorded, {Kind: WriteLooked, Err: errFull}}, "record refused unreadable"},
		"looks like another one":    {withToday, []WriteEvent{evRecorded, looked(today)}, "record refused look-alike"},
		"and that was acknowledged": {seen, []WriteEvent{evRecorded, looked(today)}, "record approval look-alike"},
		"another one is open":       {orderOf(1000, base), []WriteEvent{{Kind: WriteNotRecorded, Err: errFull, Other: "I0"}}, "record refused open-intent"},
		"no journal":                {orderOf(1000, base), []WriteEvent{evFull}, "record refused journal"},
		"no journal at armed":       {orderOf(1000, base), []WriteEvent{evRecorded, looked(base), evFull}, "record refused journal"},
		"no journal at sent":        {orderOf(1000, base), []WriteEvent{evRecorded, looked(base), evRecorded, evFull}, "record refused journal"},
		"taken over when armed":     {orderOf(1000, base), []WriteEvent{evRecorded, looked(base), overtakenBy(WriteRefused)}, "record refused overtaken"},
		"taken over when sending":   {orderOf(1000, base), []WriteEvent{evRecorded, looked(base), evRecorded, overtakenBy(WriteUnknown)}, "record refused overtaken"},
		"begun twice":               {orderOf(1000, base), []WriteEvent{overtakenBy(WriteSnapshot)}, "tell refused overtaken"},
	} {
		r := NewWrite(c.order)
		steps := run(t, &r, append([]WriteEvent{evBegun}, c.events...)...)
		got := did(steps)
		if len(steps) > 0 && steps[0].Do == DoRecord && steps[0].Record.Why != "" {
			got += " " + string(steps[0].Record.Why)
		}
		if got != c.want {
			t.Errorf("%s: it did %q, want %q", name, got, c.want)
		}
	}
}

func TestTheEndOfTheRequestIsSortedByWhatItProves(t *testing.T) {
	for name, c := range map[string]struct {
		ev   WriteEvent
		want string
	}{
		"the payment":           {accepted, "applied server"},
		"only a TA code":        {WriteEvent{Kind: WriteAnswered, Answer: WriteAnswer{NewTransID: 7}}, "applied server"},
		"another payment":       {WriteEvent{Kind: WriteAnswered, Answer: WriteAnswer{IDs: []string{"PCI_3"}, NewTransID: 7}}, "unknown no-answer"},
		"nothing":               {WriteEvent{Kind: WriteAnswered}, "unknown no-answer"},
		"not sent":              {answeredWith(api.NotSent), "rejected not-sent"},
		"refused":               {answeredWith(api.Rejected), "rejected server"},
		"no answer":             {answeredWith(api.Unknown), "unknown no-answer"},
		"an error of who knows": {WriteEvent{Kind: WriteAnswered, Err: errFull}, "unknown no-answer"},
	} {
		r := sentMachine(t, 1000)
		steps := run(t, r, c.ev, evRecorded)
		if got := strings.TrimPrefix(did(steps[:1]), "tell "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestARecordHasNoWordsOfAPerson(t *testing.T) {
	order := orderOf(1000, payment49())
	order.Reason = "Frau Meier"
	r := NewWrite(order)
	rec := run(t, &r, evBegun)[0].Record
	rec.Order.Reason = "" // the driver does not take it; everything else it may
	if s := fmt.Sprintf("%+v %s", rec, rec.Baseline); strings.Contains(s, "Meier") {
		t.Errorf("the record holds the reason: %s", s)
	}
	if rec.BodyHash != hexSHA256(order.Body()) || rec.BaselineHash != hexSHA256(rec.Baseline) {
		t.Error("the hashes are not those of body and baseline")
	}
	again, err := DecodeBaseline(rec.Baseline)
	if err != nil || !again.Same(order.Baseline) {
		t.Errorf("the baseline reads as %+v, %v", again, err)
	}
}

func TestTheBodyIsExactlyAmountAndReason(t *testing.T) {
	order := orderOf(1000, payment49())
	for reason, want := range map[string]string{
		"Nachlass": `{"reduce_amount_by":1000,"reason":"Nachlass"}`,
		"":         `{"reduce_amount_by":1000}`,
	} {
		order.Reason = reason
		if got := string(order.Body()); got != want {
			t.Errorf("body %s, want %s", got, want)
		}
	}
	var body map[string]json.Number
	order.Reason = ""
	if err := json.Unmarshal(order.Body(), &body); err != nil {
		t.Error(err)
	}
}

func TestEveryStateSaysWhetherItIsOpenOrSettled(t *testing.T) {
	got := map[string][]WriteState{}
	for _, s := range []WriteState{WriteDraft, WriteSnapshot, WriteApproval, WriteArmed, WriteSent, WriteApplied,
		WriteFailed, WriteRejected, WriteUnknown, WriteNotApplied, WriteConflict, WriteDouble, WriteRefused} {
		for name, holds := range map[string]bool{"open": s.Open(), "settled": s.Settled(), "alarm": s.Alarm()} {
			if holds {
				got[name] = append(got[name], s)
			}
		}
	}
	want := map[string][]WriteState{
		"open":    {WriteSnapshot, WriteApproval, WriteArmed, WriteSent, WriteUnknown, WriteConflict, WriteDouble},
		"settled": {WriteApplied, WriteFailed, WriteRejected, WriteNotApplied, WriteRefused},
		"alarm":   {WriteFailed, WriteConflict, WriteDouble},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatAnObjectWasIsSaidInTheWordsOfTheKind(t *testing.T) {
	card := Baseline{InEffect: 10500, Amount: 10500, Currency: "EUR", State: "unlocked"}
	for _, c := range []struct {
		kind WriteKind
		was  Baseline
		says string
	}{
		{KindRefund, Baseline{InEffect: 300, Amount: 500, Currency: "EUR"}, "€3.00 in effect of €5.00, 0 refunds"},
		{KindCharge, card, "unlocked · €105.00 on the card"},
		{KindTakePoints, Baseline{InEffect: 14, State: "unlocked"}, "unlocked · 14 points on the card"},
		{KindLock, Baseline{State: "unlocked"}, "unlocked"},
		{KindStart, Baseline{Amount: 500, Currency: "EUR", State: "created"}, "created · €5.00"},
		{KindEndOfDay, Baseline{}, ""},
	} {
		if said := text.For("en").Say(c.was.Was(c.kind)); said != c.says {
			t.Errorf("%s: %q, want %q", c.kind, said, c.says)
		}
	}
}
