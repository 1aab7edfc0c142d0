package views

import (
	"strconv"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// What stands where the server said nothing, or nothing that was understood.
const (
	unset   = "–"
	drifted = "?"
)

// value is one field of a row as it is drawn.
func (r *Renderer) value(l *state.List, row, field int) (string, tone) {
	v := l.Rows.Value(row, field)
	if !v.Set {
		if l.Rows.Drift(row) {
			return drifted, warn
		}
		return unset, dim
	}
	return r.shown(l.Res.Fields[field], v)
}

// shown is a value as it is drawn, by the kind of its field.
func (r *Renderer) shown(f state.Field, v state.Value) (string, tone) {
	switch f.Kind {
	case state.Time:
		return r.when(time.Unix(v.Num, 0)), plain
	case state.Money:
		if v.Text == state.InPoints {
			return r.say(text.PointsCount, v.Num), plain
		}
		m := api.Money{Amount: api.Minor(v.Num), Currency: v.Text}
		if v.Num < 0 {
			return m.Format(r.lang.Code()), accent
		}
		return m.Format(r.lang.Code()), plain
	case state.Int:
		return strconv.FormatInt(v.Num, 10), plain
	}
	if statusFields[f.Path] != nil {
		return r.statusWords(f.Path, v.Text)
	}
	if say := saidFields[f.Path]; say != nil {
		return state.MaskText(r.lang.Say(say(v.Text))), plain
	}
	if key := state.WireWord(v.Text); key != 0 && (f.Kind == state.Word || methodFields[f.Path]) {
		return r.lang.Text(key), plain
	}
	return state.MaskText(v.Text), plain
}

// when is a point in time in the room of twelve cells: the hour matters for this
// year, the year for any other.
func (r *Renderer) when(t time.Time) string {
	t = t.In(r.opt.Zone)
	layouts := dates[r.lang.Code()]
	if t.Year() == r.now.In(r.opt.Zone).Year() {
		return t.Format(layouts.thisYear)
	}
	return t.Format(layouts.otherYear)
}

// dates is how a language writes them.
var dates = map[string]struct{ thisYear, otherYear, full, day string }{
	"de": {"02.01. 15:04", "02.01.06", "02.01.2006 15:04:05", "02.01.2006"},
	"en": {"02 Jan 15:04", "02 Jan 2006", "02 Jan 2006 15:04:05", "02 Jan 2006"},
}

// fullTime is a time of the wire to the second, as far as it goes.
func (r *Renderer) fullTime(t api.Time) string {
	layouts := dates[r.lang.Code()]
	return t.Show(r.opt.Zone, layouts.full, layouts.day)
}

// clock is a time of today, with seconds where asked.
func (r *Renderer) clock(t time.Time, seconds bool) string {
	layout := "15:04"
	if seconds {
		layout = "15:04:05"
	}
	return t.In(r.opt.Zone).Format(layout)
}

// moment is when something happened to the second, with its day where that is
// another one.
func (r *Renderer) moment(t time.Time) string {
	if t.In(r.opt.Zone).YearDay() != r.now.In(r.opt.Zone).YearDay() {
		return r.exactly(t)
	}
	return r.clock(t, true)
}

// age is when something of this session happened: the time, with its day where
// that is another one.
func (r *Renderer) age(t time.Time) string {
	if t.In(r.opt.Zone).YearDay() != r.now.In(r.opt.Zone).YearDay() {
		return r.when(t)
	}
	return r.clock(t, false)
}
