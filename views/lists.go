package views

import (
	"strconv"
	"strings"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// paletteScreen draws everything that can be done: key, what it does, and why it
// cannot be done now.
func (r *Renderer) paletteScreen(l *state.PaletteLayer, h int) {
	p := &r.pen
	end := p.lines() + h
	title := text.PaletteTitle
	if l.Help {
		title = text.HelpTitle
	}
	r.panelHead(p, r.lang.Text(title), r.say(text.PaletteCount, len(l.Entries)))
	p.put(strong, " > ")
	r.edit(p, l.Editor(), p.width-p.x-1, plain)
	p.end()
	n := len(l.Entries)
	room := min(end-p.lines(), n)
	top := windowTop(l.Cursor, n, room)
	for i := top; i < top+room; i++ {
		r.paletteLine(l.Entries[i], i == l.Cursor)
	}
	if n == 0 && p.lines() < end {
		p.put(dim, "   "+r.lang.Text(text.PaletteEmpty))
		p.end()
	}
}

// paletteLine draws one thing to do. What cannot be done is quiet, with its
// reason.
func (r *Renderer) paletteLine(e state.PaletteEntry, chosen bool) {
	p := &r.pen
	const keys = 11
	label := r.keys.Label(e.Action, e.Arg, 0)
	words, t := r.lang.Say(e.Title), plain
	if !e.Why.IsZero() {
		words, t = words+"  – "+r.lang.Say(e.Why), dim
	}
	if chosen {
		p.fill(picked, " > "+r.fitted(label, keys, false)+" "+words, p.width)
		p.end()
		return
	}
	p.to(3)
	p.cell(strong, label, keys, false)
	p.put(t, " "+words)
	p.end()
}

// logScreen draws the last requests, the newest first: no bodies, no secrets.
func (r *Renderer) logScreen(app *state.App, l *state.LogLayer, h int) {
	p, n := &r.pen, len(app.Log)
	r.panelHead(p, r.lang.Text(text.LogTitle), r.say(text.LogCount, n))
	wide := p.width >= 70
	if wide && h > 2 {
		p.put(dim, r.lang.Text(text.LogHeads))
		p.end()
		h--
	}
	room := min(h-1, n)
	r.measured.End = max(0, n-room)
	top := min(l.Top, r.measured.End)
	for i := top; i < top+room; i++ {
		r.logLine(app.Log[n-1-i], wide)
		p.end()
	}
	if n == 0 && h > 1 {
		p.put(dim, " "+r.lang.Text(text.LogEmpty))
		p.end()
	}
}

// logLine draws one attempt of a request.
func (r *Renderer) logLine(e api.Exchange, wide bool) {
	p := &r.pen
	t := plain
	status := number(int64(e.Status))
	if status == "" {
		status = unset
	}
	if e.Err != "" {
		t = bad
	}
	path := e.Path
	if e.Query != "" {
		path += "?" + e.Query
	}
	p.put(dim, " "+r.clock(e.At, true)+" ")
	p.cell(plain, e.Method, 4, false)
	p.cell(t, status, 4, true)
	p.to(p.x + 1)
	if wide {
		p.cell(plain, strconv.FormatInt(e.Took.Milliseconds(), 10), 6, true)
		p.cell(plain, strconv.Itoa(e.Bytes), 9, true)
		p.cell(plain, strconv.Itoa(e.Attempt), 3, true)
		p.to(p.x + 1)
	}
	if e.Err == "" {
		p.put(plain, path)
		return
	}
	p.putIn(plain, path, (p.width-p.x)/2)
	said := e.Err
	if e.Support != "" {
		said += " (" + e.Support + ")"
	}
	if e.Method != "GET" && !strings.HasPrefix(e.Path, "/oauth") {
		said = r.lang.Text(outcomes[e.Outcome]) + ": " + said
	}
	p.put(bad, "  "+said)
}

// outcomes are the words for what is known of a write that failed.
var outcomes = map[api.Outcome]text.Key{
	api.Unknown:  text.OutcomeUnknown,
	api.NotSent:  text.OutcomeNotSent,
	api.Rejected: text.OutcomeRejected,
}

// intentsScreen draws the refunds of this session and those that are open, the
// newest first.
func (r *Renderer) intentsScreen(app *state.App, m *state.IntentsLayer, h int) {
	p, all := &r.pen, app.Intents.All()
	open, forYou := app.OpenCount()
	end := p.lines() + h
	r.panelHead(p, r.lang.Text(text.IntentsTitle), r.say(text.IntentsCount, len(all), open+forYou))
	const each, more = 2, 2 // lines, and more for the chosen one
	room := max(1, (end-p.lines()-more)/each)
	n := len(all)
	top := windowTop(m.Cursor, n, min(room, n))
	for i := top; i < min(top+room, n); i++ {
		r.intentLines(app, all[n-1-i], i == m.Cursor, end)
	}
	if n == 0 && p.lines() < end {
		p.put(dim, " "+r.lang.Text(text.NoIntents))
		p.end()
	}
}

// intentLines draws one refund: how far it is and why, then who and when.
func (r *Renderer) intentLines(app *state.App, i state.Intent, chosen bool, end int) {
	p := &r.pen
	t := plain
	switch {
	case i.State.Alarm() || i.State == state.WriteUnknown:
		t = bad
	case i.State == state.WriteApplied:
		t = good
	}
	if p.lines() >= end {
		return
	}
	words := r.lang.Say(i.Say())
	if chosen {
		r.chosenIntent(words, end)
	} else {
		p.put(t, "   "+words)
		p.end()
	}
	if p.lines() >= end {
		return
	}
	p.put(dim, "     "+joined(r.intentFacts(app, i), " · "))
	p.end()
}

// chosenIntent draws the chosen one to its end: why something waits or was not
// sent is said last.
func (r *Renderer) chosenIntent(words string, end int) {
	const most = 4 // lines
	p := &r.pen
	for n, line := range r.theme.wrap(words, p.width-4, most) {
		if p.lines() >= end {
			return
		}
		mark := " > "
		if n > 0 {
			mark = "   "
		}
		p.fill(picked, mark+line, p.width)
		p.end()
	}
}

// intentFacts are who and when, what was read last and when it is read again.
func (r *Renderer) intentFacts(app *state.App, i state.Intent) []string {
	parts := []string{r.age(i.Since), i.Operator}
	if i.Other {
		parts = append(parts, r.lang.Text(text.OfOther))
	}
	if i.Other && i.Env != app.Env.Host {
		parts = append(parts, r.say(text.OnServer, i.Env))
	}
	if !i.Expires.IsZero() {
		parts = append(parts, r.say(text.ExpiresAt, r.age(i.Expires)))
	}
	if i.Next.After(r.now) { // else it is read right now, or was, and nothing came of it
		again := text.ReadAgainAt
		if i.Elsewhere() {
			again = text.TakenUpAt
		}
		parts = append(parts, r.say(again, r.clock(i.Next, true)))
	}
	if i.Now != nil {
		parts = append(parts, r.baselineWords(*i.Now, i.Kind))
	}
	if i.Child != "" {
		parts = append(parts, i.Child)
	}
	if i.Unrecorded != nil {
		parts = append(parts, r.lang.Text(text.NotInJournal))
	}
	return parts
}
