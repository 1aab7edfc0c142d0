package cli

import (
	"slices"
	"sync"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// parting hears what becomes of the writes that leaving waits for: whoever left
// has no screen to read it on.
type parting struct {
	mu   sync.Mutex
	came []state.WriteMoved // the last of each
}

// hear takes one step of a write.
func (w *parting) hear(m state.WriteMoved) {
	if m.Again {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.came = append(slices.DeleteFunc(w.came, func(old state.WriteMoved) bool { return old.Intent == m.Intent }), m)
}

// tell says where each of them is now.
func (w *parting) tell(p *program) {
	w.mu.Lock()
	defer w.mu.Unlock()
	open := false
	for _, m := range w.came {
		open = open || m.State.Open()
		p.say(state.MaskText(api.Clean(p.lang.Say(state.Intent{WriteMoved: m}.Say()))))
	}
	if open {
		p.say(p.lang.Text(text.NextStartReads))
	}
}
