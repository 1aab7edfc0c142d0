package state

import (
	"cmp"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// ServerKind is what is behind the screen: what a mistake would cost.
type ServerKind uint8

// The kinds of server.
const (
	Sandbox ServerKind = iota // ours, in this program; nothing is real
	Test                      // the provider's test system
	Live                      // real money
)

// Env says where and who: the first line of every screen.
type Env struct {
	Kind     ServerKind
	Host     string
	Merchant string // empty until the server said it
	Operator string
	Rule     Rule // what the operator may do; a zero role is that of a shop without roles, Manager
	Roles    bool // there are roles: the frame says which one the operator has
	Lang     *text.Lang
	Zone     *time.Location
	ASCII    bool // no character beyond ASCII in the frame
	// Shown are words of the wire as the screen draws them, so that a filter
	// finds what the operator sees.
	Shown map[string]string
	// NoWrites says why nothing can be written here at all (the journal cannot
	// be opened); zero where it can.
	NoWrites text.Msg
	// NoRules says why nothing can be written for now: what is wrong with the
	// configuration; zero where nothing is. Restart: some of it waits for the next
	// start.
	NoRules text.Msg
	Restart bool
}

// App is one screen: everything it knows. It is changed by [App.Handle] only;
// views read it.
type App struct {
	Env           Env
	Width, Height int
	Now           time.Time

	// Current is the view on screen, previous the one before it.
	Current  *View
	previous *View
	views    map[string]*View
	// Layers lie over the table, the last one on top.
	Layers []Layer
	// Line is the editor of the search or filter line, nil while closed.
	Line *LineEditor

	Toasts  []Toast
	Log     []api.Exchange // newest last, bounded
	Intents Intents
	Offline Offline
	// UnlockedUntil is when writes to LIVE lock themselves again.
	UnlockedUntil time.Time
	PaneHidden    bool
	Zoomed        bool
	// Peek is the object that the pane shows: it follows the cursor once it
	// rests.
	Peek *Object

	rev      uint64
	tickets  Ticket
	objects  objectCache
	peekFor  string
	peekWant Ticket
	restAt   time.Time
	watching Ticket
	watchAt  time.Time
	asking   Ticket // who the merchant is
	asked    bool
	linkWant Ticket // the payment link just made
	attempts attempts
	// journalHead is the number of the journal's last entry, as told.
	journalHead int64
}

// View is a resource on screen with the searches visited in it.
type View struct {
	Res   *Resource
	Lists []*List // history, bounded
	At    int     // the list shown
	// Pending is a search on its way: the old rows stay until it brings some.
	Pending *List
	Hidden  map[int]bool // columns not shown, by index
}

// List is the search that is shown.
func (v *View) List() *List { return v.Lists[v.At] }

// New makes a screen that stands on its first view. Its first effects come from
// the first event, which must be a [Ticked].
func New(env Env) *App {
	if env.Lang == nil {
		env.Lang = text.For("en")
	}
	if env.Zone == nil {
		env.Zone = time.UTC
	}
	env.Rule.Role = cmp.Or(env.Rule.Role, Manager)
	a := &App{Env: env, Width: 80, Height: 24, views: map[string]*View{}}
	a.Current = a.view(a.firstResource())
	return a
}

// Rev changes with everything that may change the picture.
func (a *App) Rev() uint64 { return a.rev }

// Handle takes an event and says what is to be done about it.
func (a *App) Handle(event Event) []Effect {
	a.rev++
	effects := a.handle(event)
	a.hideRevealed()
	return a.permitted(effects)
}

func (a *App) handle(event Event) []Effect {
	switch e := event.(type) {
	case Ticked:
		return a.ticked(e)
	case Resized:
		a.Width, a.Height = e.Width, e.Height
		a.list().reveal(a.Layout().Rows)
		return append(a.more(a.list()), a.peek()...)
	case Acted:
		return a.acted(e)
	case Edited:
		return a.edited(e)
	case Found:
		return a.found(e)
	case Scanned:
		return a.scanned(e)
	case Counted:
		return a.counted(e)
	case Got:
		return a.got(e)
	case BaselineRead:
		return a.baselineRead(e)
	case ApprovalRead:
		return a.approvalRead(e)
	case NotWaiting:
		return a.notWaiting(e)
	case EvidenceRead:
		return a.evidenceRead(e)
	case WriteMoved:
		return a.writeMoved(e)
	case Revealed:
		return a.revealed(e)
	case Measured:
		return a.measured(e)
	case Exchanged:
		return a.exchanged(e)
	case JournalOpened:
		return a.journalOpened(e)
	case JournalSeen:
		return a.journalSeen(e)
	case RulesRead:
		return a.rulesRead(e)
	case TimelineRead:
		return a.timelineRead(e)
	}
	return nil
}

// ticked moves the time on and does what was due.
func (a *App) ticked(e Ticked) []Effect {
	first := a.Now.IsZero()
	if !first && !e.Beat && a.Now.Unix() == e.Now.Unix() {
		a.rev-- // nothing on the screen shows parts of a second
	}
	a.Now = e.Now
	if a.Locked() {
		a.UnlockedUntil = time.Time{} // for good, whatever the clock says next
	}
	a.expireToasts()
	var effects []Effect
	if first || e.Beat {
		effects = append(effects, Wake{After: e.Now.Truncate(time.Second).Add(time.Second).Sub(e.Now), Beat: true})
	}
	if first {
		effects = append(effects, a.open(a.list())...)
	}
	effects = append(effects, a.retry()...)
	effects = append(effects, a.rested()...)
	return append(effects, a.watched()...)
}

// ticket makes a new ticket.
func (a *App) ticket() Ticket {
	a.tickets++
	return a.tickets
}

func (a *App) list() *List { return a.Current.List() }

// view finds or makes the view of a resource.
func (a *App) view(res *Resource) *View {
	v := a.views[res.Name]
	if v == nil {
		v = &View{Res: res, Hidden: map[int]bool{}, Lists: []*List{newList(res, "", emptySearch(), res.Order)}}
		a.views[res.Name] = v
	}
	return v
}

// lists walks every list that an answer could belong to.
func (a *App) lists(yield func(*View, *List) bool) {
	for _, v := range a.views {
		for _, l := range v.Lists {
			if !yield(v, l) {
				return
			}
		}
		if v.Pending != nil && !yield(v, v.Pending) {
			return
		}
	}
}

// exchanged keeps the last requests for the log.
func (a *App) exchanged(e Exchanged) []Effect {
	const kept = 500
	if len(a.Log) == kept {
		a.Log = append(a.Log[:0], a.Log[kept/5:]...)
	}
	a.Log = append(a.Log, e.Exchange)
	if _, open := a.Top().(*LogLayer); !open {
		a.rev-- // nobody looks
	}
	return nil
}
