package sandbox

import (
	"cmp"
	"fmt"
	"time"
)

// Payment Containers: bank accounts, cards and wallets of payers.
//
// Where the reference is silent: a BIC has to be of the IBAN's country; without
// one it is that of the bank, if the sandbox knows it. What a customer has
// already is refused by 409, a container that only clients of old could create
// (credit_card, paypal) by 405. A container of a running subscription can be
// deleted: the next charge then suspends the subscription. Tokens of wallets are
// kept and never shown.

const (
	containerObject = "payment.containers"
	// maxContained is for how many payers of the world there are containers: a
	// bank account and a card each.
	maxContained = 10000
	// creditorID is the one that the Bundesbank gives for examples.
	creditorID = "DE98ZZZ09999999999"
)

// paymentContainers are the means of payment of the world's payers, number 2i
// the account and 2i+1 the card of payer i, and those that were created since.
var paymentContainers *shelf

func init() {
	paymentContainers = shelfOf(spec{
		object: containerObject, prefix: "PCT_", noun: "Payment Container", path: "/Payment/Containers",
		count:  func(s *Server) int { return 2 * s.contained() },
		derive: func(s *Server, i int, _ moment) object { return s.drawContainer(i) },
		loaded: func(s *Server, o object) { s.reviewLater(o, lastChange(o)) },
	})
	handle("POST /Payment/Containers", createContainer)
	handle("PUT /Payment/Containers/{paymentContainerId}", updateContainer)
	handle("DELETE /Payment/Containers/{paymentContainerId}", func(s *Server, c *call) (any, *problem) {
		o, no := paymentContainers.one(s, c, 0)
		if no != nil {
			return nil, no
		}
		return paymentContainers.drop(s, c.now, o), nil
	})
	handle("POST /Payment/Containers/{paymentContainerId}/mandate", mandateForm)
	handle("POST /Payment/Containers/{paymentContainerId}/Uploadmandate", uploadMandate)
	// Newer clients ask for this one.
	handle("POST /Payment/Containers/me/validateSingleIban", validateIBAN)
}

func (s *Server) contained() int { return min(len(s.ledger.world.customers), maxContained) }

// Types of containers.
const (
	bankAccount = "bank_account"
	creditCard  = "credit_card"
	payPal      = "paypal"
)

// instruments are what clients send of a container, by its type.
var instruments = map[string]field{
	bankAccount: group("private", append(accountFields(), text("purpose"))...),
	"googlepay": group("private", must(text("signedMessage")), must(text("signature")), text("protocolVersion"), anything("intermediateSigningKey")),
	"applepay":  group("private", must(text("data")), must(text("signature")), text("version"), anything("header")),
}

// containerHead are the members of a container's body that every type has.
var containerHead = form{
	oneOf("type", bankAccount, creditCard, "googlepay", "applepay", payPal),
	link("customer", customerObject), link("customer_id", customerObject), flag("request_token"), text("notification_url"),
}

// containerOf reads a new container: its type, whose it is and its private part.
// It does not look for another one like it.
func containerOf(at intake, in object) (object, *problem) {
	at.whole = true
	out, no := containerHead.take(at, in)
	if no != nil {
		return nil, no
	}
	out = object(nil).merged(out)
	kind := cmp.Or(out.text("type"), bankAccount)
	takes, known := instruments[kind]
	if !known {
		return nil, refused("a Payment Container of type %s comes into being with a payment only", kind)
	}
	body, no := form{must(takes)}.take(at, object{{"private", withoutEmpty(in.get("private"))}})
	private, _ := body.get("private").(object)
	if no == nil && kind == bankAccount {
		private, no = account(at, private)
	}
	if no != nil {
		return nil, no
	}
	o := object{{"type", kind}, {"private", private}}
	for _, member := range []string{"customer", "customer_id"} {
		if owner := out.get(member); owner != nil {
			o = o.with("customer", owner)
		}
	}
	return o, nil
}

// account completes a bank account by its bank, and checks that the BIC is of
// the same country.
func account(at intake, private object) (object, *problem) {
	private = bankOf(object(nil).merged(private))
	number, code := private.text("iban"), private.text("bic")
	if len(code) >= 6 && code[4:6] != number[:2] {
		return nil, at.below("private").below("bic").invalid("is of another country than the IBAN")
	}
	if name := cmp.Or(private.text("bankname"), bankNames[code[:min(4, len(code))]], code); name != "" {
		private = private.with("bankname", name)
	}
	return private, nil
}

// bankNames are banks by the first four characters of their BIC.
var bankNames = map[string]string{
	"COBA": "Commerzbank", "DEUT": "Deutsche Bank", "FTSB": "ABN AMRO Bank", "GENO": "Genossenschaftsbank", "HABA": "Swedbank",
	"HYVE": "UniCredit Bank - HypoVereinsbank", "INGD": "ING", "JYBA": "Jyske Bank", "NDEA": "Nordea", "NTSB": "N26",
	"PBNK": "Postbank", "SSKM": "Stadtsparkasse München",
}

func createContainer(s *Server, c *call) (any, *problem) {
	in, no := c.object()
	if no == nil {
		in, no = containerOf(intake{Server: s, whole: true}, in)
	}
	if no == nil {
		no = s.noSecond(in, "")
	}
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, s.addContainer(c.now, in)), nil
}

// addContainer keeps a container that was checked.
func (s *Server) addContainer(now time.Time, in object) object {
	i := s.stock(paymentContainers).count(live)
	private, _ := in.get("private").(object)
	o := object{{"merchant", s.merchantRef()}, {"contract", contracts.ref(s, 0)}, {"customer", in.get("customer")}, {"type", in.get("type")}}
	if in.get("customer") == nil {
		o = o.without("customer")
	}
	switch in.get("type") {
	case bankAccount:
		return paymentContainers.add(s, now, s.withAccount(o, private, i))
	case "googlepay", "applepay":
		d := roll(s.options.Seed, diceCustomer, i+3<<40)
		o = append(o, member{"-token", private})
		private = drawCard(&d, private.text("owner"), d.below(10000), d.below(2), now.Unix())
	}
	return paymentContainers.add(s, now, append(o, object{{"private", private}, {"public", private}}...))
}

// withAccount puts a bank account and its mandate into container i.
func (s *Server) withAccount(o, private object, i int) object {
	d := roll(s.options.Seed, diceCustomer, i+4<<40)
	mandate := object{
		{"sepa_mandate_id", fmt.Sprint(1_300_000 + 3*i + d.below(3))}, {"iban", private.get("iban")}, {"bic", private.get("bic")},
		{"type", "COR1"}, {"status", "active"}, {"identification", fmt.Sprintf("PAM/%07d-%04d", 2_000_000+i, d.below(10000))}, {"creditor_id", creditorID},
	}
	return o.with("private", private).with("public", private).with("mandate", object(nil).merged(mandate))
}

// noSecond refuses an IBAN that the customer has already, but in the container
// that is excepted.
func (s *Server) noSecond(in object, except string) *problem {
	if o := s.sameAccount(in); o != nil && o.text("id") != except {
		return taken("Container with IBAN %s for customer already exists", in.text("private.iban"))
	}
	return nil
}

// sameAccount is the container of the same customer with the same IBAN, or nil.
func (s *Server) sameAccount(in object) object {
	number := in.text("private.iban")
	if number == "" || in.get("customer") == nil {
		return nil
	}
	for _, o := range s.containersOf(in.text("customer.id")) {
		if o.text("private.iban") == number {
			return o
		}
	}
	return nil
}

// containersOf are the containers of a customer as they are now.
func (s *Server) containersOf(customer string) []object {
	var all []object
	st := s.stock(paymentContainers)
	look := func(i int) {
		if o := st.at(s, int32(i), live); o != nil && o.text("customer.id") == customer {
			all = append(all, o)
		}
	}
	// Seeds stay their customer's, so that not every one is to be made.
	if i, ok := s.stock(paymentCustomers).ids.index(customer); ok && 2*i < st.n {
		look(2 * i)
		look(2*i + 1)
	}
	for i := st.n; i < st.count(live); i++ {
		look(i)
	}
	return all
}

// updateContainer changes a bank account; what is left out of it stays.
func updateContainer(s *Server, c *call) (any, *problem) {
	o, no := paymentContainers.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := c.object()
	if no != nil {
		return nil, no
	}
	if kind := cmp.Or(in.text("type"), o.text("type")); kind != o.text("type") || kind != bankAccount {
		return nil, refused("a Payment Container of type %s cannot be changed into %s", o.text("type"), kind)
	}
	sent, _ := withoutEmpty(in.get("private")).(object)
	old, _ := o.get("private").(object)
	if number := sent.text("iban"); number != "" && number != old.text("iban") {
		old = object{{"owner", old.get("owner")}}
	}
	if in, no = containerOf(intake{Server: s, whole: true}, in.with("private", old.merged(sent))); no != nil {
		return nil, no
	}
	switch owner := o.text("customer.id"); {
	case owner == "":
	case in.get("customer") == nil:
		in = in.with("customer", o.get("customer"))
	case in.text("customer.id") != owner:
		return nil, refused("Payment Container %s is of another customer", o.text("id"))
	}
	if no := s.noSecond(in, o.text("id")); no != nil {
		return nil, no
	}
	private, _ := in.get("private").(object)
	if private.text("iban") != o.text("private.iban") {
		o = s.withAccount(o, private, s.stock(paymentContainers).count(live))
	}
	o = o.replaced(object{{"customer", in.get("customer")}, {"private", private}, {"public", private}})
	return s.answerOf(c, paymentContainers.put(s, c.now, o)), nil
}

// containerField takes a means of payment for a sale: the id of a container, or
// a new one in full, which has no id until it is kept.
func containerField(name string) field {
	known := link(name, containerObject)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		in, nested := v.(object)
		if nested && in.text("id") == "" {
			return containerOf(at, in)
		}
		found, no := known.take(at, v)
		if no != nil {
			return nil, no
		}
		return paymentContainers.get(at.Server, found.(object).text("id")), nil
	}}
}

// keptContainer is a means of payment, created for a customer where that was
// still to be done. An account that the customer has already is that one, and
// one that is nobody's becomes the customer's.
func (s *Server) keptContainer(now time.Time, container, payer object) object {
	owned := container.get("customer") != nil
	if payer != nil && container != nil && !owned {
		container = container.with("customer", ref(customerObject, payer.text("id")))
	}
	switch {
	case container == nil:
		return nil
	case container.text("id") != "" && payer != nil && !owned:
		return paymentContainers.put(s, now, container)
	case container.text("id") != "":
		return container
	}
	if same := s.sameAccount(container); same != nil {
		return same
	}
	return s.addContainer(now, container)
}

// lastChange is when an object was last written.
func lastChange(o object) time.Time {
	at, err := time.Parse(time.RFC3339, cmp.Or(o.text("updated"), o.text("created")))
	if err != nil {
		panic("sandbox: a kept object has no date: " + err.Error())
	}
	return at
}

// briefContainer is a container as sales name it.
func briefContainer(o object) object {
	return append(ref(containerObject, o.text("id")), member{"type", o.get("type")})
}
