package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Loyalty Merchant Cards: what a card is worth at one merchant. Locks, secrets
// and transactions have files of their own.

var merchantCards *shelf

func init() {
	merchantCards = shelfOf(spec{
		object: merchantCardObject, prefix: "MCD_", noun: "Loyalty Merchant Card", path: "/Loyalty/MerchantCards",
		seed: seedMerchantCards, undated: true,
	})
	const card = " /Loyalty/MerchantCards/{loyaltyMerchantCardId}"
	handle("PUT"+card, updateMerchantCard)
	handle("PUT"+card+"/cardgroup/{loyaltyCardGroupId}", setCardGroup)
	handle("POST"+card+"/registerCustomer", registerHolder)
	handle("POST"+card+"/setCustomer/{loyaltyCustomerId}", setHolder)
	handle("POST /Loyalty/MerchantCards/{generalMerchantId}/createMerchantcards/{loyaltyCardgroupId}", createMerchantCards)
}

// States of a card's passcode (seen in the older official clients).
const (
	passcodeOff   = 1 // not enabled by the programme
	passcodeUnset = 2
	passcodeSet   = 3
)

func seedMerchantCards(s *Server) []object {
	p := s.cardsPast()
	groups, printed, held := seedCardGroups(s), seedCards(s), seedHolders(s)
	all := make([]object, len(p.cards))
	for i, c := range p.cards {
		group := cardGroups.ref(s, c.group).replaced(groups[c.group])
		plastic := append(loyaltyCards.ref(s, c.card), printed[c.card]...)
		o := newMerchantCard(plastic, group).with("is_base_card", !c.guest).withPurse(c.purse)
		o = o.replaced(object{
			{"created_for_store", stores.ref(s, c.store)}, {"stock_status", p.stockStatus(c)}, {"-last", ""},
		})
		for name, at := range map[string]int64{"last_usage": c.used, "last_charge": c.charged, "expiry_date": c.expires} {
			if at > 0 {
				o = o.with(name, wireTime(at))
			}
		}
		if c.holder >= 0 {
			holder := append(holders.ref(s, c.holder), held[c.holder]...)
			o = withHolder(o, holder, wireTime(c.created+holderDelay))
		}
		if c.last != nil {
			o = o.with("-last", statements.id(s, c.last.first))
		}
		if c.reason != 0 {
			o = locked(o, object{{"reason", c.reason}, {"note", c.lockNote()}})
		}
		if number := o.text("card.cardnumber"); o.int("passcode") == passcodeUnset && i%3 > 0 {
			o = withPasscode(o, reversedText(digitsOf(number, 12, 16)))
		}
		all[i] = o
	}
	return all
}

// newMerchantCard is a card with nothing on it.
func newMerchantCard(printed, group object) object {
	o := object{
		{"merchant", group.get("merchant")}, {"created_for_merchant", group.get("merchant")}, {"card", cardRef(printed)},
		{"cardgroup", nil}, {"created_for_store", nil}, {"customer", nil}, {"customer_assignment_date", nil},
		{"is_base_card", true}, {"points", 0}, {"cash_balance", 0}, {"bonus_balance", 0}, {"balance", 0},
		{"last_usage", nil}, {"last_charge", nil}, {"stock_status", "stored"}, {"lock_status", "unlocked"}, {"passcode", passcodeOff},
		{"expiry_date", nil}, {"-csc", digitsOf(printed.text("cardnumber"), 8, 12)},
	}
	return withGroup(o, group)
}

// withPurse is a card with what is on it.
func (o object) withPurse(p purse) object {
	return o.with("points", p.points).with("cash_balance", p.cash).with("bonus_balance", p.bonus).with("balance", p.balance())
}

// withGroup puts a card into a programme, which decides whether it may have a
// passcode. What is on the card stays.
func withGroup(o, group object) object {
	switch state := o.int("passcode"); {
	case !group.flag("-passcode"):
		o = o.with("passcode", passcodeOff).without("-passcode").without("-wrong")
	case state == passcodeOff:
		o = o.with("passcode", passcodeUnset)
	}
	return o.with("cardgroup", cardGroupRef(group))
}

// withHolder gives a card to a holder. It is in stock no more.
func withHolder(o, holder object, at string) object {
	if o.text("stock_status") == "stored" {
		o = o.with("stock_status", "active")
	}
	return o.with("customer", holderRef(holder)).with("customer_assignment_date", at)
}

// cardNumbered is the merchant card of a number, at that merchant or, where
// merchant is empty, at any, the own one first. It is nil where there is none.
func cardNumbered(s *Server, number, merchant string) object {
	var found object
	for o := range merchantCards.all(s, live) {
		if o.text("card.cardnumber") != number || merchant != "" && o.text("merchant.id") != merchant {
			continue
		}
		if found == nil || o.text("merchant.id") == generalMerchants.id(s, 0) {
			found = o
		}
	}
	return found
}

// namesNone says whether a path leaves it to the body to name the card.
func namesNone(id string) bool {
	return strings.EqualFold(id, "me") || strings.EqualFold(id, "not_set")
}

// cardOf is the card that the path names, or where that is me the one whose
// number is in the body; a merchant that is named there has to be its own.
func cardOf(s *Server, c *call, in object) (card object, no *problem) {
	number, merchant := in.text("cardnumber"), cmp.Or(in.text("merchant_id"), in.text("merchant"))
	if merchant != "" {
		by, no := loyaltyMerchant(s, merchant)
		if no != nil {
			return nil, no
		}
		merchant = by.text("id")
	}
	if namesNone(c.arg(0)) {
		if number == "" {
			return nil, invalid("cardnumber: must not be empty")
		}
		card = cardNumbered(s, number, merchant)
	} else if card, no = merchantCards.one(s, c, 0); no != nil {
		return nil, no
	}
	switch {
	case card == nil, number != "" && number != card.text("card.cardnumber"):
		return nil, missing("Loyalty Merchant Card %s with the number %s not found", c.arg(0), number)
	case merchant != "" && merchant != card.text("merchant.id"):
		return nil, missing("Loyalty Merchant Card %s of merchant %s not found", card.text("id"), merchant)
	}
	return card, nil
}

var merchantCardForm = form{
	text("merchant"), link("card", cardObject), text("payment_container"), flag("created_by_merchant"), flag("used_by_merchant"),
	date("expiry_date"), anything("additional_data"),
}

// updateMerchantCard changes a card. Another loyalty card takes the place of the
// present one, which is how a lost one is exchanged.
func updateMerchantCard(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := merchantCardForm.change(s, c)
	if no != nil {
		return nil, no
	}
	if o, no = withPlastic(s, o, in); no != nil {
		return nil, no
	}
	if id := in.text("payment_container"); id != "" {
		at := slices.IndexFunc(holderAccounts(s, o), hasID(id))
		if at < 0 {
			return nil, missing("payment_container: %s of the card's customer not found", id)
		}
		o = o.with("payment_container", loyaltyRef(holderAccounts(s, o)[at], "type", "payment_information"))
	}
	for _, m := range in {
		switch m.name {
		case "payment_container":
			if m.value == nil {
				o = o.without(m.name)
			}
		case "expiry_date":
			o = o.with(m.name, m.value)
		case "additional_data":
			o = o.replaced(object{m})
		case "created_by_merchant", "used_by_merchant": // taken, but no answer shows them
			o = o.with("-"+m.name, m.value)
		}
	}
	return s.answerOf(c, merchantCards.put(s, c.now, o)), nil
}

// holderAccounts are the bank accounts of a card's holder.
func holderAccounts(s *Server, o object) []object {
	return accountsOf(holders.get(s, o.text("customer.id")))
}

// withPlastic checks the merchant and the loyalty card of an update.
func withPlastic(s *Server, o, in object) (object, *problem) {
	if id := in.text("merchant"); id != "" {
		merchant, no := loyaltyMerchant(s, id)
		switch {
		case no != nil:
			return nil, no
		case merchant.text("id") != o.text("merchant.id"):
			return nil, refused("card %s is one of another merchant", o.text("id"))
		}
	}
	id := in.text("card.id")
	if id == "" || id == o.text("card.id") {
		return o, nil
	}
	printed := loyaltyCards.get(s, id)
	if cardNumbered(s, printed.text("cardnumber"), o.text("merchant.id")) != nil {
		return nil, taken("the merchant has a merchant card for %s already", id)
	}
	return o.with("card", cardRef(printed)).with("-csc", digitsOf(printed.text("cardnumber"), 8, 12)), nil
}

// groupOf is the card group that the n-th placeholder of the path names, at a
// merchant.
func groupOf(s *Server, c *call, n int, merchant string) (object, *problem) {
	group, no := cardGroups.one(s, c, n)
	if no == nil && group.text("merchant.id") != merchant {
		no = invalid("Loyalty Card Group %s is one of another merchant", group.text("id"))
	}
	return group, no
}

func setCardGroup(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	group, no := groupOf(s, c, 1, o.text("merchant.id"))
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, merchantCards.put(s, c.now, withGroup(o, group))), nil
}

// registerHolder makes a holder for a card that has none.
func registerHolder(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := holderForm.create(s, c)
	if no != nil {
		return nil, no
	}
	holder, no := newHolder(s, in, o.text("merchant.id"))
	switch {
	case no != nil:
		return nil, no
	case o.text("customer.id") != "":
		return nil, refused("card %s has a customer already", o.text("id"))
	case holder.text("merchant.id") != o.text("merchant.id"):
		return nil, invalid("merchant: is not the one of the card")
	}
	holder = holders.add(s, c.now, holder)
	return s.answerOf(c, merchantCards.put(s, c.now, withHolder(o, holder, s.stamp(c.now)))), nil
}

func setHolder(s *Server, c *call) (any, *problem) {
	o, no := merchantCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	holder, no := holders.one(s, c, 1)
	switch {
	case no != nil:
		return nil, no
	case holder.text("merchant.id") != o.text("merchant.id"):
		return nil, invalid("Loyalty Customer %s is one of another merchant", holder.text("id"))
	}
	// The account that charged it was the former holder's.
	o = withHolder(o, holder, s.stamp(c.now)).without("payment_container")
	return s.answerOf(c, merchantCards.put(s, c.now, o)), nil
}

var newCardsForm = form{between("cards_amount", 1, 1000), group("customer", holderForm...)}

// createMerchantCards makes cards that are in stock, or one with its holder. Who
// makes one need not say how many.
func createMerchantCards(s *Server, c *call) (any, *problem) {
	merchant, no := loyaltyMerchant(s, c.arg(0))
	if no != nil {
		return nil, no
	}
	group, no := groupOf(s, c, 1, merchant.text("id"))
	if no != nil {
		return nil, no
	}
	in, no := newCardsForm.create(s, c)
	if no != nil {
		return nil, no
	}
	n, holder := max(1, in.int("cards_amount")), object(nil)
	if by, given := in.get("customer").(object); given {
		if n > 1 {
			return nil, invalid("customer: several cards cannot have one customer")
		}
		if holder, no = newHolder(s, by.without("merchant"), merchant.text("id")); no != nil {
			return nil, no
		}
		holder = holders.add(s, c.now, holder)
	}
	made := make([]object, n)
	for i := range made {
		printed := loyaltyCards.add(s, c.now, printedCard(s, s.stock(loyaltyCards).count(live)))
		card := newMerchantCard(printed, group)
		if holder != nil {
			card = withHolder(card, holder, s.stamp(c.now))
		}
		made[i] = s.answerOf(c, merchantCards.add(s, c.now, card))
	}
	return made, nil
}

// expired says whether the date on a card is past; a day counts to its end.
func expired(card object, now time.Time) bool {
	text := card.text("expiry_date")
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.Before(now)
	}
	if len(text) < len(time.DateOnly) {
		return false
	}
	at, err := time.ParseInLocation(time.DateOnly, text[:len(time.DateOnly)], berlin)
	return err == nil && !now.Before(at.AddDate(0, 0, 1))
}

// reversedText is a text of digits from right to left.
func reversedText(digits string) string {
	b := []byte(digits)
	slices.Reverse(b)
	return string(b)
}
