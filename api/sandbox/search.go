package sandbox

import (
	"strings"

	"tresen/api/query"
)

// paymentTable is GET /Payment/Transactions.
var paymentTable = &table{
	object:     payments,
	properties: columnProperties(),
	rising:     []string{"created", "trans_id"},
	search:     searchPayments,
	document: func(s *Server, i int32, at moment) object {
		return s.document(s.ledger.payment(i, at), at)
	},
	cells: paymentCells,
}

func columnProperties() []property {
	all := make([]property, len(columns))
	for i, c := range columns {
		all[i] = property{c.path, c.kind}
	}
	return all
}

func listPayments(s *Server, c *call) (any, *problem) { return list(s, c, paymentTable) }

// deepMembers are the members of a payment that have no column for everything
// below them, and how to make just that member. A nil one takes the document.
var deepMembers = map[string]func(s *Server, p payment, at moment) any{
	"related_transactions": func(s *Server, p payment, at moment) any { return s.related(p, at) },
	"basket": func(s *Server, p payment, _ moment) any {
		if p.made != nil {
			return p.made.rest.get("basket")
		}
		return s.ledger.world.basketObjects(p)
	},
	"subscription": func(s *Server, p payment, _ moment) any { return s.subscriptionOf(p) },
	"object":       nil, "merchant": nil, "platform": nil, "contract": nil, "store": nil, "details": nil, "customer": nil,
	"parents": nil, "zahlungsmittel_id": nil, "payout_date": nil, "transmitted_to_bank": nil,
	"incoming_payment_date": nil, "incoming_payment_purpose": nil, "account_owner": nil, "reference_id": nil,
}

// deepProperty searches below a member by making it for each payment.
func deepProperty(s *Server, path string, at moment) query.Property[*payment] {
	root, _, _ := strings.Cut(path, ".")
	member, known := deepMembers[root]
	if !known {
		return query.Property[*payment]{}
	}
	return query.Property[*payment]{Any: func(p *payment, match func(query.Value) bool) bool {
		if member == nil {
			return anyValue(s.document(*p, at), path, match)
		}
		return anyValue(object{{root, member(s, *p, at)}}, path, match)
	}}
}

// searchPayments looks at every payment, newest first, unless the search names
// the one it wants.
func searchPayments(s *Server, e query.Expr, at moment) selection {
	n := s.ledger.count(at)
	if e == nil {
		return selection{n: n}
	}
	w := s.ledger.world
	matches := query.Compile(e, berlin, func(path string) query.Property[*payment] {
		if col := findColumn(path); col != nil {
			return col.property(w)
		}
		return deepProperty(s, path, at)
	})
	ids := []int32{}
	var p payment
	if only, named := named(w, e); named {
		if only >= 0 && only < n {
			if p = s.ledger.payment(int32(only), at); matches(&p) {
				ids = append(ids, int32(only))
			}
		}
		return selection{n: len(ids), ids: ids}
	}
	for i := int32(n - 1); i >= 0; i-- {
		if s.ledger.touched(i) {
			p = s.ledger.payment(i, at)
		} else {
			p = payment{row: w.rows[i], index: i}
		}
		if matches(&p) {
			ids = append(ids, i)
		}
	}
	return selection{n: len(ids), ids: ids}
}

// named reports the one payment that a search can find because it asks for its
// id, hash or TA code; -1 where there is no such payment.
func named(w *world, e query.Expr) (index int, ok bool) {
	switch e := e.(type) {
	case query.And:
		for _, part := range e {
			if index, ok = named(w, part); ok {
				return index, true
			}
		}
	case query.Term:
		text, plain := e.Pattern.Literal()
		if !plain {
			return 0, false
		}
		known := false
		switch e.Field {
		case "id":
			index, known = w.payments.index(strings.ToUpper(text))
		case "transaction_hash":
			index, known = w.hashIndex(strings.ToLower(text))
		case "trans_id":
			index, known = w.transText(text)
		default:
			return 0, false
		}
		if !known {
			index = -1
		}
		return index, true
	}
	return 0, false
}

func paymentCells(s *Server, path string, at moment, ranked bool) func(int32) cell {
	col := findColumn(path)
	if col == nil {
		return nil
	}
	w := s.ledger.world
	read := func(i int32) cell {
		p := s.ledger.payment(i, at)
		return col.cell(w, &p)
	}
	if !ranked || col.text == nil {
		return read
	}
	if col.dict == nil {
		return func(i int32) cell {
			c := read(i)
			c.text = sortKey(c.text)
			return c
		}
	}
	return rankedCells(s, col, at)
}

// rankedCells are the places of a dictionary's texts in their order. Payments
// whose text is not in it come after those whose is.
func rankedCells(s *Server, col *column, at moment) func(int32) cell {
	w := s.ledger.world
	places := s.ranks.of(col.path, col.dict.size(w), func(i int) string {
		p := col.dict.sample(i)
		return col.text(w, &p)
	})
	return func(i int32) cell {
		p := s.ledger.payment(i, at)
		place := col.dict.of(&p)
		if place < 0 {
			return cell{num: int64(len(places)), ok: col.cell(w, &p).ok}
		}
		return cell{num: places[place], ok: col.cell(w, &p).ok}
	}
}

// anyValue reports whether match holds for a value at a path of a document.
func anyValue(o object, path string, match func(query.Value) bool) bool {
	found := false
	values(o, path, func(v any) bool {
		found = match(scalar(v))
		return !found
	})
	return found
}
