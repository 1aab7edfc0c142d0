package views

import (
	"rsc.io/qr"

	"tresen/state"
	"tresen/state/text"
)

// linkSheet draws a payment link and its QR code, as far as that fits: a phone
// reads all of it or nothing.
func (r *Renderer) linkSheet(l *state.LinkSheet, h int) {
	p := &r.pen
	r.panelHead(p, r.lang.Text(text.PaymentLink), "")
	s := &r.long
	s.reset(r.theme, p.width-2)
	if !l.Amount.IsZero() {
		s.put(plain, r.lang.Say(l.Amount))
		s.end()
	}
	for _, line := range r.theme.wrap(l.URL, s.width-1, most) {
		s.put(accent, line)
		s.end()
	}
	s.put(dim, r.lang.Text(text.LinkCopy))
	s.end()
	r.code(s, l.URL, h-1-s.lines())
	r.scroll(s, l.Top, h-1)
}

// code draws a QR code in at most room lines, two dots in a character: light
// on dark, as terminals are, with the quiet margin that readers need.
func (r *Renderer) code(s *pen, of string, room int) {
	const margin = 2
	q, err := qr.Encode(of, qr.L)
	if err != nil {
		return // too long for a code; the text stands above
	}
	dark := func(x, y int) bool { return q.Black(x-margin, y-margin) }
	size := q.Size + 2*margin
	if lines := (size + 1) / 2; size > s.width || lines > room {
		s.put(dim, r.say(text.QRNeedsRoom, size+4, lines+12))
		s.end()
		return
	}
	if r.opt.ASCII {
		return // half a character cannot be drawn in ASCII
	}
	for y := 0; y < size; y += 2 {
		for x := range size {
			s.put(plain, halfDots[!dark(x, y)][!dark(x, y+1)])
		}
		s.end()
	}
}

// halfDots are the characters for two dots, by upper and lower being light.
var halfDots = map[bool]map[bool]string{
	true:  {true: "█", false: "▀"},
	false: {true: "▄", false: " "},
}
