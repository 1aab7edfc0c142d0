package runner

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"tresen/api"
	"tresen/state"
)

// worldKind is what the judge has to know of a kind of write; it says once more,
// in its own words, what the program promises.
type worldKind struct {
	path string // of its one request; {} is the target, {option} the option
	may  state.May
	// money: a repeat of what was not applied takes a second person. alike: one of
	// the same amount within a day has to be acknowledged; second: and approved.
	money, alike, second bool
	// listed: what it made is found in a list only, so that nobody but a person says
	// that it had no effect. again: it may be repeated once it is read back, so that
	// it may have an effect after it was told to have none.
	listed, again bool
	// calm is how many equal reads over how long show that it had no effect.
	calm func(state.WriteOrder) (reads int, span time.Duration)
	// did reports whether the target changed as the order says, and by no more.
	did func(o state.WriteOrder, was, is condition) bool
	// taken reports whether what others did since may be taken for its effect.
	taken func(o state.WriteOrder, others []effect) bool

	amounts []api.Minor // to choose from; 0 is all of it, and none at all is none
	options []string
	reason  string
	who     []string // who asks for it
}

var (
	managers = append(slices.Repeat([]string{"berta", "bernd"}, 6), "anna")
	anybody  = append(slices.Repeat([]string{"anna", "anna", "anna", "ben", "ben", "berta", "berta"}, 2), "vera")
)

// calm is the quarantine of kinds that have none of their own.
func calm(state.WriteOrder) (int, time.Duration) { return 4, 15 * time.Minute }

func tillIsCalm(state.WriteOrder) (int, time.Duration) { return 5, 30 * time.Minute }

var worldKinds = map[state.WriteKind]worldKind{
	state.KindRefund: {path: "/Payment/Transactions/{}/cancel", may: state.MayRefund, money: true, alike: true, second: true, calm: func(o state.WriteOrder) (int, time.Duration) {
		if 2*o.Amount > o.Baseline.InEffect {
			return 3, 2 * time.Minute
		}
		return calm(o)
	}, did: func(o state.WriteOrder, was, is condition) bool { return was.inEffect-is.inEffect == o.Amount },
		taken:   func(_ state.WriteOrder, others []effect) bool { return len(others) > 0 },
		amounts: []api.Minor{900, 900, 400, 1000, 1500, 1e6}, reason: "Nachlass", who: anybody},
	state.KindCapture: {path: "/Payment/Transactions/{}/capture", may: state.MayWrite, money: true, calm: calm, did: func(o state.WriteOrder, was, is condition) bool {
		return was.simple == api.StatusAuthorized && is.simple == api.StatusAccepted && is.inEffect == o.Amount && was.inEffect >= o.Amount
	}, taken: func(o state.WriteOrder, others []effect) bool {
		return slices.ContainsFunc(others, func(e effect) bool { return e.order.Kind == state.KindCapture && e.is.inEffect == o.Amount })
	}, amounts: []api.Minor{0, 900, 1200, 1200}, who: managers},
	state.KindRevokeAccrual: {path: "/Payment/Transactions/{}/revokeAccrual", may: state.MayWrite, money: true, calm: calm,
		did: func(_ state.WriteOrder, was, is condition) bool {
			return was.accrual && !is.accrual && was.inEffect == is.inEffect
		},
		taken: takenOf(state.KindRevokeAccrual), who: managers},
	state.KindStart: {path: "/Smart/Transactions/{}/start/{option}", may: state.MayWrite, money: true, calm: func(o state.WriteOrder) (int, time.Duration) {
		if o.Option == "cash" {
			return calm(o) // or longer, where the journal does not have how it was started
		}
		return tillIsCalm(o)
	}, did: func(o state.WriteOrder, was, is condition) bool {
		return was.state == "created" && is.state == "ok" && is.inEffect <= o.Amount
	}, taken: takenOf(state.KindStart), amounts: []api.Minor{0}, options: []string{"cash", "cashless"}, who: managers},
	state.KindSmartCancel: {path: "/Smart/Transactions/{}/cancel", may: state.MayWrite, money: true, calm: calm, did: cancelledWhole,
		taken: takenOf(state.KindSmartCancel, state.KindReceiptCancel), amounts: []api.Minor{0}, who: managers},
	state.KindReceiptCancel: {path: "/Smart/Transactions/{option}/canceltrx", may: state.MayWrite, money: true, calm: tillIsCalm, did: cancelledWhole,
		taken: takenOf(state.KindSmartCancel, state.KindReceiptCancel), amounts: []api.Minor{0}, who: managers},
	state.KindCharge:       ofCard(1, 0, 500, 500, 700),
	state.KindDischarge:    ofCard(-1, 0, 500, 500, 300),
	state.KindChargePoints: ofCard(0, 1, 12, 12, 30),
	state.KindTakePoints:   ofCard(0, -1, 12, 12, 20),
	state.KindPayout: {path: "/Payment/Secupaypayout", may: state.MayWrite, money: true, alike: true, second: true, listed: true, calm: calm,
		amounts: []api.Minor{4200, 4200, 900}, reason: "Erstattung", who: managers},
	state.KindEndOfDay: {path: "/Smart/Transactions/{}/endOfDay", may: state.MayWrite, listed: true, calm: tillIsCalm, taken: takenOf(state.KindEndOfDay), who: managers},
	state.KindLock: {path: "/Loyalty/MerchantCards/{}/lock", may: state.MayLock, again: true, calm: atOnce,
		did: func(_ state.WriteOrder, was, is condition) bool {
			return was.state == api.Unlocked && is.state == api.Locked
		},
		taken: takenOf(state.KindLock), options: []string{"1"}, reason: "am Telefon", who: anybody},
	state.KindUnlock: {path: "/Loyalty/MerchantCards/{}/unlock", may: state.MayLock, again: true, calm: atOnce,
		did: func(_ state.WriteOrder, was, is condition) bool {
			return was.state == api.Locked && is.state == api.Unlocked
		},
		taken: takenOf(state.KindUnlock), who: anybody},
	state.KindLink: {path: "/Smart/Transactions", may: state.MayWrite, listed: true, calm: calm, taken: func(o state.WriteOrder, others []effect) bool {
		return slices.ContainsFunc(others, func(e effect) bool { return e.order.Amount == o.Amount })
	}, amounts: []api.Minor{2500, 2500, 1200}, reason: "R 2025/17", who: managers},
}

func atOnce(state.WriteOrder) (int, time.Duration) { return 1, 0 }

// takenOf: whoever did one of these, it is done.
func takenOf(kinds ...state.WriteKind) func(state.WriteOrder, []effect) bool {
	return func(_ state.WriteOrder, others []effect) bool {
		return slices.ContainsFunc(others, func(e effect) bool { return slices.Contains(kinds, e.order.Kind) })
	}
}

// cancelledWhole: a cancel takes what is left. A refund that was denied since it was
// asked for is left, too, and the API has no word to bound it by.
func cancelledWhole(o state.WriteOrder, was, is condition) bool {
	return was.state == "ok" && is.state == "cancelled" && is.inEffect == 0 && was.inEffect <= o.Amount+was.denied
}

// ofCard is a kind that moves money or points of a card.
func ofCard(money, points api.Minor, amounts ...api.Minor) worldKind {
	moved := func(was, is condition) api.Minor {
		return money*(is.balance-was.balance) + points*(is.points-was.points)
	}
	return worldKind{path: "/Loyalty/MerchantCards/{}/transaction", may: state.MayWrite, money: true, alike: true, calm: calm,
		did: func(o state.WriteOrder, was, is condition) bool {
			return moved(was, is) == o.Amount && money*money*(is.points-was.points)+points*points*(is.balance-was.balance) == 0
		},
		taken: func(o state.WriteOrder, others []effect) bool { // at some time it looked so
			var sum api.Minor
			return slices.ContainsFunc(others, func(e effect) bool {
				sum += moved(e.was, e.is)
				return sum == o.Amount
			})
		}, amounts: amounts, who: managers}
}

// request is the path of the one request of an order.
func (k worldKind) request(o state.WriteOrder) string {
	return strings.NewReplacer("{}", o.Target, "{option}", o.Option).Replace(k.path)
}

// longest is how long after its entry "sent" a request may still be executed, on
// the line, in a queue of the server or at a till. Quarantines last longer, also
// where clocks differ; nothing helps against a request that outlives them.
func longest(o state.WriteOrder) time.Duration {
	_, span := worldKinds[o.Kind].calm(o)
	switch {
	case span >= 30*time.Minute:
		return 23 * time.Minute
	case span >= 15*time.Minute:
		return 8 * time.Minute
	}
	return 100 * time.Second
}

// patience is how long a client waits for an answer, from its entry "sent" on.
func patience(o state.WriteOrder) time.Duration {
	if o.Blocks() {
		return 10*time.Minute + state.PostWithin
	}
	return 90*time.Second + state.PostWithin
}

// complete fills in an order of a kind, by what the form shows.
func (w *world) complete(o state.WriteOrder, b state.Baseline) state.WriteOrder {
	kind := worldKinds[o.Kind]
	o.Baseline, o.Currency = b, b.Currency
	if len(kind.amounts) > 0 {
		o.Amount = cmp.Or(pick(w.t, kind.amounts, "amount"), b.InEffect)
	}
	if o.Kind == state.KindRefund {
		o.Amount = min(max(b.InEffect, 1), o.Amount)
	}
	if len(kind.options) > 0 {
		o.Option = pick(w.t, kind.options, "option")
	}
	switch o.Kind {
	case state.KindReceiptCancel:
		o.Option = b.Mark
	case state.KindPayout:
		o.Option = b.State
	}
	o.Reason = kind.reason
	return o
}

// form reads the target of an order, as a form does.
func (w *world) form(p *program, o state.WriteOrder) state.Baseline {
	b, _, err := p.jobs.Baseline(context.Background(), o)
	w.must(err)
	return b
}
