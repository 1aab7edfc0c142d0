package state

import (
	"cmp"
	"slices"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// OpenWrite is a write that the journal has open, whichever program on whichever
// machine began it.
type OpenWrite struct {
	Intent   string
	Kind     WriteKind
	Target   string
	Amount   api.Minor
	Currency string
	Operator string // who began it
	State    WriteState
	Why      WriteWhy
	Since    time.Time // when it was begun
	Env      string    // the host that it goes to
	Expires  time.Time // of an approval; zero where it does not end
}

// JournalSeen says what the journal has now: the number of its last entry, and
// all that is open in it, oldest first. It comes when that changed, from whatever
// program, and once for every new screen.
type JournalSeen struct {
	Head int64
	Open []OpenWrite
}

func (JournalSeen) event() {}

// journalSeen brings the screen up to what others did. Nothing moves under the
// cursor: new entries wait behind a counter.
func (a *App) journalSeen(e JournalSeen) []Effect {
	a.intentsChange(func(in *Intents) { in.others = e.Open })
	moved := e.Head != a.journalHead
	a.journalHead = e.Head
	if !moved {
		return nil
	}
	effects := a.countEntries(a.list())
	for _, layer := range a.Layers {
		switch l := layer.(type) {
		case *DetailLayer:
			if l.Res.Book {
				effects = append(effects, l.read(a)...)
			}
		case *TimelineLayer:
			effects = append(effects, l.read(a)...)
		}
	}
	return effects
}

// intentsChange changes the intents under the cursor of their list, which stays
// on its own.
func (a *App) intentsChange(change func(*Intents)) {
	layer, _ := a.Top().(*IntentsLayer)
	var chosen *Intent
	if layer != nil {
		chosen = layer.chosen(a)
	}
	change(&a.Intents)
	for _, layer := range a.Layers {
		if l, ok := layer.(*ApprovalLayer); ok && l.Over(a) {
			l.stop(text.M(text.ApprovalGone))
		}
	}
	if chosen == nil {
		return
	}
	all := a.Intents.All()
	if at := slices.IndexFunc(all, chosen.same); at >= 0 {
		layer.Cursor = len(all) - 1 - at
	}
	layer.Cursor = max(0, min(layer.Cursor, len(all)-1))
}

// same reports the same write: by its intent, or before it has one by what it
// does.
func (i *Intent) same(other Intent) bool {
	if i.Intent != "" && other.Intent != "" {
		return i.Intent == other.Intent
	}
	return i.Target == other.Target && i.Amount == other.Amount
}

// asIntent is a write of the journal as the list of intents shows it.
func (o OpenWrite) asIntent() Intent {
	return Intent{Since: o.Since, Other: true, WriteMoved: WriteMoved{Intent: o.Intent, Kind: o.Kind, Target: o.Target,
		Operator: o.Operator, Env: o.Env, State: o.State, Why: o.Why, Amount: o.Amount, Currency: o.Currency, At: o.Since,
		Expires: o.Expires}}
}

// All lists the writes, newest last: those of this program, of which it has
// newer news than the journal, and those that others have open.
func (in *Intents) All() []Intent {
	all := slices.Clone(in.list)
	for _, o := range in.others {
		other := o.asIntent()
		at := slices.IndexFunc(all, func(i Intent) bool { return !i.Other && i.same(other) })
		switch {
		case at < 0:
			all = append(all, other)
		case all[at].State == WriteRefused && all[at].Why == WhyOvertaken: // ours no more
			all[at] = other
		}
	}
	slices.SortStableFunc(all, func(a, b Intent) int { return a.Since.Compare(b.Since) })
	return all
}

// OpenCount says how many writes are open, whoever began them, and how many
// others wait for the operator to approve them here.
func (a *App) OpenCount() (open, forYou int) {
	for _, i := range a.Intents.All() {
		if i.State.Open() || i.State == WriteDraft {
			open++
		}
	}
	forYou = len(a.waiting())
	return open - forYou, forYou
}

// whyOpen says who has a write of an object open; zero where nobody has.
func (a *App) whyOpen(target string) text.Msg {
	i := a.Intents.OpenFor(target, a.Env.Host)
	switch {
	case i == nil:
		return text.Msg{}
	case !i.Other && (i.Operator == a.Env.Operator || i.Operator == ""):
		return text.M(text.IntentOpen, *i)
	}
	return text.M(text.OpenOfOther, KindTitle(i.Kind), i.Operator, a.clock(i.Since), i.Env)
}

// clock is a time of today, or a day and a time of another day.
func (a *App) clock(at time.Time) string {
	at, now := at.In(a.Env.Zone), a.Now.In(a.Env.Zone)
	if at.Year() == now.Year() && at.YearDay() == now.YearDay() {
		return at.Format("15:04")
	}
	return at.Format(cmp.Or(map[string]string{"de": "02.01. 15:04"}[a.Env.Lang.Code()], "02 Jan 15:04"))
}

// countEntries counts what came to the journal since a list of it was read, as
// far as the list would show it.
func (a *App) countEntries(l *List) []Effect {
	switch {
	case !l.Res.Book || l.AsOf.IsZero() || l.wanted != 0 || l.counting != 0 || a.journalHead <= l.Head:
		return nil
	case l.Found.Q == "":
		l.Waiting = int(a.journalHead - l.Head)
		return nil
	}
	l.counting = a.ticket()
	return []Effect{Count{Ticket: l.counting, Resource: l.Res.Name, Q: l.Found.Q, Above: l.Head}}
}

// countedEntries takes how many new entries a list of the journal has.
func (a *App) countedEntries(e Counted) {
	for _, l := range a.lists {
		if l.counting == e.Ticket && e.Ticket != 0 {
			l.counting = 0
			if e.Err == nil {
				l.Waiting = e.Total
			}
		}
	}
}

// furtherDown goes on looking through the journal. A page that was cut short is
// only followed by the next where the operator wants to see everything: else one
// step after the other, and how far it went is said.
func (a *App) furtherDown(l *List) []Effect {
	if l.Down == 0 {
		return a.more(l)
	}
	l.Note = text.M(text.JournalLookedTo, l.Down)
	if l.loadAll {
		return a.next(l)
	}
	return nil
}

// JournalError is why the journal could not be read.
type JournalError struct {
	Err error
	// Closed: it is not open at all, and reading again will not change that.
	Closed bool
}

func (e *JournalError) Error() string { return "the journal cannot be read: " + e.Err.Error() }

func (e *JournalError) Unwrap() error { return e.Err }

// saysToStart are the problems of a journal whose words end with that.
var saysToStart = map[text.Key]bool{text.JournalBusy: true, text.JournalReadOnly: true, text.JournalGone: true}

// explainJournal finds the words for it: while it is not open, those that the
// frame has for that.
func (a *App) explainJournal(e *JournalError) Explanation {
	switch {
	case e.Closed && a.Env.NoWrites.Key == text.JournalOpening:
		return Explanation{a.Env.NoWrites, text.M(text.HintJournalOpens)}
	case e.Closed && saysToStart[a.Env.NoWrites.Key]:
		return Explanation{What: a.Env.NoWrites}
	case e.Closed && !a.Env.NoWrites.IsZero():
		return Explanation{a.Env.NoWrites, text.M(text.HintJournalClosed)}
	}
	return Explanation{text.M(text.JournalUnread, api.Clean(e.Err.Error())), text.M(text.HintJournal)}
}

// reopened reads the lists of the journal that waited for it to open.
func (a *App) reopened() []Effect {
	var effects []Effect
	for _, l := range a.lists {
		if l.Res.Book && l.Err != nil && l.wanted == 0 {
			effects = append(effects, a.open(l)...)
		}
	}
	return effects
}
