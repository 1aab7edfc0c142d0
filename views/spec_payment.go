package views

import (
	"strconv"
	"strings"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// paymentSpec is what is shown of a payment. What a person asks first stands
// first: how much, what became of it, and what belongs to it.
var paymentSpec = Spec[api.PaymentTransaction]{
	{Title: text.Overview, Fields: []Field[api.PaymentTransaction]{
		{Title: text.Amount, Value: func(s *sheet, p *api.PaymentTransaction) string {
			if p.Amount == nil {
				return unset
			}
			return s.money(p.Amount, p.Currency)
		}, Tone: func(*api.PaymentTransaction) tone { return strong }},
		{Title: text.Status, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.paymentStatus(p) },
			Tone: func(p *api.PaymentTransaction) tone { return simpleOf(p).tone }},
		{Title: text.Meaning, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.lang.Text(meaningOf(p)) }},
		{Title: text.Created, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.Created) }},
	}},
	{Title: text.RelatedTitle, Lines: func(s *sheet, p *api.PaymentTransaction) { s.relatedLines(p.Related) }},
	{Title: text.Customer, Fields: []Field[api.PaymentTransaction]{
		{Title: text.Name, Value: func(_ *sheet, p *api.PaymentTransaction) string { return payer(p.Customer) }},
		{Title: text.Company, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Customer.CompanyName }},
		{Title: text.ObjectID, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Customer.ID }},
	}},
	{Title: text.MethodTitle, Fields: []Field[api.PaymentTransaction]{
		{Title: text.Method, Value: func(_ *sheet, p *api.PaymentTransaction) string { return methodOf(p) }},
		{Title: text.Account, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.PaymentData }},
		{Title: text.AccountOwner, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.AccountOwner }},
		{Title: text.IncomingFrom, Value: func(_ *sheet, p *api.PaymentTransaction) string { return maskAccount(p.IncomingIBAN) }},
		{Title: text.BIC, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.IncomingBIC }},
		{Title: text.Purpose, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.IncomingPurpose }},
		{Title: text.Withheld, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.yes(p.Accrual) }},
		{Title: text.Transmitted, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.yes(p.TransmittedToBank) }},
		{Title: text.Terminal, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.TID }},
	}},
	{Title: text.OrderTitle, Fields: []Field[api.PaymentTransaction]{
		{Title: text.Order, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.OrderID }},
		{Title: text.Description, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Description }},
		{Title: text.Invoice, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.InvoiceNumber }},
		{Title: text.Reference, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.ReferenceID }},
		{Title: text.Store, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.StoreName }},
	}},
	{Title: text.Dates, Fields: []Field[api.PaymentTransaction]{
		{Title: text.Created, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.Created) }},
		{Title: text.Updated, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.Updated) }},
		{Title: text.Completed, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.CompletionDate) }},
		{Title: text.Incoming, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.IncomingDate) }},
		{Title: text.LoadDate, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.LoadDate) }},
		{Title: text.PayoutDate, Value: func(s *sheet, p *api.PaymentTransaction) string { return s.r.fullTime(p.PayoutDate) }},
	}},
	{Title: text.Basket, Lines: func(s *sheet, p *api.PaymentTransaction) { s.basketLines(p.Basket, p.Currency, 0) }},
	{Title: text.Documents, Lines: func(s *sheet, p *api.PaymentTransaction) {
		for _, d := range p.Documents {
			s.words(plain, strings.TrimSpace(d.DocumentType+" "+d.Type)+" "+d.URL)
		}
	}},
	{Title: text.IDs, Fields: []Field[api.PaymentTransaction]{
		{Title: text.ObjectID, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.ID }},
		{Title: text.TACode, Value: func(_ *sheet, p *api.PaymentTransaction) string { return number(p.TransID) }},
		{Title: text.TransactionHash, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.TransactionHash }},
		{Title: text.StatusNumber, Value: func(_ *sheet, p *api.PaymentTransaction) string { return number(p.Status) }},
		{Title: text.Product, Value: func(_ *sheet, p *api.PaymentTransaction) string { return number(p.ProductID) }},
		{Title: text.Merchant, Value: func(_ *sheet, p *api.PaymentTransaction) string { return named(p.Merchant.CompanyName, p.Merchant.ID) }},
		{Title: text.Contract, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Contract.ID }},
		{Title: text.Store, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Store.ID }},
		{Title: text.Subscription, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Subscription.ID }},
		{Title: text.Platform, Value: func(_ *sheet, p *api.PaymentTransaction) string { return p.Platform.ID }},
	}},
}

// simpleOf is how the state of a payment looks; nothing where it has none.
func simpleOf(p *api.PaymentTransaction) status {
	if p.Details.StatusSimple == nil {
		return status{}
	}
	return paymentStatus[*p.Details.StatusSimple]
}

// refundMeans is what a state means for a refund, whose money goes the other way.
var refundMeans = map[api.StatusSimple]text.Key{
	api.StatusPending:  text.RefundMeansPending,
	api.StatusAccepted: text.RefundMeansDone,
	api.StatusPaid:     text.RefundMeansDone,
	api.StatusRefund:   text.RefundMeansDone,
	api.StatusDenied:   text.RefundMeansDenied,
}

// meaningOf is what the state of a payment means, in a sentence.
func meaningOf(p *api.PaymentTransaction) text.Key {
	if p.Amount != nil && *p.Amount < 0 && p.Details.StatusSimple != nil {
		if key := refundMeans[*p.Details.StatusSimple]; key != 0 {
			return key
		}
	}
	return simpleOf(p).means
}

// paymentStatus is a state in our words, and in the server's.
func (s *sheet) paymentStatus(p *api.PaymentTransaction) string {
	look := simpleOf(p)
	words := strings.TrimSpace(look.glyph + " " + s.r.lang.Text(look.word))
	switch {
	case words == "" && p.StatusText == "":
		return unset
	case words == "":
		return p.StatusText
	case p.StatusText != "" && !strings.EqualFold(p.StatusText, s.r.lang.Text(look.word)):
		return words + " (" + p.StatusText + ")"
	}
	return words
}

// payer is the person; the company has a line of its own.
func payer(c api.PaymentCustomerName) string {
	person := strings.Join(strings.Fields(c.Salutation+" "+c.Title+" "+c.Forename+" "+c.Surname), " ")
	if person == "" {
		return c.Name
	}
	return person
}

func methodOf(p *api.PaymentTransaction) string {
	if p.Product != "" {
		return p.Product
	}
	return p.ProductRaw
}

// maskAccount masks an account in full, whatever it looks like.
func maskAccount(account string) string {
	if masked := state.MaskText(account); masked != account || len(account) < 5 {
		return masked
	}
	return state.Masked + account[len(account)-4:]
}

// named is a name with an id behind it.
func named(name, id string) string { return strings.TrimSpace(name + " " + id) }

// relatedLines lists what belongs to a payment. Those that can be opened carry
// the cursor.
func (s *sheet) relatedLines(related []api.RelatedTransaction) {
	for i, rel := range related {
		if i == s.related {
			s.chosenAt = s.lines()
			s.put(picked, ">")
		}
		s.to(2)
		kind := rel.RefTypeRaw
		if kind == "" {
			kind = number(rel.RefTypeID)
		}
		if rel.RefTypeID == api.RefTypeRefund {
			kind = s.r.lang.Text(text.SimpleRefund)
			if rel.Hierarchy == "parent" {
				kind = s.r.lang.Text(text.RefundOf)
			}
		}
		s.cell(plain, state.MaskText(kind), min(18, s.width/3), false)
		s.put(plain, " "+rel.ID)
		if rel.TransID != 0 {
			s.put(dim, "  "+s.r.lang.Text(text.TACode)+" "+number(rel.TransID))
		}
		s.end()
	}
}

// basketLines lists what was bought, a basket in a basket further in.
func (s *sheet) basketLines(items []api.BasketItem, currency string, depth int) {
	const deepest, longest = 4, 200
	for i, item := range items {
		if i == longest || depth > deepest {
			s.words(dim, s.r.say(text.AndMore, len(items)-i))
			return
		}
		total := item.Total
		if total == nil {
			total = item.Price
		}
		s.basketLine(item.Quantity, item.Name, item.ArticleNumber, s.money(total, currency), depth)
		s.basketLines(item.SubBasket, currency, depth+1)
	}
}

// basketLine draws how many of what for how much.
func (s *sheet) basketLine(quantity int64, name, article, price string, depth int) {
	s.to(1 + 2*depth)
	if quantity > 1 {
		s.put(plain, strconv.FormatInt(quantity, 10)+" × ")
	}
	room := s.width - s.x - s.theme.width(price, s.width) - 2
	if article != "" {
		name = strings.TrimSpace(name + " (" + article + ")")
	}
	s.cell(plain, state.MaskText(name), max(room, 0), false)
	s.cell(plain, price, s.width-s.x-1, true)
	s.end()
}
