package sandbox

import (
	"slices"

	"tresen/api/query"
)

// column is a property of payments that is read without making a document:
// either num or text is set. A column whose texts come from a short list says by
// dict which one a payment has, so that a search looks at each text once.
type column struct {
	path string
	kind query.Kind
	num  func(w *world, p *payment) (int64, bool)
	text func(w *world, p *payment) string
	dict *dictionary
}

// dictionary is a list of texts that many payments share.
type dictionary struct {
	size func(w *world) int
	// of is the place of a payment's text, -1 where it has none of the list.
	of func(p *payment) int
	// sample is a payment that has the text of a place.
	sample func(i int) payment
}

var (
	byKind = &dictionary{
		func(*world) int { return len(kinds) },
		func(p *payment) int { return int(p.kind) },
		func(i int) payment { return payment{row: row{kind: kind(i)}} },
	}
	byState = &dictionary{
		func(*world) int { return len(states) },
		func(p *payment) int { return int(p.state) },
		func(i int) payment { return payment{row: row{state: state(i)}} },
	}
	byStore = &dictionary{
		func(*world) int { return len(shops) },
		func(p *payment) int { return int(p.store) },
		func(i int) payment { return payment{row: row{store: uint8(i)}} },
	}
	byCustomer = &dictionary{
		func(w *world) int { return len(w.customers) },
		func(p *payment) int {
			if p.made != nil {
				return -1
			}
			return int(p.customer)
		},
		func(i int) payment { return payment{row: row{customer: int32(i)}} },
	}
)

// columns are the properties of payments that lists search, sort and sum by.
var columns = []column{
	{path: "created", kind: query.KindDate, num: func(_ *world, p *payment) (int64, bool) { return int64(p.created), true }},
	{path: "updated", kind: query.KindDate, num: func(w *world, p *payment) (int64, bool) { return w.updated(*p), true }},
	{path: "completion_date", kind: query.KindDate, num: func(w *world, p *payment) (int64, bool) {
		t := w.completed(*p)
		return t, t > 0
	}},
	{path: "id", kind: query.KindText, text: func(w *world, p *payment) string { return w.payments.id(int(p.index)) }},
	{path: "trans_id", kind: query.KindNumber, num: func(w *world, p *payment) (int64, bool) { return w.transID(int(p.index)), true }},
	{path: "transaction_hash", kind: query.KindText, text: func(w *world, p *payment) string { return w.hash(int(p.index)) }},
	{path: "order_id", kind: query.KindText, text: func(w *world, p *payment) string { return w.orderOf(*p) }},
	{path: "invoice_number", kind: query.KindText, text: func(_ *world, p *payment) string { return invoiceOf(*p) }},
	{path: "amount", kind: query.KindNumber, num: amountColumn},
	{path: "details.amount", kind: query.KindNumber, num: amountColumn},
	{path: "currency", kind: query.KindText, dict: byStore, text: func(_ *world, p *payment) string { return p.currency() }},
	{path: "accrual", kind: query.KindBool, num: func(_ *world, p *payment) (int64, bool) { return int64(p.flags & flagAccrual), true }},
	{path: "contract_id", kind: query.KindNumber, num: func(*world, *payment) (int64, bool) { return contractNo, true }},
	{path: "product_id", kind: query.KindNumber, num: func(_ *world, p *payment) (int64, bool) { return kinds[p.kind].number, true }},
	{path: "product", kind: query.KindText, dict: byKind, text: func(_ *world, p *payment) string { return kinds[p.kind].product }},
	{path: "product_raw", kind: query.KindText, dict: byKind, text: func(_ *world, p *payment) string { return kinds[p.kind].raw }},
	{path: "status", kind: query.KindNumber, num: statusColumn},
	{path: "details.status", kind: query.KindNumber, num: statusColumn},
	{path: "details.status_simple", kind: query.KindNumber, num: func(_ *world, p *payment) (int64, bool) { return int64(states[p.state].simple), true }},
	{path: "status_text", kind: query.KindText, dict: byState, text: statusText},
	{path: "details.status_text", kind: query.KindText, dict: byState, text: statusText},
	{path: "details.status_simple_text", kind: query.KindText, dict: byState, text: func(_ *world, p *payment) string { return simpleTexts[states[p.state].simple] }},
	{path: "description", kind: query.KindText, text: func(w *world, p *payment) string { return w.description(*p) }},
	{path: "description_raw", kind: query.KindText, text: func(w *world, p *payment) string { return w.description(*p) }},
	{path: "details.description", kind: query.KindText, text: func(w *world, p *payment) string { return w.description(*p) }},
	{path: "payment_data", kind: query.KindText, text: func(w *world, p *payment) string { return w.paymentData(*p) }},
	{path: "store_name", kind: query.KindText, dict: byStore, text: func(_ *world, p *payment) string { return shops[p.store].name }},
	{path: "store.id", kind: query.KindText, dict: byStore, text: func(w *world, p *payment) string { return w.ids["STO_"].id(int(p.store)) }},
	{path: "tid", kind: query.KindText, text: func(w *world, p *payment) string { return w.terminal(*p) }},
	{path: "customer.id", kind: query.KindText, dict: byCustomer, text: customerID},
	{path: "customer.name", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.name })},
	{path: "customer.companyname", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.company })},
	{path: "customer.salutation", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.salutation })},
	{path: "customer.title", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.title })},
	{path: "customer.forename", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.forename })},
	{path: "customer.surname", kind: query.KindText, dict: byCustomer, text: payerColumn(func(c customer) string { return c.surname })},
	{path: "merchant.id", kind: query.KindText, text: func(w *world, _ *payment) string { return w.ids["MRC_"].id(0) }},
	{path: "merchant.companyname", kind: query.KindText, text: func(*world, *payment) string { return merchantName }},
	{path: "parents.id", kind: query.KindText, text: func(w *world, p *payment) string {
		if p.parent < 0 {
			return ""
		}
		return w.payments.id(int(p.parent))
	}},
}

func amountColumn(_ *world, p *payment) (int64, bool) { return int64(p.amount), true }
func statusColumn(_ *world, p *payment) (int64, bool) { return states[p.state].number, true }
func statusText(_ *world, p *payment) string          { return states[p.state].text }

func customerID(w *world, p *payment) string {
	if p.made != nil {
		return p.made.customer
	}
	if p.customer < 0 {
		return ""
	}
	return w.ids["PCU_"].id(int(p.customer))
}

func payerColumn(text func(customer) string) func(*world, *payment) string {
	return func(w *world, p *payment) string {
		c, _ := w.payer(*p)
		return text(c)
	}
}

// cell reads a column.
func (col *column) cell(w *world, p *payment) cell {
	if col.text != nil {
		text := col.text(w, p)
		return cell{text: text, isText: true, ok: text != ""}
	}
	n, ok := col.num(w, p)
	return cell{num: n, ok: ok}
}

// value is a cell as the q language compares it.
func (c cell) value(kind query.Kind) query.Value {
	switch {
	case c.isText:
		return query.TextValue(c.text)
	case kind == query.KindDate:
		return query.TimeValue(c.num * 1000)
	case kind == query.KindBool:
		return query.BoolValue(c.num != 0)
	}
	return query.IntValue(c.num)
}

// property makes a column searchable. Texts of a dictionary are compared once
// and then remembered: the result is for one condition of one search.
func (col *column) property(w *world) query.Property[*payment] {
	whole := func(p *payment, match func(query.Value) bool) bool {
		c := col.cell(w, p)
		return c.ok && match(c.value(col.kind))
	}
	if col.dict == nil {
		return query.Property[*payment]{Kind: col.kind, Any: whole}
	}
	const unknown, yes, no = 0, 1, 2
	memo := make([]uint8, col.dict.size(w))
	return query.Property[*payment]{Kind: col.kind, Any: func(p *payment, match func(query.Value) bool) bool {
		place := col.dict.of(p)
		if place < 0 {
			return whole(p, match)
		}
		if memo[place] == unknown {
			memo[place] = no
			if whole(p, match) {
				memo[place] = yes
			}
		}
		return memo[place] == yes
	}}
}

func findColumn(path string) *column {
	i := slices.IndexFunc(columns, func(c column) bool { return c.path == path })
	if i < 0 {
		return nil
	}
	return &columns[i]
}
