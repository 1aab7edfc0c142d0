package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tresen/api"
)

// object is a JSON object whose members keep their order. Values are nil,
// string, bool, int, int64, api.Minor, object, []object, []any, []string or
// json.RawMessage. An object that is kept is never changed: with returns another.
type object []member

type member struct {
	name  string
	value any
}

// ref is a reference to another object.
func ref(kind, id string) object { return object{{"object", kind}, {"id", id}} }

// get returns the member of that name, or nil.
func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// at returns what lies at a dotted path of objects, or nil.
func (o object) at(path string) any {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		return o.get(name)
	}
	inner, _ := o.get(name).(object)
	return inner.at(rest)
}

// text is the string at a dotted path, "" where there is none.
func (o object) text(path string) string {
	text, _ := o.at(path).(string)
	return text
}

// int is the whole number at a dotted path, 0 where there is none.
func (o object) int(path string) int64 {
	switch v := o.at(path).(type) {
	case int:
		return int64(v)
	case int64:
		return v
	case api.Minor:
		return int64(v)
	}
	return 0
}

// flag is the truth at a dotted path.
func (o object) flag(path string) bool {
	yes, _ := o.at(path).(bool)
	return yes
}

// without returns o without the member of that name.
func (o object) without(name string) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return m.name == name })
}

// replaced returns o with the members of another in place of its own, as a PUT
// does it: what is left out stays, what is null goes.
func (o object) replaced(by object) object {
	for _, m := range by {
		if m.value == nil {
			o = o.without(m.name)
		} else {
			o = o.with(m.name, m.value)
		}
	}
	return o
}

// merged returns o with another put over it, as a PATCH does it: like replaced,
// but objects inside are merged too.
func (o object) merged(by object) object {
	for _, m := range by {
		if inner, nested := m.value.(object); nested {
			old, _ := o.get(m.name).(object)
			m.value = old.merged(inner)
		}
		o = o.replaced(object{m})
	}
	return o
}

// with returns o with the value at a dotted path replaced or added. o itself is
// not changed.
func (o object) with(path string, value any) object {
	name, rest, nested := strings.Cut(path, ".")
	changed := append(object(nil), o...)
	for i, m := range changed {
		if m.name != name {
			continue
		}
		if nested {
			inner, _ := m.value.(object)
			value = inner.with(rest, value)
		}
		changed[i].value = value
		return changed
	}
	if nested {
		value = object(nil).with(rest, value)
	}
	return append(changed, member{name, value})
}

// values yields every scalar and every object at a dotted path, through arrays
// too, and ends early where yield returns false.
func values(v any, path string, yield func(any) bool) bool {
	switch v := v.(type) {
	case nil:
		return true
	case object:
		if path == "" {
			return yield(v)
		}
		name, rest, _ := strings.Cut(path, ".")
		return values(v.get(name), rest, yield)
	case []object:
		for _, o := range v {
			if !values(o, path, yield) {
				return false
			}
		}
		return true
	case []any:
		for _, one := range v {
			if !values(one, path, yield) {
				return false
			}
		}
		return true
	case []string:
		for _, one := range v {
			if path == "" && !yield(one) {
				return false
			}
		}
		return true
	}
	return path != "" || yield(v)
}

// appendJSON writes a value as it goes over the wire.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendString(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case api.Minor:
		return strconv.AppendInt(b, int64(v), 10)
	case json.RawMessage:
		return append(b, v...)
	case object:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, m.name)
			b = append(b, ':')
			b = appendJSON(b, m.value)
		}
		return append(b, '}')
	case []object:
		return appendArray(b, v)
	case []any:
		return appendArray(b, v)
	case []string:
		return appendArray(b, v)
	}
	panic("sandbox: a document holds a value of an unknown type")
}

func appendArray[T any](b []byte, items []T) []byte {
	b = append(b, '[')
	start := len(b)
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, item)
		// The others will be about as long: a large page grows once, not twenty
		// times.
		if rest := len(items) - 1 - i; i == 0 && rest > 8 {
			b = slices.Grow(b, rest*(len(b)-start)*9/8)
		}
	}
	return append(b, ']')
}

// appendString writes a string; most need no escape.
func appendString(b []byte, s string) []byte {
	plain := utf8.ValidString(s)
	for i := 0; plain && i < len(s); i++ {
		plain = s[i] >= ' ' && s[i] != '"' && s[i] != '\\'
	}
	if !plain {
		quoted, err := json.Marshal(s)
		if err != nil {
			panic("sandbox: a string cannot be written: " + err.Error())
		}
		return append(b, quoted...)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
