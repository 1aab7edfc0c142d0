package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

// works sends an operation that has to be answered without drift.
func works[In, Out any](t *testing.T, c *api.Client, op api.Op[In, Out], in In, args ...string) Out {
	t.Helper()
	item, err := op.Do(t.Context(), c, in, args...)
	if err != nil || len(item.Drift) > 0 {
		t.Fatalf("%s %s: %v, drift %v in %s", op.Method, op.Path, err, item.Drift, item.Raw)
	}
	return item.Value
}

// fails sends an operation that has to be refused with this name.
func fails[In, Out any](t *testing.T, c *api.Client, name string, op api.Op[In, Out], in In, args ...string) {
	t.Helper()
	item, err := op.Do(t.Context(), c, in, args...)
	if err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("%s %s: %v, want %s; answered %s", op.Method, op.Path, err, name, item.Raw)
	}
}

// read is one object, live.
func read[T any](t *testing.T, c *api.Client, r api.Resource[T], id string) T {
	t.Helper()
	item, err := r.Get(t.Context(), c, id)
	if err != nil || len(item.Drift) > 0 {
		t.Fatalf("%s %s: %v, drift %v", r.Path, id, err, item.Drift)
	}
	return item.Value
}

// find is what a search finds, newest first.
func find[T any](t *testing.T, c *api.Client, r api.Resource[T], q string) []T {
	t.Helper()
	page, err := r.Find(t.Context(), c, api.Query{Q: q, Count: 1000})
	if err != nil {
		t.Fatalf("%s?q=%s: %v", r.Path, q, err)
	}
	found := []T{}
	for _, item := range page.Items {
		if len(item.Drift) > 0 {
			t.Fatalf("%s: drift %v in %s", r.Path, item.Drift, item.Raw)
		}
		found = append(found, item.Value)
	}
	return found
}

// ticking is the program's own client of a server whose clock the test sets.
func ticking(t *testing.T, o sandbox.Options) (*api.Client, *sandbox.Server, *clock) {
	t.Helper()
	clock := newClock()
	o.Now = clock.now
	s := sandbox.New(o)
	return dial(t, s), s, clock
}

func TestTillsAreAsAShopHasThem(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 300})
	own := read(t, c, api.Merchants, "me")
	for q, want := range map[string]int{
		"vendor:ingenico AND !(_exists_:routing) AND merchant.id:" + own.ID: 1, // as the vendor's demo asks
		"online:false": 4, "type:zvt": 7, "tid:62341001": 1, "connection_type:stomp OR connection_type:https": 14,
		"store.name:basel AND type:cashier": 1, "refresh:0": 1, "_exists_:routing.description": 10,
	} {
		if got := len(find(t, c, api.Devices, q)); got != want {
			t.Errorf("%s finds %d, want %d", q, got, want)
		}
	}
	for _, d := range find(t, c, api.Devices, "") {
		if d.Store.ID == "" || d.Merchant.ID != own.ID || d.VendorUID == "" || d.Type == "" || d.Created.IsZero() || d.Contract.ID == "" {
			t.Errorf("%s lacks what every device has: %+v", d.ID, d)
		}
		if *d.Online && epoch.Sub(d.Seen().Time) > time.Minute {
			t.Errorf("%s is online and was last seen at %v", d.ID, d.Seen())
		}
	}
	sale := find(t, c, api.PaymentTransactions, "tid:62341002")[0]
	if at := find(t, c, api.Devices, "tid:"+sale.TID); len(at) != 1 || at[0].Store.ID != sale.Store.ID {
		t.Errorf("a sale of %s was made at %+v", sale.Store.ID, at)
	}
}

func TestADeviceIsMadeChangedAndSignsIn(t *testing.T) {
	c, s, clock := ticking(t, sandbox.Options{Payments: 60})
	yes, store := true, find(t, c, api.Stores, "name:wiehre")[0]
	d := works(t, c, api.CreateDevice, api.NewDevice{
		Store: store.ID, Vendor: "flour", VendorUID: "/uuid/1", Type: "cashier", Description: "Kasse im Hof", TID: "62349999",
		Products: &api.DeviceProducts{Prepaid: &api.DevicePrepaid{Enabled: &yes, VTCTID: "4711", Password: []api.Secret{"geheim"}}},
	})
	if d.Merchant.Name() == "" || d.Store.Title() != "Filiale Wiehre" || *d.Online || !d.Seen().IsZero() || d.Products.Prepaid.VTCTID != "4711" || d.Products.Prepaid.Password != nil {
		t.Errorf("a new device is %+v", d)
	}
	fails(t, c, twice, api.CreateDevice, api.NewDevice{VendorUID: "/uuid/1"})
	fails(t, c, wrong, api.CreateDevice, api.NewDevice{Type: "toaster"})
	fails(t, c, nowhere, api.CreateDevice, api.NewDevice{Store: "STO_X"})
	stranger := find(t, c, api.Merchants, "NOT id:"+d.Merchant.ID)[0]
	fails(t, c, wrong, api.UpdateDevice, api.NewDevice{Merchant: stranger.ID}, d.ID)
	if at := works(t, c, api.CreateDevice, api.NewDevice{Merchant: stranger.ID, VendorUID: "/uuid/2"}); read(t, c, api.Stores, at.Store.ID).Merchant.ID != stranger.ID {
		t.Errorf("a device of %s stands at %s", stranger.ID, at.Store.ID)
	}
	clock.advance(5 * time.Minute)
	d = works(t, c, api.UpdateDevice, api.NewDevice{Description: "Kasse im Garten"}, d.ID)
	if d.Description != "Kasse im Garten" || d.TID != "62349999" || !d.Updated.Equal(epoch.Add(5*time.Minute)) {
		t.Errorf("changed, the device is %+v", d)
	}
	fails(t, c, wrong, api.SetDevicePIN, api.DeviceUserPIN{}, d.ID)
	if d = works(t, c, api.SetDevicePIN, api.DeviceUserPIN{PIN: "cryrs405"}, d.ID); *d.Online {
		t.Error("a code that no login waits with brings the device online")
	}
	item, err := api.Devices.Get(t.Context(), c, d.ID)
	if err != nil || strings.Contains(string(item.Raw), "cryrs405") || strings.Contains(string(item.Raw), "geheim") {
		t.Errorf("%v: secrets in %s", err, item.Raw)
	}
	for _, secret := range []string{"cryrs405", "geheim"} {
		if kept := s.Kept("smart.devices", d.ID); !strings.Contains(string(kept), secret) {
			t.Errorf("%s is not kept in %s", secret, kept)
		}
		if found := find(t, c, api.Devices, "user_pin:"+secret+" OR products.prepaid.password:"+secret); len(found) > 0 {
			t.Errorf("a search for a secret finds %s", found[0].ID)
		}
	}
}

func TestTheCodeOfAWaitingDeviceLetsItIn(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	id := c.send("POST", "/Smart/Devices", fields{"vendor_uid": "/vendor/x/1", "type": "cashier"}).text("id")
	login := c.grant(fields{"grant_type": "device", "uuid": "/vendor/x/1"})
	poll := func() int {
		return c.grant(fields{"grant_type": "device", "code": login.text("device_code")}).status
	}
	story(t, c, []ask{{"PUT", "/Smart/Devices/" + id + "/pin", fields{"user_pin": "falsch"}, 200, `"online":false`}})
	if got := poll(); got != http.StatusUnauthorized {
		t.Errorf("with a wrong code the device is answered by %d", got)
	}
	story(t, c, []ask{{"PUT", "/Smart/Devices/" + id + "/pin", fields{"user_pin": login.text("user_code")}, 200, `"online":true`}})
	if got := poll(); got != http.StatusOK {
		t.Errorf("let in, the device is answered by %d", got)
	}
	c.clock.advance(10 * time.Minute)
	seen := c.get("/Smart/Devices/" + id + "?expand=store")
	if at := int64(seen.int("refresh")); c.clock.now().Unix()-at > 60 || seen.text("connection_type") == "" || seen.text("store", "merchant", "id") == "" {
		t.Errorf("ten minutes later the device is %s", seen.raw)
	}
}

func TestAPINIsSetOnItsOwnLevel(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	d := find(t, c, api.Devices, "tid:62341001")[0]
	set := func() (levels [3]bool) {
		is := works(t, c, api.DevicePINSettings, api.None{}, d.ID)
		if is.Merchant.ID != d.Merchant.ID || is.Store.ID != d.Store.ID || is.Device.ID != d.ID {
			t.Errorf("the levels are %+v", is)
		}
		return [3]bool{*is.Merchant.Set, *is.Store.Set, *is.Device.Set}
	}
	other := find(t, c, api.Stores, "name:basel")[0].ID
	for _, step := range []struct {
		device string
		in     api.NewDevicePIN
		want   string // the error
		set    [3]bool
	}{
		{"SDV_X", api.NewDevicePIN{MerchantID: d.Merchant.ID, PIN: "1234"}, nowhere, [3]bool{}},
		{"0", api.NewDevicePIN{MerchantID: d.Merchant.ID}, wrong, [3]bool{}},
		{"0", api.NewDevicePIN{PIN: "1234"}, wrong, [3]bool{}},
		{d.ID, api.NewDevicePIN{MerchantID: d.Merchant.ID, StoreID: other, PIN: "1234"}, wrong, [3]bool{}},
		{"0", api.NewDevicePIN{MerchantID: d.Merchant.ID, StoreID: other, PIN: "1234"}, "", [3]bool{}},
		{"0", api.NewDevicePIN{MerchantID: d.Merchant.ID, StoreID: d.Store.ID, PIN: "1234"}, "", [3]bool{false, true}},
		{d.ID, api.NewDevicePIN{MerchantID: d.Merchant.ID, PIN: "1234"}, "", [3]bool{false, true, true}},
		{"me", api.NewDevicePIN{MerchantID: d.Merchant.ID, PIN: "1234"}, "", [3]bool{true, true, true}},
		{"me", api.NewDevicePIN{MerchantID: d.Merchant.ID, PIN: "4321"}, "", [3]bool{true, true, true}},
	} {
		if step.want != "" {
			fails(t, c, step.want, api.UpdateDevicePIN, step.in, step.device)
		} else if !works(t, c, api.UpdateDevicePIN, step.in, step.device).Result {
			t.Errorf("%+v is not set", step.in)
		}
		if got := set(); got != step.set {
			t.Errorf("after %s %+v merchant, store and device are set: %v, want %v", step.device, step.in, got, step.set)
		}
	}
	fails(t, c, nowhere, api.DevicePINSettings, api.None{}, "SDV_X")
	if is := works(t, c, api.DevicePINSettings, api.None{}, find(t, c, api.Devices, "tid:62341901")[0].ID); !*is.Store.Set || *is.Device.Set {
		t.Errorf("the branch abroad has %+v", is)
	}
}

func TestARoutingAndItsDevicesSayTheSame(t *testing.T) {
	c, _, clock := ticking(t, sandbox.Options{Payments: 60, DeleteShape: sandbox.DeleteObject})
	check := func() {
		t.Helper()
		routed := map[string]string{}
		for _, r := range find(t, c, api.Routings, "") {
			for _, d := range r.Assigned {
				routed[d.ID] = r.ID // newest first: the oldest stays
				if is := read(t, c, api.Devices, d.ID); is.Description != d.Description || is.Type != d.Type {
					t.Errorf("%s names %+v, which is %+v", r.ID, d, is)
				}
			}
		}
		for _, d := range find(t, c, api.Devices, "") {
			if d.Routing.ID != routed[d.ID] {
				t.Errorf("%s says it is in %q, which is %q", d.ID, d.Routing.ID, routed[d.ID])
			}
		}
	}
	order := func(r api.Routing) (names []string) {
		for _, d := range r.Assigned {
			names = append(names, strings.Fields(d.Description)[0])
		}
		return names
	}
	check()
	store := find(t, c, api.Stores, "name:marktplatz")[0]
	r := works(t, c, api.CreateRouting, api.NewRouting{Store: store.ID, Description: "Verkaufswagen"})
	if r.Store.ID != store.ID || r.Store.Title() == "" || r.Merchant.ID == "" || len(r.Assigned) != 0 {
		t.Errorf("a new routing is %+v", r)
	}
	spare := find(t, c, api.Devices, "vendor:ingenico AND !(_exists_:routing)")[0]
	till := find(t, c, api.Devices, `description:"Kasse 1 Marktplatz"`)[0]
	fails(t, c, nowhere, api.DeviceWithRouting, api.None{}, spare.ID, "zvt")
	clock.advance(time.Minute)
	first, last := int64(1), int64(9)
	works(t, c, api.AssignDevice, api.RoutingPriority{Priority: &first}, r.ID, spare.ID)
	r = works(t, c, api.AssignDevice, api.RoutingPriority{}, r.ID, till.ID)
	if got := strings.Join(order(r), " "); got != "Kasse Ersatzgerät," {
		t.Errorf("by priority the devices are %s", got)
	}
	check()
	if d := works(t, c, api.DeviceWithRouting, api.None{}, spare.ID, "zvt"); d.ID != spare.ID || d.Routing.ID != r.ID || d.Routing.Description != "Verkaufswagen" {
		t.Errorf("in a single routing the device is %+v", d)
	}
	fails(t, c, nowhere, api.DeviceWithRouting, api.None{}, spare.ID, "cashier")
	fails(t, c, nowhere, api.DeviceWithRouting, api.None{}, till.ID, "cashier") // is in two
	r = works(t, c, api.AssignDevice, api.RoutingPriority{Priority: &last}, r.ID, till.ID)
	if got := strings.Join(order(r), " "); got != "Ersatzgerät, Kasse" {
		t.Errorf("assigned again, the devices are %s", got)
	}
	works(t, c, api.UpdateDevice, api.NewDevice{Description: "Mobil"}, spare.ID)
	works(t, c, api.UpdateRouting, api.NewRouting{Description: "Marktwagen"}, r.ID)
	check()
	if got := read(t, c, api.Devices, spare.ID); got.Routing.Description != "Marktwagen" {
		t.Errorf("the device names %+v", got.Routing)
	}
	works(t, c, api.UnassignDevice, api.None{}, r.ID, till.ID)
	fails(t, c, nowhere, api.UnassignDevice, api.None{}, r.ID, till.ID)
	check()
	if gone := works(t, c, api.DeleteRouting, api.None{}, r.ID); len(gone) != 1 || gone[0].ID != r.ID {
		t.Errorf("deleted is %+v", gone)
	}
	check()
	fails(t, c, nowhere, api.UpdateRouting, api.NewRouting{Description: "x"}, r.ID)
	fails(t, c, nowhere, api.AssignDevice, api.RoutingPriority{}, r.ID, till.ID)
}

func TestARoutingKeepsToItsMerchant(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	own := find(t, c, api.Routings, "description:wiehre")[0]
	foreign := find(t, c, api.Stores, "NOT merchant.id:"+own.Merchant.ID)[0]
	d := works(t, c, api.CreateDevice, api.NewDevice{Store: foreign.ID, VendorUID: "/uuid/9"})
	fails(t, c, denied, api.AssignDevice, api.RoutingPriority{}, own.ID, d.ID)
	fails(t, c, denied, api.UpdateRouting, api.NewRouting{Store: foreign.ID}, own.ID)
	if is := read(t, c, api.Routings, own.ID); is.Store.ID != own.Store.ID || len(is.Assigned) != len(own.Assigned) {
		t.Errorf("after refusals the routing is %+v", is)
	}
	minus := int64(-1)
	fails(t, c, wrong, api.AssignDevice, api.RoutingPriority{Priority: &minus}, own.ID, own.Assigned[0].ID)
	fails(t, c, nowhere, api.AssignDevice, api.RoutingPriority{}, own.ID, "SDV_X")
	fails(t, c, nowhere, api.CreateRouting, api.NewRouting{Store: "STO_X"})
}
