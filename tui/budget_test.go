package tui

import (
	"testing"
	"testing/synctest"
	"time"

	"tresen/api/sandbox"
)

// cost is how many bytes a key writes at most, over many presses. They come just
// after the clock of the frame has moved on and before it does so again, so that
// only the key is counted; the pane is hidden, because it follows later.
func cost(s *stage, key string, times int) int {
	now := time.Now()
	time.Sleep(now.Truncate(time.Second).Add(time.Second + 50*time.Millisecond).Sub(now))
	synctest.Wait()
	most := 0
	for range min(times, 15) {
		before := len(s.output())
		s.feed(key)
		s.settle()
		most = max(most, len(s.output())-before)
	}
	return most
}

func TestAKeyWritesNoMoreThanItsBudget(t *testing.T) {
	play(t, 200, 50, sandbox.Options{Payments: 2_000}, func(s *stage) {
		s.blind = true
		s.send("p") // without the pane
		rows := 0
		s.inside(func() { rows = s.app.Layout().Rows })
		check := func(what string, got, budget int) {
			t.Helper()
			t.Logf("%s: %d bytes of %d", what, got, budget)
			if got > budget {
				t.Errorf("%s writes %d bytes, more than %d", what, got, budget)
			}
		}
		check("a step down in the page", cost(s, "j", rows-1), 150)
		check("a step up in the page", cost(s, "k", rows-1), 150)
		s.send("G")
		s.send("g")
		for range rows {
			s.feed("j")
		}
		check("a scrolled row", cost(s, "j", 20), 600)
		check("a page", cost(s, "\x1b[6~", 10), 9_000)
		check("a second without a key", cost(s, "", 3), 0)
	})
}
