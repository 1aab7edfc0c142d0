package views

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
)

// The scenes of the journal.
func init() {
	scenes = append(scenes,
		scene{"journal", func(s *stage) { s.journal() }, true},
		scene{"journal-detail", func(s *stage) { s.journal(); s.do(state.Down, state.Open, state.NextField) }, true},
		scene{"journal-conflict", func(s *stage) { s.journal(); s.do(state.Open) }, false},
		scene{"journal-search", func(s *stage) { s.journal(); s.do(state.Search).typ("stat").do(state.NextField) }, false},
		scene{"journal-looked", func(s *stage) { s.journal(); s.lookedSoFar() }, false},
		scene{"journal-unread", func(s *stage) { s.journal(); s.unread() }, false},
		scene{"timeline", func(s *stage) { s.openRefunded(); s.do(state.Timeline) }, true},
		scene{"open-of-others", func(s *stage) { s.openOfOthers(); s.do(state.OpenIntents) }, false},
		scene{"open-counted", func(s *stage) { s.openOfOthers() }, true},
	)
	everywhere = append(everywhere,
		scene{name: "journal", play: func(s *stage) { s.journal(); s.do(state.Open) }},
		scene{name: "timeline", play: func(s *stage) { s.do(state.Timeline, state.Down) }},
		scene{name: "open of others", play: func(s *stage) { s.openOfOthers(); s.do(state.OpenIntents) }},
	)
}

// steps are the entries of a refund that went through these states, a second
// apart.
func entriesOf(intent, operator, target string, at time.Time, states ...state.WriteState) []state.JournalEntry {
	var all []state.JournalEntry
	for i, s := range states {
		all = append(all, state.JournalEntry{Seq: int64(len(all) + 1), Intent: intent, State: s, Open: s.Open(), Kind: state.KindRefund,
			Env: "sandbox", Target: target, Amount: 1250, Currency: "EUR", Operator: operator, At: at.Add(time.Duration(i) * time.Second),
			BodyHash:     "62564590134e5ad5bb7c85b8b5e6b0c1e0cf9d8f2b3ac1fa5d8d4e5ff1b0a1c2",
			BaselineHash: "abdf0879c3f6d2a7c6c0f3e8d5f4b1a2938475665748392a1b2c3d4e5f60718f",
			Hash:         "c51e5d56f9103ac1fa5d8d4e5ff1b0a1c262564590134e5ad5bb7c85b8b5e6b0", Action: "7f45987417210a7f",
			Baseline: []byte(`{"ID":"` + target + `","Amount":7340,"InEffect":7340,"Currency":"EUR","ReadAt":"2026-11-14T13:00:00Z"}`)})
	}
	return all
}

// journal shows a journal of three intents, the newest a conflict.
func (s *stage) journal() {
	const target = "PCI_2HEDC3FOBEKEGVXBPD7BDEYAZLQIEW"
	conflict := entriesOf("FIGHT33AURFSRWWWOHJR7YABCD", "berta", target, morning.Add(-time.Hour), "snapshot", "armed", "sent", "unknown", "conflict")
	done := entriesOf("GOOD5AURFSRWWWOHJR7YABCDEF", "anna", target, morning.AddDate(0, 0, -1), "snapshot", "armed", "sent", "applied", "applied")
	done[3].Note, done[4].Note, done[4].Result, done[3].Support = "server", "read arrived", "PCI_2HHTLS4MH33XF3RK22M9QGI6A3W8Q6", "b2f1"
	shown := []state.JournalEntry{{Seq: 1, Intent: "REVEALAURFSRWWWOHJR7YABCDE", State: "revealed", Kind: "reveal", Env: "sandbox",
		Target: "PCT_9", Operator: "anna", At: morning.AddDate(0, -1, 0), Result: "iban", Note: "customer-asks"}}
	var objects []state.Object
	for _, steps := range [][]state.JournalEntry{conflict, done, shown} {
		for i := len(steps) - 1; i >= 0; i-- {
			if i < len(steps)-1 && i > 0 && steps[i].State == "armed" {
				continue // as a search leaves some out
			}
			objects = append(objects, state.Object{Resource: "journal", ID: steps[i].ID(), Raw: []byte(`{}`),
				Value: &state.JournalRecord{JournalEntry: steps[i], Steps: steps}})
		}
	}
	s.objects = objects
	s.send(state.JournalSeen{Head: 11})
	s.send(state.Acted{Action: state.GoTo, Arg: "journal"})
	s.objects = nil
	s.held = objects
}

// lookedSoFar is a search that has not found anything yet.
func (s *stage) lookedSoFar() {
	l := s.app.Current.List()
	l.Rows, l.Down, l.HasTotal, l.Complete, l.Line, l.Found.Q = state.NewRows(l.Res.Fields), 81_234, false, false, "operator:z*", "operator:z*"
}

// unread is a journal that cannot be read.
func (s *stage) unread() {
	l := s.app.Current.List()
	l.Rows, l.Err = state.NewRows(l.Res.Fields), &state.JournalError{Err: fmt.Errorf("disk I/O error")}
}

// openOfOthers brings what others have open: one to approve, one that runs, and
// one on another server.
func (s *stage) openOfOthers() {
	s.app.Env.Rule = state.Policy{}.Rule("anna")
	l := s.app.Current.List()
	open := func(intent string, kind state.WriteKind, row int, operator string, as state.WriteState, why state.WriteWhy) state.OpenWrite {
		return state.OpenWrite{Intent: intent, Kind: kind, Target: l.Rows.ID(min(row, l.Rows.Len()-1)), Amount: 8990, Currency: "EUR", Operator: operator,
			State: as, Why: why, Since: s.now.Add(-time.Duration(row) * time.Hour), Env: "sandbox"}
	}
	waits := open("w", state.KindRefund, 1, "berta", state.WriteApproval, state.WhyAboveLimit)
	waits.Expires = s.now.Add(23 * time.Hour)
	away := open("a", state.KindRefund, 30, "carl", state.WriteUnknown, "")
	away.Env = "connect.secucard.com"
	s.send(state.JournalSeen{Head: 40, Open: []state.OpenWrite{away, open("r", state.KindCapture, 2, "berta", state.WriteSent, ""), waits}})
	s.send(state.WriteMoved{Intent: "m", Kind: state.KindRefund, Target: l.Rows.ID(min(3, l.Rows.Len()-1)), Operator: "anna", By: "berta", State: state.WriteApproved,
		Why: state.WhyApproved, Amount: 700, Currency: "EUR", Env: "sandbox", At: s.now.Add(-time.Minute), Next: s.now.Add(11 * time.Minute)})
}

// timeline answers with the object as the server has it, its refunds, and what
// anna did an hour after the payment.
func (s *stage) timeline(e state.ReadTimeline) state.Event {
	read := state.TimelineRead{Ticket: e.Ticket}
	read.Object, read.Err = s.get(e.Resource, e.ID)
	if p, ok := read.Object.Value.(*api.PaymentTransaction); ok && s.objects == nil {
		for _, id := range state.RefundChildren(*p) {
			if child, err := s.get("payments", id); err == nil {
				read.Children = append(read.Children, child)
			}
		}
		read.Entries = entriesOf("GOOD", "anna", e.ID, p.Created.Add(time.Hour), "snapshot", "armed", "sent", "applied")
		read.Entries[3].Note = "server"
	}
	for _, o := range s.objects {
		if r, ok := o.Value.(*state.JournalRecord); ok {
			read.Entries = append(read.Entries, r.JournalEntry)
		}
	}
	return read
}

func TestHostileEntriesAreDrawnInert(t *testing.T) {
	for name, words := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r state.JournalRecord
			fill(reflect.ValueOf(&r).Elem(), words, 0)
			r.At = morning
			objects := append(hostileObjects(words), state.Object{Resource: "journal", ID: words, Value: &r, Raw: []byte(`{}`)})
			s := newStage(t, options("en"), 100, 30, objects...)
			s.send(state.JournalSeen{Head: 1, Open: []state.OpenWrite{{Intent: words, Kind: state.WriteKind(words), Target: words,
				Currency: words, Operator: words, State: state.WriteState(words), Env: words}, {Intent: "a", Kind: state.WriteKind(words),
				Target: words, Currency: words, Operator: words, State: state.WriteDouble, Env: words}}})
			for _, play := range []func(){
				func() { s.do(state.Timeline) },
				func() { s.do(state.CopyMenu) },
				func() { s.do(state.Back, state.Back, state.OpenIntents) },
				func() { s.do(state.Back); s.send(state.Acted{Action: state.GoTo, Arg: "journal"}) },
				func() { s.do(state.Open) },
				func() { s.do(state.Last, state.CopyMenu) },
			} {
				play()
				for _, size := range [][2]int{{100, 30}, {45, 12}, {170, 40}, {30, 6}} {
					s.send(state.Resized{Width: size[0], Height: size[1]})
					s.pass(time.Second)
					s.check("journal", size, false)
				}
				s.send(state.Resized{Width: 100, Height: 30})
			}
		})
	}
}

func TestWhatIsOpenIsCountedOnEveryScreen(t *testing.T) {
	for _, size := range [][2]int{{200, 50}, {120, 40}, {80, 24}, {80, 12}, {45, 18}} {
		for name, play := range map[string]func(*stage){
			"list":   func(*stage) {},
			"detail": func(s *stage) { s.do(state.Open) },
			"help":   func(s *stage) { s.do(state.Help) },
			"log":    func(s *stage) { s.do(state.RequestLog) },
			"search": func(s *stage) { s.do(state.Search) },
		} {
			s := newStage(t, options("en"), size[0], size[1])
			s.openOfOthers()
			play(s)
			s.pass(time.Second)
			words := s.picture()
			short := strings.Contains(words, "4 open") // where there is no line for it
			if !short && (!strings.Contains(words, "3 open") || !strings.Contains(words, "1 waits for you")) {
				t.Errorf("%s at %d×%d does not say what is open:\n%s", name, size[0], size[1], words)
			}
		}
	}
}
