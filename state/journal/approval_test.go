package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

func by(operator string, e Entry) Entry {
	e.Operator = operator
	return e
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		asked := mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "words")
		_, err := j.Append(t.Context(), entry("A", "approved", "PCI_1", true, asked.Seq))
		own, ok := errors.AsType[*OwnApprovalError](err)
		if !ok || own.Asked.Hash != asked.Hash || own.Hint() == "" {
			t.Fatalf("got %v, want anna's own entry 1", err)
		}
		mustAppend(t, j, by("bea", entry("A", "approved", "PCI_1", true, asked.Seq)))
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyWhatWaitsIsApproved(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for _, before := range [][]string{{}, {"snapshot"}, {"approval", "declined"}, {"approval", "armed"}, {"approval", "approved"}} {
			j := db.fresh(t)
			var last Entry
			for _, state := range before {
				operator := map[string]string{"approved": "bea"}[state]
				if operator == "" {
					operator = "anna"
				}
				last = mustAppend(t, j, by(operator, entry("A", state, "PCI_1", true, last.Seq)))
			}
			mustAsk(t, j, entry("B", "approval", "PCI_2", true, 0), "of another intent")
			if _, err := j.Append(t.Context(), by("carl", entry("A", "approved", "PCI_1", true, last.Seq))); err == nil {
				t.Errorf("after %q it was approved", before)
			}
		}
	})
}

func TestAnApprovalSaysByWhomAndOfWhom(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for asker, approver := range map[string]string{"": "bea", "anna": ""} {
			j := db.fresh(t)
			asked := mustAsk(t, j, by(asker, entry("A", "approval", "PCI_1", true, 0)), "words")
			if _, err := j.Append(t.Context(), by(approver, entry("A", "approved", "PCI_1", true, asked.Seq))); err == nil {
				t.Errorf("what %q asked for was approved by %q", asker, approver)
			}
		}
	})
}

// Of several who decide at once, one does; the others learn what was decided.
func TestARequestIsDecidedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		asked := mustAsk(t, j, entry("A", "approval", "PCI_1", true, 0), "words")
		var decided atomic.Int32
		var wg sync.WaitGroup
		for i := range 4 {
			mine := db.open(t, j.at)
			wg.Go(func() {
				e := by(fmt.Sprint("manager", i), entry("A", []string{"approved", "declined"}[i%2], "PCI_1", i%2 == 0, asked.Seq))
				_, err := mine.Append(context.Background(), e)
				if moved, late := errors.AsType[*MovedError](err); late && moved.Last.Seq == 2 {
					return
				}
				if err != nil {
					t.Error(err)
				}
				decided.Add(1)
			})
		}
		wg.Wait()
		if n := decided.Load(); n != 1 {
			t.Errorf("it was decided %d times", n)
		}
	})
}

// Whoever writes past this package can make an approval of their own, with true
// hashes. It is found.
func TestVerifyNamesAnApprovalThatNobodyElseGave(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		for name, c := range map[string]struct {
			before string
			slip   func(e *Entry)
		}{
			"one's own":            {"approval", func(e *Entry) { e.Operator = "anna" }},
			"by nobody":            {"approval", func(e *Entry) { e.Operator = "" }},
			"of what did not wait": {"snapshot", func(e *Entry) {}},
			"of something else":    {"approval", func(e *Entry) { e.Follows = 1 }},
			"of another intent":    {"approval", func(e *Entry) { e.Intent = "B" }},
		} {
			j := db.fresh(t)
			mustAppend(t, j, entry("O", "refused", "PCI_1", false, 0))
			last := mustAppend(t, j, entry("A", c.before, "PCI_1", false, 0))
			e := by("bea", entry("A", "approved", "PCI_1", false, last.Seq))
			c.slip(&e)
			slipIn(t, j, last, e)
			wantTampered(t, name, j.Verify(t.Context()), 3)
		}
		late := db.fresh(t)
		asked := mustAppend(t, late, entry("A", "approval", "PCI_1", true, 0))
		last := mustAppend(t, late, by("bea", entry("A", "declined", "PCI_1", false, asked.Seq)))
		slipIn(t, late, last, by("bea", entry("A", "approved", "PCI_1", false, asked.Seq)))
		wantTampered(t, "of what was declined", late.Verify(t.Context()), 3)
		j := db.fresh(t) // and the same way, one that is as it should be
		last = mustAppend(t, j, entry("A", "approval", "PCI_1", false, 0))
		slipIn(t, j, last, by("bea", entry("A", "approved", "PCI_1", false, last.Seq)))
		if err := j.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// slipIn writes an entry after the last one past this package, as a program with
// the right to append can.
func slipIn(t *testing.T, j subject, last, e Entry) {
	t.Helper()
	e.Seq, e.Prev = last.Seq+1, last.Hash
	e.Hash = e.sum()
	past := j.plain(t)
	if _, err := past.Exec(j.d.bind(insertEntry), append(e.values(), e.Hash)...); err != nil {
		t.Fatal(err)
	}
	sqlExec(t, past, fmt.Sprintf(`UPDATE head SET seq = %d, hash = '%s'`, e.Seq, e.Hash))
}
