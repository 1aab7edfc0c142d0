package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// apiRoot is where every operation lives below the host.
const apiRoot = "/api/v2"

// defaultUserAgent names the program to the server.
const defaultUserAgent = "tresen"

// Config says whom to talk to and as whom. Only BaseURL, ClientID and
// ClientSecret are needed.
type Config struct {
	// BaseURL is the host of the API, as [ParseBaseURL] takes it.
	BaseURL      string
	ClientID     string
	ClientSecret string
	// Lang is the language of error_user, "de" or "en".
	Lang      string
	UserAgent string
	// Transport answers every request, writes and tokens too, in place of the
	// network. A failed write is NotSent only where its error has a method
	// NotSent() bool that says so.
	Transport http.RoundTripper
	// Observe is told of every attempt when it has ended, from the goroutine
	// that made it. It must not block.
	Observe func(Exchange)
}

// Exchange is one attempt of a request, for the request log. It holds no body
// and no secret; a token request is a path and a status.
type Exchange struct {
	At      time.Time
	Method  string
	Path    string // below /api/v2, masked; "/oauth/token" for a sign-in
	Query   string // encoded, as it was sent except for what is masked
	Status  int    // 0 where there was no answer
	Took    time.Duration
	Bytes   int // of the answer, uncompressed
	Attempt int // from 1
	// Err is what went wrong, cleaned; empty where nothing did.
	Err string
	// Outcome is what is known of the effect; it means something where Err is
	// not empty.
	Outcome Outcome
	Action  string // the X-Action of a write
	Support string // supportId of the answer
}

// Client talks to one account of the API. It is safe for concurrent use and
// prints without secrets.
type Client struct {
	root      *url.URL
	lang      string
	userAgent string
	observe   func(Exchange)
	reads     http.RoundTripper
	writes    http.RoundTripper
	// ownWrites says that writes is our transport, whose trace proves what was
	// sent.
	ownWrites bool
	tokens    *tokens
}

// New checks a configuration and returns its client. Nothing is sent yet: wrong
// credentials show with the first request. The error is a sentence with its
// next step.
func New(cfg Config) (*Client, error) {
	root, err := ParseBaseURL(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.ClientID == "" || cfg.ClientSecret == "" {
		return nil, errors.New("client id or client secret is missing: set TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET")
	}
	c := &Client{
		root:      root,
		lang:      cfg.Lang,
		userAgent: cfg.UserAgent,
		observe:   cfg.Observe,
		reads:     cfg.Transport,
		writes:    cfg.Transport,
	}
	if c.userAgent == "" {
		c.userAgent = defaultUserAgent
	}
	if cfg.Transport == nil {
		c.reads, c.writes, c.ownWrites = readTransport(), writeTransport(), true
	}
	c.tokens = newTokens(c, cfg.ClientID, cfg.ClientSecret)
	return c, nil
}

// ParseBaseURL reads the address of a server: "https://host", with or without
// /api/v2 and a slash at the end. It returns the root without a path. Plain
// http is taken for addresses and local names only, since the client secret
// goes over it. Errors are sentences with the next step.
func ParseBaseURL(s string) (*url.URL, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, errors.New("the base URL is empty: write one like https://connect.secucard.com")
	}
	if !strings.Contains(s, "://") {
		rest := strings.TrimLeft(s, "/")
		scheme := "https"
		if u, err := url.Parse("//" + rest); err == nil && local(u.Hostname()) {
			scheme = "http"
		}
		return nil, fmt.Errorf("the base URL %q has no scheme: write %s://%s", s, scheme, rest)
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, fmt.Errorf("the base URL %q cannot be read: write one like https://connect.secucard.com", s)
	}
	host := u.Hostname()
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("the base URL has the scheme %q: write https://%s", u.Scheme, u.Host)
	case strings.Trim(host, ".") == "":
		return nil, fmt.Errorf("the base URL %q has no host: write one like https://connect.secucard.com", s)
	case u.User != nil:
		return nil, fmt.Errorf("the base URL carries a user name or password: write https://%s and set TRESEN_CLIENT_ID and TRESEN_CLIENT_SECRET", u.Host)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("the base URL %q ends in a query or fragment: write %s://%s", s, u.Scheme, u.Host)
	case strings.TrimRight(u.Path, "/") != "" && strings.TrimRight(u.Path, "/") != apiRoot:
		return nil, fmt.Errorf("the base URL has the path %q, expected none or %s: write %s://%s", u.Path, apiRoot, u.Scheme, u.Host)
	case u.Scheme == "http" && !local(host):
		return nil, fmt.Errorf("the base URL %q would send the client secret unencrypted: write https://%s", s, u.Host)
	}
	return &url.URL{Scheme: u.Scheme, Host: oneSpelling(u)}, nil
}

// defaultPorts are the ports that an address need not name.
var defaultPorts = map[string]int{"https": 443, "http": 80}

// oneSpelling is the host of an address, and its port where that is not the one of
// the scheme. One server has one name: what is recorded of it, and what is locked
// there, goes by it.
func oneSpelling(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil || port == defaultPorts[u.Scheme] {
		return host
	}
	return host + ":" + strconv.Itoa(port)
}

// local reports an address or a name without a domain: not a server on the
// internet that goes by its name.
func local(host string) bool { return !strings.Contains(host, ".") || net.ParseIP(host) != nil }

// BaseURL is the root of the server, without /api/v2.
func (c *Client) BaseURL() string { return c.root.String() }

// Close drops kept connections. Requests under way are not touched.
func (c *Client) Close() {
	for _, rt := range []http.RoundTripper{c.reads, c.writes} {
		if t, ok := rt.(*http.Transport); ok {
			t.CloseIdleConnections()
		}
	}
}

// Format prints a client as its address, whatever the verb.
func (c *Client) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "api.Client(%s)", c.root) }

// LogValue logs a client as its address.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.root.String()) }

// Format prints a configuration without its secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "api.Config(%s, %s)", c.BaseURL, c.ClientID)
}

// LogValue logs a configuration without its secret.
func (c Config) LogValue() slog.Value {
	return slog.GroupValue(slog.String("base_url", c.BaseURL), slog.String("client_id", c.ClientID))
}

type actionKey struct{}

// WithAction gives the next write its X-Action, the id under which the server
// can recognise it. Without one a write gets a random id.
func WithAction(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, actionKey{}, id)
}
