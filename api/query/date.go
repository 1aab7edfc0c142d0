package query

import (
	"strconv"
	"time"
)

// precision is the smallest unit that a date names.
type precision uint8

const (
	toYear precision = iota
	toMonth
	toDay
	toHour
	toMinute
	toSecond
	toMilli
)

// span is the time that a date covers, in Unix milliseconds: from ≤ t < to.
type span struct {
	from, to  int64
	precision precision
}

// units are the parts of a date in their order: the sign before each, and the
// values it can have.
var units = [...]unit{
	toYear:   {0, 4, 0, 9999},
	toMonth:  {'-', 2, 1, 12},
	toDay:    {'-', 2, 1, 31},
	toHour:   {'T', 2, 0, 23}, // or a space
	toMinute: {':', 2, 0, 59},
	toSecond: {':', 2, 0, 59},
	toMilli:  {'.', 0, 0, 999}, // as many digits as there are
}

type unit struct {
	sign     byte
	width    int
	min, max int
}

func (u unit) read(s string) (n int, rest string, ok bool) {
	if u.width == 0 {
		return milliseconds(s)
	}
	if n, ok = digits(s, u.width); !ok {
		return 0, s, false
	}
	return n, s[u.width:], true
}

// parseDate reads ISO 8601 of any precision, from 2026 to
// 2026-11-14T09:30:00.000+01:00. A date without an offset is meant in zone.
func parseDate(s string, zone *time.Location) (span, bool) {
	part := [len(units)]int{toMonth: 1, toDay: 1}
	var p precision
	rest := s
	for unit, u := range units {
		next := rest
		if u.sign != 0 {
			if next == "" || next[0] != u.sign && (u.sign != 'T' || next[0] != ' ') {
				break
			}
			next = next[1:]
		}
		n, next, ok := u.read(next)
		if !ok || n < u.min || n > u.max {
			return span{}, false
		}
		part[unit], p, rest = n, precision(unit), next
	}
	if part[toDay] > daysIn(part[toYear], part[toMonth]) {
		return span{}, false
	}
	var offset int64
	if rest != "" {
		seconds, ok := parseOffset(rest)
		if !ok || p < toHour {
			return span{}, false
		}
		zone, offset = time.UTC, int64(seconds)*1000
	}
	from := instant(part, zone) - offset
	return span{from, spanEnd(part, p, zone, from, offset), p}, true
}

func instant(part [len(units)]int, zone *time.Location) int64 {
	return time.Date(part[toYear], time.Month(part[toMonth]), part[toDay], part[toHour], part[toMinute],
		part[toSecond], part[toMilli]*int(time.Millisecond), zone).UnixMilli()
}

// spanEnd is where the unit ends that begins at from. Days and longer follow
// the calendar of the zone: they can have 23 or 25 hours.
func spanEnd(part [len(units)]int, p precision, zone *time.Location, from, offset int64) int64 {
	switch p {
	case toHour:
		return from + time.Hour.Milliseconds()
	case toMinute:
		return from + time.Minute.Milliseconds()
	case toSecond:
		return from + time.Second.Milliseconds()
	case toMilli:
		return from + 1
	}
	part[p]++
	return instant(part, zone) - offset
}

// digits reads exactly width of them.
func digits(s string, width int) (n int, ok bool) {
	if len(s) < width {
		return 0, false
	}
	for i := range width {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// milliseconds reads a fraction of a second of any length and cuts it.
func milliseconds(s string) (ms int, rest string, ok bool) {
	scale := 100
	for s != "" && '0' <= s[0] && s[0] <= '9' {
		ms += int(s[0]-'0') * scale
		scale /= 10
		s, ok = s[1:], true
	}
	return ms, s, ok
}

// parseOffset reads Z, +01:00, +0100 or +01, in seconds east of UTC.
func parseOffset(s string) (seconds int, ok bool) {
	if s == "Z" {
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	hours, ok := digits(s[1:], 2)
	if !ok || hours > 23 {
		return 0, false
	}
	var minutes int
	if rest := s[3:]; rest != "" {
		if rest[0] == ':' {
			rest = rest[1:]
		}
		if minutes, ok = digits(rest, 2); !ok || len(rest) != 2 || minutes > 59 {
			return 0, false
		}
	}
	seconds = hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// parseInt reads a whole number as the wire writes it.
func parseInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}
