package state

// viewed is what a view was worked out from: a narrower filter of the same rows
// need not look at the others.
type viewed struct {
	filter Filter
	rows   Snapshot
	plain  bool // in the order in which the rows came
}

// rescan works out again which rows the filter and the order of a list show.
// One scan runs at a time; rows that come meanwhile are taken by the next.
func (a *App) rescan(l *List) []Effect {
	if l.Filter == "" && l.Local == nil {
		l.scanning, l.rescan = 0, false
		return nil
	}
	if l.scanning != 0 {
		l.rescan = true
		return nil
	}
	return a.scan(l)
}

// scan starts a scan, whatever ran before it.
func (a *App) scan(l *List) []Effect {
	var effects []Effect
	if l.scanning != 0 {
		effects = append(effects, Cancel{l.scanning})
	}
	l.scanning, l.rescan = a.ticket(), false
	l.keepID = l.CursorID()
	keep := -1
	if at, ok := l.Rows.Index(l.keepID); ok {
		keep = at
	}
	var by []Order
	if l.Local != nil {
		by = []Order{*l.Local}
	}
	now := l.Rows.Snapshot()
	filter := Filter{Text: l.Filter, Zone: a.Env.Zone, Shown: a.Env.Shown}
	asked := viewed{filter: filter, rows: now, plain: l.Local == nil}
	if l.View != nil && l.shown.plain && asked.plain { // it looks only at what the wider filter found
		filter = filter.Narrow(l.shown.filter, l.shown.rows, now, l.View)
	}
	l.asked = asked
	return append(effects, ScanRows{Ticket: l.scanning, Snapshot: now, Filter: filter, Order: by, Keep: int32(keep)})
}

// scanned takes the view that a scan worked out.
func (a *App) scanned(e Scanned) []Effect {
	for _, l := range a.lists {
		if l.scanning != e.Ticket || e.Ticket == 0 {
			continue
		}
		l.scanning = 0
		moved := l.CursorID() != l.keepID
		id := l.CursorID()
		l.View, l.shown = e.View, l.asked
		if l.View == nil {
			l.View = []int32{}
		}
		at := e.Pos
		if moved { // the operator went on meanwhile; their row wins where it is near
			at = a.nearby(l, id, e.Pos)
		}
		l.move(max(at, 0), a.Layout().Rows)
		var effects []Effect
		if l.rescan {
			effects = a.scan(l)
		}
		return append(effects, a.peek()...)
	}
	a.rev--
	return nil
}

// nearby looks for an id around a position, far enough for what a person can
// have moved while a scan ran.
func (a *App) nearby(l *List, id string, around int) int {
	const reach = 512
	for at := max(0, around-reach); at < min(l.Len(), around+reach); at++ {
		if l.Rows.ID(l.Row(at)) == id {
			return at
		}
	}
	return around
}

// unscan goes back to the order in which the rows came.
func (a *App) unscan(l *List) []Effect {
	var effects []Effect
	if l.scanning != 0 {
		effects = append(effects, Cancel{l.scanning})
		l.scanning = 0
	}
	id := l.CursorID()
	l.View, l.rescan, l.shown = nil, false, viewed{}
	if at, ok := l.Rows.Index(id); ok {
		l.Cursor = at
	}
	l.move(l.Cursor, a.Layout().Rows)
	return append(effects, a.more(l)...)
}

// orderBy sorts by a column: here where all rows are loaded, on the server
// while they are not. It reports which.
func (a *App) orderBy(field int, desc bool) (effects []Effect, local bool) {
	l := a.list()
	path := l.Res.Fields[field].Path
	if l.Complete {
		if l.Sort.Field == path && l.Sort.Desc == desc {
			l.Local = nil
		} else {
			l.Local = &Order{Field: field, Desc: desc}
		}
		if l.Local == nil && l.Filter == "" {
			return a.unscan(l), true
		}
		return a.scan(l), true
	}
	if l.Res.Book { // it has this order already
		return nil, false
	}
	next := newList(l.Res, l.Line, l.Found, l.Sort)
	next.Sort.Field, next.Sort.Desc = path, desc
	return a.visit(next), false
}
