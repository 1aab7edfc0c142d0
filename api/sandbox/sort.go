package sandbox

import (
	"cmp"
	"encoding/binary"
	"math"
	"net/url"
	"slices"
	"strings"
	"sync"

	"tresen/api"
)

// readOrder reads sort=a:asc,b:desc, and sort[a]=asc as older clients send it.
func readOrder(params url.Values, raw string, t *table) ([]api.Sort, *problem) {
	text := params.Get("sort")
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name, _ = url.QueryUnescape(name)
		if field, found := strings.CutPrefix(name, "sort["); found {
			text += "," + strings.TrimSuffix(field, "]") + ":" + value
		}
	}
	order, err := api.ParseSort(strings.TrimPrefix(text, ","))
	if err != nil {
		return nil, invalid("sort: %v", err)
	}
	for _, key := range order {
		if !slices.ContainsFunc(t.properties, func(p property) bool { return p.path == key.Field }) {
			return nil, invalid("sort: %s has no field %q", t.object, key.Field)
		}
	}
	return order, nil
}

// sorted puts a selection into an order. Rows without a value come last, equal
// ones newest first.
func sorted(s *Server, t *table, found selection, order []api.Sort, at moment) selection {
	if len(order) == 0 {
		return found
	}
	if len(order) == 1 && slices.Contains(t.rising, order[0].Field) {
		if !order[0].Desc {
			return reversed(found)
		}
		return found
	}
	var reads []func(int32) cell
	for _, key := range order {
		reads = append(reads, t.cells(s, key.Field, at, true))
	}
	rows := make([]keyed, found.n)
	for i := range rows {
		id := found.at(i)
		c := reads[0](id)
		rows[i] = keyed{c.rank(order[0].Desc), c.text, id}
	}
	slices.SortFunc(rows, func(a, b keyed) int {
		c := cmp.Compare(a.rank, b.rank)
		if c == 0 && a.text != b.text {
			c = compareText(a.text, b.text, order[0].Desc)
		}
		for k := 1; c == 0 && k < len(reads); k++ {
			x, y := reads[k](a.i), reads[k](b.i)
			c = cmp.Or(cmp.Compare(x.rank(order[k].Desc), y.rank(order[k].Desc)), compareText(x.text, y.text, order[k].Desc))
		}
		return cmp.Or(c, cmp.Compare(b.i, a.i))
	})
	ids := make([]int32, len(rows))
	for i, r := range rows {
		ids[i] = r.i
	}
	return selection{n: len(ids), ids: ids}
}

// keyed is a row with the value it is sorted by; text tells apart what has the
// same rank.
type keyed struct {
	rank int64
	text string
	i    int32
}

// rank is a number that sorts as the cell does, except for texts whose first
// eight bytes are the same. What has no value ranks last in both directions.
func (c cell) rank(desc bool) int64 {
	if !c.ok {
		return math.MaxInt64
	}
	n := c.num
	if c.isText {
		var first [8]byte
		copy(first[:], c.text)
		n = int64(binary.BigEndian.Uint64(first[:]) >> 1)
	}
	if desc {
		n = ^n
	}
	return n
}

func compareText(a, b string, desc bool) int {
	if desc {
		a, b = b, a
	}
	return strings.Compare(a, b)
}

func reversed(found selection) selection {
	ids := make([]int32, found.n)
	for i := range ids {
		ids[i] = found.at(found.n - 1 - i)
	}
	return selection{n: len(ids), ids: ids}
}

// sortKey is a text as it sorts: without regard to case and umlauts (DIN 5007).
func sortKey(text string) string { return umlauts.Replace(strings.ToLower(text)) }

var umlauts = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "ß", "ss", "é", "e", "’", "")

// ranks are the places of texts in their order, by property, so that a sort of
// many rows compares numbers.
type ranks struct {
	mu     sync.Mutex
	byPath map[string][]int64
}

// of returns the rank of each of n texts.
func (r *ranks) of(path string, n int, text func(int) string) []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.byPath[path]; known != nil {
		return known
	}
	keys, byKey := make([]string, n), make([]int, n)
	for i := range keys {
		keys[i], byKey[i] = sortKey(text(i)), i
	}
	slices.SortFunc(byKey, func(a, b int) int { return strings.Compare(keys[a], keys[b]) })
	places := make([]int64, n)
	for rank, i := range byKey {
		places[i] = int64(rank)
		if rank > 0 && keys[i] == keys[byKey[rank-1]] {
			places[i] = places[byKey[rank-1]]
		}
	}
	if r.byPath == nil {
		r.byPath = map[string][]int64{}
	}
	r.byPath[path] = places
	return places
}
