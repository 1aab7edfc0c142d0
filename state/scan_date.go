package state

import (
	"strings"
	"time"
)

// dateLike reports that a word can begin a date: digits, and a first dot or,
// after a year, a first hyphen.
func dateLike(w string) bool {
	rest := strings.TrimLeft(w, "0123456789")
	digits := len(w) - len(rest)
	if rest == "" || strings.Trim(rest, "0123456789.-") != "" {
		return false
	}
	return rest[0] == '.' && digits >= 1 && digits <= 2 || rest[0] == '-' && digits == 4
}

// dates finds points in time on days whose date begins with a word. It keeps
// the verdict of every day it met: rows have few days.
type dates struct {
	word    string
	zone    *time.Location
	verdict []uint8 // by day since 1970: 0 not met yet, 1 no, 2 yes
	// from, to and offset are of the period without a clock change that was
	// last met, in seconds.
	from, to, offset int64
}

// maxDay is in the year 2149.
const maxDay = 1 << 16

// dayForms are the ways in which a date may be begun.
var dayForms = []string{"02.01.2006", "2.1.2006", "02.01.06", "2.1.06", "2006-01-02"}

func newDates(word string, zone *time.Location) *dates {
	if zone == nil {
		zone = time.UTC
	}
	return &dates{word: word, zone: zone}
}

func (d *dates) match(unix int64) bool {
	if unix < d.from || unix >= d.to {
		d.locate(unix)
	}
	day := (unix + d.offset) / 86400
	if unix+d.offset < 0 || day >= maxDay {
		return d.begins(unix)
	}
	if d.verdict == nil {
		d.verdict = make([]uint8, maxDay)
	}
	if d.verdict[day] == 0 {
		d.verdict[day] = 1
		if d.begins(unix) {
			d.verdict[day] = 2
		}
	}
	return d.verdict[day] == 2
}

// locate finds the zone's offset at a point in time and how long it holds.
func (d *dates) locate(unix int64) {
	t := time.Unix(unix, 0).In(d.zone)
	_, offset := t.Zone()
	from, to := t.ZoneBounds()
	d.from, d.to, d.offset = unix, unix+1, int64(offset)
	if !from.IsZero() {
		d.from = from.Unix()
	}
	if !to.IsZero() {
		d.to = to.Unix()
	}
}

func (d *dates) begins(unix int64) bool {
	t := time.Unix(unix, 0).In(d.zone)
	var buf [16]byte
	for _, form := range dayForms {
		if strings.HasPrefix(string(t.AppendFormat(buf[:0], form)), d.word) {
			return true
		}
	}
	return false
}
