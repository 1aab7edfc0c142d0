package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// parseJSON reads a value as documents hold it: members keep their order, whole
// numbers are int64, other numbers stay as they are written, and arrays of
// objects or of texts are []object or []string.
func parseJSON(raw []byte) (any, error) {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	v, err := parseValue(in)
	if err != nil {
		return nil, err
	}
	if _, err := in.Token(); err != io.EOF {
		return nil, errors.New("there is more behind the value")
	}
	return v, nil
}

func parseValue(in *json.Decoder) (any, error) {
	token, err := in.Token()
	if err != nil {
		return nil, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return parseMembers(in)
		}
		return parseItems(in)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n, nil
		}
		return json.RawMessage(v), nil
	}
	return token, nil
}

func parseMembers(in *json.Decoder) (object, error) {
	o := object{}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return nil, err
		}
		v, err := parseValue(in)
		if err != nil {
			return nil, err
		}
		o = append(o, member{name.(string), v})
	}
	_, err := in.Token()
	return o, err
}

func parseItems(in *json.Decoder) (any, error) {
	items, objects, texts := []any{}, []object{}, []string{}
	for in.More() {
		v, err := parseValue(in)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
		switch v := v.(type) {
		case object:
			objects = append(objects, v)
		case string:
			texts = append(texts, v)
		}
	}
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	switch {
	case len(items) > 0 && len(objects) == len(items):
		return objects, nil
	case len(items) > 0 && len(texts) == len(items):
		return texts, nil
	}
	return items, nil
}
