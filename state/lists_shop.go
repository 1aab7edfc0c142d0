package state

import (
	"cmp"
	"fmt"

	"tresen/api"
	"tresen/state/text"
)

// The lists of what stands in a shop: cards, terminals, stores, prepaid codes,
// and who was identified.

var cardList = listing("cards", "MCD_", "loyalty.merchantcards", text.Cards, 4, 2,
	listed[api.MerchantCard]{text.LastUsage, "last_usage", Time, 12, 0, momentOf(func(c *api.MerchantCard) api.Time { return c.LastUsage })},
	listed[api.MerchantCard]{text.CardNumber, "card.cardnumber", Text, 20, 0, wordsOf(func(c *api.MerchantCard) string { return fmt.Sprint(c.Card.Number) })},
	listed[api.MerchantCard]{text.Customer, "customer.contact.surname", Text, 18, 2, wordsOf(func(c *api.MerchantCard) string { return contactName(c.Customer.Contact) })},
	listed[api.MerchantCard]{text.Lock, "lock_status", Word, 10, 0, wordsOf(func(c *api.MerchantCard) string { return c.LockStatus })},
	listed[api.MerchantCard]{text.Balance, "balance", Money, 11, 0, moneyOf(func(c *api.MerchantCard) (*api.Minor, string) { return c.Balance, "" })},
	listed[api.MerchantCard]{text.Points, "points", Int, 8, 0, countedOf(func(c *api.MerchantCard) *int64 { return c.Points })},
	listed[api.MerchantCard]{text.Stock, "stock_status", Word, 10, 0, wordsOf(func(c *api.MerchantCard) string { return c.StockStatus })},
	listed[api.MerchantCard]{text.CardGroup, "cardgroup.display_name", Text, 18, 1, wordsOf(func(c *api.MerchantCard) string { return c.Group.DisplayName })},
)

var loyaltyCardList = listing("loyaltycards", "CRD_", "loyalty.cards", text.LoyaltyCards, 0, 2,
	createdAt(func(c *api.LoyaltyCard) api.Time { return c.Created }),
	listed[api.LoyaltyCard]{text.CardNumber, "cardnumber", Text, 20, 1, wordsOf(func(c *api.LoyaltyCard) string { return fmt.Sprint(c.Number) })},
	listed[api.LoyaltyCard]{text.AccountID, "account.id", Text, 36, 1, wordsOf(func(c *api.LoyaltyCard) string { return c.Account.ID })},
)

var cardGroupList = listing("cardgroups", "CRG_", "loyalty.cardgroups", text.CardGroups, 0, 1,
	listed[api.CardGroup]{text.Name, "display_name", Text, 22, 1, wordsOf(func(g *api.CardGroup) string { return cmp.Or(g.DisplayName, g.DisplayNameRaw) })},
	listed[api.CardGroup]{text.Limit, "balance_limit", Money, 12, 0, moneyOf(func(g *api.CardGroup) (*api.Minor, string) { return g.BalanceLimit, "" })},
	listed[api.CardGroup]{text.Description, "description", Text, 24, 2, wordsOf(func(g *api.CardGroup) string { return g.Description })},
)

var loyaltyCustomerList = listing("loyaltycustomers", "CUS_", "loyalty.customers", text.LoyaltyCustomers, 0, 2,
	createdAt(func(c *api.LoyaltyCustomer) api.Time { return c.Created }),
	listed[api.LoyaltyCustomer]{text.Name, "contact.surname", Text, 20, 2, wordsOf(func(c *api.LoyaltyCustomer) string { return contactName(c.Contact) })},
	listed[api.LoyaltyCustomer]{text.Number, "customernumber", Text, 12, 0, wordsOf(func(c *api.LoyaltyCustomer) string { return c.Number })},
	listed[api.LoyaltyCustomer]{text.Email, "contact.email", Text, 26, 1, wordsOf(func(c *api.LoyaltyCustomer) string { return c.Contact.Email })},
)

var loyaltyList = listing("loyalty", "LTX_", "loyalty.transactions", text.LoyaltyTransactions, 0, 2,
	createdAt(func(l *api.LoyaltyTransaction) api.Time { return l.Created }),
	listed[api.LoyaltyTransaction]{text.CardNumber, "card.cardnumber", Text, 20, 0, wordsOf(func(l *api.LoyaltyTransaction) string { return fmt.Sprint(l.Card.Number) })},
	listed[api.LoyaltyTransaction]{text.Description, "description", Text, 20, 2, wordsOf(func(l *api.LoyaltyTransaction) string { return cmp.Or(l.Description, l.Purpose) })},
	listed[api.LoyaltyTransaction]{text.Amount, "amount", Money, 12, 0, moneyOf(func(l *api.LoyaltyTransaction) (*api.Minor, string) { return l.Amount, l.Currency })},
	listed[api.LoyaltyTransaction]{text.Balance, "balance", Money, 12, 0, moneyOf(func(l *api.LoyaltyTransaction) (*api.Minor, string) { return l.Balance, l.Currency })},
	listed[api.LoyaltyTransaction]{text.TACode, "trans_id", Int, 10, 0, numberOf(func(l *api.LoyaltyTransaction) int64 { return l.TransID })},
)

var deviceList = listing("devices", "SDV_", "smart.devices", text.Devices, 5, 2,
	createdAt(func(d *api.Device) api.Time { return d.Created }),
	listed[api.Device]{text.Name, "description", Text, 20, 2, wordsOf(func(d *api.Device) string { return d.Description })},
	listed[api.Device]{text.Online, "online", Word, 8, 0, wordsOf(func(d *api.Device) string {
		switch {
		case d.Online == nil:
			return ""
		case *d.Online:
			return "online"
		}
		return "offline"
	})},
	listed[api.Device]{text.TID, "tid", Text, 10, 0, wordsOf(func(d *api.Device) string { return d.TID })},
	listed[api.Device]{text.Type, "type", Word, 11, 0, wordsOf(func(d *api.Device) string { return d.Type })},
	listed[api.Device]{text.Vendor, "vendor", Word, 10, 0, wordsOf(func(d *api.Device) string { return d.Vendor })},
	listed[api.Device]{text.Connection, "connection_type", Word, 8, 0, wordsOf(func(d *api.Device) string { return d.ConnectionType })},
	listed[api.Device]{text.RoutedBy, "routing.description", Text, 18, 1, wordsOf(func(d *api.Device) string { return cmp.Or(d.Routing.Description, d.Routing.ID) })},
	listed[api.Device]{text.Store, "store.name", Text, 18, 1, wordsOf(func(d *api.Device) string { return cmp.Or(d.Store.Name, d.Store.StoreName) })},
)

var routingList = listing("routings", "SRT_", "smart.routings", text.Routings, 0, 2,
	createdAt(func(r *api.Routing) api.Time { return r.Created }),
	listed[api.Routing]{text.Description, "description", Text, 24, 2, wordsOf(func(r *api.Routing) string { return r.Description })},
	listed[api.Routing]{text.Store, "store.name", Text, 20, 1, wordsOf(func(r *api.Routing) string { return cmp.Or(r.Store.Name, r.Store.StoreName) })},
)

var storeList = listing("stores", "STO_", "general.stores", text.Stores, 0, 1,
	listed[api.Store]{text.Name, "name", Text, 22, 2, wordsOf(func(s *api.Store) string { return cmp.Or(s.Name, s.StoreName, s.NameRaw) })},
	listed[api.Store]{text.Address, "address_formatted", Text, 28, 2, wordsOf(func(s *api.Store) string { return s.Address })},
	listed[api.Store]{text.Phone, "phone_number_formatted", Text, 16, 0, wordsOf(func(s *api.Store) string { return s.Phone })},
)

var prepaidItemList = listing("prepaiditems", "PIT_", "prepaid.items", text.PrepaidItems, 0, 1,
	listed[api.PrepaidItem]{text.Name, "description", Text, 24, 2, wordsOf(func(p *api.PrepaidItem) string { return cmp.Or(p.DisplayText, p.Description) })},
	listed[api.PrepaidItem]{text.Price, "retail_price", Money, 12, 0, moneyOf(func(p *api.PrepaidItem) (*api.Minor, string) { return p.RetailPrice, p.Currency })},
	listed[api.PrepaidItem]{text.Type, "type", Word, 12, 0, wordsOf(func(p *api.PrepaidItem) string { return p.Type })},
)

var prepaidSaleList = listing("prepaidsales", "", "prepaid.sales", text.PrepaidSales, 0, 2,
	createdAt(func(p *api.PrepaidSale) api.Time { return p.Created }),
	listed[api.PrepaidSale]{text.Description, "description", Text, 24, 2, wordsOf(func(p *api.PrepaidSale) string { return cmp.Or(p.Description, p.Item.Description) })},
	listed[api.PrepaidSale]{text.Status, "status", Word, 13, 0, wordsOf(func(p *api.PrepaidSale) string { return p.Status })},
	listed[api.PrepaidSale]{text.Amount, "amount", Money, 12, 0, moneyOf(func(p *api.PrepaidSale) (*api.Minor, string) { return p.Amount, p.Currency })},
)

var prepaidReportList = listing("prepaidreports", "", "prepaid.reports", text.PrepaidReports, 0, 2,
	createdAt(func(p *api.PrepaidReport) api.Time { return p.Created }),
	listed[api.PrepaidReport]{text.Store, "store.name", Text, 20, 1, wordsOf(func(p *api.PrepaidReport) string { return cmp.Or(p.Store.Name, p.Store.StoreName) })},
	listed[api.PrepaidReport]{text.Amount, "amount", Money, 12, 0, moneyOf(func(p *api.PrepaidReport) (*api.Minor, string) { return p.Amount, "" })},
	listed[api.PrepaidReport]{text.From, "report_from", Time, 12, 0, momentOf(func(p *api.PrepaidReport) api.Time { return p.From })},
	listed[api.PrepaidReport]{text.To, "report_to", Time, 12, 0, momentOf(func(p *api.PrepaidReport) api.Time { return p.To })},
)

var identRequestList = listing("idents", "SIR_", "services.identrequests", text.IdentRequests, 0, 2,
	createdAt(func(i *api.IdentRequest) api.Time { return i.Created }),
	listed[api.IdentRequest]{text.Status, "status", Word, 14, 0, wordsOf(func(i *api.IdentRequest) string { return i.Status })},
	listed[api.IdentRequest]{text.Type, "type", Word, 12, 0, wordsOf(func(i *api.IdentRequest) string { return i.Type })},
	listed[api.IdentRequest]{text.Provider, "provider", Word, 12, 1, wordsOf(func(i *api.IdentRequest) string { return i.Provider })},
)

var identResultList = listing("identresults", "", "services.identresults", text.IdentResults, 0, 2,
	createdAt(func(i *api.IdentResult) api.Time { return i.Created }),
	listed[api.IdentResult]{text.Status, "status", Word, 14, 1, wordsOf(func(i *api.IdentResult) string { return i.Status })},
	listed[api.IdentResult]{text.IdentRequests, "request.id", Text, 36, 1, wordsOf(func(i *api.IdentResult) string { return i.Request.ID })},
)
