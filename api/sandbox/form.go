package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// form is the body of a request: the members that an operation takes. Others
// are ignored, as the API does it.
type form []field

// field is one member of a body. take makes of what came what is kept, or says
// what is wrong with it.
type field struct {
	name string
	must bool
	take func(at intake, v any) (any, *problem)
}

// intake is where a form is read: path names the member in errors, whole says
// that nothing may be missing, and patch that this does not hold further in.
type intake struct {
	*Server
	path         string
	whole, patch bool
}

func (at intake) below(name string) intake {
	at.path = strings.TrimPrefix(at.path+"."+name, ".")
	return at
}

func (at intake) invalid(format string, args ...any) *problem {
	return invalid("%s: %s", at.path, fmt.Sprintf(format, args...))
}

// create reads a body for a new object: what must be there is, and what is null
// is left out.
func (f form) create(s *Server, c *call) (object, *problem) {
	in, no := c.object()
	if no == nil {
		in, no = f.take(intake{s, "", true, false}, in)
	}
	return object(nil).merged(in), no
}

// change reads a body that changes an object: what is left out stays, and a null
// stays in the result for over to see. Of a PATCH parts of inner objects are
// enough.
func (f form) change(s *Server, c *call) (object, *problem) {
	in, no := c.object()
	if no != nil {
		return nil, no
	}
	return f.take(intake{s, "", false, c.Method == http.MethodPatch}, in)
}

// over puts a body over an object, as the verb wants it: a PATCH merges, others
// replace.
func (c *call) over(o, in object) object {
	if c.Method == http.MethodPatch {
		return o.merged(in)
	}
	return o.replaced(in)
}

func (f form) take(at intake, in object) (object, *problem) {
	out := object{}
	for _, field := range f {
		at := at.below(field.name)
		i := slices.IndexFunc(in, func(m member) bool { return m.name == field.name })
		switch {
		case field.must && (i < 0 && at.whole || i >= 0 && blank(in[i].value)):
			return nil, at.invalid("must not be empty")
		case i < 0:
			continue
		case in[i].value == nil:
			out = append(out, member{field.name, nil})
			continue
		}
		v, no := field.take(at, in[i].value)
		if no != nil {
			return nil, no
		}
		out = append(out, member{field.name, v})
	}
	return out, nil
}

// blank reports whether a value says nothing.
func blank(v any) bool {
	word, isText := v.(string)
	return v == nil || isText && strings.TrimSpace(word) == ""
}

// must is a field that a new object cannot do without.
func must(f field) field {
	f.must = true
	return f
}

// text takes any scalar.
func text(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		return asText(at, v)
	}}
}

func asText(at intake, v any) (string, *problem) {
	switch v := v.(type) {
	case string:
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case json.RawMessage:
		return string(v), nil
	}
	return "", at.invalid("must be a text")
}

// oneOf takes a text of a list.
func oneOf(name string, words ...string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		word, no := asText(at, v)
		if no == nil && !slices.Contains(words, word) {
			no = at.invalid("%q is not one of %s", word, strings.Join(words, ", "))
		}
		return word, no
	}}
}

// like takes a text that matches.
func like(name, pattern, says string) field {
	fits := regexp.MustCompile("^(?:" + pattern + ")$")
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		word, no := asText(at, v)
		if no == nil && !fits.MatchString(word) {
			no = at.invalid("must be %s", says)
		}
		return word, no
	}}
}

// whole takes a whole number, as a text too.
func whole(name string) field { return between(name, -1<<53, 1<<53) }

// between takes a whole number of a range, as a text too.
func between(name string, least, most int64) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		n, ok := v.(int64)
		if word, isText := v.(string); isText {
			var err error
			n, err = strconv.ParseInt(strings.TrimSpace(word), 10, 64)
			ok = err == nil
		}
		switch {
		case !ok:
			return nil, at.invalid("must be a whole number")
		case n < least || n > most:
			return nil, at.invalid("must be from %d to %d", least, most)
		}
		return n, nil
	}}
}

// flag takes a truth in any spelling.
func flag(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		switch word := strings.ToLower(fmt.Sprint(v)); word {
		case "true", "1":
			return true, nil
		case "false", "0", "":
			return false, nil
		}
		return nil, at.invalid("must be true or false")
	}}
}

// date takes an ISO 8601 date or time, and keeps it as it came. PHP clients send
// back what they have read as an object with date and timezone.
func date(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		word, _ := v.(string)
		if o, isObject := v.(object); isObject {
			word, _, _ = strings.Cut(strings.Replace(o.text("date"), " ", "T", 1), ".")
			if zone := o.text("timezone"); strings.HasPrefix(zone, "+") || strings.HasPrefix(zone, "-") {
				word += zone
			}
		}
		for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04:05-0700"} {
			if _, err := time.Parse(layout, word); err == nil {
				return word, nil
			}
		}
		return nil, at.invalid("must be an ISO 8601 date")
	}}
}

// group takes an object.
func group(name string, of ...field) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		in, ok := v.(object)
		if list, isList := v.([]any); isList && len(list) == 0 {
			in, ok = object{}, true // how PHP writes an object without members
		}
		if !ok {
			return nil, at.invalid("must be an object")
		}
		at.whole = !at.patch
		return form(of).take(at, in)
	}}
}

// rows takes an array of objects.
func rows(name string, of ...field) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		in, ok := v.([]object)
		if list, isList := v.([]any); isList && len(list) == 0 {
			ok = true
		}
		if !ok {
			return nil, at.invalid("must be an array of objects")
		}
		out := make([]object, len(in))
		for i, o := range in {
			row, no := form(of).take(intake{at.Server, at.below(strconv.Itoa(i)).path, true, false}, o)
			if no != nil {
				return nil, no
			}
			out[i] = row
		}
		return out, nil
	}}
}

// words takes an array of texts.
func words(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		if all, ok := v.([]string); ok {
			return all, nil
		}
		in, ok := v.([]any)
		if !ok {
			return nil, at.invalid("must be an array")
		}
		out := make([]string, len(in))
		for i, one := range in {
			word, no := asText(at.below(strconv.Itoa(i)), one)
			if no != nil {
				return nil, no
			}
			out[i] = word
		}
		return out, nil
	}}
}

// anything takes what comes, as it is.
func anything(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) { return v, nil }}
}

// link takes a reference to an object that is there, as an id or as an object
// with one, and keeps it as a reference.
func link(name, kind string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		id, isText := v.(string)
		if in, nested := v.(object); nested {
			id, isText = in.get("id").(string)
		}
		if !isText {
			return nil, at.invalid("must be an id")
		}
		found := at.lookup(kind, id)
		if found == nil {
			return nil, missing("%s: %s not found", at.path, id)
		}
		return ref(kind, found.text("id")), nil
	}}
}

// object is the body of a request; none at all is an empty one.
func (c *call) object() (object, *problem) {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return object{}, nil
	}
	v, err := parseJSON(c.body)
	if err != nil {
		return nil, invalid("the body cannot be read: %v", err)
	}
	switch v := v.(type) {
	case object:
		return v, nil
	case []any:
		if len(v) == 0 {
			return object{}, nil
		}
	case nil:
		return object{}, nil
	}
	return nil, invalid("the body must be an object")
}
