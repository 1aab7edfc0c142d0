package state

import (
	"strings"
	"time"

	"tresen/api/query"
)

// JournalFilter is what the journal itself can select by, much faster than by
// looking at its entries; a zero field selects all. From and To bound the time:
// from From on, before To.
type JournalFilter struct {
	Operator, Target, State string
	From, To                time.Time
}

// Holds reports an entry that the filter selects.
func (f *JournalFilter) Holds(e *JournalEntry) bool {
	return (f.Operator == "" || f.Operator == e.Operator) && (f.Target == "" || f.Target == e.Target) &&
		(f.State == "" || f.State == string(e.State)) && !e.At.Before(f.From) && (f.To.IsZero() || e.At.Before(f.To))
}

// JournalSearch is a search of the journal: what is looked up, and what has to
// be looked at.
type JournalSearch struct {
	JournalFilter
	// Intent, where set, is the one intent that can match.
	Intent string
	// Match is what an entry has to fulfil besides; nil: nothing.
	Match func(*JournalEntry) bool
}

// All reports a search that every entry matches.
func (s *JournalSearch) All() bool {
	return s.JournalFilter == JournalFilter{} && s.Intent == "" && s.Match == nil
}

// Holds reports an entry that the search finds.
func (s *JournalSearch) Holds(e *JournalEntry) bool {
	return (s.Intent == "" || s.Intent == e.Intent) && s.JournalFilter.Holds(e) && (s.Match == nil || s.Match(e))
}

// ReadJournalSearch reads a q for the journal. Days without an offset are those
// of a zone. Names, that is operator, target, state, kind, intent and env, are
// meant as a whole and as they are written, unless they have wildcards; all
// other text is found as in every list. Errors are those of [query.Parse].
func ReadJournalSearch(q string, zone *time.Location) (JournalSearch, error) {
	var s JournalSearch
	if q == "" {
		return s, nil
	}
	e, err := query.Parse(q)
	if err != nil {
		return s, err
	}
	parts := []query.Expr{e}
	if all, ok := e.(query.And); ok {
		parts = all
	}
	var rest []query.Expr
	for _, part := range parts {
		if !s.lookUp(part, zone) {
			rest = append(rest, part)
		}
	}
	if rest := query.AllOf(rest...); rest != nil {
		s.Match = matchEntry(rest, zone)
	}
	return s, nil
}

// lookUp takes over a condition that the journal can look up, and reports
// whether it did.
func (s *JournalSearch) lookUp(e query.Expr, zone *time.Location) bool {
	switch e := e.(type) {
	case query.Term:
		value, plain := e.Pattern.Literal()
		if !plain {
			return false
		}
		if isMoment[e.Field] {
			from, to, ok := readSpan(value, zone)
			return ok && s.within(from, to)
		}
		into := map[string]*string{"operator": &s.Operator, "target": &s.Target, "state": &s.State, "intent": &s.Intent}[e.Field]
		if into == nil || *into != "" {
			return false
		}
		*into = written(e.Field, value)
		if into == &s.State && s.State == noteArrived { // which the entry's note says
			s.State = string(WriteApplied)
			return false
		}
		return true
	case query.Range:
		if !isMoment[e.Field] || e.ExclMin || e.ExclMax {
			return false
		}
		from, _, okFrom := readSpan(e.Min, zone)
		_, to, okTo := readSpan(e.Max, zone)
		return okFrom && okTo && s.within(from, to)
	}
	return false
}

// within narrows the time of a search.
func (s *JournalSearch) within(from, to time.Time) bool {
	if from.After(s.From) {
		s.From = from
	}
	if !to.IsZero() && (s.To.IsZero() || to.Before(s.To)) {
		s.To = to
	}
	return true
}

// isMoment are the names of the time of an entry.
var isMoment = map[string]bool{"at": true, "created": true}

// readSpan reads a day, or a second with its offset: the two forms that a search
// line is made of. What is written otherwise is matched, not looked up. An open
// end is zero.
func readSpan(s string, zone *time.Location) (from, to time.Time, ok bool) {
	if s == "" {
		return from, to, true
	}
	if day, err := time.ParseInLocation(time.DateOnly, s, zone); err == nil {
		return day, day.AddDate(0, 0, 1), true
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil || at.Nanosecond() != 0 {
		return from, to, false
	}
	return at, at.Add(time.Second), true
}

// entryNames are the properties that are names.
var entryNames = map[string]func(*JournalEntry) string{
	"operator": func(e *JournalEntry) string { return e.Operator },
	"target":   func(e *JournalEntry) string { return e.Target },
	"state":    func(e *JournalEntry) string { return string(e.State) },
	"kind":     func(e *JournalEntry) string { return string(e.Kind) },
	"intent":   func(e *JournalEntry) string { return e.Intent },
	"env":      func(e *JournalEntry) string { return e.Env },
}

// written is a name as it is compared: words of the program's own are small.
func written(field, value string) string {
	if field == "state" || field == "kind" {
		return strings.ToLower(value)
	}
	return value
}

// matchEntry makes a matcher of entries.
func matchEntry(e query.Expr, zone *time.Location) func(*JournalEntry) bool {
	switch e := e.(type) {
	case query.And:
		all := matchEach(e, zone)
		return func(j *JournalEntry) bool { return countMatches(all, j) == len(all) }
	case query.Or:
		some := matchEach(e, zone)
		return func(j *JournalEntry) bool { return countMatches(some, j) > 0 }
	case query.Not:
		match := matchEntry(e.X, zone)
		return func(j *JournalEntry) bool { return !match(j) }
	case query.Term:
		value, plain := e.Pattern.Literal()
		if get := entryNames[e.Field]; get != nil && plain {
			value = written(e.Field, value)
			if e.Field == "state" && value == noteArrived {
				return (*JournalEntry).arrived
			}
			return func(j *JournalEntry) bool { return get(j) == value }
		}
	}
	return query.Compile(e, zone, entryProperty)
}

func matchEach(parts []query.Expr, zone *time.Location) []func(*JournalEntry) bool {
	var all []func(*JournalEntry) bool
	for _, part := range parts {
		all = append(all, matchEntry(part, zone))
	}
	return all
}

func countMatches(all []func(*JournalEntry) bool, j *JournalEntry) int {
	n := 0
	for _, match := range all {
		if match(j) {
			n++
		}
	}
	return n
}

// entryProperty reads one property of entries for a matcher.
func entryProperty(path string) query.Property[*JournalEntry] {
	value := func(kind query.Kind, get func(*JournalEntry) query.Value) query.Property[*JournalEntry] {
		return query.Property[*JournalEntry]{Kind: kind, Any: func(e *JournalEntry, match func(query.Value) bool) bool {
			return match(get(e))
		}}
	}
	words := entryNames[path]
	if words == nil {
		words = entryTexts[path]
	}
	switch {
	case words != nil:
		return query.Property[*JournalEntry]{Kind: query.KindText, Any: func(e *JournalEntry, match func(query.Value) bool) bool {
			s := words(e)
			return s != "" && match(query.TextValue(s))
		}}
	case isMoment[path]:
		return value(query.KindDate, func(e *JournalEntry) query.Value { return query.TimeValue(e.At.UnixMilli()) })
	case path == "amount":
		return value(query.KindNumber, func(e *JournalEntry) query.Value { return query.IntValue(int64(e.Amount)) })
	case path == "seq":
		return value(query.KindNumber, func(e *JournalEntry) query.Value { return query.IntValue(e.Seq) })
	case path == "open":
		return value(query.KindBool, func(e *JournalEntry) query.Value { return query.BoolValue(e.Open) })
	}
	return query.Property[*JournalEntry]{}
}

// entryTexts are the properties that are text.
var entryTexts = map[string]func(*JournalEntry) string{
	"currency": func(e *JournalEntry) string { return e.Currency },
	"note":     func(e *JournalEntry) string { return e.Note },
	"result":   func(e *JournalEntry) string { return e.Result },
	"support":  func(e *JournalEntry) string { return e.Support },
	"action":   func(e *JournalEntry) string { return e.Action },
}
