package state

import "tresen/state/text"

// Passage is the text of what somebody is asked to decide: from where it is shown
// where it is longer than its window, and which of it was on the screen. Nobody
// answers for what they could not see.
type Passage struct {
	Scroller
	page int    // lines of it that the window shows
	of   uint64 // the text that was drawn, as views tell one from another; 0 is none
	seen []bool // its lines that were on the screen
}

// Unread counts the lines that were not on the screen yet, above and below what
// is there now: m.
func (p *Passage) Unread(m Measured) (above, below int) {
	top := min(p.Top, max(0, m.End))
	for i := range m.End + m.Page {
		switch {
		case m.Of == p.of && i < len(p.seen) && p.seen[i]:
		case i < top:
			above++
		case i >= top+m.Page:
			below++
		}
	}
	return above, below
}

// measure takes what was drawn last. Any other text, and the same one in other
// lines, has to be read anew.
func (p *Passage) measure(m Measured) {
	p.Scroller.measure(m)
	p.page = m.Page
	if lines := m.End + m.Page; m.Of != p.of || lines != len(p.seen) {
		p.of, p.seen = m.Of, make([]bool, lines)
	}
	for i := p.Top; i < min(p.Top+p.page, len(p.seen)); i++ {
		p.seen[i] = true
	}
}

// act takes the keys that scroll. A page is what the window shows, less a line to
// go by where that leaves some.
func (p *Passage) act(action Action) bool {
	page := max(1, p.page)
	if page > 3 {
		page--
	}
	return p.end > 0 && p.move(action, page)
}

// unseen says that not all of it was on the screen, and what shows it; zero where
// all was.
func (p *Passage) unseen(a *App) text.Msg {
	left := 0
	for _, seen := range p.seen {
		if !seen {
			left++
		}
	}
	switch {
	case a.Layout().TooSmall || p.of == 0:
		return text.M(text.DecideSees)
	case left > 0:
		return text.M(text.DecideReads, left)
	}
	return text.Msg{}
}
