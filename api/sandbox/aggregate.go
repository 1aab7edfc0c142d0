package sandbox

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/query"
)

// Aggregates. The reference only names the parameters (schema Aggregate) and the
// published models the short members of the result: l place in lookup, k key, ks
// key as text, c count, s sum, t the interval. How they fit together is inferred.

// readAggregate reads aggregate as JSON or as aggregate[group_by_prop]=….
func readAggregate(params url.Values, t *table) (*api.Aggregate, *problem) {
	var a api.Aggregate
	if text := params.Get("aggregate"); text != "" {
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			return nil, invalid("aggregate: %v", err)
		}
	}
	for name, place := range map[string]*string{
		"timestamp_prop": &a.TimestampProp, "interval": &a.Interval, "group_by_prop": &a.GroupByProp, "sum_by_prop": &a.SumByProp,
	} {
		if value := params.Get("aggregate[" + name + "]"); value != "" {
			*place = value
		}
	}
	if a == (api.Aggregate{}) {
		return nil, nil
	}
	for _, path := range []string{a.TimestampProp, a.GroupByProp, a.SumByProp} {
		if path != "" && t.kindOf(path) == query.KindAny {
			return nil, invalid("aggregate: %s has no field %q", t.object, path)
		}
	}
	switch {
	case a.TimestampProp == "" && a.GroupByProp == "" && a.SumByProp == "":
		return nil, invalid("aggregate: nothing to aggregate by")
	case a.TimestampProp != "" && t.kindOf(a.TimestampProp) != query.KindDate:
		return nil, invalid("aggregate: %s is not a date", a.TimestampProp)
	case a.SumByProp != "" && t.kindOf(a.SumByProp) != query.KindNumber:
		return nil, invalid("aggregate: %s is not a number", a.SumByProp)
	case a.TimestampProp != "" && bucketStart(a.Interval, time.Unix(0, 0)).IsZero():
		return nil, invalid("aggregate: %q is not an interval: minute, hour, day, week, month, quarter or year", a.Interval)
	}
	return &a, nil
}

// kindOf is the kind of a property, KindAny where the table has no such.
func (t *table) kindOf(path string) query.Kind {
	for _, p := range t.properties {
		if p.path == path {
			return p.kind
		}
	}
	return query.KindAny
}

// bucketStart is the beginning of the interval that holds a time, zero for an
// interval that there is none of.
func bucketStart(interval string, at time.Time) time.Time {
	y, m, d := at.In(berlin).Date()
	switch interval {
	case "minute", "1m":
		return at.Truncate(time.Minute)
	case "hour", "1h":
		return at.Truncate(time.Hour)
	case "day", "1d", "":
		return time.Date(y, m, d, 0, 0, 0, 0, berlin)
	case "week", "1w":
		back := (int(at.In(berlin).Weekday()) + 6) % 7
		return time.Date(y, m, d-back, 0, 0, 0, 0, berlin)
	case "month", "1M":
		return time.Date(y, m, 1, 0, 0, 0, 0, berlin)
	case "quarter", "1q":
		return time.Date(y, (m-1)/3*3+1, 1, 0, 0, 0, 0, berlin)
	case "year", "1y":
		return time.Date(y, 1, 1, 0, 0, 0, 0, berlin)
	}
	return time.Time{}
}

// bucket is one line of an aggregate.
type bucket struct {
	key        string // of the group
	start      int64  // of the interval, in unix seconds
	count, sum int64
}

// aggregate counts and sums a selection by group and interval.
func aggregate(s *Server, t *table, found selection, a api.Aggregate, at moment) object {
	var stamp, group, sum func(int32) cell
	for path, read := range map[string]*func(int32) cell{a.TimestampProp: &stamp, a.GroupByProp: &group, a.SumByProp: &sum} {
		if path != "" {
			*read = t.cells(s, path, at, false)
		}
	}
	type place struct {
		key   string
		start int64
	}
	byPlace := map[place]*bucket{}
	for i := range found.n {
		id := found.at(i)
		var p place
		if stamp != nil {
			p.start = bucketStart(a.Interval, time.Unix(stamp(id).num, 0)).Unix()
		}
		if group != nil {
			p.key = group(id).String()
		}
		b := byPlace[p]
		if b == nil {
			b = &bucket{key: p.key, start: p.start}
			byPlace[p] = b
		}
		b.count++
		if sum != nil {
			b.sum += sum(id).num
		}
	}
	buckets := make([]*bucket, 0, len(byPlace))
	for _, b := range byPlace {
		buckets = append(buckets, b)
	}
	slices.SortFunc(buckets, func(x, y *bucket) int {
		return cmp.Or(cmp.Compare(x.start, y.start), strings.Compare(x.key, y.key))
	})
	return aggregateAnswer(found.n, buckets, a)
}

// aggregateAnswer writes buckets with the short names of the published models.
func aggregateAnswer(n int, buckets []*bucket, a api.Aggregate) object {
	kind, lookup := "term", []any{}
	places := map[string]int{}
	if a.GroupByProp == "" {
		kind = "time"
	}
	data := []object{}
	for _, b := range buckets {
		line := object{}
		interval := object{{"k", b.start}, {"ks", wireTime(b.start)}, {"c", b.count}, {"s", b.sum}}
		if a.GroupByProp != "" {
			if _, known := places[b.key]; !known {
				places[b.key] = len(lookup)
				lookup = append(lookup, b.key)
			}
			line = append(line, member{"l", places[b.key]}, member{"ks", b.key}, member{"c", b.count}, member{"s", b.sum})
			if a.TimestampProp != "" {
				line = append(line, member{"t", interval})
			}
		} else {
			line = interval
		}
		data = append(data, line)
	}
	return object{
		{"count", n}, {"data", data}, {"result", true}, {"type", kind}, {"sum", a.SumByProp != ""}, {"lookup", lookup},
	}
}

// String is a cell as the key of a group.
func (c cell) String() string {
	switch {
	case !c.ok:
		return ""
	case c.isText:
		return c.text
	}
	return strconv.FormatInt(c.num, 10)
}
