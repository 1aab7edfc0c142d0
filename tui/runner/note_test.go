package runner

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// noted is an attempt as a screen tells it.
var noted = state.NoteAttempt{Action: "refund", Target: "PCI_1", Operator: "anna", Why: state.WhyRole}

func TestAnAttemptIsInTheJournalAndBlocksNothing(t *testing.T) {
	c := newCounter(t, nil)
	before := time.Now().Truncate(time.Millisecond)
	c.jobs.noteAttempt(noted)
	c.jobs.noteAttempt(noted)
	c.jobs.Close()
	entries, err := c.journal.History(t.Context(), jobEnv, "PCI_1")
	if err != nil || len(entries) != 2 {
		t.Fatalf("%+v, %v", entries, err)
	}
	want := journal.Entry{State: "refused", Kind: "attempt", Env: jobEnv, Target: "PCI_1", Operator: "anna", Result: "refund", Note: "role"}
	for _, e := range entries {
		if diff := cmp.Diff(want, e, cmpopts.IgnoreFields(journal.Entry{}, "Seq", "Intent", "At", "Prev", "Hash")); diff != "" {
			t.Error(diff)
		}
		if e.At.Before(before) || e.At.After(time.Now()) {
			t.Errorf("it was at %v", e.At)
		}
	}
	if entries[0].Intent == entries[1].Intent {
		t.Error("two attempts are one intent")
	}
	if open, err := c.journal.Pending(t.Context()); err != nil || len(open) > 0 {
		t.Errorf("open: %+v, %v", open, err)
	}
	if past, err := c.jobs.earlier(t.Context(), "PCI_1"); err != nil || len(past) > 0 {
		t.Errorf("an attempt counts as a write: %+v, %v", past, err)
	}
}

func TestAttemptsAreRecordedInTheOrderInWhichTheyWereMade(t *testing.T) {
	c := newCounter(t, nil)
	var want, got []string
	for n := range 100 {
		attempt := noted
		attempt.Action = fmt.Sprint("action-", n)
		want = append(want, attempt.Action)
		c.jobs.noteAttempt(attempt)
	}
	c.jobs.Close()
	entries, err := c.journal.History(t.Context(), jobEnv, "PCI_1")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Result)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAttemptsBeforeThereIsAJournalAreRecordedInIt(t *testing.T) {
	s, _, _ := open(t, sandbox.Options{Payments: 1})
	var want, got []string
	for n := range mostUnnoted + 1 {
		attempt := noted
		attempt.Action = fmt.Sprint("action-", n)
		want = append(want, attempt.Action)
		s.Do(attempt)
	}
	if !s.runner.Unnoted() {
		t.Error("nothing waits")
	}
	c := newCounter(t, nil)
	s.runner.Use(c.jobs)
	if s.runner.Unnoted() {
		t.Error("something waits still")
	}
	c.jobs.Close()
	entries, err := c.journal.History(t.Context(), jobEnv, "PCI_1")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		got = append(got, e.Result)
	}
	if diff := cmp.Diff(want[:mostUnnoted], got); diff != "" { // who holds a key down fills no memory
		t.Error(diff)
	}
}

func TestAnAttemptWithoutAJournalHarmsNothing(t *testing.T) {
	jobs := NewJobs(JobsConfig{Env: jobEnv})
	jobs.noteAttempt(noted)
	jobs.Close()
	c := newCounter(t, nil)
	c.jobs.Close()
	c.jobs.noteAttempt(noted)
	if entries, err := c.journal.History(t.Context(), jobEnv, "PCI_1"); err != nil || len(entries) > 0 {
		t.Errorf("after the end: %+v, %v", entries, err)
	}
}

func TestAnAttemptOnAnObjectOfAnyNameIsRecorded(t *testing.T) {
	for target, want := range map[string]string{"PCI_1\u00a0\u009b31m": "PCI_131m", "\u00a0": "-", strings.Repeat("X", 500): strings.Repeat("X", 100)} {
		c := newCounter(t, nil)
		attempt := noted
		attempt.Target = target
		c.jobs.noteAttempt(attempt)
		c.jobs.Close()
		all, err := c.journal.Page(t.Context(), journal.Filter{}, 0, 10)
		if err != nil || len(all) != 1 || all[0].Target != want || all[0].Operator != "anna" {
			t.Errorf("%q: %+v, %v", target, all, err)
		}
	}
}
