package state

import "encoding/binary"

// Snapshot is the rows of a list as they were when it was taken: what [Scan] and
// an export read while new pages come in. The zero value has no rows.
type Snapshot struct {
	lay      *layout
	chunks   [][]byte
	blocks   [][]byte // texts
	words    []string // by number; 0 is the empty one
	n        int
	replaced int  // how many rows have changed since the store was made
	spilled  bool // some words stand with the texts
}

// Len is the number of rows.
func (s *Snapshot) Len() int { return s.n }

// ID is the id of row i.
func (s *Snapshot) ID(i int) string { return string(s.id(i)) }

// Drift reports whether a field of row i had another type than expected.
func (s *Snapshot) Drift(i int) bool {
	return s.lay.bit(s.chunk(i), i%rowsPerChunk, s.lay.driftBit)
}

// Value is a field of row i, copied out.
func (s *Snapshot) Value(i, field int) Value {
	chunk, slot, lay := s.chunk(i), i%rowsPerChunk, s.lay
	if !lay.bit(chunk, slot, field) {
		return Value{}
	}
	v := Value{Set: true}
	switch lay.fields[field].Kind {
	case Text:
		v.Text = string(s.text(i, lay.slot[field]))
	case Word:
		v.Text = s.word(i, lay.col[field])
	case Money:
		v.Text = s.word(i, lay.currency[field])
		v.Num = lay.col[field].i64(chunk, slot)
	case Time, Int:
		v.Num = lay.col[field].i64(chunk, slot)
	}
	return v
}

// chunk is where row i lies. The room behind the last row looks like a row too,
// and its id would be another one's: hence the panic.
func (s *Snapshot) chunk(i int) []byte {
	if uint(i) >= uint(s.n) {
		panic("state: no such row")
	}
	return s.chunks[i/rowsPerChunk]
}

// id is the id of row i where it lies.
func (s *Snapshot) id(i int) []byte { return s.text(i, -1) }

// tail is the rest of a block of texts, from the text of a row on.
func (s *Snapshot) tail(at uint32) []byte {
	return s.blocks[at>>16][int(at&0xFFFF)*textAlign:]
}

// text is a text of row i where it lies. Slot 0 is the first one after the id.
func (s *Snapshot) text(i, slot int) []byte {
	return s.textAt(offsetCol.u32(s.chunk(i), i%rowsPerChunk), slot)
}

// textAt is a text of the row whose texts lie there; slot -1 is the id.
func (s *Snapshot) textAt(at uint32, slot int) []byte {
	t := s.tail(at)
	n, head := idLen(t)
	for t = t[head:]; slot >= 0; slot-- {
		t = t[n:]
		n, t = int(t[0]), t[1:]
	}
	return t[:n]
}

// blob is everything of row i that lies in a block.
func (s *Snapshot) blob(i int) []byte {
	chunk, slot := s.chunk(i), i%rowsPerChunk
	return s.blobAt(offsetCol.u32(chunk, slot), s.slots(chunk, slot))
}

func (s *Snapshot) blobAt(at uint32, slots int) []byte {
	t := s.tail(at)
	n, head := idLen(t)
	n += head
	for range slots {
		n += 1 + int(t[n])
	}
	return t[:n]
}

// slots is how many texts a row has in its block: those of its fields and the
// words that found no number.
func (s *Snapshot) slots(chunk []byte, slot int) int {
	n := len(s.lay.texts)
	if s.spilled {
		for _, c := range s.lay.words {
			if c.u16(chunk, slot) == inline {
				n++
			}
		}
	}
	return n
}

// word is a word of row i.
func (s *Snapshot) word(i int, c column) string {
	chunk, slot := s.chunk(i), i%rowsPerChunk
	if id := c.u16(chunk, slot); id != inline {
		return s.words[id]
	}
	at := len(s.lay.texts)
	for _, before := range s.lay.words {
		if before == c {
			break
		}
		if before.u16(chunk, slot) == inline {
			at++
		}
	}
	return string(s.text(i, at))
}

// column is a part of a row: where it begins in an encoded row, and how many
// bytes it has. In a chunk the parts of all rows lie one after the other.
type column struct{ at, width int }

func (c column) u16(chunk []byte, slot int) uint16 {
	return binary.LittleEndian.Uint16(chunk[c.at*rowsPerChunk+slot*2:])
}

func (c column) u32(chunk []byte, slot int) uint32 {
	return binary.LittleEndian.Uint32(chunk[c.at*rowsPerChunk+slot*4:])
}

func (c column) i64(chunk []byte, slot int) int64 {
	return int64(binary.LittleEndian.Uint64(chunk[c.at*rowsPerChunk+slot*8:]))
}
