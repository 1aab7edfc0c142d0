package sandbox_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// ask sends a token request as it is.
func (c *client) ask(contentType, body string, edit func(*http.Request)) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "POST", c.base+"//oauth/token/", strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	if edit != nil {
		edit(req)
	}
	resp, err := c.http.RoundTrip(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode}
	r.raw, _ = io.ReadAll(resp.Body)
	r.parse()
	return r
}

func TestATokenIsGivenForGoodCredentialsInEveryForm(t *testing.T) {
	c := open(t, sandbox.Options{})
	id, secret := c.server.Credentials()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}.Encode()
	with := func(id, secret string) string {
		return `{"grant_type":"client_credentials","client_id":"` + id + `","client_secret":"` + secret + `"}`
	}
	const formType, jsonType = "application/x-www-form-urlencoded", "application/json; charset=utf-8"
	tests := []struct {
		name, contentType, body string
		edit                    func(*http.Request)
		status                  int
		problem                 string
	}{
		{name: "form", contentType: formType, body: form, status: 200},
		{name: "JSON", contentType: jsonType, body: with(id, secret), status: 200},
		{name: "header", contentType: formType, body: "grant_type=client_credentials", status: 200,
			edit: func(r *http.Request) { r.SetBasicAuth(id, secret) }},
		{name: "JSON that calls itself a form", contentType: formType, body: with(id, secret), status: 200},
		{name: "form that calls itself nothing", body: form, status: 200},
		{name: "wrong secret", contentType: jsonType, body: with(id, secret+"x"), status: 401, problem: "invalid_client"},
		{name: "wrong id", contentType: jsonType, body: with("x", secret), status: 401, problem: "invalid_client"},
		{name: "no credentials", contentType: formType, body: "grant_type=client_credentials", status: 401, problem: "invalid_client"},
		{name: "another grant", contentType: formType, body: strings.Replace(form, "client_credentials", "password", 1), status: 400,
			problem: "unsupported_grant_type"},
		{name: "no JSON", contentType: jsonType, body: "grant_type", status: 400, problem: "invalid_request"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := c.ask(test.contentType, test.body, test.edit)
			if r.status != test.status || r.text("error") != test.problem {
				t.Fatalf("%d %s", r.status, r.raw)
			}
			if test.problem != "" {
				if r.text("error_description") == "" {
					t.Errorf("no description: %s", r.raw)
				}
				return
			}
			if r.text("token_type") != "bearer" || r.int("expires_in") != 1200 || r.text("access_token") == "" {
				t.Errorf("%s", r.raw)
			}
		})
	}
}

func TestATokenEndsOnTheClockUnlessItIsUsedAndSeveralAreValidAtATime(t *testing.T) {
	c := open(t, sandbox.Options{})
	used := c.token
	c.signIn()
	left := c.token
	if used == left {
		t.Fatal("two sign-ins gave the same token")
	}
	status := func(token string) int {
		c.token = token
		return c.send("GET", "/General/Merchants", nil).status
	}
	for range 3 {
		c.clock.advance(10*time.Minute - time.Second/3)
		if got := status(used); got != 200 {
			t.Fatalf("a token in use answers %d", got)
		}
	}
	for token, want := range map[string]int{used: 200, left: 401, "": 401, used + "x": 401} {
		if got := status(token); got != want {
			t.Errorf("%q answers %d, want %d", token, got, want)
		}
	}
	c.clock.advance(20*time.Minute - time.Second)
	if got := status(used); got != 200 {
		t.Errorf("a second before its end the token answers %d", got)
	}
	c.clock.advance(20 * time.Minute)
	if got := status(used); got != 401 {
		t.Errorf("at its end the token answers %d", got)
	}
}

func TestErrorsSpeakTheLanguageOfTheRequestAndCarryASupportID(t *testing.T) {
	c := open(t, sandbox.Options{})
	seen := map[string]bool{}
	for language, want := range map[string]string{
		"":                     "Die angeforderten Daten wurden nicht gefunden",
		"de-DE,de;q=0.9,en":    "Die angeforderten Daten wurden nicht gefunden",
		"en-GB, de;q=0.5":      "The requested data was not found",
		"fr, en;q=0.8, de;q=1": "The requested data was not found",
	} {
		c.header.Set("Accept-Language", language)
		r := c.send("GET", "/Payment/Transactions/PCI_X", nil)
		if r.status != 404 || r.text("status") != "error" || r.text("error") != "ProductNotFoundException" || r.text("error_user") != want {
			t.Errorf("%q: %d %s", language, r.status, r.raw)
		}
		if id := r.text("supportId"); len(id) != 32 || seen[id] {
			t.Errorf("supportId %q is short or came before", id)
		}
		seen[r.text("supportId")] = true
	}
}
