package state

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// ReadTimeline reads an object, the refunds that it led to, and what the journal
// has of it; [TimelineRead] answers.
type ReadTimeline struct {
	Ticket   Ticket
	Resource string
	ID       string
}

func (ReadTimeline) effect() {}

// TimelineRead answers [ReadTimeline], with what could be read of either.
type TimelineRead struct {
	Ticket Ticket
	Object Object
	// Children are the refunds of a payment; Missing is how many of them could
	// not be read.
	Children []Object
	Missing  int
	Err      error // why the server could not be asked
	Entries  []JournalEntry
	BookErr  error // why the journal could not be read
}

func (TimelineRead) event() {}

// TimelineLayer is what happened to one object, as the server dates it and as we
// recorded it, oldest first.
type TimelineLayer struct {
	Scroller
	Res    *Resource
	ID     string
	Object *Object // nil until it is here
	Lines  []TimelineLine
	// Err and BookErr say which side could not be asked, Missing how many refunds
	// are without their dates.
	Err, BookErr error
	Missing      int
	wanted       Ticket
}

// TimelineLine is one thing that happened.
type TimelineLine struct {
	At    time.Time
	Day   bool   // the server named no time of day
	Who   string // the operator of ours; empty where the server says it
	Words text.Msg
	Tone  Tone
}

// Mode is that of one object.
func (*TimelineLayer) Mode() Mode { return ModeDetail }

// Reading reports that it is being read.
func (t *TimelineLayer) Reading() bool { return t.wanted != 0 }

func (t *TimelineLayer) about() (*Resource, string, *Object) { return t.Res, t.ID, t.Object }

func (t *TimelineLayer) act(a *App, action Action) ([]Effect, bool) {
	switch {
	case t.Scroller.act(a, action):
		return nil, true
	case action == Refresh:
		return t.read(a), true
	}
	return nil, action == Open || action == NextField || action == Timeline
}

func (t *TimelineLayer) read(a *App) []Effect {
	t.wanted = a.ticket()
	return []Effect{ReadTimeline{Ticket: t.wanted, Resource: t.Res.Name, ID: t.ID}}
}

// openTimeline shows what happened to the object that is meant; of an entry of
// the journal, to the object that it is about.
func (a *App) openTimeline() []Effect {
	res, id, o := a.ofTimeline()
	t := &TimelineLayer{Res: res, ID: id, Object: o}
	if o != nil {
		t.Lines = a.timeline(TimelineRead{Object: *o})
	}
	a.push(t)
	return t.read(a)
}

// ofTimeline is the object of the timeline that is meant; res is nil where there
// is none.
func (a *App) ofTimeline() (res *Resource, id string, o *Object) {
	res, id, o = a.meant()
	if !res.Book {
		return res, id, o
	}
	switch {
	case o != nil:
		id = o.Value.(*JournalRecord).Target
	default:
		rows := a.list().Rows
		if at, ok := rows.Index(id); ok {
			id = rows.Value(at, journalTarget).Text
		}
	}
	return resourceOf(id), id, a.objects.get(id)
}

func (a *App) whyNoTimeline() text.Msg {
	if why := a.whyNoObject(); !why.IsZero() {
		return why
	}
	res, _, _ := a.ofTimeline()
	if res == nil {
		return text.M(text.NoTimeline)
	}
	if _, _, o := a.meant(); o != nil {
		if why := a.whyElsewhere(o); !why.IsZero() {
			return why
		}
	}
	return a.whyClosed(res)
}

// timelineRead shows what was read.
func (a *App) timelineRead(e TimelineRead) []Effect {
	for _, layer := range a.Layers {
		t, ok := layer.(*TimelineLayer)
		if !ok || t.wanted != e.Ticket || e.Ticket == 0 {
			continue
		}
		t.wanted, t.Err, t.BookErr, t.Missing = 0, e.Err, e.BookErr, e.Missing
		if e.Err == nil {
			t.Object = a.keep(e.Object)
		} else if t.Object != nil {
			e.Object = *t.Object
		}
		a.heard(e.Err)
		t.Lines = a.timeline(e)
		return nil
	}
	a.rev--
	return nil
}

// timeline merges what the server dates with what we did, oldest first.
func (a *App) timeline(e TimelineRead) []TimelineLine {
	lines := a.datesOf(e.Object, func(word text.Msg) text.Msg { return word })
	for _, child := range e.Children {
		p, ok := child.Value.(*api.PaymentTransaction)
		if !ok {
			continue
		}
		var amount any = "?"
		if p.Amount != nil {
			amount = api.Money{Amount: *p.Amount, Currency: p.Currency}
		}
		lines = append(lines, a.datesOf(child, func(word text.Msg) text.Msg {
			return text.M(text.ChildDate, amount, child.ID, word)
		})...)
	}
	for _, entry := range e.Entries {
		lines = append(lines, TimelineLine{At: entry.At, Who: cmp.Or(entry.Operator, "?"), Words: entry.Did(), Tone: entry.tone()})
	}
	slices.SortStableFunc(lines, func(a, b TimelineLine) int { return a.At.Compare(b.At) })
	return lines
}

// dateWords say what a date of the API means, by the name of its field. One that
// is not here is shown under its own name.
var dateWords = map[string]text.Key{
	"created": text.DateCreated, "updated": text.DateUpdated, "updated_at": text.DateUpdated, "last_modified": text.DateUpdated,
	"last_change": text.DateUpdated, "completion_date": text.DateCompleted, "incoming_payment_date": text.DateIncoming,
	"load_date": text.DateLoaded, "payout_date": text.DatePayout, "date": text.DatePlain, "execution_date": text.DateExecution,
	"start_at": text.DateStarts, "start_date": text.DateStarts, "end_date": text.DateEnds, "funding_end": text.DateEnds,
	"expiry_date": text.DateExpires, "expire_date": text.DateExpires, "recurring_expiry": text.DateExpires,
	"graduation_date": text.DateCompleted, "next_billing_time": text.DateNextBill, "last_usage": text.DateLastUsage,
	"last_charge": text.DateLastCharge, "lock_date": text.DateLockedAt, "locked": text.DateLockedAt, "locked_at": text.DateLockedAt,
	"shipped_at": text.DateShipped, "delivered_at": text.DateDelivered, "customer_assignment_date": text.DateAssigned,
	"end_of_day_date": text.DateEndOfDay, "report_from": text.DateReportFrom, "report_to": text.DateReportTo,
	"identificationtime": text.DateIdentified, "invited": text.DateInvited, "event_date": text.DateEvent,
}

// noDates are fields that look like dates and tell nothing of the object: a
// person's birthday.
var noDates = map[string]bool{"dob": true, "birthday": true, "date_of_birth": true}

// mostDates bounds the dates that are taken of one object.
const mostDates = 200

// datesOf takes every date of an object from what the server sent. Objects
// inside it that have an id are others, with dates of their own.
func (a *App) datesOf(o Object, say func(text.Msg) text.Msg) []TimelineLine {
	dec := json.NewDecoder(bytes.NewReader(o.Raw))
	var whole map[string]any
	if dec.Decode(&whole) != nil {
		return nil
	}
	var lines []TimelineLine
	var walk func(path []string, value any)
	walk = func(path []string, value any) {
		switch value := value.(type) {
		case map[string]any:
			if _, other := value["id"]; other && len(path) > 0 {
				return
			}
			for _, name := range sortedNames(value) {
				walk(append(path[:len(path):len(path)], name), value[name])
			}
		case []any:
			for _, v := range value {
				walk(path, v)
			}
		case string:
			t := api.ParseTime(value)
			if len(path) == 0 || t.Text != "" || t.IsZero() || noDates[path[len(path)-1]] || len(lines) == mostDates {
				return
			}
			line := TimelineLine{At: t.Time, Day: t.DateOnly, Words: say(dateTitle(path))}
			if y, m, d := t.Date(); t.DateOnly {
				line.At = time.Date(y, m, d, 0, 0, 0, 0, a.Env.Zone)
			}
			lines = append(lines, line)
		}
	}
	walk(nil, whole)
	return lines
}

// dateTitle is what the date at a path is called.
func dateTitle(path []string) text.Msg {
	last := len(path) - 1
	key, known := dateWords[path[last]]
	within := MaskText(api.Clean(strings.ReplaceAll(strings.Join(path[:last], "."), "_", " ")))
	switch {
	case !known:
		return text.Plain(MaskText(api.Clean(strings.ReplaceAll(strings.Join(path, "."), "_", " "))))
	case within != "":
		return text.M(text.Quoted, within, key)
	}
	return text.M(key)
}

func sortedNames(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// timelineText is a timeline to be pasted elsewhere.
func (a *App) timelineText(t *TimelineLayer) string {
	var b strings.Builder
	for _, line := range t.Lines {
		layout := "2006-01-02 15:04:05"
		if line.Day {
			layout = time.DateOnly
		}
		who := a.Env.Lang.Text(text.OfServer)
		if line.Who != "" {
			who = a.Env.Lang.Text(text.OfUs) + " " + line.Who
		}
		b.WriteString(line.At.In(a.Env.Zone).Format(layout) + "\t" + who + "\t" + MaskText(a.Env.Lang.Say(line.Words)) + "\n")
	}
	return b.String()
}
