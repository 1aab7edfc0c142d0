package state

import (
	"fmt"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// A scroll is kept by the server for scrollExpire after each page; ours ends
// scrollMargin earlier, so that no request meets a context that just died.
const (
	scrollExpire = 5 * time.Minute
	scrollMargin = 30 * time.Second
)

// open asks for the first page of a list.
func (a *App) open(l *List) []Effect {
	if !a.whyClosed(l.Res).IsZero() {
		return nil // the screen says why, in the place of rows
	}
	l.wanted = a.ticket()
	l.Err, l.retryAt = nil, time.Time{}
	return []Effect{Find{Ticket: l.wanted, Resource: l.Res.Name, Query: l.query()}}
}

// more asks for the next page where the screen is about to need it: one page
// ahead, one request at a time.
func (a *App) more(l *List) []Effect {
	if l.wanted != 0 || l.Complete || l.AsOf.IsZero() || !l.retryAt.IsZero() {
		return nil
	}
	ahead := l.Rows.Len() - (l.Top + a.Layout().Rows)
	if !l.loadAll && (l.View != nil || ahead >= pageSize/2) {
		return nil
	}
	return a.next(l)
}

// next continues the scroll, or opens a new one where the server has forgotten
// it by now.
func (a *App) next(l *List) []Effect {
	l.Err, l.retryAt = nil, time.Time{}
	if l.scroll == "" || !l.Res.Book && a.Now.After(l.deadline) {
		return a.continueSearch(l)
	}
	l.wanted = a.ticket()
	return []Effect{Next{Ticket: l.wanted, Resource: l.Res.Name, ScrollID: l.scroll}}
}

// continueSearch goes on where a lost scroll stopped. Newest first, the rest is
// what is not newer than the last row; any other order is read again from its
// start. Either way rows that are here already are recognised by their ids.
func (a *App) continueSearch(l *List) []Effect {
	q := l.query()
	if last := l.Rows.Len() - 1; l.byDefault() && last >= 0 {
		if v := l.Rows.Value(last, l.Res.Newest); v.Set {
			at := time.Unix(v.Num, 0).UTC().Format(time.RFC3339)
			q.Q = andQuery(l.Found.Q, fmt.Sprintf("%s:[* TO %s]", l.Res.Fields[l.Res.Newest].Path, at))
		}
	}
	l.Note = text.M(text.SearchContinued)
	l.wanted = a.ticket()
	return []Effect{Find{Ticket: l.wanted, Resource: l.Res.Name, Query: q}}
}

// andQuery restricts a search by one more condition.
func andQuery(q, condition string) string {
	if q == "" {
		return condition
	}
	return "(" + q + ") AND " + condition
}

// found takes a page. Pages of a search that is no longer wanted are dropped.
func (a *App) found(e Found) []Effect {
	for v, l := range a.lists {
		if l.wanted == e.Ticket && e.Ticket != 0 {
			l.wanted = 0
			if e.Err != nil {
				return a.pageFailed(v, l, e.Err)
			}
			return a.pageCame(v, l, e.Page)
		}
	}
	a.rev--
	return nil
}

func (a *App) pageCame(v *View, l *List, p Page) []Effect {
	if !l.Res.Book {
		a.online()
	}
	l.failures, l.Err = 0, nil
	var effects []Effect
	if v.Pending == l {
		effects = append(effects, a.show(v, l)...)
	}
	keep := l.CursorID()
	if l.replacing {
		l.restart()
	}
	first := l.AsOf.IsZero()
	if first {
		l.AsOf = a.Now
		l.Total, l.HasTotal, l.Head = p.Total, p.HasTotal, p.Head
	}
	l.Down = p.Down
	for _, row := range p.Rows {
		l.Rows.Put(row)
	}
	a.objects.put(p.Objects)
	l.scroll, l.deadline = p.ScrollID, a.Now.Add(scrollExpire-scrollMargin)
	l.Total = max(l.Total, l.Rows.Len())
	if len(p.Rows) == 0 && p.Down == 0 || p.ScrollID == "" || first && p.HasTotal && l.Rows.Len() >= p.Total {
		l.complete()
	}
	a.settle(l, keep)
	effects = append(effects, a.rescan(l)...)
	if l == a.list() {
		effects = append(effects, a.peek()...)
	}
	if l.Res.Book {
		return append(effects, a.furtherDown(l)...)
	}
	effects = append(effects, a.askName()...)
	return append(effects, a.more(l)...)
}

// askName asks once whose account this is, after the first page: the frame can
// wait, the rows cannot.
func (a *App) askName() []Effect {
	if a.asked || a.Env.Merchant != "" || !a.whyClosed(merchantList).IsZero() {
		return nil
	}
	a.asked, a.asking = true, a.ticket()
	return []Effect{Get{Ticket: a.asking, Resource: merchantList.Name, ID: "me"}}
}

// named takes the merchant's name. Without an answer the frame shows the host
// alone.
func (a *App) named(e Got) {
	a.asking = 0
	if m, ok := e.Object.Value.(*api.Merchant); ok && e.Err == nil {
		a.Env.Merchant = m.Name()
	}
}

// restart forgets the rows before the first page of a refresh comes in.
func (l *List) restart() {
	l.replacing = false
	l.Rows, l.View, l.shown, l.Complete, l.Waiting = NewRows(l.Res.Fields), nil, viewed{}, false, 0
	l.AsOf, l.Note = time.Time{}, text.Msg{}
}

// complete ends the search: every match is here.
func (l *List) complete() {
	l.Complete, l.loadAll = true, false
	l.HasTotal = true // what the server counted stays, even where fewer came
	l.scroll = ""
}

// settle puts the cursor back on the row it stood on, or at the end where that
// is followed.
func (a *App) settle(l *List, keep string) {
	height := a.Layout().Rows
	switch at, ok := l.Rows.Index(keep); {
	case l.follow && l.View == nil:
		l.move(l.Len()-1, height)
	case l.View == nil && ok:
		l.move(at, height)
	default:
		l.move(l.Cursor, height)
	}
	if l.Complete {
		l.follow = false
	}
}

// pageFailed keeps what is there and says why there is not more. A lost line
// and a busy server are tried again by itself.
func (a *App) pageFailed(v *View, l *List, err error) []Effect {
	if api.IsScrollExpired(err) {
		l.scroll = ""
		return a.continueSearch(l)
	}
	if !api.IsRateLimited(err) && !l.Res.Book {
		l.scroll = "" // it may have gone on without us: a batch would be missing
	}
	l.Err = err
	l.failures++
	wait, again := a.retryAfter(err, l.failures)
	if api.IsOffline(err) {
		a.wentOffline()
	}
	if v.Pending == l && !again {
		v.Pending = nil
		a.toast(Bad, a.Explain(err).What)
		return nil
	}
	if !again {
		l.loadAll, l.replacing = false, false
		return nil
	}
	l.retryAt = a.Now.Add(wait)
	return []Effect{Wake{After: wait}}
}

// retryAfter says how long to wait before a read is tried again: what the
// server asked for, or longer with each failure, up to half a minute.
func (a *App) retryAfter(err error, failures int) (time.Duration, bool) {
	if !retriable(err) {
		return 0, false
	}
	wait := min(30*time.Second, time.Second<<min(failures, 5))
	if asked := retryAfterOf(err); asked > wait {
		wait = asked
	}
	return wait, true
}

// retry asks again for the pages whose time has come.
func (a *App) retry() []Effect {
	var effects []Effect
	for _, l := range a.lists {
		if l.retryAt.IsZero() || a.Now.Before(l.retryAt) || l.wanted != 0 {
			continue
		}
		if l.AsOf.IsZero() || l.replacing {
			effects = append(effects, a.open(l)...)
		} else {
			effects = append(effects, a.next(l)...)
		}
	}
	return effects
}
