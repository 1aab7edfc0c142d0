package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
)

// loyal is a shop with customer cards: the program's own client of it, and a
// plain one.
type loyal struct {
	*client
	api *api.Client
}

func openLoyal(t *testing.T, o sandbox.Options) loyal {
	t.Helper()
	c := open(t, o)
	return loyal{c, dial(t, c.server)}
}

// taken is what an operation answered, which went well and without drift.
func taken[Out any](t testing.TB, item api.Item[Out], err error) Out {
	t.Helper()
	if err != nil || len(item.Drift) > 0 {
		t.Fatalf("%v, drift %v in %s", err, item.Drift, item.Raw)
	}
	return item.Value
}

// declined checks that an operation was refused in the right way.
func declined[Out any](t testing.TB, item api.Item[Out], err error, status int, name string) {
	t.Helper()
	e, ok := errors.AsType[*api.Error](err)
	if !ok || e.Status != status || e.Name != name {
		t.Fatalf("%v, want %d %s; %s", err, status, name, item.Raw)
	}
}

// card is the newest merchant card that matches.
func (l loyal) card(q string) api.MerchantCard {
	l.t.Helper()
	page, err := api.MerchantCards.Find(l.t.Context(), l.api, api.Query{Q: q, Count: 1})
	if err != nil || len(page.Items) == 0 {
		l.t.Fatalf("no card has %s: %v", q, err)
	}
	return page.Items[0].Value
}

// again is a card as it is now.
func (l loyal) again(id string) api.MerchantCard {
	l.t.Helper()
	item, err := api.MerchantCards.Get(l.t.Context(), l.api, id)
	return taken(l.t, item, err)
}

// hidden is what the server keeps of a card and never shows.
func (l loyal) hidden(object, id, name string) string {
	l.t.Helper()
	var kept map[string]any
	if err := json.Unmarshal(l.server.Kept(object, id), &kept); err != nil {
		l.t.Fatal(err)
	}
	text, _ := kept[name].(string)
	return text
}

// usableCards are cards of the shop that can be charged and pay.
const usableCards = "lock_status:unlocked AND stock_status:active AND NOT _exists_:expiry_date AND is_base_card:true"

// group is the programme of a name.
func (l loyal) group(name string) api.CardGroup {
	l.t.Helper()
	page, err := api.CardGroups.Find(l.t.Context(), l.api, api.Query{Q: `display_name:"` + name + `"`})
	if err != nil || len(page.Items) != 1 {
		l.t.Fatalf("%d groups are called %s: %v", len(page.Items), name, err)
	}
	return page.Items[0].Value
}

func TestTheShopHasCardsOfEveryKind(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 600})
	for _, q := range []string{
		"lock_status:locked", "stock_status:inactive", "stock_status:stored", "expiry_date:[* TO 2025-11-13]", "expiry_date:[2025-11-15 TO *]",
		"passcode:1", "passcode:2", "passcode:3", "balance:0 AND stock_status:active", "balance:[5000 TO *]", "bonus_balance:[1 TO *]", "points:[100 TO *]",
		"!customer.object:loyalty.customers", "is_base_card:false", "NOT card.cardnumber:9276*", `customer.contact.name:"Anna Meier"`,
	} {
		if l.card(q).Balance == nil {
			t.Errorf("%s: a card without a balance", q)
		}
	}
	if n := l.get("/Loyalty/MerchantCards?count=0").int("count"); n < 300 || n > 600 {
		t.Errorf("%d cards", n)
	}
	oldest := l.get("/Loyalty/Transactions?count=1&sort=created:asc").text("data", 0, "created")
	newest := l.get("/Loyalty/Transactions?count=1").text("data", 0, "created")
	if oldest > "2022" || newest < "2025-11-12" || newest > "2025-11-15" {
		t.Errorf("transactions from %s to %s", oldest, newest)
	}
}

func TestTheTransactionsOfTheSeedAddUpToWhatIsOnTheCards(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60, Seed: 3})
	type sums struct{ balance, points, last int64 }
	cards, seen := map[string]*sums{}, map[string]bool{}
	for item, err := range api.LoyaltyTransactions.All(t.Context(), l.api, api.Query{
		Count: 1000, Sort: []api.Sort{{Field: "created"}},
		Fields: []string{"id", "trans_id", "merchantcard", "currency", "amount", "balance", "created", "parents", "children"},
	}) {
		x := taken(t, item, err)
		of := cards[x.MerchantCard.ID]
		if of == nil {
			of = &sums{}
			cards[x.MerchantCard.ID] = of
		}
		into := &of.balance
		if x.Currency == "" {
			into = &of.points
		}
		if *into += int64(*x.Amount); *into != int64(*x.Balance) || *into < 0 {
			t.Fatalf("%s: %d makes %d, it says %d", x.ID, *x.Amount, *into, *x.Balance)
		}
		if seen[fmt.Sprint(x.TransID)] || x.TransID <= of.last || x.Created.IsZero() {
			t.Errorf("%s: TA code %d after %d", x.ID, x.TransID, of.last)
		}
		seen[fmt.Sprint(x.TransID)], of.last = true, x.TransID
		for _, other := range append(x.Parents, x.Children...) {
			if !strings.HasPrefix(other.ID, "LTX_") || other.RelationType == "" {
				t.Errorf("%s hangs together with %+v", x.ID, other)
			}
		}
	}
	used := 0
	for item, err := range api.MerchantCards.All(t.Context(), l.api, api.Query{}) {
		card := taken(t, item, err)
		of := cards[card.ID]
		if of == nil {
			of = &sums{}
		} else {
			used++
		}
		if int64(*card.Balance) != of.balance || *card.Points != of.points || *card.Balance != *card.Cash+*card.Bonus || *card.Cash < 0 || *card.Bonus < 0 {
			t.Errorf("%s: %d and %d points, its transactions make %+v", card.ID, *card.Balance, *card.Points, of)
		}
		if card.StockStatus == "stored" && (of.last != 0 || card.Customer.ID != "") {
			t.Errorf("%s is in stock and was used", card.ID)
		}
	}
	if used < 250 || len(cards) != used {
		t.Errorf("%d cards were used, %d have transactions", used, len(cards))
	}
}

func TestHoldersOfCardsArePayersToo(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 3000})
	r := l.get("/Loyalty/Customers?count=1&q=" + escape(`contact.name:"Anna Meier" AND _exists_:additional_data.payment_customer.id`))
	payer := r.text("data", 0, "additional_data", "payment_customer", "id")
	paid := l.get("/Payment/Transactions?count=1&q=" + escape("customer.id:"+payer))
	if paid.int("count") == 0 || paid.text("data", 0, "customer", "name") != "Anna Meier" {
		t.Errorf("%s pays nothing: %s", payer, r.raw)
	}
}

func TestACardIsAssignedWithItsPINAndToOneAccount(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	found := l.get("/Loyalty/Cards?count=1&q=" + escape("NOT _exists_:account.id"))
	id, number := found.text("data", 0, "id"), found.text("data", 0, "cardnumber")
	pin := l.hidden("loyalty.cards", id, "-pin")
	if len(number) != 16 || pin != number[12:] {
		t.Fatalf("the PIN of %s is %s", number, pin)
	}
	assign := func(pin, account string) (api.Item[api.Result], error) {
		return api.AssignLoyaltyCard.Do(t.Context(), l.api, api.CardPIN{PIN: api.Secret(pin)}, id, account)
	}
	item, err := assign("12x4", "me")
	declined(t, item, err, 500, wrong)
	item, err = assign(pin, "ACC_NOBODY")
	declined(t, item, err, 404, nowhere)
	if item, err = assign("0"+pin[:3], "me"); taken(t, item, err).Result {
		t.Error("a wrong PIN was good")
	}
	item, err = api.UnassignLoyaltyCard.Do(t.Context(), l.api, api.None{}, id, "me")
	declined(t, item, err, 405, denied)
	if item, err = assign(pin, "me"); !taken(t, item, err).Result {
		t.Error("the right PIN was wrong")
	}
	read, err := api.LoyaltyCards.Get(t.Context(), l.api, id)
	if card := taken(t, read, err); !strings.HasPrefix(card.Account.ID, "ACC_") || string(card.Number) != number {
		t.Errorf("%s", read.Raw)
	}
	item, err = assign(pin, "me")
	declined(t, item, err, 409, twice)
	other := l.get("/Loyalty/Cards?count=1&q="+escape("_exists_:account.id AND NOT id:"+id)).text("data", 0, "account", "id")
	item, err = api.UnassignLoyaltyCard.Do(t.Context(), l.api, api.None{}, id, other)
	declined(t, item, err, 405, denied)
	item, err = api.UnassignLoyaltyCard.Do(t.Context(), l.api, api.None{}, id, "me")
	if !taken(t, item, err).Result || l.get("/Loyalty/Cards/"+id).get("account") != nil {
		t.Error("it is still assigned")
	}
}

func TestACardGroupIsMadeRenamedAndShownOnItsCards(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	me := l.get("/General/Merchants/me").text("id")
	item, err := api.CreateCardGroup.Do(t.Context(), l.api, api.NewCardGroup{DisplayName: "Hofladen", Merchant: me, Picture: "DUP_1"})
	group := taken(t, item, err)
	if group.DisplayNameRaw != "Hofladen" || group.Merchant.CompanyName != "Bäckerei Huber GmbH" || group.StockWarnLimit == nil {
		t.Fatalf("%s", item.Raw)
	}
	for name, in := range map[string]api.NewCardGroup{"display_name": {Merchant: me}, "merchant": {DisplayName: "X"}} {
		if _, err := api.CreateCardGroup.Do(t.Context(), l.api, in); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	card := l.card(usableCards)
	moved, err := api.SetCardGroup.Do(t.Context(), l.api, api.None{}, card.ID, group.ID)
	if now := taken(t, moved, err); now.Group.ID != group.ID || *now.Balance != *card.Balance || *now.Points != *card.Points {
		t.Errorf("%s", moved.Raw)
	}
	changed, err := api.UpdateCardGroup.Do(t.Context(), l.api, api.CardGroupUpdate{DisplayName: "Hofladen Süd"}, group.ID)
	if taken(t, changed, err).Picture != "DUP_1" {
		t.Errorf("what was left out went: %s", changed.Raw)
	}
	if got := l.card("cardgroup.id:" + group.ID); got.ID != card.ID || got.Group.DisplayName != "Hofladen Süd" || got.Group.DisplayNameRaw != "Hofladen Süd" {
		t.Errorf("the card shows %+v", got.Group)
	}
	changed, err = api.UpdateCardGroup.Do(t.Context(), l.api, api.CardGroupUpdate{}, group.ID)
	declined(t, changed, err, 500, wrong)
	story(t, l.client, []ask{
		{"PUT", "/Loyalty/Cardgroups/" + group.ID, fields{"display_name": "Hofladen", "picture": nil}, 200, `"display_name":"Hofladen"`},
		{"GET", "/Loyalty/Cardgroups?q=" + escape(`display_name:"Hofladen"`) + "&fields=display_name,picture", nil, 200, `{"display_name":"Hofladen"}`},
		{"PUT", "/Loyalty/Cardgroups/CRG_X", fields{"display_name": "X"}, 404, nowhere},
		{"POST", "/Loyalty/Cardgroups", fields{"display_name": "X", "merchant": "MRC_X"}, 404, nowhere},
	})
}

func TestAPasscodeIsAskedForWhereTheProgrammeWantsIt(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	gold, plain := l.group("Goldkarte"), l.group("Stammkundenkarte")
	number := string(l.card("cardgroup.id:" + gold.ID).Card.Number)
	for _, test := range []struct {
		group, action string
		want          bool
	}{
		{gold.ID, "discharge", true}, {gold.ID, "discharge_points", true}, {gold.ID, "cashreport", true}, {gold.ID, "charge", false},
		{gold.ID, "", true}, {plain.ID, "discharge", false}, {plain.ID, "", false},
	} {
		in := api.PasscodeQuestion{Action: test.action}
		if test.action == "discharge" {
			in.Number = number
		}
		item, err := api.CheckPasscodeEnabled.Do(t.Context(), l.api, in, test.group)
		if got := taken(t, item, err).Result; got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
	story(t, l.client, []ask{
		{"POST", "/Loyalty/Cardgroups/" + gold.ID + "/CheckPasscodeEnabled", nil, 200, `{"result":true}`},
		{"POST", "/Loyalty/Cardgroups/" + gold.ID + "/checkPasscodeEnabled", fields{"action": "steal"}, 500, "action"},
		{"POST", "/Loyalty/Cardgroups/" + gold.ID + "/checkPasscodeEnabled", fields{"cardnumber": "9276000000000000"}, 404, nowhere},
		{"POST", "/Loyalty/Cardgroups/CRG_X/checkPasscodeEnabled", nil, 404, nowhere},
	})
}

func TestSearchesOfCardsSortAndSumUp(t *testing.T) {
	l := openLoyal(t, sandbox.Options{Payments: 60})
	page, err := api.MerchantCards.Find(t.Context(), l.api, api.Query{
		Q: usableCards, Count: 50, Sort: []api.Sort{{Field: "balance", Desc: true}}, Fields: []string{"balance", "customer.contact.surname"},
	})
	if err != nil || len(page.Items) < 20 {
		t.Fatalf("%v, %d cards", err, len(page.Items))
	}
	for n, item := range page.Items[1:] {
		if *item.Value.Balance > *page.Items[n].Value.Balance || item.Value.Cash != nil {
			t.Fatalf("number %d: %s", n+1, item.Raw)
		}
	}
	sums := map[string]int{}
	for item, err := range api.MerchantCards.All(t.Context(), l.api, api.Query{Count: 1000}) {
		card := taken(t, item, err)
		sums[card.Group.DisplayName] += int(*card.Balance)
	}
	r := l.get("/Loyalty/MerchantCards?aggregate=" + escape(`{"group_by_prop":"cardgroup.display_name","sum_by_prop":"balance"}`))
	for n := range r.len("data") {
		if name := r.text("data", n, "ks"); r.int("data", n, "s") != sums[name] {
			t.Errorf("%s: %d by hand in %s", name, sums[name], r.raw)
		}
	}
	if r.len("data") != 6 || sums["Goldkarte"] == 0 {
		t.Errorf("%s", r.raw)
	}
	whole := l.get("/Loyalty/MerchantCards?count=1&expand=true&q=_exists_:customer.id")
	if whole.text("data", 0, "customer", "consent_for_communication") == "" || whole.text("data", 0, "cardgroup", "description") == "" {
		t.Errorf("%s", whole.raw)
	}
}

func TestCardsOutliveTheServer(t *testing.T) {
	file := t.TempDir() + "/sandbox.jsonl"
	l := openLoyal(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
	card := l.card(usableCards + " AND passcode:3")
	at := "/Loyalty/MerchantCards/" + card.ID
	story(t, l.client, []ask{
		{"POST", at + "/transaction", fields{"action": "charge", "amount": 700, "bonus_amount": 70}, 200, `"amount":700`},
		{"PUT", at, fields{"expiry_date": "2026-03-01"}, 200, ""},
	})
	before := l.again(card.ID)
	c := reopen(t, l.client, file)
	l = loyal{c, dial(t, c.server)}
	if diff := cmp.Diff(before, l.again(card.ID)); diff != "" {
		t.Errorf("before (-), after (+)\n%s", diff)
	}
	story(t, c, []ask{
		{"POST", at + "/transaction", fields{"action": "cancel_last"}, 200, fmt.Sprintf(`"balance":%d,`, *card.Balance)},
		{"POST", at + "/checkPasscode", fields{"pin": l.hidden("loyalty.merchantcards", card.ID, "-passcode")}, 200, `{"result":true}`},
	})
}
