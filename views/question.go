package views

import (
	"hash/fnv"
	"slices"

	"tresen/state"
	"tresen/state/text"
)

// drawAsked draws a question on a body of h lines under its title. All of it is
// shown: where there is no room, as a text that is scrolled above the place where
// it is answered, and the head counts the lines that were not on the screen yet.
// Which those are, state keeps; without having seen them nobody answers.
func (r *Renderer) drawAsked(app *state.App, f *form, title string, h int) {
	room := max(h-1, 1)
	decided := r.decided(f)
	for _, spare := range []int{rankAir, rankNice} {
		if len(f.lines) > room {
			f.lines = slices.DeleteFunc(f.lines, func(l formLine) bool { return l.rank == spare && (l.foot || spare == rankAir) })
		}
	}
	var foot []formLine
	for _, l := range f.lines {
		if l.foot {
			foot = append(foot, l)
		}
	}
	scrolled := len(f.lines) > room
	page := decided.lines()
	if scrolled {
		foot = squeezed(foot, max(1, room-1))
		page = max(0, room-len(foot))
	}
	r.measured = state.Measured{End: max(0, decided.lines()-page), Page: page, Of: fingerprint(decided)}
	r.panelHead(&r.pen, title, r.unread(app, f.asked))
	if !scrolled {
		f.draw(&r.pen, room)
		return
	}
	measured := r.measured
	r.scrollAt(0, decided, f.asked.Top, page)
	r.measured = measured
	f.lines = foot
	f.draw(&r.pen, len(foot))
}

// unread says how much is still to be read, and which key shows it; or, where all
// was, where it goes.
func (r *Renderer) unread(app *state.App, p *state.Passage) string {
	above, below := p.Unread(r.measured)
	key := state.PageDown
	switch {
	case above+below == 0:
		return r.lang.Text(badges[app.Env.Kind].words)
	case below == 0:
		key = state.PageUp
	}
	return r.say(text.ReadMore, above+below, r.keys.Label(key, "", state.ModeAny))
}

// decided draws the lines of a question that say what is decided, without the air
// between them.
func (r *Renderer) decided(f *form) *pen {
	r.long.reset(r.theme, f.width-1)
	for _, l := range f.lines {
		if !l.foot && l.rank != rankAir {
			l.draw(&r.long)
			r.long.end()
		}
	}
	return &r.long
}

// fingerprint tells lines that were drawn from any others.
func fingerprint(p *pen) uint64 {
	h := fnv.New64a()
	for i := range p.lines() {
		h.Write(p.line(i))
		h.Write([]byte{'\n'})
	}
	return h.Sum64() | 1
}
