package state

import (
	"encoding/binary"
	"math/bits"
)

// pattern finds a folded word in a text without regard to the case of ASCII
// letters. It looks for its first letters at eight places at once.
type pattern struct {
	text  string
	first [3]uint64 // each of the first letters, eight times
	heed  [3]uint64 // all bits where the word has such a letter
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	// caseBit is what tells a letter's upper from its lower case. Set in
	// everything it makes some other characters equal, too; a second look
	// tells them apart.
	caseBit = 0x20 * ones
)

func newPattern(text string) *pattern {
	p := &pattern{text: text}
	for i := range min(len(p.first), len(text)) {
		p.first[i] = uint64(text[i])*ones | caseBit
		p.heed[i] = ^uint64(0)
	}
	return p
}

// find returns the first place of the word in a text from a place on, -1 where
// there is none.
func (p *pattern) find(text []byte, from int) int {
	const window = 8 + 2
	last := len(text) - len(p.text)   // where it could still stand
	final := max(0, len(text)-window) // where the last window begins
	for i := min(from, final); i+window <= len(text); i = min(i+8, final) {
		t := text[i : i+window]
		diff := (binary.LittleEndian.Uint64(t) | caseBit) ^ p.first[0]
		diff |= ((binary.LittleEndian.Uint64(t[1:]) | caseBit) ^ p.first[1]) & p.heed[1]
		diff |= ((binary.LittleEndian.Uint64(t[2:]) | caseBit) ^ p.first[2]) & p.heed[2]
		for hits := (diff - ones) &^ diff & highs; hits != 0; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)/8
			if at >= from && at <= last && p.at(text[at:]) {
				return at
			}
		}
		from = max(from, i+8)
		if i == final {
			break
		}
	}
	for ; from <= last; from++ { // short texts, and short words at the end
		if p.at(text[from:]) {
			return from
		}
	}
	return -1
}

// at reports whether the word stands at the beginning of a text.
func (p *pattern) at(text []byte) bool {
	for i := range len(p.text) {
		if lower[text[i]] != p.text[i] {
			return false
		}
	}
	return true
}

// among reports whether the word is in one of the texts of a row, as they lie in
// a block. What stands in two of them, or in the length between, does not count.
func (p *pattern) among(blob []byte) bool {
	for at := p.find(blob, 0); at >= 0; at = p.find(blob, at+1) {
		size, begin := idLen(blob)
		for begin+size <= at {
			begin, size = begin+size+1, int(blob[begin+size])
		}
		if begin <= at && at+len(p.text) <= begin+size {
			return true
		}
	}
	return false
}
