package sandbox_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

// bank is a container of a bank account as a client sends it.
func bank(customer, iban, bic string) api.NewContainer {
	return api.NewContainer{CustomerID: customer, Type: "bank_account", Private: &api.Instrument{Owner: "John Doe", IBAN: iban, BIC: bic}}
}

// maskedIBAN is an account as the client says it.
func maskedIBAN(iban string) string { return api.MaskAccount("iban")(iban) }

// container is a means of payment as the server keeps it, unmasked.
func (s *shop) container(id string) (c api.Container) {
	s.t.Helper()
	if err := json.Unmarshal(s.Kept("payment.containers", id), &c); err != nil {
		s.t.Fatal(err)
	}
	return c
}

func TestABankAccountIsCompletedByItsBank(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	customer := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	for _, test := range []struct{ iban, bic, wantIBAN, wantBIC, wantBank string }{
		{"DE89370400440532013000", "COBADEFFXXX", "DE89370400440532013000", "COBADEFFXXX", "Commerzbank"},
		{"de68 2105 0170 0012 3456 78", "", "DE68210501700012345678", "", ""},
		{"DE37503240001000000524", "FTSBDEFAXXX", "DE37503240001000000524", "FTSBDEFAXXX", "ABN AMRO Bank"},
		{"DE81850400611005523759", "", "DE81850400611005523759", "COBADEFFXXX", "Commerzbank CC"},
		{"DK5750510001322617", "JYBADKKK", "DK5750510001322617", "JYBADKKK", "Jyske Bank"},
		{"EE342200221034126658", "HABAEE2X", "EE342200221034126658", "HABAEE2X", "Swedbank"},
		{"FI9814283500171141", "NDEAFIHH", "FI9814283500171141", "NDEAFIHH", "Nordea"},
		{"CH9300762011623852957", "ABCDCH22", "CH9300762011623852957", "ABCDCH22", "ABCDCH22"},
	} {
		made := done(s, api.CreatePaymentContainer, bank(customer.ID, test.iban, test.bic))
		if kept := s.container(made.ID); kept.Private.IBAN != test.wantIBAN || kept.Mandate.IBAN != test.wantIBAN {
			t.Errorf("%s is kept as %+v", test.iban, kept)
		}
		if got := made.Private; got.IBAN != maskedIBAN(test.wantIBAN) || got.BIC != test.wantBIC || got.BankName != test.wantBank || got.Owner != "John Doe" || cmp.Diff(got, made.Public) != "" {
			t.Errorf("%s: %+v", test.iban, made)
		}
		if m := made.Mandate; m.ID == "" || m.Type == "" || m.Identification == "" || m.IBAN != maskedIBAN(test.wantIBAN) || made.Customer.ID != customer.ID {
			t.Errorf("%s: mandate %+v of customer %s", test.iban, m, made.Customer.ID)
		}
		if got := fetched(s, api.PaymentContainers, made.ID); cmp.Diff(got, made) != "" {
			t.Errorf("read %+v", got)
		}
	}
}

func TestAContainerIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	card := bank("", "DE89370400440532013000", "")
	card.Type = "credit_card"
	wrong := func(iban, bic string) api.NewContainer { return bank("", iban, bic) }
	for name, test := range map[string]struct {
		in   api.NewContainer
		by   string
		says string
	}{
		"check digits":     {wrong("DE88370400440532013000", ""), "ProductInternalException", "iban"},
		"swapped digits":   {wrong("DE89370400440532010300", ""), "ProductInternalException", "iban"},
		"too short":        {wrong("DE8937040044053201300", ""), "ProductInternalException", "iban"},
		"no IBAN":          {wrong("", "COBADEFFXXX"), "ProductInternalException", "private.iban: must not be empty"},
		"short BIC":        {wrong("DE89370400440532013000", "COBADE"), "ProductInternalException", "bic"},
		"foreign BIC":      {wrong("DE89370400440532013000", "JYBADKKK"), "ProductInternalException", "another country"},
		"nothing":          {api.NewContainer{Type: "bank_account"}, "ProductInternalException", "private: must not be empty"},
		"a card":           {card, "ProductNotAllowedException", "credit_card"},
		"unknown type":     {api.NewContainer{Type: "cheque"}, "ProductInternalException", "cheque"},
		"unknown customer": {bank("PCU_X", "DE89370400440532013000", ""), "ProductNotFoundException", "PCU_X"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := refusedBy(s, test.by, api.CreatePaymentContainer, test.in); !strings.Contains(err.Details, test.says) {
				t.Errorf("%q says nothing of %q", err.Details, test.says)
			}
		})
	}
}

func TestACustomerHasAnAccountOnce(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	const iban = "DE89370400440532013000"
	one := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	two := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	first := done(s, api.CreatePaymentContainer, bank(one.ID, iban, "COBADEFFXXX"))
	err := refusedBy(s, "ProductDuplicateException", api.CreatePaymentContainer, bank(one.ID, "DE89 3704 0044 0532 0130 00", ""))
	if err.Details != "Container with IBAN "+maskedIBAN(iban)+" for customer already exists" {
		t.Errorf("%q is not what the guide shows", err.Details)
	}
	done(s, api.CreatePaymentContainer, bank(two.ID, iban, "")) // another customer's
	done(s, api.CreatePaymentContainer, bank("", iban, ""))     // nobody's, as often as one likes
	done(s, api.CreatePaymentContainer, bank("", iban, ""))
	other := done(s, api.CreatePaymentContainer, bank(one.ID, "DE81850400611005523759", ""))
	still(s, api.PaymentContainers, other.ID, func() {
		refusedBy(s, "ProductDuplicateException", api.UpdatePaymentContainer, bank(one.ID, iban, ""), other.ID)
	})
	if gone := done(s, api.DeletePaymentContainer, api.None{}, first.ID); len(gone) != 1 || gone[0].Private.IBAN != maskedIBAN(iban) {
		t.Errorf("the deletion answers %+v", gone)
	}
	done(s, api.CreatePaymentContainer, bank(one.ID, iban, "")) // there again
	// The seeded account of a seeded customer counts too.
	seeded := found(s, api.PaymentContainers, "type:bank_account")
	last := seeded[len(seeded)-1]
	refusedBy(s, "ProductDuplicateException", api.CreatePaymentContainer, bank(last.Customer.ID, s.container(last.ID).Private.IBAN, ""))
}

func TestAChangeOfAnAccountKeepsWhatIsLeftOut(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	made := done(s, api.CreatePaymentContainer, bank("", "DE89370400440532013000", ""))
	renamed := done(s, api.UpdatePaymentContainer, api.NewContainer{Private: &api.Instrument{Owner: "Jane Doe"}}, made.ID)
	if renamed.Private.Owner != "Jane Doe" || renamed.Private.IBAN != made.Private.IBAN || renamed.Mandate != made.Mandate || renamed.Updated.IsZero() {
		t.Errorf("%+v", renamed)
	}
	moved := done(s, api.UpdatePaymentContainer, api.NewContainer{Private: &api.Instrument{IBAN: "DE81850400611005523759"}}, made.ID)
	if p := moved.Private; p.Owner != "Jane Doe" || p.BankName != "Commerzbank CC" || moved.Mandate.ID == made.Mandate.ID || moved.Mandate.IBAN != p.IBAN {
		t.Errorf("%+v", moved)
	}
	customer := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	if owned := done(s, api.UpdatePaymentContainer, api.NewContainer{CustomerID: customer.ID}, made.ID); owned.Customer.ID != customer.ID {
		t.Errorf("%+v", owned)
	}
	other := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	cards := found(s, api.PaymentContainers, "type:credit_card")
	for id, in := range map[string]api.NewContainer{made.ID: {CustomerID: other.ID}, cards[0].ID: {Private: &api.Instrument{Owner: "X"}}} {
		still(s, api.PaymentContainers, id, func() { refusedBy(s, "ProductNotAllowedException", api.UpdatePaymentContainer, in, id) })
	}
}

func TestATokenOfAWalletIsNeverShown(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	const token = "top-secret-token"
	made := done(s, api.CreatePaymentContainer, api.NewContainer{Type: "googlepay", Private: &api.Instrument{Signature: token, SignedMessage: token, ProtocolVersion: "ECv2"}})
	item, err := api.PaymentContainers.Get(t.Context(), s.c, made.ID)
	if err != nil || strings.Contains(string(item.Raw), token) || made.Public.PAN == "" {
		t.Errorf("%v %s", err, item.Raw)
	}
	if !strings.Contains(string(s.Kept("payment.containers", made.ID)), token) {
		t.Error("the token was not kept")
	}
}

func TestAMandateIsSignedOnPaper(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	customer := done(s, api.CreatePaymentCustomer, api.NewCustomer{Contact: contact()})
	made := done(s, api.CreatePaymentContainer, bank("", "DE89370400440532013000", ""))
	paper := done(s, api.UploadContent, api.EncodedUpload{Content: []byte("%PDF-1.4\n")})
	refusedBy(s, "ProductInternalException", api.ObtainMandateForm, api.NewMandateForm{CustomerID: customer.ID, Type: "CORE"}, made.ID)
	refusedBy(s, "ProductInternalException", api.ObtainMandateForm, api.NewMandateForm{Type: "B2B"}, made.ID)
	still(s, api.PaymentContainers, made.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.ProcessSignedMandate, api.SignedMandate{DocumentID: paper.ID}, made.ID)
	})
	if form := done(s, api.ObtainMandateForm, api.NewMandateForm{CustomerID: customer.ID, Type: "B2B"}, made.ID); !strings.HasSuffix(form.URL, made.ID+".pdf") {
		t.Errorf("%+v", form)
	}
	refusedBy(s, "ProductNotFoundException", api.ProcessSignedMandate, api.SignedMandate{DocumentID: "DUP_X"}, made.ID)
	if issue := done(s, api.ProcessSignedMandate, api.SignedMandate{DocumentID: paper.ID}, made.ID); issue.ID == 0 {
		t.Error("no case was opened")
	}
	if m := fetched(s, api.PaymentContainers, made.ID); m.Mandate.Status != "in_review" || m.Mandate.Type != "B2B" || m.Customer.ID != customer.ID {
		t.Errorf("%+v", m)
	}
	refusedBy(s, "ProductNotAllowedException", api.ProcessSignedMandate, api.SignedMandate{DocumentID: paper.ID}, made.ID)
	s.wait(time.Minute)
	if m := fetched(s, api.PaymentContainers, made.ID).Mandate; m.Status != "active" {
		t.Errorf("%+v", m)
	}
	card := found(s, api.PaymentContainers, "type:credit_card")[0]
	refusedBy(s, "ProductNotAllowedException", api.ObtainMandateForm, api.NewMandateForm{Type: "B2B"}, card.ID)
}

func TestAnIBANIsCheckedBeforeItIsKept(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	for iban, want := range map[string]string{
		"DE89 3704 0044 0532 0130 00": `{"id":7,"valid":true,"iban":"DE89370400440532013000","bic":"COBADEFFXXX","bankname":"Commerzbank"}`,
		"DE00370400440532013000":      `{"id":7,"valid":false,"iban":"DE00370400440532013000"}`,
	} {
		r := c.send("POST", "/Payment/Containers/me/validateSingleIban", map[string]any{"id": 7, "iban": iban})
		if r.status != 200 || string(r.raw) != want {
			t.Errorf("%s: %d %s", iban, r.status, r.raw)
		}
	}
}

func TestDeletionsComeInTheShapeThatIsAskedFor(t *testing.T) {
	for shape, want := range map[sandbox.DeleteShape]string{sandbox.DeleteArray: `[{"object"`, sandbox.DeleteObject: `{"object"`, sandbox.DeleteEmpty: ""} {
		s := openShop(t, sandbox.Options{DeleteShape: shape})
		made := done(s, api.CreatePaymentContainer, bank("", "DE89370400440532013000", ""))
		item, err := api.DeletePaymentContainer.Do(t.Context(), s.c, api.None{}, made.ID)
		if err != nil || !strings.HasPrefix(string(item.Raw), want) || want == "" && len(item.Raw) > 0 {
			t.Errorf("shape %d: %v %s", shape, err, item.Raw)
		}
	}
}
