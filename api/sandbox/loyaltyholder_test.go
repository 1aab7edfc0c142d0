package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

const loyaltyCustomers = "/Loyalty/Customers/"

func TestAHolderIsMadeChangedAndForgotten(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	var born api.Time
	if err := born.UnmarshalJSON([]byte(`"1901-02-03"`)); err != nil {
		t.Fatal(err)
	}
	in := api.NewLoyaltyCustomer{
		Contact: api.Contact{Forename: "Jürgen", Surname: "Weiß", Birthday: born, Address: api.Address{City: "Kiel", Country: "Germany"}},
		Number:  "testnr", Note: "Test", Consent: "declined", Additional: api.Opaque(`{"verein":"TSV"}`),
	}
	item, err := api.CreateLoyaltyCustomer.Do(t.Context(), l.api, in)
	made := taken(t, item, err)
	if made.Contact.Name != "Jürgen Weiß" || made.MerchantContact.Surname != "Weiß" || made.Merchant.CompanyName != "Bäckerei Huber GmbH" || made.Consent != "declined" || made.Created.IsZero() {
		t.Fatalf("%s", item.Raw)
	}
	if !strings.Contains(string(item.Raw), `"dob":"1901-02-03T00:00:00+01:00"`) || !strings.Contains(string(item.Raw), `"verein":"TSV"`) {
		t.Errorf("%s", item.Raw)
	}
	card := l.newCard("Stammkundenkarte")
	set, err := api.SetCardCustomer.Do(t.Context(), l.api, api.None{}, card.ID, made.ID)
	if now := taken(t, set, err); now.Customer.Contact.Name != "Jürgen Weiß" || now.StockStatus != "active" || !now.Assigned.Equal(epoch) {
		t.Errorf("%s", set.Raw)
	}
	item, err = api.UpdateLoyaltyCustomer.Do(t.Context(), l.api, api.NewLoyaltyCustomer{Contact: api.Contact{Forename: "Jürgen", Surname: "Weiß-Roth"}}, made.ID)
	if now := taken(t, item, err); now.Contact.Name != "Jürgen Weiß-Roth" || now.Note != "Test" || now.MerchantContact.Address.City != "" {
		t.Errorf("%s", item.Raw)
	}
	if got := l.card(`customer.contact.name:"Jürgen Weiß-Roth"`).ID; got != card.ID {
		t.Error("the card does not show the new name")
	}
	at := loyaltyCustomers + made.ID
	story(t, l.client, []ask{
		{"PUT", at, fields{"consent_for_communication": "maybe"}, 500, "consent_for_communication"},
		{"PUT", at, fields{"merchant_contact": fields{"dob": "3.2.1901"}}, 500, "merchant_contact.dob"},
		{"PUT", at, fields{"merchant": l.get("/General/Merchants?q=user.name:feinkost").text("data", 0, "id"), "note": "x"}, 405, denied},
		{"PUT", at, fields{"merchant": "me", "note": nil}, 200, `"surname":"Weiß-Roth"`},
		{"GET", "/Loyalty/Customers?fields=note,contact.surname&q=id:" + made.ID, nil, 200, `"data":[{"contact":{"surname":"Weiß-Roth"}}]`},
		{"POST", "/Loyalty/Customers", fields{"merchant": "MRC_X"}, 404, nowhere},
		{"POST", "/Loyalty/Customers", fields{"merchant_contact": "Weiß"}, 500, wrong},
		{"PUT", loyaltyCustomers + "CUS_X", fields{}, 404, nowhere},
	})
	yes := true
	item, err = api.UpdateLoyaltyCustomer.Do(t.Context(), l.api, api.NewLoyaltyCustomer{Anonymize: &yes}, made.ID)
	taken(t, item, err)
	if strings.Contains(string(item.Raw), "Weiß") || strings.Contains(string(item.Raw), "testnr") || strings.Contains(string(l.get(merchantCards+card.ID).raw), "Weiß") {
		t.Errorf("somebody still knows the holder: %s", item.Raw)
	}
	item, err = api.UpdateLoyaltyCustomer.Do(t.Context(), l.api, api.NewLoyaltyCustomer{Note: "war Herr Weiß"}, made.ID)
	declined(t, item, err, 405, denied)
}

func TestAContactIsWhatTheMerchantAndTheHolderKnow(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	holder := l.get("/Loyalty/Customers?count=1&q=_exists_:account_contact.surname")
	id, email := holder.text("data", 0, "id"), holder.text("data", 0, "account_contact", "email")
	item, err := api.UpdateLoyaltyCustomer.Do(t.Context(), l.api, api.NewLoyaltyCustomer{Contact: api.Contact{Surname: "Schröder"}}, id)
	now := taken(t, item, err)
	if now.Contact.Surname != "Schröder" || now.Contact.Email != email || now.MerchantContact.Email != "" || now.AccountContact.Surname == "Schröder" {
		t.Errorf("%s", item.Raw)
	}
}

func TestABankAccountHasOneHolder(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	from := l.get("/Loyalty/Customers?count=1&q=_exists_:payment_container.id")
	owner, account := from.text("data", 0, "id"), from.text("data", 0, "payment_container", 0, "id")
	other := l.get("/Loyalty/Customers?count=1&q="+escape("NOT _exists_:payment_container.id")).text("data", 0, "id")
	if iban := from.text("data", 0, "payment_container", 0, "payment_information", "iban"); !strings.HasPrefix(iban, "DE") || len(iban) != 22 {
		t.Errorf("the account is %s", iban)
	}
	assign := func(id, account string) (api.Item[api.LoyaltyCustomer], error) {
		return api.AssignLoyaltyContainer.Do(t.Context(), l.api, api.None{}, id, account)
	}
	item, err := assign(other, account)
	declined(t, item, err, 405, denied)
	item, err = assign(owner, account)
	declined(t, item, err, 409, twice)
	item, err = assign(other, "LPC_X")
	declined(t, item, err, 404, nowhere)
	card := l.card("customer.id:" + owner)
	paid, err := api.UpdateMerchantCard.Do(t.Context(), l.api, api.MerchantCardUpdate{Container: account}, card.ID)
	if taken(t, paid, err).Container.ID != account {
		t.Errorf("%s", paid.Raw)
	}
	gone, err := api.UnassignLoyaltyContainer.Do(t.Context(), l.api, api.None{}, owner, account)
	if left := taken(t, gone, err); len(left) != 1 || left[0].ID != owner || len(left[0].Containers) != 0 {
		t.Errorf("%s", gone.Raw)
	}
	if l.again(card.ID).Container.ID != "" {
		t.Error("the card is still charged from an account that its holder has no more")
	}
	gone, err = api.UnassignLoyaltyContainer.Do(t.Context(), l.api, api.None{}, owner, account)
	declined(t, gone, err, 404, nowhere)
	item, err = assign(other, account)
	if now := taken(t, item, err); len(now.Containers) != 1 || now.Containers[0].Account.IBAN == "" {
		t.Errorf("%s", item.Raw)
	}
	paid, err = api.UpdateMerchantCard.Do(t.Context(), l.api, api.MerchantCardUpdate{Container: account}, card.ID)
	declined(t, paid, err, 404, nowhere)
}

func TestAPayersBankAccountCanChargeCards(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 600})
	account := l.get("/Payment/Containers?count=1&q=" + escape("type:bank_account AND _exists_:private.iban"))
	id, holder := account.text("data", 0, "id"), l.card(usableCards+" AND _exists_:customer.id").Customer.ID
	item, err := api.AssignLoyaltyContainer.Do(t.Context(), l.api, api.None{}, holder, id)
	now := taken(t, item, err)
	if last := now.Containers[len(now.Containers)-1]; last.ID != id || last.Account.IBAN != maskedIBAN(account.text("data", 0, "private", "iban")) {
		t.Errorf("%s", item.Raw)
	}
	card := l.get("/Payment/Containers?count=1&q=NOT%20_exists_:private.iban").text("data", 0, "id")
	story(t, l.client, []ask{{"POST", loyaltyCustomers + holder + "/assignPaymentContainer/" + card, nil, 404, nowhere}})
}

func TestACardGetsItsHolderOnceAndMayGetAnother(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card, guest := l.newCard("Goldkarte"), l.card("is_base_card:false AND _exists_:customer.id")
	register := func() (api.Item[api.MerchantCard], error) {
		return api.RegisterCardCustomer.Do(t.Context(), l.api, api.NewLoyaltyCustomer{Contact: api.Contact{Forename: "Zoë", Surname: "Klein"}}, card.ID)
	}
	before := l.get("/Loyalty/Customers?count=0").int("count")
	l.clock.advance(time.Minute)
	item, err := register()
	first := taken(t, item, err)
	if first.Customer.Contact.Name != "Zoë Klein" || first.StockStatus != "active" || !first.Assigned.Equal(epoch.Add(time.Minute)) {
		t.Fatalf("%s", item.Raw)
	}
	item, err = register()
	declined(t, item, err, 405, denied)
	item, err = api.SetCardCustomer.Do(t.Context(), l.api, api.None{}, card.ID, guest.Customer.ID)
	declined(t, item, err, 500, wrong)
	if now := l.get("/Loyalty/Customers?count=0").int("count"); now != before+1 || l.again(card.ID).Customer.ID != first.Customer.ID {
		t.Errorf("%d customers, %d before", now, before)
	}
	other := l.card(usableCards + " AND _exists_:customer.id").Customer
	item, err = api.SetCardCustomer.Do(t.Context(), l.api, api.None{}, card.ID, other.ID)
	if got := taken(t, item, err).Customer; got.ID != other.ID || got.Contact.Name != other.Contact.Name {
		t.Errorf("%s", item.Raw)
	}
	story(t, l.client, []ask{
		{"POST", merchantCards + card.ID + "/setCustomer/CUS_X", nil, 404, nowhere},
		{"POST", merchantCards + "MCD_X/registerCustomer", nil, 404, nowhere},
		{"POST", merchantCards + l.newCard("Goldkarte").ID + "/registerCustomer", fields{"merchant": guest.Merchant.ID}, 500, wrong},
		{"GET", "/Loyalty/Customers?count=0", nil, 200, `"data":[]`},
	})
}

func TestALostCardIsExchangedAndKeepsWhatItIsWorth(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card, spare := l.card(usableCards+" AND balance:[1000 TO *]"), l.newCard("Stammkundenkarte")
	item, err := api.UpdateMerchantCard.Do(t.Context(), l.api, api.MerchantCardUpdate{Card: spare.Card.ID}, card.ID)
	declined(t, item, err, 409, twice)
	guests := l.card("is_base_card:false")
	item, err = api.UpdateMerchantCard.Do(t.Context(), l.api, api.MerchantCardUpdate{Card: spare.Card.ID}, guests.ID)
	now := taken(t, item, err)
	if now.Card.Number != spare.Card.Number || *now.Points != *guests.Points || now.Customer.ID != guests.Customer.ID {
		t.Errorf("%s", item.Raw)
	}
	if csc := l.hidden("loyalty.merchantcards", guests.ID, "-csc"); csc != string(spare.Card.Number[8:12]) {
		t.Errorf("the new plastic has the code %s", csc)
	}
	date := "2027-12-31"
	story(t, l.client, []ask{
		{"POST", merchantCards + "me/validateMerchantcard", fields{"cardnumber": guests.Card.Number, "merchant": guests.Merchant.ID}, 200, `"isValid":false`},
		{"PUT", merchantCards + guests.ID, fields{"card": guests.Card.ID}, 200, guests.Card.ID},
		{"PUT", merchantCards + card.ID, fields{"expiry_date": date, "additional_data": fields{"a": 1}, "created_by_merchant": "1"}, 200, `"expiry_date":"` + date},
		{"PUT", merchantCards + card.ID, fields{"expiry_date": nil}, 200, `"expiry_date":null`},
		{"GET", merchantCards + card.ID, nil, 200, `"additional_data":{"a":1}`},
		{"PUT", merchantCards + card.ID, fields{"expiry_date": "morgen"}, 500, "expiry_date"},
		{"PUT", merchantCards + card.ID, fields{"card": "CRD_X"}, 404, nowhere},
		{"PUT", merchantCards + card.ID, fields{"merchant": guests.Merchant.ID}, 405, denied},
		{"PUT", merchantCards + card.ID + "/cardgroup/" + guests.Group.ID, nil, 500, wrong},
		{"PUT", merchantCards + card.ID + "/cardgroup/CRG_X", nil, 404, nowhere},
		{"PUT", merchantCards + "MCD_X/cardgroup/" + card.Group.ID, nil, 404, nowhere},
		{"PUT", merchantCards + "MCD_X", nil, 404, nowhere},
	})
}
