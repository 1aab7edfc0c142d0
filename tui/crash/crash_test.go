package crash

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// marked is what must be nowhere in a report.
var marked = []string{"DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "9276-0012-3456-7891", "9276001234567891",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0cmVzZW4ifQ", "hunter2-of-anna", "\x1b[31mred", "\u202eright"}

// secret is a type that prints what it should not.
type secret struct{ Token, IBAN string }

// holds is an error whose text is somebody's account.
type holds struct{ secret }

func (h holds) Error() string { return "no room for " + h.IBAN + " by " + h.Token }

// falls has a goroutine panic and returns its report.
func falls(t *testing.T, said any) Report {
	t.Helper()
	w := Begin("hunter2-of-anna")
	defer w.End()
	var group sync.WaitGroup
	Go(&group, func() { panic(said) })
	group.Wait()
	r, ok := w.Report()
	if !ok {
		t.Fatal("nobody was told")
	}
	return r
}

func TestAReportHoldsNothingOfAnybody(t *testing.T) {
	for _, mark := range marked {
		for name, said := range map[string]any{
			"text":    "cannot draw " + mark,
			"error":   fmt.Errorf("cannot draw %w", errors.New(mark)),
			"method":  holds{secret{mark, mark}},
			"struct":  secret{mark, mark},
			"pointer": &secret{mark, mark},
			"slice":   []string{mark},
			"bytes":   []byte(mark),
			"long":    strings.Repeat("word ", 50) + mark + strings.Repeat(" word", 100_000),
			"behind":  strings.Repeat("\x1b", 1<<16-4) + mark,
			"cut":     strings.Repeat("x ", mostSaid/2-4) + mark,
		} {
			r := falls(t, said)
			all := r.Said + strings.Join(r.Stack, "\n")
			bare := strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) || r == '-' {
					return -1
				}
				return r
			}, all)
			for _, part := range []string{mark, "0044053201", "00123456", "eyJ", "hunter2"} {
				if strings.Contains(all, part) || strings.Contains(bare, part) {
					t.Errorf("%s with %q says %q", name, mark, all)
				}
			}
			if strings.ContainsFunc(all, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("%s with %q says %q", name, mark, all)
			}
			if len([]rune(r.Said)) > mostSaid+1 {
				t.Errorf("%s: it says %d characters", name, len([]rune(r.Said)))
			}
		}
	}
}

func TestAReportSaysWhatHelpsToFindIt(t *testing.T) {
	r := falls(t, errors.New("interface conversion: interface {} is *state.RefundLayer, not *state.WriteLayer"))
	if r.Said != "interface conversion: interface {} is *state.RefundLayer, not *state.WriteLayer" {
		t.Errorf("it says %q", r.Said)
	}
	if len(r.Stack) == 0 || !strings.HasPrefix(r.Stack[0], "tresen/tui/crash.falls.func1 (crash_test.go:") {
		t.Errorf("it was at %q", r.Stack)
	}
	if r := falls(t, 42); r.Said != "a value of type int" {
		t.Errorf("it says %q", r.Said)
	}
}

func TestARuntimeErrorNamesItsPlaceAndNoArgument(t *testing.T) {
	w := Begin()
	defer w.End()
	var group sync.WaitGroup
	Go(&group, func() { at("DE89370400440532013000", nil, 7) })
	group.Wait()
	r, _ := w.Report()
	if r.Said != "runtime error: index out of range [7] with length 0" {
		t.Errorf("it says %q", r.Said)
	}
	if !strings.HasPrefix(r.Stack[0], "tresen/tui/crash.at (crash_test.go:") || strings.Contains(strings.Join(r.Stack, ""), "0x") {
		t.Errorf("it was at %q", r.Stack)
	}
}

//go:noinline
func at(account string, all []int, i int) string { return account + fmt.Sprint(all[i]) }

func TestTheFirstPanicIsToldAndTheOthersAreTaken(t *testing.T) {
	w := Begin()
	defer w.End()
	select {
	case <-w.Happened():
		t.Fatal("nothing happened yet")
	default:
	}
	var group sync.WaitGroup
	Go(&group, func() { panic("the first") })
	group.Wait()
	for range 20 {
		Go(&group, func() { panic("another") })
	}
	group.Wait()
	<-w.Happened()
	if r, _ := w.Report(); r.Said != "the first" {
		t.Errorf("told was %q", r.Said)
	}
}

func TestWhereNobodyWatchesAPanicGoesOnMasked(t *testing.T) {
	said := func() (said any) {
		defer func() { said = recover() }()
		func() {
			defer Catch()
			func() {
				defer Catch() // in a goroutine that has two of them
				panic("DE89370400440532013000 is one too many")
			}()
		}()
		return nil
	}()
	if said != Text("DE•••3000 is one too many") {
		t.Errorf("it goes on with %q", said)
	}
}
