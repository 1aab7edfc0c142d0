package runner

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// fillBook writes n entries of n/4 refunds as the journal would, hashed as its
// package comment says, without flushing each to the disk.
func fillBook(b *testing.B, n int) *journal.Journal {
	b.Helper()
	path := filepath.Join(b.TempDir(), "journal.db")
	book, err := journal.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { book.Close() })
	db, err := sql.Open("sqlite", path)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	db.Exec(`PRAGMA synchronous = OFF`)
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare(`INSERT INTO entries VALUES (?` + strings.Repeat(", ?", 20) + `)`)
	if err != nil {
		b.Fatal(err)
	}
	states, people := []string{"snapshot", "armed", "sent", "applied"}, []string{"anna", "bea", "carl", "dora"}
	prev, seq := "", int64(0)
	for i := range n {
		step, follows := i%4, seq
		if step == 0 {
			follows = 0
		}
		seq++
		row := []any{seq, fmt.Sprint("INTENT", i/4), follows, states[step], int64(1 - step/3), "refund", jobEnv, fmt.Sprint("PCI_", i/4), int64(1000),
			"EUR", people[i/4%4], dawn.Add(time.Duration(i) * 30 * time.Second).UnixMilli(), "b0d1", "{}", "ba5e", "ac71", "", "", "", prev}
		sum := sha256.New()
		for _, v := range row {
			field := fmt.Sprint(v)
			fmt.Fprintf(sum, "%d:%s,", len(field), field)
		}
		prev = hex.EncodeToString(sum.Sum(nil))
		if _, err := insert.Exec(append(row, prev)...); err != nil {
			b.Fatal(err)
		}
	}
	if _, err := tx.Exec(`UPDATE head SET seq = ?, hash = ?`, seq, prev); err != nil {
		b.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return book
}

// The journal view over a million entries: opening it reads a page, a filter that
// the journal knows reads a page, and what has to be looked at reads a step.
func BenchmarkJournalView(b *testing.B) {
	r := onBook(b, fillBook(b, 1_000_000), JobsConfig{})
	for _, c := range []struct{ name, q string }{
		{"open", ""}, {"operator", "operator:bea"}, {"target", "target:PCI_4711"}, {"day", "at:2026-11-20"}, {"intent", "intent:INTENT4711"},
		{"words", "target:anna* OR operator:anna* OR intent:anna*"}, {"nothing-one-step", "note:nowhere"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page, err := journalSource.find(b.Context(), r, api.Query{Count: 200, Q: c.q})
				if err != nil || len(page.Rows) > 200 || c.q == "" && len(page.Rows) != 200 {
					b.Fatal(len(page.Rows), err)
				}
			}
		})
	}
	b.Run("count-new", func(b *testing.B) {
		for b.Loop() {
			if n, err := journalSource.count(b.Context(), r, state.Count{Q: "operator:bea", Above: 999_900}); err != nil || n == 0 {
				b.Fatal(n, err)
			}
		}
	})
}
