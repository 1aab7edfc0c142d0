package state

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresen/api"
)

// The states of a sale that writes depend on. Others are only listed.
const (
	saleCreated   = "created"
	saleApproved  = "approved"
	saleOK        = "ok"
	saleCancelled = "cancelled"
)

// saleStarted are the states of a sale that was charged, or is being.
var saleStarted = map[string]bool{
	"pending": true, saleOK: true, "received": true, "shipped": true, "collection": true, "collected": true, "finished": true,
}

// saleEnded are the states of a sale of which nothing comes any more.
var saleEnded = map[string]bool{"failed": true, saleCancelled: true, "aborted": true, "deleted": true, "timeout": true}

// saleCancellable are the states of a sale that has or had something to pay.
var saleCancellable = map[string]bool{
	"processing": true, saleApproved: true, "pending": true, saleOK: true,
	"received": true, "shipped": true, "collection": true, "collected": true,
}

// SaleState is the word for a sale's state in one spelling.
func SaleState(s string) string {
	if s = strings.ToLower(s); s == "canceled" {
		return saleCancelled
	}
	return s
}

// Started reports the state of a sale that was charged.
func Started(status string) bool { return saleStarted[SaleState(status)] }

// Cancelled reports the state of a sale that was cancelled.
func Cancelled(status string) bool { return SaleState(status) == saleCancelled }

// StartMethods are the methods that charge a sale without a prepare and without
// anybody's authorisation elsewhere. cashless_direct is left out, since it needs
// the trace of another terminal, and ccload, of which the reference has only the
// name.
var StartMethods = []string{"cash", "cashless", "debit", "invoice", "prepaid", "loyalty"}

// Start is the body of an order of [KindStart]: nothing that the sale does not
// say.
func (WriteOrder) Start() api.StartSmart { return api.StartSmart{} }

// NewStartBaseline is a sale that is about to be charged: its State, its sum in
// Amount and InEffect, and its payments as Children. Mark is how it is paid.
func NewStartBaseline(sale api.Item[api.SmartTransaction], at time.Time) Baseline {
	b := newSale(sale, at)
	b.InEffect, b.Mark = b.Amount, sale.Value.PaymentMethod
	for _, p := range sale.Value.Payments {
		child := Child{ID: p.ID}
		if p.Amount != nil {
			child.Amount = *p.Amount
		}
		b.Children = append(b.Children, child)
	}
	return b
}

// newSale is what every write of a sale depends on.
func newSale(sale api.Item[api.SmartTransaction], at time.Time) Baseline {
	s := sale.Value
	b := Baseline{ID: s.ID, State: SaleState(s.Status), Currency: s.BasketInfo.Currency, ReadAt: at, Drift: prefixed("sale", sale.Drift)}
	b.Amount = b.need(s.BasketInfo.Sum, "sale/basket_info/sum")
	if b.State == "" {
		b.Drift = append(b.Drift, "sale/status")
	}
	if b.Currency == "" {
		b.Drift = append(b.Drift, "sale/basket_info/currency")
	}
	return b
}

// wholeStart is what a start charges, wholeSale what a cancel gives back.
func wholeStart(b Baseline) api.Minor { return b.Amount }
func wholeSale(b Baseline) api.Minor  { return b.InEffect }

// checkStart: a sale is charged once, as a whole: by a method that needs nobody
// else, or as it was prepared.
func checkStart(o WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	switch {
	case len(problems) > 0:
	case b.State != saleCreated && b.State != saleApproved:
		return []Problem{{Kind: ProblemNotStartable, Text: b.State}}
	case b.Amount < 1:
		return problem(ProblemNothingToPay)
	case b.State == saleApproved && o.Option != "":
		problems = append(problems, Problem{Kind: ProblemPrepared, Text: b.Mark})
	case b.State == saleCreated && !slices.Contains(StartMethods, o.Option):
		problems = append(problems, Problem{Kind: ProblemMethod, Text: o.Option})
	}
	if len(problems) == 0 && o.Amount != wholeStart(b) {
		problems = append(problems, Problem{Kind: ProblemWhole, Limit: b.Amount})
	}
	return problems
}

// startVerdict: the sale's own word tells. Paid by another method than ours, its
// payer was quicker. That it ended, as a card does that a terminal declines, may
// be our doing or not; a payment without a new state is a lag.
func startVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	var made Child
	for _, c := range now.Children {
		if _, old := o.Baseline.child(c.ID); !old || made.ID == "" {
			made = c
		}
	}
	_, old := o.Baseline.child(made.ID)
	switch {
	case saleStarted[now.State] && o.Option != "" && now.Mark != "" && now.Mark != o.Option:
		return WriteConflict, Child{}
	case saleStarted[now.State]:
		return WriteApplied, made
	case saleEnded[now.State]:
		return WriteConflict, Child{}
	case now.State == o.Baseline.State && (made.ID == "" || old):
		return WriteNotApplied, Child{}
	}
	return WriteUnknown, Child{}
}

// NewSaleBaseline is a sale that is about to be cancelled. Its payments are read
// as those of refunds: InEffect is what they are still worth, the sum where there
// is none: a cancel gives all of it back. Children are their refunds.
func NewSaleBaseline(sale api.Item[api.SmartTransaction], payments []Baseline, at time.Time) Baseline {
	b := newSale(sale, at)
	if len(payments) == 0 && b.State != saleCancelled {
		b.InEffect = b.Amount
	}
	for _, p := range payments {
		b.Drift = append(b.Drift, p.Drift...)
		if p.Currency != b.Currency {
			b.Drift = append(b.Drift, "currency")
		}
		b.InEffect += p.InEffect
		b.Children = append(b.Children, p.Children...)
	}
	return b
}

// checkSaleCancel: a sale is cancelled whole; the operator confirms how much
// that is.
func checkSaleCancel(o WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	switch {
	case len(problems) > 0:
	case !saleCancellable[b.State]:
		return []Problem{{Kind: ProblemNotCancellable, Text: b.State}}
	case b.InEffect < 1:
		return problem(ProblemNothingToCancel)
	case o.Amount != wholeSale(b):
		return []Problem{{Kind: ProblemWhole, Limit: wholeSale(b)}}
	}
	return problems
}

// saleCancelVerdict: the sale's own word tells; a sale is cancelled once, by
// whomever. Where all of the money is gone, or a refund is there, and the word is
// not, it lags; where a part is gone, somebody else refunded.
func saleCancelVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	var made []Child
	for _, c := range now.Children {
		if _, old := o.Baseline.child(c.ID); !old {
			made = append(made, c)
		}
	}
	less := o.Baseline.InEffect - now.InEffect
	switch {
	case now.State == saleCancelled && len(made) == 1:
		return WriteApplied, made[0]
	case now.State == saleCancelled:
		return WriteApplied, Child{}
	case less == 0 && len(made) == 0:
		return WriteNotApplied, Child{}
	case less == 0 || less == o.Baseline.InEffect:
		return WriteUnknown, Child{}
	}
	return WriteConflict, Child{}
}

// atTill are the methods of sales that a till cancels by their receipt.
var atTill = map[string]bool{"cash": true, "cashless": true}

// Terminal is the device that a sale was paid at, "" where none is named.
func Terminal(s api.SmartTransaction) string { return cmp.Or(s.Destination.ID, s.Source.ID) }

// WithReceipt completes the baseline of a sale with what its receipt's number
// depends on: Mark is the number. The till takes the number in place of an id,
// so that no other sale may have it; and it forgets its sales at its end of day,
// as far as one is known of the reports of its terminal. Same are the sales
// found by the number, this one among them or not.
func (b Baseline) WithReceipt(sale api.SmartTransaction, same []api.Item[api.SmartTransaction], reports []Child) Baseline {
	against := func(kind ProblemKind, text string) { b.Against = append(b.Against, Problem{Kind: kind, Text: text}) }
	if sale.ReceiptNumber > 0 {
		b.Mark = strconv.FormatInt(sale.ReceiptNumber, 10)
	} else {
		against(ProblemNoReceipt, "")
	}
	if !atTill[sale.PaymentMethod] {
		against(ProblemNotAtTill, sale.PaymentMethod)
	}
	for _, r := range reports {
		if !r.Created.IsZero() && r.Created.After(sale.Created.Time) {
			against(ProblemInReport, r.Created.Format(time.RFC3339))
			break
		}
	}
	for _, other := range same {
		if o := other.Value; o.ID != sale.ID && o.ReceiptNumber == sale.ReceiptNumber && SaleState(o.Status) == saleOK {
			against(ProblemReceiptTwice, o.ID)
			break
		}
	}
	return b
}

// checkReceipt: the rules of a cancel, and the till's.
func checkReceipt(o WriteOrder, b Baseline) []Problem {
	problems := checkSaleCancel(o, b)
	if len(problems) > 0 {
		return problems
	}
	problems = slices.Clone(b.Against)
	switch {
	case len(problems) > 0:
	case b.State != saleOK:
		problems = []Problem{{Kind: ProblemNotCancellable, Text: b.State}}
	case o.Option == "" || o.Option != b.Mark:
		problems = []Problem{{Kind: ProblemReceipt, Text: o.Option}}
	}
	return problems
}

// startCalm: what may have gone to a terminal has the till's quarantine. By which
// method a sale was started, the journal does not have.
func startCalm(o WriteOrder) (reads int, span time.Duration) {
	if o.Baseline.State == saleApproved || o.Option != "" && !o.Blocks() {
		return longCalm(o)
	}
	return tillCalm(o)
}

// tillCalm: a till may hold an order for as long as the client waits, and longer;
// and who reads may have begun while it was still at it.
func tillCalm(WriteOrder) (reads int, span time.Duration) { return 5, 30 * time.Minute }
