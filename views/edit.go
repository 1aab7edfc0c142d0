package views

import "tresen/state"

// box draws a text field between brackets: on a screen without colours they are
// what shows it.
func (r *Renderer) box(p *pen, e *state.Editor, cells int) {
	p.put(plain, "[")
	r.edit(p, e, min(cells, p.width-p.x-1), field)
	p.put(plain, "]")
}

// edit draws a text field of so many cells with its text, or with the part of a
// longer text around the cursor. Where it is the field being typed in, the
// cursor of the terminal stands in it.
func (r *Renderer) edit(p *pen, e *state.Editor, cells int, t tone) {
	cells = min(cells, p.width-p.x)
	if cells < 1 {
		return
	}
	runes := []rune(e.Text)
	before, after := string(runes[:min(e.Cursor, len(runes))]), string(runes[min(e.Cursor, len(runes)):])
	const far = 1 << 16 // wider than any screen
	skip := r.theme.widthExact(before, far) - (cells - 1)
	for skip > 0 && before != "" {
		_, n, rest := r.theme.next(before)
		before, skip = rest, skip-n
	}
	at := r.theme.widthExact(before, cells)
	if e == r.editor {
		r.cursor.x, r.cursor.y, r.cursor.on = p.x+at, p.lines(), true
	}
	p.fillExact(t, before+after, cells)
}
