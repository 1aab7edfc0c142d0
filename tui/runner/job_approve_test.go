package runner

import (
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// staff is a shop in which anna refunds up to ten euros, twenty a day, and bernd
// and berta approve.
var staff = state.Policy{Default: state.Viewer, Expires: time.Hour,
	Roles:  map[string]state.Role{"anna": state.Support, "bernd": state.Manager, "berta": state.Manager},
	Limits: map[state.Role]map[string]state.Limit{state.Support: {"EUR": {Refund: ptr[api.Minor](1000), Day: ptr[api.Minor](2000)}}}}

func ptr[T any](v T) *T { return &v }

// shop is two programs with one journal: anna's and bernd's.
func shop(t *testing.T) (anna, bernd *counter) {
	t.Helper()
	anna = newCounter(t, nil)
	anna.jobs.Close()
	anna.policy = staff
	anna.restart()
	bernd = &counter{t: t, server: anna.server, client: anna.client, policy: staff}
	bernd.open(anna.journal.Path())
	bernd.restart()
	return anna, bernd
}

// resume has a program take up what is in the journal, as its start does.
func (c *counter) resume() {
	c.t.Helper()
	if err := c.jobs.Resume(c.t.Context()); err != nil {
		c.t.Fatal(err)
	}
}

func TestARefundAboveTheLimitWaitsForAnotherOperatorOnAnotherHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		defer bernd.close()
		b := anna.payment(api.StatusAccepted)
		intent := anna.jobs.Start(jobOrder(b, 1500))
		time.Sleep(time.Minute)
		if m := anna.last(); m.State != state.WriteApproval || m.Why != state.WhyAboveLimit || anna.posts() != 0 {
			t.Fatalf("it told %+v after %d requests", m, anna.posts())
		}
		read := bernd.jobs.Approval(t.Context(), state.ReadApproval{Intent: intent})
		if read.Err != nil || string(read.Order.Body()) != `{"reduce_amount_by":1500,"reason":"Nachlass"}` ||
			read.Order.Operator != "anna" || read.Why != state.WhyAboveLimit || !read.Now.Same(read.Order.Baseline) || read.Expires.IsZero() {
			t.Errorf("bernd sees %+v", read)
		}
		if !bernd.jobs.Approve(t.Context(), intent, "bernd") {
			t.Fatal("nothing waits for bernd")
		}
		time.Sleep(time.Hour)
		for _, c := range []*counter{anna, bernd} {
			if m := c.last(); m.State != state.WriteApplied || m.Operator != "anna" || !m.Arrived {
				t.Errorf("it told %+v", m)
			}
		}
		if got := squeeze(anna.recorded(intent)); got != "snapshot approval approved armed sent applied" {
			t.Errorf("recorded %q", got)
		}
		if all := anna.server.AllRefunds(); len(all) != 1 || all[0].Amount != 1500 {
			t.Errorf("refunded is %+v", all)
		}
		entries, _ := anna.journal.Intent(t.Context(), intent)
		if entries[2].Operator != "bernd" || entries[2].BodyHash != entries[1].BodyHash || entries[2].BaselineHash != entries[1].BaselineHash {
			t.Errorf("approved is %+v", entries[2])
		}
	})
}

func TestNobodyApprovesTheirOwnAndNoRoleBelowManagerApproves(t *testing.T) {
	for who, why := range map[string]state.WriteWhy{"anna": state.WhyOwn, "carl": state.WhyRole, "": state.WhyOwn} {
		synctest.Test(t, func(t *testing.T) {
			anna, bernd := shop(t)
			defer anna.close()
			defer bernd.close()
			intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
			time.Sleep(time.Second)
			anna.jobs.Approve(t.Context(), intent, who)
			time.Sleep(time.Minute)
			if m := anna.last(); m.State != state.WriteApproval || !m.Again || m.Why != why || anna.posts() != 0 {
				t.Errorf("%q: it told %+v after %d requests", who, m, anna.posts())
			}
			anna.jobs.Approve(t.Context(), intent, "berta") // and it still can be
			time.Sleep(time.Minute)
			if m := anna.last(); m.State != state.WriteApplied {
				t.Errorf("%q: then it told %+v", who, m)
			}
		})
	}
}

func TestTheSumOfADayCountsTowardsItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		defer bernd.close()
		b := anna.payment(api.StatusAccepted)
		for i, amount := range []api.Minor{900, 1000, 101} {
			order := jobOrder(b, amount)
			order.Baseline, _, _ = anna.jobs.Baseline(t.Context(), refundOf(b.ID))
			anna.jobs.Start(order)
			time.Sleep(time.Hour + time.Minute)
			want, why := state.WriteApplied, state.WhyRead
			if i == 2 {
				want, why = state.WriteRefused, state.WhyExpired // it waited an hour
			}
			if m := anna.last(); m.State != want || m.Why != why {
				t.Errorf("%d: it told %+v", amount, m)
			}
		}
		time.Sleep(22 * time.Hour)
		order := jobOrder(b, 101)
		order.Baseline, _, _ = anna.jobs.Baseline(t.Context(), refundOf(b.ID))
		anna.jobs.Start(order)
		time.Sleep(time.Minute)
		if m := anna.last(); m.State != state.WriteApplied {
			t.Errorf("the next day it told %+v", m)
		}
	})
}

func TestWhatIsDeclinedOrTakenBackIsNotSent(t *testing.T) {
	for who, by := range map[string]string{"bernd": "bernd", "anna": "anna"} {
		synctest.Test(t, func(t *testing.T) {
			anna, bernd := shop(t)
			defer anna.close()
			defer bernd.close()
			intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
			time.Sleep(time.Second)
			bernd.jobs.Decline(t.Context(), intent, who)
			time.Sleep(time.Minute)
			for _, c := range []*counter{anna, bernd} {
				if m := c.last(); m.State != state.WriteRefused || m.Why != state.WhyDeclined || m.By != by {
					t.Errorf("%s: it told %+v", who, m)
				}
			}
			if anna.posts() != 0 || bernd.jobs.Approve(t.Context(), intent, "berta") {
				t.Error("it can still be sent")
			}
		})
	}
}

func TestAnApprovalIsVoidWhenThePaymentChangedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		defer bernd.close()
		b := anna.payment(api.StatusAccepted)
		intent := anna.jobs.Start(jobOrder(b, 1500))
		time.Sleep(time.Second)
		if _, err := api.CancelPayment.Do(t.Context(), anna.client, api.Refund{By: 200}, b.ID); err != nil { // in the web office
			t.Fatal(err)
		}
		anna.jobs.Approve(t.Context(), intent, "bernd")
		time.Sleep(time.Minute)
		if m := anna.last(); m.State != state.WriteRefused || m.Why != state.WhyChanged || len(anna.server.AllRefunds()) != 1 {
			t.Errorf("it told %+v; refunded is %+v", m, anna.server.AllRefunds())
		}
	})
}

func TestAnApprovalOutlivesTheProgramThatAskedForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		defer bernd.close()
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Second)
		anna.jobs.Close() // waits for nobody
		anna.restart()
		anna.resume()
		bernd.resume()
		bernd.jobs.Approve(t.Context(), intent, "bernd")
		time.Sleep(time.Hour)
		if got := squeeze(anna.recorded(intent)); got != "snapshot approval approved armed sent applied" || anna.posts() != 1 {
			t.Errorf("recorded %q after %d requests", got, anna.posts())
		}
	})
}

// Whoever approved dies before anything left: the others give it up, after they
// waited for longer than a request lives.
func TestAnApproverThatDiesBeforeSendingSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Second)
		bernd.resume()
		dead := make(chan struct{})
		bernd.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoLook && !done {
				<-dead
			}
		}
		bernd.jobs.Approve(t.Context(), intent, "bernd")
		time.Sleep(time.Minute)
		if m := anna.last(); m.State != state.WriteApproved || m.By != "bernd" || m.Next.Sub(m.At) != state.StaleAfter {
			t.Errorf("anna was told %+v", m)
		}
		time.Sleep(staleTest)
		if m := anna.last(); m.State != state.WriteRefused || m.Why != state.WhyInterrupted {
			t.Errorf("then anna was told %+v", m)
		}
		close(dead) // it was only stopped, and goes on: too late
		time.Sleep(time.Hour)
		if got := squeeze(anna.recorded(intent)); anna.posts() != 0 || got != "snapshot approval approved refused" && got != "snapshot approval approved refused refused" {
			t.Errorf("recorded %q after %d requests", got, anna.posts())
		}
		bernd.close()
	})
}

func TestWhatWasApprovedIsSentBeforeTheProgramEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Second)
		bernd.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
			if s.Do == state.DoLook && !done {
				time.Sleep(time.Second) // a slow line
			}
		}
		if !bernd.jobs.Approve(t.Context(), intent, "bernd") || bernd.jobs.Sending() != 1 {
			t.Errorf("%d writes are waited for", bernd.jobs.Sending())
		}
		bernd.close()
		if got := anna.recorded(intent); got != "snapshot approval approved armed sent applied" || anna.posts() != 1 {
			t.Errorf("recorded %q after %d requests", got, anna.posts())
		}
		anna.jobs.Approve(t.Context(), intent, "bernd") // too late, and nothing is waited for
		if n := anna.jobs.Sending(); n != 0 {
			t.Errorf("%d writes are waited for", n)
		}
	})
}

// staleTest is longer than anybody is waited for.
const staleTest = 13 * time.Minute

func TestWithoutAJournalNothingIsApproved(t *testing.T) {
	jobs := NewJobs(JobsConfig{Env: jobEnv})
	defer jobs.Close()
	if jobs.Approve(t.Context(), "I", "bernd") || jobs.Decline(t.Context(), "I", "bernd") {
		t.Error("something waits")
	}
	if read := jobs.Approval(t.Context(), state.ReadApproval{Intent: "I"}); read.Err == nil {
		t.Error("something is read")
	}
}

func TestWhatWaitsForAnotherServerIsNotApprovedHere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd := shop(t)
		defer anna.close()
		defer bernd.close()
		bernd.jobs.Close()
		bernd.jobs = NewJobs(JobsConfig{Client: bernd.client, Journal: bernd.journal, Env: "live.invalid", Policy: staff})
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Second)
		if read := bernd.jobs.Approval(t.Context(), state.ReadApproval{Intent: intent}); read.Err == nil || read.Order.Intent != "" {
			t.Errorf("it is shown: %+v", read)
		}
		if bernd.jobs.Approve(t.Context(), intent, "bernd") || bernd.jobs.Decline(t.Context(), intent, "bernd") {
			t.Error("it is decided")
		}
		time.Sleep(time.Minute)
		if got := anna.recorded(intent); got != "snapshot approval" || anna.posts() != 0 {
			t.Errorf("recorded %q after %d requests", got, anna.posts())
		}
	})
}

func TestAWriteOfANewerTresenIsLeftToIt(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	b := c.payment(api.StatusAccepted)
	_, err := c.journal.AppendRequest(t.Context(), journal.Entry{Intent: "I9", State: string(state.WriteApproval), Open: true, Kind: "of tomorrow",
		Env: jobEnv, Target: b.ID, Operator: "anna", At: time.Now(), Baseline: string(b.Encode())},
		journal.Request{Body: []byte(`{"kind":"of tomorrow"}`), Expires: time.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if read := c.jobs.Approval(t.Context(), state.ReadApproval{Intent: "I9"}); read.Err == nil {
		t.Errorf("it is shown: %+v", read)
	}
	if c.jobs.Approve(t.Context(), "I9", "bernd") {
		t.Error("it is approved")
	}
}
