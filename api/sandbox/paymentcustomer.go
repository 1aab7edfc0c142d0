package sandbox

import (
	"strings"
	"time"
)

// Payment Customers: the payers of the seeded payments, and those that were
// created since, by themselves or with a sale that names them in full.
//
// Where the reference is silent: a customer needs a name or a company. Empty
// texts are none. The birthday is answered as a time in UTC and telephone
// numbers without their marks, as the tests of the official clients expect it.
// Who has a running subscription cannot be deleted; with a customer go the
// containers.

// paymentCustomers are the payers; the first ones are those of the world.
var paymentCustomers *shelf

func init() {
	paymentCustomers = shelfOf(spec{
		object: customerObject, prefix: "PCU_", noun: "Payment Customer", path: "/Payment/Customers",
		count:  func(s *Server) int { return len(s.ledger.world.customers) },
		derive: func(s *Server, i int, _ moment) object { return s.paymentCustomer(i) },
	})
	handle("POST /Payment/Customers", createCustomer)
	handle("PUT /Payment/Customers/{paymentCustomerId}", updateCustomer)
	handle("DELETE /Payment/Customers/{paymentCustomerId}", deleteCustomer)
}

// customerSince is the unix second at which a customer of the world first came:
// in the years before the first payment, one after the other.
func (w *world) customerSince(i int) int64 {
	const day = 24 * 3600
	const first, span = 3 * 365 * day, 500 * day
	return w.epoch - first + span*int64(i)/int64(len(w.customers))
}

// paymentCustomer is a payer of the world as an object that can be read.
func (s *Server) paymentCustomer(i int) object {
	return append(s.customer(i), object{
		{"merchant", s.merchantRef()}, {"contract", contracts.ref(s, 0)}, {"created", wireTime(s.ledger.world.customerSince(i))},
	}...)
}

var customerForm = form{must(contactField("contact"))}

// contactField takes a person or a company.
func contactField(name string) field {
	fields := group(name, contactFields()...)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		in, no := fields.take(at, withoutEmpty(v))
		if no != nil {
			return nil, no
		}
		contact := keptContact(object(nil).merged(in.(object)))
		if who := payerOf(contact); who.name == "" && who.company == "" {
			return nil, at.invalid("needs a name or a companyname")
		}
		return contact, nil
	}}
}

// withoutEmpty leaves out the members of an object that are empty texts.
func withoutEmpty(v any) any {
	in, nested := v.(object)
	if !nested {
		return v
	}
	kept := object{}
	for _, m := range in {
		if m.value != "" {
			kept = append(kept, member{m.name, withoutEmpty(m.value)})
		}
	}
	return kept
}

// keptContact is a contact as the server answers it.
func keptContact(in object) object {
	if name := payerOf(in).name; name != "" {
		in = in.with("name", name)
	}
	if born := in.text("dob"); born != "" {
		in = in.with("dob", born[:len(time.DateOnly)]+"T00:00:00+00:00")
	}
	for _, number := range []string{"phone", "mobile", "fax"} {
		if typed := in.text(number); typed != "" {
			in = in.with(number, dialled(typed))
		}
	}
	return in
}

// dialled is a telephone number without the marks that make it readable.
func dialled(typed string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '+' {
			return c
		}
		return -1
	}, typed)
}

func createCustomer(s *Server, c *call) (any, *problem) {
	in, no := customerForm.create(s, c)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, s.addCustomer(c.now, in.get("contact"))), nil
}

func (s *Server) addCustomer(now time.Time, contact any) object {
	return paymentCustomers.add(s, now, object{{"merchant", s.merchantRef()}, {"contract", contracts.ref(s, 0)}, {"contact", contact}})
}

func updateCustomer(s *Server, c *call) (any, *problem) {
	o, no := paymentCustomers.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := customerForm.change(s, c)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, paymentCustomers.put(s, c.now, c.over(o, in))), nil
}

func deleteCustomer(s *Server, c *call) (any, *problem) {
	o, no := paymentCustomers.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	for sub := range subscriptions.all(s, live) {
		if sub.text("customer.id") == o.text("id") && runs(sub) {
			return nil, refused("Payment Customer %s has the running subscription %s", o.text("id"), sub.text("id"))
		}
	}
	for _, container := range s.containersOf(o.text("id")) {
		paymentContainers.drop(s, c.now, container)
	}
	return paymentCustomers.drop(s, c.now, o), nil
}

// payerField takes who pays: the id of a customer, as a text or in an object, or
// a new one in full, which has no id until it is kept.
func payerField(name string) field {
	known := link(name, customerObject)
	created := group(name, must(contactField("contact")))
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		in, nested := v.(object)
		if nested && in.text("id") == "" {
			return created.take(at, in)
		}
		found, no := known.take(at, v)
		if no != nil {
			return nil, no
		}
		return briefCustomer(paymentCustomers.get(at.Server, found.(object).text("id"))), nil
	}}
}

// briefCustomer is a customer as sales name them.
func briefCustomer(o object) object {
	return object{{"object", customerObject}, {"id", o.get("id")}, {"contact", o.get("contact")}}
}

// keptPayer is who pays, created where that was still to be done.
func (s *Server) keptPayer(now time.Time, payer object) object {
	if payer == nil || payer.text("id") != "" {
		return payer
	}
	return briefCustomer(s.addCustomer(now, payer.get("contact")))
}
