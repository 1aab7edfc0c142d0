package state

import (
	"bytes"
	"strconv"
	"strings"
)

// matcher decides whether a row has all the words of a filter.
type matcher struct {
	s          *Snapshot
	needles    []*needle
	digits     []int // after the point, by the number of the currency's word
	buf, spare []byte
}

// needle is one word of a filter, prepared for each way a row can have it.
type needle struct {
	short  *pattern // folded: "muller"
	long   *pattern // folded: "mueller"; nil where it finds nothing that short does not
	plain  bool     // ASCII
	folds  bool     // can be found in a text that had to be folded first
	words  []bool   // by number: words that have it
	number []byte   // its digits, where it is only digits
	amount []byte   // written with commas, where it can be part of an amount
	date   *dates   // where it can begin a date
}

func newMatcher(s *Snapshot, f Filter, b *brake) *matcher {
	m := &matcher{s: s}
	for _, w := range words(f.Text) {
		if b.pulled(len(s.words)) {
			return m
		}
		if n := newNeedle(s, f, w); n != nil {
			m.needles = append(m.needles, n)
		}
	}
	for _, w := range s.words {
		d, known := f.Digits[w]
		if !known {
			d = 2
		}
		m.digits = append(m.digits, d)
	}
	return m
}

// newNeedle prepares a word; nil is one that every row has.
func newNeedle(s *Snapshot, f Filter, w string) *needle {
	n := &needle{}
	base, long := string(fold(nil, []byte(w), false)), string(fold(nil, []byte(w), true))
	if base == "" {
		return nil
	}
	n.short = newPattern(base)
	if inUmlaut(long) {
		n.long = newPattern(long)
	}
	n.plain = ascii(base)
	n.folds = strings.Trim(base, "0123456789.,:/+()") != ""
	if strings.Trim(base, "0123456789") == "" {
		n.number = []byte(base)
	}
	if strings.Trim(base, "0123456789.,-") == "" {
		n.amount = []byte(strings.ReplaceAll(base, ".", ","))
	}
	if dateLike(w) {
		n.date = newDates(w, f.Zone)
	}
	var buf []byte
	for _, word := range s.words {
		shown, known := f.Shown[word]
		n.words = append(n.words, n.inFolded([]byte(word), &buf) || known && n.inFolded([]byte(shown), &buf))
	}
	return n
}

// match reports whether a row has all words.
func (m *matcher) match(chunk []byte, slot int) bool {
	for _, n := range m.needles {
		if !m.has(n, chunk, slot) {
			return false
		}
	}
	return true
}

// has looks for one word, in what is cheap first.
func (m *matcher) has(n *needle, chunk []byte, slot int) bool {
	for _, c := range m.s.lay.words {
		if id := c.u16(chunk, slot); id != inline && n.words[id] {
			return true
		}
	}
	if (n.amount != nil || n.date != nil) && m.hasNumber(n, chunk, slot) {
		return true
	}
	return m.hasText(n, chunk, slot)
}

// hasNumber looks for the word in the numbers, amounts and dates of a row.
func (m *matcher) hasNumber(n *needle, chunk []byte, slot int) bool {
	lay := m.s.lay
	for _, f := range lay.numbers {
		if !lay.bit(chunk, slot, f) {
			continue
		}
		num, found := lay.col[f].i64(chunk, slot), false
		switch lay.fields[f].Kind {
		case Int:
			if n.number != nil {
				m.buf = strconv.AppendInt(m.buf[:0], num, 10)
				found = bytes.Contains(m.buf, n.number)
			}
		case Money:
			if n.amount != nil {
				found = m.hasAmount(n.amount, num, lay.currency[f].u16(chunk, slot))
			}
		case Time:
			found = n.date != nil && n.date.match(num)
		}
		if found {
			return true
		}
	}
	return false
}

// hasAmount looks for a part of an amount, written without and with points
// between the thousands.
func (m *matcher) hasAmount(part []byte, num int64, currency uint16) bool {
	digits := 2
	if currency != inline {
		digits = m.digits[currency]
	}
	m.buf = appendAmount(m.buf[:0], num, digits)
	if bytes.Contains(m.buf, part) {
		return true
	}
	if len(m.buf) < digits+len("1000") || bytes.IndexByte(part, ',') < 0 {
		return false
	}
	m.spare = appendGrouped(m.spare[:0], m.buf, digits)
	return bytes.Contains(m.spare, part)
}

// appendAmount writes an amount of minor units with a comma before its last
// digits.
func appendAmount(to []byte, num int64, digits int) []byte {
	n, unit := uint64(num), uint64(1)
	if num < 0 {
		to, n = append(to, '-'), -n
	}
	for range digits {
		unit *= 10
	}
	to = strconv.AppendUint(to, n/unit, 10)
	if digits > 0 {
		to = append(to, ',')
	}
	for rest := n % unit; unit > 1; rest %= unit {
		unit /= 10
		to = append(to, byte('0'+rest/unit))
	}
	return to
}

// appendGrouped writes an amount with a comma between its thousands too.
func appendGrouped(to, amount []byte, digits int) []byte {
	whole := len(amount)
	if digits > 0 {
		whole -= digits + 1
	}
	for i, c := range amount {
		if left := whole - i; left > 0 && left%3 == 0 && i > 0 && amount[i-1] != '-' {
			to = append(to, ',')
		}
		to = append(to, c)
	}
	return to
}

// hasText looks for the word in the id and the texts of a row: in all of them at
// once as they lie there, then in those that must be folded.
func (m *matcher) hasText(n *needle, chunk []byte, slot int) bool {
	at := offsetCol.u32(chunk, slot)
	texts := m.s.slots(chunk, slot)
	if n.plain {
		blob := m.s.blobAt(at, texts)
		if n.short.among(blob) || n.long != nil && n.long.text != n.short.text && n.long.among(blob) {
			return true
		}
	}
	lay := m.s.lay
	if !n.folds || !lay.bit(chunk, slot, lay.wideBit) {
		return false
	}
	for t := -1; t < texts; t++ {
		if lay.bit(chunk, slot, lay.wideOf(t)) && n.inFolded(m.s.textAt(at, t), &m.buf) {
			return true
		}
	}
	return false
}

// inFolded looks for the word in a text that may have letters beyond ASCII.
func (n *needle) inFolded(text []byte, buf *[]byte) bool {
	*buf = fold((*buf)[:0], text, false)
	if n.short.find(*buf, 0) >= 0 {
		return true
	}
	if n.long == nil {
		return false
	}
	*buf = fold((*buf)[:0], text, true)
	return n.long.find(*buf, 0) >= 0
}

// inUmlaut reports that a word can be found in a text folded the long way and
// not in the same text folded the short way: it has one of the pairs that only
// the long way makes, or begins in the middle of one.
func inUmlaut(word string) bool {
	return word[0] == 'e' || strings.Contains(word, "ae") || strings.Contains(word, "oe") || strings.Contains(word, "ue")
}
