package runner

import (
	"maps"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// ruler is a configuration that is changed while programs run.
type ruler struct {
	mu  sync.Mutex
	now state.Rules
}

func (r *ruler) read() state.Rules {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *ruler) set(now state.Rules) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = now
}

// ruled is the staff of a shop in which somebody has another role.
func ruled(who string, role state.Role) state.Rules {
	policy := staff
	policy.Roles = maps.Clone(policy.Roles)
	policy.Roles[who] = role
	return state.Rules{Policy: policy, Roles: true}
}

var brokenRules = state.Rules{Policy: staff, Broken: text.Plain("the file is gone")}

// ruledShop is a shop whose programs read their roles from a configuration.
func ruledShop(t *testing.T) (anna, bernd *counter, rules *ruler) {
	anna, bernd = shop(t)
	rules = &ruler{now: state.Rules{Policy: staff}}
	for _, c := range []*counter{anna, bernd} {
		c.jobs.Close()
		c.restart()
		c.jobs.cfg.Rules = rules.read
	}
	return anna, bernd, rules
}

// when changes the configuration while a program reads what it is about to send
// on, for the nth time.
func (c *counter) when(nth int, change func()) {
	c.jobs.hook = func(_ *job, s state.WriteStep, done bool) {
		if s.Do == state.DoLook && !done {
			if nth--; nth == 0 {
				change()
			}
		}
	}
}

func TestAWriteIsArmedByTheRolesOfThatMoment(t *testing.T) {
	lower := state.Rules{Policy: staff}
	lower.Policy.Limits = map[state.Role]map[string]state.Limit{state.Support: {"EUR": {Refund: ptr[api.Minor](100)}}}
	for name, c := range map[string]struct {
		then state.Rules
		want state.WriteState
		why  state.WriteWhy
	}{
		"as it was":   {state.Rules{Policy: staff}, state.WriteApplied, state.WhyRead},
		"demoted":     {ruled("anna", state.Viewer), state.WriteRefused, state.WhyRole},
		"broken":      {brokenRules, state.WriteRefused, state.WhyRules},
		"lower limit": {lower, state.WriteApproval, state.WhyAboveLimit},
	} {
		synctest.Test(t, func(t *testing.T) {
			anna, bernd, rules := ruledShop(t)
			defer anna.close()
			defer bernd.close()
			b := anna.payment(api.StatusAccepted)
			anna.when(1, func() { rules.set(c.then) })
			anna.jobs.Start(jobOrder(b, 900))
			time.Sleep(10 * time.Minute)
			posts := 0
			if c.want == state.WriteApplied {
				posts = 1
			}
			if m := anna.last(); m.State != c.want || m.Why != c.why || anna.posts() != posts {
				t.Errorf("%s: it told %+v after %d requests", name, m, anna.posts())
			}
		})
	}
}

func TestAnApprovalIsWorthWhatTheRolesOfThatMomentSay(t *testing.T) {
	for name, c := range map[string]struct {
		asked, armed state.Rules // from when it waits, and from when it is read to be sent
		want         state.WriteState
		why          state.WriteWhy
	}{
		"as it was":               {state.Rules{Policy: staff}, state.Rules{Policy: staff}, state.WriteApplied, state.WhyRead},
		"the approver is demoted": {ruled("bernd", state.Support), ruled("bernd", state.Support), state.WriteApproval, state.WhyRole},
		"and in between":          {state.Rules{Policy: staff}, ruled("bernd", state.Support), state.WriteRefused, state.WhyRole},
		"whoever asked is":        {ruled("anna", state.Viewer), ruled("anna", state.Viewer), state.WriteApproval, state.WhyAsker},
		"and they in between":     {state.Rules{Policy: staff}, ruled("anna", state.Viewer), state.WriteRefused, state.WhyAsker},
		"it is broken":            {brokenRules, brokenRules, state.WriteApproval, state.WhyRules},
		"and that in between":     {state.Rules{Policy: staff}, brokenRules, state.WriteRefused, state.WhyRules},
	} {
		synctest.Test(t, func(t *testing.T) {
			anna, bernd, rules := ruledShop(t)
			defer anna.close()
			defer bernd.close()
			intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
			time.Sleep(time.Minute)
			rules.set(c.asked)
			bernd.when(1, func() { rules.set(c.armed) })
			if !bernd.jobs.Approve(t.Context(), intent, "bernd") {
				t.Fatal("nothing waits for bernd")
			}
			time.Sleep(10 * time.Minute)
			posts := 0
			if c.want == state.WriteApplied {
				posts = 1
			}
			if m := bernd.last(); m.State != c.want || m.Why != c.why || anna.posts() != posts {
				t.Errorf("%s: it told %+v after %d requests", name, m, anna.posts())
			}
		})
	}
}

func TestAPersonDecidesByTheRolesOfThatMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		anna, bernd, rules := ruledShop(t)
		defer anna.close()
		defer bernd.close()
		rules.set(ruled("bernd", state.Support))
		intent := anna.jobs.Start(jobOrder(anna.payment(api.StatusAccepted), 1500))
		time.Sleep(time.Minute)
		bernd.jobs.Decline(t.Context(), intent, "bernd")
		time.Sleep(time.Minute)
		if m := bernd.last(); m.State != state.WriteApproval || m.Why != state.WhyRole {
			t.Errorf("it told %+v", m)
		}
	})
}

func TestEveryScreenHearsOnceThatTheRolesChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rules := &ruler{now: state.Rules{Policy: staff}}
		r := onBook(t, bookOf(t), JobsConfig{Rules: rules.read})
		var heard []state.Rules
		s := r.Open(func(e state.Event) {
			if read, is := e.(state.RulesRead); is {
				heard = append(heard, read.Rules)
			}
		})
		t.Cleanup(s.Close)
		time.Sleep(time.Hour)
		if synctest.Wait(); len(heard) != 1 {
			t.Fatalf("at first it heard %+v", heard)
		}
		rules.set(ruled("anna", state.Viewer))
		time.Sleep(watchEvery)
		if synctest.Wait(); len(heard) != 2 || heard[1].Rule("anna").Role != state.Viewer {
			t.Errorf("then it heard %+v", heard)
		}
		rules.set(brokenRules)
		time.Sleep(time.Hour)
		if synctest.Wait(); len(heard) != 3 || heard[2].Broken.IsZero() {
			t.Errorf("in the end it heard %+v", heard)
		}
	})
}
