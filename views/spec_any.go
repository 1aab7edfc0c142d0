package views

import (
	"bytes"
	"encoding/json"
	"strings"

	"tresen/state"
	"tresen/state/text"
)

// any draws an object that has no Spec of its own: the fields of its row as the
// table shows them, then everything the server sent, masked.
func (s *sheet) any(o *state.Object) {
	res := state.ResourceNamed(o.Resource)
	s.heading(text.Overview)
	row := res.RowOf(*o)
	for _, c := range res.Columns {
		if v := row.Values[c.Field]; v.Set {
			words, t := s.r.shown(res.Fields[c.Field], v)
			s.field(c.Title, t, words)
		}
	}
	s.heading(text.Everything)
	dec := json.NewDecoder(bytes.NewReader(state.MaskJSON(o.Raw)))
	dec.UseNumber()
	s.tree(dec, "", 0)
}

// deepest is how far nested objects are followed; what lies deeper is looked at
// as raw JSON.
const deepest = 8

// tree draws the next value of a document under its name, what it holds below
// it. It reports false at the end.
func (s *sheet) tree(dec *json.Decoder, name string, depth int) bool {
	token, err := dec.Token()
	if err != nil {
		return false
	}
	switch token := token.(type) {
	case json.Delim:
		s.branch(dec, token, name, depth)
	case nil:
	case string:
		s.named(name, token, depth)
	case json.Number:
		s.named(name, token.String(), depth)
	case bool:
		if token {
			s.named(name, s.r.lang.Text(text.Yes), depth)
		} else {
			s.named(name, s.r.lang.Text(text.No), depth)
		}
	}
	return true
}

// branch draws the members of an object or an array.
func (s *sheet) branch(dec *json.Decoder, open json.Delim, name string, depth int) {
	before, lines := len(s.buf), s.lines()
	if name != "" {
		s.named(name, "", depth)
	}
	empty := s.lines()
	for n := 1; dec.More(); n++ {
		member := "-"
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return
			}
			member, _ = key.(string)
		}
		if depth > deepest {
			var skipped json.RawMessage
			if dec.Decode(&skipped) != nil {
				return
			}
			continue
		}
		if !s.tree(dec, member, depth+1) {
			return
		}
	}
	if s.lines() == empty { // nothing in it was said
		s.buf, s.ends = s.buf[:before], s.ends[:lines]
	}
	_, _ = dec.Token() // its end
}

// named draws a name of the wire and its value, indented by its depth.
func (s *sheet) named(name, value string, depth int) {
	indent := 1 + 2*max(0, depth-1)
	names := min(indent+26, s.width/2)
	lines := []string{""}
	if value != "" {
		lines = s.theme.wrap(value, s.width-names-1, most)
	}
	for i, line := range lines {
		s.to(indent)
		if i == 0 {
			s.putIn(dim, strings.ReplaceAll(name, "_", " "), names-1)
		}
		s.to(names)
		s.put(plain, line)
		s.end()
	}
}
