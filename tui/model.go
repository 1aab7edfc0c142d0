// Package tui is the terminal: it turns what the terminal sends into events of
// state, carries out the effects, and shows what views drew.
package tui

import (
	"time"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"tresen/api"
	"tresen/keymap"
	"tresen/state"
	"tresen/tui/crash"
	"tresen/tui/runner"
	"tresen/views"
)

// FPS is how often a frame may be written. The ticker behind it is the latency
// of a key, and it costs nothing while the picture stays the same.
const FPS = 120

// Model is the one tea.Model of the program. Nothing is decided in it.
type Model struct {
	app     *state.App
	session *runner.Session
	screen  *views.Renderer
	keys    keymap.Keymap

	// field does the editing of the one text field that state says is open;
	// what it shows is drawn by views.
	field   textinput.Model
	fieldID uint64 // of the state.Editor that field edits
}

// New makes the model of a screen. width and height are those of the terminal as
// far as they are known before it says so itself, else 0.
func New(app *state.App, session *runner.Session, screen *views.Renderer, keys keymap.Keymap, width, height int) *Model {
	if width > 0 && height > 0 {
		app.Width, app.Height = width, height
	}
	return &Model{app: app, session: session, screen: screen, keys: keys}
}

// ticked is a time that state asked for.
type ticked struct{ beat bool }

// Init starts the clock, and with it everything.
func (m *Model) Init() (cmd tea.Cmd) {
	defer crash.Catch()
	return m.handle(m.now(true))
}

// Update turns a message into events.
func (m *Model) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model = m // whatever happens
	defer crash.Catch()
	switch msg := msg.(type) {
	case state.Event:
		return m, m.handle(msg)
	case ticked:
		return m, m.handle(m.now(msg.beat))
	case tea.WindowSizeMsg:
		return m, m.handle(m.now(false), state.Resized{Width: msg.Width, Height: msg.Height})
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.PasteMsg:
		return m, m.paste(msg)
	}
	return m, nil
}

// View is the picture as it stands. An unchanged one is the same string, which
// the library notices by its address.
func (m *Model) View() (view tea.View) {
	defer crash.Catch()
	view = tea.View{Content: m.screen.Frame(m.app), AltScreen: true}
	if x, y, ok := m.screen.Cursor(m.app); ok {
		view.Cursor = tea.NewCursor(x, y)
	}
	return view
}

// now is the time for state. It has to know it before every key.
func (m *Model) now(beat bool) state.Ticked { return state.Ticked{Now: time.Now(), Beat: beat} }

// press finds out what a key means: an intention, or text for the open editor.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	tick := m.handle(m.now(false))
	if acted, ok := m.keys.Lookup(m.app.Mode(), msg.String()); ok {
		return tea.Batch(tick, m.handle(m.screen.Measured(), acted))
	}
	msg.Text = api.Clean(msg.Text)
	return tea.Batch(tick, m.edit(msg))
}

// paste puts a paste into the open editor, on one line and without anything that
// is no text. Without an editor there is no place for it: it must never be taken
// for keys.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	tick := m.handle(m.now(false))
	msg.Content = api.Clean(msg.Content)
	return tea.Batch(tick, m.edit(msg))
}

// edit lets the field take a key or a paste and tells state what it holds then.
func (m *Model) edit(msg tea.Msg) tea.Cmd {
	editor := m.app.Editor()
	if editor == nil {
		return nil
	}
	if editor.ID != m.fieldID {
		m.field, m.fieldID = newField(editor), editor.ID
	}
	text, at := m.field.Value(), m.field.Position()
	m.field, _ = m.field.Update(msg) // its commands only blink a cursor that nobody sees
	if m.field.Value() == text && m.field.Position() == at {
		return nil
	}
	return m.handle(state.Edited{Text: m.field.Value(), Cursor: m.field.Position()})
}

// newField makes a field that continues an editor.
func newField(editor *state.Editor) textinput.Model {
	field := textinput.New()
	field.SetVirtualCursor(false)
	field.CharLimit = editor.Limit
	field.KeyMap.Paste = key.NewBinding()             // it would start a program to read the clipboard
	field.KeyMap.DeleteWordForward = key.NewBinding() // it panics on the last character (bubbles 2.2.1)
	field.SetValue(editor.Text)
	field.SetCursor(editor.Cursor)
	field.Focus()
	return field
}

// handle hands events to state and begins the effects that it asks for.
func (m *Model) handle(events ...state.Event) tea.Cmd {
	var cmds []tea.Cmd
	for _, event := range events {
		for _, effect := range m.app.Handle(event) {
			cmds = append(cmds, m.begin(effect))
		}
	}
	return tea.Batch(cmds...)
}

// begin starts an effect: the terminal's here, all others with the runner.
func (m *Model) begin(effect state.Effect) tea.Cmd {
	switch e := effect.(type) {
	case state.Wake:
		return tea.Tick(e.After, func(time.Time) tea.Msg { return ticked{e.Beat} })
	case state.Copy:
		return tea.SetClipboard(e.Text)
	case state.Redraw:
		return tea.ClearScreen
	case state.Quit:
		return tea.Quit
	}
	do := m.session.Do(effect)
	if do == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer crash.Catch()
		if event := do(); event != nil {
			return event
		}
		return nil
	}
}
