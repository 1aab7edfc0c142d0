package journal

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// What a refund waits for before its request leaves: two entries, each flushed
// to the disk. (The third, "sent", takes as long as one of them.)
func BenchmarkArm(b *testing.B) {
	for _, db := range databases {
		b.Run(db.name, func(b *testing.B) {
			j := db.fresh(b)
			n := 0
			for b.Loop() {
				n++
				intent, target := fmt.Sprint("I", n), fmt.Sprint("PCI_", n)
				first, err := j.Append(b.Context(), entry(intent, "snapshot", target, true, 0))
				if err == nil {
					_, err = j.Append(b.Context(), entry(intent, "armed", target, true, first.Seq))
				}
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "armed/s")
		})
	}
}

const million = 1_000_000

// fill writes n entries of n/4 intents past the package, which would flush each
// to the disk. They are as it would have written them.
func fill(b *testing.B, j subject, n int) {
	b.Helper()
	db := j.plain(b)
	sqlExec(b, db, j.in.disarm...)
	later := indexesOfViews[2:]
	for _, index := range []string{"entries_intent", "entries_target", "entries_operator", "entries_state", "entries_at"} {
		sqlExec(b, db, `DROP INDEX `+index)
	}
	for _, p := range []string{`PRAGMA synchronous = OFF`, `PRAGMA cache_size = -400000`} {
		if _, err := db.Exec(p); err != nil {
			b.Fatal(err)
		}
	}
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare(insertEntry)
	if err != nil {
		b.Fatal(err)
	}
	states, people := []string{"snapshot", "armed", "sent", "applied"}, []string{"anna", "bea", "carl", "dora"}
	var last Entry
	for i := range n {
		intent, step := i/4, i%4
		e := entry(fmt.Sprint("INTENT", intent), states[step], fmt.Sprint("PCI_", intent), step < 3, last.Seq*int64(min(step, 1)))
		if intent%1000 == 7 && step == 3 {
			e.State = "failed"
		}
		e.Operator, e.At, e.Seq, e.Prev = people[intent%4], noon.Add(time.Duration(i)*30*time.Second), last.Seq+1, last.Hash
		e.Hash = e.sum()
		if _, err := insert.Exec(append(e.values(), e.Hash)...); err != nil {
			b.Fatal(err)
		}
		last = e
	}
	if _, err := tx.Exec(`UPDATE head SET seq = ?, hash = ?`, last.Seq, last.Hash); err != nil {
		b.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	sqlExec(b, db, append(append([]string{`CREATE INDEX entries_intent ON entries (intent, seq)`}, later...), j.d.triggers...)...)
	if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		b.Fatal(err)
	}
}

// The journal view over a million entries: opening it with its first page, what
// the program takes up at its start, a page of each filter, and all of it.
func BenchmarkOpenAMillion(b *testing.B) {
	j := databases[0].fresh(b)
	fill(b, j, million)
	ctx := b.Context()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			again, err := Open(ctx, j.at)
			if err != nil {
				b.Fatal(err)
			}
			if page, err := again.Page(ctx, Filter{}, 0, 50); err != nil || len(page) != 50 {
				b.Fatal(len(page), err)
			}
			again.Close()
		}
	})
	b.Run("what a start takes up", func(b *testing.B) {
		for b.Loop() {
			if _, err := j.Pending(ctx); err != nil {
				b.Fatal(err)
			}
			if got, err := j.Recent(ctx, noon.Add(million*30*time.Second-24*time.Hour)); err != nil || len(got) == 0 {
				b.Fatal(len(got), err)
			}
		}
	})
	middle := noon.Add(million / 2 * 30 * time.Second)
	for _, c := range []struct {
		name   string
		f      Filter
		before int64
	}{
		{"first page", Filter{}, 0},
		{"page in the middle", Filter{}, million / 2},
		{"one target", Filter{Target: "PCI_4711"}, 0},
		{"one operator", Filter{Operator: "bea"}, 0},
		{"a rare state", Filter{State: "failed"}, 0},
		{"a common state", Filter{State: "applied"}, 0},
		{"one day", Filter{From: middle, To: middle.Add(24 * time.Hour)}, 0},
		{"one operator's failures on a day", Filter{Operator: "dora", State: "failed", From: middle, To: middle.Add(24 * time.Hour)}, 0},
		{"a year and its operator", Filter{Operator: "bea", From: middle.Add(-365 * 24 * time.Hour), To: middle}, 0},
		{"a state that an operator never has", Filter{Operator: "nobody", State: "applied"}, 0},
	} {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				if _, err := j.Page(ctx, c.f, c.before, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("verify-all", func(b *testing.B) {
		for b.Loop() {
			if err := j.Verify(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
