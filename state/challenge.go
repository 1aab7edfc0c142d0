package state

import (
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// quietTime is how long no key may come before Enter can send. A held or a
// buffered Enter never gets through.
const quietTime = 400 * time.Millisecond

// stillness watches the keys after a challenge appeared: one has to come after some
// quiet before Enter counts.
type stillness struct {
	last time.Time
	over bool
}

// begin starts to watch, when the challenge appears.
func (p *stillness) begin(now time.Time) { *p = stillness{last: now} }

// key notes that a key came; a pause before it opens the way for Enter.
func (p *stillness) key(now time.Time) {
	if !p.last.IsZero() && now.Sub(p.last) >= quietTime {
		p.over = true
	}
	p.last = now
}

// answered reports that a challenge was met: the amount typed again, or y where
// no real money moves.
func answered(a *App, typed string, money api.Money) bool {
	if yes(a, typed) {
		return true
	}
	if money.Currency == "" { // points
		return strings.TrimSpace(typed) == strconv.FormatInt(int64(money.Amount), 10)
	}
	again, err := api.ParseMoney(strings.TrimSpace(typed), money.Currency)
	return err == nil && again == money
}

// answeredWord reports that a word was typed, or y where nothing is real. Umlauts
// may be spelled out: not every keyboard has them.
func answeredWord(a *App, typed, word string) bool {
	return yes(a, typed) || strings.EqualFold(Transliterate(strings.Join(strings.Fields(typed), " ")), Transliterate(word))
}

// toType says what to type: where nothing is real, yes is enough.
func (a *App) toType(yes, again text.Key, what any) text.Msg {
	if a.Env.Kind == Live {
		return text.M(again, what)
	}
	return text.M(yes, what)
}

// toTypeAmount is that of a form: what waits for another operator is asked for,
// not sent.
func (a *App) toTypeAmount(second text.Msg, amount any) text.Msg {
	if second.IsZero() {
		return a.toType(text.TypeYes, text.TypeAgain, amount)
	}
	return a.toType(text.AskYes, text.AskAgain, amount)
}

// Word is what is typed to answer for a write that was asked for or is in doubt:
// its amount, or the end of its target's id where it has none.
func (m WriteMoved) Word(a *App) string {
	if m.Amount == 0 {
		return m.Target[max(0, len(m.Target)-4):]
	}
	return api.Money{Amount: m.Amount, Currency: m.Currency}.Format(a.Env.Lang.Code())
}

// met reports that the word of a write was typed.
func (m WriteMoved) met(a *App, typed string) bool {
	if m.Amount == 0 {
		return answeredWord(a, typed, m.Word(a))
	}
	return answered(a, typed, api.Money{Amount: m.Amount, Currency: m.Currency})
}

// question is what a layer asks that decides about a write: first what to do, then
// the challenge, a field that is there only while the answer is typed.
type question struct {
	Chooser
	Passage   Passage
	Challenge *Editor // nil while nothing is asked
	Problem   text.Msg
	wanted    Ticket // of what is being read
	pause     stillness
}

// Editor is the field of the challenge, nil before it.
func (q *question) Editor() *Editor { return q.Challenge }

// Reading reports that what there is to decide about is being read.
func (q *question) Reading() bool { return q.wanted != 0 }

// ask opens the field, unask closes it.
func (q *question) ask(a *App) {
	q.Challenge, q.Problem = &Editor{ID: a.editorID(), Limit: 20}, text.Msg{}
	q.pause.begin(a.Now)
}

// stop takes the challenge away where it cannot be answered any more, and says why;
// where nothing stands against it now, it says no more what did.
func (q *question) stop(why text.Msg) {
	switch {
	case why.IsZero():
		q.Problem = text.Msg{}
	case q.Challenge != nil:
		q.unask()
		q.Problem = why
	}
}

func (q *question) unask() { q.Challenge, q.Problem = nil, text.Msg{} }

func (q *question) edited(a *App) []Effect {
	q.Problem = text.Msg{}
	q.pause.key(a.Now)
	return nil
}

func (q *question) measure(m Measured) { q.Passage.measure(m) }

// scrolled takes the keys that scroll what is asked while it is answered.
func (q *question) scrolled(action Action) bool {
	if !q.Passage.act(action) {
		return false
	}
	q.Problem = text.Msg{}
	return true
}

// answered reports that the challenge of a write was met and nothing stands
// against it; else Problem says what does.
func (q *question) answered(a *App, about WriteMoved, why text.Msg) bool {
	q.pause.key(a.Now)
	unseen := q.Passage.unseen(a)
	switch {
	case !q.pause.over:
		q.Problem = text.M(text.TooQuick)
	case !why.IsZero():
		q.Problem = why
	case !unseen.IsZero():
		q.Problem = unseen
	case !about.met(a, q.Challenge.Text):
		q.Problem = a.toType(text.DecideYes, text.TypeToDecide, about.Word(a))
	default:
		return true
	}
	return false
}

// Choice is something that can be done on a layer.
type Choice[L any] struct {
	Title text.Key
	Why   text.Msg // why it cannot be done; zero: it can
	do    func(L, *App) []Effect
}

// pick takes the keys of the choices of a layer. What cannot be done says why; an
// attempt without the role for it is noted.
func pick[L any](a *App, l L, q *question, choices []Choice[L], action, attempt Action) ([]Effect, bool) {
	if pages[action] && q.scrolled(action) {
		return nil, true
	}
	if q.Chooser.act(action, len(choices), 10) {
		q.Problem = text.Msg{}
		return nil, true
	}
	if action != Open {
		return nil, false
	}
	if a.Layout().TooSmall { // nobody sees what is chosen
		a.toast(Info, text.M(text.DecideSees))
		return nil, true
	}
	chosen := choices[q.Cursor]
	q.Problem = chosen.Why
	switch {
	case q.Problem.Key == text.RoleMayNot:
		return a.refuse(Acted{Action: attempt}, chosen.Why), true
	case !q.Problem.IsZero():
		return nil, true
	}
	return chosen.do(l, a), true
}

// pages are the keys that scroll what is asked while the others choose.
var pages = map[Action]bool{PageUp: true, PageDown: true, HalfUp: true, HalfDown: true}

// yes is the short answer, where no mistake costs anything.
func yes(a *App, typed string) bool {
	typed = strings.ToLower(strings.TrimSpace(typed))
	return a.Env.Kind != Live && (typed == "y" || typed == "j")
}
