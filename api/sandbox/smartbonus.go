package sandbox

import (
	"time"

	"tresen/api"
)

// Customer cards in a sale (reference: Apply secucard).
//
// Where the reference is silent: bonus is spent before cash, and a card pays no
// more than the sale costs. The answer's lines go into the basket as coupons;
// asked again, they replace those of the last time. The balance is spent by the
// start, and a start that it does not suffice for any more is refused. A cancel
// gives it back.

func init() {
	handle("POST /Smart/Transactions/{smartTransactionId}/preTransaction", applyCard)
}

const merchantCardObject = "loyalty.merchantcards"

// cardOfNumber is the merchant's card with a number, or nil.
func (s *Server) cardOfNumber(number string) object {
	return cardNumbered(s, number, generalMerchants.id(s, 0))
}

// checkedIdents says which of a sale's cards are known.
func (s *Server) checkedIdents(idents []object) []object {
	checked := make([]object, len(idents))
	for i, ident := range idents {
		ident = object{{"type", "card"}}.merged(ident)
		card := s.cardOfNumber(ident.text("value"))
		ident = ident.with("valid", card != nil)
		if card != nil {
			ident = ident.with("merchantcard", ref(merchantCardObject, card.text("id")))
		}
		checked[i] = ident
	}
	return checked
}

// bonus is what a card pays of a sale.
type bonus struct{ bonus, cash api.Minor }

// bonusOf spends the bonus of a card before its cash.
func bonusOf(card object, sum api.Minor) bonus {
	b := bonus{bonus: min(sum, api.Minor(card.int("bonus_balance")))}
	b.cash = min(sum-b.bonus, api.Minor(card.int("cash_balance")))
	return b
}

// lines are what a card's balance puts into a basket that has n lines.
func (b bonus) lines(n int) []object {
	lines := []object{}
	for _, part := range []struct {
		amount       api.Minor
		text, number string
	}{{b.bonus, "Bonusguthaben", "BONUS"}, {b.cash, "Kartenguthaben", "GUTHABEN"}} {
		if part.amount > 0 {
			lines = append(lines, object{
				{"id", n + len(lines) + 1}, {"tax", 0}, {"priceOne", -part.amount}, {"quantity", 1}, {"desc", part.text},
				{"articleNumber", part.number}, {"ean", ""},
			})
		}
	}
	return lines
}

func applyCard(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if sale.text("status") != smartCreated {
		return nil, refused("no card can be applied to a Smart Transaction in status %s", sale.text("status"))
	}
	card, no := s.cardOfSale(sale)
	if no != nil {
		return nil, no
	}
	sum := api.Minor(sale.int("basket_info.sum"))
	pays := bonusOf(card, sum)
	goods, again := sale.at("-bonus.products").([]object)
	if !again {
		goods, _ = sale.at("basket.products").([]object)
	}
	lines := pays.lines(len(goods))
	all := append([]object(nil), goods...)
	for _, line := range lines {
		all = append(all, append(object{{"item_type", "coupon"}}, line...))
	}
	missing := sum - pays.bonus - pays.cash
	sale = sale.with("basket.products", all).with("basket_info.missing_sum", missing).with("-bonus", object{
		{"card", card.text("id")}, {"bonus", pays.bonus}, {"cash", pays.cash}, {"products", goods},
	})
	smartTransactions.put(s, c.now, sale)
	return object{{"missing_sum", missing}, {"bonus_products", lines}}, nil
}

// cardOfSale is the card that a sale identifies its customer by.
func (s *Server) cardOfSale(sale object) (object, *problem) {
	idents, _ := sale.get("idents").([]object)
	for _, ident := range idents {
		if ident.text("type") != "card" {
			continue
		}
		card := s.cardOfNumber(ident.text("value"))
		switch {
		case card == nil:
			return nil, missing("idents: there is no card %s", ident.text("value"))
		case card.text("lock_status") == "locked":
			return nil, refused("the card %s is locked", ident.text("value"))
		}
		return card, nil
	}
	return nil, invalid("idents: no card is given")
}

// balanceHolds refuses a start for which a card's balance does not suffice any
// more.
func (s *Server) balanceHolds(sale object) *problem {
	planned, _ := sale.get("-bonus").(object)
	if planned == nil {
		return nil
	}
	card := merchantCards.get(s, planned.text("card"))
	if no := usable(card, s.options.Now()); no != nil {
		return no
	}
	if card.int("bonus_balance") < planned.int("bonus") || card.int("cash_balance") < planned.int("cash") {
		return refused("the balance of the card does not suffice any more")
	}
	return nil
}

// spentBalance takes from a card what it pays of a sale, which is a loyalty
// transaction like any other.
func (s *Server) spentBalance(now time.Time, sale object) object {
	planned, _ := sale.get("-bonus").(object)
	bonus, cash := planned.int("bonus"), planned.int("cash")
	if bonus+cash == 0 {
		return sale
	}
	_, made, no := s.useCard(now, merchantCards.get(s, planned.text("card")), cardUse{
		cardOrder: cardOrder{action: "discharge", amount: bonus + cash, bonus: &bonus},
		extra:     object{{"smart_transaction", ref(smartObject, sale.text("id"))}},
	})
	if no != nil {
		return sale // the card was emptied or locked while the payer authorised the rest
	}
	return sale.with("-spent", made.text("id"))
}

// returnedBalance gives a card back what it paid.
func (s *Server) returnedBalance(now time.Time, sale object) object {
	if spent := sale.text("-spent"); spent != "" {
		s.giveBack(now, spent)
	}
	return sale.without("-spent")
}
