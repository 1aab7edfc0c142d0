package state

import (
	"testing"

	"tresen/api"
	"tresen/state/text"
)

func TestAFormSaysWhyItCannotBeOpened(t *testing.T) {
	locked, plain := testCard(), testCard()
	locked.LockStatus = api.Locked
	off := false
	away := testTerminal()
	away.Online = &off
	till := testTerminal()
	till.Type = "cashier"
	credit := testAccount()
	credit.Type = "credit_card"
	nobodys := testAccount()
	nobodys.Customer.ID = ""
	tests := []struct {
		name   string
		list   string
		object any
		action Action
		change func(*desk)
		want   text.Key
	}{
		{"another list", "cards", plain, EndOfDay, nil, text.WorksOn},
		{"locked already", "cards", locked, LockCard, nil, text.LockedAlready},
		{"not locked", "cards", plain, UnlockCard, nil, text.NotLocked},
		{"money onto a locked card", "cards", locked, ChargeCard, nil, text.CardLocked},
		{"a terminal that is off", "devices", away, EndOfDay, nil, text.TerminalOffline},
		{"a till", "devices", till, EndOfDay, nil, text.NoCardTerminal},
		{"a sale that is over", "smart", testSale("failed"), CancelSale, nil, text.NotCancellable},
		{"a sale that was charged", "smart", testSale(saleOK), StartSale, nil, text.NotStartable},
		{"no receipt", "smart", testSale(saleOK), CancelReceipt, nil, text.NoReceipt},
		{"a card as account", "containers", credit, PayoutAction, nil, text.NoAccount},
		{"an account of nobody", "containers", nobodys, PayoutAction, nil, text.NoPayee},
		{"the role", "cards", plain, LockCard, func(d *desk) { d.app.Env.Rule.Role = Viewer }, text.RoleMayNot},
		{"a role for another thing", "cards", plain, ChargeCard, func(d *desk) { d.app.Env.Rule.Role = Support }, text.RoleMayNot},
		{"LIVE is locked", "cards", plain, LockCard, func(d *desk) { d.app.Env.Kind = Live }, text.LockedUnlock},
		{"no journal", "cards", plain, LockCard, func(d *desk) { d.app.Env.NoWrites = text.M(text.JournalOpening) }, text.JournalOpening},
		{"offline", "cards", plain, LockCard, func(d *desk) { d.fail = offline; d.do(Refresh) }, text.OfflineNoWrites},
		{"not understood", "cards", plain, LockCard, func(d *desk) {
			o := d.objects[0]
			o.Drift = []string{"/balance"}
			d.app.keep(o)
		}, text.Drifted},
		{"open", "cards", plain, LockCard, func(d *desk) {
			d.send(WriteMoved{Intent: "i", Kind: KindCharge, Target: "MCD_TESTCARD", State: WriteUnknown, At: d.now})
		}, text.IntentOpen},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, 0).at(tt.list, tt.object)
			if tt.change != nil {
				tt.change(d)
			}
			if why := d.app.Why(tt.action); why.Key != tt.want {
				t.Errorf("why: %q", d.app.Env.Lang.Say(why))
			}
			d.do(tt.action)
			if _, open := d.app.Top().(*WriteLayer); open {
				t.Error("it opened all the same")
			}
		})
	}
}

func TestSupportLocksCardsAndNothingElse(t *testing.T) {
	d := newDesk(t, 0).at("cards", testCard())
	d.app.Env.Rule.Role = Support
	if why := d.app.Why(LockCard); !why.IsZero() {
		t.Errorf("lock: %s", d.app.Env.Lang.Say(why))
	}
}

func TestTheNameToTypeIsShortAndAlwaysThere(t *testing.T) {
	card := testCard()
	for number, want := range map[api.CardNumber]string{"************4711": "4711", "9276000000001234": "1234", "": "CARD", "***": "CARD"} {
		card.Card.Number = number
		if got := lastFour(&Object{ID: card.ID, Value: card}); got != want {
			t.Errorf("card %q: %q", number, got)
		}
	}
	for description, want := range map[string]string{"Kasse  1": "Kasse 1", "": "65001234", "Terminal im ersten Stock, hinten links": "65001234",
		"株式会社": "65001234", "Zähler\u200b": "65001234", "Küche": "Küche"} {
		d := testTerminal()
		d.Description = description
		if got := deviceName(&Object{ID: d.ID, Value: d}); got != want {
			t.Errorf("device %q: %q", description, got)
		}
	}
}

func TestANameWithUmlautsCanBeTypedOnAnyKeyboard(t *testing.T) {
	for _, typed := range []string{"Theke Küche", "theke  kueche", "THEKE KÜCHE"} {
		terminal := testTerminal()
		terminal.Description = "Theke Küche"
		d := newDesk(t, 0).at("devices", terminal)
		d.do(EndOfDay, Open)
		d.confirm(typed)
		if len(d.sent) != 1 {
			t.Errorf("%q is not taken for the name", typed)
		}
	}
}

func TestAnotherWordThanTheObjectsIsNoChallenge(t *testing.T) {
	for typed, sends := range map[string]bool{"4711": true, "y": true, "J": true, "4712": false, "": false, "47": false} {
		d := newDesk(t, 0).at("cards", testCard())
		d.lockCard("")
		d.confirm(typed)
		if got := len(d.sent) == 1; got != sends {
			t.Errorf("%q sends %v, want %v", typed, got, sends)
		}
	}
}
