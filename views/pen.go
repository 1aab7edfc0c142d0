package views

import (
	"strings"

	"tresen/state"
)

const resetSGR = "\x1b[m"

// pen draws lines of a fixed width, one after the other, into one buffer that is
// used again for the next picture. Nothing it draws is wider than the line.
type pen struct {
	theme *theme
	buf   []byte
	width int   // cells of a line
	x     int   // cells of the line that are drawn
	ends  []int // where each finished line ends in buf
}

// reset begins a new picture.
func (p *pen) reset(t *theme, width int) {
	p.theme, p.width, p.x = t, width, 0
	p.buf, p.ends = p.buf[:0], p.ends[:0]
}

// put draws a text as far as the line goes.
func (p *pen) put(t tone, s string) { p.putIn(t, s, p.width-p.x) }

// putIn draws a text in at most n cells.
func (p *pen) putIn(t tone, s string, n int) { p.putExact(t, state.MaskText(s), n) }

// putExact draws a text as putIn does, unmasked.
func (p *pen) putExact(t tone, s string, n int) {
	n = min(n, p.width-p.x)
	if n <= 0 || s == "" {
		return
	}
	sgr := p.theme.sgr[t]
	p.buf = append(p.buf, sgr...)
	var used int
	p.buf, used = p.theme.exact(p.buf, s, n)
	if sgr != "" {
		p.buf = append(p.buf, resetSGR...)
	}
	p.x += used
}

// cell draws a text in exactly n cells, at their right end where asked.
func (p *pen) cell(t tone, s string, n int, right bool) {
	n = min(n, p.width-p.x)
	end := p.x + n
	if right {
		p.to(end - p.theme.width(s, n))
	}
	p.putIn(t, s, n)
	p.to(end)
}

// fill draws a whole run of cells in a tone, with a text at its beginning.
func (p *pen) fill(t tone, s string, n int) { p.fillExact(t, state.MaskText(s), n) }

// fillExact draws as fill does, unmasked.
func (p *pen) fillExact(t tone, s string, n int) {
	n = min(n, p.width-p.x)
	if n <= 0 {
		return
	}
	sgr := p.theme.sgr[t]
	p.buf = append(p.buf, sgr...)
	var used int
	p.buf, used = p.theme.exact(p.buf, s, n)
	p.buf = appendSpaces(p.buf, n-used)
	if sgr != "" {
		p.buf = append(p.buf, resetSGR...)
	}
	p.x += n
}

// run draws n cells of a sign of one cell.
func (p *pen) run(t tone, sign string, n int) {
	n = min(n, p.width-p.x)
	if n <= 0 {
		return
	}
	p.buf = append(p.buf, p.theme.sgr[t]...)
	if p.theme.ascii {
		sign = spelling[[]rune(sign)[0]]
	}
	for range n {
		p.buf = append(p.buf, sign...)
	}
	if p.theme.sgr[t] != "" {
		p.buf = append(p.buf, resetSGR...)
	}
	p.x += n
}

// drawn puts in what was drawn before, n cells wide.
func (p *pen) drawn(s string, n int) {
	if p.x+n <= p.width {
		p.buf = append(p.buf, s...)
		p.x += n
	}
}

// to goes on to a cell of the line.
func (p *pen) to(x int) {
	if x = min(x, p.width); x > p.x {
		p.buf = appendSpaces(p.buf, x-p.x)
		p.x = x
	}
}

// end finishes the line.
func (p *pen) end() {
	p.to(p.width)
	p.ends = append(p.ends, len(p.buf))
	p.x = 0
}

// lines is how many lines are finished.
func (p *pen) lines() int { return len(p.ends) }

// line is a finished line.
func (p *pen) line(i int) []byte {
	start := 0
	if i > 0 {
		start = p.ends[i-1]
	}
	return p.buf[start:p.ends[i]]
}

// blank draws empty lines up to n in all.
func (p *pen) blank(n int) {
	for p.lines() < n {
		p.end()
	}
}

const spaces = "                                                                "

func appendSpaces(dst []byte, n int) []byte {
	for n > len(spaces) {
		dst, n = append(dst, spaces...), n-len(spaces)
	}
	return append(dst, spaces[:max(n, 0)]...)
}

// frame joins the lines into a picture of exactly so many.
func (p *pen) frame(lines int) string {
	p.blank(lines)
	if lines < 1 {
		return ""
	}
	var b strings.Builder
	b.Grow(p.ends[lines-1] + lines)
	for i := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.Write(p.line(i))
	}
	return b.String()
}
