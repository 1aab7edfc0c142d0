package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// epoch is the moment of the tests' data: a Friday noon in Berlin.
var epoch = time.Date(2025, time.November, 14, 13, 2, 31, 0, time.UTC)

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: epoch} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// client talks to a server in process, or over TCP where base is set.
type client struct {
	t      testing.TB
	server *sandbox.Server
	clock  *clock
	http   http.RoundTripper
	base   string
	token  string
	header http.Header
}

// open starts a server on a clock of its own and signs in.
func open(t testing.TB, o sandbox.Options) *client {
	t.Helper()
	c := &client{t: t, clock: newClock(), header: http.Header{}}
	if o.Now == nil {
		o.Now = c.clock.now
	}
	c.server = sandbox.New(o)
	c.http, c.base = c.server.RoundTripper(), c.server.BaseURL()
	c.signIn()
	return c
}

func (c *client) signIn() {
	c.t.Helper()
	id, secret := c.server.Credentials()
	r := c.send("POST", "/oauth/token", map[string]any{"grant_type": "client_credentials", "client_id": id, "client_secret": secret})
	c.token, _ = r.get("access_token").(string)
	if c.token == "" {
		c.t.Fatalf("no token: %d %s", r.status, r.raw)
	}
}

// reply is an answer as it came.
type reply struct {
	status int
	header http.Header
	raw    []byte
	body   any
}

// parse reads the body if it is JSON; a web page or garbage is an answer too.
func (r *reply) parse() {
	if json.Valid(r.raw) {
		_ = json.Unmarshal(r.raw, &r.body)
	}
}

// get walks the answer by names and indexes.
func (r reply) get(path ...any) any {
	v := r.body
	for _, step := range path {
		switch at := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[at]
		case int:
			list, _ := v.([]any)
			if at >= len(list) {
				return nil
			}
			v = list[at]
		}
	}
	return v
}

func (r reply) int(path ...any) int {
	n, _ := r.get(path...).(float64)
	return int(n)
}

func (r reply) text(path ...any) string {
	s, _ := r.get(path...).(string)
	return s
}

func (r reply) len(path ...any) int {
	list, _ := r.get(path...).([]any)
	return len(list)
}

// try sends a request below /api/v2, or to /oauth/token.
func (c *client) try(method, path string, body any) (reply, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	if !strings.HasPrefix(path, "/oauth") {
		path = "/api/v2" + path
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, in)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header = c.header.Clone()
	req.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := c.http.RoundTrip(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header}
	if r.raw, err = io.ReadAll(resp.Body); err != nil {
		return r, err
	}
	r.parse()
	return r, nil
}

// send is try for requests that must be answered.
func (c *client) send(method, path string, body any) reply {
	c.t.Helper()
	r, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

// get is a read that must succeed.
func (c *client) get(path string) reply {
	c.t.Helper()
	r := c.send("GET", path, nil)
	if r.status != http.StatusOK {
		c.t.Fatalf("GET %s: %d %s", path, r.status, r.raw)
	}
	return r
}

// first is the id of the newest payment that matches q.
func (c *client) first(q string) string {
	c.t.Helper()
	r := c.get("/Payment/Transactions?count=1&q=" + escape(q))
	id := r.text("data", 0, "id")
	if id == "" {
		c.t.Fatalf("nothing matches %s", q)
	}
	return id
}

func escape(s string) string {
	return strings.NewReplacer(" ", "%20", "[", "%5B", "]", "%5D", "\"", "%22", ":", "%3A").Replace(s)
}
