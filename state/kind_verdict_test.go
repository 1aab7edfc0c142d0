package state

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
)

// kindOrder is an order of a kind whose target was like b.
func kindOrder(kind WriteKind, amount api.Minor, b Baseline) WriteOrder {
	b.ID = "X_1"
	b.ReadAt = refundNoon
	return WriteOrder{Intent: "I1", Kind: kind, Target: b.ID, Amount: amount, Currency: b.Currency, Operator: "anna", Baseline: b}
}

var (
	authorisedOf50 = Baseline{Simple: api.StatusAuthorized, Amount: 5000, InEffect: 5000, Currency: "EUR"}
	onCard         = Baseline{State: api.Unlocked, InEffect: 3000, Currency: "EUR", Mark: "before"}
	soldAtTill     = Baseline{State: saleOK, Amount: 2500, InEffect: 2500, Currency: "EUR", Mark: "17"}
	laterOn        = refundNoon.Add(time.Minute)
	earlierOn      = refundNoon.Add(-time.Minute)
)

// like is a baseline with changes.
func like(b Baseline, change func(*Baseline)) Baseline {
	b.Children = slices.Clone(b.Children)
	change(&b)
	return b
}

func TestVerdicts(t *testing.T) {
	refund := Child{ID: "PCI_R", Amount: -200, Simple: api.StatusPending}
	report := Child{ID: "STX_R", Created: laterOn}
	for _, c := range []struct {
		name   string
		kind   WriteKind
		amount api.Minor
		before Baseline
		option string
		change func(*Baseline)
		want   WriteState
		child  string
	}{
		{"captured", KindCapture, 5000, authorisedOf50, "", func(b *Baseline) { b.Simple = api.StatusAccepted }, WriteApplied, ""},
		{"captured in part", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) { b.Simple, b.InEffect = api.StatusPaid, 1200 }, WriteApplied, ""},
		{"captured in full in place of a part", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) { b.Simple = api.StatusAccepted }, WriteConflict, ""},
		{"captured, then refunded", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) {
			b.Simple, b.InEffect, b.Children = api.StatusAccepted, 1000, []Child{refund}
		}, WriteApplied, ""},
		{"captured, and a refund denied", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) {
			denied := refund
			denied.Simple = api.StatusDenied
			b.Simple, b.InEffect, b.Children = api.StatusAccepted, 1200, []Child{denied}
		}, WriteApplied, ""},
		{"authorised still", KindCapture, 1200, authorisedOf50, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"authorised still, and a refund that nobody explains", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) {
			b.Children = []Child{{ID: "PCI_R", Amount: -100, Simple: api.StatusDenied}}
		}, WriteConflict, ""},
		{"authorised for less", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) { b.InEffect = 4000 }, WriteConflict, ""},
		{"on its way", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) { b.Simple = api.StatusPending }, WriteUnknown, ""},
		{"void", KindCapture, 1200, authorisedOf50, "", func(b *Baseline) { b.Simple, b.InEffect = api.StatusVoid, 0 }, WriteConflict, ""},
		{"denied", KindCapture, 5000, authorisedOf50, "", func(b *Baseline) { b.Simple = api.StatusDenied }, WriteConflict, ""},

		{"held still", KindRevokeAccrual, 0, Baseline{State: accrualHeld}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"let go", KindRevokeAccrual, 0, Baseline{State: accrualHeld}, "", func(b *Baseline) { b.State = accrualFree }, WriteApplied, ""},
		{"paid out", KindRevokeAccrual, 0, Baseline{State: accrualHeld}, "", func(b *Baseline) { b.State = accrualPaid }, WriteApplied, ""},

		{"created still", KindStart, 2500, Baseline{State: saleCreated}, "cash", func(*Baseline) {}, WriteNotApplied, ""},
		{"created, and the payer chooses", KindStart, 2500, Baseline{State: saleCreated}, "cash", func(b *Baseline) { b.Mark = "invoice" }, WriteNotApplied, ""},
		{"started", KindStart, 2500, Baseline{State: saleCreated}, "cash", func(b *Baseline) { b.State, b.Mark = saleOK, "cash" }, WriteApplied, ""},
		{"started, found after a restart", KindStart, 2500, Baseline{State: saleCreated}, "", func(b *Baseline) { b.State, b.Mark = saleOK, "cash" }, WriteApplied, ""},
		{"started with its payment", KindStart, 2500, Baseline{State: saleCreated}, "prepaid", func(b *Baseline) {
			b.State, b.Mark, b.Children = "pending", "prepaid", []Child{{ID: "PCI_P"}}
		}, WriteApplied, "PCI_P"},
		{"started as it was prepared", KindStart, 2500, Baseline{State: saleApproved, Mark: "debit", Children: []Child{{ID: "PCI_P"}}}, "",
			func(b *Baseline) { b.State = "received" }, WriteApplied, "PCI_P"},
		{"approved still", KindStart, 2500, Baseline{State: saleApproved, Mark: "debit", Children: []Child{{ID: "PCI_P"}}}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"started by another method", KindStart, 2500, Baseline{State: saleCreated}, "cash", func(b *Baseline) { b.State, b.Mark = saleOK, "debit" }, WriteConflict, ""},
		{"the payer authorises", KindStart, 2500, Baseline{State: saleCreated}, "debit", func(b *Baseline) { b.State = "processing" }, WriteUnknown, ""},
		{"a payment, and no new state", KindStart, 2500, Baseline{State: saleCreated}, "debit", func(b *Baseline) { b.Children = []Child{{ID: "PCI_P"}} }, WriteUnknown, ""},
		{"declined at the terminal", KindStart, 2500, Baseline{State: saleCreated}, "cashless", func(b *Baseline) { b.State = "failed" }, WriteConflict, ""},

		{"sold still", KindSmartCancel, 2500, soldAtTill, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"cancelled", KindSmartCancel, 2500, soldAtTill, "", func(b *Baseline) { b.State, b.InEffect = saleCancelled, 0 }, WriteApplied, ""},
		{"cancelled with a refund", KindSmartCancel, 2500, soldAtTill, "", func(b *Baseline) {
			b.State, b.InEffect, b.Children = saleCancelled, 0, []Child{refund}
		}, WriteApplied, "PCI_R"},
		{"the money is gone, the word lags", KindSmartCancel, 2500, soldAtTill, "", func(b *Baseline) { b.InEffect, b.Children = 0, []Child{refund} }, WriteUnknown, ""},
		{"a refund, and the amount lags", KindReceiptCancel, 2500, soldAtTill, "", func(b *Baseline) { b.Children = []Child{refund} }, WriteUnknown, ""},
		{"refunded in part", KindReceiptCancel, 2500, soldAtTill, "", func(b *Baseline) { b.InEffect, b.Children = 2300, []Child{refund} }, WriteConflict, ""},

		{"on the card", KindCharge, 500, onCard, "", func(b *Baseline) { b.InEffect, b.Mark = 3500, "now" }, WriteApplied, ""},
		{"off the card", KindDischarge, 500, onCard, "", func(b *Baseline) { b.InEffect, b.Mark = 2500, "now" }, WriteApplied, ""},
		{"nothing happened to it", KindCharge, 500, onCard, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"charged and spent", KindCharge, 500, onCard, "", func(b *Baseline) { b.Mark = "now" }, WriteConflict, ""},
		{"twice", KindCharge, 500, onCard, "", func(b *Baseline) { b.InEffect = 4000 }, WriteDouble, ""},
		{"the other way", KindCharge, 500, onCard, "", func(b *Baseline) { b.InEffect = 2500 }, WriteConflict, ""},
		{"something else", KindDischarge, 500, onCard, "", func(b *Baseline) { b.InEffect = 2400 }, WriteConflict, ""},
		{"locked since, with nothing moved", KindDischarge, 500, onCard, "", func(b *Baseline) { b.State = api.Locked }, WriteNotApplied, ""},

		{"no payout", KindPayout, 500, Baseline{}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"a payout", KindPayout, 500, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "PCI_O", Amount: 500}} }, WriteApplied, "PCI_O"},
		{"a payout of the other sign", KindPayout, 500, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "PCI_O", Amount: -500}} }, WriteApplied, "PCI_O"},
		{"a payout of another amount", KindPayout, 500, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "PCI_O", Amount: 400}} }, WriteConflict, ""},
		{"two payouts", KindPayout, 500, Baseline{}, "", func(b *Baseline) {
			b.Children = []Child{{ID: "PCI_O", Amount: 500}, {ID: "PCI_P", Amount: 500}}
		}, WriteDouble, "PCI_O"},

		{"no report", KindEndOfDay, 0, Baseline{}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"a report", KindEndOfDay, 0, Baseline{}, "", func(b *Baseline) { b.Children = []Child{report} }, WriteApplied, "STX_R"},
		{"an old report that the list did not have", KindEndOfDay, 0, Baseline{}, "", func(b *Baseline) {
			b.Children = []Child{{ID: "STX_R", Created: earlierOn}}
		}, WriteNotApplied, ""},
		{"a report without a date", KindEndOfDay, 0, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "STX_R"}} }, WriteNotApplied, ""},
		{"the report from before", KindEndOfDay, 0, Baseline{Children: []Child{report}}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"two reports", KindEndOfDay, 0, Baseline{}, "", func(b *Baseline) {
			b.Children = []Child{report, {ID: "STX_S", Created: laterOn}}
		}, WriteConflict, ""},

		{"locked", KindLock, 0, Baseline{State: api.Unlocked}, "1", func(b *Baseline) { b.State = api.Locked }, WriteApplied, ""},
		{"not locked", KindLock, 0, Baseline{State: api.Unlocked}, "1", func(*Baseline) {}, WriteNotApplied, ""},
		{"unlocked", KindUnlock, 0, Baseline{State: api.Locked}, "", func(b *Baseline) { b.State = api.Unlocked }, WriteApplied, ""},
		{"not unlocked", KindUnlock, 0, Baseline{State: api.Locked}, "", func(*Baseline) {}, WriteNotApplied, ""},

		{"no link", KindLink, 2500, Baseline{}, "", func(*Baseline) {}, WriteNotApplied, ""},
		{"a link", KindLink, 2500, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "STX_L", Amount: 2500, Created: laterOn}} }, WriteApplied, "STX_L"},
		{"a link of another sum", KindLink, 2500, Baseline{}, "", func(b *Baseline) { b.Children = []Child{{ID: "STX_L", Amount: 2400, Created: laterOn}} }, WriteNotApplied, ""},
		{"two links", KindLink, 2500, Baseline{}, "", func(b *Baseline) {
			b.Children = []Child{{ID: "STX_L", Amount: 2500, Created: laterOn}, {ID: "STX_M", Amount: 2500, Created: laterOn}}
		}, WriteConflict, ""},
	} {
		o := kindOrder(c.kind, c.amount, c.before)
		o.Option = c.option
		got, child := writeKinds[c.kind].verdict(o, like(o.Baseline, c.change))
		if got != c.want || child.ID != c.child {
			t.Errorf("%s, %s: %s %q, want %s %q", c.kind, c.name, got, child.ID, c.want, c.child)
		}
	}
}

// measures are, for each kind, what may have moved between two reads, so that a
// verdict on it can be wrong.
var measures = map[WriteKind]func(before, now Baseline) bool{
	KindRefund:        func(a, b Baseline) bool { return a.InEffect != b.InEffect || len(a.Children) != len(b.Children) },
	KindCapture:       func(a, b Baseline) bool { return a.Simple != b.Simple || a.InEffect != b.InEffect },
	KindRevokeAccrual: stateMoved,
	KindStart:         func(a, b Baseline) bool { return stateMoved(a, b) || len(a.Children) != len(b.Children) },
	KindSmartCancel:   func(a, b Baseline) bool { return b.State == saleCancelled || a.InEffect != b.InEffect },
	KindReceiptCancel: func(a, b Baseline) bool { return b.State == saleCancelled || a.InEffect != b.InEffect },
	KindCharge:        amountMoved, KindDischarge: amountMoved, KindChargePoints: amountMoved, KindTakePoints: amountMoved,
	KindPayout:   func(a, b Baseline) bool { return len(b.Children) > 0 },
	KindEndOfDay: reportMoved,
	KindLock:     stateMoved, KindUnlock: stateMoved,
	KindLink: func(a, b Baseline) bool { return matching(b, 1000) > 0 },
}

func stateMoved(a, b Baseline) bool  { return a.State != b.State }
func amountMoved(a, b Baseline) bool { return a.InEffect != b.InEffect || a.Mark != b.Mark }
func reportMoved(_, b Baseline) bool { return matching(b, -1) > 0 }

// matching counts the children that can be ours: dated since, and of an amount
// unless that is negative.
func matching(b Baseline, amount api.Minor) int {
	n := 0
	for _, c := range b.Children {
		if !c.Created.Before(refundNoon) && (amount < 0 || c.Amount == amount) {
			n++
		}
	}
	return n
}

func TestNoVerdictSaysThatNothingHappenedWhereSomethingMovedNorTheOtherWayRound(t *testing.T) {
	words := []string{saleCreated, saleApproved, "processing", "pending", saleOK, "received", saleCancelled, "failed", "something new"}
	states := map[WriteKind][]string{
		KindLock: {api.Unlocked, api.Locked}, KindUnlock: {api.Unlocked, api.Locked}, KindRevokeAccrual: {accrualHeld, accrualFree, accrualPaid},
	}
	starts := map[WriteKind]string{
		KindRevokeAccrual: accrualHeld, KindStart: saleCreated, KindSmartCancel: saleOK, KindReceiptCancel: saleOK, KindLock: api.Unlocked, KindUnlock: api.Locked,
	}
	kinds := make([]WriteKind, 0, len(writeKinds))
	for kind := range writeKinds {
		kinds = append(kinds, kind)
		if measures[kind] == nil {
			t.Fatalf("%s has no measure", kind)
		}
	}
	slices.Sort(kinds)
	seen := map[WriteState]int{}
	judge := func(t *rapid.T) {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		step := rapid.SampledFrom([]api.Minor{0, 0, 1000, -1000, 2000, -2000, 1, -300})
		before := Baseline{State: starts[kind], InEffect: 5000, Currency: "EUR", Simple: api.StatusAuthorized, Mark: "before"}
		o := kindOrder(kind, 1000, before)
		o.Option = rapid.SampledFrom([]string{"", "cash"}).Draw(t, "option")
		now := o.Baseline
		now.InEffect += step.Draw(t, "moved")
		if rapid.Bool().Draw(t, "another state") {
			some := states[kind]
			if some == nil {
				some = words
			}
			now.State = rapid.SampledFrom(some).Draw(t, "state")
			now.Simple = api.StatusSimple(rapid.IntRange(0, 17).Draw(t, "simple"))
		}
		if rapid.Bool().Draw(t, "used") {
			now.Mark = rapid.SampledFrom([]string{"cash", "now"}).Draw(t, "mark")
		}
		for i := range rapid.IntRange(0, 2).Draw(t, "children") {
			now.Children = append(now.Children, Child{ID: "C" + string(rune('a'+i)), Amount: step.Draw(t, "amount"),
				Created: rapid.SampledFrom([]time.Time{{}, earlierOn, laterOn}).Draw(t, "created")})
		}
		got, _ := writeKinds[kind].verdict(o, now)
		seen[got]++
		moved := measures[kind](o.Baseline, now)
		if got == WriteNotApplied && moved || got == WriteApplied && !moved {
			t.Fatalf("%s: %s from %+v to %+v", kind, got, o.Baseline, now)
		}
		if _, known := writeTraits[got]; !known {
			t.Fatalf("%s: the verdict is %q", kind, got)
		}
	}
	for range 50 { // so that none of the verdicts is left to chance
		rapid.Check(t, judge)
	}
	for _, s := range []WriteState{WriteApplied, WriteNotApplied, WriteUnknown, WriteConflict, WriteDouble} {
		if seen[s] == 0 {
			t.Errorf("never was the verdict %s", s)
		}
	}
}
