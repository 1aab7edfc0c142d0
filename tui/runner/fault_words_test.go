package runner

import (
	"errors"
	"strings"
	"testing"

	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
)

// Why the journal kept a write from being sent is said in the operator's
// language, with what to do about it.
func TestTheJournalsFaultsAreSaidInTheOperatorsLanguage(t *testing.T) {
	const said = "das Journal ließ sich nicht schreiben: "
	for problem := journal.Unusable; problem <= journal.Gone; problem++ {
		fault := &journal.Error{Problem: problem, Path: "/shop/journal.db", Err: errors.New("SQLITE 13")}
		because := state.Intent{WriteMoved: state.WriteMoved{Kind: state.KindLock, State: state.WriteRefused, Why: state.WhyJournal, Err: fault}}.Because()
		words, rest := text.For("de").Say(because), ""
		if strings.HasPrefix(words, said) {
			rest = words[len(said):]
		}
		if !strings.Contains(rest, "/shop/journal.db") || strings.Contains(rest, "the journal") || strings.Contains(rest, "%!") {
			t.Errorf("%d: %q", problem, words)
		}
	}
}
