package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// loyalCard is a card that has both cash and bonus.
func (s *shop) loyalCard() api.MerchantCard {
	s.t.Helper()
	for _, card := range found(s, api.MerchantCards, "lock_status:unlocked AND stock_status:active AND cash_balance:[1000 TO *] AND bonus_balance:[1 TO *]") {
		if card.Merchant.ID == s.sale(1).Merchant.ID {
			return card
		}
	}
	s.t.Fatal("no card has both cash and bonus")
	return api.MerchantCard{}
}

func identified(number api.CardNumber) func(*api.NewSmartTransaction) {
	return func(in *api.NewSmartTransaction) { in.Idents = []api.SmartIdent{{Type: "card", Value: string(number)}} }
}

func balances(c api.MerchantCard) string { return fmt.Sprint(*c.Cash, *c.Bonus, *c.Balance) }

func TestACardPaysAPartAndTheRestIsPaidOtherwise(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	card := s.loyalCard()
	sum := *card.Balance + 576
	sale := s.sale(sum, identified(card.Card.Number))
	if len(sale.Idents) != 1 || !sale.Idents[0].Valid || sale.Idents[0].Card.ID != card.ID {
		t.Errorf("%+v", sale.Idents)
	}
	for range 2 { // asked again, it is the same
		offer := done(s, api.ApplySecucard, api.None{}, sale.ID)
		if *offer.Missing != 576 || len(offer.Products) != 2 || *offer.Products[0].Price != -*card.Bonus || *offer.Products[1].Price != -*card.Cash {
			t.Fatalf("%+v", offer)
		}
	}
	if lines := fetched(s, api.SmartTransactions, sale.ID).Basket.Products; len(lines) != 2 || lines[0].ItemType != "coupon" {
		t.Errorf("%+v", lines)
	}
	if now := fetched(s, api.MerchantCards, card.ID); balances(now) != balances(card) {
		t.Errorf("the question cost the card: %s, %s before", balances(now), balances(card))
	}
	refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID, "loyalty")
	debit, _ := by("debit")
	prepared := done(s, api.PrepareSmartTransaction, debit, sale.ID, "debit")
	if got := s.inEffect(prepared); got != "9 authorized 576" {
		t.Errorf("the rest is %s", got)
	}
	started := done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID)
	if now := fetched(s, api.MerchantCards, card.ID); started.Status != "ok" || balances(now) != "0 0 0" {
		t.Errorf("%s, the card has %s", started.Status, balances(now))
	}
	done(s, api.CancelSmartTransaction, api.None{}, sale.ID)
	if now := fetched(s, api.MerchantCards, card.ID); balances(now) != balances(card) || s.inEffect(started) != "6 accepted 0" {
		t.Errorf("after the cancel: %s, %s before; %s", balances(now), balances(card), s.inEffect(started))
	}
}

func TestACardPaysAllByItself(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	card := s.loyalCard()
	sale := s.sale(*card.Bonus+500, identified(card.Card.Number))
	refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID, "loyalty") // not asked yet
	offer := done(s, api.ApplySecucard, api.None{}, sale.ID)
	if *offer.Missing != 0 || *offer.Products[1].Price != -500 {
		t.Errorf("%+v", offer)
	}
	started := done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID, "loyalty")
	want := fmt.Sprint(*card.Cash-500, 0, *card.Cash-500)
	if now := fetched(s, api.MerchantCards, card.ID); started.Status != "ok" || len(started.Payments) != 0 || balances(now) != want {
		t.Errorf("%+v, the card has %s, want %s", started, balances(now), want)
	}
}

func TestACardThatWasEmptiedMeanwhilePaysNothing(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	card := s.loyalCard()
	first, second := s.sale(*card.Balance, identified(card.Card.Number)), s.sale(*card.Balance, identified(card.Card.Number))
	for _, sale := range []api.SmartTransaction{first, second} {
		done(s, api.ApplySecucard, api.None{}, sale.ID)
	}
	done(s, api.StartSmartTransaction, api.StartSmart{}, first.ID, "loyalty")
	still(s, api.SmartTransactions, second.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, second.ID, "loyalty")
	})
	s.wait(time.Second)
	if offer := done(s, api.ApplySecucard, api.None{}, second.ID); *offer.Missing != *card.Balance || len(offer.Products) != 0 {
		t.Errorf("%+v", offer)
	}
}

func TestACardIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	locked := found(s, api.MerchantCards, "lock_status:locked AND merchant.id:"+s.sale(1).Merchant.ID)[0]
	paid, _ := by("demo")
	for name, test := range map[string]struct {
		sale api.SmartTransaction
		by   string
	}{
		"none":    {s.sale(900), "ProductInternalException"},
		"unknown": {s.sale(900, identified("9276000000000000")), "ProductNotFoundException"},
		"locked":  {s.sale(900, identified(locked.Card.Number)), "ProductNotAllowedException"},
		"paid":    {done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: paid}, s.sale(900).ID, "demo"), "ProductNotAllowedException"},
	} {
		t.Run(name, func(t *testing.T) {
			still(s, api.SmartTransactions, test.sale.ID, func() { refusedBy(s, test.by, api.ApplySecucard, api.None{}, test.sale.ID) })
		})
	}
}
