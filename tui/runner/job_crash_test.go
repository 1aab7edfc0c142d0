//go:build unix

package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// The crash matrix. The test binary runs itself as a program with one write,
// against the sandbox of the parent over TCP, and is killed at a step; then the
// program starts again, in the parent, on the same journal. Time is virtual in
// both: who waits moves the clock, and the sandbox's with it.

const (
	crashEnv = "TRESEN_CRASH"
	// midway kills the program when the server has executed the request and
	// before a byte of the answer; never lets it live.
	midway = -1
	never  = -2
	// full is no death: at step kill-full the disk is full, and the program ends
	// some hours later.
	full = 1000
	// crashSteps is the last step at which it is killed: well into the reads
	// that follow the request. Later ones are like those.
	crashSteps = 19
)

// crashFaults is everything that can happen to the one request.
var crashFaults = map[string]sandbox.Fault{
	"nothing":           {},
	"delay":             {Delay: 30 * time.Millisecond},
	"405":               {Status: 405},
	"2003":              {Code2003: true},
	"429":               {Status: 429},
	"500":               {Status: 500},
	"500 after":         {Status: 500, Commit: true},
	"drop before":       {DropBefore: true},
	"drop after":        {DropAfter: true},
	"late":              {ApplyLate: 40 * time.Second},
	"truncated":         {Truncate: 40},
	"html":              {HTML: true},
	"foreign":           {ForeignRefund: 700},
	"foreign, lost":     {ForeignRefund: 700, DropAfter: true},
	"the same, lost":    {ForeignRefund: 1000, DropAfter: true},
	"denied later":      {DenyRefund: true},
	"lost, then denied": {DenyRefund: true, DropAfter: true},
}

// crashRun is what the program is told.
type crashRun struct {
	URL, ID, Secret, Journal, Intent, Scene, Target string
	Kill                                            int
	Now                                             time.Time
}

const crashAmount = 1000

func init() {
	if run := os.Getenv(crashEnv); run != "" {
		os.Exit(crashingProgram(run))
	}
	if run := os.Getenv(raceEnv); run != "" {
		os.Exit(racingProgram(run))
	}
}

// crashingProgram does what its scene is about, and prints what it tells its
// screens.
func crashingProgram(env string) int {
	var run crashRun
	must(json.Unmarshal([]byte(env), &run))
	client, err := api.New(api.Config{BaseURL: run.URL, ClientID: run.ID, ClientSecret: run.Secret})
	must(err)
	book, err := journal.Open(context.Background(), run.Journal)
	must(err)
	clock, scene := &virtualClock{now: run.Now, moved: run.tellTime}, crashScenes[run.Scene]
	jobs := NewJobs(JobsConfig{Client: client, Journal: book, Env: jobEnv, Clock: clock.jobs(), Policy: scene.policy()})
	rests := hearTo(jobs, os.Stdout)
	order := scene.order
	order.Intent, order.Target = run.Intent, run.Target
	order.Baseline, _, err = jobs.Baseline(context.Background(), order)
	must(err)
	order.Currency = order.Baseline.Currency
	step := 0
	jobs.hook = func(_ *job, s state.WriteStep, done bool) {
		run.at(step)
		step++
		if scene.approves && s.Do == state.DoFollow && !done {
			jobs.Approve(context.Background(), run.Intent, "berta")
		}
	}
	if scene.approves {
		must(jobs.Resume(context.Background()))
	} else {
		jobs.Start(order)
	}
	rests()
	return 0
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// at is what happens to the program at a step.
func (run crashRun) at(step int) {
	switch step {
	case run.Kill:
		must(syscall.Kill(os.Getpid(), syscall.SIGKILL))
		select {}
	case run.Kill - full:
		signal.Ignore(syscall.SIGXFSZ)
		must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{}))
	}
}

// tellTime moves the sandbox's clock, and ends the program after some hours.
func (run crashRun) tellTime(now time.Time) {
	resp, err := http.Post(run.URL+"/clock", "text/plain", strings.NewReader(now.Format(time.RFC3339Nano)))
	must(err)
	resp.Body.Close()
	if now.Sub(run.Now) > 3*time.Hour {
		os.Exit(0)
	}
}

// hearTo writes what is told as lines, and returns a function that waits until
// there is nothing more to do but by a person.
func hearTo(jobs *Jobs, w io.Writer) (rests func()) {
	person := make(chan struct{}, 100)
	jobs.Subscribe(func(m state.WriteMoved) {
		fmt.Fprintf(w, "%s\n", m.State)
		if m.State.Alarm() && m.State.Open() {
			person <- struct{}{}
		}
	})
	return func() {
		done := make(chan struct{})
		go func() { jobs.all.Wait(); close(done) }()
		select {
		case <-done:
		case <-person:
		}
	}
}

// virtualClock moves when somebody waits.
type virtualClock struct {
	mu    sync.Mutex
	now   time.Time
	moved func(time.Time) // told of every move; may be nil
}

func (v *virtualClock) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

func (v *virtualClock) forward(to time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if to.After(v.now) {
		v.now = to
		if v.moved != nil {
			v.moved(to)
		}
	}
}

func (v *virtualClock) jobs() JobClock {
	return JobClock{Now: v.Now, After: func(until time.Time) (<-chan time.Time, func()) {
		v.forward(until)
		ready := make(chan time.Time, 1)
		ready <- until
		return ready, func() {}
	}}
}
