package views

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/evertras/bubble-table/table"

	"tresen/state"
)

// rowLines keeps the drawn lines of one list by row. bubble-table draws the
// lines that are missing, all of them in one go: asking it costs far more than a
// line. It never holds the list, nor its cursor: the marker in front of a line
// is drawn with each picture.
type rowLines struct {
	of     rowsKey
	window window
	model  table.Model
	head   string
	lines  map[int32]rowLine
	want   []int32
}

// rowLine is a row as it was drawn, and of which of its versions; a card has two
// lines.
type rowLine struct {
	version uint32
	text    [2]string
}

// rowsKey is what all lines of a list depend on, besides the window of columns.
type rowsKey struct {
	rows  *state.Rows
	width int
	year  int
	cards bool
}

// kept is how many lines are kept; more are drawn again.
const kept = 2048

// allColumns is a width in which every column has room.
const allColumns = 1 << 16

// columnKeys name the columns to bubble-table.
var columnKeys = func() (keys [64]string) {
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	return keys
}()

// prepareRows draws what is missing of the rows that the screen shows.
func (r *Renderer) prepareRows(app *state.App, lay state.Layout) {
	c, l := &r.rows, app.Current.List()
	key := rowsKey{l.Rows, lay.TableW - 1, r.now.In(r.opt.Zone).Year(), lay.Cards}
	columns := app.VisibleColumns()
	w := choose(columns, l.Res.Frozen, l.Sideways, key.width)
	if lay.Cards {
		w = choose(columns, l.Res.Frozen, 0, allColumns)
	}
	if key != c.of || !w.same(c.window) || len(c.lines) > kept {
		c.of, c.window, c.lines = key, w, make(map[int32]rowLine, 2*lay.Rows)
		c.model = r.newTable(w)
		c.head = ""
	}
	c.want = c.want[:0]
	for at := l.Top; at < min(l.Top+lay.Rows, l.Len()); at++ {
		row := l.Row(at)
		if line, drawn := c.lines[int32(row)]; !drawn || line.version != l.Rows.Version(row) {
			c.want = append(c.want, int32(row))
		}
	}
	switch {
	case lay.Cards:
		for _, row := range c.want {
			c.lines[row] = rowLine{l.Rows.Version(int(row)), r.card(l, columns, int(row), key.width)}
		}
	case len(c.want) > 0 || c.head == "":
		r.drawTable(l)
	}
}

// newTable is a table of the columns of a window, without rows.
func (r *Renderer) newTable(w window) table.Model {
	columns := make([]table.Column, len(w.columns))
	for i, c := range w.columns {
		title := r.fitted(strings.ToUpper(r.lang.Text(c.Title)), c.cells, c.Right)
		switch {
		case w.left && i == w.frozen-1:
			title += r.glyph("‹")
		case w.right && i == len(w.columns)-1:
			title += r.glyph("›")
		}
		columns[i] = table.NewColumn(columnKeys[i], title, c.cells+1)
	}
	return table.New(columns).Border(table.Border{}).WithOuterBorder(false).WithFooterVisibility(false).
		WithBaseStyle(lipgloss.NewStyle()).HeaderStyle(r.theme.styles[strong])
}

// drawTable lets bubble-table draw the wanted rows and the heads.
func (r *Renderer) drawTable(l *state.List) {
	c := &r.rows
	data := make([]table.Row, len(c.want))
	for i, row := range c.want {
		cells := make(table.RowData, len(c.window.columns))
		for k, col := range c.window.columns {
			words, t := r.value(l, int(row), col.Field)
			fit := r.fitted(words, col.cells, col.Right)
			if k == 0 && l.Rows.Drift(int(row)) {
				fit += drifted
			}
			if t == plain {
				cells[columnKeys[k]] = fit
			} else {
				cells[columnKeys[k]] = table.NewStyledCell(fit, r.theme.styles[t])
			}
		}
		data[i] = table.Row{Data: cells}
	}
	m := c.model.WithRows(data)
	m.GetVisibleRows() // fills the cache that every line of View would fill for itself
	head, rest, _ := strings.Cut(m.View(), "\n")
	c.head = head
	for _, row := range c.want {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		c.lines[row] = rowLine{l.Rows.Version(int(row)), [2]string{line}}
	}
}

// cells is how wide the drawn lines are.
func (w window) cells() int {
	n := 0
	for _, c := range w.columns {
		n += c.cells + 1
	}
	return n
}

// fitted is a text in exactly so many cells.
func (r *Renderer) fitted(s string, cells int, right bool) string {
	buf := make([]byte, 0, cells+8)
	buf, n := r.theme.cells(buf, s, cells)
	if n == cells {
		return string(buf)
	}
	pad := string(appendSpaces(nil, cells-n))
	if right {
		return pad + string(buf)
	}
	return string(buf) + pad
}

// glyph is one of our own signs as the theme writes it.
func (r *Renderer) glyph(s string) string {
	if r.theme.ascii {
		return spelling[[]rune(s)[0]]
	}
	return s
}
