package state

// PaneAt says where the detail pane stands.
type PaneAt uint8

// The places of the pane.
const (
	PaneNone PaneAt = iota
	PaneBelow
	PaneBeside
)

// Sizes at which the picture changes, in cells.
const (
	MinWidth, MinHeight = 30, 6
	cardsBelow          = 60
	paneBelowFrom       = 120
	paneBesideFrom      = 160
	paneMinHeight       = 30 // a pane below needs this much screen

	// Lines around the table: place, tabs, search, rule, column heads above;
	// rule, message and two of hints below.
	linesAbove, linesBelow = 5, 4
)

// Layout is how the screen is divided. State decides it, because how many rows
// fit is how far a page goes; views draw it.
type Layout struct {
	TooSmall bool
	Cards    bool // too narrow for columns: an object takes RowLines lines
	RowLines int
	Rows     int // rows of the table that fit
	Above    int // lines above the first row
	Below    int // lines below the last one
	Pane     PaneAt
	TableW   int // cells of the table
	PaneW    int // cells inside the pane
	PaneH    int // lines of the pane
}

// Layout divides the screen as it is now.
func (a *App) Layout() Layout {
	l := Layout{RowLines: 1, Above: linesAbove, Below: linesBelow, TableW: a.Width}
	if a.Width < MinWidth || a.Height < MinHeight {
		l.TooSmall, l.Rows = true, 1
		return l
	}
	if a.Width < cardsBelow {
		l.Cards, l.RowLines, l.Above = true, 2, linesAbove-1
	}
	for l.Above+l.Below > a.Height-max(2, l.RowLines) && l.Above+l.Below > 2 {
		if l.Below > 1 { // a low screen gives up hints first, then the frame
			l.Below--
		} else {
			l.Above--
		}
	}
	body := a.Height - l.Above - l.Below
	switch {
	case a.PaneHidden || l.Cards:
	case a.Width >= paneBesideFrom:
		l.Pane = PaneBeside
		l.TableW = a.Width * 3 / 5
		if a.Zoomed {
			l.TableW = a.Width * 2 / 5
		}
		l.PaneW, l.PaneH = a.Width-l.TableW-2, body+1
	case a.Width >= paneBelowFrom && a.Height >= paneMinHeight:
		l.Pane = PaneBelow
		l.PaneH = body * 2 / 5
		if a.Zoomed {
			l.PaneH = body * 3 / 5
		}
		l.PaneW = a.Width - 2
		body -= l.PaneH
	}
	l.Rows = max(1, body/l.RowLines)
	return l
}
