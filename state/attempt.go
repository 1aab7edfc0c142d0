package state

import (
	"cmp"
	"strings"
	"time"

	"tresen/state/text"
)

// NoTarget is the target of an entry that is about no object.
const NoTarget = "-"

// NoteAttempt records that an operator tried what their role does not allow.
// Nothing answers: where the journal cannot be written, the attempt was refused
// all the same.
type NoteAttempt struct {
	Action   string // with what it needs: "go-to payments"
	Target   string // the id of the object that was meant, "-" for none
	Operator string
	Why      WriteWhy
}

func (NoteAttempt) effect() {}

// AttemptTime is how long the same attempt counts as one: a held key must not
// fill the journal, nor a command in a loop.
const AttemptTime = time.Minute

// attempts are those of this screen: when each was noted last. The zero value is
// none.
type attempts struct{ noted map[NoteAttempt]time.Time }

// untargeted are the actions that are about no object: that a row is under the
// cursor means nothing to them.
var untargeted = map[Action]bool{GoTo: true, Approve: true, NewLink: true, Unlock: true, OpenIntents: true}

// refuse says why an action cannot be done. One that the role forbids is noted.
func (a *App) refuse(e Acted, why text.Msg) []Effect {
	a.toast(Info, why)
	if why.Key != text.RoleMayNot {
		return nil
	}
	n := NoteAttempt{Action: strings.TrimSpace(string(e.Action) + " " + e.Arg), Target: NoTarget, Operator: a.Env.Operator, Why: WhyRole}
	if !untargeted[e.Action] {
		n.Target = cmp.Or(a.targetID(), NoTarget)
	}
	if l, ok := a.Top().(form); ok {
		n.Target = cmp.Or(l.frozen().ID, NoTarget)
	}
	if l, ok := a.Top().(*ApprovalLayer); ok && e.Action == Approve {
		n.Target = l.Asked.Target
	}
	if l, ok := a.Top().(*EvidenceLayer); ok && e.Action == settling {
		n.Target = l.About.Target
	}
	if !a.attempts.note(n, a.Now) {
		return nil
	}
	return []Effect{n}
}

// note reports an attempt that was not made a moment ago.
func (t *attempts) note(n NoteAttempt, now time.Time) bool {
	for old, at := range t.noted {
		if now.Sub(at) >= AttemptTime {
			delete(t.noted, old)
		}
	}
	if _, again := t.noted[n]; again {
		return false
	}
	if t.noted == nil {
		t.noted = map[NoteAttempt]time.Time{}
	}
	t.noted[n] = now
	return true
}

// journalOpened lets writes begin, or says why none can.
func (a *App) journalOpened(e JournalOpened) []Effect {
	a.Env.NoWrites = e.NoWrites
	return a.reopened()
}
