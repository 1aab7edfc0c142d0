package state

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	shortModel = strings.NewReplacer("ä", "a", "ü", "u", "ö", "o", "ß", "ss", "é", "e", "€", "eur", "−", "-")
	longModel  = strings.NewReplacer("ä", "ae", "ü", "ue", "ö", "oe", "ß", "ss", "é", "e", "€", "eur", "−", "-")
	dateModel  = regexp.MustCompile(`^(\d{1,2}\.|\d{4}-)[0-9.-]*$`)
)

func amountModel(num int64, digits int) []string {
	sign, n := "", fmt.Sprint(num)
	if num < 0 {
		sign, n = "-", n[1:]
	}
	for len(n) <= digits {
		n = "0" + n
	}
	whole, rest := n[:len(n)-digits], ","+n[len(n)-digits:]
	if digits == 0 {
		rest = ""
	}
	apart := whole
	for at := len(whole) - 3; at > 0; at -= 3 {
		apart = apart[:at] + "," + apart[at:]
	}
	return []string{sign + whole + rest, sign + apart + rest}
}

// hasModel is the meaning of a filter's word, written down plainly.
func hasModel(row Row, f Filter, w string) bool {
	low := strings.ToLower(w)
	texts := []string{row.ID}
	for i, v := range row.Values {
		if !v.Set {
			continue
		}
		switch mixedFields[i].Kind {
		case Text:
			texts = append(texts, v.Text)
		case Word:
			texts = append(texts, v.Text, f.Shown[v.Text])
		case Int:
			if strings.Trim(w, "0123456789") == "" && strings.Contains(fmt.Sprint(v.Num), w) {
				return true
			}
		case Money:
			texts = append(texts, v.Text, f.Shown[v.Text])
			digits, known := f.Digits[v.Text]
			if !known {
				digits = 2
			}
			part := strings.ReplaceAll(shortModel.Replace(w), ".", ",")
			for _, a := range amountModel(v.Num, digits) {
				if strings.Trim(part, "0123456789,-") == "" && strings.Contains(a, part) {
					return true
				}
			}
		case Time:
			if dateModel.MatchString(w) && onDay(time.Unix(v.Num, 0).In(f.Zone), w) {
				return true
			}
		}
	}
	return slices.ContainsFunc(texts, func(t string) bool {
		t = strings.ToLower(t)
		return strings.Contains(shortModel.Replace(t), shortModel.Replace(low)) || strings.Contains(longModel.Replace(t), longModel.Replace(low))
	})
}

// onDay reports that one way of writing a day begins so.
func onDay(at time.Time, begin string) bool {
	for _, form := range []string{"02.01.2006", "2.1.2006", "02.01.06", "2.1.06", "2006-01-02"} {
		if strings.HasPrefix(at.Format(form), begin) {
			return true
		}
	}
	return false
}

// scanModel is the meaning of a scan.
func scanModel(rows []Row, f Filter, by []Order) []int32 {
	view := []int32{}
	for i, row := range rows {
		if !slices.ContainsFunc(strings.Fields(strings.ReplaceAll(f.Text, "€", " eur ")), func(w string) bool { return !hasModel(row, f, w) }) {
			view = append(view, int32(i))
		}
	}
	slices.SortStableFunc(view, func(a, b int32) int {
		for _, o := range by {
			v, w := rows[a].Values[o.Field], rows[b].Values[o.Field]
			if v.Set != w.Set {
				if v.Set {
					return -1
				}
				return 1
			}
			c := cmp.Compare(v.Num, w.Num)
			if kind := mixedFields[o.Field].Kind; kind == Text || kind == Word {
				c = strings.Compare(shortModel.Replace(strings.ToLower(v.Text)), shortModel.Replace(strings.ToLower(w.Text)))
			}
			if o.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return view
}
