package api

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func minor(n Minor) *Minor { return &n }

func TestFieldsAreReadLeniently(t *testing.T) {
	simple := StatusAccepted
	for _, tt := range []struct {
		name, body string
		want       PaymentTransaction
		drift      []string
	}{
		{name: "an integer", body: `{"amount":9490}`, want: PaymentTransaction{Amount: minor(9490)}},
		{name: "an integer as text", body: `{"amount":"9490"}`, want: PaymentTransaction{Amount: minor(9490)}},
		{name: "a negative amount", body: `{"amount":-1000}`, want: PaymentTransaction{Amount: minor(-1000)}},
		{name: "no amount is not zero", body: `{}`},
		{name: "null is no amount", body: `{"amount":null}`},
		{name: "a decimal amount is not guessed", body: `{"amount":12.5}`, drift: []string{"/amount"}},
		{name: "a German decimal is not guessed", body: `{"amount":"140,00"}`, drift: []string{"/amount"}},
		{name: "an exponent is not guessed", body: `{"amount":1e3}`, drift: []string{"/amount"}},
		{name: "an empty amount is no zero", body: `{"amount":""}`, drift: []string{"/amount"}},
		{name: "a sign is not guessed", body: `{"amount":"+5"}`, drift: []string{"/amount"}},
		{name: "an amount beyond int64", body: `{"amount":99999999999999999999}`, drift: []string{"/amount"}},
		{name: "a boolean is no amount", body: `{"amount":false}`, drift: []string{"/amount"}},
		{name: "text from a number", body: `{"order_id":50001234,"tid":0}`, want: PaymentTransaction{OrderID: "50001234", TID: "0"}},
		{name: "text from an object", body: `{"order_id":{"a":1}}`, drift: []string{"/order_id"}},
		{name: "booleans of every kind", body: `{"accrual":"1","transmitted_to_bank":1}`, want: PaymentTransaction{Accrual: true, TransmittedToBank: true}},
		{name: "a boolean in words", body: `{"accrual":"true","transmitted_to_bank":"0"}`, want: PaymentTransaction{Accrual: true}},
		{name: "a boolean that is none", body: `{"accrual":"yes"}`, drift: []string{"/accrual"}},
		{name: "null anywhere", body: `{"id":null,"trans_id":null,"accrual":null,"created":null,"details":null,"basket":null}`},
		{name: "a simple status as text", body: `{"details":{"status_simple":"1"}}`, want: PaymentTransaction{Details: PaymentDetails{StatusSimple: &simple}}},
		{name: "a simple status that is none is not proceed", body: `{"details":{"status_simple":"ok"}}`, drift: []string{"/details/status_simple"}},
		{name: "PHP's empty object", body: `{"merchant":[],"details":[ ],"customer":[]}`},
		{name: "an empty list as an object", body: `{"basket":{}}`},
		{name: "a list where an object belongs", body: `{"id":"PCI_1","merchant":[1],"tid":"x"}`, want: PaymentTransaction{ID: "PCI_1", TID: "x"}, drift: []string{"/merchant"}},
		{name: "text where an object belongs", body: `{"merchant":"MRC_1","id":"PCI_1"}`, want: PaymentTransaction{ID: "PCI_1"}, drift: []string{"/merchant"}},
		{
			name: "one wrong line of a basket", body: `{"basket":[{"name":"a","price":"x"},7,{"name":"b","price":3}]}`,
			want:  PaymentTransaction{Basket: []BasketItem{{Name: "a"}, {}, {Name: "b", Price: minor(3)}}},
			drift: []string{"/basket/0/price", "/basket/1"},
		},
		{name: "names count to the letter", body: `{"Amount":1,"ID":"x","amount":2}`, want: PaymentTransaction{Amount: minor(2)}},
		{name: "of duplicates the last counts", body: `{"amount":1,"amount":2,"merchant":{"id":"a"},"merchant":{"id":"b"}}`, want: PaymentTransaction{Amount: minor(2), Merchant: PaymentMerchant{ID: "b"}}},
		{name: "escaped names are names", body: `{"\u0061mount":5}`, want: PaymentTransaction{Amount: minor(5)}},
		{name: "unknown fields do not matter", body: `{"new_field":{"a":[1,{"b":null}]},"amount":5}`, want: PaymentTransaction{Amount: minor(5)}},
		{name: "broken UTF-8", body: "{\"tid\":\"a\xffb\"}", want: PaymentTransaction{TID: "a\ufffdb"}},
		{name: "a lone surrogate", body: `{"tid":"a\ud800b"}`, want: PaymentTransaction{TID: "a\ufffdb"}},
		{name: "escapes are cleaned once decoded", body: `{"tid":"\u001b[31m\u202eA\nB\u0000"}`, want: PaymentTransaction{TID: "[31mA B"}},
		{name: "an umlaut escaped", body: `{"tid":"M\u00fcller"}`, want: PaymentTransaction{TID: "Müller"}},
		{name: "a byte order mark", body: "\ufeff{\"tid\":\"x\"}", want: PaymentTransaction{TID: "x"}},
		{name: "a date that is none stays as text", body: `{"created":"gestern\u001b"}`, want: PaymentTransaction{Created: Time{Text: "gestern"}}},
		{name: "an object for a date", body: `{"created":{"date":"2020-01-01"}}`, drift: []string{"/created"}},
		{name: "drift names are cleaned", body: `{"basket":[{"sub_basket":[{"price":[]}]}]}`, want: PaymentTransaction{Basket: []BasketItem{{SubBasket: []BasketItem{{}}}}}, drift: []string{"/basket/0/sub_basket/0/price"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeItem[PaymentTransaction]([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Value); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.drift, got.Drift); diff != "" {
				t.Error("drift", diff)
			}
			if want := strings.TrimPrefix(tt.body, "\ufeff"); string(got.Raw) != want {
				t.Errorf("raw: got %q, want %q", got.Raw, want)
			}
		})
	}
}

func TestAPointerSurvivesDriftInside(t *testing.T) {
	got, err := decodeItem[Merchant]([]byte(`{"id":"MRC_1","parent":{"id":"MRC_2","id_old":"x","type":46}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := Merchant{ID: "MRC_1", Parent: &Merchant{ID: "MRC_2", Type: "46"}}
	if diff := cmp.Diff(want, got.Value); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"/parent/id_old"}, got.Drift); diff != "" {
		t.Error(diff)
	}
}

func TestPagesOfEveryForm(t *testing.T) {
	yes := true
	for _, tt := range []struct {
		name, body string
		want       Page[Ref]
	}{
		{"the usual", `{"count":2,"data":[{"id":"a"},{"id":"b"}],"scroll_id":"s=="}`, Page[Ref]{Total: 2, HasTotal: true, ScrollID: "s==", Items: []Item[Ref]{{Value: Ref{ID: "a"}, Raw: []byte(`{"id":"a"}`)}, {Value: Ref{ID: "b"}, Raw: []byte(`{"id":"b"}`)}}}},
		{"count as text", `{"count":"7","data":[]}`, Page[Ref]{Total: 7, HasTotal: true}},
		{"a continuation without count", `{"data":[ ],"scroll_id":"s"}`, Page[Ref]{ScrollID: "s"}},
		{"count that is no number is not known", `{"count":"many","data":[]}`, Page[Ref]{}},
		{"no match", `{"count":0,"data":null}`, Page[Ref]{HasTotal: true}},
		{"a bare list", `[{"id":"a"}]`, Page[Ref]{Items: []Item[Ref]{{Value: Ref{ID: "a"}, Raw: []byte(`{"id":"a"}`)}}}},
		{"a list that PHP numbered", `{"data":{"3":{"id":"a"}}}`, Page[Ref]{Items: []Item[Ref]{{Value: Ref{ID: "a"}, Raw: []byte(`{"id":"a"}`)}}}},
		{"validate", `{"result":true}`, Page[Ref]{Result: &yes}},
		{"meta", `{"meta":{"id":{"type":"string"}},"count":1}`, Page[Ref]{Meta: []byte(`{"id":{"type":"string"}}`), Total: 1, HasTotal: true}},
		{"space and order do not matter", " { \"data\" : [ { \"id\" : \"a\" } , 5 ] , \"count\" : 2 } \n", Page[Ref]{Total: 2, HasTotal: true, Items: []Item[Ref]{{Value: Ref{ID: "a"}, Raw: []byte(`{ "id" : "a" }`)}, {Raw: []byte(`5`), Drift: []string{""}}}}},
		{"one bad item of three", `{"data":[{"id":"a"},{"id":["x"]},[],{"id":"c"}]}`, Page[Ref]{Items: []Item[Ref]{
			{Value: Ref{ID: "a"}, Raw: []byte(`{"id":"a"}`)},
			{Raw: []byte(`{"id":["x"]}`), Drift: []string{"/id"}},
			{Raw: []byte(`[]`), Drift: []string{""}},
			{Value: Ref{ID: "c"}, Raw: []byte(`{"id":"c"}`)},
		}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodePage[Ref]([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Bytes = len(tt.body)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnswersThatAreNoPageSayWhatTheyAre(t *testing.T) {
	for _, tt := range []struct {
		name, body, says string
		cut              bool
	}{
		{"empty", "", "empty", false},
		{"space", " \n", "empty", false},
		{"a web page", "<!doctype html><h1>Bad Gateway</h1>", "a web page, not with JSON", false},
		{"text", "Service unavailable", "not JSON", false},
		{"text that begins like JSON", "null and void", "not a list", false},
		{"a number", "42", "not a list", false},
		{"one object", `{"object":"payment.transactions","id":"PCI_1"}`, "not a list", false},
		{"data of another form", `{"count":1,"data":"x"}`, "not a list", false},
		{"data that is one object", `{"count":1,"data":{"id":"PCI_1"}}`, "not a list", false},
		{"two documents", `{"data":[]}{"data":[]}`, "something follows", false},
		{"a PHP notice behind", `{"data":[]}<br />Notice`, "something follows", false},
		{"bad JSON", `{"data":[{"id":}]}`, "not JSON any more at byte", false},
		{"cut in a string", `{"data":[{"id":"PC`, "breaks off after 18 bytes", true},
		{"cut in an object", `{"data":[{"id":"a"}`, "breaks off", true},
		{"cut in a number", `{"count":1`, "breaks off", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := decodePage[Ref]([]byte(tt.body))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("got %v, want it to say %q", err, tt.says)
			}
			body, _ := errors.AsType[*bodyError](err)
			if got := errors.Is(body.cause, io.ErrUnexpectedEOF); got != tt.cut {
				t.Errorf("broken off: got %v", got)
			}
		})
	}
}

// Every cut of a page is an error that says so, never a shorter list.
func TestATruncatedPageIsNeverAPage(t *testing.T) {
	body := pageJSON(3)
	for i := range len(body) - 1 {
		if _, err := decodePage[PaymentTransaction](body[:i]); err == nil {
			t.Fatalf("cut after %d bytes: no error", i)
		}
	}
}

func TestRawKeepsNothingElseOfThePage(t *testing.T) {
	body := pageJSON(100)
	page, err := decodePage[PaymentTransaction](body)
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(page.Items[7].Raw)
	clear(body)
	if string(page.Items[7].Raw) != string(want) || cap(page.Items[7].Raw) > 2*len(want) {
		t.Errorf("raw shares the page's bytes: cap %d, len %d", cap(page.Items[7].Raw), len(want))
	}
	if string(want) != paymentJSON(7) {
		t.Errorf("raw: got %q", want)
	}
}

func TestCancelAnswersOfEveryForm(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       CancelResult
	}{
		{"an array", `[{"object":"payment.transactions","id":"PCI_1","amount":"500"},{"id":"PCI_2"}]`, CancelResult{Payments: []PaymentTransaction{{Object: "payment.transactions", ID: "PCI_1", Amount: minor(500)}, {ID: "PCI_2"}}}},
		{"one object", `{"object":"payment.transactions","id":"PCI_1"}`, CancelResult{Payments: []PaymentTransaction{{Object: "payment.transactions", ID: "PCI_1"}}}},
		{"the short form", `{"new_trans_id":"7","remaining_amount":0,"refund_waiting_for_payment":1}`, CancelResult{NewTransID: 7, Remaining: minor(0), WaitingForPayment: true}},
		{"the short form below result", `{"demo":true,"result":{"new_trans_id":7,"remaining_amount":"300"}}`, CancelResult{NewTransID: 7, Remaining: minor(300), Demo: true}},
		{"an array of the short form", `[{"new_trans_id":7,"remaining_amount":300}]`, CancelResult{NewTransID: 7, Remaining: minor(300)}},
		{"an empty array", `[]`, CancelResult{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeAnswer[CancelResult](200, []byte(tt.body), MovesMoney)
			if err != nil || got.Drift != nil {
				t.Fatal(err, got.Drift)
			}
			if diff := cmp.Diff(tt.want, got.Value); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnswersWithoutABody(t *testing.T) {
	for _, tt := range []struct {
		status int
		effect Effect
		ok     bool
	}{
		{202, Writes, true}, {204, Writes, true}, {200, Writes, false},
		{202, MovesMoney, false}, {204, MovesMoney, false}, {204, Reads, false}, {200, Reads, false},
	} {
		_, err := decodeAnswer[PaymentTransaction](tt.status, []byte(" "), tt.effect)
		if (err == nil) != tt.ok {
			t.Errorf("%d to what %v: got %v", tt.status, tt.effect, err)
		}
		if _, err := decodeAnswer[None](tt.status, nil, tt.effect); err != nil {
			t.Errorf("nothing was expected of %d to what %v: got %v", tt.status, tt.effect, err)
		}
	}
	if _, err := decodeAnswer[PaymentTransaction](200, []byte(`[]`), Reads); err == nil {
		t.Error("an empty list is no payment")
	}
	if _, err := decodeAnswer[None](200, []byte(`<html>`), Writes); err == nil {
		t.Error("a web page is no answer")
	}
	if got, err := decodeAnswer[None](200, []byte(`{"result":[1,true]}`), Writes); err != nil || got.Drift != nil {
		t.Error(got, err)
	}
}

func TestAShippingURLIsTextOrAnObject(t *testing.T) {
	for _, body := range []string{`"https://x.test/a"`, `{"url":"https:\/\/x.test\/a"}`} {
		got, err := decodeAnswer[ShippingURL](200, []byte(body), Reads)
		if err != nil || got.Value.URL != "https://x.test/a" {
			t.Errorf("%s: got %v, %v", body, got.Value, err)
		}
	}
}

func TestTimesOfTheWire(t *testing.T) {
	got, err := decodeItem[PaymentTransaction]([]byte(`{"created":"2023-06-29T16:50:47+02:00","payout_date":"2023-07-06","load_date":0}`))
	if err != nil {
		t.Fatal(err)
	}
	created := time.Date(2023, 6, 29, 14, 50, 47, 0, time.UTC)
	if !got.Value.Created.Equal(created) || !got.Value.PayoutDate.DateOnly || !got.Value.LoadDate.IsZero() {
		t.Errorf("got %+v", got.Value)
	}
}

// stringsIn visits every string below v.
func stringsIn(v reflect.Value, visit func(string)) {
	switch v.Kind() {
	case reflect.String:
		visit(v.String())
	case reflect.Pointer:
		if !v.IsNil() {
			stringsIn(v.Elem(), visit)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return // raw bytes are escaped where they are shown
		}
		for i := range v.Len() {
			stringsIn(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type() != reflect.TypeFor[time.Time]() {
				stringsIn(v.Field(i), visit)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(paymentJSON(1)))
	f.Add([]byte(`{"count":"2","data":[{"id":"\u001b[0m"},[]],"scroll_id":7}`))
	f.Add([]byte(`[{"new_trans_id":7},{"id":"PCI_1","basket":[{"sub_basket":{}}]}]`))
	f.Add([]byte(`{"status":"error","error":"ProductInternalException","code":"1005","supportId":"x\u202e"}`))
	f.Add([]byte("{\"a\":\xff}"))
	f.Fuzz(func(t *testing.T, body []byte) {
		check := func(v any) {
			stringsIn(reflect.ValueOf(v), func(s string) {
				if Clean(s) != s {
					t.Errorf("%q is left", s)
				}
			})
		}
		if page, err := decodePage[PaymentTransaction](body); err == nil {
			check(page)
		}
		if item, err := decodeItem[SmartTransaction](body); err == nil {
			check(item)
			again, err := decodeItem[SmartTransaction](item.Raw)
			if diff := cmp.Diff(item.Value, again.Value); err != nil || diff != "" {
				t.Error("raw reads differently", err, diff)
			}
		}
		if item, err := decodeAnswer[CancelResult](200, body, MovesMoney); err == nil {
			check(item)
		}
		var e Error
		e.readPayload(body)
		check(e.Error() + e.User + e.Support)
	})
}

func TestDeeplyNestedAnswersDoNotHurt(t *testing.T) {
	deep := strings.Repeat(`{"sub_basket":[`, 200_000)
	if _, err := decodeItem[BasketItem]([]byte(deep)); err == nil {
		t.Error("no error")
	}
	body := fmt.Sprintf(`{"data":[%s1%s]}`, strings.Repeat("[", 5000), strings.Repeat("]", 5000))
	page, err := decodePage[Ref]([]byte(body))
	if err != nil || len(page.Items) != 1 || page.Items[0].Drift == nil {
		t.Error(page.Items, err)
	}
}
