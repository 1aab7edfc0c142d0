package views

import (
	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// evidenceScreen draws a write in doubt on a body of h lines: what was before,
// what is now, what that can mean, and what can be done about it.
func (r *Renderer) evidenceScreen(app *state.App, l *state.EvidenceLayer, h int) {
	p := &r.pen
	f := form{r: r, width: p.width, asked: &l.Passage}
	tone := bad
	if l.About.State == state.WriteApplied {
		tone = good
	}
	f.sentence(rankField, tone, r.lang.Say(l.About.Say()))
	f.sentence(rankNice, dim, joined(r.intentFacts(app, l.About), " · "))
	switch {
	case l.Reading() && l.Read == nil:
		f.sentence(rankMust, dim, r.lang.Text(text.EvidenceReading))
	case l.Err != nil:
		f.sentence(rankMust, bad, "‼ "+r.lang.Say(app.Explain(l.Err).What))
	}
	if l.Read != nil {
		r.evidence(&f, l)
	}
	f.air()
	if l.Challenge != nil {
		r.evidenceChallenge(&f, app, l)
	} else {
		r.evidenceChoices(&f, app, l)
	}
	if !l.Problem.IsZero() {
		f.problem(r.lang.Say(l.Problem))
	}
	r.drawAsked(app, &f, r.lang.Text(text.EvidenceTitle)+" "+l.About.Target, h)
}

// findings are the words for what reading says; what is not listed is a conflict.
var findings = map[state.WriteState]text.Key{
	state.WriteApplied:    text.FindingApplied,
	state.WriteNotApplied: text.FindingNotYet,
	state.WriteUnknown:    text.FindingUnknown,
	state.WriteDouble:     text.FindingDouble,
	state.WriteFailed:     text.FindingFailed,
	state.WriteConflict:   text.FindingConflict,
}

// evidence draws before and now side by side, and what reading says of it.
func (r *Renderer) evidence(f *form, l *state.EvidenceLayer) {
	read := l.Read
	if !read.Sent.IsZero() {
		f.pair(rankUseful, r.lang.Text(text.EvidenceSent), r.when(read.Sent), plain)
	}
	f.pair(rankTarget, r.lang.Text(text.EvidenceBefore), r.baselineWords(read.Order.Baseline, l.About.Kind), plain)
	if l.Err == nil {
		now := read.Now
		now.Children = nil // the new ones have lines of their own
		f.pair(rankTarget, r.lang.Text(text.EvidenceNow), r.baselineWords(now, l.About.Kind), strong)
		if delta, expected, ok := l.Moved(); ok {
			f.pair(rankTarget, r.lang.Text(text.EvidenceDelta), r.say(text.EvidenceDeltaIs, delta, expected), strong)
		}
		r.freshChildren(f, l)
		f.sentence(rankMust, warn, r.lang.Text(text.EvidenceFinding)+": "+r.lang.Text(findings[l.Finding()]))
	}
	f.pair(rankNice, r.lang.Text(text.EvidenceProof), joined([]string{read.Support, "X-Action " + read.Action}, " · "), dim)
}

// freshChildren draws the transactions that were not there before, with their
// states: one of them may be ours.
func (r *Renderer) freshChildren(f *form, l *state.EvidenceLayer) {
	fresh := l.NewChildren()
	if len(fresh) == 0 && l.MakesChildren() {
		f.pair(rankUseful, r.lang.Text(text.EvidenceFresh), r.lang.Text(text.EvidenceNoFresh), plain)
	}
	for i, c := range fresh {
		name := ""
		if i == 0 {
			name = r.lang.Text(text.EvidenceFresh)
		}
		money := api.Money{Amount: c.Amount, Currency: l.Read.Now.Currency}.Format(r.lang.Code())
		f.pair(rankTarget, name, joined([]string{money, r.lang.Text(paymentStatus[c.Simple].word), r.when(c.Created), c.ID}, " · "), plain)
	}
}

// evidenceChoices draws what can be done; what cannot is dim, and says why when
// it is chosen.
func (r *Renderer) evidenceChoices(f *form, app *state.App, l *state.EvidenceLayer) {
	choices := l.Choices(app)
	for i, c := range choices {
		r.choice(f, r.lang.Text(c.Title), c.Why.IsZero(), i == l.Cursor)
	}
	if why := choices[l.Cursor].Why; !why.IsZero() && l.Problem.IsZero() {
		f.why(r.lang.Say(why))
	}
}

// choice draws one thing that can be done on a layer, dim where it cannot.
func (r *Renderer) choice(f *form, words string, can, chosen bool) {
	rank := rankField
	if !chosen {
		rank = rankUseful
	}
	f.foot(rank, func(p *pen) {
		switch {
		case chosen:
			p.put(picked, " > "+words)
		case can:
			p.put(plain, "   "+words)
		default:
			p.put(dim, "   "+words)
		}
	})
}

// evidenceChallenge draws the field in which a decision is confirmed.
func (r *Renderer) evidenceChallenge(f *form, app *state.App, l *state.EvidenceLayer) {
	word, decides := l.About.Word(app), text.DecidesHappened
	if l.Deciding == state.WriteNotApplied {
		decides = text.DecidesNot
	}
	f.help(rankUseful, r.say(text.EvidenceType, word))
	f.foot(rankField, func(p *pen) {
		p.put(picked, ">")
		p.putIn(plain, word+": ", p.width-24)
		r.box(p, l.Challenge, 20)
	})
	f.sentence(rankTarget, plain, r.say(text.EvidenceDecides, decides))
}
