package sandbox

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"tresen/api"
)

// Payment Payouts: what the provider paid to the merchant. Where the reference is
// silent the sandbox decides:
//
//   - There is one for each currency and each morning on which payments were due:
//     at six on the first working day after the money came in. What is taken off
//     goes into the next one that there is.
//   - What is taken off is negative, as the amounts of refunds are: payout_amount is
//     the sum of the six others. A payment's payout_date is the date of its payout;
//     transaction_volume is the sum of those payments, claim_amount what was charged
//     back since, stakeholder_amount two percent of online orders for the platform,
//     invoice_amount the payment invoice of the month.
//   - A payout that would be below zero pays nothing. misc_amount carries the debt
//     out of it, and into the next one.
//   - The csv has a line for each amount, which add up to the figures; csv and pdf
//     are downloaded as Document Uploads are.

const (
	payoutObject = "payment.payouts"
	// payoutProduct is the product number of payouts to the merchant, the
	// sandbox's own.
	payoutProduct = 907
)

// payouts follow from the world's payments.
var payouts *shelf

func init() {
	payouts = shelfOf(spec{
		object: payoutObject, prefix: "PPO_", noun: "Payment Payout", path: "/Payment/Payouts", undated: true, seed: seedPayouts,
	})
}

// figure is a kind of amount in a payout.
type figure int

const (
	figureVolume figure = iota
	figureRefunds
	figureShare
	figureClaims
	figureInvoices
	figureMisc
	figureCount
)

// figures are their names on the wire, and in the list that comes with a payout.
var figures = [figureCount]struct{ member, label string }{
	{"transaction_volume", "Zahlung"}, {"refund_amount", "Rückzahlung"}, {"stakeholder_amount", "Anteil Plattform"},
	{"claim_amount", "Rücklastschrift"}, {"invoice_amount", "Rechnung"}, {"misc_amount", "Übertrag"},
}

// payoutKey is what makes payments part of the same payout.
type payoutKey struct {
	at  int64 // unix second
	chf bool
}

func (k payoutKey) currency() string {
	if k.chf {
		return "CHF"
	}
	return "EUR"
}

// entry is one amount in a payout: of a payment, or of none (-1).
type entry struct {
	payoutKey
	figure figure
	row    int32
	amount api.Minor
}

// runAfter is the morning on which money of a unix second is paid out: at six on
// the first working day after it.
func runAfter(t int64) time.Time {
	at := morningAfter(t)
	for at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// morningAfter is the first six o'clock after a unix second.
func morningAfter(t int64) time.Time {
	local := time.Unix(t, 0).In(berlin)
	at := time.Date(local.Year(), local.Month(), local.Day(), 6, 0, 0, 0, berlin)
	if at.Unix() <= t {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// paidOut is the unix second at which a payment of the seed was paid out to the
// merchant, 0 for others. What was charged back since had been paid out, too.
// Where the clock changes, a weekend can be all the time that there was.
func (w *world) paidOut(i int32) int64 {
	if i < 0 || int(i) >= len(w.rows) {
		return 0
	}
	p := payment{row: w.rows[i], index: i}
	came := int64(p.created)
	switch p.state {
	case stPaidOut:
		came = w.completed(p)
	case stChargeback:
	default:
		return 0
	}
	if at := runAfter(came).Unix(); at <= w.epoch {
		return at
	}
	return morningAfter(came).Unix()
}

const (
	// claimDays are how long after a payment it is charged back.
	claimDays = 5
	// payoutReach is longer than it takes any payment to be in a payout, or out of
	// it again, in seconds.
	payoutReach = 14 * 24 * 3600
)

// entries yields every amount that payments created from one unix second to
// another put into payouts, up to the moment of the world.
func (w *world) entries(from, to int64, yield func(entry)) {
	put := func(at int64, what figure, i int32, amount api.Minor) {
		if at > 0 && at <= w.epoch && amount != 0 {
			yield(entry{payoutKey{at, shops[w.rows[i].store].chf}, what, i, amount})
		}
	}
	first := sort.Search(len(w.rows), func(i int) bool { return int64(w.rows[i].created) >= from })
	for i := int32(first); int(i) < len(w.rows) && int64(w.rows[i].created) <= to; i++ {
		r, at := w.rows[i], w.paidOut(i)
		put(at, figureVolume, i, r.minor())
		if at > 0 && r.flags&flagOnline != 0 {
			put(at, figureShare, i, -r.minor()/50)
		}
		switch r.state {
		case stChargeback:
			put(runAfter(int64(r.created)+claimDays*24*3600).Unix(), figureClaims, i, -r.minor())
		case stRefundDone:
			put(runAfter(w.completed(payment{row: r, index: i})).Unix(), figureRefunds, i, r.minor())
		}
	}
}

// payoutRun is a payout with its figures.
type payoutRun struct {
	payoutKey
	since   int64 // the one before it
	sums    [figureCount]api.Minor
	invoice string // number of the invoice that is in it
}

// payoutRuns are all payouts, oldest first.
func (s *Server) payoutRuns() []payoutRun {
	w := s.ledger.world
	sums := map[payoutKey]*payoutRun{}
	w.entries(0, w.epoch, func(e entry) {
		if sums[e.payoutKey] == nil {
			sums[e.payoutKey] = &payoutRun{payoutKey: e.payoutKey}
		}
		sums[e.payoutKey].sums[e.figure] += e.amount
	})
	var all []payoutRun
	for _, r := range sums {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b payoutRun) int {
		return cmp.Or(cmp.Compare(a.at, b.at), strings.Compare(a.currency(), b.currency()))
	})
	runs := withVolume(all)
	bills, debt := s.paymentBills(), map[bool]api.Minor{}
	for i := range runs {
		r := &runs[i]
		for ; !r.chf && len(bills) > 0 && bills[0].created <= r.at; bills = bills[1:] {
			if bills[0].created > runs[0].at { // older ones were in payouts that nobody knows any more
				r.sums[figureInvoices] -= bills[0].gross()
				r.invoice = strings.TrimPrefix(r.invoice+", "+bills[0].number, ", ")
			}
		}
		r.sums[figureMisc] = -debt[r.chf]
		debt[r.chf] = max(0, -r.total())
		r.sums[figureMisc] += debt[r.chf]
	}
	return runs
}

// withVolume drops the mornings without payments: what was to be taken off then
// is taken off the next payout of the currency.
func withVolume(all []payoutRun) []payoutRun {
	var runs []payoutRun
	waits, last := map[bool][figureCount]api.Minor{}, map[bool]int64{}
	for _, r := range all {
		for f, amount := range waits[r.chf] {
			r.sums[f] += amount
		}
		if r.sums[figureVolume] == 0 {
			waits[r.chf] = r.sums
			continue
		}
		r.since = last[r.chf]
		last[r.chf], waits[r.chf] = r.at, [figureCount]api.Minor{}
		runs = append(runs, r)
	}
	return runs
}

// total is what is paid.
func (r payoutRun) total() (sum api.Minor) {
	for _, amount := range r.sums {
		sum += amount
	}
	return sum
}

func seedPayouts(s *Server) []object {
	runs := s.payoutRuns()
	all := make([]object, len(runs))
	for i, r := range runs {
		store := any(nil)
		if r.chf {
			store = shops[len(shops)-1].name
		}
		id := 118_000_000 + 7*i
		o := object{
			{"merchant", s.merchantRef()}, {"store_name", store}, {"trans_id", id}, {"product_id", payoutProduct},
			{"amount", r.total()}, {"currency", r.currency()}, {"date", wireTime(r.at)},
			{"simple_status_id", int(states[stPaidOut].simple)}, {"simple_status_description", simpleTexts[states[stPaidOut].simple]},
			{"trans_status_id", states[stPaidOut].number}, {"receiver", merchantName},
			{"purpose", fmt.Sprintf("TA %d Auszahlung vom %s", id, time.Unix(r.at, 0).In(berlin).Format(germanDate))},
			{"documents", []object{
				{{"type", "csv"}, {"url", s.paperURL(payoutList, i)}}, {{"type", "pdf"}, {"url", s.paperURL(payoutStatement, i)}},
			}},
		}
		for f, amount := range r.sums {
			o = append(o, member{figures[f].member, amount})
		}
		all[i] = append(o, member{"payout_amount", r.total()}, member{"-since", r.since}, member{"-at", r.at}, member{"-invoice", r.invoice})
	}
	return all
}

// writePayoutList writes the csv of a payout, a line for each amount.
func writePayoutList(s *Server, o object) []byte {
	w, since, at := s.ledger.world, o.int("-since"), o.int("-at")
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma, out.UseCRLF = ';', true
	line := func(cells ...string) {
		// A builder takes everything.
		_ = out.Write(cells)
	}
	line("TA-Code", "Datum", "Art", "Beleg", "Betrag", "Währung")
	w.entries(since-payoutReach, at, func(e entry) {
		if e.currency() != o.text("currency") || e.at <= since || e.at > at {
			return
		}
		r := w.rows[e.row]
		line(fmt.Sprint(w.transID(int(e.row))), w.days.date(int64(r.created)), figures[e.figure].label, w.order(int(e.row), r),
			germanDecimal(e.amount), o.text("currency"))
	})
	for _, f := range []figure{figureInvoices, figureMisc} {
		if amount := api.Minor(o.int(figures[f].member)); amount != 0 {
			line("", time.Unix(at, 0).In(berlin).Format(germanDate), figures[f].label, o.text("-invoice"), germanDecimal(amount), o.text("currency"))
		}
	}
	out.Flush()
	return []byte(b.String())
}

func writePayoutStatement(_ *Server, o object) []byte {
	lines := []string{o.text("receiver"), o.text("purpose"), ""}
	for _, f := range figures {
		lines = append(lines, fmt.Sprintf("%s: %s %s", f.label, germanDecimal(api.Minor(o.int(f.member))), o.text("currency")))
	}
	return writePDF("Auszahlung", append(lines, "", fmt.Sprintf("Auszahlung: %s %s", germanDecimal(api.Minor(o.int("payout_amount"))), o.text("currency")))...)
}
