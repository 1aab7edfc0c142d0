package sandbox_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestOrdersAtTheSameTimeAllCount(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.newCard("Stammkundenkarte")
	var tills sync.WaitGroup
	for range 20 {
		tills.Go(func() {
			for _, in := range []api.NewCardTransaction{onCard("charge", 1000, 10), onCard("discharge", 600, 0), onCard("discharge", 5000, noBonus)} {
				_, _ = api.ExecuteCardTransaction.Do(t.Context(), l.api, in, card.ID)
			}
		})
	}
	tills.Wait()
	now, sum := l.again(card.ID), api.Minor(0)
	for _, x := range l.statements(t, card.ID, 100) {
		sum += *x.Amount
	}
	if sum != *now.Balance || *now.Balance < 0 || (20*1010-*now.Balance)%200 != 0 {
		t.Errorf("%d on the card, %d by its transactions", *now.Balance, sum)
	}
}

func TestARepeatedActionChargesOnceWhereTheServerRemembersIt(t *testing.T) {
	for remembers, want := range map[bool]int{false: 1000, true: 500} {
		l := openLoyal(t, sandbox.Options{Payments: 60, ReplayActions: remembers})
		card := l.newCard("Stammkundenkarte")
		l.header.Set("X-Action", "one")
		for range 2 {
			l.send("POST", merchantCards+card.ID+"/transaction", fields{"action": "charge", "amount": 500})
		}
		if got := l.get(merchantCards + card.ID).int("balance"); got != want {
			t.Errorf("remembers %v: %d on the card, want %d", remembers, got, want)
		}
	}
}

func TestAScrollOverCardsSeesThemAsTheyWere(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	page, err := api.MerchantCards.Find(t.Context(), l.api, api.Query{Count: 1, Q: usableCards, ScrollExpire: time.Minute})
	if err != nil || page.ScrollID == "" {
		t.Fatal(err)
	}
	second := l.get("/Loyalty/MerchantCards?count=1&offset=1&q=" + escape(usableCards))
	id := second.text("data", 0, "id")
	item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard("charge", 100, noBonus), id)
	taken(t, item, err)
	next, err := api.MerchantCards.Next(t.Context(), l.api, page.ScrollID)
	if err != nil || next.Items[0].Value.ID != id || int(*next.Items[0].Value.Balance) != second.int("data", 0, "balance") {
		t.Errorf("%v: %s", err, next.Items[0].Raw)
	}
}

func TestACardPaysASaleByATransactionOfItsOwn(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.newCard("Stammkundenkarte")
	item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard("charge", 3000, 400), card.ID)
	taken(t, item, err)
	for _, cancelAtTill := range []bool{false, true} {
		sale := l.send("POST", "/Smart/Transactions", fields{
			"basket_info": fields{"sum": 1000, "currency": "EUR"}, "idents": []fields{{"type": "card", "value": card.Card.Number}},
		})
		at := "/Smart/Transactions/" + sale.text("id")
		story(t, l.client, []ask{
			{"POST", at + "/preTransaction", nil, 200, `"missing_sum":0`},
			{"POST", at + "/start/loyalty", nil, 200, `"status":"ok"`},
			{"GET", merchantCards + card.ID, nil, 200, `"cash_balance":2400,"bonus_balance":0,"balance":2400,`},
		})
		x := l.statements(t, card.ID, 1)
		if len(x) != 1 || *x[0].Amount != -1000 || *x[0].Balance != 2400 || !strings.Contains(string(x[0].Additional), sale.text("id")) {
			t.Fatalf("%+v", x)
		}
		if cancelAtTill {
			item, err = api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard("cancel_last", 0, noBonus), card.ID)
			taken(t, item, err)
		} else {
			locked, err := api.LockMerchantCard.Do(t.Context(), l.api, api.NewCardLock{Reason: api.LockLost}, card.ID)
			taken(t, locked, err)
		}
		story(t, l.client, []ask{
			{"POST", at + "/cancel", nil, 200, `"status":"cancel`},
			{"GET", merchantCards + card.ID, nil, 200, `"cash_balance":3000,"bonus_balance":400,"balance":3400,`},
		})
		l.send("POST", merchantCards+card.ID+"/unlock", nil)
	}
	if x := l.statements(t, card.ID, 10); len(x) != 6 || x[0].Cancelling != api.CancelsAll || *x[0].Balance != 3400 {
		t.Errorf("%+v", x)
	}
}
