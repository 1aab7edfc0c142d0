package sandbox

import (
	"fmt"
	"time"

	"tresen/api"
)

// Prepaid Sales. A sale is delivered when it is made and the customer's when it
// is confirmed. Where the reference is silent the sandbox decides:
//
//   - Status and type are words that the vendor's published client documents:
//     request, denied, failed, delivered, confirmed; sale_item.
//   - The code, the serial number, the password and the receipts with them are
//     money: they are answered to who makes or confirms the sale, and never again.
//     The reading of one sale says what the list says.
//   - What is not confirmed within fifteen minutes has failed.
//   - The first device that has prepaid enabled sells; without one, or with an item
//     that is not enabled, a sale is refused.
//   - Vouchers are paid for at the till: the payments of the ledger do not show them.

const (
	saleObject = "prepaid.sales"
	// confirmWithin is how long a delivered voucher waits.
	confirmWithin = 15 * time.Minute
)

// voucherSales are those of the last weeks, and those that were made since. What
// is money is kept in "-secret".
var voucherSales *shelf

func init() {
	voucherSales = shelfOf(spec{
		object: saleObject, prefix: "PSL_", noun: "Prepaid Sale", path: "/Prepaid/Sales", seed: seedVoucherSales, shows: showVoucherSale,
	})
	handle("POST /Prepaid/Sales", sellVoucher)
	handle("POST /Prepaid/Sales/{prepaidSaleId}/Confirm", confirmVoucher)
}

func sellVoucher(s *Server, c *call) (any, *problem) {
	in, no := form{must(link("item", itemObject))}.create(s, c)
	if no != nil {
		return nil, no
	}
	till := s.voucherTill()
	item := voucherItems.get(s, in.text("item.id"))
	switch {
	case till == nil:
		return nil, refused("no device sells vouchers")
	case !item.flag("enabled"):
		return nil, refused("%s is not sold any more", item.text("description"))
	}
	n := int(item.int("-number")) - itemNumbers
	o := s.voucherSale(s.stock(voucherSales).count(live), n, till).with("status", "delivered")
	return s.voucherOf(voucherSales.add(s, c.now, o)), nil
}

func confirmVoucher(s *Server, c *call) (any, *problem) {
	o, no := voucherSales.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if status := s.shown(o).text("status"); status != "delivered" {
		return nil, refused("a sale that is %s cannot be confirmed", status)
	}
	return s.voucherOf(voucherSales.put(s, c.now, o.with("status", "confirmed"))), nil
}

// voucherOf is a sale with what makes it worth money.
func (s *Server) voucherOf(o object) object {
	secret, _ := o.get("-secret").(object)
	return append(s.shown(o), secret...)
}

// voucherTill is the device that sells vouchers, nil where there is none.
func (s *Server) voucherTill() object {
	for d := range devices.all(s, live) {
		if d.flag("products.prepaid.enabled") {
			return d
		}
	}
	return nil
}

// showVoucherSale lets a sale fail that nobody confirmed in time.
func showVoucherSale(s *Server, o object) object {
	made, err := time.Parse(time.RFC3339, o.text("created"))
	if o.text("status") == "delivered" && err == nil && s.options.Now().Sub(made) > confirmWithin {
		return o.with("status", "failed")
	}
	return o
}

// voucherSale is sale number i of item n at a till.
func (s *Server) voucherSale(i, n int, till object) object {
	v, d := vouchers[n], roll(s.options.Seed, diceText, -5_000_000-i)
	code := fmt.Sprintf("%04d-%04d-%04d-%04d", d.below(10_000), d.below(10_000), d.below(10_000), d.below(10_000))
	serial, price := fmt.Sprintf("%010d", d.below(10_000_000_000)), germanDecimal(api.Minor(v.price))+" EUR"
	secret := object{{"code", code}, {"serial", serial}}
	if v.kind == "POSA" {
		secret = append(secret, member{"cardnumber", fmt.Sprintf("6006%012d", d.below(1_000_000_000_000))}, member{"password", fmt.Sprintf("%04d", d.below(10_000))})
	}
	return object{
		{"type", "sale_item"}, {"stock", ref("prepaid.stocks", newIDSpace(s.options.Seed, "PST_").id(n))},
		{"item", append(voucherItems.ref(s, n), member{"description", v.label()}, member{"logo", logoOf(v)}, member{"type", v.kind})},
		{"itemgroup", s.voucherGroup(v)},
		{"smart_device", append(ref(deviceObject, till.text("id")), member{"description", till.text("description")}, member{"vendor_uid", till.text("vendor_uid")})},
		{"merchant", till.get("merchant")}, {"store", till.get("store")}, {"contract", contracts.ref(s, 0)}, {"demo", false},
		{"description", v.label()}, {"amount", v.price}, {"currency", "EUR"}, {"commission", v.commission()}, {"commission_currency", "EUR"},
		{"expire_date", time.Unix(s.ledger.world.epoch, 0).In(berlin).AddDate(3, 0, 0).Format(time.DateOnly)},
		{"provider_delivery_number", fmt.Sprint(77_000_000 + i)}, {"receipt_header", merchantName + "\n" + till.text("store.name")},
		{"receipt_dealer", v.label() + "\n" + price}, {"vtc_tid", till.text("products.prepaid.vtc_tid")}, {"vtc_id", fmt.Sprint(80_400 + n)},
		{"-secret", append(secret,
			member{"receipt_customer", v.label() + "\nCode: " + code + "\nSeriennummer: " + serial},
			member{"receipt_zvt", v.label() + "|" + code})},
	}
}

// seededSales is how many sales there are from the start, over saleDays.
const (
	seededSales = 180
	saleDays    = 60
)

// soldVoucher is a sale of the seed: when, which item, at which till, and what
// became of it.
type soldVoucher struct {
	at         int64
	item, till int
	status     string
}

// voucherTills are the tills of the seed that sell vouchers.
var voucherTills = []int{0, 2, 6, 9}

// soldVouchers are the sales of the seed, oldest first.
func (s *Server) soldVouchers() []soldVoucher {
	epoch := s.ledger.world.epoch
	days := newCalendar(saleDays*40, time.Unix(epoch-3600, 0))
	all := make([]soldVoucher, seededSales)
	for i := range all {
		d := roll(s.options.Seed, diceText, -6000-i)
		all[i] = soldVoucher{int64(days.at(i, seededSales, d.next())), d.below(len(vouchers) - 1), voucherTills[d.below(len(voucherTills))], "confirmed"}
		switch rest := d.below(100); {
		case rest < 4:
			all[i].status = "failed"
		case rest < 7:
			all[i].status = "denied"
		}
	}
	all[seededSales-1] = soldVoucher{epoch - 240, 2, voucherTills[0], "delivered"}
	return all
}

func seedVoucherSales(s *Server) []object {
	all := make([]object, seededSales)
	for i, v := range s.soldVouchers() {
		all[i] = append(object{{"created", wireTime(v.at)}, {"status", v.status}}, s.voucherSale(i, v.item, s.drawDeviceNamed(v.till))...)
	}
	return all
}

// drawDeviceNamed is device i of the seed with its id.
func (s *Server) drawDeviceNamed(i int) object {
	return s.drawDevice(i, tillSeeds[i]).with("id", devices.id(s, i))
}
