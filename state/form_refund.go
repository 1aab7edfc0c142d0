package state

import (
	"strings"

	"tresen/api"
	"tresen/state/text"
)

// FormStep is the field of the refund form that has the cursor.
type FormStep uint8

// The steps of the form. Nothing is sent before the last one.
const (
	StepAmount FormStep = iota
	StepReason
	StepChallenge
)

// RefundLayer is the refund form: the target is frozen when it opens and read
// again from the server, then amount and reason, then the review with its
// challenge.
type RefundLayer struct {
	Frozen
	Step   FormStep
	Fields [3]Editor // of the steps, in their order
	// Amount is what the first field means, once it means something.
	Amount api.Money
	// Sent is the reason as it goes out, transliterated.
	Sent string

	onward bool // the review follows as soon as the payment is read
}

// Mode depends on the field: the amounts take no letters.
func (f *RefundLayer) Mode() Mode {
	if f.Step == StepReason {
		return ModeWords
	}
	return ModeAmount
}

func (*RefundLayer) kind() WriteKind { return KindRefund }

// Editor is the field that has the cursor.
func (f *RefundLayer) Editor() *Editor { return &f.Fields[f.Step] }

// openRefund freezes the payment that is meant and reads it again.
func (a *App) openRefund() []Effect {
	f := &RefundLayer{Frozen: Frozen{ID: a.targetID(), Object: a.targetObject()}}
	for i, limit := range []int{20, 3 * MaxReason, 20} { // too long a reason is said, not cut
		f.Fields[i] = Editor{ID: a.editorID(), Limit: limit}
	}
	a.push(f)
	return f.read(a, f.order(a))
}

func (f *RefundLayer) wasRead(a *App) []Effect {
	f.check()
	if f.onward {
		f.review(a)
	}
	return nil
}

// check works out what the fields mean and what is wrong with them.
func (f *RefundLayer) check() {
	f.Problems = nil
	f.Sent = Transliterate(strings.TrimSpace(f.Fields[StepReason].Text))
	f.Amount = api.Money{}
	typed := strings.TrimSpace(f.Fields[StepAmount].Text)
	if typed == "" || f.Baseline == nil {
		return
	}
	amount, err := api.ParseMoney(typed, f.Baseline.Currency)
	if err != nil {
		f.Problems = append(f.Problems, explain(err).What)
		return
	}
	f.Amount = amount
	for _, p := range CheckRefund(amount.Amount, f.Sent, *f.Baseline) {
		f.Problems = append(f.Problems, p.Msg(f.Baseline.Currency))
	}
}

func (f *RefundLayer) edited(a *App) []Effect {
	f.pause.key(a.Now)
	if f.onward = false; f.Step != StepChallenge {
		f.check()
	}
	return nil
}

func (f *RefundLayer) act(a *App, action Action) ([]Effect, bool) {
	if f.Step == StepChallenge && f.scrolled(action) {
		return nil, true
	}
	switch action {
	case Accept:
		return f.accept(a), true
	case NextField, Down:
		if f.Step == StepAmount {
			f.Step = StepReason
		}
	case PrevField, Up:
		if f.Step == StepReason {
			f.Step, f.onward = StepAmount, false
		}
	case Back, Interrupt:
		if f.Step != StepChallenge {
			return nil, false
		}
		f.back(a)
	case ExactRequest:
		if f.Amount.Amount < 1 {
			f.Problems = []text.Msg{text.M(text.TypeAmount)}
			return nil, true
		}
		a.push(&RequestLayer{Order: f.order(a)})
	default:
		return nil, false
	}
	return nil, true
}

// back goes from the review to the amount; the challenge is asked again.
func (f *RefundLayer) back(a *App) {
	f.Step = StepAmount
	f.Fields[StepChallenge] = Editor{ID: a.editorID(), Limit: 20}
	f.check()
}

// accept goes on by one step where everything before it is right.
func (f *RefundLayer) accept(a *App) []Effect {
	switch {
	case f.Err != nil && f.Step != StepChallenge:
		return f.read(a, f.order(a))
	case f.Step == StepAmount:
		f.check()
		if strings.TrimSpace(f.Fields[StepAmount].Text) == "" {
			f.Problems = []text.Msg{text.M(text.TypeAmount)}
		}
		if len(f.Problems) == 0 {
			f.Step = StepReason
		}
	case f.Step == StepReason:
		f.review(a)
	default:
		return f.send(a)
	}
	return nil
}

// review shows what will be sent, and asks for the challenge.
func (f *RefundLayer) review(a *App) {
	if f.onward = f.Baseline == nil; f.onward {
		f.Problems = []text.Msg{text.M(text.ReviewFollows)}
		return
	}
	f.check()
	if f.Amount.Amount == 0 && len(f.Problems) == 0 {
		f.Problems = []text.Msg{text.M(text.TypeAmount)}
	}
	if len(f.Problems) > 0 {
		return
	}
	f.LookAlikes = LookAlikes(KindRefund, f.Amount.Amount, *f.Baseline, a.Now)
	f.Step = StepChallenge
	f.pause.begin(a.Now)
}

// send hands the order over and closes the form in the same step: a second
// Enter finds nothing.
func (f *RefundLayer) send(a *App) []Effect {
	f.pause.key(a.Now)
	if !f.pause.over {
		f.Problems = []text.Msg{text.M(text.TooQuick)}
		return nil
	}
	if unseen := f.Passage.unseen(a); !unseen.IsZero() {
		f.Problems = []text.Msg{unseen}
		return nil
	}
	if !answered(a, f.Fields[StepChallenge].Text, f.Amount) {
		f.Problems = []text.Msg{f.Asks(a)}
		return nil
	}
	if effects, barred := a.barred(f, RefundAction); barred {
		return effects
	}
	if why := a.whyNoRefundOf(f.ID, f.Object); !why.IsZero() { // the world may have changed since the form opened
		f.Problems = []text.Msg{why}
		return nil
	}
	return a.hand(f.order(a))
}

// Asks says what to type before it is sent.
func (f *RefundLayer) Asks(a *App) text.Msg { return a.toTypeAmount(f.Second(a), f.Amount) }

// order is exactly what will be sent.
func (f *RefundLayer) order(a *App) WriteOrder {
	o := WriteOrder{Kind: KindRefund, Target: f.ID, Amount: f.Amount.Amount, Currency: f.Amount.Currency, Reason: f.Sent,
		Operator: a.Env.Operator, Env: a.Env.Host, Acknowledged: f.acknowledged()}
	if f.Baseline != nil {
		o.Baseline = *f.Baseline
	}
	return o
}

// RequestLayer shows the request that would be sent, byte for byte.
type RequestLayer struct {
	Scroller
	Order WriteOrder
}

// Mode is that of a text.
func (*RequestLayer) Mode() Mode { return ModeText }

func (r *RequestLayer) act(a *App, action Action) ([]Effect, bool) {
	return nil, r.Scroller.act(a, action)
}

// whyNoRefund says why the payment that is meant cannot be refunded now.
func (a *App) whyNoRefund() text.Msg {
	if a.targetResource() != paymentList {
		return text.M(text.RefundsArePayments)
	}
	return a.whyNoRefundOf(a.targetID(), a.targetObject())
}

// whyNoRefundOf says it of one payment, which may not be on the screen any more;
// o is nil where it is not held in full.
func (a *App) whyNoRefundOf(id string, o *Object) text.Msg {
	if id == "" {
		return text.M(text.NoRowHere)
	}
	if open := a.whyOpen(id); !open.IsZero() {
		return open
	}
	if o != nil && len(o.Drift) > 0 {
		return text.M(text.Drifted, strings.Join(o.Drift, " "))
	}
	amount, simple := a.shortly(id, o)
	if amount.Set && amount.Num < 0 {
		return text.M(text.RefundOfRefund)
	}
	if s, known := SimpleOf(simple.Text); known && !refundable[s] {
		return text.M(text.StatusTakesNoRefund, SimpleTitle(s))
	}
	return a.whyNoWrite()
}

// shortly is what is known at once of a payment's amount and simple status: from
// the object, or from its row.
func (a *App) shortly(id string, o *Object) (amount, simple Value) {
	if o != nil {
		row := paymentList.RowOf(*o)
		return row.Values[PaymentAmount], row.Values[PaymentSimple]
	}
	rows := a.view(paymentList).List().Rows
	if i, ok := rows.Index(id); ok {
		return rows.Value(i, PaymentAmount), rows.Value(i, PaymentSimple)
	}
	return Value{}, Value{}
}
