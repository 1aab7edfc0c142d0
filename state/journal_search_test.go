package state

import (
	"strings"
	"testing"
	"time"

	"tresen/api/query"
)

// A state is searched for in the words that stand on the screen, in either
// language, or in the journal's own.
func TestAStateIsSearchedForAsItIsShown(t *testing.T) {
	entries := map[string]JournalEntry{
		"accepted": {State: WriteApplied, Kind: KindRefund, Note: "server"},
		"final":    {State: WriteApplied, Kind: KindRefund, Note: "server " + noteArrived},
		"unknown":  {State: WriteUnknown, Kind: KindLock},
		"not sent": {State: WriteRefused, Kind: "attempt"},
		"rejected": {State: WriteRejected, Kind: KindCharge},
	}
	tests := map[string]string{
		"state:applied":                 "accepted final",
		"state:angenommen":              "accepted final",
		"state:final":                   "final",
		"state:endgültig":               "final",
		"NOT state:final":               "accepted not sent rejected unknown",
		"state:UNKNOWN":                 "unknown",
		"state:unbekannt":               "unknown",
		`state:"not sent"`:              "not sent",
		"state:abgelehnt":               "rejected",
		"kind:Sperre":                   "unknown",
		"kind:charge":                   "rejected",
		"kind:Aufladung OR kind:refund": "accepted final rejected",
		"state:final AND kind:refund":   "final",
	}
	for line, want := range tests {
		found, err := query.Interpret(line, journalWords, time.Now())
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		search, err := ReadJournalSearch(found.Q, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		var got []string
		for _, name := range []string{"accepted", "final", "not sent", "rejected", "unknown"} {
			if e := entries[name]; search.Holds(&e) {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s finds %q, want %q", line, got, want)
		}
	}
}

// An empty list would read as nothing in doubt.
func TestAStateThatThereIsNotIsRefusedWhileItIsTyped(t *testing.T) {
	for line, want := range map[string]string{
		"state:unkown":               `column 7: state is never "unkown": write one of those that tab offers`,
		"operator:anna AND kind:lok": `column 24: kind is never "lok": write one of those that tab offers`,
	} {
		if _, err := query.Interpret(line, journalWords, time.Now()); err == nil || err.Error() != want {
			t.Errorf("%s: %v", line, err)
		}
	}
	for word, want := range map[string]string{"sent": "sent", "Gesendet": "sent", "CONFLICT": "conflict", "widerspruch": "conflict", "odd": ""} {
		if got, ok := JournalState(word); ok != (want != "") || ok && got != want {
			t.Errorf("%s is %q", word, got)
		}
	}
	if got, _ := JournalKind("kassenstorno"); got != string(KindReceiptCancel) {
		t.Errorf("kassenstorno is %q", got)
	}
}
