package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/adrg/xdg"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// envRun makes the test binary be tresen itself: the stories run the program
// that main is, in a process of its own.
const envRun = "TRESEN_TEST_RUN"

func TestMain(m *testing.M) {
	switch mode := os.Getenv(envRun); {
	case mode == "main":
		os.Unsetenv(envRun)
		os.Exit(Main(os.Args[1:]))
	case planted[mode] != nil:
		os.Exit(plant(planted[mode]))
	}
	os.Setenv("XDG_CONFIG_HOME", os.DevNull) // nobody's own configuration decides a test
	xdg.Reload()
	os.Exit(m.Run())
}

// patience is how long a story waits for what must come. It is only ever used
// up where something is broken.
const patience = 2 * time.Minute

// screen is tresen in a pseudo-terminal, with an emulator that shows what a
// person would see: whole pictures, one after the other. None is missed, however
// long this process was kept from looking.
type screen struct {
	t   testing.TB
	cmd *exec.Cmd
	pty *os.File

	mu       sync.Mutex
	emu      *vt.Emulator
	whole    bool     // a picture counts when the program says that it is complete
	pictures []string // all so far
	seen     int      // the picture that the story looks at

	written int           // bytes that the program has written
	asked   []string      // what the program asked the terminal
	news    chan struct{} // filled when something was written
	gone    chan struct{} // closed when the program has ended
	stderr  *speech
}

// speech is what the program says on standard error, as it comes.
type speech struct {
	mu   sync.Mutex
	said strings.Builder
	news chan struct{} // filled when something was said
}

func (s *speech) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	return s.said.Write(p)
}

func (s *speech) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// hears waits until the program has said something on standard error.
func (s *screen) hears(words string) {
	s.t.Helper()
	late := time.After(patience)
	for !strings.Contains(s.stderr.String(), words) {
		select {
		case <-s.stderr.news:
		case <-s.gone:
			if !strings.Contains(s.stderr.String(), words) {
				s.t.Fatalf("the program has ended and never said %q", words)
			}
		case <-late:
			s.t.Fatalf("the program does not say %q", words)
		}
	}
}

// terminal says how a story's terminal is.
type terminal struct {
	cols, rows int
	args, env  []string
	// answers: the terminal replies to what it is asked. Many do not.
	answers bool
	// mute: it does not even say that it shows pictures as a whole.
	mute    bool
	mode    string // of TestMain; "main" where empty
	program string // in place of the test binary
}

// start runs tresen in a terminal. It is stopped when the test ends.
func start(t testing.TB, term terminal) *screen {
	t.Helper()
	home := t.TempDir()
	if term.mode == "" {
		term.mode = "main"
	}
	s := &screen{t: t, emu: vt.NewEmulator(term.cols, term.rows), news: make(chan struct{}, 1), gone: make(chan struct{})}
	if term.program == "" {
		term.program = os.Args[0]
	}
	s.cmd = exec.Command(term.program, term.args...)
	s.cmd.Env = append([]string{envRun + "=" + term.mode, "HOME=" + home, "XDG_STATE_HOME=" + home, "USER=anna",
		"TERM=xterm-256color", "LANG=en_GB.UTF-8", "TMPDIR=" + home, "PATH=" + os.Getenv("PATH"),
		"GORACE=log_path='" + filepath.Join(home, "race") + "'"}, term.env...)
	s.stderr = &speech{news: make(chan struct{}, 1)}
	s.cmd.Stderr = s.stderr
	var err error
	s.pty, err = pty.StartWithSize(s.cmd, &pty.Winsize{Cols: uint16(term.cols), Rows: uint16(term.rows)})
	if err != nil {
		t.Fatal(err)
	}
	if !term.mute {
		s.emu.SetCallbacks(vt.Callbacks{AltScreen: s.entered, DisableMode: s.complete})
	}
	var reply io.Writer = io.Discard
	if term.answers {
		reply = s.pty
	}
	var pumps sync.WaitGroup
	pumps.Go(func() { io.Copy(reply, s.emu) })
	pumps.Go(s.watch)
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		<-s.gone
		s.pty.Close()
		s.emu.InputPipe().(*io.PipeWriter).Close()
		pumps.Wait()
		s.races(home)
		if t.Failed() {
			t.Logf("the screen at the end:\n%s\nstandard error:\n%s", s.text(), s.stderr)
		}
	})
	return s
}

// knownRaces are in the reports of races that say nothing of the program: where the
// terminal library is killed, it closes the input under its own reader, and one is
// planted.
var knownRaces = []string{"cancelreader.(*epollCancelReader).Close", "cli.fatal.Update"}

// races tells what the race detector found in the program, where it was built in.
func (s *screen) races(home string) {
	s.t.Helper()
	logs, err := filepath.Glob(filepath.Join(home, "race.*"))
	if err != nil {
		s.t.Error(err)
	}
	for _, log := range logs {
		all, err := os.ReadFile(log)
		if err != nil {
			s.t.Error(err)
		}
		for report := range strings.SplitSeq(string(all), "==================\n") {
			known := slices.ContainsFunc(knownRaces, func(words string) bool { return strings.Contains(report, words) })
			if strings.Contains(report, "DATA RACE") && !known {
				s.t.Errorf("a race in the program:\n%s", report)
			}
		}
	}
}

// watch shows what the program writes until it ends.
func (s *screen) watch() {
	buf := make([]byte, 32<<10)
	for {
		n, err := s.pty.Read(buf)
		s.mu.Lock()
		s.emu.Write(buf[:n])
		if !s.whole || err != nil {
			s.picture()
		}
		s.written += n
		if asked := query.Find(buf[:n]); asked != nil {
			s.asked = append(s.asked, string(asked))
		}
		s.mu.Unlock()
		select {
		case s.news <- struct{}{}:
		default:
		}
		if err != nil {
			break
		}
	}
	s.cmd.Wait()
	close(s.gone)
}

// entered follows the program to the screen of its own, where it learns that this
// terminal can wait for the end of a picture, and back.
func (s *screen) entered(alternate bool) {
	if s.whole = alternate; alternate {
		go io.WriteString(s.pty, "\x1b[?2026;2$y") // refused where the program has ended
	}
}

// complete hears that a picture is.
func (s *screen) complete(mode ansi.Mode) {
	if mode == ansi.ModeSynchronizedOutput {
		s.picture()
	}
}

// picture adds what the emulator shows to the pictures.
func (s *screen) picture() { s.pictures = append(s.pictures, s.emu.String()) }

// query finds what programs ask a terminal and then wait for: its colours and
// its attributes.
var query = regexp.MustCompile(`\x1b\][0-9;]*;\?|\x1b\[[0-9;]*c`)

// keys are the bytes that a terminal sends for keys with names.
var keys = map[string]string{
	"enter": "\r", "esc": "\x1b", "tab": "\t", "backspace": "\x7f", "ctrl+c": "\x03", "ctrl+d": "\x04", "ctrl+l": "\x0c",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
	"pgup": "\x1b[5~", "pgdn": "\x1b[6~", "f1": "\x1bOP", "space": " ",
}

// press sends keys by their names, or text as it is.
func (s *screen) press(names ...string) {
	s.t.Helper()
	for _, name := range names {
		if bytes, named := keys[name]; named {
			name = bytes
		}
		s.send(name)
	}
}

// send writes bytes to the terminal's input. What comes of them is in the pictures
// from now on.
func (s *screen) send(bytes string) {
	s.t.Helper()
	s.mu.Lock()
	s.seen = max(0, len(s.pictures)-1)
	s.mu.Unlock()
	if _, err := io.WriteString(s.pty, bytes); err != nil {
		s.t.Fatalf("sending %q: %v", bytes, err)
	}
}

// resize gives the terminal another size.
func (s *screen) resize(cols, rows int) {
	s.t.Helper()
	s.mu.Lock()
	s.emu.Resize(cols, rows)
	s.mu.Unlock()
	if err := pty.Setsize(s.pty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		s.t.Fatal(err)
	}
}

// text is what stands on the screen.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pictures) == 0 {
		return ""
	}
	return s.pictures[len(s.pictures)-1]
}

// looking is the picture that the story looks at; none where that is to come yet.
func (s *screen) looking() (text string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen >= len(s.pictures) {
		return "", false
	}
	return s.pictures[s.seen], true
}

// lookOn turns to the picture after it.
func (s *screen) lookOn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
}

// selected is the line under the cursor of the table.
func (s *screen) selected() string { return selected(s.text()) }

func selected(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, ">") || strings.HasPrefix(line, "▌") || strings.HasPrefix(line, "❯") {
			return line
		}
	}
	return ""
}

// wait waits until every text stands on the screen.
func (s *screen) wait(texts ...string) {
	s.t.Helper()
	s.until(fmt.Sprintf("%q on the screen", texts), func(text string) bool {
		for _, want := range texts {
			if !strings.Contains(text, want) {
				return false
			}
		}
		return true
	})
}

// waitGone waits until a text no longer stands on the screen.
func (s *screen) waitGone(text string) {
	s.t.Helper()
	s.until(fmt.Sprintf("%q gone from the screen", text), func(now string) bool { return !strings.Contains(now, text) })
}

// until waits for a picture, from the one on that stood when the last key was
// pressed or that the last wait was for.
func (s *screen) until(what string, is func(text string) bool) {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		switch text, ok := s.looking(); {
		case ok && is(text):
			return
		case ok:
			s.lookOn()
			continue
		}
		select {
		case <-s.news:
		case <-s.gone:
			if _, last := s.looking(); !last {
				s.t.Fatalf("the program ended; missing: %s", what)
			}
		case <-deadline.C:
			s.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// exit waits for the end of the program and returns its exit code.
func (s *screen) exit() int {
	s.t.Helper()
	select {
	case <-s.gone:
	case <-time.After(patience):
		s.t.Fatal("the program does not end")
	}
	return s.cmd.ProcessState.ExitCode()
}

// quit leaves the program from its root and checks that it ends well.
func (s *screen) quit() {
	s.t.Helper()
	s.press("q")
	if code := s.exit(); code != 0 {
		s.t.Errorf("exit code %d", code)
	}
}

// signal sends a signal to the program.
func (s *screen) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal(err)
	}
}
