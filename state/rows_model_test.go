package state

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// mixedFields has every kind, some twice.
var mixedFields = []Field{{"t", Text}, {"w", Word}, {"at", Time}, {"m", Money}, {"n", Int}, {"u", Text}, {"v", Word}, {"f", Money}}

// slice is the store as one would write it without thinking of memory.
type slice struct {
	rows []Row
	at   map[string]int
}

func (s *slice) put(row Row) (int, bool) {
	row.Values = slices.Clone(row.Values)
	for f := range row.Values {
		row.Values[f].Text = cutModel(row.Values[f].Text)
	}
	if i, known := s.at[row.ID]; known {
		s.rows[i] = row
		return i, false
	}
	s.at[row.ID] = len(s.rows)
	s.rows = append(s.rows, row)
	return len(s.rows) - 1, true
}

func cutModel(s string) string {
	if len(s) <= MaxText {
		return s
	}
	s = s[:MaxText-3]
	for range 3 {
		if r, size := utf8.DecodeLastRuneInString(s); r == utf8.RuneError && size == 1 {
			s = s[:len(s)-1]
		}
	}
	return s + "…"
}

// anyRow draws rows of mixedFields. Their texts are made of few letters, so that
// a filter finds some.
func anyRow(ids int) *rapid.Generator[Row] {
	word := rapid.SampledFrom([]string{"", "EUR", "CHF", "JPY", "paid", "Überfällig", "ueber", "SEPA"})
	text := rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("aAeEuUüÜöäß 149.,-é€Жж")), 0, 12, -1),
		rapid.Just(strings.Repeat("lang ü", 50)),
	)
	num := rapid.OneOf(rapid.Int64Range(-100_000, 10_000_000), rapid.Int64(), rapid.Int64Range(1_700_000_000, 1_800_000_000))
	return rapid.Custom(func(t *rapid.T) Row {
		row := Row{ID: fmt.Sprintf("PCI_%d", rapid.IntRange(0, ids).Draw(t, "id")), Drift: rapid.Bool().Draw(t, "drift")}
		for _, f := range mixedFields[:rapid.IntRange(0, len(mixedFields)).Draw(t, "values")] {
			v := Value{Set: rapid.Bool().Draw(t, "set")}
			if v.Set && f.Kind == Text {
				v.Text = text.Draw(t, "text")
			}
			if v.Set && (f.Kind == Word || f.Kind == Money) {
				v.Text = word.Draw(t, "word")
			}
			if v.Set && f.Kind != Text && f.Kind != Word {
				v.Num = num.Draw(t, "num")
			}
			row.Values = append(row.Values, v)
		}
		return row
	})
}

// contents reads a snapshot back into rows.
func contents(s Snapshot) []Row {
	rows := make([]Row, s.Len())
	for i := range rows {
		rows[i] = Row{ID: s.ID(i), Drift: s.Drift(i)}
		for f := range s.lay.fields {
			rows[i].Values = append(rows[i].Values, s.Value(i, f))
		}
	}
	return rows
}

// padded gives every row a value for every field.
func padded(rows []Row, fields int) []Row {
	rows = append([]Row{}, rows...)
	for i := range rows {
		rows[i].Values = append(slices.Clone(rows[i].Values), make([]Value, fields-len(rows[i].Values))...)
	}
	return rows
}
