package query

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// term tests one value against a pattern, which was read beforehand as
// everything that it can be.
type term struct {
	text    matcher
	plain   bool // without wildcards
	all     bool // a star alone: any value does
	number  int64
	numeric bool
	day     span
	dated   bool
	truth   bool
	logical bool
	as      Kind // how values that are text are read
	zone    *time.Location
}

func newTerm(p Pattern, kind Kind, zone *time.Location) *term {
	t := &term{text: newMatcher(p), all: p == "*", as: kind, zone: zone}
	var literal string
	if literal, t.plain = p.Literal(); !t.plain {
		t.as = KindText
		return t
	}
	t.number, t.numeric = parseInt(literal)
	t.day, t.dated = parseDate(literal, zone)
	t.truth, t.logical = parseBool(literal)
	if kind == KindAny && t.dated && t.day.precision > toYear {
		t.as = KindDate
	}
	return t
}

func (t *term) match(v Value) bool {
	if t.all {
		return true
	}
	switch v = v.read(t.as, t.zone); {
	case v.form == formObject:
		return false
	case v.form == formText:
		return t.text.match(v.text)
	case !t.plain:
		var buf [32]byte
		return t.text.match(string(v.print(buf[:0], t.zone)))
	case v.form == formTime:
		return t.dated && t.day.from <= v.num && v.num < t.day.to
	case v.form == formBool:
		return t.logical && t.truth == (v.num == 1)
	}
	return t.numeric && t.number == v.num
}

// read takes a value that is text for what its property is, if it can be.
func (v Value) read(kind Kind, zone *time.Location) Value {
	if v.form != formText {
		return v
	}
	switch kind {
	case KindNumber:
		if n, ok := parseInt(v.text); ok {
			return IntValue(n)
		}
	case KindDate:
		if t, ok := parseDate(v.text, zone); ok {
			return TimeValue(t.from)
		}
	case KindBool:
		if b, ok := parseBool(v.text); ok {
			return BoolValue(b)
		}
	}
	return v
}

// print is what wildcards are compared with where the value is not text.
func (v Value) print(dst []byte, zone *time.Location) []byte {
	switch v.form {
	case formBool:
		return strconv.AppendBool(dst, v.num == 1)
	case formTime:
		return time.UnixMilli(v.num).In(zone).AppendFormat(dst, time.RFC3339)
	}
	return strconv.AppendInt(dst, v.num, 10)
}

func parseBool(s string) (value, ok bool) {
	switch s {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	return false, false
}

// between tests one value against a range, whose ends were read beforehand as
// everything that they can be.
type between struct {
	all      bool // both ends are open: any value does
	numbers  interval
	times    interval
	min, max []byte // folded; nil where open
	r        Range
	as       Kind // how values that are text are read
	lexical  bool // what stays text is compared letter by letter
	zone     *time.Location
}

// interval is min ≤ n ≤ max; it is empty where the ends were something else.
type interval struct{ min, max int64 }

func (i interval) holds(n int64) bool { return i.min <= n && n <= i.max }

var nowhere = interval{1, 0}

func newBetween(r Range, kind Kind, zone *time.Location) *between {
	b := &between{all: r.Min == "" && r.Max == "", numbers: numberInterval(r), r: r, as: kind, zone: zone}
	var exact bool
	b.times, exact = timeInterval(r, zone)
	b.lexical = kind == KindAny || kind == KindText
	if r.Min != "" {
		b.min, _ = fold([]byte{}, r.Min, false)
	}
	if r.Max != "" {
		b.max, _ = fold([]byte{}, r.Max, false)
	}
	switch {
	case kind != KindAny:
	case exact:
		b.as = KindDate
	case b.numbers != nowhere:
		b.as = KindNumber
	}
	return b
}

func (b *between) match(v Value) bool {
	if b.all {
		return true
	}
	switch v = v.read(b.as, b.zone); v.form {
	case formInt:
		return b.numbers.holds(v.num)
	case formTime:
		return b.times.holds(v.num)
	case formText:
		return b.lexical && b.matchText(v.text)
	}
	return false
}

func (b *between) matchText(text string) bool {
	var buf [128]byte
	folded, _ := fold(buf[:0], text, false)
	if b.min != nil {
		if c := bytes.Compare(folded, b.min); c < 0 || c == 0 && b.r.ExclMin {
			return false
		}
	}
	if b.max != nil {
		if c := bytes.Compare(folded, b.max); c > 0 || c == 0 && b.r.ExclMax {
			return false
		}
	}
	return true
}

func numberInterval(r Range) interval {
	i := interval{math.MinInt64, math.MaxInt64}
	if r.Min != "" {
		n, ok := parseInt(r.Min)
		if !ok || r.ExclMin && n == math.MaxInt64 {
			return nowhere
		}
		if i.min = n; r.ExclMin {
			i.min++
		}
	}
	if r.Max != "" {
		n, ok := parseInt(r.Max)
		if !ok || r.ExclMax && n == math.MinInt64 {
			return nowhere
		}
		if i.max = n; r.ExclMax {
			i.max--
		}
	}
	return i
}

// timeInterval is in Unix milliseconds, each end with all of the time that it
// names. exact says that an end is clearly a date and no mere year, which could
// be any number.
func timeInterval(r Range, zone *time.Location) (_ interval, exact bool) {
	i := interval{math.MinInt64, math.MaxInt64}
	if r.Min != "" {
		s, ok := parseDate(r.Min, zone)
		if !ok {
			return nowhere, false
		}
		if i.min = s.from; r.ExclMin {
			i.min = s.to
		}
		exact = s.precision > toYear
	}
	if r.Max != "" {
		s, ok := parseDate(r.Max, zone)
		if !ok {
			return nowhere, false
		}
		if i.max = s.to - 1; r.ExclMax {
			i.max = s.from - 1
		}
		exact = exact || s.precision > toYear
	}
	return i, exact
}
