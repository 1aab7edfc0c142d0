//go:build unix

package runner

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// crashCase is one cell of the matrix.
type crashCase struct {
	t     *testing.T
	name  string
	fault sandbox.Fault
	kill  int

	intent  string
	payment string
	place   string // of the journal
	server  *sandbox.Server
	clock   *virtualClock
	journal *journal.Journal
	program atomic.Pointer[os.Process]
	posts   atomic.Int32
	told    []state.WriteState // by the program, then by the one after it
}

func (c *crashCase) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s, killed at %d: "+format, append([]any{c.name, c.kill}, args...)...)
}

// ServeHTTP is the sandbox, its clock, and the eye on what moves money.
func (c *crashCase) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/clock":
		body, _ := io.ReadAll(r.Body)
		now, err := time.Parse(time.RFC3339Nano, string(body))
		if err != nil {
			panic(err)
		}
		c.clock.forward(now)
	case strings.HasSuffix(r.URL.Path, "/cancel"):
		c.posts.Add(1)
		c.armed(r.Context())
		if c.kill != midway {
			c.server.ServeHTTP(w, r)
			return
		}
		func() {
			defer func() { _ = recover() }() // the sandbox breaks connections by panics
			c.server.ServeHTTP(httptest.NewRecorder(), r)
		}()
		_ = c.program.Load().Kill()
		panic(http.ErrAbortHandler)
	default:
		c.server.ServeHTTP(w, r)
	}
}

// armed checks, at the moment the request arrives, that the journal has it.
func (c *crashCase) armed(ctx context.Context) {
	entries, err := c.journal.Intent(ctx, c.intent)
	if err != nil || len(entries) != 3 || entries[1].State != "armed" || entries[2].State != "sent" {
		c.errorf("a request arrived, and the journal has %+v, %v", entries, err)
	}
}

// run lets the program run into its death and start again, and checks the world
// after that.
func (c *crashCase) run(proxy *httptest.Server) {
	id, secret := c.server.Credentials()
	env, err := json.Marshal(crashRun{URL: proxy.URL, ID: id, Secret: secret, Journal: c.place,
		Intent: c.intent, Payment: c.payment, Kill: c.kill, Now: c.clock.Now()})
	if err != nil {
		c.t.Error(err)
		return
	}
	var out, talk bytes.Buffer
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashEnv+"="+string(env))
	cmd.Stdout, cmd.Stderr = &out, &talk
	if err := cmd.Start(); err != nil {
		c.t.Error(err)
		return
	}
	c.program.Store(cmd.Process)
	if err := cmd.Wait(); err != nil && talk.Len() > 0 {
		c.errorf("the program failed: %v\n%s", err, talk.String())
		return
	}
	c.startAgain(&out)
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		c.told = append(c.told, state.WriteState(lines.Text()))
	}
	c.check()
}

// startAgain is the program after the one that died, here in the parent.
func (c *crashCase) startAgain(out io.Writer) {
	id, secret := c.server.Credentials()
	client, err := api.New(api.Config{BaseURL: c.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: c.server.RoundTripper()})
	if err != nil {
		c.t.Error(err)
		return
	}
	jobs := NewJobs(JobsConfig{Client: client, Journal: c.journal, Env: jobEnv, Clock: c.clock.jobs()})
	rests := hearTo(jobs, out)
	if err := jobs.Resume(context.Background()); err != nil {
		c.errorf("%v", err)
	}
	rests()
	jobs.Close()
}

// check compares what was told and recorded with what happened.
func (c *crashCase) check() {
	executed, foreign := 0, 0
	for _, m := range c.server.AllRefunds() {
		switch {
		case m.Foreign:
			foreign++
		case m.Action != state.ActionID(c.intent) || m.Amount != crashAmount:
			c.errorf("the server executed %+v", m)
		default:
			executed++
		}
	}
	if n := c.posts.Load(); executed > 1 || n > 1 {
		c.errorf("%d requests, %d executed", n, executed)
	}
	// Steps 0 to 6 come before "sent" is in the journal: on a full disk nothing
	// leaves.
	if sent := c.kill-full > 6; c.kill >= full && (c.posts.Load() == 1) != sent {
		c.errorf("%d requests", c.posts.Load())
	}
	truth, _ := c.server.Truth(c.payment)
	denied := false
	for _, r := range truth.Refunds {
		denied = denied || r.State == sandbox.RefundDenied
	}
	arrived := executed == 1 && !denied
	for _, s := range c.told {
		switch {
		case arrived && (s == state.WriteRefused || s == state.WriteRejected || s == state.WriteNotApplied || s == state.WriteFailed):
			c.errorf("it told %v, and the payer has the money", c.told)
		case s == state.WriteApplied && executed+foreign == 0:
			c.errorf("it told %v, and nobody refunded anything", c.told)
		}
	}
	c.checkJournal(executed == 1, arrived)
}

// follows is which state may come after which in the journal.
var follows = map[string]string{
	"": "snapshot refused", "snapshot": "armed refused", "armed": "sent unknown refused", "sent": "applied rejected unknown refused",
	"unknown": "unknown applied not-applied conflict double failed", "applied": "applied failed", "conflict": "applied double",
}

func (c *crashCase) checkJournal(executed, arrived bool) {
	ctx := context.Background()
	if err := c.journal.Verify(ctx); err != nil {
		c.errorf("%v", err)
	}
	entries, err := c.journal.Intent(ctx, c.intent)
	if err != nil {
		c.errorf("%v", err)
	}
	end := ""
	for _, e := range entries {
		if !strings.Contains(" "+follows[end]+" ", " "+e.State+" ") {
			c.errorf("the journal goes from %q to %q", end, e.State)
		}
		end = e.State
	}
	last := state.WriteState(end)
	switch {
	case executed && end == "":
		c.errorf("it was executed, and the journal knows nothing")
	case end != "" && !last.Settled() && !last.Alarm():
		c.errorf("it never comes to an end: %q", end)
	case arrived && last != state.WriteApplied && !last.Alarm():
		c.errorf("it was executed, and is %q", end)
	}
	// What was told last is what the journal has, but for the last entry of all:
	// a program may die between writing and telling, and the next one finds
	// nothing to take up.
	if n := len(c.told); n > 0 && end != "" && c.told[n-1] != last &&
		(len(entries) < 2 || c.kill < 0 || string(c.told[n-1]) != entries[len(entries)-2].State) {
		c.errorf("it told %v, the journal ends with %q", c.told, end)
	}
}

func TestAProgramKilledAtAnyStepOfAnyFaultLosesNothingAndRepeatsNothing(t *testing.T) {
	kills := []int{midway, never}
	for n := range crashSteps + 1 {
		kills = append(kills, n)
	}
	runMatrix(t, crashFaults, kills, onFile(t))
}

func TestADiskThatFillsUpAtAnyStepLosesNothingAndRepeatsNothing(t *testing.T) {
	var steps []int
	for n := range 14 {
		steps = append(steps, full+n)
	}
	runMatrix(t, map[string]sandbox.Fault{"nothing": {}, "drop after": {DropAfter: true}, "405": {Status: 405}}, steps, onFile(t))
}

// onFile gives every case a journal in a file of its own.
func onFile(t *testing.T) func(*crashCase) (string, error) {
	dir, empty := t.TempDir(), emptyJournal(t)
	return func(c *crashCase) (string, error) {
		path := filepath.Join(dir, c.intent+".db")
		return path, os.WriteFile(path, empty, 0o600)
	}
}

// runMatrix runs every fault with every death, a few at a time, each on a
// journal where place says.
func runMatrix(t *testing.T, faults map[string]sandbox.Fault, kills []int, place func(*crashCase) (string, error)) {
	t.Helper()
	payment := crashPayment(t)
	cases := make(chan *crashCase)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for c := range cases {
				var err error
				if c.place, err = place(c); err != nil {
					t.Error(err)
					continue
				}
				c.payment = payment
				c.live()
			}
		})
	}
	for i, name := range slices.Sorted(maps.Keys(faults)) {
		for k, kill := range kills {
			if raceDetector() && (i+k)%4 != 0 {
				continue // every fault and every step, not every pair
			}
			cases <- crashCaseOf(t, name, faults[name], kill)
		}
	}
	close(cases)
	workers.Wait()
}

// live runs the case on its journal.
func (c *crashCase) live() {
	var err error
	if c.journal, err = journal.Open(context.Background(), c.place); err != nil {
		c.t.Error(err)
		return
	}
	defer c.journal.Close()
	proxy := httptest.NewServer(c)
	defer proxy.Close()
	c.run(proxy)
}

// emptyJournal is the file of a journal without entries: making one anew for
// every case takes most of the time.
func emptyJournal(t *testing.T) []byte {
	t.Helper()
	template, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "empty.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := template.Close(); err != nil {
		t.Fatal(err)
	}
	empty, err := os.ReadFile(template.Path())
	if err != nil {
		t.Fatal(err)
	}
	return empty
}

func crashCaseOf(t *testing.T, name string, fault sandbox.Fault, kill int) *crashCase {
	c := &crashCase{t: t, name: name, fault: fault, kill: kill, intent: strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprint(name, kill))}
	c.clock = &virtualClock{now: time.Date(2025, 11, 14, 12, 0, 0, 0, time.UTC)}
	c.server = sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: c.clock.Now})
	c.server.SetFaults(onCancel(fault))
	return c
}

// crashPayment finds a payment to refund; every case has the same data.
func crashPayment(t *testing.T) string {
	t.Helper()
	c := crashCaseOf(t, "", sandbox.Fault{}, never)
	probe := &counter{t: t, server: c.server}
	id, secret := c.server.Credentials()
	var err error
	if probe.client, err = api.New(api.Config{BaseURL: c.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: c.server.RoundTripper()}); err != nil {
		t.Fatal(err)
	}
	probe.jobs = NewJobs(JobsConfig{Client: probe.client, Env: jobEnv, Clock: c.clock.jobs()})
	return probe.payment(api.StatusAccepted).ID
}
