package state

import (
	"cmp"
	"slices"
	"strings"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// listed describes one field of a kind of object and how it is shown: one line
// in the table of a resource.
type listed[T any] struct {
	title text.Key
	path  string // on the wire, for q and sort
	kind  FieldKind
	width int
	grow  int
	value func(*T) Value
}

// listing makes a resource of its columns: the fields of its rows, how they are
// drawn, and what its search line understands. Rows come in the order of the
// first column, newest first where that is a time.
func listing[T any](name, prefix, wire string, title text.Key, tab, frozen int, columns ...listed[T]) *Resource {
	r := &Resource{Name: name, Title: title, Wire: wire, Tab: tab, Frozen: frozen, Newest: -1}
	r.Search = query.Vocabulary{ID: prefix, Fields: []query.Field{{Name: "id", Kind: query.KindText}}}
	r.Order = api.Sort{Field: columns[0].path}
	for i, c := range columns {
		r.Fields = append(r.Fields, Field{Path: c.path, Kind: c.kind})
		r.Columns = append(r.Columns, Column{Field: i, Title: c.title, Width: c.width, Grow: c.grow,
			Right: c.kind == Money || c.kind == Int, Sort: true})
		r.learn(i, c.path, c.kind)
	}
	r.values = func(object any) []Value {
		of := object.(*T)
		values := make([]Value, len(columns))
		for i, c := range columns {
			values[i] = c.value(of)
		}
		return values
	}
	return r
}

// joins names columns whose fields are other objects', which only expand
// brings: the server neither sorts nor finds by them.
func (r *Resource) joins(paths ...string) *Resource {
	r.Expand = "true"
	for i := range r.Columns {
		r.Columns[i].Sort = r.Columns[i].Sort && !slices.Contains(paths, r.Fields[r.Columns[i].Field].Path)
	}
	other := func(path string) bool { return slices.Contains(paths, path) }
	r.Search.Words = slices.DeleteFunc(r.Search.Words, other)
	r.Search.Fields = slices.DeleteFunc(r.Search.Fields, func(f query.Field) bool { return other(f.Name) })
	return r
}

// finds teaches the search line properties that no column shows: words are
// looked for in those that are text, and refs say which property holds the ids
// of other objects.
func (r *Resource) finds(refs map[string]string, fields ...query.Field) *Resource {
	r.Search.Refs = refs
	for _, f := range fields {
		r.Search.Fields = append(r.Search.Fields, f)
		if f.Kind == query.KindText {
			r.Search.Words = append(r.Search.Words, f.Name)
		}
	}
	for _, property := range refs {
		r.Search.Fields = append(r.Search.Fields, query.Field{Name: property, Kind: query.KindText})
	}
	slices.SortFunc(r.Search.Fields, func(a, b query.Field) int { return cmp.Compare(a.Name, b.Name) })
	return r
}

// learn teaches the search line one field.
func (r *Resource) learn(i int, path string, kind FieldKind) {
	v := &r.Search
	field := query.Field{Name: path, Kind: query.KindText}
	switch kind {
	case Text:
		v.Words = append(v.Words, path)
	case Int:
		field.Kind = query.KindNumber
		v.Number = append(v.Number, path)
	case Money:
		field.Kind = query.KindNumber
		if v.AmountField == "" {
			v.AmountField, v.Amount = path, readAmount
		}
	case Time:
		field.Kind = query.KindDate
		if v.Date == "" {
			v.Date = path
		}
		if i == 0 {
			r.Order, r.Newest = api.Sort{Field: path, Desc: true}, i
		}
	}
	v.Fields = append(v.Fields, field)
}

// wordsOf, numberOf, momentOf and moneyOf make the value functions of columns.
func wordsOf[T any](get func(*T) string) func(*T) Value {
	return func(of *T) Value { return textValue(get(of)) }
}

func numberOf[T any](get func(*T) int64) func(*T) Value {
	return func(of *T) Value { return intValue(get(of)) }
}

func countedOf[T any](get func(*T) *int64) func(*T) Value {
	return func(of *T) Value {
		if n := get(of); n != nil {
			return Value{Num: *n, Set: true}
		}
		return Value{}
	}
}

func momentOf[T any](get func(*T) api.Time) func(*T) Value {
	return func(of *T) Value { return timeValue(get(of)) }
}

// moneyOf takes EUR, the documented default, where the object names no currency.
func moneyOf[T any](get func(*T) (*api.Minor, string)) func(*T) Value {
	return func(of *T) Value {
		amount, currency := get(of)
		return moneyValue(amount, cmp.Or(currency, "EUR"))
	}
}

// contactName is how a contact is called: company, full name, or its parts.
func contactName(c api.Contact) string {
	return cmp.Or(c.CompanyName, c.Name, strings.TrimSpace(c.Forename+" "+c.Surname))
}

// createdAt is the column that most lists begin with.
func createdAt[T any](get func(*T) api.Time) listed[T] {
	return listed[T]{text.Created, "created", Time, 12, 0, momentOf(get)}
}
