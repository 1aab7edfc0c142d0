package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api/sandbox"
)

// dialTCP puts a server behind a port and returns a client of it that neither
// unpacks nor repeats nor follows anything by itself.
func dialTCP(t *testing.T, o sandbox.Options) *client {
	t.Helper()
	c := open(t, o)
	web := httptest.NewServer(c.server)
	t.Cleanup(web.Close)
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	c.http, c.base = transport, web.URL
	return c
}

func TestAnAnswerIsPackedForThoseWhoCanUnpackIt(t *testing.T) {
	c := dialTCP(t, sandbox.Options{Payments: 60})
	plain := c.get("/Payment/Transactions")
	for accept, packed := range map[string]bool{
		"": false, "gzip": true, "gzip, deflate": true, "deflate, GZIP;q=0.5": true, "gzip;q=1.0": true,
		"gzip;q=0": false, "gzip; q=0.000": false, "br": false, "identity": false,
	} {
		c.header.Set("Accept-Encoding", accept)
		r := c.send("GET", "/Payment/Transactions", nil)
		body := r.raw
		if coding := r.header.Get("Content-Encoding"); (coding == "gzip") != packed {
			t.Errorf("%q: coding %q", accept, coding)
		}
		if packed {
			body = unpack(t, r.raw)
		}
		if !bytes.Equal(body, plain.raw) || r.header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %d bytes, want %d; Vary %q", accept, len(body), len(plain.raw), r.header.Get("Vary"))
		}
		head := c.send("HEAD", "/Payment/Transactions", nil)
		if head.header.Get("Content-Length") != r.header.Get("Content-Length") || len(head.raw) > 0 {
			t.Errorf("%q: HEAD announces %s bytes, GET %s", accept, head.header.Get("Content-Length"), r.header.Get("Content-Length"))
		}
	}
	if small := c.send("GET", "/Payment/Transactions?count=0", nil); small.header.Get("Content-Encoding") != "" {
		t.Error("a few bytes are packed")
	}
}

func TestAConnectionIsKeptForTheNextRequest(t *testing.T) {
	c := dialTCP(t, sandbox.Options{Payments: 60})
	fresh := 0
	c.header.Set("Accept-Encoding", "gzip")
	c.http.(*http.Transport).DialContext = countingDial(&fresh)
	for range 3 {
		c.send("GET", "/Payment/Transactions", nil)
		c.send("GET", "/Payment/Nothing", nil)
		c.send("HEAD", "/Payment/Transactions", nil)
		c.send("POST", "/Payment/Transactions", fields{"amount": -1})
		c.send("DELETE", "/Payment/Transactions", nil)
	}
	if fresh != 1 {
		t.Errorf("%d connections for 15 requests", fresh)
	}
}

func TestWebPagesOfAnyOriginMayAsk(t *testing.T) {
	c := dialTCP(t, sandbox.Options{Payments: 60})
	token := c.token
	c.token = ""
	c.header.Set("Origin", "https://shop.example.org")
	c.header.Set("Access-Control-Request-Method", "POST")
	c.header.Set("Access-Control-Request-Headers", "authorization,content-type")
	ask := c.send("OPTIONS", "/Payment/Transactions", nil)
	want := http.Header{
		"Access-Control-Allow-Origin":      {"https://shop.example.org"},
		"Access-Control-Allow-Credentials": {"true"},
		"Access-Control-Allow-Methods":     {"GET, HEAD, POST, PUT, PATCH, DELETE"},
		"Access-Control-Allow-Headers":     {"authorization,content-type"},
		"Access-Control-Max-Age":           {"600"},
		"Vary":                             {"Origin"},
	}
	ask.header.Del("Date")
	if diff := cmp.Diff(want, ask.header); ask.status != 204 || diff != "" {
		t.Errorf("%d %s", ask.status, diff)
	}
	c.token = token
	if r := c.send("GET", "/Payment/Transactions?count=0", nil); r.status != 200 || r.header.Get("Access-Control-Allow-Origin") != "https://shop.example.org" {
		t.Errorf("%d %v", r.status, r.header)
	}
	c.header = http.Header{}
	if r := c.send("OPTIONS", "/Payment/Transactions", nil); r.status != 405 || r.header.Get("Allow") != "GET, POST" {
		t.Errorf("who only asks for the verbs gets %d %v", r.status, r.header)
	}
}

func TestABodyThatIsTooLargeIsRefusedWhole(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	id := c.first("status:6")
	body := append([]byte(`{"reduce_amount_by":1}`), bytes.Repeat([]byte(" "), 16<<20)...)
	req := httptest.NewRequestWithContext(t.Context(), "POST", "/api/v2/Payment/Transactions/"+id+"/cancel", bytes.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+c.token)
	w := httptest.NewRecorder()
	c.server.ServeHTTP(w, req)
	r := reply{status: w.Code, raw: w.Body.Bytes()}
	r.parse()
	if r.status != http.StatusRequestEntityTooLarge || r.text("error") != "ProductInternalException" || len(c.server.AllRefunds()) != 0 {
		t.Errorf("%d %s", r.status, r.raw)
	}
}

// countingDial counts the connections that are opened.
func countingDial(n *int) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		*n++
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
}

// unpack reads what is packed by gzip.
func unpack(t *testing.T, packed []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
