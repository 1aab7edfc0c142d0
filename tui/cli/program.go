// Package cli is the command line of tresen: what it is called with, where it
// finds its account and its journal, and which program that becomes.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a machine without time zones shows the same times

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state/text"
	"tresen/tui/crash"
)

// The environment variables that hold the account. They are never flags: a
// command line is seen by everybody on the machine.
const (
	envClientID     = "TRESEN_CLIENT_ID"
	envClientSecret = "TRESEN_CLIENT_SECRET"
)

// Main runs the program in the surroundings of this process and returns its exit
// code.
func Main(args []string) int {
	env := os.Environ()
	for _, name := range []string{envClientID, envClientSecret} {
		os.Unsetenv(name) // whatever this program starts has no business with them
	}
	stdin, stderr := alone()
	return run(args, env, stdin, os.Stdout, stderr)
}

// alone takes the streams of the process away from everybody else, and returns
// them.
func alone() (stdin, stderr *os.File) {
	stdin, stderr = os.Stdin, os.Stderr
	// For its colours fang asks the terminal behind os.Stdin, and waits two
	// seconds where that does not answer. Help needs no colours that badly.
	os.Stdin, _ = os.Open(os.DevNull)
	// What libraries print of their own panics, and what net/http logs, has no place
	// on a screen, and holds what nobody masked. (What cannot be recovered from, such
	// as a stack that overflows, Go prints by itself: names and numbers, and no text.)
	os.Stderr, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	log.SetOutput(io.Discard)
	return stdin, stderr
}

// run is the program: it returns its exit code, 0 where all went well.
func run(args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := newProgram(env, stdin, stdout, stderr)
	return p.main(p.command(), args)
}

func newProgram(env []string, stdin io.Reader, stdout, stderr io.Writer) *program {
	p := &program{env: readEnv(env), in: stdin, out: stdout, err: stderr}
	p.lang = text.For(p.env.lang())
	return p
}

// main carries out a command line.
func (p *program) main(root *cobra.Command, args []string) int {
	root.SetArgs(append([]string{}, args...)) // nil would mean those of this process
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	failed := func(_ io.Writer, _ fang.Styles, err error) { p.say(p.words(err)) }
	p.panics = crash.Begin(p.env[envClientSecret], p.env[envClientID])
	defer p.panics.End()
	err := guarded(func() error {
		return fang.Execute(context.Background(), root, fang.WithVersion(version()), fang.WithErrorHandler(failed))
	})
	if p.fell() || err != nil {
		return 1
	}
	return 0
}

// program is one call of tresen: its surroundings and what its flags say.
type program struct {
	env  environ
	in   io.Reader
	out  io.Writer
	err  io.Writer
	lang *text.Lang

	flags struct {
		baseURL, lang, journal, timezone, listen, data string
		config, operator                               string
		ascii, noColor                                 bool
		sandbox                                        sandbox.Options
	}
	config config

	panics  *crash.Watch
	falling sync.Once // says what panicked
	journal string    // of the screen, as the user knows it; "" for a command
}

// sandboxFlags are those that only the sandbox understands.
var sandboxFlags = []string{"seed", "payments", "latency", "chaos"}

// command is the command line. Without a subcommand it is the screen.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "tresen",
		Short: p.lang.Text(text.HelpTresen),
		Long:  p.lang.Text(text.HelpTresen) + "\n" + p.lang.Text(text.HelpLong),
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.run(cmd, p.screen) },
	}
	f := root.Flags()
	f.StringVar(&p.flags.baseURL, "base-url", "", p.lang.Text(text.FlagBaseURL))
	f.StringVar(&p.flags.journal, "journal", "", p.lang.Text(text.FlagJournal))
	f.StringVar(&p.flags.timezone, "timezone", "Europe/Berlin", p.lang.Text(text.FlagTimezone))
	f.StringVar(&p.flags.config, "config", "", p.lang.Text(text.FlagConfig))
	f.StringVar(&p.flags.operator, "operator", "", p.lang.Text(text.FlagOperator))
	f.BoolVar(&p.flags.ascii, "ascii", false, p.lang.Text(text.FlagASCII))
	f.BoolVar(&p.flags.noColor, "no-color", false, p.lang.Text(text.FlagNoColor))
	p.addSandboxFlags(f)
	root.PersistentFlags().StringVar(&p.flags.lang, "lang", "", p.lang.Text(text.FlagLang))

	serve := &cobra.Command{
		Use:   "sandbox",
		Short: p.lang.Text(text.HelpServe),
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.run(cmd, p.serve) },
	}
	serve.Flags().StringVar(&p.flags.listen, "listen", "127.0.0.1:8080", p.lang.Text(text.FlagListen))
	serve.Flags().StringVar(&p.flags.data, "data", "", p.lang.Text(text.FlagData))
	p.addSandboxFlags(serve.Flags())

	root.AddCommand(p.journalCommand(), serve, &cobra.Command{
		Use:   "version",
		Short: p.lang.Text(text.HelpVersion),
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(p.out, "tresen", version())
			return err
		},
	})
	return root
}

func (p *program) addSandboxFlags(f *pflag.FlagSet) {
	s := &p.flags.sandbox
	f.Uint64Var(&s.Seed, "seed", 1, p.lang.Text(text.FlagSeed))
	f.IntVar(&s.Payments, "payments", 5000, p.lang.Text(text.FlagPayments))
	f.DurationVar(&s.Latency, "latency", 0, p.lang.Text(text.FlagLatency))
	f.Float64Var(&s.Chaos, "chaos", 0, p.lang.Text(text.FlagChaos))
}

// run checks what all commands share and runs one.
func (p *program) run(cmd *cobra.Command, do func(context.Context) error) error {
	if err := p.speak(); err != nil {
		return err
	}
	if cmd.Flags().Lookup("config") != nil {
		if err := p.configure(cmd); err != nil {
			return err
		}
	}
	if err := p.speak(); err != nil { // the configuration may have said how
		return err
	}
	for _, name := range sandboxFlags {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && p.flags.baseURL != "" {
			return fault(text.SandboxFlag, name, p.flags.baseURL)
		}
	}
	if err := p.checkSandbox(); err != nil {
		return err
	}
	return do(cmd.Context())
}

// speak switches to the language that was asked for.
func (p *program) speak() error {
	if p.flags.lang == "" {
		return nil
	}
	p.lang = text.For(p.flags.lang)
	if !spoken(p.flags.lang) {
		return fault(text.BadLanguage, p.flags.lang)
	}
	return nil
}

// spoken reports a language that the program speaks.
func spoken(lang string) bool {
	code, _, _ := strings.Cut(strings.ToLower(lang), "_")
	return slices.Contains([]string{"en", "de"}, code)
}

// mostPayments is what the sandbox can hold without the machine suffering.
const mostPayments = 5_000_000

func (p *program) checkSandbox() error {
	s := &p.flags.sandbox
	switch {
	case s.Payments < 0 || s.Payments > mostPayments:
		return fault(text.BadPayments, s.Payments, mostPayments)
	case !(s.Chaos >= 0 && s.Chaos <= 1):
		return fault(text.BadChaos, s.Chaos)
	case s.Latency < 0:
		return fault(text.BadLatency, s.Latency.String())
	}
	if s.Payments == 0 {
		s.Payments = -1 // the option's zero is its default
	}
	return nil
}

// faultError is something wrong with how the program was called or with what it
// found, as a sentence with the next step.
type faultError struct{ text.Msg }

func (e faultError) Error() string { return text.For("en").Say(e.Msg) }

func fault(key text.Key, args ...any) error { return faultError{text.M(key, args...)} }

// words puts an error into the language of the user, as far as it is ours. It may
// quote what others wrote, into the journal or on a server.
func (p *program) words(err error) string {
	if e, ok := errors.AsType[faultError](err); ok {
		return api.Clean(p.lang.Say(e.Msg))
	}
	if strings.HasPrefix(err.Error(), "unknown ") || strings.HasPrefix(err.Error(), "invalid argument") {
		return api.Clean(p.lang.Say(text.M(text.SeeHelp, err.Error()))) // the command line's own words
	}
	return api.Clean(err.Error())
}

// say writes a line for the eye, away from standard output.
func (p *program) say(words string) { fmt.Fprintln(p.err, "tresen:", words) }

// version is what was built: the module's version, or the commit and its day.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	setting := func(key string) string {
		for _, s := range info.Settings {
			if s.Key == key {
				return s.Value
			}
		}
		return ""
	}
	v, commit := info.Main.Version, setting("vcs.revision")
	if v == "" || v == "(devel)" {
		v = "devel"
	}
	if len(commit) >= 12 && !strings.Contains(v, commit[:12]) {
		v += " " + commit[:12]
	}
	if at, err := time.Parse(time.RFC3339, setting("vcs.time")); err == nil {
		v += " " + at.Format(time.DateOnly)
	}
	return v + " " + info.GoVersion
}
