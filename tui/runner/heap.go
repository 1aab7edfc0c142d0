package runner

import (
	"os"
	"runtime/debug"
	"sync"
	"time"
)

// heap keeps the memory of large lists near what they need. Rows are stored
// without pointers, so a collection costs next to nothing however many there
// are: a heap that may only grow by a fifth between two is paid in memory saved,
// not in time. When a load is over, what it needed goes back to the system.
type heap struct {
	mu    sync.Mutex
	rows  int
	after *time.Timer // frees memory; nil while the list is small
}

const (
	// largeList is how many rows make a list large.
	largeList = 10_000
	// largeGC is how much the heap may then grow between collections, percent.
	largeGC = 20
	// restTime is how long no page comes before a load counts as over.
	restTime = 2 * time.Second
)

// grew counts rows that came. A GOGC of the operator's own stays.
func (h *heap) grew(rows int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rows += rows
	switch {
	case h.rows < largeList:
	case h.after == nil:
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(largeGC)
		}
		h.after = time.AfterFunc(restTime, debug.FreeOSMemory)
	default:
		h.after.Reset(restTime)
	}
}
