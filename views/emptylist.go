package views

import (
	"tresen/state"
	"tresen/state/text"
)

// emptyLine draws a line of a list without rows: why there are none, and what to
// do.
func (r *Renderer) emptyLine(app *state.App, line, width int) {
	p, l := &r.pen, app.Current.List()
	var words []string
	t := dim
	switch closed := app.Closed(); {
	case !closed.IsZero():
		words, t = []string{r.lang.Say(closed)}, warn
	case l.Err != nil:
		e := app.Explain(l.Err)
		words, t = []string{r.lang.Say(e.What), r.lang.Say(e.Hint)}, bad
	case l.AsOf.IsZero():
		words = []string{r.lang.Text(text.ReadingNow)}
	case l.Scanning():
		words = []string{r.lang.Text(text.ScanningNow)}
	case l.Filter != "":
		words = []string{r.say(text.FilterFindsNothing, l.Filter, l.Rows.Len()), r.lang.Text(text.FilterEscape)}
	case l.Down > 0:
		words = []string{r.say(text.NothingDownTo, l.Line, l.Down), r.say(text.JournalLookedTo, l.Down)}
	case l.Line != "":
		words = []string{r.say(text.FoundNothing, l.Line), r.lang.Text(text.FoundNothingHint)}
	default:
		words = []string{r.lang.Text(text.NothingHere)}
	}
	var lines []string
	for _, w := range words {
		if w != "" {
			lines = append(lines, r.theme.wrap(w, width-4, 4)...)
		}
	}
	if at := line - 1; at >= 0 && at < len(lines) {
		p.to(2)
		p.putIn(t, lines[at], width-3)
	}
}
