package state

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tresen/api"
	"tresen/state/text"
)

// What the forms know of the objects they act on, at a glance and before any of
// it is read again. The rules themselves are those of the kinds of write.

// on asks about an object of one kind; of another, or of none, it says nothing.
func on[T any](why func(*T) []Problem) func(*Object) []Problem {
	return func(o *Object) []Problem {
		if v, ok := o.Value.(*T); ok {
			return why(v)
		}
		return nil
	}
}

// saleOf is the sale of an object, nil where it is none or not here.
func saleOf(o *Object) *api.SmartTransaction {
	if o == nil {
		return nil
	}
	s, _ := o.Value.(*api.SmartTransaction)
	return s
}

// saleIs says that the state of a sale keeps it from something.
func saleIs(s *api.SmartTransaction, over bool, kind ProblemKind) []Problem {
	if over && s.Status != "" {
		return []Problem{{Kind: kind, Text: SaleState(s.Status)}}
	}
	return nil
}

// startable and cancellable know a sale by its state.
func startable(s *api.SmartTransaction) []Problem {
	state := SaleState(s.Status)
	return saleIs(s, state != saleCreated && state != saleApproved, ProblemNotStartable)
}

func cancellable(s *api.SmartTransaction) []Problem {
	return saleIs(s, !saleCancellable[SaleState(s.Status)], ProblemNotCancellable)
}

// hasReceipt knows a sale at a till by the number of its receipt.
func hasReceipt(s *api.SmartTransaction) []Problem {
	if s.ReceiptNumber == 0 {
		return problem(ProblemNoReceipt)
	}
	return saleIs(s, SaleState(s.Status) != saleOK, ProblemNotCancellable)
}

// authorised and withheld know a payment by its state.
func authorised(p *api.PaymentTransaction) []Problem {
	if simple := p.Details.StatusSimple; simple != nil && *simple != api.StatusAuthorized {
		return []Problem{{Kind: ProblemNotAuthorised, Simple: *simple}}
	}
	return nil
}

func withheld(p *api.PaymentTransaction) []Problem {
	if !p.Accrual {
		return problem(ProblemNotWithheld)
	}
	return nil
}

// cardIs says that a card's lock keeps it from something.
func cardIs(lock string, kind ProblemKind) func(*api.MerchantCard) []Problem {
	return func(c *api.MerchantCard) []Problem {
		if strings.EqualFold(c.LockStatus, lock) {
			return problem(kind)
		}
		return nil
	}
}

// terminalIs says why a device takes no end-of-day report.
func terminalIs(d *api.Device) []Problem {
	switch {
	case d.Type != "" && d.Type != cardTerminal:
		return []Problem{{Kind: ProblemNoTerminal, Text: d.Type}}
	case d.Online != nil && !*d.Online:
		return problem(ProblemOffline)
	}
	return nil
}

// accountIs says why nothing is paid out to a container.
func accountIs(c *api.Container) []Problem {
	switch {
	case c.Type != "" && c.Type != bankAccount:
		return []Problem{{Kind: ProblemNoAccount, Text: c.Type}}
	case c.Customer.ID == "":
		return problem(ProblemPayee)
	}
	return nil
}

// lastReport is when a terminal reported its day last, as far as that is known.
func lastReport(b Baseline) []Fact {
	if len(b.Children) == 0 || b.Children[0].Created.IsZero() {
		return nil
	}
	return []Fact{{text.LastReport, Field{Kind: Time}, timeValue(api.Time{Time: b.Children[0].Created})}}
}

// closedSales says which card sales an end-of-day closes for good.
func closedSales(b Baseline) []text.Msg {
	switch c := b.Closes; {
	case c == nil:
		return nil
	case c.Sales == 0 && !c.AtLeast:
		return []text.Msg{text.M(text.ClosesNone)}
	case c.AtLeast:
		return []text.Msg{text.M(text.ClosesAtLeast, c.Sales, c.sums())}
	default:
		return []text.Msg{text.M(text.Closes, c.Sales, c.sums())}
	}
}

// sums are the sums of a closing in a sentence.
func (c *Closing) sums() text.Msg {
	words := text.Plain("–")
	for i, sum := range c.Sums {
		if i == 0 {
			words = text.M(text.Just, sum)
			continue
		}
		words = text.M(text.SumAnd, words, sum)
	}
	return words
}

// sameNumber names the sales that have the order number of a link already.
func sameNumber(b Baseline) []text.Msg {
	var same []text.Msg
	for _, c := range b.Children {
		same = append(same, text.M(text.SameNumber, c.ID, api.Money{Amount: c.Amount, Currency: b.Currency}))
	}
	return same
}

func payee(o *Object) string {
	if c, ok := o.Value.(*api.Container); ok {
		return c.Customer.ID
	}
	return ""
}

func receiptNumber(o *Object) string {
	if s := saleOf(o); s != nil && s.ReceiptNumber != 0 {
		return strconv.FormatInt(s.ReceiptNumber, 10)
	}
	return ""
}

// lastFour is what is typed before a card is locked: the end of its number, or
// of its id where the server names no number.
func lastFour(o *Object) string {
	number := ""
	if c, ok := o.Value.(*api.MerchantCard); ok {
		number = string(c.Card.Number)
	}
	at := strings.LastIndexFunc(number, func(r rune) bool { return !unicode.IsDigit(r) })
	if digits := number[at+1:]; len(digits) >= 4 {
		return digits[len(digits)-4:]
	}
	return o.ID[max(0, len(o.ID)-4):]
}

// deviceName is what is typed before a device does something that cannot be
// undone: what people call it, where that is short.
func deviceName(o *Object) string {
	d, ok := o.Value.(*api.Device)
	if !ok {
		return o.ID
	}
	return cmp.Or(typable(d.Description), typable(d.TID), o.ID[max(0, len(o.ID)-4):])
}

// typable is a name that can be typed again on any keyboard here, "" for one that
// cannot, or is long.
func typable(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	foreign := func(r rune) bool {
		return r > unicode.MaxASCII && !strings.ContainsRune("äöüÄÖÜß", r) || !unicode.IsPrint(r)
	}
	if utf8.RuneCountInString(name) > 24 || strings.ContainsFunc(name, foreign) {
		return ""
	}
	return name
}
