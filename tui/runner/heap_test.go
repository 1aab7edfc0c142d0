package runner

import (
	"runtime/debug"
	"testing"
)

// gcPercent reads the setting by setting it.
func gcPercent() int {
	now := debug.SetGCPercent(100)
	debug.SetGCPercent(now)
	return now
}

func TestALargeListKeepsTheHeapTight(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	var h heap
	h.grew(largeList - 1)
	if got := gcPercent(); got != 100 {
		t.Errorf("a small list sets %d", got)
	}
	h.grew(1)
	if got := gcPercent(); got != largeGC {
		t.Errorf("a large list sets %d, want %d", got, largeGC)
	}
	if h.after == nil {
		t.Fatal("nothing is given back after the load")
	}
	h.after.Stop() // or it is given back by now
}

func TestTheOperatorsOwnGCSettingStays(t *testing.T) {
	t.Setenv("GOGC", "50")
	before := debug.SetGCPercent(50)
	defer debug.SetGCPercent(before)
	var h heap
	h.grew(10 * largeList)
	defer h.after.Stop()
	if got := gcPercent(); got != 50 {
		t.Errorf("it became %d", got)
	}
}
