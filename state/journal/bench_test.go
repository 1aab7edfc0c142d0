package journal

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	sqlitedriver "modernc.org/sqlite"
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
func fill(b testing.TB, j subject, n int) {
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

// question is something that a screen asks of a journal that fill made.
type question struct {
	name string
	ask  func(ctx context.Context, j *Journal) ([]Entry, error)
}

// page asks for a page of fifty.
func page(name string, f Filter, before int64) question {
	return question{name, func(ctx context.Context, j *Journal) ([]Entry, error) { return j.Page(ctx, f, before, 50) }}
}

// questions are those about a journal of n entries.
func questions(n int) []question {
	at := func(i int) time.Time { return noon.Add(time.Duration(i) * 30 * time.Second) }
	env, middle, day := "connect-testing.example", at(n/2), 24*time.Hour
	return []question{
		page("first page", Filter{}, 0),
		page("page in the middle", Filter{}, int64(n/2)),
		page("one target", Filter{Target: "PCI_471"}, 0),
		page("one operator", Filter{Operator: "bea"}, 0),
		page("a rare state", Filter{State: "failed"}, 0),
		page("a common state", Filter{State: "applied"}, 0),
		page("one day", Filter{From: middle, To: middle.Add(day)}, 0),
		page("one operator's failures on a day", Filter{Operator: "dora", State: "failed", From: middle, To: middle.Add(day)}, 0),
		{"what is open", func(ctx context.Context, j *Journal) ([]Entry, error) { return j.Pending(ctx) }},
		{"what is new", func(ctx context.Context, j *Journal) ([]Entry, error) { return j.Since(ctx, int64(n-20), 50) }},
		{"an object's history", func(ctx context.Context, j *Journal) ([]Entry, error) { return j.History(ctx, env, "PCI_471") }},
		{"what moved in an hour", func(ctx context.Context, j *Journal) ([]Entry, error) { return j.Recent(ctx, at(n).Add(-time.Hour)) }},
		{"what one began in an hour", func(ctx context.Context, j *Journal) ([]Entry, error) {
			return j.Begun(ctx, env, "bea", at(n).Add(-time.Hour))
		}},
		{"whether anything happened", func(ctx context.Context, j *Journal) ([]Entry, error) {
			_, err := j.Head(ctx)
			return nil, err
		}},
	}
}

// touched counts the pages of the file that SQLite looked at so far.
func touched(t testing.TB, j *Journal) (pages int) {
	t.Helper()
	conn, err := j.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		for _, op := range []sqlitedriver.DBStatusOp{sqlitedriver.DBStatusCacheHit, sqlitedriver.DBStatusCacheMiss} {
			n, _, err := c.(sqlitedriver.DBStatus).Status(op, false)
			if err != nil {
				return err
			}
			pages += n
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// A screen reads as much of a long journal as of a short one. A row takes up to
// two pages of an index and one of the table.
func TestNoQuestionOfAScreenReadsTheWholeJournal(t *testing.T) {
	const short, long, slack = 500, 4_000, 20
	read := map[string]int{}
	for _, n := range []int{short, long} {
		j := databases[0].fresh(t)
		fill(t, j, n)
		j.db.SetMaxOpenConns(1)
		for _, q := range questions(n) {
			before := touched(t, j.Journal)
			entries, err := q.ask(t.Context(), j.Journal)
			if err != nil {
				t.Fatal(err)
			}
			pages := touched(t, j.Journal) - before
			if most := 4*len(entries) + read[q.name] + slack; n == long && pages > most {
				t.Errorf("%s: %d pages for %d of %d entries, %d of %d", q.name, pages, len(entries), long, read[q.name], short)
			}
			read[q.name] = pages
		}
	}
}

// The journal view over a million entries: opening it with its first page, every
// question of a screen, and all of it. "pages" are those of 4 KiB that SQLite
// looked at for one answer, "rows" the entries in it.
func BenchmarkOpenAMillion(b *testing.B) {
	j := databases[0].fresh(b)
	fill(b, j, million)
	ctx := b.Context()
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
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
	j.db.SetMaxOpenConns(1)
	for _, q := range append(questions(million), page("a state that an operator never has", Filter{Operator: "nobody", State: "applied"}, 0)) {
		b.Run(strings.ReplaceAll(q.name, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			before, rows := touched(b, j.Journal), 0
			for b.Loop() {
				entries, err := q.ask(ctx, j.Journal)
				if err != nil {
					b.Fatal(err)
				}
				rows = len(entries)
			}
			b.ReportMetric(float64(touched(b, j.Journal)-before)/float64(b.N), "pages/op")
			b.ReportMetric(float64(rows), "rows")
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
