package sandbox

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"tresen/api"
)

// Smart transactions of tills and their terminals (reference: Capture payment,
// Terminal diagnosis, Terminal end-of-day report).
//
// Where the reference is silent:
//
//   - A terminal works as long as Options.Terminal says before it is answered;
//     what it does is done before.
//   - The terminal of a till is that of its routing; without a device_source it
//     is the first one of the merchant, which is also what "me" names. One that
//     is offline, and a device that is none, is refused.
//   - A receipt has the number of its sale. An end-of-day report counts the card
//     payments of its terminal since the last one, or since midnight.
//   - cashless_direct notes a card payment that was made without us. "demo",
//     which clients use in their tests, pays without money. ccload is not
//     available.

func init() {
	handle("POST /Smart/Transactions/{smartDeviceId}/diagnosis", diagnose)
	handle("POST /Smart/Transactions/{smartDeviceId}/endOfDay", endOfDay)
}

// tillMethods start a sale without a prepare, by the name of the method.
var tillMethods = map[string]func(s *Server, c *call, sale object) (any, *problem){
	"cash": startCash, "cashless": startCashless, "cashless_direct": startDirect, "loyalty": startLoyalty, "demo": startDemo,
}

// startCash tracks what was paid at the till: no payment comes of it.
func startCash(s *Server, c *call, sale object) (any, *problem) {
	sale, no := s.tillSale(c, sale, "cash")
	if no != nil {
		return nil, no
	}
	i, _ := s.stock(smartTransactions).ids.index(sale.text("id"))
	sale = sale.with("trans_id", cashTransIDs+i).with("transactions", []object{}).replaced(s.receiptOf(i, sale, "BAR", "", c.now.Unix()))
	return s.answerOf(c, smartTransactions.put(s, c.now, s.closed(c.now, sale))), nil
}

// cashTransIDs is where the TA codes of what was paid in cash begin.
const cashTransIDs = 55_000_000

// startLoyalty is for what the balance of a card pays in full.
func startLoyalty(s *Server, c *call, sale object) (any, *problem) {
	if sale.get("-bonus") == nil || toPay(sale) != 0 {
		return nil, refused("the balance of the card does not pay the whole sum")
	}
	sale, no := s.tillSale(c, sale, "loyalty")
	if no != nil {
		return nil, no
	}
	i, _ := s.stock(smartTransactions).ids.index(sale.text("id"))
	sale = sale.with("trans_id", cashTransIDs+i).with("transactions", []object{}).replaced(s.receiptOf(i, sale, "KUNDENKARTE", "", c.now.Unix()))
	return s.answerOf(c, smartTransactions.put(s, c.now, s.closed(c.now, sale))), nil
}

func startDemo(s *Server, c *call, sale object) (any, *problem) {
	sale, no := s.tillSale(c, sale.with("is_demo", true), "demo")
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, smartTransactions.put(s, c.now, s.closed(c.now, s.paidByCard(c.now, sale, onlineShop, nil)))), nil
}

// tillSale is a sale that a till starts, with who buys where the body says so.
func (s *Server) tillSale(c *call, sale object, method string) (object, *problem) {
	in, no := prepareForm.create(s, c)
	if no != nil {
		return nil, no
	}
	if toPay(sale) == 0 && method != "loyalty" {
		return nil, refused("there is nothing to pay")
	}
	s.giveUp(c.now, sale) // what the seed had begun
	if payer, given := in.get("customer").(object); given {
		sale = sale.with("customer", s.keptPayer(c.now, payer))
	}
	return sale.with("payment_method", method), nil
}

// startCashless has a card paid at a terminal.
func startCashless(s *Server, c *call, sale object) (any, *problem) {
	terminal, no := s.terminalOf(sale.text("device_source.id"))
	if no == nil {
		sale, no = s.tillSale(c, sale, "cashless")
	}
	if no != nil {
		return nil, no
	}
	sale = sale.with("device_destination", ref(deviceObject, terminal.text("id")))
	if sale.get("device_source") == nil {
		sale = sale.with("device_source", ref(deviceObject, terminal.text("id")))
	}
	i, _ := s.stock(smartTransactions).ids.index(sale.text("id"))
	sale = s.paidByCard(c.now, sale, s.shopOf(terminal), object{{"tid", terminal.get("tid")}})
	p, _ := s.paymentOfSale(sale)
	sale = sale.replaced(s.receiptOf(i, sale, s.ledger.world.paymentData(p), terminal.text("tid"), c.now.Unix()))
	sale = smartTransactions.put(s, c.now, s.closed(c.now, sale))
	return answer{status: http.StatusOK, value: s.answerOf(c, sale), hold: s.options.Terminal}, nil
}

// startDirect notes a card payment that somebody else's terminal made.
func startDirect(s *Server, c *call, sale object) (any, *problem) {
	in, no := form{must(text("tid")), must(whole("trace")), must(cardType)}.create(s, c)
	if no == nil {
		sale, no = s.tillSale(c, sale, "cashless_direct")
	}
	if no != nil {
		return nil, no
	}
	shown := object{{"tid", in.get("tid")}, {"payment_data", in.get("cardtype")}, {"reference_id", fmt.Sprint(in.int("trace"))}}
	return s.answerOf(c, smartTransactions.put(s, c.now, s.closed(c.now, s.paidByCard(c.now, sale, onlineShop, shown)))), nil
}

// paidByCard books what was paid at a terminal of a shop. Shown are members of
// the payment that the terminal knows.
func (s *Server) paidByCard(now time.Time, sale object, shop int, shown object) object {
	b := s.bookingOf(sale, nil)
	b.kind, b.state, b.rest = kCard, stDone, b.rest.replaced(shown)
	if b.demo {
		b.state = stDemo
	}
	p := b.payment()
	if shops[shop].chf == shops[p.store].chf {
		p.store = uint8(shop)
	}
	p = s.ledger.commit(now, p)[0]
	return sale.with("transactions", []object{s.paymentRef(p)}).with("trans_id", s.ledger.world.transID(int(p.index)))
}

// terminalOf is the card terminal that a till or a terminal works with.
func (s *Server) terminalOf(device string) (object, *problem) {
	var terminal object
	if o := devices.get(s, device); o == nil || device == "" {
		terminal = s.firstTerminal()
	} else if terminal = o; o.text("type") != "zvt" {
		terminal = s.routedTerminal(o)
	}
	switch {
	case terminal == nil:
		return nil, refused("no terminal is attached to the Smart Device %s", device)
	case !terminal.flag("online"):
		return nil, refused("the terminal %s (%s) is offline", terminal.text("id"), terminal.text("description"))
	}
	return terminal, nil
}

// firstTerminal is the first terminal of the merchant that is online, or the
// first one.
func (s *Server) firstTerminal() object {
	var first object
	for o := range devices.all(s, live) {
		if o.text("type") != "zvt" {
			continue
		}
		if o.flag("online") {
			return o
		}
		if first == nil {
			first = o
		}
	}
	return first
}

// routedTerminal is the first terminal of the routings that a till is in.
func (s *Server) routedTerminal(till object) object {
	for _, routing := range s.routingsOf(till.text("id")) {
		for _, entry := range assigned(routing) {
			if o := devices.get(s, entry.text("id")); o.text("type") == "zvt" {
				return o
			}
		}
	}
	return nil
}

// shopOf is the shop that a terminal stands in.
func (s *Server) shopOf(terminal object) int {
	i, known := s.stock(stores).ids.index(terminal.text("store.id"))
	if !known || i >= len(shops) {
		return onlineShop
	}
	return i
}

func diagnose(s *Server, c *call) (any, *problem) {
	return s.atTerminal(c, nil, func(terminal object) []object {
		return append(heading("DIAGNOSE", terminal, c.now.Unix()),
			pair("Typ", terminal.text("terminal_type")), pair("Version", terminal.text("base_version")),
			pair("Verbindung", terminal.text("connection_type")), pair("Host", "erreichbar"), separator(""),
			printed("Diagnose erfolgreich", "important", "align-center"))
	})
}

// endOfDay counts what a terminal took since the last report.
func endOfDay(s *Server, c *call) (any, *problem) {
	return s.atTerminal(c, object{{"-closes", true}}, func(terminal object) []object {
		counts, sums := map[string]int{}, map[string]api.Minor{}
		var total api.Minor
		currency := "EUR"
		for _, p := range s.takenAt(terminal.text("id")) {
			brand, _, _ := strings.Cut(s.ledger.world.paymentData(p), " ")
			counts[brand]++
			sums[brand] += p.minor()
			total += p.minor()
			currency = p.currency()
		}
		lines := append(heading("KASSENSCHNITT", terminal, c.now.Unix()), separator("Umsätze"))
		for _, brand := range slices.Sorted(maps.Keys(counts)) {
			lines = append(lines, pair(fmt.Sprintf("%s (%d)", brand, counts[brand]), germanDecimal(sums[brand])+" "+currency))
		}
		return append(lines, separator(""), pair("Gesamt", germanDecimal(total)+" "+currency), space(),
			printed("Kassenschnitt erfolgreich", "important", "align-center"))
	})
}

// atTerminal runs something on the terminal of the path and keeps what it
// printed, with more members.
func (s *Server) atTerminal(c *call, more object, run func(terminal object) []object) (any, *problem) {
	id := c.arg(0)
	if id == "me" {
		id = s.firstTerminal().text("id")
	}
	if devices.get(s, id) == nil {
		return nil, missing("Smart Device %s not found", id)
	}
	terminal, no := s.terminalOf(id)
	if no != nil {
		return nil, no
	}
	sale := append(object{
		{"merchant", terminal.get("merchant")}, {"device_source", ref(deviceObject, terminal.text("id"))}, {"status", smartOK},
		{"receipt", run(terminal)}, {"updated", wireTime(c.now.Unix())}, {"-printed", len(s.ledger.times)},
	}, more...)
	return answer{status: http.StatusOK, value: s.answerOf(c, smartTransactions.add(s, c.now, sale)), hold: s.options.Terminal}, nil
}

// terminalID is the terminal that a sale was paid at.
func terminalID(sale object) string {
	return cmp.Or(sale.text("device_destination.id"), sale.text("device_source.id"))
}

// inReport reports whether a sale was counted by an end-of-day report. Those of
// the seed were, up to the last midnight.
func (s *Server) inReport(sale object) bool {
	st := s.stock(smartTransactions)
	if i, _ := st.ids.index(sale.text("id")); i < st.n && sale.text("created") < s.lastMidnight() {
		return true
	}
	for i := st.count(live) - 1; i >= st.n; i-- {
		o := st.at(s, int32(i), live)
		if o.flag("-closes") && terminalID(o) == terminalID(sale) && o.int("-printed") > sale.int("-printed") {
			return true
		}
	}
	return false
}

// lastMidnight is when the last day of the seed began.
func (s *Server) lastMidnight() string {
	y, m, d := time.Unix(s.ledger.world.epoch, 0).In(berlin).Date()
	return wireTime(time.Date(y, m, d, 0, 0, 0, 0, berlin).Unix())
}

// takenAt are the card payments of a terminal that are in no report yet.
func (s *Server) takenAt(terminal string) []payment {
	var taken []payment
	st := s.stock(smartTransactions)
	for i := st.count(live) - 1; i >= 0; i-- {
		sale := st.at(s, int32(i), live)
		if i < st.n && sale.text("created") < s.lastMidnight() {
			break
		}
		if terminalID(sale) != terminal || sale.text("status") != smartOK || s.inReport(sale) {
			continue
		}
		if p, paid := s.paymentOfSale(sale); paid {
			taken = append(taken, p)
		}
	}
	return taken
}
