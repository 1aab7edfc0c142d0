package state

import (
	"testing"
	"time"
	"unsafe"

	"tresen/state/text"
)

// reading is a time with both clocks: what the wall says, and how long the machine
// was awake. Package time makes such only of the time of day.
func reading(wall time.Time, awake time.Duration) time.Time {
	t := wall.Round(0)
	words := (*struct {
		wall uint64
		ext  int64
		loc  *time.Location
	})(unsafe.Pointer(&t))
	first := time.Date(1885, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	words.wall = 1<<63 | uint64(wall.Unix()-first)<<30 | uint64(wall.Nanosecond())
	words.ext = int64(awake)
	return t
}

// unlocked is LIVE, unlocked at noon.
func unlocked(t *testing.T) *desk {
	d := newDesk(t, 3)
	d.app.Env.Kind, d.app.Env.Merchant = Live, "Huber"
	d.now = reading(noon, 0)
	d.send(Ticked{Now: d.now})
	d.send(Acted{Action: Unlock})
	d.send(Edited{Text: "huber", Cursor: 5})
	d.send(Acted{Action: Accept})
	if d.app.Locked() || d.app.Top() != nil {
		t.Fatalf("locked is %v, on top is %T", d.app.Locked(), d.app.Top())
	}
	return d
}

// clocks tells a desk the time: what the wall says, and how long it was awake, since
// noon.
func (d *desk) clocks(wall, awake time.Duration) { d.send(Ticked{Now: reading(noon.Add(wall), awake)}) }

func TestLiveIsLockedByTheClockThatSaysMore(t *testing.T) {
	for name, c := range map[string]struct {
		wall, awake time.Duration
		locked      bool
	}{
		"a moment before":                    {unlockTime - 1, unlockTime - 1, false},
		"when it is over":                    {unlockTime, unlockTime, true},
		"asleep until it was over":           {unlockTime, time.Minute, true},
		"set back while it was unlocked":     {5 * time.Minute, unlockTime, true},
		"set back to before it was unlocked": {-time.Second, time.Minute, true},
		"set back, and not over":             {5 * time.Minute, 6 * time.Minute, false},
	} {
		d := unlocked(t)
		if d.clocks(c.wall, c.awake); d.app.Locked() != c.locked {
			t.Errorf("%s: locked is %v", name, !c.locked)
		}
	}
}

func TestLiveThatLockedItselfStaysLockedWhateverTheClockSaysNext(t *testing.T) {
	d := unlocked(t)
	d.clocks(8*time.Hour, time.Minute) // it slept
	if d.clocks(2*time.Minute, 2*time.Minute); !d.app.Locked() {
		t.Error("the clock was set back, and LIVE is unlocked again")
	}
}

func TestWhoeverLosesTheirRoleUnlocksAnew(t *testing.T) {
	d := unlocked(t)
	d.ruled(Viewer, 0)
	d.ruled(Manager, 0)
	if d.clocks(-time.Minute, time.Minute); !d.app.Locked() {
		t.Error("with the role back LIVE is unlocked")
	}
}

func TestLiveIsLockedByTheKeyThatUnlocksIt(t *testing.T) {
	d := unlocked(t)
	d.send(Acted{Action: Unlock})
	if !d.app.Locked() || d.app.Top() != nil || d.said() != d.app.Env.Lang.Text(text.LockedAgain) {
		t.Errorf("locked is %v, on top is %T, it says %q", d.app.Locked(), d.app.Top(), d.said())
	}
	d.app.Env.Kind = Test
	if why := d.app.Why(Unlock); why.Key != text.OnlyLiveLocks {
		t.Errorf("where nothing is real it says %q", d.app.Env.Lang.Say(why))
	}
}

func TestARevealedFieldIsHiddenByTheClockThatSaysMore(t *testing.T) {
	for name, c := range map[string]struct {
		wall, awake time.Duration
		left        int
	}{
		"after half a second":            {500 * time.Millisecond, 500 * time.Millisecond, 30},
		"a moment before":                {revealTime - 1, revealTime - 1, 1},
		"set back while it was seen":     {time.Second, revealTime, 0},
		"asleep":                         {revealTime, time.Second, 0},
		"set back, and seen for a while": {time.Second, 20 * time.Second, 10},
	} {
		d, asked := bankDesk(t)
		d.reveal(asked, RevealAction, Open, Down, Open)
		d.clocks(0, 0)
		d.send(Revealed{Ticket: (*asked)[0].Ticket})
		d.clocks(c.wall, c.awake)
		left := 0
		if clear := d.app.revealedNow(); clear != nil {
			left = clear.Left(d.app.Now)
		}
		if left != c.left {
			t.Errorf("%s: it is seen for %d seconds more", name, left)
		}
	}
}
