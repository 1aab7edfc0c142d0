package sandbox

import "math/bits"

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
