package views

import (
	"strconv"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// sheet is an object drawn as lines: sections with names and values. It is drawn
// once and scrolled through.
type sheet struct {
	pen
	r *Renderer
	// related is the chosen link, -1 for none; chosenAt the line it stands on.
	related, chosenAt int
}

// Spec says what is shown of an object of type T: a table of sections.
type Spec[T any] []Section[T]

// Section is a heading with fields, and with lines of its own kind below them.
// One that has nothing to show is left out.
type Section[T any] struct {
	Title  text.Key
	Fields []Field[T]
	Lines  func(*sheet, *T)
}

// Field is a name and what stands beside it; an empty value is left out.
type Field[T any] struct {
	Title text.Key
	Value func(*sheet, *T) string
	Tone  func(*T) tone
}

// draw puts an object on a sheet.
func (spec Spec[T]) draw(s *sheet, v *T) {
	for _, section := range spec {
		before, lines := len(s.buf), s.lines()
		s.heading(section.Title)
		empty := s.lines()
		for _, f := range section.Fields {
			t := plain
			if f.Tone != nil {
				t = f.Tone(v)
			}
			s.field(f.Title, t, f.Value(s, v))
		}
		if section.Lines != nil {
			section.Lines(s, v)
		}
		if s.lines() == empty {
			s.buf, s.ends = s.buf[:before], s.ends[:lines]
		}
	}
}

// heading draws the title of a section.
func (s *sheet) heading(title text.Key) {
	s.put(strong, s.r.lang.Text(title))
	s.end()
}

// most is how many lines one value may take: a text that is much longer is
// looked at as raw JSON.
const most = 60

// field draws a name and its value, on as many lines as it takes. What looks
// like an account is masked, wherever the server put it.
func (s *sheet) field(title text.Key, t tone, value string) {
	if value == "" {
		return
	}
	names := 18
	if s.width < 50 {
		names = 12
	}
	for i, line := range s.theme.wrap(state.MaskText(value), s.width-names-2, most) {
		s.to(1)
		if i == 0 {
			s.putIn(dim, s.r.lang.Text(title), names)
		}
		s.to(names + 2)
		s.put(t, line)
		s.end()
	}
}

// words draws a sentence across the sheet.
func (s *sheet) words(t tone, words string) {
	for _, line := range s.theme.wrap(state.MaskText(words), s.width-1, most) {
		s.to(1)
		s.put(t, line)
		s.end()
	}
}

func (s *sheet) money(amount *api.Minor, currency string) string {
	if amount == nil {
		return ""
	}
	return api.Money{Amount: *amount, Currency: currency}.Format(s.r.lang.Code())
}

// number is a number of which zero means that the server did not say.
func number(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// yes says something that is only worth a line where it is so.
func (s *sheet) yes(is bool) string {
	if !is {
		return ""
	}
	return s.r.lang.Text(text.Yes)
}

// detailSheet is a sheet that is kept while its object is looked at.
type detailSheet struct {
	of detailKey
	s  sheet
}

type detailKey struct {
	object         *state.Object
	width, related int
	year           int
}

// detail draws an object, or returns what was drawn of it before. Slot 0 is the
// pane's, 1 that of the whole screen.
func (r *Renderer) detail(slot int, o *state.Object, width, related int) *sheet {
	d := &r.details[slot]
	key := detailKey{o, width, related, r.now.In(r.opt.Zone).Year()}
	if d.of == key {
		return &d.s
	}
	d.of = key
	d.s.r, d.s.related, d.s.chosenAt = r, related, -1
	d.s.reset(r.theme, max(width, 1))
	switch v := o.Value.(type) {
	case *api.PaymentTransaction:
		paymentSpec.draw(&d.s, v)
	case *api.SmartTransaction:
		smartSpec.draw(&d.s, v)
	case *api.Merchant:
		merchantSpec.draw(&d.s, v)
	case *state.JournalRecord:
		journalSpec.draw(&d.s, v)
	default:
		d.s.any(o)
	}
	d.s.drift(o.Drift)
	return &d.s
}

// drift names what the server sent and nobody understood.
func (s *sheet) drift(pointers []string) {
	if len(pointers) == 0 {
		return
	}
	s.heading(text.NotUnderstood)
	s.words(warn, s.r.lang.Text(text.DriftMeans))
	for _, p := range pointers {
		if p == "" {
			p = "/"
		}
		s.words(warn, drifted+" "+p)
	}
}
