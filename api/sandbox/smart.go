package sandbox

import (
	"slices"
	"strconv"

	"tresen/api/query"
)

const (
	smartObject    = "smart.transactions"
	customerObject = "payment.customers"
	// maxSmart is how many smart transactions there are at most: they are
	// searched by making each one.
	maxSmart = 20000
	// smartEvery is how many payments come to one of them.
	smartEvery = 5
)

// smartTransactions are those that the world's payments came from, which show
// the payments' state as long as nobody writes them, and those that were created
// since.
var smartTransactions *shelf

func init() {
	smartTransactions = shelfOf(spec{
		object: smartObject, prefix: "STX_", noun: "Smart transaction", path: "/Smart/Transactions",
		properties: []property{
			{"transactionRef", query.KindText}, {"customer.contact.name", query.KindText}, {"customer.contact.forename", query.KindText},
			{"customer.contact.surname", query.KindText}, {"customer.contact.companyname", query.KindText},
		},
		count:  func(s *Server) int { return len(s.smartRows) },
		derive: func(s *Server, i int, at moment) object { return s.smart(i, at) },
	})
}

// smartRows are the payments that have a smart transaction, by time: one in
// smartEvery, as far as they are no refunds and no payouts.
func smartRows(w *world) []int32 {
	var rows []int32
	for i := len(w.rows) - 1; i >= 0 && len(rows) < maxSmart; i-- {
		if w.rows[i].parent < 0 && w.rows[i].kind != kPayout {
			rows = append(rows, int32(i))
			i -= smartEvery - 1
		}
	}
	slices.Reverse(rows)
	return rows
}

// smartPayment is the payment of the smart transaction with this id, live.
func (s *Server) smartPayment(id string) (payment, *problem) {
	o := smartTransactions.get(s, id)
	if o == nil {
		return payment{}, missing("Smart transaction %s not found", id)
	}
	if made, _ := o.get("transactions").([]object); len(made) > 0 {
		if i, no := s.find(made[0].text("id"), false); no == nil {
			return s.ledger.payment(i, live), nil
		}
	}
	return payment{}, refused("smart transaction %s has no payment yet", id)
}

// smartStatus is the word for a payment's state (domain: Smart transaction).
var smartStatus = map[state]string{
	stCreated: "created", stAuthorised: "approved", stPrepaid: "pending", stOnHold: "processing", stInvoice: "received",
	stAborted: "cancelled", stDenied: "failed",
}

// smartMethods are the payment_method of a product.
var smartMethods = map[kind]string{
	kDebit: "debit", kDebitHold: "debit", kCard: "creditcard", kCardHold: "creditcard", kPrepay: "prepaid", kInvoice: "invoice",
	kDemo: "invoice", kPayPal: "paypal", kPart: "easycredit", kTwint: "twint",
}

// smart is smart transaction i as the wire has it.
func (s *Server) smart(i int, at moment) object {
	w := s.ledger.world
	p := s.ledger.payment(s.smartRows[i], at)
	status := smartStatus[p.state]
	if status == "" {
		status = "ok"
	}
	o := object{
		{"object", smartObject},
		{"id", w.ids["STX_"].id(i)},
		{"merchant", s.merchantRef()},
		{"contract", ref("general.contracts", w.ids["GCR_"].id(0))},
		{"store", ref("general.stores", w.ids["STO_"].id(int(p.store)))},
		{"transactions", []object{ref(payments, w.payments.id(int(p.index)))}},
		{"created", wireTime(int64(p.created) - 40)},
		{"updated", wireTime(w.updated(p))},
		{"status", status},
		{"intent", "sale"},
		{"basket", object{{"products", w.basketObjects(p)}}},
		{"basket_info", object{{"sum", w.rows[p.index].minor()}, {"currency", p.currency()}}},
		{"payment_method", smartMethods[p.kind]},
		{"trans_id", w.transID(int(p.index))},
		{"is_demo", p.state == stDemo},
	}
	if order := w.orderOf(p); order != "" {
		o = append(o, member{"transactionRef", order})
	}
	if p.customer >= 0 {
		o = append(o, member{"customer", s.customer(int(p.customer))})
	}
	return o
}

// customer is a payer as an object of its own.
func (s *Server) customer(i int) object {
	w := s.ledger.world
	c := w.customers[i]
	d := roll(w.seed, diceCustomer, i+1<<41)
	city := cities[d.below(len(cities))]
	contact := append(contactOf(c),
		member{"email", "kunde" + w.ids["PCU_"].id(i)[4:10] + "@" + emailHosts[d.below(len(emailHosts))]},
		member{"address", object{
			{"street", streets[d.below(len(streets))]}, {"street_number", strconv.Itoa(1 + d.below(99))},
			{"postal_code", city.code}, {"city", city.name}, {"country", "DE"},
		}},
	)
	return object{{"object", customerObject}, {"id", w.ids["PCU_"].id(i)}, {"contact", contact}}
}

// scan searches objects 0 to n-1 of a table by making each one, newest first.
func (t *table) scan(s *Server, n int, e query.Expr, at moment) selection {
	if e == nil {
		return selection{n: n}
	}
	matches := query.Compile(e, berlin, func(path string) query.Property[object] {
		return query.Property[object]{Kind: t.kindOf(path), Any: func(o object, match func(query.Value) bool) bool {
			return anyValue(o, path, match)
		}}
	})
	ids := []int32{}
	for i := n - 1; i >= 0; i-- {
		if matches(t.document(s, int32(i), at)) {
			ids = append(ids, int32(i))
		}
	}
	return selection{n: len(ids), ids: ids}
}

// read reads a property of a table's objects by making them; times become unix
// seconds.
func (t *table) read(s *Server, path string, at moment) func(int32) cell {
	kind := t.kindOf(path)
	return func(i int32) cell {
		var c cell
		values(t.document(s, i, at), path, func(v any) bool {
			c = cellOf(v, kind)
			return false
		})
		return c
	}
}
