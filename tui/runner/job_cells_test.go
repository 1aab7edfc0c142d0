//go:build unix

package runner

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"tresen/api/sandbox"
	"tresen/state/journal"
)

// How the cells of the crash matrix are made and run.

// onFile gives every case a journal in a file of its own.
func onFile(t *testing.T) func(*crashCase) (string, error) {
	dir, empty := t.TempDir(), emptyJournal(t)
	return func(c *crashCase) (string, error) {
		path := filepath.Join(dir, c.intent+".db")
		return path, os.WriteFile(path, empty, 0o600)
	}
}

// runMatrix runs a scene with every fault and every death, a few at a time, each
// on a journal where place says.
func runMatrix(t *testing.T, scene string, faults []string, kills []int, place func(*crashCase) (string, error)) {
	t.Helper()
	target := crashTarget(t, scene)
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
				c.target = target
				c.live()
			}
		})
	}
	for i, name := range faults {
		for k, kill := range kills {
			if skipped(i + k) {
				continue // every fault and every step, not every pair
			}
			cases <- crashCaseOf(t, scene, name, kill)
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

func crashCaseOf(t *testing.T, scene, name string, kill int) *crashCase {
	c := &crashCase{t: t, scene: scene, does: crashScenes[scene], name: name, fault: crashFaults[name], kill: kill}
	c.intent = strings.NewReplacer(" ", "-", ",", "").Replace(fmt.Sprint(scene, name, kill))
	c.clock = &virtualClock{now: noon}
	c.server = sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Now: c.clock.Now})
	c.server.SetFaults(func(r *http.Request) sandbox.Fault {
		if c.moves(r) {
			return c.fault
		}
		return sandbox.Fault{}
	})
	return c
}

// crashTarget finds what a scene is about; every case has the same data.
func crashTarget(t *testing.T, scene string) string {
	t.Helper()
	c := crashCaseOf(t, scene, "nothing", never)
	probe := &counter{t: t, server: c.server, jobs: c.jobs()}
	probe.client = probe.jobs.cfg.Client
	return crashScenes[scene].target(probe)
}
