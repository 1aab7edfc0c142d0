package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/state"
)

// readOn scrolls through a question as far as it goes.
func (s *stage) readOn() {
	for range 60 {
		s.do(state.PageDown)
	}
}

// questions are the ways to each kind of challenge that sends or decides.
var questions = []struct {
	name    string
	objects bool
	open    func(*stage)
	answer  state.Action
}{
	{"refund", false, func(s *stage) { s.lookAlike() }, state.Accept},
	{"end of day", true, func(s *stage) {
		s.send(state.Acted{Action: state.GoTo, Arg: "devices"})
		s.do(state.EndOfDay, state.Open)
	}, state.Accept},
	{"new link", true, func(s *stage) { s.do(state.NewLink).typ("19,90").do(state.Accept).typ("B-77").do(state.Accept) }, state.Open},
	{"approval", false, func(s *stage) { s.waits(); s.do(state.Approve, state.Down, state.Open) }, state.Accept},
	{"evidence", false, func(s *stage) { s.conflict(); s.do(state.OpenIntents, state.Open, state.Down, state.Down, state.Open) }, state.Accept},
}

// passage is what state knows of how far a question was read.
func passage(l state.Layer) *state.Passage {
	switch l := l.(type) {
	case *state.RefundLayer:
		return &l.Passage
	case *state.WriteLayer:
		return &l.Passage
	case *state.ApprovalLayer:
		return &l.Passage
	}
	return &l.(*state.EvidenceLayer).Passage
}

// facts are the lines of a question at a width, where there is room for all.
func (s *stage) facts(width int) []string {
	s.send(state.Resized{Width: width, Height: 200})
	lines := strings.Split(unstyled(New(s.look.opt).Frame(s.app)), "\n")[4:] // title, tabs, rule, head
	for i, line := range lines {
		if line == "" {
			return lines[:i]
		}
	}
	return nil
}

// shown adds the lines on the screen, without the marks at their ends.
func (s *stage) shown(to map[string]bool) {
	for line := range strings.SplitSeq(s.picture(), "\n") {
		to[strings.TrimRight(line, " ▲▼")] = true
	}
}

// ask puts a question afresh, with its answer typed.
func (s *stage) ask(l state.Layer) {
	s.app.Layers, s.app.Intents, s.app.Toasts = []state.Layer{l}, state.Intents{}, nil
	*passage(l) = state.Passage{}
	if a, is := l.(*state.ApprovalLayer); is {
		s.send(state.WriteMoved{Intent: a.Asked.Intent, Kind: state.KindRefund, Target: a.Asked.Target, Operator: "berta",
			State: state.WriteApproval, Again: true, At: s.now})
		s.app.Toasts = nil
	}
	if s.app.Editor() != nil {
		s.send(state.Edited{})
		s.typ("y")
	}
	s.pass(time.Second)
}

func TestNobodyAnswersForLinesThatWereNotOnTheScreen(t *testing.T) {
	for _, q := range questions {
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, options("en"), 80, 24)
			if q.objects {
				s = newStage(t, options("en"), 80, 24, shop()...)
			}
			q.open(s)
			l := s.app.Top()
			for w := 20; w <= 200; w += 8 {
				s.answerable(l, q.answer, w, 5+w*7%46)
			}
			for _, w := range []int{20, 29, 30, 45, 60, 80, 120, 160} {
				for h := 5; h <= 50; h += 4 {
					s.answerable(l, q.answer, w, h)
				}
			}
		})
	}
}

// answerable answers a question at a size after every page of it. It may go only
// once all of it was on the screen, and has to then.
func (s *stage) answerable(l state.Layer, answer state.Action, w, h int) {
	s.t.Helper()
	s.ask(l)
	facts, seen := s.facts(w), map[string]bool{}
	s.send(state.Resized{Width: w, Height: h})
	*passage(l) = state.Passage{}
	size := fmt.Sprintf("%d×%d", w, h)
	tooSmall, tries := w < state.MinWidth || h < state.MinHeight, 100
	if tooSmall {
		tries = 3
	}
	for range tries {
		s.shown(seen)
		s.do(answer)
		missing := ""
		for _, fact := range facts {
			if !seen[strings.TrimRight(fact, " ")] {
				missing = fact
			}
		}
		switch gone := s.app.Top() != l; {
		case gone && missing != "":
			s.t.Fatalf("%s: answered, and %q was never on the screen", size, missing)
		case gone && tooSmall:
			s.t.Fatalf("%s: answered where nothing is shown", size)
		case gone:
			return
		}
		s.do(state.Down)
	}
	if !tooSmall {
		s.t.Fatalf("%s: it cannot be answered:\n%s", size, s.picture())
	}
}

func TestWhatIsAskedHasToBeReadAnewWhereItChanged(t *testing.T) {
	s := newStage(t, options("en"), 30, 6)
	s.waits()
	s.do(state.Approve, state.Down, state.Open).typ("y").pass(time.Second)
	s.readOn()
	l := s.app.Top().(*state.ApprovalLayer)
	l.Read.Order.Reason = "something else" // as another answer to R would bring it
	s.send(state.Resized{Width: 30, Height: 6})
	s.do(state.Accept)
	if s.app.Top() != l || s.app.Env.Lang.Say(l.Problem) == "" {
		t.Fatalf("approved what was not read:\n%s", s.picture())
	}
	for range 60 {
		s.do(state.PageUp)
	}
	s.readOn()
	if s.do(state.Accept); s.app.Top() == l {
		t.Errorf("it was read, and cannot be approved:\n%s", s.picture())
	}
}

func TestNothingIsChosenOnAScreenThatShowsNothing(t *testing.T) {
	s := newStage(t, options("en"), 80, 24)
	s.waits()
	s.do(state.Approve, state.Last) // decline
	l := s.app.Top()
	s.send(state.Resized{Width: 20, Height: 5})
	if s.do(state.Open); s.app.Top() != l {
		t.Error("declined without seeing it")
	}
	s.send(state.Resized{Width: 80, Height: 24})
	if s.do(state.Open); s.app.Top() == l {
		t.Error("declining does nothing any more")
	}
}

func TestApprovingAsksForTheWordThatAnswersIt(t *testing.T) {
	for word, m := range map[string]state.WriteMoved{
		"€8.00":  {Kind: state.KindRefund, Amount: 800, Currency: "EUR"},
		"€22.50": {Kind: state.KindSmartCancel, Amount: 2250, Currency: "EUR"},
		"F4X9":   {Kind: state.KindEndOfDay},
	} {
		s := newStage(t, options("en"), 80, 24)
		s.app.Env.Rule = state.Policy{}.Rule("anna")
		m.Intent, m.Target, m.Operator, m.State, m.Why = "a1", "SDV_7Q2F4X9", "berta", state.WriteApproval, state.WhyRepeat
		s.send(m)
		s.do(state.Approve, state.Down, state.Open)
		l, asks := s.app.Top(), s.picture()
		if !strings.Contains(asks, ">y or "+word+":") || !strings.Contains(asks, "Type y, or "+word) {
			t.Errorf("%s: not asked for %s:\n%s", m.Kind, word, asks)
		}
		if s.typ(word).pass(time.Second).do(state.Accept); s.app.Top() == l {
			t.Errorf("%s: %s is no answer:\n%s", m.Kind, word, s.picture())
		}
	}
}
