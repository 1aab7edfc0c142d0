package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Streams of dice for the customer cards, apart from those of the payments.
const (
	diceCard = iota + 1000
	diceCardOrders
	diceHolder
	diceCardGroup
)

const (
	// seededCards is how many cards there are from the start, guestEvery how many
	// of them come to one that is used at the café too.
	seededCards = 320
	guestEvery  = 13
	// annasCard is the card of Anna Meier, who stands in every example.
	annasCard = seededCards / 2
	// cardLife is how long ago the oldest was made, in seconds.
	cardLife = 5 * 365 * 24 * 3600
	// asleepAfter is for how long an inactive card was not used, in seconds.
	asleepAfter = 540 * 24 * 3600
	// cafe is the merchant below the shop that has cards too.
	cafe = 1
)

// cardPlan is what happened to the customer cards before the server started: a
// function of the seed and the moment, made when somebody first asks.
type cardPlan struct {
	once      sync.Once
	seed      uint64
	end       int64         // unix second of the moment
	created   []int64       // of the loyalty.cards
	cards     []seededCard  // merchant cards, by created
	holders   []int         // merchant card of each holder
	movements []seededEntry // by time
}

// seededCard is a merchant card of the seed; times are unix seconds, 0 for never.
type seededCard struct {
	card, group int // indexes
	guest       bool
	holder      int // index, -1 for none
	store       int
	created     int64
	until       int64 // when it was used no more
	expires     int64
	reason      int64 // of its lock, 0 for none
	unused      bool  // still in stock
	purse
	used, charged int64
	last          *seededOrder
}

// seededOrder is an order of the seed.
type seededOrder struct {
	at     int64
	card   int // merchant card
	action string
	amount int64
	before purse
	posts  []posting
	first  int          // its first entry
	undoes *seededOrder // what it takes back
	undone *seededOrder // what took it back
}

// seededEntry is posting n of an order, and what was on the card after it.
type seededEntry struct {
	*seededOrder
	n    int
	left purse
}

// cardsPast is the plan of a server.
func (s *Server) cardsPast() *cardPlan {
	s.cards.once.Do(func() { s.cards.draw(s.ledger.world) })
	return &s.cards
}

func (p *cardPlan) draw(w *world) {
	p.seed, p.end = w.seed, w.epoch
	for i := range seededCards {
		d := roll(p.seed, diceCard, i)
		at := p.end - cardLife + cardLife/seededCards*int64(i) + int64(d.below(cardLife/seededCards))
		p.created = append(p.created, min(openAt(at, &d), p.end-3600))
	}
	slices.Sort(p.created)
	for i := range seededCards {
		p.drawCard(i)
	}
	slices.SortStableFunc(p.cards, func(a, b seededCard) int { return cmp.Compare(a.created, b.created) })
	var orders []*seededOrder
	for i := range p.cards {
		p.drawHolder(i)
		orders = append(orders, p.drawOrders(i)...)
	}
	slices.SortStableFunc(orders, func(a, b *seededOrder) int { return cmp.Compare(a.at, b.at) })
	for _, o := range orders {
		o.first = len(p.movements)
		for n, left := 0, o.before; n < len(o.posts); n++ {
			left = left.with(o.posts[n])
			p.movements = append(p.movements, seededEntry{o, n, left})
		}
		p.cards[o.card].last = o
	}
}

// openAt is a moment of the same day at which the shop is open.
func openAt(unix int64, d *dice) int64 {
	y, m, date := time.Unix(unix, 0).In(berlin).Date()
	return time.Date(y, m, date, 7, 0, 0, 0, berlin).Unix() + int64(d.below(11*3600))
}

// pickGroup is the group of a card, by permille.
func pickGroup(rest int) int {
	group := 0
	for rest >= cardGroupSeeds[group].share {
		rest -= cardGroupSeeds[group].share
		group++
	}
	return group
}

// drawCard makes the merchant cards of card i.
func (p *cardPlan) drawCard(i int) {
	d := roll(p.seed, diceCard, 1<<20+i)
	c := seededCard{card: i, holder: -1, store: 1 + d.below(len(shops)-2), created: p.created[i], until: p.end}
	if c.group = 1; i != annasCard {
		c.group = pickGroup(d.below(1000))
	}
	if years := cardGroupSeeds[c.group].years; years > 0 {
		born := time.Unix(c.created, 0).In(berlin).Year()
		c.expires = time.Date(born+years, 12, 31, 23, 59, 59, 0, berlin).Unix()
		c.until = min(c.until, c.expires)
	}
	life := p.end - c.created
	switch {
	case i == annasCard:
	case i >= seededCards-30 && d.chance(750), d.chance(15):
		c.unused = true
		if d.chance(400) {
			c.reason = lockNotActivated
		}
	case d.chance(75):
		c.reason = []int64{1, 1, 1, 2, 3}[d.below(5)]
		c.until = min(c.until, c.created+life*int64(200+d.below(750))/1000)
	case d.chance(130):
		c.until = min(c.until, c.created+life*int64(100+d.below(300))/1000)
	}
	if c.reason == 0 && c.expires != 0 && c.expires < p.end && d.chance(500) {
		c.reason = lockExpired
	}
	p.cards = append(p.cards, c)
	if i%guestEvery == 5 && !c.unused && life > 120*24*3600 {
		c.guest, c.group, c.store, c.reason, c.expires = true, len(cardGroupSeeds)-1, len(shops), 0, 0
		c.created, c.until = c.created+90*24*3600, p.end
		p.cards = append(p.cards, c)
	}
}

// holderDelay is how long after a card its holder is entered, in seconds. It is
// the same for all, so that holders are in the order of their cards.
const holderDelay = 120

// drawHolder decides whether a card has a holder.
func (p *cardPlan) drawHolder(i int) {
	c := &p.cards[i]
	d := roll(p.seed, diceCard, 1<<21+i)
	if !c.unused && d.chance(cardGroupSeeds[c.group].held) {
		c.holder = len(p.holders)
		p.holders = append(p.holders, i)
	}
}

// habit is what a kind of card is used for: an action of an amount between least
// and most, in steps; weight in permille.
type habit struct {
	action            string
	weight            int
	least, most, step int
}

var (
	regularHabits = []habit{
		{"sale_revenue", 560, 350, 4500, 5}, {"charge", 150, 1000, 10000, 500}, {"discharge", 190, 200, 2500, 5},
		{"discharge_points", 50, 20, 200, 10}, {"charge_points", 20, 25, 100, 25}, {"immediate_bonus", 30, 500, 3000, 50},
	}
	giftHabits  = []habit{{"discharge", 1000, 300, 3000, 5}}
	staffHabits = []habit{{"charge", 300, 2000, 5000, 1000}, {"discharge", 700, 200, 1200, 5}}
	pointHabits = []habit{{"sale_revenue", 850, 280, 2400, 5}, {"discharge_points", 150, 10, 60, 10}}
)

// drawOrder draws what a card is used for.
func drawOrder(habits []habit, d *dice) cardOrder {
	h, rest := habits[0], d.below(1000)
	for _, h = range habits {
		if rest < h.weight {
			break
		}
		rest -= h.weight
	}
	o := cardOrder{action: h.action, amount: int64(h.least + d.below((h.most-h.least)/h.step+1)*h.step), split: true}
	if bonus := o.amount / 20; h.action == "charge" && o.amount >= 5000 {
		o.bonus = &bonus // who pays in much gets some on top
	}
	return o
}

// drawOrders lets a card be used. What the rules refuse does not happen.
func (p *cardPlan) drawOrders(i int) []*seededOrder {
	c, d := &p.cards[i], roll(p.seed, diceCardOrders, i)
	group := cardGroupSeeds[c.group]
	if c.unused {
		return nil
	}
	var orders []*seededOrder
	n := 1 + d.below(group.uses)
	step := (c.until - c.created) / int64(n)
	for k := range n {
		at := max(openAt(c.created+step*int64(k)+int64(d.below(int(step)+1)), &d), c.created+2*holderDelay, c.used+900)
		if at >= c.until-900 {
			break
		}
		order := drawOrder(group.habits, &d)
		if k == 0 && group.first > 0 {
			order = cardOrder{action: "charge", amount: int64(group.first * (1 + d.below(4)))}
		}
		made := c.try(at, i, group.programme, order)
		if made == nil {
			continue
		}
		orders = append(orders, made)
		if d.chance(25) {
			orders = append(orders, c.takeBack(made, at+int64(40+d.below(400))))
		}
	}
	return orders
}

// try does an order, nil where it is refused.
func (c *seededCard) try(at int64, i int, g programme, order cardOrder) *seededOrder {
	posts, amount, no := cardActions[order.action](c.purse, g, order)
	if no != nil {
		return nil
	}
	o := &seededOrder{at: at, card: i, action: order.action, amount: amount, before: c.purse, posts: posts}
	c.post(o)
	if order.action == "charge" {
		c.charged = at
	}
	return o
}

// takeBack does a cancel_last.
func (c *seededCard) takeBack(o *seededOrder, at int64) *seededOrder {
	posts, no := takeBack(c.purse, o.posts)
	if no != nil {
		panic("sandbox: the last order of a seeded card cannot be taken back")
	}
	o.undone = &seededOrder{at: at, card: o.card, action: cancelLast, amount: o.amount, before: c.purse, posts: posts, undoes: o}
	c.post(o.undone)
	return o.undone
}

func (c *seededCard) post(o *seededOrder) {
	for _, x := range o.posts {
		c.purse = c.purse.with(x)
	}
	c.used = o.at
}

// stockStatus is active, inactive where it was not used for long, or stored.
func (p *cardPlan) stockStatus(c seededCard) string {
	switch {
	case c.unused:
		return "stored"
	case max(c.used, c.created) < p.end-asleepAfter:
		return "inactive"
	}
	return "active"
}

// lockNotes are what was noted when a card was locked, by the reason.
var lockNotes = map[int64]string{
	lockLost: "Anruf vom %s, Karte verloren", lockDefect: "Magnetstreifen defekt, Ersatzkarte bestellt (%s)",
	lockClaims: "Offene Forderung, Rückfrage Buchhaltung %s", lockExpired: "Gültigkeit am %s abgelaufen",
	lockNotActivated: "Lieferung vom %s, noch nicht ausgegeben",
}

// lockNote is the note of a seeded card's lock.
func (c seededCard) lockNote() string {
	at := max(c.used, c.created)
	if c.reason == lockExpired {
		at = c.expires
	}
	return fmt.Sprintf(lockNotes[c.reason], time.Unix(at, 0).In(berlin).Format(germanDate))
}
