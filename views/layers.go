package views

import (
	"tresen/state"
	"tresen/state/text"
)

// overlays reports a layer that covers only the lower part of what is under it:
// small choices and questions. The others take the whole body.
func overlays(l state.Layer) bool {
	switch l.(type) {
	case *state.SortLayer, *state.ColumnsLayer, *state.CopyLayer, *state.RevealLayer, *state.QuitLayer, *state.UnlockLayer:
		return true
	}
	return false
}

// layer draws a layer on a body of h lines.
func (r *Renderer) layer(app *state.App, l state.Layer, h int) {
	switch l := l.(type) {
	case *state.DetailLayer:
		r.detailScreen(app, l, h)
	case *state.TimelineLayer:
		r.timelineScreen(app, l, h)
	case *state.RawLayer:
		r.rawScreen(l, h)
	case *state.LogLayer:
		r.logScreen(app, l, h)
	case *state.IntentsLayer:
		r.intentsScreen(app, l, h)
	case *state.PaletteLayer:
		r.paletteScreen(l, h)
	case *state.RefundLayer:
		r.refundScreen(app, l, h)
	case *state.WriteLayer:
		r.writeScreen(app, l, h)
	case *state.EvidenceLayer:
		r.evidenceScreen(app, l, h)
	case *state.ApprovalLayer:
		r.approvalScreen(app, l, h)
	case *state.RequestLayer:
		r.requestScreen(app, l, h)
	case *state.LinkSheet:
		r.linkSheet(l, h)
	}
}

// menu draws a layer that overlays: a head and its choices, in at most h lines.
func (r *Renderer) menu(app *state.App, l state.Layer, p *pen, h int) {
	switch l := l.(type) {
	case *state.SortLayer:
		r.sortMenu(l, p, h)
	case *state.ColumnsLayer:
		r.columnsMenu(app, l, p, h)
	case *state.CopyLayer:
		r.copyMenu(l, p, h)
	case *state.RevealLayer:
		r.revealMenu(app, l, p, h)
	case *state.QuitLayer:
		r.quitQuestion(app, p, h)
	case *state.UnlockLayer:
		r.unlockQuestion(app, l, p, h)
	}
}

// menuHead draws the line that parts a menu from what is under it.
func (r *Renderer) menuHead(p *pen, title, right string) {
	p.run(dim, "─", 1)
	p.put(strong, " "+title+" ")
	n := 0
	if right != "" {
		n = r.theme.width(right, p.width/2) + 2
	}
	p.run(dim, "─", p.width-n-p.x)
	p.put(dim, " "+right)
	p.end()
}

// choices draws a window of n choices around the chosen one.
func (r *Renderer) choices(p *pen, h, n, chosen int, words func(i int) string) {
	room := min(h-p.lines(), n)
	top := windowTop(chosen, n, room)
	for i := top; i < top+room; i++ {
		if i == chosen {
			p.fill(picked, " > "+words(i), p.width)
		} else {
			p.put(plain, "   "+words(i))
		}
		p.end()
	}
}

func (r *Renderer) sortMenu(m *state.SortLayer, p *pen, h int) {
	who := text.SortByServer
	switch {
	case m.Local:
		who = text.SortHere
	case m.Book:
		who = text.SortByJournal
	}
	r.menuHead(p, r.lang.Text(text.SortTitle), r.lang.Text(who))
	r.choices(p, h, len(m.Choices), m.Cursor, func(i int) string {
		c := m.Choices[i]
		words := r.lang.Text(c.Title)
		if c.Desc {
			words += " ▼ " + r.lang.Text(text.Descending)
		} else {
			words += " ▲ " + r.lang.Text(text.Ascending)
		}
		if c.Now {
			words += "  ← " + r.lang.Text(text.OrderNow)
		}
		return words
	})
}

func (r *Renderer) columnsMenu(app *state.App, m *state.ColumnsLayer, p *pen, h int) {
	v := app.Current
	r.menuHead(p, r.lang.Text(text.ColumnsTitle), r.lang.Text(text.ColumnsHelp))
	r.choices(p, h, len(v.Res.Columns), m.Cursor, func(i int) string {
		box := "[x] "
		if v.Hidden[i] {
			box = "[ ] "
		}
		words := box + r.lang.Text(v.Res.Columns[i].Title)
		if i < v.Res.Frozen {
			words += "  " + r.lang.Text(text.ColumnFrozen)
		}
		return words
	})
}

func (r *Renderer) copyMenu(m *state.CopyLayer, p *pen, h int) {
	r.menuHead(p, r.lang.Text(text.CopyTitle), r.lang.Text(text.CopyMasked))
	r.choices(p, h, len(m.Choices), m.Cursor, func(i int) string {
		name := r.fitted(r.lang.Text(m.Choices[i].Title), 24, false)
		words := m.Choices[i].Text
		const enough = 400 // bytes; more than any screen is wide
		return name + "  " + state.MaskText(words[:min(len(words), enough)])
	})
}

// quitQuestion asks whether to leave while something is open, and says that it
// goes on.
func (r *Renderer) quitQuestion(app *state.App, p *pen, h int) {
	open := r.inDoubt(app)
	r.menuHead(p, r.lang.Text(text.QuitTitle), "")
	lines := []string{}
	for _, i := range open[:min(len(open), 3)] {
		lines = append(lines, r.lang.Say(i.Say()))
	}
	if len(open) > 3 {
		lines = append(lines, r.say(text.AndMore, len(open)-3))
	}
	r.sentences(p, h-1, plain, lines...)
	r.sentences(p, h, strong, r.lang.Text(text.QuitGoesOn))
}

// sentences draws texts broken into lines, as far as they fit.
func (r *Renderer) sentences(p *pen, h int, t tone, all ...string) {
	for _, words := range all {
		for _, line := range r.theme.wrap(words, p.width-2, 4) {
			if p.lines() >= h {
				return
			}
			p.put(t, " "+line)
			p.end()
		}
	}
}

// unlockQuestion asks to type the word that unlocks writes to LIVE.
func (r *Renderer) unlockQuestion(app *state.App, u *state.UnlockLayer, p *pen, h int) {
	r.menuHead(p, r.lang.Text(text.UnlockTitle), app.Env.Host)
	if h > 3 {
		r.sentences(p, h-2, warn, r.say(text.UnlockMeans, u.Word))
	}
	p.put(strong, " "+u.Word+": ")
	r.box(p, u.Editor(), 30)
	p.end()
	if !u.Problem.IsZero() {
		r.sentences(p, h, bad, "‼ "+r.lang.Say(u.Problem))
	}
}
