package views

import (
	"slices"

	"tresen/state"
	"tresen/state/text"
)

// form is a dialog as a list of lines. Where they do not all fit, the least
// important go; what is typed in stays. Where something is decided none goes, and
// none is cut: what does not fit is scrolled, see [form.drawAsked].
type form struct {
	r     *Renderer
	width int
	asked *state.Passage // of a question; nil where nothing is decided
	lines []formLine
}

// formLine is one line of a form. Rank says how soon it gives way: rankField
// never does.
type formLine struct {
	rank int
	draw func(p *pen)
	foot bool // of a question: it is no part of what is decided, but where that is done
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
func (f *form) add(rank int, draw func(p *pen)) {
	f.lines = append(f.lines, formLine{rank: rank, draw: draw})
}

// foot puts a line at the end that stays on the screen while the others are
// scrolled: the field, the choices, what is wrong with them.
func (f *form) foot(rank int, draw func(p *pen)) {
	f.lines = append(f.lines, formLine{rank: rank, draw: draw, foot: true})
}

// air puts an empty line at the end.
func (f *form) air() { f.add(rankAir, func(*pen) {}) }

// sentence adds a text, on as many lines as it takes.
func (f *form) sentence(rank int, t tone, words string) {
	for _, line := range f.r.theme.wrap(state.MaskText(words), f.width-2, f.limit(6)) {
		f.add(rank, func(p *pen) { p.put(t, " "+line) })
	}
}

// problem adds what keeps the form from going on.
func (f *form) problem(words string) {
	rank := rankMust
	for _, line := range f.r.theme.wrap("‼ "+words, f.width-2, 6) {
		f.foot(rank, func(p *pen) { p.put(bad, " "+line) })
		rank = rankTarget // where there is no room its beginning has to do
	}
}

// next adds what Enter does; or why it does nothing by the rules, where the problems
// do not say it.
func (f *form) next(stopped text.Msg, problems []text.Msg, enter string) {
	switch {
	case stopped.IsZero():
		f.help(rankTarget, enter)
	case !slices.ContainsFunc(problems, func(p text.Msg) bool { return p.Key == stopped.Key }):
		f.problem(f.r.lang.Say(stopped))
	}
}

// help adds how a question is answered, which the field says as well: where there
// is no room it goes. In any other form it is a sentence of its rank.
func (f *form) help(rank int, words string) {
	if f.asked == nil {
		f.sentence(rank, plain, words)
		return
	}
	for _, line := range f.r.theme.wrap(words, f.width-2, 6) {
		f.foot(rankNice, func(p *pen) { p.put(plain, " "+line) })
	}
}

// why adds what keeps the choice under the cursor from being made.
func (f *form) why(words string) {
	for _, line := range f.r.theme.wrap(words, f.width-2, 6) {
		f.foot(rankTarget, func(p *pen) { p.put(dim, " "+line) })
	}
}

// pair adds a name and what it is.
func (f *form) pair(rank int, name, value string, t tone) {
	if value == "" {
		return
	}
	lines := []string{state.MaskText(value)}
	if f.asked != nil {
		lines = f.r.theme.wrap(value, f.width-f.names()-3, f.limit(1))
	}
	for i, line := range lines {
		f.add(rank, func(p *pen) {
			p.to(1)
			if i == 0 {
				p.cell(dim, name, f.names(), false)
			}
			p.to(2 + f.names())
			p.put(t, line)
		})
	}
}

// names is how wide the names are.
func (f *form) names() int { return max(8, min(20, f.width/3)) }

// limit is how many lines a text may take: a few, or whatever it takes where
// somebody decides about it.
func (f *form) limit(few int) int {
	if f.asked != nil {
		return most
	}
	return few
}

// draw draws as many lines as fit into room.
func (f *form) draw(p *pen, room int) {
	f.lines = squeezed(f.lines, room)
	for _, line := range f.lines[:min(len(f.lines), max(room, 0))] {
		line.draw(p)
		p.end()
	}
}

// squeezed leaves out the least important lines until there are no more than room.
func squeezed(lines []formLine, room int) []formLine {
	for len(lines) > max(room, 1) {
		worst := 0
		for i, line := range lines {
			if line.rank > lines[worst].rank || line.rank == lines[worst].rank && line.rank > rankMust {
				worst = i
			}
		}
		lines = slices.Delete(lines, worst, worst+1)
	}
	return lines
}
