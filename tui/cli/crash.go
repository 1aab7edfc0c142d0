package cli

import (
	"net/http"
	"os"
	"sync"
	"time"

	"tresen/state/text"
	"tresen/tui/crash"
)

// After a panic, writes on their way may take crashTime to have their outcome
// recorded, and the screen leaveTime to end; what takes longer, the next start
// finds out.
const (
	crashTime = 10 * time.Second
	leaveTime = 2 * time.Second
)

// guarded runs something whose panic is taken.
func guarded(do func() error) (err error) {
	defer crash.Catch()
	return do()
}

// fell reports that something panicked, and says so once: what it was, and what to
// do now.
func (p *program) fell() bool {
	r, fell := p.panics.Report()
	if !fell {
		return false
	}
	p.falling.Do(func() {
		words := p.lang.Say(text.M(text.CrashSaid, r.Said))
		for _, frame := range r.Stack {
			words += "\n    " + frame
		}
		p.say(words)
		p.say(p.lang.Say(p.afterFall()))
	})
	return true
}

// afterFall is what to do after a panic: of a screen, or of a command.
func (p *program) afterFall() text.Msg {
	if p.journal == "" {
		return text.M(text.CrashedCommand)
	}
	return text.M(text.Crashed, p.journal)
}

// within lets something end, and gives it up after a while.
func within(most time.Duration, do func()) {
	ended, late := make(chan struct{}), time.NewTimer(most)
	defer late.Stop()
	var group sync.WaitGroup
	crash.Go(&group, func() {
		defer close(ended)
		do()
	})
	select {
	case <-ended:
	case <-late.C:
	}
}

// leave ends the process where the screen does not end within a moment: the
// terminal has been given back.
func (p *program) leave(ended <-chan struct{}) {
	late := time.NewTimer(leaveTime)
	defer late.Stop()
	select {
	case <-ended:
	case <-late.C:
		if !p.fell() {
			p.say(p.lang.Say(p.afterFall()))
		}
		os.Exit(1)
	}
}

// guardedHandler has a panic of a handler end the program; whoever asked is cut
// off, and not told half an answer.
func guardedHandler(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			said := recover()
			if said == http.ErrAbortHandler || crash.Caught(said) {
				panic(http.ErrAbortHandler) // which net/http takes for a closed connection, and says nothing of
			}
		}()
		h.ServeHTTP(w, r)
	})
}
