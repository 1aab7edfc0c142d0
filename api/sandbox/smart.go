package sandbox

import (
	"strconv"
	"strings"

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

// smartTable is GET /Smart/Transactions. Smart transaction i belongs to a
// payment and shows its state, so it needs no store of its own.
var smartTable = &table{
	object: smartObject,
	properties: []property{
		{"id", query.KindText}, {"created", query.KindDate}, {"updated", query.KindDate}, {"status", query.KindText},
		{"intent", query.KindText}, {"payment_method", query.KindText}, {"trans_id", query.KindNumber},
		{"transactionRef", query.KindText}, {"merchant.id", query.KindText}, {"merchant.companyname", query.KindText},
		{"customer.contact.name", query.KindText}, {"customer.contact.forename", query.KindText},
		{"customer.contact.surname", query.KindText}, {"customer.contact.companyname", query.KindText},
		{"basket_info.sum", query.KindNumber}, {"basket_info.currency", query.KindText}, {"is_demo", query.KindBool},
		{"transactions.id", query.KindText},
	},
	document: func(s *Server, i int32, at moment) object { return s.smart(int(i), at) },
}

func init() {
	smartTable.search = func(s *Server, e query.Expr, at moment) selection {
		return smartTable.scan(s, s.smartCount(), e, at)
	}
	smartTable.cells = func(s *Server, path string, at moment, _ bool) func(int32) cell {
		return smartTable.read(s, path, at)
	}
}

func listSmart(s *Server, c *call) (any, *problem) { return list(s, c, smartTable) }

func readSmart(s *Server, c *call) (any, *problem) {
	i, no := s.findSmart(c.arg(0))
	if no != nil {
		return nil, no
	}
	return s.expanded(s.smart(i, live), c.URL.Query().Get("expand")), nil
}

func (s *Server) smartCount() int {
	return min(maxSmart, len(s.ledger.world.rows)/smartEvery)
}

func (s *Server) findSmart(id string) (int, *problem) {
	i, ok := s.ledger.world.ids["STX_"].index(strings.ToUpper(id))
	if !ok || i >= s.smartCount() {
		return 0, missing("Smart transaction %s not found", id)
	}
	return i, nil
}

// smartIndex is the payment of smart transaction i; a refund stands for its
// parent. The newest smart transaction belongs to the newest payments.
func (s *Server) smartIndex(i int) int32 {
	w := s.ledger.world
	p := int32(len(w.rows) - 1 - (s.smartCount()-1-i)*smartEvery)
	if parent := w.rows[p].parent; parent >= 0 {
		p = parent
	}
	return p
}

// smartPayment is the payment of the smart transaction with this id, live.
func (s *Server) smartPayment(id string) (payment, *problem) {
	i, no := s.findSmart(id)
	if no != nil {
		return payment{}, no
	}
	return s.ledger.payment(s.smartIndex(i), live), nil
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
	p := s.ledger.payment(s.smartIndex(i), at)
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
