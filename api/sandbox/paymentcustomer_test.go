package sandbox_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestACustomerIsKeptAsTheClientsExpectIt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	var born api.Time
	if err := born.UnmarshalJSON([]byte(`"1901-02-03"`)); err != nil {
		t.Fatal(err)
	}
	made := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: api.Contact{
		Salutation: "Mr.", Title: "Dr.", Forename: "John", Surname: "Doe", CompanyName: "Example Inc.", Birthday: born,
		Email: "example@example.com", Phone: "0049-123-456789", Mobile: "0049-987-654321",
		Address: api.Address{Street: "Example Street", StreetNumber: "6a", PostalCode: "01234", City: "Examplecity", Country: "DE"},
	}})
	if made.Contact.Name != "John Doe" || made.Contact.Phone != "0049123456789" || made.Contact.Birthday.Time.Format("2006-01-02T15:04:05Z07:00") != "1901-02-03T00:00:00Z" {
		t.Errorf("%+v", made.Contact)
	}
	if made.Object != "payment.customers" || made.Contract.Object != "general.contracts" || made.Created.IsZero() || made.Merchant.ID == "" {
		t.Errorf("%+v", made)
	}
	if all := found(s, api.PaymentCustomers, `contact.surname:doe AND contact.address.city:examplecity`); len(all) != 1 || cmp.Diff(all[0], made) != "" {
		t.Errorf("a search finds %+v", all)
	}
	moved := made.Contact
	moved.Surname, moved.Address.Street = "Smith", "Am Markt"
	changed := done(s, api.UpdatePaymentCustomer, api.NewCustomer{Contact: moved}, made.ID)
	if changed.Contact.Name != "John Smith" || changed.Contact.Address.City != "Examplecity" || changed.Updated.IsZero() || !changed.Created.Equal(made.Created.Time) {
		t.Errorf("%+v", changed)
	}
	if gone := done(s, api.DeletePaymentCustomer, api.None{}, made.ID); len(gone) != 1 || cmp.Diff(gone[0], changed) != "" {
		t.Errorf("the deletion answers %+v", gone)
	}
	refusedBy(s, "ProductNotFoundException", api.Op[api.None, api.Customer]{Method: "GET", Path: "/Payment/Customers/{id}"}, api.None{}, made.ID)
}

func TestACustomerNeedsANameAndSoundFields(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	count := len(found(s, api.PaymentCustomers, ""))
	for name, bad := range map[string]api.Contact{
		"nothing": {}, "no name": {Email: "a@example.org"}, "e-mail": {Surname: "Doe", Email: "nobody"},
		"country": {Surname: "Doe", Address: api.Address{Country: "Germany"}},
	} {
		t.Run(name, func(t *testing.T) {
			refusedBy(s, "ProductInternalException", api.CreatePaymentCustomer, api.NewCustomer{Contact: bad})
		})
	}
	refusedBy(s, "ProductNotFoundException", api.UpdatePaymentCustomer, api.NewCustomer{Contact: contact()}, "PCU_X")
	if got := len(found(s, api.PaymentCustomers, "")); got != count {
		t.Errorf("%d customers became %d", count, got)
	}
}

func TestPHPSendsWhatIsNotSetAsEmptyTexts(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	r := c.send("POST", "/Payment/Customers", map[string]any{"contact": map[string]any{
		"companyname": "Weiß & Partner", "forename": "", "email": "", "dob": "", "address": map[string]any{"country": "", "city": "Köln"},
	}})
	if r.status != 200 || r.get("contact", "email") != nil || r.text("contact", "address", "city") != "Köln" || r.get("contact", "name") != nil {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

func TestThePayersOfSeededPaymentsAreCustomersWithAnAccount(t *testing.T) {
	s := openShop(t, sandbox.Options{Payments: 600})
	seen := 0
	for _, sale := range found(s, api.SmartTransactions, "payment_method:debit OR payment_method:creditcard") {
		if sale.Customer.ID == "" {
			continue
		}
		seen++
		customer, p := fetched(s, api.PaymentCustomers, sale.Customer.ID), s.paid(sale)
		if customer.Contact.Name != sale.Customer.Contact.Name || p.Customer.ID != customer.ID || p.Customer.Name != customer.Contact.Name || !customer.Created.Before(p.Created.Time) {
			t.Errorf("customer %+v of sale %s and payment %+v", customer, sale.ID, p.Customer)
		}
		container := s.container(sale.Container.ID)
		if container.Customer.ID != customer.ID || mask(container) != p.PaymentData {
			t.Errorf("container %s shows %q, the payment %q", container.ID, mask(container), p.PaymentData)
		}
		if container.Type == "bank_account" { // its check digits are right
			done(s, api.CreatePaymentContainer, bank("", container.Private.IBAN, container.Private.BIC))
		}
	}
	if seen < 20 {
		t.Errorf("only %d sales", seen)
	}
}

// mask is what a payment shows of a container.
func mask(c api.Container) string {
	if n := c.Private.IBAN; n != "" {
		return n[:4] + " XXXX XXXX XXXX XX" + n[len(n)-4:len(n)-2] + " " + n[len(n)-2:]
	}
	return c.Public.Issuer + " " + c.Public.PAN
}

func TestACustomerWithARunningSubscriptionStays(t *testing.T) {
	s := openShop(t, sandbox.Options{Payments: 3000})
	running := found(s, api.Subscriptions, "status:active")
	if len(running) == 0 {
		t.Fatal("no subscription is active")
	}
	still(s, api.PaymentCustomers, running[0].Customer.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.DeletePaymentCustomer, api.None{}, running[0].Customer.ID)
	})
	for _, over := range found(s, api.Subscriptions, "status:cancelled") {
		others := found(s, api.Subscriptions, "NOT status:cancelled AND customer.id:"+over.Customer.ID)
		if len(others) > 0 {
			continue
		}
		if gone := done(s, api.DeletePaymentCustomer, api.None{}, over.Customer.ID); len(gone) != 1 {
			t.Errorf("%+v", gone)
		}
		if left := found(s, api.PaymentContainers, "customer.id:"+over.Customer.ID); len(left) != 0 {
			t.Errorf("the customer went, %d containers stayed", len(left))
		}
		return
	}
	t.Error("no customer's subscription is over")
}
