//go:build unix

package runner

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// Two programs, each a process of its own, want the same at the same moment. They
// live in real time.

const raceEnv = "TRESEN_RACE"

// raceRun is what one of them is told.
type raceRun struct {
	crashRun
	Operator string
}

// racingProgram gets ready, says so, waits for its input to end, and then asks for
// the refund or approves it. It tells its screens until it is killed.
func racingProgram(env string) int {
	var run raceRun
	must(json.Unmarshal([]byte(env), &run))
	client, err := api.New(api.Config{BaseURL: run.URL, ClientID: run.ID, ClientSecret: run.Secret})
	must(err)
	book, err := journal.Open(context.Background(), run.Journal)
	must(err)
	began, scene := time.Now(), crashScenes[run.Scene]
	now := func() time.Time { return run.Now.Add(time.Since(began)) }
	jobs := NewJobs(JobsConfig{Client: client, Journal: book, Env: jobEnv, Policy: scene.policy(), Clock: JobClock{Now: now,
		After: func(until time.Time) (<-chan time.Time, func()) { return time.After(until.Sub(now())), func() {} }}})
	jobs.Subscribe(func(m state.WriteMoved) { fmt.Printf("%s %s %s: %v\n", m.State, m.Why, m.By, m.Err) })
	order := scene.order
	order.Intent, order.Target, order.Operator = run.Intent, run.Target, run.Operator
	order.Baseline, _, err = jobs.Baseline(context.Background(), order)
	must(err)
	order.Currency = order.Baseline.Currency
	must(jobs.Resume(context.Background()))
	fmt.Println("ready")
	_, err = io.Copy(io.Discard, os.Stdin)
	must(err)
	if !scene.approves {
		jobs.Start(order)
	} else if !jobs.Approve(context.Background(), run.Intent, run.Operator) {
		fmt.Println("decided")
	}
	select {}
}

// racer is one of them, seen from outside.
type racer struct {
	cmd  *exec.Cmd
	goes io.Closer // its input
	told []string
}

// said is a line of one of them.
type said struct {
	by   *racer
	line string
}

// race starts a program for each operator, lets them go at once, and kills them
// when it is over.
func (c *crashCase) race(operators []string, over func([]*racer) bool) []*racer {
	proxy := httptest.NewServer(c)
	defer proxy.Close()
	id, secret := c.server.Credentials()
	lines := make(chan said)
	var reading sync.WaitGroup
	var all []*racer
	for i, who := range operators {
		run := raceRun{crashRun{URL: proxy.URL, ID: id, Secret: secret, Journal: c.place, Scene: c.scene, Intent: c.intent,
			Target: c.target, Now: c.clock.Now()}, who}
		if !c.does.approves {
			run.Intent += fmt.Sprint(i)
		}
		all = append(all, startRacer(run, lines, &reading))
	}
	hear := func(until func([]*racer) bool) {
		for s := range lines {
			if s.by.told = append(s.by.told, s.line); until(all) {
				return
			}
		}
	}
	hear(func([]*racer) bool { return told(all[0], "ready") && told(all[1], "ready") })
	for _, r := range all {
		r.goes.Close()
	}
	hear(over)
	for _, r := range all {
		must(r.cmd.Process.Kill())
	}
	go func() {
		for range lines { // what they said before they died
		}
	}()
	reading.Wait()
	close(lines)
	for _, r := range all {
		_ = r.cmd.Wait() // it was killed
	}
	return all
}

// startRacer starts a program and reads what it tells.
func startRacer(run raceRun, lines chan<- said, reading *sync.WaitGroup) *racer {
	env, err := json.Marshal(run)
	must(err)
	r := &racer{cmd: exec.Command(os.Args[0])}
	r.cmd.Env = append(os.Environ(), raceEnv+"="+string(env))
	r.cmd.Stderr = os.Stderr
	r.goes, err = r.cmd.StdinPipe()
	must(err)
	out, err := r.cmd.StdoutPipe()
	must(err)
	must(r.cmd.Start())
	reading.Go(func() {
		for scan := bufio.NewScanner(out); scan.Scan(); {
			lines <- said{r, scan.Text()}
		}
	})
	return r
}

// told reports that one was told something that begins so.
func told(r *racer, begins string) bool {
	return slices.ContainsFunc(r.told, func(line string) bool { return strings.HasPrefix(line, begins) })
}

// races runs a test on both kinds of journal.
func races(t *testing.T, scene string, test func(*crashCase)) {
	for name, place := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "journal.db") },
		"PostgreSQL": newSchema,
	} {
		t.Run(name, func(t *testing.T) {
			for range 3 {
				c := crashCaseOf(t, scene, "nothing", never)
				c.target, c.place = crashTarget(t, scene), place(t)
				var err error
				if c.journal, err = journal.Open(t.Context(), c.place); err != nil {
					t.Fatal(err)
				}
				test(c)
				if err := c.journal.Verify(t.Context()); err != nil {
					t.Error(err)
				}
				c.journal.Close()
			}
		})
	}
}

func TestOfTwoProcessesThatRefundOnePaymentAtOnceOneDoesAndTheOtherLearnsWho(t *testing.T) {
	races(t, "refund", func(c *crashCase) {
		refused := make(chan struct{})
		learned := sync.OnceFunc(func() { close(refused) })
		c.server.SetFaults(func(r *http.Request) sandbox.Fault {
			if c.moves(r) { // until the other one has come too late
				select {
				case <-refused:
				case <-r.Context().Done():
				}
			}
			return sandbox.Fault{}
		})
		all := c.race([]string{"anna", "ben"}, func(all []*racer) bool {
			either := func(begins string) bool { return told(all[0], begins) || told(all[1], begins) }
			if either("refused") {
				learned()
			}
			return either("refused") && either("applied")
		})
		winner := slices.IndexFunc(all, func(r *racer) bool { return told(r, "applied") })
		if moves := c.server.AllRefunds(); c.posts() != 1 || len(moves) != 1 || winner < 0 {
			c.t.Fatalf("%d requests, refunded is %+v, told was %q and %q", c.posts(), moves, all[0].told, all[1].told)
		}
		entries, err := c.journal.Intent(c.t.Context(), c.intent+fmt.Sprint(winner))
		if err != nil {
			c.t.Fatal(err)
		}
		other := strings.Join(all[1-winner].told, "\n")
		if !slices.ContainsFunc(entries, func(e journal.Entry) bool {
			return strings.Contains(other, "of "+e.Operator+" since "+e.At.UTC().Format("2006-01-02 15:04 UTC"))
		}) {
			c.t.Errorf("the other one was told %q, and the journal has %+v", other, entries)
		}
	})
}

func TestOfTwoProcessesThatApproveOneRefundAtOnceOneSendsIt(t *testing.T) {
	races(t, "approver", func(c *crashCase) {
		c.ask()
		all := c.race([]string{"berta", "bernd"}, func(all []*racer) bool { return told(all[0], "applied") || told(all[1], "applied") })
		entries, err := c.journal.Intent(c.t.Context(), c.intent)
		if n := strings.Count(statesOf(entries), "approved"); err != nil || n != 1 {
			c.t.Errorf("approved %d times: %s, %v", n, statesOf(entries), err)
		}
		if moves := c.server.AllRefunds(); c.posts() != 1 || len(moves) != 1 {
			c.t.Errorf("%d requests, refunded is %+v; they were told %q and %q", c.posts(), moves, all[0].told, all[1].told)
		}
	})
}
