package state

import "tresen/state/text"

// listAct carries out what the table understands.
func (a *App) listAct(action Action) ([]Effect, bool) {
	if to, ok := a.target(action); ok {
		l := a.list()
		l.follow = false
		if action == Last {
			return a.toEnd(), true
		}
		l.move(to, a.Layout().Rows)
		return append(a.more(l), a.peek()...), true
	}
	switch action {
	case Open:
		return a.openDetail(), true
	case Left, Right:
		a.sideways(action)
	case Mark:
		a.mark()
	case MarkRange:
		a.markRange()
	default:
		return nil, false
	}
	return nil, true
}

// target is where a movement leads.
func (a *App) target(action Action) (int, bool) {
	l, page := a.list(), a.Layout().Rows
	switch action {
	case Up:
		return l.Cursor - 1, true
	case Down:
		return l.Cursor + 1, true
	case PageUp:
		return l.Cursor - page, true
	case PageDown:
		return l.Cursor + page, true
	case HalfUp:
		return l.Cursor - page/2, true
	case HalfDown:
		return l.Cursor + page/2, true
	case First:
		return 0, true
	case Last:
		return l.Len() - 1, true
	}
	return 0, false
}

// toEnd goes to the last row. Where more is on the server, everything is loaded
// and the cursor stays at the end until another key takes it away; esc stops.
func (a *App) toEnd() []Effect {
	l := a.list()
	l.move(l.Len()-1, a.Layout().Rows)
	if !l.Complete && !l.AsOf.IsZero() && l.View == nil {
		l.loadAll, l.follow = true, true
	}
	return append(a.more(l), a.peek()...)
}

// sideways scrolls the columns by one, never past the last.
func (a *App) sideways(action Action) {
	l := a.list()
	n := len(a.VisibleColumns()) - l.Res.Frozen - 1
	if action == Left {
		l.Sideways--
	} else {
		l.Sideways++
	}
	l.Sideways = max(0, min(l.Sideways, n))
}

// VisibleColumns are the columns of the view that are not hidden.
func (a *App) VisibleColumns() []Column {
	var shown []Column
	for i, c := range a.Current.Res.Columns {
		if !a.Current.Hidden[i] {
			shown = append(shown, c)
		}
	}
	return shown
}

// mark marks the row under the cursor, or takes the mark away, and goes on to
// the next row.
func (a *App) mark() {
	l := a.list()
	id := l.CursorID()
	if id == "" {
		return
	}
	if _, marked := l.Marks[id]; marked {
		delete(l.Marks, id)
	} else {
		l.Marks[id] = struct{}{}
	}
	l.anchor = id
	l.move(l.Cursor+1, a.Layout().Rows)
}

// markRange marks from the last marked row to the cursor. A range that is too
// long to be meant is refused.
func (a *App) markRange() {
	const longest = 10_000
	l := a.list()
	from, to := -1, l.Cursor
	if l.View == nil {
		if at, ok := l.Rows.Index(l.anchor); ok {
			from = at
		}
	} else if l.anchor != "" {
		if at := a.nearby(l, l.anchor, l.Cursor); l.Rows.ID(l.Row(at)) == l.anchor {
			from = at
		}
	}
	if from < 0 {
		a.toast(Info, text.M(text.MarkFirst))
		return
	}
	if from > to {
		from, to = to, from
	}
	if to-from >= longest {
		a.toast(Info, text.M(text.RangeTooLong, longest))
		return
	}
	for at := from; at <= to; at++ {
		l.Marks[l.Rows.ID(l.Row(at))] = struct{}{}
	}
}

// refresh reads the search again from its start and keeps the cursor on its
// row.
func (a *App) refresh() []Effect {
	l := a.list()
	var effects []Effect
	if l.wanted != 0 {
		effects = append(effects, Cancel{l.wanted})
	}
	l.replacing, l.loadAll, l.follow, l.failures = true, false, false, 0
	effects = append(effects, a.open(l)...)
	if d, ok := a.Top().(*DetailLayer); ok {
		effects = append(effects, d.read(a)...)
	}
	return effects
}

func (a *App) togglePane() []Effect {
	a.PaneHidden = !a.PaneHidden
	a.list().reveal(a.Layout().Rows)
	return append(a.more(a.list()), a.peek()...)
}

func (a *App) whyNoPane() text.Msg {
	if a.Width < paneBelowFrom || a.Width < paneBesideFrom && a.Height < paneMinHeight {
		return text.M(text.PaneNeedsRoom, paneBelowFrom)
	}
	return text.Msg{}
}

func (a *App) whyNothingNew() text.Msg {
	if a.list().Waiting == 0 {
		return text.M(text.NothingNew)
	}
	return text.Msg{}
}

func (a *App) whyNoObject() text.Msg {
	if a.targetID() == "" {
		return text.M(text.NoRowHere)
	}
	return text.Msg{}
}
