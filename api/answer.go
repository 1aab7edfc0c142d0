package api

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"path"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// List is an answer of several objects. Where the reference shows one object the
// official clients read an array, and the other way round (cancelling,
// deleting), so both are taken, and a list whose keys PHP has numbered. Nothing,
// an empty object and one that says no more than that it worked are an empty
// list.
type List[T any] []T

func (l *List[T]) read(r *reader) error {
	*l = nil
	switch r.in.PeekKind() {
	case '[':
		return r.read((*[]T)(l))
	case 'n':
		return r.in.SkipValue()
	}
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	if len(bytes.Trim(raw, "{} \t\r\n")) == 0 {
		return nil
	}
	inner := getReader(raw)
	defer putReader(inner)
	if numbered(raw) {
		err = l.readNumbered(inner)
	} else {
		err = l.readOne(inner)
	}
	for _, below := range inner.drift {
		r.mismatch()
		r.drift[len(r.drift)-1] += below
	}
	return err
}

// readOne reads a list of one.
func (l *List[T]) readOne(r *reader) error {
	var one T
	err := r.read(&one)
	if !reflect.ValueOf(&one).Elem().IsZero() {
		*l = List[T]{one}
	}
	return err
}

// readNumbered reads an object by its values.
func (l *List[T]) readNumbered(r *reader) error {
	_, err := r.in.ReadToken()
	for err == nil && r.in.PeekKind() != '}' {
		if _, err = r.in.ReadToken(); err == nil {
			var one T
			err = r.read(&one)
			*l = append(*l, one)
		}
	}
	return err
}

// numbered reports an object all of whose names are numbers.
func numbered(raw jsontext.Value) bool {
	in := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if in.PeekKind() != '{' {
		return false
	}
	names := 0
	for _, err := in.ReadToken(); err == nil && in.PeekKind() == '"'; err = in.SkipValue() {
		name, err := in.ReadToken()
		if _, no := strconv.Atoi(name.String()); err != nil || no != nil {
			return false
		}
		names++
	}
	return names > 0
}

// Opaque is JSON whose form the reference leaves open, as it is to be sent, or
// as it came: without its secrets, its accounts masked, and therefore not to be
// sent back. It is not cleaned: escape it before it is shown. It prints as its length.
type Opaque []byte

// Format prints how much there is.
func (o Opaque) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%d bytes", len(o)) }

func (o *Opaque) read(r *reader) error {
	raw, err := r.in.ReadValue()
	*o = nil
	if err == nil && raw.Kind() != 'n' {
		*o = scrubAll(raw)
	}
	return err
}

// MarshalJSON writes it as it is; nothing is null.
func (o Opaque) MarshalJSON() ([]byte, error) {
	if len(o) == 0 {
		return []byte("null"), nil
	}
	return o, nil
}

// UnmarshalJSON keeps it as it is.
func (o *Opaque) UnmarshalJSON(b []byte) error {
	*o = bytes.Clone(b)
	return nil
}

// File is an answer that is a file and no JSON.
type File struct {
	Name        string // as the server proposes it, without a folder; may be empty
	ContentType string // as the server says; may be empty
	Content     []byte
}

// Format prints the name and how much there is.
func (f File) Format(s fmt.State, _ rune) {
	fmt.Fprintf(s, "%s (%d bytes)", MaskText(f.Name), len(f.Content))
}

// fill takes the answer of a download. An error of the API that comes with a 200
// is not a file.
func (f *File) fill(header http.Header, body []byte) error {
	f.ContentType = Clean(header.Get("Content-Type"))
	if kind, _, _ := mime.ParseMediaType(f.ContentType); kind == "application/json" {
		if text := errorIn(body); text != "" {
			return &bodyError{text: text}
		}
	}
	if _, params, err := mime.ParseMediaType(header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		f.Name = Clean(path.Base(strings.ReplaceAll(params["filename"], `\`, "/")))
	}
	f.Content = bytes.Clone(body)
	return nil
}

// errorIn describes the error of the API that a 2xx holds, empty where it holds
// none. Only the full form counts: an object may well have a field error.
func errorIn(body []byte) string {
	if !bytes.Contains(body, []byte(`"error"`)) {
		return ""
	}
	var form struct {
		payload
		Status string `json:"status"`
	}
	r := getReader(body)
	defer putReader(r)
	var e Error
	if err := r.read(&form); err != nil || form.Status != "error" || !e.readPayload(body) {
		return ""
	}
	return strings.TrimSuffix("the answer is an error: "+e.Name+": "+e.Details, ": ")
}
