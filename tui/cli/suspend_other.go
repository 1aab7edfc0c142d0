//go:build !unix

package cli

import (
	"sync"

	tea "charm.land/bubbletea/v2"
)

// suspending does nothing: here nobody stops a program and has it go on.
func suspending(*tea.Program, <-chan struct{}, *sync.WaitGroup) {}
