package state

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"tresen/api"
)

const (
	// payoutCurrency is the API's default; containers name none.
	payoutCurrency = "EUR"
	// MaxPurpose is how many characters reach the payee by a SEPA transfer.
	MaxPurpose = 140
	// bankAccount is the type of the containers that money can be sent to.
	bankAccount = "bank_account"
	// payoutItem is what the API calls a payee in the list of a payout.
	payoutItem = "transaction_payout"
)

// PayoutOrderID is the order_id of the payout of an intent: it is how the payout
// is found again, so nothing else may have it. One word, for an index may take
// words apart.
func PayoutOrderID(intent string) string {
	return "tresen" + hexSHA256([]byte("payout " + intent))[:24]
}

// NewPayoutBaseline is a container that money is about to be sent to. State is
// the customer it belongs to. Its currency is that of the order, since it has
// none. Found are the payments with the order_id of the intent, in any order.
func NewPayoutBaseline(o WriteOrder, container api.Item[api.Container], found []api.Item[api.PaymentTransaction], at time.Time) Baseline {
	c := container.Value
	b := Baseline{ID: c.ID, State: c.Customer.ID, Currency: cmp.Or(o.Currency, payoutCurrency), ReadAt: at, Drift: prefixed("container", container.Drift)}
	if c.Type != bankAccount {
		b.Against = append(b.Against, Problem{Kind: ProblemNoAccount, Text: c.Type})
	}
	for _, item := range found {
		p := item.Value
		if p.OrderID != PayoutOrderID(o.Intent) {
			continue
		}
		b.Drift = append(b.Drift, prefixed("payout "+p.ID, item.Drift)...)
		b.Children = append(b.Children, Child{ID: p.ID, Amount: b.need(p.Amount, "payout "+p.ID+"/amount"), Created: p.Created.Time})
	}
	return b
}

// Payout is the body of an order of [KindPayout]. Its one item is the whole.
func (o WriteOrder) Payout() api.NewPayout {
	body := api.NewPayout{Customer: api.CustomerOrID{PaymentCustomer: api.PaymentCustomer{ID: o.Option}}, Amount: o.Amount, Currency: o.Currency, Purpose: o.Reason,
		Items: []api.PayoutItem{{ItemType: payoutItem, ContainerID: o.Target, Total: &o.Amount}}}
	if o.Intent != "" { // a form has none yet
		body.OrderID = PayoutOrderID(o.Intent)
	}
	return body
}

// checkPayout: an amount to the bank account of its own customer, for a purpose.
// What balance the merchant has is the server's to say.
func checkPayout(o WriteOrder, b Baseline) []Problem {
	problems := append(drifted(b), b.Against...)
	if len(problems) > 0 {
		return problems
	}
	if o.Amount < 1 {
		problems = append(problems, Problem{Kind: ProblemAmount})
	}
	switch n := utf8.RuneCountInString(o.Reason); {
	case strings.TrimSpace(o.Reason) == "":
		problems = append(problems, Problem{Kind: ProblemPurpose})
	case n > MaxPurpose:
		problems = append(problems, Problem{Kind: ProblemPurposeLong, Length: n})
	}
	if o.Option == "" || o.Option != b.State {
		problems = append(problems, Problem{Kind: ProblemPayee, Text: o.Option})
	}
	return problems
}

// payoutVerdict: nothing else has the order_id, so what is found is ours. The
// sign of a payout's amount is not documented.
func payoutVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	var made []Child
	for _, c := range now.Children {
		if c.Amount != o.Amount && c.Amount != -o.Amount {
			return WriteConflict, Child{}
		}
		made = append(made, c)
	}
	switch len(made) {
	case 0:
		return WriteNotApplied, Child{}
	case 1:
		return WriteApplied, made[0]
	case 2:
		return WriteDouble, made[0]
	}
	return WriteConflict, Child{}
}
