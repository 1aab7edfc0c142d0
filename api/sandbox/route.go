package sandbox

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"tresen/api"
)

// apiRoot is where the operations lie below the host.
const apiRoot = "/api/v2"

// handler answers an operation with a value to be written as JSON. It runs
// under the ledger's lock: for reading where its operation reads, for writing
// otherwise.
type handler func(s *Server, c *call) (any, *problem)

// route is one operation of the reference. Without a handler it is answered by
// 501.
type route struct {
	method  string
	pattern string // below /api/v2
	effect  api.Effect
	handle  handler
	words   []string // pattern, lower case; "" is a placeholder
}

func (r *route) name() string { return r.method + " " + r.pattern }

// handlers are the operations that the sandbox does, by [operation]. They are
// filled by init functions, a file a product, and never change afterwards.
var handlers = map[string]handler{}

// handle answers an operation of the reference by h. One that the catalogue does
// not have is an older spelling, or leaves out a last word.
func handle(name string, h handler) {
	key := operation(name)
	if handlers[key] != nil {
		panic("sandbox: " + name + " has two handlers")
	}
	handlers[key] = h
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// operation is the name of an operation without the names of its placeholders.
func operation(name string) string { return placeholder.ReplaceAllString(name, "{}") }

func init() {
	for name, h := range map[string]handler{
		"GET /Payment/Transactions":                                                 listPayments,
		"POST /Payment/Transactions":                                                createTwint,
		"GET /Payment/Transactions/{paymentTransactionId}":                          readPayment,
		"POST /Payment/Transactions/{paymentTransactionId}/capture":                 capturePayment,
		"POST /Payment/Transactions/{paymentTransactionId}/cancel":                  cancelPayment,
		"GET /Payment/Transactions/{paymentTransactionId}/shippingUrl":              shippingURL,
		"POST /Payment/Transactions/{paymentTransactionId}/revokeAccrual":           revokePaymentAccrual,
		"POST /Payment/Transactions/{paymentTransactionId}/getPaymentInstructions":  instructPayment,
		"POST /Payment/Transactions/me/getPaymentInstructions/{smartTransactionId}": instructSmart,
		"GET /Payment/Transactions/{paymentTransactionId}/OldFormat":                readOldFormat,
		"GET /Payment/Transactions/me/CrowdFundingData/{generalMerchantId}":         crowdFunding,
		"PUT /Payment/Transactions/{paymentTransactionId}/ShippingInformation":      shipPayment,
		"POST /Payment/Transactions/{paymentTransactionId}/IncreaseAmount":          increasePayment,
		"GET /Payment/Transactions/{paymentTransactionId}/checkStatus":              checkStatus,
		"POST /Payment/Transactions/{paymentTransactionId}/assignTransferBalance":   assignTransferBalance,
	} {
		handle(name, h)
	}
}

// routes are all operations of the reference and the older spellings, by the
// number of their words.
var routes = sync.OnceValue(func() map[int][]*route {
	byLength := map[int][]*route{}
	add := func(r *route) {
		pattern, _, _ := strings.Cut(r.pattern, "?")
		for word := range strings.SplitSeq(strings.Trim(pattern, "/"), "/") {
			if strings.HasPrefix(word, "{") {
				word = ""
			}
			r.words = append(r.words, strings.ToLower(word))
		}
		byLength[len(r.words)] = append(byLength[len(r.words)], r)
	}
	rest := maps.Clone(handlers)
	for _, e := range api.Endpoints() {
		key := operation(e.Method + " " + e.Path)
		add(&route{method: e.Method, pattern: e.Path, effect: e.Effect, handle: rest[key]})
		delete(rest, key)
	}
	for _, key := range slices.Sorted(maps.Keys(rest)) {
		method, pattern, _ := strings.Cut(key, " ")
		add(&route{method: method, pattern: pattern, effect: api.Writes, handle: rest[key]})
	}
	return byLength
})

// match finds the operation of a request. Words of the path come in any case;
// where two patterns fit, the one with more words of its own wins. HEAD is a
// GET without its body.
func match(method, path string) (*route, []string, *problem) {
	path = cleanPath(path)
	rest, below := strings.CutPrefix(path, apiRoot+"/")
	if !below {
		return nil, nil, missing("there is nothing at %s", path)
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	words := strings.Split(rest, "/")
	best, most := (*route)(nil), -1
	var allowed []string
	for _, r := range routes()[len(words)] {
		n, fits := r.fits(words)
		if !fits {
			continue
		}
		allowed = append(allowed, r.method)
		if r.method == method && n > most {
			best, most = r, n
		}
	}
	switch {
	case best != nil:
		return best, best.values(words), nil
	case len(allowed) > 0:
		slices.Sort(allowed)
		return nil, nil, &problem{status: http.StatusMethodNotAllowed, name: notAllowed,
			details: path + " does not take " + method, allow: strings.Join(slices.Compact(allowed), ", ")}
	}
	return nil, nil, missing("there is nothing at %s", path)
}

// fits reports whether a path has the form of the route, and how many words
// they share. An older client says not_set for me.
func (r *route) fits(words []string) (shared int, ok bool) {
	for i, want := range r.words {
		switch word := words[i]; {
		case want == "" && word != "":
		case strings.EqualFold(want, word), want == "me" && word == "not_set":
			shared++
		default:
			return 0, false
		}
	}
	return shared, true
}

// values are the words of a path that stand for the route's placeholders.
func (r *route) values(words []string) []string {
	var args []string
	for i, want := range r.words {
		if want == "" {
			args = append(args, words[i])
		}
	}
	return args
}
