package runner

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

func TestWhoeverAskedHearsHowADoubtEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		anna.server.SetFaults(onCancel(sandbox.Fault{DropAfter: true}))
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Second)
		gone := make(chan struct{})
		bernd.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoLook && !s.History && !done {
				<-gone // nothing more is heard of whoever sent it
			}
		}
		bernd.jobs.Approve(t.Context(), intent, "bernd")
		time.Sleep(time.Hour)
		if m := anna.last(); m.State != state.WriteApplied || anna.posts() != 1 {
			t.Errorf("anna heard %q after %d requests", anna.heard(), anna.posts())
		}
		close(gone)
		bernd.close()
	})
}

// What a person decides with the command is heard by the program that waits for it.
func TestADecisionIsHeardWhereverItWasMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		c.server.SetFaults(onCancel(sandbox.Fault{Status: 502}))
		r := &Runner{client: c.client, sessions: map[*Session]struct{}{}}
		r.Use(c.jobs)
		intent := c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Second)
		c.server.SetFaults(nil)
		if _, err := api.CancelPayment.Do(t.Context(), c.client, api.Refund{By: 200}, b.ID); err != nil { // in the web office
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		open, err := c.journal.Pending(t.Context())
		if err != nil || len(open) != 1 || open[0].State != string(state.WriteConflict) {
			t.Fatalf("open is %+v, %v", open, err)
		}
		e := open[0]
		e.Follows, e.State, e.Open, e.Operator, e.At, e.Note = e.Seq, string(state.WriteNotApplied), false, "chef", time.Now(), string(state.WhyPerson)
		if _, err := c.journal.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if m := c.last(); m.Intent != intent || m.State != state.WriteNotApplied || m.By != "chef" || m.Why != state.WhyPerson {
			t.Errorf("it told %+v", m)
		}
	})
}

// That somebody else refunded meanwhile proves nothing of ours, which may sit in a
// queue of the server.
func TestWhatMayStillBeOnItsWayIsNotSaidNotToHaveHappenedWhateverElseDid(t *testing.T) {
	for _, restarted := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(t, onCancel(sandbox.Fault{Status: 502}))
			defer c.close()
			b := c.payment(api.StatusAccepted)
			intent := c.jobs.Start(jobOrder(b, 1000))
			time.Sleep(time.Second)
			c.server.SetFaults(nil)
			if _, err := api.CancelPayment.Do(t.Context(), c.client, api.Refund{By: 200}, b.ID); err != nil { // in the web office
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if restarted {
				c.jobs.Close()
				c.restart()
				if err := c.jobs.Resume(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			c.jobs.Settle(t.Context(), intent, state.WriteNotApplied, "bea")
			time.Sleep(time.Second)
			if got := squeeze(c.recorded(intent)); got != "snapshot armed sent unknown conflict" {
				t.Fatalf("a minute after it left, recorded %q", got)
			}
			seen := c.jobs.Evidence(t.Context(), state.ReadEvidence{Intent: intent})
			time.Sleep(time.Until(seen.Since.Add(state.Quarantine(state.KindRefund))))
			c.jobs.Settle(t.Context(), intent, state.WriteNotApplied, "bea")
			time.Sleep(time.Second)
			if got := squeeze(c.recorded(intent)); got != "snapshot armed sent unknown conflict not-applied" {
				t.Errorf("when its time was over, recorded %q", got)
			}
		})
	}
}

// On a slow line a read takes a while; who asked for another one meanwhile may
// have seen enough before it begins.
func TestADecisionIsNotLostBehindAWishToRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{Status: 502}))
		defer c.close()
		reading, goOn := make(chan struct{}), make(chan struct{})
		slow := sync.OnceFunc(func() { close(reading); <-goOn })
		c.jobs.hook = func(b *job, s state.WriteStep, done bool) {
			if s.Do == state.DoLook && b.machine.State == state.WriteUnknown && !done {
				slow()
			}
		}
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		<-reading
		session := (&Runner{client: c.client, jobs: c.jobs, sessions: map[*Session]struct{}{}}).Open(func(state.Event) {})
		defer session.Close()
		settle := func(as state.WriteState) state.Event {
			return session.Do(state.SettleWrite{Intent: intent, As: as, Operator: "bea"})()
		}
		if !c.jobs.CheckNow(intent) || settle(state.WriteApplied) != nil || !c.jobs.CheckNow(intent) {
			t.Error("it is not heard")
		}
		if settle(state.WriteNotApplied) != (state.NotWaiting{Intent: intent}) {
			t.Error("a second decision is not told that it came too late")
		}
		close(goOn)
		time.Sleep(time.Second)
		if got := c.recorded(intent); got != "snapshot armed sent unknown applied" {
			t.Errorf("recorded %q", got)
		}
		if settle(state.WriteApplied) != (state.NotWaiting{Intent: intent}) {
			t.Error("a decision that finds nothing is not told so")
		}
	})
}

func TestAPersonDecidesADoubtOnceItIsOldEnough(t *testing.T) {
	for _, try := range []struct {
		as    state.WriteState
		who   string
		after time.Duration
		want  string
	}{
		{state.WriteNotApplied, "bernd", 14 * time.Minute, "snapshot armed sent unknown"},
		{state.WriteNotApplied, "bernd", 16 * time.Minute, "snapshot armed sent unknown not-applied"},
		{state.WriteNotApplied, "anna", 16 * time.Minute, "snapshot armed sent unknown"},
		{state.WriteApplied, "bernd", time.Minute, "snapshot armed sent unknown applied"},
	} {
		synctest.Test(t, func(t *testing.T) {
			anna, bernd := shop(t)
			defer anna.close()
			defer bernd.close()
			anna.server.SetFaults(onCancel(sandbox.Fault{Status: 502}))
			intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 500))
			time.Sleep(try.after)
			if !anna.jobs.Settle(t.Context(), intent, try.as, try.who) {
				t.Error("there is no such write")
			}
			time.Sleep(time.Second)
			if got := anna.recorded(intent); got != try.want {
				t.Errorf("%s by %s after %v: recorded %q, want %q", try.as, try.who, try.after, got, try.want)
			}
		})
	}
}
