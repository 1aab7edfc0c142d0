package state

import (
	"cmp"

	"tresen/api"
	"tresen/state/text"
)

// The lists of what belongs to payments.

var payoutList = listing("payouts", "", "payment.payouts", text.Payouts, 2, 2,
	listed[api.Payout]{text.Date, "date", Time, 12, 0, momentOf(func(p *api.Payout) api.Time { return firstTime(p.Date, p.Created) })},
	listed[api.Payout]{text.Receiver, "receiver", Text, 20, 2, wordsOf(func(p *api.Payout) string { return p.Receiver })},
	listed[api.Payout]{text.Status, "simple_status_description", Word, 13, 0, wordsOf(payoutState)},
	listed[api.Payout]{text.PaidOut, "payout_amount", Money, 14, 0, moneyOf(func(p *api.Payout) (*api.Minor, string) {
		if p.PayoutAmount != nil {
			return p.PayoutAmount, p.Currency
		}
		return p.Amount, p.Currency
	})},
	listed[api.Payout]{text.Volume, "transaction_volume", Money, 14, 0, moneyOf(func(p *api.Payout) (*api.Minor, string) { return p.Volume, p.Currency })},
	listed[api.Payout]{text.Refunds, "refund_amount", Money, 12, 0, moneyOf(func(p *api.Payout) (*api.Minor, string) { return p.Refunds, p.Currency })},
	listed[api.Payout]{text.TACode, "trans_id", Int, 10, 0, numberOf(func(p *api.Payout) int64 { return p.TransID })},
	listed[api.Payout]{text.Purpose, "purpose", Text, 20, 2, wordsOf(func(p *api.Payout) string { return p.Purpose })},
)

// payoutState is the word of its simple status, or the server's own for it.
func payoutState(p *api.Payout) string {
	if p.StatusSimple == nil {
		return p.StatusText
	}
	return cmp.Or(SimpleWord(api.StatusSimple(*p.StatusSimple)), p.StatusText)
}

var subscriptionList = listing("subscriptions", "SUB_", "payment.subscriptions", text.Subscriptions, 3, 2,
	createdAt(func(s *api.Subscription) api.Time { return s.Created }),
	listed[api.Subscription]{text.Customer, "customer.contact.surname", Text, 17, 2, wordsOf(func(s *api.Subscription) string { return cmp.Or(contactName(s.Customer.Contact), s.Customer.ID) })},
	listed[api.Subscription]{text.Status, "status", Word, 13, 0, wordsOf(func(s *api.Subscription) string { return s.State() })},
	listed[api.Subscription]{text.Plan, "plan.description", Text, 18, 1, wordsOf(func(s *api.Subscription) string { return cmp.Or(s.Plan.Description, s.Plan.ID) })},
	listed[api.Subscription]{text.NextBilling, "billing_cycles.next_billing_time", Time, 12, 0, momentOf(func(s *api.Subscription) api.Time { return s.Billing().Next })},
).joins("customer.contact.surname", "plan.description")

var customerList = listing("customers", "PCU_", "payment.customers", text.Customers, 0, 2,
	createdAt(func(c *api.Customer) api.Time { return c.Created }),
	listed[api.Customer]{text.Name, "contact.surname", Text, 20, 2, wordsOf(func(c *api.Customer) string { return contactName(c.Contact) })},
	listed[api.Customer]{text.Email, "contact.email", Text, 26, 2, wordsOf(func(c *api.Customer) string { return c.Contact.Email })},
	listed[api.Customer]{text.City, "contact.address.city", Text, 16, 1, wordsOf(func(c *api.Customer) string { return c.Contact.Address.City })},
)

var containerList = listing("containers", "PCT_", "payment.containers", text.Containers, 0, 2,
	createdAt(func(c *api.Container) api.Time { return c.Created }),
	listed[api.Container]{text.Owner, "public.owner", Text, 20, 2, wordsOf(func(c *api.Container) string { return c.Public.Owner })},
	listed[api.Container]{text.Type, "type", Word, 14, 0, wordsOf(func(c *api.Container) string { return c.Type })},
	listed[api.Container]{text.Account, "public.iban", Text, 26, 0, wordsOf(func(c *api.Container) string { return MaskText(c.Public.IBAN + c.Public.PAN) })},
	listed[api.Container]{text.Bank, "public.bankname", Text, 18, 1, wordsOf(func(c *api.Container) string { return c.Public.BankName })},
)

var contractList = listing("contracts", "GCR_", "general.contracts", text.Contracts, 0, 2, contractColumns()...)

var payContractList = listing("paycontracts", "PCR_", "payment.contracts", text.PaymentContracts, 0, 2, contractColumns()...)

func contractColumns() []listed[api.Contract] {
	return []listed[api.Contract]{
		createdAt(func(c *api.Contract) api.Time { return c.Created }),
		{text.Description, "description", Text, 24, 2, wordsOf(func(c *api.Contract) string { return c.Description })},
		{text.Merchant, "merchant.companyname", Text, 20, 1, wordsOf(func(c *api.Contract) string { return c.Merchant.Name() })},
		{text.OldID, "id_old", Int, 10, 0, numberOf(func(c *api.Contract) int64 { return c.IDOld })},
	}
}

var planList = listing("plans", "PLN_", "payment.plans", text.Plans, 0, 2,
	createdAt(func(p *api.Plan) api.Time { return p.Created }),
	listed[api.Plan]{text.Description, "description", Text, 26, 2, wordsOf(func(p *api.Plan) string { return p.Description })},
	listed[api.Plan]{text.Status, "status", Word, 13, 0, wordsOf(func(p *api.Plan) string { return p.Status })},
	listed[api.Plan]{text.Price, "billing_cycles.price", Money, 12, 0, moneyOf(planPrice)},
)

// planPrice is that of the regular cycle, or of the last one named.
func planPrice(p *api.Plan) (*api.Minor, string) {
	var price *api.Minor
	for _, c := range p.Cycles {
		if price = c.Price; c.TenureType == "regular" {
			break
		}
	}
	return price, p.Currency
}

var invoiceList = listing("invoices", "POI_", "payment.invoices", text.Invoices, 0, 2, invoiceColumns("date")...)

var cardInvoiceList = listing("cardinvoices", "", "cardprocessing.invoices", text.CardInvoices, 0, 2, invoiceColumns("created")...)

func invoiceColumns(date string) []listed[api.Invoice] {
	return []listed[api.Invoice]{
		{text.Date, date, Time, 12, 0, momentOf(func(i *api.Invoice) api.Time { return firstTime(i.Date, i.Created) })},
		{text.Number, "invoice_number", Text, 16, 1, wordsOf(func(i *api.Invoice) string { return i.InvoiceNumber + i.InvoiceID })},
		{text.Type, "type", Word, 12, 0, wordsOf(func(i *api.Invoice) string { return i.Type })},
		{text.Amount, "amount", Money, 12, 0, moneyOf(func(i *api.Invoice) (*api.Minor, string) {
			if i.TotalAmount != nil {
				return i.TotalAmount, i.Currency
			}
			return i.Amount, i.Currency
		})},
		{text.Net, "net_amount", Money, 12, 0, moneyOf(func(i *api.Invoice) (*api.Minor, string) { return i.NetAmount, i.Currency })},
	}
}

var cardTransactionList = listing("cardprocessing", "PTX_", "cardprocessing.transactions", text.CardTransactions, 0, 2,
	createdAt(func(c *api.CardTransaction) api.Time { return c.Created }),
	listed[api.CardTransaction]{text.Product, "product", Text, 16, 1, wordsOf(func(c *api.CardTransaction) string { return c.Product })},
	listed[api.CardTransaction]{text.Amount, "amount", Money, 12, 0, moneyOf(func(c *api.CardTransaction) (*api.Minor, string) { return c.Amount, "" })},
	listed[api.CardTransaction]{text.TID, "tid", Text, 10, 0, wordsOf(func(c *api.CardTransaction) string { return c.TID })},
	listed[api.CardTransaction]{text.Receipt, "receipt_number", Text, 10, 0, wordsOf(func(c *api.CardTransaction) string { return c.ReceiptNumber })},
	listed[api.CardTransaction]{text.Store, "store_name", Text, 18, 1, wordsOf(func(c *api.CardTransaction) string { return c.StoreName })},
)

// firstTime is the first point in time that is known.
func firstTime(times ...api.Time) api.Time {
	for _, t := range times {
		if !t.Time.IsZero() {
			return t
		}
	}
	return api.Time{}
}
