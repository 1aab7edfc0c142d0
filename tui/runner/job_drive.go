package runner

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// drive hands events to the machine and carries out what it asks for, until it
// needs nothing more or the program ends.
func (j *Jobs) drive(b *job, ev state.WriteEvent) {
	var next state.WriteStep
	for ev.Kind != 0 {
		ev.At = j.cfg.Clock.Now()
		var steps []state.WriteStep
		b.machine, steps = b.machine.Handle(ev)
		if len(steps) > 0 { // else it was not the time for the event, and the old step stands
			next = state.WriteStep{}
		}
		for _, s := range steps {
			if s.Do == state.DoTell {
				j.tell(b, s.Moved)
				continue
			}
			next = s
		}
		if !b.machine.Sending() && len(b.calls) == 0 { // an approval that waits there is about to be sent
			j.settle(b)
		}
		ev = j.answer(b, next)
	}
}

// answer carries out a step and returns its event; none when it is over.
func (j *Jobs) answer(b *job, step state.WriteStep) (ev state.WriteEvent) {
	j.see(b, step, false)
	switch step.Do {
	case state.DoTell:
		ev = j.rest(b)
	case state.DoRecord:
		ev = j.record(b, step.Record)
	case state.DoLook:
		ev = j.look(b.machine.Order, step)
	case state.DoPost:
		ev = j.post(b.machine.Order, step.Until)
	case state.DoWait:
		ev = j.wait(b, step.Until)
	case state.DoFollow:
		ev = j.follow(b, step.Until)
	}
	j.see(b, step, true)
	return ev
}

func (j *Jobs) see(b *job, step state.WriteStep, done bool) {
	if j.hook != nil {
		j.hook(b, step, done)
	}
}

// rest waits for a person where one has to decide, here or at another program.
func (j *Jobs) rest(b *job) state.WriteEvent {
	if !b.machine.State.Open() {
		return state.WriteEvent{}
	}
	for {
		select {
		case ev := <-b.calls:
			return ev
		case <-b.stirred:
			if ev, moved := j.movedOn(b); moved {
				return ev
			}
		case <-j.ctx.Done():
			return state.WriteEvent{}
		}
	}
}

// wait waits until a time, unless a person wants something earlier.
func (j *Jobs) wait(b *job, until time.Time) state.WriteEvent {
	ready, stop := j.cfg.Clock.After(until)
	defer stop()
	select {
	case <-ready:
		return state.WriteEvent{Kind: state.WriteWoke}
	case ev := <-b.calls:
		return ev
	case <-j.ctx.Done():
		return state.WriteEvent{}
	}
}

// look reads the target live, and what the operators may do by then.
func (j *Jobs) look(order state.WriteOrder, step state.WriteStep) state.WriteEvent {
	began := j.cfg.Clock.Now()
	b, _, err := writeOps[order.Kind].read(j.ctx, j.cfg.Client, order, j.cfg.Clock.Now)
	if err == nil && step.History {
		err = j.past(j.ctx, order, &b)
	}
	if j.ctx.Err() != nil {
		return state.WriteEvent{} // a read that the program's end broke off says nothing
	}
	ev := state.WriteEvent{Kind: state.WriteLooked, Baseline: b, Err: err, Since: began}
	if step.History {
		j.judge(&ev, order.Operator, step.Approver)
	}
	return ev
}

// post sends the order, once, unless it is too late for it, or the clock was set
// back so that nobody knows. No screen, and not the end of the program, takes it
// back; the deadline only bounds how long the client may be about a token before
// it begins.
func (j *Jobs) post(order state.WriteOrder, until time.Time) state.WriteEvent {
	now := j.cfg.Clock.Now()
	wall := until.Round(0).Sub(now.Round(0)) // runs while we sleep; the other clock cannot be set
	left := min(wall, until.Sub(now))
	if left <= 0 || wall > state.PostWithin {
		late := &api.Error{Outcome: api.NotSent, Err: errors.New("the program was stopped for too long, or its clock set back, before it could send")}
		return state.WriteEvent{Kind: state.WriteAnswered, Err: late}
	}
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Round(0).Add(left))
	defer cancel()
	answer, err := writeOps[order.Kind].send(api.WithAction(ctx, state.ActionID(order.Intent)), j.cfg.Client, order)
	return state.WriteEvent{Kind: state.WriteAnswered, Answer: answer, Err: err}
}

// record makes a transition durable.
func (j *Jobs) record(b *job, rec state.WriteRecord) state.WriteEvent {
	book, err := j.book()
	if err != nil {
		return state.WriteEvent{Kind: state.WriteNotRecorded, Err: err}
	}
	e := entryOf(rec)
	e.Follows = b.follows
	// Detached: an outcome has to be written at the end of the program too.
	if rec.Request != nil {
		e, err = book.AppendRequest(context.Background(), e, journal.Request{Intent: e.Intent, Body: rec.Request, Expires: rec.Expires})
	} else {
		e, err = book.Append(context.Background(), e)
	}
	if err == nil {
		b.follows = e.Seq
		return state.WriteEvent{Kind: state.WriteRecorded}
	}
	if moved, ok := errors.AsType[*journal.MovedError](err); ok {
		b.follows = moved.Last.Seq
		ev := followedTo(moved.Last)
		ev.Kind, ev.Err, ev.Other = state.WriteOvertaken, err, j.begunSince(book, moved.Last)
		return ev
	}
	ev := state.WriteEvent{Kind: state.WriteNotRecorded, Err: err}
	if e, ok := errors.AsType[*journal.Error](err); ok {
		ev.Unsure = e.Unsure
	}
	if open, ok := errors.AsType[*journal.OpenIntentError](err); ok {
		ev.Other = open.Other.Intent
	}
	return ev
}

// begunSince is an intent of the same target that was begun after an entry, "" for
// none. Where that cannot be read there may be one, which has no name.
func (j *Jobs) begunSince(book *journal.Journal, e journal.Entry) string {
	all, err := book.History(j.ctx, e.Env, e.Target)
	if err != nil {
		return "?"
	}
	for _, later := range all {
		if _, ours := writeOps[state.WriteKind(later.Kind)]; ours && later.Seq > e.Seq && later.Intent != e.Intent {
			return later.Intent
		}
	}
	return ""
}

// noteArrived ends the note of an entry after which nothing is to be watched.
const noteArrived = "arrived"

// entryOf writes a transition as the journal has it.
func entryOf(rec state.WriteRecord) journal.Entry {
	note := string(rec.Why)
	if rec.Arrived {
		note = strings.TrimSpace(note + " " + noteArrived)
	}
	o := rec.Order
	return journal.Entry{Intent: o.Intent, State: string(rec.State), Open: rec.Open, Kind: string(o.Kind), Env: o.Env,
		Target: o.Target, Amount: int64(o.Amount), Currency: o.Currency, Operator: rec.Operator, At: rec.At,
		BodyHash: rec.BodyHash, Baseline: string(rec.Baseline), BaselineHash: rec.BaselineHash, Action: rec.Action,
		Support: plainID(rec.Support), Result: plainID(rec.Child), Note: note}
}

// plainID makes sure that an id of the server never keeps an outcome out of the
// journal: too long, or with characters that are no id's. One that is the number
// of an account or a card is masked.
func plainID(id string) string {
	id = strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, id)
	return state.MaskText(id[:min(len(id), 100)])
}
