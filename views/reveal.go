package views

import (
	"tresen/state"
	"tresen/state/text"
)

// revealMenu draws the choice of a masked field, then that of the reason for
// which it is seen.
func (r *Renderer) revealMenu(app *state.App, m *state.RevealLayer, p *pen, h int) {
	r.menuHead(p, r.lang.Text(text.RevealTitle), r.lang.Text(text.RevealRecorded))
	if m.Field == nil {
		r.choices(p, h, len(m.Fields), m.Cursor, func(i int) string {
			return r.fitted(m.Fields[i].Name, min(32, p.width/2), false) + "  " + m.Fields[i].Masked
		})
		return
	}
	if h > 2 {
		r.sentences(p, 2, strong, r.say(text.RevealWhy, m.Field.Name))
	}
	reasons := state.RevealReasons
	r.choices(p, min(h, p.lines()+len(reasons)), len(reasons), m.Cursor, func(i int) string { return r.lang.Text(reasons[i].Title) })
	switch {
	case m.Writing():
		r.sentences(p, h, dim, r.lang.Text(text.RevealWriting))
	case !m.Problem.IsZero():
		r.sentences(p, h, bad, "‼ "+r.lang.Say(m.Problem))
	default:
		r.sentences(p, h, dim, r.say(text.RevealMeans, app.Env.Operator, m.Field.Name, m.ID, state.RevealSeconds))
	}
}

// clearField draws the one field that is seen unmasked, and for how long. It is
// the only place that draws around the mask of the pens.
func (r *Renderer) clearField(app *state.App, d *state.DetailLayer, end int) {
	p := &r.pen
	if d.Clear == nil || p.lines() >= end {
		return
	}
	left, value := r.say(text.RevealedFor, d.Clear.Left(app.Now)), d.Clear.Text()
	n := r.theme.width(left, p.width/2)
	p.put(plain, " ")
	p.putIn(dim, d.Clear.Name, p.width-n-3)
	var below []string
	if r.theme.widthExact(value, p.width) <= p.width-p.x-n-4 {
		p.to(p.x + 2)
		p.putExact(strong, value, p.width)
	} else {
		below = r.theme.wrapExact(value, p.width-4, 3)
	}
	p.to(p.width - n - 1)
	p.put(warn, left)
	p.end()
	for _, line := range below {
		if p.lines() >= end {
			return
		}
		p.to(3)
		p.putExact(strong, line, p.width)
		p.end()
	}
}
