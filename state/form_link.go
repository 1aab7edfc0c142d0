package state

import (
	"strings"

	"tresen/api"
	"tresen/state/text"
)

// LinkLayer is the form for a new payment link: an amount and the shop's order
// number become a smart transaction, whose page the customer pays on. It moves
// no money.
type LinkLayer struct {
	Step    FormStep // StepAmount, then StepReason for the order number
	Fields  [2]Editor
	Amount  api.Money
	Problem text.Msg
	wanted  Ticket
}

// linkCurrency is what links are made in: the API's default.
const linkCurrency = "EUR"

// Mode depends on the field.
func (f *LinkLayer) Mode() Mode {
	if f.Step == StepReason {
		return ModeWords
	}
	return ModeAmount
}

// Editor is the field that has the cursor.
func (f *LinkLayer) Editor() *Editor { return &f.Fields[f.Step] }

// Sending reports that the link is being made.
func (f *LinkLayer) Sending() bool { return f.wanted != 0 }

func (a *App) openLinkForm() []Effect {
	f := &LinkLayer{}
	for i, limit := range []int{20, 60} {
		f.Fields[i] = Editor{ID: a.editorID(), Limit: limit}
	}
	a.push(f)
	return nil
}

func (f *LinkLayer) edited(*App) []Effect {
	f.Problem = text.Msg{}
	return nil
}

func (f *LinkLayer) act(a *App, action Action) ([]Effect, bool) {
	switch action {
	case Accept:
		return f.accept(a), true
	case NextField, Down:
		f.Step = StepReason
	case PrevField, Up:
		f.Step = StepAmount
	case ExactRequest:
	default:
		return nil, false
	}
	return nil, true
}

// accept goes from field to field and then makes the link, once.
func (f *LinkLayer) accept(a *App) []Effect {
	if f.Sending() {
		return nil
	}
	amount, err := api.ParseMoney(strings.TrimSpace(f.Fields[StepAmount].Text), linkCurrency)
	if err != nil {
		f.Step, f.Problem = StepAmount, explain(err).What
		return nil
	}
	f.Amount = amount
	if f.Step == StepAmount {
		f.Step = StepReason
		return nil
	}
	f.wanted = a.ticket()
	return []Effect{MakeLink{Ticket: f.wanted, Order: api.NewSmartTransaction{
		TransactionRef: strings.TrimSpace(f.Fields[StepReason].Text), Intent: "sale",
		BasketInfo: api.SmartBasketInfo{Sum: &f.Amount.Amount, Currency: f.Amount.Currency},
	}}}
}

// linkMade shows the link, or why there is none.
func (a *App) linkMade(e LinkMade) []Effect {
	a.heard(e.Err)
	f, ok := a.Top().(*LinkLayer)
	if !ok || f.wanted != e.Ticket {
		return nil
	}
	f.wanted = 0
	switch {
	case e.Err == nil:
		a.pop()
		a.showLink(e.Object)
	case api.OutcomeOf(e.Err) == api.Unknown:
		f.Problem = text.M(text.LinkUnknown)
	default:
		f.Problem = a.Explain(e.Err).What
	}
	return nil
}

// LinkSheet shows the page on which a customer pays, as text and as a code for
// their phone: a browser could not be opened on the other end of a line.
type LinkSheet struct {
	Scroller
	URL    string
	Amount text.Msg
}

// Mode is that of a menu: enter copies the link.
func (*LinkSheet) Mode() Mode { return ModeMenu }

func (s *LinkSheet) act(a *App, action Action) ([]Effect, bool) {
	if action == Open {
		a.toast(Good, text.M(text.Copied, text.PaymentLink))
		return []Effect{Copy{s.URL}}, true
	}
	return nil, s.Scroller.act(a, action)
}

// linkOf is the page on which a smart transaction is paid, "" where the server
// names none.
func linkOf(o *Object) string {
	if o == nil {
		return ""
	}
	s, ok := o.Value.(*api.SmartTransaction)
	if !ok {
		return ""
	}
	return s.PaymentLinks.General
}

func (a *App) showLink(o Object) {
	s, ok := o.Value.(*api.SmartTransaction)
	if !ok || linkOf(&o) == "" {
		a.toast(Bad, text.M(text.NoLink))
		return
	}
	sheet := &LinkSheet{URL: linkOf(&o)}
	if s.BasketInfo.Sum != nil {
		sheet.Amount = text.M(text.LinkAmount, api.Money{Amount: *s.BasketInfo.Sum, Currency: s.BasketInfo.Currency})
	}
	a.push(sheet)
}

func (a *App) whyNoLink() text.Msg {
	if linkOf(a.targetObject()) == "" {
		return text.M(text.NoLink)
	}
	return text.Msg{}
}
