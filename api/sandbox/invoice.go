package sandbox

import (
	"encoding/xml"
	"fmt"
	"time"

	"tresen/api"
)

// Payment Invoices and Cardprocessing Invoices: what the provider charges the
// merchant, a month at a time; the latter for each terminal. Where the reference
// is silent the sandbox decides:
//
//   - A month is charged on the sixth of the next one: a base price, and a price
//     for every payment that was made. Payments at terminals are in the invoices of
//     card processing alone.
//   - The amounts are those of the reference's sample, where amount is net_amount
//     with its tax; the newer names (invoice_id, date, total_amount) are there, too.
//   - A payment invoice is a payment.invoices, though the sample calls it a
//     cardprocessing.invoices: its id is a POI_. The prefix of the others is the
//     sandbox's own.

// invoices are of payments, cardInvoices of terminals.
var invoices, cardInvoices *shelf

func init() {
	invoices = shelfOf(spec{
		object: "payment.invoices", prefix: "POI_", noun: "Payment Invoice", path: "/Payment/Invoices", seed: seedInvoices,
	})
	cardInvoices = shelfOf(spec{
		object: "cardprocessing.invoices", prefix: "CPI_", noun: "Cardprocessing Invoice", path: "/Cardprocessing/Invoices", seed: seedCardInvoices,
	})
}

// tariff is what the provider takes, in minor units and in thousandths of a
// payment.
type tariff struct {
	base, each api.Minor
	share      api.Minor
}

var (
	paymentTariff = tariff{base: 2990, each: 25, share: 12}
	cardTariff    = tariff{base: 1990, each: 5, share: 7}
)

const (
	billedMonths = 12
	vat          = 19 // percent
)

// bill is what a month costs.
type bill struct {
	created int64 // unix second
	net     api.Minor
	number  string
}

func (b bill) tax() api.Minor   { return (b.net*vat + 50) / 100 }
func (b bill) gross() api.Minor { return b.net + b.tax() }

// bills are those of the last months, oldest first, for the payments that belong
// to it. Numbers start at first.
func (s *Server) bills(t tariff, first int, belongs func(r row) bool) []bill {
	w := s.ledger.world
	now := time.Unix(w.epoch, 0).In(berlin)
	month := time.Date(now.Year(), now.Month()-billedMonths, 1, 0, 0, 0, 0, berlin)
	var all []bill
	at := 0
	for i := range billedMonths {
		start, end := month.AddDate(0, i, 0).Unix(), month.AddDate(0, i+1, 0)
		b := bill{created: end.AddDate(0, 0, 5).Add(12 * time.Hour).Unix(), net: t.base, number: fmt.Sprint(first + 37*i)}
		for ; at < len(w.rows) && int64(w.rows[at].created) < end.Unix(); at++ {
			r := w.rows[at]
			if int64(r.created) >= start && r.happened() && r.kind != kDemo && r.kind != kPayout && belongs(r) {
				b.net += t.each + r.minor()*t.share/1000
			}
		}
		if b.created <= w.epoch {
			all = append(all, b)
		}
	}
	return all
}

// happened reports whether a payment was made, whatever came after.
func (r row) happened() bool { return states[r.state].phase == executed || r.state == stChargeback }

// paymentBills are those of payments in euro that no terminal made.
func (s *Server) paymentBills() []bill {
	return s.bills(paymentTariff, 29_990_000, func(r row) bool { return r.currency() == "EUR" && s.ledger.world.terminal(payment{row: r}) == "" })
}

// invoice is a bill as the wire has it.
func (s *Server) invoice(b bill, which, i int) object {
	return object{
		{"created", wireTime(b.created)}, {"updated", wireTime(b.created + 11_672)}, {"merchant", s.merchantRef()},
		{"store_name", nil}, {"id_old", 1_999_000 + i}, {"tid", "99999999"}, {"invoice_number", b.number},
		{"net_amount", b.net}, {"tax_amount", b.tax()}, {"amount", b.gross()}, {"currency", "EUR"},
		{"document_url", s.paperURL(which, i)}, {"type", "invoice"},
	}
}

func seedInvoices(s *Server) []object {
	var all []object
	for i, b := range s.paymentBills() {
		all = append(all, append(s.invoice(b, invoiceCopy, i),
			member{"invoice_id", b.number}, member{"date", wireTime(b.created)}, member{"total_amount", b.gross()},
			member{"document_url_xml", s.paperURL(invoiceData, i)},
		))
	}
	return all
}

func seedCardInvoices(s *Server) []object {
	byShop := map[int][]bill{}
	for n, shop := range shops {
		if shop.tid != "" {
			byShop[n] = s.bills(cardTariff, 27_100_000+1000*n, func(r row) bool { return int(r.store) == n && r.kind.card() && r.flags&flagOnline == 0 })
		}
	}
	var all []object
	for month := range byShop[1] {
		for n, shop := range shops {
			if shop.tid == "" {
				continue
			}
			o := s.invoice(byShop[n][month], cardInvoiceCopy, len(all)).with("tid", shop.tid).with("store_name", shop.name)
			all = append(all, append(o, member{"store", s.shopRef(n)}).with("currency", row{store: uint8(n)}.currency()))
		}
	}
	return all
}

func writeInvoice(_ *Server, o object) []byte {
	currency := o.text("currency")
	amount := func(name string) string { return germanDecimal(api.Minor(o.int(name))) + " " + currency }
	return writePDF("Rechnung "+o.text("invoice_number"),
		o.text("merchant.companyname"), o.text("created")[:10], "TID "+o.text("tid"), "",
		"Netto: "+amount("net_amount"), fmt.Sprintf("Umsatzsteuer %d %%: %s", vat, amount("tax_amount")), "Brutto: "+amount("amount"),
	)
}

// writeInvoiceData writes the figures of an invoice for programs.
func writeInvoiceData(_ *Server, o object) []byte {
	raw, err := xml.MarshalIndent(struct {
		XMLName  xml.Name `xml:"invoice"`
		Number   string   `xml:"number"`
		Date     string   `xml:"date"`
		Merchant string   `xml:"merchant"`
		Net      int64    `xml:"netAmount"`
		Tax      int64    `xml:"taxAmount"`
		Gross    int64    `xml:"amount"`
		Currency string   `xml:"currency"`
	}{
		Number: o.text("invoice_number"), Date: o.text("date"), Merchant: o.text("merchant.companyname"),
		Net: o.int("net_amount"), Tax: o.int("tax_amount"), Gross: o.int("amount"), Currency: o.text("currency"),
	}, "", "  ")
	if err != nil {
		panic("sandbox: an invoice cannot be written: " + err.Error())
	}
	return append([]byte(xml.Header), raw...)
}
