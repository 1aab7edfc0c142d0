package runner

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

func TestTheProgramWaitsForARequestAndNotForDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{Delay: 50 * time.Second, DropAfter: true}))
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		if c.jobs.Sending() != 1 {
			t.Error("it does not say that it sends")
		}
		began := time.Now()
		c.jobs.Wait()
		if took := time.Since(began); took != 50*time.Second {
			t.Errorf("waited %v for a request of 50 s", took)
		}
		c.close()
		if took := time.Since(began); took > 51*time.Second {
			t.Errorf("waited %v, for a refund that only reading can decide", took)
		}
		if got := c.last(); got.State != state.WriteUnknown || got.Intent != intent {
			t.Errorf("at last it told %+v", got)
		}
		if c.jobs.Start(jobOrder(state.Baseline{ID: "PCI_1"}, 1)); c.jobs.Sending() != 0 {
			t.Error("a refund began after the end")
		}
	})
}

func TestTheNextStartFindsOutWhatBecameOfARefund(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropAfter: true}))
		b := c.payment(api.StatusAccepted)
		intent := c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Second)
		c.jobs.Close()
		if got := c.recorded(intent); got != "snapshot armed sent unknown" {
			t.Fatalf("recorded %q", got)
		}
		c.restart()
		defer c.close()
		c.moves = nil
		if err := c.jobs.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if first := c.last(); first.State != state.WriteUnknown || first.Why != state.WhyInterrupted || time.Until(first.Next) != 2*time.Second {
			t.Errorf("at the start it told %+v", first)
		}
		time.Sleep(time.Hour)
		if last := c.last(); last.State != state.WriteApplied || !last.Arrived || c.posts() != 1 {
			t.Errorf("it told %q; %d requests", c.heard(), c.posts())
		}
	})
}

func TestEntriesOfAnotherHostAreLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropAfter: true}))
		c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Second)
		c.jobs.Close()
		c.restart()
		defer c.close()
		c.jobs.cfg.Env, c.moves = "connect.example", nil
		if err := c.jobs.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if c.heard() != "" {
			t.Errorf("it told %q", c.heard())
		}
	})
}

func TestAnAcceptedRefundIsWatchedOnAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DenyRefund: true}))
		c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Second)
		c.jobs.Close()
		if last := c.last(); last.State != state.WriteApplied || last.Arrived {
			t.Fatalf("it told %+v", last)
		}
		c.restart()
		if err := c.jobs.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if last := c.last(); last.State != state.WriteFailed || last.Why != state.WhyDenied {
			t.Errorf("it told %q", c.heard())
		}
		c.jobs.Close()
		c.restart() // and then there is nothing left to take up
		defer c.close()
		c.moves = nil
		if err := c.jobs.Resume(t.Context()); err != nil || c.heard() != "" {
			t.Errorf("it told %q, %v", c.heard(), err)
		}
	})
}

func TestARefundThatArrivedIsNotTakenUpAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Hour)
		c.jobs.Close()
		c.restart()
		defer c.close()
		c.moves = nil
		if err := c.jobs.Resume(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if c.heard() != "" {
			t.Errorf("it told %q", c.heard())
		}
	})
}

func TestOfTwoRefundsOfOnePaymentAtOnceOneIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		first, second := c.jobs.Start(jobOrder(b, 1000)), c.jobs.Start(jobOrder(b, 900))
		time.Sleep(time.Minute)
		if c.posts() != 1 || len(c.server.AllRefunds()) != 1 {
			t.Errorf("%d requests, %+v", c.posts(), c.server.AllRefunds())
		}
		ends := []string{squeeze(c.recorded(first)), squeeze(c.recorded(second))}
		// The other one finds it open, or the payment changed when it is done.
		if !slices.Contains(ends, "snapshot armed sent applied") ||
			!slices.Contains(ends, "refused") && !slices.Contains(ends, "snapshot refused") {
			t.Errorf("recorded %q", ends)
		}
	})
}

func TestAnIntentThatRunsIsNotBegunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		order := jobOrder(c.payment(api.StatusAccepted), 1000)
		order.Intent = "I1"
		c.jobs.Start(order)
		c.jobs.Start(order)
		time.Sleep(time.Minute)
		if got := squeeze(c.heard()); got != "snapshot armed sent applied" {
			t.Errorf("it told %q", got)
		}
		c.jobs.Start(order) // nor when it has ended
		time.Sleep(time.Minute)
		if c.posts() != 1 || c.last().State != state.WriteRefused {
			t.Errorf("%d requests, it told %q", c.posts(), c.heard())
		}
	})
}

func TestTheSameAmountAgainHasToBeAcknowledgedAndApproved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Hour)
		read := func() state.Baseline {
			b, _, err := c.jobs.Baseline(t.Context(), refundOf(b.ID))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		again := jobOrder(read(), 1000)
		c.jobs.Start(again)
		time.Sleep(time.Minute)
		if last := c.last(); last.State != state.WriteRefused || last.Why != state.WhyLookAlike || len(last.LookAlikes) != 1 {
			t.Fatalf("it told %+v", last)
		}
		for _, like := range state.LookAlikes(state.KindRefund, again.Amount, again.Baseline, time.Now()) {
			again.Acknowledged = append(again.Acknowledged, like.ID)
		}
		intent := c.jobs.Start(again)
		time.Sleep(time.Hour)
		if last := c.last(); last.State != state.WriteApproval || last.Why != state.WhyLookAlike || c.posts() != 1 {
			t.Fatalf("it told %+v after %d requests", last, c.posts())
		}
		c.jobs.Approve(t.Context(), intent, "bea")
		time.Sleep(time.Hour)
		if last := c.last(); last.State != state.WriteApplied || c.posts() != 2 {
			t.Errorf("it told %+v after %d requests", last, c.posts())
		}
	})
}

func TestAPersonReadsAgainAndSettlesAConflict(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{ForeignRefund: 700, DropAfter: true}))
		defer c.close()
		b := c.payment(api.StatusAccepted)
		intent := c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Minute)
		if !c.jobs.CheckNow(intent) {
			t.Error("there is nothing to check")
		}
		synctest.Wait()
		if last := c.last(); last.State != state.WriteConflict || !last.Again || last.Now == nil || last.Now.InEffect != b.InEffect-1700 {
			t.Fatalf("after a check it told %+v", last)
		}
		c.jobs.Settle(t.Context(), intent, state.WriteArmed, "bea") // not a decision
		synctest.Wait()
		c.jobs.Settle(t.Context(), intent, state.WriteApplied, "bea")
		synctest.Wait()
		if last := c.last(); last.State != state.WriteApplied || last.By != "bea" || last.Why != state.WhyPerson {
			t.Errorf("at last it told %+v", last)
		}
		if c.jobs.CheckNow(intent) || c.jobs.CheckNow("never heard of") {
			t.Error("there is something to check still")
		}
		if got := squeeze(c.recorded(intent)); got != "snapshot armed sent unknown conflict applied" {
			t.Errorf("recorded %q", got)
		}
	})
}

func TestCheckNowDoesNotWaitForThePlan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropAfter: true}))
		defer c.close()
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Second)
		c.jobs.CheckNow(intent)
		synctest.Wait()
		if !strings.HasSuffix(squeeze(c.heard()), "unknown applied") {
			t.Errorf("it told %q", c.heard())
		}
	})
}

func TestNobodyDecidesARefundThatReadingCanDecide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropAfter: true}))
		defer c.close()
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(time.Second)
		c.jobs.Settle(t.Context(), intent, state.WriteNotApplied, "bea")
		synctest.Wait()
		if last := c.last(); last.State != state.WriteUnknown {
			t.Fatalf("it told %+v", last)
		}
		time.Sleep(time.Hour) // and the plan goes on
		if got := squeeze(c.heard()); got != "snapshot armed sent unknown applied" {
			t.Errorf("it told %q", got)
		}
	})
}

func TestAScreenThatOpensLaterHearsWhereEveryRefundIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{DropBefore: true}))
		defer c.close()
		intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(45 * time.Second) // between two reads
		var heard []state.WriteMoved
		forget := c.jobs.Subscribe(func(m state.WriteMoved) { heard = append(heard, m) })
		if len(heard) != 1 || heard[0].State != state.WriteUnknown || !heard[0].Again || heard[0].Intent != intent {
			t.Errorf("it heard %+v", heard)
		}
		forget()
		time.Sleep(time.Hour)
		if len(heard) != 1 {
			t.Errorf("after it was closed it heard %+v", heard[1:])
		}
	})
}

// A laptop that slept between the entry and the request must not send hours
// later what another program may have given up meanwhile.
func TestAProgramThatWasStoppedBeforeSendingSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		c.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoRecord && s.Record.State == state.WriteSent && done {
				time.Sleep(time.Minute)
			}
		}
		c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(time.Hour)
		synctest.Wait()
		last := c.last()
		if c.posts() != 0 || last.State != state.WriteRejected || last.Why != state.WhyNotSent {
			t.Errorf("%d requests; it told %q", c.posts(), c.heard())
		}
		if last.Err == nil || !strings.Contains(last.Err.Error(), "stopped for too long") {
			t.Errorf("the reason is %v", last.Err)
		}
	})
}

func TestAClockThatIsSetBackBeforeSendingSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		var back atomic.Int64
		c.jobs.cfg.Clock.Now = func() time.Time { return time.Now().Add(-time.Duration(back.Load())) }
		c.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoRecord && s.Record.State == state.WriteSent && done {
				time.Sleep(20 * time.Minute) // stopped, and its clock was an hour ahead
				back.Store(int64(time.Hour))
			}
		}
		c.jobs.Start(jobOrder(b, 1000))
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if last := c.last(); c.posts() != 0 || last.State != state.WriteRejected || last.Why != state.WhyNotSent {
			t.Errorf("%d requests; it told %q", c.posts(), c.heard())
		}
	})
}

// Two programs of one user share the journal. The second cannot know that the
// first one lives, and takes up what it finds.
func TestASecondProgramOnTheSameJournalSendsNothingAndTheAnswerCounts(t *testing.T) {
	for name, f := range map[string]struct {
		fault sandbox.Fault
		want  state.WriteState
	}{
		"applied":  {sandbox.Fault{Delay: 20 * time.Second}, state.WriteApplied},
		"rejected": {sandbox.Fault{Delay: 20 * time.Second, Status: 405}, state.WriteRejected},
		"lost":     {sandbox.Fault{Delay: 20 * time.Second, DropAfter: true}, state.WriteApplied},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := newCounter(t, onCancel(f.fault))
			defer c.close()
			intent := c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
			time.Sleep(10 * time.Second)
			second := NewJobs(c.jobs.cfg)
			if err := second.Resume(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(3 * time.Hour)
			synctest.Wait()
			second.Close()
			if last := c.last(); last.State != f.want || c.posts() != 1 {
				t.Errorf("%s: it told %q; recorded %q; %d requests", name, c.heard(), c.recorded(intent), c.posts())
			}
			if entries, err := c.journal.Pending(t.Context()); err != nil || len(entries) != 0 {
				t.Errorf("%s: open is %+v, %v", name, entries, err)
			}
		})
	}
}
