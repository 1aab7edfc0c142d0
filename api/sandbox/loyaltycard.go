package sandbox

import "strings"

// Loyalty Cards: the cards as they are printed.

var loyaltyCards *shelf

func init() {
	loyaltyCards = shelfOf(spec{
		object: cardObject, prefix: "CRD_", noun: "Loyalty Card", path: "/Loyalty/Cards", seed: seedCards,
	})
	handle("POST /Loyalty/Cards/{loyaltyCardId}/assignUser/{generalAccountId}", assignCard)
	handle("DELETE /Loyalty/Cards/{loyaltyCardId}/assignUser/{generalAccountId}", unassignCard)
}

const accountObject = "general.accounts"

// accounts are the ids of general.accounts, of which the API shows no more. The
// first one is the account that is signed in.
func (s *Server) accounts() idSpace { return newIDSpace(s.options.Seed, "ACC_") }

// accountRef is the account of a path.
func (s *Server) accountRef(id string) (object, *problem) {
	if strings.EqualFold(id, "me") {
		return ref(accountObject, s.accounts().id(0)), nil
	}
	if _, known := s.accounts().index(strings.ToUpper(id)); !known {
		return nil, missing("General Account %s not found", id)
	}
	return ref(accountObject, strings.ToUpper(id)), nil
}

func seedCards(s *Server) []object {
	p := s.cardsPast()
	all := make([]object, seededCards)
	for i := range all {
		all[i] = printedCard(s, i)
		all[i] = all[i].with("created", wireTime(p.created[i]))
	}
	for _, c := range p.cards {
		if c.holder >= 0 && !c.guest && hasAccount(c.card) {
			all[c.card] = all[c.card].with("account", ref(accountObject, s.accounts().id(1+c.card)))
		}
	}
	return all
}

// hasAccount says whether the holder of a seeded card signs in to see it.
func hasAccount(card int) bool { return card%4 == 0 }

// printedCard is card i with its number and its PIN.
func printedCard(s *Server, i int) object {
	number := cardNumber(s.options.Seed, i)
	return object{{"cardnumber", number}, {"account", nil}, {"-pin", digitsOf(number, 12, 16)}}
}

// cardRef is a card as merchant cards and transactions show it.
func cardRef(card object) object { return loyaltyRef(card, "cardnumber", "created") }

// assignCard gives a card to an account that knows its PIN.
func assignCard(s *Server, c *call) (any, *problem) {
	card, no := loyaltyCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	account, no := s.accountRef(c.arg(1))
	if no != nil {
		return nil, no
	}
	in, no := form{must(like("pin", "[0-9]{4}", "four digits"))}.create(s, c)
	switch {
	case no != nil:
		return nil, no
	case card.text("account.id") != "":
		return nil, taken("card %s is assigned to an account already", card.text("id"))
	case !sameDigits(in.text("pin"), card.text("-pin")):
		return object{{"result", false}}, nil
	}
	loyaltyCards.put(s, c.now, card.with("account", account))
	return object{{"result", true}}, nil
}

func unassignCard(s *Server, c *call) (any, *problem) {
	card, no := loyaltyCards.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	account, no := s.accountRef(c.arg(1))
	switch {
	case no != nil:
		return nil, no
	case card.text("account.id") != account.text("id"):
		return nil, refused("card %s is not assigned to %s", card.text("id"), account.text("id"))
	}
	loyaltyCards.put(s, c.now, card.with("account", nil))
	return object{{"result", true}}, nil
}
