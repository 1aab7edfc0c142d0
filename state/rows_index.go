package state

import "hash/maphash"

// idIndex finds rows by their ids without keeping the ids: a hash table with
// open addressing whose entries are row numbers. It is split into shards by the
// hash, each with a table of its own that doubles when it is full, so that no
// single Put ever moves the whole index.
type idIndex struct {
	seed   maphash.Seed
	shards [256]shard
}

// shard is a part of the index. An entry is 0 where it is free; else the row
// plus one in 24 bits, below 8 bits of the hash that spare most looks at rows
// of other ids.
type shard struct {
	table []uint32
	used  int
}

// hash is what an id is found by: 8 bits for the shard, 8 for the entry, the
// others for the place in the table. A row keeps it, for when its table grows.
func (x *idIndex) hash(id string) uint32 { return uint32(maphash.String(x.seed, id)) }

func (x *idIndex) find(rows *Snapshot, hash uint32, id string) (int, bool) {
	s := &x.shards[hash>>24]
	if len(s.table) == 0 {
		return 0, false
	}
	last := uint32(len(s.table) - 1)
	for at := hash & last; s.table[at] != 0; at = (at + 1) & last {
		e := s.table[at]
		if e>>24 != hash>>16&0xFF {
			continue
		}
		if row := int(e&MaxRows) - 1; string(rows.id(row)) == id {
			return row, true
		}
	}
	return 0, false
}

// add enters a row whose id is not there yet.
func (x *idIndex) add(rows *Snapshot, hash uint32, row int) {
	s := &x.shards[hash>>24]
	if s.used*8 >= len(s.table)*7 {
		old := s.table
		s.table = make([]uint32, max(8, 2*len(old)))
		for _, e := range old {
			if e != 0 {
				row := int(e&MaxRows) - 1
				s.enter(hashCol.u32(rows.chunks[row/rowsPerChunk], row%rowsPerChunk), row)
			}
		}
	}
	s.enter(hash, row)
	s.used++
}

// enter writes a row at the first free place for its hash.
func (s *shard) enter(hash uint32, row int) {
	last := uint32(len(s.table) - 1)
	at := hash & last
	for s.table[at] != 0 {
		at = (at + 1) & last
	}
	s.table[at] = hash>>16&0xFF<<24 | uint32(row+1)
}

// bytes is the memory of the tables.
func (x *idIndex) bytes() int {
	n := 0
	for i := range x.shards {
		n += 4 * len(x.shards[i].table)
	}
	return n
}
