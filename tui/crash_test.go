package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tresen/state"
	"tresen/tui/crash"
)

// fallen is what a panic of do says when it leaves the model.
func fallen(do func()) (said crash.Text) {
	defer func() { said, _ = recover().(crash.Text) }()
	do()
	return ""
}

func TestNothingOfTheModelPanicsUnmasked(t *testing.T) {
	m := &Model{} // everything in it is nil
	for name, do := range map[string]func(){
		"init": func() { m.Init() }, "update": func() { m.Update(tea.WindowSizeMsg{}) }, "view": func() { m.View() },
		"key": func() { m.Update(tea.KeyPressMsg{Code: 'q'}) }, "event": func() { m.Update(state.Ticked{}) },
	} {
		if said := fallen(do); !strings.Contains(string(said), "nil pointer") {
			t.Errorf("%s: %q", name, said)
		}
	}
}

func TestTheModelStaysWhereItsUpdatePanicked(t *testing.T) {
	w := crash.Begin()
	defer w.End()
	m := &Model{}
	if model, cmd := m.Update(tea.WindowSizeMsg{}); model != m || cmd != nil {
		t.Errorf("it returned %v and a command", model)
	}
	if r, ok := w.Report(); !ok || !strings.Contains(r.Said, "nil pointer") {
		t.Errorf("told was %+v, %v", r, ok)
	}
}
