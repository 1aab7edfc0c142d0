package api

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestListsOfEveryForm(t *testing.T) {
	a, b := Ref{ID: "a"}, Ref{ID: "b"}
	for _, tt := range []struct {
		name, body string
		want       List[Ref]
		drift      []string
	}{
		{"an array", `[{"id":"a"},{"id":"b"}]`, List[Ref]{a, b}, nil},
		{"one object", `{"id":"a"}`, List[Ref]{a}, nil},
		{"an object that PHP numbered", `{"0":{"id":"a"},"7":{"id":"b"}}`, List[Ref]{a, b}, nil},
		{"an empty array", `[]`, nil, nil},
		{"an empty object", `{}`, nil, nil},
		{"null", `null`, nil, nil},
		{"only that it worked", `{"result":true}`, nil, nil},
		{"an object with drift", `{"id":["x"],"object":"o"}`, List[Ref]{{Object: "o"}}, []string{"/id"}},
		{"a numbered object with drift", `{"1":{"id":"a"},"2":{"id":{}}, "3":{"id":[1]}}`, List[Ref]{a, {}, {}}, []string{"/2/id", "/3/id"}},
		{"an array with drift", `[{"id":"a"},7]`, List[Ref]{a, {}}, []string{"/1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeItem[List[Ref]]([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Value); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.drift, got.Drift); diff != "" {
				t.Error("drift", diff)
			}
		})
	}
	for body, want := range map[string]List[string]{
		`["EUR","CHF"]`: {"EUR", "CHF"}, `{"0":"EUR","2":"CHF"}`: {"EUR", "CHF"}, `"EUR"`: {"EUR"}, `{}`: nil, `[]`: nil, `null`: nil,
	} {
		got, err := decodeAnswer[List[string]](200, []byte(body), Reads)
		if diff := cmp.Diff(want, got.Value); err != nil || diff != "" {
			t.Error(body, err, diff)
		}
	}
	if _, err := decodeAnswer[List[Ref]](200, []byte(`7`), Reads); err == nil {
		t.Error("a number is no list of objects")
	}
}

func TestAListInsideAnObjectTellsItsDrift(t *testing.T) {
	body := `{"id":"LTX_1","receipt":{"type":"textline","value":{"text":[1]}},"amount":1}`
	got, err := decodeItem[LoyaltyTransaction]([]byte(body))
	want := LoyaltyTransaction{ID: "LTX_1", Amount: new(Minor(1)), Receipt: List[ReceiptLine]{{Type: "textline"}}}
	if diff := cmp.Diff(want, got.Value); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if diff := cmp.Diff([]string{"/receipt/value/text"}, got.Drift); diff != "" {
		t.Error(diff)
	}
}

func TestDeletesTakeWhateverComes(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   []string
		says   string
	}{
		{"the object of the reference", 200, `{"object":"payment.customers","id":"PCU_1"}`, []string{"PCU_1"}, ""},
		{"the array of the clients", 200, `[{"object":"payment.customers","id":"PCU_1"}]`, []string{"PCU_1"}, ""},
		{"an empty array", 200, `[]`, nil, ""},
		{"only that it worked", 200, `{"result":true}`, nil, ""},
		{"nothing, accepted", 202, ``, nil, ""},
		{"nothing", 204, ``, nil, ""},
		{"nothing where there should be something", 200, ``, nil, "the answer is empty"},
		{"a web page", 200, `<html>`, nil, "a web page"},
		{"an error in disguise", 200, `{"status":"error","error":"ProductNotAllowedException","error_details":"in use","code":"0"}`, nil, "the answer is an error: ProductNotAllowedException: in use"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{serve: always(tt.status, tt.body)}
			got, err := DeletePaymentCustomer.Do(t.Context(), newFakeClient(t, f), None{}, "PCU_1")
			if tt.says != "" {
				if e := mustError(t, err); e.Outcome != Unknown || !strings.Contains(e.Error(), tt.says) {
					t.Errorf("got %v", err)
				}
				return
			}
			var ids []string
			for _, c := range got.Value {
				ids = append(ids, c.ID)
			}
			if diff := cmp.Diff(tt.want, ids); err != nil || diff != "" {
				t.Error(err, diff)
			}
		})
	}
}

func TestAnAnswerWithAFieldErrorIsNoError(t *testing.T) {
	for _, body := range []string{
		`{"id":"SIR_1","status":"error","note":"error"}`, `{"id":"SIR_1","error":"x","status":"ok"}`, `{"id":"SIR_1","error":null,"status":"error"}`,
		`{"id":"SIR_1","person":[{"status":"error","error":"x"}]}`,
	} {
		if got, err := decodeAnswer[IdentRequest](200, []byte(body), Reads); err != nil || got.Value.ID != "SIR_1" {
			t.Error(body, err)
		}
	}
}

func TestRevokingAllAccrualsAnswersNothing(t *testing.T) {
	for _, status := range []int{200, 202, 204} {
		f := &fake{serve: always(status, ``)}
		if _, err := RevokeContractAccruals.Do(t.Context(), newFakeClient(t, f), None{}, "GCR_1"); err != nil {
			t.Error(status, err)
		}
	}
	f := &fake{serve: always(202, ``)}
	if _, err := CreatePayoutWithoutCustomer.Do(t.Context(), newFakeClient(t, f), DirectPayout{Amount: 1}); mustError(t, err).Outcome != Unknown {
		t.Error("an empty answer says nothing of a payout:", err)
	}
}

func TestBalancesAreReadInBothForms(t *testing.T) {
	eur, chf := Balance{"EUR", new(Minor(100))}, Balance{"CHF", new(Minor(-5))}
	for _, tt := range []struct {
		body  string
		want  Balances
		drift []string
	}{
		{`{"EUR":100,"CHF":"-5"}`, Balances{eur, chf}, nil},
		{`[{"currency":"EUR","balance":100},{"amount":-5,"currency":"CHF"}]`, Balances{eur, chf}, nil},
		{`[{"EUR":100},{"CHF":-5}]`, Balances{eur, chf}, nil},
		{`[]`, nil, nil}, {`{}`, nil, nil}, {`null`, nil, nil},
		{`{"EUR":"1,00"}`, Balances{{Currency: "EUR"}}, []string{"/balances/EUR"}},
		{`[{"currency":"EUR","balance":1.5}]`, Balances{{Currency: "EUR"}}, []string{"/balances/0/balance"}},
		{`[7]`, nil, []string{"/balances/0"}},
		{`7`, nil, []string{"/balances"}},
		{`[{"note":{"a":[1]},"currency":"EUR","balance":100}]`, Balances{eur}, nil},
	} {
		got, err := decodeItem[TransferBalance]([]byte(`{"balances":` + tt.body + `,"id":"GCR_1"}`))
		if diff := cmp.Diff(TransferBalance{ID: "GCR_1", Balances: tt.want}, got.Value); err != nil || diff != "" {
			t.Error(tt.body, err, diff)
		}
		if diff := cmp.Diff(tt.drift, got.Drift); diff != "" {
			t.Error(tt.body, diff)
		}
	}
}

func TestBothSpellingsAreRead(t *testing.T) {
	noon := ParseTime("2020-03-27T12:00:00+01:00")
	next := Billing{Next: noon, Executions: []CycleExecution{{Sequence: 1, TenureType: "regular", Total: new(int64(0))}}}
	billing := `{"cycle_executions":[{"sequence":1,"tenure_type":"regular","total_cycles":0}],"next_billing_time":"2020-03-27T12:00:00+01:00"}`
	yes, no := true, false
	sub := func(body string) Subscription { return decoded[Subscription](t, body) }
	for name, tt := range map[string]struct{ got, want any }{
		"billing_info":      {sub(`{"billing_info":` + billing + `}`).Billing(), next},
		"billing_cycles":    {sub(`{"billing_cycles":` + billing + `}`).Billing(), next},
		"active":            {sub(`{"status":"active"}`).State(), "active"},
		"activated":         {sub(`{"status":"activated"}`).State(), "active"},
		"canceled":          {sub(`{"status":"canceled"}`).State(), "cancelled"},
		"another state":     {sub(`{"status":"approved"}`).State(), "approved"},
		"updated":           {sub(`{"updated":"2020-03-27T12:00:00+01:00","created":"2019-01-01"}`).Changed(), noon},
		"updated_at":        {sub(`{"updated_at":"2020-03-27T12:00:00+01:00","created":"2019-01-01"}`).Changed(), noon},
		"never updated":     {sub(`{"created":"2020-03-27T12:00:00+01:00"}`).Changed(), noon},
		"a customer":        {decoded[Customer](t, `{"updated_at":"2020-03-27T12:00:00+01:00"}`).Changed(), noon},
		"isValid":           {decoded[CardValidity](t, `{"isValid":true}`).Valid(), &yes},
		"is_valid":          {decoded[CardValidity](t, `{"is_valid":"0"}`).Valid(), &no},
		"isLocked":          {decoded[CardValidity](t, `{"isLocked":1}`).Locked(), &yes},
		"hasPasscode":       {decoded[CardValidity](t, `{"has_passcode":"true"}`).Passcode(), &yes},
		"no answer":         {decoded[CardValidity](t, `{}`).Locked(), (*bool)(nil)},
		"invoice_number":    {decoded[Invoice](t, `{"invoice_number":29999321}`).Number(), "29999321"},
		"invoice_id":        {decoded[Invoice](t, `{"invoice_id":"R1"}`).Number(), "R1"},
		"gross, older":      {decoded[Invoice](t, `{"net_amount":61500,"tax_amount":11685,"amount":73185}`).Gross(), new(Minor(73185))},
		"gross, newer":      {decoded[Invoice](t, `{"amount":61500,"tax_amount":11685,"total_amount":73185}`).Gross(), new(Minor(73185))},
		"gross, not told":   {decoded[Invoice](t, `{"amount":61500}`).Gross(), (*Minor)(nil)},
		"date":              {decoded[Invoice](t, `{"date":"2020-03-27T12:00:00+01:00","created":"2019-01-01"}`).Issued(), noon},
		"no date":           {decoded[Invoice](t, `{"created":"2020-03-27T12:00:00+01:00"}`).Issued(), noon},
		"productId":         {decoded[PrepaidMapping](t, `{"item":{"id":7},"productId":"0001"}`).Product(), "0001"},
		"product_id":        {decoded[PrepaidMapping](t, `{"product_id":"0001"}`).Product(), "0001"},
		"a store's name":    {decoded[StoreRef](t, `{"store_name":"Mitte"}`).Title(), "Mitte"},
		"a company":         {decoded[MerchantRef](t, `{"companyname":"Huber"}`).Name(), "Huber"},
		"a company's user":  {decoded[MerchantRef](t, `{"user":{"companyname":"Huber"}}`).Name(), "Huber"},
		"a device seen":     {decoded[Device](t, `{"refresh":1585306800}`).Seen().Equal(noon.Time), true},
		"a device seen, as": {decoded[Device](t, `{"refresh":"2020-03-27T12:00:00+01:00"}`).Seen(), noon},
		"a device not seen": {decoded[Device](t, `{"refresh":0}`).Seen(), Time{}},
		"a mandate's form":  {decoded[MandateForm](t, `{"mandate_url":"https://x.test"}`).URL, "https://x.test"},
		"a form as text":    {decoded[MandateForm](t, `"https://x.test"`).URL, "https://x.test"},
	} {
		if diff := cmp.Diff(tt.want, tt.got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// decoded reads a body without drift.
func decoded[T any](t *testing.T, body string) T {
	t.Helper()
	got, err := decodeItem[T]([]byte(body))
	if err != nil || got.Drift != nil {
		t.Fatal(body, err, got.Drift)
	}
	return got.Value
}

func TestSecretsArePrintedByNoVerb(t *testing.T) {
	body := NewCardLock{CSC: "4711", Reason: LockLost}
	sale := decoded[PrepaidSale](t, `{"id":"PSA_1","code":"4711","serial":4711,"password":"4711","receipt_customer":"PIN 4711"}`)
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	for _, secret := range []any{Secret("4711"), Code("4711"), body, sale, CardPIN{"4711"}, NewDevicePIN{PIN: "4711"}, &body} {
		logger.Info("sent", "body", secret)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, secret); strings.Contains(got, "4711") || strings.Contains(got, "34373131") {
				t.Errorf("%s of %T: %s", verb, secret, got)
			}
		}
	}
	if strings.Contains(log.String(), "4711") {
		t.Error(log.String())
	}
	if sale.Code != Masked || sale.Serial != Masked || string(Secret("4711")) != "4711" || fmt.Sprint(Secret("")) != "" {
		t.Error("a secret cannot be sent, or one in an answer is more than dots")
	}
}

func TestNumbersOfCardsGoAsTheyCame(t *testing.T) {
	for _, tt := range []struct{ in, wire string }{
		{"9276001234567891", `9276001234567891`}, {"0", `0`}, {"012", `"012"`}, {"-1", `-1`}, {"", `""`}, {"12a", `"12a"`},
		{"99999999999999999999", `"99999999999999999999"`}, {"+1", `"+1"`},
	} {
		wire, err := stdjson.Marshal(CardNumber(tt.in))
		if err != nil || string(wire) != tt.wire {
			t.Errorf("%q: got %s, %v", tt.in, wire, err)
		}
		var back, code = CardNumber("x"), Code("x")
		if err := stdjson.Unmarshal(wire, &back); err != nil || string(back) != tt.in {
			t.Errorf("%s: got %q, %v", wire, back, err)
		}
		if err := stdjson.Unmarshal(wire, &code); err != nil || string(code) != tt.in {
			t.Errorf("%s: got a code of %d, %v", wire, len(code), err)
		}
	}
}

func TestOpaqueDataIsKeptAsItCame(t *testing.T) {
	got := decoded[LoyaltyCustomer](t, `{"id":"CUS_1","additional_data":{ "a":[1,"\u001b"] }}`)
	if string(got.Additional) != `{ "a":[1,"\u001b"] }` {
		t.Errorf("got %s", got.Additional)
	}
	if none := decoded[LoyaltyCustomer](t, `{"additional_data":null}`); none.Additional != nil {
		t.Errorf("got %s", none.Additional)
	}
}

// Whatever comes, an answer is an error or a value without unclean text; it is
// never a panic.
func FuzzEveryAnswer(f *testing.F) {
	for _, op := range reference(f) {
		f.Add([]byte(op.Response))
	}
	f.Add([]byte(`{"0":{"id":"a"},"1":[{"value":{"text":"\u202e"}}],"balances":[{"EUR":1},{"x":{}}],"receipt":{"0":{}}}`))
	f.Add([]byte(`[{"1":{"1":{"1":{}}}},null,"x",1e9,{"products":{"prepaid":{"password":["\u001b"]}}}]`))
	all := probes(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, p := range all {
			value, _, err := p.answer(http.StatusOK, body)
			if err != nil || p.out == reflect.TypeFor[File]() {
				continue
			}
			stringsIn(reflect.ValueOf(value), func(s string) {
				if Clean(s) != s {
					t.Errorf("%s: %q is left", name, s)
				}
			})
		}
	})
}
