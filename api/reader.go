package api

import (
	"bytes"
	"hash/maphash"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// reader decodes one answer at a time and is pooled with its memory.
type reader struct {
	in   *jsontext.Decoder
	src  bytes.Buffer
	body []byte

	drift []string
	wrong bool // the value read last had the wrong type
	depth int  // of the item being read

	scratch []byte
	seen    [512]string // short strings met before, by hash
}

var (
	readers    = sync.Pool{New: func() any { return &reader{in: new(jsontext.Decoder)} }}
	stringSeed = maphash.MakeSeed()
)

func getReader(body []byte) *reader {
	r := readers.Get().(*reader)
	r.body = bytes.TrimPrefix(body, []byte("\ufeff"))
	r.src = *bytes.NewBuffer(r.body)
	// Duplicate names and broken UTF-8 are the server's fault and not worth a
	// whole page: the last name counts, the bytes become U+FFFD.
	r.in.Reset(&r.src, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return r
}

func putReader(r *reader) {
	r.body, r.drift, r.src = nil, nil, bytes.Buffer{}
	r.in.Reset(&r.src)
	readers.Put(r)
}

// begin marks the next value as an item: drift is told relative to it.
func (r *reader) begin() {
	r.drift, r.depth = nil, r.in.StackDepth()
}

// mismatch notes the value that was read last.
func (r *reader) mismatch() {
	r.wrong = true
	pointer := string(r.in.StackPointer())
	for range r.depth {
		_, rest, below := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
		if pointer = ""; below {
			pointer = "/" + rest
		}
	}
	r.drift = append(r.drift, MaskText(Clean(pointer)))
}

// unquote gives the cleaned text of a JSON string. It is valid until the next
// call.
func (r *reader) unquote(v jsontext.Value) []byte {
	if inner := v[1 : len(v)-1]; plain(inner) {
		return inner
	}
	// The error only says that invalid UTF-8 was replaced.
	raw, _ := jsontext.AppendUnquote(r.scratch[:0], v)
	n := len(raw)
	if firstUnclean(raw) == n {
		r.scratch = raw
		return raw
	}
	r.scratch = appendClean(raw, raw[:n:n])
	return r.scratch[n:]
}

// name gives the text of an object's name, which is only looked up and never
// shown.
func (r *reader) name(v jsontext.Value) []byte {
	if inner := v[1 : len(v)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	r.scratch, _ = jsontext.AppendUnquote(r.scratch[:0], v)
	return r.scratch
}

// plain reports a text of printable ASCII without escapes, as most are.
func plain(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c >= 0x7f || c == '\\' {
			return false
		}
	}
	return true
}

// keep makes a string of b. Lists repeat themselves: a short one met before is
// used again.
func (r *reader) keep(b []byte) string {
	if len(b) == 0 || len(b) > 32 {
		return string(b)
	}
	slot := &r.seen[maphash.Bytes(stringSeed, b)%uint64(len(r.seen))]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// parseInt reads an optional minus and digits, nothing else.
func parseInt(b []byte) (int64, bool) {
	if len(b) == 0 || b[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil
}
