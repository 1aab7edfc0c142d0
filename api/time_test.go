package api

import (
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTimesAreReadShownAndWrittenBack(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, wire, shown, back string }{
		{"with an offset", `"2023-06-29T16:50:47+02:00"`, "29.06. 16:50", `"2023-06-29T16:50:47+02:00"`},
		{"another offset is shown in our zone", `"2023-12-31T23:30:00-01:00"`, "01.01. 01:30", `"2023-12-31T23:30:00-01:00"`},
		{"UTC", `"2023-06-29T14:50:47Z"`, "29.06. 16:50", `"2023-06-29T14:50:47Z"`},
		{"parts of a second", `"2023-06-29T16:50:47.123+02:00"`, "29.06. 16:50", `"2023-06-29T16:50:47.123+02:00"`},
		{"an offset without a colon", `"2023-06-29T16:50:47+0200"`, "29.06. 16:50", `"2023-06-29T16:50:47+02:00"`},
		{"a date belongs to no zone", `"2023-06-29"`, "29.06.", `"2023-06-29"`},
		{"without an offset nothing is guessed", `"2023-06-29 16:50:47"`, "2023-06-29 16:50:47", `"2023-06-29 16:50:47"`},
		{"no date", `"0000-00-00"`, "0000-00-00", `"0000-00-00"`},
		{"text", `"gestern"`, "gestern", `"gestern"`},
		{"nothing", `""`, "", `null`},
		{"null", `null`, "", `null`},
		{"never", `0`, "", `null`},
		{"a number stays text", `1688050247`, "1688050247", `"1688050247"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got Time
			if err := json.Unmarshal([]byte(tt.wire), &got); err != nil {
				t.Fatal(err)
			}
			if s := got.Show(berlin, "02.01. 15:04", "02.01."); s != tt.shown {
				t.Errorf("shown: got %q, want %q", s, tt.shown)
			}
			back, err := json.Marshal(got)
			if err != nil || string(back) != tt.back {
				t.Errorf("written: got %s, %v, want %s", back, err, tt.back)
			}
			ours, err := decodeItem[PaymentTransaction]([]byte(`{"created":` + tt.wire + `}`))
			if diff := cmp.Diff(got, ours.Value.Created); err != nil || diff != "" {
				t.Errorf("in an answer: %v %s", err, diff)
			}
			if got.IsZero() != (tt.shown == "") {
				t.Errorf("IsZero: got %v", got.IsZero())
			}
		})
	}
	var got Time
	if err := json.Unmarshal([]byte(`{"date":"2020-01-01"}`), &got); err == nil {
		t.Error("an object is no time")
	}
}

func TestATimeIsLoggedAsItIs(t *testing.T) {
	var out strings.Builder
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "at", ParseTime("2023-06-29"), "text", ParseTime("gestern"))
	if !strings.Contains(out.String(), "at=2023-06-29 text=gestern") {
		t.Errorf("got %s", out.String())
	}
}

func TestParsingUndoesFormattingOfTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4102444800).Draw(t, "s"), 0).In(time.FixedZone("", 900*rapid.IntRange(-48, 56).Draw(t, "offset")))
		got := ParseTime(Time{Time: at}.String())
		if !got.Equal(at) || got.Text != "" || got.DateOnly {
			t.Fatalf("got %+v, want %v", got, at)
		}
		date := Time{Time: time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC), DateOnly: true}
		if diff := cmp.Diff(date, ParseTime(date.String())); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2023-06-29T16:50:47+02:00", "2023-06-29", "", "\x1b[0m", "9999-99-99", "2023-06-29T16:50:47+02\x7f00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := ParseTime(s)
		if Clean(got.String()) != got.String() {
			t.Fatalf("%q: got %q", s, got.String())
		}
		if again := ParseTime(got.String()); s != "" && !cmp.Equal(again, got) {
			t.Fatalf("%q: got %+v, then %+v", s, got, again)
		}
	})
}
