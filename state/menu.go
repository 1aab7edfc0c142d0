package state

import (
	"slices"
	"strconv"

	"tresen/api"
	"tresen/state/text"
)

// SortLayer chooses the column and direction of an order.
type SortLayer struct {
	Chooser
	Choices []SortChoice
	// Local: all rows are here, so they are sorted here and not on the server.
	Local bool
	// Book: the rows are the journal's, which has one order.
	Book bool
}

// SortChoice is one line of the sort menu.
type SortChoice struct {
	Title text.Key
	Field int
	Desc  bool
	// Now: the rows are in this order.
	Now bool
}

// Mode is that of a menu.
func (*SortLayer) Mode() Mode { return ModeMenu }

func (a *App) openSort() {
	l := a.list()
	menu := &SortLayer{Local: l.Complete, Book: l.Res.Book}
	order := Order{Field: -1}
	if l.Local != nil {
		order = *l.Local
	} else if i := slices.IndexFunc(l.Res.Fields, func(f Field) bool { return f.Path == l.Sort.Field }); i >= 0 {
		order = Order{Field: i, Desc: l.Sort.Desc}
	}
	for _, c := range l.Res.Columns {
		if !c.Sort {
			continue
		}
		for _, desc := range []bool{true, false} {
			choice := SortChoice{Title: c.Title, Field: c.Field, Desc: desc, Now: order == Order{c.Field, desc}}
			if menu.Book && !menu.Local && !choice.Now {
				continue
			}
			if choice.Now {
				menu.Cursor = len(menu.Choices)
			}
			menu.Choices = append(menu.Choices, choice)
		}
	}
	a.push(menu)
}

func (m *SortLayer) act(a *App, action Action) ([]Effect, bool) {
	if m.Chooser.act(action, len(m.Choices), 10) {
		return nil, true
	}
	if action != Open {
		return nil, false
	}
	choice := m.Choices[m.Cursor]
	a.pop()
	effects, local := a.orderBy(choice.Field, choice.Desc)
	where := text.M(text.SortedHere)
	switch {
	case !local && m.Book:
		where = text.M(text.JournalOrder)
	case !local:
		where = text.M(text.SortingOnServer)
	}
	a.toast(Info, where)
	return effects, true
}

// ColumnsLayer chooses which columns are shown.
type ColumnsLayer struct{ Chooser }

// Mode is that of a menu.
func (*ColumnsLayer) Mode() Mode { return ModeMenu }

func (m *ColumnsLayer) act(a *App, action Action) ([]Effect, bool) {
	v := a.Current
	if m.Chooser.act(action, len(v.Res.Columns), 10) {
		return nil, true
	}
	if action != Open && action != Mark {
		return nil, false
	}
	if m.Cursor < v.Res.Frozen {
		a.toast(Info, text.M(text.ColumnStays))
		return nil, true
	}
	v.Hidden[m.Cursor] = !v.Hidden[m.Cursor]
	v.List().Sideways = 0
	return nil, true
}

// CopyLayer chooses what goes on the clipboard.
type CopyLayer struct {
	Chooser
	Choices []CopyChoice
	// clear says that the last choice is the field revealed now, whose text is
	// looked up when it is copied: the menu may stay open for longer.
	clear bool
}

// CopyChoice is one line of the copy menu: what it is and the text itself,
// which is masked like everything on the screen.
type CopyChoice struct {
	Title text.Key
	Text  string
}

// Mode is that of a menu.
func (*CopyLayer) Mode() Mode { return ModeMenu }

// openCopy offers what can be copied of the object, or the ids of the marked
// rows.
func (a *App) openCopy() []Effect {
	id := a.targetID()
	menu := &CopyLayer{Choices: []CopyChoice{{text.ObjectID, id}}}
	if marks := a.list().Marks; len(marks) > 0 && a.Top() == nil {
		ids := make([]byte, 0, len(marks)*36)
		for _, id := range sortedKeys(marks) {
			ids = append(append(ids, id...), '\n')
		}
		menu.Choices = append(menu.Choices, CopyChoice{text.MarkedIDs, string(ids)})
	}
	if t, ok := a.Top().(*TimelineLayer); ok {
		menu.Choices = append(menu.Choices, CopyChoice{text.TimelineText, a.timelineText(t)})
	}
	if o := a.targetObject(); o != nil {
		menu.Choices = append(menu.Choices, copyChoices(o, a.Env.Lang.Code())...)
	}
	menu.Choices = slices.DeleteFunc(menu.Choices, func(c CopyChoice) bool { return c.Text == "" })
	if c := a.revealedNow(); c != nil {
		menu.Choices, menu.clear = append(menu.Choices, CopyChoice{text.RevealedField, c.Name}), true
	}
	a.push(menu)
	return nil
}

// copyChoices are the texts of a payment that people paste elsewhere.
func copyChoices(o *Object, lang string) []CopyChoice {
	if r, ok := o.Value.(*JournalRecord); ok {
		return recordChoices(r, o.Raw)
	}
	p, ok := o.Value.(*api.PaymentTransaction)
	if !ok {
		return []CopyChoice{{text.JSONText, string(MaskJSON(o.Raw))}}
	}
	var ta, amount string
	if p.TransID != 0 {
		ta = strconv.FormatInt(p.TransID, 10)
	}
	if p.Amount != nil {
		amount = api.Money{Amount: *p.Amount, Currency: p.Currency}.Format(lang)
	}
	return []CopyChoice{
		{text.Amount, amount}, {text.TACode, ta}, {text.Order, MaskText(p.OrderID)},
		{text.Customer, MaskText(PayerName(p.Customer))},
		{text.JSONText, string(MaskJSON(o.Raw))},
	}
}

func (m *CopyLayer) act(a *App, action Action) ([]Effect, bool) {
	if m.Chooser.act(action, len(m.Choices), 10) {
		return nil, true
	}
	if action != Open {
		return nil, false
	}
	choice := m.Choices[m.Cursor]
	if m.clear && m.Cursor == len(m.Choices)-1 {
		c := a.revealedNow()
		if c == nil {
			a.pop()
			a.toast(Info, text.M(text.RevealOver))
			return nil, true
		}
		choice.Text = c.Text()
	}
	a.pop()
	a.toast(Good, text.M(text.Copied, choice.Title))
	return []Effect{Copy{choice.Text}}, true
}

func sortedKeys(set map[string]struct{}) []string {
	keys := make([]string, 0, len(set))
	for k := range set {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
