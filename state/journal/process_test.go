package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// The test binary runs itself: what happens between processes is not seen in
// one.
func TestMain(m *testing.M) {
	if role := os.Getenv("TRESEN_JOURNAL_ROLE"); role != "" {
		os.Exit(roles[role](os.Getenv("TRESEN_JOURNAL"), os.Getenv("TRESEN_JOURNAL_NAME")))
	}
	os.Exit(m.Run())
}

var roles = map[string]func(at, name string) int{"race": race, "die": die}

func child(ctx context.Context, role, at, name string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "TRESEN_JOURNAL_ROLE="+role, "TRESEN_JOURNAL="+at, "TRESEN_JOURNAL_NAME="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

const raceTargets = 12

// race opens the journal and claims every target; it prints those it got, and
// of the others who has them.
func race(at, name string) int {
	ctx := context.Background()
	j, err := Open(ctx, at)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer j.Close()
	for i := range raceTargets {
		e := entry(name+"-"+strconv.Itoa(i), "snapshot", "PCI_"+strconv.Itoa(i), true, 0)
		e.Operator = name
		_, err := j.Append(ctx, e)
		if taken, ok := errors.AsType[*OpenIntentError](err); ok {
			fmt.Println(i, "taken by", taken.Other.Operator, taken.Other.Intent, taken.Other.At.UnixMilli())
			continue
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(i, "got by", name, e.Intent, e.At.UnixMilli())
	}
	return 0
}

func TestProcessesThatStartAtOnceShareOneChainAndClaimEachTargetOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		at := db.place(t)
		said := make([]string, 4)
		var wg sync.WaitGroup
		for i := range said {
			wg.Go(func() {
				out, err := child(t.Context(), "race", at, "p"+strconv.Itoa(i)).Output()
				if err != nil {
					t.Error(err)
				}
				said[i] = string(out)
			})
		}
		wg.Wait()
		all := strings.Join(said, "")
		if n := strings.Count(all, "got by"); n != raceTargets {
			t.Errorf("%d claims for %d targets: %q", n, raceTargets, said)
		}
		for line := range strings.Lines(all) { // who came second knows who has it, and since when
			if target, other, taken := strings.Cut(line, " taken by "); taken && !strings.Contains(all, target+" got by "+other) {
				t.Errorf("%q is not true", line)
			}
		}
		j := db.open(t, at)
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if pending, err := j.Pending(t.Context()); err != nil || len(pending) != raceTargets {
			t.Errorf("%d open intents, %v", len(pending), err)
		}
	})
}

// Whoever verifies while others append sees a journal that is whole.
func TestAJournalIsVerifiedWhileOthersAppend(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		var writers sync.WaitGroup
		for w := range 2 {
			writers.Go(func() {
				for i := range 30 {
					if _, err := j.Append(t.Context(), entry(fmt.Sprint("W", w, "-", i), "armed", fmt.Sprint("PCI_", w, i), true, 0)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		done := make(chan struct{})
		go func() { writers.Wait(); close(done) }()
		for running := true; running; {
			select {
			case <-done:
				running = false
			default:
			}
			if err := j.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// die appends ten entries and is killed in the breath after the last.
func die(at, name string) int {
	ctx := context.Background()
	j, err := Open(ctx, at)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for i := range 10 {
		if _, err := j.Append(ctx, entry(name+strconv.Itoa(i), "armed", "PCI_"+name+strconv.Itoa(i), true, 0)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	self, _ := os.FindProcess(os.Getpid())
	_ = self.Signal(syscall.SIGKILL)
	select {}
}

func TestWhatAppendReturnedSurvivesAKill(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		at := db.place(t)
		for round := 1; round <= 3; round++ {
			if err := child(t.Context(), "die", at, fmt.Sprint("r", round, "-")).Run(); err == nil {
				t.Fatal("the child was not killed")
			}
			j := db.open(t, at)
			if err := j.Verify(t.Context()); err != nil {
				t.Error(err)
			}
			if pending, err := j.Pending(t.Context()); err != nil || len(pending) != 10*round {
				t.Errorf("%d open intents after kill %d, %v", len(pending), round, err)
			}
			j.Close()
		}
	})
}
