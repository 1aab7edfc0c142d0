package state

import (
	"slices"
	"time"

	"tresen/state/text"
)

// Tone says how much a message matters.
type Tone uint8

// The tones.
const (
	Info Tone = iota
	Good
	Bad
)

// toastTime is how long a message stays.
const toastTime = 6 * time.Second

// Toast is a message that goes by itself.
type Toast struct {
	Text  text.Msg
	Tone  Tone
	Until time.Time
}

// toast shows a message. The same one again only stays longer.
func (a *App) toast(tone Tone, m text.Msg) {
	stay := toastTime
	if tone == Bad {
		stay *= 2
	}
	if n := len(a.Toasts); n > 0 && a.Toasts[n-1].Text.Key == m.Key {
		a.Toasts = a.Toasts[:n-1]
	}
	if len(a.Toasts) > 4 {
		a.Toasts = a.Toasts[1:]
	}
	a.Toasts = append(a.Toasts, Toast{m, tone, a.Now.Add(stay)})
}

// forget drops what was said about another place; what went wrong stays.
func (a *App) forget() {
	a.Toasts = slices.DeleteFunc(a.Toasts, func(t Toast) bool { return t.Tone != Bad })
}

// expireToasts drops the messages whose time is over.
func (a *App) expireToasts() {
	kept := a.Toasts[:0]
	for _, t := range a.Toasts {
		if a.Now.Before(t.Until) {
			kept = append(kept, t)
		}
	}
	if len(kept) < len(a.Toasts) {
		a.rev++
	}
	clear(a.Toasts[len(kept):])
	a.Toasts = kept
}
