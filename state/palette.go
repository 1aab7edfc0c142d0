package state

import (
	"slices"
	"strings"

	"tresen/state/text"
)

// PaletteLayer lists everything that can be done, narrowed by what is typed;
// enter does it. As help it lists the keys of every place as well.
type PaletteLayer struct {
	Chooser
	Help    bool
	Entries []PaletteEntry
	editor  Editor
	under   Mode // where the palette was opened
}

// PaletteEntry is one thing to do: an action or a resource to go to.
type PaletteEntry struct {
	Action Action
	Arg    string
	Title  text.Msg
	// Why says why it cannot be done now; zero where it can.
	Why text.Msg
}

// Mode is that of a line.
func (*PaletteLayer) Mode() Mode { return ModeLine }

// Editor is the search field of the palette.
func (p *PaletteLayer) Editor() *Editor { return &p.editor }

func (a *App) openPalette(help bool) []Effect {
	p := &PaletteLayer{Help: help, under: a.Mode(), editor: Editor{ID: a.editorID(), Limit: 60}}
	p.fill(a)
	a.push(p)
	return nil
}

func (p *PaletteLayer) edited(a *App) []Effect {
	p.Cursor = 0
	p.fill(a)
	return nil
}

// fill lists what matches the words typed: resources first while browsing,
// then actions in the order of their table.
func (p *PaletteLayer) fill(a *App) {
	p.Entries = p.Entries[:0]
	words := strings.Fields(strings.ToLower(p.editor.Text))
	ranks := map[string]int{}
	add := func(e PaletteEntry, names ...string) {
		title := strings.ToLower(a.Env.Lang.Say(e.Title))
		line := title + " " + strings.Join(names, " ")
		for _, w := range words {
			if !strings.Contains(line, w) {
				return
			}
		}
		ranks[string(e.Action)+e.Arg] = nearness(strings.Join(words, " "), names)
		p.Entries = append(p.Entries, e)
	}
	if !p.Help {
		for _, r := range Resources {
			add(PaletteEntry{Action: GoTo, Arg: r.Name, Title: text.M(text.GoToView, r.Title), Why: a.whyClosed(r)}, r.Name,
				strings.ToLower(a.Env.Lang.Text(r.Title)), r.Wire)
		}
	}
	for i := range Actions {
		spec := &Actions[i]
		if spec.Modes&p.under == 0 && !p.Help || spec.Silent && !p.Help {
			continue
		}
		e := PaletteEntry{Action: spec.Action, Title: text.M(spec.Title)}
		if spec.Modes&p.under != 0 {
			e.Why = a.Why(spec.Action)
		} else {
			e.Why = text.M(text.NotHere)
		}
		add(e, string(spec.Action), strings.ToLower(a.Env.Lang.Text(spec.Title)))
	}
	slices.SortStableFunc(p.Entries, func(x, y PaletteEntry) int {
		return ranks[string(x.Action)+x.Arg] - ranks[string(y.Action)+y.Arg]
	})
}

// nearness orders what matches: what is called just so, what begins so, and the
// rest in the order of its table.
func nearness(typed string, names []string) int {
	rank := 2
	for _, name := range names {
		switch {
		case typed == "":
			return 0
		case name == typed:
			return 0
		case strings.HasPrefix(name, typed):
			rank = 1
		}
	}
	return rank
}

func (p *PaletteLayer) act(a *App, action Action) ([]Effect, bool) {
	if p.Chooser.act(action, len(p.Entries), max(1, a.Height-8)) {
		return nil, true
	}
	if action != Accept {
		return nil, false
	}
	if p.Cursor >= len(p.Entries) {
		return nil, true
	}
	e := p.Entries[p.Cursor]
	do := Acted{Action: e.Action, Arg: e.Arg}
	if !e.Why.IsZero() {
		return a.refuse(do, e.Why), true
	}
	a.pop()
	return a.acted(do), true
}
