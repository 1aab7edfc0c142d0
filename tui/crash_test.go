package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"tresen/state"
)

// fallen is what a panic of do says, as the terminal library prints it.
func fallen(do func()) (said string, isMasked bool) {
	defer func() {
		r := recover()
		said = fmt.Sprintf("%s", r)
		_, isMasked = r.(crash)
	}()
	do()
	return "", false
}

func TestACrashSaysNoAccountAndWhereItBegan(t *testing.T) {
	said, _ := fallen(func() {
		defer masked()
		panic(fmt.Errorf("no room for DE89 3704 0044 0532 0130 00 and 9276-0012-3456-7891 in line %d", 12))
	})
	if said != "no room for DE•••3000 and •••7891 in line 12" {
		t.Errorf("it says %q", said)
	}
}

func TestNothingOfTheModelPanicsUnmasked(t *testing.T) {
	m := &Model{} // everything in it is nil
	for name, do := range map[string]func(){
		"init": func() { m.Init() }, "update": func() { m.Update(tea.WindowSizeMsg{}) }, "view": func() { m.View() },
		"key": func() { m.Update(tea.KeyPressMsg{Code: 'q'}) }, "event": func() { m.Update(state.Ticked{}) },
	} {
		if said, is := fallen(do); !is || !strings.Contains(said, "nil pointer") {
			t.Errorf("%s: masked %v, %q", name, is, said)
		}
	}
}
