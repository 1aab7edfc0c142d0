package sandbox

import (
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A shelf keeps one kind of object as it goes over the wire. Products are built
// on shelves, one file a product, and no file is edited by two of them:
//
//   - Declare "var stores *shelf" and, in the file's init, set it by shelfOf and
//     name what else the product does by handle("POST /General/Stores", f). With
//     a path, the list and the reading of one are there already, with search,
//     order, aggregate, fields, expand and scroll.
//   - Handlers that the catalogue calls reads run under the lock for reading and
//     must not write; all others run alone. Nothing else is to be locked.
//   - Objects are values: with, without, replaced (PUT) and merged (PATCH)
//     return another one; c.over picks by the verb. What is kept is only changed
//     by add, put and drop, which make a version, so that a scroll goes on seeing
//     what it saw.
//   - Members whose name starts with "-" are kept and never shown: secrets, and
//     what only the sandbox must know. A q does not find them.
//   - Seeds are functions of the world: the same seed and moment, the same
//     objects. They come oldest first, by created. A few hundred are made by
//     seed, once, when somebody first asks; thousands by count and derive, each
//     time they are read, and copied when they are first written. Ask other
//     shelves for ids (ref, id) while seeding, never for objects, and the ledger
//     only at the moment given: what is live has already changed.
//   - Refer by shelf.ref, by ref("payment.transactions", id) or by s.merchantRef;
//     expand finds the object wherever it is.
//   - A request is read by a form: it takes numbers, flags and texts in every
//     spelling that clients send, and says what is wrong as the reference does
//     (invalid: 500 ProductInternalException). A wrong state is refused (405
//     ProductNotAllowedException), what is not there is missing (404), what is
//     there already is taken (409). Check everything, then write.
//   - Money comes and goes by s.book, s.cancel and s.takeBalance; its rules stay
//     in money.go. What answers more than a 200 returns an answer.
//   - What happens later is s.ledger.later; arrange it again in the spec's
//     loaded, which is called for every object that comes from a file.
//   - shelf_test.go holds every list against the reading of one, its order, its
//     references and the typed client. The behaviour gets a test file of its own,
//     with story (general_test.go) and Server.Kept for what is never shown.

// spec says what a kind of object is.
type spec struct {
	object string // on the wire: "general.stores"
	prefix string // of its ids: "STO_"
	noun   string // in errors: "Store"
	path   string // of its list, "" where the product answers list and read itself

	// properties that can be searched and sorted by, besides those that are
	// found in the objects.
	properties []property
	// me says that the first object can be asked for by "me".
	me bool
	// also turns another name of an object into its id, "" where it is none.
	also func(s *Server, name string) string

	// seed makes the objects that are there from the start. object and id are
	// put in front where they are left out.
	seed func(s *Server) []object
	// count and derive do the same for many: derive makes number i as of a
	// moment.
	count  func(s *Server) int
	derive func(s *Server, i int, at moment) object

	// follows brings an object that was written up to date with others that it
	// depends on, as of a moment.
	follows func(s *Server, o object, at moment) object
	// shows puts members into an object that is about to be shown which are not
	// kept because they depend on the clock.
	shows func(s *Server, o object) object

	// undated objects have no created and updated.
	undated bool
	// loaded is called for every object that was read from a file.
	loaded func(s *Server, doc object)
}

// shelf is a kind of object; what a server has of it lies in a stock.
type shelf struct {
	spec
	place int // in shelves and in Server.stocks
}

// shelves are all kinds, and by their object. They are filled by init functions
// and never change afterwards.
var (
	shelves    []*shelf
	shelfNamed = map[string]*shelf{}
)

// shelfOf makes a shelf and answers its list and the reading of one.
func shelfOf(sp spec) *shelf {
	if shelfNamed[sp.object] != nil {
		panic("sandbox: two shelves of " + sp.object)
	}
	sh := &shelf{spec: sp, place: len(shelves)}
	shelves = append(shelves, sh)
	shelfNamed[sp.object] = sh
	if sp.path != "" {
		handle("GET "+sp.path, sh.list)
		handle("GET "+sp.path+"/{}", sh.read)
	}
	return sh
}

// list answers a search.
func (sh *shelf) list(s *Server, c *call) (any, *problem) { return list(s, c, s.stock(sh).table) }

// read answers the object that the path names.
func (sh *shelf) read(s *Server, c *call) (any, *problem) {
	o, no := sh.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, o), nil
}

// answerOf is an object as a request gets to see it.
func (s *Server) answerOf(c *call, o object) object {
	return s.expanded(s.shown(o), c.URL.Query().Get("expand"))
}

// id is the id of number i, seeded or not.
func (sh *shelf) id(s *Server, i int) string { return s.stocks[sh.place].ids.id(i) }

// ref is a reference to number i.
func (sh *shelf) ref(s *Server, i int) object { return ref(sh.object, sh.id(s, i)) }

// get is the object of that id, me or other name, as it is now; nil where there
// is none.
func (sh *shelf) get(s *Server, id string) object {
	st := s.stock(sh)
	i, ok := st.index(s, id)
	if !ok {
		return nil
	}
	return st.at(s, i, live)
}

// one is the object that the n-th placeholder of the path names.
func (sh *shelf) one(s *Server, c *call, n int) (object, *problem) {
	o := sh.get(s, c.arg(n))
	if o == nil {
		return nil, missing("%s %s not found", sh.noun, c.arg(n))
	}
	return o, nil
}

// all are the objects of a moment, oldest first.
func (sh *shelf) all(s *Server, at moment) iter.Seq[object] {
	return func(yield func(object) bool) {
		st := s.stock(sh)
		for i := range int32(st.count(at)) {
			if o := st.at(s, i, at); o != nil && !yield(o) {
				return
			}
		}
	}
}

// add keeps a new object and returns it with object, id and created.
func (sh *shelf) add(s *Server, now time.Time, o object) object {
	st := s.stock(sh)
	seq, second := s.ledger.tick(now)
	i := int32(st.n + len(st.births))
	o = st.headed(int(i), o)
	if !sh.undated && o.get("created") == nil {
		o = o.with("created", wireTime(second))
	}
	st.births = append(st.births, seq)
	st.write(s, i, edition{seq, o})
	return o
}

// put keeps an object, which has its id, in place of what was there, and
// returns it with updated.
func (sh *shelf) put(s *Server, now time.Time, o object) object {
	st := s.stock(sh)
	i, ok := st.ids.index(o.text("id"))
	if !ok {
		panic("sandbox: put of a " + sh.object + " that was never there")
	}
	seq, second := s.ledger.tick(now)
	if !sh.undated {
		o = o.with("updated", wireTime(second))
	}
	st.write(s, int32(i), edition{seq, o})
	return o
}

// drop removes an object and answers in the shape that the options ask for.
func (sh *shelf) drop(s *Server, now time.Time, o object) any {
	st := s.stock(sh)
	if i, ok := st.ids.index(o.text("id")); ok {
		seq, _ := s.ledger.tick(now)
		st.write(s, int32(i), edition{seq, nil})
		st.gone = true
	}
	return s.deletion(o)
}

// deletion is an object as a DELETE answers it.
func (s *Server) deletion(o object) any {
	switch s.options.DeleteShape {
	case DeleteObject:
		return s.shown(o)
	case DeleteEmpty:
		return answer{status: http.StatusNoContent, raw: []byte{}}
	}
	return []object{s.shown(o)}
}

// shown is an object as it goes over the wire.
func (s *Server) shown(o object) object {
	o = bare(o)
	if sh := shelfNamed[o.text("object")]; sh != nil && sh.shows != nil {
		return sh.shows(s, o)
	}
	return o
}

// bare is an object without the members that are only for the sandbox.
func bare(o object) object {
	if !slices.ContainsFunc(o, member.hidden) {
		return o
	}
	return slices.DeleteFunc(slices.Clone(o), member.hidden)
}

func (m member) hidden() bool { return strings.HasPrefix(m.name, "-") }
