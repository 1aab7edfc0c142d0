package runner

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// The clock on the wall says that no time passed. The other one counts it.
func TestAClockThatIsSetBackByAsLongAsTheProgramWasStoppedSendsNothing(t *testing.T) {
	for name, stops := range map[string]func(state.WriteStep) bool{
		"after the entry": func(s state.WriteStep) bool {
			return s.Do == state.DoRecord && s.Record.State == state.WriteSent
		},
		"after the read": func(s state.WriteStep) bool { return s.Do == state.DoLook && s.History },
	} {
		for _, back := range []time.Duration{20 * time.Minute, 19*time.Minute + 45*time.Second} {
			synctest.Test(t, func(t *testing.T) {
				c := newCounter(t, nil)
				defer c.close()
				b := c.payment(api.StatusAccepted)
				began := time.Now()
				var set atomic.Int64
				now := func() time.Time { return reading(time.Now().Add(-time.Duration(set.Load())), time.Since(began)) }
				c.jobs.cfg.Clock = JobClock{Now: now, After: func(until time.Time) (<-chan time.Time, func()) {
					timer := time.NewTimer(until.Sub(now()))
					return timer.C, func() { timer.Stop() }
				}}
				c.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
					if done && stops(s) && set.Load() == 0 {
						time.Sleep(20 * time.Minute)
						set.Store(int64(back))
					}
				}
				c.jobs.Start(jobOrder(b, 1000))
				time.Sleep(2 * time.Hour)
				synctest.Wait()
				if last := c.last(); c.posts() != 0 || last.State != state.WriteRejected || last.Why != state.WhyNotSent {
					t.Errorf("%s, set back by %v: %d requests; it told %q", name, back, c.posts(), c.heard())
				}
			})
		}
	}
}

// What a read showed was so when it began, however long the program stood before it
// could think about it.
func TestAProgramThatStoodAfterAReadConcludesNothingFromThat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, onCancel(sandbox.Fault{ApplyLate: 5 * time.Minute, DropAfter: true}))
		defer c.close()
		reads := 0
		c.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoLook && !s.History && done {
				if reads++; reads == 4 { // half a minute after the request was lost
					time.Sleep(time.Hour)
				}
			}
		}
		c.jobs.Start(jobOrder(c.payment(api.StatusAccepted), 1000))
		time.Sleep(3 * time.Hour)
		if got := squeeze(c.heard()); got != "snapshot armed sent unknown applied" {
			t.Errorf("it told %q", got)
		}
	})
}

// The last moment at which anything can be held back is the one before it leaves.
func TestARequestThatIsLateByEitherClockDoesNotLeave(t *testing.T) {
	for name, c := range map[string]struct {
		stood, wall time.Duration // how long the program stood, and by how much the wall says more than that
		posts       int
	}{
		"in time":                       {state.PostWithin - time.Second, 0, 1},
		"too long":                      {state.PostWithin, 0, 0},
		"asleep":                        {0, 20 * time.Minute, 0},
		"set back by nearly as long":    {20 * time.Minute, -20*time.Minute + 15*time.Second, 0},
		"set back to before it was due": {0, -time.Hour, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newCounter(t, nil)
			defer s.close()
			began := time.Now()
			var set atomic.Int64
			now := func() time.Time { return reading(time.Now().Add(time.Duration(set.Load())), time.Since(began)) }
			s.jobs.cfg.Clock = JobClock{Now: now, After: func(until time.Time) (<-chan time.Time, func()) {
				timer := time.NewTimer(until.Sub(now()))
				return timer.C, func() { timer.Stop() }
			}}
			s.jobs.hook = func(_ *job, step state.WriteStep, done bool) {
				if step.Do == state.DoPost && !done {
					time.Sleep(c.stood)
					set.Store(int64(c.wall))
				}
			}
			s.jobs.Start(jobOrder(s.payment(api.StatusAccepted), 1000))
			time.Sleep(2 * time.Hour)
			synctest.Wait()
			if last := s.last(); s.posts() != c.posts || c.posts == 0 && (last.State != state.WriteRejected || last.Why != state.WhyNotSent) {
				t.Errorf("%s: %d requests; it told %q", name, s.posts(), s.heard())
			}
		})
	}
}
