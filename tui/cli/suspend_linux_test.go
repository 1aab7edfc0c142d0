package cli

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stands waits until the kernel says that the program is stopped.
func (s *screen) stands() {
	s.t.Helper()
	late := time.After(patience)
	for {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
		if err != nil {
			s.t.Fatal(err)
		}
		if _, after, _ := strings.Cut(string(stat), ") "); strings.HasPrefix(after, "T") {
			return
		}
		select {
		case <-late:
			s.t.Fatalf("it is not stopped: %s", stat)
		case <-time.After(time.Millisecond):
		}
	}
}

func TestAStoppedProgramLeavesNothingOnTheTerminalAndComesBackWhole(t *testing.T) {
	s := start(t, terminal{cols: 100, rows: 30, env: []string{"TRESEN_CLIENT_ID="}})
	s.wait("SANDBOX", "200 of ")
	for range 2 {
		row := s.selected()
		s.signal(syscall.SIGTSTP)
		s.waitGone("SANDBOX")
		s.stands()
		s.signal(syscall.SIGCONT)
		s.wait("SANDBOX", row)
		s.press("j")
		s.until("another row chosen", func(string) bool { return s.selected() != row })
	}
	s.quit()
}
