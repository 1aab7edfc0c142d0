package state

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"strings"
)

// FieldKind says how a field of a row is kept, ordered and matched.
type FieldKind uint8

// The kinds of field.
const (
	Text  FieldKind = iota // free text, up to MaxText bytes of it
	Word                   // one of few distinct values, kept once for all rows
	Time                   // seconds since 1970, UTC
	Money                  // an amount in minor units, with its currency
	Int                    // a whole number, such as a TA code
)

// Field is one field of a row: its path on the wire (for q and sort) and its
// kind.
type Field struct {
	Path string
	Kind FieldKind
}

// Value is what a field holds: Text for texts, words and the currency of money;
// Num for times, amounts and numbers. Where Set is false the server did not say.
type Value struct {
	Text string
	Num  int64
	Set  bool
}

// Row is one object as it arrives from the wire, cleaned. Values are in the
// order of the fields; missing ones are not set.
type Row struct {
	ID     string
	Values []Value
	Drift  bool // a field of it had another type than expected
}

const (
	// MaxText is how many bytes of a text are kept; a longer one ends in "…".
	// Ids are kept whole: cut, two of them could become one.
	MaxText = 240
	// MaxRows is how many rows fit. Put refuses what comes after them.
	MaxRows = 1<<24 - 1
)

// Rows keeps the rows of a list in memory without pointers, so that a million
// of them cost the garbage collector nothing and the machine about 130 bytes
// each. Make one with [NewRows].
//
// Numbers and words lie in chunks of columns, texts in blocks of bytes; both
// are only ever appended to. A [Snapshot] shares them. A row that changes gets
// a copy of its chunk the first time after a snapshot was taken, so that whoever
// reads the snapshot on another goroutine never sees a byte move. Rows itself
// belongs to one goroutine.
type Rows struct {
	now    Snapshot
	ids    idIndex
	wordID map[string]uint16

	// gen counts snapshots. A chunk made in this generation, or the directory
	// of chunks, is not shared with any snapshot and may be changed in place.
	gen, dirGen uint64
	chunkGen    []uint64

	used, live, dead int // bytes: of the last block, of texts in use, of replaced texts
	most             int

	rec, blob []byte // the row being put, encoded
}

// NewRows makes an empty store for rows of these fields.
func NewRows(fields []Field) *Rows {
	lay := newLayout(fields)
	return &Rows{
		now:    Snapshot{lay: lay, words: []string{""}},
		ids:    idIndex{seed: maphash.MakeSeed()},
		wordID: map[string]uint16{"": 0},
		most:   MaxRows,
		rec:    make([]byte, lay.stride),
	}
}

// Put adds a row at the end, or replaces the one of the same id where it stands.
// It says where the row is and whether it is new; -1 is a store that is full. A
// row that says the same as before changes nothing.
func (r *Rows) Put(row Row) (i int, added bool) {
	hash := r.ids.hash(row.ID)
	r.encode(row)
	binary.LittleEndian.PutUint32(r.rec[hashCol.at:], hash)
	if i, known := r.ids.find(&r.now, hash, row.ID); known {
		r.replace(i)
		return i, false
	}
	i = r.now.n
	if i >= r.most {
		return -1, false
	}
	at, ok := r.addText()
	if !ok {
		return -1, false
	}
	if i%rowsPerChunk == 0 {
		r.now.chunks = append(r.now.chunks, make([]byte, rowsPerChunk*r.now.lay.stride))
		r.chunkGen = append(r.chunkGen, r.gen)
	}
	binary.LittleEndian.PutUint32(r.rec, at)
	r.now.lay.scatter(r.now.chunks[i/rowsPerChunk], i%rowsPerChunk, r.rec)
	r.now.n++
	r.ids.add(&r.now, hash, i)
	return i, true
}

// replace puts the encoded row in the place of row i. The text is kept where it
// is the same, as it mostly is.
func (r *Rows) replace(i int) {
	lay, slot := r.now.lay, i%rowsPerChunk
	chunk := r.now.chunks[i/rowsPerChunk]
	old := r.now.blob(i)
	at := offsetCol.u32(chunk, slot)
	sameText := bytes.Equal(old, r.blob)
	if sameText && lay.equal(chunk, slot, r.rec) {
		return
	}
	if !sameText {
		to, ok := r.addText()
		if !ok {
			return
		}
		at = to
		r.live -= len(old)
		r.dead += len(old)
	}
	binary.LittleEndian.PutUint32(r.rec, at)
	binary.LittleEndian.PutUint16(r.rec[versionCol.at:], versionCol.u16(chunk, slot)+1)
	lay.scatter(r.own(i/rowsPerChunk), slot, r.rec)
	r.now.replaced++
	if r.dead > r.live/2+maxBlock {
		r.compact()
	}
}

// own returns a chunk that no snapshot reads.
func (r *Rows) own(c int) []byte {
	if r.chunkGen[c] == r.gen {
		return r.now.chunks[c]
	}
	if r.dirGen != r.gen {
		r.now.chunks, r.dirGen = slices.Clone(r.now.chunks), r.gen
	}
	r.now.chunks[c] = bytes.Clone(r.now.chunks[c])
	r.chunkGen[c] = r.gen
	return r.now.chunks[c]
}

// encode writes a row into rec and blob, all but where its text will lie.
func (r *Rows) encode(row Row) {
	lay := r.now.lay
	clear(r.rec)
	r.blob = appendID(r.blob[:0], row.ID)
	mask := r.rec[maskAt:]
	values := row.Values[:min(len(row.Values), len(lay.fields))]
	if !ascii(row.ID) {
		lay.setWide(mask, -1)
	}
	for t, f := range lay.texts {
		if f >= len(values) || !values[f].Set {
			r.blob = append(r.blob, 0)
			continue
		}
		r.blob = appendText(r.blob, values[f].Text)
		if !ascii(values[f].Text) {
			lay.setWide(mask, t)
		}
	}
	for f, v := range values {
		if !v.Set {
			continue
		}
		setBit(mask, f)
		switch lay.fields[f].Kind {
		case Word:
			r.putWord(lay.col[f], v.Text)
		case Money:
			binary.LittleEndian.PutUint64(r.rec[lay.col[f].at:], uint64(v.Num))
			r.putWord(lay.currency[f], v.Text)
		case Time, Int:
			binary.LittleEndian.PutUint64(r.rec[lay.col[f].at:], uint64(v.Num))
		}
	}
	if row.Drift {
		setBit(mask, lay.driftBit)
	}
}

// putWord notes a word by its number. Where a field that should have few values
// has thousands, further ones stand with the row's texts.
func (r *Rows) putWord(c column, s string) {
	id, known := r.wordID[s]
	if !known {
		if len(r.now.words) == maxWords || len(s) > MaxText {
			r.now.spilled = true
			r.blob = appendText(r.blob, s)
			r.now.lay.setWide(r.rec[maskAt:], len(r.now.lay.texts))
			binary.LittleEndian.PutUint16(r.rec[c.at:], inline)
			return
		}
		s = strings.Clone(s) // s may be a part of a whole page
		id = uint16(len(r.now.words))
		r.now.words = append(r.now.words, s)
		r.wordID[s] = id
	}
	binary.LittleEndian.PutUint16(r.rec[c.at:], id)
}

// Len is the number of rows.
func (r *Rows) Len() int { return r.now.n }

// Index finds a row by its id.
func (r *Rows) Index(id string) (int, bool) {
	return r.ids.find(&r.now, r.ids.hash(id), id)
}

// ID is the id of row i.
func (r *Rows) ID(i int) string { return r.now.ID(i) }

// Value is a field of row i, copied out: for the few rows on the screen.
func (r *Rows) Value(i, field int) Value { return r.now.Value(i, field) }

// Drift reports whether a field of row i had another type than expected.
func (r *Rows) Drift(i int) bool { return r.now.Drift(i) }

// Version changes when row i is replaced, so that a cache of its line can
// notice. It counts up to 65,535 and then begins again at zero.
func (r *Rows) Version(i int) uint32 {
	return uint32(versionCol.u16(r.now.chunk(i), i%rowsPerChunk))
}

// Bytes is the memory that the rows hold.
func (r *Rows) Bytes() int {
	const header = 24 // of a slice
	n := len(r.now.chunks)*(rowsPerChunk*r.now.lay.stride+header+8) + r.ids.bytes()
	for _, b := range r.now.blocks {
		n += len(b) + header
	}
	for _, w := range r.now.words {
		n += 2*len(w) + 48
	}
	return n
}

// Snapshot is the rows as they are now, safe to read on another goroutine while
// Put goes on. It costs nothing but a copy of the chunks that change later.
func (r *Rows) Snapshot() Snapshot {
	r.gen++
	return r.now
}
