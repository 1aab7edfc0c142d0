package state

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMaskJSONKeepsOrderAndNumbersAsTheyCame(t *testing.T) {
	const raw = `{"id":"PCI_1","amount":"9490","n":1.50,"big":123456789012345678901,"list":[1,{"a":null},true],"none":{},"empty":[]}`
	const want = `{
  "id": "PCI_1",
  "amount": "9490",
  "n": 1.50,
  "big": 123456789012345678901,
  "list": [
    1,
    {
      "a": null
    },
    true
  ],
  "none": {},
  "empty": []
}`
	if diff := cmp.Diff(want, string(MaskJSON([]byte(raw)))); diff != "" {
		t.Error(diff)
	}
}

func TestMaskJSONNeverShowsWhatMustNotBeSeen(t *testing.T) {
	const hot = "h0tSecret77"
	for _, name := range []string{"csc", "passcode", "new_passcode", "pin", "user_pin", "userPin", "card_pin", "password", "auth-password", "apikey",
		"client_secret", "access_token", "refresh_token", "device_code", "code", "serial", "receipt_zvt", "iban", "account_number", "cardnumber", "PAN"} {
		for _, value := range []string{`"` + hot + `AAAA"`, `["` + hot + `"]`, `{"x":{"y":"` + hot + `"}}`, `5550001112223334`} {
			for _, key := range []string{name, strings.ToUpper(name)} {
				out := string(MaskJSON([]byte(`{"card":{"` + key + `":` + value + `},"after":1}`)))
				if strings.Contains(out, hot) || strings.Contains(out, "555000") {
					t.Errorf("%s: %s shows %s", key, value, out)
				}
				if !strings.Contains(out, `"after": 1`) || !json.Valid([]byte(out)) {
					t.Errorf("%s: %s breaks what follows: %s", key, value, out)
				}
			}
		}
	}
}

func TestMaskJSONMasksAccountsAndCardsWhereverTheyStand(t *testing.T) {
	const raw = `{"iban":"DE02 1203 0000 0000 2020 51","cardnumber":9276001234567891,
		"payment_data":"DE37 XXXX XXXX XXXX XX05 24","description":"von DE02120300000000202051, danke","pan":"4111111111111111"}`
	const want = `{
  "iban": "DE•••2051",
  "cardnumber": "•••7891",
  "payment_data": "DE37 XXXX XXXX XXXX XX05 24",
  "description": "von DE•••2051, danke",
  "pan": "•••1111"
}`
	if diff := cmp.Diff(want, string(MaskJSON([]byte(raw)))); diff != "" {
		t.Error(diff)
	}
}

func TestMaskJSONEscapesWhatATerminalObeysOrNobodySees(t *testing.T) {
	out := string(MaskJSON([]byte(`{"a":"x\u001b]52;c;aGk=\u0007\n\u202Eyz\u200b","b\u001b":"Müller 中 €","c":"\ud83d\ude00\udb40\udc41"}`)))
	const want = `{
  "a": "x\u001b]52;c;aGk=\u0007\n\u202eyz\u200b",
  "b\u001b": "Müller 中 €",
  "c": "😀\udb40\udc41"
}`
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
}

func TestMaskJSONShowsWhatIsNoJSONUpToTheFirstSecret(t *testing.T) {
	tests := []struct{ name, raw, want string }{
		{"nothing", "", ""},
		{"words", "no \x1b[31mJSON\n", `no \u001b[31mJSON\n`},
		{"broken off", `{"company":"A","pin":"1234`, `{\"company\":\"A\",\"pin•••`},
		{"endless brackets", strings.Repeat("[", 20_000), strings.Repeat("[", 20_000)},
		{"two values", `{"a":1} 2`, `{\"a\":1} 2`},
		{"letters that grow when lowered", "\u0130 pin=12", "\u0130 pin" + Masked},
		{"an account", "von DE02120300000000202051", "von DE•••2051"},
		{"an account for a name", `{"DE02120300000000202051":1}`, "{\n  \"DE•••2051\": 1\n}"},
		{"a key nobody sees", "\x7f\ue000 x", `\u007f\ue000 x`},
		{"nested without end", strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, string(MaskJSON([]byte(tt.raw)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An indent that grew without end would make a screen of spaces, and a large text of
// a small one.
func TestMaskJSONIndentsAsFarAsPeopleRead(t *testing.T) {
	for line := range strings.Lines(string(MaskJSON([]byte(strings.Repeat("[", 500) + "1" + strings.Repeat("]", 500))))) {
		if n := len(line) - len(strings.TrimLeft(line, " ")); n > 40 {
			t.Fatalf("%d spaces", n)
		}
	}
}

func TestMaskTextLeavesWhatIsNoAccount(t *testing.T) {
	for _, s := range []string{
		"", "B-10427", "PCI_DE02120300000000202051XYZ", "4006381333931", "TA 7012345678", "am 14.11.2026 um 09:12 Uhr",
		"+49 89 1234567890", "2026-11-14T09:12:00+01:00", "Rechnung 2026-000123 / 2026-000124", "AB12CDEF34GH56IJ78KL",
	} {
		if got := MaskText(s); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestMaskTextMasksAccountsInSentences(t *testing.T) {
	tests := []struct{ in, want string }{
		{"DE02120300000000202051", "DE•••2051"},
		{"IBAN: DE02 1203 0000 0000 2020 51 Meier", "IBAN: DE•••2051 Meier"},
		{"GB29NWBK60161331926819.", "GB•••6819."},
		{"DE99120300000000202051", "DE•••2051"}, // wrong check digits
		{"Karte 4111-1111-1111-1111 und 4111111111111111", "Karte •••1111 und •••1111"},
		{"9276001234567891", "•••7891"},
		{"IBANDE89370400440532013000, KontoDE89 3704 0044 0532 0130 00", "IBANDE•••3000, KontoDE•••3000"},
		{"Karte9276001234567891", "Karte•••7891"},
	}
	for _, tt := range tests {
		if got := MaskText(tt.in); got != tt.want {
			t.Errorf("%q became %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzMaskJSONPrintsOneHarmlessObject(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2,{"pin":{"x":"y"}}]}`, `"\ud800"`, `[[[[]]]]`, "{", `{"a":1}x`, "\xff", `{"iban":"DE02120300000000202051"}`, "null"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		out := MaskJSON(raw)
		for _, r := range string(out) {
			if r != '\n' && !visible(r) {
				t.Fatalf("%q shows %U", raw, r)
			}
		}
		if json.Valid(raw) && !json.Valid(out) {
			t.Fatalf("%q became %q, which is no JSON", raw, out)
		}
	})
}
