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

func reference(t *testing.T) map[string]operation {
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

// whole are the sections of which the catalogue has every operation; of the
// others it has some.
var whole = []section{paymentTransactions}

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
	for name, op := range ref {
		if slices.Contains(whole, section(op.Section)) && !seen[name] {
			t.Errorf("the catalogue has no %s", name)
		}
	}
	for _, want := range []string{
		"GET /Smart/Transactions", "GET /Smart/Transactions/{smartTransactionId}",
		"GET /General/Merchants", "GET /General/Merchants/{generalMerchantId}",
	} {
		if !seen[want] {
			t.Errorf("the catalogue has no %s", want)
		}
	}
}

func TestNoOperationThatMovesMoneyIsTakenForLess(t *testing.T) {
	harmless := []string{"getPaymentInstructions"} // asks for an account number, by POST
	for _, e := range Endpoints() {
		asks := slices.ContainsFunc(harmless, func(word string) bool { return strings.Contains(e.Path, word) })
		if e.Section == "Payment Transactions" && e.Method != "GET" && !asks && e.Effect != MovesMoney {
			t.Errorf("%s %s %v", e.Method, e.Path, e.Effect)
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

func TestBodiesHaveTheFieldsOfTheReferenceButNoDeprecatedOne(t *testing.T) {
	ref := reference(t)
	for name, in := range map[string]any{
		"POST /Payment/Transactions":                                              NewPayment{},
		"POST /Payment/Transactions/{paymentTransactionId}/capture":               Capture{},
		"POST /Payment/Transactions/{paymentTransactionId}/cancel":                Refund{},
		"PUT /Payment/Transactions/{paymentTransactionId}/ShippingInformation":    ShippingInformation{},
		"POST /Payment/Transactions/{paymentTransactionId}/IncreaseAmount":        NewAmount{},
		"POST /Payment/Transactions/{paymentTransactionId}/revokeAccrual":         nil,
		"POST /Payment/Transactions/{paymentTransactionId}/assignTransferBalance": nil,
	} {
		op, ok := ref[name]
		if !ok {
			t.Fatalf("no %s", name)
		}
		var want []string
		for _, field := range op.Body {
			if !slices.Contains(op.DeprecatedBody, field) {
				want = append(want, field)
			}
		}
		slices.Sort(want)
		var got []string
		if in != nil {
			got = wireNames(reflect.TypeOf(in))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// decodable reads a sample of the reference and reports its drift.
func decodable[Out any](raw []byte) ([]string, error) {
	item, err := decodeAnswer[Out](200, raw, MovesMoney)
	return item.Drift, err
}

func decodablePage[T any](raw []byte) ([]string, error) {
	page, err := decodePage[T](raw)
	var drift []string
	for _, item := range page.Items {
		drift = append(drift, item.Drift...)
	}
	return drift, err
}

func TestSamplesOfTheReferenceDecodeWithoutDrift(t *testing.T) {
	readers := map[string]func([]byte) ([]string, error){
		"GET /Payment/Transactions":                                                 decodablePage[PaymentTransaction],
		"POST /Payment/Transactions":                                                decodable[SecupayTransaction],
		"GET /Payment/Transactions/{paymentTransactionId}":                          decodable[PaymentTransaction],
		"POST /Payment/Transactions/{paymentTransactionId}/capture":                 decodable[PaymentTransaction],
		"POST /Payment/Transactions/{paymentTransactionId}/cancel":                  decodable[CancelResult],
		"GET /Payment/Transactions/{paymentTransactionId}/shippingUrl":              nil, // no sample
		"POST /Payment/Transactions/{paymentTransactionId}/revokeAccrual":           decodable[PaymentTransaction],
		"POST /Payment/Transactions/{paymentTransactionId}/getPaymentInstructions":  decodable[Instructions],
		"POST /Payment/Transactions/me/getPaymentInstructions/{smartTransactionId}": decodable[Instructions],
		"GET /Payment/Transactions/{paymentTransactionId}/OldFormat":                decodable[SecupayTransaction],
		"GET /Payment/Transactions/me/CrowdFundingData/{generalMerchantId}":         decodable[CrowdFunding],
		"PUT /Payment/Transactions/{paymentTransactionId}/ShippingInformation":      decodable[Result],
		"POST /Payment/Transactions/{paymentTransactionId}/IncreaseAmount":          decodable[PaymentTransaction],
		"GET /Payment/Transactions/{paymentTransactionId}/checkStatus":              decodable[PaymentStatus],
		"POST /Payment/Transactions/{paymentTransactionId}/assignTransferBalance":   decodable[PaymentTransaction],
		"GET /Smart/Transactions":                                                   nil, // no sample
		"GET /Smart/Transactions/{smartTransactionId}":                              decodable[SmartTransaction],
		"GET /General/Merchants":                                                    decodablePage[Merchant],
		"GET /General/Merchants/{generalMerchantId}":                                decodable[Merchant],
	}
	ref := reference(t)
	for _, e := range Endpoints() {
		name := e.Method + " " + e.Path
		read, ok := readers[name]
		if !ok {
			t.Errorf("%s: its sample is not read", name)
			continue
		}
		if read == nil {
			continue
		}
		if drift, err := read(ref[name].Response); err != nil || len(drift) > 0 {
			t.Errorf("%s: drift %v, %v", name, drift, err)
		}
	}
	// The sections that come later answer smart transactions too.
	for name, op := range ref {
		if op.Section == "Smart Transactions" && strings.Contains(string(op.Response), `"smart.transactions"`) {
			if drift, err := decodable[SmartTransaction](op.Response); err != nil || len(drift) > 0 {
				t.Errorf("%s: drift %v, %v", name, drift, err)
			}
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
