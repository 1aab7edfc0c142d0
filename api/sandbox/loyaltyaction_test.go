package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/sandbox"
)

// newCard is a card with nothing on it, in a programme.
func (l loyal) newCard(programme string) api.MerchantCard {
	l.t.Helper()
	return l.newCardOf(l.group(programme).ID)
}

// newCardOf is newCard by the programme's id.
func (l loyal) newCardOf(group string) api.MerchantCard {
	l.t.Helper()
	item, err := api.CreateMerchantCards.Do(l.t.Context(), l.api, api.NewMerchantCards{Count: 1}, "me", group)
	return taken(l.t, item, err)[0]
}

// onCard is an action on a card; an amount of 0 is left out, a bonus of none too.
func onCard(action string, amount, bonus api.Minor, split ...string) api.NewCardTransaction {
	in := api.NewCardTransaction{Action: action, SplitAllowed: strings.Join(split, "")}
	if amount != 0 {
		in.Amount = &amount
	}
	if bonus != noBonus {
		in.Bonus = &bonus
	}
	return in
}

// noBonus is a bonus that is left out.
const noBonus = -1

// statements are the newest loyalty transactions, as far as they are of a card.
func (l loyal) statements(t testing.TB, card string, most int) []api.LoyaltyTransaction {
	t.Helper()
	page, err := api.LoyaltyTransactions.Find(l.t.Context(), l.api, api.Query{Count: most})
	if err != nil {
		t.Fatal(err)
	}
	var all []api.LoyaltyTransaction
	for _, item := range page.Items {
		if x := taken(t, item, nil); x.MerchantCard.ID == card {
			all = append(all, x)
		}
	}
	return all
}

func TestAnOrderKeepsTheRulesOfItsProgramme(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	const ok, bad, refused = 200, 500, 405
	type step struct {
		in                  api.NewCardTransaction
		status              int
		cash, bonus, points int // afterwards
		amount              int // of the answer
	}
	for _, test := range []struct {
		name, programme string
		steps           []step
	}{
		{"a charge pays in, and gives what is said", "Stammkundenkarte", []step{
			{onCard("charge", 2000, noBonus), ok, 2000, 0, 0, 2000}, {onCard("charge", 500, 50), ok, 2500, 50, 0, 500},
			{onCard("charge", 0, 30), ok, 2500, 80, 0, 0}, {onCard("charge", 0, noBonus), bad, 2500, 80, 0, 0}, {onCard("charge", 0, 0), bad, 2500, 80, 0, 0},
		}},
		{"the same order twice is two orders", "Stammkundenkarte", []step{
			{onCard("charge", 700, noBonus), ok, 700, 0, 0, 700}, {onCard("charge", 700, noBonus), ok, 1400, 0, 0, 700},
		}},
		{"a discharge takes the bonus first, and never more than there is", "Stammkundenkarte", []step{
			{onCard("charge", 1000, 300), ok, 1000, 300, 0, 1000}, {onCard("discharge", 200, noBonus), ok, 1000, 100, 0, 200},
			{onCard("discharge", 400, noBonus), ok, 700, 0, 0, 400}, {onCard("discharge", 701, noBonus), refused, 700, 0, 0, 0},
			{onCard("discharge", 700, noBonus), ok, 0, 0, 0, 700}, {onCard("discharge", 1, noBonus), refused, 0, 0, 0, 0},
			{onCard("discharge", 0, noBonus), bad, 0, 0, 0, 0},
		}},
		{"a discharge takes from where it is told to", "Stammkundenkarte", []step{
			{onCard("charge", 1000, 300), ok, 1000, 300, 0, 1000}, {onCard("discharge", 400, 0), ok, 600, 300, 0, 400},
			{onCard("discharge", 400, 150), ok, 350, 150, 0, 400}, {onCard("discharge", 200, 151), refused, 350, 150, 0, 0},
			{onCard("discharge", 100, 101), bad, 350, 150, 0, 0}, {onCard("discharge", 400, 0), refused, 350, 150, 0, 0},
		}},
		{"a split takes what is there", "Geschenkkarte", []step{
			{onCard("charge", 1000, noBonus), ok, 1000, 0, 0, 1000}, {onCard("discharge", 1500, noBonus, "0"), refused, 1000, 0, 0, 0},
			{onCard("discharge", 1500, noBonus, "1"), ok, 0, 0, 0, 1000}, {onCard("discharge", 1, noBonus, "true"), refused, 0, 0, 0, 0},
		}},
		{"a sale gives bonus and points, rounded down", "Stammkundenkarte", []step{
			{onCard("sale_revenue", 3333, noBonus), ok, 0, 99, 33, 3333}, {onCard("sale_revenue", 99, noBonus), ok, 0, 101, 33, 99},
			{onCard("sale_revenue", 1000, 7), ok, 0, 108, 43, 1000}, {onCard("sale_revenue", 0, noBonus), bad, 0, 108, 43, 0},
		}},
		{"a better programme gives more", "Goldkarte", []step{{onCard("sale_revenue", 3333, noBonus), ok, 0, 166, 66, 3333}}},
		{"a programme may give nothing for a sale", "Geschenkkarte", []step{
			{onCard("sale_revenue", 5000, noBonus), ok, 0, 0, 0, 5000}, {onCard("immediate_bonus", 5000, noBonus), refused, 0, 0, 0, 0},
			{onCard("immediate_bonus", 0, 250), ok, 0, 250, 0, 250},
		}},
		{"an immediate bonus is the programme's or the one that is said", "Goldkarte", []step{
			{onCard("immediate_bonus", 1000, noBonus), ok, 0, 50, 0, 50}, {onCard("immediate_bonus", 1000, 80), ok, 0, 130, 0, 80},
			{onCard("immediate_bonus", 0, noBonus), bad, 0, 130, 0, 0}, {onCard("immediate_bonus", 0, 0), bad, 0, 130, 0, 0},
		}},
		{"points are apart from money", "Geschenkkarte", []step{
			{onCard("charge_points", 100, noBonus), ok, 0, 0, 100, 100}, {onCard("discharge", 1, noBonus), refused, 0, 0, 100, 0},
			{onCard("discharge_points", 40, noBonus), ok, 0, 0, 60, 40}, {onCard("discharge_points", 61, noBonus, "1"), refused, 0, 0, 60, 0},
			{onCard("charge_points", 0, noBonus), bad, 0, 0, 60, 0}, {onCard("discharge_points", 60, noBonus), ok, 0, 0, 0, 60},
		}},
		{"a programme's limit stops charges", "Geschenkkarte", []step{
			{onCard("charge", 25001, noBonus), refused, 0, 0, 0, 0}, {onCard("charge", 24999, 1), ok, 24999, 1, 0, 24999},
			{onCard("charge", 1, noBonus), refused, 24999, 1, 0, 0}, {onCard("immediate_bonus", 0, 5), ok, 24999, 6, 0, 5},
		}},
		{"the last order is taken back, whole and once", "Goldkarte", []step{
			{onCard("cancel_last", 0, noBonus), refused, 0, 0, 0, 0}, {onCard("charge", 1000, 100), ok, 1000, 100, 0, 1000},
			{onCard("sale_revenue", 2000, noBonus), ok, 1000, 200, 40, 2000}, {onCard("cancel_last", 1999, noBonus), refused, 1000, 200, 40, 0},
			{onCard("cancel_last", 2000, noBonus), ok, 1000, 100, 0, 2000}, {onCard("cancel_last", 0, noBonus), refused, 1000, 100, 0, 0},
			{onCard("discharge", 600, noBonus), ok, 500, 0, 0, 600}, {onCard("cancel_last", 0, noBonus), ok, 1000, 100, 0, 600},
			{onCard("cancel_last", 0, noBonus), refused, 1000, 100, 0, 0},
		}},
		{"amounts have a limit", "Goldkarte", []step{{onCard("charge", 100_000_001, noBonus), bad, 0, 0, 0, 0}, {onCard("steal", 1, noBonus), bad, 0, 0, 0, 0}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			card := l.newCard(test.programme)
			for n, step := range test.steps {
				item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, step.in, card.ID)
				switch step.status {
				case ok:
					now := taken(t, item, err)
					if int(*now.Amount) != step.amount || now.TransID == 0 || len(now.Receipt) == 0 || len(now.Header) == 0 || now.StockStatus != "active" || now.LastUsage.IsZero() {
						t.Fatalf("step %d: %s", n, item.Raw)
					}
				case bad:
					declined(t, item, err, 500, wrong)
				default:
					declined(t, item, err, 405, denied)
				}
				now := l.again(card.ID)
				if int(*now.Cash) != step.cash || int(*now.Bonus) != step.bonus || int(*now.Points) != step.points || *now.Balance != *now.Cash+*now.Bonus {
					t.Fatalf("step %d: cash %d, bonus %d, %d points, want %+v", n, *now.Cash, *now.Bonus, *now.Points, step)
				}
			}
		})
	}
}

func TestALockedOrExpiredCardTakesNoOrder(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	for _, q := range []string{"lock_status:locked AND balance:[1000 TO *]", "lock_status:unlocked AND expiry_date:[* TO 2025-11-13]"} {
		card := l.card(q)
		before, count := l.get(merchantCards+card.ID), l.get("/Loyalty/Transactions?count=0").int("count")
		for _, action := range []string{"charge", "discharge", "sale_revenue", "charge_points", "discharge_points", "cancel_last", "immediate_bonus"} {
			item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard(action, 1, noBonus), card.ID)
			declined(t, item, err, 405, denied)
		}
		if after := l.get(merchantCards + card.ID); string(after.raw) != string(before.raw) || l.get("/Loyalty/Transactions?count=0").int("count") != count {
			t.Errorf("a refused order changed %s to %s", before.raw, after.raw)
		}
	}
	card := l.card(usableCards)
	for date, status := range map[string]int{"2025-11-13": 405, "2025-11-14": 200, "2025-11-14T14:02:30+01:00": 405, "2026-01-31T00:00:00+01:00": 200} {
		story(t, l.client, []ask{
			{"PUT", merchantCards + card.ID, fields{"expiry_date": date}, 200, `"expiry_date":"` + date},
			{"POST", merchantCards + card.ID + "/transaction", fields{"action": "charge", "amount": 1}, status, ""},
		})
	}
}

func TestAnOrderCanBeReadAsATransactionAndOnItsReceipt(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.newCard("Goldkarte")
	in := onCard("sale_revenue", 2000, noBonus)
	in.TID, in.Additional = "62341002", api.Opaque(`{"bon":"4711"}`)
	item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, in, card.ID)
	sale := taken(t, item, err)
	found := l.get(fmt.Sprintf("/Loyalty/Transactions?q=trans_id:%d&expand=store", sale.TransID))
	root := found.get("data", 0).(map[string]any)
	if found.int("count") != 1 || root["tid"] != "62341002" || found.text("data", 0, "store", "name") != "Filiale Bahnhof" || root["purpose"] != "Umsatz 20,00 EUR" || root["amount"] != 100.0 {
		t.Fatalf("%s", found.raw)
	}
	if found.text("data", 0, "additional_data", "bon") != "4711" || found.int("data", 0, "additional_data", "revenue") != 2000 {
		t.Errorf("%s", found.raw)
	}
	points, err := api.LoyaltyTransactions.Get(t.Context(), l.api, found.text("data", 0, "children", 0, "id"))
	if x := taken(t, points, err); x.Currency != "" || *x.Amount != 40 || *x.Balance != 40 || x.Parents[0].ID != root["id"] || x.Cancelling != api.CancelsNothing {
		t.Errorf("%s", points.Raw)
	}
	for _, text := range []string{"Bäckerei Huber GmbH", "Goldkarte", "62341002", string(card.Card.Number), "20,00 EUR", "1,00 EUR", "Kartennummer:"} {
		if !strings.Contains(string(item.Raw), text) {
			t.Errorf("the receipt lacks %s: %s", text, item.Raw)
		}
	}
	l.clock.advance(time.Minute)
	item, err = api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard("cancel_last", 0, noBonus), card.ID)
	back := taken(t, item, err)
	x := l.statements(t, card.ID, 4)
	if len(x) != 4 || x[1].TransID != back.TransID || x[0].Cancelling != api.CancelsAll || x[1].Cancelling != api.CancelsAll || *x[1].Amount != -100 || *x[0].Amount != -40 {
		t.Fatalf("%+v", x)
	}
	if x[1].Parents[0].ID != x[3].ID || x[3].Children[1].ID != x[1].ID || x[2].Children[0].ID != x[0].ID || !x[3].LastChange.After(x[3].Created.Time) {
		t.Errorf("the cancellation and what it cancels do not know each other: %+v", x)
	}
}

func TestAnOrderIsPlacedByNumberStoreAndMerchant(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card, guest := l.card(usableCards), l.card("is_base_card:false")
	me, store := l.get("/General/Merchants/me").text("id"), l.get("/General/Stores?q=name:wiehre").text("data", 0, "id")
	base := l.card("is_base_card:true AND card.cardnumber:" + string(guest.Card.Number))
	charge := func(of fields) fields {
		of["action"], of["amount"] = "charge_points", "20"
		return of
	}
	story(t, l.client, []ask{
		{"POST", merchantCards + "me/transaction", charge(fields{"cardnumber": card.Card.Number, "store": store}), 200, card.ID},
		{"GET", "/Loyalty/Transactions?count=1", nil, 200, store},
		{"POST", merchantCards + "me/transaction", charge(fields{"cardnumber": string(card.Card.Number), "merchant_id": me}), 200, card.ID},
		{"POST", merchantCards + card.ID + "/transaction", charge(fields{"merchant_id": guest.Merchant.ID}), 404, nowhere},
		{"POST", merchantCards + card.ID + "/transaction", charge(fields{"store": "STO_X"}), 404, nowhere},
		{"POST", merchantCards + card.ID + "/transaction", charge(fields{"cardnumber": guest.Card.Number}), 404, nowhere},
		{"POST", merchantCards + "me/transaction", charge(fields{}), 500, "cardnumber"},
		{"POST", merchantCards + "me/transaction", charge(fields{"cardnumber": guest.Card.Number, "merchant_id": guest.Merchant.ID}), 200, guest.ID},
		{"POST", merchantCards + guest.ID + "/transaction", fields{"action": "charge", "amount": -1}, 500, "amount"},
		{"POST", merchantCards + guest.ID + "/transaction", fields{"action": "charge", "amount": "1,50"}, 500, "amount"},
		{"POST", merchantCards + guest.ID + "/transaction", fields{"amount": 1}, 500, "action"},
		{"POST", merchantCards + "MCD_X/transaction", charge(fields{}), 404, nowhere},
	})
	if base.LockStatus == api.Unlocked && base.Expires.IsZero() {
		story(t, l.client, []ask{{"POST", merchantCards + "me/transaction", charge(fields{"cardnumber": guest.Card.Number}), 200, base.ID}})
	}
}

func TestABalanceReceiptSaysWhatIsOnACard(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.newCard("Geschenkkarte")
	item, err := api.ExecuteCardTransaction.Do(t.Context(), l.api, onCard("charge", 5000, 250), card.ID)
	taken(t, item, err)
	receipt, err := api.MerchantCardReceiptOf.Do(t.Context(), l.api, api.CardAtTerminal{Number: card.Card.Number, TerminalID: "VT300001"}, "me")
	r := taken(t, receipt, err)
	if !*r.Valid || *r.Balance != 5250 || *r.Cash != 5000 || *r.Bonus != 250 || *r.Points != 0 || r.Group != "Geschenkkarte" || *r.NewPasscode {
		t.Errorf("%s", receipt.Raw)
	}
	if !*r.LimitAllowed || *r.Limit != 19750 || r.LimitText != "197,50 EUR" || !strings.Contains(string(receipt.Raw), `"value":"52,50 EUR"`) || !strings.Contains(string(receipt.Raw), "VT300001") {
		t.Errorf("%s", receipt.Raw)
	}
	locked, err := api.LockMerchantCard.Do(t.Context(), l.api, api.NewCardLock{Reason: api.LockLost}, card.ID)
	taken(t, locked, err)
	receipt, err = api.MerchantCardReceiptOf.Do(t.Context(), l.api, api.CardAtTerminal{}, card.ID)
	if r := taken(t, receipt, err); *r.Valid || *r.Balance != 5250 {
		t.Errorf("%s", receipt.Raw)
	}
	story(t, l.client, []ask{
		{"POST", merchantCards + "me/getCardBalanceReceipt", fields{"cardnumber": 9276000000000000}, 404, nowhere},
		{"POST", merchantCards + l.newCard("Goldkarte").ID + "/getCardBalanceReceipt", nil, 200, `"new_passcode":true`},
	})
}

func TestOrdersNeverLoseOrMakeMoney(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	actions := []string{"charge", "discharge", "discharge", "sale_revenue", "charge_points", "discharge_points", "immediate_bonus", "cancel_last", "steal"}
	programmes := []string{l.group("Stammkundenkarte").ID, l.group("Goldkarte").ID, l.group("Geschenkkarte").ID}
	rapid.Check(t, func(rt *rapid.T) {
		card := l.newCardOf(rapid.SampledFrom(programmes).Draw(rt, "programme"))
		now := l.get(merchantCards + card.ID)
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			before := now
			amounts := rapid.SampledFrom([]int{0, 1, 99, 1000, before.int("balance"), before.int("balance") + 1, before.int("points"), 26000, -5})
			body := fields{"action": rapid.SampledFrom(actions).Draw(rt, "action"), "amount": amounts.Draw(rt, "amount")}
			if rapid.Bool().Draw(rt, "with bonus") {
				body["bonus_amount"] = amounts.Draw(rt, "bonus")
			}
			body["amount_split_allowed"] = rapid.SampledFrom([]any{true, "0", 1, nil}).Draw(rt, "split")
			r := l.send("POST", merchantCards+card.ID+"/transaction", body)
			now = l.get(merchantCards + card.ID)
			if r.status != 200 && string(now.raw) != string(before.raw) {
				rt.Fatalf("%v was refused and changed\n%s to\n%s", body, before.raw, now.raw)
			}
			if r.status == 200 && body["action"] == "discharge" && before.int("balance")-now.int("balance") != r.int("amount") {
				rt.Fatalf("%v says it took %d", body, r.int("amount"))
			}
		}
		balance, points := 0, 0
		for _, x := range l.statements(t, card.ID, 13) {
			if x.Currency == "" {
				points += int(*x.Amount)
			} else {
				balance += int(*x.Amount)
			}
		}
		if now.int("balance") != balance || now.int("points") != points || now.int("cash_balance")+now.int("bonus_balance") != balance ||
			now.int("cash_balance") < 0 || now.int("bonus_balance") < 0 || points < 0 {
			rt.Fatalf("transactions make %d and %d points of %s", balance, points, now.raw)
		}
	})
}
