package api

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// The marks. Of a secret not one part may leave the client; of a number only
// country and last four.
const markSecret = "s3cr3tMark"

var markNumbers = []string{
	"DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "gb29nwbk60161331926819",
	"9276001234567891", "9276 0012 3456 7891", "4929-1234-5678-9015",
}

// exposed reports what of the marks is in an output, however it is grouped.
func exposed(out string) string {
	plain := strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\n", "", `\`, "").Replace(out))
	if strings.Contains(plain, strings.ToLower(markSecret)) {
		return markSecret
	}
	for _, mark := range markNumbers {
		mark = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(mark))
		const most = 6 // digits in a row that a mask leaves, and two more
		for i := 2; i+most <= len(mark)-3; i++ {
			if part := mark[i : i+most]; strings.Contains(plain, part) {
				return part
			}
		}
	}
	return ""
}

// poison writes an answer of a type in which every text is marked, with members
// that the type does not have.
type poison struct {
	n     int
	depth map[reflect.Type]int
}

func (p *poison) number() string { p.n++; return markNumbers[p.n%len(markNumbers)] }

// secretNames are names of secrets as different writers spell them.
var secretNames = []string{"csc", "passcode", "pin", "user_pin", "userPin", "new_passcode", "code", "serial", "password", "apikey", "api_key",
	"client_secret", "access_token", "refresh_token", "device_code", "receipt_customer", "receipt_zvt", "serialNumber", "Authorization", `p\u0069n`}

// extras are members that no type has: secrets at several depths, accounts.
func (p *poison) extras() []string {
	var all []string
	for i, name := range secretNames {
		value := []string{`%q`, `[%q]`, `{"a":[{"b":%q}]}`, `"{\"x\":1,\"\":%.0q0}"`}[i%3]
		all = append(all, fmt.Sprintf(`"%s":`+value, name, markSecret+name))
	}
	nested, _ := stdjson.Marshal(fmt.Sprintf(`{"note":{"pin":"%s","iban":"%s"}}`, markSecret, p.number()))
	return append(all, fmt.Sprintf(`"deep":{"list":[{"pin":%q,"IBAN":%q,"card_number":%q}]}`, markSecret, p.number(), p.number()),
		`"note_of_php":`+string(nested), fmt.Sprintf(`"free":"von %s, danke"`, p.number()))
}

func (p *poison) object(t reflect.Type) string {
	members := p.extras()
	for name, f := range wireFields(t) {
		if value := p.member(name, f.Type); value != "" {
			members = append(members, fmt.Sprintf("%q:%s", name, value))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// notMarked are members of plain text that are not masked, with the reason.
var notMarked = map[string]string{
	"code": "of a delivery, which the customer shows, and of a country",
}

// member is the value of a member, "" to leave it out.
func (p *poison) member(name string, t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Secret](), t == reflect.TypeFor[Code]():
		return fmt.Sprintf("%q", markSecret)
	case t == reflect.TypeFor[CardNumber]():
		return markNumbers[3]
	case t == reflect.TypeFor[Opaque]():
		return "{" + strings.Join(p.extras(), ",") + "}"
	case t == reflect.TypeFor[Time]():
		return fmt.Sprintf("%q", p.number())
	case t == reflect.TypeFor[Base64]():
		return `"eA=="`
	}
	switch t.Kind() {
	case reflect.Pointer:
		return p.member(name, t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return ""
		}
		return "[" + p.member(name, t.Elem()) + "," + p.member(name, t.Elem()) + "]"
	case reflect.Struct:
		if p.depth[t] > 0 {
			return "null"
		}
		p.depth[t]++
		defer func() { p.depth[t]-- }()
		return p.object(t)
	case reflect.String:
		switch {
		case name == "url":
			return fmt.Sprintf("%q", "https://pay.example/"+url.PathEscape(markNumbers[p.n%5])+"?a=b")
		case notMarked[name] != "":
			return `"PCI_1"`
		case identifies(name): // exact, where it is not the whole number of an account
			return fmt.Sprintf("%q", []string{"PCI_1", markNumbers[0], markNumbers[2], markNumbers[3]}[p.n%4])
		}
		return fmt.Sprintf(`"%s"`, p.number())
	case reflect.Bool:
		return "true"
	}
	return "1"
}

// printed is everything that printing and writing can make of a value.
func printed(v any) []string {
	var all []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s", "%x"} {
		all = append(all, fmt.Sprintf(verb, v))
	}
	return all
}

func TestNoAnswerOfAnyOperationLetsASecretOrAnAccountOut(t *testing.T) {
	seen := 0
	for name, op := range probes(t) {
		p := &poison{depth: map[reflect.Type]int{}}
		body := p.member("", op.out)
		if op.out.Kind() == reflect.Struct {
			body = p.object(op.out)
		}
		if strings.HasPrefix(name, "GET ") {
			body = `{"count":1,"data":[` + body + `]}`
			if strings.HasSuffix(name, "}") || !strings.Contains(fmt.Sprintf("%T", first(op.answer(200, []byte(body)))), "Page[") {
				body = body[len(`{"count":1,"data":[`) : len(body)-2]
			}
		}
		if !stdjson.Valid([]byte(body)) {
			t.Fatalf("%s: the poison is no JSON: %s", name, body)
		}
		value, _, err := op.answer(200, []byte(body))
		if err != nil {
			if _, isFile := value.(*File); !isFile && op.out != reflect.TypeFor[None]() {
				t.Errorf("%s: %v of %s", name, err, body)
			}
			continue
		}
		seen++
		for _, out := range printed(value) {
			if part := exposed(out); part != "" {
				t.Errorf("%s prints %q in %s", name, part, cut(out, part))
				break
			}
		}
		marshalled, _ := stdjson.Marshal(value)
		// The number of a loyalty card is there to be sent: it is not masked in JSON.
		out := strings.ReplaceAll(string(marshalled), ":"+markNumbers[3], ":0")
		if part := exposed(rawOf(out)); part != "" {
			t.Errorf("%s writes %q in %s", name, part, cut(out, part))
		}
	}
	if seen < 150 {
		t.Errorf("only %d answers were read", seen)
	}
}

func first(v any, _ []string, _ error) any { return v }

// cut is what stands around a part.
func cut(out, part string) string {
	i := max(0, strings.Index(strings.ToLower(out), part))
	return out[max(0, i-80):min(len(out), i+80)]
}

// rawOf is JSON without the bytes of Raw, which are what a person may reveal:
// they hold accounts, and no secret.
func rawOf(out string) string {
	var page struct {
		Items []struct{ Value stdjson.RawMessage }
	}
	if stdjson.Unmarshal([]byte(out), &page) != nil || len(page.Items) == 0 {
		return out
	}
	return string(page.Items[0].Value)
}

func TestTheBytesOfAnItemHaveTheAccountsAndNoSecret(t *testing.T) {
	p := &poison{depth: map[reflect.Type]int{}}
	item, err := decodeItem[Container]([]byte(p.object(reflect.TypeFor[Container]())))
	if err != nil {
		t.Fatal(err)
	}
	if raw := string(item.Raw); strings.Contains(raw, markSecret) || !strings.Contains(raw, markNumbers[0]) || !stdjson.Valid(item.Raw) {
		t.Errorf("%s", raw)
	}
	for _, out := range printed(item) {
		if part := exposed(out); part != "" {
			t.Errorf("an item prints %q: %s", part, cut(out, part))
		}
	}
}

func TestScrubTakesTheSecretsAndLeavesTheRestToTheByte(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"a" : 1, "pin" : "12" , "b":2}`, `{"a" : 1, "pin" : "•••" , "b":2}`},
		{`{"pin":1234}`, `{"pin":"•••"}`},
		{`{"pin":1234,"a":1}`, `{"pin":"•••","a":1}`},
		{`{"pin":[1,{"a":"]}"}],"a":1}`, `{"pin":"•••","a":1}`},
		{`{"pin":null,"csc":"","token":true,"code":{}}`, `{"pin":null,"csc":"","token":true,"code":{}}`},
		{`["pin","12",{"x":"pin"}]`, `["pin","12",{"x":"pin"}]`},
		{`{"a\\\"pin":"12","newPassCode":"12"}`, `{"a\\\"pin":"•••","newPassCode":"•••"}`},
		{`{"p\u0069n":"12"}`, `{"p\u0069n":"•••"}`},
		{`{"x":"{\"pin\":\"12\",\"y\":[1]}"}`, `{"x":"{\"pin\":\"•••\",\"y\":[1]}"}`},
		{`{"x":"{pin: 12}","shipping":"DHL","opinion":"good"}`, `{"x":"{pin: 12}","shipping":"DHL","opinion":"good"}`},
		{`"pin"`, `"pin"`}, {`12`, `12`},
	} {
		if got := string(scrub([]byte(tt.in))); got != tt.want {
			t.Errorf("%s became %s, want %s", tt.in, got, tt.want)
		}
	}
}

func FuzzScrubLeavesJSONValidAndASecretNowhere(f *testing.F) {
	for _, seed := range []string{`{"pin":"12"}`, `[{"a":{"token":[1,2]}},"\\\""]`, `{"x":"{\"pin\":1}"}`, `{"pin":-1.5e3}`, `  {}  `} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !stdjson.Valid(raw) {
			return
		}
		out := scrub(raw)
		if !stdjson.Valid(out) || !bytes.Equal(scrub(out), out) {
			t.Fatalf("%s became %s", raw, out)
		}
		inside := append(append([]byte(`{"a":1,"pin":`), raw...), `,"b":2}`...)
		if out := string(scrub(inside)); saysSomething(bytes.TrimSpace(raw)) && out != `{"a":1,"pin":"•••",`+`"b":2}` && len(bytes.TrimSpace(raw)) == len(raw) {
			t.Fatalf("%s became %s", inside, out)
		}
	})
}

func TestErrorsSayNoSecretAndNoAccount(t *testing.T) {
	for i, number := range markNumbers {
		words := "no payment from " + number
		nested := fmt.Sprintf(`{\"pin\":\"%s\",\"iban\":\"%s\"}`, markSecret, number)
		for _, body := range []string{
			fmt.Sprintf(`{"status":"error","error":%q,"error_details":%q,"error_user":%q,"supportId":%q,"code":1,"pin":%q}`, words, words, words, number, markSecret),
			fmt.Sprintf(`{"error":%q,"error_description":%q}`, words, words),
			fmt.Sprintf(`{"error":"X","error_details":"%s"}`, nested),
			words, "<html>" + words,
		} {
			err := refusal(&http.Response{StatusCode: 400 + i, Header: http.Header{"Location": {"https://x/" + number}}}, []byte(body), nil)
			err.Op = Request{Method: "GET", Path: "/Loyalty/Cards/" + strings.ReplaceAll(number, " ", "%20")}.String()
			broken := unreadable(&http.Response{StatusCode: 200}, errors.New(words))
			for _, out := range append(append(printed(err.Error()), printed(broken.Error())...), printed(err)...) {
				if part := exposed(out); part != "" {
					t.Fatalf("%q of %s in %s", part, body, out)
				}
			}
		}
	}
}

func TestTheRequestLogSaysNoSecretAndNoAccount(t *testing.T) {
	for _, number := range markNumbers {
		for _, q := range []string{number, "customer.name:meier AND public.iban:" + number, `(purpose:"` + number + `")`, "csc:" + markSecret, "card.user_pin:" + markSecret + " AND a:b",
			`code:"` + markSecret + ` x"`, "cardnumber:9276001234*", "iban:[DE89370400440 TO DE893704005]"} {
			log := maskQuery(Query{Q: q, Count: 5}.Values()).Encode() + maskPath("/Loyalty/Cards/"+strings.ReplaceAll(number, " ", "%20"))
			if part := exposed(strings.ReplaceAll(log, "+", " ")); part != "" {
				t.Errorf("%q of %s in %s", part, q, log)
			}
		}
	}
	const harmless = "status_simple:1 AND created:[2026-01-01 TO *] AND id:PCI_1"
	if got := maskQuery(Query{Q: harmless}.Values()).Get("q"); got != harmless {
		t.Errorf("%q became %q", harmless, got)
	}
}

func TestALinkStaysWholeUnlessItHoldsAnAccount(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"https://pay.example/STX_1/pkqxtfxoqzwd1813395?lang=de&n=4929123456789015", "https://pay.example/STX_1/pkqxtfxoqzwd1813395?lang=de&n=4929123456789015"},
		{"https://pay.example/?iban=DE89%203704%200044%200532%200130%2000&x=1", "https://pay.example/?iban=DE•••3000&x=1"},
		{"https://pay.example/card/9276001234567891", "https://pay.example/card/•••7891"},
	} {
		if got := maskWords(tt.in); got != tt.want {
			t.Errorf("%s became %s", tt.in, got)
		}
	}
}

// Numbers of the old kind look like nothing: only their names tell.
func TestAnAccountIsMaskedByTheNameOfItsField(t *testing.T) {
	for name, want := range map[string]string{
		"iban": "DE•••3000", "incoming_payment_iban": "DE•••3000", "account_number": "•••3000", "accountNumber": "•••3000", "cardnumber": "•••3000",
		"card_number": "•••3000", "pan": "•••3000",
	} {
		mask := MaskAccount(name)
		if mask == nil || mask("DE89370400440532013000") != want {
			t.Errorf("%s is not masked as %s", name, want)
			continue
		}
		if got := mask("1234567"); got != Masked { // four of seven digits would be most of it
			t.Errorf("a short %s is shown as %s", name, got)
		}
	}
}

func TestWhatIsMaskedIsNeverSentBack(t *testing.T) {
	_, err := UpdatePaymentContainer.Request(NewContainer{Private: &Instrument{IBAN: "DE" + Masked + "3000"}}, "PCT_1")
	if err == nil || OutcomeOf(err) != NotSent {
		t.Errorf("got %v", err)
	}
}
