package state

import "tresen/api"

// What the journal, the server and people answer, and what the machine makes of it.

// notRecorded: the journal could not be written. Before the post that means
// that nothing is sent; after it, that the outcome is told all the same and
// recorded later. Nothing is ever sent again for it.
func (r *Write) notRecorded(ev WriteEvent) []WriteStep {
	news := r.want.Unrecorded == nil
	r.want.Unrecorded = ev.Err
	r.held = r.held || ev.Unsure && r.want.State.Open() // then nobody else gets the target before it is given up
	switch {
	case r.State == WriteApproval:
		return r.stillWaits(WhyJournal, ev)
	case r.posted && news:
		return r.tell(r.wait(ev.At))
	case r.posted:
		return r.wait(ev.At)
	case !r.drives: // whoever began it may live and go on; nothing is true before it is recorded
		r.State, r.since = WriteSnapshot, r.want.At
		return r.wait(ev.At)
	case r.want.State == WriteRefused:
		r.State, r.unsaved = WriteRefused, r.held
		if !r.held {
			return r.tell(nil) // nothing of it is in the journal that would have to be closed
		}
		r.since = r.want.At
		if !news {
			return r.wait(ev.At)
		}
		return r.tell(r.wait(ev.At))
	}
	no := r.moved(WriteRefused, WhyJournal, ev.At)
	no.Err = ev.Err
	if ev.Other != "" {
		no.Why, no.Other = WhyOpenIntent, ev.Other
	}
	return r.move(no)
}

// overtaken: another tresen on the same journal recorded something for this
// intent first; it found it at its start and could not know that we live.
func (r *Write) overtaken(ev WriteEvent) []WriteStep {
	elsewhere := r.asked && !r.posted && ev.State != WriteApproval && ev.State != r.want.State
	switch {
	case r.State == WriteApproval, elsewhere: // decided there first
		return r.followed(ev)
	case !r.drives && !r.posted && ev.State != r.want.State: // whoever began it lives
		return r.resume(ev)
	case r.want.State == WriteSnapshot: // the intent is not ours at all
		r.State, r.want = WriteRefused, r.moved(WriteRefused, WhyOvertaken, ev.At)
		return r.tell(nil)
	case !r.posted && r.want.State != WriteRefused:
		return r.move(r.moved(WriteRefused, WhyOvertaken, ev.At))
	case ev.State == r.want.State:
		return r.recorded(ev)
	case r.want.State == WriteUnknown && (ev.State == WriteArmed || ev.State == WriteSent):
		r.want.At, r.since = ev.At, ev.At // whoever sends it lives: the doubt begins again
		return r.move(r.want)
	case !r.posted, r.want.outranksReading(), ev.State == WriteSnapshot, ev.State == WriteArmed, ev.State == WriteSent:
		return r.move(r.want)
	}
	if r.saw(ev) {
		return r.move(r.want)
	}
	// Both of us only read; theirs is in the journal.
	if ev.Child != "" {
		r.child = ev.Child
	}
	r.State, r.unsaved = ev.State, false
	r.want = r.moved(ev.State, WhyRead, ev.At)
	return r.goOn(ev.At)
}

// saw reports that our read saw more happen than theirs, which was before it: what
// was seen is never given up for what was not. Where another write of the target
// was begun since, what we saw may be that one's.
func (r *Write) saw(ev WriteEvent) bool {
	if ev.Why != WhyRead || ev.Other != "" {
		return false
	}
	switch r.want.State {
	case WriteApplied, WriteFailed:
		return ev.State == WriteNotApplied
	case WriteDouble:
		return ev.State == WriteNotApplied || ev.State == WriteApplied
	}
	return false
}

// outranksReading reports a transition that rests on the server's own answer to
// the one request, or on a person.
func (m WriteMoved) outranksReading() bool {
	return m.Why == WhyServer || m.Why == WhyNotSent || m.Why == WhyPerson
}

// again records once more what the journal does not have yet.
func (r *Write) again(ev WriteEvent) []WriteStep { return r.move(r.want) }

// answered: the one request ended, in whatever way.
func (r *Write) answered(ev WriteEvent) []WriteStep {
	to, why := r.outcome(ev)
	if ev.Err == nil {
		r.waits, r.child = ev.Answer.WaitsForPayment, ev.Answer.Child
	}
	moved := r.moved(to, why, ev.At)
	moved.Err = ev.Err
	moved.Arrived = to == WriteApplied && !writeKinds[r.Order.Kind].watched && !r.waits
	return r.move(moved)
}

// settle: a person has looked at the evidence. Nobody can tell of a request that
// may be on its way still that it had no effect, whatever others were seen to have
// done meanwhile. Since is when it was said: the word may have waited for a step, or
// for a laptop that slept.
func (r *Write) settle(ev WriteEvent) []WriteStep {
	said := ev.At
	if !ev.Since.IsZero() {
		said = ev.Since
	}
	early := said.Before(r.doubted.Add(Quarantine(r.Order.Kind)))
	switch {
	case ev.Rule.bars(MaySettle) != "":
		return nil
	case ev.State != WriteApplied && (ev.State != WriteNotApplied || early):
		return nil
	}
	moved := r.moved(ev.State, WhyPerson, ev.At)
	moved.By, moved.Arrived = ev.Operator, ev.State == WriteApplied
	return r.move(moved)
}

// outcome sorts the end of the one request.
func (r *Write) outcome(ev WriteEvent) (WriteState, WriteWhy) {
	switch {
	case ev.Err == nil && ev.Answer.names(r.Order.Target):
		return WriteApplied, WhyServer
	case ev.Err == nil:
		return WriteUnknown, WhyNoAnswer
	}
	switch api.OutcomeOf(ev.Err) {
	case api.NotSent:
		return WriteRejected, WhyNotSent
	case api.Rejected:
		return WriteRejected, WhyServer
	}
	return WriteUnknown, WhyNoAnswer
}
