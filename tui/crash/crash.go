// Package crash is the one place where a panic of this program ends, whichever
// goroutine it is in. Left to itself it would be printed by Go, whole, over a
// screen that nobody restores; and what a panic says may be anybody's account.
//
// Whoever starts a goroutine does so by [Go], or defers [Catch] in it. The first
// panic is kept as a [Report] and ends the program in order, by whoever watches:
// package cli. Nothing is undone or concluded for a panic: what the journal has of
// a write stays as it is, and the next start finds out what became of it.
package crash

import (
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"tresen/api"
	"tresen/state"
)

// Report is what there is to say of a panic, for the eye: masked, cut, and without
// a character that a terminal would obey.
type Report struct {
	Said  string   // what the panic said
	Stack []string // where it was, innermost first: functions with file and line, never with arguments
}

// Text is a panic's value after it was masked. It is what a panic goes on with
// where nobody watches, as in a test.
type Text string

// Watch is the program that is told of a panic.
type Watch struct {
	secrets  []string
	mine     bool
	once     sync.Once
	happened chan struct{}
	report   Report
}

// watch is that program: a process has one, as it has one standard error.
var watch atomic.Pointer[Watch]

// Begin has panics told to the program that calls it, until [Watch.End]. Secrets
// are words that it knows not to be shown.
func Begin(secrets ...string) *Watch {
	w := &Watch{secrets: secrets, happened: make(chan struct{}), mine: true}
	if watch.CompareAndSwap(nil, w) {
		return w
	}
	return &Watch{happened: make(chan struct{})} // one that runs already, in the same test, is told
}

// End leaves panics to Go again.
func (w *Watch) End() {
	if w.mine {
		watch.CompareAndSwap(w, nil)
	}
}

// Happened is closed by the first panic.
func (w *Watch) Happened() <-chan struct{} { return w.happened }

// Report is what the first panic said; ok is false before there was one.
func (w *Watch) Report() (r Report, ok bool) {
	select {
	case <-w.happened:
		return w.report, true
	default:
		return Report{}, false
	}
}

// Go runs a function in a goroutine of a group. Its panic ends the program in
// order.
func Go(group *sync.WaitGroup, do func()) {
	group.Go(func() {
		defer Catch()
		do()
	})
}

// Catch, deferred, takes a panic of the function that defers it, which then
// returns what it has to return so far.
func Catch() { Caught(recover()) }

// Caught takes what recover returned, in the deferred function that called it, and
// reports whether that was a panic.
func Caught(said any) bool {
	if said == nil {
		return false
	}
	if t, again := said.(Text); again { // it was taken deeper down already
		panic(t)
	}
	w := watch.Load()
	if w == nil {
		panic(Text(words(said, nil)))
	}
	w.once.Do(func() {
		w.report = Report{Said: words(said, w.secrets), Stack: stack()}
		close(w.happened)
	})
	return true
}

// mostSaid is how much of a panic is said, in characters. It is masked before it is
// cut: half a number is no number to the mask.
const mostSaid = 300

// words are what a panic says that may be shown. Of what is no text only the type
// is said: it could hold anything.
func words(said any, secrets []string) string {
	text := ""
	switch v := said.(type) {
	case string, error, fmt.Stringer:
		text = fmt.Sprint(v)
	default:
		return fmt.Sprintf("a value of type %T", v)
	}
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, state.Masked)
		}
	}
	text = state.MaskText(strings.Join(strings.Fields(api.Clean(sequence.ReplaceAllString(text, ""))), " "))
	runes := []rune(long.ReplaceAllStringFunc(text, keyless))
	if len(runes) > mostSaid {
		return string(runes[:mostSaid]) + "…"
	}
	return string(runes)
}

// sequence is what a terminal obeys in a text: nothing of it is of use to read.
var sequence = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)`)

// long are words that could be a key or a token.
var long = regexp.MustCompile(`[A-Za-z0-9+/_=.~%-]{16,}`)

// keyless masks such a word where it has a digit; names of types and functions
// have none.
func keyless(word string) string {
	if strings.IndexFunc(word, unicode.IsDigit) < 0 {
		return word
	}
	return state.Masked
}

// mostFrames is how much of a stack is said.
const mostFrames = 24

// stack is where the panic was: called while it is, below the functions of the
// runtime and of this package.
func stack() (lines []string) {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	begun := false // what is before it is how a panic is taken
	for {
		f, more := frames.Next()
		if begun = begun || f.Function == "runtime.gopanic"; begun && !strings.HasPrefix(f.Function, "runtime.") {
			lines = append(lines, fmt.Sprintf("%s (%s:%d)", f.Function, filepath.Base(f.File), f.Line))
		}
		if !more || len(lines) == mostFrames {
			return lines
		}
	}
}
