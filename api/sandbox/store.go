package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// General Stores. The first ones are the shops that the payments were made in.

const storeObject = "general.stores"

var stores *shelf

func init() {
	stores = shelfOf(spec{
		object: storeObject, prefix: "STO_", noun: "General Store", path: "/General/Stores",
		seed: seedStores, shows: showStore, undated: true,
	})
	handle("POST /General/Stores", createStore)
	handle("PUT /General/Stores/{generalStoreId}", updateStore)
	handle("POST /General/Stores/{generalStoreId}/setDefault", setDefaultStore)
}

// clockTime is a time of day on a day of the week, Sunday is 0.
func clockTime(name string) field {
	return group(name, must(between("day", 0, 6)), must(like("time", "(?:[01][0-9]|2[0-4])[0-5][0-9]", "a time like 0930")))
}

var storeForm = form{
	must(text("name")), link("merchant", merchantObject), addressField("address"), text("facebook_id"), text("phone"),
	text("url_website"), text("photo_main"), words("photo"), rows("open_hours", must(clockTime("open")), must(clockTime("close"))),
}

// addressField takes a postal address.
func addressField(name string) field {
	return group(name, text("type"), text("street"), text("street_number"), text("city"), text("postal_code"),
		like("country", "[A-Za-z]{2}", "an ISO 3166 code"), text("additional_address_data"))
}

func createStore(s *Server, c *call) (any, *problem) {
	in, no := storeForm.create(s, c)
	if no != nil {
		return nil, no
	}
	o := object{
		{"id_old", 1_046_176 + s.stock(stores).count(live)}, {"store_name", nil}, {"merchant", s.merchantRef().without("companyname")},
		{"acceptance_point", false}, {"facebook_id", ""}, {"has_beacon", false}, {"open_hours", []object{}}, {"phone_number_formatted", ""},
	}
	return s.answerOf(c, stores.add(s, c.now, storeWith(o, in))), nil
}

func updateStore(s *Server, c *call) (any, *problem) {
	o, no := stores.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := storeForm.change(s, c)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, stores.put(s, c.now, storeWith(o, in))), nil
}

// storeWith puts what a client sends into a store, whose members are named
// differently.
func storeWith(o, in object) object {
	for _, m := range in {
		switch m.name {
		case "name":
			o = o.with("name", m.value).with("name_raw", m.value)
		case "phone":
			o = o.with("phone_number_formatted", m.value)
		case "address":
			address, _ := m.value.(object)
			o = o.replaced(geoAddress(address))
		default:
			o = o.replaced(object{m})
		}
	}
	return o
}

// geoAddress is a postal address as a map service has it; without one both
// members are null.
func geoAddress(in object) object {
	if in == nil {
		return object{{"address_components", nil}, {"address_formatted", nil}}
	}
	parts := []object{}
	for _, part := range [][2]string{
		{"street_number", "street_number"}, {"route", "street"}, {"locality", "city"}, {"postal_code", "postal_code"}, {"country", "country"},
	} {
		if value := in.text(part[1]); value != "" {
			parts = append(parts, object{{"long_name", value}, {"short_name", value}, {"types", []string{part[0]}}})
		}
	}
	line := strings.TrimSpace(in.text("street")+" "+in.text("street_number")) + ", " + strings.TrimSpace(in.text("postal_code")+" "+in.text("city"))
	return object{{"address_components", parts}, {"address_formatted", strings.Trim(line, ", ")}}
}

// setDefaultStore makes payments of its merchant that name no store be booked
// there.
func setDefaultStore(s *Server, c *call) (any, *problem) {
	o, no := stores.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if _, no = (form{text("reason")}).create(s, c); no != nil {
		return nil, no
	}
	m := generalMerchants.get(s, o.text("merchant.id"))
	if m == nil {
		return nil, refused("the merchant of the store is not yours")
	}
	generalMerchants.put(s, c.now, m.with("-default_store", o.text("id")))
	return object{{"result", true}}, nil
}

// showStore says whether a store is open, and for how many minutes still.
func showStore(s *Server, o object) object {
	left := openFor(o, s.options.Now().In(berlin))
	return o.with("open_now", left > 0).with("open_time", left)
}

func openFor(o object, now time.Time) int {
	hours, _ := o.get("open_hours").([]object)
	minute := now.Hour()*60 + now.Minute()
	for _, span := range hours {
		from, until := minuteOf(span.text("open.time")), minuteOf(span.text("close.time"))
		if span.int("open.day") == int64(now.Weekday()) && from <= minute && minute < until {
			return until - minute
		}
	}
	return 0
}

func minuteOf(clock string) int {
	n, err := strconv.Atoi(clock)
	if err != nil {
		return 0
	}
	return n/100*60 + n%100
}

// seedStores are the shops, and one of every firm below the merchant.
func seedStores(s *Server) []object {
	var all []object
	for i, shop := range shops {
		all = append(all, s.drawStore(i, shop.name, 0))
	}
	for i, name := range merchants[1:] {
		all = append(all, s.drawStore(len(shops)+i, name, 1+i))
	}
	return all
}

func (s *Server) drawStore(i int, name string, merchant int) object {
	d := roll(s.options.Seed, diceText, -2000-i)
	city := cities[i%len(cities)]
	o := object{
		{"id_old", 1_046_176 + i}, {"store_name", nil}, {"merchant", generalMerchants.ref(s, merchant)}, {"acceptance_point", i > 0},
		{"name", name}, {"name_raw", name}, {"facebook_id", ""}, {"has_beacon", false}, {"open_hours", []object{}},
		{"phone_number_formatted", fmt.Sprintf("+49 761 %06d", d.below(1_000_000))}, {"url_website", "https://www.example.de"},
	}
	if i == onlineShop {
		return o
	}
	hours := []object{}
	for day := 1; day <= 6; day++ {
		hours = append(hours, object{
			{"open", object{{"day", day}, {"time", "0630"}}}, {"close", object{{"day", day}, {"time", []string{"1830", "1300"}[day/6]}}},
		})
	}
	return o.replaced(geoAddress(object{
		{"street", streets[d.below(len(streets))]}, {"street_number", strconv.Itoa(1 + d.below(99))},
		{"postal_code", city.code}, {"city", city.name}, {"country", "DE"},
	})).with("open_hours", hours)
}
