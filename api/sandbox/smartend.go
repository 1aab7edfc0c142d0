package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// What comes after a smart transaction was paid, or in place of it (reference:
// Cancel payment, Cancel cash transaction, Abort order, Set delivery, Update
// payment container for subscription).
//
// Where the reference is silent:
//
//   - abort is for what was not started, cancel for what has a payment: it voids
//     one that was not executed and refunds all that is left of another, by the
//     rules of payments. A second cancel is refused.
//   - The answer of cancel is the sale alone, as every official client reads it;
//     that of a payment is an array.
//   - setDelivery needs a sale that was started. The first report of an order
//     makes it shipped or collected and an invoice due; later ones correct what
//     was said. The time is now where none is given.
//   - A new container for a subscription is asked for by a sale of 0 that is
//     captured by itself; the subscription has it when its payer has authorised.

func init() {
	handle("POST /Smart/Transactions/{smartTransactionId}/cancel", cancelSmart)
	handle("POST /Smart/Transactions/{smartTransactionId}/canceltrx", cancelReceipt)
	handle("POST /Smart/Transactions/{smartTransactionId}/abort", abortSmart)
	handle("POST /Smart/Transactions/{smartTransactionId}/setDelivery", setDelivery)
	handle("POST /Smart/Transactions/{subscriptionId}/updatePaymentContainer", renewContainer)
}

// cancellable are the states of a sale that has or had something to pay.
var cancellable = []string{
	smartProcessing, smartApproved, smartPending, smartOK, smartReceived, smartShipped, smartCollection, smartCollected,
}

func cancelSmart(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no == nil {
		sale, no = s.cancelled(c, sale)
	}
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, sale), nil
}

// cancelled gives a sale's money back and keeps it cancelled.
func (s *Server) cancelled(c *call, sale object) (object, *problem) {
	if !slices.Contains(cancellable, sale.text("status")) || sale.get("payment_method") == nil {
		return nil, refused("a Smart Transaction in status %s cannot be cancelled", sale.text("status"))
	}
	if p, paid := s.paymentOfSale(sale); paid && p.state != stSubscription {
		if _, _, no := s.cancel(p.index, cut{}, Move{At: c.now, Action: c.Header.Get("X-Action")}, c.doom); no != nil {
			return nil, no
		}
	}
	s.endSubscription(c.now, sale.text("subscription.id"))
	sale = s.returnedBalance(c.now, sale).without("payment_links").without("iframe_url").with("status", smartCancelled)
	return smartTransactions.put(s, c.now, sale), nil
}

func abortSmart(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if !changeable(sale) {
		return nil, refused("a Smart Transaction in status %s cannot be aborted", sale.text("status"))
	}
	s.giveUp(c.now, sale)
	sale = sale.without("payment_links").without("iframe_url").with("status", smartAborted)
	return s.answerOf(c, smartTransactions.put(s, c.now, sale)), nil
}

// giveUp voids what a sale had authorised.
func (s *Server) giveUp(now time.Time, sale object) {
	if p, made := s.paymentOfSale(sale); made && states[p.state].phase == open {
		if p, _, no := cancel(p, s.ledger.children(p.index, live), cut{}); no == nil {
			s.ledger.commit(now, p)
		}
	}
	if sale.get("-renews") == nil {
		s.endSubscription(now, sale.text("subscription.id"))
	}
}

func setDelivery(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := form{must(deliveryField("delivery_options"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	report, _ := in.get("delivery_options").(object)
	kind := cmp.Or(sale.text("delivery_options.type"), report.text("type"), "shipping")
	switch {
	case changeable(sale) || !slices.Contains(cancellable, sale.text("status")):
		return nil, refused("the goods of a Smart Transaction in status %s cannot be delivered", sale.text("status"))
	case report.text("type") != "" && report.text("type") != kind:
		return nil, invalid("delivery_options: type: the goods are for %s", kind)
	}
	said, done := "shipped_at", smartShipped
	if kind == "collection" {
		said, done = "delivered_at", smartCollected
	}
	if report.get(said) == nil {
		report = report.with(said, cmp.Or(sale.text("delivery_options."+said), wireTime(c.now.Unix())))
	}
	options, _ := sale.get("delivery_options").(object)
	options = options.merged(report).with("type", kind)
	if no := s.shipped(c.now, sale, options); no != nil {
		return nil, no
	}
	sale = sale.with("delivery_options", options)
	if status := sale.text("status"); status == smartReceived || status == smartCollection {
		sale = sale.with("status", done)
	}
	return s.answerOf(c, smartTransactions.put(s, c.now, sale)), nil
}

// shipped makes the invoice of a sale due.
func (s *Server) shipped(now time.Time, sale, options object) *problem {
	p, paid := s.paymentOfSale(sale)
	if !paid || p.kind != kInvoice && p.kind != kDemo {
		return nil
	}
	demo := p.state == stInvoice && p.kind == kDemo
	p, no := ship(p, delivery{carrier: options.text("shipped_by"), tracking: options.text("tracking_code"), invoice: options.text("invoice_number")})
	if no != nil {
		return no
	}
	if demo {
		p.state = stDemo
	}
	s.ledger.commit(now, p)
	return nil
}

// cancelReceipt takes the number of a receipt in place of an id. What was in an
// end-of-day report stays.
func cancelReceipt(s *Server, c *call) (any, *problem) {
	sale := s.saleOfReceipt(c.arg(0))
	if sale == nil {
		return nil, missing("Receipt %s not found", c.arg(0))
	}
	if sale.text("status") != smartOK {
		return nil, refused("receipt %s belongs to a Smart Transaction in status %s", c.arg(0), sale.text("status"))
	}
	if s.inReport(sale) {
		return nil, refused("receipt %s is in an end-of-day report already", c.arg(0))
	}
	sale, no := s.cancelled(c, sale)
	if no != nil {
		return nil, no
	}
	return answer{status: http.StatusOK, value: s.answerOf(c, sale), hold: s.options.Terminal}, nil
}

// saleOfReceipt is the sale that a till has printed a receipt of. Receipts have
// the numbers of their sales, counted from 1.
func (s *Server) saleOfReceipt(number string) object {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > s.stock(smartTransactions).count(live) {
		return nil
	}
	sale := smartTransactions.get(s, smartTransactions.id(s, n-1))
	if sale.int("receipt_number") != int64(n) {
		return nil
	}
	return sale
}

// renewContainer makes the sale by which the payer of a subscription authorises
// another account or card.
func renewContainer(s *Server, c *call) (any, *problem) {
	sub, no := subscriptions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if !runs(sub) {
		return nil, refused("Payment Subscription %s is %s", sub.text("id"), sub.text("status"))
	}
	sale := object{
		{"merchant", contracts.get(s, sub.text("contract.id")).get("merchant")}, {"contract", sub.get("contract")}, {"status", smartCreated},
		{"intent", "sale"}, {"is_demo", sub.flag("demo")}, {"basket_info", object{{"sum", 0}, {"currency", cmp.Or(sub.text("-currency"), "EUR")}}},
		{"payment_context", object{{"auto_capture", true}, {"creditcard_schemes", cardSchemes}}},
		{"subscription", ref(subscriptionObject, sub.text("id"))}, {"-renews", true},
	}
	if payer := paymentCustomers.get(s, sub.text("customer.id")); payer != nil {
		sale = sale.with("customer", briefCustomer(payer))
	}
	id := smartTransactions.id(s, s.stock(smartTransactions).count(live))
	sale = s.withLinks(append(object{{"object", smartObject}, {"id", id}}, sale...))
	return s.answerOf(c, smartTransactions.add(s, c.now, sale)), nil
}
