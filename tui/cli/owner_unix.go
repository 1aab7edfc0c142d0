//go:build unix

package cli

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"

	"tresen/state/text"
)

// ownerOf is whose a file is, as a word to compare.
func ownerOf(info fs.FileInfo) string {
	if at, ok := info.Sys().(*syscall.Stat_t); ok {
		return strconv.Itoa(int(at.Uid))
	}
	return ""
}

// shared says why others than root and the user may have written a file; zero
// where they cannot.
func shared(path string, info fs.FileInfo) text.Msg {
	const group, world = 0o020, 0o002
	if info.Mode().Perm()&(group|world) != 0 {
		return text.M(text.ConfigOthersWrite, path)
	}
	if at, ok := info.Sys().(*syscall.Stat_t); ok && at.Uid != 0 && int(at.Uid) != os.Geteuid() {
		return text.M(text.ConfigForeign, strconv.Itoa(int(at.Uid)), path)
	}
	return text.Msg{}
}
