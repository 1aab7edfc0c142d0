package sandbox

import (
	"fmt"
	"strings"

	"tresen/api"
)

const (
	payments   = "payment.transactions"
	contractNo = 49760
)

// document is a payment as the wire has it, as of a moment.
func (s *Server) document(p payment, at moment) object {
	w := s.ledger.world
	st := states[p.state]
	product := kinds[p.kind]
	o := object{
		{"object", payments},
		{"id", w.payments.id(int(p.index))},
		{"merchant", s.merchantRef()},
		{"platform", ref("general.merchants", w.ids["MRC_"].id(platformMerchant))},
		{"contract", ref("general.contracts", w.ids["GCR_"].id(0))},
		{"store", ref("general.stores", w.ids["STO_"].id(int(p.store)))},
		{"related_transactions", s.related(p, at)},
		{"trans_id", w.transID(int(p.index))},
		{"product_id", product.number},
		{"product", product.product},
		{"product_raw", product.raw},
		{"zahlungsmittel_id", instrumentID(w, p)},
		{"contract_id", contractNo},
		{"amount", p.minor()},
		{"currency", p.currency()},
		{"created", wireTime(int64(p.created))},
	}
	if p.parent >= 0 {
		o = append(o, member{"parents", []object{ref(payments, w.payments.id(int(p.parent)))}})
	}
	if t := w.completed(p); t > 0 {
		o = append(o, member{"completion_date", wireTime(t)})
	}
	text := w.description(p)
	o = append(o, object{
		{"updated", wireTime(w.updated(p))},
		{"description", text},
		{"description_raw", text},
		{"status", st.number},
		{"status_text", st.text},
		{"details", s.details(p, text)},
	}...)
	o = s.appendRest(o, p)
	if p.made != nil {
		o = o.replaced(bare(p.made.rest))
	}
	return s.patched(p.index, o)
}

// appendRest adds the members that only some payments have.
func (s *Server) appendRest(o object, p payment) object {
	w := s.ledger.world
	if c, known := w.payer(p); known {
		o = append(o, member{"customer", s.payerObject(p, c)})
	}
	for _, m := range (object{
		{"tid", w.terminal(p)},
		{"payment_data", w.paymentData(p)},
		{"store_name", shops[p.store].name},
		{"order_id", w.orderOf(p)},
		{"invoice_number", invoiceOf(p)},
	}) {
		if m.value != "" {
			o = append(o, m)
		}
	}
	o = append(o,
		member{"transaction_hash", w.hash(int(p.index))},
		member{"accrual", p.flags&flagAccrual != 0},
		member{"transmitted_to_bank", p.state == stPaidOut || p.state == stRefundDone},
	)
	if at := w.paidOut(p.index); at > 0 {
		o = append(o, member{"payout_date", wireTime(at)})
	}
	if p.kind == kPrepay && w.completed(p) > 0 {
		o = append(o, w.incoming(p)...)
	}
	if lines := w.basketObjects(p); lines != nil {
		o = append(o, member{"basket", lines})
	}
	if sub := s.subscriptionOf(p); sub != nil {
		o = append(o, member{"subscription", sub})
	}
	return o
}

func (s *Server) details(p payment, text string) object {
	st := states[p.state]
	return object{
		{"amount", p.minor()},
		{"status", st.number},
		{"status_text", st.text},
		{"status_simple", int(st.simple)},
		{"status_simple_text", simpleTexts[st.simple]},
		{"description", text},
		{"description_raw", text},
	}
}

// related links a payment with its refunds and a refund with its payment.
func (s *Server) related(p payment, at moment) []object {
	w := s.ledger.world
	link := func(i int32, hierarchy string) object {
		return object{
			{"object", payments},
			{"id", w.payments.id(int(i))},
			{"hierarchy", hierarchy},
			{"ref_type_id", api.RefTypeRefund},
			{"ref_type_raw", "Rückzahlung"},
			{"trans_id", w.transID(int(i))},
		}
	}
	links := []object{}
	if p.parent >= 0 {
		links = append(links, link(p.parent, "parent"))
	}
	for _, child := range s.ledger.children(p.index, at) {
		links = append(links, link(child.index, "child"))
	}
	return append(links, p.parts()...)
}

func (s *Server) payerObject(p payment, c customer) object {
	o := object{{"object", customerObject}}
	if id := customerID(s.ledger.world, &p); id != "" {
		o = append(o, member{"id", id})
	}
	return append(o, contactOf(c)...)
}

// contactOf are the names of a payer, without empty ones.
func contactOf(c customer) object {
	var o object
	for _, m := range (object{
		{"companyname", c.company},
		{"salutation", c.salutation},
		{"title", c.title},
		{"forename", c.forename},
		{"surname", c.surname},
		{"name", c.name},
	}) {
		if m.value != "" {
			o = append(o, m)
		}
	}
	return o
}

// payer is the customer of a payment; a sale in a shop has none.
func (w *world) payer(p payment) (customer, bool) {
	switch {
	case p.made != nil:
		return p.made.payer, p.made.payer != customer{}
	case p.customer >= 0:
		return w.customers[p.customer], true
	}
	return customer{}, false
}

// completed is the unix second at which money moved, 0 where it has not.
func (w *world) completed(p payment) int64 {
	switch states[p.state].phase {
	case executed, refundDone:
	default:
		return 0
	}
	d := roll(w.seed, diceText, int(p.index)+1<<40)
	t := int64(p.created) + int64(d.below(4))
	if p.kind == kPrepay || p.kind == kInvoice {
		t += int64(3600 * (20 + d.below(80)))
	}
	if p.state == stPaidOut { // early enough to be paid out by now
		return min(t, w.epoch-3*24*3600)
	}
	return min(t, max(w.epoch, p.updated))
}

// updated is the unix second of the last change.
func (w *world) updated(p payment) int64 {
	if p.updated != 0 {
		return p.updated
	}
	return max(int64(p.created)+15, w.completed(p))
}

func (w *world) description(p payment) string {
	switch {
	case p.made != nil:
		return p.made.purpose
	case p.kind == kPayout:
		return "Payout UPLOAD " + wireTime(int64(p.created))[:10]
	case p.parent >= 0:
		return fmt.Sprintf("Rückzahlung zu TA %d", w.transID(int(p.parent)))
	case p.flags&flagOnline == 0:
		return "Einkauf " + merchantName + ", " + shops[p.store].name
	}
	return "Bestellung am " + w.days.date(int64(p.created)) + " via secupay bei " + merchantName +
		" (" + w.order(int(p.index), p.row) + ")"
}

func (w *world) orderOf(p payment) string {
	switch {
	case p.sent != nil && p.sent.order != "":
		return p.sent.order
	case p.made != nil:
		return p.made.order
	}
	return w.order(int(p.index), p.row)
}

func invoiceOf(p payment) string {
	if p.sent == nil {
		return ""
	}
	return p.sent.invoice
}

// terminal is the card terminal of a sale in a shop.
func (w *world) terminal(p payment) string {
	if p.made != nil && p.made.rest.get("tid") != nil {
		return p.made.rest.text("tid")
	}
	if p.kind.card() && p.flags&flagOnline == 0 {
		return shops[p.store].tid
	}
	return ""
}

// paymentData is the payer's instrument, masked as the server masks it. A
// customer pays with the same one every time.
func (w *world) paymentData(p payment) string {
	if p.made != nil && p.made.rest.get("payment_data") != nil {
		return p.made.rest.text("payment_data")
	}
	who := int(p.customer)
	if who < 0 {
		who = int(p.index) + 1<<32
	}
	d := roll(w.seed, diceCustomer, who+1<<40)
	tail := fmt.Sprintf("%04d", d.below(10000))
	switch kinds[p.kind].payer {
	case byIBAN:
		return fmt.Sprintf("DE%02d XXXX XXXX XXXX XX%s %s", 10+d.below(89), tail[:2], tail[2:])
	case byCard:
		brand := []string{"VISA", "Mastercard", "girocard"}[d.below(3)]
		return brand + " XXXX XXXX XXXX " + tail
	case byPayPal:
		c, known := w.payer(p)
		if !known {
			return ""
		}
		return strings.ToLower(string([]rune(c.surname)[:1])) + "***@" + emailHosts[d.below(len(emailHosts))]
	}
	return ""
}

func instrumentID(w *world, p payment) int {
	if w.paymentData(p) == "" {
		return 0
	}
	return 1_700_000 + int(p.customer+1)
}

// incoming is the bank transfer of a prepayment that has arrived.
func (w *world) incoming(p payment) object {
	owner := ""
	if c, known := w.payer(p); known {
		owner = c.name
	}
	return object{
		{"incoming_payment_date", wireTime(w.completed(p))},
		{"incoming_payment_purpose", fmt.Sprintf("TA %d", w.transID(int(p.index)))},
		{"account_owner", owner},
	}
}

func (w *world) basketObjects(p payment) []object {
	if p.made != nil {
		return nil
	}
	var lines []object
	for line := range w.basket(int(p.index), p.row) {
		kind := "article"
		if line.article == shipping {
			kind = "shipping"
		}
		lines = append(lines, object{
			{"item_type", kind},
			{"name", line.name},
			{"article_number", line.number},
			{"quantity", line.quantity},
			{"price", line.price},
			{"tax", line.tax},
			{"total", line.price * line.quantity},
		})
	}
	return lines
}
