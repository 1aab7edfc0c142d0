package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"tresen/api"
)

// Cardprocessing Transactions: what the card terminals of the shops sent to the
// acquirer. Where the reference is silent the sandbox decides:
//
//   - Each sale has the trans_id of its payment and names it as related. It is in
//     the end-of-day report (product Kassenschnitt, report type 4) that its
//     end_of_day_id names, whose amount is the sum of the day; sales of the present
//     day are in none yet.
//   - Only the newest days are there, as many as fill maxCardTransactions.

const maxCardTransactions = 2000

func init() {
	shelfOf(spec{
		object: "cardprocessing.transactions", prefix: "PTX_", noun: "Cardprocessing Transaction", path: "/Cardprocessing/Transactions",
		seed: seedCardTransactions,
	})
}

// tillDay is a day at one terminal: its sales, and its end.
type tillDay struct {
	shop uint8
	day  string // 2025-11-14
	end  int64  // unix second of the report
	rows []int32
}

// reportProduct and reportType are how the reference's sample names a report; a
// sale's type is the sandbox's own.
const (
	reportProduct = "Kassenschnitt"
	reportType    = 4
	saleType      = 1
)

// tillDays are the newest days with sales, oldest first.
func (w *world) tillDays() []tillDay {
	var days []tillDay
	open := map[uint8]int{} // place of the day that a shop is in
	count := 0
	for i := int32(len(w.rows) - 1); i >= 0 && count < maxCardTransactions; i-- {
		r := w.rows[i]
		if w.terminal(payment{row: r}) == "" || !r.happened() {
			continue
		}
		at := time.Unix(int64(r.created), 0).In(berlin)
		n, known := open[r.store]
		if day := at.Format(time.DateOnly); !known || days[n].day != day {
			end := time.Date(at.Year(), at.Month(), at.Day(), 23, 50, int(r.store), 0, berlin).Unix()
			n = len(days)
			days = append(days, tillDay{shop: r.store, day: day, end: max(end, int64(r.created)+1)})
			open[r.store] = n
		}
		days[n].rows = append(days[n].rows, i)
		count++
	}
	if count == maxCardTransactions { // the oldest day of each shop may lack sales
		for _, n := range open {
			days[n].rows = nil
		}
	}
	days = slices.DeleteFunc(days, func(d tillDay) bool { return d.rows == nil })
	slices.Reverse(days)
	return days
}

func seedCardTransactions(s *Server) []object {
	w := s.ledger.world
	var all []object
	for n, d := range w.tillDays() {
		slices.Reverse(d.rows)
		id, report := fmt.Sprint(10_446_230_000+int64(n)), 84_950_000+n
		var sum api.Minor
		for k, i := range d.rows {
			r := w.rows[i]
			sum += r.minor()
			brand, _, _ := strings.Cut(w.paymentData(payment{row: r, index: i}), " ")
			o := s.cardTransaction(d, int64(r.created), w.transID(int(i)), k+1, brand, r.minor())
			o = append(o, member{"related_transactions", []object{append(ref(payments, w.payments.id(int(i))), member{"trans_id", w.transID(int(i))})}})
			if d.end <= w.epoch {
				o = append(o, member{"end_of_day_date", wireTime(d.end)}, member{"end_of_day_id", id}, member{"ref_report_id", report})
			}
			all = append(all, append(o, member{"ref_report_type", saleType}))
		}
		if d.end <= w.epoch {
			o := s.cardTransaction(d, d.end, 155_000_000+int64(n), len(d.rows)+1, reportProduct, sum).with("receipt_number", "0")
			all = append(all, append(o, member{"end_of_day_date", wireTime(d.end)}, member{"end_of_day_id", id},
				member{"ref_report_id", report}, member{"ref_report_type", reportType}))
		}
	}
	slices.SortStableFunc(all, func(a, b object) int { return int(a.int("-at") - b.int("-at")) })
	return all
}

// cardTransaction is what a sale and a report have in common.
func (s *Server) cardTransaction(d tillDay, at, trans int64, trace int, product string, amount api.Minor) object {
	shop := shops[d.shop]
	return object{
		{"created", wireTime(at)}, {"updated", wireTime(at + 9)}, {"merchant", s.merchantRef()}, {"store", s.shopRef(int(d.shop))},
		{"store_name", shop.name}, {"trans_id", trans}, {"tid", shop.tid}, {"amount", amount}, {"trace", trace},
		{"receipt_number", fmt.Sprint(trace)}, {"product", product}, {"-at", at},
	}
}
