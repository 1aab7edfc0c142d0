package views

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tresen/state"
	"tresen/state/text"
)

// writeScreen draws the form of a write on a body of h lines: what is meant, the
// fields, what it leads to, and what keeps it from going on; then the review with
// its challenge.
func (r *Renderer) writeScreen(app *state.App, l *state.WriteLayer, h int) {
	p := &r.pen
	f := form{r: r, width: p.width}
	title := capital(r.lang.Text(state.Spec(l.Spec.Action).Title))
	if l.Reviewing() {
		f.asked = &l.Passage
		title = r.say(text.FormReview, r.lang.Text(state.Spec(l.Spec.Action).Title))
		r.writeReview(&f, app, l)
	} else {
		r.writeTarget(&f, app, l)
		r.writeFields(&f, l)
		r.writeWarnings(&f, l, rankUseful)
	}
	for _, problem := range l.Problems {
		f.problem(r.lang.Say(problem))
	}
	f.next(l.Stopped, l.Problems, r.writeNext(app, l))
	r.formPanel(app, &f, strings.TrimSpace(title+" "+l.ID), h)
}

// capital begins a text as a title does.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// writeTarget shows the object that is meant, and of when that is.
func (r *Renderer) writeTarget(f *form, app *state.App, l *state.WriteLayer) {
	for i, fact := range l.Facts() {
		rank := rankUseful
		if i == 0 {
			rank = rankTarget
		}
		words, t := r.shown(fact.Field, fact.Value)
		f.pair(rank, r.lang.Text(fact.Title), words, t)
	}
	r.writeOption(f, l)
	switch b := l.Baseline; {
	case l.Err != nil:
		e := app.Explain(l.Err)
		f.sentence(rankMust, bad, "‼ "+r.lang.Say(e.What)+" "+r.lang.Text(text.EnterReadsAgain))
	case l.Reading():
		f.sentence(rankTarget, dim, r.lang.Text(text.FormReading))
	case b != nil:
		f.pair(rankNice, r.lang.Text(text.FormReadAt), r.say(text.FormReadNow, r.clock(b.ReadAt, true)), plain)
	}
	r.writeChanged(f, l)
	f.air()
}

// writeOption shows what goes along that nobody chooses: a receipt number, whose
// account it is.
func (r *Renderer) writeOption(f *form, l *state.WriteLayer) {
	if name, value := l.Settled(); name != 0 {
		f.pair(rankTarget, r.lang.Text(name), value, strong)
	}
}

func (r *Renderer) writeChanged(f *form, l *state.WriteLayer) {
	for _, c := range l.Changed {
		f.sentence(rankMust, warn, "≠ "+r.say(text.ChangedSince, r.lang.Say(c)))
	}
}

func (r *Renderer) writeWarnings(f *form, l *state.WriteLayer, rank int) {
	for i, warning := range l.Spec.Warnings {
		t := warn
		if i > 0 {
			t = plain
		}
		f.sentence(rank, t, r.lang.Text(warning))
	}
	for _, s := range l.Fields {
		if s.Chosen >= 0 && s.Choices[s.Chosen].Warning != 0 {
			f.sentence(rank, plain, r.lang.Text(s.Choices[s.Chosen].Warning))
		}
	}
}

// writeFields draws the fields; the choices of the one with the cursor stand
// below it.
func (r *Renderer) writeFields(f *form, l *state.WriteLayer) {
	for i, field := range l.Spec.Fields {
		here := i == l.Step
		rank, sign := rankTarget, ""
		if here {
			rank, sign = rankField, ">"
		}
		s := &l.Fields[i]
		f.add(rank, func(p *pen) {
			p.put(picked, sign)
			p.to(1)
			p.cell(plain, r.lang.Text(field.Name), f.names(), false)
			p.put(plain, " ")
			r.writeField(p, f, l, field, s)
		})
		if here && field.Input == state.InputChoice {
			r.writeChoices(f, s)
		}
		if field.Input == state.InputBank && l.Sent != strings.TrimSpace(s.Editor.Text) {
			f.sentence(rankTarget, warn, r.say(text.ReasonSentAs, l.Sent))
		} else if here && field.Hint != 0 {
			f.sentence(rankNice, dim, r.lang.Text(field.Hint))
		}
	}
}

// writeField draws the value of a field: an editor, or what is chosen.
func (r *Renderer) writeField(p *pen, f *form, l *state.WriteLayer, field state.FormField, s *state.FieldState) {
	switch field.Input {
	case state.InputMoney, state.InputPoints:
		r.box(p, &s.Editor, 14)
		if l.Amount != 0 {
			p.put(good, " = "+r.say(text.Just, l.Measure()))
		}
	case state.InputChoice:
		switch {
		case s.Chosen >= 0:
			p.put(strong, r.lang.Text(s.Choices[s.Chosen].Title))
		case len(s.Choices) == 0:
			p.put(plain, r.lang.Say(field.Settled(l.Object)))
		default:
			p.put(dim, r.lang.Text(text.NotChosen))
		}
	default:
		r.box(p, &s.Editor, f.width)
	}
}

// writeChoices lists what can be chosen.
func (r *Renderer) writeChoices(f *form, s *state.FieldState) {
	for i, c := range s.Choices {
		f.add(rankField, func(p *pen) {
			p.to(2 + f.names())
			if i == s.Chosen {
				p.put(picked, "> "+r.lang.Text(c.Title))
			} else {
				p.put(plain, "  "+r.lang.Text(c.Title))
			}
		})
	}
}

// writeReview shows exactly what will be sent and to whom, what it leads to, every
// write like it, and asks for the challenge.
func (r *Renderer) writeReview(f *form, app *state.App, l *state.WriteLayer) {
	f.sentence(rankField, strong, capital(r.lang.Say(l.What())))
	for i, fact := range l.Facts() {
		rank := rankNice
		if i < 2 {
			rank = rankTarget
		}
		words, t := r.shown(fact.Field, fact.Value)
		f.pair(rank, r.lang.Text(fact.Title), words, t)
	}
	f.pair(rankUseful, r.lang.Text(text.ObjectID), l.ID, plain)
	r.writeOption(f, l)
	for i, field := range l.Spec.Fields {
		switch s := l.Fields[i]; {
		case field.Input == state.InputChoice && s.Chosen >= 0:
			f.pair(rankTarget, r.lang.Text(field.Name), r.lang.Text(s.Choices[s.Chosen].Title), strong)
		case field.Input == state.InputWords || field.Input == state.InputBank:
			f.pair(rankTarget, r.lang.Text(field.Name), l.Sent, plain)
		}
	}
	f.pair(rankTarget, r.lang.Text(text.Server), r.lang.Text(badges[app.Env.Kind].words)+" · "+app.Env.Host, plain)
	r.writeChanged(f, l)
	r.writeWarnings(f, l, rankMust)
	for _, doubt := range l.Doubts() {
		f.sentence(rankMust, alarm, "‼ "+r.lang.Say(doubt))
	}
	for _, like := range l.LookAlikes {
		f.sentence(rankMust, alarm, "‼ "+r.lookAlike(like, l.Spec.Kind, l.ID, l.Currency()))
	}
	r.second(f, l.Second(app))
	f.air()
	if !l.Harmless() {
		r.writeChallenge(f, app, l)
	}
}

// writeChallenge draws what has to be typed before it is sent.
func (r *Renderer) writeChallenge(f *form, app *state.App, l *state.WriteLayer) {
	var what any = l.Word()
	if what == "" {
		what = l.Measure()
	}
	answer := text.YesOr
	if app.Env.Kind == state.Live {
		answer = text.Again
	}
	f.help(rankUseful, r.lang.Say(l.Asks(app)))
	f.foot(rankField, func(p *pen) {
		p.put(picked, ">")
		p.putIn(plain, r.say(answer, what)+" ", p.width-14)
		r.box(p, &l.Challenge, 24)
	})
}

// writeNext says what Enter does next.
func (r *Renderer) writeNext(app *state.App, l *state.WriteLayer) string {
	switch {
	case l.Reviewing() && !l.Second(app).IsZero():
		return r.lang.Text(text.SecondNext)
	case l.Reviewing():
		return r.say(text.FormSend, app.Env.Host)
	case l.Step+1 < l.Last():
		return r.lang.Text(text.FormNext)
	}
	return r.lang.Text(text.FormToReview)
}
