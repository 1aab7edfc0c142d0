package api

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Masked stands in place of what is never shown.
const Masked = "•••"

// neverShown are the members whose value is a secret: it is replaced by [Masked]
// when an answer is decoded, and nothing of it leaves this package. Codes,
// serial numbers and receipts of vouchers are money. Names are compared in lower
// case and without underscores; an ending counts too, so that new_password and
// deviceToken need no line of their own.
var (
	neverShown = map[string]bool{
		"code": true, "serial": true, "serialnumber": true, "devicecode": true, "usercode": true, "authorization": true,
		"receiptcustomer": true, "receiptzvt": true, "receiptdealer": true,
	}
	neverShownEnds = []string{"csc", "cvc", "cvc2", "cvv", "cvv2", "passcode", "pin", "password", "passwort", "secret", "apikey", "token"}
)

// accounts are the members that hold the number of an account or a card: country
// and last four stay.
var accounts = map[string]func(string) string{
	"iban": maskIBAN, "incomingpaymentiban": maskIBAN, "accountnumber": MaskEnd, "cardnumber": MaskEnd, "pan": MaskEnd,
}

// lastOfSecrets are the last two letters of all those names: others are told
// from them by these alone.
var lastOfSecrets = func() (last [1 << 16]bool) {
	for _, name := range slices.AppendSeq(slices.Clone(neverShownEnds), maps.Keys(neverShown)) {
		last[lastTwo(name)] = true
	}
	return last
}()

// lastTwo are the last two letters of a name, in lower case.
func lastTwo[T string | []byte](name T) uint16 {
	n := len(name)
	return uint16(name[n-2]|0x20)<<8 | uint16(name[n-1]|0x20)
}

// NeverShown reports the name of a member whose value is a secret.
func NeverShown(name string) bool { return isSecret(name) }

func isSecret[T string | []byte](name T) bool {
	n := len(name)
	if n < 3 || !lastOfSecrets[lastTwo(name)] && alnum(name[n-1]) && alnum(name[n-2]) {
		return false
	}
	var room [64]byte
	b := squeezeName(room[:0], name)
	if neverShown[string(b)] {
		return true
	}
	for _, end := range neverShownEnds {
		if len(b) >= len(end) && string(b[len(b)-len(end):]) == end {
			return true
		}
	}
	return false
}

// MaskAccount is how the number is masked that a member of this name holds; nil
// where it holds none.
func MaskAccount(name string) func(string) string {
	var room [64]byte
	return accounts[string(squeezeName(room[:0], name))]
}

// squeezeName appends a name in lower case without what separates its words.
func squeezeName[T string | []byte](dst []byte, name T) []byte {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == ' ':
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// maskWords masks a text of the wire: accounts and cards in it, and the secrets
// of one that is JSON itself, as PHP likes to nest it.
func maskWords(s string) string {
	switch {
	case s == "":
		return s
	case strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://"):
		return maskLink(s)
	case s[0] == '{' || s[0] == '[':
		if raw := jsontext.Value(s); raw.IsValid() {
			s = string(scrub(raw))
		}
	}
	return MaskText(s)
}

// maskLink leaves a link alone, which leads nowhere once a part of it is masked,
// unless that part is an account beyond doubt: then it is better broken.
func maskLink(link string) string {
	plain, err := url.PathUnescape(link)
	if err != nil {
		plain = link
	}
	for i := range len(plain) {
		if !alnum(plain[i]) || i > 0 && wordByte(plain[i-1]) {
			continue
		}
		g := squeeze(plain[i:])
		for n := 15; n <= g.n; n++ {
			end := i + int(g.ends[n-1])
			if (end == len(plain) || !wordByte(plain[end])) && maskID(string(g.text[:n])) != string(g.text[:n]) {
				return MaskText(plain)
			}
		}
	}
	return link
}

// identifies reports the name of a member by whose value a program finds an
// object again: masked, it would be another one.
func identifies(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"id", "hash", "object", "key"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// maskPath masks the numbers of cards and accounts in a path.
func maskPath(path string) string {
	plain, err := url.PathUnescape(path)
	if masked := MaskText(plain); err == nil && masked != plain {
		return masked
	}
	return path
}

// maskQuery masks what is searched for: accounts and cards wherever they stand,
// and secrets behind the name of theirs.
func maskQuery(v url.Values) url.Values {
	masked := make(url.Values, len(v))
	for name, values := range v {
		for _, value := range values {
			if name != "scroll_id" {
				value = maskTerms(MaskText(value))
			}
			masked[name] = append(masked[name], value)
		}
	}
	return masked
}

// maskTerms masks the conditions on secrets in a text of the q language, and
// those on accounts, which need not be whole to say much. A colon that was
// escaped is taken for one: the words of a search may be a condition that was
// not understood.
func maskTerms(q string) string {
	var b strings.Builder
	done := 0
	for _, at := range termName.FindAllStringIndex(q, -1) {
		if at[0] < done {
			continue // within a condition that is masked
		}
		name := strings.TrimRight(q[at[0]:at[1]], `\:`)
		name = name[strings.LastIndexByte(name, '.')+1:]
		value := termValue.FindString(q[at[1]:])
		masked := Masked
		if mask := MaskAccount(name); mask != nil && !NeverShown(name) {
			masked = mask(value)
		} else if !NeverShown(name) {
			continue
		}
		if value != "" && !strings.Contains(value, Masked) {
			b.WriteString(q[done:at[1]] + masked)
			done = at[1] + len(value)
		}
	}
	return b.String() + q[done:]
}

// A name of the q language with its colon, and a condition.
var (
	termName  = regexp.MustCompile(`[A-Za-z0-9_.]+\\?:`)
	termValue = regexp.MustCompile(`^("[^"]*"?|\[[^\]]*\]?|[^\s()]+)`)
)

// maskID masks what stands in place of an id and is none: a whole account with
// the length and the check digits of its country, or the number of a loyalty
// card.
func maskID(s string) string {
	switch {
	case len(s) == 16 && strings.HasPrefix(s, "9276") && strings.Trim(s, "0123456789") == "":
		return MaskEnd(s)
	case len(s) > 4 && ibanLength([]byte(s)) == len(s) && mod97([]byte(s)) == 1:
		return maskIBAN(s)
	}
	return s
}
