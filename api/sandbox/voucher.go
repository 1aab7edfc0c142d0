package sandbox

import (
	"fmt"
	"strconv"
	"strings"

	"tresen/api"
)

// Prepaid Items and Contracts: the vouchers that tills sell. Where the reference
// is silent the sandbox decides:
//
//   - The number under which a cash register knows a brand is the contract's; with
//     the price it names an item. Without an amount it names one where the brand
//     has just one. What is named by nothing is {"result": false}, as documented.
//   - An item is answered to a register by a number, as the newest clients want it,
//     under both spellings of the product; the number reads the item, too.

const itemObject = "prepaid.items"

// voucherItems are the vouchers of all brands.
var voucherItems *shelf

func init() {
	voucherItems = shelfOf(spec{
		object: itemObject, prefix: "PIT_", noun: "Prepaid Item", path: "/Prepaid/Items", undated: true,
		seed: seedVoucherItems, also: itemOfNumber,
	})
	handle("POST /Prepaid/Contracts/{prepaidContractId}/mappingZvt", mapVoucher)
}

// brand is a kind of voucher, of one or several prices in cents. Share is the
// merchant's, in thousandths; product is its number at cash registers.
type brand struct {
	name, kind string
	product    int64
	share      int
	prices     []int
	off        bool
}

var brands = []brand{
	{"Mustergutschein", "POSA", 123456789, 60, []int{1000, 1500, 2500, 5000}, false},
	{"Talkmobil Guthaben", "PIN", 4001234000015, 35, []int{1000, 1500, 3000}, false},
	{"Funk24 Aufladung", "PIN", 4001234000022, 40, []int{1500, 2000}, false},
	{"Spielewelt", "POSA", 4001234000039, 55, []int{2000, 5000}, false},
	{"Filmpalast Freiburg", "POSA", 4001234000046, 80, []int{1500, 3000}, false},
	{"Buchhaus am Münster", "POSA", 4001234000053, 90, []int{2500}, false},
	{"Altfunk Prepaid", "PIN", 4001234000060, 30, []int{1000}, true},
}

// voucher is one item of the catalogue.
type voucher struct {
	brand
	group int // place of the brand
	price int
}

// vouchers are all items, in the order of their numbers.
var vouchers = func() (all []voucher) {
	for group, b := range brands {
		for _, price := range b.prices {
			all = append(all, voucher{b, group, price})
		}
	}
	return all
}()

// itemNumbers start here.
const itemNumbers = 4_711

// itemOfNumber is the id of an item that is asked for by its number.
func itemOfNumber(s *Server, name string) string {
	n, err := strconv.Atoi(name)
	if n -= itemNumbers; err != nil || n < 0 || n >= len(vouchers) {
		return ""
	}
	return voucherItems.id(s, n)
}

func (v voucher) label() string { return fmt.Sprintf("%s %d EUR", v.name, v.price/100) }

// commission is what the merchant keeps.
func (v voucher) commission() api.Minor { return api.Minor(v.price * v.share / 1000) }

func (s *Server) voucherGroup(v voucher) object {
	return append(ref("prepaid.itemgroups", newIDSpace(s.options.Seed, "PIG_").id(v.group)),
		member{"description", v.name}, member{"logo", logoOf(v)}, member{"enabled", !v.off})
}

func logoOf(v voucher) string {
	word, _, _ := strings.Cut(strings.ToLower(v.name), " ")
	return "https://www.example.de/logo/" + word + ".png"
}

func seedVoucherItems(s *Server) []object {
	all := make([]object, len(vouchers))
	for i, v := range vouchers {
		all[i] = object{
			{"itemgroup", s.voucherGroup(v)}, {"retail_price", v.price}, {"currency", "EUR"}, {"commission", v.commission()},
			{"description", v.label()}, {"displaytext", germanDecimal(api.Minor(v.price)) + " EUR"}, {"logo", logoOf(v)},
			{"vtc_config", []string{"receipt", strings.ToLower(v.kind)}}, {"vtc_id", fmt.Sprint(80_400 + i)}, {"type", v.kind},
			{"taxable", false}, {"enabled", !v.off}, {"stock_limit_max", 100}, {"stock_limit_min", 10},
			{"-product", v.product}, {"-number", itemNumbers + i},
		}
	}
	return all
}

// productNumber takes the number of a product, which may be padded with zeros.
func productNumber(name string) field {
	return like(name, "0*[0-9]{1,13}", "a number of up to 13 digits")
}

// mapVoucher finds the item that a cash register means (reference: Get Prepaid
// Item ID).
func mapVoucher(s *Server, c *call) (any, *problem) {
	if contracts.get(s, c.arg(0)) == nil {
		return nil, missing("Prepaid contract %s not found", c.arg(0))
	}
	in, no := form{between("amount", 0, maxAmount), must(productNumber("product_id"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	product, _ := strconv.ParseInt(in.text("product_id"), 10, 64)
	var found []object
	for o := range voucherItems.all(s, live) {
		fits := in.get("amount") == nil || in.int("amount") == o.int("retail_price")
		if fits && o.int("-product") == product && o.flag("enabled") {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return object{{"result", false}}, nil
	}
	return object{
		{"item", object{{"id", found[0].int("-number")}}}, {"vtc_id", found[0].text("vtc_id")},
		{"productId", in.text("product_id")}, {"product_id", in.text("product_id")},
	}, nil
}
