package state

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// The fields of a payment's row, in the order of paymentList.Fields.
const (
	PaymentCreated = iota
	PaymentCustomer
	PaymentMethod
	PaymentSimple
	PaymentAmount
	PaymentOrder
	PaymentText
	PaymentTransID
	PaymentDescription
)

var paymentList = &Resource{
	Name:  "payments",
	Title: text.Payments,
	Wire:  "payment.transactions",
	Tab:   1,
	Fields: []Field{
		PaymentCreated:     {Path: "created", Kind: Time},
		PaymentCustomer:    {Path: "customer.surname", Kind: Text},
		PaymentMethod:      {Path: "product", Kind: Word},
		PaymentSimple:      {Path: "details.status_simple", Kind: Word},
		PaymentAmount:      {Path: "amount", Kind: Money},
		PaymentOrder:       {Path: "order_id", Kind: Text},
		PaymentText:        {Path: "status_text", Kind: Word},
		PaymentTransID:     {Path: "trans_id", Kind: Int},
		PaymentDescription: {Path: "description", Kind: Text},
	},
	Columns: []Column{
		{Field: PaymentCreated, Title: text.Created, Width: 12, Sort: true},
		{Field: PaymentCustomer, Title: text.Customer, Width: 17, Grow: 2, Sort: true},
		{Field: PaymentMethod, Title: text.Method, Width: 10, Sort: true},
		{Field: PaymentSimple, Title: text.Status, Width: 13, Sort: true},
		{Field: PaymentAmount, Title: text.Amount, Width: 12, Right: true, Sort: true},
		{Field: PaymentOrder, Title: text.Order, Width: 9, Sort: true},
		{Field: PaymentTransID, Title: text.TACode, Width: 10, Right: true, Sort: true},
		{Field: PaymentText, Title: text.StatusText, Width: 22, Sort: true},
		{Field: PaymentDescription, Title: text.Description, Width: 28, Grow: 3},
	},
	Frozen: 2,
	Order:  api.Sort{Field: "created", Desc: true},
	Newest: PaymentCreated,
	Search: paymentWords,
	values: func(object any) []Value {
		p := object.(*api.PaymentTransaction)
		return []Value{
			PaymentCreated:     timeValue(p.Created),
			PaymentCustomer:    textValue(PayerName(p.Customer)),
			PaymentMethod:      textValue(MethodOf(p)),
			PaymentSimple:      simpleValue(p.Details),
			PaymentAmount:      moneyValue(p.Amount, p.Currency),
			PaymentOrder:       textValue(p.OrderID),
			PaymentText:        textValue(p.StatusText),
			PaymentTransID:     intValue(p.TransID),
			PaymentDescription: textValue(p.Description),
		}
	},
}

// productMethods are short words for the products that the reference names, by
// product_id. A product that is not listed is called as the server does.
var productMethods = map[int64]string{
	16: "debit", 26: "creditcard", 36: "prepaid", 50: "debit-preauth", 218: "card-preauth", 92: "card-refund",
	267: "invoice", 329: "invoice", 283: "instalments", 309: "crowdfunding", 310: "crowdfunding", 311: "crowdfunding",
	397: "share", 398: "share", 402: "payout", 437: "share", 438: "share", 440: "paypal", 478: "paypal-refund",
}

// productNames are the words for products whose number is not listed, by how
// their names begin: refunds have numbers of their own.
var productNames = []struct{ begins, method string }{
	{"Direct debit", "debit"}, {"Credit card", "creditcard"}, {"Payment in advance", "prepaid"}, {"Invoice", "invoice"},
	{"PayPal", "paypal"}, {"TWINT", "twint"},
}

// MethodOf is how a payment was paid, in one word.
func MethodOf(p *api.PaymentTransaction) string {
	if method := productMethods[p.ProductID]; method != "" {
		return method
	}
	for _, name := range productNames {
		if strings.HasPrefix(p.Product, name.begins) {
			return name.method
		}
	}
	return cmp.Or(p.Product, p.ProductRaw)
}

// PayerName is how a payer is called: the company, or forename and surname.
func PayerName(c api.PaymentCustomerName) string {
	person := strings.TrimSpace(c.Forename + " " + c.Surname)
	return cmp.Or(c.CompanyName, person, c.Name)
}

// simpleValue keeps the simple status as the wire's word with its number; a
// status nobody sent stays unset.
func simpleValue(d api.PaymentDetails) Value {
	if d.StatusSimple == nil {
		return Value{}
	}
	return Value{Text: SimpleWord(*d.StatusSimple), Set: true}
}

// simpleWords are the wire's status_simple_text, by number.
var simpleWords = []string{
	"proceed", "accepted", "authorized", "denied", "issue", "void", "issue resolved", "refund", "created", "paid",
	"pending", "subscription approved", "subscription declined", "on hold", "waiting for shipment",
	"container authorized", "container denied",
}

// simpleTitles are the words that a screen has for a simple status, by number.
var simpleTitles = []text.Key{
	text.SimpleProceed, text.SimpleAccepted, text.SimpleAuthorized, text.SimpleDenied, text.SimpleIssue,
	text.SimpleVoid, text.SimpleResolved, text.SimpleRefund, text.SimpleCreated, text.SimplePaid,
	text.SimplePending, text.SimpleSubscribed, text.SimpleNotSubscribed, text.SimpleOnHold, text.SimpleToShip,
	text.SimpleAccountOK, text.SimpleNoAccount,
}

// SimpleTitle is what a screen calls a simple status, 0 for one that is not
// known.
func SimpleTitle(s api.StatusSimple) text.Key {
	if s < 0 || int(s) >= len(simpleTitles) {
		return 0
	}
	return simpleTitles[s]
}

// SimpleWord is the word of a simple status, "" for one that is not known.
func SimpleWord(s api.StatusSimple) string {
	if s < 0 || int(s) >= len(simpleWords) {
		return ""
	}
	return simpleWords[s]
}

// SimpleOf finds the simple status of a word of [SimpleWord].
func SimpleOf(word string) (api.StatusSimple, bool) {
	for i, w := range simpleWords {
		if w == word {
			return api.StatusSimple(i), true
		}
	}
	return 0, false
}

// paymentWords is what the search line of payments understands.
var paymentWords = query.Vocabulary{
	ID:          "PCI_",
	Words:       []string{"customer.forename", "customer.surname", "customer.companyname", "order_id", "description"},
	Number:      []string{"trans_id", "order_id"},
	AmountField: "amount",
	Amount:      readAmount,
	Date:        "created",
	Refs:        map[string]string{"MRC_": "merchant.id", "GCR_": "contract.id", "STO_": "store.id", "SUB_": "subscription.id"},
	Fields: []query.Field{
		{Name: "id", Kind: query.KindText},
		{Name: "created", Kind: query.KindDate},
		{Name: "updated", Kind: query.KindDate},
		{Name: "completion_date", Kind: query.KindDate},
		{Name: "payout_date", Kind: query.KindDate},
		{Name: "amount", Kind: query.KindNumber},
		{Name: "currency", Kind: query.KindText, Values: choices("EUR", "CHF")},
		{Name: "trans_id", Kind: query.KindNumber},
		{Name: "order_id", Kind: query.KindText},
		{Name: "description", Kind: query.KindText},
		{Name: "status", Kind: query.KindNumber},
		{Name: "status_text", Kind: query.KindText},
		{Name: "details.status_simple", Kind: query.KindNumber, Values: simpleChoices()},
		{Name: "details.status_simple_text", Kind: query.KindText, Values: choices(simpleWords...)},
		{Name: "product", Kind: query.KindText},
		{Name: "product_raw", Kind: query.KindText},
		{Name: "product_id", Kind: query.KindNumber},
		{Name: "customer.forename", Kind: query.KindText},
		{Name: "customer.surname", Kind: query.KindText},
		{Name: "customer.companyname", Kind: query.KindText},
		{Name: "merchant.id", Kind: query.KindText},
		{Name: "contract.id", Kind: query.KindText},
		{Name: "store.id", Kind: query.KindText},
		{Name: "store_name", Kind: query.KindText},
		{Name: "subscription.id", Kind: query.KindText},
		{Name: "transaction_hash", Kind: query.KindText},
		{Name: "payment_data", Kind: query.KindText},
		{Name: "invoice_number", Kind: query.KindText},
		{Name: "reference_id", Kind: query.KindText},
		{Name: "accrual", Kind: query.KindBool},
	},
}

// readAmount reads an amount of the search line in the default currency. What
// is no amount is left to the other readings; what can be two is an error.
func readAmount(typed string) (minor int64, ok bool, err error) {
	rest, negative := strings.CutPrefix(typed, "-") // refunds are negative amounts
	money, err := api.ParseMoney(rest, "EUR")
	if negative {
		money.Amount = -money.Amount
	}
	if ambiguous, is := errors.AsType[*api.AmountError](err); is && len(ambiguous.Readings) > 0 {
		return 0, false, err
	}
	return int64(money.Amount), err == nil, nil
}

func choices(words ...string) []query.Choice {
	var all []query.Choice
	for _, w := range words {
		all = append(all, query.Choice{Text: w})
	}
	return all
}

// simpleChoices lets a status be picked by its word and sent by its number.
func simpleChoices() []query.Choice {
	var all []query.Choice
	for i, w := range simpleWords {
		all = append(all, query.Choice{Text: w, Value: strconv.Itoa(i)})
	}
	return all
}
