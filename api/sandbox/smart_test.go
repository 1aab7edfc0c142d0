package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// paying by a method, with what it needs.
func by(method string) (api.PrepareSmart, string) {
	in := api.PrepareSmart{}
	if method == "debit" {
		in.Container = account()
	}
	return in, method
}

// capturing switches the capture with the authorisation on or off.
func capturing(on bool) func(*api.NewSmartTransaction) {
	return func(in *api.NewSmartTransaction) { in.PaymentContext = &api.PaymentContext{AutoCapture: &on} }
}

func inOrder(delivery string) func(*api.NewSmartTransaction) {
	return func(in *api.NewSmartTransaction) { in.Intent, in.Delivery.Type = "order", delivery }
}

func demo(in *api.NewSmartTransaction) { in.Demo = new(true) }

func TestASaleIsPreparedStartedAndPaidByEachMethod(t *testing.T) {
	const later = time.Minute
	for _, test := range []struct {
		method                    string
		sum                       api.Minor
		prepared, then, authority string // states of the sale, and of the payment when it is authorised
		started, payment          string
	}{
		{"debit", 1250, "approved", "approved", "9 authorized 1250", "ok", "6 accepted 1250"},
		{"creditcard", 1250, "processing", "approved", "9 authorized 1250", "ok", "6 accepted 1250"},
		{"paypal", 1250, "processing", "approved", "9 authorized 1250", "ok", "6 accepted 1250"},
		{"invoice", 1250, "approved", "approved", "1 created 1250", "ok", "85 waiting for shipment 1250"},
		{"prepaid", 1250, "pending", "pending", "25 pending 1250", "pending", "25 pending 1250"},
	} {
		t.Run(test.method, func(t *testing.T) {
			s := openShop(t, sandbox.Options{})
			in, method := by(test.method)
			sale := s.sale(test.sum)
			if sale.Status != "created" || sale.PaymentLinks.General == "" || len(sale.Payments) > 0 {
				t.Fatalf("created: %+v", sale)
			}
			prepared := done(s, api.PrepareSmartTransaction, in, sale.ID, method)
			if prepared.Status != test.prepared || prepared.PaymentMethod != test.method || prepared.TransID == 0 {
				t.Fatalf("prepared: %+v", prepared)
			}
			if test.prepared == "processing" {
				if prepared.IframeURL == "" {
					t.Error("the payer has no page to go to")
				}
				refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID)
			}
			s.wait(later)
			approved := fetched(s, api.SmartTransactions, sale.ID)
			if got := s.inEffect(approved); approved.Status != test.then || got != test.authority {
				t.Fatalf("authorised: %s, payment %s", approved.Status, got)
			}
			started := done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID)
			if got := s.inEffect(started); started.Status != test.started || got != test.payment || started.PaymentLinks.General != "" {
				t.Fatalf("started: %+v, payment %s", started, got)
			}
			still(s, api.SmartTransactions, sale.ID, func() {
				refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID)
				refusedBy(s, "ProductNotAllowedException", api.PrepareSmartTransaction, in, sale.ID, method)
				refusedBy(s, "ProductNotAllowedException", api.AbortSmartTransaction, api.None{}, sale.ID)
				refusedBy(s, "ProductNotAllowedException", api.UpdateSmartTransaction, api.NewSmartTransaction{}, sale.ID)
			})
			p := s.paid(started)
			if p.Customer.ID != started.Customer.ID || p.Customer.Name != "Jörg Özdemir" || p.OrderID != "B-77" || p.TransID != started.TransID || p.Contract.ID != started.Contract.ID {
				t.Errorf("payment %+v", p)
			}
			if listed := found(s, api.PaymentTransactions, "order_id:B-77"); len(listed) != 1 || listed[0].ID != p.ID {
				t.Errorf("the payments list %+v", listed)
			}
		})
	}
}

func TestAStartByItsMethodNeedsNoPrepare(t *testing.T) {
	for method, want := range map[string]string{"debit": "ok 6 accepted 900", "invoice": "ok 85 waiting for shipment 900", "prepaid": "pending 25 pending 900", "demo": "ok 11 accepted 900"} {
		s := openShop(t, sandbox.Options{})
		in, _ := by(method)
		sale := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: in}, s.sale(900).ID, method)
		if got := sale.Status + " " + s.inEffect(sale); got != want {
			t.Errorf("%s: %s, want %s", method, got, want)
		}
	}
	s := openShop(t, sandbox.Options{})
	sale := s.sale(900)
	still(s, api.SmartTransactions, sale.ID, func() {
		for _, method := range []string{"", "creditcard", "paypal", "easycredit", "giropay", "ccload", "bitcoin"} {
			refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID, method)
		}
	})
	in, _ := by("debit")
	done(s, api.PrepareSmartTransaction, in, sale.ID, "debit")
	refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID, "invoice")
	if sale := done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID, "debit"); sale.Status != "ok" {
		t.Errorf("started by the method it was prepared by: %s", sale.Status)
	}
}

func TestAutoCaptureStartsWithTheAuthorisation(t *testing.T) {
	for method, want := range map[string][2]string{"debit": {"ok", "ok"}, "invoice": {"ok", "ok"}, "creditcard": {"processing", "ok"}, "prepaid": {"pending", "pending"}} {
		s := openShop(t, sandbox.Options{})
		in, _ := by(method)
		sale := done(s, api.PrepareSmartTransaction, in, s.sale(900, capturing(true)).ID, method)
		s.wait(time.Minute)
		if later := fetched(s, api.SmartTransactions, sale.ID); sale.Status != want[0] || later.Status != want[1] {
			t.Errorf("%s: %s, then %s; want %v", method, sale.Status, later.Status, want)
		}
		refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID)
	}
}

func TestAPrepaymentArrivesAndCanBeToldToThePayer(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	sale := done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, s.sale(14000).ID, "prepaid")
	told := done(s, api.PaymentInstructionsOfSmart, api.None{}, sale.ID)
	if i := sale.Instructions; i.IBAN != told.Account.IBAN || i.Purpose != told.Account.Purpose || told.Amount != "140,00" || !strings.Contains(i.GirocodeURL, sale.ID) {
		t.Errorf("%+v, %+v", i, told)
	}
	s.wait(25 * time.Hour)
	if later := fetched(s, api.SmartTransactions, sale.ID); later.Status != "ok" || s.inEffect(later) != "6 accepted 14000" || !later.Updated.After(sale.Updated.Time) {
		t.Errorf("a day later: %+v", later)
	}
	if list := found(s, api.SmartTransactions, "status:ok AND transactionRef:B-77"); len(list) != 1 {
		t.Errorf("%d sales are found to be ok", len(list))
	}
}

func TestACardThatIsDeclinedFailsTheSale(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	sale := s.sale(900)
	s.SetFaults(func(*http.Request) sandbox.Fault { return sandbox.Fault{DenyRefund: true} })
	done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, sale.ID, "creditcard")
	s.SetFaults(nil)
	s.wait(time.Minute)
	failed := fetched(s, api.SmartTransactions, sale.ID)
	if failed.Status != "failed" || s.inEffect(failed) != "201 denied 0" {
		t.Fatalf("%s, %s", failed.Status, s.inEffect(failed))
	}
	refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID)
	in, _ := by("debit")
	if again := done(s, api.PrepareSmartTransaction, in, sale.ID, "debit"); again.Status != "approved" || again.Payments[0].ID == failed.Payments[0].ID {
		t.Errorf("%+v", again)
	}
}

func TestACardThatWasUsedIsKeptAndCanBeChargedAgain(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	first := done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, s.sale(900, capturing(true)).ID, "creditcard")
	s.wait(time.Minute)
	first = fetched(s, api.SmartTransactions, first.ID)
	card := fetched(s, api.PaymentContainers, first.Container.ID)
	if card.Type != "credit_card" || card.Customer.ID != first.Customer.ID || s.paid(first).PaymentData != mask(s.container(card.ID)) {
		t.Fatalf("%+v of %+v", card, first.Container)
	}
	known := func(in *api.NewSmartTransaction) {
		in.Customer = api.PaymentCustomer{ID: first.Customer.ID}
		in.PaymentContext = &api.PaymentContext{MerchantInitiated: new(true)}
	}
	again := done(s, api.PrepareSmartTransaction, api.PrepareSmart{Container: &api.UseContainer{ID: card.ID}}, s.sale(1100, known).ID, "creditcard")
	if again.Status != "approved" || again.Customer.Contact.Name != first.Customer.Contact.Name {
		t.Errorf("%+v", again)
	}
}

func TestASaleIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	sum := func(n api.Minor) api.SmartBasketInfo { return api.SmartBasketInfo{Sum: &n, Currency: "EUR"} }
	lines := func(products ...api.NewProduct) *api.NewBasket { return &api.NewBasket{Products: products} }
	item := func(quantity int64, price, sum api.Minor) api.NewProduct {
		return api.NewProduct{Desc: "Brot", Quantity: &quantity, Price: &price, Sum: &sum}
	}
	share := func(contract string, of api.Minor) api.NewProduct {
		return api.NewProduct{ItemType: "stakeholder_payment", Desc: "Anteil", ContractID: contract, Sum: &of}
	}
	known := found(s, api.Contracts, "")[0].ID
	count := len(found(s, api.SmartTransactions, ""))
	for name, test := range map[string]struct {
		in       api.NewSmartTransaction
		by, says string
	}{
		"sum is not the basket's":  {api.NewSmartTransaction{BasketInfo: sum(999), Basket: lines(item(2, 500, 1000))}, "ProductInternalException", "basket_info: sum: 999 is not the 1000"},
		"line does not add up":     {api.NewSmartTransaction{Basket: lines(item(2, 500, 900))}, "ProductInternalException", "900"},
		"share beyond the whole":   {api.NewSmartTransaction{Basket: lines(item(1, 100, 100), share(known, 101))}, "ProductInternalException", "shares"},
		"share of a stranger":      {api.NewSmartTransaction{Basket: lines(item(1, 100, 100), share("GCR_X", 10))}, "ProductNotAllowedException", "Referenced contract access denied GCR_X"},
		"contract of a stranger":   {api.NewSmartTransaction{Contract: api.Ref{ID: "GCR_KTSST836QYITQJM1JGYIZ4F4OLKI04"}}, "ProductNotAllowedException", "Referenced contract access denied"},
		"currency":                 {api.NewSmartTransaction{BasketInfo: api.SmartBasketInfo{Currency: "USD"}}, "ProductInternalException", "USD"},
		"intent":                   {api.NewSmartTransaction{Intent: "gift"}, "ProductInternalException", "gift"},
		"customer":                 {api.NewSmartTransaction{Customer: api.PaymentCustomer{ID: "PCU_X"}}, "ProductNotFoundException", "PCU_X"},
		"device":                   {api.NewSmartTransaction{Source: api.Ref{ID: "SDV_X"}}, "ProductNotFoundException", "SDV_X"},
		"store":                    {api.NewSmartTransaction{Delivery: api.SmartDelivery{Type: "collection", StoreID: "STO_X"}}, "ProductNotFoundException", "STO_X"},
		"plan":                     {api.NewSmartTransaction{Basket: lines(api.NewProduct{ItemType: "subscription", PlanID: "PLN_X"})}, "ProductNotFoundException", "PLN_X"},
		"kind of line":             {api.NewSmartTransaction{Basket: lines(api.NewProduct{ItemType: "bribe"})}, "ProductInternalException", "bribe"},
		"more than a million":      {api.NewSmartTransaction{BasketInfo: sum(100_000_001)}, "ProductInternalException", "sum"},
		"language of the checkout": {api.NewSmartTransaction{Application: &api.NewApplication{Language: "fr"}}, "ProductInternalException", "language"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := refusedBy(s, test.by, api.CreateSmartTransaction, test.in); !strings.Contains(err.Details, test.says) {
				t.Errorf("%q says nothing of %q", err.Details, test.says)
			}
		})
	}
	if got := len(found(s, api.SmartTransactions, "")); got != count {
		t.Errorf("%d sales became %d", count, got)
	}
}

func TestABasketIsCompletedAndShownByItsPayment(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	contracts := found(s, api.Contracts, "")
	two, price, fee := int64(2), api.Minor(4500), api.Minor(475)
	sale := s.sale(9490, func(in *api.NewSmartTransaction) {
		in.Basket = &api.NewBasket{Products: []api.NewProduct{
			{Desc: "Super fancy product", ArticleNumber: "A-1", Quantity: &two, Price: &price, Tax: new(int64(19)), SerialNumber: "4711-0815"},
			{ItemType: "shipping", Desc: "DHL Paket", Sum: new(api.Minor(490))},
			{ItemType: "stakeholder_payment", Desc: "platform fee", Sum: &fee, ContractID: contracts[1].ID, ReferenceID: "F-1"},
		}}
	})
	if p := sale.Basket.Products; len(p) != 3 || p[0].ItemType != "article" || sale.Basket.Type != "default" {
		t.Errorf("%+v", sale.Basket)
	}
	if strings.Contains(string(s.Kept("smart.transactions", sale.ID)), "4711-0815") {
		t.Error("the number of a voucher is kept")
	}
	in, _ := by("debit")
	paid := s.paid(done(s, api.PrepareSmartTransaction, in, sale.ID, "debit"))
	if *paid.Amount != 9490 || len(paid.Basket) != 3 || *paid.Basket[0].Total != 9000 || paid.Basket[0].Name != "Super fancy product" ||
		*paid.Basket[2].Total != 475 || paid.Basket[2].ContractID != contracts[1].ID || paid.Basket[2].ReferenceID != "F-1" {
		t.Errorf("%+v", paid.Basket)
	}
}

func TestAMethodHasToBeThereForTheSale(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	only := func(in *api.NewSmartTransaction) {
		in.PaymentContext = &api.PaymentContext{PaymentMethods: []string{"debit"}}
	}
	francs := func(in *api.NewSmartTransaction) { in.BasketInfo.Currency = "CHF" }
	nobody := func(in *api.NewSmartTransaction) { in.Customer = api.PaymentCustomer{} }
	for name, test := range map[string]struct {
		sale   api.SmartTransaction
		method string
		in     api.PrepareSmart
		by     string
	}{
		"none of that name":       {s.sale(900), "gold", api.PrepareSmart{}, "ProductNotAllowedException"},
		"discontinued":            {s.sale(900), "giropay", api.PrepareSmart{}, "ProductNotAllowedException"},
		"too much for an invoice": {s.sale(150_001), "invoice", api.PrepareSmart{}, "ProductNotAllowedException"},
		"too little for parts":    {s.sale(900, demo), "easycredit", api.PrepareSmart{}, "ProductNotAllowedException"},
		"not of this checkout":    {s.sale(900, only), "invoice", api.PrepareSmart{}, "ProductNotAllowedException"},
		"not in francs":           {s.sale(900, francs), "debit", api.PrepareSmart{Container: account()}, "ProductNotAllowedException"},
		"no container":            {s.sale(900), "debit", api.PrepareSmart{}, "ProductInternalException"},
		"no customer":             {s.sale(900, nobody), "debit", api.PrepareSmart{Container: account()}, "ProductInternalException"},
		"unknown container":       {s.sale(900), "debit", api.PrepareSmart{Container: &api.UseContainer{ID: "PCT_X"}}, "ProductNotFoundException"},
		"nothing to pay":          {s.sale(0), "prepaid", api.PrepareSmart{}, "ProductNotAllowedException"},
	} {
		t.Run(name, func(t *testing.T) {
			still(s, api.SmartTransactions, test.sale.ID, func() {
				refusedBy(s, test.by, api.PrepareSmartTransaction, test.in, test.sale.ID, test.method)
			})
		})
	}
	other := found(s, api.PaymentContainers, "type:bank_account")[0]
	sale := s.sale(900)
	refusedBy(s, "ProductNotAllowedException", api.PrepareSmartTransaction, api.PrepareSmart{Container: &api.UseContainer{ID: other.ID}}, sale.ID, "debit")
	refusedBy(s, "ProductNotFoundException", api.PrepareSmartTransaction, api.PrepareSmart{}, "STX_X", "debit")
	if links := s.sale(900, only).PaymentLinks; links.Debit == "" || links.Invoice != "" || links.General == "" {
		t.Errorf("%+v", links)
	}
}
