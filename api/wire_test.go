package api

import (
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// Every operation goes to the path of the reference to the letter, with its args
// escaped, as JSON, and a write alone has an X-Action.
func TestEveryOperationGoesWhereTheReferenceSays(t *testing.T) {
	for name, p := range probes(t) {
		method, path, _ := strings.Cut(name, " ")
		args := placeholder.FindAllString(path, -1)
		for i := range args {
			args[i] = "a/b " + strings.Trim(args[i], "{}")
		}
		f := &fake{serve: always(200, `{}`)}
		err := p.send(t.Context(), newFakeClient(t, f), args...)
		if f.requests == 0 {
			if OutcomeOf(err) != NotSent || !strings.Contains(err.Error(), " ") {
				t.Errorf("%s: %v", name, err)
			}
			continue // its body may not be empty, see the other tables
		}
		want := "/api/v2" + placeholder.ReplaceAllStringFunc(path, func(id string) string { return "a%2Fb%20" + strings.Trim(id, "{}") })
		if got := f.last.URL.RequestURI(); got != want || f.last.Method != method {
			t.Errorf("got %s %s, want %s %s", f.last.Method, got, method, want)
		}
		if got := f.last.Header.Get("Content-Type"); got != "application/json" && name != "POST /Document/Uploads?multipart" {
			t.Errorf("%s: sent as %s", name, got)
		}
		if acts := f.last.Header.Get("X-Action") != ""; acts != (p.effect != Reads) {
			t.Errorf("%s: X-Action is %v, and it %v", name, acts, p.effect)
		}
		if f.last.Header.Get("Idempotency-Key") != "" {
			t.Errorf("%s has an Idempotency-Key", name)
		}
		if p.in.Name() == "None" && f.bodies[0] != "" {
			t.Errorf("%s: sent %q in place of nothing", name, f.bodies[0])
		}
	}
}

// sent does one operation against a server that answers nothing of use, and
// returns the request line and the body.
func sent(t *testing.T, do func(context.Context, *Client) error) (line, body string) {
	t.Helper()
	f := &fake{serve: always(200, `{}`)}
	if err := do(t.Context(), newFakeClient(t, f)); f.requests != 1 {
		t.Fatalf("%d requests, %v", f.requests, err)
	}
	return f.last.Method + " " + strings.TrimPrefix(f.last.URL.RequestURI(), "/api/v2"), f.bodies[0]
}

// doing binds an operation to its input and args.
func doing[In, Out any](op Op[In, Out], in In, args ...string) func(context.Context, *Client) error {
	return func(ctx context.Context, c *Client) error {
		_, err := op.Do(ctx, c, in, args...)
		return err
	}
}

func TestBodiesAreSentToTheByte(t *testing.T) {
	eur := SmartBasketInfo{Sum: new(Minor(500)), Currency: "EUR"}
	max := Contact{Forename: "Max", Surname: "Mustermann", Birthday: ParseTime("1901-02-03"), Address: Address{City: "Musterstadt", Country: "DE"}}
	for _, tt := range []struct {
		name string
		do   func(context.Context, *Client) error
		line string
		body string
	}{
		{
			"the smart checkout of the guide",
			doing(CreateSmartTransaction, NewSmartTransaction{
				Demo: new(true), Contract: Ref{ID: "GCR_1"}, Customer: PaymentCustomer{Contact: Contact{Forename: "Max"}}, Intent: "sale",
				BasketInfo: eur, Application: &NewApplication{Template: "COT_1", Language: "de"},
			}),
			"POST /Smart/Transactions",
			`{"basket_info":{"sum":500,"currency":"EUR"},"contract":{"id":"GCR_1"},"customer":{"contact":{"forename":"Max"}},"is_demo":true,"intent":"sale","application_context":{"checkout_template":"COT_1","language":"de"}}`,
		},
		{
			"zero and false are sent where they are set",
			doing(UpdateSmartTransaction, NewSmartTransaction{
				Basket:     &NewBasket{Products: []NewProduct{{ItemType: "article", Quantity: new(int64(1)), Price: new(Minor(0)), Tax: new(int64(0))}}},
				BasketInfo: SmartBasketInfo{Sum: new(Minor(0))}, Demo: new(false), PaymentContext: &PaymentContext{AutoCapture: new(false)},
			}, "STX_1"),
			"PUT /Smart/Transactions/STX_1",
			`{"basket":{"products":[{"item_type":"article","quantity":1,"priceOne":0,"tax":0}]},"basket_info":{"sum":0},"is_demo":false,"payment_context":{"auto_capture":false}}`,
		},
		{"a start with its method", doing(StartSmartTransaction, StartSmart{}, "STX_1", "debit"), "POST /Smart/Transactions/STX_1/start/debit", `{}`},
		{"a start after a prepare", doing(StartSmartTransaction, StartSmart{}, "STX_1"), "POST /Smart/Transactions/STX_1/start", `{}`},
		{"a start with an empty method", doing(StartSmartTransaction, StartSmart{}, "STX_1", ""), "POST /Smart/Transactions/STX_1/start", `{}`},
		{
			"a start of a card terminal",
			doing(StartSmartTransaction, StartSmart{PrepareSmart: PrepareSmart{Email: "a@b.test"}, TID: "123", Trace: new(int64(0)), CardType: "girocard"}, "STX_1", "cashless_direct"),
			"POST /Smart/Transactions/STX_1/start/cashless_direct", `{"email":"a@b.test","tid":"123","trace":0,"cardtype":"girocard"}`,
		},
		{
			"a prepare with a container there is", doing(PrepareSmartTransaction, PrepareSmart{Container: &UseContainer{ID: "PCT_1"}}, "STX_1", "debit"),
			"POST /Smart/Transactions/STX_1/prepare/debit", `{"container":{"id":"PCT_1"}}`,
		},
		{
			"a prepare with a new container",
			doing(PrepareSmartTransaction, PrepareSmart{Container: &UseContainer{NewContainer: NewContainer{Type: "bank_account", Private: &Instrument{IBAN: "DE1", Owner: "Max"}}}}, "STX_1", "debit"),
			"POST /Smart/Transactions/STX_1/prepare/debit", `{"container":{"type":"bank_account","private":{"iban":"DE1","owner":"Max"}}}`,
		},
		{
			"a delivery", doing(SetSmartDelivery, SmartDeliveryReport{SmartDelivery{Type: "shipping", ShippedBy: "DHL", TrackingCode: "7"}}, "STX_1"),
			"POST /Smart/Transactions/STX_1/setDelivery", `{"delivery_options":{"type":"shipping","shipped_by":"DHL","tracking_code":"7"}}`,
		},
		{"a cash receipt is cancelled by its number", doing(CancelCashTransaction, None{}, "3"), "POST /Smart/Transactions/3/canceltrx", ``},
		{"no legal text", doing(UpdateMerchant, MerchantUpdate{LegalDetails: []NewLegalDocument{}}, "me"), "PUT /General/Merchants/me", `{"legal_details":[]}`},
		{
			"methods of a contract", doing(ContractMethods, MethodQuestion{Currency: "EUR"}, "GCR_1"),
			"POST /General/Contracts/GCR_1/getAvailablePaymentMethods", `{"currency":"EUR","is_demo":false}`,
		},
		{
			"mails off", doing(PatchContract, ContractUpdate{CheckoutSettings{CheckoutMails{Merchant: new(false)}}}, "GCR_1"),
			"PATCH /General/Contracts/GCR_1", `{"checkout_configuration":{"notifications":{"merchant_order_mail":false}}}`,
		},
		{
			"access to PayPal", doing(SetThirdParties, NewThirdParties{PayPal: &NewThirdParty{Live: &NewThirdPartyAccess{"id", "s"}}}, "GCR_1"),
			"POST /General/Contracts/GCR_1/ThirdPartyConfiguration", `{"paypal":{"live":{"client_id":"id","client_secret":"s"}}}`,
		},
		{"one third party goes", doing(DeleteThirdParty, None{}, "GCR_1", "paypal"), "DELETE /General/Contracts/GCR_1/ThirdPartyConfiguration/paypal", ``},
		{"all third parties go", doing(DeleteThirdParty, None{}, "GCR_1"), "DELETE /General/Contracts/GCR_1/ThirdPartyConfiguration", ``},
		{
			"a store open on Sunday", doing(CreateStore, NewStore{Name: "Mitte", OpenHours: []OpenHours{{DayTime{0, "0900"}, DayTime{0, "1200"}}}}),
			"POST /General/Stores", `{"name":"Mitte","open_hours":[{"open":{"day":0,"time":"0900"},"close":{"day":0,"time":"1200"}}]}`,
		},
		{
			"a payer", doing(CreatePaymentCustomer, NewCustomer{max}), "POST /Payment/Customers",
			`{"contact":{"forename":"Max","surname":"Mustermann","dob":"1901-02-03","address":{"city":"Musterstadt","country":"DE"}}}`,
		},
		{
			"a container", doing(CreatePaymentContainer, NewContainer{CustomerID: "PCU_1", Type: "bank_account", Private: &Instrument{Owner: "Max", IBAN: "DE1", BIC: "X"}}),
			"POST /Payment/Containers", `{"customer_id":"PCU_1","type":"bank_account","private":{"iban":"DE1","bic":"X","owner":"Max"}}`,
		},
		{
			"a clone", doing(CloneContract, ContractClone{Project: "Hof", Payout: &BankAccount{IBAN: "DE1"}, PayIn: new(false)}, "GCR_1"),
			"POST /Payment/Contracts/GCR_1/clone", `{"project":"Hof","payout_account":{"iban":"DE1"},"payin_account":false}`,
		},
		{
			"a payout to a container",
			doing(CreatePayout, NewPayout{Demo: "0", Customer: CustomerOrID{PaymentCustomer{ID: "PCU_1"}}, Amount: 400, Currency: "EUR", Items: []PayoutItem{{ContainerID: "PCT_1", Total: new(Minor(400))}}}),
			"POST /Payment/Secupaypayout", `{"demo":"0","customer":"PCU_1","amount":400,"currency":"EUR","transaction_list":[{"container_id":"PCT_1","total":400}]}`,
		},
		{
			"a payout with a new customer", doing(CreatePayout, NewPayout{Customer: CustomerOrID{PaymentCustomer{Contact: Contact{Surname: "M"}}}, Amount: 1}),
			"POST /Payment/Secupaypayout", `{"customer":{"contact":{"surname":"M"}},"amount":1}`,
		},
		{
			"a payout without a customer",
			doing(CreatePayoutWithoutCustomer, DirectPayout{Amount: 300, ContractID: "GCR_1", Execution: ParseTime("2023-09-01"), Items: []DirectPayoutItem{{Amount: new(Minor(300)), Recipient: "Max", Account: &BankAccount{IBAN: "DE1"}}}}),
			"POST /Payment/Secupaypayout/me/PayoutWithoutCustomer",
			`{"amount":300,"contract_id":"GCR_1","payout_list":[{"amount":300,"recipient":"Max","bank_account":{"iban":"DE1"}}],"execution_date":"2023-09-01"}`,
		},
		{
			"a plan with a set-up and without an end",
			doing(CreatePlan, NewPlan{Description: "Abo", Cycles: []BillingCycle{{Sequence: 0, TenureType: "setup", TotalCycles: 1, Price: new(Minor(0))}, {Sequence: 1, Interval: PlanInterval{"month", 1}, TenureType: "regular", Price: new(Minor(799))}}}),
			"POST /Payment/Plans",
			`{"description":"Abo","billing_cycles":[{"sequence":0,"tenure_type":"setup","total_cycles":1,"price":0},{"sequence":1,"interval":{"unit":"month","count":1},"tenure_type":"regular","total_cycles":0,"price":799}]}`,
		},
		{
			"a holder", doing(CreateLoyaltyCustomer, NewLoyaltyCustomer{Merchant: "MRC_1", Contact: Contact{Surname: "M"}, Consent: "accepted", Additional: Opaque(`{"shoe":42}`)}),
			"POST /Loyalty/Customers", `{"merchant":"MRC_1","merchant_contact":{"surname":"M"},"consent_for_communication":"accepted","additional_data":{"shoe":42}}`,
		},
		{"a PIN of four digits", doing(AssignLoyaltyCard, CardPIN{"0867"}, "CRD_1", "ACC_1"), "POST /Loyalty/Cards/CRD_1/assignUser/ACC_1", `{"pin":"0867"}`},
		{
			"a lock", doing(LockMerchantCard, NewCardLock{Reason: LockLost, Note: "Anruf"}, "MCD_1"),
			"POST /Loyalty/MerchantCards/MCD_1/lock", `{"reason":1,"note":"Anruf"}`,
		},
		{"an unlock", doing(UnlockMerchantCard, None{}, "MCD_1"), "POST /Loyalty/MerchantCards/MCD_1/unlock", ``},
		{
			"a charge of the reference", doing(ExecuteCardTransaction, NewCardTransaction{Action: "charge", Amount: new(Minor(100)), Bonus: new(Minor(100)), TID: "VT003456"}, "MCD_1"),
			"POST /Loyalty/MerchantCards/MCD_1/transaction", `{"action":"charge","amount":100,"bonus_amount":100,"tid":"VT003456"}`,
		},
		{
			"a charge of nothing but a bonus", doing(ExecuteCardTransaction, NewCardTransaction{Action: "charge", Amount: new(Minor(0)), Bonus: new(Minor(5)), Number: "9276001234567891"}, "me"),
			"POST /Loyalty/MerchantCards/me/transaction", `{"action":"charge","amount":0,"bonus_amount":5,"cardnumber":9276001234567891}`,
		},
		{
			"a security code goes as a number", doing(CheckCardCSC, CardCSC{"9276001234567891", "123"}, "me"),
			"POST /Loyalty/MerchantCards/me/checkCsc", `{"cardnumber":9276001234567891,"csc":123}`,
		},
		{
			"a security code keeps its leading zero", doing(CheckCardCSC, CardCSC{"0276", "012"}, "me"),
			"POST /Loyalty/MerchantCards/me/checkCsc", `{"cardnumber":"0276","csc":"012"}`,
		},
		{
			"cards with nobody", doing(CreateMerchantCards, NewMerchantCards{Count: 1000}, "MRC_1", "CRG_1"),
			"POST /Loyalty/MerchantCards/MRC_1/createMerchantcards/CRG_1", `{"cards_amount":1000}`,
		},
		{
			"a voucher of a register", doing(MapPrepaidItem, PrepaidQuestion{new(Minor(1500)), "0000000123456789"}, "PPC_1"),
			"POST /Prepaid/Contracts/PPC_1/mappingZvt", `{"amount":1500,"product_id":"0000000123456789"}`,
		},
		{"a sale", doing(CreatePrepaidSale, NewPrepaidSale{"PIT_1"}), "POST /Prepaid/Sales", `{"item":"PIT_1"}`},
		{"its confirmation", doing(ConfirmPrepaidSale, None{}, "PSA_1"), "POST /Prepaid/Sales/PSA_1/Confirm", ``},
		{
			"a device without vouchers", doing(UpdateDevice, NewDevice{Products: &DeviceProducts{Prepaid: &DevicePrepaid{Enabled: new(false)}}}, "SDV_1"),
			"PUT /Smart/Devices/SDV_1", `{"products":{"prepaid":{"enabled":false}}}`,
		},
		{"a PIN for a store", doing(UpdateDevicePIN, NewDevicePIN{"STO_1", "MRC_1", "0000"}, "SDV_1"), "PUT /Smart/Devices/SDV_1/devicePin", `{"store_id":"STO_1","merchant_id":"MRC_1","pin":"0000"}`},
		{"a device first in its routing", doing(AssignDevice, RoutingPriority{new(int64(0))}, "SRT_1", "SDV_1"), "POST /Smart/Routings/SRT_1/assign/SDV_1", `{"priority":0}`},
		{"a device of a routing by type", doing(DeviceWithRouting, None{}, "SDV_1", "zvt"), "GET /Smart/Devices/SDV_1/routing/zvt", ``},
		{"a file as JSON", doing(UploadContent, EncodedUpload{Base64("Hello, World!")}), "POST /Document/Uploads", `{"content":"SGVsbG8sIFdvcmxkIQ=="}`},
		{"papers", doing(CreateUploadIdent, NewUploadIdent{ContractID: "GCR_1", DocumentIDs: []string{"DUP_1"}}), "POST /Services/Uploadidents", `{"contract_id":"GCR_1","document_ids":["DUP_1"]}`},
		{
			"an identification", doing(CreateIdentRequest, NewIdentRequest{Type: "person", Demo: new(true), Person: []IdentPerson{{Custom1: "a"}}}),
			"POST /Services/Identrequests", `{"type":"person","demo":true,"person":[{"custom1":"a"}]}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			line, body := sent(t, tt.do)
			if diff := cmp.Diff(tt.line+"\n"+tt.body, line+"\n"+body); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatWouldDoHarmIsNotSent(t *testing.T) {
	for name, do := range map[string]func(context.Context, *Client) error{
		"a payout of nothing":                 doing(CreatePayout, NewPayout{}),
		"a payout of less than nothing":       doing(CreatePayoutWithoutCustomer, DirectPayout{Amount: -1}),
		"a payee who pays":                    doing(CreatePayoutWithoutCustomer, DirectPayout{Amount: 1, Items: []DirectPayoutItem{{Amount: new(Minor(-1))}}}),
		"a payee of an item who pays":         doing(CreatePayout, NewPayout{Amount: 1, Items: []PayoutItem{{Total: new(Minor(0))}}}),
		"an account without a number":         doing(UpdateContractBankAccount, NewBankAccount{Owner: "Max"}, "GCR_1"),
		"a lock for no reason":                doing(LockMerchantCard, NewCardLock{}, "MCD_1"),
		"a lock for an unknown reason":        doing(LockMerchantCard, NewCardLock{Reason: 4}, "MCD_1"),
		"a card transaction without a name":   doing(ExecuteCardTransaction, NewCardTransaction{Amount: new(Minor(1))}, "MCD_1"),
		"a charge that discharges":            doing(ExecuteCardTransaction, NewCardTransaction{Action: "charge", Amount: new(Minor(-1))}, "MCD_1"),
		"no cards":                            doing(CreateMerchantCards, NewMerchantCards{}, "MRC_1", "CRG_1"),
		"too many cards":                      doing(CreateMerchantCards, NewMerchantCards{Count: 1001}, "MRC_1", "CRG_1"),
		"two cards of one holder":             doing(CreateMerchantCards, NewMerchantCards{Count: 2, Customer: &NewLoyaltyCustomer{}}, "MRC_1", "CRG_1"),
		"a file without a name":               doing(UploadFile, Upload{Content: []byte("x")}),
		"a file whose type is a header":       doing(UploadFile, Upload{Name: "x", Type: "a/b\r\nX: y"}),
		"a start of nothing":                  doing(StartSmartTransaction, StartSmart{}),
		"a start of an empty id":              doing(StartSmartTransaction, StartSmart{}, "", "debit"),
		"a start with too many words":         doing(StartSmartTransaction, StartSmart{}, "STX_1", "debit", "now"),
		"a prepare without a method":          doing(PrepareSmartTransaction, PrepareSmart{}, "STX_1"),
		"additional data that is not JSON":    doing(CreateLoyaltyCustomer, NewLoyaltyCustomer{Additional: Opaque(`{`)}),
		"a third party that leads elsewhere":  doing(DeleteThirdParty, None{}, "GCR_1", ".."),
		"a diagnosis of an id that is a path": doing(Diagnose, None{}, ".."),
	} {
		f := &fake{}
		err := do(t.Context(), newFakeClient(t, f))
		if e := mustError(t, err); e.Outcome != NotSent || f.requests+f.signIns != 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAFileIsUploadedAsAForm(t *testing.T) {
	content := []byte("%PDF\r\n--tresen-\x00\xff")
	f := &fake{serve: always(200, `{"object":"document.uploads","id":"DUP_1","type":"application/pdf","name":"a.pdf","size":"18"}`)}
	up := Upload{Name: "Mandat \"Ü\"\r\n.pdf", Type: "application/pdf", Content: content}
	got, err := UploadFile.Do(t.Context(), newFakeClient(t, f), up)
	if err != nil || got.Value.ID != "DUP_1" || *got.Value.Size != 18 {
		t.Fatal(got, err)
	}
	if f.last.URL.RequestURI() != "/api/v2/Document/Uploads?multipart" {
		t.Error(f.last.URL)
	}
	kind, params, err := mime.ParseMediaType(f.last.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		t.Fatal(kind, err)
	}
	form := multipart.NewReader(strings.NewReader(f.bodies[0]), params["boundary"])
	part, err := form.NextPart()
	if err != nil {
		t.Fatal(err)
	}
	read, err := io.ReadAll(part)
	if err != nil || string(read) != string(content) {
		t.Errorf("got %q, %v", read, err)
	}
	if part.FormName() != "file" || part.FileName() != "Mandat %22Ü%22%0D%0A.pdf" || part.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("got %v", part.Header)
	}
	if _, err := form.NextPart(); err != io.EOF {
		t.Errorf("a second part: %v", err)
	}
	again, err := UploadFile.Request(up)
	if err != nil || string(again.Body) != f.bodies[0] {
		t.Error("the same file makes other bytes", err)
	}
}

func TestADownloadKeepsItsBytesAndItsType(t *testing.T) {
	content := "\x1b[0m\x00\xff{"
	f := &fake{serve: always(200, content, "Content-Type", "application/pdf", "Content-Disposition", `attachment; filename="../a\\b.pdf"`)}
	got, err := DownloadFile.Do(t.Context(), newFakeClient(t, f), None{}, "DUP_1")
	want := File{Name: "b.pdf", ContentType: "application/pdf", Content: []byte(content)}
	if diff := cmp.Diff(want, got.Value); err != nil || diff != "" {
		t.Error(err, diff)
	}
	f.serve = always(200, ``, "Content-Type", "text/plain")
	if got, err := DownloadFile.Do(t.Context(), newFakeClient(t, f), None{}, "DUP_1"); err != nil || len(got.Value.Content) != 0 {
		t.Error("an empty file:", got, err)
	}
	f.serve = always(200, `{"status":"error","error":"ProductNotFoundException"}`)
	if _, err := DownloadFile.Do(t.Context(), newFakeClient(t, f), None{}, "DUP_1"); err == nil {
		t.Error("an error was taken for a file")
	}
	f.serve = always(200, `{"status":"error"}`)
	if _, err := DownloadFile.Do(t.Context(), newFakeClient(t, f), None{}, "DUP_1"); err != nil {
		t.Error("a JSON file was taken for an error:", err)
	}
	f.serve = always(404, `{"status":"error","error":"ProductNotFoundException"}`)
	if _, err := DownloadFile.Do(t.Context(), newFakeClient(t, f), None{}, "DUP_1"); !IsNotFound(err) {
		t.Error(err)
	}
}

// A terminal may take minutes; only its operations wait that long.
func TestOnlyATerminalIsWaitedForLonger(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(context.Context, *Client) error
		want time.Duration
	}{
		{"a diagnosis", doing(Diagnose, None{}, "SDV_1"), blockingTimeout},
		{"an end of day", doing(EndOfDay, None{}, "SDV_1"), blockingTimeout},
		{"a cash receipt", doing(CancelCashTransaction, None{}, "3"), blockingTimeout},
		{"a start", doing(StartSmartTransaction, StartSmart{}, "STX_1"), writeTimeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fake{serve: func(_ int, req *http.Request) (*http.Response, error) {
				<-req.Context().Done()
				return nil, req.Context().Err()
			}}
			began := time.Now()
			err := tt.do(t.Context(), newFakeClient(t, f))
			if e := mustError(t, err); e.Outcome != Unknown || time.Since(began) != tt.want {
				t.Errorf("%s: %v after %v", tt.name, err, time.Since(began))
			}
			if f.requests != 1 {
				t.Errorf("%s was sent %d times", tt.name, f.requests)
			}
		})
	}
}

func TestReferencesAreResolvedOnDemand(t *testing.T) {
	f := &fake{serve: always(200, `{"id":"SUB_1","plan":{"id":"PLN_1","description":"Abo"}}`)}
	got, err := Subscriptions.GetExpanded(t.Context(), newFakeClient(t, f), "SUB_1", "plan")
	if err != nil || got.Value.Plan.Description != "Abo" || f.last.URL.RequestURI() != "/api/v2/Payment/Subscriptions/SUB_1?expand=plan" {
		t.Error(got, err, f.last.URL)
	}
	if _, err := Subscriptions.GetExpanded(t.Context(), newFakeClient(t, f), "", "plan"); mustError(t, err).Outcome != NotSent {
		t.Error(err)
	}
}

func TestASummaryIsReadByItsBuckets(t *testing.T) {
	f := &fake{serve: always(200, `{"count":3,"data":[{"l":0,"ks":"Lastschrift","c":2,"s":"300","t":{"k":1700000000,"ks":"2023-11-14","c":2,"s":300}}],"type":"term","sum":true,"lookup":["Lastschrift"]}`)}
	q := Query{Aggregate: &Aggregate{GroupByProp: "product", SumByProp: "amount"}}
	got, err := PaymentTransactions.Aggregate(t.Context(), newFakeClient(t, f), q)
	want := Bucket{Place: new(int64(0)), Text: "Lastschrift", Count: new(int64(2)), Sum: new(Minor(300)), Time: &Bucket{Key: "1700000000", Text: "2023-11-14", Count: new(int64(2)), Sum: new(Minor(300))}}
	if err != nil || len(got.Items) != 1 || got.Total != 3 {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff(want, got.Items[0].Value); diff != "" || got.Items[0].Drift != nil {
		t.Error(diff, got.Items[0].Drift)
	}
	if got := f.last.URL.Query().Get("aggregate"); got != `{"group_by_prop":"product","sum_by_prop":"amount"}` {
		t.Error(got)
	}
}

func TestContentOfAFileIsDecoded(t *testing.T) {
	got, err := decodeItem[DocumentUpload]([]byte(`{"id":"DUP_1","content":"` + base64.StdEncoding.EncodeToString([]byte("Hello\x00")) + `"}`))
	if err != nil || string(got.Value.Content) != "Hello\x00" || got.Drift != nil {
		t.Error(got, err)
	}
	if got, _ := decodeItem[DocumentUpload]([]byte(`{"id":"DUP_1","content":"not base64"}`)); got.Value.Content != nil || len(got.Drift) != 1 {
		t.Error(got)
	}
}
