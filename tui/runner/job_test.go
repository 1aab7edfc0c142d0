package runner

import (
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

const jobEnv = "sandbox.invalid"

// counter is a program with jobs, on a sandbox in process and a journal on disk.
type counter struct {
	t       *testing.T
	server  *sandbox.Server
	client  *api.Client
	journal *journal.Journal
	broken  error // why there is no journal
	jobs    *Jobs

	policy state.Policy

	mu    sync.Mutex
	moves []state.WriteMoved
}

func newCounter(t *testing.T, faults func(*http.Request) sandbox.Fault) *counter {
	t.Helper()
	c := newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3}))
	c.server.SetFaults(faults)
	return c
}

// newCounterOn is one on a sandbox of its own.
func newCounterOn(t *testing.T, server *sandbox.Server) *counter {
	t.Helper()
	c := &counter{t: t, server: server}
	id, secret := c.server.Credentials()
	var err error
	c.client, err = api.New(api.Config{BaseURL: c.server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: c.server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	c.open(filepath.Join(t.TempDir(), "journal.db"))
	c.restart()
	return c
}

func (c *counter) open(path string) {
	c.t.Helper()
	var err error
	if c.journal, err = journal.Open(c.t.Context(), path); err != nil {
		c.t.Fatal(err)
	}
}

// restart begins a run of the program on the same journal and server.
func (c *counter) restart() {
	c.jobs = NewJobs(JobsConfig{Client: c.client, Journal: c.journal, JournalErr: c.broken, Env: jobEnv, Policy: c.policy})
	c.jobs.Subscribe(func(m state.WriteMoved) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.moves = append(c.moves, m)
	})
}

// close ends the run and checks the journal.
func (c *counter) close() {
	c.t.Helper()
	c.jobs.Close()
	if err := c.journal.Verify(c.t.Context()); err != nil {
		c.t.Error(err)
	}
	if err := c.journal.Close(); err != nil {
		c.t.Error(err)
	}
}

// payment finds an executed payment of at least 30,00 that nothing was
// refunded of, or one that is open still.
func (c *counter) payment(simple api.StatusSimple) state.Baseline {
	c.t.Helper()
	page, err := api.PaymentTransactions.Find(c.t.Context(), c.client, api.Query{Count: 60})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, item := range page.Items {
		truth, ok := c.server.Truth(item.Value.ID)
		if ok && truth.Simple == simple && len(truth.Refunds) == 0 && truth.InEffect >= 3000 && truth.Currency == "EUR" {
			b, _, err := c.jobs.Baseline(c.t.Context(), refundOf(truth.ID))
			if err != nil {
				c.t.Fatal(err)
			}
			return b
		}
	}
	c.t.Fatalf("the sandbox has no payment in status %d", simple)
	return state.Baseline{}
}

func jobOrder(b state.Baseline, amount api.Minor) state.WriteOrder {
	return state.WriteOrder{Kind: state.KindRefund, Target: b.ID, Amount: amount, Currency: b.Currency, Reason: "Nachlass", Operator: "anna", Baseline: b}
}

// heard lists the states told so far, without those told again.
func (c *counter) heard() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []string
	for _, m := range c.moves {
		if !m.Again {
			out = append(out, string(m.State))
		}
	}
	return strings.Join(out, " ")
}

func (c *counter) last() state.WriteMoved {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.moves) == 0 {
		return state.WriteMoved{}
	}
	return c.moves[len(c.moves)-1]
}

// recorded lists the states in the journal of an intent.
func (c *counter) recorded(intent string) string {
	c.t.Helper()
	entries, err := c.journal.Intent(c.t.Context(), intent)
	if err != nil {
		c.t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.State)
	}
	return strings.Join(out, " ")
}

// posts counts the requests that would have moved money.
func (c *counter) posts() int {
	n := 0
	for request, count := range c.server.Requests() {
		if strings.HasSuffix(request, "/cancel") {
			n += count
		}
	}
	return n
}

// onCancel is a fault that befalls only what moves money.
func onCancel(f sandbox.Fault) func(*http.Request) sandbox.Fault {
	return func(r *http.Request) sandbox.Fault {
		if strings.HasSuffix(r.URL.Path, "/cancel") {
			return f
		}
		return sandbox.Fault{}
	}
}

func TestARefundGoesThroughAllItsStatesAndArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		intent := c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := c.heard(); got != "snapshot armed sent applied applied" {
			t.Errorf("told %q", got)
		}
		if got := c.recorded(intent); got != "snapshot armed sent applied applied applied" {
			t.Errorf("recorded %q", got)
		}
		moves := c.server.AllRefunds()
		if len(moves) != 1 || moves[0].Amount != 1000 || moves[0].Payment != b.ID || moves[0].Action != state.ActionID(intent) {
			t.Fatalf("the server has %+v", moves)
		}
		if last := c.last(); !last.Arrived || last.Child != moves[0].Refund || last.Intent != intent || last.Env != jobEnv {
			t.Errorf("at last it told %+v", last)
		}
		entries, err := c.journal.Intent(t.Context(), intent)
		if err != nil {
			t.Fatal(err)
		}
		if e := entries[0]; e.Action != moves[0].Action || e.Operator != "anna" || e.Amount != 1000 || e.Target != b.ID {
			t.Errorf("entry %+v", e)
		}
		if all := fmt.Sprintf("%+v", entries); strings.Contains(all, "Nachlass") {
			t.Error("the reason is in the journal")
		}
	})
}

func TestEveryFaultOfTheOneRequestComesToATrueEnd(t *testing.T) {
	const late = 40 * time.Second
	for name, f := range map[string]struct {
		fault sandbox.Fault
		want  string
	}{
		"nothing":             {sandbox.Fault{}, "applied"},
		"slow":                {sandbox.Fault{Delay: 50 * time.Second}, "applied"},
		"never answers":       {sandbox.Fault{Delay: time.Hour}, "unknown not-applied"},
		"refused connection":  {sandbox.Fault{Refuse: true}, "rejected"},
		"lost before":         {sandbox.Fault{DropBefore: true}, "unknown not-applied"},
		"lost after":          {sandbox.Fault{DropAfter: true}, "unknown applied"},
		"refused":             {sandbox.Fault{Status: 405}, "rejected"},
		"token expired":       {sandbox.Fault{Code2003: true}, "rejected"},
		"timeout of a proxy":  {sandbox.Fault{Status: 408}, "unknown not-applied"},
		"too many":            {sandbox.Fault{Status: 429}, "unknown not-applied"},
		"backend":             {sandbox.Fault{Status: 400, Code: 1005}, "unknown not-applied"},
		"error":               {sandbox.Fault{Status: 500}, "unknown not-applied"},
		"error after":         {sandbox.Fault{Status: 500, Commit: true}, "unknown applied"},
		"cut short":           {sandbox.Fault{Truncate: 40}, "unknown applied"},
		"a web page":          {sandbox.Fault{HTML: true}, "unknown applied"},
		"garbage":             {sandbox.Fault{Garbage: true}, "unknown applied"},
		"executed late":       {sandbox.Fault{ApplyLate: late}, "unknown applied"},
		"lost, executed late": {sandbox.Fault{ApplyLate: late, DropAfter: true}, "unknown applied"},
		"denied later":        {sandbox.Fault{DenyRefund: true}, "applied failed"},
		"lost, denied later":  {sandbox.Fault{DenyRefund: true, DropAfter: true}, "unknown applied failed"},
		"somebody else too":   {sandbox.Fault{ForeignRefund: 700, DropAfter: true}, "unknown conflict"},
		"somebody the same":   {sandbox.Fault{ForeignRefund: 1000, DropAfter: true}, "unknown double"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounter(t, onCancel(f.fault))
				defer c.close()
				intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
				time.Sleep(3 * time.Hour)
				synctest.Wait()
				want := "snapshot armed sent " + f.want
				for _, got := range []string{c.heard(), c.recorded(intent)} {
					if got := squeeze(got); got != want {
						t.Errorf("it went through %q, want %q", got, want)
					}
				}
				if n := c.posts(); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

// squeeze leaves out a state that follows itself.
func squeeze(states string) string {
	var out []string
	for _, s := range strings.Fields(states) {
		if len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return strings.Join(out, " ")
}

func TestAPaymentThatWasNotExecutedIsLoweredAndThatArrives(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{"answered": {}, "lost": {DropAfter: true}} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(t, onCancel(fault))
			defer c.close()
			b := c.payment(api.StatusAuthorized)
			c.jobs.Start(jobOrder(b, 1000))
			time.Sleep(time.Hour)
			synctest.Wait()
			if last := c.last(); last.State != state.WriteApplied || !last.Arrived || last.Child != "" {
				t.Errorf("%s: it told %q, at last %+v", name, c.heard(), last)
			}
			if truth, _ := c.server.Truth(b.ID); truth.InEffect != b.InEffect-1000 {
				t.Errorf("%s: %d in effect, before %d", name, truth.InEffect, b.InEffect)
			}
		})
	}
}

// plainSQL opens the journal's file as any other program would.
func plainSQL(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

// refundOf is what is asked about a payment before a refund.
func refundOf(id string) state.WriteOrder {
	return state.WriteOrder{Kind: state.KindRefund, Target: id, Operator: "anna"}
}
