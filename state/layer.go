package state

// Layer is something that lies over the table and takes the keys. Esc closes
// it; what it leaves undone is lost without harm.
type Layer interface {
	// Mode says which keys mean something on the layer.
	Mode() Mode
	// act carries out an action that the layer understands.
	act(a *App, action Action) (effects []Effect, taken bool)
}

// editing is a layer with an editor of its own.
type editing interface {
	Layer
	// Editor is what the one text field of the screen edits now.
	Editor() *Editor
	edited(a *App) []Effect
}

// Editor is the text that the one open text field edits. ID changes where the
// field must start afresh from Text.
type Editor struct {
	ID     uint64
	Text   string
	Cursor int // in runes
	// Limit is the longest text that makes sense, in runes.
	Limit int
}

// Top is the topmost layer, nil where only the table is there.
func (a *App) Top() Layer {
	if len(a.Layers) == 0 {
		return nil
	}
	return a.Layers[len(a.Layers)-1]
}

// Mode says which keys mean something now.
func (a *App) Mode() Mode {
	switch {
	case a.Line != nil:
		return ModeLine
	case a.Top() != nil:
		return a.Top().Mode()
	}
	return ModeList
}

// Editor is what the text field on the screen edits, nil where there is none.
func (a *App) Editor() *Editor {
	if a.Line != nil {
		return &a.Line.Editor
	}
	if layer, ok := a.Top().(editing); ok {
		return layer.Editor()
	}
	return nil
}

// editorID makes a new number for an editor, so that the text field notices.
func (a *App) editorID() uint64 { return uint64(a.ticket()) }

// push opens a layer, pop closes the topmost one.
func (a *App) push(l Layer) {
	a.forget()
	a.Layers = append(a.Layers, l)
}

func (a *App) pop() {
	if n := len(a.Layers); n > 0 {
		a.Layers[n-1] = nil
		a.Layers = a.Layers[:n-1]
	}
}

// edited takes what the text field holds now.
func (a *App) edited(e Edited) []Effect {
	editor := a.Editor()
	if editor == nil {
		return nil
	}
	same := editor.Text == e.Text
	editor.Text, editor.Cursor = e.Text, e.Cursor
	if a.Line != nil {
		return a.lineEdited(same)
	}
	if layer, ok := a.Top().(editing); ok && !same {
		return layer.edited(a)
	}
	return nil
}

// Scroller is a position in a text longer than its window, for layers that show
// one. How long the text is, only views know: [Measured] brings it.
type Scroller struct {
	Top int
	end int // the largest Top that shows something new
}

func (s *Scroller) act(a *App, action Action) bool { return s.move(action, max(1, a.Height-6)) }

// move goes to where an action says, by lines or by pages of so many.
func (s *Scroller) move(action Action, page int) bool {
	switch action {
	case Up:
		s.Top--
	case Down:
		s.Top++
	case PageUp:
		s.Top -= page
	case PageDown:
		s.Top += page
	case HalfUp:
		s.Top -= max(1, page/2)
	case HalfDown:
		s.Top += max(1, page/2)
	case First:
		s.Top = 0
	case Last:
		s.Top = s.end
	default:
		return false
	}
	s.Top = max(0, min(s.Top, s.end))
	return true
}

// measure takes how far the text can be scrolled.
func (s *Scroller) measure(m Measured) {
	s.end = max(0, m.End)
	s.Top = min(s.Top, s.end)
}

// measured tells the topmost layer how long its text turned out to be.
func (a *App) measured(e Measured) []Effect {
	a.rev-- // the picture is what was measured
	if layer, ok := a.Top().(interface{ measure(Measured) }); ok {
		layer.measure(e)
	}
	return nil
}

// Chooser is a cursor in a short list of n choices.
type Chooser struct{ Cursor int }

func (c *Chooser) act(action Action, n, page int) bool {
	switch action {
	case Up:
		c.Cursor--
	case Down:
		c.Cursor++
	case PageUp:
		c.Cursor -= page
	case PageDown:
		c.Cursor += page
	case First:
		c.Cursor = 0
	case Last:
		c.Cursor = n - 1
	default:
		return false
	}
	c.Cursor = max(0, min(c.Cursor, n-1))
	return true
}
