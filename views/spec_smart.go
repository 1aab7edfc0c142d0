package views

import (
	"cmp"
	"strings"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// smartSpec is what is shown of a smart transaction.
var smartSpec = Spec[api.SmartTransaction]{
	{Title: text.Overview, Fields: []Field[api.SmartTransaction]{
		{Title: text.Amount, Value: func(s *sheet, t *api.SmartTransaction) string {
			return cmp.Or(s.money(t.BasketInfo.Sum, t.BasketInfo.Currency), unset)
		}, Tone: func(*api.SmartTransaction) tone { return strong }},
		{Title: text.Status, Value: func(s *sheet, t *api.SmartTransaction) string {
			if t.Status == "" {
				return unset
			}
			words, _ := s.r.statusWords("status", t.Status)
			return words
		}, Tone: func(t *api.SmartTransaction) tone { return smartStatus[t.Status].tone }},
		{Title: text.Meaning, Value: func(s *sheet, t *api.SmartTransaction) string {
			return s.r.lang.Text(smartStatus[t.Status].means)
		}},
		{Title: text.Created, Value: func(s *sheet, t *api.SmartTransaction) string { return s.r.fullTime(t.Created) }},
		{Title: text.Updated, Value: func(s *sheet, t *api.SmartTransaction) string { return s.r.fullTime(t.Updated) }},
		{Title: text.Method, Value: func(s *sheet, t *api.SmartTransaction) string {
			if key := state.WireWord(t.PaymentMethod); key != 0 {
				return s.r.lang.Text(key)
			}
			return t.PaymentMethod
		}},
		{Title: text.Demo, Value: func(s *sheet, t *api.SmartTransaction) string { return s.yes(t.Demo) }},
	}},
	{Title: text.Payments, Lines: func(s *sheet, t *api.SmartTransaction) {
		for _, p := range t.Payments {
			ta := number(p.TransID)
			if ta != "" {
				ta = s.r.lang.Text(text.TACode) + " " + ta
			}
			s.words(plain, joined([]string{p.ID, s.money(p.Amount, t.BasketInfo.Currency), ta}, "  "))
		}
	}},
	{Title: text.Customer, Fields: []Field[api.SmartTransaction]{
		{Title: text.Name, Value: func(_ *sheet, t *api.SmartTransaction) string { return contactName(t.Customer.Contact) }},
		{Title: text.Address, Value: func(_ *sheet, t *api.SmartTransaction) string { return address(t.Customer.Contact.Address) }},
		{Title: text.Email, Value: func(_ *sheet, t *api.SmartTransaction) string {
			return cmp.Or(t.Customer.Contact.Email, t.Checkin.Email)
		}},
		{Title: text.Phone, Value: func(_ *sheet, t *api.SmartTransaction) string {
			return cmp.Or(t.Customer.Contact.Phone, t.Customer.Contact.Mobile)
		}},
		{Title: text.ShipTo, Value: func(_ *sheet, t *api.SmartTransaction) string {
			return address(t.ShippingAddress.Contact.Address)
		}},
		{Title: text.ObjectID, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Customer.ID }},
	}},
	{Title: text.OrderTitle, Fields: []Field[api.SmartTransaction]{
		{Title: text.Order, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.TransactionRef }},
		{Title: text.Reference, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.MerchantRef }},
		{Title: text.Delivery, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Delivery.Type }},
		{Title: text.ShippedAt, Value: func(s *sheet, t *api.SmartTransaction) string { return s.r.fullTime(t.Delivery.ShippedAt) }},
		{Title: text.ShippedBy, Value: func(_ *sheet, t *api.SmartTransaction) string {
			return named(t.Delivery.ShippedBy, t.Delivery.TrackingCode)
		}},
		{Title: text.Collected, Value: func(s *sheet, t *api.SmartTransaction) string { return s.r.fullTime(t.Delivery.DeliveredAt) }},
	}},
	{Title: text.Basket, Lines: func(s *sheet, t *api.SmartTransaction) { s.productLines(t.Basket.Products, t.BasketInfo.Currency) }},
	{Title: text.PayInto, Fields: []Field[api.SmartTransaction]{
		{Title: text.Account, Value: func(_ *sheet, t *api.SmartTransaction) string { return maskAccount(t.Instructions.IBAN) }},
		{Title: text.AccountOwner, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Instructions.Owner }},
		{Title: text.Purpose, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Instructions.Purpose }},
	}},
	{Title: text.Receipt, Lines: func(s *sheet, t *api.SmartTransaction) { s.receiptLines(t.Receipt) }},
	{Title: text.IDs, Fields: []Field[api.SmartTransaction]{
		{Title: text.ObjectID, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.ID }},
		{Title: text.TACode, Value: func(_ *sheet, t *api.SmartTransaction) string { return number(t.TransID) }},
		{Title: text.ReceiptNumber, Value: func(_ *sheet, t *api.SmartTransaction) string { return number(t.ReceiptNumber) }},
		{Title: text.Merchant, Value: func(_ *sheet, t *api.SmartTransaction) string { return named(t.Merchant.CompanyName, t.Merchant.ID) }},
		{Title: text.Contract, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Contract.ID }},
		{Title: text.Store, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Store.ID }},
		{Title: text.Subscription, Value: func(_ *sheet, t *api.SmartTransaction) string { return t.Subscription.ID }},
	}},
}

func contactName(c api.Contact) string {
	person := strings.TrimSpace(c.Forename + " " + c.Surname)
	if c.CompanyName != "" && person != "" {
		return c.CompanyName + ", " + person
	}
	return cmp.Or(c.CompanyName, person, c.Name)
}

// address is a postal address in one line.
func address(a api.Address) string {
	lines := []string{
		strings.TrimSpace(a.Street + " " + a.StreetNumber), a.Additional,
		strings.TrimSpace(a.PostalCode + " " + a.City), a.Country,
	}
	return joined(lines, ", ")
}

// joined joins what is not empty.
func joined(parts []string, by string) string {
	var b strings.Builder
	for _, part := range parts {
		if part == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(by)
		}
		b.WriteString(part)
	}
	return b.String()
}

// productLines lists what is in a smart basket.
func (s *sheet) productLines(products []api.SmartProduct, currency string) {
	const longest = 200
	for i, p := range products {
		if i == longest {
			s.words(dim, s.r.say(text.AndMore, len(products)-i))
			return
		}
		total := p.Sum
		if total == nil {
			total = p.Price
		}
		s.basketLine(p.Quantity, p.Desc, p.ArticleNumber, s.money(total, currency), 0)
	}
}

// receiptLines draws the receipt of a terminal as it was printed.
func (s *sheet) receiptLines(lines []api.ReceiptLine) {
	const longest = 200
	for _, line := range lines[:min(len(lines), longest)] {
		v := line.Value
		switch line.Type {
		case "separator":
			s.words(dim, strings.TrimSpace("--- "+v.Caption+" ---"))
		case "name-value":
			s.words(plain, v.Name+" "+v.Value)
		case "space":
			s.end()
		default:
			s.words(plain, v.Text)
		}
	}
}
