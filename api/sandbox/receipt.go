package sandbox

import (
	"fmt"
	"time"
)

// Receipts as terminals print them: lines for the printer of a till.

func printed(text string, decoration ...string) object {
	value := object{{"text", text}}
	if len(decoration) > 0 {
		value = append(value, member{"decoration", decoration})
	}
	return object{{"type", "textline"}, {"value", value}}
}

func pair(name, value string) object {
	return object{{"type", "name-value"}, {"value", object{{"name", name}, {"value", value}}}}
}

func separator(caption string) object {
	return object{{"type", "separator"}, {"value", object{{"caption", caption}}}}
}

func space() object { return object{{"type", "space"}, {"value", object{}}} }

// heading is how every receipt of a terminal begins.
func heading(title string, terminal object, at int64) []object {
	return []object{
		printed(merchantName, "important", "align-center"), printed(terminal.text("store.name"), "align-center"), space(),
		printed(title, "important", "align-center"), pair("Terminal-ID", terminal.text("tid")), pair("Datum", germanTime(at)),
	}
}

// germanTime is a unix second as it is printed.
func germanTime(at int64) string { return time.Unix(at, 0).In(berlin).Format(germanDate + " 15:04") }

// receiptOf is what a till prints of sale i, for the customer and for the
// merchant. By is what paid: cash, or a card as payments show it.
func (s *Server) receiptOf(i int, sale object, by, tid string, at int64) object {
	title, sum := "KUNDENBELEG", fmt.Sprintf("%s %s", germanDecimal(toPay(sale)), sale.text("basket_info.currency"))
	lines := func(title string) []object {
		all := []object{printed(merchantName, "important", "align-center"), printed(title, "align-center"), space(), pair("Belegnummer", fmt.Sprint(i+1))}
		if tid != "" {
			all = append(all, pair("Terminal-ID", tid))
		}
		return append(all, pair("Datum", germanTime(at)), separator("Zahlung"), pair("Zahlart", by), pair("Betrag", sum), separator(""),
			printed("Zahlung erfolgt", "important", "align-center"))
	}
	return object{
		{"receipt_number", i + 1}, {"receipt", lines(title)}, {"receipt_merchant", lines("HÄNDLERBELEG")}, {"receipt_merchant_print", true},
		{"-printed", len(s.ledger.times)},
	}
}

// cardReceipt is what a terminal of the world printed of sale i.
func (s *Server) cardReceipt(i int, sale object, p payment, tid string) object {
	for n, till := range tillSeeds {
		if till.tid == tid {
			printed := s.receiptOf(i, sale, s.ledger.world.paymentData(p), tid, int64(p.created))
			return printed.with("device_source", devices.ref(s, n)).with("-printed", 0)
		}
	}
	return nil
}
