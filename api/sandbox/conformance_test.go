package sandbox_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
)

// What we believe of the API. Every belief is held against the sandbox; with
// TRESEN_BASE_URL, TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET in the environment
// also against that system, which has to be a test system:
//
//	go test ./api/... -run Conformance -v
//
// There it reads, changes what it has made itself, and lowers demo payments by
// cents. What fails there is wrong in the sandbox, in the client or in our
// reading, and says where we have it from.

// belief is one thing that we hold of the API.
type belief struct {
	name string
	// source is where we have it from: a part of the reference or a guide, a
	// statement of the domain facts (F documented, I inferred, U unknown), or a
	// file of an official client.
	source string
	check  func(t *testing.T, s *system)
	// setUp says why the belief can only be held where the test rules the clock
	// and the faults: the sandbox. It is empty for all others.
	setUp string
}

// beliefs are all of them, by what they are about.
var beliefs = map[string][]belief{
	"signing in":  signingIn,
	"errors":      errorPayloads,
	"lists":       listParameters,
	"scrolls":     scrolling,
	"q":           searching,
	"payments":    payments,
	"own objects": ownObjects,
}

// system is a server that beliefs are held against.
type system struct {
	*client             // raw requests; its server and clock are nil elsewhere
	api     *api.Client // the program's own client
	id      string
	secret  string
}

func TestConformance(t *testing.T) {
	systems := map[string]func(t *testing.T) *system{"sandbox": ownSystem}
	if env := environment(os.Getenv); env != nil {
		systems[env.host] = env.system
	}
	for name, start := range systems {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			for about, all := range beliefs {
				t.Run(about, func(t *testing.T) { s.hold(t, all) })
			}
			t.Run("every list", func(t *testing.T) { s.holdLists(t) })
		})
	}
}

func (s *system) hold(t *testing.T, all []belief) {
	for _, b := range all {
		if b.setUp != "" && s.server == nil {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			t.Log("source:", b.source)
			b.check(t, s.in(t))
		})
	}
}

// in is the system as a subtest uses it, with a token and headers of its own.
func (s *system) in(t *testing.T) *system {
	client := *s.client
	client.t, client.header = t, http.Header{}
	own := &system{client: &client, api: s.api, id: s.id, secret: s.secret}
	if own.server != nil { // whose clock may have been moved
		own.token = own.freshToken(t)
	}
	return own
}

// ownSystem is a sandbox.
func ownSystem(t *testing.T) *system {
	c := open(t, sandbox.Options{Payments: 300})
	s := &system{client: c, api: dial(t, c.server)}
	s.id, s.secret = c.server.Credentials()
	return s
}

// testHosts are the vendor's systems on which nothing is real (guides; the
// official clients).
var testHosts = []string{"connect-testing.secuconnect.com", "connect-testing.secupay-ag.de", "connect-showcase.secupay-ag.de"}

// foreign is a system of the environment.
type foreign struct{ host, base, id, secret string }

// environment is the system that the environment names, nil where it names
// none.
func environment(get func(string) string) *foreign {
	f := &foreign{base: get("TRESEN_BASE_URL"), id: get("TRESEN_CLIENT_ID"), secret: get("TRESEN_CLIENT_SECRET")}
	if f.base == "" || f.id == "" || f.secret == "" {
		return nil
	}
	f.host = f.base
	if u, err := url.Parse(f.base); err == nil {
		f.host = u.Hostname()
	}
	return f
}

// refusal is why no belief may be held against the system, empty where it may.
func (f *foreign) refusal() string {
	root, err := api.ParseBaseURL(f.base)
	if err != nil {
		return err.Error()
	}
	host := root.Hostname()
	if ip := net.ParseIP(host); host == "localhost" || ip.IsLoopback() || slices.Contains(testHosts, host) {
		return ""
	}
	return fmt.Sprintf("%s is none of the vendor's test systems (%s) and not this machine", host, strings.Join(testHosts, ", "))
}

func (f *foreign) system(t *testing.T) *system {
	if why := f.refusal(); why != "" {
		t.Fatal(why)
	}
	root, err := api.ParseBaseURL(f.base)
	if err != nil {
		t.Fatal(err)
	}
	own, err := api.New(api.Config{BaseURL: f.base, ClientID: f.id, ClientSecret: f.secret, Lang: "de"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(own.Close)
	s := &system{api: own, id: f.id, secret: f.secret}
	s.client = &client{t: t, http: &http.Transport{}, base: root.String(), header: http.Header{}}
	s.token = s.freshToken(t)
	return s
}

// freshToken signs in.
func (s *system) freshToken(t *testing.T) string {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {s.id}, "client_secret": {s.secret}}
	r := s.ask("application/x-www-form-urlencoded", form.Encode(), nil)
	if r.status != http.StatusOK || r.text("access_token") == "" {
		t.Fatalf("no token: %d %s", r.status, r.raw)
	}
	return r.text("access_token")
}

func TestConformanceIsHeldAgainstTestSystemsOnly(t *testing.T) {
	for base, may := range map[string]bool{
		"https://connect-testing.secuconnect.com":              true,
		"https://connect-testing.secuconnect.com/api/v2":       true,
		"https://CONNECT-testing.secupay-ag.de/":               true,
		"https://connect-showcase.secupay-ag.de":               true,
		"http://127.0.0.1:8080":                                true,
		"http://[::1]:8080":                                    true,
		"http://localhost:8080":                                true,
		"https://connect.secucard.com":                         false,
		"https://connect-testing.secuconnect.com.evil.example": false,
		"https://evil.example/connect-testing.secuconnect.com": false,
		"https://connect-testing.secuconnect.com@evil.example": false,
		"http://connect-testing.secuconnect.com":               false,
		"https://connect-testing.secuconnect.com.":             true, // the same name, written to its end
		"https://192.168.1.1":                                  false,
		"connect-testing.secuconnect.com":                      false,
		"":                                                     false,
	} {
		f := foreign{base: base}
		if why := f.refusal(); (why == "") != may {
			t.Errorf("%q: refused for %q", base, why)
		}
	}
	some := func(name string) string {
		return map[string]string{"TRESEN_BASE_URL": "https://connect.secucard.com"}[name]
	}
	if environment(some) != nil || environment(func(string) string { return "x" }) == nil {
		t.Error("a system is taken from half an environment, or not from a whole one")
	}
}
