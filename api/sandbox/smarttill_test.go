package sandbox_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// device is the first device of the shop that matches.
func (s *shop) device(q string) api.Device {
	s.t.Helper()
	all := found(s, api.Devices, q)
	if len(all) == 0 {
		s.t.Fatalf("no device matches %s", q)
	}
	return all[len(all)-1]
}

// printed is a receipt as one text.
func printed(lines []api.ReceiptLine) string {
	var b strings.Builder
	for _, line := range lines {
		v := line.Value
		b.WriteString(line.Type + ": " + v.Caption + v.Name + " " + v.Value + v.Text + "\n")
	}
	return b.String()
}

// at is a sale at a till.
func at(device string) func(*api.NewSmartTransaction) {
	return func(in *api.NewSmartTransaction) {
		in.Source = api.Ref{Object: "smart.devices", ID: device}
		in.Customer = api.PaymentCustomer{}
	}
}

const online = "type:zvt AND online:true"

func TestADiagnosisAnswersWhatTheTerminalPrinted(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	terminal := s.device(online)
	for _, id := range []string{terminal.ID, "me"} {
		sale := done(s, api.Diagnose, api.None{}, id)
		text := printed(sale.Receipt)
		if sale.Status != "ok" || sale.Source.ID != terminal.ID || sale.Merchant.ID == "" || !strings.Contains(text, terminal.TID) || !strings.Contains(text, "Diagnose erfolgreich") {
			t.Errorf("%s: %+v\n%s", id, sale, text)
		}
		if again := fetched(s, api.SmartTransactions, sale.ID); printed(again.Receipt) != text {
			t.Errorf("kept: %s", printed(again.Receipt))
		}
	}
	count := len(found(s, api.SmartTransactions, ""))
	for name, id := range map[string]string{"offline": s.device("type:zvt AND online:false").ID, "no terminal": s.device("type:shopmodule").ID} {
		t.Run(name, func(t *testing.T) {
			refusedBy(s, "ProductNotAllowedException", api.Diagnose, api.None{}, id)
			refusedBy(s, "ProductNotAllowedException", api.EndOfDay, api.None{}, id)
		})
	}
	refusedBy(s, "ProductNotFoundException", api.Diagnose, api.None{}, "SDV_X")
	refusedBy(s, "ProductNotFoundException", api.EndOfDay, api.None{}, "SDV_X")
	if got := len(found(s, api.SmartTransactions, "")); got != count {
		t.Errorf("%d sales became %d", count, got)
	}
}

func TestATerminalTakesItsTimeAndNobodyElseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t, sandbox.Options{Terminal: 30 * time.Second})
		terminal, count, start := s.device(online), len(found(s, api.SmartTransactions, "")), time.Now()
		answered := make(chan time.Duration)
		go func() {
			done(s, api.EndOfDay, api.None{}, terminal.ID)
			answered <- time.Since(start)
		}()
		synctest.Wait()
		if got := len(found(s, api.SmartTransactions, "")); got != count+1 || time.Since(start) != 0 {
			t.Errorf("while the terminal works: %d sales, %d before; it took %v to see", got, count, time.Since(start))
		}
		if took := <-answered; took != 30*time.Second {
			t.Errorf("the terminal answered after %v", took)
		}
	})
}

func TestCashIsTrackedAndCancelledByItsReceipt(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	till := s.device("type:cashier")
	sale := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(1250, at(till.ID)).ID, "cash")
	if sale.Status != "ok" || sale.PaymentMethod != "cash" || len(sale.Payments) > 0 || sale.ReceiptNumber == 0 || sale.TransID == 0 || !strings.Contains(printed(sale.Receipt), "12,50 EUR") {
		t.Fatalf("%+v", sale)
	}
	receipt := strconv.FormatInt(sale.ReceiptNumber, 10)
	cancelled := done(s, api.CancelCashTransaction, api.None{}, receipt)
	if len(cancelled) != 1 || cancelled[0].ID != sale.ID || cancelled[0].Status != "cancelled" || cancelled[0].ReceiptNumber != sale.ReceiptNumber {
		t.Errorf("%+v", cancelled)
	}
	still(s, api.SmartTransactions, sale.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.CancelCashTransaction, api.None{}, receipt)
	})
	s.sale(900) // has no receipt yet, though its number is taken
	for _, number := range []string{"0", "-1", "999999", "abc", strconv.FormatInt(sale.ReceiptNumber+1, 10)} {
		refusedBy(s, "ProductNotFoundException", api.CancelCashTransaction, api.None{}, number)
	}
}

func TestACardIsPaidAtTheTerminalOfTheTill(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	terminal := s.device(online)
	till := s.device("type:cashier AND routing.id:" + terminal.Routing.ID)
	sale := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(1250, at(till.ID)).ID, "cashless")
	p := s.paid(sale)
	if sale.Status != "ok" || sale.Source.ID != till.ID || sale.Destination.ID != terminal.ID || p.TID != terminal.TID || p.StoreName != terminal.Store.Name || s.inEffect(sale) != "6 accepted 1250" {
		t.Errorf("%+v\n%+v", sale, p)
	}
	if text := printed(sale.Receipt); !strings.Contains(text, p.PaymentData) || !strings.Contains(text, terminal.TID) || printed(sale.MerchantReceipt) == text || !sale.PrintReceipt {
		t.Errorf("%s", text)
	}
	if list := found(s, api.PaymentTransactions, "tid:"+terminal.TID+" AND amount:1250"); len(list) != 1 || list[0].ID != p.ID {
		t.Errorf("%+v", list)
	}
	done(s, api.CancelCashTransaction, api.None{}, strconv.FormatInt(sale.ReceiptNumber, 10))
	if moves := s.AllRefunds(); len(moves) != 1 || moves[0].Amount != 1250 || s.inEffect(sale) != "6 accepted 0" {
		t.Errorf("%+v", moves)
	}
	for name, device := range map[string]string{"offline": s.device("type:cashier AND description:Wiehre").ID, "no terminal": s.device("type:shopmodule").ID} {
		t.Run(name, func(t *testing.T) {
			open := s.sale(900, at(device))
			still(s, api.SmartTransactions, open.ID, func() {
				refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, open.ID, "cashless")
			})
		})
	}
}

func TestAnEndOfDayReportCountsAndCloses(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	terminal, other := s.device(online), s.device(online+" AND store.name:Bahnhof")
	done(s, api.EndOfDay, api.None{}, terminal.ID) // what the seed took
	one := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(1000, at(terminal.ID)).ID, "cashless")
	two := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(2000, at(terminal.ID)).ID, "cashless")
	elsewhere := done(s, api.StartSmartTransaction, api.StartSmart{}, s.sale(4000, at(other.ID)).ID, "cashless")
	done(s, api.CancelCashTransaction, api.None{}, strconv.FormatInt(two.ReceiptNumber, 10))
	report := done(s, api.EndOfDay, api.None{}, terminal.ID)
	if text := printed(report.Receipt); !strings.Contains(text, "Gesamt 10,00 EUR") || !strings.Contains(text, "Kassenschnitt erfolgreich") {
		t.Errorf("%s", text)
	}
	still(s, api.SmartTransactions, one.ID, func() {
		refusedBy(s, "ProductNotAllowedException", api.CancelCashTransaction, api.None{}, strconv.FormatInt(one.ReceiptNumber, 10))
	})
	if text := printed(done(s, api.EndOfDay, api.None{}, terminal.ID).Receipt); !strings.Contains(text, "Gesamt 0,00 EUR") {
		t.Errorf("counted twice:\n%s", text)
	}
	done(s, api.CancelCashTransaction, api.None{}, strconv.FormatInt(elsewhere.ReceiptNumber, 10)) // another terminal's day goes on
}

func TestSeededReceiptsAreInTheReportOfTheirDay(t *testing.T) {
	s := openShop(t, sandbox.Options{Payments: 2000})
	sales := found(s, api.SmartTransactions, "payment_method:cashless AND status:ok AND created:[* TO 2025-11-13]")
	if len(sales) < 10 {
		t.Fatalf("%d sales", len(sales))
	}
	for _, sale := range sales {
		tid := s.paid(sale).TID
		if terminal := fetched(s, api.Devices, sale.Source.ID); terminal.TID != tid || tid == "" || !strings.Contains(printed(sale.Receipt), tid) {
			t.Errorf("sale %s was paid at %q, its source is %q", sale.ID, tid, terminal.TID)
		}
	}
	refusedBy(s, "ProductNotAllowedException", api.CancelCashTransaction, api.None{}, strconv.FormatInt(sales[0].ReceiptNumber, 10))
}

func TestACardPaymentElsewhereIsNoted(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	sale := s.sale(900)
	in := api.StartSmart{TID: "60000001", Trace: new(int64(4711)), CardType: "girocard"}
	for name, spoil := range map[string]func(*api.StartSmart){
		"no terminal": func(in *api.StartSmart) { in.TID = "" }, "no trace": func(in *api.StartSmart) { in.Trace = nil },
		"no card": func(in *api.StartSmart) { in.CardType = "" }, "unknown card": func(in *api.StartSmart) { in.CardType = "stone" },
	} {
		t.Run(name, func(t *testing.T) {
			bad := in
			spoil(&bad)
			still(s, api.SmartTransactions, sale.ID, func() {
				refusedBy(s, "ProductInternalException", api.StartSmartTransaction, bad, sale.ID, "cashless_direct")
			})
		})
	}
	sale = done(s, api.StartSmartTransaction, in, sale.ID, "cashless_direct")
	if p := s.paid(sale); sale.Status != "ok" || p.TID != "60000001" || p.ReferenceID != "4711" || p.PaymentData != "girocard" || *p.Amount != 900 {
		t.Errorf("%+v", p)
	}
}
