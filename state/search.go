package state

import (
	"tresen/api/query"
	"tresen/state/text"
)

// LineKind says what the line above the table edits.
type LineKind uint8

// The kinds of line.
const (
	SearchLine LineKind = iota
	FilterLine
)

const lineLimit = 400

// LineEditor is the search or the filter line while it is edited.
type LineEditor struct {
	Editor
	Kind LineKind
	// Found is what the line would search for; Err why it cannot.
	Found query.Search
	Err   error
	// Suggestions complete the word at the cursor; Pick is the chosen one, -1
	// for none.
	Suggestions []query.Suggestion
	Pick        int
	typed       string // the line that the suggestions complete
	before      string // the filter as it was, for esc
}

func (a *App) openSearch() []Effect {
	a.Layers = nil
	line := a.list().Line
	a.Line = &LineEditor{Editor: Editor{ID: a.editorID(), Text: line, Cursor: len([]rune(line)), Limit: lineLimit},
		Kind: SearchLine, Pick: -1}
	return a.lineEdited(false)
}

func (a *App) openFilter() []Effect {
	l := a.list()
	a.Line = &LineEditor{Editor: Editor{ID: a.editorID(), Text: l.Filter, Cursor: len([]rune(l.Filter)), Limit: lineLimit},
		Kind: FilterLine, Pick: -1, before: l.Filter}
	return nil
}

// lineEdited checks a search as it is typed, and filters at once.
func (a *App) lineEdited(same bool) []Effect {
	line := a.Line
	if line.Kind == FilterLine {
		if same {
			return nil
		}
		return a.setFilter(line.Text)
	}
	line.Pick, line.typed = -1, line.Text
	line.Found, line.Err = query.Interpret(line.Text, a.vocabulary(), a.Now.In(a.Env.Zone))
	line.Suggestions = query.Complete(line.Text, line.Cursor, a.vocabulary())
	return nil
}

// vocabulary is what the view's search line understands, in the operator's time
// zone.
func (a *App) vocabulary() query.Vocabulary { return a.Current.Res.Search }

// lineAct carries out what an open line understands.
func (a *App) lineAct(action Action) ([]Effect, bool) {
	line := a.Line
	switch action {
	case Accept:
		return a.acceptLine(), true
	case Back, Interrupt:
		a.Line = nil
		if line.Kind == FilterLine && line.Text != line.before {
			return a.setFilter(line.before), true
		}
		return nil, true
	case NextField, Down, Up:
		if n := len(line.Suggestions); n > 0 {
			a.pick(action, n)
		}
		return nil, true
	}
	return nil, false
}

// pick chooses a suggestion and puts it into the line; nothing is looked up
// again, so that the next press goes on to the next one.
func (a *App) pick(action Action, n int) {
	line := a.Line
	if action == Up {
		line.Pick = (max(line.Pick, 0) + n - 1) % n
	} else {
		line.Pick = (line.Pick + 1) % n
	}
	s, typed := line.Suggestions[line.Pick], []rune(line.typed)
	line.Text = string(typed[:s.From]) + s.Text + string(typed[s.To:])
	line.Cursor = s.From + len([]rune(s.Text))
	line.ID = a.editorID()
	line.Found, line.Err = query.Interpret(line.Text, a.vocabulary(), a.Now.In(a.Env.Zone))
}

// acceptLine runs the search, or keeps the filter.
func (a *App) acceptLine() []Effect {
	line := a.Line
	if line.Kind == FilterLine {
		a.Line = nil
		return nil
	}
	if line.Err != nil {
		return nil // the line says why
	}
	a.Line = nil
	l := newList(a.Current.Res, line.Text, line.Found, a.list().Sort)
	return a.visit(l)
}

// setFilter narrows the loaded rows to those that hold every word.
func (a *App) setFilter(words string) []Effect {
	l := a.list()
	l.Filter = words
	if words == "" && l.Local == nil {
		return a.unscan(l)
	}
	return a.scan(l)
}

// SearchProblem says what is wrong with the line that is typed.
func (a *App) SearchProblem() text.Msg {
	if a.Line == nil || a.Line.Err == nil {
		return text.Msg{}
	}
	return a.Explain(a.Line.Err).What
}
