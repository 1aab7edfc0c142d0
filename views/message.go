package views

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tresen/state"
	"tresen/state/text"
)

// toneOf is how a message of the app looks, with the sign that says the same.
var toneOf = map[state.Tone]struct {
	sign string
	tone tone
}{
	state.Info: {"", plain},
	state.Good: {"✓ ", good},
	state.Bad:  {"‼ ", bad},
}

// message draws the one line for what happened: the newest message, or what is
// wrong and what to do about it, or a quiet note. On the lowest screens it
// shares its line with the hints; what happened and is too long for a line takes
// one of theirs.
func (r *Renderer) message(app *state.App, lay state.Layout) {
	p := &r.pen
	m := r.news(app)
	if m.words == "" && lay.Below == 1 {
		r.footer(app, 0)
		return
	}
	p.put(plain, " ")
	if lines := r.twoLines(m, lay); lines != nil {
		p.put(m.tone, lines[0])
		return
	}
	p.put(m.tone, m.words)
}

// twoLines breaks what happened where it is long; nil is one that fits. What only
// goes on takes no hint's place.
func (r *Renderer) twoLines(m piece, lay state.Layout) []string {
	if m.tone == dim || m.tone == accent || lay.Below < len(belowAll)-1 || r.theme.width(m.words, r.pen.width) < r.pen.width-1 {
		return nil
	}
	return r.theme.wrap(m.words, r.pen.width-2, 2)
}

// hintLine draws one of the bottom lines, or the rest of a long message.
func (r *Renderer) hintLine(app *state.App, lay state.Layout, line int) {
	m := r.news(app)
	lines := r.twoLines(m, lay)
	switch {
	case len(lines) < 2:
		r.footer(app, line)
	case line == 0:
		r.pen.put(plain, " ")
		r.pen.put(m.tone, lines[1])
	default:
		r.footer(app, line-1)
	}
}

func (r *Renderer) news(app *state.App) piece {
	l := app.Current.List()
	if n := len(app.Toasts); n > 0 {
		toast := app.Toasts[n-1]
		look := toneOf[toast.Tone]
		return piece{tone: look.tone, words: look.sign + r.lang.Say(toast.Text)}
	}
	switch pending := app.Current.Pending; {
	case app.Line != nil && app.Line.Err != nil:
		return piece{tone: bad, words: "✗ " + r.lang.Say(app.SearchProblem())}
	case pending != nil && app.Offline.Gone() && !pending.Res.Book:
		return piece{tone: bad, words: r.say(text.SearchWaits, cmp.Or(pending.Line, "*"), r.clock(app.Offline.Since, true))}
	case pending != nil && pending.Err != nil:
		return r.trouble(app, pending)
	case pending != nil:
		return piece{tone: accent, words: r.say(text.Searching, cmp.Or(pending.Line, "*"))}
	case l.Err != nil:
		return r.trouble(app, l)
	case app.Offline.Gone():
		return piece{tone: bad, words: r.say(text.OfflineSince, r.clock(app.Offline.Since, true))}
	case l.LoadingAll():
		return piece{tone: accent, words: r.say(text.LoadingAll, l.Rows.Len(), l.Total)}
	case !l.Note.IsZero():
		return piece{tone: dim, words: r.lang.Say(l.Note)}
	case l.Filter != "" && !l.Complete:
		return piece{tone: dim, words: r.say(text.FilterPartial, l.Rows.Len())}
	case app.Watching():
		return piece{tone: dim, words: r.lang.Text(text.WatchingNow)}
	}
	return piece{}
}

// trouble is why a list has no more rows: what happened, when it is tried again
// or what to do.
func (r *Renderer) trouble(app *state.App, l *state.List) piece {
	e, parts := app.Explain(l.Err), []string(nil)
	if app.Offline.Gone() && !l.Res.Book {
		parts = append(parts, r.say(text.Since, r.clock(app.Offline.Since, true)))
	}
	if at := l.RetryAt(); !at.IsZero() {
		parts = append(parts, r.say(text.TriedAgainAt, r.clock(at, true)))
	}
	words := "‼ " + r.lang.Say(e.What)
	if len(parts) > 0 {
		words = strings.TrimSuffix(words, ".") + " (" + joined(parts, ", ") + ")."
	}
	return piece{tone: bad, words: words + " " + r.lang.Say(e.Hint)}
}

// ago says how long something is past, roughly.
func (r *Renderer) ago(t time.Time) string {
	switch d := r.now.Sub(t); {
	case d < time.Minute:
		return r.say(text.SecondsAgo, int(max(d, 0)/time.Second))
	case d < time.Hour:
		return r.say(text.MinutesAgo, int(d/time.Minute))
	default:
		return r.say(text.HoursAgo, int(d/time.Hour))
	}
}

// hint is one entry of the bottom lines.
type hint struct {
	action state.Action
	label  string
	title  string
	cells  int
}

// hintsOf lists what can be done in a mode, in the order of the footer.
func (r *Renderer) hintsOf(mode state.Mode) []hint {
	if all, known := r.hints[mode]; known {
		return all
	}
	specs := slices.DeleteFunc(slices.Clone(state.Actions), func(s state.ActionSpec) bool {
		return s.Footer == 0 || s.Modes&mode == 0
	})
	slices.SortStableFunc(specs, func(a, b state.ActionSpec) int { return cmp.Compare(a.Footer, b.Footer) })
	all := []hint{}
	for _, s := range specs {
		title := s.Title
		if other, ok := openTitles[mode]; ok && s.Action == state.Open {
			title = other
		}
		h := hint{action: s.Action, label: r.keys.Label(s.Action, "", mode), title: r.lang.Text(title)}
		if h.label == "" {
			continue
		}
		h.cells = r.theme.width(h.label, 40) + 1 + r.theme.width(h.title, 80)
		all = append(all, h)
	}
	r.hints[mode] = all
	return all
}

// openTitles are what enter does where it opens nothing.
var openTitles = map[state.Mode]text.Key{state.ModeMenu: text.DoChoose, state.ModeChoice: text.DoAccept}

// footer draws a line of hints. What cannot be done now keeps its place, quiet
// and behind a dash, so that nothing moves; help says why.
func (r *Renderer) footer(app *state.App, line int) {
	const gap = 2
	p, at, now := &r.pen, 0, 0
	for _, h := range r.hintsOf(app.Mode()) {
		if !app.InFooter(h.action) {
			continue
		}
		if at+gap+h.cells > p.width && at > 0 {
			at, now = 0, now+1
		}
		if at += gap + h.cells; now != line {
			continue
		}
		if app.Why(h.action).IsZero() {
			p.put(plain, "  ")
			p.put(strong, h.label)
			p.put(plain, " "+h.title)
		} else {
			p.put(dim, " –"+h.label+" "+h.title)
		}
	}
}
