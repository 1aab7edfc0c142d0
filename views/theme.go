package views

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// tone is what a piece of text means; a theme says how that looks. Every
// meaning is in the words too: a tone only repeats it.
type tone uint8

// The tones, from quiet to loud. Badges are the words that open the first line.
const (
	plain tone = iota
	dim
	strong
	accent
	good
	warn
	bad
	picked // the marker of the row under the cursor, the chosen line of a menu
	field  // a text field
	alarm  // what a person must not miss
	badgeSandbox
	badgeTest
	badgeLive
	tones // how many there are
)

// theme is how tones and glyphs look on one kind of terminal. Colours are among
// the sixteen that the terminal defines itself.
type theme struct {
	ascii  bool
	sgr    [tones]string // what begins a tone; "" for plain text
	styles [tones]lipgloss.Style
	// spelled keeps how characters are written in ASCII.
	spelled map[rune]string
}

// look is a tone in attributes: a foreground of the sixteen colours or -1.
type look struct {
	colour                int
	bold, faint, reversed bool
}

const noColour = -1

// The sixteen colours by their number, as far as they are used.
const (
	red     = 1
	green   = 2
	yellow  = 3
	magenta = 5
	cyan    = 6
)

// looks is the default theme. It reads on light and on dark ground.
var looks = [tones]look{
	plain:        {colour: noColour},
	dim:          {colour: noColour, faint: true},
	strong:       {colour: noColour, bold: true},
	accent:       {colour: cyan},
	good:         {colour: green},
	warn:         {colour: magenta},
	bad:          {colour: red, bold: true},
	picked:       {colour: noColour, bold: true, reversed: true},
	field:        {colour: noColour, reversed: true},
	alarm:        {colour: red, bold: true, reversed: true},
	badgeSandbox: {colour: green, bold: true, reversed: true},
	badgeTest:    {colour: cyan, bold: true, reversed: true},
	badgeLive:    {colour: red, bold: true, reversed: true},
}

// newTheme makes the theme of a terminal. On dark ground a warning is yellow,
// which nobody can read on a light one.
func newTheme(noColor, ascii, dark bool) *theme {
	t := &theme{ascii: ascii, spelled: map[rune]string{}}
	for i, l := range looks {
		if dark && tone(i) == warn {
			l.colour = yellow
		}
		if noColor {
			// Faint is no colour, but on some terminals it is drawn as one.
			l.colour, l.faint = noColour, false
		}
		t.sgr[i], t.styles[i] = l.sgr(), l.style()
	}
	return t
}

func (l look) sgr() string {
	var s ansi.Style
	if l.bold {
		s = s.Bold()
	}
	if l.faint {
		s = s.Faint()
	}
	if l.reversed {
		s = s.Reverse(true)
	}
	if l.colour >= 0 {
		s = s.ForegroundColor(ansi.BasicColor(l.colour))
	}
	if len(s) == 0 {
		return ""
	}
	return s.String()
}

func (l look) style() lipgloss.Style {
	s := lipgloss.NewStyle()
	if l.bold {
		s = s.Bold(true)
	}
	if l.faint {
		s = s.Faint(true)
	}
	if l.reversed {
		s = s.Reverse(true)
	}
	if l.colour >= 0 {
		s = s.Foreground(ansi.BasicColor(l.colour))
	}
	return s
}

// spelling writes our own glyphs in ASCII, each in as many cells as it has.
var spelling = map[rune]string{
	'─': "-", '│': "|", '›': ">", '‹': "<", '▲': "^", '▼': "v", '·': "-", '–': "-", '—': "-", '…': "~",
	'✓': "+", '✗': "x", '‼': "!", '○': "o", '◐': "o", '↩': "<", '•': "*", '»': "#", '→': ">", '←': "<", '↑': "^",
	'↓': "v", '×': "x", '≠': "!", '−': "-", '„': `"`, '“': `"`, '”': `"`, '¤': "?", '§': "S",
}
