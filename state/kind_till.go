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
