package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// request is what waits for another operator: exactly what would be sent, and
// what the operator who asked went past.
type request struct {
	Kind         WriteKind `json:"kind"`
	Body         []byte    `json:"body,omitempty"`
	Reason       string    `json:"reason,omitempty"`
	Option       string    `json:"option,omitempty"`
	Acknowledged []string  `json:"acknowledged,omitempty"`
}

// encodeRequest writes what the approver has to see.
func encodeRequest(o WriteOrder) []byte {
	data, err := json.Marshal(request{o.Kind, o.Body(), o.Reason, o.Option, o.Acknowledged})
	if err != nil {
		panic("state: a request of plain fields cannot be written: " + err.Error())
	}
	return data
}

// DecodeRequest completes an order, as the journal's entry has it, with what
// waits beside the entry.
func DecodeRequest(o WriteOrder, data []byte) (WriteOrder, error) {
	var r request
	if err := json.Unmarshal(data, &r); err != nil {
		return o, fmt.Errorf("the request that waits does not read: %w", err)
	}
	o.Reason, o.Option, o.Acknowledged = r.Reason, r.Option, r.Acknowledged
	if r.Kind != o.Kind || string(r.Body) != string(o.Body()) {
		return o, errForged
	}
	return o, nil
}

var (
	// errForged: what waits is not what was recorded when it was asked for.
	errForged = errors.New("what waits is not what was recorded")
	errOwn    = errors.New("nobody approves what is their own")
)

// StaleAfter is how long another program may take for its next entry before it
// is taken for dead: longer than it has to begin the request, and than one lives
// that waits for a till ([api.Op.Do]).
const StaleAfter = 12 * time.Minute

// follow watches what others do with the intent, until a time.
func (r *Write) follow(until time.Time) []WriteStep {
	r.await = DoFollow
	return []WriteStep{{Do: DoFollow, Until: until}}
}

// consented: another operator approves. What is approved is checked against the
// hashes of the entry; then it is recorded, and the target is read once more.
func (r *Write) consented(ev WriteEvent) []WriteStep {
	baseline, barred := hexSHA256(ev.Order.Baseline.Encode()), writeKinds[r.Order.Kind].barsApproval(ev)
	switch {
	case ev.Operator == "" || ev.Operator == r.Order.Operator:
		return r.stillWaits(WhyOwn, WriteEvent{At: ev.At, Err: errOwn})
	case barred != "":
		return r.stillWaits(barred, WriteEvent{At: ev.At})
	case !ev.At.Before(r.expires):
		return r.outwaited(ev)
	case ev.Err != nil && !errors.Is(ev.Err, errForged):
		return r.stillWaits(WhyJournal, ev) // it could not be read; that proves nothing
	case ev.Err != nil:
		return r.stillWaits(WhyForged, ev)
	case ev.Order.Intent != r.Order.Intent || ev.Order.hash() != ev.BodyHash || baseline != ev.BaselineHash:
		return r.stillWaits(WhyForged, WriteEvent{At: ev.At, Err: errForged})
	}
	r.Order = ev.Order
	r.approver = ev.Operator
	return r.move(r.moved(WriteApproved, WhyApproved, ev.At))
}

// declined: another operator says no, or the one who asked takes it back.
func (r *Write) declined(ev WriteEvent) []WriteStep {
	if ev.Operator == "" || ev.Operator != r.Order.Operator && !ev.Rule.Role.May(MayApprove) {
		return r.stillWaits(WhyRole, WriteEvent{At: ev.At})
	}
	moved := r.moved(WriteRefused, WhyDeclined, ev.At)
	moved.By = ev.Operator
	return r.move(moved)
}

// stillWaits goes on waiting for another operator, and says why nothing came of
// the try.
func (r *Write) stillWaits(why WriteWhy, ev WriteEvent) []WriteStep {
	r.approver = ""
	r.want = r.moved(WriteApproval, why, ev.At)
	r.want.Expires, r.want.Err, r.want.Again = r.expires, ev.Err, true
	until := r.expires
	if !until.After(ev.At) {
		until = ev.At.Add(time.Minute) // it could not be recorded that it expired
	}
	return telling(r.want, r.follow(until))
}

// followed: another program recorded something for the intent, and drives it from
// now on.
func (r *Write) followed(ev WriteEvent) []WriteStep {
	r.drives, r.asked = false, false
	r.posted = !writeBefore[ev.State] // by that one, perhaps; never by this one any more
	r.since, r.deadline = ev.At, ev.At.Add(watchFor)
	if ev.State == WriteUnknown || r.doubted.IsZero() {
		r.doubted = ev.At
	}
	r.State, r.child, r.at, r.unsaved, r.held = ev.State, ev.Child, ev.At, false, ev.State.Open()
	r.want = r.moved(ev.State, ev.Why, ev.At)
	r.want.By, r.want.Err, r.want.Arrived = ev.Operator, nil, ev.Arrived
	switch {
	case ev.State == WriteApplied && !ev.Arrived && writeKinds[r.Order.Kind].watched:
		r.calm = quarantine{} // whoever sent it may be gone, and its end is worth seeing
		return telling(r.want, r.enter(ev.At))
	case ev.State == WriteUnknown: // whoever sent it may be gone: reading harms nobody
		r.calm = quarantine{}
		return telling(r.want, r.wait(ev.At))
	case !ev.State.Open() || ev.State.Alarm():
		return r.tell(nil)
	}
	return telling(r.want, r.follow(ev.At.Add(StaleAfter)))
}

// outwaited: nothing came in time. An approval expires; another program that was
// about to send and is silent is taken for dead.
func (r *Write) outwaited(ev WriteEvent) []WriteStep {
	if r.State == WriteApproval {
		return r.move(r.moved(WriteRefused, WhyExpired, ev.At))
	}
	return r.resume(WriteEvent{At: ev.At, State: r.State, Child: r.child, Since: r.at})
}
