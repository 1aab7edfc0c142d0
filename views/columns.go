package views

import (
	"slices"

	"tresen/state"
)

// shown is one column as it stands on the screen, so many cells of text wide.
// One cell of air follows each column.
type shown struct {
	state.Column
	cells int
}

// window is the part of the columns that is on the screen.
type window struct {
	columns     []shown
	left, right bool // columns are hidden on that side
	frozen      int  // how many of the columns stay
}

// same reports that lines drawn for one window fit the other.
func (w window) same(other window) bool {
	return slices.Equal(w.columns, other.columns) && w.left == other.left && w.right == other.right
}

const (
	// minCells is how little of a column is worth showing.
	minCells = 4
	// spare is how many cells a column of words may lack. A number is never cut
	// for room.
	spare = 2
)

// choose fits columns into so many cells: the frozen ones always, then as many
// of the others as have room, from the one on to which the list is scrolled.
// What is left over goes to the columns that grow.
func choose(columns []state.Column, frozen, sideways, width int) window {
	frozen = min(frozen, len(columns))
	sideways = max(0, min(sideways, len(columns)-frozen-1))
	w := window{left: sideways > 0, frozen: frozen}
	for i, c := range columns {
		if i >= frozen && i < frozen+sideways {
			continue
		}
		cells := c.Width
		if width < cells+1 {
			// The first one that scrolls is shown in whatever is left: every column
			// can be reached.
			first, nearly := i <= frozen+sideways, !c.Right && width+spare >= cells+1
			if !first && !nearly || width < minCells {
				w.right = true
				break
			}
			cells = width - 1
		}
		w.columns = append(w.columns, shown{c, cells})
		width -= cells + 1
	}
	grow(w.columns, width)
	return w
}

// grow deals out cells by the columns' shares.
func grow(columns []shown, cells int) {
	shares := 0
	for _, c := range columns {
		shares += c.Grow
	}
	for i := range columns {
		if g := columns[i].Grow; g > 0 {
			part := cells * g / shares
			columns[i].cells += part
			cells, shares = cells-part, shares-g
		}
	}
}
