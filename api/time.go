package api

import (
	"bytes"
	"encoding/json"
	"time"
)

// Time is a point in time of the wire: ISO 8601 with an offset, or a date
// alone. What does not parse stays in Text and is shown as it came.
type Time struct {
	time.Time
	// Text is the wire's text where it is not a time; empty otherwise.
	Text string
	// DateOnly says that the wire had no time of day.
	DateOnly bool
}

// offsetLayouts are the forms of a point in time that name their offset; one
// without would be a guess.
var offsetLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05-0700",
	"2006-01-02 15:04:05-07:00",
	"2006-01-02T15:04-07:00",
}

// ParseTime reads a time of the wire. It never fails: see [Time.Text].
func ParseTime(s string) Time {
	s = Clean(s)
	if len(s) == len(time.DateOnly) {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return Time{Time: t, DateOnly: true}
		}
	}
	if len(s) > len(time.DateOnly) && s[4] == '-' {
		for _, layout := range offsetLayouts {
			if t, err := time.Parse(layout, s); err == nil {
				return Time{Time: t}
			}
		}
	}
	return Time{Text: s}
}

// IsZero reports that the wire had nothing.
func (t Time) IsZero() bool { return t.Text == "" && t.Time.IsZero() }

// Show formats t in a zone: by layout, or by dateLayout where there is no time
// of day (a date belongs to no zone). Text is returned as it is, nothing for
// nothing.
func (t Time) Show(zone *time.Location, layout, dateLayout string) string {
	return string(t.AppendShow(nil, zone, layout, dateLayout))
}

// AppendShow appends what [Time.Show] returns.
func (t Time) AppendShow(dst []byte, zone *time.Location, layout, dateLayout string) []byte {
	switch {
	case t.Text != "":
		return append(dst, t.Text...)
	case t.IsZero():
		return dst
	case t.DateOnly:
		return t.Time.AppendFormat(dst, dateLayout)
	}
	return t.Time.In(zone).AppendFormat(dst, layout)
}

// String is the wire's form.
func (t Time) String() string { return t.Show(t.Location(), time.RFC3339Nano, time.DateOnly) }

// MarshalJSON writes the wire's form; nothing is null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.String())
}

// UnmarshalJSON reads the wire's form. null and 0 are nothing, another number
// is kept as text.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{}
	if b = bytes.TrimSpace(b); string(b) == "null" || string(b) == "0" {
		return nil
	}
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = ParseTime(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*t = Time{Text: n.String()}
	return nil
}

// read is UnmarshalJSON for answers; an object or a boolean is drift.
func (t *Time) read(r *reader) error {
	raw, err := r.in.ReadValue()
	if err != nil {
		return err
	}
	*t = Time{}
	switch raw.Kind() {
	case '"':
		*t = ParseTime(string(r.unquote(raw)))
		t.Text = maskWords(t.Text)
	case '0':
		if string(raw) != "0" {
			*t = Time{Text: MaskText(string(raw))}
		}
	case 'n':
	default:
		r.mismatch()
	}
	return nil
}

// MarshalText is the wire's form, for logs and keys.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (t *Time) UnmarshalText(b []byte) error {
	*t = Time{}
	if len(b) > 0 {
		*t = ParseTime(string(b))
	}
	return nil
}
