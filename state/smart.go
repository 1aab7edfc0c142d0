package state

import (
	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

var smartList = listing("smart", "STX_", "smart.transactions", text.SmartTransactions, 0, 2,
	createdAt(func(s *api.SmartTransaction) api.Time { return s.Created }),
	listed[api.SmartTransaction]{text.Customer, "customer.contact.surname", Text, 17, 2, wordsOf(func(s *api.SmartTransaction) string { return contactName(s.Customer.Contact) })},
	listed[api.SmartTransaction]{text.Method, "payment_method", Word, 12, 0, wordsOf(func(s *api.SmartTransaction) string { return s.PaymentMethod })},
	listed[api.SmartTransaction]{text.Status, "status", Word, 13, 0, wordsOf(func(s *api.SmartTransaction) string { return s.Status })},
	listed[api.SmartTransaction]{text.Amount, "basket_info.sum", Money, 12, 0, moneyOf(func(s *api.SmartTransaction) (*api.Minor, string) { return s.BasketInfo.Sum, s.BasketInfo.Currency })},
	listed[api.SmartTransaction]{text.Order, "transactionRef", Text, 12, 1, wordsOf(func(s *api.SmartTransaction) string { return s.TransactionRef })},
	listed[api.SmartTransaction]{text.TACode, "trans_id", Int, 10, 0, numberOf(func(s *api.SmartTransaction) int64 { return s.TransID })},
).finds(map[string]string{"PCU_": "customer.id", "PCI_": "transactions.id", "SUB_": "subscription.id"},
	query.Field{Name: "customer.contact.forename", Kind: query.KindText},
	query.Field{Name: "customer.contact.companyname", Kind: query.KindText},
	query.Field{Name: "is_demo", Kind: query.KindBool},
)
