package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tresen/api"
)

// Loyalty Card Groups: the programmes of a merchant.

var cardGroups *shelf

func init() {
	cardGroups = shelfOf(spec{
		object: cardGroupObject, prefix: "CRG_", noun: "Loyalty Card Group", path: "/Loyalty/Cardgroups",
		seed: seedCardGroups, undated: true,
	})
	handle("POST /Loyalty/Cardgroups", createCardGroup)
	handle("PUT /Loyalty/Cardgroups/{loyaltyCardGroupId}", updateCardGroup)
	handle("POST /Loyalty/Cardgroups/{loyaltyCardGroupId}/checkPasscodeEnabled", checkPasscodeEnabled)
}

// cardGroupSeeds are the programmes of the shop, and of the café below it, which
// comes last. A name may hold the year before last.
var cardGroupSeeds = []struct {
	merchant          int
	name, description string
	programme
	passcode bool
	stock    int // cards below which the merchant is warned
	years    int // after which cards expire, at the end of a year; 0 for never
	share    int // of the cards, in permille
	held     int // of its cards have a holder, in permille
	uses     int // of a card at most
	first    int // least amount that a card is sold with, 0 for none
	habits   []habit
}{
	{name: "Stammkundenkarte", description: "3 % Bonus und ein Punkt je Euro", programme: programme{bonus: 30, points: 1},
		stock: 25, share: 520, held: 850, uses: 22, habits: regularHabits},
	{name: "Goldkarte", description: "5 % Bonus und zwei Punkte je Euro", programme: programme{bonus: 50, points: 2}, passcode: true,
		stock: 10, share: 140, held: 1000, uses: 36, first: 2500, habits: regularHabits},
	{name: "Geschenkkarte", description: "Gutschein, drei Jahre gültig", programme: programme{limit: 25000},
		stock: 50, years: 3, share: 220, held: 80, uses: 8, first: 2500, habits: giftHabits},
	{name: "Mitarbeiterkarte", description: "Verpflegung im Haus", programme: programme{limit: 50000}, passcode: true,
		share: 60, held: 1000, uses: 30, first: 2000, habits: staffHabits},
	{name: "Weihnachtsaktion %d", description: "10 % Bonus bis Jahresende", programme: programme{bonus: 100},
		years: 1, share: 60, held: 400, uses: 6, habits: regularHabits[:3]},
	{merchant: cafe, name: "Café-Karte", description: "Ein Punkt je Euro, das zehnte Frühstück frei", programme: programme{points: 1},
		held: 900, uses: 12, habits: pointHabits},
}

func seedCardGroups(s *Server) []object {
	all := make([]object, len(cardGroupSeeds))
	for i, g := range cardGroupSeeds {
		all[i] = object{
			{"merchant", loyaltyMerchantRef(s, g.merchant)}, {"display_name", cardGroupName(s, i)}, {"display_name_raw", cardGroupName(s, i)},
			{"description", g.description}, {"stock_warn_limit", g.stock}, {"picture", cardPicture(s, i)}, {"balance_limit", g.limit},
			{"balance_expiry", g.years > 0}, {"cancel_selected", false},
			{"-bonus", g.bonus}, {"-points", g.points}, {"-passcode", g.passcode},
		}
	}
	return all
}

func cardGroupName(s *Server, i int) string {
	year := time.Unix(s.ledger.world.epoch, 0).In(berlin).Year() - 2
	return strings.ReplaceAll(cardGroupSeeds[i].name, "%d", strconv.Itoa(year))
}

// cardPicture is the address of a seeded group's picture.
func cardPicture(s *Server, i int) string {
	d := roll(s.options.Seed, diceCardGroup, i)
	return s.BaseURL() + "/ds_g/" + d.hex32()
}

// cardGroupRef is a group as its cards show it.
func cardGroupRef(g object) object {
	return loyaltyRef(g, "display_name", "display_name_raw", "stock_warn_limit", "picture")
}

// programmeOf are the rules of a group; one that was made through the API has
// none.
func programmeOf(g object) programme {
	return programme{bonus: g.int("-bonus"), points: g.int("-points"), limit: api.Minor(g.int("balance_limit"))}
}

var cardGroupForm = form{must(text("display_name")), text("picture")}

func createCardGroup(s *Server, c *call) (any, *problem) {
	in, no := append(slices.Clone(cardGroupForm), must(link("merchant", merchantObject))).create(s, c)
	if no != nil {
		return nil, no
	}
	merchant, no := loyaltyMerchant(s, in.text("merchant.id"))
	if no != nil {
		return nil, no
	}
	o := object{
		{"merchant", merchant}, {"display_name", in.get("display_name")}, {"display_name_raw", in.get("display_name")},
		{"stock_warn_limit", 0}, {"picture", in.get("picture")}, {"balance_limit", 0}, {"balance_expiry", false}, {"cancel_selected", false},
	}
	return s.answerOf(c, cardGroups.add(s, c.now, o)), nil
}

// updateCardGroup needs the name, as the reference has it. Cards show the new
// one.
func updateCardGroup(s *Server, c *call) (any, *problem) {
	o, no := cardGroups.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	body, no := c.object()
	if no != nil {
		return nil, no
	}
	in, no := cardGroupForm.take(intake{Server: s, whole: true}, body)
	if no != nil {
		return nil, no
	}
	o = cardGroups.put(s, c.now, o.replaced(in).with("display_name_raw", in.get("display_name")))
	refreshCards(s, c.now, "cardgroup", cardGroupRef(o))
	return s.answerOf(c, o), nil
}

// refreshCards puts what has changed into the cards that show it.
func refreshCards(s *Server, now time.Time, name string, by object) {
	for card := range merchantCards.all(s, live) {
		if card.text(name+".id") == by.text("id") {
			merchantCards.put(s, now, card.with(name, by))
		}
	}
}

// passcodeActions are the actions that need the passcode, in a programme that
// has it.
var passcodeActions = []string{"discharge", "discharge_points", "cashreport"}

// checkPasscodeEnabled says whether an action needs the passcode; without one,
// whether any does.
func checkPasscodeEnabled(s *Server, c *call) (any, *problem) {
	o, no := cardGroups.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := form{
		oneOf("action", "charge", "discharge", "sale_revenue", "charge_points", "discharge_points", "cashreport"), text("cardnumber"),
	}.create(s, c)
	if no != nil {
		return nil, no
	}
	if number := in.text("cardnumber"); number != "" && cardNumbered(s, number, o.text("merchant.id")) == nil {
		return nil, missing("cardnumber: there is no card %s of the merchant", number)
	}
	action := in.text("action")
	return object{{"result", o.flag("-passcode") && (action == "" || slices.Contains(passcodeActions, action))}}, nil
}
