package keymap

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tresen/state"
)

// modes are all single modes, for tests of every one.
var modes = map[string]state.Mode{
	"list": state.ModeList, "detail": state.ModeDetail, "text": state.ModeText, "menu": state.ModeMenu,
	"line": state.ModeLine, "amount": state.ModeAmount, "words": state.ModeWords, "choice": state.ModeChoice,
}

func TestEveryActionHasAKeyWhereverItWorks(t *testing.T) {
	keys := Default()
	for _, spec := range state.Actions {
		if spec.NoKey {
			if label := keys.Label(spec.Action, "", state.ModeList); label != "" || spec.Silent {
				t.Errorf("%q is for the palette alone, and has the key %q", spec.Action, label)
			}
			continue
		}
		for name, mode := range modes {
			if spec.Modes&mode == 0 {
				continue
			}
			if len(bound(keys, spec.Action, mode)) == 0 {
				t.Errorf("nothing does %q in mode %s", spec.Action, name)
			}
		}
	}
}

// bound lists the keys of an action in a mode.
func bound(m Keymap, action state.Action, mode state.Mode) []string {
	var names []string
	for _, b := range m.bindings {
		if b.Action == action && b.Modes&mode != 0 {
			names = append(names, b.Key.Keys()...)
		}
	}
	return names
}

func TestEveryBindingIsOfAnActionThatWorksThere(t *testing.T) {
	for _, b := range Default().bindings {
		spec := state.Spec(b.Action)
		if spec == nil {
			t.Errorf("%s is bound to %q, which is no action", b.Key.Keys(), b.Action)
			continue
		}
		if b.Modes&^spec.Modes != 0 {
			t.Errorf("%s is bound to %q in modes %b, where it does not work", b.Key.Keys(), b.Action, b.Modes&^spec.Modes)
		}
	}
}

func TestNoKeyMeansTwoThingsInOnePlace(t *testing.T) {
	for name, mode := range modes {
		seen := map[string]state.Action{}
		for _, b := range Default().bindings {
			if b.Modes&mode == 0 {
				continue
			}
			for _, k := range b.Key.Keys() {
				if other, taken := seen[k]; taken {
					t.Errorf("in mode %s %q is both %q and %q", name, k, other, b.Action)
				}
				seen[k] = b.Action
			}
		}
	}
}

func TestKeysCanBeTypedOnEveryKeyboardAndBelongToNobodyElse(t *testing.T) {
	taken := []string{"ctrl+a", "ctrl+b", "ctrl+s", "ctrl+q", "ctrl+z"}
	for _, b := range Default().bindings {
		for _, k := range b.Key.Keys() {
			if strings.ContainsAny(k, `[]{}\|@~`) {
				t.Errorf("%q of %q needs AltGr on a German or French keyboard", k, b.Action)
			}
			if slices.Contains(taken, k) {
				t.Errorf("%q of %q belongs to the terminal or the multiplexer", k, b.Action)
			}
		}
	}
}

func TestWhatIsTypedIntoAFieldIsNeverAKey(t *testing.T) {
	for name, mode := range modes {
		if mode&state.ModeEdit == 0 {
			continue
		}
		for _, b := range Default().bindings {
			for _, k := range b.Key.Keys() {
				if b.Modes&mode == 0 || utf8.RuneCountInString(k) != 1 {
					continue
				}
				if mode == state.ModeAmount && b.Action == state.ExactRequest {
					continue // amounts have no letters
				}
				t.Errorf("in mode %s %q cannot be typed: it does %q", name, k, b.Action)
			}
		}
	}
}

func TestLookupFindsTheIntentionOfAKey(t *testing.T) {
	tests := []struct {
		mode state.Mode
		key  string
		want state.Acted
	}{
		{state.ModeList, "j", state.Acted{Action: state.Down}},
		{state.ModeList, "down", state.Acted{Action: state.Down}},
		{state.ModeList, "G", state.Acted{Action: state.Last}},
		{state.ModeList, "1", state.Acted{Action: state.GoTo, Arg: "payments"}},
		{state.ModeList, "space", state.Acted{Action: state.Mark}},
		{state.ModeList, "enter", state.Acted{Action: state.Open}},
		{state.ModeLine, "enter", state.Acted{Action: state.Accept}},
		{state.ModeAmount, "x", state.Acted{Action: state.ExactRequest}},
		{state.ModeWords, "x", state.Acted{}},
		{state.ModeLine, "j", state.Acted{}},
		{state.ModeList, "", state.Acted{}},
		{state.ModeList, "alt+j", state.Acted{}},
	}
	for _, tt := range tests {
		got, ok := Default().Lookup(tt.mode, tt.key)
		if got != tt.want || ok != (tt.want != state.Acted{}) {
			t.Errorf("%q in mode %b: got %v, %v, want %v", tt.key, tt.mode, got, ok, tt.want)
		}
	}
}

func TestLabelNamesTheKeyOfThePlace(t *testing.T) {
	keys := Default()
	if got := keys.Label(state.Up, "", state.ModeList); got != "k ↑" {
		t.Errorf("up in the list: %q", got)
	}
	if got := keys.Label(state.Up, "", state.ModeLine); got != "↑" {
		t.Errorf("up in a line: %q", got)
	}
	if got := keys.Label(state.Search, "", state.ModeMenu); got != "/" {
		t.Errorf("search where it does not work: %q", got)
	}
	if got := keys.Label(state.GoTo, "payments", state.ModeList); got != "1" {
		t.Errorf("payments: %q", got)
	}
	if got := keys.Label("no-such-action", "", state.ModeList); got != "" {
		t.Errorf("no action: %q", got)
	}
}

func TestTabsHaveTheirDigits(t *testing.T) {
	for _, r := range state.Resources {
		if r.Tab == 0 {
			continue
		}
		want := state.Acted{Action: state.GoTo, Arg: r.Name}
		if got, _ := Default().Lookup(state.ModeList, string(rune('0'+r.Tab))); got != want {
			t.Errorf("%d leads to %v, want %v", r.Tab, got, want)
		}
	}
}
