package sandbox

import "strings"

// project keeps the members that fields name, nested ones by dots, and drops all
// others. No fields keep everything.
func project(o object, fields []string) object {
	if len(fields) == 0 {
		return o
	}
	kept := object{}
	for _, m := range o {
		var nested []string
		whole := false
		for _, field := range fields {
			name, rest, deeper := strings.Cut(strings.TrimSpace(field), ".")
			switch {
			case name != m.name:
			case deeper:
				nested = append(nested, rest)
			default:
				whole = true
			}
		}
		switch {
		case whole:
			kept = append(kept, m)
		case nested != nil:
			if value := projectValue(m.value, nested); value != nil {
				kept = append(kept, member{m.name, value})
			}
		}
	}
	return kept
}

// projectValue descends into objects and arrays; a scalar has nothing below it.
func projectValue(v any, fields []string) any {
	switch v := v.(type) {
	case object:
		return project(v, fields)
	case []object:
		kept := make([]object, len(v))
		for i, o := range v {
			kept[i] = project(o, fields)
		}
		return kept
	}
	return nil
}

// expanded replaces references by the objects they name: all of them ("true") or
// the one of that name.
func (s *Server) expanded(o object, expand string) object {
	if expand == "" || expand == "false" {
		return o
	}
	for _, m := range o {
		if expand != "true" && expand != m.name {
			continue
		}
		switch v := m.value.(type) {
		case object:
			o = o.with(m.name, s.resolve(v))
		case []object:
			full := make([]object, len(v))
			for i, one := range v {
				full[i] = s.resolve(one)
			}
			o = o.with(m.name, full)
		}
	}
	return o
}

// resolve is the object that a reference names, with what the reference itself
// says on top. Objects of kinds that the sandbox does not have stay references.
func (s *Server) resolve(o object) object {
	kind, _ := o.get("object").(string)
	id, _ := o.get("id").(string)
	whole := s.lookup(kind, id)
	if whole == nil {
		return o
	}
	for _, m := range o {
		whole = whole.with(m.name, m.value)
	}
	return whole
}

// lookup finds an object by kind and id, or nil.
func (s *Server) lookup(kind, id string) object {
	if sh := shelfNamed[kind]; sh != nil {
		return s.shown(sh.get(s, id))
	}
	switch kind {
	case payments:
		if i, no := s.find(id, false); no == nil {
			return s.document(s.ledger.payment(i, live), live)
		}
	case customerObject:
		if i, ok := s.ledger.world.ids["PCU_"].index(id); ok && i < len(s.ledger.world.customers) {
			return s.customer(i)
		}
	}
	return nil
}
