package sandbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP answers a request over TCP. Faults that break the connection abort
// the handler, which makes net/http close it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, err := s.receive(r)
	var a answer
	if err == nil {
		a, err = s.serve(c)
	}
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	body := a.body()
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	header.Set("Content-Type", a.contentType())
	if len(body) > 1024 && a.cut == 0 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
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

// RoundTripper answers requests in process, without a port and without
// goroutines. A context that ends ends the request, which by then may have been
// executed.
func (s *Server) RoundTripper() http.RoundTripper { return transport{s} }

type transport struct{ s *Server }

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	c, err := t.s.receive(r)
	var a answer
	if err == nil {
		a, err = t.s.serve(c)
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
		Header:        a.header.Clone(),
		ContentLength: int64(len(body)),
		Request:       r,
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	resp.Header.Set("Content-Type", a.contentType())
	resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
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
	if c.body, err = io.ReadAll(io.LimitReader(r.Body, maxBody)); err != nil {
		return nil, errors.Join(errBroken, err)
	}
	return c, nil
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

func compress(body []byte) []byte {
	var b bytes.Buffer
	// Neither an unknown level nor a buffer that cannot be written to.
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	_, _ = w.Write(body)
	_ = w.Close()
	return b.Bytes()
}
