package state

import (
	"fmt"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// watchEvery is how often a watched list is asked for new rows.
const watchEvery = 10 * time.Second

// Offline says since when the server cannot be reached; zero: it can.
type Offline struct {
	Since time.Time
	probe time.Time // when to look whether it is back
}

// Gone reports that the line is down.
func (o Offline) Gone() bool { return !o.Since.IsZero() }

func (a *App) wentOffline() {
	if !a.Offline.Gone() {
		a.Offline = Offline{Since: a.Now, probe: a.Now.Add(watchEvery)}
	}
}

func (a *App) online() {
	if a.Offline.Gone() {
		a.Offline = Offline{}
		a.toast(Good, text.M(text.BackOnline))
	}
}

// heard learns from the end of any read whether the line is up.
func (a *App) heard(err error) {
	switch {
	case err == nil:
		a.online()
	case api.IsOffline(err):
		a.wentOffline()
	}
}

// Watching reports that the list is asked for new rows now and then.
func (a *App) Watching() bool { return !a.watchAt.IsZero() }

func (a *App) toggleWatch() []Effect {
	if a.Watching() {
		a.watchAt = time.Time{}
		a.toast(Info, text.M(text.WatchOff))
		return nil
	}
	a.watchAt = a.Now.Add(watchEvery)
	a.toast(Info, text.M(text.WatchOn, int(watchEvery/time.Second)))
	return a.countNew()
}

// watched asks for new rows when it is time. While the line is down it asks
// too, so that the screen notices when it is back.
func (a *App) watched() []Effect {
	due := a.watchAt
	if a.Offline.Gone() {
		due = a.Offline.probe
	}
	if due.IsZero() || a.Now.Before(due) {
		return nil
	}
	if a.Offline.Gone() {
		a.Offline.probe = a.Now.Add(watchEvery)
	}
	if a.Watching() {
		a.watchAt = a.Now.Add(watchEvery)
	}
	return a.countNew()
}

// countNew asks how many rows are newer than the newest here, or as new.
func (a *App) countNew() []Effect {
	l := a.list()
	if l.Res.Book {
		return a.countEntries(l)
	}
	if a.watching != 0 || l.Rows.Len() == 0 || !l.byDefault() {
		return nil
	}
	newest := l.Rows.Value(0, l.Res.Newest)
	if !newest.Set {
		return nil
	}
	a.watching = a.ticket()
	l.counting = a.watching
	since := time.Unix(newest.Num, 0).UTC().Format(time.RFC3339)
	q := andQuery(l.Found.Q, fmt.Sprintf("%s:[%s TO *]", l.Res.Fields[l.Res.Newest].Path, since))
	return []Effect{Count{Ticket: a.watching, Resource: l.Res.Name, Q: q}}
}

// counted puts new rows behind a counter: nothing moves under the cursor.
func (a *App) counted(e Counted) []Effect {
	if a.watching != e.Ticket {
		a.countedEntries(e)
		return nil
	}
	a.watching = 0
	a.heard(e.Err)
	for _, l := range a.lists {
		if l.counting != e.Ticket {
			continue
		}
		l.counting = 0
		if e.Err == nil {
			l.Waiting = max(0, e.Total-l.sameAsNewest())
		}
	}
	return nil
}

// sameAsNewest counts the first rows that are as new as the newest.
func (l *List) sameAsNewest() int {
	n := 0
	for n < l.Rows.Len() && l.Rows.Value(n, l.Res.Newest) == l.Rows.Value(0, l.Res.Newest) {
		n++
	}
	return n
}
