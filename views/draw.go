package views

import (
	"slices"

	"tresen/state"
)

// part is one line of the frame around the table.
type part uint8

// The parts, from the top down.
const (
	partTitle part = iota
	partTabs
	partSearch
	partInfo // a rule, or what must not be missed
	partHeads
	partRule
	partMessage
	partHints
	partMoreHints
)

// What stands above and below, by how many lines there are. A low screen gives
// up the rule first, then the tabs.
var (
	aboveTable = [][]part{
		{}, {partTitle}, {partTitle, partSearch}, {partTitle, partSearch, partHeads},
		{partTitle, partTabs, partSearch, partHeads},
		{partTitle, partTabs, partSearch, partInfo, partHeads},
	}
	aboveCards = [][]part{
		{}, {partTitle}, {partTitle, partSearch}, {partTitle, partTabs, partSearch},
		{partTitle, partTabs, partSearch, partInfo},
	}
	aboveLayer    = []part{partTitle, partTabs, partInfo}
	aboveLowLayer = []part{partTitle}
	belowAll      = [][]part{
		{}, {partMessage}, {partMessage, partHints}, {partRule, partMessage, partHints},
		{partRule, partMessage, partHints, partMoreHints},
	}
)

// lowScreen is how few lines make a layer give up the tabs.
const lowScreen = 14

// draw draws the whole picture.
func (r *Renderer) draw(app *state.App) {
	lay := app.Layout()
	if lay.TooSmall {
		r.tooSmall(app)
		return
	}
	full, menu := layersOf(app)
	above := pick(aboveTable, lay.Above)
	switch {
	case full != nil && app.Height < lowScreen:
		above = aboveLowLayer
	case full != nil:
		above = aboveLayer
	case lay.Cards:
		above = pick(aboveCards, lay.Above)
	}
	if full == nil {
		r.prepareRows(app, lay)
	}
	urgentAt, urgent := r.urgentPart(app, above)
	if urgent && urgentAt == partInfo && above[len(above)-1] == partTitle {
		above = []part{partTitle, partInfo}
	}
	r.hasInfo = slices.Contains(above, partInfo) && app.Line == nil
	for _, part := range above {
		if urgent && part == urgentAt {
			r.urgent(app)
		} else {
			r.part(app, lay, part)
		}
	}
	r.body(app, lay, full, menu, app.Height-lay.Below)
	for _, part := range pick(belowAll, lay.Below) {
		r.part(app, lay, part)
	}
}

// body draws what is between the frame's lines, up to line end: a layer or the
// table, and a menu over its lower part.
func (r *Renderer) body(app *state.App, lay state.Layout, full, menu state.Layer, end int) {
	p := &r.pen
	r.over.reset(r.theme, app.Width)
	if menu != nil {
		r.menu(app, menu, &r.over, end-p.lines())
	}
	under := end - r.over.lines()
	switch {
	case full != nil:
		r.layer(app, full, under-p.lines())
	default:
		r.table(app, lay, under)
	}
	p.blank(under)
	at := p.lines()
	for i := range r.over.lines() {
		p.drawn(string(r.over.line(i)), r.over.width)
		p.end()
	}
	if menu != nil && r.cursor.on {
		r.cursor.y += at
	}
}

// layersOf finds the topmost layer that takes the whole body, and the menu over
// it.
func layersOf(app *state.App) (full, menu state.Layer) {
	n := len(app.Layers)
	if n > 0 && overlays(app.Layers[n-1]) {
		menu = app.Layers[n-1]
		n--
	}
	for ; n > 0; n-- {
		if !overlays(app.Layers[n-1]) {
			return app.Layers[n-1], menu
		}
	}
	return nil, menu
}

// pick takes the parts for so many lines, or the most that there are.
func pick(by [][]part, lines int) []part { return by[max(0, min(lines, len(by)-1))] }

// part draws one line of the frame.
func (r *Renderer) part(app *state.App, lay state.Layout, part part) {
	switch part {
	case partTitle:
		r.title(app)
	case partTabs:
		r.tabs(app)
	case partSearch:
		r.searchLine(app)
	case partInfo:
		r.info(app)
	case partHeads:
		r.heads(app, lay)
	case partRule:
		r.pen.run(dim, "─", r.pen.width)
	case partMessage:
		r.message(app, lay)
	case partHints:
		r.hintLine(app, lay, 0)
	case partMoreHints:
		r.hintLine(app, lay, 1)
	}
	r.pen.end()
}

// table draws the rows and the pane up to line end.
func (r *Renderer) table(app *state.App, lay state.Layout, end int) {
	p, l := &r.pen, app.Current.List()
	first := p.lines()
	r.beside.follow(app)
	if app.Line != nil {
		r.suggestions(app, end)
	}
	rowsEnd := first + lay.Rows*lay.RowLines
	for p.lines() < end {
		line := p.lines() - first
		if lay.Pane == state.PaneBelow && p.lines() >= rowsEnd {
			r.paneLine(app, lay, p.lines()-rowsEnd)
			p.end()
			continue
		}
		at := l.Top + line/lay.RowLines
		switch {
		case p.lines() >= rowsEnd:
		case at < l.Len():
			r.row(l, at, line%lay.RowLines)
		case l.Len() == 0:
			r.emptyLine(app, line, lay.TableW)
		}
		if lay.Pane == state.PaneBeside {
			r.besideLine(app, lay, r.beside.line(line+1))
		}
		p.end()
	}
}

// row draws a line of a row behind its marker: the sign for the cursor, for a
// mark, or for both.
func (r *Renderer) row(l *state.List, at, line int) {
	p, row := &r.pen, l.Row(at)
	marked := false
	if len(l.Marks) > 0 {
		_, marked = l.Marks[l.Rows.ID(row)]
	}
	switch {
	case line > 0:
		p.to(p.x + 1)
	case at == l.Cursor && marked:
		p.put(picked, "»")
	case at == l.Cursor:
		p.put(picked, ">")
	case marked:
		p.put(accent, "*")
	default:
		p.to(p.x + 1)
	}
	w := r.rows.of.width
	if !r.rows.of.cards {
		w = r.rows.window.cells()
	}
	p.drawn(r.rows.lines[int32(row)].text[line], w)
}

// heads draws the names of the columns.
func (r *Renderer) heads(app *state.App, lay state.Layout) {
	r.pen.to(1)
	r.pen.drawn(r.rows.head, r.rows.window.cells())
	if lay.Pane == state.PaneBeside {
		r.besideLine(app, lay, 0)
	}
}

// besideLine draws a line of the pane at the right of the table.
func (r *Renderer) besideLine(app *state.App, lay state.Layout, i int) {
	r.pen.to(lay.TableW)
	r.pen.put(dim, "│")
	r.pen.put(plain, " ")
	if i >= 0 && i < lay.PaneH {
		r.paneLine(app, lay, i)
	}
}

// beside remembers how the table stood when the pane beside it got its object.
// Until the pane follows the cursor, it scrolls along with the rows: a terminal
// moves whole lines, and one row more costs a line in place of a screen.
type beside struct {
	of   *state.Object
	list *state.List
	top  int
	by   int // how far the rows went on since
}

// follow notes how far the table was scrolled since the pane has its object. On
// that object's row the pane stands straight.
func (b *beside) follow(app *state.App) {
	l := app.Current.List()
	if app.Peek != b.of || l != b.list || app.Peek != nil && app.Peek.ID == l.CursorID() {
		b.of, b.list, b.top = app.Peek, l, l.Top
	}
	b.by = l.Top - b.top
}

// line is the line of the pane that stands on a line of the body, -1 for none.
func (b *beside) line(at int) int {
	if at += b.by; at < 1 {
		return -1
	}
	return at
}
