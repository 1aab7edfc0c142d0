package runner

import (
	"context"
	"errors"
	"strings"
	"time"

	"tresen/state"
	"tresen/state/journal"
)

// followEvery is how often the journal is asked whether somebody else recorded
// something for an intent.
const followEvery = 2 * time.Second

// follow waits until somebody else records something for the intent of a job, or
// until a time. A journal that cannot be read now is asked again.
func (j *Jobs) follow(b *job, until time.Time) state.WriteEvent {
	for {
		if ev, moved := j.movedOn(b); moved {
			return ev
		}
		now := j.cfg.Clock.Now()
		if !now.Before(until) {
			return state.WriteEvent{Kind: state.WriteWoke}
		}
		next := now.Add(followEvery)
		if next.After(until) {
			next = until
		}
		if ev := j.wait(b, next); ev.Kind != state.WriteWoke {
			return ev
		}
	}
}

// movedOn looks for a newer entry of the intent than the last that is known.
func (j *Jobs) movedOn(b *job) (state.WriteEvent, bool) {
	book, err := j.book()
	if err != nil {
		return state.WriteEvent{}, false
	}
	entries, err := book.Intent(j.ctx, b.machine.Order.Intent)
	if err != nil || len(entries) == 0 {
		return state.WriteEvent{}, false
	}
	last := entries[len(entries)-1]
	if last.Seq == b.follows {
		return state.WriteEvent{}, false
	}
	b.follows = last.Seq
	return followedTo(last), true
}

// followedTo is the event of an entry that somebody else recorded.
func followedTo(e journal.Entry) state.WriteEvent {
	why, _, _ := strings.Cut(e.Note, " ")
	return state.WriteEvent{Arrived: strings.HasSuffix(e.Note, noteArrived), Kind: state.WriteFollowed, State: state.WriteState(e.State), Child: e.Result,
		Operator: e.Operator, Why: state.WriteWhy(why), Since: e.At}
}

// Approve sends a write that waits for another operator, in the name of one: the
// machine checks who, and what. It reports whether such a write waits.
func (j *Jobs) Approve(ctx context.Context, intent, operator string) bool {
	ev := state.WriteEvent{Kind: state.WriteConsented, Operator: operator}
	order, e, err := j.waiting(ctx, intent)
	j.judge(&ev, e.Operator, operator)
	ev.Order, ev.BodyHash, ev.BaselineHash, ev.Err = order, e.BodyHash, e.BaselineHash, err
	return j.adopt(ctx, intent) && j.call(intent, ev)
}

// Decline ends a write that waits for another operator; whoever asked for it
// takes it back so. It reports whether such a write waits.
func (j *Jobs) Decline(ctx context.Context, intent, operator string) bool {
	ev := state.WriteEvent{Kind: state.WriteDeclined, Operator: operator, Rule: j.rules().Rule(operator)}
	return j.adopt(ctx, intent) && j.call(intent, ev)
}

// adopt takes up a write that another program asked for after this one began,
// and reports whether it waits.
func (j *Jobs) adopt(ctx context.Context, intent string) bool {
	_, e, _ := j.waiting(ctx, intent) // that it does not read, the machine says
	if e.Seq == 0 {
		return false // not waiting, not ours, or no journal
	}
	j.mu.Lock()
	running := j.running[intent] != nil
	j.mu.Unlock()
	if running {
		return true
	}
	book, err := j.book()
	return err == nil && j.resume(ctx, book, e) == nil
}

// Approval reads what waits for another operator, and its target live.
func (j *Jobs) Approval(ctx context.Context, e state.ReadApproval) state.ApprovalRead {
	answer := state.ApprovalRead{Ticket: e.Ticket}
	order, last, err := j.waiting(ctx, e.Intent)
	answer.Order, answer.Err = order, err
	if err != nil {
		return answer
	}
	ev := followedTo(last)
	answer.Why, answer.Asked = ev.Why, last.At
	if book, err := j.book(); err == nil {
		if r, err := book.Request(ctx, e.Intent); err == nil {
			answer.Expires = r.Expires
		}
	}
	answer.Now, answer.Object, answer.Err = j.Baseline(ctx, order)
	return answer
}

// waiting is an order that waits for another operator, in full, and its entry.
func (j *Jobs) waiting(ctx context.Context, intent string) (state.WriteOrder, journal.Entry, error) {
	book, err := j.book()
	if err != nil {
		return state.WriteOrder{}, journal.Entry{}, err
	}
	entries, err := book.Intent(ctx, intent)
	if err != nil {
		return state.WriteOrder{}, journal.Entry{}, err
	}
	if len(entries) == 0 || entries[len(entries)-1].State != string(state.WriteApproval) {
		return state.WriteOrder{}, journal.Entry{}, errNotWaiting
	}
	last := entries[len(entries)-1]
	if _, known := writeOps[state.WriteKind(last.Kind)]; !known || last.Env != j.cfg.Env {
		return state.WriteOrder{}, journal.Entry{}, errNotHere
	}
	request, err := book.Request(ctx, intent)
	if err != nil {
		return state.WriteOrder{}, last, err
	}
	order, err := orderOf(last)
	if err == nil {
		order, err = state.DecodeRequest(order, request.Body)
	}
	return order, last, err
}

var (
	// errNotWaiting: it was decided meanwhile.
	errNotWaiting = errors.New("it does not wait for anybody any more")
	// errNotHere: approved here it would go to our server, or nobody knows how.
	errNotHere = errors.New("it is for another server, or was asked for by a newer tresen: open it there")
)
