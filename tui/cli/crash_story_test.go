package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
	"tresen/tui/crash"
)

// anybodys is what panics say in these stories, and nobody must ever read.
const anybodys = "row of DE89 3704 0044 0532 0130 00 and 9276-0012-3456-7891 by eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9 \x1b]0;owned\a\x1b[31m"

// leaks are parts of it.
var leaks = []string{"3704", "0532", "0012-3456", "eyJ", "hunter2", "owned", "\x1b", "goroutine", "0x"}

// planted are programs in which something panics, by the mode of [TestMain].
var planted = map[string]func(*program, *cobra.Command){
	"panic in an effect": onTransport(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/Payment/Transactions") }),
	"panic in a job":     onTransport(func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/cancel") }),
	"panic on screen":    onScreen(falling{guarded: true}),
	"panic of a library": onScreen(falling{}),
	"stuck":              onScreen(stuck{}),
	"fatal":              onScreen(fatal{}),
	"panic in a command": func(p *program, _ *cobra.Command) { p.out = fallingWriter{} },
	"panic in a handler": func(p *program, root *cobra.Command) {
		serve, _, _ := root.Find([]string{"sandbox"})
		serve.RunE = func(cmd *cobra.Command, _ []string) error {
			server := sandbox.New(sandbox.Options{Payments: 10})
			server.SetFaults(func(r *http.Request) sandbox.Fault {
				if r.URL.Path == "/api/v2/fall" {
					panic(anybodys)
				}
				return sandbox.Fault{}
			})
			return p.serveOn(cmd.Context(), server)
		}
	},
}

// plant runs a program with something planted in it, as Main would.
func plant(what func(*program, *cobra.Command)) int {
	env := os.Environ()
	os.Unsetenv(envRun)
	stdin, stderr := alone()
	p := newProgram(env, stdin, os.Stdout, stderr)
	root := p.command()
	what(p, root)
	root.SetOut(p.out)
	return p.main(root, os.Args[1:])
}

// fallingTransport panics in place of some requests.
type fallingTransport struct {
	http.RoundTripper
	falls func(*http.Request) bool
}

func (f fallingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.falls(r) {
		panic(errors.New(anybodys))
	}
	return f.RoundTripper.RoundTrip(r)
}

// onTransport is the back office on a line that panics.
func onTransport(falls func(*http.Request) bool) func(*program, *cobra.Command) {
	return func(p *program, root *cobra.Command) {
		root.RunE = func(cmd *cobra.Command, _ []string) error {
			return p.run(cmd, func(ctx context.Context) error {
				at, err := p.place()
				at.cfg.Transport = fallingTransport{at.cfg.Transport, falls}
				return errors.Join(err, p.screenAt(ctx, at))
			})
		}
	}
}

// onScreen is a program with another model on its screen.
func onScreen(m tea.Model) func(*program, *cobra.Command) {
	return func(p *program, root *cobra.Command) {
		p.journal = "/where/the/journal.db"
		root.RunE = func(*cobra.Command, []string) error { return p.play(tea.NewProgram(m, p.terminal()...)) }
	}
}

// falling panics once it is on screen, where our own code takes that, or not.
type falling struct{ guarded bool }

func (falling) Init() tea.Cmd  { return func() tea.Msg { return "on screen" } }
func (falling) View() tea.View { return tea.View{Content: "on screen", AltScreen: true} }

func (f falling) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	if model = f; f.guarded {
		defer crash.Catch()
	}
	if msg == "on screen" {
		panic("hunter2-secret " + anybodys)
	}
	return f, nil
}

// stuck does nothing any more from the first key on.
type stuck struct{}

func (stuck) Init() tea.Cmd  { return nil }
func (stuck) View() tea.View { return tea.View{Content: "on screen", AltScreen: true} }
func (s stuck) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, key := msg.(tea.KeyPressMsg); key {
		fmt.Print("it hangs")
		select {}
	}
	return s, nil
}

// fatal does from the first key on what Go cannot recover from.
type fatal struct{ stuck }

func (f fatal) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, key := msg.(tea.KeyPressMsg); !key {
		return f, nil
	}
	accounts := map[string]string{}
	for range 8 {
		go func() {
			for {
				accounts[anybodys] = anybodys
			}
		}()
	}
	select {}
}

// fallingWriter panics where a command writes what it found.
type fallingWriter struct{}

func (fallingWriter) Write([]byte) (int, error) { panic(anybodys) }

// fallen checks what a program says that something panicked in.
func fallen(t *testing.T, s *screen, wants ...string) {
	t.Helper()
	if code := s.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	errs := s.stderr.String()
	for _, want := range wants {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is missing on standard error:\n%s", want, errs)
		}
	}
	for _, leak := range leaks {
		if strings.Contains(errs, leak) {
			t.Errorf("%q is on standard error:\n%s", leak, errs)
		}
		if leak != "\x1b" && strings.Contains(s.text(), leak) {
			t.Errorf("%q is on the terminal:\n%s", leak, s.text())
		}
	}
	if strings.Contains(s.text(), "on screen") || strings.Contains(s.text(), "SANDBOX") {
		t.Errorf("the alternate screen was not left:\n%s", s.text())
	}
}

func TestAPanicAnywhereGivesTheTerminalBackAndSaysNothingOfAnybody(t *testing.T) {
	for mode, wants := range map[string][]string{
		"panic on screen":    {"tresen: this crashed: ••• row of DE•••3000 and •••7891 by •••", "falling.Update (crash_story_test.go:", "/where/the/journal.db"},
		"panic of a library": {"The program had to end", "/where/the/journal.db"},
		"panic in an effect": {"tresen: this crashed: ", "fallingTransport.RoundTrip (crash_story_test.go:", "Nothing that was recorded is lost"},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			var env []string
			if !strings.HasSuffix(mode, "effect") { // that one works in the sandbox, without an account
				env = []string{anID, aSecret}
			}
			fallen(t, start(t, terminal{cols: 80, rows: 24, mode: mode, env: env}), wants...)
		})
	}
}

func TestAWriteThatPanicsStaysAsItIsAndIsTakenUpAtTheNextStart(t *testing.T) {
	t.Parallel()
	book := filepath.Join(t.TempDir(), "journal.db")
	s := start(t, terminal{cols: 120, rows: 40, mode: "panic in a job", args: []string{"--journal", book, "--payments", "500"}})
	s.wait("200 of")
	s.search("details.status_simple:1 AND amount:[2000 TO *] AND currency:EUR")
	s.press("r")
	s.wait("Still in effect")
	s.press("10", "enter")
	s.wait("= €10.00", "Reason")
	s.press("enter")
	s.wait("Check and send")
	s.press("10")
	s.waitSeconds(2)
	s.press("enter")
	fallen(t, s, "tresen: this crashed: ", "tresen/tui/runner.(*Jobs).post (job_drive.go:", book)
	j, err := journal.OpenToRead(t.Context(), book)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	open, err := j.Pending(t.Context())
	if err != nil || len(open) != 1 || open[0].State != string(state.WriteSent) {
		t.Fatalf("the journal has open %+v, %v", open, err)
	}
	next := start(t, terminal{cols: 120, rows: 40, args: []string{"--journal", book, "--payments", "500"}})
	next.wait("UNKNOWN")
	next.signal(syscall.SIGTERM)
	next.exit()
}

func TestAPanicOfACommandIsSaidInOrder(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 80, rows: 24, mode: "panic in a command", args: []string{"version"}})
	fallen(t, s, "tresen: this crashed: row of DE•••3000", "fallingWriter.Write (crash_story_test.go:", "Nothing that was recorded is lost")
}

func TestAPanicOfTheSandboxEndsItAndWhoeverAskedIsCutOff(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 80, rows: 24, mode: "panic in a handler", args: []string{"sandbox", "--listen", "127.0.0.1:0"}})
	s.hears("http://127.0.0.1:")
	_, rest, _ := strings.Cut(s.stderr.String(), "http://")
	host, _, _ := strings.Cut(rest, " ")
	answer, err := http.Get("http://" + strings.TrimRight(host, ".,;:\n") + "/api/v2/fall")
	if err == nil {
		body, _ := io.ReadAll(answer.Body)
		t.Errorf("it was answered: %s %s", answer.Status, body)
	}
	fallen(t, s, "tresen: this crashed: row of DE•••3000", "Nothing that was recorded is lost")
}

func TestASecondSignalDoesNotWaitForAScreenThatIsStuck(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 80, rows: 24, mode: "stuck", mute: true})
	s.wait("on screen")
	s.send("x")
	s.wait("it hangs")
	s.signal(syscall.SIGINT)
	select {
	case <-s.gone:
		t.Fatal("one signal was enough, and it is not stuck")
	case <-time.After(200 * time.Millisecond): // it has to be handled first; later is as good
	}
	s.signal(syscall.SIGINT)
	fallen(t, s, "The program had to end", "/where/the/journal.db")
}

func TestWhatCannotBeRecoveredFromSaysNothingOfAnybody(t *testing.T) {
	t.Parallel()
	s := start(t, terminal{cols: 80, rows: 24, mode: "fatal", mute: true})
	s.wait("on screen")
	s.send("x")
	if code := s.exit(); code == 0 {
		t.Error("exit code 0")
	}
	errs := s.stderr.String()
	for _, leak := range leaks {
		if leak != "goroutine" && leak != "0x" && strings.Contains(errs, leak) {
			t.Errorf("%q is on standard error:\n%s", leak, errs)
		}
	}
	if !strings.Contains(errs, "fatal error: concurrent map writes") {
		t.Errorf("it says %q", errs)
	}
}
