package sandbox

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"tresen/api"
)

// Payments without a smart transaction, as the guide to debit payments creates
// them and as the published clients still do: /Payment/Secupaydebits,
// Secupayprepays and Secupayinvoices. They are older than the reference, which
// knows their answer as the old format. A POST /Payment/Transactions that names
// a container is one of them.
//
// Where the guide is silent: a debit is executed at once, or authorised where
// payment_action says so; a prepayment arrives a day later; an invoice waits for
// its shipping. What the basket costs is not held against the amount, but the
// shares of stakeholders may not be more, and their contracts must be known. A
// container without a customer becomes that of who pays. subscription.purpose
// makes a subscription without a plan, whose id (a number) stands for container
// and customer of later payments.

// direct is a product of the older interface.
type direct struct {
	path, object string
	kind         kind
	state        state
}

var (
	directDebit   = direct{"/Payment/Secupaydebits", "payment.secupaydebits", kDebit, stDone}
	directPrepay  = direct{"/Payment/Secupayprepays", "payment.secupayprepays", kPrepay, stPrepaid}
	directInvoice = direct{"/Payment/Secupayinvoices", "payment.secupayinvoices", kInvoice, stInvoice}
)

func init() {
	for _, d := range []*direct{&directDebit, &directPrepay, &directInvoice} {
		handle("POST "+d.path, func(s *Server, c *call) (any, *problem) { return createDirect(s, c, d) })
		handle("GET "+d.path+"/{id}", readOldFormat)
		handle("POST "+d.path+"/{id}/cancel", cancelDirect)
		handle("POST "+d.path+"/{id}/capture", capturePayment)
		handle("PUT "+d.path+"/{id}/shippingInformation", shipPayment)
	}
}

var directForm = form{
	must(between("amount", 1, maxAmount)), oneOf("currency", "EUR", "CHF"), text("purpose"), text("order_id"), flag("accrual"), flag("demo"),
	oneOf("payment_action", "sale", "authorization"), payerField("customer"), containerField("container"), contractOfBody("contract"),
	contractOfBody("contract_id"), rows("basket", append(oldItemFields(), rows("sub_basket", oldItemFields()...))...),
	group("subscription", text("purpose"), whole("id")), group("redirect_url", text("url_success"), text("url_failure"), text("url_push")),
}

// oldItemFields are a line of a basket in the old format.
func oldItemFields() []field {
	return []field{
		oneOf("item_type", "article", "coupon", "shipping", "donation", subTransaction, stakeholderLine, subscriptionLine), text("article_number"),
		between("quantity", 0, 1_000_000), text("name"), text("model"), text("ean"), text("tax"), between("total", -maxAmount, maxAmount),
		between("price", -maxAmount, maxAmount), text("contract_id"), text("reference_id"), text("plan_id"), text("transaction_hash"),
	}
}

func createDirect(s *Server, c *call, d *direct) (any, *problem) {
	in, no := directForm.create(s, c)
	if no == nil {
		in, no = s.ofSubscription(in)
	}
	if no == nil {
		no = s.validDirect(in, d)
	}
	if no != nil {
		return nil, no
	}
	payer, _ := in.get("customer").(object)
	payer = s.keptPayer(c.now, payer)
	container, _ := in.get("container").(object)
	container = s.keptContainer(c.now, container, payer)
	if payer == nil && container != nil {
		payer = briefCustomer(paymentCustomers.get(s, container.text("customer.id")))
	}
	p := s.book(c.now, s.directBooking(c.now, d, in, payer, container))
	if p.state == stPrepaid {
		s.settleLater(p.index, c.now.Add(transferTakes))
		account := s.transferTo("", p).without("girocode_url")
		made := *p.made
		made.rest = made.rest.with("-old.transfer_purpose", account.get("purpose")).with("-old.transfer_account", account.without("purpose"))
		p.made = &made
		p = s.ledger.commit(c.now, p)[0]
	}
	return s.oldFormat(p), nil
}

// validDirect checks what a form cannot.
func (s *Server) validDirect(in object, d *direct) *problem {
	container, _ := in.get("container").(object)
	payer, _ := in.get("customer").(object)
	owner := container.text("customer.id")
	switch {
	case d.kind == kDebit && container == nil:
		return invalid("container: must not be empty")
	case container != nil && (d.kind != kDebit || container.text("type") != bankAccount):
		return refused("a Payment Container of type %s cannot be charged by this method", container.text("type"))
	case payer == nil && owner == "":
		return invalid("customer: must not be empty")
	case payer != nil && owner != "" && payer.text("id") != owner:
		return refused("Payment Container %s is of another customer", container.text("id"))
	}
	var shares int64
	lines, _ := in.get("basket").([]object)
	for _, line := range lines {
		if kind := line.text("item_type"); kind != stakeholderLine && kind != subTransaction {
			continue
		}
		if contracts.get(s, line.text("contract_id")) == nil {
			return refused("Referenced contract access denied %s", line.text("contract_id"))
		}
		if line.text("item_type") == stakeholderLine {
			shares += line.int("total")
		}
	}
	if shares > in.int("amount") {
		return invalid("basket: the shares of %d are more than the amount of %d", shares, in.int("amount"))
	}
	return nil
}

// directBooking is a payment of the older interface, with what only its old
// format shows.
func (s *Server) directBooking(now time.Time, d *direct, in, payer, container object) booking {
	contract := contracts.ref(s, 0)
	for _, name := range []string{"contract", "contract_id"} {
		if named, given := in.get(name).(object); given {
			contract = named
		}
	}
	lines, _ := in.get("basket").([]object)
	b := booking{
		kind: d.kind, state: d.state, amount: api.Minor(in.int("amount")), currency: in.text("currency"), purpose: in.text("purpose"),
		order: in.text("order_id"), payer: payerOf(payer), customer: payer.text("id"), demo: in.flag("demo"), accrual: in.flag("accrual"),
		rest: object{{"contract", contract}, {"basket", basketOfOld(lines)}},
	}
	switch {
	case d.state == stDone && in.text("payment_action") == "authorization":
		b.state = stAuthorised
	case d.state == stDone && b.demo:
		b.state = stDemo
	}
	page := payPage + "/old?order=" + in.text("order_id")
	redirect, _ := in.get("redirect_url").(object)
	old := object{
		{"object", d.object}, {"basket", lines}, {"payment_action", cmp.Or(in.text("payment_action"), "sale")}, {"customer", s.shown(paymentCustomers.get(s, payer.text("id")))},
		{"redirect_url", redirect.with("iframe_url", page)}, {"iframe_url", page},
	}
	if container != nil {
		data, _ := container.get("private").(object)
		b.rest = b.rest.with("payment_data", maskedAccount(container))
		old = old.with("container", s.shown(container)).with("used_payment_instrument", object{{"type", container.get("type")}, {"data", data.without("owner")}})
	}
	if asked, given := in.get("subscription").(object); given {
		id, number := s.oldSubscription(now, in, contract, payer, container)
		b.rest = b.rest.with("subscription", ref(subscriptionObject, id))
		old = old.with("subscription", asked.with("id", number))
	}
	b.rest = b.rest.with("-old", old)
	return b
}

// oldNumbers is where the numbers of subscriptions without a plan begin.
const oldNumbers = 40_000

// oldSubscription is the subscription that a payment goes on with, or begins.
func (s *Server) oldSubscription(now time.Time, in, contract, payer, container object) (id string, number int64) {
	if n := in.int("subscription.id"); n > 0 {
		return subscriptions.id(s, int(n-oldNumbers)), n
	}
	i := s.stock(subscriptions).count(live)
	o := object{
		{"merchant", contracts.get(s, contract.text("id")).get("merchant")}, {"contract", contract}, {"customer", ref(customerObject, payer.text("id"))},
		{"start_at", wireTime(now.Unix())}, {"status", subActive}, {"demo", in.flag("demo")}, {"-purpose", in.text("subscription.purpose")}, {"-old", true},
	}
	if container != nil {
		o = o.with("container", briefContainer(container))
	}
	return subscriptions.add(s, now, withCycles(o, nil, 0)).text("id"), int64(oldNumbers + i)
}

// ofSubscription fills in the container and the customer of a payment that goes
// on with a subscription.
func (s *Server) ofSubscription(in object) (object, *problem) {
	n := in.int("subscription.id")
	if n == 0 {
		return in, nil
	}
	o := subscriptions.get(s, subscriptions.id(s, int(n-oldNumbers)))
	switch {
	case o == nil || !o.flag("-old"):
		return nil, missing("subscription: there is no number %d", n)
	case o.text("status") != subActive:
		return nil, refused("the subscription %d is %s", n, o.text("status"))
	}
	if container := paymentContainers.get(s, o.text("container.id")); container != nil && in.get("container") == nil {
		in = in.with("container", container)
	}
	if payer := paymentCustomers.get(s, o.text("customer.id")); payer != nil && in.get("customer") == nil {
		in = in.with("customer", briefCustomer(payer))
	}
	return in, nil
}

// basketOfOld are the lines of the old format as a payment shows them.
func basketOfOld(lines []object) []object {
	shown := make([]object, len(lines))
	for i, line := range lines {
		tax, err := strconv.Atoi(strings.TrimSuffix(line.text("tax"), "%"))
		if line = object(nil).merged(line).without("tax"); err == nil {
			line = line.with("tax", tax)
		}
		if inner, nested := line.get("sub_basket").([]object); nested {
			line = line.with("sub_basket", basketOfOld(inner))
		}
		shown[i] = line
	}
	return shown
}

// cancelDirect is a cancel in the shape of the older interface.
func cancelDirect(s *Server, c *call) (any, *problem) {
	_, p, refund, no := s.cancelAsked(c)
	if no != nil {
		return nil, no
	}
	result := s.cancelResult(p, refund)
	return object{{"demo", result.get("demo")}, {"result", result.without("demo")}}.merged(object{{"new_trans_id", result.get("new_trans_id")}}), nil
}
