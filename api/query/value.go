package query

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Kind is what the values of a property are.
type Kind uint8

// The kinds of values.
const (
	KindAny    Kind = iota // unknown: the form of each value decides
	KindText               // words
	KindNumber             // whole numbers, also such as text
	KindDate               // ISO 8601, a time or a day
	KindBool               // true or false, also 1 and 0
)

// Value is one value of a document.
type Value struct {
	text string
	num  int64
	form form
}

type form uint8

const (
	formText   form = iota
	formInt         // num
	formBool        // num is 0 or 1
	formTime        // num in Unix milliseconds
	formObject      // only its existence counts
)

// TextValue is text; the Kind of its property says how it is compared.
func TextValue(s string) Value { return Value{text: s, form: formText} }

// IntValue is a whole number; an amount in the smallest unit.
func IntValue(n int64) Value { return Value{num: n, form: formInt} }

// BoolValue is true or false.
func BoolValue(b bool) Value {
	v := Value{form: formBool}
	if b {
		v.num = 1
	}
	return v
}

// TimeValue is a point in time, in milliseconds since 1970 UTC.
func TimeValue(unixMilli int64) Value { return Value{num: unixMilli, form: formTime} }

// ObjectValue stands for a value with properties of its own, which is only
// asked whether it exists.
func ObjectValue() Value { return Value{form: formObject} }

// Property is how a matcher reads one property of the documents D: rows of a
// table as well as decoded JSON.
type Property[D any] struct {
	// Kind says how values that are text are compared.
	Kind Kind
	// Any reports whether match holds for any value that the property has in
	// doc; a property without a value has none to offer. Passing match on, and
	// not yielding to a closure, is what keeps a search free of allocations. A
	// nil Any is a property that no document has.
	Any func(doc D, match func(Value) bool) bool
}

// JSON reads a property of documents as encoding/json decodes them into an any,
// with float64 or json.Number for numbers; one with decimals is compared as
// text. Arrays offer each of their elements,
// at any depth.
func JSON(path string) Property[any] {
	keys := strings.Split(path, ".")
	return Property[any]{Any: func(doc any, match func(Value) bool) bool { return anyJSON(doc, keys, match) }}
}

func anyJSON(doc any, keys []string, match func(Value) bool) bool {
	switch doc := doc.(type) {
	case []any:
		for _, element := range doc {
			if anyJSON(element, keys, match) {
				return true
			}
		}
		return false
	case map[string]any:
		if len(keys) == 0 {
			return match(ObjectValue())
		}
		return anyJSON(doc[keys[0]], keys[1:], match)
	}
	return len(keys) == 0 && doc != nil && match(jsonValue(doc))
}

func jsonValue(doc any) Value {
	switch doc := doc.(type) {
	case string:
		return TextValue(doc)
	case bool:
		return BoolValue(doc)
	case json.Number:
		if n, err := strconv.ParseInt(string(doc), 10, 64); err == nil {
			return IntValue(n)
		}
		return TextValue(string(doc))
	case float64:
		const exact = 1 << 53
		if doc == math.Trunc(doc) && math.Abs(doc) <= exact {
			return IntValue(int64(doc))
		}
		return TextValue(strconv.FormatFloat(doc, 'f', -1, 64))
	}
	return ObjectValue()
}
