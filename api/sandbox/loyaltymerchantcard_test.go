package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"tresen/api"
	"tresen/api/sandbox"
)

const merchantCards = "/Loyalty/MerchantCards/"

func TestALockNeedsAnUnlockedCardAndAnUnlockALockedOne(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.card(usableCards)
	for _, reason := range []api.LockReason{api.LockLost, api.LockDefect, api.LockClaims, api.LockExpired, api.LockNotActivated} {
		note := fmt.Sprintf("Anruf %d von Herrn M.", reason)
		item, err := api.LockMerchantCard.Do(t.Context(), l.api, api.NewCardLock{Reason: reason, Note: note}, card.ID)
		if now := taken(t, item, err); now.LockStatus != api.Locked || *now.Balance != *card.Balance || now.ID != card.ID {
			t.Fatalf("%s", item.Raw)
		}
		item, err = api.LockMerchantCard.Do(t.Context(), l.api, api.NewCardLock{Reason: api.LockLost, Note: "noch einmal"}, card.ID)
		declined(t, item, err, 405, denied)
		read, err := api.MerchantCardLock.Do(t.Context(), l.api, api.None{}, card.ID)
		if lock := taken(t, read, err); lock != (api.CardLock{Status: api.Locked, Reason: reason, Note: note}) {
			t.Fatalf("%s", read.Raw)
		}
		if found := l.card("lock_status:locked AND id:" + card.ID); found.LockStatus != api.Locked {
			t.Error("the list does not know of the lock")
		}
		item, err = api.UnlockMerchantCard.Do(t.Context(), l.api, api.None{}, card.ID)
		if taken(t, item, err).LockStatus != api.Unlocked {
			t.Fatalf("%s", item.Raw)
		}
		item, err = api.UnlockMerchantCard.Do(t.Context(), l.api, api.None{}, card.ID)
		declined(t, item, err, 405, denied)
		read, err = api.MerchantCardLock.Do(t.Context(), l.api, api.None{}, card.ID)
		if lock := taken(t, read, err); lock != (api.CardLock{Status: api.Unlocked}) {
			t.Fatalf("%s", read.Raw)
		}
	}
	at := merchantCards + card.ID
	csc := l.hidden("loyalty.merchantcards", card.ID, "-csc")
	story(t, l.client, []ask{
		{"POST", at + "/lock", fields{"reason": 4}, 500, "reason: must be 1, 2, 3, 6 or 8"},
		{"POST", at + "/lock", fields{"reason": "x"}, 500, wrong},
		{"POST", at + "/lock", fields{"lock_status": "unlocked", "reason": 1}, 500, "lock_status"},
		{"POST", at + "/lock", fields{"reason": 1, "csc": "1" + csc}, 405, denied},
		{"GET", at + "/lock", nil, 200, `{"lock_status":"unlocked"}`},
		{"POST", at + "/lock", fields{"reason": "1", "note": "Verloren", "csc": csc, "lock_status": "locked"}, 200, `"lock_status":"locked"`},
		{"POST", at + "/unlock", fields{"reason": 1, "note": "wieder da"}, 200, `"lock_status":"unlocked"`},
		{"POST", at + "/lock", nil, 200, `"lock_status":"locked"`},
		{"GET", at + "/lock", nil, 200, `{"lock_status":"locked"}`},
		{"POST", merchantCards + "MCD_X/lock", fields{"reason": 1}, 404, nowhere},
		{"POST", merchantCards + "MCD_X/unlock", nil, 404, nowhere},
		{"GET", merchantCards + "MCD_X/lock", nil, 404, nowhere},
		{"GET", merchantCards + "me/lockreasons", nil, 200, `[{"id":1,"desc":"Verloren"}`},
	})
}

func TestASecurityCodeIsComparedAndNeverShown(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.card(usableCards)
	csc := l.hidden("loyalty.merchantcards", card.ID, "-csc")
	if csc != string(card.Card.Number[8:12]) {
		t.Fatalf("the code of %s is %s", card.Card.Number, csc)
	}
	check := func(in api.CardCSC, id string) bool {
		item, err := api.CheckCardCSC.Do(t.Context(), l.api, in, id)
		return taken(t, item, err).Result
	}
	if !check(api.CardCSC{CSC: api.Code(csc)}, card.ID) || !check(api.CardCSC{Number: card.Card.Number, CSC: api.Code(csc)}, "me") {
		t.Error("the right code is wrong")
	}
	if check(api.CardCSC{CSC: "9" + api.Code(csc)}, card.ID) {
		t.Error("a wrong code is right")
	}
	number := string(card.Card.Number)
	story(t, l.client, []ask{
		{"POST", merchantCards + "me/CheckCsc", fields{"cardnumber": number, "csc": csc}, 200, `{"result":true}`},
		{"POST", merchantCards + "not_set/checkCsc", fields{"cardnumber": card.Card.Number, "csc": 1}, 200, `{"result":false}`},
		{"POST", merchantCards + "me/checkCsc", fields{"csc": csc}, 500, "cardnumber"},
		{"POST", merchantCards + "me/checkCsc", fields{"cardnumber": "9276000000000000", "csc": csc}, 404, nowhere},
		{"POST", merchantCards + card.ID + "/checkCsc", fields{"cardnumber": "9276000000000000", "csc": csc}, 404, nowhere},
		{"POST", merchantCards + card.ID + "/checkCsc", fields{"cardnumber": number}, 500, "csc: must not be empty"},
	})
	raw := string(l.get("/Loyalty/MerchantCards?count=100&expand=true").raw) + string(l.get("/Loyalty/Cards?count=100").raw)
	for _, secret := range []string{`csc"`, `"pin`, `"-`} {
		if strings.Contains(raw, secret) {
			t.Errorf("a list shows %s", secret)
		}
	}
}

func TestAPasscodeIsSetTriedBlockedAndReset(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	card := l.card("passcode:2 AND lock_status:unlocked")
	set := func(code api.Code) (api.Item[api.Result], error) {
		return api.SetCardPasscode.Do(t.Context(), l.api, api.NewPasscode{Number: card.Card.Number, Passcode: code}, card.ID)
	}
	try := func(code api.Code) (api.Item[api.Result], error) {
		return api.CheckCardPasscode.Do(t.Context(), l.api, api.CardPasscode{Number: card.Card.Number, PIN: code}, "me")
	}
	reset := func(code api.Code) (api.Item[api.Result], error) {
		return api.ResetCardPasscode.Do(t.Context(), l.api, api.PasscodeReset{Passcode: code}, card.ID)
	}
	type step struct {
		do     func(api.Code) (api.Item[api.Result], error)
		code   api.Code
		status int
		result bool
		state  string // of the card afterwards
	}
	for n, step := range []step{
		{try, "0815", 405, false, "2"}, {reset, "0815", 405, false, "2"}, {set, "815", 500, false, "2"}, {set, "0815", 200, true, "3"},
		{set, "4711", 405, false, "3"}, {try, "4711", 200, false, "3"}, {try, "815", 200, true, "3"}, {try, "1", 200, false, "3"},
		{try, "2", 200, false, "3"}, {try, "0815", 200, true, "3"}, {reset, "3", 200, false, "3"}, {try, "4", 200, false, "3"},
		{try, "5", 200, false, "3"}, {try, "0815", 405, false, "3"}, {reset, "0815", 405, false, "3"}, {set, "4711", 200, true, "3"},
		{try, "0815", 200, false, "3"}, {reset, "4711", 200, true, "2"}, {try, "4711", 405, false, "2"}, {set, "0000", 200, true, "3"}, {try, "0", 200, true, "3"},
	} {
		item, err := step.do(step.code)
		switch {
		case step.status == 500:
			declined(t, item, err, 500, wrong)
		case step.status == 405:
			declined(t, item, err, 405, denied)
		case taken(t, item, err).Result != step.result:
			t.Fatalf("step %d: %v", n, item.Value)
		}
		if got := l.get(merchantCards + card.ID); fmt.Sprint(got.get("passcode")) != step.state {
			t.Fatalf("step %d: the card's passcode is %v, want %s", n, got.get("passcode"), step.state)
		}
	}
	item, err := api.ValidateMerchantCard.Do(t.Context(), l.api, api.CardQuestion{Number: card.Card.Number, Merchant: "me"}, card.ID)
	if v := taken(t, item, err); !*v.Valid() || !*v.Passcode() || *v.Locked() {
		t.Errorf("%s", item.Raw)
	}
	plain := l.card("passcode:1")
	item2, err := api.SetCardPasscode.Do(t.Context(), l.api, api.NewPasscode{Passcode: "1234"}, plain.ID)
	declined(t, item2, err, 405, denied)
	moved, err := api.SetCardGroup.Do(t.Context(), l.api, api.None{}, card.ID, l.group("Stammkundenkarte").ID)
	taken(t, moved, err)
	if got := l.get(merchantCards + card.ID).int("passcode"); got != 1 || l.hidden("loyalty.merchantcards", card.ID, "-passcode") != "" {
		t.Errorf("in a programme without passcodes it is %d", got)
	}
}

func TestACardIsValidAtItsMerchantOnly(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	guest, locked := l.card("is_base_card:false"), l.card("lock_status:locked")
	valid := func(number api.CardNumber, merchant, id string) string {
		item, err := api.ValidateMerchantCard.Do(t.Context(), l.api, api.CardQuestion{Number: number, Merchant: merchant}, id)
		v := taken(t, item, err)
		return fmt.Sprint(*v.Valid(), *v.Passcode(), *v.Locked())
	}
	for n, test := range []struct{ got, want string }{
		{valid(guest.Card.Number, guest.Merchant.ID, "me"), "true false false"},
		{valid(guest.Card.Number, guest.Merchant.ID, guest.ID), "true false false"},
		{valid(guest.Card.Number, "", guest.ID), "false false false"},
		{valid("9276000000000000", "", "me"), "false false false"},
		{valid(locked.Card.Number, "", locked.ID)[5:], "false true"},
	} {
		if !strings.HasSuffix(test.got, test.want) {
			t.Errorf("question %d: %s, want %s", n, test.got, test.want)
		}
	}
	story(t, l.client, []ask{
		{"POST", merchantCards + "me/validateMerchantcard", fields{"cardnumber": guest.Card.Number, "merchant": "MRC_X"}, 404, nowhere},
		{"POST", merchantCards + "me/validateMerchantcard", nil, 500, "cardnumber"},
		{"POST", merchantCards + "MCD_X/validateMerchantcard", fields{"cardnumber": guest.Card.Number}, 404, nowhere},
	})
}

func TestAVirtualTerminalBelongsToAMerchant(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	guest := l.card("is_base_card:false")
	me, none := l.get("/General/Merchants/me").text("id"), l.get("/General/Merchants?q=user.name:feinkost").text("data", 0, "id")
	item, err := api.VirtualTerminalData.Do(t.Context(), l.api, api.None{}, l.card(usableCards).ID, me)
	if v := taken(t, item, err); v.Store.Title() == "" || !strings.HasPrefix(v.TID, "VT") || len(v.Actions) != 7 || !*v.SplitEnabled || *v.Disabled || *v.GiftTerminal != 1 {
		t.Errorf("%s", item.Raw)
	}
	item, err = api.VirtualTerminalData.Do(t.Context(), l.api, api.None{}, guest.ID, guest.Merchant.ID)
	if v := taken(t, item, err); strings.Contains(strings.Join(v.Actions, " "), "discharge ") || *v.GiftTerminal != 0 {
		t.Errorf("%s", item.Raw)
	}
	story(t, l.client, []ask{
		{"GET", merchantCards + "me/virtualTerminalData/" + none, nil, 201, `{"disabled":1}`},
		{"GET", merchantCards + "me/virtualTerminalData/me", nil, 200, `"disabled":0`},
		{"GET", merchantCards + guest.ID + "/virtualTerminalData/" + me, nil, 404, nowhere},
		{"GET", merchantCards + "me/virtualTerminalData/MRC_X", nil, 404, nowhere},
	})
}

func TestCardsAreMadeInBulkOrOneWithItsHolder(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	group := l.group("Goldkarte")
	before := l.get("/Loyalty/MerchantCards?count=0").int("count")
	item, err := api.CreateMerchantCards.Do(t.Context(), l.api, api.NewMerchantCards{Count: 1000}, "me", group.ID)
	numbers := map[api.CardNumber]bool{}
	for _, card := range taken(t, item, err) {
		numbers[card.Card.Number] = true
		if len(card.Card.Number) != 16 || *card.Balance != 0 || *card.Points != 0 || card.StockStatus != "stored" || card.LockStatus != api.Unlocked || card.Group.ID != group.ID || card.Customer.ID != "" {
			t.Fatalf("%+v", card)
		}
	}
	if len(numbers) != 1000 || strings.Contains(string(item.Raw), "csc") {
		t.Errorf("%d numbers", len(numbers))
	}
	in := api.NewMerchantCards{Count: 1, Customer: &api.NewLoyaltyCustomer{Contact: api.Contact{Forename: "Ülkü", Surname: "Günay"}, Number: "K-7"}}
	item, err = api.CreateMerchantCards.Do(t.Context(), l.api, in, "me", group.ID)
	made := taken(t, item, err)
	if len(made) != 1 || made[0].StockStatus != "active" || made[0].Customer.Contact.Name != "Ülkü Günay" || made[0].Assigned.IsZero() {
		t.Fatalf("%s", item.Raw)
	}
	if got := l.get("/Loyalty/Customers/" + made[0].Customer.ID).text("customernumber"); got != "K-7" {
		t.Errorf("the holder has the number %s", got)
	}
	path := merchantCards + "me/createMerchantcards/" + group.ID
	story(t, l.client, []ask{
		{"POST", path, fields{"cards_amount": 0}, 500, "cards_amount: must be from 1 to 1000"},
		{"POST", path, fields{"cards_amount": 1001}, 500, wrong},
		{"POST", path, fields{"cards_amount": 2, "customer": fields{"customernumber": "K-8"}}, 500, "customer"},
		{"POST", merchantCards + "me/createMerchantcards/" + l.group("Café-Karte").ID, fields{"cards_amount": 1}, 500, wrong},
		{"POST", merchantCards + "me/createMerchantcards/CRG_X", fields{"cards_amount": 1}, 404, nowhere},
		{"POST", merchantCards + "MRC_X/createMerchantcards/" + group.ID, fields{"cards_amount": 1}, 404, nowhere},
		{"GET", "/Loyalty/MerchantCards?count=0", nil, 200, fmt.Sprintf(`"count":%d,`, before+1001)},
		{"GET", "/Loyalty/Customers?count=0&q=customernumber:K-8", nil, 200, `"count":0`},
		{"POST", path, nil, 200, `[{"object":"loyalty.merchantcards"`},
	})
}
