package sandbox

import (
	"time"

	"tresen/api"
)

// Kinds of dice streams, one for each sort of thing that is drawn.
const (
	dicePayment = iota + 1
	diceCustomer
	diceBasket
	diceText
	diceToken
	diceSupport
	diceChaos
)

// row is what a payment needs to be told from all others, 24 bytes; the rest of
// its document follows from the seed. Amounts are minor units.
type row struct {
	created  uint32 // unix seconds
	amount   int32
	parent   int32 // index of the payment that a refund refunds, -1 for others
	customer int32 // index into world.customers, -1 for none
	kind     kind
	state    state
	store    uint8 // index into shops
	flags    uint8
}

const (
	flagAccrual = 1 << iota
	flagOnline  // has an order number
	flagTold    // one of the payments that the screens' examples show
)

// customer is a payer as payments name them.
type customer struct {
	company, salutation, title, forename, surname string
	name                                          string
}

// world is the data that a server starts with. It never changes: what happens
// to a payment lies in the ledger on top.
type world struct {
	seed      uint64
	epoch     int64 // unix second of the moment
	rows      []row // by time, oldest first
	customers []customer
	refunds   map[int32][]int32 // children of a payment, oldest first
	orders    int               // order number of index 0
	days      calendar
	ids       map[string]idSpace
	payments  idSpace
}

// annaMeier is the customer that every example knows.
const annaMeier = 0

// Places of the two payments of the examples, counted from the newest.
const (
	toldAccepted   = 6
	toldChargeback = toldAccepted + 239
	toldOrder      = 10427
)

var prefixes = []string{"PCI_", "STX_", "PCU_", "GCR_", "MRC_", "STO_", "SUB_"}

func newWorld(seed uint64, n int, now time.Time) *world {
	w := &world{
		seed:      seed,
		epoch:     now.Unix(),
		rows:      make([]row, n),
		customers: make([]customer, min(50000, max(40, n/8))),
		refunds:   map[int32][]int32{},
		orders:    toldOrder - (n - 1 - toldAccepted),
		ids:       map[string]idSpace{},
	}
	if w.orders < 1 {
		w.orders = 2 * toldOrder // the numbers of the examples stay theirs alone
	}
	for _, p := range prefixes {
		w.ids[p] = newIDSpace(seed, p)
	}
	w.payments = w.ids["PCI_"]
	for i := range w.customers {
		w.customers[i] = w.drawCustomer(i)
	}
	if n == 0 {
		return w
	}
	w.days = newCalendar(n, now)
	for i := range w.rows {
		d := roll(seed, dicePayment, i)
		w.rows[i].created = w.days.at(i, n, d.next())
		w.draw(i, &d)
	}
	return w
}

func (w *world) drawCustomer(i int) customer {
	d := roll(w.seed, diceCustomer, i)
	c := customer{salutation: "Frau", forename: "Anna", surname: "Meier"}
	if i != annaMeier {
		first := d.below(len(forenames))
		c.forename, c.surname = forenames[first], surnames[d.below(len(surnames))]
		c.title = titles[d.below(len(titles))]
		if first%2 == 1 {
			c.salutation = "Herr"
		}
		if d.chance(110) {
			c.company = companies[d.below(len(companies))]
		}
	}
	c.name = c.forename + " " + c.surname
	return c
}

// draw fills row i. Its time and all rows before it are known.
func (w *world) draw(i int, d *dice) {
	r := &w.rows[i]
	r.parent, r.customer = -1, -1
	if fromEnd := len(w.rows) - 1 - i; len(w.rows) >= 50 && (fromEnd == toldAccepted || fromEnd == toldChargeback) {
		w.drawTold(i, fromEnd)
		return
	}
	if d.chance(55) && w.drawRefund(i, d) {
		return
	}
	r.kind = pickKind(d)
	w.drawPlace(r, d)
	r.amount = w.drawAmount(i, r)
	r.state = kinds[r.kind].outcomes[w.age(r)].pick(d)
	if r.state == stDone && d.chance(15) {
		r.flags |= flagAccrual
	}
}

// drawTold makes the payments of the examples: Anna Meier's present.
func (w *world) drawTold(i, fromEnd int) {
	r := &w.rows[i]
	r.kind, r.customer, r.store = kDebit, annaMeier, onlineShop
	r.flags = flagOnline | flagTold
	r.amount = int32(articles[presents].price)
	r.state = stDone
	if fromEnd == toldChargeback {
		r.state = stChargeback
	}
}

// drawPlace says where and by whom a payment was made.
func (w *world) drawPlace(r *row, d *dice) {
	switch {
	case r.kind == kPayout:
		r.store = 1
	case r.kind == kTwint:
		r.store = uint8(len(shops) - 1)
	case r.kind == kCard && d.chance(450):
		r.store = uint8(1 + d.below(len(shops)-2))
	default:
		r.store, r.flags = onlineShop, flagOnline
	}
	if r.flags&flagOnline == 0 {
		return
	}
	n := len(w.customers)
	if d.chance(4) {
		r.customer = annaMeier
		return
	}
	r.customer = int32(min(d.below(n), d.below(n))) // some come often
}

// drawAmount is the sum of the basket; a payout has no basket.
func (w *world) drawAmount(i int, r *row) int32 {
	if r.kind == kPayout {
		d := roll(w.seed, diceBasket, i)
		return int32(20000 + d.below(400000))
	}
	var sum int32
	for line := range w.basket(i, *r) {
		sum += int32(line.quantity * line.price)
	}
	return sum
}

// drawRefund makes row i the refund of an earlier one, if the dice find one with
// something left.
func (w *world) drawRefund(i int, d *dice) bool {
	if i < 2 {
		return false
	}
	p := i - 1 - d.below(min(i-1, 400))
	parent := &w.rows[p]
	if states[parent.state].phase != executed || parent.flags&flagTold != 0 || parent.kind == kDemo ||
		parent.kind == kPayout || parent.created >= w.rows[i].created {
		return false
	}
	left := parent.amount
	for _, c := range w.refunds[int32(p)] {
		if states[w.rows[c].state].phase != refundDenied {
			left += w.rows[c].amount
		}
	}
	if left < 100 {
		return false
	}
	r := &w.rows[i]
	r.kind, r.parent, r.customer, r.store = kinds[parent.kind].back, int32(p), parent.customer, parent.store
	r.amount = -left
	if d.chance(600) {
		r.amount = -max(5, int32(d.below(int(left)))/5*5)
	}
	r.state = stRefundDone
	switch {
	case int64(r.created) > w.epoch-int64(seededSettle/time.Second):
		r.state = stRefundPending
	case d.chance(30):
		r.state = stRefundDenied
	}
	w.refunds[int32(p)] = append(w.refunds[int32(p)], int32(i))
	return true
}

// age is fresh, recent or old.
func (w *world) age(r *row) int {
	switch days := (w.epoch - int64(r.created)) / (24 * 3600); {
	case days < 3:
		return fresh
	case days < 14:
		return recent
	}
	return old
}

func pickKind(d *dice) kind {
	rest := d.below(1000)
	for k := range kDebitBack {
		if rest < kinds[k].weight {
			return k
		}
		rest -= kinds[k].weight
	}
	return kCard
}

// basketLine is one position of an order; price in minor units.
type basketLine struct {
	article
	quantity int
}

// basket yields what was bought with payment i; r needs kind, store and flags
// only. Prices in Swiss francs are the euro prices, rounded to five centimes.
func (w *world) basket(i int, r row) func(func(basketLine) bool) {
	return func(yield func(basketLine) bool) {
		if r.parent >= 0 || r.kind == kPayout {
			return
		}
		if r.flags&flagTold != 0 {
			yield(basketLine{articles[presents], 1})
			return
		}
		d := roll(w.seed, diceBasket, i)
		for range 1 + min(d.below(4), d.below(4)) {
			line := basketLine{articles[d.below(len(articles))], 1 + min(d.below(5), d.below(5))}
			if line.price > 2000 {
				line.quantity = 1
			}
			line.price = line.price / 5 * 5
			if !yield(line) {
				return
			}
		}
		if r.flags&flagOnline != 0 && r.kind != kTwint {
			yield(basketLine{shipping, 1})
		}
	}
}

// currency of a payment. All amounts of the sandbox have two decimals.
func (r row) currency() string {
	if shops[r.store].chf {
		return "CHF"
	}
	return "EUR"
}

// minor is an amount of a row.
func (r row) minor() api.Minor { return api.Minor(r.amount) }
