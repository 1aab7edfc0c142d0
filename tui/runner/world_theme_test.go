package runner

import (
	"context"
	"sync"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// theme is what a life is about: what there is to write to, and with what.
type theme struct {
	name     string
	makes    func(*world)
	accruals bool // whether a payment is withheld matters
	lists    bool // something is found in lists, which may lag
}

// object is something that writes are about.
type object struct {
	target string
	kinds  []state.WriteKind  // what is asked for; more often what is there more often
	others []state.WriteOrder // what somebody in the web office does
}

// themes are in the order in which a life that went wrong becomes simpler; refunds
// come most often.
var themes = []theme{
	{name: "payments", makes: func(w *world) {
		w.payment(worldTargets().executed)
		w.payment(worldTargets().authorised)
	}},
	{name: "authorised", accruals: true, makes: func(w *world) {
		w.payment(worldTargets().authorised, state.KindCapture, state.KindCapture)
		w.payment(worldTargets().withheld, state.KindRevokeAccrual)
	}},
	{name: "cards", makes: func(w *world) {
		w.card(worldTargets().card, state.KindCharge, state.KindDischarge, state.KindChargePoints, state.KindTakePoints, state.KindLock)
		w.card(worldTargets().locked, state.KindUnlock, state.KindUnlock, state.KindLock, state.KindCharge)
	}},
	{name: "sales", lists: true, makes: func(w *world) {
		w.sale("cashless")
		w.sale("")
	}},
	{name: "tills", lists: true, makes: func(w *world) {
		w.sale("cashless")
		w.sale("cash")
		till := worldTargets().till
		w.objects = append(w.objects, object{target: till, kinds: []state.WriteKind{state.KindEndOfDay},
			others: []state.WriteOrder{{Kind: state.KindEndOfDay, Target: till}}})
	}},
	{name: "accounts", lists: true, makes: func(w *world) {
		t := worldTargets()
		link := state.LinkTarget(worldKinds[state.KindLink].reason)
		w.objects = append(w.objects,
			object{target: t.account, kinds: []state.WriteKind{state.KindPayout},
				others: []state.WriteOrder{{Intent: "elsewhere", Kind: state.KindPayout, Target: t.account, Amount: 4200, Currency: "EUR", Option: t.payee, Reason: "Erstattung"}}},
			object{target: link, kinds: []state.WriteKind{state.KindLink}, others: []state.WriteOrder{
				{Kind: state.KindLink, Target: link, Amount: 2500, Currency: "EUR", Reason: state.LinkNumber(link)},
				{Kind: state.KindLink, Target: link, Amount: 700, Currency: "EUR", Reason: state.LinkNumber(link)}}})
		w.payment(t.executed)
	}},
}

// themesByChance has each as often as it comes.
var themesByChance = []int{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5}

// payment has a payment be refunded, or more.
func (w *world) payment(id string, more ...state.WriteKind) {
	truth, ok := w.server.Truth(id)
	if !ok {
		w.t.Fatalf("there is no payment %q", id)
	}
	o := object{target: id, kinds: append([]state.WriteKind{state.KindRefund}, more...)}
	for _, amount := range []api.Minor{700, 900, 1500} {
		o.others = append(o.others, state.WriteOrder{Kind: state.KindRefund, Target: id, Amount: amount})
	}
	for _, kind := range more {
		o.others = append(o.others, state.WriteOrder{Kind: kind, Target: id, Amount: 1200}, state.WriteOrder{Kind: kind, Target: id, Amount: truth.InEffect})
	}
	w.objects, w.payments = append(w.objects, o), append(w.payments, truth)
}

// card has a card be used or locked.
func (w *world) card(id string, kinds ...state.WriteKind) {
	w.objects = append(w.objects, object{target: id, kinds: kinds,
		others: []state.WriteOrder{{Kind: state.KindCharge, Target: id, Amount: 500}, {Kind: state.KindDischarge, Target: id, Amount: 500}, {Kind: state.KindCharge, Target: id, Amount: 700},
			{Kind: state.KindChargePoints, Target: id, Amount: 12}, {Kind: state.KindTakePoints, Target: id, Amount: 12},
			{Kind: state.KindLock, Target: id, Option: "1"}, {Kind: state.KindUnlock, Target: id}}})
	w.cards[id] = w.condition(id)
}

// sale makes a sale and starts it by a method, unless that is empty. One of a card
// has a payment, which may be refunded by itself.
func (w *world) sale(method string) {
	ctx, sum := context.Background(), api.Minor(2500)
	made, err := api.CreateSmartTransaction.Do(ctx, w.office, api.NewSmartTransaction{BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}})
	w.must(err)
	id := made.Value.ID
	cancel := state.WriteOrder{Kind: state.KindSmartCancel, Target: id, Amount: sum}
	if method == "" {
		w.objects = append(w.objects, object{target: id, kinds: []state.WriteKind{state.KindStart, state.KindStart, state.KindSmartCancel},
			others: []state.WriteOrder{{Kind: state.KindStart, Target: id, Amount: sum, Option: "cash"}, {Kind: state.KindStart, Target: id, Amount: sum, Option: "cashless"}, cancel}})
		return
	}
	_, err = api.StartSmartTransaction.Do(ctx, w.office, api.StartSmart{}, id, method)
	w.must(err)
	item, err := api.SmartTransactions.Get(ctx, w.office, id)
	w.must(err)
	o := object{target: id, kinds: []state.WriteKind{state.KindSmartCancel, state.KindReceiptCancel}, others: []state.WriteOrder{cancel}}
	w.objects = append(w.objects, o)
	for _, p := range item.Value.Payments {
		w.payment(p.ID)
		w.paidBy[p.ID] = id
	}
}

// targets are what there is in the data of every life.
type targets struct{ executed, authorised, withheld, card, locked, till, account, payee string }

// worldTargets finds them.
var worldTargets = sync.OnceValue(func() (found targets) {
	server := sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: func() time.Time { return noon }})
	client := connect(server, server.RoundTripper())
	payment := func(simple api.StatusSimple, withheld bool) string {
		return oneOf(client, api.PaymentTransactions, func(p api.PaymentTransaction) bool {
			truth, ok := server.Truth(p.ID)
			return ok && truth.Simple == simple && len(truth.Refunds) == 0 && truth.InEffect >= 5000 && truth.Currency == "EUR" && p.Accrual == withheld
		}).ID
	}
	card := func(lock string) string {
		return oneOf(client, api.MerchantCards, func(m api.MerchantCard) bool {
			return m.LockStatus == lock && *m.Balance >= 1500 && *m.Points >= 100 && (m.Expires.Time.IsZero() || m.Expires.After(noon.AddDate(5, 0, 0)))
		}).ID
	}
	account := oneOf(client, api.PaymentContainers, func(c api.Container) bool { return c.Type == "bank_account" && c.Customer.ID != "" })
	return targets{executed: payment(api.StatusAccepted, false), authorised: payment(api.StatusAuthorized, false), withheld: payment(api.StatusAccepted, true),
		card: card(api.Unlocked), locked: card(api.Locked), account: account.ID, payee: account.Customer.ID,
		till: oneOf(client, api.Devices, func(d api.Device) bool { return d.Type == "zvt" && *d.Online }).ID}
})

// oneOf is the first object that will do.
func oneOf[T any](c *api.Client, r api.Resource[T], will func(T) bool) T {
	for item, err := range r.All(context.Background(), c, api.Query{}) {
		must(err)
		if will(item.Value) {
			return item.Value
		}
	}
	panic("the sandbox has nothing like it")
}
