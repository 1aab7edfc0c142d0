package state

import (
	"slices"
	"time"

	"tresen/api"
)

// begin checks the order once more and claims the payment in the journal, before
// it is read again: what is read then cannot be changed by another of us.
func (r *Write) begin(ev WriteEvent) []WriteStep {
	r.begun = true
	o := r.Order
	problems := CheckRefund(o.Amount, o.Reason, o.Baseline)
	if o.Target == "" || o.Target != o.Baseline.ID {
		problems = append(problems, Problem{Kind: ProblemDrift, Text: "id"})
	}
	if o.Currency != o.Baseline.Currency {
		problems = append(problems, Problem{Kind: ProblemDrift, Text: "currency"})
	}
	if len(problems) > 0 {
		no := r.moved(WriteRefused, WhyProblem, ev.At)
		no.Problems = problems
		return r.move(no)
	}
	return r.move(r.moved(WriteSnapshot, "", ev.At))
}

// resume takes up what an earlier run of the program left in the journal. Where
// that ended before "armed", nothing can have left.
func (r *Write) resume(ev WriteEvent) []WriteStep {
	r.child = ev.Child
	if writeBefore[ev.State] {
		return r.move(r.moved(WriteRefused, WhyInterrupted, ev.At))
	}
	r.posted, r.since, r.deadline = true, ev.At, ev.Since.Add(watchFor)
	if ev.State == WriteArmed || ev.State == WriteSent {
		r.State = ev.State
		return r.move(r.moved(WriteUnknown, WhyInterrupted, ev.At))
	}
	r.State, r.want = ev.State, r.moved(ev.State, WhyInterrupted, ev.At)
	return r.goOn(ev.At)
}

// writeBefore are the states in which nothing has left and nothing will.
var writeBefore = map[WriteState]bool{WriteDraft: true, WriteSnapshot: true, WriteApproval: true}

// compare holds the payment as it is now against what the operator confirmed.
func (r *Write) compare(ev WriteEvent) []WriteStep {
	o, now := r.Order, ev.Baseline
	no := r.moved(WriteRefused, "", ev.At)
	now.Earlier = slices.DeleteFunc(slices.Clone(now.Earlier), func(p PastWrite) bool { return p.Intent == o.Intent })
	problems := CheckRefund(o.Amount, o.Reason, now)
	alike := unacknowledged(LookAlikes(o.Amount, now, ev.At), o.Acknowledged)
	switch {
	case ev.Err != nil:
		no.Why, no.Err = WhyUnreadable, ev.Err
	case len(now.Drift) == 0 && !now.Same(o.Baseline):
		no.Why, no.Now = WhyChanged, &now
	case len(problems) > 0:
		no.Why, no.Problems = WhyProblem, problems
	case len(alike) > 0:
		no.Why, no.LookAlikes = WhyLookAlike, alike
	default:
		return r.move(r.moved(WriteArmed, "", ev.At))
	}
	return r.move(no)
}

// recorded: the wanted transition is durable.
func (r *Write) recorded(ev WriteEvent) []WriteStep {
	r.State, r.unsaved, r.held = r.want.State, false, r.want.State.Open()
	if r.want.Unrecorded != nil { // it was told before it could be recorded
		r.want.Unrecorded, r.want.Again = nil, true
	}
	return r.goOn(ev.At)
}

// goOn tells the state just reached and starts what is to be done in it.
func (r *Write) goOn(now time.Time) []WriteStep {
	reached := r.want // before the next transition is wanted
	return telling(reached, r.enter(now))
}

// postWithin is how long after "sent" the request may still begin. A program
// that was stopped in between must not send what another one, which found the
// entry, may have given up by now; that takes minutes.
const postWithin = 30 * time.Second

// enter starts what is to be done in the state just reached. The request leaves
// from here only.
func (r *Write) enter(now time.Time) []WriteStep {
	switch r.State {
	case WriteSnapshot:
		steps := r.step(DoLook)
		steps[0].History = true
		return steps
	case WriteArmed:
		return r.move(r.moved(WriteSent, "", now))
	case WriteSent:
		if r.posted {
			return r.move(r.moved(WriteUnknown, WhyInterrupted, now))
		}
		r.posted = true
		steps := r.step(DoPost)
		// From the entry on, and by the wall clock, which runs while we sleep.
		steps[0].Until = r.want.At.Round(0).Add(postWithin)
		return steps
	case WriteUnknown:
		return r.wait(now)
	case WriteApplied:
		switch {
		case r.want.Arrived:
			return nil
		case r.child == "":
			return r.step(DoLook)
		}
		return r.wait(now)
	}
	return nil
}

// notRecorded: the journal could not be written. Before the post that means
// that nothing is sent; after it, that the outcome is told all the same and
// recorded later. Nothing is ever sent again for it.
func (r *Write) notRecorded(ev WriteEvent) []WriteStep {
	news := r.want.Unrecorded == nil
	r.want.Unrecorded = ev.Err
	switch {
	case r.posted && news:
		return r.tell(r.wait(ev.At))
	case r.posted:
		return r.wait(ev.At)
	case !r.begun: // whoever began it may live and go on; nothing is true before it is recorded
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
	switch {
	case !r.begun && !r.posted && ev.State != r.want.State: // whoever began it lives
		return r.resume(ev)
	case r.want.State == WriteSnapshot: // the intent is not ours at all
		r.State, r.want = WriteRefused, r.moved(WriteRefused, WhyOvertaken, ev.At)
		return r.tell(nil)
	case !r.posted && r.want.State != WriteRefused:
		return r.move(r.moved(WriteRefused, WhyOvertaken, ev.At))
	case ev.State == r.want.State:
		return r.recorded(ev)
	case !r.posted, r.want.outranksReading(), ev.State == WriteSnapshot, ev.State == WriteArmed, ev.State == WriteSent:
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
		r.waits = ev.Answer.WaitsForPayment
	}
	moved := r.moved(to, why, ev.At)
	moved.Err = ev.Err
	return r.move(moved)
}

// settle: a person has looked at the evidence.
func (r *Write) settle(ev WriteEvent) []WriteStep {
	if ev.State != WriteApplied && ev.State != WriteNotApplied {
		return nil
	}
	moved := r.moved(ev.State, WhyPerson, ev.At)
	moved.Operator, moved.Arrived = ev.Operator, ev.State == WriteApplied
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
