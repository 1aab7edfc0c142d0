package query

import "time"

// Compile makes a matcher of a search. It asks property once for every
// condition, so that nothing is looked up by name while documents are matched;
// zone is where dates without an offset are meant, nil is UTC. The matcher may
// be used by many goroutines at once, and allocates nothing except for texts
// above 128 bytes.
//
// A value that does not fit its property (see [Check]) matches nothing.
func Compile[D any](e Expr, zone *time.Location, property func(path string) Property[D]) func(doc D) bool {
	if zone == nil {
		zone = time.UTC
	}
	switch e := e.(type) {
	case And:
		parts := compileAll(e, zone, property)
		return func(doc D) bool {
			for _, part := range parts {
				if !part(doc) {
					return false
				}
			}
			return true
		}
	case Or:
		parts := compileAll(e, zone, property)
		return func(doc D) bool {
			for _, part := range parts {
				if part(doc) {
					return true
				}
			}
			return false
		}
	case Not:
		part := Compile(e.X, zone, property)
		return func(doc D) bool { return !part(doc) }
	case Term:
		p := property(e.Field)
		return p.has(newTerm(e.Pattern, p.Kind, zone).match)
	case Range:
		p := property(e.Field)
		return p.has(newBetween(e, p.Kind, zone).match)
	case Exists:
		return property(e.Field).has(func(Value) bool { return true })
	}
	return func(D) bool { return true }
}

func compileAll[D any](parts []Expr, zone *time.Location, property func(string) Property[D]) []func(D) bool {
	all := make([]func(D) bool, len(parts))
	for i, part := range parts {
		all[i] = Compile(part, zone, property)
	}
	return all
}

func (p Property[D]) has(test func(Value) bool) func(D) bool {
	if p.Any == nil {
		return func(D) bool { return false }
	}
	return func(doc D) bool { return p.Any(doc, test) }
}
