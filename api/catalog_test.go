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
