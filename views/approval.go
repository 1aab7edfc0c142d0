package views

import (
	"cmp"
	"slices"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// approvalScreen draws what waits for another operator on a body of h lines: who
// asked for what and why, the object then and now, the exact request, and what
// can be done about it.
func (r *Renderer) approvalScreen(app *state.App, l *state.ApprovalLayer, h int) {
	p := &r.pen
	f := form{r: r, width: p.width, asked: &l.Passage}
	r.approvalAsked(&f, app, l)
	switch {
	case l.Over(app):
		f.sentence(rankMust, bad, "‼ "+r.lang.Text(text.ApprovalGone))
	case l.Reading() && l.Read == nil:
		f.sentence(rankMust, dim, r.lang.Text(text.ApprovalReading))
	case l.Err != nil:
		e := app.Explain(l.Err)
		f.sentence(rankMust, bad, "‼ "+r.lang.Say(e.What))
	}
	for _, c := range l.Changed {
		f.sentence(rankMust, warn, "≠ "+r.say(text.ChangedSince, r.lang.Say(c)))
	}
	f.air()
	if l.Challenge != nil {
		r.approvalChallenge(&f, app, l)
	} else {
		r.approvalChoices(&f, app, l)
	}
	if !l.Problem.IsZero() && l.Problem.Key != text.ApprovalGone {
		f.problem(r.lang.Say(l.Problem))
	}
	r.drawAsked(app, &f, r.lang.Text(text.ApprovalTitle)+" "+l.Asked.Target, h)
}

// approvalAsked draws what was asked for, by whom, and what would be sent.
func (r *Renderer) approvalAsked(f *form, app *state.App, l *state.ApprovalLayer) {
	asked := l.Asked
	what := asked.What()
	if asked.Kind == state.KindRefund {
		what = text.M(text.ApprovalRefund, what)
	}
	f.sentence(rankField, strong, r.lang.Say(what))
	f.pair(rankTarget, r.lang.Text(text.ObjectID), asked.Target, plain)
	f.pair(rankTarget, r.lang.Text(text.ApprovalAsked), asked.Operator, strong)
	read := l.Read
	if read == nil {
		return
	}
	f.pair(rankTarget, "", r.say(text.ApprovalAskedAt, r.moment(read.Asked), r.when(read.Expires)), plain)
	why := state.Intent{WriteMoved: state.WriteMoved{Kind: asked.Kind, State: state.WriteApproval, Why: read.Why}}
	f.pair(rankMust, r.lang.Text(text.ApprovalBecause), r.lang.Say(why.Because()), warn)
	for _, like := range state.LookAlikes(read.Order.Kind, read.Order.Amount, read.Now, app.Now) {
		if like.ID != asked.Intent {
			f.sentence(rankMust, alarm, "‼ "+r.lookAlike(like, read.Order.Kind, asked.Target, asked.Currency))
		}
	}
	if v := paymentOf(&read.Object); v != nil {
		f.pair(rankUseful, r.lang.Text(text.Customer), named(state.PayerName(v.Customer), v.OrderID), plain)
	}
	f.pair(rankUseful, r.lang.Text(text.ApprovalWas), r.baselineWords(undated(read.Order.Baseline), asked.Kind), plain)
	if l.Err == nil {
		f.pair(rankUseful, r.lang.Text(text.ApprovalIs), r.baselineWords(undated(read.Now), asked.Kind), plain)
	}
	body := string(read.Order.Body())
	f.sentence(rankTarget, dim, r.lang.Text(text.ApprovalSends)+":")
	f.sentence(rankTarget, plain, requestLine(read.Order))
	f.sentence(rankMust, plain, cmp.Or(body, r.lang.Text(text.RequestEmpty))) // nobody approves what they have not seen
}

// baselineWords say how an object was when it was read, before or after a write of
// a kind: what is in effect, its own word for how it is, and its refunds.
func (r *Renderer) baselineWords(b state.Baseline, kind state.WriteKind) string {
	b = b.InWords(r.lang)
	if kind != "" && kind != state.KindRefund && kind != state.KindSmartCancel {
		was := b.Was(kind)
		if was.IsZero() {
			return r.say(text.ReadOn, r.moment(b.ReadAt))
		}
		return r.say(text.InEffectAt, was, r.moment(b.ReadAt))
	}
	words := r.say(text.InEffectAt, api.Money{Amount: b.InEffect, Currency: b.Currency}, r.moment(b.ReadAt))
	if b.State != "" {
		words = b.State + " · " + words
	}
	if len(b.Children) > 0 {
		words += " · " + r.children(&b)
	}
	return words
}

// undated leaves out the times of refunds: the journal does not keep them, and what
// is equal has to look equal.
func undated(b state.Baseline) state.Baseline {
	b.Children = slices.Clone(b.Children)
	for i := range b.Children {
		b.Children[i].Created = time.Time{}
	}
	return b
}

// approvalChoices draws what can be done; what cannot is dim, and says why when
// it is chosen.
func (r *Renderer) approvalChoices(f *form, app *state.App, l *state.ApprovalLayer) {
	for i, c := range l.Choices(app) {
		r.choice(f, r.lang.Text(c.Title), c.Why.IsZero(), i == l.Cursor)
	}
	if c := l.Choices(app)[l.Cursor]; !c.Why.IsZero() && l.Problem.IsZero() && !l.Over(app) {
		f.why(r.lang.Say(c.Why))
	}
}

// approvalChallenge draws the field in which the amount is typed again, or the end
// of the object's id where there is none.
func (r *Renderer) approvalChallenge(f *form, app *state.App, l *state.ApprovalLayer) {
	what, word := l.Asked.What(), l.Asked.Word(app)
	ask, again, answer := text.TypeYes, text.TypeAgain, r.say(text.YesOr, word)
	if l.Asked.Amount == 0 { // the word stands nowhere yet
		ask, again = text.TypeWordOrYes, text.TypeTheWord
	}
	if app.Env.Kind == state.Live {
		ask, answer = again, r.say(text.Again, word)
	}
	f.help(rankUseful, r.say(ask, word))
	f.foot(rankField, func(p *pen) {
		p.put(picked, ">")
		p.putIn(plain, answer+" ", p.width-14)
		r.box(p, l.Challenge, 20)
	})
	f.sentence(rankTarget, plain, r.say(text.ApprovalNext, what, app.Env.Host))
}
