package journal

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// varied is a journal of n entries of several operators, targets, states and
// days, by hosts whose clocks differ.
func varied(t testing.TB, db database, n int) subject {
	t.Helper()
	j := db.fresh(t)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range n {
		e := entry(fmt.Sprint("I", i), []string{"applied", "refused", "unknown"}[random.IntN(3)], fmt.Sprint("PCI_", random.IntN(5)), false, 0)
		e.Operator = []string{"anna", "bea", "Åsa"}[random.IntN(3)]
		e.At = noon.Add(time.Duration(i+random.IntN(9)) * 7 * time.Hour)
		mustAppend(t, j, e)
	}
	return j
}

// matches is what a filter means.
func (f Filter) matches(e Entry) bool {
	return (f.Operator == "" || f.Operator == e.Operator) && (f.Target == "" || f.Target == e.Target) &&
		(f.State == "" || f.State == e.State) &&
		(f.From.IsZero() || !e.At.Before(f.From)) && (f.To.IsZero() || e.At.Before(f.To))
}

func TestAPageHasTheNewestEntriesThatMatchAndTheNextOneGoesOn(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		const n = 60
		j := varied(t, db, n)
		all, err := j.Page(t.Context(), Filter{}, 0, n+1)
		if err != nil || len(all) != n {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		day := rapid.Custom(func(t *rapid.T) time.Time {
			if rapid.Bool().Draw(t, "no bound") {
				return time.Time{}
			}
			return noon.Add(rapid.SampledFrom([]time.Duration{0, 1, -1}).Draw(t, "shift") +
				time.Duration(rapid.IntRange(-1, n+10).Draw(t, "steps"))*7*time.Hour)
		})
		rapid.Check(t, func(rt *rapid.T) {
			f := Filter{
				Operator: rapid.SampledFrom([]string{"", "", "anna", "bea", "Åsa", "nobody"}).Draw(rt, "operator"),
				Target:   rapid.SampledFrom([]string{"", "", "PCI_1", "PCI_2", "PCI_99"}).Draw(rt, "target"),
				State:    rapid.SampledFrom([]string{"", "", "applied", "unknown", "armed"}).Draw(rt, "state"),
				From:     day.Draw(rt, "from"), To: day.Draw(rt, "to"),
			}
			want := slices.DeleteFunc(slices.Clone(all), func(e Entry) bool { return !f.matches(e) })
			limit := rapid.IntRange(1, 20).Draw(rt, "limit")
			var got []Entry
			for before, more := int64(0), true; more; {
				page, err := j.Page(t.Context(), f, before, limit)
				if err != nil {
					rt.Fatal(err)
				}
				if more = len(page) == limit; more {
					before = page[len(page)-1].Seq
				}
				got = append(got, page...)
			}
			if seqs(got) != seqs(want) {
				rt.Fatalf("%+v by %d:\n%s, want\n%s", f, limit, seqs(got), seqs(want))
			}
		})
	})
}

// Neither a page nor what a start asks for reads the whole table or sorts what
// an index has in order.
func TestADayEndsBeforeTheNextOneBeginsWhateverTheOrderOfTheClocks(t *testing.T) {
	onEach(t, func(t *testing.T, db database) {
		j := db.fresh(t)
		for i, hour := range []time.Duration{2, 3, 1, 0, 2} {
			e := entry(fmt.Sprint("I", i), "refused", "PCI_1", false, 0)
			e.At = noon.Add(hour * time.Hour)
			mustAppend(t, j, e)
		}
		got, err := j.Page(t.Context(), Filter{From: noon.Add(time.Hour), To: noon.Add(3 * time.Hour)}, 0, 9)
		if err != nil || seqs(got) != "5:I4=refused 3:I2=refused 1:I0=refused" {
			t.Errorf("from one to three there are %s, %v", seqs(got), err)
		}
	})
}

func TestAPageIsReadThroughAnIndex(t *testing.T) {
	j := databases[0].filled(t)
	plan := func(query string, args ...any) string {
		rows, err := j.db.Query(`EXPLAIN QUERY PLAN `+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var out []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			out = append(out, detail)
		}
		return strings.Join(out, "; ")
	}
	for f, index := range map[Filter]string{
		{}:                 "sqlite_autoindex_entries_1 (seq>? AND seq<?)",
		{Operator: "anna"}: "entries_operator (operator=? AND seq>? AND seq<?)",
		{Target: "PCI_1"}:  "entries_target (target=? AND seq>? AND seq<?)",
		{State: "unknown"}: "entries_state (state=? AND seq>? AND seq<?)",
		{From: noon}:       "sqlite_autoindex_entries_1 (seq>? AND seq<?)",
		{Operator: "anna", Target: "PCI_1", State: "unknown"}: "entries_target (target=? AND seq>? AND seq<?)",
		{From: noon, To: noon, State: "unknown"}:              "entries_state (state=? AND seq>? AND seq<?)",
	} {
		where, args := f.where(1, 99)
		got := plan(selectEntry+where+` ORDER BY seq DESC LIMIT ?`, append(args, 50)...)
		if got != "SEARCH entries USING INDEX "+index {
			t.Errorf("%+v: %s", f, got)
		}
	}
	if got := plan(`SELECT MIN(seq), MAX(seq) FROM entries WHERE at >= ? AND at < ?`, 1, 2); !strings.Contains(got, "COVERING INDEX entries_at") {
		t.Errorf("a span of time: %s", got)
	}
	for _, c := range []struct {
		query string
		args  []any
	}{
		{recent, []any{1}}, {history, []any{"PCI_1", "e"}}, {ofIntent, []any{"A"}}, {above, []any{1, 9}},
		{pending, nil}, {begun, []any{"anna", 1, "e"}},
	} {
		got := plan(selectEntry+c.query, c.args...)
		if strings.Contains(strings.ReplaceAll(got, "SCAN o", ""), "SCAN") { // o: what is open, and no more
			t.Errorf("%s: %s", c.query, got)
		}
	}
}
