package journal

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// model is what a journal has to be like after any calls, in the simplest words.
type model struct {
	last    map[string]Entry  // of every intent
	begun   map[string]string // by whom
	waiting map[string]string // the requests
}

// refuses says why an entry cannot follow, "" where it can.
func (m *model) refuses(e Entry) string {
	last := m.last[e.Intent]
	switch {
	case last.Seq != e.Follows:
		return "moved"
	case last.Seq != 0 && last.Target != e.Target, e.State == "approved" && last.State != "approval":
		return "makes no sense"
	case e.State == "approved" && last.Operator == e.Operator:
		return "own"
	}
	for _, other := range m.last {
		if e.Open && other.Open && other.Intent != e.Intent && other.Target == e.Target {
			return "taken"
		}
	}
	return ""
}

// apply records an entry, with the request it leaves or "".
func (m *model) apply(e Entry, words string) {
	if e.Follows == 0 {
		m.begun[e.Intent] = e.Operator
	}
	m.last[e.Intent] = e
	delete(m.waiting, e.Intent)
	if words != "" {
		m.waiting[e.Intent] = words
	}
}

// word is what an error of an append comes to.
func word(err error) string {
	_, own := errors.AsType[*OwnApprovalError](err)
	_, moved := errors.AsType[*MovedError](err)
	_, taken := errors.AsType[*OpenIntentError](err)
	switch {
	case err == nil:
		return ""
	case own:
		return "own"
	case moved:
		return "moved"
	case taken:
		return "taken"
	}
	return "makes no sense"
}

func TestAnySequenceOfCallsLeavesWhatTheModelSays(t *testing.T) {
	people, states := []string{"anna", "bea", "carl"}, []string{"snapshot", "approval", "approved", "armed", "declined", "applied"}
	onEach(t, func(t *testing.T, db database) {
		j, run := db.fresh(t), 0
		rapid.Check(t, func(rt *rapid.T) {
			run++
			name := func(kind string, i int) string { return fmt.Sprint(kind, run, "-", i) }
			m := model{map[string]Entry{}, map[string]string{}, map[string]string{}}
			for i := range rapid.IntRange(1, 8).Draw(rt, "calls") {
				n := rapid.IntRange(0, 2).Draw(rt, "intent")
				e := by(rapid.SampledFrom(people).Draw(rt, "operator"), entry(name("I", n), rapid.SampledFrom(states).Draw(rt, "state"),
					name("PCI_", n%2), rapid.Bool().Draw(rt, "open"), m.last[name("I", n)].Seq))
				e.Env = name("host", 0)
				switch rapid.IntRange(0, 15).Draw(rt, "mistake") {
				case 0:
					e.Follows++
				case 1:
					e.Target = name("PCI_", 1-n%2)
				}
				words, want := "", m.refuses(e)
				var got Entry
				var err error
				if e.State == "approval" {
					words = fmt.Sprint("words", i)
					got, err = j.AppendRequest(t.Context(), e, request(e.Intent, words))
				} else {
					got, err = j.Append(t.Context(), e)
				}
				if word(err) != want {
					rt.Fatalf("%s of %s by %s: got %v, want %q", e.State, e.Intent, e.Operator, err, want)
				}
				if err == nil {
					m.apply(got, words)
				}
			}
			m.compare(rt, j.Journal, name("host", 0))
		})
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// compare asks a journal everything that the model knows of an environment.
func (m *model) compare(t *rapid.T, j *Journal, env string) {
	ctx := t.Context()
	for intent, last := range m.last {
		got, err := j.Request(ctx, intent)
		if words := m.waiting[intent]; words == "" && !errors.Is(err, ErrNoRequest) || words != "" && string(got.Body) != string(request(intent, words).Body) {
			t.Fatalf("of %s there waits %q, %v, want %q", intent, got.Body, err, words)
		}
		begun, err := j.Begun(ctx, env, m.begun[intent], noon)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, e := range begun {
			if m.begun[e.Intent] != m.begun[intent] || m.last[e.Intent].Hash != e.Hash {
				t.Fatalf("%s did not begin %s", m.begun[intent], e.Intent)
			}
			if e.Hash == last.Hash {
				found++
			}
		}
		if found != 1 {
			t.Fatalf("%s is %d times among what %s began", intent, found, m.begun[intent])
		}
	}
	open, err := j.Pending(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, e := range open {
		found[e.Hash] = true
	}
	for intent, last := range m.last {
		if found[last.Hash] != last.Open {
			t.Fatalf("%s is open: %v, among what is open: %v", intent, last.Open, found[last.Hash])
		}
	}
}
