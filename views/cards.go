package views

import "tresen/state"

// card draws a row on two lines, for a screen too narrow for columns: who and
// how much, then the rest in the order of the columns.
func (r *Renderer) card(l *state.List, columns []state.Column, row, width int) [2]string {
	name, amount := max(0, min(l.Res.Frozen, len(columns))-1), -1
	for i, c := range columns {
		if l.Res.Fields[c.Field].Kind == state.Money {
			amount = i
		}
	}
	var p pen
	p.reset(r.theme, width)
	room := width
	if amount >= 0 {
		words, _ := r.value(l, row, columns[amount].Field)
		room -= r.theme.width(words, width/2) + 1
	}
	words, t := r.value(l, row, columns[name].Field)
	p.cell(t, words, room, false)
	if amount >= 0 {
		words, t := r.value(l, row, columns[amount].Field)
		p.cell(t, words, width-p.x, true)
	}
	p.end()
	for i, c := range columns {
		if i == name || i == amount || !l.Rows.Value(row, c.Field).Set {
			continue
		}
		if p.x > 0 {
			p.put(dim, " · ")
		} else {
			p.put(plain, " ")
		}
		words, t := r.value(l, row, c.Field)
		p.put(t, words)
	}
	p.end()
	return [2]string{string(p.line(0)), string(p.line(1))}
}
