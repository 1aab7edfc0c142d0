package api

import (
	"bytes"
	"sync"
)

// maxKeptBuffer is the largest buffer that is used again, in bytes: one huge
// answer must not be paid for until the program ends.
const maxKeptBuffer = 1 << 20

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// getBuffer lends a buffer for an answer.
func getBuffer() *bytes.Buffer {
	return buffers.Get().(*bytes.Buffer)
}

func putBuffer(b *bytes.Buffer) {
	if b.Cap() > maxKeptBuffer {
		return
	}
	b.Reset()
	buffers.Put(b)
}
