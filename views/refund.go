package views

import (
	"cmp"
	"strings"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// refundScreen draws the refund form on a body of h lines: what is meant, the
// fields, and what keeps it from going on; then the review with its challenge.
func (r *Renderer) refundScreen(app *state.App, l *state.RefundLayer, h int) {
	p := &r.pen
	f := form{r: r, width: p.width}
	title := text.RefundTitle
	if l.Step == state.StepChallenge {
		f.asked = &l.Passage
		title = text.ReviewTitle
		r.review(&f, app, l)
	} else {
		r.refundTarget(&f, app, l)
		r.refundFields(&f, l)
	}
	for _, problem := range l.Problems {
		f.problem(r.lang.Say(problem))
	}
	f.next(l.Stopped, l.Problems, r.refundNext(app, l))
	r.formPanel(app, &f, r.lang.Text(title)+" "+l.ID, h)
}

// formPanel draws a form on a body of h lines, under its title and where it goes;
// or, where not all of it is there, under that.
func (r *Renderer) formPanel(app *state.App, f *form, title string, h int) {
	if f.asked != nil {
		r.drawAsked(app, f, title, h)
		return
	}
	where := r.lang.Text(badges[app.Env.Kind].words)
	if len(f.lines) > h-1 {
		where = r.lang.Text(text.MoreRoom)
	}
	r.panelHead(&r.pen, title, where)
	f.draw(&r.pen, h-1)
}

// refundTarget shows the payment that is meant, as it was read for the form.
func (r *Renderer) refundTarget(f *form, app *state.App, l *state.RefundLayer) {
	if v := paymentOf(l.Object); v != nil {
		f.pair(rankTarget, r.lang.Text(text.Customer), named(state.PayerName(v.Customer), v.OrderID), strong)
		f.pair(rankUseful, r.lang.Text(text.OriginalAmount), r.amountOf(v), plain)
		look := simpleOf(v)
		f.pair(rankNice, r.lang.Text(text.Status), strings.TrimSpace(look.glyph+" "+r.lang.Text(look.word)), look.tone)
		f.pair(rankNice, r.lang.Text(text.Method), named(methodOf(v), v.PaymentData), plain)
	}
	r.refundBaseline(f, app, l)
	f.air()
}

// refundBaseline shows what was read live, or why it was not.
func (r *Renderer) refundBaseline(f *form, app *state.App, l *state.RefundLayer) {
	switch b := l.Baseline; {
	case l.Err != nil:
		e := app.Explain(l.Err)
		f.sentence(rankMust, bad, "‼ "+r.lang.Say(e.What)+" "+r.lang.Text(text.EnterReadsAgain))
	case b == nil:
		f.sentence(rankTarget, dim, r.lang.Text(text.ReadingPayment))
	default:
		left := api.Money{Amount: b.InEffect, Currency: b.Currency}
		f.pair(rankTarget, r.lang.Text(text.InEffect), r.say(text.InEffectAt, left, r.moment(b.ReadAt)), strong)
		if n := len(b.Children); n > 0 {
			f.pair(rankUseful, r.lang.Text(text.RefundsBefore), r.children(b), accent)
		}
	}
	for _, c := range l.Changed {
		f.sentence(rankMust, warn, "≠ "+r.say(text.ChangedSince, r.lang.Say(c)))
	}
}

// children lists the refunds that a payment has already.
func (r *Renderer) children(b *state.Baseline) string {
	var parts []string
	for _, c := range b.Children[:min(len(b.Children), 4)] {
		words := api.Money{Amount: c.Amount, Currency: b.Currency}.Format(r.lang.Code())
		if !c.Created.IsZero() {
			words += " (" + r.when(c.Created) + ")"
		}
		parts = append(parts, words)
	}
	if n := len(b.Children) - len(parts); n > 0 {
		parts = append(parts, r.say(text.AndMore, n))
	}
	return joined(parts, ", ")
}

// refundFields draws amount and reason, and what the reason becomes.
func (r *Renderer) refundFields(f *form, l *state.RefundLayer) {
	after := ""
	if l.Amount.Amount != 0 {
		after = "= " + l.Amount.Format(r.lang.Code())
	}
	r.formField(f, l, state.StepAmount, text.RefundAmount, 14, after)
	r.formField(f, l, state.StepReason, text.RefundReason, f.width, "")
	if typed := strings.TrimSpace(l.Fields[state.StepReason].Text); l.Sent != typed {
		f.sentence(rankTarget, warn, r.say(text.ReasonSentAs, l.Sent))
	} else if l.Step == state.StepReason {
		f.sentence(rankNice, dim, r.lang.Text(text.ReasonReaches))
	}
}

// formField draws one text field behind its name; the one being typed in stays
// on the screen whatever its size.
func (r *Renderer) formField(f *form, l *state.RefundLayer, step state.FormStep, name text.Key, cells int, after string) {
	rank, sign := rankTarget, " "
	if step == l.Step {
		rank, sign = rankField, ">"
	}
	f.add(rank, func(p *pen) {
		p.put(picked, strings.TrimSpace(sign))
		p.to(1)
		p.cell(plain, r.lang.Text(name), f.names(), false)
		p.put(plain, " ")
		r.box(p, &l.Fields[step], cells)
		p.put(good, " "+after)
	})
}

// review shows exactly what will be sent and to whom, every refund like it, and
// asks for the challenge.
func (r *Renderer) review(f *form, app *state.App, l *state.RefundLayer) {
	words := text.ReviewAmount
	if l.Baseline != nil && l.Baseline.Unpaid() {
		words = text.ReviewLower
	}
	f.sentence(rankField, strong, r.say(words, l.Amount, r.customerOf(l)))
	if b := l.Baseline; b != nil {
		rest := api.Money{Amount: b.InEffect - l.Amount.Amount, Currency: b.Currency}
		f.pair(rankTarget, r.lang.Text(text.InEffect),
			r.say(text.ReviewRest, api.Money{Amount: b.InEffect, Currency: b.Currency}, rest), plain)
	}
	f.pair(rankTarget, r.lang.Text(text.Payment), l.ID, plain)
	f.pair(rankTarget, r.lang.Text(text.Server), r.lang.Text(badges[app.Env.Kind].words)+" · "+app.Env.Host, plain)
	if l.Sent != "" {
		f.sentence(rankTarget, plain, r.lang.Text(text.RefundReason)+": "+l.Sent)
	}
	for _, c := range l.Changed {
		f.sentence(rankMust, warn, "≠ "+r.say(text.ChangedSince, r.lang.Say(c)))
	}
	for _, like := range l.LookAlikes {
		f.sentence(rankMust, alarm, "‼ "+r.lookAlike(like, state.KindRefund, l.ID, l.Amount.Currency))
	}
	second := l.Second(app)
	r.second(f, second)
	f.air()
	f.help(rankUseful, r.lang.Say(l.Asks(app)))
	answer := r.say(text.YesOr, l.Amount)
	if app.Env.Kind == state.Live {
		answer = r.say(text.Again, l.Amount)
	}
	f.foot(rankField, func(p *pen) {
		p.put(picked, ">")
		p.putIn(plain, answer+" ", p.width-14)
		r.box(p, &l.Fields[state.StepChallenge], 20)
	})
}

// second says that another operator has to approve it, and why.
func (r *Renderer) second(f *form, why text.Msg) {
	if !why.IsZero() {
		f.sentence(rankMust, alarm, "‼ "+r.lang.Say(why))
	}
}

// lookAlike says when a write of the same amount was made, and by whom.
func (r *Renderer) lookAlike(like state.LookAlike, kind state.WriteKind, target, currency string) string {
	money := api.Money{Amount: like.Amount, Currency: currency}
	at := r.lang.Text(text.TimeUnknown)
	if !like.At.IsZero() {
		at = r.when(like.At)
	}
	if like.Child {
		return r.say(text.LookAlikeChild, money, at, like.ID)
	}
	past := state.Intent{WriteMoved: state.WriteMoved{Kind: kind, State: like.State, Amount: like.Amount, Currency: currency,
		Target: target, Arrived: true}}
	return r.say(text.LookAlikeOurs, past.Say(), at, like.Operator)
}

// refundNext says what Enter does next.
func (r *Renderer) refundNext(app *state.App, l *state.RefundLayer) string {
	switch l.Step {
	case state.StepAmount:
		return r.lang.Text(text.NextReason)
	case state.StepReason:
		return r.lang.Text(text.NextReview)
	}
	if !l.Second(app).IsZero() {
		return r.lang.Text(text.SecondNext)
	}
	return r.say(text.NextSend, l.Amount, app.Env.Host)
}

// customerOf is who gets the money, or where it came from: at a till nobody is
// asked for a name.
func (r *Renderer) customerOf(l *state.RefundLayer) string {
	v := paymentOf(l.Object)
	if v == nil {
		return unset
	}
	return cmp.Or(state.PayerName(v.Customer), named(methodOf(v), v.PaymentData), unset)
}

func paymentOf(o *state.Object) *api.PaymentTransaction {
	if o == nil {
		return nil
	}
	v, _ := o.Value.(*api.PaymentTransaction)
	return v
}

func (r *Renderer) amountOf(v *api.PaymentTransaction) string {
	if v.Amount == nil {
		return unset
	}
	return api.Money{Amount: *v.Amount, Currency: v.Currency}.Format(r.lang.Code())
}
