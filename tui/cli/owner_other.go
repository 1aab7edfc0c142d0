//go:build !unix

package cli

import (
	"io/fs"

	"tresen/state/text"
)

// ownerOf knows nothing of owners here.
func ownerOf(fs.FileInfo) string { return "" }

// shared finds nothing: here the bits of a file say nothing about who may write
// it.
func shared(string, fs.FileInfo) text.Msg { return text.Msg{} }
