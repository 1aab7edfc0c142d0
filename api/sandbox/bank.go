package sandbox

import (
	"fmt"
	"regexp"
	"strings"
)

// Bank accounts: their check digits, and the names of banks.

// iban takes an IBAN with right check digits, in any writing, and keeps it
// without blanks.
func iban(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		typed, no := asText(at, v)
		if no != nil {
			return nil, no
		}
		number := strings.ToUpper(strings.Join(strings.Fields(typed), ""))
		if !validIBAN(number) {
			return nil, at.invalid("is not a valid IBAN")
		}
		return number, nil
	}}
}

// bic takes a BIC of eight or eleven characters.
func bic(name string) field {
	return like(name, `[A-Za-z]{6}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?`, "a BIC of 8 or 11 characters")
}

// accountFields are a bank account as clients send it.
func accountFields() []field {
	return []field{must(iban("iban")), bic("bic"), text("owner"), text("bankname")}
}

// ibanLengths are the lengths of IBANs by country; of others only the check
// digits are looked at.
var ibanLengths = map[string]int{
	"AT": 20, "BE": 16, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FR": 27, "IT": 27, "LI": 21, "LU": 20, "NL": 18, "PL": 28,
}

var ibanForm = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$`)

// validIBAN checks an IBAN without blanks (ISO 13616).
func validIBAN(number string) bool {
	if !ibanForm.MatchString(number) {
		return false
	}
	if n, known := ibanLengths[number[:2]]; known && n != len(number) {
		return false
	}
	return mod97(number[4:]+number[:4]) == 1
}

// mod97 reads letters as 10 to 35.
func mod97(digits string) int {
	rest := 0
	for _, c := range []byte(digits) {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest
}

// banks by the first eight digits of a German account.
var banks = []struct{ code, bic, name string }{
	{"37040044", "COBADEFFXXX", "Commerzbank"},
	{"12030000", "BYLADEM1001", "Deutsche Kreditbank Berlin"},
	{"68050101", "FRSPDE66XXX", "Sparkasse Freiburg-Nördlicher Breisgau"},
	{"68090000", "GENODE61FR1", "Volksbank Freiburg"},
	{"50010517", "INGDDEFFXXX", "ING"},
	{"70050000", "BYLADEMMXXX", "Bayerische Landesbank"},
	{"43060967", "GENODEM1GLS", "GLS Gemeinschaftsbank"},
	{"85040061", "COBADEFFXXX", "Commerzbank CC"},
}

// bankOf completes an account by what its IBAN says of its bank.
func bankOf(account object) object {
	number := account.text("iban")
	for _, bank := range banks {
		if len(number) != 22 || number[4:12] != bank.code {
			continue
		}
		if account.text("bic") == "" {
			account = account.with("bic", bank.bic)
		}
		if account.text("bankname") == "" {
			account = account.with("bankname", bank.name)
		}
	}
	return account
}

// drawAccount is a German bank account with right check digits.
func drawAccount(d *dice, owner string) object {
	bank := banks[d.below(len(banks))]
	number := bank.code + fmt.Sprintf("%010d", 1_000_000+d.below(1_000_000_000))
	check := 98 - mod97(number+"DE00")
	return object{
		{"iban", fmt.Sprintf("DE%02d%s", check, number)}, {"bic", bank.bic}, {"owner", owner}, {"bankname", bank.name},
	}
}
