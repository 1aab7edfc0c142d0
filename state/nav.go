package state

import (
	"tresen/api/query"
	"tresen/state/text"
)

// historyLimit bounds how many searches of a view keep their rows.
const historyLimit = 8

func emptySearch() query.Search { return query.Search{} }

// goTo shows the view of a resource, as it was left.
func (a *App) goTo(res *Resource) []Effect {
	if res == nil {
		return nil
	}
	a.Line, a.Layers = nil, nil
	v := a.view(res)
	if v == a.Current {
		return nil
	}
	a.previous, a.Current = a.Current, v
	a.Peek, a.peekFor = nil, ""
	l := a.list()
	l.reveal(a.Layout().Rows)
	if l.AsOf.IsZero() && l.wanted == 0 {
		return a.open(l)
	}
	return append(append(a.more(l), a.peek()...), a.countEntries(l)...)
}

func (a *App) toPrevious() []Effect {
	if a.previous == nil {
		return nil
	}
	return a.goTo(a.previous.Res)
}

// visit opens a search. The rows on screen stay until its first page is here.
func (a *App) visit(l *List) []Effect {
	var effects []Effect
	if old := a.Current.Pending; old != nil {
		effects = append(effects, Cancel{old.wanted})
	}
	a.Current.Pending = l
	return append(effects, a.open(l)...)
}

// show puts a search that has rows on screen, as the newest of the history.
func (a *App) show(v *View, l *List) []Effect {
	v.Pending = nil
	v.Lists = append(v.Lists[:v.At+1], l)
	if len(v.Lists) > historyLimit {
		v.Lists = append(v.Lists[:0], v.Lists[len(v.Lists)-historyLimit:]...)
	}
	v.At = len(v.Lists) - 1
	return nil
}

// step walks the history of searches.
func (a *App) step(by int) []Effect {
	v := a.Current
	v.At = max(0, min(v.At+by, len(v.Lists)-1))
	l := v.List()
	l.reveal(a.Layout().Rows)
	return append(append(a.more(l), a.peek()...), a.countEntries(l)...)
}

func (a *App) whyNoOlder() text.Msg {
	if a.Current.At == 0 {
		return text.M(text.NoOlderSearch)
	}
	return text.Msg{}
}

func (a *App) whyNoNewer() text.Msg {
	if a.Current.At == len(a.Current.Lists)-1 {
		return text.M(text.NoNewerSearch)
	}
	return text.Msg{}
}
