package runner

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tresen/state"
	"tresen/state/journal"
)

func TestARevealIsInTheJournalWithoutItsValueAndTakesNothingFromAnybody(t *testing.T) {
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	at := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	jobs := NewJobs(JobsConfig{Journal: j, Env: jobEnv, Clock: JobClock{Now: func() time.Time { return at }}})
	ask := state.Reveal{ID: "PCT_1", Field: "public.iban", Reason: "dispute", Operator: "anna"}
	for range 2 {
		if err := jobs.Reveal(ask); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := j.History(t.Context(), jobEnv, "PCT_1")
	if err != nil || len(entries) != 2 || entries[0].Intent == entries[1].Intent {
		t.Fatalf("%+v, %v", entries, err)
	}
	want := journal.Entry{Seq: 2, State: "revealed", Kind: "reveal", Env: jobEnv, Target: "PCT_1", Operator: "anna", At: at,
		Result: "public.iban", Note: "dispute"}
	if diff := cmp.Diff(want, entries[1], cmpopts.IgnoreFields(journal.Entry{}, "Intent", "Prev", "Hash"), cmpopts.EquateApproxTime(0)); diff != "" {
		t.Error(diff)
	}
	pending, err := j.Pending(t.Context())
	if err != nil || len(pending) != 0 {
		t.Errorf("open: %+v, %v", pending, err)
	}
}

func TestWithoutAJournalNothingIsRevealed(t *testing.T) {
	ask := state.Reveal{ID: "PCT_1", Field: "public.iban", Reason: "dispute", Operator: "anna"}
	none := errors.New("there is none")
	if err := NewJobs(JobsConfig{JournalErr: none}).Reveal(ask); !errors.Is(err, none) {
		t.Errorf("got %v", err)
	}
	j, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	jobs := NewJobs(JobsConfig{Journal: j, Env: jobEnv})
	j.Close()
	if err := jobs.Reveal(ask); err == nil {
		t.Error("a journal that is closed recorded it")
	}
}

func TestTheJournalTakesNoAccountForAnId(t *testing.T) {
	for id, want := range map[string]string{
		"DE89370400440532013000": "DE•••3000", "DE89 3704 0044 0532 0130 00": "DE•••3000", "9276001234567891": "•••7891",
		"PCI_0QIEJDUVHMAWI0XY155V63R1IPFL59": "PCI_0QIEJDUVHMAWI0XY155V63R1IPFL59", "b2f1-77": "b2f1-77",
	} {
		if got := plainID(id); got != want {
			t.Errorf("%s is kept as %s", id, got)
		}
	}
}
