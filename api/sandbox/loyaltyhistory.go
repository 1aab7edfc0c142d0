package sandbox

import (
	"strconv"

	"tresen/api"
)

// Loyalty Transactions: what happened on the customer cards.

var statements *shelf

func init() {
	statements = shelfOf(spec{
		object: statementObject, prefix: "LTX_", noun: "Loyalty Transaction", path: "/Loyalty/Transactions",
		count:  func(s *Server) int { return len(s.cardsPast().movements) },
		derive: seededStatement,
	})
}

const cancelLast = "cancel_last"

// relation says how two loyalty transactions hang together. The numbers are the
// sandbox's own.
type relation struct {
	number int
	name   string
}

var (
	cancels = relation{1, "cancellation"}
	follows = relation{2, "bonus"} // came with another one
)

// statement is a loyalty transaction before it is a document.
type statement struct {
	index      int
	at         string // as the wire has it
	card       object // the merchant card, at least its references
	store, tid any    // nil where it is not known
	posting
	left              purse // after it
	order             int64 // amount of the order, of its first posting
	action            string
	parents, children []object
	extra             any // additional_data
}

// virtualTID is the number of the virtual terminal in a store.
func virtualTID(store int) string { return "VT" + strconv.Itoa(300_000+store) }

// statementID is the TA code of a loyalty transaction.
func statementID(s *Server, i int) int64 {
	d := roll(s.options.Seed, diceCardOrders, 1<<30+i)
	return 40_000_000 + int64(i)*3 + int64(d.below(3))
}

func statementLink(s *Server, i int, r relation) object {
	return append(statements.ref(s, i),
		member{"trans_id", statementID(s, i)}, member{"ref_type_id", r.number}, member{"relation_type", r.name})
}

// sale says whether it is a sale, whose points and cancellation are not.
func (x statement) sale() bool { return x.action == "sale_revenue" && x.points == 0 }

// document is a loyalty transaction as it is kept. Points have no currency.
func (x statement) document(s *Server) object {
	group, _ := x.card.get("cardgroup").(object)
	printed, _ := x.card.get("card").(object)
	o := append(statements.ref(s, x.index),
		member{"trans_id", statementID(s, x.index)}, member{"merchant", x.card.get("merchant")},
		member{"store", x.store}, member{"tid", x.tid}, member{"card", loyaltyRef(printed, "cardnumber")},
		member{"cardgroup", loyaltyRef(group, "display_name")}, member{"merchantcard", loyaltyRef(x.card)})
	if x.points == 0 {
		o = append(o, member{"currency", "EUR"}, member{"balance", x.left.balance()}, member{"amount", x.money()})
	} else {
		o = append(o, member{"balance", x.left.points}, member{"amount", x.points})
	}
	cancelling := 0
	if x.action == cancelLast {
		cancelling = 1
	}
	extra, _ := x.extra.(object)
	if x.sale() {
		o = append(o, member{"purpose", "Umsatz " + eurText(api.Minor(x.order))})
		extra = object{{"revenue", x.order}}.merged(extra)
	}
	return append(o,
		member{"status", "accepted"}, member{"description", x.text}, member{"parents", x.parents}, member{"children", x.children},
		member{"created", x.at}, member{"last_change", x.at}, member{"is_cancelling", cancelling}, member{"cleared", false},
		member{"receipt", x.receipt(printed.text("cardnumber"))}, member{"additional_data", append(object{}, extra...)},
		member{"-cash", x.cash}, member{"-bonus", x.bonus}, member{"-points", x.points}, member{"-order", x.order})
}

// postingOf is what a kept loyalty transaction did.
func postingOf(o object) posting {
	return posting{o.text("description"), api.Minor(o.int("-cash")), api.Minor(o.int("-bonus")), o.int("-points")}
}

// seededStatement is a loyalty transaction of the seed.
func seededStatement(s *Server, i int, _ moment) object {
	p := s.cardsPast()
	m := p.movements[i]
	c := p.cards[m.card]
	group := cardGroupSeeds[c.group]
	x := statement{
		index: i, at: wireTime(m.at), posting: m.posts[m.n], left: m.left, action: m.action, parents: []object{}, children: []object{},
		card: append(merchantCards.ref(s, m.card), member{"merchant", loyaltyMerchantRef(s, group.merchant)},
			member{"card", append(loyaltyCards.ref(s, c.card), member{"cardnumber", cardNumber(s.options.Seed, c.card)})},
			member{"cardgroup", append(cardGroups.ref(s, c.group), member{"display_name", cardGroupName(s, c.group)})}),
		store: stores.ref(s, c.store), tid: virtualTID(c.store),
	}
	if c.store < len(shops) {
		x.tid = shops[c.store].tid
	}
	if m.n == 0 {
		x.order = m.amount
		for k := 1; k < len(m.posts); k++ {
			x.children = append(x.children, statementLink(s, i+k, follows))
		}
	} else {
		x.parents = append(x.parents, statementLink(s, m.first, follows))
	}
	if m.undoes != nil {
		x.parents = append(x.parents, statementLink(s, m.undoes.first+m.n, cancels))
	}
	if m.undone != nil {
		x.children = append(x.children, statementLink(s, m.undone.first+m.n, cancels))
	}
	return x.document(s)
}
