package api

import (
	"bytes"
	"errors"
	"hash/maphash"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// reader decodes one answer at a time. Readers are pooled because the library
// remembers for every set of hooks which of them a type needs.
type reader struct {
	in   *jsontext.Decoder
	src  bytes.Buffer
	body []byte
	opts []json.Options

	drift []string
	// depth and index are where the item being read stands.
	depth int
	index int64
	base  string // pointer of the item, known once something drifts

	scratch []byte
	seen    [512]string // short strings met before, by hash
}

var (
	readers    = sync.Pool{New: func() any { return newReader() }}
	stringSeed = maphash.MakeSeed()
)

func getReader(body []byte) *reader {
	r := readers.Get().(*reader)
	r.body = bytes.TrimPrefix(body, []byte("\ufeff"))
	r.src = *bytes.NewBuffer(r.body)
	r.in.Reset(&r.src, r.opts...)
	return r
}

func putReader(r *reader) {
	r.body, r.drift, r.base = nil, nil, ""
	r.src = bytes.Buffer{}
	r.in.Reset(&r.src)
	readers.Put(r)
}

// newReader sets the hooks. Those of concrete types come first because they
// cost nothing; the last one sees every other type.
func newReader() *reader {
	r := &reader{in: new(jsontext.Decoder)}
	r.opts = []json.Options{
		jsontext.AllowDuplicateNames(true), // the last one counts, as everywhere
		jsontext.AllowInvalidUTF8(true),    // becomes U+FFFD
		json.WithUnmarshalers(json.JoinUnmarshalers(
			json.UnmarshalFromFunc(r.text),
			json.UnmarshalFromFunc(func(dec *jsontext.Decoder, n *int64) error { return integer(r, dec, n) }),
			json.UnmarshalFromFunc(func(dec *jsontext.Decoder, n *Minor) error { return integer(r, dec, n) }),
			json.UnmarshalFromFunc(func(dec *jsontext.Decoder, n *StatusSimple) error { return integer(r, dec, n) }),
			json.UnmarshalFromFunc(func(dec *jsontext.Decoder, n **Minor) error { return optional(r, dec, n) }),
			json.UnmarshalFromFunc(func(dec *jsontext.Decoder, n **StatusSimple) error { return optional(r, dec, n) }),
			json.UnmarshalFromFunc(r.boolean),
			json.UnmarshalFromFunc(r.time),
			json.UnmarshalFromFunc(r.other),
		)),
	}
	return r
}

// begin marks the next value as an item.
func (r *reader) begin() {
	r.drift, r.base = nil, ""
	r.depth = r.in.StackDepth()
	_, r.index = r.in.StackIndex(r.depth)
}

// mismatch notes the value that was read last.
func (r *reader) mismatch(dec *jsontext.Decoder) error {
	r.drift = append(r.drift, string(dec.StackPointer()))
	return nil
}

// takeDrift returns the pointers relative to the item.
func (r *reader) takeDrift() []string {
	drift := r.drift
	r.drift = nil
	for i, pointer := range drift {
		for range r.depth {
			_, pointer, _ = strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
			if pointer != "" {
				pointer = "/" + pointer
			}
		}
		drift[i] = pointer
	}
	return drift
}

// skipRest reads on to the end of the item.
func (r *reader) skipRest() error {
	for {
		depth := r.in.StackDepth()
		if depth == r.depth {
			if _, n := r.in.StackIndex(depth); n > r.index {
				return nil
			}
		}
		if _, err := r.in.ReadToken(); err != nil {
			return err
		}
	}
}

// text reads a string, cleaned; a number is taken as it is written.
func (r *reader) text(dec *jsontext.Decoder, s *string) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*s = ""
	switch v.Kind() {
	case '"':
		*s = r.keep(r.unquote(v))
	case '0':
		*s = r.keep(v)
	case 'n':
	default:
		return r.mismatch(dec)
	}
	return nil
}

// unquote gives the cleaned text of a JSON string. It is valid until the next
// call.
func (r *reader) unquote(v jsontext.Value) []byte {
	inner := v[1 : len(v)-1]
	plain := true
	for _, c := range inner {
		if c < ' ' || c >= 0x7f || c == '\\' {
			plain = false
			break
		}
	}
	if plain {
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

// keep makes a string of b. Lists repeat themselves: a short one met before is
// used again.
func (r *reader) keep(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > 32 {
		return string(b)
	}
	slot := &r.seen[maphash.Bytes(stringSeed, b)%uint64(len(r.seen))]
	if *slot != string(b) {
		*slot = string(b)
	}
	return *slot
}

// integer reads a whole number, or a string of one.
func integer[T ~int64](r *reader, dec *jsontext.Decoder, n *T) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*n = 0
	digits := []byte(v)
	switch v.Kind() {
	case '"':
		digits = digits[1 : len(digits)-1]
	case '0':
	case 'n':
		return nil
	default:
		return r.mismatch(dec)
	}
	i, ok := parseInt(digits)
	if !ok {
		return r.mismatch(dec)
	}
	*n = T(i)
	return nil
}

// parseInt reads an optional minus and digits, nothing else.
func parseInt(b []byte) (int64, bool) {
	if len(b) == 0 || b[0] == '+' {
		return 0, false
	}
	i, err := strconv.ParseInt(string(b), 10, 64)
	return i, err == nil
}

// optional reads a number that may be absent: null, and what is no number, stay
// nil, because zero would say something.
func optional[T ~int64](r *reader, dec *jsontext.Decoder, p **T) error {
	*p = nil
	if dec.PeekKind() == 'n' {
		return dec.SkipValue()
	}
	before := len(r.drift)
	n := new(T)
	if err := integer(r, dec, n); err != nil {
		return err
	}
	if len(r.drift) == before {
		*p = n
	}
	return nil
}

// bools are the ways a boolean is written.
var bools = map[string]bool{
	`true`: true, `"true"`: true, `1`: true, `"1"`: true,
	`false`: false, `"false"`: false, `0`: false, `"0"`: false, `null`: false,
}

func (r *reader) boolean(dec *jsontext.Decoder, b *bool) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	is, ok := bools[string(v)]
	*b = is
	if !ok {
		return r.mismatch(dec)
	}
	return nil
}

// time reads a time of any form: what is none stays as text. 0 is never.
func (r *reader) time(dec *jsontext.Decoder, t *Time) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	*t = Time{}
	switch v.Kind() {
	case '"':
		*t = ParseTime(string(r.unquote(v)))
	case '0':
		if string(v) != "0" {
			*t = Time{Text: string(v)}
		}
	case 'n':
	default:
		return r.mismatch(dec)
	}
	return nil
}

// forms are the JSON kinds that the library can read into a kind of Go.
var forms = map[reflect.Kind]jsontext.Kind{
	reflect.Struct: '{', reflect.Map: '{', reflect.Slice: '[', reflect.Array: '[',
}

// other sees every type without a hook of its own. It lets the library read
// what has the right form, takes PHP's [] for an empty object, and notes and
// skips the rest.
func (r *reader) other(dec *jsontext.Decoder, v any) error {
	switch v.(type) {
	case json.UnmarshalerFrom, json.Unmarshaler:
		return errors.ErrUnsupported
	}
	into := reflect.ValueOf(v).Elem()
	got := dec.PeekKind()
	if got == 0 || got == 'n' {
		return errors.ErrUnsupported
	}
	switch kind := into.Kind(); kind {
	case reflect.Interface:
		return errors.ErrUnsupported
	case reflect.Pointer:
		return r.pointer(dec, into)
	case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array:
		if forms[kind] == got {
			return errors.ErrUnsupported
		}
		return r.wrongForm(dec, into)
	default:
		return r.named(dec, into)
	}
}

// wrongForm skips a value that into cannot hold. An empty list is PHP's empty
// object, and an empty object its empty list, except where the whole item is
// one: that says nothing at all.
func (r *reader) wrongForm(dec *jsontext.Decoder, into reflect.Value) error {
	item := dec.StackDepth() == r.depth
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	into.SetZero()
	if k := v.Kind(); !item && (k == '[' || k == '{') && len(bytes.Trim(v, "[]{} \t\r\n")) == 0 {
		return nil
	}
	return r.mismatch(dec)
}

// pointer reads what a pointer stands for; a value of the wrong type leaves it
// nil.
func (r *reader) pointer(dec *jsontext.Decoder, into reflect.Value) error {
	into.SetZero()
	before := len(r.drift)
	elem := reflect.New(into.Type().Elem())
	if err := json.UnmarshalDecode(dec, elem.Interface()); err != nil {
		return err
	}
	if len(r.drift) > before && r.drift[len(r.drift)-1] == string(dec.StackPointer()) {
		return nil
	}
	into.Set(elem)
	return nil
}

// named reads integers, strings and booleans of named types.
func (r *reader) named(dec *jsontext.Decoder, into reflect.Value) error {
	switch into.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		var n int64
		if err := integer(r, dec, &n); err != nil {
			return err
		}
		if into.OverflowInt(n) {
			into.SetInt(0)
			return r.mismatch(dec)
		}
		into.SetInt(n)
	case reflect.String:
		var s string
		if err := r.text(dec, &s); err != nil {
			return err
		}
		into.SetString(s)
	case reflect.Bool:
		var b bool
		if err := r.boolean(dec, &b); err != nil {
			return err
		}
		into.SetBool(b)
	default:
		return errors.ErrUnsupported
	}
	return nil
}
