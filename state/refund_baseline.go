package state

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"tresen/api"
)

// Baseline is an object as far as a write of it depends on it, read live. Of a
// payment: the payment, its refunds, and checkStatus. What the fields mean for
// other objects is said at the kinds of write.
type Baseline struct {
	ID       string
	Amount   api.Minor // as first agreed
	InEffect api.Minor // less open and completed refunds; of a card what is on it
	Currency string    // empty: points
	// State is the object's own word for how it is, where a write changes that:
	// created, ok, locked; empty for refunds.
	State    string
	Status   int64 // only 9 means something: a card amount that may be lowered once
	Simple   api.StatusSimple
	Children []Child // its refunds, in the server's order
	// Mark is what else tells how it was, in the object's own words: how a sale was
	// paid, the number of its receipt, the last use of a card; empty for refunds.
	Mark string
	// Against lists the rules that reading found broken besides those that the
	// other fields show. It is not recorded.
	Against []Problem
	// IsRefund: the transaction is itself a refund of another one.
	IsRefund bool
	// Drift names what the server did not say, or said in another type. Such a
	// payment is not refunded, and such a read decides nothing.
	Drift  []string
	ReadAt time.Time
	// Earlier lists the writes of this object that the journal knows.
	Earlier []PastWrite
	// Today is what the operator has given back by limited kinds in this currency
	// in the last 24 hours, in doubt or not.
	Today api.Minor
	// Closes is what an end-of-day would close; nil of anything else. It is for
	// the eye: sales go on while it is looked at.
	Closes *Closing
}

// Child is a refund of a payment. Its amount is negative.
type Child struct {
	ID      string
	Amount  api.Minor
	Simple  api.StatusSimple
	Created time.Time // zero where the server did not say
}

// PastWrite is a write in the journal, by the last state it came to.
type PastWrite struct {
	Intent   string
	Kind     WriteKind
	State    WriteState
	Amount   api.Minor
	Operator string
	Child    string
	At       time.Time // of its last entry
}

// RefundChildren lists the ids of the refunds of a payment.
func RefundChildren(p api.PaymentTransaction) []string {
	var ids []string
	for _, rel := range p.Related {
		if rel.RefTypeID == api.RefTypeRefund && rel.Hierarchy == "child" {
			ids = append(ids, rel.ID)
		}
	}
	return ids
}

// NewBaseline puts the reads of one payment together. The children are the
// items of [RefundChildren], in any order.
func NewBaseline(payment api.Item[api.PaymentTransaction], status api.Item[api.PaymentStatus],
	children []api.Item[api.PaymentTransaction], at time.Time) Baseline {
	p, s := payment.Value, status.Value
	b := Baseline{ID: p.ID, Status: s.Status, Currency: p.Currency, ReadAt: at}
	b.Drift = append(prefixed("payment", payment.Drift), prefixed("checkStatus", status.Drift)...)
	b.Amount = b.need(p.Amount, "payment/amount")
	b.InEffect = b.need(s.Amount, "checkStatus/amount")
	b.simple(s.StatusSimple, p.Details.StatusSimple)
	if b.Currency == "" {
		b.Currency = s.Currency
	}
	if b.Currency == "" || s.Currency != "" && s.Currency != b.Currency {
		b.Drift = append(b.Drift, "currency")
	}
	b.IsRefund = b.Amount < 0 || b.Simple == api.StatusRefund || slices.ContainsFunc(p.Related, isParent)
	b.addChildren(RefundChildren(p), children)
	return b
}

// isParent reports the payment that a refund belongs to.
func isParent(rel api.RelatedTransaction) bool {
	return rel.RefTypeID == api.RefTypeRefund && rel.Hierarchy == "parent"
}

func (b *Baseline) addChildren(ids []string, items []api.Item[api.PaymentTransaction]) {
	for _, id := range ids {
		i := slices.IndexFunc(items, func(c api.Item[api.PaymentTransaction]) bool { return c.Value.ID == id })
		if i < 0 {
			b.Drift = append(b.Drift, "refund "+id)
			continue
		}
		c := items[i].Value
		b.Drift = append(b.Drift, prefixed("refund "+id, items[i].Drift)...)
		child := Child{ID: id, Amount: b.need(c.Amount, "refund "+id+"/amount"), Created: c.Created.Time}
		child.Simple = api.StatusPending // what is not said is not final
		if c.Details.StatusSimple != nil {
			child.Simple = *c.Details.StatusSimple
		}
		b.Children = append(b.Children, child)
	}
}

// need takes an amount that has to be there.
func (b *Baseline) need(amount *api.Minor, name string) api.Minor {
	if amount == nil {
		b.Drift = append(b.Drift, name)
		return 0
	}
	return *amount
}

// simple takes the live status, else the payment's own.
func (b *Baseline) simple(candidates ...*api.StatusSimple) {
	for _, s := range candidates {
		if s != nil {
			b.Simple = *s
			return
		}
	}
	b.Drift = append(b.Drift, "checkStatus/status_simple")
}

func prefixed(prefix string, pointers []string) []string {
	var out []string
	for _, p := range pointers {
		out = append(out, prefix+p)
	}
	return out
}

// Same reports whether a write would meet the same object. When it was read, and
// how far a refund of it has got, make no difference.
func (b Baseline) Same(other Baseline) bool {
	return b.ID == other.ID && b.Amount == other.Amount && b.InEffect == other.InEffect &&
		b.Currency == other.Currency && b.Status == other.Status && b.Simple == other.Simple && b.State == other.State &&
		b.Mark == other.Mark && slices.EqualFunc(b.Children, other.Children, func(a, c Child) bool {
		return a.ID == c.ID && a.Amount == c.Amount
	})
}

// Unpaid reports a payment that was not executed yet, as far as its state says:
// a cancel lowers what is due and sends nothing back.
func (b Baseline) Unpaid() bool {
	switch b.Simple {
	case api.StatusAuthorized, api.StatusCreated, api.StatusPending, api.StatusProceed:
		return true
	}
	return false
}

// child finds a refund by its id.
func (b Baseline) child(id string) (Child, bool) {
	i := slices.IndexFunc(b.Children, func(c Child) bool { return c.ID == id })
	if i < 0 {
		return Child{}, false
	}
	return b.Children[i], true
}

// wireBaseline is a baseline in the journal: ids and integers, nothing that
// names a person.
type wireBaseline struct {
	ID       string      `json:"id"`
	Amount   api.Minor   `json:"amount"`
	InEffect api.Minor   `json:"in_effect"`
	Currency string      `json:"currency"`
	Status   int64       `json:"status"`
	Simple   int64       `json:"simple"`
	State    string      `json:"state,omitempty"`
	Mark     string      `json:"mark,omitempty"`
	Children []wireChild `json:"children,omitempty"`
	ReadAt   int64       `json:"read_at"` // Unix milliseconds
}

type wireChild struct {
	ID     string    `json:"id"`
	Amount api.Minor `json:"amount"`
}

// Encode writes the baseline as the journal keeps it.
func (b Baseline) Encode() []byte {
	w := wireBaseline{ID: b.ID, Amount: b.Amount, InEffect: b.InEffect, Currency: b.Currency,
		Status: b.Status, Simple: int64(b.Simple), State: b.State, Mark: b.Mark, ReadAt: b.ReadAt.UnixMilli()}
	for _, c := range b.Children {
		w.Children = append(w.Children, wireChild{c.ID, c.Amount})
	}
	data, err := json.Marshal(w)
	if err != nil {
		panic("state: a baseline of plain fields cannot be written: " + err.Error())
	}
	return data
}

// DecodeBaseline reads what Encode wrote.
func DecodeBaseline(data []byte) (Baseline, error) {
	var w wireBaseline
	if err := json.Unmarshal(data, &w); err != nil {
		return Baseline{}, fmt.Errorf("the baseline in the journal does not read: %w", err)
	}
	b := Baseline{ID: w.ID, Amount: w.Amount, InEffect: w.InEffect, Currency: w.Currency,
		Status: w.Status, Simple: api.StatusSimple(w.Simple), State: w.State, Mark: w.Mark, ReadAt: time.UnixMilli(w.ReadAt)}
	for _, c := range w.Children {
		b.Children = append(b.Children, Child{ID: c.ID, Amount: c.Amount})
	}
	return b, nil
}
