package sandbox

import (
	"cmp"
	"slices"
	"time"

	"tresen/api"
)

// Transactions on merchant cards (reference: Execute transaction).

func init() {
	handle("POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/transaction", executeCardOrder)
	handle("GET /Loyalty/MerchantCards/{loyaltyMerchantCardId}/virtualTerminalData/{loyaltyMerchantId}", virtualTerminalData)
}

// cardUse is an order and where it was given.
type cardUse struct {
	cardOrder
	store object // a reference, nil for the card's own
	tid   string
	extra any // additional_data
}

var cardUseForm = form{
	must(oneOf("action", "charge", "discharge", "sale_revenue", "charge_points", "discharge_points", cancelLast, "immediate_bonus")),
	between("amount", 0, maxAmount), between("bonus_amount", 0, maxAmount), text("terminal_id"), text("tid"), link("store", storeObject),
	text("merchant_id"), flag("amount_split_allowed"), anything("additional_data"),
}

func executeCardOrder(s *Server, c *call) (any, *problem) {
	card, in, no := cardAndBody(s, c, cardUseForm)
	if no != nil {
		return nil, no
	}
	use := cardUse{
		cardOrder: cardOrder{action: in.text("action"), amount: in.int("amount"), split: in.flag("amount_split_allowed")},
		tid:       cmp.Or(in.text("tid"), in.text("terminal_id")), extra: in.get("additional_data"),
	}
	use.store, _ = in.get("store").(object)
	if in.get("bonus_amount") != nil {
		bonus := in.int("bonus_amount")
		use.bonus = &bonus
	}
	card, made, no := s.useCard(c.now, card, use)
	if no != nil {
		return nil, no
	}
	lines := made.get("receipt").([]object)
	return append(s.answerOf(c, card),
		member{"receipt_header", receiptHeader(card, made.get("tid"), c.now)}, member{"receipt", append(slices.Clone(lines), balanceLines(card)[1:]...)},
		member{"trans_id", made.get("trans_id")}, member{"amount", made.get("-order")},
	), nil
}

// useCard executes an order on a merchant card. It returns the card as it is
// then and the order's loyalty transaction, whose "-order" is the amount; or why
// it was refused, and then nothing has changed.
func (s *Server) useCard(now time.Time, card object, use cardUse) (after, made object, no *problem) {
	if no := usable(card, now); no != nil {
		return nil, nil, no
	}
	have := purseOf(card)
	var posts []posting
	var amount int64
	var undone []object
	if rule := cardActions[use.action]; rule != nil {
		posts, amount, no = rule(have, programmeOf(cardGroups.get(s, card.text("cardgroup.id"))), use.cardOrder)
	} else {
		posts, amount, undone, no = s.undo(card, use.amount)
	}
	if no != nil {
		return nil, nil, no
	}
	after, made = s.posted(now, card, use, posts, amount, undone)
	return after, made, nil
}

// posted writes what an order does: its transactions and the card.
func (s *Server) posted(now time.Time, card object, use cardUse, posts []posting, amount int64, undone []object) (after, made object) {
	at, have := s.stamp(now), purseOf(card)
	all := s.post(now, at, card, have, use, posts, amount, undone)
	for _, x := range posts {
		have = have.with(x)
	}
	card = card.withPurse(have).with("last_usage", at).with("stock_status", "active").with("-last", all[0].text("id"))
	if use.action == "charge" {
		card = card.with("last_charge", at)
	}
	return merchantCards.put(s, now, card), all[0]
}

// giveBack takes back the order of a loyalty transaction that only took from a
// card, whenever it was and whatever became of the card since: what was paid
// with it is cancelled.
func (s *Server) giveBack(now time.Time, statement string) {
	spent := statements.get(s, statement)
	children, _ := spent.get("children").([]object)
	if slices.ContainsFunc(children, func(o object) bool { return o.text("relation_type") == cancels.name }) {
		return // the till was quicker
	}
	card := merchantCards.get(s, spent.text("merchantcard.id"))
	back := []posting{postingOf(spent).back()}
	s.posted(now, card, cardUse{cardOrder: cardOrder{action: cancelLast}}, back, spent.int("-order"), []object{spent})
}

// purseOf is what is on a card.
func purseOf(card object) purse {
	return purse{api.Minor(card.int("cash_balance")), api.Minor(card.int("bonus_balance")), card.int("points")}
}

// undo are the postings that take back the last order of a card, its amount, and
// the transactions that are taken back.
func (s *Server) undo(card object, amount int64) (posts []posting, was int64, undone []object, no *problem) {
	last := statements.get(s, card.text("-last"))
	switch {
	case last == nil:
		return nil, 0, nil, refused("card %s has no transaction to cancel", card.text("id"))
	case last.int("is_cancelling") != 0:
		return nil, 0, nil, refused("the last transaction of card %s is cancelled already", card.text("id"))
	case amount != 0 && amount != last.int("-order"):
		return nil, 0, nil, refused("the last transaction of card %s is one of %d, not of %d", card.text("id"), last.int("-order"), amount)
	}
	undone = []object{last}
	children, _ := last.get("children").([]object)
	for _, child := range children {
		undone = append(undone, statements.get(s, child.text("id")))
	}
	for _, o := range undone {
		posts = append(posts, postingOf(o))
	}
	posts, no = takeBack(purseOf(card), posts)
	return posts, last.int("-order"), undone, no
}

// post writes the transactions of an order: the first is the order, the others
// came with it, and each takes back the one of undone in its place.
func (s *Server) post(now time.Time, at string, card object, have purse, use cardUse, posts []posting, amount int64, undone []object) []object {
	first := s.stock(statements).count(live)
	store, tid := placeOf(s, card, use)
	all := make([]object, len(posts))
	for n, x := range posts {
		have = have.with(x)
		made := statement{
			index: first + n, at: at, card: card, store: store, tid: tid, posting: x, left: have, action: use.action,
			parents: []object{}, children: []object{}, extra: use.extra,
		}
		if n > 0 {
			made.parents = append(made.parents, statementLink(s, first, follows))
		} else {
			made.order = amount
			for k := 1; k < len(posts); k++ {
				made.children = append(made.children, statementLink(s, first+k, follows))
			}
		}
		if undone != nil {
			made.parents = append(made.parents, withRelation(undone[n], cancels))
			children, _ := undone[n].get("children").([]object)
			children = append(slices.Clone(children), statementLink(s, first+n, cancels))
			statements.put(s, now, undone[n].with("children", children).with("last_change", at))
		}
		all[n] = statements.add(s, now, made.document(s))
	}
	return all
}

// withRelation is a link to a kept transaction.
func withRelation(o object, r relation) object {
	return append(loyaltyRef(o, "trans_id"), member{"ref_type_id", r.number}, member{"relation_type", r.name})
}

// placeOf is where an order was given: as it says, at the terminal of its number,
// or where the card is at home.
func placeOf(s *Server, card object, use cardUse) (store, tid any) {
	tid, store = nil, card.get("created_for_store")
	if use.tid != "" {
		tid = use.tid
		for i, shop := range shops {
			if shop.tid == use.tid {
				store = stores.ref(s, i)
			}
		}
	}
	if use.store != nil {
		store = use.store
	}
	return store, tid
}

// virtualTerminals are the merchants that have a till without hardware, by index.
var virtualTerminals = map[int]struct {
	store, gift int
	actions     []string
}{
	0:    {1, 1, []string{"charge", "discharge", "sale_revenue", "charge_points", "discharge_points", cancelLast, "immediate_bonus"}},
	cafe: {len(shops), 0, []string{"sale_revenue", "charge_points", "discharge_points", cancelLast}},
}

// virtualTerminalData says what the virtual terminal of a merchant may do; 201
// is the reference's answer where there is none.
func virtualTerminalData(s *Server, c *call) (any, *problem) {
	merchant, no := loyaltyMerchant(s, c.arg(1))
	if no != nil {
		return nil, no
	}
	if !namesNone(c.arg(0)) {
		card, no := merchantCards.one(s, c, 0)
		switch {
		case no != nil:
			return nil, no
		case card.text("merchant.id") != merchant.text("id"):
			return nil, missing("Loyalty Merchant Card %s of %s not found", c.arg(0), c.arg(1))
		}
	}
	for i, till := range virtualTerminals {
		if generalMerchants.id(s, i) != merchant.text("id") {
			continue
		}
		store := stores.get(s, stores.id(s, till.store))
		return object{
			{"store", loyaltyRef(store, "name")}, {"tid", virtualTID(till.store)}, {"actions", till.actions},
			{"gift_terminal", till.gift}, {"amount_split_enabled", 1}, {"disabled", 0},
		}, nil
	}
	return answer{status: 201, value: object{{"disabled", 1}}}, nil
}
