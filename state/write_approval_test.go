package state

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"tresen/api"
)

// waiting is a machine whose refund of 10,00 waits for another operator, since
// whoever asked may give back 5,00.
func waiting(t *testing.T) *Write {
	t.Helper()
	order, limit := orderOf(1000, payment49()), api.Minor(500)
	order.Rule = Rule{Role: Support, Limits: map[string]Limit{"EUR": {Refund: &limit}}, Expires: time.Hour}
	r := NewWrite(order)
	if got := did(run(t, &r, evBegun, evRecorded, looked(payment49()), evRecorded)); got != "tell approval above-limit, follow" {
		t.Fatalf("it did %q", got)
	}
	return &r
}

// consent is what bea says to a waiting machine.
func consent(r *Write) WriteEvent {
	return WriteEvent{Kind: WriteConsented, Operator: "bea", Rule: Policy{}.Rule("bea"), Asker: Policy{}.Rule("anna"), Order: r.Order,
		BodyHash: hexSHA256(r.Order.Body()), BaselineHash: hexSHA256(r.Order.Baseline.Encode())}
}

// The program in which it was asked for knows nothing of a request that left
// another one, and must not say that none did.
func TestWhoeverAskedDoesNotGiveUpWhatTheApproverSent(t *testing.T) {
	for state, want := range map[WriteState]string{
		WriteArmed:    "record unknown",
		WriteSent:     "record unknown",
		WriteUnknown:  "tell unknown interrupted, wait",
		WriteApplied:  "tell applied interrupted, look",
		WriteRejected: "tell rejected interrupted",
		WriteRefused:  "tell refused interrupted",
	} {
		r := waiting(t)
		run(t, r, WriteEvent{Kind: WriteFollowed, State: WriteApproved, Operator: "bea"})
		late := WriteEvent{Kind: WriteWoke, At: refundNoon.Add(20 * time.Minute)}
		if got := did(run(t, r, late)); got != "record refused" {
			t.Fatalf("when nothing came it did %q", got)
		}
		if got := did(run(t, r, overtakenBy(state))); got != want {
			t.Errorf("the approver's program had recorded %s: it did %q, want %q", state, got, want)
		}
	}
}

// What was approved is sent at once or not at all: the payment was read for now,
// and not for when the disk has room.
func TestWhatIsApprovedDoesNotWaitForRoomOnTheDisk(t *testing.T) {
	asked := waiting(t)
	r := NewWrite(asked.Order)
	got := did(run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteApproval, Expires: refundNoon.Add(time.Hour)}, consent(asked), evRecorded))
	if got != "tell approved approved, look" {
		t.Fatalf("it did %q", got)
	}
	if got := did(run(t, &r, looked(payment49()), evFull)); got != "record refused" {
		t.Errorf("it did %q", got)
	}
}

// The entry that asks may be there although the journal seemed to fail: then
// another operator may approve while this program takes the refund for refused.
func TestARefusalDoesNotOverrideWhoApprovedMeanwhile(t *testing.T) {
	for state, want := range map[WriteState]string{
		WriteApproval: "record refused",
		WriteApproved: "tell approved, follow",
		WriteSent:     "tell sent, follow",
		WriteUnknown:  "tell unknown, wait",
		WriteApplied:  "tell applied, look",
		WriteRefused:  "tell refused journal",
	} {
		order, limit := orderOf(1000, payment49()), api.Minor(500)
		order.Rule = Rule{Role: Support, Limits: map[string]Limit{"EUR": {Refund: &limit}}, Expires: time.Hour}
		r := NewWrite(order)
		if got := did(run(t, &r, evBegun, evRecorded, looked(payment49()), evFull)); got != "record refused" {
			t.Fatalf("it did %q", got)
		}
		if got := did(run(t, &r, overtakenBy(state))); got != want {
			t.Errorf("the journal had %s: it did %q, want %q", state, got, want)
		}
	}
}

// Whoever watched another program send may settle it, at the same moment as
// somebody there.
func TestWhoeverWatchesMaySettleToo(t *testing.T) {
	r := waiting(t)
	for _, state := range []WriteState{WriteApproved, WriteSent, WriteConflict} {
		run(t, r, WriteEvent{Kind: WriteFollowed, State: state, Operator: "bea"})
	}
	settles := WriteEvent{Kind: WriteSettled, State: WriteApplied, Operator: "bea", Rule: Policy{}.Rule("bea")}
	if got := did(run(t, r, settles)); got != "record applied" {
		t.Fatalf("it did %q", got)
	}
	if got := did(run(t, r, overtakenBy(WriteApplied))); got != "tell applied person" {
		t.Errorf("where it was settled there too, it did %q", got)
	}
}

// What an approver agreed to is the whole request: the method of a start and the
// number of a receipt are in its path.
func TestAnApprovalIsBoundToWhatThePathSays(t *testing.T) {
	for kind, options := range map[WriteKind][2]string{KindStart: {"cash", "debit"}, KindReceiptCancel: {"17", "18"}, KindLock: {"1", "2"}} {
		order := kindOrder(kind, 0, Baseline{})
		order.Option = options[0]
		r := NewWrite(order)
		run(t, &r, WriteEvent{Kind: WriteResumed, State: WriteApproval, Expires: refundNoon.Add(time.Hour)})
		ev := WriteEvent{Kind: WriteConsented, Operator: "berta", Rule: Policy{}.Rule("berta"), Asker: Policy{}.Rule("anna"), Order: order,
			BodyHash: r.record().BodyHash, BaselineHash: hexSHA256(order.Baseline.Encode())}
		forged := ev
		forged.Order.Option = options[1]
		if got := did(run(t, &r, forged)); got != "tell approval forged, follow" {
			t.Errorf("%s by another option: it did %q", kind, got)
		}
		if got := did(run(t, &r, ev)); got != "record approved" {
			t.Errorf("%s as it was asked for: it did %q", kind, got)
		}
	}
}

// Whatever of it is not what was recorded: the request, what it was asked for on,
// or whose it is.
func TestAnApprovalIsBoundToTheEntryThatAsks(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*WriteEvent)
		want   string
	}{
		"another body":                    {func(ev *WriteEvent) { ev.BodyHash = hexSHA256([]byte("{}")) }, "forged"},
		"another baseline":                {func(ev *WriteEvent) { ev.BaselineHash = hexSHA256([]byte("{}")) }, "forged"},
		"another intent":                  {func(ev *WriteEvent) { ev.Order.Intent = "I9" }, "forged"},
		"one that does not fit its entry": {func(ev *WriteEvent) { ev.Err = errForged }, "forged"},
		"one that could not be read":      {func(ev *WriteEvent) { ev.Err = errFull }, "journal"},
	} {
		r := waiting(t)
		ev := consent(r)
		c.change(&ev)
		if got := did(run(t, r, ev)); got != "tell approval "+c.want+", follow" {
			t.Errorf("%s: it did %q", name, got)
		}
		if got := did(run(t, r, consent(r))); got != "record approved" {
			t.Errorf("%s: then, as it was asked for, it did %q", name, got)
		}
	}
}

func TestWhatWaitsIsReadAgainOnlyAsItWasAskedFor(t *testing.T) {
	o := orderOf(1000, payment49())
	bare := o
	bare.Reason = ""
	if got, err := DecodeRequest(bare, encodeRequest(o)); err != nil || string(got.Body()) != string(o.Body()) {
		t.Errorf("%s, %v", got.Body(), err)
	}
	for name, change := range map[string]func(*request){
		"another kind":   func(r *request) { r.Kind = KindCapture },
		"another body":   func(r *request) { r.Body = []byte(`{"reduce_amount_by":1}`) },
		"another reason": func(r *request) { r.Reason += "!" },
	} {
		r := request{o.Kind, o.Body(), o.Reason, o.Option, nil}
		change(&r)
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeRequest(bare, data); !errors.Is(err, errForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A target is not taken for what the role never allowed.
func TestWhatTheRoleDoesNotAllowIsRefusedBeforeAnythingIsClaimed(t *testing.T) {
	for kind, spec := range writeKinds {
		for _, role := range append(slices.Clone(Roles), "chef", "") {
			o := kindOrder(kind, 0, Baseline{})
			o.Rule = Rule{Role: role}
			r := NewWrite(o)
			refused := false
			if steps := run(t, &r, evBegun); steps[0].Record.State == WriteRefused {
				refused = steps[0].Record.Why == WhyRole
			}
			if refused == role.May(spec.may) {
				t.Errorf("%s by %q: refused for the role is %v", kind, role, refused)
			}
		}
	}
}

func TestOnlyWhoAskedOrMayApproveEndsWhatWaits(t *testing.T) {
	for who, c := range map[string]struct {
		role Role
		want string
	}{
		"anna": {Support, "record refused"}, // hers
		"bea":  {Manager, "record refused"},
		"cleo": {Support, "tell approval role, follow"},
		"vera": {Viewer, "tell approval role, follow"},
		"":     {Manager, "tell approval role, follow"},
	} {
		r := waiting(t)
		steps := run(t, r, WriteEvent{Kind: WriteDeclined, Operator: who, Rule: Rule{Role: c.role}})
		if got := did(steps); got != c.want {
			t.Errorf("%q, %s: it did %q", who, c.role, got)
		}
		if rec := steps[0].Record; steps[0].Do == DoRecord && rec.Operator != who {
			t.Errorf("%q declined, recorded is %q", who, rec.Operator)
		}
	}
}

// A person's word may wait until the machine can hear it; it is about what was
// known when it was said.
func TestAWordThatWasSaidTooEarlyIsTooEarlyLater(t *testing.T) {
	late := refundNoon.Add(25 * time.Hour)
	for said, want := range map[time.Time]string{refundNoon.Add(time.Second): "", late: "record not-applied"} {
		r := sentMachine(t, 1000)
		run(t, r, answeredWith(api.Unknown), evRecorded)
		word := WriteEvent{Kind: WriteSettled, State: WriteNotApplied, Operator: "bea", Rule: Policy{}.Rule("bea"), At: late, Since: said}
		if got := did(run(t, r, word)); got != want {
			t.Errorf("said at %v it did %q, want %q", said, got, want)
		}
	}
}

func TestNobodyApprovesWithoutANameOrTheirOwnOrWhenTheTimeIsOver(t *testing.T) {
	over := refundNoon.Add(time.Hour)
	for name, c := range map[string]struct {
		change func(*WriteEvent)
		want   string
		by     string
	}{
		"nobody":           {func(ev *WriteEvent) { ev.Operator = "" }, "tell approval own, follow", "anna"},
		"whoever asked":    {func(ev *WriteEvent) { ev.Operator = "anna" }, "tell approval own, follow", "anna"},
		"a moment before":  {func(ev *WriteEvent) { ev.At = over.Add(-1) }, "record approved", "bea"},
		"when it is over":  {func(ev *WriteEvent) { ev.At = over }, "record refused", "anna"},
		"another write":    {func(ev *WriteEvent) { ev.Order.Intent = "other" }, "tell approval forged, follow", "anna"},
		"another baseline": {func(ev *WriteEvent) { ev.BaselineHash = "x" }, "tell approval forged, follow", "anna"},
	} {
		r := waiting(t)
		r.expires = over
		ev := consent(r)
		ev.At = over.Add(-time.Minute)
		c.change(&ev)
		next, steps := r.Handle(ev)
		if got := did(steps); got != c.want {
			t.Errorf("%s: it did %q", name, got)
		}
		for _, s := range steps {
			if s.Do == DoRecord && s.Record.Operator != c.by {
				t.Errorf("%s: recorded in the name of %q", name, s.Record.Operator)
			}
		}
		if (next.approver == "bea") != (c.by == "bea") {
			t.Errorf("%s: %q approved it", name, next.approver)
		}
	}
}

func TestADecisionIsOfWhoMayDecideAndOfNoEffectFromTheEndOfTheQuarantineOn(t *testing.T) {
	manager := Policy{}.Rule("bea")
	span := Quarantine(KindRefund)
	for _, c := range []struct {
		as    WriteState
		rule  Rule
		after time.Duration
		want  string
	}{
		{WriteApplied, manager, 0, "record applied"},
		{WriteApplied, Rule{Role: Support}, 0, ""},
		{WriteApplied, Rule{Role: Manager, Broken: true}, 0, ""},
		{WriteNotApplied, manager, span - 1, ""},
		{WriteNotApplied, manager, span, "record not-applied"},
		{WriteNotApplied, Rule{Role: Support}, span, ""},
		{WriteRejected, manager, span, ""},
	} {
		r := sentMachine(t, 1000)
		run(t, r, answeredWith(api.Unknown), evRecorded)
		word := WriteEvent{Kind: WriteSettled, State: c.as, Operator: "bea", Rule: c.rule, At: r.doubted.Add(c.after)}
		_, steps := r.Handle(word)
		if got := did(steps); got != c.want {
			t.Errorf("%s by a %s after %v: it did %q", c.as, c.rule.Role, c.after, got)
		}
		if len(steps) > 0 && (steps[0].Record.Operator != "bea" || steps[0].Record.Arrived != (c.as == WriteApplied)) {
			t.Errorf("%s: recorded is %+v", c.as, steps[0].Record)
		}
	}
}
