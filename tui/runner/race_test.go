package runner

import (
	"runtime/debug"
	"slices"
)

// raceDetector reports a binary in which everything takes many times as long.
func raceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// skipped says which of many like cases the race detector does not get to see.
func skipped(i int) bool { return raceDetector() && i%5 != 0 }
