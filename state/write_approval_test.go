package state

import (
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
