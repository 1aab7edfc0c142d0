package state

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Order is one key of an order of rows.
type Order struct {
	Field int
	Desc  bool
}

// Filter says which rows to show. The zero value shows all.
type Filter struct {
	// Text is words that must all occur in a row: in its id, its texts and
	// words, in a number ("10427"), in an amount as it is written ("49,90",
	// "49.90", "1.234,56", "-10"), or as the beginning of a date ("14.",
	// "14.11.", "14.11.2025", "2025-11"). Case and accents do not matter:
	// "muller" and "mueller" both find Müller, and "müller" finds all three.
	// Only what the store keeps is looked at: the first MaxText bytes of a text.
	Text string
	// Zone is where dates are read; nil is UTC.
	Zone *time.Location
	// Digits is how many digits follow the point in amounts of a currency; 2
	// where it says nothing.
	Digits map[string]int
	// Shown is what the screen writes for a word of the wire; it is found by
	// both.
	Shown map[string]string
	// Within limits the scan to these rows and to those from Seen on, which had
	// not been there yet; nil scans all. [Filter.Narrow] sets it where that is
	// right.
	Within []int32
	Seen   int
}

// Narrow limits f to the rows that a narrower search can still show: to view,
// which the filter old gave of the snapshot then. It returns f as it is where
// that is not enough: the new text does not go on from the old one, or rows
// have changed since.
func (f Filter) Narrow(old Filter, then, now Snapshot, view []int32) Filter {
	if then.lay != now.lay || then.n > now.n || then.replaced != now.replaced || old.Zone != f.Zone || !refines(f.Text, old.Text) {
		return f
	}
	f.Within, f.Seen = view, then.n
	if view == nil {
		f.Within = []int32{}
	}
	return f
}

// refines reports that whatever the words of text find, the words of old find
// too. A word with a first dot becomes a date, and dates were not looked at
// before it.
func refines(text, old string) bool {
	now := words(text)
	for _, was := range words(old) {
		if !slices.ContainsFunc(now, func(w string) bool {
			return strings.HasPrefix(w, was) && utf8.ValidString(was) && (dateLike(was) || !dateLike(w))
		}) {
			return false
		}
	}
	return true
}

// words splits the text of a filter. The euro sign is the word for its
// currency, so that an amount copied from the screen is found.
func words(text string) []string {
	return strings.Fields(strings.ReplaceAll(text, "€", " eur "))
}

// Scan filters and orders a snapshot. The view it returns is row numbers; ties
// keep the order in which rows were loaded, and what is not set comes last in
// both directions. It works in chunks on the goroutine of the caller and asks
// stop between them, which may be nil; stopped, it returns false.
//
// Texts and words are ordered without regard to case and accents, amounts by
// their number whatever their currency.
func Scan(s Snapshot, f Filter, by []Order, stop func() bool) (view []int32, ok bool) {
	b := &brake{stop: stop}
	if b.pulled(0) {
		return nil, false
	}
	if s.n == 0 {
		return []int32{}, true
	}
	view = s.filter(f, b)
	o := sorter{s: &s, brake: b}
	for i := len(by) - 1; i >= 0 && !b.on; i-- {
		o.sort(view, by[i])
	}
	if b.on {
		return nil, false
	}
	return view, true
}

// brake asks a scan's stop about once in so many rows.
type brake struct {
	stop func() bool
	left int
	on   bool
}

// pulled notes work done, in rows, and reports whether to end.
func (b *brake) pulled(work int) bool {
	const between = 4096
	if b.left -= work; b.left > 0 || b.on || b.stop == nil {
		return b.on
	}
	b.left = between
	b.on = b.stop()
	return b.on
}

// filter returns the rows that match, in the order they were loaded.
func (s *Snapshot) filter(f Filter, b *brake) []int32 {
	m := newMatcher(s, f, b)
	view := make([]int32, 0, min(len(f.Within), s.n))
	from := 0
	if f.Within != nil {
		within := f.Within
		if !slices.IsSorted(within) {
			within = s.inLoadOrder(within)
		}
		for _, row := range within {
			if b.pulled(1) {
				return nil
			}
			if i := int(row); m.match(s.chunk(i), i%rowsPerChunk) {
				view = append(view, row)
			}
		}
		from = min(f.Seen, s.n)
	}
	for from < s.n {
		if b.pulled(rowsPerChunk) {
			return nil
		}
		chunk, base := s.chunks[from/rowsPerChunk], from&^(rowsPerChunk-1)
		end := min(base+rowsPerChunk, s.n)
		view = slices.Grow(view, end-from)
		for ; from < end; from++ {
			if m.match(chunk, from-base) {
				view = append(view, int32(from))
			}
		}
	}
	return view
}

// inLoadOrder returns an ordered view as it was before.
func (s *Snapshot) inLoadOrder(view []int32) []int32 {
	in := make([]bool, s.n)
	for _, row := range view {
		in[row] = true
	}
	sorted := make([]int32, 0, len(view))
	for row, yes := range in {
		if yes {
			sorted = append(sorted, int32(row))
		}
	}
	return sorted
}
