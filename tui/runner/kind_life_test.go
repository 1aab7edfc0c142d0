package runner

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// eachKind runs a test of every kind in a world of its own.
func eachKind(t *testing.T, options sandbox.Options, test func(t *testing.T, kind state.WriteKind, k kindCase, c *counter)) {
	t.Helper()
	options.Payments, options.Seed = 60, 3
	for i, kind := range slices.Sorted(maps.Keys(kindCases)) {
		if skipped(i + len(t.Name())) {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounterOn(t, sandbox.New(options))
				defer c.close()
				test(t, kind, kindCases[kind], c)
			})
		})
	}
}

// elsewhere does what an order asks for without this program.
func (c *counter) elsewhere(o state.WriteOrder) {
	c.t.Helper()
	if _, err := writeOps[o.Kind].send(c.t.Context(), c.client, o); err != nil {
		c.t.Fatal(err)
	}
}

func TestWhatSomebodyElseDidMeanwhileIsNotDoneAgain(t *testing.T) {
	eachKind(t, sandbox.Options{}, func(t *testing.T, kind state.WriteKind, k kindCase, c *counter) {
		if kind == state.KindPayout {
			return // depends on nothing that a payout changes; the look-alike guard sees it
		}
		order := k.order(c)
		time.Sleep(5 * time.Second) // a report is dated
		c.elsewhere(order)
		before := k.requests(c)
		c.jobs.Start(order)
		time.Sleep(time.Minute)
		if last := c.last(); last.State != state.WriteRefused || last.Why != state.WhyChanged || last.Now == nil {
			t.Errorf("it told %+v", last)
		}
		if n := k.requests(c) - before; n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestOfTwoOperatorsOnOneTargetOneIsSent(t *testing.T) {
	eachKind(t, sandbox.Options{Terminal: 20 * time.Second}, func(t *testing.T, kind state.WriteKind, k kindCase, c *counter) {
		anna := k.order(c)
		bea := anna
		bea.Operator, bea.Intent = "bea", anna.Intent+"B"
		before := k.requests(c)
		ends := []string{c.jobs.Start(anna), c.jobs.Start(bea)}
		time.Sleep(time.Hour)
		if n := k.requests(c) - before; n != 1 || k.done(c, anna)+k.done(c, bea) == 0 {
			t.Errorf("%d requests", n)
		}
		for i, intent := range ends {
			ends[i] = squeeze(c.recorded(intent))
		}
		if !slices.Contains(ends, "snapshot armed sent applied") || !slices.Contains(ends, "refused") && !slices.Contains(ends, "snapshot refused") {
			t.Errorf("recorded %q", ends)
		}
	})
}

// leave writes into the journal what a program leaves that dies as soon as it has
// recorded a state.
func (c *counter) leave(order state.WriteOrder, until state.WriteState) {
	c.t.Helper()
	order.Env, order.Rule = jobEnv, c.policy.Rule(order.Operator)
	machine := state.NewWrite(order)
	b := &job{machine: machine}
	ev := state.WriteEvent{Kind: state.WriteBegun}
	for {
		ev.At = time.Now()
		var steps []state.WriteStep
		b.machine, steps = b.machine.Handle(ev)
		switch step := steps[len(steps)-1]; step.Do {
		case state.DoRecord:
			ev = c.jobs.record(b, step.Record)
			if ev.Kind != state.WriteRecorded {
				c.t.Fatalf("%s was not recorded: %v", step.Record.State, ev.Err)
			}
			if step.Record.State == until {
				return
			}
		case state.DoLook:
			ev = c.jobs.look(b.machine.Order, step)
		case state.DoPost:
			ev = state.WriteEvent{Kind: state.WriteAnswered, Err: &api.Error{Outcome: api.Unknown}}
		default:
			c.t.Fatalf("it never came to %s, but to %+v", until, steps)
		}
	}
}

func TestTheNextStartFindsOutByReadingWhatBecameOfEveryKind(t *testing.T) {
	for _, left := range []struct {
		in       state.WriteState
		executed bool
	}{{state.WriteArmed, false}, {state.WriteSent, true}, {state.WriteUnknown, true}} {
		t.Run(string(left.in), func(t *testing.T) {
			eachKind(t, sandbox.Options{}, func(t *testing.T, kind state.WriteKind, k kindCase, c *counter) {
				order := k.order(c)
				order.Intent = "LEFT"
				c.leave(order, left.in)
				want := "unknown " + string(k.lost)
				if left.executed {
					c.elsewhere(order)
					want = "unknown applied"
				}
				before := k.requests(c)
				c.restart()
				if err := c.jobs.Resume(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(3 * time.Hour)
				if got := squeeze(c.heard()); got != want {
					t.Errorf("it told %q, want %q", got, want)
				}
				if n := k.requests(c) - before; n != 0 || k.done(c, order) != count(left.executed) {
					t.Errorf("%d requests; it was done %d times", n, k.done(c, order))
				}
			})
		})
	}
}

func TestASecondTryOfWhatDidNotHappenTakesASecondPersonWhereMoneyMoves(t *testing.T) {
	eachKind(t, sandbox.Options{}, func(t *testing.T, kind state.WriteKind, k kindCase, c *counter) {
		order := k.order(c)
		before := k.requests(c)
		k.befall(c, sandbox.Fault{DropBefore: true})
		first := c.jobs.Start(order)
		time.Sleep(2 * time.Hour)
		if k.lost == state.WriteConflict {
			c.jobs.Settle(t.Context(), first, state.WriteNotApplied, "bea")
			synctest.Wait()
		}
		if last := c.last(); last.State != state.WriteNotApplied {
			t.Fatalf("the first try told %q", c.heard())
		}
		c.server.SetFaults(nil)
		order.Intent = "AGAIN"
		order = c.orderFor(order)
		for _, like := range state.LookAlikes(kind, order.Amount, order.Baseline, time.Now()) {
			order.Acknowledged = append(order.Acknowledged, like.ID)
		}
		again := c.jobs.Start(order)
		time.Sleep(time.Minute)
		free := slices.Contains([]state.WriteKind{state.KindLock, state.KindUnlock, state.KindEndOfDay, state.KindLink}, kind)
		last := c.last()
		if free && last.State != state.WriteApplied || !free && (last.State != state.WriteApproval || last.Why != state.WhyRepeat) {
			t.Fatalf("the second try told %+v", last)
		}
		c.jobs.Approve(t.Context(), again, "bea")
		time.Sleep(time.Hour)
		if last := c.last(); last.State != state.WriteApplied || k.requests(c)-before != 2 || k.done(c, order) != 1 {
			t.Errorf("it told %+v after %d requests; it was done %d times", last, k.requests(c)-before, k.done(c, order))
		}
	})
}

func TestWhatATillDoesForMinutesIsWaitedForAndFoundWhenItTakesTooLong(t *testing.T) {
	for name, f := range map[string]struct {
		terminal time.Duration
		want     string
	}{
		"minutes":  {9 * time.Minute, "applied"},
		"too long": {40 * time.Minute, "unknown applied"},
	} {
		for _, kind := range []state.WriteKind{state.KindEndOfDay, state.KindReceiptCancel, state.KindStart} {
			t.Run(name+"/"+string(kind), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3, Terminal: f.terminal}))
					defer c.close()
					other := &counter{t: t, server: c.server, client: c.client} // must not take who waits for dead
					other.open(c.journal.Path())
					defer other.close()
					other.restart()
					r := &Runner{client: other.client, sessions: map[*Session]struct{}{}}
					r.Use(other.jobs)
					order := c.atTill(kind)
					intent := c.jobs.Start(order)
					time.Sleep(2 * time.Hour)
					if got := squeeze(c.heard()); got != "snapshot armed sent "+f.want {
						t.Errorf("it told %q", got)
					}
					if got := squeeze(c.recorded(intent)); got != "snapshot armed sent "+f.want {
						t.Errorf("recorded %q", got)
					}
				})
			})
		}
	}
}

// atTill is an order whose request a terminal answers.
func (c *counter) atTill(kind state.WriteKind) state.WriteOrder {
	if kind == state.KindStart {
		return c.orderFor(state.WriteOrder{Kind: kind, Target: c.sale(""), Amount: 2500, Option: "cashless"})
	}
	if kind == state.KindReceiptCancel { // paid in cash: the terminal is not asked while it is made
		o := c.orderFor(state.WriteOrder{Kind: kind, Target: c.sale("cash"), Amount: 2500})
		o.Option = o.Baseline.Mark
		return o
	}
	return kindCases[kind].order(c)
}

func TestAListThatLagsDelaysTheProofAndMakesNone(t *testing.T) {
	for kind, k := range kindCases {
		if k.lost != state.WriteConflict {
			continue // read live
		}
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCounterOn(t, sandbox.New(sandbox.Options{Payments: 60, Seed: 3, IndexLag: 3 * time.Minute}))
				defer c.close()
				order := k.order(c)
				k.befall(c, sandbox.Fault{DropAfter: true})
				c.jobs.Start(order)
				time.Sleep(2 * time.Minute)
				if got := squeeze(c.heard()); got != "snapshot armed sent unknown" {
					t.Errorf("too early it told %q", got)
				}
				time.Sleep(time.Hour)
				if got := squeeze(c.heard()); !strings.HasSuffix(got, "unknown applied") {
					t.Errorf("it told %q", got)
				}
			})
		})
	}
}
