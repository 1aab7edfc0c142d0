package sandbox

import "tresen/api"

// The money rules of customer cards. Like those of payments (money.go) they
// decide on values and change nothing themselves.

// purse is what is on a card at one merchant: cash that was paid in and bonus
// that was given, in minor units of euros, and points. None is ever below zero.
type purse struct {
	cash, bonus api.Minor
	points      int64
}

// balance is what the card can pay.
func (p purse) balance() api.Minor { return p.cash + p.bonus }

// with is the purse after a posting.
func (p purse) with(x posting) purse {
	return purse{p.cash + x.cash, p.bonus + x.bonus, p.points + x.points}
}

// programme is what a card group gives and allows.
type programme struct {
	bonus  int64     // of a sale, in permille
	points int64     // for each whole euro of a sale
	limit  api.Minor // of the balance, 0 for none
}

// cardOrder is an action on a card as a client asks for it. Amounts are minor
// units, or points where the action says so; 0 is one that was left out.
type cardOrder struct {
	action string
	amount int64
	bonus  *int64
	split  bool // take what is there where it does not suffice
}

// posting is one movement of a purse, with the words that statements have for
// it. The first posting of an order is the order itself, others follow from it.
type posting struct {
	text        string
	cash, bonus api.Minor
	points      int64
}

// money is what a posting does to the balance.
func (x posting) money() api.Minor { return x.cash + x.bonus }

// back is the posting that takes this one back.
func (x posting) back() posting {
	return posting{"Storno " + x.text, -x.cash, -x.bonus, -x.points}
}

// cardActions are the rules of the actions, apart from cancel_last. Each returns
// what is posted, and the amount that the order is answered with.
var cardActions = map[string]func(purse, programme, cardOrder) ([]posting, int64, *problem){
	"charge":           charge,
	"discharge":        discharge,
	"sale_revenue":     saleRevenue,
	"charge_points":    chargePoints,
	"discharge_points": dischargePoints,
	"immediate_bonus":  immediateBonus,
}

// inRange refuses an amount that is none, or larger than any makes sense.
func inRange(name string, n int64) *problem {
	if n < 1 || n > maxAmount {
		return invalid("%s: must be from 1 to %d", name, maxAmount)
	}
	return nil
}

// given is the bonus of an order that says how much it is.
func (o cardOrder) given() (api.Minor, *problem) {
	if o.bonus == nil || *o.bonus == 0 {
		return 0, nil
	}
	return api.Minor(*o.bonus), inRange("bonus_amount", *o.bonus)
}

// earned is the bonus of a sale: the one that the order says, or what the
// programme gives.
func (o cardOrder) earned(g programme) (api.Minor, *problem) {
	if o.bonus != nil {
		return o.given()
	}
	return api.Minor(o.amount * g.bonus / 1000), nil
}

func charge(p purse, g programme, o cardOrder) ([]posting, int64, *problem) {
	bonus, no := o.given()
	if no == nil && (o.amount != 0 || bonus == 0) {
		no = inRange("amount", o.amount)
	}
	after := p.balance() + api.Minor(o.amount) + bonus
	switch {
	case no != nil:
		return nil, 0, no
	case g.limit > 0 && after > g.limit:
		return nil, 0, refused("the balance would be %d, the card group allows %d", after, g.limit)
	}
	var posts []posting
	if o.amount > 0 {
		posts = append(posts, posting{text: "Aufladung", cash: api.Minor(o.amount)})
	}
	if bonus > 0 {
		posts = append(posts, posting{text: "Bonus", bonus: bonus})
	}
	return posts, o.amount, nil
}

func discharge(p purse, _ programme, o cardOrder) ([]posting, int64, *problem) {
	bonus, no := o.given()
	if no == nil {
		no = inRange("amount", o.amount)
	}
	amount := api.Minor(o.amount)
	if o.split && amount > p.balance() {
		amount = p.balance()
	}
	if o.bonus == nil {
		bonus = min(p.bonus, amount)
	}
	switch {
	case no != nil:
		return nil, 0, no
	case o.bonus != nil && *o.bonus > o.amount:
		return nil, 0, invalid("bonus_amount: %d is more than the amount %d", *o.bonus, o.amount)
	case amount == 0 || amount > p.balance() || bonus > p.bonus || amount-bonus > p.cash:
		return nil, 0, refused("the balance of %d (cash %d, bonus %d) does not suffice for %d", p.balance(), p.cash, p.bonus, o.amount)
	}
	return []posting{{text: "Einlösung", cash: bonus - amount, bonus: -bonus}}, int64(amount), nil
}

func saleRevenue(_ purse, g programme, o cardOrder) ([]posting, int64, *problem) {
	bonus, no := o.earned(g)
	if no == nil {
		no = inRange("amount", o.amount)
	}
	if no != nil {
		return nil, 0, no
	}
	posts := []posting{{text: "Umsatz", bonus: bonus}}
	if points := o.amount / 100 * g.points; points > 0 {
		posts = append(posts, posting{text: "Punkte", points: points})
	}
	return posts, o.amount, nil
}

func immediateBonus(_ purse, g programme, o cardOrder) ([]posting, int64, *problem) {
	bonus, no := o.earned(g)
	if no == nil && o.bonus == nil {
		no = inRange("amount", o.amount)
	}
	switch {
	case no != nil:
		return nil, 0, no
	case bonus == 0 && o.bonus != nil:
		return nil, 0, inRange("bonus_amount", 0)
	case bonus == 0:
		return nil, 0, refused("the card group gives no bonus for %d", o.amount)
	}
	return []posting{{text: "Sofortbonus", bonus: bonus}}, int64(bonus), nil
}

func chargePoints(_ purse, _ programme, o cardOrder) ([]posting, int64, *problem) {
	return []posting{{text: "Punktegutschrift", points: o.amount}}, o.amount, inRange("amount", o.amount)
}

func dischargePoints(p purse, _ programme, o cardOrder) ([]posting, int64, *problem) {
	no := inRange("amount", o.amount)
	if no == nil && o.amount > p.points {
		no = refused("%d points do not suffice for %d", p.points, o.amount)
	}
	return []posting{{text: "Punkteeinlösung", points: -o.amount}}, o.amount, no
}

// takeBack are the postings that take an order back. It is only asked for the
// last order of a card, so that what was given is still there.
func takeBack(p purse, order []posting) ([]posting, *problem) {
	var posts []posting
	for _, x := range order {
		posts = append(posts, x.back())
		p = p.with(x.back())
	}
	if p.cash < 0 || p.bonus < 0 || p.points < 0 {
		return nil, refused("what was given is not there any more")
	}
	return posts, nil
}
