package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strings"
)

// Effect is what an operation does on the server. It alone decides whether a
// request may be repeated (Reads) and whether it must be journaled first
// (MovesMoney).
type Effect uint8

// The effects, from harmless to dangerous.
const (
	Reads Effect = iota
	Writes
	MovesMoney
)

// String is the effect in English.
func (e Effect) String() string {
	return [...]string{"reads", "writes", "moves money"}[e]
}

// None is the input of an operation without a body, or the answer of one that
// says nothing.
type None struct{}

// read takes any answer: what it says does not matter.
func (*None) read(r *reader) error { return r.in.SkipValue() }

// Op is one operation of the reference: its verb, its path below /api/v2 with
// {placeholders}, and its effect. In is the body it sends, Out what it answers.
type Op[In, Out any] struct {
	Method string
	Path   string
	Effect Effect
	// Blocking says that the answer waits for a terminal, for minutes at worst.
	Blocking bool
	// Optional says that the last placeholder may be left out: an empty or
	// missing arg takes its slash with it.
	Optional bool
}

// Request is an operation as it goes over the wire, for those who show or hash
// it before it is sent.
type Request struct {
	Method string
	Path   string // below /api/v2, escaped
	Body   []byte // JSON, or a form for a file; nil is sent empty
}

// String is what was tried: "GET /Payment/Transactions".
func (r Request) String() string { return r.Method + " " + maskPath(Clean(r.Path)) }

// Request is what [Op.Do] would send for the same arguments, to the byte. Its
// error is an [*Error] with Outcome NotSent.
func (op Op[In, Out]) Request(in In, args ...string) (Request, error) {
	path, err := expandPath(op.pattern(&args), args)
	if err != nil {
		return Request{}, err
	}
	body, err := encodeBody(in)
	if err != nil {
		return Request{}, err
	}
	return Request{Method: op.Method, Path: path, Body: body}, nil
}

// Do sends the operation. The args fill the path's placeholders in order; a
// wrong number of them is an error before anything is sent. Every error is an
// [*Error].
//
// Until a write has begun, ctx can call it off, and its Outcome is NotSent.
// Afterwards ctx is ignored: Do returns when the server has answered or 90
// seconds have passed (10 minutes for one that is Blocking).
func (op Op[In, Out]) Do(ctx context.Context, c *Client, in In, args ...string) (item Item[Out], err error) {
	r, err := op.Request(in, args...)
	if err != nil {
		return item, err
	}
	var header http.Header
	sent := call{Request: r, effect: op.Effect, blocking: op.Blocking, contentType: contentTypeOf(in), header: &header}
	err = c.send(ctx, sent, func(status int, body []byte) (err error) {
		if file, ok := any(&item.Value).(*File); ok {
			return file.fill(header, body)
		}
		item, err = decodeAnswer[Out](status, body, op.Effect)
		return err
	})
	return item, err
}

// pattern is the path without an optional placeholder that has no arg.
func (op Op[In, Out]) pattern(args *[]string) string {
	places := strings.Count(op.Path, "{")
	switch n := len(*args); {
	case !op.Optional || n < places-1 || n > places || n == places && (*args)[n-1] != "":
		return op.Path
	default:
		*args = (*args)[:places-1]
		return op.Path[:strings.LastIndex(op.Path, "/")]
	}
}

// Resource is a kind of object that can be listed and read.
type Resource[T any] struct {
	Path string // below /api/v2, without a slash at the end
}

// Page is one answer of a list. Total is how many objects match; a
// continuation may leave it out, then HasTotal is false. ScrollID continues the
// search; it is empty where no scroll was asked for.
type Page[T any] struct {
	Total    int
	HasTotal bool
	Items    []Item[T]
	ScrollID string
	// Result is what a search with Validate says of its syntax; nil otherwise.
	Result *bool
	// Meta holds the field definitions that Meta asks for, as they came.
	Meta []byte
	// Bytes is the size of the answer as it was decoded.
	Bytes int
}

// Find sends a search. No match is an empty page, not an error.
func (r Resource[T]) Find(ctx context.Context, c *Client, q Query) (Page[T], error) {
	page, err := r.page(ctx, c, q)
	if IsNotFound(err) && q.ScrollID == "" {
		return Page[T]{HasTotal: true}, nil
	}
	return page, err
}

// Next reads the following batch of a scroll. An empty page is the end. An
// expired scroll is an [*Error] for which [IsScrollExpired] holds.
func (r Resource[T]) Next(ctx context.Context, c *Client, scrollID string) (Page[T], error) {
	return r.page(ctx, c, Query{ScrollID: scrollID})
}

func (r Resource[T]) page(ctx context.Context, c *Client, q Query) (page Page[T], err error) {
	get := call{Request: Request{Method: "GET", Path: r.Path}, query: q.Values(), scroll: q.ScrollID != ""}
	err = c.send(ctx, get, func(_ int, body []byte) (err error) {
		page, err = decodePage[T](body)
		return err
	})
	return page, err
}

// Get reads one object, live: unlike a search it does not lag behind.
func (r Resource[T]) Get(ctx context.Context, c *Client, id string) (Item[T], error) {
	return Op[None, T]{Method: "GET", Path: r.Path + "/{id}"}.Do(ctx, c, None{}, id)
}

// errScrollMissing ends a walk whose search went on without a scroll.
var errScrollMissing = errors.New("the server opened no scroll for a search of several pages")

// All walks every match of a search by scroll, in batches of q.Count (200 where
// it is zero). It ends at the first error, which it yields; a walk that ends
// without one has seen everything the server had.
func (r Resource[T]) All(ctx context.Context, c *Client, q Query) iter.Seq2[Item[T], error] {
	if q.Count == 0 {
		q.Count = 200
	}
	if q.ScrollExpire == 0 {
		q.ScrollExpire = defaultScrollExpire
	}
	return func(yield func(Item[T], error) bool) {
		page, err := r.Find(ctx, c, q)
		total, scroll, seen := page.Total, page.ScrollID, q.Offset
		for err == nil && len(page.Items) > 0 {
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if seen += len(page.Items); scroll == "" {
				if seen < total {
					err = &Error{Op: "GET " + r.Path, Err: errScrollMissing}
				}
				break
			}
			// A continuation that names no scroll goes on with the same one.
			page, err = r.Next(ctx, c, scroll)
			scroll = cmp.Or(page.ScrollID, scroll)
		}
		if err != nil {
			yield(Item[T]{}, err)
		}
	}
}

// expandPath puts args into the placeholders of a path, escaped.
func expandPath(path string, args []string) (string, error) {
	var b strings.Builder
	rest := path
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest, '}')
		if len(args) == 0 || args[0] == "" {
			return "", notSent("the path %s needs a value for %s", path, rest[open:end+1])
		}
		if args[0] == "." || args[0] == ".." {
			return "", notSent("the path %s cannot hold %q: it would lead elsewhere", path, args[0])
		}
		b.WriteString(rest[:open])
		b.WriteString(url.PathEscape(args[0]))
		args, rest = args[1:], rest[end+1:]
	}
	if len(args) > 0 {
		return "", notSent("the path %s has no place for %q", path, args[0])
	}
	b.WriteString(rest)
	return b.String(), nil
}

// encodeBody returns nil for None: such a request is sent empty. A body that
// knows what must never be sent says so in its check.
func encodeBody(in any) ([]byte, error) {
	switch in := in.(type) {
	case None:
		return nil, nil
	case form:
		return in.encode()
	}
	if own, ok := in.(interface{ check() error }); ok {
		if err := own.check(); err != nil {
			return nil, notSent("%w", err)
		}
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, notSent("the request cannot be written as JSON: %v", err)
	}
	if bytes.Contains(body, []byte(Masked)) {
		return nil, notSent("the request would send a masked value: type in the whole one")
	}
	return body, nil
}
