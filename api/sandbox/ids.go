package sandbox

import (
	"strconv"
	"strings"
)

// The names of payments: ids, TA codes, hashes and order numbers. All of them are
// made of the index, and all but the order number lead back to it.

const (
	digits36  = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	idIndex   = 13 // leading digits that hold the scrambled index
	idLength  = 30
	hashChars = 12
)

// idSpace makes and reads the ids of one prefix. An id holds its own index, so
// a million of them need no table; the digits behind it prove that it is real.
type idSpace struct {
	prefix string // with its underscore
	key    uint64
}

func newIDSpace(seed uint64, prefix string) idSpace {
	key := scramble(seed + 0x5eed)
	for _, c := range []byte(prefix) {
		key = scramble(key ^ uint64(c))
	}
	return idSpace{prefix: prefix, key: key}
}

// id returns the id of index i: the prefix and 30 characters of [0-9A-Z].
func (s idSpace) id(i int) string {
	var b [4 + idLength]byte
	buf := append(b[:0], s.prefix...)
	place := scramble(uint64(i) ^ s.key)
	proof := dice(scramble(place) ^ s.key)
	buf = append36(buf, place, idIndex)
	buf = append36(buf, proof.next(), 9)
	buf = append36(buf, proof.next(), idLength-idIndex-9)
	return string(buf)
}

// index is the inverse of id; ok is false for an id that was never given out.
func (s idSpace) index(id string) (i int, ok bool) {
	rest, found := strings.CutPrefix(id, s.prefix)
	if !found || len(rest) != idLength {
		return 0, false
	}
	var place uint64
	for _, c := range []byte(rest[:idIndex]) {
		digit := strings.IndexByte(digits36, c)
		if digit < 0 {
			return 0, false
		}
		place = place*36 + uint64(digit)
	}
	i = int(unscramble(place) ^ s.key)
	return i, i >= 0 && s.id(i) == id
}

// append36 writes the n lowest digits of v to the base 36, high ones first.
func append36(b []byte, v uint64, n int) []byte {
	start := len(b)
	b = b[:start+n]
	for at := start + n - 1; at >= start; at-- {
		b[at] = digits36[v%36]
		v /= 36
	}
	return b
}

// order is the number of an order of the online shop, "" for others.
func (w *world) order(i int, r row) string {
	if r.flags&flagOnline == 0 {
		return ""
	}
	n := w.orders + i
	if r.flags&flagTold != 0 {
		n = toldOrder - (len(w.rows) - 1 - toldAccepted - i)
	}
	return "B-" + strconv.Itoa(n)
}

// transIDs are spread so that they look like those of a provider with other
// merchants, and still grow with time.
const transIDs = 119_000_000

func (w *world) transID(i int) int64 {
	d := roll(w.seed, diceText, i)
	return transIDs + int64(i)*3 + int64(d.below(3))
}

// transIndex is the inverse of transID.
func (w *world) transIndex(id int64) (int, bool) {
	i := int(id-transIDs) / 3
	return i, id >= transIDs && w.transID(i) == id
}

// hash is the lower-case id of the provider's older interface.
func (w *world) hash(i int) string {
	d := roll(w.seed, diceText, i)
	d.next()
	return d.letters(hashChars) + strconv.Itoa(4_000_000+i)
}

// hashIndex is the inverse of hash.
func (w *world) hashIndex(hash string) (int, bool) {
	if len(hash) <= hashChars {
		return 0, false
	}
	n, err := strconv.Atoi(hash[hashChars:])
	i := n - 4_000_000
	return i, err == nil && i >= 0 && w.hash(i) == hash
}

// transText is transIndex of a text.
func (w *world) transText(text string) (int, bool) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, false
	}
	return w.transIndex(id)
}
