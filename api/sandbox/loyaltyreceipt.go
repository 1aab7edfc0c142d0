package sandbox

import (
	"strconv"
	"time"

	"tresen/api"
)

// Receipts of customer cards.

func init() {
	handle("POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/getCardBalanceReceipt", cardBalanceReceipt)
}

// eurText is an amount as receipts have it.
func eurText(amount api.Minor) string { return germanDecimal(amount) + " EUR" }

func receiptText(text string, decoration ...string) object {
	return object{{"type", "textline"}, {"value", object{{"text", text}, {"decoration", decoration}}}}
}

func receiptPair(name, value string) object {
	return object{{"type", "name-value"}, {"value", object{{"name", name}, {"value", value}}}}
}

// receipt is what is printed of one transaction.
func (x statement) receipt(number string) []object {
	amount, left := eurText(x.money()), eurText(x.left.balance())
	if x.points != 0 {
		amount, left = strconv.FormatInt(x.points, 10)+" Punkte", strconv.FormatInt(x.left.points, 10)+" Punkte"
	}
	lines := []object{receiptText(x.text, "important", "align-center"), receiptPair("Kartennummer:", number)}
	if x.sale() {
		lines = append(lines, receiptPair("Umsatz:", eurText(api.Minor(x.order))))
	}
	return append(lines, object{{"type", "separator"}}, receiptText(amount, "important", "align-right"), receiptPair("Neuer Stand:", left))
}

// receiptHeader is the top of a receipt: who and when.
func receiptHeader(card object, tid any, now time.Time) []object {
	header := []object{
		receiptText(card.text("merchant.companyname"), "important", "align-center"),
		receiptText(card.text("cardgroup.display_name"), "align-center"),
		receiptPair("Datum:", now.In(berlin).Format("02.01.2006 15:04:05")),
	}
	if tid, known := tid.(string); known && tid != "" {
		header = append(header, receiptPair("Terminal:", tid))
	}
	return append(header, object{{"type", "space"}})
}

// balanceLines say what is on a card.
func balanceLines(card object) []object {
	return []object{
		receiptPair("Kartennummer:", card.text("card.cardnumber")), {{"type", "separator"}},
		receiptPair("Guthaben:", eurText(api.Minor(card.int("cash_balance")))),
		receiptPair("Bonus:", eurText(api.Minor(card.int("bonus_balance")))),
		receiptPair("Verfügbar:", eurText(api.Minor(card.int("balance")))),
		receiptPair("Punkte:", strconv.FormatInt(card.int("points"), 10)),
	}
}

// cardBalanceReceipt is a card's balance with what to print. The limit is what
// can still be charged.
func cardBalanceReceipt(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, form{text("terminal_id")})
	if no != nil {
		return nil, no
	}
	group := cardGroups.get(s, card.text("cardgroup.id"))
	answer := object{
		{"valid", usable(card, c.now) == nil}, {"balance", card.get("balance")}, {"cash_balance", card.get("cash_balance")},
		{"bonus_balance", card.get("bonus_balance")}, {"zvt_cardgroup", group.get("display_name")}, {"points", card.get("points")},
		{"new_passcode", card.int("passcode") == passcodeUnset}, {"receipt_header", receiptHeader(card, in.text("terminal_id"), c.now)},
		{"receipt", balanceLines(card)}, {"amount_split_enabled", true}, {"limit_allowed", programmeOf(group).limit > 0},
	}
	if limit := programmeOf(group).limit; limit > 0 {
		left := max(0, limit-api.Minor(card.int("balance")))
		answer = append(answer, member{"limit_str", eurText(left)}, member{"limit", left})
	}
	return answer, nil
}
