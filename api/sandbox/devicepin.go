package sandbox

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// PINs of Smart Devices. The path of devicePin names a device, or anything else
// where the PIN is for a store or a whole merchant: then the store decides, if
// there is one. Whatever looks like the id of a device has to be one, so that a
// mistyped id does not change the PIN of all.

// devicePINs are the PINs that were set, one for each merchant, store and device
// that has its own.
var devicePINs *shelf

func init() {
	devicePINs = shelfOf(spec{object: "smart.devicepins", prefix: "SDP_", noun: "PIN", undated: true, seed: seedDevicePINs})
	handle("PUT /Smart/Devices/{smartDeviceId}/pin", setDevicePIN)
	handle("PUT /Smart/Devices/{smartDeviceId}/devicePin", updateDevicePIN)
	handle("GET /Smart/Devices/{smartDeviceId}/devicePinConfig", devicePINConfig)
}

// setDevicePIN takes the code that a device shows when it signs in (reference:
// Set device PIN). Whichever waits with that code is let in at once, and the
// device of the path is online from then on.
func setDevicePIN(s *Server, c *call) (any, *problem) {
	o, no := devices.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := form{must(text("user_pin"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	o = o.with("-user_pin", in.text("user_pin"))
	if s.tokens.enter(in.text("user_pin"), c.now) {
		o = o.with("online", true).with("refresh", c.now.Unix()).with("connection_type", cmp.Or(o.text("connection_type"), "https"))
	}
	return s.answerOf(c, devices.put(s, c.now, o)), nil
}

// enter lets the login in that waits with a code.
func (t *tokens) enter(word string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range t.logins {
		if l.word == word && now.Before(l.end) {
			l.entered = now
			return true
		}
	}
	return false
}

var devicePINForm = form{link("store_id", storeObject), must(link("merchant_id", merchantObject)), must(text("pin"))}

func updateDevicePIN(s *Server, c *call) (any, *problem) {
	in, no := devicePINForm.create(s, c)
	if no != nil {
		return nil, no
	}
	owner, no := s.pinOwner(c, in)
	if no != nil {
		return nil, no
	}
	if o := s.pinOf(owner); o != nil {
		devicePINs.put(s, c.now, o.with("-pin", in.text("pin")))
	} else {
		devicePINs.add(s, c.now, object{{"owner", owner}, {"-pin", in.text("pin")}})
	}
	return object{{"result", true}}, nil
}

// pinOwner is the id of whom a PIN is for: the device, the store or the merchant.
func (s *Server) pinOwner(c *call, in object) (string, *problem) {
	merchant, store := in.text("merchant_id.id"), in.text("store_id.id")
	if store != "" && s.lookup(storeObject, store).text("merchant.id") != merchant {
		return "", invalid("store_id: %s does not belong to the merchant %s", store, merchant)
	}
	device := devices.get(s, c.arg(0))
	switch {
	case device == nil && strings.HasPrefix(strings.ToUpper(c.arg(0)), devices.prefix):
		return "", missing("%s %s not found", devices.noun, c.arg(0))
	case device == nil && store == "":
		return merchant, nil
	case device == nil:
		return store, nil
	case device.text("merchant.id") != merchant, store != "" && device.text("store.id") != store:
		return "", invalid("%s does not belong to the merchant and the store that are given", device.text("id"))
	}
	return device.text("id"), nil
}

// pinOf is the PIN that was set for a merchant, a store or a device, or nil.
func (s *Server) pinOf(owner string) object {
	for o := range devicePINs.all(s, live) {
		if o.text("owner") == owner {
			return o
		}
	}
	return nil
}

// devicePINConfig says on which levels a PIN is set (reference: Get device PIN
// settings).
func devicePINConfig(s *Server, c *call) (any, *problem) {
	o, no := devices.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	level := func(id string) object {
		return object{{"id", id}, {"auth_password_set", s.pinOf(id) != nil}}
	}
	return object{
		{"merchant", level(o.text("merchant.id"))}, {"store", level(o.text("store.id"))}, {"smart_device", level(o.text("id"))},
	}, nil
}

// seedDevicePINs are the PIN of the branch abroad.
func seedDevicePINs(s *Server) []object {
	d := roll(s.options.Seed, diceText, -4500)
	return []object{{{"owner", stores.id(s, len(shops)-1)}, {"-pin", fmt.Sprintf("%04d", d.below(10_000))}}}
}
