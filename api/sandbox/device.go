package sandbox

import (
	"fmt"
	"time"

	"tresen/api/query"
)

// Smart Devices: tills, terminals, and programs that act as one. Where the
// reference is silent the sandbox decides:
//
//   - A device that names neither merchant nor store belongs to the first ones of
//     who is signed in; one that names a store belongs to that store's merchant.
//   - A vendor_uid is there once: a second one is a duplicate.
//   - A new device has never been seen (refresh 0). It comes online when its
//     user_pin is set to the code of a login that waits; what is online was
//     refreshed within the last minute.
//   - routing/{type} answers a device of that type that is in exactly one routing,
//     and is 404 for all others.
//   - PINs and the passwords of vouchers are taken and kept, and never answered.

const deviceObject = "smart.devices"

// devices are those of the merchant's shops, and those that were added since.
var devices *shelf

func init() {
	devices = shelfOf(spec{
		object: deviceObject, prefix: "SDV_", noun: "Smart Device", path: "/Smart/Devices",
		properties: []property{{"routing.id", query.KindText}, {"routing.description", query.KindText}},
		seed:       seedDevices, shows: showDevice,
	})
	handle("POST /Smart/Devices", createDevice)
	handle("PUT /Smart/Devices/{smartDeviceId}", updateDevice)
	handle("GET /Smart/Devices/{smartDeviceId}/routing/{type}", routedDevice)
}

var deviceForm = form{
	link("merchant", merchantObject), link("store", storeObject), link("contract", contractObject), unit("device"),
	text("vendor"), text("vendor_uid"), oneOf("type", "cashier", "zvt", "shopmodule", "webterminal"),
	group("products", deviceProducts()...), text("description"), text("tid"), text("terminal_type"), text("base_version"), text("status"),
}

// unit takes the hardware of a device by its id.
func unit(name string) field {
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		if o, nested := v.(object); nested {
			v = o.get("id")
		}
		id, no := asText(at, v)
		return ref(unitObject, id), no
	}}
}

const unitObject = "general.devices"

// deviceProducts are the services of a device, each with its own settings.
func deviceProducts() []field {
	enabled, tid, demo := flag("enabled"), text("tid"), flag("demo_force")
	actions := []field{}
	for _, name := range []string{
		"balance_check", "cancel_last", "cashreport", "charge", "charge_points", "discharge", "discharge_points", "immediate_bonus", "sale_revenue",
	} {
		actions = append(actions, flag(name))
	}
	return []field{
		group("loyalty", enabled, tid, group("webterminal_config", group("allowed_actions", actions...), flag("transactions_grid_enabled"))),
		group("smart", enabled, tid), group("cashreg", enabled, tid), group("bonroll", enabled, tid),
		group("collect", enabled, flag("print_collection_receipt")), group("vtm", enabled, demo),
		group("prepaid", enabled, tid, demo, text("vtc_tid"), flag("endofday"), words("password"), flag("simulate")),
		group("support", enabled), group("bvb", enabled), group("easycredit", enabled, tid, text("vu")),
		group("vlh", enabled, text("contract_id")),
	}
}

func createDevice(s *Server, c *call) (any, *problem) {
	in, no := deviceForm.create(s, c)
	if no != nil {
		return nil, no
	}
	o, no := s.placed(object{{"contract", contracts.ref(s, 0)}, {"online", false}, {"refresh", 0}}, in)
	if no == nil {
		no = s.onlyDevice(o)
	}
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, devices.add(s, c.now, o)), nil
}

func updateDevice(s *Server, c *call) (any, *problem) {
	o, no := devices.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := deviceForm.change(s, c)
	if no != nil {
		return nil, no
	}
	if o, no = s.placed(o, in); no == nil {
		no = s.onlyDevice(o)
	}
	if no != nil {
		return nil, no
	}
	devices.put(s, c.now, o)
	s.reroute(c.now)
	return s.answerOf(c, devices.get(s, o.text("id"))), nil
}

// placed puts a body over a device or a routing, whose store has to be its
// merchant's. References get the names that lists show, and what is secret is
// kept apart.
func (s *Server) placed(o, in object) (object, *problem) {
	o = o.replaced(in)
	store, owner := s.lookup(storeObject, o.text("store.id")), s.lookup(merchantObject, o.text("merchant.id"))
	switch {
	case in.get("merchant") == nil && store != nil:
		owner = s.lookup(merchantObject, store.text("merchant.id"))
	case owner == nil:
		owner = s.lookup(merchantObject, "me")
	}
	if store == nil {
		store = s.firstStore(owner.text("id"))
	}
	if store.text("merchant.id") != owner.text("id") {
		return nil, invalid("store: %s does not belong to the merchant %s", store.text("id"), owner.text("id"))
	}
	o = o.with("merchant", append(ref(merchantObject, owner.text("id")), member{"companyname", owner.text("user.companyname")}))
	o = o.with("store", append(ref(storeObject, store.text("id")), member{"name", store.text("name")}))
	if prepaid, _ := o.at("products.prepaid").(object); prepaid.get("password") != nil {
		o = o.with("-password", prepaid.get("password")).with("products.prepaid", prepaid.without("password"))
	}
	return o, nil
}

// firstStore is the oldest store of a merchant, or of all where it has none.
func (s *Server) firstStore(merchant string) object {
	for o := range stores.all(s, live) {
		if o.text("merchant.id") == merchant {
			return o
		}
	}
	return stores.get(s, stores.id(s, 0))
}

// onlyDevice refuses a device that another one is already.
func (s *Server) onlyDevice(o object) *problem {
	uid := o.text("vendor_uid")
	for other := range devices.all(s, live) {
		if uid != "" && other.text("vendor_uid") == uid && other.text("id") != o.text("id") {
			return taken("Smart Device with vendor_uid %s already exists", uid)
		}
	}
	return nil
}

// routedDevice is a device that is in one routing (reference: Get with routing).
func routedDevice(s *Server, c *call) (any, *problem) {
	o, no := devices.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	if n := len(s.routingsOf(o.text("id"))); n != 1 || o.text("type") != c.arg(1) {
		return nil, missing("%s is no %s in a single routing: it is a %s in %d", o.text("id"), c.arg(1), o.text("type"), n)
	}
	return s.answerOf(c, o), nil
}

// showDevice says when a device that is online was last seen.
func showDevice(s *Server, o object) object {
	if !o.flag("online") {
		return o
	}
	return o.with("refresh", s.options.Now().Truncate(time.Minute).Unix())
}

// tillSeed is a device of the seed. Days is how long it has been offline, 0 for
// one that is online and never for one that was not there yet.
type tillSeed struct {
	shop                       int
	kind, vendor, model, label string
	tid                        string
	days                       int
	routing                    int // place in routingSeeds, counted from 1; 0 for none
}

const never = -1

var tillSeeds = []tillSeed{
	{1, "cashier", "flour", "flour 4.2", "Kasse 1 Marktplatz", "", 0, 1},
	{1, "zvt", "ingenico", "Desk/3500", "Terminal 1 Marktplatz", "62341001", 0, 1},
	{1, "cashier", "flour", "flour 4.2", "Kasse 2 Marktplatz", "", 0, 2},
	{1, "zvt", "ingenico", "Move/5000", "Terminal 2 Marktplatz, mobil", "62341011", 0, 2},
	{1, "webterminal", "loyalty_webterminal", "", "Kundenkarten im Büro", "", 1, 0},
	{0, "shopmodule", "shopware", "Shopware 6.6", "Onlineshop", "", 0, 0},
	{2, "cashier", "3pos", "3POS S2", "Kasse Bahnhof", "", 0, 3},
	{2, "zvt", "ccv", "CCV Base Next", "Terminal Bahnhof", "62341002", 0, 3},
	{2, "zvt", "nodis", "P2000", "Altgerät Bahnhof", "62341012", 212, 0},
	{3, "cashier", "pios", "pios 11", "Kasse Wiehre", "", 0, 4},
	{3, "zvt", "ccv", "CCV Base Next", "Terminal Wiehre", "62341003", 3, 4},
	{4, "cashier", "android", "Sunmi D3", "Kasse Basel", "", 0, 5},
	{4, "zvt", "ingenico", "Desk/3500", "Terminal Basel", "62341901", 0, 5},
	{1, "zvt", "ingenico", "Lane/3000", "Ersatzgerät, Lager", "62341021", never, 0},
}

// programs are not made by anybody who numbers them.
var programs = map[string]bool{"shopmodule": true, "webterminal": true}

func seedDevices(s *Server) []object {
	all := make([]object, len(tillSeeds))
	for i, t := range tillSeeds {
		all[i] = s.drawDevice(i, t)
	}
	return all
}

func (s *Server) drawDevice(i int, t tillSeed) object {
	const day = 24 * 3600
	d, epoch := roll(s.options.Seed, diceText, -4000-i), s.ledger.world.epoch
	o := object{
		{"created", wireTime(epoch - int64(60*(len(tillSeeds)-i)+d.below(40))*day)},
		{"updated", wireTime(epoch - int64(1+d.below(50))*day)},
		{"merchant", s.merchantRef()}, {"store", s.shopRef(t.shop)}, {"contract", contracts.ref(s, 0)},
		{"vendor", t.vendor}, {"vendor_uid", fmt.Sprintf("/vendor/%s/uid/%d", t.vendor, 10_000_000+d.below(90_000_000))}, {"type", t.kind},
		{"device", append(ref(unitObject, newIDSpace(s.options.Seed, "DEV_").id(i)), member{"serial_number", fmt.Sprintf("%s%08d", "SN", d.below(100_000_000))})},
		{"products", drawProducts(t, &d)}, {"description", t.label},
		{"online", t.days == 0}, {"refresh", max(0, epoch-int64(t.days)*day)}, {"connection_type", []string{"stomp", "https"}[d.below(2)]},
		{"terminal_type", t.model}, {"base_version", fmt.Sprintf("3.%d.%d", 20+d.below(9), d.below(10))},
		{"idle_screen_register", ""}, {"idle_screen_terminal", "Willkommen bei " + merchantName},
	}
	if programs[t.kind] {
		o = o.without("device")
	}
	if t.tid != "" {
		o = o.with("tid", t.tid)
	}
	if t.days == never {
		o = o.with("refresh", 0)
	}
	if t.routing > 0 {
		o = o.with("routing", append(routings.ref(s, t.routing-1), member{"description", routingSeeds[t.routing-1].label}))
	}
	return o
}

// shopRef is a reference to one of the merchant's own shops.
func (s *Server) shopRef(i int) object {
	return append(stores.ref(s, i), member{"name", shops[i].name})
}

// drawProducts are what a device takes part in: tills sell vouchers, terminals
// read customer cards.
func drawProducts(t tillSeed, d *dice) object {
	on := object{{"enabled", true}}
	switch t.kind {
	case "cashier":
		return object{
			{"smart", on}, {"cashreg", on}, {"prepaid", object{{"enabled", true}, {"vtc_tid", voucherTID(t.shop)}, {"endofday", d.chance(500)}}},
		}
	case "zvt":
		return object{{"loyalty", on.with("tid", t.tid)}, {"smart", on.with("tid", t.tid)}, {"bonroll", on}}
	case "webterminal":
		return object{{"loyalty", on.with("webterminal_config", object{
			{"allowed_actions", object{{"balance_check", true}, {"charge", true}, {"discharge", true}, {"cancel_last", false}}},
			{"transactions_grid_enabled", true},
		})}}
	}
	return object{{"smart", on}, {"collect", object{{"enabled", true}, {"print_collection_receipt", true}}}}
}

// voucherTID is the number under which the tills of a shop sell vouchers.
func voucherTID(shop int) string { return fmt.Sprint(30_771_100 + shop) }
