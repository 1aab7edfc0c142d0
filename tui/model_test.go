package tui

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"

	"tresen/api/sandbox"
	"tresen/state"
)

// now is the moment of the data on every stage: that of a bubble's clock.
func small() sandbox.Options { return sandbox.Options{Payments: 300, Seed: 11} }

func TestTheFirstPictureWaitsForNoAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := small()
		o.Latency = time.Hour
		s := open(t, 120, 40, o)
		defer s.close()
		started := time.Now()
		for strings.TrimSpace(s.text()) == "" {
			synctest.Wait()
			time.Sleep(time.Millisecond)
		}
		if took := time.Since(started); took > 2*time.Second/FPS {
			t.Errorf("it came after %v", took)
		}
		s.has("SANDBOX", "anna")
		if lines := strings.Count(s.text(), "\n") + 1; lines < 30 {
			t.Errorf("the first picture has %d lines", lines)
		}
	})
}

// script is a walk through the program with every kind of key a terminal sends:
// letters, umlauts, arrows in both spellings, keys with modifiers, function
// keys, a paste.
var script = []string{"j", "\x1b[B", "\x1bOB", "G", "\x1b[5~", "\x1b[6~", "\x1b[1;5C", "\x1b[H", "\r", "\x1b[6~", "\x1b[A", "J",
	"q", "q", "/", "Müller €", "\x1b[D", "\x1b[3~", "\x1b[1;5D", "\x1b[200~ä\r\nB\x1b[201~", "\x7f", "\x1b[Z", "\x03",
	"\x1bOP", "r", "\x1b[97;5u", "\x03", "\x1b[27;5;68~", " ", "\x1b[B"}

// picture is where a walk leads: what is drawn, and what state has.
func picture(t *testing.T, walk func(*stage)) string {
	var seen string
	play(t, 60, 16, small(), func(s *stage) {
		s.blind = true
		walk(s)
		s.settle()
		seen = fmt.Sprintf("%s\nmode %b cursor %s", s.drawn(), s.mode(), s.cursor())
	})
	return clockless(seen)
}

// clockless takes times of day out of a picture: the clock of the frame runs on
// while keys come slowly.
func clockless(picture string) string {
	return clock.ReplaceAllString(picture, "HH:MM:SS")
}

var clock = regexp.MustCompile(`\d\d:\d\d:\d\d`)

func TestKeysCutAtAnyByteGiveTheSamePicture(t *testing.T) {
	whole := picture(t, func(s *stage) {
		for _, key := range script {
			s.feed(key)
		}
	})
	if !strings.Contains(whole, "cursor PCI_") {
		t.Fatalf("the script leads nowhere:\n%s", whole)
	}
	longest := 0
	for _, key := range script {
		longest = max(longest, len(key))
	}
	for at := 1; at < longest; at++ {
		cut := picture(t, func(s *stage) {
			for _, key := range script {
				s.feed(key[:min(at, len(key))])
				if at < len(key) {
					time.Sleep(20 * time.Millisecond) // a slow line
					s.feed(key[at:])
				}
			}
		})
		if diff := cmp.Diff(whole, cut); diff != "" {
			t.Errorf("cut after %d bytes (-whole +cut):\n%s", at, diff)
		}
	}
	single := picture(t, func(s *stage) {
		for b := range []byte(strings.Join(script, "")) {
			s.feed(strings.Join(script, "")[b : b+1])
		}
	})
	if diff := cmp.Diff(whole, single); diff != "" {
		t.Errorf("byte by byte (-whole +cut):\n%s", diff)
	}
}

func TestKeysThatComeAllAtOnceAreAllTaken(t *testing.T) {
	apart := picture(t, func(s *stage) {
		for _, key := range script {
			s.feed(key)
		}
	})
	together := picture(t, func(s *stage) { s.feed(strings.Join(script, "")) })
	if diff := cmp.Diff(apart, together); diff != "" {
		t.Errorf("(-one by one +at once):\n%s", diff)
	}
}

func TestAPasteIsNeverTakenForKeys(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		before := clockless(s.text())
		s.send("\x1b[200~Gjjr10\r\rq\x03\x1b[201~")
		if diff := cmp.Diff(before, clockless(s.text())); diff != "" {
			t.Errorf("a paste in the table did something:\n%s", diff)
		}
		s.send("/")
		s.send("\x1b[200~ab\r\n\x07c\u202ed\u200be\x1b[31m\tf\x1b[201~")
		if got := s.editor(); strings.ContainsAny(got.Text, "\r\n\t\x07\x1b\u202e\u200b") || !strings.HasPrefix(got.Text, "ab") {
			t.Errorf("the line holds %+v", got)
		}
		if s.mode() != state.ModeLine {
			t.Error("the line break in a paste was an enter")
		}
	})
}

func TestAFieldStartsAfreshWhereStateSaysSo(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		s.send("/")
		s.send("first")
		s.send("\x03/second")
		if got := s.editor().Text; got != "second" {
			t.Errorf("the line holds %q", got)
		}
		s.send("\x1b[D\x1b[DX\x1b[H>\x1b[F<")
		if got := s.editor(); got.Text != ">secoXnd<" || got.Cursor != 9 {
			t.Errorf("the line holds %q, cursor at %d", got.Text, got.Cursor)
		}
		s.send(strings.Repeat("y", 500))
		if e := s.editor(); len([]rune(e.Text)) != e.Limit {
			t.Errorf("%d characters, the limit is %d", len([]rune(e.Text)), e.Limit)
		}
	})
}

func TestHostileKeysDoNoHarm(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	pieces := append([]string{"\x1b", "\x1b[", "\x1b]52;c;AAAA\x07", "\x1bP+q\x1b\\", "\x1b[<35;1;1M", "\x1b[?2026;2$y", "\x1b[?1u",
		"\x1b[1;1R", "\xff\xfe", "\x00", "\x1b[999999999999A", "\x1b[;;;;;~", "\x1b[M   ", "\xc3", "\xf0\x9f", "\x1b[200~", "\x1b[201~", "\x1b[I", "\x1b[O",
		"\x1b]11;rgb:0/0/0\x1b\\", "\x1b[27;5;9999~", "\x1b[57444u", "\u202e", "\x9b31m"}, script...)
	play(t, 80, 24, small(), func(s *stage) {
		for range 3000 {
			piece := pieces[dice.IntN(len(pieces))]
			if strings.ContainsAny(piece, "q\x03") {
				continue // would end the program
			}
			s.feed(piece)
			if dice.IntN(20) == 0 {
				time.Sleep(60 * time.Millisecond)
			}
		}
		s.feed("\x1b[201~")
		s.settle()
		select {
		case err := <-s.ended:
			t.Fatalf("the program ended: %v", err)
		default:
		}
		if lines := strings.Split(s.drawn(), "\n"); len(lines) != 24 {
			t.Errorf("%d lines", len(lines))
		}
	})
}

func TestCopyGoesToTheTerminalsClipboard(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		id := s.cursor()
		s.send("y")
		s.send("\r")
		want := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(id)) + "\x07"
		if !strings.Contains(s.output(), want) {
			t.Errorf("no OSC 52 with %s", id)
		}
	})
}

func TestAResizeIsFollowedExactly(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		for _, size := range [][2]int{{20, 5}, {59, 12}, {80, 24}, {119, 29}, {160, 50}, {220, 60}} {
			s.mu.Lock()
			s.emu.Resize(size[0], size[1])
			s.mu.Unlock()
			s.program.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			s.settle()
			var got [2]int
			s.inside(func() { got = [2]int{s.app.Width, s.app.Height} })
			if got != size {
				t.Errorf("state has %v, want %v", got, size)
			}
			if lines := strings.Split(s.drawn(), "\n"); len(lines) != size[1] {
				t.Errorf("%v: %d lines", size, len(lines))
			}
		}
	})
}

func TestRedrawPaintsEverythingAgain(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		before := clockless(s.text())
		s.mu.Lock()
		s.emu.WriteString("\x1b[H\x1b[2Jsomebody else wrote here")
		s.mu.Unlock()
		s.send("\x0c")
		if diff := cmp.Diff(before, clockless(s.text())); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAnUnchangedPictureIsTheSameString(t *testing.T) {
	play(t, 100, 30, small(), func(s *stage) {
		before := s.output()
		s.inside(func() {
			if allocs := testing.AllocsPerRun(100, func() { s.model.View() }); allocs > 1 {
				t.Errorf("a picture that is there already costs %v allocations", allocs)
			}
		})
		s.settle()
		if more := strings.TrimPrefix(s.output(), before); more != "" {
			t.Errorf("written for nothing: %q", more)
		}
	})
}
