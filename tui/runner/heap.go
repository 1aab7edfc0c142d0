package runner

import (
	"os"
	"runtime/debug"
	"sync/atomic"
)

// heap keeps the memory of large lists near what they need. Rows are stored
// without pointers, so a collection costs next to nothing however many there
// are: a heap that may only grow by a quarter between two is paid in memory
// saved, not in time.
type heap struct {
	rows  atomic.Int64
	tuned atomic.Bool
}

const (
	// largeList is how many rows make a list large.
	largeList = 20_000
	// largeGC is how much the heap may then grow between collections, percent.
	largeGC = 25
)

// grew counts rows that came. A GOGC of the operator's own stays.
func (h *heap) grew(rows int) {
	if h.rows.Add(int64(rows)) < largeList || h.tuned.Swap(true) {
		return
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(largeGC)
	}
}
