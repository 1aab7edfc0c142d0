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
		count:   func(s *Server) int { return len(s.smartRows) },
		derive:  func(s *Server, i int, at moment) object { return s.smart(i, at) },
		follows: followSale, loaded: func(s *Server, o object) { s.returnLater(o) },
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
	if p, made := s.paymentOfSale(o); made {
		return p, nil
	}
	return payment{}, refused("smart transaction %s has no payment yet", id)
}

// paymentOfSale is the payment that a sale names, live.
func (s *Server) paymentOfSale(sale object) (payment, bool) {
	if made, _ := sale.get("transactions").([]object); len(made) > 0 {
		if i, no := s.find(made[0].text("id"), false); no == nil {
			return s.ledger.payment(i, live), true
		}
	}
	return payment{}, false
}

// followSale brings the state of a sale up to date with its payment, which can
// be captured, cancelled, paid and shipped by itself.
func followSale(s *Server, sale object, at moment) object {
	made, _ := sale.get("transactions").([]object)
	status := sale.text("status")
	if len(made) == 0 || status == smartCancelled || status == smartAborted || status == smartFailed {
		return sale
	}
	i, known := s.ledger.world.payments.index(made[0].text("id"))
	if !known || i >= s.ledger.count(at) {
		return sale
	}
	p := s.ledger.payment(int32(i), at)
	next := status
	switch phase := states[p.state].phase; {
	case p.state == stAborted:
		next = smartCancelled
	case p.state == stDenied:
		next = smartFailed
	case phase == executed && (status == smartApproved || status == smartPending || status == smartProcessing):
		next = paidStatus(sale)
	case phase == executed && status == smartReceived && p.sent != nil:
		next = smartShipped
	}
	if next == status {
		return sale
	}
	return sale.with("status", next).with("updated", wireTime(s.ledger.world.updated(p))).without("payment_links")
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

// smart is the sale of number i of smartRows as the wire has it.
func (s *Server) smart(i int, at moment) object {
	w := s.ledger.world
	p := s.ledger.payment(s.smartRows[i], at)
	o := object{
		{"object", smartObject},
		{"id", w.ids["STX_"].id(i)},
		{"merchant", s.merchantRef()},
		{"contract", ref("general.contracts", w.ids["GCR_"].id(0))},
		{"store", ref("general.stores", w.ids["STO_"].id(int(p.store)))},
		{"transactions", []object{ref(payments, w.payments.id(int(p.index)))}},
		{"created", wireTime(int64(p.created) - 40)},
		{"updated", wireTime(w.updated(p))},
		{"status", seededStatus(p)},
		{"intent", map[bool]string{true: "order", false: "sale"}[p.kind == kInvoice]},
		{"basket", object{{"products", s.smartProducts(p)}, {"type", "default"}}},
		{"basket_info", object{{"sum", w.rows[p.index].minor()}, {"currency", p.currency()}}},
		{"payment_method", w.methodOf(p)},
		{"trans_id", w.transID(int(p.index))},
		{"is_demo", p.state == stDemo},
		{"payment_context", object{{"auto_capture", p.state != stAuthorised}, {"creditcard_schemes", cardSchemes}}},
	}
	if order := w.orderOf(p); order != "" {
		o = append(o, member{"transactionRef", order})
	}
	if p.customer >= 0 {
		o = append(o, member{"customer", s.customer(int(p.customer))})
	}
	return append(o, s.smartRest(i, o, p)...)
}

// smartRest are the members that only some of the world's sales have.
func (s *Server) smartRest(i int, sale object, p payment) object {
	var o object
	switch who := int(p.customer); {
	case who < 0 || who >= maxContained:
	case p.kind == kDebit || p.kind == kDebitHold:
		o = append(o, member{"container", s.containerRef(who, 0)})
	case p.kind.card():
		o = append(o, member{"container", s.containerRef(who, 1)})
	}
	if n, asked := s.subscribed[p.index]; asked {
		o = append(o, member{"subscription", subscriptions.ref(s, n)})
	}
	switch phase := states[p.state].phase; {
	case p.kind == kInvoice:
		o = append(o, member{"delivery_options", shippedBy(p)})
	case phase == dead || phase == open && p.kind != kPrepay:
		return o
	}
	if p.kind == kPrepay || p.kind == kInvoice || p.kind == kDemo {
		o = append(o, member{"payment_instructions", s.transferTo(smartTransactions.id(s, i), p)})
	}
	if tid := s.ledger.world.terminal(p); tid != "" {
		o = append(o, s.cardReceipt(i, sale, p, tid)...)
	}
	return o
}

// methodOf is how a payment of the world was made.
func (w *world) methodOf(p payment) string {
	if w.terminal(p) != "" {
		return "cashless"
	}
	return smartMethods[p.kind]
}

// shippedBy is how an invoice's goods are sent.
func shippedBy(p payment) object {
	o := object{{"type", "shipping"}}
	if p.sent != nil {
		o = append(o, object{{"shipped_by", p.sent.carrier}, {"tracking_code", p.sent.tracking}, {"invoice_number", p.sent.invoice}}...)
	}
	return o
}

// seededStatus is the state of a sale of the world, which lies in its payment.
func seededStatus(p payment) string {
	switch {
	case p.kind == kInvoice && states[p.state].phase == executed:
		return smartShipped
	case smartStatus[p.state] != "":
		return smartStatus[p.state]
	}
	return smartOK
}

// smartProducts are the lines of a basket of the world as sales have them.
func (s *Server) smartProducts(p payment) []object {
	lines := []object{}
	for line := range s.ledger.world.basket(int(p.index), p.row) {
		kind := "article"
		if line.article == shipping {
			kind = "shipping"
		}
		lines = append(lines, object{
			{"id", len(lines) + 1}, {"item_type", kind}, {"desc", line.name}, {"articleNumber", line.number}, {"quantity", line.quantity},
			{"priceOne", line.price}, {"sum", line.price * line.quantity}, {"tax", line.tax},
		})
	}
	if n, asked := s.subscribed[p.index]; asked {
		lines = append(lines, object{
			{"id", len(lines) + 1}, {"item_type", "subscription"}, {"desc", planSeeds[n%subscribedPlans].text}, {"quantity", 1}, {"priceOne", 0}, {"sum", 0},
			{"tax", 7}, {"plan_id", plans.id(s, n%subscribedPlans)},
		})
	}
	return lines
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
