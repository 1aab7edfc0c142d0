//go:build unix

package cli

import (
	"os"
	"os/signal"
	"sync"
	"syscall"

	tea "charm.land/bubbletea/v2"

	"tresen/tui/crash"
)

// suspending gives the terminal back whenever somebody stops the program, and takes
// it again when it goes on, until ended is closed: what was on the screen must not
// lie in the shell meanwhile, nor the shell's words on the screen afterwards.
func suspending(show *tea.Program, ended <-chan struct{}, watching *sync.WaitGroup) {
	stops := make(chan os.Signal, 1)
	signal.Notify(stops, syscall.SIGTSTP)
	crash.Go(watching, func() {
		defer signal.Stop(stops)
		for {
			select {
			case <-ended:
				return
			case <-stops:
			}
			if show.ReleaseTerminal() != nil {
				continue
			}
			// Not SIGTSTP: the system ignores that where no shell waits.
			_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
			_ = show.RestoreTerminal()
		}
	})
}
