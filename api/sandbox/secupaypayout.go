package sandbox

import (
	"fmt"
	"strings"
	"time"

	"tresen/api"
)

// Payment Secupay Payout: money that the merchant sends to others. Where the
// reference is silent the sandbox decides:
//
//   - A payout is a payment of product 402 in the ledger that waits for the
//     merchant's transfer. Here it is pending, with the transaction_status 25 of the
//     reference's samples; assignTransferBalance pays it out. That takes the money
//     from the balance of its contract, and what waits cannot be cancelled.
//   - The items have to add up to the amount. Each names one payee: a payment by hash
//     or id, or a container. There are at most 200 (a guide of the vendor), and a
//     reference_id comes once.
//   - Without a customer each item is a payment of its own, below the whole one. It
//     is paid out with it, never by itself. A bank account, an origin_transaction or
//     both say where it goes; a recipient that starts with MRC_ or STO_ has to be
//     there.
//   - execution_date must not be past. It is kept and answered; the sandbox pays as
//     soon as the money is assigned.
//   - Every payment of product 402 is read here, by its hash or its PCI_ id.

const (
	maxPayoutItems = 200
	// transferWaits is how the reference's samples number what waits for a
	// transfer.
	transferWaits = 25
	payoutItem    = "transaction_payout"
)

func init() {
	handle("POST /Payment/Secupaypayout", createPayout)
	handle("GET /Payment/Secupaypayout/{paymentPayoutId}", readPayout)
	handle("POST /Payment/Secupaypayout/me/PayoutWithoutCustomer", createDirectPayout)
}

// money takes an amount in minor units.
func money(name string) field { return must(between(name, 1, maxAmount)) }

var payoutForm = form{
	money("amount"), oneOf("currency", "EUR", "CHF"), text("purpose"), text("order_id"), contractOfBody("contract"), must(payerField("customer")),
	rows("transaction_list", oneOf("item_type", payoutItem), text("reference_id"), text("name"), text("transaction_hash"), text("transaction_id"),
		text("container_id"), money("total")),
	group("redirect_url", text("iframe_url"), text("url_success"), text("url_failure"), text("url_push")), group("opt_data", text("language")), flag("demo"),
}

func createPayout(s *Server, c *call) (any, *problem) {
	in, no := payoutForm.create(s, c)
	if no != nil {
		return nil, no
	}
	items, _ := in.get("transaction_list").([]object)
	contract, no := s.payoutContract(in.text("contract.id"))
	if no == nil {
		no = addsUp("transaction_list", items, "total", "reference_id", in.int("amount"))
	}
	list := make([]object, len(items))
	for i, item := range items {
		if no == nil {
			no = s.payee(i, item)
		}
		list[i] = append(object{{"item_type", payoutItem}}, item.without("item_type")...)
	}
	if no != nil {
		return nil, no
	}
	payer, _ := in.get("customer").(object)
	payer = s.keptPayer(c.now, payer)
	p := s.book(c.now, booking{
		kind: kPayout, state: stNoBalance, amount: api.Minor(in.int("amount")), currency: in.text("currency"),
		purpose: in.text("purpose"), order: in.text("order_id"), payer: payerOf(payer), customer: payer.text("id"), demo: in.flag("demo"),
		rest: object{{"contract", ref(contractObject, contract.text("id"))}, {"-list", list}},
	})
	return s.payoutOf(p), nil
}

// payoutContract is the contract that a payout is made under: the merchant's own
// where none is named.
func (s *Server) payoutContract(id string) (object, *problem) {
	if id == "" {
		id = contracts.id(s, 0)
	}
	o := contracts.get(s, id)
	return o, stillRuns(o)
}

// addsUp checks the items of a payout: how many there are, their sum, and that
// each is there once.
func addsUp(name string, items []object, amount, reference string, want int64) *problem {
	var sum int64
	seen := map[string]bool{}
	for _, item := range items {
		sum += item.int(amount)
		if id := item.text(reference); id != "" {
			if seen[id] {
				return taken("%s: %s %s comes twice", name, reference, id)
			}
			seen[id] = true
		}
	}
	switch {
	case len(items) > maxPayoutItems:
		return invalid("%s: has more than %d items", name, maxPayoutItems)
	case len(items) > 0 && sum != want:
		return invalid("%s: adds up to %d, the amount is %d", name, sum, want)
	}
	return nil
}

// payee checks whom an item of a payout is for.
func (s *Server) payee(i int, item object) *problem {
	var named []string
	for _, name := range []string{"transaction_hash", "transaction_id", "container_id"} {
		if item.text(name) != "" {
			named = append(named, name)
		}
	}
	if len(named) != 1 {
		return invalid("transaction_list.%d: needs one of transaction_hash, transaction_id and container_id", i)
	}
	id := item.text(named[0])
	_, no := s.find(id, named[0] == "transaction_hash")
	if named[0] == "container_id" {
		no = nil
		if s.lookup(containerObject, id) == nil {
			no = missing("%s %s not found", containerObject, id)
		}
	}
	if no != nil {
		no.details = fmt.Sprintf("transaction_list.%d.%s: %s", i, named[0], no.details)
	}
	return no
}

func readPayout(s *Server, c *call) (any, *problem) {
	p, no := s.one(c, true)
	if no == nil && p.kind != kPayout {
		no = missing("Payout transaction %s not found", c.arg(0))
	}
	if no != nil {
		return nil, no
	}
	return s.payoutOf(p), nil
}

// payoutOf is a payment of product 402 as a payout.
func (s *Server) payoutOf(p payment) object {
	w, number := s.ledger.world, states[p.state].number
	status := oldStatus[states[p.state].phase]
	if p.state == stNoBalance {
		status, number = "pending", transferWaits
	}
	list := []object{}
	if p.made != nil {
		kept, _ := p.made.rest.get("-list").([]object)
		list = append(list, kept...)
	}
	return object{
		{"object", "payment.secupaypayout"}, {"id", w.hash(int(p.index))}, {"trans_id", w.transID(int(p.index))},
		{"payment_id", w.payments.id(int(p.index))}, {"status", status}, {"amount", p.minor()}, {"currency", p.currency()},
		{"purpose", w.description(p)}, {"order_id", w.orderOf(p)}, {"transaction_status", number}, {"transaction_list", list},
		{"transfer_purpose", w.transferPurpose(p)}, {"transfer_account", s.transferAccount(p)},
	}
}

func (w *world) transferPurpose(p payment) string {
	return fmt.Sprintf("TA %d", w.transID(int(p.index)))
}

// transferAccount is where the merchant sends the money for a payout.
func (s *Server) transferAccount(p payment) object {
	account, _ := contracts.get(s, s.contractOf(p)).get("pay_in_advance_account").(object)
	return account
}

var directPayoutForm = form{
	money("amount"), oneOf("currency", "EUR", "CHF"), contractOfBody("contract_id"), text("purpose"), date("execution_date"),
	rows("payout_list", money("amount"), text("purpose"), text("reference"), text("recipient"), group("bank_account", accountFields()...),
		whole("origin_transaction")),
}

func createDirectPayout(s *Server, c *call) (any, *problem) {
	in, no := directPayoutForm.create(s, c)
	if no != nil {
		return nil, no
	}
	items, _ := in.get("payout_list").([]object)
	contract, no := s.payoutContract(in.text("contract_id.id"))
	if no == nil {
		no = addsUp("payout_list", items, "amount", "reference", in.int("amount"))
	}
	for i, item := range items {
		if no == nil {
			no = s.recipient(fmt.Sprintf("payout_list.%d", i), item)
		}
	}
	day := in.text("execution_date")
	switch {
	case no != nil:
	case len(items) == 0:
		no = invalid("payout_list: must not be empty")
	case day != "" && momentOf(day).In(berlin).Format(time.DateOnly) < c.now.In(berlin).Format(time.DateOnly):
		no = invalid("execution_date: %s is past", day)
	}
	if no != nil {
		return nil, no
	}
	whole, list := s.bookDirect(c.now, in, contract, items)
	o := object{
		{"amount", in.int("amount")}, {"currency", whole.currency()}, {"contract_id", contract.text("id")}, {"payout_list", list},
		{"purpose", in.text("purpose")}, {"trans_id", s.ledger.world.transID(int(whole.index))},
		{"transfer_purpose", s.ledger.world.transferPurpose(whole)}, {"transfer_account", s.transferAccount(whole)},
	}
	if day != "" {
		o = append(o, member{"execution_date", day})
	}
	return o, nil
}

// recipient checks whom an item of a payout without a customer is for.
func (s *Server) recipient(path string, item object) *problem {
	origin := item.int("origin_transaction")
	if item.get("bank_account") == nil && origin == 0 {
		return invalid("%s: needs a bank_account or an origin_transaction", path)
	}
	if i, known := s.ledger.world.transIndex(origin); origin != 0 && (!known || i >= s.ledger.count(live)) {
		return missing("%s.origin_transaction: %d not found", path, origin)
	}
	for prefix, kind := range map[string]string{"MRC_": merchantObject, "STO_": storeObject} {
		if id := item.text("recipient"); strings.HasPrefix(id, prefix) && s.lookup(kind, id) == nil {
			return missing("%s.recipient: %s not found", path, id)
		}
	}
	return nil
}

// bookDirect books a payout and its items below it, and returns the items as they
// are answered.
func (s *Server) bookDirect(now time.Time, in, contract object, items []object) (payment, []object) {
	w := s.ledger.world
	b := booking{
		kind: kPayout, state: stNoBalance, amount: api.Minor(in.int("amount")), currency: in.text("currency"), purpose: in.text("purpose"),
		rest: object{{"contract", ref(contractObject, contract.text("id"))}},
	}
	if day := in.text("execution_date"); day != "" {
		b.rest = b.rest.with("-execution_date", day)
	}
	whole := s.book(now, b)
	up, down, list := []object{s.partOf(whole, "parent")}, []object{}, []object{}
	for _, item := range items {
		account, _ := item.get("bank_account").(object)
		if account != nil {
			account = bankOf(account)
			item = item.with("bank_account", account)
		}
		b := booking{
			kind: kPayout, state: stNoBalance, amount: api.Minor(item.int("amount")), currency: b.currency, purpose: item.text("purpose"),
			order: item.text("reference"), rest: object{{"contract", b.rest.get("contract")}, {"-related", up}},
		}
		if account != nil {
			b.payer = customer{name: account.text("owner")}
			b.rest = b.rest.with("payment_data", maskedAccount(object{{"type", bankAccount}, {"private", account}}))
		} else if i, known := w.transIndex(item.int("origin_transaction")); known {
			b.payer, _ = w.payer(s.ledger.payment(int32(i), live))
		}
		p := s.book(now, b)
		down = append(down, s.partOf(p, "child"))
		list = append(list, append(item, member{"trans_id", w.transID(int(p.index))}))
	}
	made := *whole.made
	made.rest = made.rest.with("-related", down)
	whole.made = &made
	return s.ledger.commit(now, whole)[0], list
}

// What links a payout with its items; the reference names no such type, so it is
// the sandbox's own.
const (
	refTypePart = 90
	refTextPart = "Sammelauszahlung"
)

// partOf is how a payment is named by the payout that it is a part of, or by the
// parts.
func (s *Server) partOf(p payment, hierarchy string) object {
	return append(s.paymentRef(p), object{
		{"hierarchy", hierarchy}, {"ref_type_id", refTypePart}, {"ref_type_raw", refTextPart}, {"trans_id", s.ledger.world.transID(int(p.index))},
	}...)
}

// parts are the links of a payout and its items to each other.
func (p payment) parts() []object {
	if p.made == nil {
		return nil
	}
	links, _ := p.made.rest.get("-related").([]object)
	return links
}

// aPart refuses to pay out an item of a payout by itself.
func aPart(p payment) *problem {
	for _, link := range p.parts() {
		if link.text("hierarchy") == "parent" {
			return refused("the money is assigned to the whole payout, TA %d", link.int("trans_id"))
		}
	}
	return nil
}

// payParts pays out the items of a payout that has its money.
func (s *Server) payParts(now time.Time, p payment) {
	for _, link := range p.parts() {
		i, no := s.find(link.text("id"), false)
		if no != nil || link.text("hierarchy") != "child" {
			continue
		}
		if item, no := assignBalance(s.ledger.payment(i, live)); no == nil {
			s.ledger.commit(now, item)
		}
	}
}
