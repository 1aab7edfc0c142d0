package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"tresen/api"
	"tresen/api/query"
)

// stock is what one server has of a kind of object: seeds, and versions of
// those that were made or changed since. Apart from the seeds, which are made
// once, the ledger's lock guards it.
type stock struct {
	*shelf
	ids idSpace

	filled sync.Once
	n      int      // seeds
	seeds  []object // nil where they are derived
	table  *table

	versions map[int32][]edition
	births   []uint64 // commit at which the objects behind the seeds were made
	gone     bool     // some were dropped
	known    map[string]bool
}

// edition is an object as of a commit; nil once it is gone.
type edition struct {
	seq uint64
	doc object
}

func newStock(s *Server, sh *shelf) *stock {
	return &stock{
		shelf:    sh,
		ids:      newIDSpace(s.options.Seed, sh.prefix),
		versions: map[int32][]edition{},
		known:    map[string]bool{},
	}
}

// stock is what the server has of a shelf, seeded by who asks first.
func (s *Server) stock(sh *shelf) *stock {
	st := s.stocks[sh.place]
	st.filled.Do(func() { st.fill(s) })
	return st
}

// sampled is how many derived objects are looked at to learn their properties.
const sampled = 64

func (st *stock) fill(s *Server) {
	st.table = &table{object: st.object}
	if !st.undated {
		st.table.rising = []string{"created"}
	}
	st.table.search = st.search
	st.table.document = func(s *Server, i int32, at moment) object { return s.shown(st.at(s, i, at)) }
	st.table.cells = func(s *Server, path string, at moment, _ bool) func(int32) cell {
		return st.table.read(s, path, at)
	}
	for _, p := range st.properties {
		st.learn(p)
	}
	switch {
	case st.seed != nil:
		st.seeds = st.seed(s)
		st.n = len(st.seeds)
		for i, o := range st.seeds {
			st.seeds[i] = st.headed(i, o)
			st.learnFrom(s, st.seeds[i])
		}
	case st.shelf.count != nil:
		st.n = st.shelf.count(s)
		for i := range min(st.n, sampled) {
			st.learnFrom(s, st.origin(s, i*st.n/min(st.n, sampled), 0))
		}
	}
}

// headed puts object and id in front of an object that lacks them.
func (st *stock) headed(i int, o object) object {
	head := object{}
	if o.get("object") == nil {
		head = append(head, member{"object", st.object})
	}
	if o.get("id") == nil {
		head = append(head, member{"id", st.ids.id(i)})
	}
	return append(head, o...)
}

// origin is seed i before anybody changed it.
func (st *stock) origin(s *Server, i int, at moment) object {
	if st.seeds != nil {
		return st.seeds[i]
	}
	return st.headed(i, st.derive(s, i, at))
}

// count is how many objects there are at a moment, with those that are gone.
func (st *stock) count(at moment) int {
	return st.n + sort.Search(len(st.births), func(i int) bool { return st.births[i] > uint64(at) })
}

// index finds an object by its id, by "me" or by another name.
func (st *stock) index(s *Server, id string) (int32, bool) {
	if st.me && strings.EqualFold(id, "me") {
		return 0, st.count(live) > 0
	}
	i, ok := st.ids.index(strings.ToUpper(id))
	if !ok && st.also != nil {
		i, ok = st.ids.index(st.also(s, id))
	}
	return int32(i), ok && i < st.count(live)
}

// at is object i as of a moment, nil where it is gone or not yet there.
func (st *stock) at(s *Server, i int32, at moment) object {
	versions := st.versions[i]
	for v := len(versions) - 1; v >= 0; v-- {
		if doc := versions[v].doc; versions[v].seq <= uint64(at) {
			if st.follows != nil && doc != nil {
				doc = st.follows(s, doc, at)
			}
			return doc
		}
	}
	if int(i) >= st.n {
		return nil
	}
	return st.origin(s, int(i), at)
}

// write keeps a version and forgets those that nobody can read any more.
func (st *stock) write(s *Server, i int32, e edition) {
	versions := st.versions[i]
	if len(versions) >= 8 {
		oldest, keep := uint64(s.ledger.oldest()), 0
		for keep+1 < len(versions) && versions[keep+1].seq <= oldest {
			keep++
		}
		versions = slices.Clone(versions[keep:])
	}
	st.versions[i] = append(versions, e)
	st.learnFrom(s, e.doc)
	s.recordObject(st.shelf, i, e.doc)
}

// changed are the objects that were made or changed and are still there, oldest
// first.
func (st *stock) changed(s *Server) []object {
	var all []object
	for _, i := range slices.Sorted(maps.Keys(st.versions)) {
		if o := st.at(s, i, live); o != nil {
			all = append(all, o)
		}
	}
	return all
}

// search looks at every object, newest first.
func (st *stock) search(s *Server, e query.Expr, at moment) selection {
	n := st.count(at)
	if e == nil && !st.gone {
		return selection{n: n}
	}
	matches := func(object) bool { return true }
	if e != nil {
		matches = query.Compile(e, berlin, func(path string) query.Property[object] {
			return query.Property[object]{Kind: st.table.kindOf(path), Any: func(o object, match func(query.Value) bool) bool {
				return anyValue(o, path, match)
			}}
		})
	}
	ids := []int32{}
	for i := int32(n - 1); i >= 0; i-- {
		if o := st.at(s, i, at); o != nil && matches(s.shown(o)) {
			ids = append(ids, i)
		}
	}
	return selection{n: len(ids), ids: ids}
}

// learn makes a property known to q, sort and meta. What an object shows first
// is what the property is.
func (st *stock) learn(p property) {
	if !st.known[p.path] {
		st.known[p.path] = true
		st.table.properties = append(st.table.properties, p)
	}
}

func (st *stock) learnFrom(s *Server, o object) { st.learnBelow("", s.shown(o)) }

func (st *stock) learnBelow(path string, v any) {
	kind := query.KindText
	switch v := v.(type) {
	case nil:
		return
	case object:
		for _, m := range v {
			st.learnBelow(strings.TrimPrefix(path+"."+m.name, "."), m.value)
		}
		return
	case []object:
		for _, o := range v {
			st.learnBelow(path, o)
		}
		return
	case []any:
		for _, one := range v {
			st.learnBelow(path, one)
		}
		return
	case []string:
	case string:
		if _, err := time.Parse(time.RFC3339, v); err == nil {
			kind = query.KindDate
		}
	case bool:
		kind = query.KindBool
	case int, int64, api.Minor:
		kind = query.KindNumber
	case json.RawMessage:
	}
	st.learn(property{path, kind})
}
