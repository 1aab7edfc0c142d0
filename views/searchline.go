package views

import (
	"strings"

	"tresen/state"
	"tresen/state/text"
)

// searchLine draws what is searched for, and how much of it is here. While the
// line is typed, it is the editor.
func (r *Renderer) searchLine(app *state.App) {
	p, l := &r.pen, app.Current.List()
	if line := app.Line; line != nil {
		prompt := "/ "
		if line.Kind == state.FilterLine {
			prompt = r.say(text.FilterPrompt) + " "
		}
		p.put(strong, prompt)
		r.edit(p, &line.Editor, p.width-p.x-1, plain)
		return
	}
	right := r.fitting(r.extent(app, l), p.width*2/3, " · ")
	n := r.piecesWidth(right, " · ")
	r.searched(l, p.width-n-1)
	p.to(p.width - n)
	for i, q := range right {
		if i == 0 {
			p.put(plain, "   ")
		} else {
			p.put(dim, " · ")
		}
		p.put(q.tone, q.words)
	}
}

// searched says what the list was searched and filtered for, and the q that was
// really sent, in so many cells.
func (r *Renderer) searched(l *state.List, cells int) {
	p := &r.pen
	p.putIn(dim, "/ ", cells)
	switch {
	case l.Filter != "":
		if l.Line != "" {
			p.putIn(plain, l.Line+"  ", (cells-p.x)/2)
		}
		p.putIn(accent, r.say(text.FilterWords, l.Filter), cells-p.x)
	case l.Line == "":
		p.putIn(dim, r.lang.Text(text.SearchHelp), cells-p.x)
	default:
		p.putIn(plain, l.Line, cells-p.x)
		if l.Found.Q != l.Line && p.x+8 < cells {
			p.putIn(dim, "  → q="+l.Found.Q, cells-p.x)
		}
	}
}

// extent says how much of the truth is on screen: new rows that wait, marks, how
// many rows of how many, in which order, and of when.
func (r *Renderer) extent(app *state.App, l *state.List) []piece {
	var all []piece
	if l.Waiting > 0 {
		all = append(all, piece{accent, r.say(text.NewRows, l.Waiting, r.keys.Label(state.ShowNew, "", state.ModeList)), 1})
	}
	if n := len(l.Marks); n > 0 {
		all = append(all, piece{accent, r.say(text.MarkedRows, n), 2})
	}
	return append(all, r.count(l), piece{plain, r.order(l), 3}, r.asOf(app, l))
}

// count says how many rows of how many.
func (r *Renderer) count(l *state.List) piece {
	q := piece{tone: plain}
	switch {
	case l.AsOf.IsZero():
		if l.Loading() {
			q.words = r.lang.Text(text.Reading)
		}
		return q
	case l.Filter != "":
		q.tone, q.words = accent, r.say(text.FilteredOf, l.Len(), l.Rows.Len())
	case l.Down > 0:
		q.words = r.say(text.CountDown, l.Rows.Len(), l.Down)
	case l.Res.Book && !l.HasTotal:
		q.words = r.say(text.CountAtLeast, l.Rows.Len())
	case l.HasTotal:
		q.words = r.say(text.CountOf, l.Rows.Len(), l.Total)
	default:
		q.words = r.say(text.CountMore, l.Rows.Len())
	}
	if l.Loading() || l.Scanning() {
		q.words += " …"
	}
	return q
}

// order names the field that the rows are ordered by, and who ordered them.
func (r *Renderer) order(l *state.List) string {
	path, desc, here := l.Sort.Field, l.Sort.Desc, ""
	if l.Local != nil {
		path, desc, here = l.Res.Fields[l.Local.Field].Path, l.Local.Desc, " "+r.lang.Text(text.OrderedHere)
	}
	if desc {
		return path + " ▼" + here
	}
	return path + " ▲" + here
}

// asOf is when the rows were read. While the line is down it says how old they
// are.
func (r *Renderer) asOf(app *state.App, l *state.List) piece {
	switch {
	case l.AsOf.IsZero():
		return piece{}
	case app.Offline.Gone() && !l.Res.Book:
		return piece{warn, r.say(text.AsOfOld, r.age(l.AsOf), r.ago(l.AsOf)), 0}
	}
	return piece{plain, r.age(l.AsOf), 4}
}

// lineInfo says what is wrong with the line being typed, or what would be sent.
func (r *Renderer) lineInfo(app *state.App) {
	p, line := &r.pen, app.Line
	p.put(plain, "  ")
	switch problem := app.SearchProblem(); {
	case line.Kind == state.FilterLine:
		p.put(accent, r.say(text.FilterInfo, app.Current.List().Rows.Len()))
	case !problem.IsZero():
		p.put(bad, r.glyph("✗")+" "+r.lang.Say(problem))
	case line.Found.Q == "":
		p.put(dim, r.lang.Text(text.SearchHelp))
	default:
		p.put(dim, r.lang.Text(text.WillSend)+" ")
		p.put(good, "q="+line.Found.Q)
	}
}

// mostSuggestions is how many completions are shown at once.
const mostSuggestions = 8

// suggestions draws the completions of the line over the first rows, the chosen
// one marked. Their first line is the problem or the q where the frame has no
// room for it.
func (r *Renderer) suggestions(app *state.App, end int) {
	p, line, lay := &r.pen, app.Line, app.Layout()
	if lay.Above < len(aboveTable)-1 && !(lay.Cards && lay.Above == len(aboveCards)-1) {
		r.lineInfo(app)
		p.end()
	}
	n := len(line.Suggestions)
	room := min(mostSuggestions, n, end-p.lines())
	top := windowTop(line.Pick, n, room)
	for i := top; i < top+room; i++ {
		s := line.Suggestions[i]
		words := s.Text
		if s.Label != strings.TrimRight(s.Text, ":") && s.Label != "" {
			words += "  " + s.Label
		}
		if i == line.Pick {
			p.fill(picked, " > "+words, p.width)
		} else {
			p.put(plain, "   "+words)
		}
		p.end()
	}
	if n > room && room > 0 && p.lines() < end {
		p.put(dim, "   "+r.say(text.AndMore, n-room))
		p.end()
	}
}

// windowTop is the first of n choices that a window of room lines shows, so that
// the chosen one is in it.
func windowTop(chosen, n, room int) int {
	return max(0, min(chosen-room/2, n-room))
}
