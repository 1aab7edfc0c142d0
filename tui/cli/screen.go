package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/adrg/xdg"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"

	"tresen/keymap"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui"
	"tresen/tui/crash"
	"tresen/tui/runner"
	"tresen/views"
)

// screen runs the back office in the terminal. The first picture waits for
// nothing: neither for the network, nor for the journal, nor for the terminal.
func (p *program) screen(ctx context.Context) error {
	at, err := p.place()
	if err != nil {
		return err
	}
	return p.screenAt(ctx, at)
}

// screenAt runs it where it works.
func (p *program) screenAt(ctx context.Context, at place) error {
	zone, err := p.zone()
	if err != nil {
		return err
	}
	who, err := p.operator(at.kind, p.flags.operator)
	if err != nil {
		return err
	}
	width, height, err := p.size()
	if err != nil {
		return err
	}
	at.cfg.Lang = p.lang.Code()
	run, err := runner.New(at.cfg)
	if err != nil {
		return err
	}
	defer run.Client().Close()

	env := state.Env{Kind: at.kind, Host: at.host, Operator: who, Rule: p.config.policy.Rule(who), Roles: p.config.roles != nil,
		Lang: p.lang, Zone: zone, ASCII: p.flags.ascii, Shown: views.Words(p.lang), NoWrites: text.M(text.JournalOpening)}
	keys := keymap.Default()
	look := views.New(views.Options{Lang: p.lang, Zone: zone, ASCII: p.flags.ascii, NoColor: p.noColor(), Keys: keys})
	var show *tea.Program
	session := run.Open(func(e state.Event) { show.Send(e) })
	show = tea.NewProgram(tui.New(state.New(env), session, look, keys, width, height), p.terminal()...)

	book := p.openJournal(ctx, at, zone, run, p.watchRules())
	if book.temp == "" { // else it ends with the program, and so does the sandbox
		p.journal = journal.Name(book.path)
	}
	err = p.play(show)
	end := func() {
		session.Close()
		book.close(p)
	}
	if p.fell() {
		within(crashTime, end)
		return nil // what there is to say is said
	}
	end()
	return err
}

// size is how many cells the terminal has. Without a terminal there is nothing
// to draw on.
func (p *program) size() (width, height int, err error) {
	if f, ok := p.out.(term.File); ok && term.IsTerminal(f.Fd()) {
		width, height, err = term.GetSize(f.Fd())
		if err == nil {
			return width, height, nil
		}
	}
	return 0, 0, fault(text.NoTerminal)
}

// noColor reports that colours are not wanted (https://no-color.org).
func (p *program) noColor() bool { return p.flags.noColor || p.env["NO_COLOR"] != "" }

// terminal are the options of the terminal library. The colours are taken from
// the environment alone: to find out more it would start tmux or ask the
// terminal, and our theme has sixteen.
func (p *program) terminal() []tea.ProgramOption {
	colours := colorprofile.Env(p.env.list())
	if p.noColor() {
		colours = colorprofile.ASCII
	}
	return []tea.ProgramOption{tea.WithFPS(tui.FPS), tea.WithInput(p.in), tea.WithOutput(p.out),
		tea.WithEnvironment(p.env.list()), tea.WithColorProfile(colours), tea.WithoutSignalHandler()}
}

// play shows the program until it ends. A signal, or a terminal that goes away,
// ends the screen and nothing else. A second signal does not wait for the screen,
// nor does a panic: they give the terminal back first.
func (p *program) play(show *tea.Program) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)
	ended := make(chan struct{})
	var watching sync.WaitGroup
	defer watching.Wait()
	defer close(ended)
	suspending(show, ended, &watching)
	crash.Go(&watching, func() {
		select {
		case <-signals:
			crash.Go(&watching, show.Quit) // it waits for the screen
		case <-p.panics.Happened():
		case <-ended:
			return
		}
		select {
		case <-signals:
		case <-p.panics.Happened():
		case <-ended:
			return
		}
		within(leaveTime, func() {
			_ = show.ReleaseTerminal() // else the library closes the input under its own reader
			show.Kill()
		})
		p.leave(ended)
	})
	_, err := show.Run()
	_, fell := p.panics.Report()
	switch {
	case errors.Is(err, tea.ErrProgramPanic) && !fell: // in the terminal library itself
		return faultError{p.afterFall()}
	case err == nil || fell || errors.Is(err, tea.ErrProgramKilled):
		return nil
	}
	return fault(text.ScreenLost, err.Error())
}

// book is the journal of a screen and what keeps it.
type book struct {
	path    string
	end     context.CancelFunc
	waiting sync.WaitGroup
	opened  chan struct{} // closed when the opening has ended, either way
	// unnoted reports that an attempt waits for the opening.
	unnoted func() bool

	// Set when opened is closed.
	journal *journal.Journal // nil where it could not be opened
	jobs    *runner.Jobs     // nil where that panicked
	temp    string           // the directory that goes with it, for the sandbox in process
}

// openJournal opens the journal beside the screen: a new one takes its time on
// the disk, and one that another program holds takes longer. With it, refunds
// become possible, and those that are still open are taken up.
func (p *program) openJournal(ctx context.Context, at place, zone *time.Location, run *runner.Runner, rules *rules) *book {
	b := &book{opened: make(chan struct{}), unnoted: run.Unnoted}
	ctx, b.end = context.WithCancel(ctx)
	problem := b.place(p, at)
	crash.Go(&b.waiting, func() {
		defer close(b.opened)
		if problem.IsZero() {
			problem = b.open(ctx)
		}
		b.jobs = runner.NewJobs(runner.JobsConfig{Client: run.Client(), Journal: b.journal, Env: at.host, Zone: zone,
			Rules: rules.read, Broken: func(err error) { run.Tell(state.JournalOpened{NoWrites: b.problem(err)}) }})
		run.Use(b.jobs)
		if err := b.jobs.Resume(ctx); err != nil && problem.IsZero() {
			problem = b.problem(err)
		}
		run.Tell(state.JournalOpened{NoWrites: problem})
	})
	return b
}

// place finds the file of the journal. The sandbox in this process has one of
// its own in a temporary directory: its payments end with the process, so what
// was done to them is nothing that a later start could look up.
func (b *book) place(p *program, at place) text.Msg {
	var err error
	switch {
	case p.flags.journal != "":
		b.path = p.flags.journal
	case at.builtIn():
		b.temp, err = os.MkdirTemp("", "tresen-")
		b.path = filepath.Join(b.temp, "journal.db")
	default:
		b.path = filepath.Join(xdg.StateHome, "tresen", "journal.db")
	}
	if err != nil {
		return text.M(text.JournalNoPlace, err.Error())
	}
	return text.Msg{}
}

// journalProblems are the words for what keeps a journal from being written.
var journalProblems = map[journal.Problem]text.Key{
	journal.Unusable: text.JournalUnusable,
	journal.Busy:     text.JournalBusy,
	journal.Full:     text.JournalFull,
	journal.ReadOnly: text.JournalReadOnly,
	journal.Corrupt:  text.JournalCorrupt,
	journal.Newer:    text.JournalNewer,
	journal.Gone:     text.JournalGone,
}

func (b *book) open(ctx context.Context) text.Msg {
	var err error
	if b.journal, err = journal.Open(ctx, b.path); err == nil {
		err = b.journal.ReadOnly()
	}
	if err == nil {
		return text.Msg{}
	}
	return b.problem(err)
}

// problem is what keeps the journal from being used, in words.
func (b *book) problem(err error) text.Msg {
	problem := journal.Unusable
	if _, tampered := errors.AsType[*journal.TamperError](err); tampered {
		problem = journal.Corrupt
	}
	if e, ok := errors.AsType[*journal.Error](err); ok {
		problem = e.Problem
	}
	return text.M(journalProblems[problem], journal.Name(b.path))
}

// openTime is how long whoever leaves waits for a journal that is still being
// opened, so that what they tried is recorded in it.
const openTime = 10 * time.Second

// close waits for the refunds on their way and closes the journal. Whoever does
// not want to wait sends a signal: what is on its way is in the journal, and the
// next start finds out what became of it.
func (b *book) close(p *program) {
	if b.unnoted() {
		defer time.AfterFunc(openTime, b.end).Stop()
	} else {
		b.end()
	}
	<-b.opened
	b.end()
	if b.jobs == nil {
		return
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(signals)
	if b.jobs.Sending() > 0 {
		left := new(parting)
		b.jobs.Subscribe(left.hear)
		defer left.tell(p)
		p.say(p.lang.Text(text.WaitsForWrite))
	}
	ended := make(chan struct{})
	crash.Go(&b.waiting, func() {
		defer close(ended)
		b.jobs.Close()
	})
	select {
	case <-ended:
		if b.journal != nil {
			b.journal.Close()
		}
	case <-signals:
	}
	if b.temp != "" {
		os.RemoveAll(b.temp)
	}
}
