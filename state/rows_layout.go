package state

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"
)

const (
	// rowsPerChunk rows grow together, are copied together when one of them
	// changes under a snapshot, and are scanned together between two questions
	// whether to stop. A chunk of so many fills its pages of memory.
	rowsPerChunk = 2048
	// maxWords bounds the words that are kept once for all rows, and inline
	// stands for one that came too late.
	maxWords = 4096
	inline   = 0xFFFF
	// A block of texts is up to maxBlock bytes, and larger only for an id that
	// is. Texts begin at multiples of textAlign, so that 32 bits tell a block
	// and a place in it.
	minBlock, maxBlock = 4 << 10, 256 << 10
	maxBlocks          = 1 << 16
	textAlign          = 4
)

// The first parts of every row: where its texts lie, the hash of its id, how
// often it was replaced, and from maskAt on the bits that say what is set.
var (
	offsetCol  = column{0, 4}
	hashCol    = column{4, 4}
	versionCol = column{8, 2}
)

const maskAt = 10

// layout says where the parts of a row are.
type layout struct {
	fields   []Field
	cols     []column // all parts, in order
	col      []column // by field: its number, or its word's number
	currency []column // by field: the currency of money
	words    []column // every part that is a word
	texts    []int    // the text fields
	slot     []int    // by field: its place among the texts
	stride   int      // bytes of a row without its texts
	numbers  []int    // the fields that are numbers, amounts or times
	// The bits of a row: one a field that is set, one for drift, and those that
	// tell of letters beyond ASCII: wideBit for any, and behind it one for the
	// id, one a text field and one for all words that stand with the texts.
	driftBit, wideBit int
	mask              column
}

func newLayout(fields []Field) *layout {
	n := len(fields)
	l := &layout{
		fields: fields, driftBit: n, wideBit: n + 1,
		col: make([]column, n), currency: make([]column, n), slot: make([]int, n),
	}
	for f, field := range fields {
		if field.Kind == Text {
			l.slot[f] = len(l.texts)
			l.texts = append(l.texts, f)
		} else if field.Kind != Word {
			l.numbers = append(l.numbers, f)
		}
	}
	l.mask = column{maskAt, (l.wideOf(len(l.texts)) + 1 + 7) / 8}
	l.cols = []column{offsetCol, hashCol, versionCol, l.mask}
	l.stride = maskAt + l.mask.width
	part := func(width int) column {
		c := column{l.stride, width}
		l.stride += width
		l.cols = append(l.cols, c)
		return c
	}
	for f, field := range fields {
		switch field.Kind {
		case Word:
			l.col[f] = part(2)
			l.words = append(l.words, l.col[f])
		case Money:
			l.col[f], l.currency[f] = part(8), part(2)
			l.words = append(l.words, l.currency[f])
		case Time, Int:
			l.col[f] = part(8)
		}
	}
	return l
}

// scatter writes an encoded row into its places in a chunk.
func (l *layout) scatter(chunk []byte, slot int, rec []byte) {
	for _, c := range l.cols {
		to := chunk[c.at*rowsPerChunk+slot*c.width:]
		switch c.width {
		case 8:
			binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(rec[c.at:]))
		case 2:
			binary.LittleEndian.PutUint16(to, binary.LittleEndian.Uint16(rec[c.at:]))
		default:
			copy(to[:c.width], rec[c.at:])
		}
	}
}

// equal reports that a row of a chunk says what rec says, apart from where its
// texts lie and its version.
func (l *layout) equal(chunk []byte, slot int, rec []byte) bool {
	for _, c := range l.cols[3:] {
		from := c.at*rowsPerChunk + slot*c.width
		if !bytes.Equal(chunk[from:from+c.width], rec[c.at:c.at+c.width]) {
			return false
		}
	}
	return true
}

// bit reads one of the bits of a row.
func (l *layout) bit(chunk []byte, slot, bit int) bool {
	return chunk[maskAt*rowsPerChunk+slot*l.mask.width+bit>>3]&(1<<(bit&7)) != 0
}

// wideOf is the bit that tells of letters beyond ASCII in a text: -1 is the id,
// and what follows the text fields shares one.
func (l *layout) wideOf(text int) int { return l.wideBit + 2 + min(text, len(l.texts)) }

// setWide notes letters beyond ASCII in a text.
func (l *layout) setWide(mask []byte, text int) {
	setBit(mask, l.wideBit)
	setBit(mask, l.wideOf(text))
}

func setBit(mask []byte, bit int) { mask[bit>>3] |= 1 << (bit & 7) }

// addText keeps the texts of the encoded row and says where. Blocks grow by
// doubling up to maxBlock, so that a short list is small and a long one never
// copies.
func (r *Rows) addText() (at uint32, ok bool) {
	blocks := r.now.blocks
	last := len(blocks) - 1
	from := (r.used + textAlign - 1) &^ (textAlign - 1)
	if last < 0 || from+len(r.blob) > len(blocks[last]) {
		if len(blocks) == maxBlocks {
			return 0, false
		}
		size := minBlock
		if last >= 0 {
			size = min(2*len(blocks[last]), maxBlock)
		}
		r.now.blocks = append(blocks, make([]byte, max(size, len(r.blob))))
		last, from = last+1, 0
	}
	copy(r.now.blocks[last][from:], r.blob)
	r.used = from + len(r.blob)
	r.live += len(r.blob)
	return uint32(last)<<16 | uint32(from/textAlign), true
}

// compact copies the texts in use into new blocks, once the replaced ones are
// half as much: a list that is watched for days stays as large as it is.
func (r *Rows) compact() {
	old := r.now
	r.now.blocks, r.used, r.live, r.dead = nil, 0, 0, 0
	for i := range old.n {
		r.blob = append(r.blob[:0], old.blob(i)...)
		at, _ := r.addText() // less than there was
		binary.LittleEndian.PutUint32(r.own(i / rowsPerChunk)[i%rowsPerChunk*4:], at)
	}
}

// appendID writes an id behind its length: one byte, or 255 and four bytes.
func appendID(to []byte, id string) []byte {
	if len(id) < 255 {
		to = append(to, byte(len(id)))
	} else {
		to = binary.LittleEndian.AppendUint32(append(to, 255), uint32(len(id)))
	}
	return append(to, id...)
}

// idLen reads the length of an id, and how many bytes told it.
func idLen(t []byte) (n, head int) {
	if t[0] < 255 {
		return int(t[0]), 1
	}
	return int(binary.LittleEndian.Uint32(t[1:])), 5
}

// appendText writes a text behind its length, cut to MaxText bytes between two
// characters.
func appendText(to []byte, s string) []byte {
	const more = "…"
	if len(s) <= MaxText {
		return append(append(to, byte(len(s))), s...)
	}
	end := MaxText - len(more)
	for back := 0; back < utf8.UTFMax && !utf8.RuneStart(s[end]); back++ {
		end--
	}
	to = append(to, byte(end+len(more)))
	return append(append(to, s[:end]...), more...)
}

// ascii reports that no byte is above 127.
func ascii[T []byte | string](text T) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
