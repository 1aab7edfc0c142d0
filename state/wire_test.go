package state

import (
	"testing"

	"tresen/api"
	"tresen/state/text"
)

// Words of the wire are for machines: what people read of an object, before a
// write and between two reads of it, is in their language.
func TestWordsOfTheWireAreReadInTheOperatorsLanguage(t *testing.T) {
	de := text.For("de")
	before := Baseline{ID: "MCD_1", State: api.Locked, InEffect: 12}.InWords(de)
	if got, want := de.Say(before.Was(KindChargePoints)), "gesperrt · 12 Punkte auf der Karte"; got != want {
		t.Errorf("before: %q, want %q", got, want)
	}
	card := func(lock string) Object {
		return Object{Resource: cardList.Name, ID: "MCD_1", Value: &api.MerchantCard{ID: "MCD_1", LockStatus: lock}}
	}
	was, is := card(api.Unlocked), card(api.Locked)
	var changed []string
	for _, m := range fieldDifferences(&was, &is) {
		changed = append(changed, de.Say(m))
	}
	if want := "Sperre: war frei, ist gesperrt."; len(changed) != 1 || changed[0] != want {
		t.Errorf("changed: %q, want %q", changed, want)
	}
	if odd := (Baseline{State: "half-open"}).InWords(de).State; odd != "half-open" {
		t.Errorf("a word that nobody knows is %q", odd)
	}
}

// A payout has the states of payments, by number; a number that nobody knows
// leaves the server's words.
func TestThePayoutsStateIsThatOfItsNumber(t *testing.T) {
	paid, odd := int64(api.StatusPaid), int64(99)
	for want, p := range map[string]*api.Payout{
		"paid":       {StatusSimple: &paid, StatusText: "ausgezahlt"},
		"unterwegs":  {StatusSimple: &odd, StatusText: "unterwegs"},
		"ausgezahlt": {StatusText: "ausgezahlt"},
	} {
		if got := payoutState(p); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
