package views

import (
	"strings"

	"tresen/state"
	"tresen/state/text"
)

// detailScreen draws one object on the whole body of h lines: what it is and of
// when, then its sections from where they are scrolled to.
func (r *Renderer) detailScreen(app *state.App, d *state.DetailLayer, h int) {
	p := &r.pen
	end := p.lines() + h
	r.panelHead(p, r.singular(d.Res)+" "+d.ID, r.freshness(d))
	if d.Err != nil && p.lines() < end {
		e := app.Explain(d.Err)
		p.put(bad, " ‼ "+r.lang.Say(e.What)+" "+r.lang.Say(e.Hint))
		p.end()
	}
	if d.Object == nil {
		if d.Reading() && p.lines() < end {
			p.put(dim, " "+r.lang.Text(text.ReadingNow))
			p.end()
		}
		return
	}
	r.clearField(app, d, end)
	s := r.detail(1, d.Object, min(p.width-2, widestSheet), d.Related)
	room := end - p.lines()
	top := d.Top
	if d.Top == 0 && s.chosenAt >= room { // a chosen link is on the screen
		top = s.chosenAt - room + 2
	}
	r.scroll(&s.pen, top, room)
}

// widestSheet is how wide a sheet is worth being: the eye has to find the value
// beside its name.
const widestSheet = 100

// singulars name one object of a resource.
var singulars = map[string]text.Key{
	"payments": text.Payment, "smart": text.SmartTransaction, "merchants": text.Merchant,
	"journal": text.JournalEntry,
}

func (r *Renderer) singular(res *state.Resource) string {
	if key, ok := singulars[res.Name]; ok {
		return r.lang.Text(key)
	}
	return r.lang.Text(res.Title)
}

// freshness says of when an object is, and whether it is being read.
func (r *Renderer) freshness(d *state.DetailLayer) string {
	words := ""
	if d.Object != nil && !d.Object.At.IsZero() {
		words = r.say(text.ReadAt, r.clock(d.Object.At, true))
	}
	if d.Reading() {
		words += " …"
	}
	return words
}

// panelHead draws the first line of a layer: what it is, and something at its
// end.
func (r *Renderer) panelHead(p *pen, title, right string) {
	n := r.theme.width(right, p.width/2)
	p.put(plain, " ")
	p.putIn(strong, title, p.width-n-3)
	if n > 0 {
		p.to(p.width - n - 1)
		p.putIn(dim, right, n)
	}
	p.end()
}

// scroll draws a window of a sheet, one cell in, and says how much is above and
// below it. Past the end it shows the end.
func (r *Renderer) scroll(s *pen, top, room int) { r.scrollAt(1, s, top, room) }

// scrollAt draws it that many cells in.
func (r *Renderer) scrollAt(x int, s *pen, top, room int) {
	p := &r.pen
	r.measured.End = max(0, s.lines()-room)
	top = max(0, min(top, r.measured.End))
	for i := top; i < min(top+room, s.lines()); i++ {
		p.to(x)
		p.drawn(string(s.line(i)), s.width)
		p.to(p.width - 1)
		switch {
		case i == top && top > 0:
			p.put(dim, "▲")
		case i == top+room-1 && i < s.lines()-1:
			p.put(dim, "▼")
		}
		p.end()
	}
}

// paneLine draws a line of the pane that follows the cursor.
func (r *Renderer) paneLine(app *state.App, lay state.Layout, i int) {
	p, o := &r.pen, app.Peek
	if lay.Pane == state.PaneBelow {
		if i == 0 {
			p.run(dim, "─", 1)
			if o != nil {
				p.put(dim, " "+o.ID+" ")
			}
			p.run(dim, "─", p.width)
			return
		}
		p.to(p.x + 1)
	} else if i == 0 {
		if o != nil {
			p.put(dim, o.ID)
		}
		return
	}
	if o == nil {
		return
	}
	s := r.detail(0, o, lay.PaneW, -1)
	switch at := i - 1; {
	case at >= s.lines():
	case i == lay.PaneH-1 && at < s.lines()-1:
		p.put(dim, "▼ "+r.say(text.MoreLines, s.lines()-at, r.keys.Label(state.Open, "", state.ModeList)))
	default:
		p.drawn(string(s.line(at)), s.width)
	}
}

// rawSheet is raw JSON that was wrapped.
type rawSheet struct {
	of *state.Object
	pen
}

// rawScreen draws an object as it came over the wire, masked and escaped.
func (r *Renderer) rawScreen(l *state.RawLayer, h int) {
	p := &r.pen
	r.panelHead(p, r.say(text.RawTitle, l.ID), r.lang.Text(text.RawMasked))
	if l.Object == nil {
		return
	}
	s := &r.raw
	if s.of != l.Object || s.width != p.width-2 {
		s.of = l.Object
		s.reset(r.theme, p.width-2)
		s.code(string(state.MaskJSON(l.Object.Raw)))
	}
	r.scroll(&s.pen, l.Top, h-1)
}

// code draws lines of text, each broken where the line is full.
func (p *pen) code(words string) {
	for line := range strings.SplitSeq(words, "\n") {
		for line != "" {
			piece, n, rest := p.theme.next(line)
			if p.x+n > p.width {
				p.end()
			}
			p.buf = append(p.buf, piece...)
			p.x += n
			line = rest
		}
		p.end()
	}
}
