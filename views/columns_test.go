package views

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/state"
)

func TestColumnsFillTheirWidth(t *testing.T) {
	columns := []state.Column{{Field: 0, Width: 12}, {Field: 1, Width: 10, Grow: 2}, {Field: 2, Width: 8},
		{Field: 3, Width: 12, Right: true}, {Field: 4, Width: 9, Grow: 1}}
	tests := []struct {
		name            string
		width, sideways int
		fields, cells   []int
		left, right     bool
	}{
		{"all fit exactly", 56, 0, []int{0, 1, 2, 3, 4}, []int{12, 10, 8, 12, 9}, false, false},
		{"what is left over grows", 62, 0, []int{0, 1, 2, 3, 4}, []int{12, 14, 8, 12, 11}, false, false},
		{"words give a little", 54, 0, []int{0, 1, 2, 3, 4}, []int{12, 10, 8, 12, 7}, false, false},
		{"and no more", 53, 0, []int{0, 1, 2, 3}, []int{12, 17, 8, 12}, false, true},
		{"a number is not cut", 45, 0, []int{0, 1, 2}, []int{12, 22, 8}, false, true},
		{"sideways", 46, 2, []int{0, 1, 4}, []int{12, 18, 13}, true, false},
		{"too far sideways", 46, 9, []int{0, 1, 4}, []int{12, 18, 13}, true, false},
		{"the first that scrolls is always there", 30, 0, []int{0, 1, 2}, []int{12, 10, 5}, false, true},
		{"hardly any room", 6, 0, []int{0}, []int{5}, false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := choose(columns, 2, tt.sideways, tt.width)
			var fields, cells []int
			for _, c := range w.columns {
				fields, cells = append(fields, c.Field), append(cells, c.cells)
			}
			if diff := cmp.Diff([2][]int{tt.fields, tt.cells}, [2][]int{fields, cells}); diff != "" {
				t.Error(diff)
			}
			if w.left != tt.left || w.right != tt.right {
				t.Errorf("hidden at the left %v, at the right %v", w.left, w.right)
			}
		})
	}
}
