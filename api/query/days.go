package query

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// days is a time from the beginning of a day to the beginning of another one,
// which does not belong to it. A zero end is open.
type days struct{ from, to time.Time }

// dayWords are days relative to today.
var dayWords = map[string]int{
	"heute": 0, "today": 0,
	"gestern": -1, "yesterday": -1,
	"vorgestern": -2,
}

// dayForms are the ways to write a day or a month; parts names the groups in
// their order. Longer forms stand before those that they begin with.
var dayForms = []struct {
	pattern *regexp.Regexp
	parts   string
}{
	{regexp.MustCompile(`^(\d{4})-(\d\d)-(\d\d)`), "ymd"},
	{regexp.MustCompile(`^(\d{4})-(\d\d)`), "ym"},
	{regexp.MustCompile(`^(\d\d?)\.(\d\d?)\.(\d{4}|\d\d)`), "dmy"},
	{regexp.MustCompile(`^(\d\d?)\.(\d\d?)\.`), "dm"},
	{regexp.MustCompile(`^(\d\d?)[./](\d{4})`), "my"},
}

var (
	dayWord   = regexp.MustCompile(`^\pL+`)
	dayRange  = regexp.MustCompile(`^(?:\s*(?:-|–|—|\.\.)\s*|\s+(?:bis|to)\s+)`)
	slashDate = regexp.MustCompile(`^\d\d?/\d\d?/(\d{4}|\d\d)$`)
)

// readDays reads one day or month, or a range of them, which may be open at one
// end where it is written without spaces. A code other than "" says why what is
// clearly meant as a date is none.
func readDays(text string, now time.Time) (d days, ok bool, code Code) {
	if slashDate.MatchString(text) {
		return d, false, CodeDateForm
	}
	tight := !strings.ContainsRune(text, ' ')
	first, rest, ok := cutDay(text, now)
	between := dayRange.FindString(rest)
	switch {
	case ok && rest == "":
		d, code = first.last(now, now)
		return d, code == "", code
	case between == "" || !ok && !tight:
		return d, false, ""
	case ok && rest == between && tight:
		d, code = first.last(now, now)
		return days{from: d.from}, code == "", code
	}
	second, rest, found := cutDay(rest[len(between):], now)
	if !found || rest != "" {
		return d, false, ""
	}
	d, code = second.last(now, now)
	if !ok || code != "" {
		return days{to: d.to}, code == "", code
	}
	begin, code := first.last(d.to.Add(-time.Second), now)
	if code == "" && !begin.from.Before(d.to) {
		code = CodeDateOrder
	}
	return days{begin.from, d.to}, code == "", code
}

// writtenDay is a day as it was written, or a whole month. Without a year it has
// 0 there.
type writtenDay struct {
	year, month, day int
	whole            bool
}

// cutDay reads a day or month at the beginning of text, up to the end or what
// joins a range.
func cutDay(text string, now time.Time) (d writtenDay, rest string, ok bool) {
	if word := dayWord.FindString(text); word != "" {
		shift, known := dayWords[strings.ToLower(word)]
		y, m, day := now.AddDate(0, 0, shift).Date()
		return writtenDay{year: y, month: int(m), day: day}, text[len(word):], known
	}
	for _, form := range dayForms {
		groups := form.pattern.FindStringSubmatch(text)
		if groups == nil {
			continue
		}
		rest := text[len(groups[0]):]
		if rest == "" || dayRange.MatchString(rest) {
			d := writtenFrom(form.parts, groups[1:])
			return d, rest, form.parts == "dmy" || d.plausible()
		}
	}
	return d, text, false
}

func writtenFrom(parts string, groups []string) (d writtenDay) {
	for i, part := range parts {
		n, _ := strconv.Atoi(groups[i])
		switch part {
		case 'y':
			d.year = n
		case 'm':
			d.month = n
		case 'd':
			d.day = n
		}
	}
	if parts == "dmy" && d.year < 100 {
		d.year += 2000
	}
	d.whole = !strings.Contains(parts, "d")
	return d
}

// plausible keeps numbers that only look like a day or month from being one.
func (d writtenDay) plausible() bool {
	return 1 <= d.month && d.month <= 12 && (d.year == 0 || 2000 <= d.year && d.year < 2100)
}

// last is the day or month; without a year the last one up to limit. The zone
// is that of now.
func (d writtenDay) last(limit, now time.Time) (days, Code) {
	date := func(y, m, day int) time.Time { return time.Date(y, time.Month(m), day, 0, 0, 0, 0, now.Location()) }
	if d.month < 1 || d.month > 12 {
		return days{}, CodeNoSuchDay
	}
	if d.whole {
		return days{date(d.year, d.month, 1), date(d.year, d.month+1, 1)}, ""
	}
	years := 1
	if d.year == 0 {
		d.year = limit.Year()
		years = 9 // the longest time without a 29 February
	}
	for ; years > 0; years-- {
		from := date(d.year, d.month, d.day)
		if d.day >= 1 && d.day <= daysIn(d.year, d.month) && (years == 1 || !from.After(limit)) {
			return days{from, date(d.year, d.month, d.day+1)}, ""
		}
		d.year--
	}
	return days{}, CodeNoSuchDay
}
