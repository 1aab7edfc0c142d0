package api

import (
	stdjson "encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// operation is one line of testdata/operations.json: the facts of the vendor's
// reference about one of its 165 operations. In samples {} and [] stand for
// content that the reference folds away.
type operation struct {
	Operation      string             `json:"operation"`
	Method         string             `json:"method"`
	Path           string             `json:"path"`
	Section        string             `json:"section"`
	Title          string             `json:"title"`
	List           bool               `json:"list"`
	Body           []string           `json:"body"`
	DeprecatedBody []string           `json:"deprecated_body"`
	Query          []string           `json:"query"`
	Success        []int              `json:"success"`
	Request        stdjson.RawMessage `json:"request"`
	Response       stdjson.RawMessage `json:"response"`
}

func reference(t testing.TB) map[string]operation {
	t.Helper()
	b, err := os.ReadFile("../testdata/operations.json")
	if err != nil {
		t.Fatal(err)
	}
	var ops []operation
	if err := stdjson.Unmarshal(b, &ops); err != nil {
		t.Fatal(err)
	}
	if len(ops) != 165 {
		t.Fatalf("got %d operations", len(ops))
	}
	byName := map[string]operation{}
	for _, op := range ops {
		if op.Operation != op.Method+" "+op.Path {
			t.Errorf("%s is %s %s", op.Operation, op.Method, op.Path)
		}
		byName[op.Operation] = op
	}
	return byName
}

func TestTheCatalogueIsTheReference(t *testing.T) {
	ref := reference(t)
	seen := map[string]bool{}
	for _, e := range Endpoints() {
		name := e.Method + " " + e.Path
		op, ok := ref[name]
		if !ok {
			t.Errorf("the reference has no %s", name)
			continue
		}
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if e.Section != op.Section || e.Title != op.Title || e.List != op.List {
			t.Errorf("%s: got %+v, want %s, %s, list %v", name, e, op.Section, op.Title, op.List)
		}
		if e.Method == "GET" && e.Effect != Reads {
			t.Errorf("%s: a GET %v", name, e.Effect)
		}
	}
	for name := range ref {
		if !seen[name] {
			t.Errorf("the catalogue has no %s", name)
		}
	}
}

func TestWhatMovesMoneyAndWhatOnlyAsksIsAListOfItsOwn(t *testing.T) {
	moves := []string{
		"POST /Payment/Transactions",
		"POST /Payment/Transactions/{paymentTransactionId}/capture",
		"POST /Payment/Transactions/{paymentTransactionId}/cancel",
		"POST /Payment/Transactions/{paymentTransactionId}/revokeAccrual",
		"PUT /Payment/Transactions/{paymentTransactionId}/ShippingInformation",
		"POST /Payment/Transactions/{paymentTransactionId}/IncreaseAmount",
		"POST /Payment/Transactions/{paymentTransactionId}/assignTransferBalance",
		"POST /Smart/Transactions/{smartTransactionId}/cancel",
		"POST /Smart/Transactions/{smartTransactionId}/prepare/{paymentMethod}",
		"POST /Smart/Transactions/{smartTransactionId}/start/{paymentMethod}",
		"POST /Smart/Transactions/{smartTransactionId}/canceltrx",
		"POST /Smart/Transactions/{smartDeviceId}/endOfDay",
		"POST /Smart/Transactions/{smartTransactionId}/preTransaction",
		"POST /Smart/Transactions/{smartTransactionId}/setDelivery",
		"POST /Smart/Transactions/{subscriptionId}/updatePaymentContainer",
		"POST /General/Contracts/{generalContractId}/revokeAccrual",
		"POST /General/Contracts/{generalContractId}/terminate",
		"POST /General/Contracts/{generalContractId}/updateBankAccount",
		"POST /Payment/Contracts/{paymentContractId}/revokeAccrual",
		"POST /Payment/Contracts/{paymentContractId}/updateBankAccount",
		"POST /Payment/Secupaypayout",
		"POST /Payment/Secupaypayout/me/PayoutWithoutCustomer",
		"POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/transaction",
		"POST /Prepaid/Sales",
		"POST /Prepaid/Sales/{prepaidSaleId}/Confirm",
	}
	asks := []string{
		"POST /Payment/Transactions/{paymentTransactionId}/getPaymentInstructions",
		"POST /Payment/Transactions/me/getPaymentInstructions/{smartTransactionId}",
		"POST /General/Merchants/{generalMerchantId}/getPublicData/{generalContractId}",
		"POST /General/Contracts/{generalContractId}/getAvailablePaymentMethods",
		"POST /General/Contracts/{generalContractId}/getAvailablePaymentMethods/{smartTransactionId}",
		"POST /Loyalty/Cardgroups/{loyaltyCardGroupId}/checkPasscodeEnabled",
		"POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/checkCsc",
		"POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/validateMerchantcard",
		"POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/getCardBalanceReceipt",
		"POST /Prepaid/Contracts/{prepaidContractId}/mappingZvt",
	}
	blocks := []string{
		"POST /Smart/Transactions/{smartTransactionId}/canceltrx",
		"POST /Smart/Transactions/{smartDeviceId}/diagnosis",
		"POST /Smart/Transactions/{smartDeviceId}/endOfDay",
	}
	byName := probes(t)
	for _, e := range Endpoints() {
		name, want := e.Method+" "+e.Path, Writes
		switch {
		case slices.Contains(moves, name):
			want = MovesMoney
		case e.Method == "GET" || slices.Contains(asks, name):
			want = Reads
		}
		if e.Effect != want || byName[name].effect != want {
			t.Errorf("%s: the catalogue says it %v, the operation that it %v; it %v", name, e.Effect, byName[name].effect, want)
		}
		if blocking := slices.Contains(blocks, name); e.Blocking != blocking || byName[name].blocking != blocking {
			t.Errorf("%s: blocking %v in the catalogue, %v in the operation", name, e.Blocking, byName[name].blocking)
		}
	}
	for _, name := range slices.Concat(moves, asks, blocks) {
		if byName[name].name == "" {
			t.Errorf("no %s", name)
		}
	}
}

// wireNames are the names under which a struct is sent.
func wireNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// newer are the fields of bodies that the reference does not list: the newest
// official client sends them, or the reference's own samples do.
var newer = map[string][]string{
	"NewSmartTransaction": {"payment_method", "subscription"},
	"PrepareSmart":        {"dynamic_descriptor"},
	"StartSmart":          {"dynamic_descriptor"},
	"NewBankAccount":      {"verification_document"},
	"NewContainer":        {"notification_url", "request_token"},
	"ContractClone":       {"payout_account"},
	"ContractRequest": {
		"account_verification", "event_details", "funding_end", "funding_threshold", "interest_payment_interval", "merchant_id", "pricing",
		"project_brochure", "project_duration", "project_factsheet", "project_url", "url_website",
	},
	"NewPayout":          {"demo"},
	"NewPlan":            {"product_type"},
	"NewLoyaltyCustomer": {"anonymize"},
	"MerchantCardUpdate": {"additional_data", "expiry_date"},
	"NewCardLock":        {"csc"},
	"NewCardTransaction": {"additional_data"},
	"NewDevice":          {"status"},
	"NewUploadIdent":     {"documents"},
}

func TestBodiesHaveTheFieldsOfTheReferenceButNoDeprecatedOne(t *testing.T) {
	ref := reference(t)
	for name, p := range probes(t) {
		want := slices.DeleteFunc(slices.Clone(ref[name].Body), func(field string) bool {
			return slices.Contains(ref[name].DeprecatedBody, field)
		})
		want = append(want, newer[p.in.Name()]...)
		slices.Sort(want)
		got := wireNames(p.in)
		if p.in == reflect.TypeFor[Upload]() {
			got = []string{"file"} // no JSON: the name of the form's field
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestTheSampleOfCheckStatusIsReadToTheField(t *testing.T) {
	op := reference(t)["GET /Payment/Transactions/{paymentTransactionId}/checkStatus"]
	got, err := decodeAnswer[PaymentStatus](200, op.Response, Reads)
	simple := StatusAuthorized
	want := PaymentStatus{Status: 9, StatusText: "vorautorisiert", StatusSimple: &simple, StatusSimpleText: "authorized", Amount: minor(1995), Currency: "EUR"}
	if diff := cmp.Diff(want, got.Value); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// Amounts of getPaymentInstructions are text in a language, not minor units.
func TestTheSampleOfInstructionsKeepsItsTextAmount(t *testing.T) {
	op := reference(t)["POST /Payment/Transactions/{paymentTransactionId}/getPaymentInstructions"]
	got, err := decodeAnswer[Instructions](200, op.Response, Reads)
	if err != nil || got.Value.Amount != "140,00" {
		t.Error(got.Value, err)
	}
}
