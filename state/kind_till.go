package state

import (
	"slices"
	"strings"
	"time"

	"tresen/api"
)

// The states of a terminal.
const (
	tillOnline  = "online"
	tillOffline = "offline"
)

// cardTerminal is the type of the devices that read cards (domain: Devices).
const cardTerminal = "zvt"

// NewTillBaseline is a terminal that is about to report its day: State is whether
// it is online, Children are its end-of-day reports as far as they matter, see
// [TillReports].
func NewTillBaseline(device api.Item[api.Device], reports []Child, at time.Time) Baseline {
	d := device.Value
	b := Baseline{ID: d.ID, ReadAt: at, Drift: prefixed("device", device.Drift), Children: reports}
	switch {
	case d.Online == nil:
		b.Drift = append(b.Drift, "device/online")
	case *d.Online:
		b.State = tillOnline
	default:
		b.State = tillOffline
	}
	if d.Type != cardTerminal {
		b.Against = append(b.Against, Problem{Kind: ProblemNoTerminal, Text: d.Type})
	}
	if vtm := d.Products.VTM; vtm != nil && vtm.Enabled != nil && *vtm.Enabled {
		b.Against = append(b.Against, Problem{Kind: ProblemVirtual})
	}
	return b
}

// reportWords are how a terminal heads its end-of-day report. A diagnosis and a
// sale leave receipts, too.
var reportWords = []string{"kassenschnitt", "tagesabschluss", "end of day", "end-of-day", "endofday"}

// isReport reports a smart transaction that is nothing but the end-of-day report
// of a terminal.
func isReport(s api.SmartTransaction, terminal string) bool {
	if Terminal(s) != terminal && s.Source.ID != terminal || len(s.Payments) > 0 || len(s.Basket.Products) > 0 {
		return false
	}
	return slices.ContainsFunc(s.Receipt, func(line api.ReceiptLine) bool {
		heading := strings.ToLower(line.Value.Text + " " + line.Value.Caption)
		return slices.ContainsFunc(reportWords, func(word string) bool { return strings.Contains(heading, word) })
	})
}

// TillReports picks the end-of-day reports of a terminal from its latest smart
// transactions, newest first: those since the newest one that is known, and that
// one, so that it does not matter how far back the list went.
func TillReports(terminal string, latest []api.Item[api.SmartTransaction], known []Child, first bool) []Child {
	var reports []Child
	for _, item := range latest {
		s := item.Value
		if !isReport(s, terminal) {
			continue
		}
		reports = append(reports, Child{ID: s.ID, Created: s.Created.Time})
		if first || slices.ContainsFunc(known, func(c Child) bool { return c.ID == s.ID }) {
			break
		}
	}
	return reports
}

// Closing is what an end-of-day makes irreversible: the card sales of a terminal
// since its last report, as far as they are known.
type Closing struct {
	Sales int
	Sums  []api.Money // one a currency
	// AtLeast: there may be more, further back, or of an amount that is not known.
	AtLeast bool
}

// TillSales sums up the card sales since the last report of a terminal, from its
// latest smart transactions, newest first; whole says that there are no others.
func TillSales(terminal string, latest []api.Item[api.SmartTransaction], whole bool) Closing {
	var closes Closing
	last := slices.IndexFunc(latest, func(s api.Item[api.SmartTransaction]) bool { return isReport(s.Value, terminal) })
	if last >= 0 {
		latest, whole = latest[:last], true
	}
	closes.AtLeast = !whole
	for _, item := range latest {
		s := item.Value
		if s.PaymentMethod != "cashless" || SaleState(s.Status) != saleOK || Terminal(s) != terminal {
			continue
		}
		closes.Sales++
		if s.BasketInfo.Sum == nil {
			closes.AtLeast = true
			continue
		}
		closes.add(api.Money{Amount: *s.BasketInfo.Sum, Currency: s.BasketInfo.Currency})
	}
	return closes
}

// add adds a sale to the sum of its currency.
func (c *Closing) add(m api.Money) {
	i := slices.IndexFunc(c.Sums, func(sum api.Money) bool { return sum.Currency == m.Currency })
	if i < 0 {
		c.Sums = append(c.Sums, m)
		return
	}
	c.Sums[i].Amount += m.Amount
}

// checkEndOfDay: a card terminal that is online.
func checkEndOfDay(_ WriteOrder, b Baseline) []Problem {
	problems := append(drifted(b), b.Against...)
	if len(problems) == 0 && b.State != tillOnline {
		return problem(ProblemOffline)
	}
	return problems
}

// endOfDayVerdict: a new report shows that the day was closed. Two of them do not
// show which is ours, nor does none show that there will be none.
func endOfDayVerdict(o WriteOrder, now Baseline) (WriteState, Child) {
	switch made := newChildren(o, now); len(made) {
	case 0:
		return WriteNotApplied, Child{}
	case 1:
		return WriteApplied, made[0]
	}
	return WriteConflict, Child{}
}
