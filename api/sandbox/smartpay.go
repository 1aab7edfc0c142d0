package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Authorising a smart transaction (reference: Authorize payment).
//
// Where the reference is silent:
//
//   - creditcard, paypal and easycredit are authorised elsewhere: the sale is
//     processing, with the page in iframe_url, until its payer has done that, as
//     long as a refund takes to settle. A card that is kept already and that the
//     merchant charges (merchant_initiated) needs nobody.
//   - What is prepared is a payment in status 9 (vorautorisiert), an invoice one
//     in status 1 until the start makes it 85; a prepayment waits at once (25)
//     and arrives a day later.
//   - A sale that costs nothing now, for its subscription, is a payment of 0 in
//     status 115.
//   - A method that the contract does not have for the sale is refused in the
//     words of the vendor's clients: "Payment method not available (for this
//     customer)". An invoice needs an address.

func init() {
	handle("POST /Smart/Transactions/{smartTransactionId}/prepare/{paymentMethod}", prepareSmart)
}

// way is what a method of payment needs.
type way struct {
	kind      kind
	container string // type of the container that is charged, "" for none
	must      bool   // the container has to be there
	payer     bool   // somebody has to be known
	elsewhere bool   // the payer authorises on another page
	direct    bool   // can be started without a prepare
}

// smartKinds are the ways to pay, by the name of the method.
var smartKinds = map[string]way{
	"debit":      {kind: kDebit, container: bankAccount, must: true, payer: true, direct: true},
	"creditcard": {kind: kCard, container: creditCard, elsewhere: true},
	payPal:       {kind: kPayPal, container: payPal, elsewhere: true},
	"easycredit": {kind: kPart, payer: true, elsewhere: true},
	"invoice":    {kind: kInvoice, payer: true, direct: true},
	"prepaid":    {kind: kPrepay, direct: true},
}

var prepareForm = form{
	payerField("customer"), containerField("container"), anything("callback_urls"), anything("dynamic_descriptor"), text("email"),
	text("tid"), whole("trace"), cardType,
}

// cardType takes what a terminal says of a card.
var cardType = oneOf("cardtype", "visa", "mastercard", "mastercard_debit", "maestro", "vpay", "girocard")

// paying is a sale that is about to be paid: what was checked, and not yet kept.
type paying struct {
	sale             object
	method           string
	payer, container object
	in               object // the body
	now              time.Time
	doom             bool
}

func prepareSmart(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	o, no := s.paying(c, sale, strings.ToLower(c.arg(1)))
	if no != nil {
		return nil, no
	}
	sale = s.authorise(o)
	if sale.flag("payment_context.auto_capture") && sale.text("status") != smartProcessing {
		sale = s.captured(c.now, sale)
	}
	return s.answerOf(c, smartTransactions.put(s, c.now, sale)), nil
}

// paying checks that a sale can be paid by a method now.
func (s *Server) paying(c *call, sale object, method string) (paying, *problem) {
	o := paying{sale: sale, method: method, now: c.now, doom: c.doom}
	if status := sale.text("status"); status != smartCreated && status != smartFailed {
		return o, refused("a Smart Transaction in status %s cannot be authorised", status)
	}
	var no *problem
	if o.in, no = prepareForm.create(s, c); no != nil {
		return o, no
	}
	needs, known := smartKinds[method]
	if !known || !slices.Contains(s.methodsOf(sale), method) {
		return o, refused("Payment method not available (for this customer)")
	}
	if no := s.parties(&o, needs); no != nil {
		return o, no
	}
	if no := s.balanceHolds(sale); no != nil {
		return o, no
	}
	switch {
	case needs.payer && o.payer == nil:
		return o, invalid("customer: must not be empty")
	case needs.must && o.container == nil:
		return o, invalid("container: must not be empty")
	case method == "invoice" && o.payer.text("contact.address.city") == "":
		return o, refused("Payment method not available (for this customer): the address is missing")
	case toPay(sale) == 0 && subscriptionAsked(sale) == nil && sale.get("-renews") == nil:
		return o, refused("there is nothing to pay")
	}
	return o, nil
}

// parties says who pays and from what: the body before the sale, the sale before
// the container's owner.
func (s *Server) parties(o *paying, needs way) *problem {
	o.payer, _ = o.sale.get("customer").(object)
	if named, given := o.in.get("customer").(object); given {
		o.payer = named
	}
	o.container, _ = o.in.get("container").(object)
	if o.container == nil && o.sale.get("container") != nil {
		o.container = paymentContainers.get(s, o.sale.text("container.id"))
	}
	if o.container == nil {
		return nil
	}
	owner := paymentCustomers.get(s, o.container.text("customer.id"))
	switch {
	case o.container.text("type") != needs.container && o.in.get("container") == nil:
		o.container = nil // the sale named it for another method
		return nil
	case o.container.text("type") != needs.container:
		return refused("a Payment Container of type %s cannot be charged by %s", o.container.text("type"), o.method)
	case owner == nil:
		return nil
	case o.payer == nil:
		o.payer = briefCustomer(owner)
	case o.payer.text("id") != owner.text("id"):
		return refused("Payment Container %s is of another customer", o.container.text("id"))
	}
	return nil
}

// authorise keeps who pays, books the payment and returns the sale, which is
// not yet kept.
func (s *Server) authorise(o paying) object {
	s.giveUp(o.now, o.sale) // what the seed had begun
	sale := o.sale.with("payment_method", o.method)
	if o.in.get("customer") != nil {
		sale = sale.with("customer", s.keptPayer(o.now, o.payer))
	} else if o.payer != nil {
		sale = sale.with("customer", o.payer)
	}
	payer, _ := sale.get("customer").(object)
	container := s.keptContainer(o.now, o.container, payer)
	if container != nil {
		sale = sale.with("container", briefContainer(container))
	}
	sale = s.withSubscription(o.now, sale)
	p := s.book(o.now, s.bookingOf(sale, container))
	sale = sale.with("transactions", []object{s.paymentRef(p)}).with("trans_id", s.ledger.world.transID(int(p.index))).with("status", smartApproved)
	switch needs := smartKinds[o.method]; {
	case p.state == stPrepaid:
		s.settleLater(p.index, o.now.Add(transferTakes))
		sale = sale.with("status", smartPending).with("payment_instructions", s.transferTo(sale.text("id"), p))
	case needs.elsewhere && !(container != nil && sale.flag("payment_context.merchant_initiated")):
		p.state = stCreated
		s.ledger.commit(o.now, p)
		back := o.now.Add(s.options.Settle)
		page := payPage + "/authorise?stx=" + sale.text("id") + "&payment-method=" + o.method
		sale = sale.with("status", smartProcessing).with("iframe_url", page).with("-due", back.UnixNano()).with("-doom", o.doom)
		s.returnLater(sale)
	}
	return sale
}

// transferTakes is how long a bank transfer is on its way.
const transferTakes = 24 * time.Hour

// bookingOf is the payment of a sale that was approved.
func (s *Server) bookingOf(sale, container object) booking {
	payer, _ := sale.get("customer").(object)
	b := booking{
		kind: smartKinds[sale.text("payment_method")].kind, state: stAuthorised, amount: toPay(sale), currency: sale.text("basket_info.currency"),
		purpose: purposeOf(sale), order: sale.text("transactionRef"), payer: payerOf(payer), customer: payer.text("id"), demo: sale.flag("is_demo"),
		accrual: sale.flag("payment_context.accrual"), rest: object{{"contract", sale.get("contract")}},
	}
	switch {
	case b.amount == 0:
		b.state = stSubscription
	case b.kind == kPrepay:
		b.state = stPrepaid
	case b.kind == kInvoice && b.demo:
		b.kind, b.state = kDemo, stCreated
	case b.kind == kInvoice:
		b.state = stCreated
	}
	if container != nil {
		b.rest = b.rest.with("payment_data", maskedAccount(container))
	}
	if lines, given := sale.at("basket.products").([]object); given {
		b.rest = b.rest.with("basket", paymentBasket(lines))
	}
	if sub := sale.get("subscription"); sub != nil {
		b.rest = b.rest.with("subscription", sub)
	}
	return b
}

// withSubscription makes the subscription that a sale asks for.
func (s *Server) withSubscription(now time.Time, sale object) object {
	asked := subscriptionAsked(sale)
	if asked == nil {
		return sale
	}
	sub := s.newSubscription(now, sale, plans.get(s, asked.text("plan_id")), asked)
	return sale.with("subscription", ref(subscriptionObject, sub.text("id")))
}

// returnLater lets the payer of a sale come back from another page. A sale that
// was doomed comes back declined.
func (s *Server) returnLater(sale object) {
	at := sale.int("-due")
	if sale.text("status") != smartProcessing || at == 0 {
		return
	}
	s.ledger.later(time.Unix(0, at), func(now time.Time) {
		sale := smartTransactions.get(s, sale.text("id"))
		p, made := s.paymentOfSale(sale)
		if !made || sale.text("status") != smartProcessing || sale.int("-due") != at {
			return
		}
		sale = sale.without("iframe_url").without("-due")
		if sale.flag("-doom") {
			p.state = stDenied
			s.ledger.commit(now, p)
			s.endSubscription(now, sale.text("subscription.id"))
			smartTransactions.put(s, now, sale.with("status", smartFailed))
			return
		}
		smartTransactions.put(s, now, s.returned(now, sale, p))
	})
}

// returned is a sale whose payer has authorised it elsewhere. What the payer
// chose there becomes a container.
func (s *Server) returned(now time.Time, sale object, p payment) object {
	p.state = stAuthorised
	if toPay(sale) == 0 {
		p.state = stSubscription
	}
	container := paymentContainers.get(s, sale.text("container.id"))
	if container == nil && smartKinds[sale.text("payment_method")].container != "" {
		container = s.addContainer(now, s.chosenElsewhere(now, sale))
		sale = sale.with("container", briefContainer(container))
		made := *p.made
		made.rest = made.rest.with("payment_data", maskedAccount(container))
		p.made = &made
	}
	s.ledger.commit(now, p)
	if id := sale.text("subscription.id"); id != "" && container != nil {
		s.renew(now, id, container)
	}
	if sale = sale.with("status", smartApproved); sale.flag("payment_context.auto_capture") {
		sale = s.captured(now, sale)
	}
	return sale
}

// chosenElsewhere is the card or the account that a payer used on another page.
func (s *Server) chosenElsewhere(now time.Time, sale object) object {
	d := roll(s.options.Seed, diceText, s.stock(paymentContainers).count(live)+6<<40)
	contact, _ := sale.at("customer.contact").(object)
	o := object{{"type", smartKinds[sale.text("payment_method")].container}}
	if id := sale.text("customer.id"); id != "" {
		o = o.with("customer", ref(customerObject, id))
	}
	if sale.text("payment_method") == payPal {
		return o.with("private", object{
			{"email", cmp.Or(contact.text("email"), "kunde@"+emailHosts[0])}, {"payer_id", strings.ToUpper(d.letters(13))},
		})
	}
	return o.with("private", drawCard(&d, cmp.Or(contact.text("name"), "Karteninhaber"), d.below(10000), d.below(2), now.Unix()))
}
