package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Loyalty Customers: the holders of customer cards, and their bank accounts.

var (
	holders      *shelf
	cardAccounts *shelf // loyalty.paymentcontainers, which have no list
)

func init() {
	cardAccounts = shelfOf(spec{
		object: cardAccountObject, prefix: "LPC_", noun: "Loyalty Payment Container", seed: seedCardAccounts, undated: true,
	})
	holders = shelfOf(spec{
		object: holderObject, prefix: "CUS_", noun: "Loyalty Customer", path: "/Loyalty/Customers", seed: seedHolders,
	})
	handle("POST /Loyalty/Customers", createHolder)
	handle("PUT /Loyalty/Customers/{loyaltyCustomerId}", updateHolder)
	const container = " /Loyalty/Customers/{loyaltyCustomerId}/assignPaymentContainer/{loyaltyPaymentContainerId}"
	handle("POST"+container, assignCardAccount)
	handle("DELETE"+container, detachCardAccount)
}

// payerOfCard is the customer of the payments who holds a seeded card, -1 for
// one who is no payer. Anna Meier is the first customer.
func payerOfCard(w *world, card int) int {
	payer := card/5*3 + card%5 + 1
	switch {
	case card == annasCard:
		return annaMeier
	case card%5 > 2 || payer >= len(w.customers):
		return -1
	}
	return payer
}

// holderContact is who holds a seeded card.
func holderContact(s *Server, card int) object {
	w := s.ledger.world
	if payer := payerOfCard(w, card); payer >= 0 {
		contact, _ := s.customer(payer).get("contact").(object)
		return contact
	}
	d := roll(w.seed, diceHolder, card)
	city := cities[d.below(len(cities))]
	return append(contactOf(w.drawCustomer(1<<30+card)),
		member{"email", "karte" + strconv.Itoa(10000+card) + "@" + emailHosts[d.below(len(emailHosts))]},
		member{"address", object{
			{"street", streets[d.below(len(streets))]}, {"street_number", strconv.Itoa(1 + d.below(99))},
			{"postal_code", city.code}, {"city", city.name}, {"country", "DE"},
		}},
	)
}

// withBirthday adds the day of birth, which only the shop knows.
func withBirthday(contact object, d *dice) object {
	born := time.Date(1940+d.below(66), time.Month(1+d.below(12)), 1+d.below(28), 0, 0, 0, 0, berlin)
	return contact.with("dob", wireTime(born.Unix()))
}

// holderNotes are what the shop notes of some holders.
var holderNotes = []string{"", "", "", "Kauft samstags für den Verein", "Nussallergie", "", "Rechnung an die Firma", ""}

func seedHolders(s *Server) []object {
	p := s.cardsPast()
	all := make([]object, len(p.holders))
	for i, at := range p.holders {
		c := p.cards[at]
		d := roll(p.seed, diceHolder, 1<<20+i)
		contact, merchant := withBirthday(holderContact(s, c.card), &d), 0
		if c.guest {
			merchant = cafe
		}
		o := object{
			{"merchant", loyaltyMerchantRef(s, merchant)}, {"merchant_contact", contact}, {"contact", contact},
			{"customernumber", fmt.Sprintf("K-%05d", 10000+7*i)},
			{"consent_for_communication", []string{"accepted", "accepted", "declined", "not_set"}[d.below(4)]},
			{"additional_data", object{}}, {"payment_container", []object{}}, {"created", wireTime(c.created + holderDelay)},
		}
		if hasAccount(c.card) && !c.guest {
			o = o.with("account_contact", contact.without("dob"))
		}
		if note := holderNotes[d.below(len(holderNotes))]; note != "" {
			o = o.with("note", note)
		}
		if hasCardAccount(i) {
			o = o.with("payment_container", []object{seededCardAccount(s, i)})
		}
		if payer := payerOfCard(s.ledger.world, c.card); payer >= 0 {
			o = o.with("additional_data.payment_customer", ref(customerObject, s.ledger.world.ids["PCU_"].id(payer)))
		}
		all[i] = o
	}
	return all
}

// hasCardAccount says whether a seeded holder has a bank account.
func hasCardAccount(holder int) bool { return holder%3 == 1 }

// seedCardAccounts are one for each holder. Those that nobody has can be
// assigned.
func seedCardAccounts(s *Server) []object {
	all := make([]object, len(s.cardsPast().holders))
	for i := range all {
		all[i] = seededCardAccount(s, i)
	}
	return all
}

func seededCardAccount(s *Server, i int) object {
	p := s.cardsPast()
	d := roll(p.seed, diceHolder, 1<<21+i)
	c := p.cards[p.holders[i]]
	return append(cardAccounts.ref(s, i),
		member{"type", "bank_account"}, member{"payment_information", drawAccount(&d, holderContact(s, c.card).text("name"))},
		member{"last_usage", wireTime(max(c.used, c.created+holderDelay))})
}

// holderRef is a holder as cards show it.
func holderRef(o object) object { return loyaltyRef(o, "merchant", "contact", "customernumber") }

// holderForm is a holder as clients send it; countries come as words too.
var holderForm = form{
	text("merchant"), text("customernumber"), text("note"), oneOf("consent_for_communication", "accepted", "declined", "not_set"),
	group("merchant_contact",
		text("forename"), text("surname"), text("companyname"), text("salutation"), text("gender"), text("title"), text("email"),
		text("phone"), text("mobile"), text("fax"), date("dob"), text("picture"), text("url_website"), text("birthplace"), text("nationality"),
		group("address", text("type"), text("street"), text("street_number"), text("city"), text("postal_code"), text("country"), text("additional_address_data")),
	),
	anything("additional_data"), flag("anonymize"),
}

// composed completes a contact as the API does it: the name, and the day of
// birth as a time.
func composed(contact object) object {
	contact = object(nil).merged(contact)
	name := cmp.Or(strings.TrimSpace(contact.text("forename")+" "+contact.text("surname")), contact.text("companyname"))
	if name != "" {
		contact = contact.with("name", name)
	}
	if born, err := time.ParseInLocation(time.DateOnly, contact.text("dob"), berlin); err == nil {
		contact = contact.with("dob", wireTime(born.Unix()))
	}
	return contact
}

// newHolder is a holder of what a client sends, for the merchant that is named
// there or by another one.
func newHolder(s *Server, in object, merchant string) (object, *problem) {
	by, no := loyaltyMerchant(s, cmp.Or(in.text("merchant"), merchant))
	if no != nil {
		return nil, no
	}
	contact, _ := in.get("merchant_contact").(object)
	contact = composed(contact)
	o := object{
		{"merchant", by}, {"merchant_contact", contact}, {"contact", contact}, {"consent_for_communication", "not_set"},
		{"additional_data", object{}}, {"payment_container", []object{}},
	}
	return o.replaced(in.without("merchant").without("merchant_contact").without("anonymize")), nil
}

func createHolder(s *Server, c *call) (any, *problem) {
	in, no := holderForm.create(s, c)
	if no != nil {
		return nil, no
	}
	o, no := newHolder(s, in, "")
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, holders.add(s, c.now, o)), nil
}

// updateHolder changes a holder, or forgets who it was. The contact is the
// merchant's, completed by the account's. Cards show the change.
func updateHolder(s *Server, c *call) (any, *problem) {
	o, no := holders.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := holderForm.change(s, c)
	if no != nil {
		return nil, no
	}
	if by := in.text("merchant"); by != "" {
		merchant, no := loyaltyMerchant(s, by)
		if no != nil {
			return nil, no
		}
		if merchant.text("id") != o.text("merchant.id") {
			return nil, refused("customer %s is one of another merchant", o.text("id"))
		}
	}
	if o.flag("-anonymous") {
		return nil, refused("customer %s is anonymous for good", o.text("id"))
	}
	contact, given := in.get("merchant_contact").(object)
	in = in.without("merchant_contact")
	if given {
		account, _ := o.get("account_contact").(object)
		in = append(in, member{"merchant_contact", composed(contact)}, member{"contact", composed(account.merged(contact))})
	}
	o = o.replaced(in.without("merchant").without("anonymize"))
	if in.flag("anonymize") {
		o = anonymous(o)
	}
	o = holders.put(s, c.now, o)
	refreshCards(s, c.now, "customer", holderRef(o))
	return s.answerOf(c, o), nil
}

// anonymous is a holder of whom nothing is known any more.
func anonymous(o object) object {
	for _, name := range []string{"account_contact", "customernumber", "note"} {
		o = o.without(name)
	}
	return o.replaced(object{
		{"merchant_contact", object{}}, {"contact", object{}}, {"payment_container", []object{}}, {"additional_data", object{}},
		{"consent_for_communication", "declined"}, {"-anonymous", true},
	})
}

// cardAccount finds a bank account: one that a holder had, or one of
// payment.containers.
func cardAccount(s *Server, id string) (object, *problem) {
	if o := cardAccounts.get(s, id); o != nil {
		return o, nil
	}
	o := s.lookup("payment.containers", id)
	account, _ := o.get("private").(object)
	if account.text("iban") == "" {
		return nil, missing("Loyalty Payment Container %s not found", id)
	}
	return append(loyaltyRef(o, "type"), member{"payment_information", account}), nil
}

// accountsOf are the bank accounts of a holder.
func accountsOf(o object) []object {
	all, _ := o.get("payment_container").([]object)
	return all
}

func hasID(id string) func(object) bool {
	return func(o object) bool { return strings.EqualFold(o.text("id"), id) }
}

// assignCardAccount gives a bank account to a holder; it has one holder.
func assignCardAccount(s *Server, c *call) (any, *problem) {
	o, no := holders.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	account, no := cardAccount(s, c.arg(1))
	if no != nil {
		return nil, no
	}
	for other := range holders.all(s, live) {
		if !slices.ContainsFunc(accountsOf(other), hasID(account.text("id"))) {
			continue
		}
		if other.text("id") == o.text("id") {
			return nil, taken("payment container %s is assigned to the customer already", account.text("id"))
		}
		return nil, refused("payment container %s is assigned to another customer", account.text("id"))
	}
	o = o.with("payment_container", append(slices.Clone(accountsOf(o)), account))
	return s.answerOf(c, holders.put(s, c.now, o)), nil
}

// detachCardAccount takes a bank account from a holder, and from the cards that
// were charged from it.
func detachCardAccount(s *Server, c *call) (any, *problem) {
	o, no := holders.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	kept := slices.DeleteFunc(slices.Clone(accountsOf(o)), hasID(c.arg(1)))
	if len(kept) == len(accountsOf(o)) {
		return nil, missing("Loyalty Payment Container %s of %s not found", c.arg(1), c.arg(0))
	}
	for card := range merchantCards.all(s, live) {
		if strings.EqualFold(card.text("payment_container.id"), c.arg(1)) {
			merchantCards.put(s, c.now, card.without("payment_container"))
		}
	}
	return s.answerOf(c, holders.put(s, c.now, o.with("payment_container", kept))), nil
}
