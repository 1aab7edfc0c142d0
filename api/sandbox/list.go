package sandbox

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/query"
)

const (
	defaultCount = 20 // the reference's example
	maxCount     = 1000
)

// table is a kind of object that can be listed. Its objects have indexes from 0,
// by time of creation.
type table struct {
	object     string
	properties []property
	// rising are properties that grow with the index: there is nothing to sort.
	rising []string
	// search finds what matches an expression (nil: everything) at a moment.
	search func(s *Server, e query.Expr, at moment) selection
	// document is one object at a moment.
	document func(s *Server, i int32, at moment) object
	// cells reads one property, nil where the table has no such. Ranked cells
	// may have a number in place of a text, in the order of the texts.
	cells func(s *Server, path string, at moment, ranked bool) func(i int32) cell
}

// property describes a property for meta, sort and q.
type property struct {
	path string
	kind query.Kind
}

// cell is the value of a property: a number (also a unix second, or 0 and 1) or
// a text.
type cell struct {
	num    int64
	text   string
	isText bool
	ok     bool // false where the object has no such property
}

// selection is what a search found, newest first unless ids say otherwise.
type selection struct {
	n   int
	ids []int32 // nil: everything, by descending index
}

func (s selection) at(i int) int32 {
	if s.ids == nil {
		return int32(s.n - 1 - i)
	}
	return s.ids[i]
}

// search is a list request after its parameters were read.
type search struct {
	count, offset int
	expr          query.Expr
	order         []api.Sort
	aggregate     *api.Aggregate
	life          time.Duration // of the scroll that is asked for, 0 for none
	view
}

// view is how the objects of a list are shown; a scroll keeps it.
type view struct {
	fields []string
	expand string
}

// list answers a list of the reference.
func list(s *Server, c *call, t *table) (any, *problem) {
	params := c.URL.Query()
	if id := params.Get("scroll_id"); id != "" {
		// Clients that do not escape it send a plus sign that reads as a space.
		return s.continueScroll(c, t, strings.ReplaceAll(id, " ", "+"))
	}
	q, no := readSearch(params, c.URL.RawQuery, t)
	if no != nil {
		return nil, no
	}
	switch {
	case params.Get("validate") == "1":
		return object{{"result", true}}, nil
	case params.Get("meta") == "only":
		return object{{"meta", metaOf(t)}}, nil
	}
	found := t.search(s, q.expr, c.read)
	switch {
	case q.aggregate != nil:
		return aggregate(s, t, found, *q.aggregate, c.read), nil
	case found.n == 0 && s.options.NotFoundIfEmpty:
		return nil, missing("No %s found", t.object)
	}
	found = sorted(s, t, found, q.order, c.read)
	end := min(found.n, q.offset+q.count)
	answer := object{{"count", found.n}, {"data", s.page(t, found, min(q.offset, end), end, q.view, c.read)}}
	if q.life > 0 {
		id, no := s.scrolls.open(s.options.Seed, c.now, &scroll{
			table: t, found: found, next: end, count: q.count, view: q.view, at: c.read, life: q.life,
		})
		if no != nil {
			return nil, no
		}
		answer = append(answer, member{"scroll_id", id})
	}
	if params.Get("meta") == "true" {
		answer = append(answer, member{"meta", metaOf(t)})
	}
	return answer, nil
}

// continueScroll answers the next batch. It has no count, as the server may
// leave it out.
func (s *Server) continueScroll(c *call, t *table, id string) (any, *problem) {
	batch, no := s.scrolls.advance(id, t, c.now)
	if no != nil {
		return nil, no
	}
	return object{
		{"data", s.page(t, batch.found, batch.from, batch.to, batch.view, batch.at)},
		{"scroll_id", id},
	}, nil
}

// page makes the documents of a part of a selection.
func (s *Server) page(t *table, found selection, from, to int, v view, at moment) []object {
	docs := make([]object, 0, to-from)
	for i := from; i < to; i++ {
		doc := s.expanded(t.document(s, found.at(i), at), v.expand)
		docs = append(docs, project(doc, v.fields))
	}
	return docs
}

// readSearch checks the parameters of a list.
func readSearch(params url.Values, raw string, t *table) (search, *problem) {
	var q search
	var no *problem
	if q.count, no = readNumber(params, "count", defaultCount, maxCount); no != nil {
		return q, no
	}
	if q.offset, no = readNumber(params, "offset", 0, 1<<30); no != nil {
		return q, no
	}
	if text := params.Get("q"); strings.TrimSpace(text) != "" {
		expr, err := query.Parse(text)
		if err != nil {
			return q, invalid("q: %v", err)
		}
		q.expr = expr
	}
	if expire := params.Get("scroll_expire"); expire != "" {
		if q.life, no = readExpire(expire); no != nil {
			return q, no
		}
	}
	if q.order, no = readOrder(params, raw, t); no != nil {
		return q, no
	}
	if q.aggregate, no = readAggregate(params, t); no != nil {
		return q, no
	}
	switch preset := params.Get("preset"); preset {
	case "", "own": // every object of the sandbox is the merchant's own
	default:
		return q, invalid("preset: there is no %q", preset)
	}
	if fields := params.Get("fields"); fields != "" {
		q.fields = strings.Split(fields, ",")
	}
	q.expand = params.Get("expand")
	return q, nil
}

func readNumber(params url.Values, name string, unset, most int) (int, *problem) {
	text := params.Get(name)
	if text == "" {
		return unset, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, invalid("%s: %q is not a number from 0 to %d", name, text, most)
	}
	return n, nil
}

// readExpire reads {n}{s|m|h}.
func readExpire(text string) (time.Duration, *problem) {
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour}
	n, err := strconv.Atoi(text[:len(text)-1])
	unit := units[text[len(text)-1]]
	life := time.Duration(n) * unit
	if err != nil || n < 1 || n > 24*3600 || unit == 0 || life > 24*time.Hour {
		return 0, invalid("scroll_expire: %q is not a time like 30s, 5m or 1h", text)
	}
	return life, nil
}

// metaTypes describe the kinds as JSON Schema does.
var metaTypes = map[query.Kind]object{
	query.KindText:   {{"type", "string"}},
	query.KindNumber: {{"type", "integer"}},
	query.KindDate:   {{"type", "string"}, {"format", "date-time"}},
	query.KindBool:   {{"type", "boolean"}},
}

// metaOf are the field definitions of a table: the JSON Schema that the older
// official JavaScript client takes apart (product-service.js, getMeta).
func metaOf(t *table) object {
	fields := object{}
	for _, p := range t.properties {
		fields = described(fields, strings.Split(p.path, "."), metaTypes[p.kind])
	}
	return object{{"title", t.object}, {"type", "object"}, {"properties", fields}}
}

// described is fields with one more, which may lie in an inner object.
func described(fields object, path []string, as object) object {
	inner, _ := fields.get(path[0]).(object)
	props, nested := inner.get("properties").(object)
	switch {
	case len(path) > 1:
		return fields.with(path[0], object{{"type", "object"}, {"properties", described(props, path[1:], as)}})
	case nested:
		return fields // its parts say more
	}
	return fields.with(path[0], as)
}
