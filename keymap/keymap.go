// Package keymap turns keys into intentions. Its one table also feeds the
// footer, the palette and the help, so that no key can do what none of them
// says.
//
// The default keys can be typed on QWERTZ and AZERTY without AltGr and leave
// ctrl+a, ctrl+b, ctrl+s and ctrl+q to the terminal.
package keymap

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"tresen/state"
)

// Binding ties keys to an action in some modes.
type Binding struct {
	Action state.Action
	// Arg goes with the action: the resource that GoTo goes to.
	Arg   string
	Modes state.Mode
	Key   key.Binding
}

// bind makes a binding. The label is what footer and help print; the keys are
// spelled as the terminal library does.
func bind(action state.Action, modes state.Mode, label string, keys ...string) Binding {
	return Binding{Action: action, Modes: modes, Key: key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, string(action)))}
}

// bindings is the table. Where two match, the first one wins.
var bindings = []Binding{
	bind(state.Up, state.ModeCalm, "k ↑", "up", "k"),
	bind(state.Down, state.ModeCalm, "j ↓", "down", "j"),
	bind(state.Up, state.ModeEdit, "↑", "up"),
	bind(state.Down, state.ModeEdit, "↓", "down"),
	bind(state.PageUp, state.ModeAny, "pgup", "pgup"),
	bind(state.PageDown, state.ModeAny, "pgdn", "pgdown"),
	bind(state.HalfUp, state.ModeCalm, "ctrl+u", "ctrl+u"),
	bind(state.HalfDown, state.ModeCalm, "ctrl+d", "ctrl+d"),
	bind(state.First, state.ModeCalm, "g", "g", "home"),
	bind(state.Last, state.ModeCalm, "G", "G", "end"),
	bind(state.Left, state.ModeCalm, "h ←", "left", "h"),
	bind(state.Right, state.ModeCalm, "l →", "right", "l"),

	bind(state.Open, state.ModeBrowse|state.ModeMenu|state.ModeChoice, "enter", "enter"),
	bind(state.Accept, state.ModeEdit, "enter", "enter"),
	bind(state.Back, state.ModeAny, "esc", "esc"),
	bind(state.NextField, state.ModeEdit|state.ModeDetail|state.ModeChoice, "tab", "tab"),
	bind(state.PrevField, state.ModeForm|state.ModeChoice, "shift+tab", "shift+tab"),
	bind(state.Close, state.ModeCalm, "q", "q"),
	bind(state.Interrupt, state.ModeAny, "ctrl+c", "ctrl+c"),

	bind(state.Search, state.ModeBrowse, "/", "/"),
	bind(state.FilterRows, state.ModeList, "f", "f"),
	bind(state.SortMenu, state.ModeList, "s", "s"),
	bind(state.ColumnMenu, state.ModeList, "c", "c"),
	bind(state.ShowNew, state.ModeList, "n", "n"),
	bind(state.Refresh, state.ModeBrowse|state.ModeMenu, "R", "R"),
	bind(state.Watch, state.ModeList, "w", "w"),
	bind(state.Mark, state.ModeList|state.ModeMenu, "space", "space"),
	bind(state.MarkRange, state.ModeList, "v", "v"),
	bind(state.CopyMenu, state.ModeBrowse, "y", "y"),
	bind(state.RefundAction, state.ModeBrowse, "r", "r"),
	bind(state.CaptureAction, state.ModeBrowse, "C", "C"),
	bind(state.LockCard, state.ModeBrowse, "b", "b"),
	bind(state.UnlockCard, state.ModeBrowse, "B", "B"),
	bind(state.EndOfDay, state.ModeBrowse, "D", "D"),
	bind(state.ExactRequest, state.ModeAmount|state.ModeChoice, "x", "x"),
	bind(state.OpenIntents, state.ModeBrowse, "i", "i"),
	bind(state.Approve, state.ModeBrowse, "a", "a"),
	bind(state.NewLink, state.ModeBrowse, "N", "N"),
	bind(state.ShowLink, state.ModeBrowse, "o", "o"),
	bind(state.Timeline, state.ModeBrowse, "t", "t"),
	bind(state.Pane, state.ModeList, "p", "p"),
	bind(state.Zoom, state.ModeList, "z", "z"),
	bind(state.RawJSON, state.ModeBrowse, "J", "J"),
	bind(state.RevealAction, state.ModeBrowse, "X", "X"),
	bind(state.RequestLog, state.ModeBrowse, "L", "L"),
	bind(state.Unlock, state.ModeBrowse, "W", "W"),
	bind(state.HistoryBack, state.ModeList, "<", "<"),
	bind(state.HistoryNext, state.ModeList, ">", ">"),
	bind(state.PreviousView, state.ModeList, "-", "-"),
	bind(state.Palette, state.ModeCalm, ":", ":", "ctrl+p"),
	bind(state.Help, state.ModeCalm, "?", "?", "f1"),
	bind(state.RedrawAction, state.ModeAny, "ctrl+l", "ctrl+l"),
}

// Keymap finds actions by keys and keys by actions.
type Keymap struct{ bindings []Binding }

// Default is the keymap that tresen comes with: its table, and a digit for each
// tab.
func Default() Keymap {
	all := bindings
	for _, r := range state.Resources {
		if r.Tab == 0 {
			continue
		}
		digit := string(rune('0' + r.Tab))
		b := bind(state.GoTo, state.ModeBrowse|state.ModeMenu, digit, digit)
		b.Arg = r.Name
		all = append(all[:len(all):len(all)], b)
	}
	return Keymap{all}
}

// pressed is a key by its name, for key.Matches.
type pressed string

func (p pressed) String() string { return string(p) }

// Lookup says what a key means in a mode.
func (m Keymap) Lookup(mode state.Mode, name string) (state.Acted, bool) {
	for _, b := range m.bindings {
		if b.Modes&mode != 0 && key.Matches(pressed(name), b.Key) {
			return state.Acted{Action: b.Action, Arg: b.Arg}, true
		}
	}
	return state.Acted{}, false
}

// Label is how help and footer print the keys of an action in a mode, or in any
// mode where that one has none; "" for an action without a key.
func (m Keymap) Label(action state.Action, arg string, mode state.Mode) string {
	any := ""
	for _, b := range m.bindings {
		if b.Action != action || b.Arg != arg {
			continue
		}
		if b.Modes&mode != 0 {
			return b.Key.Help().Key
		}
		if any == "" {
			any = b.Key.Help().Key
		}
	}
	return any
}

// Keys lists the names of every key of an action, for documents.
func (m Keymap) Keys(action state.Action) string {
	var names []string
	for _, b := range m.bindings {
		if b.Action == action {
			names = append(names, b.Key.Keys()...)
		}
	}
	return strings.Join(names, " ")
}
