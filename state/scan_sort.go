package state

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// sorter orders a view by one field after the other, the last key first: every
// step is stable.
type sorter struct {
	s *Snapshot
	*brake
	pairs, spare []pair
	rest         []int32
	buf          []byte
}

// pair is a row with the number it is ordered by; at is its place before.
type pair struct {
	key uint64
	row int32
	at  uint32
}

// sort orders a view by one field.
func (o *sorter) sort(view []int32, by Order) {
	view = o.setFirst(view, by.Field)
	lay := o.s.lay
	switch kind := lay.fields[by.Field].Kind; {
	case kind == Text || kind == Word && o.s.spilled:
		o.texts(view, by)
	case kind == Word:
		ranks := wordRanks(o.s.words)
		c := lay.col[by.Field]
		o.numbers(view, by.Desc, func(chunk []byte, slot int) uint64 { return ranks[c.u16(chunk, slot)] })
	default:
		c := lay.col[by.Field]
		o.numbers(view, by.Desc, func(chunk []byte, slot int) uint64 { return uint64(c.i64(chunk, slot)) ^ 1<<63 })
	}
}

// setFirst moves the rows that do not have the field to the end and returns
// those that do.
func (o *sorter) setFirst(view []int32, field int) []int32 {
	o.rest = o.rest[:0]
	n := 0
	for _, row := range view {
		if o.s.lay.bit(o.s.chunks[row/rowsPerChunk], int(row%rowsPerChunk), field) {
			view[n] = row
			n++
		} else {
			o.rest = append(o.rest, row)
		}
	}
	copy(view[n:], o.rest)
	return view[:n]
}

// numbers orders a view by a number of its rows.
func (o *sorter) numbers(view []int32, desc bool, key func(chunk []byte, slot int) uint64) {
	flip := flipped(desc)
	pairs := o.room(len(view))
	for i, row := range view {
		if i%rowsPerChunk == 0 && o.pulled(rowsPerChunk) {
			return
		}
		pairs[i] = pair{key(o.s.chunks[row/rowsPerChunk], int(row%rowsPerChunk)) ^ flip, row, uint32(i)}
	}
	for i, p := range o.radix(pairs) {
		view[i] = p.row
	}
}

// texts orders a view by a text: by its first eight bytes as a number, then
// those that are equal by their next eight, and so on.
func (o *sorter) texts(view []int32, by Order) {
	type group struct{ from, to, depth int }
	flip := flipped(by.Desc)
	groups := []group{{0, len(view), 0}}
	for len(groups) > 0 {
		g := groups[len(groups)-1]
		groups = groups[:len(groups)-1]
		rows := view[g.from:g.to]
		pairs := o.room(len(rows))
		for i, row := range rows {
			if o.pulled(1) {
				return
			}
			pairs[i] = pair{o.textKey(int(row), by.Field, g.depth) ^ flip, row, uint32(i)}
		}
		from := 0
		pairs = o.radix(pairs)
		for i, p := range pairs {
			rows[i] = p.row
			if i+1 < len(pairs) && pairs[i+1].key == p.key {
				continue
			}
			if i > from && byte(p.key^flip) != 0 { // the texts go on
				groups = append(groups, group{g.from + from, g.from + i + 1, g.depth + 8})
			}
			from = i + 1
		}
	}
}

// textKey is eight bytes of a folded text as a number; zeros follow its end.
func (o *sorter) textKey(row, field, depth int) uint64 {
	lay := o.s.lay
	var t []byte
	wide := true
	if lay.fields[field].Kind == Text {
		t = o.s.text(row, lay.slot[field])
		wide = lay.bit(o.s.chunk(row), row%rowsPerChunk, lay.wideOf(lay.slot[field]))
	} else {
		t = []byte(o.s.word(row, lay.col[field]))
	}
	if wide {
		o.buf = fold(o.buf[:0], t, false)
		t = o.buf
	}
	var key [8]byte
	for i := range copy(key[:], t[min(depth, len(t)):]) {
		key[i] = lower[key[i]]
	}
	return binary.BigEndian.Uint64(key[:])
}

// wordRanks numbers words by their order; words that fold to the same are
// equal.
func wordRanks(words []string) []uint64 {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = string(fold(nil, []byte(w), false))
	}
	sorted := slices.Clone(folded)
	slices.Sort(sorted)
	ranks := make([]uint64, len(words))
	for i, w := range folded {
		at, _ := slices.BinarySearchFunc(sorted, w, strings.Compare)
		ranks[i] = uint64(at)
	}
	return ranks
}

func flipped(desc bool) uint64 {
	if desc {
		return ^uint64(0)
	}
	return 0
}

// room returns n pairs to fill.
func (o *sorter) room(n int) []pair {
	if cap(o.pairs) < n {
		o.pairs, o.spare = make([]pair, n), make([]pair, n)
	}
	return o.pairs[:n]
}

// radix orders pairs by their keys, stably: digit by digit from the lowest, of
// up to eleven bits, in as few rounds as the keys' range allows. It returns them
// where they ended up.
func (o *sorter) radix(pairs []pair) []pair {
	const widest, few = 11, 512
	if len(pairs) < few {
		slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
		return pairs
	}
	least, most, sorted := span(pairs)
	if sorted {
		return pairs
	}
	to := o.spare[:len(pairs)]
	width := bits.Len64(most - least)
	rounds := (width + widest - 1) / widest
	digit := (width + rounds - 1) / rounds
	for shift := 0; shift < width; shift += digit {
		if o.pulled(len(pairs)) {
			return pairs
		}
		var start [1 << widest]uint32
		mask := uint64(1)<<digit - 1
		for _, p := range pairs {
			start[(p.key-least)>>shift&mask]++
		}
		sum := uint32(0)
		for d, n := range start[:mask+1] {
			start[d], sum = sum, sum+n
		}
		for _, p := range pairs {
			d := (p.key - least) >> shift & mask
			to[start[d]] = p
			start[d]++
		}
		pairs, to = to, pairs
	}
	return pairs
}

// span is the range of the keys, and whether they are in order already.
func span(pairs []pair) (least, most uint64, sorted bool) {
	least, most, sorted = pairs[0].key, pairs[0].key, true
	for i, p := range pairs[1:] {
		least, most = min(least, p.key), max(most, p.key)
		sorted = sorted && pairs[i].key <= p.key
	}
	return least, most, sorted
}
