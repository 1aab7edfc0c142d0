package state

import (
	"cmp"
	"slices"
	"time"
)

// begin checks the order once more and claims the target in the journal, before
// it is read again: what is read then cannot be changed by another of us.
func (r *Write) begin(ev WriteEvent) []WriteStep {
	r.drives = true
	o := r.Order
	no := r.moved(WriteRefused, WhyProblem, ev.At)
	spec := writeKinds[o.Kind]
	switch {
	case spec == nil:
		no.Problems = []Problem{{Kind: ProblemDrift, Text: "kind"}}
		return r.move(no)
	}
	if no.Why = o.Rule.bars(spec.may); no.Why != "" {
		return r.move(no)
	}
	no.Why = WhyProblem
	no.Problems = spec.check(o, o.Baseline)
	if o.Target == "" || o.Target != o.Baseline.ID {
		no.Problems = append(no.Problems, Problem{Kind: ProblemDrift, Text: "id"})
	}
	if o.Currency != o.Baseline.Currency {
		no.Problems = append(no.Problems, Problem{Kind: ProblemDrift, Text: "currency"})
	}
	if len(no.Problems) > 0 {
		return r.move(no)
	}
	return r.move(r.moved(WriteSnapshot, "", ev.At))
}

// bars says why a rule keeps somebody from a kind of thing that writes, "" where
// it does not.
func (r Rule) bars(m May) WriteWhy {
	switch {
	case r.Broken:
		return WhyRules
	case !r.Role.May(m):
		return WhyRole
	}
	return ""
}

// barsApproval says why the rules keep one from approving what the other asked
// for, "" where they do not.
func (s *writeSpec) barsApproval(ev WriteEvent) WriteWhy {
	asker := ev.Asker.bars(s.may)
	if asker == WhyRole {
		asker = WhyAsker
	}
	return cmp.Or(ev.Rule.bars(MayApprove), asker)
}

// resume takes up what an earlier run of the program left in the journal. Where
// that ended before "armed", nothing can have left; what waits for another
// operator goes on waiting.
func (r *Write) resume(ev WriteEvent) []WriteStep {
	r.child = ev.Child
	if ev.State == WriteApproval {
		r.State, r.expires = ev.State, ev.Expires
		r.want = r.moved(WriteApproval, ev.Why, ev.Since)
		r.want.Expires = ev.Expires
		return r.goOn(ev.At)
	}
	if writeBefore[ev.State] {
		return r.move(r.moved(WriteRefused, WhyInterrupted, ev.At))
	}
	r.posted, r.since, r.deadline = true, ev.At, ev.Since.Add(watchFor)
	if r.doubted = ev.Doubted; r.doubted.IsZero() {
		r.doubted = ev.Since
	}
	if ev.State == WriteArmed || ev.State == WriteSent {
		r.State = ev.State
		return r.move(r.moved(WriteUnknown, WhyInterrupted, ev.At))
	}
	r.State, r.want = ev.State, r.moved(ev.State, WhyInterrupted, ev.At)
	return r.goOn(ev.At)
}

// writeBefore are the states in which nothing has left.
var writeBefore = map[WriteState]bool{WriteDraft: true, WriteSnapshot: true, WriteApproval: true, WriteApproved: true}

// compare holds the target as it is now against what the operator confirmed.
func (r *Write) compare(ev WriteEvent) []WriteStep {
	o, now, spec := r.Order, ev.Baseline, writeKinds[r.Order.Kind]
	no := r.moved(WriteRefused, "", ev.At)
	now.Earlier = slices.DeleteFunc(slices.Clone(now.Earlier), func(p PastWrite) bool { return p.Intent == o.Intent })
	problems := spec.check(o, now)
	r.read = now.ReadAt
	all := LookAlikes(o.Kind, o.Amount, now, ev.At)
	alike := unacknowledged(all, o.Acknowledged)
	r.Order.Rule = ev.Asker // never that of the draft
	barred := ev.Asker.bars(spec.may)
	if r.approver != "" {
		barred = spec.barsApproval(ev)
	}
	switch {
	case barred != "":
		no.Why = barred
	case ev.Err != nil:
		no.Why, no.Err = WhyUnreadable, ev.Err
	case len(now.Drift) == 0 && !now.Same(o.Baseline):
		no.Why, no.Now = WhyChanged, &now
	case len(problems) > 0:
		no.Why, no.Problems = WhyProblem, problems
	case len(alike) > 0:
		no.Why, no.LookAlikes = WhyLookAlike, alike
	case r.approver == "" && r.second(now, all) != "":
		ask := r.moved(WriteApproval, r.second(now, all), ev.At)
		// By the wall clock, as the other hosts will see it, and asleep or not.
		ask.LookAlikes, ask.Expires, r.asked = all, ev.At.Round(0).Add(ev.Asker.Expires), true
		return r.move(ask)
	default:
		return r.move(r.moved(WriteArmed, "", ev.At))
	}
	return r.move(no)
}

// second says why another operator has to approve the order, "" where nobody has
// to.
func (r *Write) second(now Baseline, alike []LookAlike) WriteWhy {
	spec := writeKinds[r.Order.Kind]
	repeats := slices.ContainsFunc(alike, func(l LookAlike) bool { return l.State == WriteNotApplied })
	switch {
	case repeats && spec.money:
		return WhyRepeat
	case len(alike) > 0 && spec.second:
		return WhyLookAlike
	case spec.limited:
		return r.Order.Rule.Above(r.Order.Amount, now.Today, r.Order.Currency)
	}
	return ""
}

// recorded: the wanted transition is durable.
func (r *Write) recorded(ev WriteEvent) []WriteStep {
	r.State, r.unsaved, r.held, r.expires = r.want.State, false, r.want.State.Open(), r.want.Expires
	if r.State == WriteApproved {
		r.drives, r.asked = true, false
	}
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

// PostWithin is how long after "sent" the request may still begin. A program
// that was stopped in between must not send what another one, which found the
// entry, may have given up by now; that takes minutes.
const PostWithin = 30 * time.Second

// readWithin is how old the read may be that the request rests on: a program that
// sleeps between the two must not send what fits yesterday's payment.
const readWithin = time.Minute

// age is how long ago something was, by the clock that says more: the one on the
// wall runs while we sleep, the other one cannot be set. Where the wall says that it
// is yet to come, nobody knows, and it is too long.
func age(then, now time.Time) time.Duration {
	wall := now.Round(0).Sub(then.Round(0))
	if wall < 0 {
		return 2 * readWithin
	}
	return max(wall, now.Sub(then))
}

// enter starts what is to be done in the state just reached. The request leaves
// from here only.
func (r *Write) enter(now time.Time) []WriteStep {
	switch r.State {
	case WriteSnapshot, WriteApproved:
		steps := r.step(DoLook)
		steps[0].History, steps[0].Approver = true, r.approver
		return steps
	case WriteApproval:
		return r.follow(r.expires)
	case WriteArmed:
		return r.move(r.moved(WriteSent, "", now))
	case WriteSent:
		if r.posted {
			return r.move(r.moved(WriteUnknown, WhyInterrupted, now))
		}
		r.posted = true
		steps := r.step(DoPost)
		steps[0].Until = now.Add(min(PostWithin-age(r.want.At, now), readWithin-age(r.read, now)))
		return steps
	case WriteUnknown:
		return r.wait(now)
	case WriteApplied:
		switch {
		case r.want.Arrived, !writeKinds[r.Order.Kind].watched:
			return nil
		case r.child == "":
			return r.step(DoLook)
		}
		return r.wait(now)
	}
	return nil
}
