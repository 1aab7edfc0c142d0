package sandbox

import (
	"fmt"
	"strconv"
	"time"

	"tresen/api"
)

// Prepaid Reports: what a till took for vouchers. Where the reference is silent
// the sandbox decides:
//
//   - The sum is of the confirmed sales of the device from report_from, included,
//     to report_to, not included. Left out these are the end of the device's last
//     report, or else the start of the day, and the present second.
//   - Device, store, merchant and vtc_tid have to belong together.

// voucherReports are one for each week and till, and those that were made since.
var voucherReports *shelf

func init() {
	voucherReports = shelfOf(spec{
		object: "prepaid.reports", prefix: "PRP_", noun: "Prepaid Report", path: "/Prepaid/Reports", seed: seedVoucherReports,
	})
	handle("POST /Prepaid/Reports", reportVouchers)
}

var voucherReportForm = form{
	must(link("merchant", merchantObject)), must(link("store", storeObject)), must(link("smart_device", deviceObject)),
	must(between("vtc_tid", 1, 1<<53)), date("report_from"), date("report_to"),
}

func reportVouchers(s *Server, c *call) (any, *problem) {
	in, no := voucherReportForm.create(s, c)
	if no != nil {
		return nil, no
	}
	till := devices.get(s, in.text("smart_device.id"))
	tid := fmt.Sprint(in.int("vtc_tid"))
	switch {
	case till.text("store.id") != in.text("store.id"), till.text("merchant.id") != in.text("merchant.id"):
		return nil, invalid("smart_device: %s does not belong to the store and the merchant", till.text("id"))
	case till.text("products.prepaid.vtc_tid") != tid:
		return nil, invalid("vtc_tid: %s is not that of %s", tid, till.text("id"))
	}
	from, to := s.reportSpan(c, in)
	if !from.Before(to) {
		return nil, invalid("report_to: must be after report_from")
	}
	r := voucherReport{from: from.Unix(), to: to.Unix()}
	for sale := range voucherSales.all(s, live) {
		at := momentOf(sale.text("created"))
		if sale.text("smart_device.id") == till.text("id") && sale.text("status") == "confirmed" && !at.Before(from) && at.Before(to) {
			r.sold(sale.text("description"), api.Minor(sale.int("amount")))
		}
	}
	return s.answerOf(c, voucherReports.add(s, c.now, r.object(till))), nil
}

// reportSpan is the time that a report is about.
func (s *Server) reportSpan(c *call, in object) (from, to time.Time) {
	to = c.now.Truncate(time.Second)
	if given := in.text("report_to"); given != "" {
		to = momentOf(given)
	}
	if given := in.text("report_from"); given != "" {
		return momentOf(given), to
	}
	local := to.In(berlin)
	from = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, berlin)
	for o := range voucherReports.all(s, live) {
		if last := momentOf(o.text("report_to")); o.text("device.id") == in.text("smart_device.id") && last.After(from) && last.Before(to) {
			from = last
		}
	}
	return from, to
}

// momentOf reads a time of a body; without a zone it is Berlin's.
func momentOf(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, text, berlin); err == nil {
			return at
		}
	}
	return time.Time{}
}

// voucherReport sums up sales. Unix seconds, minor units.
type voucherReport struct {
	from, to int64
	sum      api.Minor
	count    map[string]int
	amount   map[string]api.Minor
	names    []string
}

func (r *voucherReport) sold(name string, amount api.Minor) {
	if r.count == nil {
		r.count, r.amount = map[string]int{}, map[string]api.Minor{}
	}
	if r.count[name] == 0 {
		r.names = append(r.names, name)
	}
	r.count[name]++
	r.amount[name] += amount
	r.sum += amount
}

// object is the report of a device as the wire has it.
func (r *voucherReport) object(till object) object {
	tid, _ := strconv.Atoi(till.text("products.prepaid.vtc_tid"))
	lines := []object{pair("Von", germanTime(r.from)), pair("Bis", germanTime(r.to)), separator("Gutscheine")}
	for _, name := range r.names {
		lines = append(lines, pair(fmt.Sprintf("%d x %s", r.count[name], name), germanDecimal(r.amount[name])))
	}
	lines = append(lines, separator(""), pair("Summe EUR", germanDecimal(r.sum)))
	return object{
		{"merchant", till.get("merchant")}, {"store", till.get("store")},
		{"device", append(ref(deviceObject, till.text("id")), member{"description", till.text("description")})},
		{"amount", r.sum}, {"vtc_tid", tid}, {"report_from", wireTime(r.from)}, {"report_to", wireTime(r.to)},
		{"receipt_header", []object{printed(merchantName, "important", "align-center"), printed(till.text("store.name"), "align-center")}},
		{"receipt", lines},
	}
}

// seedVoucherReports are those of the last weeks, made on Monday mornings.
func seedVoucherReports(s *Server) []object {
	now := time.Unix(s.ledger.world.epoch, 0).In(berlin)
	monday := time.Date(now.Year(), now.Month(), now.Day()-(int(now.Weekday())+6)%7, 0, 0, 0, 0, berlin)
	var all []object
	sold := s.soldVouchers()
	for week := saleDays / 7; week > 0; week-- {
		from, to := monday.AddDate(0, 0, -7*week).Unix(), monday.AddDate(0, 0, -7*week+7).Unix()
		for _, till := range voucherTills {
			r := voucherReport{from: from, to: to}
			for _, v := range sold {
				if v.till == till && v.status == "confirmed" && v.at >= from && v.at < to {
					r.sold(vouchers[v.item].label(), api.Minor(vouchers[v.item].price))
				}
			}
			made := wireTime(min(to+int64(18_000+60*till), s.ledger.world.epoch))
			all = append(all, append(r.object(s.drawDeviceNamed(till)), member{"created", made}, member{"updated", made}))
		}
	}
	return all
}
