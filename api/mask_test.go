package api

import (
	"net/url"
	"testing"
)

func TestASecretIsKnownByItsNameHoweverThatIsSpelled(t *testing.T) {
	for name, want := range map[string]bool{
		"pin": true, "PIN": true, "pin_": true, "user-code": true, "user code": true, "userCode": true, "Serial-Number": true, "csc": true,
		"device token": true, "new-password": true, "receipt_zvt": true, "authorization": true,
		"pi": false, "n": false, "": false, "spinner": false, "opinion": false, "barcode": false, "codes": false, "country_code": false, "tokens": false,
	} {
		if got := NeverShown(name); got != want {
			t.Errorf("%q is a secret: %v", name, got)
		}
	}
	for name, want := range map[string]bool{"IBAN": true, "Account-Number": true, "card number": true, "pan": true, "panel": false, "bic": false} {
		if got := MaskAccount(name) != nil; got != want {
			t.Errorf("%q holds an account: %v", name, got)
		}
	}
}

func TestWhatIsSearchedForIsMaskedInTheLog(t *testing.T) {
	for q, want := range map[string]string{
		`customer.forename:meier*`:           `customer.forename:meier*`,
		`public.iban:DE89370400440532013000`: `public.iban:DE•••3000`,
		`public.iban:DE8937*`:                `public.iban:•••`,
		`iban:"DE89 3704" AND x:1`:           `iban:•••704" AND x:1`,
		`card.pin:1234 OR code:77`:           `card.pin:••• OR code:•••`,
		`pin\:1234`:                          `pin\:•••`,
		`pin:"12 34`:                         `pin:•••`,
		`pin:[1 TO 9] x:2`:                   `pin:••• x:2`,
		`pin:"code:12" amount:5`:             `pin:••• amount:5`,
		`pin: 12`:                            `pin: 12`,
		`(pin:12)`:                           `(pin:•••)`,
		`von DE89370400440532013000`:         `von DE•••3000`,
		`iban:DE•••3000`:                     `iban:DE•••3000`,
		`pan.type:visa`:                      `pan.type:visa`,
	} {
		if got := maskQuery(url.Values{"q": {q}}).Get("q"); got != want {
			t.Errorf("%s is logged as %s, want %s", q, got, want)
		}
	}
	if got := maskQuery(url.Values{"scroll_id": {"9276001234567891"}}).Get("scroll_id"); got != "9276001234567891" {
		t.Errorf("a scroll is logged as %s", got)
	}
}

func TestAPathIsMaskedHoweverItIsWritten(t *testing.T) {
	for path, want := range map[string]string{
		"/Loyalty/Cards/9276001234567891":       "/Loyalty/Cards/•••7891",
		"/Loyalty/Cards/9276%20001234567%20891": "/Loyalty/Cards/•••7891",
		"/Payment/Transactions/PCI_1%20x":       "/Payment/Transactions/PCI_1%20x",
		"/Payment/Transactions/%zz":             "/Payment/Transactions/%zz",
	} {
		if got := maskPath(path); got != want {
			t.Errorf("%s is logged as %s, want %s", path, got, want)
		}
	}
}

func TestWhatStandsForAnIDIsMaskedOnlyWhereItIsAnAccountBeyondDoubt(t *testing.T) {
	for id, want := range map[string]string{
		"9276001234567891":        "•••7891",
		"927600123456789X":        "927600123456789X",
		"92760012345678911":       "92760012345678911",
		"4111111111111111":        "4111111111111111",
		"DE89370400440532013000":  "DE•••3000",
		"DE99370400440532013000":  "DE99370400440532013000",
		"DE893704004405320130001": "DE893704004405320130001",
		"NO9386011117947":         "NO•••7947", // the shortest there is
		"PCI_1":                   "PCI_1",
		"":                        "",
	} {
		if got := maskID(id); got != want {
			t.Errorf("%s becomes %s, want %s", id, got, want)
		}
	}
	for name, want := range map[string]bool{"id": true, "ID": true, "payment_id": true, "transaction_hash": true, "object": true, "key": true, "name": false} {
		if identifies(name) != want {
			t.Errorf("%s identifies: %v", name, !want)
		}
	}
}

func TestALinkIsBrokenByAnAccountInItAndByNothingElse(t *testing.T) {
	for link, want := range map[string]string{
		"https://x.example/NO9386011117947":                 "https://x.example/NO•••7947",
		"https://x.example/?a=DE89%2037040044%200532013000": "https://x.example/?a=DE•••3000",
		"https://x.example/aDE89370400440532013000":         "https://x.example/aDE89370400440532013000",
		"https://x.example/DE89370400440532013000x":         "https://x.example/DE89370400440532013000x",
		"https://x.example/4111111111111111":                "https://x.example/4111111111111111",
		"https://x.example/%zz":                             "https://x.example/%zz",
		"httpx 4111111111111111":                            "httpx •••1111",
		`["9276001234567891"]`:                              `["•••7891"]`,
		`[{"pin":"1234"}]`:                                  `[{"pin":"•••"}]`,
		`{"pin":"1234"`:                                     `{"pin":"1234"`,
	} {
		if got := maskWords(link); got != want {
			t.Errorf("%s becomes %s, want %s", link, got, want)
		}
	}
}

func TestANumberIsTakenForAnAccountByItsFormAndItsCheckDigits(t *testing.T) {
	for text, want := range map[string]string{
		"NO9386011117947":                 "NO•••7947",
		"no9386011117947":                 "no•••7947",
		"NO93860111":                      "NO93860111",
		"MT84MALT011000012345MTLCAST001S": "MT•••001S",
		"DE 89370400440532013000":         "DE 89370400440532013000",
		"DE893704-0044-0532-0130-00":      "DE•••3000",
		"DE89  370400440532013000":        "DE89  370400440532013000",
		"36227206271667":                  "•••1667",              // a card of 14 digits
		"6304000000000000":                "•••0000",              // of 16
		"6304219447607087665":             "•••7665",              // of 19
		"63042194476070876650":            "63042194476070876650", // more than any card has
		"4222222222222":                   "4222222222222",        // 13 are too few
		"4111111111111112":                "4111111111111112",     // wrong check digit
		"4111111111111111x":               "4111111111111111x",    // a word
		"9276001234567890 9276":           "•••7890 9276",
		"92760012345678901":               "92760012345678901",
		"xDE98120300000000202051":         "xDE98120300000000202051", // in a word they have to be right
		"x4111111111111111":               "x•••1111",
		"STX_DE02120300000000202051":      "STX_DE02120300000000202051",
		"A1 4111 1111 1111 1111 B2":       "A1 •••1111 B2",
	} {
		if got := MaskText(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"1234567": "•••", "12345678": "•••5678", "äöüß1234": "•••1234", "": "•••"} {
		if got := MaskEnd(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"DE89 3704-00": "DE•••0400", "DE 3704": "•••", "12345678901": "•••8901", "DE8937": "•••"} {
		if got := maskIBAN(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestScrubbingReadsJSONAsItIsWritten(t *testing.T) {
	for raw, want := range map[string]string{
		"{\"pin\"\r\n:\r\n12\r\n,\"a\":1}":    "{\"pin\"\r\n:\r\n\"•••\"\r\n,\"a\":1}",
		`{"a":"\\\"pin\":","pin":"x\\"}`:      `{"a":"\\\"pin\":","pin":"•••"}`,
		`{"p\u0069n":"x","pin":[],"code":""}`: `{"p\u0069n":"•••","pin":[],"code":""}`,
		`{"pin":true,"csc":null,"code":{}}`:   `{"pin":true,"csc":null,"code":{}}`,
		`["[{\"pin\":\"1234\"}]"]`:            `["[{\"pin\":\"•••\"}]"]`,
		`["[{\"pin\":\"1234\"}"]`:             `["[{\"pin\":\"1234\"}"]`,
		`{"iban":"DE89370400440532013000"}`:   `{"iban":"DE89370400440532013000"}`,
	} {
		if got := string(scrub([]byte(raw))); got != want {
			t.Errorf("%q becomes %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{
		`{"iban":"","cardnumber":9276001234567891,"n":-4111111111111111,"x":4111111111111111}`: `{"iban":"","cardnumber":"•••7891","n":"-•••1111","x":"•••1111"}`,
		`["{\"iban\":\"DE89370400440532013000\"}"]`:                                            `["{\"iban\":\"DE•••3000\"}"]`,
		`["\u0034111111111111111"]`:                                                            `["•••1111"]`,
	} {
		if got := string(scrubAll([]byte(raw))); got != want {
			t.Errorf("%q becomes %q, want %q", raw, got, want)
		}
	}
}

// The bytes that an answer came in are used again for the next one.
func TestWhatIsKeptOfAPageIsItsOwn(t *testing.T) {
	body := []byte(`{"count":1,"meta":{"a":"first","pin":"1234"},"data":[{"id":"PCI_1"}]}`)
	page, err := decodePage[PaymentTransaction](body)
	if err != nil {
		t.Fatal(err)
	}
	clear(body)
	if string(page.Meta) != `{"a":"first","pin":"•••"}` || string(page.Items[0].Raw) != `{"id":"PCI_1"}` || page.Items[0].Value.ID != "PCI_1" {
		t.Errorf("it became %q, %q, %q", page.Meta, page.Items[0].Raw, page.Items[0].Value.ID)
	}
}
