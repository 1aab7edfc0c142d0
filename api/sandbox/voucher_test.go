package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestARegisterFindsTheVoucherItMeans(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	amount := func(n api.Minor) *api.Minor { return &n }
	for _, test := range []struct {
		amount *api.Minor
		number string
		want   string // description of the item
	}{
		{amount(1500), "0000000123456789", "Mustergutschein 15 EUR"},
		{amount(1500), "123456789", "Mustergutschein 15 EUR"},
		{amount(1501), "123456789", ""},
		{nil, "123456789", ""}, // which one?
		{nil, "4001234000053", "Buchhaus am Münster 25 EUR"},
		{amount(1000), "4001234000060", ""}, // is not sold any more
		{amount(1500), "999", ""},
	} {
		m := works(t, c, api.MapPrepaidItem, api.PrepaidQuestion{Amount: test.amount, ProductID: test.number}, "me")
		if test.want == "" {
			if m.Item.ID != "" || m.VTCID != "" {
				t.Errorf("%v of %s is %+v", test.amount, test.number, m)
			}
			continue
		}
		item := read(t, c, api.PrepaidItems, m.Item.ID)
		if item.Description != test.want || item.VTCID != m.VTCID || m.Product() != test.number {
			t.Errorf("%s is %+v, which is %+v, want %s", test.number, m, item, test.want)
		}
	}
	contract := find(t, c, api.Contracts, "")[0].ID
	works(t, c, api.MapPrepaidItem, api.PrepaidQuestion{ProductID: "1"}, contract)
	fails(t, c, nowhere, api.MapPrepaidItem, api.PrepaidQuestion{ProductID: "1"}, "GCR_X")
	fails(t, c, wrong, api.MapPrepaidItem, api.PrepaidQuestion{ProductID: "12345678901234"}, "me")
	fails(t, c, wrong, api.MapPrepaidItem, api.PrepaidQuestion{}, "me")
}

func TestVouchersAreOfTheirBrand(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	for _, i := range find(t, c, api.PrepaidItems, "") {
		if i.Group.ID == "" || !strings.HasPrefix(i.Description, i.Group.Description) || *i.Commission >= *i.RetailPrice || i.Currency != "EUR" || *i.Enabled != *i.Group.Enabled {
			t.Errorf("%+v", i)
		}
	}
	for q, want := range map[string]int{"enabled:false": 1, "type:POSA": 9, "itemgroup.description:spielewelt": 2, "retail_price:[5000 TO *]": 2, "product:123456789": 0} {
		if got := len(find(t, c, api.PrepaidItems, q)); got != want {
			t.Errorf("%s finds %d, want %d", q, got, want)
		}
	}
}

// secrets are what a voucher is worth something by.
type secrets struct {
	Code            string `json:"code"`
	Serial          string `json:"serial"`
	Password        string `json:"password"`
	CardNumber      string `json:"cardnumber"`
	CustomerReceipt string `json:"receipt_customer"`
	TerminalReceipt string `json:"receipt_zvt"`
}

// voucher is what the server keeps of a sale and its client never says.
func voucher(t *testing.T, s *sandbox.Server, sale string) secrets {
	t.Helper()
	var kept struct {
		Secret secrets `json:"-secret"`
	}
	if err := json.Unmarshal(s.Kept("prepaid.sales", sale), &kept); err != nil {
		t.Fatal(err)
	}
	return kept.Secret
}

func TestAVoucherIsSoldOnceAndItsCodeIsSaidToTheBuyerAlone(t *testing.T) {
	c, s, clock := ticking(t, sandbox.Options{Payments: 60})
	item := find(t, c, api.PrepaidItems, "type:POSA AND retail_price:2500")[0]
	sale := works(t, c, api.CreatePrepaidSale, api.NewPrepaidSale{Item: item.ID})
	if sale.Status != "delivered" || sale.Type != "sale_item" || *sale.Amount != *item.RetailPrice || *sale.Commission != *item.Commission ||
		sale.Item.ID != item.ID || sale.Group.ID != item.Group.ID || sale.Device.ID == "" || sale.Store.Title() == "" || sale.VTCID != item.VTCID {
		t.Errorf("%+v", sale)
	}
	for _, secret := range []api.Secret{sale.Code, sale.Serial, sale.Password, sale.CustomerReceipt, sale.TerminalReceipt} {
		if secret != api.Masked {
			t.Errorf("%+v", sale)
		}
	}
	secrets := voucher(t, s, sale.ID)
	for _, receipt := range []string{secrets.CustomerReceipt, secrets.TerminalReceipt} {
		if secrets.Code == "" || secrets.Serial == "" || secrets.CardNumber == "" || secrets.Password == "" || !strings.Contains(receipt, secrets.Code) {
			t.Errorf("%+v", secrets)
		}
	}
	hidden := func() {
		t.Helper()
		one, err := api.PrepaidSales.Get(t.Context(), c, sale.ID)
		if err != nil {
			t.Fatal(err)
		}
		page, err := api.PrepaidSales.Find(t.Context(), c, api.Query{Q: "id:" + sale.ID})
		if err != nil || len(page.Items) != 1 {
			t.Fatalf("%v, %d found", err, len(page.Items))
		}
		for _, raw := range [][]byte{one.Raw, page.Items[0].Raw} {
			for _, name := range []string{`"code"`, `"serial"`, `"password"`, `"cardnumber"`, secrets.Code, secrets.Serial, secrets.CardNumber} {
				if strings.Contains(string(raw), name) {
					t.Errorf("%s is shown in %s", name, raw)
				}
			}
		}
		for _, q := range []string{"code:" + secrets.Code, "serial:" + secrets.Serial} {
			if n := len(find(t, c, api.PrepaidSales, q)); n != 0 {
				t.Errorf("%s finds %d", q, n)
			}
		}
		if kept := voucher(t, s, sale.ID); kept != secrets {
			t.Errorf("of %+v is kept %+v", secrets, kept)
		}
	}
	hidden()
	clock.advance(10 * time.Minute)
	if done := works(t, c, api.ConfirmPrepaidSale, api.None{}, sale.ID); done.Status != "confirmed" || done.Code != api.Masked || done.Serial != api.Masked {
		t.Errorf("confirmed, the sale is %+v", done)
	}
	fails(t, c, denied, api.ConfirmPrepaidSale, api.None{}, sale.ID)
	hidden()
	second := works(t, c, api.CreatePrepaidSale, api.NewPrepaidSale{Item: item.ID})
	if voucher(t, s, second.ID).Code == secrets.Code || second.ID == sale.ID {
		t.Error("the same voucher is sold twice")
	}
	clock.advance(16 * time.Minute)
	if is := read(t, c, api.PrepaidSales, second.ID); is.Status != "failed" {
		t.Errorf("after a quarter of an hour the sale is %s", is.Status)
	}
	fails(t, c, denied, api.ConfirmPrepaidSale, api.None{}, second.ID)
	if is := read(t, c, api.PrepaidSales, sale.ID); is.Status != "confirmed" {
		t.Errorf("the first sale is %s", is.Status)
	}
}

func TestASaleIsRefusedWithoutAVoucherOrATill(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	before := len(find(t, c, api.PrepaidSales, ""))
	fails(t, c, denied, api.CreatePrepaidSale, api.NewPrepaidSale{Item: find(t, c, api.PrepaidItems, "enabled:false")[0].ID})
	fails(t, c, nowhere, api.CreatePrepaidSale, api.NewPrepaidSale{Item: "PIT_X"})
	fails(t, c, wrong, api.CreatePrepaidSale, api.NewPrepaidSale{})
	fails(t, c, nowhere, api.ConfirmPrepaidSale, api.None{}, "PSL_X")
	for _, q := range []string{"denied", "failed", "confirmed"} {
		fails(t, c, denied, api.ConfirmPrepaidSale, api.None{}, find(t, c, api.PrepaidSales, "status:"+q)[0].ID)
	}
	for _, d := range find(t, c, api.Devices, "products.prepaid.enabled:true") {
		no := false
		works(t, c, api.UpdateDevice, api.NewDevice{Products: &api.DeviceProducts{Prepaid: &api.DevicePrepaid{Enabled: &no}}}, d.ID)
	}
	fails(t, c, denied, api.CreatePrepaidSale, api.NewPrepaidSale{Item: find(t, c, api.PrepaidItems, "enabled:true")[0].ID})
	if after := len(find(t, c, api.PrepaidSales, "")); after != before {
		t.Errorf("%d sales became %d", before, after)
	}
}

func TestAReportHoldsTheConfirmedSalesOfItsTill(t *testing.T) {
	c, _, clock := ticking(t, sandbox.Options{Payments: 60})
	for _, r := range find(t, c, api.PrepaidReports, "") {
		sum := api.Minor(0)
		q := fmt.Sprintf("smart_device.id:%s AND status:confirmed AND created:[%s TO %s}", r.Device.ID, r.From.Format(time.RFC3339), r.To.Format(time.RFC3339))
		for _, sale := range find(t, c, api.PrepaidSales, q) {
			sum += *sale.Amount
		}
		if sum != *r.Amount || r.VTCTID == "" || len(r.Header) == 0 || !strings.HasSuffix(r.Receipt[len(r.Receipt)-1].Value.Name, "EUR") {
			t.Errorf("%s of %s: %d for sales of %d", r.ID, q, *r.Amount, sum)
		}
	}
	item := find(t, c, api.PrepaidItems, "retail_price:3000 AND enabled:true")[0]
	sell := func(confirm bool) api.PrepaidSale {
		sale := works(t, c, api.CreatePrepaidSale, api.NewPrepaidSale{Item: item.ID})
		if confirm {
			works(t, c, api.ConfirmPrepaidSale, api.None{}, sale.ID)
		}
		return sale
	}
	sale := sell(true)
	sell(true)
	sell(false)
	var vtc int64
	if _, err := fmt.Sscan(sale.VTCTID, &vtc); err != nil {
		t.Fatal(err)
	}
	ask := api.NewPrepaidReport{Merchant: sale.Merchant.ID, Store: sale.Store.ID, Device: sale.Device.ID, VTCTID: vtc, From: api.Time{Time: epoch}}
	clock.advance(time.Minute)
	r := works(t, c, api.CreatePrepaidReport, ask)
	if *r.Amount != 6000 || !r.To.Equal(clock.now().Truncate(time.Second)) || r.Device.ID != sale.Device.ID || !strings.HasPrefix(r.Receipt[3].Value.Name, "2 x ") {
		t.Errorf("the report is %+v", r)
	}
	sell(true)
	clock.advance(time.Minute)
	ask.From = api.Time{}
	if next := works(t, c, api.CreatePrepaidReport, ask); *next.Amount != 3000 || !next.From.Equal(r.To.Time) {
		t.Errorf("the next report is %+v", next)
	}
	other := ask
	other.Store = find(t, c, api.Stores, "name:basel")[0].ID
	fails(t, c, wrong, api.CreatePrepaidReport, other)
	other = ask
	other.VTCTID++
	fails(t, c, wrong, api.CreatePrepaidReport, other)
	other = ask
	other.From = api.Time{Time: epoch.Add(time.Hour)}
	fails(t, c, wrong, api.CreatePrepaidReport, other)
	fails(t, c, nowhere, api.CreatePrepaidReport, api.NewPrepaidReport{Merchant: sale.Merchant.ID, Store: sale.Store.ID, Device: "SDV_X", VTCTID: 1})
	fails(t, c, wrong, api.CreatePrepaidReport, api.NewPrepaidReport{})
}
