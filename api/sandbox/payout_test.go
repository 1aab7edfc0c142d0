package sandbox_test

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// cents reads a German amount.
func cents(t *testing.T, text string) api.Minor {
	t.Helper()
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
	if err != nil || !strings.Contains(text, ",") {
		t.Fatalf("%q is no amount: %v", text, err)
	}
	return api.Minor(n)
}

// download reads the file behind an address of the server.
func download(t *testing.T, c *api.Client, s *sandbox.Server, address string) api.File {
	t.Helper()
	rest, ours := strings.CutPrefix(address, s.BaseURL()+"/api/v2/Document/Uploads/")
	id, isFile := strings.CutSuffix(rest, "/Download")
	if !ours || !isFile {
		t.Fatalf("%s is no document of the server", address)
	}
	file := works(t, c, api.DownloadFile, api.None{}, id)
	if is := works(t, c, api.DocumentUploadOf, api.None{}, id); is.ID != id || !bytes.Equal(is.Content, file.Content) || is.Type != file.ContentType || is.Name != file.Name || is.Created.IsZero() {
		t.Errorf("%s is read as %s %q of %v and downloaded as %s %q", id, is.Type, is.Name, is.Created, file.ContentType, file.Name)
	}
	return file
}

// paid are the payments that were paid out up to now, by currency and moment.
func paid(t *testing.T, c *api.Client, now time.Time) map[string]api.Minor {
	t.Helper()
	sums := map[string]api.Minor{}
	for item, err := range api.PaymentTransactions.All(t.Context(), c, api.Query{Count: 1000}) {
		if err != nil {
			t.Fatal(err)
		}
		switch p := item.Value; {
		case !p.PayoutDate.IsZero():
			sums[p.Currency+p.PayoutDate.String()] += *p.Amount
			if p.PayoutDate.After(now) || p.PayoutDate.Before(p.Created.Time) || p.PayoutDate.Before(p.CompletionDate.Time) {
				t.Errorf("%s of %v was paid out at %v", p.ID, p.Created, p.PayoutDate)
			}
		case p.Status == 17:
			t.Errorf("%s is paid out at no time", p.ID)
		}
	}
	return sums
}

func TestPayoutsAddUpAndHoldThePaymentsThatWerePaidOut(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 1200})
	sums, debt := paid(t, c, epoch), map[string]api.Minor{}
	payouts := find(t, c, api.Payouts, "")
	if len(payouts) < 30 || len(sums) < 30 {
		t.Fatalf("%d payouts of %d days with payments", len(payouts), len(sums))
	}
	seen := map[string]bool{}
	for n := len(payouts) - 1; n >= 0; n-- {
		p := payouts[n]
		key := p.Currency + p.Date.String()
		if *p.Volume != sums[key] || seen[key] {
			t.Errorf("%s of %s: a volume of %d for payments of %d, seen %v", p.ID, key, *p.Volume, sums[key], seen[key])
		}
		seen[key] = true
		delete(sums, key)
		if *p.Volume == 0 {
			t.Errorf("%s pays for nothing", p.ID)
		}
		total := *p.Volume + *p.Refunds + *p.Stakeholder + *p.Claims + *p.Invoices + *p.Misc
		if total != *p.PayoutAmount || *p.Amount != total || total < 0 {
			t.Errorf("%s: %d is paid of %d", p.ID, *p.PayoutAmount, total)
		}
		if *p.Refunds > 0 || *p.Claims > 0 || *p.Stakeholder > 0 || *p.Invoices > 0 {
			t.Errorf("%s adds what is to be taken off: %+v", p.ID, p)
		}
		left := total - *p.Misc - debt[p.Currency] // what is left before the debt goes on
		if debt[p.Currency] = max(0, -left); *p.PayoutAmount != max(0, left) {
			t.Errorf("%s pays %d of %d", p.ID, *p.PayoutAmount, left)
		}
		if p.Date.After(epoch) || p.Purpose == "" || p.Receiver == "" || p.TransID == 0 || *p.StatusSimple != 9 || len(p.Documents) != 2 {
			t.Errorf("%+v", p)
		}
	}
	for key, sum := range sums {
		t.Errorf("%d of %s are in no payout", sum, key)
	}
	for _, q := range []string{"currency:CHF", "refund_amount:[* TO -1]", "claim_amount:[* TO -1]", "stakeholder_amount:[* TO -1]", "invoice_amount:[* TO -1]"} {
		if len(find(t, c, api.Payouts, q)) == 0 {
			t.Errorf("no payout has %s", q)
		}
	}
}

func TestWhateverDayItIsWhatWasPaidOutIsPast(t *testing.T) {
	for _, day := range []string{
		"2025-10-27T05:45:00+01:00", // the clock went back over the weekend
		"2025-03-31T06:30:00+02:00", // it went forward
		"2025-11-16T00:00:00+01:00", "2025-11-17T05:59:59+01:00",
	} {
		now := api.ParseTime(day).Time
		c := dial(t, sandbox.New(sandbox.Options{Payments: 400, Now: func() time.Time { return now }}))
		sums := paid(t, c, now)
		for _, p := range find(t, c, api.Payouts, "") {
			delete(sums, p.Currency+p.Date.String())
			if p.Date.After(now) || !strings.Contains(p.Date.Format(time.RFC3339), "T06:00:00+0") {
				t.Errorf("at %s there is a payout of %v", day, p.Date)
			}
		}
		if len(sums) > 0 {
			t.Errorf("at %s payments are in no payout: %v", day, sums)
		}
	}
}

func TestADebtIsCarriedIntoTheNextPayout(t *testing.T) {
	carried := 0
	for seed := range uint64(6) {
		c, _, _ := ticking(t, sandbox.Options{Payments: 120, Seed: seed})
		payouts := find(t, c, api.Payouts, "")
		for n := len(payouts) - 1; n >= 0; n-- {
			if p := payouts[n]; *p.Misc > 0 && *p.PayoutAmount != 0 {
				t.Errorf("%s is in debt and pays %d", p.ID, *p.PayoutAmount)
			}
		}
		carried += len(find(t, c, api.Payouts, "payout_amount:0 AND misc_amount:[1 TO *]"))
	}
	if carried == 0 {
		t.Error("no payout of six servers carries a debt")
	}
}

func TestAPayoutCanBeExplainedLineByLine(t *testing.T) {
	c, s, _ := ticking(t, sandbox.Options{Payments: 1500})
	for _, p := range find(t, c, api.Payouts, "refund_amount:[* TO -1] OR invoice_amount:[* TO -1]") {
		file := download(t, c, s, p.Documents[0].URL)
		in := csv.NewReader(bytes.NewReader(file.Content))
		in.Comma = ';'
		lines, err := in.ReadAll()
		if err != nil || file.ContentType != "text/csv" || !strings.HasSuffix(file.Name, ".csv") {
			t.Fatalf("%v: %s %s", err, file.ContentType, file.Name)
		}
		sums := map[string]api.Minor{}
		for _, line := range lines[1:] {
			sums[line[2]] += cents(t, line[4])
			sums["all"] += cents(t, line[4])
		}
		want := map[string]api.Minor{
			"Zahlung": *p.Volume, "Rückzahlung": *p.Refunds, "Anteil Plattform": *p.Stakeholder, "Rücklastschrift": *p.Claims,
			"Rechnung": *p.Invoices, "Übertrag": *p.Misc, "all": *p.PayoutAmount,
		}
		for name, sum := range want {
			if sums[name] != sum {
				t.Errorf("%s: the list says %s %d, the payout %d", p.ID, name, sums[name], sum)
			}
		}
		if first := find(t, c, api.PaymentTransactions, "trans_id:"+lines[1][0]); len(first) != 1 || first[0].OrderID != lines[1][3] {
			t.Errorf("%s lists %v", p.ID, lines[1])
		}
	}
	page := download(t, c, s, find(t, c, api.Payouts, "")[0].Documents[1].URL)
	if page.ContentType != "application/pdf" || !bytes.HasPrefix(page.Content, []byte("%PDF-1.4")) || !bytes.Contains(page.Content, []byte("Auszahlung")) {
		t.Errorf("a statement is %s: %.200s", page.ContentType, page.Content)
	}
}

func TestInvoicesAreOfAMonthAndTaxed(t *testing.T) {
	c, s, _ := ticking(t, sandbox.Options{Payments: 3000})
	for path, r := range map[string]api.Resource[api.Invoice]{"payments": api.PaymentInvoices, "cards": api.CardInvoices} {
		all := find(t, c, r, "")
		numbers := map[string]bool{}
		for _, i := range all {
			if *i.NetAmount+*i.TaxAmount != *i.Gross() || *i.TaxAmount < *i.NetAmount*18/100 || i.Issued().IsZero() || i.Issued().Day() != 6 || i.Merchant.ID == "" || i.Currency == "" {
				t.Errorf("%+v", i)
			}
			if numbers[i.Number()] {
				t.Errorf("%s: the number %s comes twice", path, i.Number())
			}
			numbers[i.Number()] = true
		}
		if file := download(t, c, s, all[0].DocumentURL); !bytes.Contains(file.Content, []byte(all[0].Number())) {
			t.Errorf("the paper of %s lacks its number", all[0].ID)
		}
	}
	newest := find(t, c, api.PaymentInvoices, "")[0]
	if file := download(t, c, s, newest.XMLURL); !strings.Contains(string(file.Content), "<netAmount>"+strconv.FormatInt(int64(*newest.NetAmount), 10)+"</netAmount>") {
		t.Errorf("the data of an invoice is %s", file.Content)
	}
	taken := api.Minor(0)
	for _, p := range find(t, c, api.Payouts, "") {
		taken -= *p.Invoices
	}
	owed := api.Minor(0)
	for _, i := range find(t, c, api.PaymentInvoices, "") {
		if oldest := find(t, c, api.Payouts, "currency:EUR"); i.Issued().After(oldest[len(oldest)-1].Date.Time) {
			owed += *i.Gross()
		}
	}
	if taken != owed || taken == 0 {
		t.Errorf("%d of invoices over %d were taken off payouts", taken, owed)
	}
	for tid, currency := range map[string]string{"62341001": "EUR", "62341901": "CHF"} {
		if of := find(t, c, api.CardInvoices, "tid:"+tid); len(of) < 11 || of[0].Currency != currency || of[0].Store.Title() != of[0].StoreName {
			t.Errorf("%d invoices of %s, %+v", len(of), tid, of[0])
		}
	}
}

func TestAnEndOfDayReportHoldsTheSalesOfItsTerminal(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 2500})
	sums, open := map[string]api.Minor{}, 0
	all := find(t, c, api.CardTransactions, "NOT product:Kassenschnitt")
	for _, sale := range all {
		if sale.EndOfDayID == "" {
			if open++; !sale.Created.After(epoch.AddDate(0, 0, -1)) {
				t.Errorf("%s of %v is in no report", sale.ID, sale.Created)
			}
		}
		sums[sale.EndOfDayID] += *sale.Amount
	}
	reports := find(t, c, api.CardTransactions, "product:Kassenschnitt AND ref_report_type:4")
	for _, r := range reports {
		if *r.Amount != sums[r.EndOfDayID] || !r.EndOfDay.Equal(r.Created.Time) {
			t.Errorf("%s of %d reports sales of %d", r.ID, *r.Amount, sums[r.EndOfDayID])
		}
		delete(sums, r.EndOfDayID)
	}
	if delete(sums, ""); len(sums) > 0 || open == 0 || len(reports) < 50 {
		t.Errorf("%d sales are open, %d reports are missing of %d", open, len(sums), len(reports))
	}
	sale := all[len(all)/2]
	p := read(t, c, api.PaymentTransactions, sale.Related[0].ID)
	if p.TransID != sale.TransID || *p.Amount != *sale.Amount || p.TID != sale.TID || p.Store.ID != sale.Store.ID || !strings.HasPrefix(p.PaymentData, sale.Product) {
		t.Errorf("the sale %+v is of the payment %+v", sale, p)
	}
}

func TestOfManyPaymentsTheNewestDaysAtTerminalsAreThere(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60_000})
	all := find(t, c, api.CardTransactions, "product:Kassenschnitt")
	if len(all) < 4 || len(all) > 1000 {
		t.Errorf("%d reports", len(all))
	}
	page, err := api.CardTransactions.Find(t.Context(), c, api.Query{})
	if err != nil || page.Total > 2600 || page.Total < 1500 {
		t.Errorf("%v: %d transactions at terminals", err, page.Total)
	}
}
