package query

import "strings"

// nearest is the property of the vocabulary that a mistyped name means, or "".
func (v *Vocabulary) nearest(name string) string {
	const shortest, longest = 4, 64
	if len(name) < shortest || len(name) > longest {
		return ""
	}
	best, slips := "", 1+len(name)/9+1
	for _, f := range v.Fields {
		if d := distance(strings.ToLower(name), strings.ToLower(f.Name)); d < slips {
			best, slips = f.Name, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, change or swap to make b of a.
func distance(a, b string) int {
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
