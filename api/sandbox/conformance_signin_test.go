package sandbox_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

const (
	asFormType = "application/x-www-form-urlencoded"
	asJSONType = "application/json"
)

// form is a sign-in by form.
func (s *system) form(grant, secret string) string {
	return url.Values{"grant_type": {grant}, "client_id": {s.id}, "client_secret": {secret}}.Encode()
}

// givesToken checks the answer of a sign-in.
func givesToken(t *testing.T, r reply) {
	t.Helper()
	if r.status != http.StatusOK || r.text("access_token") == "" || r.int("expires_in") != 1200 || !strings.EqualFold(r.text("token_type"), "bearer") {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

// refusesSignIn checks an error in the form of OAuth.
func refusesSignIn(t *testing.T, r reply, names ...string) {
	t.Helper()
	known := false
	for _, name := range names {
		known = known || r.text("error") == name
	}
	if r.status < 400 || r.status > 401 || !known || r.text("error_description") == "" || r.get("supportId") != nil {
		t.Errorf("%d %s, want one of %v", r.status, r.raw, names)
	}
}

var signingIn = []belief{
	{name: "a form gives a bearer token for 1200 seconds", source: "guide-debit-payment, Get Token",
		check: func(t *testing.T, s *system) {
			givesToken(t, s.ask(asFormType, s.form("client_credentials", s.secret), nil))
		}},
	{name: "JSON gives one too, below a doubled slash", source: "F domain, Transport; secuconnect-js-sdk src/authentication/Authenticator.js",
		check: func(t *testing.T, s *system) {
			givesToken(t, s.ask(asJSONType, `{"grant_type":"client_credentials","client_id":"`+s.id+`","client_secret":"`+s.secret+`"}`, nil))
		}},
	{name: "a wrong secret is invalid_client in the form of OAuth", source: "F domain, Transport; secucard-connect-php-sdk Client/ProductService.php, mapError",
		check: func(t *testing.T, s *system) {
			refusesSignIn(t, s.ask(asFormType, s.form("client_credentials", s.secret+"x"), nil), "invalid_client")
		}},
	{name: "an unknown grant is told so", source: "I domain, Transport",
		check: func(t *testing.T, s *system) {
			refusesSignIn(t, s.ask(asFormType, s.form("crystal_ball", s.secret), nil), "unsupported_grant_type")
		}},
	{name: "a refresh token that nobody gave is refused", source: "F domain, Transport; secuconnect-java-sdk auth/Authenticator.java",
		check: func(t *testing.T, s *system) {
			refusesSignIn(t, s.ask(asFormType, s.form("refresh_token", s.secret)+"&refresh_token=x", nil), "invalid_grant", "invalid_request", "unauthorized_client", "unsupported_grant_type")
		}},
	{name: "a device waits by 401 authorization_pending", source: "F domain, Transport; secucard-connect-php-sdk Auth/OauthProvider.php",
		check: func(t *testing.T, s *system) {
			codes := s.ask(asFormType, s.form("device", s.secret)+"&uuid=%2Fvendor%2Ftresen%2Fconformance%2F1", nil)
			if codes.status != 200 { // not every account may sign in devices
				refusesSignIn(t, codes, "unauthorized_client", "unsupported_grant_type", "invalid_client")
				return
			}
			for _, name := range []string{"device_code", "user_code", "verification_url"} {
				if codes.text(name) == "" {
					t.Errorf("no %s in %s", name, codes.raw)
				}
			}
			if codes.int("expires_in") < 60 || codes.int("interval") < 1 {
				t.Errorf("%s", codes.raw)
			}
			r := s.ask(asFormType, s.form("device", s.secret)+"&code="+codes.text("device_code"), nil)
			if refusesSignIn(t, r, "authorization_pending"); r.status != 401 {
				t.Errorf("%d", r.status)
			}
		}},
	{name: "several tokens of client_credentials are good at a time", source: "F domain, Transport (one at a time is said of devices)",
		check: func(t *testing.T, s *system) {
			first, second := s.freshToken(t), s.freshToken(t)
			for _, token := range []string{first, second, first} {
				if got := s.reads(token); first == second || got != 200 {
					t.Errorf("%d", got)
				}
			}
		}},
	{name: "without a token and with a wrong one a read is 401", source: "reference, every operation: 401 Missing or invalid token",
		check: func(t *testing.T, s *system) {
			for _, token := range []string{"", "stslcq4ilt3kl4j7ke474cfn23"} {
				if got := s.reads(token); got != 401 {
					t.Errorf("%q answers %d", token, got)
				}
			}
		}},
	{name: "our client signs in by itself", source: "design, The client",
		check: func(t *testing.T, s *system) {
			if _, err := api.Merchants.Find(t.Context(), s.api, api.Query{Count: 1}); err != nil {
				t.Error(err)
			}
		}},
	{name: "a token ends, and our client signs in again and repeats the read once", source: "F domain, Transport and Smaller behaviours", setUp: "the clock",
		check: func(t *testing.T, s *system) {
			before := s.server.Requests()
			s.clock.advance(21 * time.Minute)
			if got := s.reads(s.token); got != 401 {
				t.Errorf("the old token answers %d", got)
			}
			if _, err := api.Merchants.Find(t.Context(), s.api, api.Query{Count: 3}); err != nil {
				t.Error(err)
			}
			after := s.server.Requests()
			if asked, signed := after["GET /General/Merchants"]-before["GET /General/Merchants"], after["POST /oauth/token"]-before["POST /oauth/token"]; asked != 3 || signed != 1 {
				t.Errorf("%d reads and %d sign-ins", asked, signed)
			}
		}},
	{name: "403 with code 2003 is an expired token as well", source: "F domain, Transport", setUp: "faults",
		check: func(t *testing.T, s *system) {
			once := true
			s.server.SetFaults(func(r *http.Request) sandbox.Fault {
				expired := once && r.Method == http.MethodGet
				once = once && !expired
				return sandbox.Fault{Code2003: expired}
			})
			defer s.server.SetFaults(nil)
			if _, err := api.Merchants.Find(t.Context(), s.api, api.Query{Count: 1}); err != nil || once {
				t.Error(err)
			}
		}},
}

// failsAs checks an error in the form of the API.
func failsAs(t *testing.T, r reply, status int, names ...string) {
	t.Helper()
	known := false
	for _, name := range names {
		known = known || r.text("error") == name
	}
	_, isNumber := r.get("code").(float64)
	_, isText := r.get("code").(string)
	if r.status != status || !known || r.text("status") != "error" || r.text("error_user") == "" || r.text("supportId") == "" ||
		r.get("error_details") == nil || !isNumber && !isText {
		t.Errorf("%d %s, want %d and one of %v", r.status, r.raw, status, names)
	}
}

var errorPayloads = []belief{
	{name: "an object that is not there is 404 ProductNotFoundException with all six members", source: "reference, 404 and ProductExceptionPayload; F domain, Transport",
		check: func(t *testing.T, s *system) {
			for _, path := range []string{"/Payment/Transactions/PCI_NOTHING", "/General/Merchants/MRC_NOTHING", "/Smart/Transactions/STX_NOTHING", "/Payment/Transactions/PCI_NOTHING/checkStatus"} {
				failsAs(t, s.send("GET", path, nil), 404, "ProductNotFoundException")
			}
		}},
	{name: "error_user speaks the language of the request", source: "F domain, Smaller behaviours; secucard-connect-php-sdk SecucardConnect.php",
		check: func(t *testing.T, s *system) {
			texts := map[string]bool{}
			for _, language := range []string{"de", "en"} {
				s.header.Set("Accept-Language", language)
				texts[s.send("GET", "/Payment/Transactions/PCI_NOTHING", nil).text("error_user")] = true
			}
			if len(texts) != 2 {
				t.Errorf("%v", texts)
			}
		}},
	{name: "a path that is not there is 404", source: "I reference, 404",
		check: func(t *testing.T, s *system) {
			if r := s.send("GET", "/Payment/Umbrellas", nil); r.status != 404 {
				t.Errorf("%d %s", r.status, r.raw)
			}
		}},
	{name: "a verb that the path does not take is 405", source: "I reference, 405 Method not allowed",
		check: func(t *testing.T, s *system) {
			if r := s.send("DELETE", "/Payment/Transactions/PCI_NOTHING", nil); r.status != 405 {
				t.Errorf("%d %s", r.status, r.raw)
			}
		}},
	{name: "a q that cannot be read is 500 with the payload", source: "reference, every list: 500 Validation errors, etc.",
		check: func(t *testing.T, s *system) {
			for _, q := range []string{"(amount:1", "amount:[1 TO", "customer.name"} {
				failsAs(t, s.send("GET", "/Payment/Transactions?q="+escape(q), nil), 500, "ProductInternalException")
			}
		}},
	{name: "a count that is no number is 500 with the payload", source: "I reference, every list: 500 Validation errors, etc.",
		check: func(t *testing.T, s *system) {
			failsAs(t, s.send("GET", "/Payment/Transactions?count=many", nil), 500, "ProductInternalException")
		}},
	{name: "a field that is not there cannot be sorted by", source: "I reference, every list: 500 Validation errors, etc.",
		check: func(t *testing.T, s *system) {
			failsAs(t, s.send("GET", "/Payment/Transactions?sort=shoe_size:asc", nil), 500, "ProductInternalException")
		}},
	{name: "our client reads what an error says", source: "design, The client",
		check: func(t *testing.T, s *system) {
			_, err := api.PaymentTransactions.Get(t.Context(), s.api, "PCI_NOTHING")
			if !api.IsNotFound(err) || api.IsAuth(err) || api.IsOffline(err) {
				t.Errorf("%v", err)
			}
		}},
}
