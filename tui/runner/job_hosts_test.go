//go:build unix

package runner

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// Several hosts share a journal on a PostgreSQL.

// postgres is the server of this test binary. It ends with the process, which closes
// its standard input.
var postgres struct {
	sync.Once
	dir   string
	err   error
	stdin io.Closer // closed by the end of the process, and not before
	last  atomic.Int32
}

// newSchema is the URL of a journal that is not there yet.
func newSchema(t *testing.T) string {
	t.Helper()
	postgres.Do(startPostgres)
	if exit, ok := errors.AsType[*exec.ExitError](postgres.err); ok && exit.ExitCode() == 77 {
		t.Skip("PostgreSQL is not installed here: apt-get install postgresql")
	}
	if postgres.err != nil {
		t.Fatal(postgres.err)
	}
	return fmt.Sprintf("postgres://tresen@/postgres?host=%s&search_path=t%d", postgres.dir, postgres.last.Add(1))
}

func startPostgres() {
	var words bytes.Buffer
	cmd := exec.Command("sh", filepath.FromSlash("../../state/journal/testdata/postgres.sh"))
	cmd.Stderr = &words
	out, err := cmd.StdoutPipe()
	if err == nil {
		postgres.stdin, err = cmd.StdinPipe()
	}
	if err == nil {
		err = cmd.Start()
	}
	if postgres.err = err; err != nil {
		return
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if postgres.dir = strings.TrimSpace(line); err != nil {
		postgres.err = fmt.Errorf("%w %s", cmd.Wait(), &words)
	}
}

// A part of the crash matrix: on the server the journal is another, the program
// is the same.
func TestAProgramKilledAtAnyStepOnASharedJournalLosesNothingAndRepeatsNothing(t *testing.T) {
	newSchema(t) // or skip
	place := func(*crashCase) (string, error) { return newSchema(t), nil }
	runMatrix(t, "refund", []string{"nothing", "drop after", "405", "foreign, lost"}, []int{midway, never, 1, 3, 5, 6, 7, 8, 9, 11}, place)
	runMatrix(t, "asker", []string{"nothing"}, []int{3, 4, 5, 6}, place)
	runMatrix(t, "approver", []string{"nothing", "drop after"}, []int{midway, 1, 2, 3, 5, 6, 7, 8, 9, 10}, place)
	runMatrix(t, "capture", []string{"drop after"}, []int{midway, 7, 9}, place)
}

// hostOf is a program of its own on a journal that others use too.
func hostOf(t *testing.T, server *sandbox.Server, clock *virtualClock, place string) *counter {
	t.Helper()
	c := &counter{t: t, server: server}
	id, secret := server.Credentials()
	var err error
	c.client, err = api.New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	c.open(place)
	c.jobs = NewJobs(JobsConfig{Client: c.client, Journal: c.journal, Env: jobEnv, Clock: clock.jobs()})
	c.jobs.Subscribe(func(m state.WriteMoved) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.moves = append(c.moves, m)
	})
	return c
}

// Two operators, two programs, one payment: one intent opens, and the other one
// learns who has it and since when.
func TestOfTwoOperatorsOnOneJournalTheSecondLearnsWhoHasThePayment(t *testing.T) {
	for name, place := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "journal.db") },
		"PostgreSQL": newSchema,
	} {
		t.Run(name, func(t *testing.T) {
			noon, at := time.Date(2025, 11, 14, 12, 0, 0, 0, time.UTC), place(t)
			clock := &virtualClock{now: noon}
			server := sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: clock.Now})
			anna, bea := hostOf(t, server, clock, at), hostOf(t, server, clock, at)
			b := anna.payment(api.StatusAccepted)
			claimed, goOn := make(chan struct{}), make(chan struct{})
			anna.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
				if s.Do == state.DoLook && s.History && !done {
					close(claimed)
					<-goOn
				}
			}
			first := anna.jobs.Start(jobOrder(b, 1000))
			<-claimed
			order := jobOrder(b, 900)
			order.Operator = "bea"
			bea.jobs.Start(order)
			bea.close()
			last := bea.last()
			open, ok := errors.AsType[*journal.OpenIntentError](last.Err)
			if last.State != state.WriteRefused || last.Why != state.WhyOpenIntent || last.Other != first || !ok {
				t.Fatalf("bea was told %+v", last)
			}
			if open.Other.Operator != "anna" || !open.Other.At.Equal(noon) || !strings.Contains(last.Err.Error(), "anna since 2025-11-14 12:00 UTC") {
				t.Errorf("bea learns %v", last.Err)
			}
			close(goOn)
			anna.jobs.all.Wait()
			if got := squeeze(anna.recorded(first)); got != "snapshot armed sent applied" || len(server.AllRefunds()) != 1 {
				t.Errorf("anna's went through %q; refunded is %+v", got, server.AllRefunds())
			}
			anna.close()
		})
	}
}
