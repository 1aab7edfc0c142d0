package sandbox

import (
	"strings"
	"time"

	"tresen/api"
)

// booking is a payment that another product makes: a smart transaction that
// starts, a payout, a voucher.
type booking struct {
	kind     kind
	state    state
	amount   api.Minor // of an amount over maxAmount the product has to be refused
	currency string    // EUR (also "") or CHF

	purpose, order string
	payer          customer // as the payment shows it
	customer       string   // id of the payer, where it has one
	demo, accrual  bool
	// rest are members of the document besides those of every payment, or in
	// place of them: basket, subscription, store.
	rest object
}

// bookedAt is the shop in whose name payments of a currency are booked.
var bookedAt = map[string]uint8{"": onlineShop, "EUR": onlineShop, "CHF": uint8(len(shops) - 1)}

// book makes the payment, now. What becomes of it later is for the caller to
// arrange (settleLater, commit).
func (s *Server) book(now time.Time, b booking) payment {
	return s.ledger.commit(now, s.atDefaultStore(b.payment()))[0]
}

// atDefaultStore moves a payment that names no store to the one that the
// merchant made its default, as far as that one takes its currency.
func (s *Server) atDefaultStore(p payment) payment {
	id := generalMerchants.get(s, "me").text("-default_store")
	i, known := s.stock(stores).ids.index(id)
	if !known || p.made.rest.get("store") != nil {
		return p
	}
	if i >= len(shops) {
		p.made.rest = p.made.rest.with("store", stores.ref(s, i)).with("store_name", stores.get(s, id).text("name"))
	} else if shops[i].chf == shops[p.store].chf {
		p.store = uint8(i)
	}
	return p
}

// paymentRef is a reference to a payment.
func (s *Server) paymentRef(p payment) object {
	return ref(payments, s.ledger.world.payments.id(int(p.index)))
}

func (b booking) payment() payment {
	p := payment{index: -1, made: &made{
		purpose: b.purpose, order: b.order, payer: b.payer, customer: b.customer, demo: b.demo, rest: b.rest,
	}}
	p.row = row{amount: int32(b.amount), parent: -1, customer: -1, kind: b.kind, state: b.state, store: bookedAt[b.currency]}
	if b.accrual {
		p.flags |= flagAccrual
	}
	return p
}

// payerOf are the names of a payment.customers document.
func payerOf(o object) customer {
	c, nested := o.get("contact").(object)
	if !nested {
		c = o
	}
	return fullName(customer{
		company: c.text("companyname"), salutation: c.text("salutation"), title: c.text("title"),
		forename: c.text("forename"), surname: c.text("surname"), name: c.text("name"),
	})
}

// fullName composes the name of a payer of forename and surname.
func fullName(c customer) customer {
	if full := strings.TrimSpace(c.forename + " " + c.surname); full != "" {
		c.name = full
	}
	return c
}
