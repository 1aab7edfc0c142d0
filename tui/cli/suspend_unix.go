//go:build unix

package cli

import (
	"io"
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
			show.Send(tea.Exec(standing{}, nil)()) // in the loop: nobody draws meanwhile
		}
	})
}

// standing is what the program does while it has no terminal: it is stopped. It is
// not by SIGTSTP, which the system ignores where no shell waits.
type standing struct{}

func (standing) Run() error { return syscall.Kill(os.Getpid(), syscall.SIGSTOP) }

func (standing) SetStdin(io.Reader)  {}
func (standing) SetStdout(io.Writer) {}
func (standing) SetStderr(io.Writer) {}
