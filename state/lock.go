package state

import (
	"cmp"
	"strings"
	"time"

	"tresen/state/text"
)

// unlockTime is how long writes to LIVE stay unlocked.
const unlockTime = 15 * time.Minute

// Locked reports that writes have to be unlocked first. Only LIVE is locked. A
// clock that was set back does not make the time longer.
func (a *App) Locked() bool {
	return a.Env.Kind == Live && left(a.UnlockedUntil, a.Now, unlockTime) <= 0
}

// left is how much is left of what there is at most, by the clock that says less:
// the one on the wall runs while a laptop sleeps, the other one cannot be set. Where
// the wall says that there is more than there was, nothing is.
func left(until, now time.Time, most time.Duration) time.Duration {
	wall := until.Round(0).Sub(now.Round(0))
	if wall > most {
		return 0
	}
	return min(wall, until.Sub(now))
}

// whyNoWrite says why nothing can be written now.
func (a *App) whyNoWrite() text.Msg {
	switch {
	case !a.Env.NoWrites.IsZero():
		return a.Env.NoWrites
	case !a.Env.NoRules.IsZero():
		return a.Env.NoRules
	case a.Offline.Gone():
		return text.M(text.OfflineNoWrites)
	case a.Locked():
		return text.M(text.LockedUnlock)
	}
	return text.Msg{}
}

func (a *App) whyNoLock() text.Msg {
	if a.Env.Kind != Live {
		return text.M(text.OnlyLiveLocks)
	}
	return text.Msg{}
}

// openUnlock asks for the merchant's name before real money can move; unlocked,
// it locks again at once.
func (a *App) openUnlock() []Effect {
	if !a.Locked() {
		a.UnlockedUntil = time.Time{}
		a.toast(Info, text.M(text.LockedAgain))
		return nil
	}
	word := shortName(a.Env)
	a.push(&UnlockLayer{Word: word, editor: Editor{ID: a.editorID(), Limit: max(40, 2*len(word))}})
	return nil
}

// shortName is the word to type before LIVE unlocks: the first word of the
// merchant's name, or the host where the name is not known or cannot be typed.
func shortName(env Env) string {
	first, _, _ := strings.Cut(strings.TrimSpace(env.Merchant), " ")
	return cmp.Or(typable(first), env.Host)
}

// UnlockLayer asks to type a word before writes to LIVE unlock.
type UnlockLayer struct {
	Word    string
	Problem text.Msg
	editor  Editor
}

// Mode is that of a field for words.
func (*UnlockLayer) Mode() Mode { return ModeWords }

// Editor is the field for the word.
func (u *UnlockLayer) Editor() *Editor { return &u.editor }

func (u *UnlockLayer) edited(*App) []Effect {
	u.Problem = text.Msg{}
	return nil
}

func (u *UnlockLayer) act(a *App, action Action) ([]Effect, bool) {
	if action != Accept {
		return nil, false
	}
	if !answeredWord(a, u.editor.Text, u.Word) {
		u.Problem = text.M(text.TypeWord, u.Word)
		return nil, true
	}
	a.pop()
	a.UnlockedUntil = a.Now.Add(unlockTime)
	a.toast(Info, text.M(text.Unlocked, int(unlockTime/time.Minute)))
	return nil, true
}
