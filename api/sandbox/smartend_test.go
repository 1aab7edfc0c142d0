package sandbox_test

import (
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestAnUpdateGivesUpWhatWasAuthorised(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	made := s.sale(900, func(in *api.NewSmartTransaction) {
		in.Application = &api.NewApplication{Language: "en"}
		in.PaymentContext = &api.PaymentContext{AutoCapture: new(false)}
	})
	in, _ := by("debit")
	prepared := done(s, api.PrepareSmartTransaction, in, made.ID, "debit")
	void := prepared.Payments[0].ID
	price := api.Minor(1500)
	updated := done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{
		Basket: &api.NewBasket{Products: []api.NewProduct{{Desc: "Roggenbärchen", Price: &price}}}, BasketInfo: api.SmartBasketInfo{Sum: &price},
		MerchantRef: "K-1", Application: &api.NewApplication{Language: "de"},
	}, made.ID)
	if updated.Status != "created" || *updated.BasketInfo.Sum != 1500 || len(updated.Payments) > 0 || updated.PaymentMethod != "" || updated.TransactionRef != "B-77" ||
		updated.MerchantRef != "K-1" || updated.Application.Language != "en" || updated.PaymentLinks.General == "" || updated.Updated.IsZero() {
		t.Errorf("%+v", updated)
	}
	if st := done(s, api.CheckPaymentStatus, api.None{}, void); st.Status != 59 || *st.Amount != 0 {
		t.Errorf("the payment that was given up: %+v", st)
	}
	empty := done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{}, made.ID)
	if len(empty.Basket.Products) > 0 || *empty.BasketInfo.Sum != 0 || empty.BasketInfo.Currency != "EUR" {
		t.Errorf("without a basket: %+v", empty)
	}
	still(s, api.SmartTransactions, made.ID, func() {
		refusedBy(s, "ProductInternalException", api.UpdateSmartTransaction, api.NewSmartTransaction{Intent: "gift"}, made.ID)
	})
}

func TestASaleLeavesItsCustomerAndItsContainerAlone(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	container := done(s, api.CreatePaymentContainer, bank("", "DE89370400440532013000", ""))
	sale := s.sale(900, func(in *api.NewSmartTransaction) { in.Container = &api.UseContainer{ID: container.ID} })
	owned := fetched(s, api.PaymentContainers, container.ID)
	if owned.Customer.ID != sale.Customer.ID || owned.Private != container.Private {
		t.Errorf("the container became %+v", owned)
	}
	still(s, api.PaymentContainers, container.ID, func() {
		still(s, api.PaymentCustomers, sale.Customer.ID, func() {
			done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{BasketInfo: sale.BasketInfo}, sale.ID)
			done(s, api.PrepareSmartTransaction, api.PrepareSmart{}, sale.ID, "debit")
			done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{BasketInfo: sale.BasketInfo}, sale.ID)
		})
	})
	done(s, api.DeletePaymentContainer, api.None{}, container.ID)
	done(s, api.UpdateSmartTransaction, api.NewSmartTransaction{BasketInfo: sale.BasketInfo}, sale.ID)
	refusedBy(s, "ProductInternalException", api.PrepareSmartTransaction, api.PrepareSmart{}, sale.ID, "debit")
}

func TestAnAbortIsForWhatWasNotStarted(t *testing.T) {
	for _, method := range []string{"", "debit", "invoice", "creditcard", "prepaid"} {
		s := openShop(t, sandbox.Options{})
		sale := s.sale(900)
		if method != "" {
			in, _ := by(method)
			sale = done(s, api.PrepareSmartTransaction, in, sale.ID, method)
		}
		aborted := done(s, api.AbortSmartTransaction, api.None{}, sale.ID)
		if aborted.Status != "aborted" || aborted.PaymentLinks.General != "" {
			t.Errorf("%s: %+v", method, aborted)
		}
		if method != "" && s.inEffect(sale) != "59 void 0" {
			t.Errorf("%s: the payment is %s", method, s.inEffect(sale))
		}
		s.wait(48 * time.Hour) // neither payer nor money comes any more
		still(s, api.SmartTransactions, sale.ID, func() {
			refusedBy(s, "ProductNotAllowedException", api.AbortSmartTransaction, api.None{}, sale.ID)
			refusedBy(s, "ProductNotAllowedException", api.CancelSmartTransaction, api.None{}, sale.ID)
			refusedBy(s, "ProductNotAllowedException", api.StartSmartTransaction, api.StartSmart{}, sale.ID)
			refusedBy(s, "ProductNotAllowedException", api.SetSmartDelivery, report("DHL", "1", ""), sale.ID)
		})
		if got := fetched(s, api.SmartTransactions, sale.ID).Status; got != "aborted" {
			t.Errorf("%s: later %s", method, got)
		}
		if len(s.AllRefunds()) > 0 {
			t.Error("an abort moved money")
		}
	}
}

func TestACancelVoidsOrRefunds(t *testing.T) {
	for _, test := range []struct {
		method         string
		start          bool
		payment        string
		refunds, notes int
	}{
		{"debit", false, "59 void 0", 0, 1},
		{"debit", true, "6 accepted 0", 1, 1},
		{"invoice", true, "59 void 0", 0, 1},
		{"prepaid", false, "59 void 0", 0, 1},
		{"cash", true, "", 0, 0},
	} {
		s := openShop(t, sandbox.Options{})
		in, _ := by(test.method)
		sale := s.sale(900)
		if test.method != "cash" {
			sale = done(s, api.PrepareSmartTransaction, in, sale.ID, test.method)
		}
		if test.start {
			sale = done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID, test.method)
		}
		cancelled := done(s, api.CancelSmartTransaction, api.None{}, sale.ID)
		if len(cancelled) != 1 || cancelled[0].Status != "cancelled" {
			t.Fatalf("%s: %+v", test.method, cancelled)
		}
		if test.payment != "" {
			truth, _ := s.Truth(sale.Payments[0].ID)
			if got := s.inEffect(sale); got != test.payment || len(truth.Refunds) != test.refunds {
				t.Errorf("%s, started %v: payment %s, refunds %v", test.method, test.start, got, truth.Refunds)
			}
		}
		still(s, api.SmartTransactions, sale.ID, func() {
			refusedBy(s, "ProductNotAllowedException", api.CancelSmartTransaction, api.None{}, sale.ID)
		})
		if got := len(s.AllRefunds()); got != test.notes {
			t.Errorf("%s: %d moves of money", test.method, got)
		}
	}
	s := openShop(t, sandbox.Options{})
	refusedBy(s, "ProductNotAllowedException", api.CancelSmartTransaction, api.None{}, s.sale(900).ID)
	refusedBy(s, "ProductNotFoundException", api.CancelSmartTransaction, api.None{}, "STX_X")
}

func TestASaleIsRefundedByItsPaymentToo(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	in, _ := by("debit")
	sale := done(s, api.StartSmartTransaction, api.StartSmart{PrepareSmart: in}, s.sale(900).ID, "debit")
	done(s, api.CancelPayment, api.Refund{By: 400}, sale.Payments[0].ID)
	if got := fetched(s, api.SmartTransactions, sale.ID).Status; got != "ok" || s.inEffect(sale) != "6 accepted 500" {
		t.Errorf("after a part: %s, %s", got, s.inEffect(sale))
	}
	done(s, api.CancelSmartTransaction, api.None{}, sale.ID)
	moves := s.AllRefunds()
	if len(moves) != 2 || moves[1].Amount != 500 || s.inEffect(sale) != "6 accepted 0" {
		t.Errorf("%+v, %s", moves, s.inEffect(sale))
	}
	in, _ = by("debit")
	open := done(s, api.PrepareSmartTransaction, in, s.sale(900).ID, "debit")
	done(s, api.CancelPayment, api.Refund{By: 900}, open.Payments[0].ID)
	if got := fetched(s, api.SmartTransactions, open.ID).Status; got != "cancelled" {
		t.Errorf("a sale whose payment is void is %s", got)
	}
	captured := done(s, api.PrepareSmartTransaction, in, s.sale(700).ID, "debit")
	done(s, api.CapturePayment, api.Capture{}, captured.Payments[0].ID)
	if got := fetched(s, api.SmartTransactions, captured.ID).Status; got != "ok" {
		t.Errorf("a sale whose payment is captured is %s", got)
	}
}

// report is a delivery as a client reports it.
func report(by, code, invoice string) api.SmartDeliveryReport {
	return api.SmartDeliveryReport{Delivery: api.SmartDelivery{ShippedBy: by, TrackingCode: code, InvoiceNumber: invoice}}
}

func TestADeliveryMakesAnInvoiceDue(t *testing.T) {
	for intent, states := range map[string][2]string{"sale": {"ok", "ok"}, "order": {"received", "shipped"}} {
		for _, isDemo := range []bool{false, true} {
			s := openShop(t, sandbox.Options{})
			sale := s.sale(900, func(in *api.NewSmartTransaction) { in.Intent, in.Demo = intent, &isDemo })
			refusedBy(s, "ProductNotAllowedException", api.SetSmartDelivery, report("DHL", "1", "R-1"), sale.ID)
			sale = done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID, "invoice")
			if sale.Status != states[0] || s.inEffect(sale) != "85 waiting for shipment 900" {
				t.Fatalf("%s: %s, %s", intent, sale.Status, s.inEffect(sale))
			}
			shipped := done(s, api.SetSmartDelivery, report("DHL", "1234567", "R-1"), sale.ID)
			if d := shipped.Delivery; shipped.Status != states[1] || d.Type != "shipping" || d.TrackingCode != "1234567" || d.ShippedAt.IsZero() {
				t.Errorf("%s: %+v", intent, shipped)
			}
			want := map[bool]string{false: "6 accepted 900", true: "11 accepted 900"}[isDemo]
			if p := s.paid(sale); s.inEffect(sale) != want || p.InvoiceNumber != "R-1" {
				t.Errorf("%s: %s, %+v", intent, s.inEffect(sale), p)
			}
			again := done(s, api.SetSmartDelivery, report("DHL", "7654321", "R-2"), sale.ID)
			if again.Delivery.TrackingCode != "7654321" || !again.Delivery.ShippedAt.Equal(shipped.Delivery.ShippedAt.Time) || s.paid(sale).InvoiceNumber != "R-2" || again.Status != states[1] {
				t.Errorf("corrected: %+v", again)
			}
		}
	}
}

func TestGoodsAreCollectedWithACode(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	store := found(s, api.Stores, "")[0].ID
	sale := s.sale(900, inOrder("collection"), func(in *api.NewSmartTransaction) { in.Delivery.StoreID = store })
	if sale.Delivery.Code != "" {
		t.Error("there is a code before the start")
	}
	in, _ := by("debit")
	done(s, api.PrepareSmartTransaction, in, sale.ID, "debit")
	sale = done(s, api.StartSmartTransaction, api.StartSmart{}, sale.ID)
	if sale.Status != "collection" || len(sale.Delivery.Code) != 6 || sale.Delivery.StoreID != store {
		t.Fatalf("%+v", sale)
	}
	still(s, api.SmartTransactions, sale.ID, func() {
		refusedBy(s, "ProductInternalException", api.SetSmartDelivery, api.SmartDeliveryReport{Delivery: api.SmartDelivery{Type: "shipping"}}, sale.ID)
	})
	at := api.Time{Time: epoch.Add(time.Hour)}
	collected := done(s, api.SetSmartDelivery, api.SmartDeliveryReport{Delivery: api.SmartDelivery{DeliveredAt: at}}, sale.ID)
	if collected.Status != "collected" || !collected.Delivery.DeliveredAt.Equal(at.Time) || collected.Delivery.Code != sale.Delivery.Code {
		t.Errorf("%+v", collected)
	}
}
