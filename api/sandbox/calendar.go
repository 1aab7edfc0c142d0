package sandbox

import (
	"math/bits"
	"sort"
	"time"
	_ "time/tzdata" // the wire's times are Berlin's on machines without a zone database too
)

// berlin is the zone of every time on the wire.
var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic("sandbox: the embedded zone database lacks Europe/Berlin: " + err.Error())
	}
	return zone
}()

// How much is bought by the hour of day and by the weekday, Sunday first.
var (
	hourWeights = [24]uint64{2, 1, 1, 1, 3, 12, 40, 70, 75, 60, 55, 60, 70, 50, 40, 45, 55, 60, 40, 30, 28, 22, 12, 5}
	dayWeights  = [7]uint64{45, 80, 85, 90, 95, 120, 140}
)

// calendar spreads payments over the months before a moment, with the rhythm of
// a day and a week.
type calendar struct {
	first int64    // unix second at which the first hour starts
	sums  []uint64 // sums[i] is the weight of the hours before the i-th
	dates []string // German date of each hour; the zone's offsets are whole hours
	end   int64    // unix second of the moment
}

// newCalendar covers the days that n payments deserve: a month at least, four
// hundred days at most.
func newCalendar(n int, now time.Time) calendar {
	days := min(400, max(30, n/40))
	start := now.In(berlin).Truncate(time.Hour).Add(-time.Duration(days) * 24 * time.Hour)
	c := calendar{first: start.Unix(), end: now.Unix(), sums: []uint64{0}}
	var sum uint64
	for t := start; t.Before(now); t = t.Add(time.Hour) {
		local := t.In(berlin)
		part := min(3600, uint64(c.end-t.Unix()))
		sum += hourWeights[local.Hour()] * dayWeights[local.Weekday()] * part
		c.sums = append(c.sums, sum)
		c.dates = append(c.dates, local.Format(germanDate))
	}
	return c
}

// at returns the unix second of payment i of n. It grows with i; jitter (any
// number) moves it inside its own place.
func (c calendar) at(i, n int, jitter uint64) uint32 {
	total := c.sums[len(c.sums)-1]
	hi, lo := bits.Mul64(total, uint64(i)<<8|jitter&0xff)
	place, _ := bits.Div64(hi, lo, uint64(n)<<8)
	hour := sort.Search(len(c.sums)-1, func(h int) bool { return c.sums[h+1] > place })
	hour = min(hour, len(c.sums)-2)
	weight := c.sums[hour+1] - c.sums[hour]
	length := min(3600, uint64(c.end-c.first)-uint64(hour)*3600)
	return uint32(uint64(c.first) + uint64(hour)*3600 + (place-c.sums[hour])*length/max(1, weight))
}

const germanDate = "02.01.2006"

// date is the German date of a unix second.
func (c calendar) date(unix int64) string {
	if hour := (unix - c.first) / 3600; unix >= c.first && hour < int64(len(c.dates)) {
		return c.dates[hour]
	}
	return time.Unix(unix, 0).In(berlin).Format(germanDate)
}

// wireTime is a unix second as the wire writes it.
func wireTime(unix int64) string {
	return time.Unix(unix, 0).In(berlin).Format("2006-01-02T15:04:05-07:00")
}
