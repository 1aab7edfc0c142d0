package api

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// defaultScrollExpire is how long the server keeps a search of ours.
const defaultScrollExpire = 5 * time.Minute

// Query holds the parameters that every list of the reference takes. Zero
// values are not sent.
type Query struct {
	Count        int           // items a page
	Offset       int           // position of the first one
	Fields       []string      // keep only these, nested as prop.sub
	Q            string        // the search, in the q language of package query
	Sort         []Sort        // first key first
	Aggregate    *Aggregate    // summarise in place of listing
	Meta         string        // "true" adds the field definitions, "only" sends nothing else
	Validate     bool          // check the syntax of Q, run nothing
	Preset       string        // a named query of the server
	Expand       string        // "true" or one field: references become objects
	ScrollExpire time.Duration // opens a scroll and keeps it that long
	ScrollID     string        // continues a scroll; sent alone
}

// Sort is one key of an order.
type Sort struct {
	Field string
	Desc  bool
}

// Aggregate asks for sums and counts in place of objects (schema Aggregate).
type Aggregate struct {
	TimestampProp string `json:"timestamp_prop,omitempty"`
	Interval      string `json:"interval,omitempty"`
	Min           int64  `json:"min,omitempty"`
	Max           int64  `json:"max,omitempty"`
	GroupByProp   string `json:"group_by_prop,omitempty"`
	SumByProp     string `json:"sum_by_prop,omitempty"`
}

// Values are the parameters as they are named on the wire, not yet encoded. A
// scroll_id stands alone: the server keeps the rest. That an aggregate goes as
// JSON is inferred; the reference only says "object".
func (q Query) Values() url.Values {
	if q.ScrollID != "" {
		return url.Values{"scroll_id": {q.ScrollID}}
	}
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("count", number(q.Count))
	set("offset", number(q.Offset))
	set("fields", strings.Join(q.Fields, ","))
	set("q", q.Q)
	set("sort", FormatSort(q.Sort))
	set("meta", q.Meta)
	set("preset", q.Preset)
	set("expand", q.Expand)
	if q.Aggregate != nil {
		// A struct of strings and integers cannot fail.
		b, _ := json.Marshal(q.Aggregate)
		set("aggregate", string(b))
	}
	if q.Validate {
		set("validate", "1")
	}
	if q.ScrollExpire > 0 {
		set("scroll_expire", formatExpire(q.ScrollExpire))
	}
	return v
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// formatExpire writes a time as {n}{s|m|h} in the largest unit that fits; parts
// of a second are rounded up.
func formatExpire(d time.Duration) string {
	s := int64((d + time.Second - 1) / time.Second)
	switch {
	case s%3600 == 0:
		return strconv.FormatInt(s/3600, 10) + "h"
	case s%60 == 0:
		return strconv.FormatInt(s/60, 10) + "m"
	}
	return strconv.FormatInt(s, 10) + "s"
}

// String is the key as the wire has it: "created:desc".
func (s Sort) String() string {
	if s.Desc {
		return s.Field + ":desc"
	}
	return s.Field + ":asc"
}

// FormatSort joins keys as the wire has them.
func FormatSort(keys []Sort) string {
	parts := make([]string, len(keys))
	for i, key := range keys {
		parts[i] = key.String()
	}
	return strings.Join(parts, ",")
}

// ParseSort reads "a.b:asc,c:desc"; a field without an order is ascending. The
// error is a sentence.
func ParseSort(s string) ([]Sort, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var keys []Sort
	for part := range strings.SplitSeq(s, ",") {
		field, order, _ := strings.Cut(strings.TrimSpace(part), ":")
		if field == "" || strings.ContainsAny(field, " \t") {
			return nil, fmt.Errorf("the sort key %q has no field: write field:asc or field:desc", part)
		}
		switch strings.ToLower(order) {
		case "asc", "":
			keys = append(keys, Sort{Field: field})
		case "desc":
			keys = append(keys, Sort{Field: field, Desc: true})
		default:
			return nil, fmt.Errorf("the sort order %q of %s is neither asc nor desc", order, field)
		}
	}
	return keys, nil
}
