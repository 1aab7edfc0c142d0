package sandbox

import (
	"math/bits"
	"strings"
)

// dice is a stream of numbers that depends on its start alone (splitmix64). The
// same seed and index give the same payment on every machine: no floats.
type dice uint64

// roll starts the stream of the i-th thing of a kind.
func roll(seed uint64, kind uint64, i int) dice {
	return dice(scramble(seed^kind*0x9e3779b97f4a7c15) ^ scramble(uint64(i)+1))
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	return scramble(uint64(*d))
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// chance is true in permille of 1000 cases.
func (d *dice) chance(permille int) bool { return d.below(1000) < permille }

// scramble maps 64 bits to 64 bits, one to one; unscramble is its inverse.
func scramble(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func unscramble(x uint64) uint64 {
	x = (x ^ x>>31 ^ x>>62) * 0x319642b2d24d8ec3
	x = (x ^ x>>27 ^ x>>54) * 0x96de1b173f119089
	return x ^ x>>30 ^ x>>60
}

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

// letters returns n lower-case letters.
func (d *dice) letters(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(d.below(26))
	}
	return string(b)
}

// hex32 returns 32 hexadecimal digits, as tokens and support ids have them.
func (d *dice) hex32() string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, 32)
	for range 2 {
		for v, n := d.next(), 0; n < 16; n++ {
			b = append(b, digits[v&15])
			v >>= 4
		}
	}
	return string(b)
}
