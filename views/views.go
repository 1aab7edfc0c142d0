// Package views draws a [state.App] as lines of text. It decides nothing: what
// stands where is [state.Layout]'s, what a key does is package keymap's, and
// what is true is the App's.
//
// A picture is exactly as many lines as the screen has, each exactly as wide.
// Everything drawn is inert: the only escape sequences are our own colours.
package views

import (
	"time"

	"tresen/keymap"
	"tresen/state"
	"tresen/state/text"
)

// Options say for whom a [Renderer] draws. The zero value draws in English and
// UTC for a terminal with colours.
type Options struct {
	Lang *text.Lang
	Zone *time.Location
	// NoColor leaves out every colour; bold and reversed text stays.
	NoColor bool
	// ASCII draws nothing beyond ASCII: names are transliterated.
	ASCII bool
	// Dark says that the ground of the terminal is known to be dark.
	Dark bool
	// Keys label the hints; the zero value is the default keymap.
	Keys keymap.Keymap
}

// Renderer draws one screen. It keeps what it drew: the picture of an unchanged
// App costs nothing, a step of the cursor two cells. It is not safe for
// concurrent use.
type Renderer struct {
	opt   Options
	lang  *text.Lang
	theme *theme
	keys  keymap.Keymap

	// of the picture that is being drawn
	now    time.Time
	pen    pen
	editor *state.Editor
	cursor struct {
		x, y int
		on   bool
	}

	// what was drawn before
	drawn   drawnKey
	frame   string
	rows    rowLines
	hints   map[state.Mode][]hint
	details [2]detailSheet
	raw     rawSheet
	beside  beside
	over    pen  // the menu over the lower part
	long    pen  // a text that is scrolled
	hasInfo bool // a line of the frame has room for what is open
	moments sheet
	// measured is what of the text on the screen was drawn.
	measured state.Measured
}

// Measured is what of the text of the topmost layer was drawn last.
func (r *Renderer) Measured() state.Measured { return r.measured }

// drawnKey is what a picture depends on.
type drawnKey struct {
	app           *state.App
	rev           uint64
	width, height int
}

// New makes the renderer of a screen.
func New(o Options) *Renderer {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Lang == nil {
		o.Lang = text.For("en")
	}
	if o.Keys.Label(state.Help, "", state.ModeAny) == "" {
		o.Keys = keymap.Default()
	}
	return &Renderer{opt: o, lang: o.Lang, keys: o.Keys, theme: newTheme(o.NoColor, o.ASCII, o.Dark),
		hints: map[state.Mode][]hint{}}
}

// Frame is the picture of an App: app.Height lines without a break at the end,
// each app.Width cells wide. The same picture is returned again while nothing
// changed.
func (r *Renderer) Frame(app *state.App) string {
	key := drawnKey{app, app.Rev(), app.Width, app.Height}
	if key == r.drawn && r.frame != "" {
		return r.frame
	}
	r.now, r.editor, r.cursor.on, r.measured = app.Now, app.Editor(), false, state.Measured{}
	r.pen.reset(r.theme, max(app.Width, 0))
	r.draw(app)
	r.drawn, r.frame = key, r.pen.frame(app.Height)
	return r.frame
}

// Cursor says where the cursor of the terminal stands while something is edited,
// counted from the upper left corner.
func (r *Renderer) Cursor(app *state.App) (x, y int, ok bool) {
	r.Frame(app)
	return r.cursor.x, r.cursor.y, r.cursor.on
}

// say puts a message into the language of the screen.
func (r *Renderer) say(key text.Key, args ...any) string {
	return r.lang.Say(text.M(key, args...))
}
