package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tresen/api"
)

// Smart Transactions that clients create, and change as long as nothing was
// charged (reference: Create Smart Transaction, Update Smart Transaction).
//
// Where the reference is silent:
//
//   - basket_info.sum has to be what the basket costs (500); left out it is that.
//     The merchant of the body is not looked at: it is the contract's.
//   - auto_capture is on by itself where the sale has an application_context,
//     as the guide of Smart Checkout shows it, and off otherwise.
//   - A contract that is not the client's is refused in the words of the guides
//     (405, "Referenced contract access denied").
//   - A customer or a container in full is kept as one of its own; an account
//     that the customer has already is that one.
//   - An update gives up what was authorised: the payment is void, a
//     subscription cancelled. The application_context of an update is ignored.
//   - payment_links are there as long as can be paid, one for each method that
//     the contract has for the sale.

// The states of a sale.
const (
	smartCreated    = "created"
	smartProcessing = "processing" // the payer authorises elsewhere
	smartApproved   = "approved"
	smartPending    = "pending"
	smartOK         = "ok"
	smartReceived   = "received" // to be shipped
	smartShipped    = "shipped"
	smartCollection = "collection" // to be collected
	smartCollected  = "collected"
	smartFailed     = "failed"
	smartCancelled  = "cancelled"
	smartAborted    = "aborted"
)

func init() {
	handle("POST /Smart/Transactions", createSmart)
	handle("PUT /Smart/Transactions/{smartTransactionId}", updateSmart)
}

// cardSchemes are the brands that a contract takes.
var cardSchemes = []string{"mastercard", "visa", "american express", "cup"}

var saleForm = form{
	anything("merchant"), anything("provider_contract"), text("transactionRef"), text("merchantRef"), basketField("basket"),
	group("basket_info", between("sum", 0, maxAmount), between("gratuity", 0, maxAmount), oneOf("currency", "EUR", "CHF")),
	rows("idents", text("id"), text("prefix"), text("name"), oneOf("type", "card", "create_card"), text("value")),
	whole("tax_amount"), whole("tax_rate"), text("market"), text("cashier"), text("product"), link("device_source", "smart.devices"),
	contractOfBody("contract"), text("last_visited_page"), payerField("customer"), addresseeField("shipping_address"),
	containerField("container"), anything("checkin"), flag("is_demo"), oneOf("intent", "sale", "order"), anything("checkout_links"),
	deliveryField("delivery_options"), anything("communications"),
	group("application_context",
		group("locks", flag("customer"), flag("shipping_address")), anything("return_urls"), anything("iframe_opts"), anything("shop_details"),
		like("checkout_template", "COT_[A-Z0-9]+", "the id of a template like COT_…"), oneOf("language", "de", "en")),
	group("payment_context",
		flag("auto_capture"), eachOf("payment_methods", "creditcard", "debit", "easycredit", "eps", "giropay", "invoice", payPal, "prepaid", "sofort"),
		flag("merchant_initiated"), words("creditcard_schemes"), flag("accrual"), anything("dynamic_descriptor"),
		anything("container_instructions"), anything("mit_instructions")),
	group("subscription", text("purpose"), whole("id")),
}

// contractOfBody takes a contract that the client may use.
func contractOfBody(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		if o, nested := v.(object); nested {
			v = o.get("id")
		}
		id, no := asText(at, v)
		if no != nil {
			return nil, no
		}
		o := contracts.get(at.Server, id)
		if o == nil || stillRuns(o) != nil {
			return nil, refused("Referenced contract access denied %s", id)
		}
		return ref(contractObject, o.text("id")), nil
	}}
}

// addresseeField takes to whom is shipped: a customer, or an address that needs
// no name.
func addresseeField(name string) field {
	known, address := payerField(name), group(name, group("contact", contactFields()...))
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		if in, nested := v.(object); nested && in.text("id") == "" {
			return address.take(at, withoutEmpty(in))
		}
		return known.take(at, v)
	}}
}

// deliveryField takes how goods reach the customer. The code that a customer
// shows is the server's.
func deliveryField(name string) field {
	return group(name, oneOf("type", "shipping", "collection"), date("shipped_at"), text("shipped_by"), text("tracking_code"), text("invoice_number"),
		group("scheduled_slot", date("start_date"), date("end_date")), storeIn("store_id"), date("delivered_at"))
}

// storeIn takes the id of a store and keeps it as it is.
func storeIn(name string) field {
	known := link(name, storeObject)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		if _, no := known.take(at, v); no != nil {
			return nil, no
		}
		return v, nil
	}}
}

func createSmart(s *Server, c *call) (any, *problem) {
	in, no := saleForm.create(s, c)
	if no != nil {
		return nil, no
	}
	context, isCheckout := in.get("application_context").(object)
	sale := object{
		{"merchant", nil}, {"contract", contracts.ref(s, 0)}, {"status", smartCreated}, {"intent", "sale"}, {"is_demo", false},
	}
	if isCheckout {
		in = in.with("application_context", object{{"language", "de"}}.merged(context))
	}
	if sale, no = s.saleWith(sale, in, isCheckout); no != nil {
		return nil, no
	}
	id := smartTransactions.id(s, s.stock(smartTransactions).count(live))
	sale = s.withParties(c.now, append(object{{"object", smartObject}, {"id", id}}, sale...))
	return s.answerOf(c, smartTransactions.add(s, c.now, s.withLinks(sale))), nil
}

func updateSmart(s *Server, c *call) (any, *problem) {
	sale, no := smartTransactions.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if !changeable(sale) {
		return nil, refused("a Smart Transaction in status %s cannot be updated", sale.text("status"))
	}
	in, no := saleForm.change(s, c)
	if no != nil {
		return nil, no
	}
	sale, payment := withoutPayment(sale), sale
	if sale, no = s.saleWith(sale.without("basket").without("basket_info"), in.without("application_context"), sale.get("application_context") != nil); no != nil {
		return nil, no
	}
	s.giveUp(c.now, payment)
	sale = s.withParties(c.now, sale.with("status", smartCreated))
	return s.answerOf(c, smartTransactions.put(s, c.now, s.withLinks(sale))), nil
}

// changeable reports whether nothing of a sale was charged, or given up.
func changeable(sale object) bool {
	switch sale.text("status") {
	case smartCreated, smartProcessing, smartApproved, smartFailed:
		return !sale.flag("-started")
	case smartPending:
		return !sale.flag("-started") && sale.text("payment_method") == "prepaid"
	}
	return false
}

// withoutPayment is a sale as it was before it was prepared.
func withoutPayment(sale object) object {
	if sale.get("-renews") == nil {
		sale = sale.without("subscription")
	}
	for _, name := range []string{
		"transactions", "payment_method", "trans_id", "payment_instructions", "iframe_url", "-started", "-due", "-bonus",
	} {
		sale = sale.without(name)
	}
	return sale
}

// saleWith puts a checked body over a sale. Customer and container may be still
// to be created.
func (s *Server) saleWith(sale, in object, checkout bool) (object, *problem) {
	if asked := in.get("subscription"); asked != nil {
		in = in.with("-subscription", asked)
	}
	in = in.without("subscription").without("merchant")
	for _, name := range []string{"transactionRef", "merchantRef"} {
		if in.get(name) == "" {
			in = in.with(name, nil)
		}
	}
	info, _ := in.get("basket_info").(object)
	info = object{{"sum", 0}, {"currency", "EUR"}}.merged(info)
	if basket, given := in.get("basket").(object); given {
		checked, total, no := s.checkedBasket(basket)
		if no != nil {
			return nil, no
		}
		if sum := in.at("basket_info.sum"); sum == nil {
			info = info.with("sum", int64(total))
		} else if api.Minor(info.int("sum")) != total {
			return nil, invalid("basket_info: sum: %d is not the %d that the basket costs", info.int("sum"), total)
		}
		if total < 0 || total > maxAmount {
			return nil, invalid("basket: costs %d, which is not from 0 to %d", total, maxAmount)
		}
		in = in.with("basket", checked)
	}
	if idents, given := in.get("idents").([]object); given {
		in = in.with("idents", s.checkedIdents(idents))
	}
	context, _ := in.get("payment_context").(object)
	kept, _ := sale.get("payment_context").(object)
	if kept == nil {
		kept = object{{"auto_capture", checkout}, {"creditcard_schemes", cardSchemes}}
	}
	sale = sale.replaced(in).with("basket_info", info).with("payment_context", kept.merged(context))
	sale = sale.with("merchant", contracts.get(s, sale.text("contract.id")).get("merchant"))
	return sale, s.oneSubscription(sale)
}

// oneSubscription refuses a sale that asks for two, or for one in another
// currency.
func (s *Server) oneSubscription(sale object) *problem {
	lines, _ := sale.at("basket.products").([]object)
	asked := 0
	for _, line := range lines {
		if line.text("item_type") != subscriptionLine {
			continue
		}
		asked++
		if currency := plans.get(s, line.text("plan_id")).text("currency"); currency != sale.text("basket_info.currency") {
			return invalid("basket: the Payment Plan %s is in %s", line.text("plan_id"), currency)
		}
	}
	if asked > 1 || asked == 1 && sale.get("-subscription") != nil {
		return invalid("basket: a sale makes one subscription")
	}
	return nil
}

// withParties keeps customer and container of a sale as objects of their own.
func (s *Server) withParties(now time.Time, sale object) object {
	payer, _ := sale.get("customer").(object)
	payer = s.keptPayer(now, payer)
	if payer != nil {
		sale = sale.with("customer", payer)
	}
	container, _ := sale.get("container").(object)
	if known := paymentContainers.get(s, container.text("id")); known != nil {
		container = known
	}
	if container.get("private") != nil { // in full, unless it was deleted since
		sale = sale.with("container", briefContainer(s.keptContainer(now, container, payer)))
	}
	return sale
}

// methodsOf are the ways in which a sale can be paid with what the sandbox
// knows.
func (s *Server) methodsOf(sale object) []string {
	q := methodQuestion{
		contract: contracts.get(s, sale.text("contract.id")), currency: sale.text("basket_info.currency"), demo: sale.flag("is_demo"), new: true,
		amount: int64(toPay(sale)), repeated: subscriptionAsked(sale) != nil || sale.get("-renews") != nil,
	}
	allowed := textsOf(sale.at("payment_context.payment_methods"))
	var names []string
	open := q.methods()
	for _, m := range methods {
		_, known := smartKinds[m.name]
		if known && slices.Contains(open, m.name) && strings.Contains(m.currencies, q.currency) && (allowed == nil || slices.Contains(allowed, m.name)) {
			names = append(names, m.name)
		}
	}
	return names
}

// textsOf are the texts of an array, however it is kept.
func textsOf(v any) []string {
	switch v := v.(type) {
	case []string:
		return v
	case []any:
		all := make([]string, len(v))
		for i, one := range v {
			all[i], _ = one.(string)
		}
		return all
	}
	return nil
}

// payPage is where payers check out. Nobody is there: what the page would do is
// done by prepare.
const payPage = "https://pay.sandbox.invalid"

// withLinks puts the pages on which can be paid into a sale.
func (s *Server) withLinks(sale object) object {
	rest := "stx=" + sale.text("id") + "&contract=" + sale.text("contract.id") + "&server=sandbox"
	links := object{}
	for _, name := range s.methodsOf(sale) {
		links = append(links, member{name, payPage + "?payment-method=" + name + "&" + rest})
	}
	return sale.with("payment_links", append(links, member{"general", payPage + "?" + rest}))
}

// toPay is what is to be paid of a sale: what no card's balance has paid.
func toPay(sale object) api.Minor {
	if missing := sale.at("basket_info.missing_sum"); missing != nil {
		return api.Minor(sale.int("basket_info.missing_sum"))
	}
	return api.Minor(sale.int("basket_info.sum"))
}

// purposeOf is what a payment of a sale says it is for.
func purposeOf(sale object) string {
	return "Bestellung bei " + merchantName + " (" + cmp.Or(sale.text("transactionRef"), sale.text("id")) + ")"
}
