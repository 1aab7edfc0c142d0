//go:build unix

package runner

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
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
	scene string
	does  crashScene
	name  string
	fault sandbox.Fault
	kill  int

	intent  string
	target  string
	place   string // of the journal
	server  *sandbox.Server
	clock   *virtualClock
	journal *journal.Journal
	program atomic.Pointer[os.Process]
	told    []state.WriteState // by the program, then by the one after it
}

func (c *crashCase) errorf(format string, args ...any) {
	c.t.Helper()
	c.t.Errorf("%s, %s, killed at %d: "+format, append([]any{c.scene, c.name, c.kill}, args...)...)
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
	case c.moves(r):
		c.armed(r)
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

// moves reports the one request.
func (c *crashCase) moves(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, c.does.request)
}

// armed checks, at the moment the request arrives, that the journal has it.
func (c *crashCase) armed(r *http.Request) {
	for _, of := range []string{"", "0", "1"} {
		if r.Header.Get("X-Action") != state.ActionID(c.intent+of) {
			continue
		}
		entries, err := c.journal.Intent(r.Context(), c.intent+of)
		if got := statesOf(entries); err != nil || !strings.HasSuffix(got, "armed sent") || strings.Contains(got, "approval") && !strings.Contains(got, "approval approved") {
			c.errorf("a request arrived, and the journal has %q, %v", got, err)
		}
		return
	}
	c.errorf("a request without an intent arrived")
}

// RoundTrip is the same for the program in this process.
func (c *crashCase) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.moves(r) {
		c.armed(r)
	}
	return c.server.RoundTripper().RoundTrip(r)
}

// posts counts the requests that arrived.
func (c *crashCase) posts() (n int) {
	for request, times := range c.server.Requests() {
		if strings.HasPrefix(request, "POST ") && strings.HasSuffix(request, c.does.request) {
			n += times
		}
	}
	return n
}

// run lets the program run into its death and start again, and checks the world
// after that.
func (c *crashCase) run(proxy *httptest.Server) {
	var out, talk bytes.Buffer
	if c.does.approves {
		c.ask()
	}
	id, secret := c.server.Credentials()
	env, err := json.Marshal(crashRun{URL: proxy.URL, ID: id, Secret: secret, Journal: c.place, Scene: c.scene,
		Intent: c.intent, Target: c.target, Kill: c.kill, Now: c.clock.Now()})
	if err != nil {
		c.t.Error(err)
		return
	}
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

// jobs is a program in this process.
func (c *crashCase) jobs() *Jobs {
	id, secret := c.server.Credentials()
	client, err := api.New(api.Config{BaseURL: c.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: c})
	if err != nil {
		panic(err)
	}
	return NewJobs(JobsConfig{Client: client, Journal: c.journal, Env: jobEnv, Clock: c.clock.jobs(), Policy: c.does.policy()})
}

// ask is anna, whose program asks for approval and dies.
func (c *crashCase) ask() {
	jobs := c.jobs()
	order := c.does.order
	order.Intent, order.Target = c.intent, c.target
	var err error
	if order.Baseline, _, err = jobs.Baseline(context.Background(), order); err != nil {
		c.errorf("%v", err)
	}
	order.Currency = order.Baseline.Currency
	jobs.hook = func(_ *job, s state.WriteStep, _ bool) {
		if s.Do == state.DoFollow {
			runtime.Goexit()
		}
	}
	jobs.Start(order)
	jobs.all.Wait()
}

// startAgain is the program after the one that died, here in the parent.
func (c *crashCase) startAgain(out io.Writer) {
	jobs := c.jobs()
	rests := hearTo(jobs, out)
	jobs.hook = func(_ *job, s state.WriteStep, done bool) {
		if c.does.asks && s.Do == state.DoFollow && !done {
			jobs.Approve(context.Background(), c.intent, "berta")
		}
	}
	if err := jobs.Resume(context.Background()); err != nil {
		c.errorf("%v", err)
	}
	rests()
	jobs.Close()
}

// check compares what was told and recorded with what happened.
func (c *crashCase) check() {
	executed, foreign, denied := c.does.done(c)
	if n := c.posts(); executed > 1 || n > 1 {
		c.errorf("%d requests, %d executed", n, executed)
	}
	// Up to a step nothing of "sent" is in the journal: on a full disk nothing
	// leaves.
	if sent := c.kill-full > c.does.sentAt; c.kill >= full && (c.posts() == 1) != sent {
		c.errorf("%d requests", c.posts())
	}
	arrived := executed == 1 && !denied
	for _, s := range c.told {
		switch {
		case arrived && (s == state.WriteRefused || s == state.WriteRejected || s == state.WriteNotApplied || s == state.WriteFailed):
			c.errorf("it told %v, and it was done", c.told)
		case s == state.WriteApplied && executed+foreign == 0:
			c.errorf("it told %v, and nobody did anything", c.told)
		}
	}
	c.checkJournal(executed == 1, arrived)
}

// follows is which state may come after which in the journal.
var follows = map[string]string{
	"": "snapshot refused", "snapshot": "approval armed refused", "approval": "approved refused", "approved": "armed refused",
	"armed": "sent unknown refused", "sent": "applied rejected unknown refused",
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
	runMatrix(t, "refund", sortedKeys(crashFaults), steps(crashSteps+1, midway, never), onFile(t))
}

func TestAProgramKilledAroundAnApprovalOrInAnotherKindLosesNothingAndRepeatsNothing(t *testing.T) {
	for _, scene := range sortedKeys(otherScenes) {
		runMatrix(t, scene, otherScenes[scene], steps(14, midway, never), onFile(t))
	}
}

func TestADiskThatFillsUpAtAnyStepLosesNothingAndRepeatsNothing(t *testing.T) {
	var kills []int
	for _, n := range steps(14) {
		kills = append(kills, full+n)
	}
	runMatrix(t, "refund", []string{"nothing", "drop after", "405"}, kills, onFile(t))
	runMatrix(t, "approver", []string{"nothing", "drop after"}, kills, onFile(t))
	runMatrix(t, "asker", []string{"nothing"}, kills[:7], onFile(t))
}

// steps are the first n, and more.
func steps(n int, more ...int) []int {
	for i := range n {
		more = append(more, i)
	}
	return more
}
