package sandbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ServeHTTP answers a request over TCP. Faults that break the connection abort
// the handler, which makes net/http close it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	if crossOrigin(header, r) {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	c, err := s.receive(r)
	var a answer
	if err == nil {
		a, err = s.reply(c)
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	body := a.body()
	a.describe(header, body)
	if len(body) > 1024 && a.cut == 0 {
		header.Add("Vary", "Accept-Encoding")
		if takesGzip(r.Header) {
			body = compress(body)
			header.Set("Content-Encoding", "gzip")
			header.Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	if a.cut > 0 && a.cut < len(body) {
		body = body[:a.cut]
	}
	// A client that has gone is no business of the server.
	_, _ = w.Write(body)
	if a.cut > 0 {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// crossOrigin lets web pages of any origin talk to the server, as the official
// JavaScript client does in a browser. It reports a request that only asks
// whether it may.
func crossOrigin(header http.Header, r *http.Request) (asks bool) {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Access-Control-Allow-Credentials", "true")
	header.Set("Vary", "Origin")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	header.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
	header.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
	header.Set("Access-Control-Max-Age", "600")
	return true
}

// takesGzip reports whether a client says that it can read gzip.
func takesGzip(header http.Header) bool {
	for coding := range strings.SplitSeq(header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.EqualFold(name, "gzip") {
			return weight == "" || strings.Trim(weight, " q=0.") != "" // a weight of zero is a no
		}
	}
	return false
}

// RoundTripper answers requests in process, without a port and without
// goroutines. A context that ends ends the request, which by then may have been
// executed.
func (s *Server) RoundTripper() http.RoundTripper { return transport{s} }

type transport struct{ s *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	c, err := t.s.receive(r)
	var a answer
	if err == nil {
		a, err = t.s.reply(c)
	}
	if err == nil {
		err = r.Context().Err()
	}
	if err != nil {
		return nil, asLineError(err)
	}
	body := a.body()
	resp := &http.Response{
		Status:        fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		StatusCode:    a.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        http.Header{},
		ContentLength: int64(len(body)),
		Request:       r,
	}
	a.describe(resp.Header, body)
	if r.Method == http.MethodHead {
		body = nil
	}
	resp.Body = a.stream(r.Context(), body)
	return resp, nil
}

// receive reads a request.
func (s *Server) receive(r *http.Request) (*call, error) {
	c := &call{Request: r}
	s.tally.add(r)
	if r.Body == nil {
		return c, nil
	}
	defer r.Body.Close()
	var err error
	if c.body, err = io.ReadAll(io.LimitReader(r.Body, maxBody+1)); err != nil {
		return nil, errors.Join(errBroken, err)
	}
	return c, nil
}

// reply answers a request that was read as far as one may be.
func (s *Server) reply(c *call) (answer, error) {
	if len(c.body) > maxBody {
		return s.fail(c, &problem{status: http.StatusRequestEntityTooLarge, name: internal, details: "the body is too large"}), nil
	}
	return s.serve(c)
}

// describe sets the headers of an answer.
func (a answer) describe(header http.Header, body []byte) {
	for name, values := range a.header {
		header[name] = slices.Clone(values)
	}
	if a.status == http.StatusNoContent {
		return
	}
	header.Set("Content-Type", a.contentType())
	header.Set("Content-Length", strconv.Itoa(len(body)))
}

func (a answer) body() []byte {
	if a.raw != nil || a.value == nil {
		return a.raw
	}
	return appendJSON(nil, a.value)
}

func (a answer) contentType() string {
	if a.kind != "" {
		return a.kind
	}
	return "application/json"
}

// stream is the body of an answer in process: it ends with the context, and
// breaks off where the answer is cut.
func (a answer) stream(ctx context.Context, body []byte) io.ReadCloser {
	st := &stream{ctx: ctx, rest: bytes.NewReader(body), end: io.EOF}
	if a.cut > 0 {
		st.rest, st.end = bytes.NewReader(body[:min(a.cut, len(body))]), io.ErrUnexpectedEOF
	}
	return st
}

type stream struct {
	ctx  context.Context
	rest *bytes.Reader
	end  error
}

func (s *stream) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.rest.Read(p)
	if err == io.EOF {
		err = s.end
	}
	return n, err
}

func (s *stream) Close() error { return nil }

// packers are used again: one holds most of a megabyte.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is known
	return w
}}

func compress(body []byte) []byte {
	b := bytes.NewBuffer(make([]byte, 0, len(body)/4))
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	w.Reset(b)
	// A buffer takes everything.
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}
