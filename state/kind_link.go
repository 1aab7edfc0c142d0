package state

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tresen/api"
)

// MaxOrderNumber is how many characters the order number of a link may have.
const MaxOrderNumber = 60

// linkTarget begins the target of a [KindLink]: what it makes has no id yet.
const linkTarget = "new:"

// LinkTarget is the target of a payment link: its order number, so that the
// journal knows what to look for, and two of one number are not made at once.
func LinkTarget(number string) string { return linkTarget + number }

// LinkNumber is the order number of the target of a link.
func LinkNumber(target string) string { return strings.TrimPrefix(target, linkTarget) }

// NewLinkBaseline is what there is of an order number already: the sales that
// have it are Children, with their sums. Found may have more than those.
func NewLinkBaseline(o WriteOrder, found []api.Item[api.SmartTransaction], at time.Time) Baseline {
	b := Baseline{ID: o.Target, Currency: cmp.Or(o.Currency, linkCurrency), ReadAt: at}
	for _, item := range found {
		s := item.Value
		if s.TransactionRef != LinkNumber(o.Target) {
			continue
		}
		b.Drift = append(b.Drift, prefixed("sale "+s.ID, item.Drift)...)
		child := Child{ID: s.ID, Created: s.Created.Time}
		if s.BasketInfo.Sum != nil && s.BasketInfo.Currency == b.Currency {
			child.Amount = *s.BasketInfo.Sum
		}
		b.Children = append(b.Children, child)
	}
	return b
}

// Link is the body of an order of [KindLink]. Reason is the order number.
func (o WriteOrder) Link() api.NewSmartTransaction {
	return api.NewSmartTransaction{TransactionRef: o.Reason, Intent: "sale",
		BasketInfo: api.SmartBasketInfo{Sum: &o.Amount, Currency: o.Currency}}
}

// checkLink: an amount, and an order number by which it is found again.
func checkLink(o WriteOrder, b Baseline) []Problem {
	problems := drifted(b)
	if o.Target != LinkTarget(o.Reason) {
		problems = append(problems, Problem{Kind: ProblemDrift, Text: "order number"})
	}
	if o.Amount < 1 {
		problems = append(problems, Problem{Kind: ProblemAmount})
	}
	invisible := func(r rune) bool { return !unicode.IsPrint(r) }
	switch n := utf8.RuneCountInString(o.Reason); {
	case strings.TrimSpace(o.Reason) == "":
		problems = append(problems, Problem{Kind: ProblemOrder})
	case n > MaxOrderNumber:
		problems = append(problems, Problem{Kind: ProblemOrderLong, Length: n})
	case strings.ContainsFunc(o.Reason, invisible) || MaskText(o.Reason) != o.Reason:
		problems = append(problems, Problem{Kind: ProblemOrderChars, Text: MaskText(o.Reason)})
	}
	return problems
}

// linkVerdict: a new sale of the number and the sum is ours, unless there are
// two.
func linkVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	var made []Child
	for _, c := range newChildren(o, now) {
		if c.Amount == o.Amount {
			made = append(made, c)
		}
	}
	switch len(made) {
	case 0:
		return WriteNotApplied, Child{}
	case 1:
		return WriteApplied, made[0]
	}
	return WriteConflict, Child{}
}
