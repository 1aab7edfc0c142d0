package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

var roles = map[string]func(path, name string) int{"race": race, "die": die}

func child(ctx context.Context, role, path, name string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), "TRESEN_JOURNAL_ROLE="+role, "TRESEN_JOURNAL="+path, "TRESEN_JOURNAL_NAME="+name)
	cmd.Stderr = os.Stderr
	return cmd
}

const raceTargets = 12

// race opens the journal and claims every target; it prints those it got.
func race(path, name string) int {
	ctx := context.Background()
	j, err := Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer j.Close()
	for i := range raceTargets {
		_, err := j.Append(ctx, entry(name+"-"+strconv.Itoa(i), "snapshot", "PCI_"+strconv.Itoa(i), true, 0))
		if _, taken := errors.AsType[*OpenIntentError](err); taken {
			continue
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(i)
	}
	return 0
}

func TestProcessesThatStartAtOnceShareOneChainAndClaimEachTargetOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	won := make([]string, 4)
	var wg sync.WaitGroup
	for i := range won {
		wg.Go(func() {
			out, err := child(t.Context(), "race", path, "p"+strconv.Itoa(i)).Output()
			if err != nil {
				t.Error(err)
			}
			won[i] = string(out)
		})
	}
	wg.Wait()
	if n := len(strings.Fields(strings.Join(won, ""))); n != raceTargets {
		t.Errorf("%d claims for %d targets: %q", n, raceTargets, won)
	}
	j := openAt(t, path)
	if err := j.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	if pending, err := j.Pending(t.Context()); err != nil || len(pending) != raceTargets {
		t.Errorf("%d open intents, %v", len(pending), err)
	}
}

// die appends ten entries and is killed in the breath after the last.
func die(path, name string) int {
	ctx := context.Background()
	j, err := Open(ctx, path)
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
	path := filepath.Join(t.TempDir(), "journal.db")
	for round := 1; round <= 3; round++ {
		if err := child(t.Context(), "die", path, fmt.Sprint("r", round, "-")).Run(); err == nil {
			t.Fatal("the child was not killed")
		}
		j := openAt(t, path)
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if pending, err := j.Pending(t.Context()); err != nil || len(pending) != 10*round {
			t.Errorf("%d open intents after kill %d, %v", len(pending), round, err)
		}
		j.Close()
	}
}
