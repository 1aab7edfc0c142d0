package state

import "tresen/state/text"

// acted carries out an intention: the topmost layer first, then the screen.
func (a *App) acted(e Acted) []Effect {
	if why := a.whyActed(e); !why.IsZero() {
		return a.refuse(e, why)
	}
	if a.Line != nil {
		if effects, taken := a.lineAct(e.Action); taken {
			return effects
		}
	} else if top := a.Top(); top != nil {
		if effects, taken := top.act(a, e.Action); taken {
			return effects
		}
	} else if effects, taken := a.listAct(e.Action); taken {
		return effects
	}
	if do := screenActions[e.Action]; do != nil {
		return do(a, e)
	}
	return nil
}

// screenActions are what every place understands, unless its layer took the
// action for itself.
var screenActions map[Action]func(*App, Acted) []Effect

func init() { // a literal would be an initialisation cycle through acted
	screenActions = map[Action]func(*App, Acted) []Effect{
		Back:         func(a *App, _ Acted) []Effect { return a.back() },
		Close:        func(a *App, _ Acted) []Effect { return a.close() },
		Interrupt:    func(a *App, _ Acted) []Effect { return a.interrupt() },
		GoTo:         func(a *App, e Acted) []Effect { return a.goTo(ResourceNamed(e.Arg)) },
		Search:       func(a *App, _ Acted) []Effect { return a.openSearch() },
		FilterRows:   func(a *App, _ Acted) []Effect { return a.openFilter() },
		RefundAction: func(a *App, _ Acted) []Effect { return a.openRefund() },
		OpenIntents:  func(a *App, _ Acted) []Effect { a.push(&IntentsLayer{}); return nil },
		Approve:      func(a *App, _ Acted) []Effect { return a.openWaiting() },
		ShowLink:     func(a *App, _ Acted) []Effect { a.showLink(*a.targetObject()); return nil },
		Timeline:     func(a *App, _ Acted) []Effect { return a.openTimeline() },
		SortMenu:     func(a *App, _ Acted) []Effect { a.openSort(); return nil },
		ColumnMenu:   func(a *App, _ Acted) []Effect { a.push(&ColumnsLayer{}); return nil },
		CopyMenu:     func(a *App, _ Acted) []Effect { return a.openCopy() },
		RawJSON:      func(a *App, _ Acted) []Effect { return a.openRaw() },
		RevealAction: func(a *App, _ Acted) []Effect { return a.openReveal() },
		RequestLog:   func(a *App, _ Acted) []Effect { a.push(&LogLayer{}); return nil },
		Refresh:      func(a *App, _ Acted) []Effect { return a.refresh() },
		Watch:        func(a *App, _ Acted) []Effect { return a.toggleWatch() },
		ShowNew:      func(a *App, _ Acted) []Effect { return a.refresh() },
		Pane:         func(a *App, _ Acted) []Effect { return a.togglePane() },
		Zoom:         func(a *App, _ Acted) []Effect { a.Zoomed = !a.Zoomed; return nil },
		Unlock:       func(a *App, _ Acted) []Effect { return a.openUnlock() },
		HistoryBack:  func(a *App, _ Acted) []Effect { return a.step(-1) },
		HistoryNext:  func(a *App, _ Acted) []Effect { return a.step(+1) },
		PreviousView: func(a *App, _ Acted) []Effect { return a.toPrevious() },
		Palette:      func(a *App, _ Acted) []Effect { return a.openPalette(false) },
		Help:         func(a *App, _ Acted) []Effect { return a.openPalette(true) },
		RedrawAction: func(*App, Acted) []Effect { return []Effect{Redraw{}} },
	}
	for _, form := range formSpecs {
		screenActions[form.Action] = func(a *App, _ Acted) []Effect { return a.openForm(form.Kind) }
	}
}

// back goes one layer up. At the root it stops what is running: the load of all
// pages, then the filter; after that it does nothing.
func (a *App) back() []Effect {
	l := a.list()
	switch {
	case a.Line != nil:
		a.Line = nil
	case a.Top() != nil:
		a.pop()
		return a.peek()
	case l.loadAll:
		l.loadAll, l.follow = false, false
		a.toast(Info, text.M(text.LoadStopped, l.Rows.Len()))
	case a.Current.Pending != nil:
		ticket := a.Current.Pending.wanted
		a.Current.Pending = nil
		return []Effect{Cancel{ticket}}
	case l.Filter != "":
		return a.setFilter("")
	case len(l.Marks) > 0:
		clear(l.Marks)
		l.anchor = ""
	}
	return nil
}

// close is q: a layer up, and out of the program at the root.
func (a *App) close() []Effect {
	if a.Top() != nil {
		return a.back()
	}
	return a.quit()
}

// interrupt is ctrl+c: it leaves any editor, and the program at the root.
func (a *App) interrupt() []Effect {
	if a.Line != nil || a.Top() != nil {
		return a.back()
	}
	return a.quit()
}

// quit asks first while an operation is open. It goes on without the screen
// either way; the question is there so that nobody takes it for stopped.
func (a *App) quit() []Effect {
	if a.Intents.Running() == 0 {
		return []Effect{Quit{}}
	}
	a.push(&QuitLayer{})
	return nil
}

// QuitLayer asks whether to leave while an operation is open.
type QuitLayer struct{}

// Mode is that of a menu.
func (*QuitLayer) Mode() Mode { return ModeMenu }

func (*QuitLayer) act(a *App, action Action) ([]Effect, bool) {
	switch action {
	case Open:
		a.pop()
		return []Effect{Quit{}}, true
	case Close, Interrupt: // a key pressed twice by mistake stays
		a.pop()
		return nil, true
	}
	return nil, action != Back
}
