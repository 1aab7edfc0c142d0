package api

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// filler reads the next value of r into v. What has another type than v is
// noted as drift, skipped, and leaves v zero; an error is only ever that of the
// JSON itself.
//
// The library's own hooks for types could do the same, at twice the time a
// page: they look every value up by its type, where a filler knows its fields.
type filler func(r *reader, v reflect.Value) error

// special is a type whose wire form is not the one of its fields.
type special interface{ read(r *reader) error }

var (
	fillers     sync.Map // reflect.Type → filler
	specialType = reflect.TypeFor[special]()
)

// fillerOf is the way to read a type. A type of the catalogue that has none is
// a mistake in this package.
func fillerOf(t reflect.Type) filler {
	if f, ok := fillers.Load(t); ok {
		return f.(filler)
	}
	f, _ := fillers.LoadOrStore(t, newFiller(t))
	return f.(filler)
}

func newFiller(t reflect.Type) filler {
	if reflect.PointerTo(t).Implements(specialType) {
		return func(r *reader, v reflect.Value) error { return v.Addr().Interface().(special).read(r) }
	}
	switch t.Kind() {
	case reflect.String:
		if t == reflect.TypeFor[string]() {
			return fillWords
		}
		return fillText
	case reflect.Int64:
		return fillInteger
	case reflect.Bool:
		return fillBool
	case reflect.Pointer:
		return pointerFiller(t)
	case reflect.Slice:
		return listFiller(t)
	case reflect.Struct:
		return newPlan(t).fill
	}
	panic(fmt.Sprintf("api: no way to read a %v", t))
}

// read fills what v points to; the way in for special types.
func (r *reader) read(v any) error {
	into := reflect.ValueOf(v).Elem()
	return fillerOf(into.Type())(r, into)
}

// fillText reads a string, cleaned; a number is taken as it is written.
func fillText(r *reader, v reflect.Value) error {
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	switch raw.Kind() {
	case '"':
		v.SetString(r.keep(r.unquote(raw)))
		return nil
	case '0':
		v.SetString(r.keep(raw))
		return nil
	}
	return r.notFor(v, raw)
}

// fillWords reads a text for people, its accounts and cards masked.
func fillWords(r *reader, v reflect.Value) error {
	err := fillText(r, v)
	if s := v.String(); err == nil && s != "" {
		if masked := maskWords(s); masked != s {
			v.SetString(masked)
		}
	}
	return err
}

// fillAccount reads the number of an account or card, masked.
func fillAccount(mask func(string) string) filler {
	return func(r *reader, v reflect.Value) error {
		err := fillText(r, v)
		if s := v.String(); err == nil && s != "" {
			v.SetString(mask(s))
		}
		return err
	}
}

// fillerFor is the way to read a field: its type decides, and of a text its
// name, whether it is masked.
func fillerFor(name string, t reflect.Type) filler {
	switch mask := MaskAccount(name); {
	case t == reflect.TypeFor[string]() && mask != nil:
		return fillAccount(mask)
	case t == reflect.TypeFor[string]() && identifies(name):
		return fillAccount(maskID)
	}
	return fillerOf(t)
}

// fillInteger reads a whole number, or a string of one. Anything else, a
// decimal too, is never guessed at.
func fillInteger(r *reader, v reflect.Value) error {
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	if n, ok := parseInt(bytes.Trim(raw, `"`)); ok {
		v.SetInt(n)
		return nil
	}
	return r.notFor(v, raw)
}

// bools are the ways a boolean is written.
var bools = map[string]bool{
	`true`: true, `"true"`: true, `1`: true, `"1"`: true,
	`false`: false, `"false"`: false, `0`: false, `"0"`: false,
}

func fillBool(r *reader, v reflect.Value) error {
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	is, ok := bools[string(raw)]
	if !ok {
		return r.notFor(v, raw)
	}
	v.SetBool(is)
	return nil
}

// pointerFiller reads what may be absent: null, and what has the wrong type,
// are nil, because zero would say something.
func pointerFiller(t reflect.Type) filler {
	fill := sync.OnceValue(func() filler { return fillerOf(t.Elem()) }) // a type may hold itself
	return func(r *reader, v reflect.Value) error {
		v.SetZero()
		if r.in.PeekKind() == 'n' {
			return r.in.SkipValue()
		}
		elem := reflect.New(t.Elem())
		r.wrong = false
		if err := fill()(r, elem.Elem()); err != nil {
			return err
		}
		if !r.wrong {
			v.Set(elem)
		}
		return nil
	}
}

func listFiller(t reflect.Type) filler {
	fill := sync.OnceValue(func() filler { return fillerOf(t.Elem()) })
	return func(r *reader, v reflect.Value) error {
		if open, err := r.open('[', v); !open {
			return err
		}
		v.SetZero()
		for r.in.PeekKind() != ']' {
			n := v.Len()
			if n == v.Cap() {
				v.Grow(1)
			}
			v.SetLen(n + 1)
			v.Index(n).SetZero()
			if err := fill()(r, v.Index(n)); err != nil {
				return err
			}
		}
		return r.close()
	}
}

// plan is how an object is read into a struct.
type plan struct{ fields map[string]field }

type field struct {
	index []int // through embedded structs
	fill  filler
}

func newPlan(t reflect.Type) *plan {
	p := &plan{fields: map[string]field{}}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue // embedded structs have no name; their fields are visible too
		}
		p.fields[name] = field{index: f.Index, fill: fillerFor(name, f.Type)}
	}
	return p
}

// fill reads an object. Names count to the letter, of duplicates the last one.
func (p *plan) fill(r *reader, v reflect.Value) error {
	if open, err := r.open('{', v); !open {
		return err
	}
	for r.in.PeekKind() != '}' {
		name, err := r.in.ReadValue()
		if err != nil {
			return err
		}
		f, known := p.fields[string(r.name(name))]
		switch {
		case !known:
			err = r.in.SkipValue()
		case len(f.index) == 1:
			err = f.fill(r, v.Field(f.index[0]))
		default:
			err = f.fill(r, v.FieldByIndex(f.index))
		}
		if err != nil {
			return err
		}
	}
	return r.close()
}

// open reads the beginning of a list or an object. Where something else stands
// it is skipped, v is zero, and there is nothing to read on.
func (r *reader) open(form jsontext.Kind, v reflect.Value) (bool, error) {
	if got := r.in.PeekKind(); got == form || got == 0 {
		_, err := r.in.ReadToken()
		return err == nil, err
	}
	item := r.in.StackDepth() == r.depth
	raw, err := r.in.ReadValue()
	if err != nil {
		return false, err
	}
	// PHP writes an empty object as an empty list. As an item of its own it
	// says nothing at all.
	if empty := len(bytes.Trim(raw, "[]{} \t\r\n")) == 0; empty && !item {
		v.SetZero()
		return false, nil
	}
	return false, r.notFor(v, raw)
}

// close reads the end of a list or an object, which as a whole was right,
// whatever was wrong in it.
func (r *reader) close() error {
	r.wrong = false
	_, err := r.in.ReadToken()
	return err
}

// notFor leaves v zero and notes the value just read as drift, unless it is
// null.
func (r *reader) notFor(v reflect.Value, raw jsontext.Value) error {
	v.SetZero()
	if raw.Kind() != 'n' {
		r.mismatch()
	}
	return nil
}
