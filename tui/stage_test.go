package tui

import (
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/keymap"
	"tresen/state"
	"tresen/state/text"
	"tresen/tui/runner"
	"tresen/views"
)

// stage plays the whole program inside a synctest bubble: the library reads its
// keys from a pipe and writes to an emulated terminal, the sandbox answers in
// process, and time moves only when everything waits. What happens on it is the
// same every time.
type stage struct {
	t       testing.TB
	app     *state.App
	model   *Model
	keys    *io.PipeWriter
	ended   chan error
	program *tea.Program

	server *sandbox.Server
	mu     sync.Mutex
	emu    *vt.Emulator
	raw    strings.Builder // all that was written
	blind  bool            // the emulator sees nothing, which is quicker
}

// play runs a story in a bubble.
func play(t *testing.T, width, height int, o sandbox.Options, story func(*stage)) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, width, height, o)
		defer s.close()
		s.settle()
		story(s)
	})
}

func open(t testing.TB, width, height int, o sandbox.Options) *stage {
	s := &stage{t: t, server: sandbox.New(o), emu: vt.NewEmulator(width, height), ended: make(chan error, 1)}
	id, secret := s.server.Credentials()
	run, err := runner.New(api.Config{BaseURL: s.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: s.server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	lang := text.For("en")
	s.app = state.New(state.Env{Kind: state.Sandbox, Host: "stage", Operator: "anna", Lang: lang, Zone: time.UTC})
	session := run.Open(func(e state.Event) { s.program.Send(e) })
	look := views.New(views.Options{Lang: lang, Zone: time.UTC, Keys: keymap.Default()})
	s.model = New(s.app, session, look, keymap.Default(), width, height)
	in, keys := io.Pipe()
	s.keys = keys
	s.program = tea.NewProgram(s.model, tea.WithFPS(FPS), tea.WithInput(in), tea.WithOutput(s), tea.WithoutSignalHandler(), tea.WithFilter(answer),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}), tea.WithColorProfile(colorprofile.ANSI), tea.WithWindowSize(width, height))
	go io.Copy(io.Discard, s.emu) // a terminal that answers nothing
	go func() {
		_, err := s.program.Run()
		session.Close()
		s.ended <- err
	}()
	return s
}

// ask is a question to state and model, put within the loop that owns them.
type ask struct {
	do   func()
	done chan struct{}
}

func answer(_ tea.Model, msg tea.Msg) tea.Msg {
	if a, is := msg.(ask); is {
		a.do()
		close(a.done)
		return nil
	}
	return msg
}

// inside looks at what the program has, without disturbing it.
func (s *stage) inside(do func()) {
	a := ask{do, make(chan struct{})}
	s.program.Send(a)
	<-a.done
}

// editor is the field being edited.
func (s *stage) editor() (e state.Editor) {
	s.inside(func() {
		if open := s.app.Editor(); open != nil {
			e = *open
		}
	})
	return e
}

// drawn is the picture that views drew last.
func (s *stage) drawn() (content string) {
	s.inside(func() { content = s.model.View().Content })
	return content
}

// cursor is the row under the cursor.
func (s *stage) cursor() (id string) {
	s.inside(func() { id = s.app.Current.List().CursorID() })
	return id
}

// mode is which keys mean something.
func (s *stage) mode() (m state.Mode) {
	s.inside(func() { m = s.app.Mode() })
	return m
}

// Write is the terminal taking what the program draws.
func (s *stage) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(p)
	if s.blind {
		return len(p), nil
	}
	// Without a real terminal the library counts on line feeds being mapped.
	_, err := s.emu.WriteString(strings.ReplaceAll(string(p), "\n", "\r\n"))
	return len(p), err
}

// settle waits until everything that follows from the last input is on the
// screen: nothing moves any more, and the next frame has been written.
func (s *stage) settle() {
	for range 3 {
		synctest.Wait()
		time.Sleep(2 * time.Second / FPS)
	}
	synctest.Wait()
}

// send gives bytes to the program and waits for what comes of them.
func (s *stage) send(bytes string) {
	s.feed(bytes)
	s.settle()
}

// feed gives bytes to the program in one piece.
func (s *stage) feed(bytes string) {
	if bytes == "" {
		return
	}
	if _, err := io.WriteString(s.keys, bytes); err != nil {
		s.t.Fatal(err)
	}
	synctest.Wait()
}

func (s *stage) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.emu.String()
}

// output is all that was written so far.
func (s *stage) output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.raw.String()
}

func (s *stage) has(texts ...string) {
	s.t.Helper()
	for _, want := range texts {
		if !strings.Contains(s.text(), want) {
			s.t.Fatalf("%q is not on the screen:\n%s", want, s.text())
		}
	}
}

// close ends the program and everything in the bubble.
func (s *stage) close() {
	s.keys.Close()
	time.Sleep(time.Second) // half a key sequence becomes whatever it is
	s.program.Quit()
	<-s.ended
	time.Sleep(time.Hour) // the library leaves its timers running until they fire
	s.emu.InputPipe().(*io.PipeWriter).Close()
}
