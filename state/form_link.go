package state

import (
	"slices"

	"tresen/api"
	"tresen/state/text"
)

// linkCurrency is what links are made in: the API's default.
const linkCurrency = "EUR"

// openMade reads the payment link that this screen asked for, now that it is
// made; [App.linkRead] shows it.
func (a *App) openMade(m WriteMoved) []Effect {
	mine := slices.ContainsFunc(a.Intents.list, func(i Intent) bool { return i.Intent == m.Intent && i.here })
	if m.Kind != KindLink || m.Child == "" || m.Again || !mine {
		return nil
	}
	a.linkWant = a.ticket()
	return []Effect{Get{Ticket: a.linkWant, Resource: smartList.Name, ID: m.Child}}
}

// linkRead shows the payment link that was made. Whoever is in the middle of
// something else is told where it is: no key may land on a sheet that came by
// itself.
func (a *App) linkRead(e Got) {
	a.linkWant = 0
	if e.Err != nil {
		a.heard(e.Err)
		return // the list of writes has it
	}
	o := a.keep(e.Object)
	if a.Mode()&ModeBrowse == 0 {
		a.toast(Good, text.M(text.LinkIsMade, o.ID))
		return
	}
	a.showLink(*o)
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
