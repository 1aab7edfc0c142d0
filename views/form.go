package views

import "tresen/state"

// form is a dialog as a list of lines. Where they do not all fit, the least
// important go; what is typed in stays.
type form struct {
	r     *Renderer
	width int
	lines []formLine
}

// formLine is one line of a form. Rank says how soon it gives way: rankField
// never does.
type formLine struct {
	rank int
	draw func(p *pen)
}

// The ranks of lines, from what stays to what goes first.
const (
	rankField = iota
	rankMust
	rankTarget
	rankUseful
	rankNice
	rankAir
)

// add puts a line at the end.
func (f *form) add(rank int, draw func(p *pen)) { f.lines = append(f.lines, formLine{rank, draw}) }

// air puts an empty line at the end.
func (f *form) air() { f.add(rankAir, func(*pen) {}) }

// sentence adds a text, on as many lines as it takes.
func (f *form) sentence(rank int, t tone, words string) {
	for _, line := range f.r.theme.wrap(state.MaskText(words), f.width-2, 6) {
		f.add(rank, func(p *pen) { p.put(t, " "+line) })
	}
}

// pair adds a name and what it is.
func (f *form) pair(rank int, name, value string, t tone) {
	if value == "" {
		return
	}
	f.add(rank, func(p *pen) {
		p.to(1)
		p.cell(dim, name, f.names(), false)
		p.put(plain, " ")
		p.put(t, state.MaskText(value))
	})
}

// names is how wide the names are.
func (f *form) names() int { return max(8, min(20, f.width/3)) }

// draw draws as many lines as fit into room, and says how many it left out.
func (f *form) draw(p *pen, room int) (left int) {
	for len(f.lines) > max(room, 1) {
		worst := 0
		for i, line := range f.lines {
			if line.rank > f.lines[worst].rank || line.rank == f.lines[worst].rank && line.rank > rankMust {
				worst = i
			}
		}
		if f.lines[worst].rank < rankAir {
			left++
		}
		f.lines = append(f.lines[:worst], f.lines[worst+1:]...)
	}
	for _, line := range f.lines {
		if room--; room < 0 {
			break
		}
		line.draw(p)
		p.end()
	}
	return left
}
