package api

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// decodeAnswer reads the answer of an operation. An answer that should hold
// something and does not is an error, after a write one of unknown outcome.
func decodeAnswer[Out any](status int, body []byte, effect Effect) (Item[Out], error) {
	_, none := any(Item[Out]{}.Value).(None)
	if len(bytes.TrimSpace(body)) == 0 {
		accepted := (status == 202 || status == 204) && effect == Writes
		if none || accepted {
			return Item[Out]{}, nil
		}
		return Item[Out]{}, &bodyError{text: "the answer is empty"}
	}
	if text := errorIn(body); text != "" {
		return Item[Out]{}, &bodyError{text: text}
	}
	item, err := decodeItem[Out](body)
	if err != nil {
		return Item[Out]{}, err
	}
	if slices.Contains(item.Drift, "") {
		return Item[Out]{}, &bodyError{text: describeBody(body)}
	}
	return item, nil
}

// decodeItem reads one object. Only what is no JSON at all is an error.
func decodeItem[T any](body []byte) (Item[T], error) {
	r := getReader(body)
	defer putReader(r)
	item, err := readItem[T](r)
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return Item[T]{}, r.explain(err)
	}
	return item, nil
}

// decodePage reads a list: an object with count, data and scroll_id, or a bare
// array.
func decodePage[T any](body []byte) (Page[T], error) {
	page := Page[T]{Bytes: len(body)}
	r := getReader(body)
	defer putReader(r)
	var err error
	switch r.in.PeekKind() {
	case '[':
		err = readItems(r, &page)
	case '{':
		err = readPage(r, &page)
	default:
		if _, err = r.in.ReadToken(); err == nil {
			err = &bodyError{text: "the answer is not a list"}
		}
	}
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return Page[T]{}, r.explain(err)
	}
	return page, nil
}

// readPage reads the members of a list's object. One without any member of a
// list is something else.
func readPage[T any](r *reader, page *Page[T]) error {
	if _, err := r.in.ReadToken(); err != nil {
		return err
	}
	known := false
	for r.in.PeekKind() != '}' {
		name, err := r.in.ReadToken()
		if err != nil {
			return err
		}
		member := name.String()
		known = known || member == "count" || member == "data" || member == "meta" || member == "result"
		switch member {
		case "data":
			err = readItems(r, page)
		case "count":
			err = readCount(r, page)
		case "scroll_id":
			err = fillText(r, reflect.ValueOf(&page.ScrollID).Elem())
		case "result":
			err = r.read(&page.Result)
		case "meta":
			page.Meta, err = r.in.ReadValue()
			page.Meta = scrub(page.Meta)
		default:
			err = r.in.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	if _, err := r.in.ReadToken(); err != nil {
		return err
	}
	if !known {
		return &bodyError{text: "the answer is not a list"}
	}
	return nil
}

// readCount reads the number of matches; one that is no number is not known.
func readCount[T any](r *reader, page *Page[T]) error {
	var count *int64
	if err := r.read(&count); err != nil {
		return err
	}
	if count != nil {
		page.Total, page.HasTotal = int(*count), true
	}
	return nil
}

// readItems reads a list's objects, one by one: what is wrong with one of them
// does not touch the others. An object in place of the list is one whose keys
// PHP has numbered.
func readItems[T any](r *reader, page *Page[T]) error {
	keyed := r.in.PeekKind() == '{'
	if k := r.in.PeekKind(); k == 'n' {
		return r.in.SkipValue()
	} else if k != '[' && !keyed {
		if _, err := r.in.ReadValue(); err != nil {
			return err
		}
		return &bodyError{text: "the data of the answer is not a list"}
	}
	if _, err := r.in.ReadToken(); err != nil {
		return err
	}
	for k := r.in.PeekKind(); k != ']' && k != '}'; k = r.in.PeekKind() {
		if keyed {
			name, err := r.in.ReadToken()
			if err != nil {
				return err
			}
			if _, err := strconv.Atoi(name.String()); err != nil {
				return &bodyError{text: "the data of the answer is not a list"}
			}
		}
		item, err := readItem[T](r)
		if err != nil {
			return err
		}
		if page.Items == nil {
			page.Items = make([]Item[T], 0, min(len(r.body)/(len(item.Raw)+1)+1, 1000))
		}
		page.Items = append(page.Items, item)
	}
	_, err := r.in.ReadToken()
	return err
}

// readItem reads the next value. Its raw bytes are a copy of their own: a row
// that is kept holds its own object and not the page it came in, and the page's
// buffer is free to be used again.
func readItem[T any](r *reader) (Item[T], error) {
	var item Item[T]
	r.begin()
	start := r.in.InputOffset()
	if err := r.read(&item.Value); err != nil {
		return item, err
	}
	item.Raw = scrub(bytes.TrimLeft(r.body[start:r.in.InputOffset()], ", :\t\r\n"))
	item.Drift = r.drift
	return item, nil
}

// end reports what follows a complete answer.
func (r *reader) end() error {
	switch _, err := r.in.ReadToken(); {
	case errors.Is(err, io.EOF):
		return nil
	default:
		return &bodyError{text: "something follows the JSON of the answer"}
	}
}

// explain makes a sentence of an error of the decoder.
func (r *reader) explain(err error) error {
	if own, ok := errors.AsType[*bodyError](err); ok {
		return own
	}
	if errors.Is(err, io.EOF) { // nothing but space
		return &bodyError{text: describeBody(r.body)}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &bodyError{text: fmt.Sprintf("the answer breaks off after %d bytes", len(r.body)), cause: io.ErrUnexpectedEOF}
	}
	text := describeBody(r.body)
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok && strings.HasPrefix(text, "the answer is JSON") {
		text = fmt.Sprintf("the answer is not JSON any more at byte %d", syntax.ByteOffset)
	}
	return &bodyError{text: text}
}
