package sandbox

import (
	"bytes"
	"slices"
	"time"
)

// Smart Routings: which tills use which terminals. Where the reference is silent
// the sandbox decides:
//
//   - A device may be in several routings of its merchant; it names the oldest.
//     Assigning it again to the same one only changes its priority.
//   - Devices of a routing come by priority, the lowest first; 0 where none is
//     given. Equal ones keep the order in which they were assigned.
//   - A routing is deleted with its devices still in it; they are free then.
//   - Unassigning what is not assigned is 404.

const routingObject = "smart.routings"

// routings are one for each till with its terminal, and those that were added.
// What they assign is kept as "-assigned", with the priorities.
var routings *shelf

func init() {
	routings = shelfOf(spec{
		object: routingObject, prefix: "SRT_", noun: "Smart Routing", path: "/Smart/Routings", seed: seedRoutings,
	})
	handle("POST /Smart/Routings", createRouting)
	handle("PUT /Smart/Routings/{smartRoutingId}", updateRouting)
	handle("DELETE /Smart/Routings/{smartRoutingId}", deleteRouting)
	handle("POST /Smart/Routings/{smartRoutingId}/assign/{smartDeviceId}", assignDevice)
	handle("DELETE /Smart/Routings/{smartRoutingId}/assign/{smartDeviceId}", unassignDevice)
}

var routingForm = form{link("store", storeObject), text("description")}

func createRouting(s *Server, c *call) (any, *problem) {
	in, no := routingForm.create(s, c)
	if no != nil {
		return nil, no
	}
	o, no := s.placed(object{{"description", ""}, {"assign", []object{}}}, in)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, routings.add(s, c.now, o)), nil
}

func updateRouting(s *Server, c *call) (any, *problem) {
	o, no := routings.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := routingForm.change(s, c)
	if no != nil {
		return nil, no
	}
	owner := o.text("merchant.id")
	if o, no = s.placed(o, in); no != nil {
		return nil, no
	}
	if len(assigned(o)) > 0 && o.text("merchant.id") != owner {
		return nil, refused("a routing with devices cannot go to another merchant")
	}
	routings.put(s, c.now, o)
	s.reroute(c.now)
	return s.answerOf(c, routings.get(s, o.text("id"))), nil
}

func deleteRouting(s *Server, c *call) (any, *problem) {
	o, no := routings.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	gone := routings.drop(s, c.now, o)
	s.reroute(c.now)
	return gone, nil
}

func assignDevice(s *Server, c *call) (any, *problem) {
	o, d, no := s.routingAndDevice(c)
	if no != nil {
		return nil, no
	}
	in, no := form{between("priority", 0, 1<<31-1)}.create(s, c)
	if no != nil {
		return nil, no
	}
	if d.text("merchant.id") != o.text("merchant.id") {
		return nil, refused("%s belongs to another merchant than the routing", d.text("id"))
	}
	entry, rest := object{{"id", d.text("id")}, {"priority", in.int("priority")}}, assigned(o)
	if i := assignedAt(o, d.text("id")); i >= 0 && rest[i].int("priority") == entry.int("priority") {
		return s.answerOf(c, o), nil
	} else if i >= 0 {
		rest = slices.Delete(rest, i, i+1)
	}
	rest = append(rest, entry)
	slices.SortStableFunc(rest, func(a, b object) int { return int(a.int("priority") - b.int("priority")) })
	return s.answerOf(c, s.assign(c.now, o, rest)), nil
}

func unassignDevice(s *Server, c *call) (any, *problem) {
	o, d, no := s.routingAndDevice(c)
	if no != nil {
		return nil, no
	}
	i := assignedAt(o, d.text("id"))
	if i < 0 {
		return nil, missing("%s is not assigned to %s", d.text("id"), o.text("id"))
	}
	return s.deletion(s.assign(c.now, o, slices.Delete(assigned(o), i, i+1))), nil
}

// routingAndDevice are the two that a path names.
func (s *Server) routingAndDevice(c *call) (routing, device object, no *problem) {
	if routing, no = routings.one(s, c, 0); no == nil {
		device, no = devices.one(s, c, 1)
	}
	return routing, device, no
}

// assigned are the ids and priorities of a routing's devices.
func assigned(o object) []object {
	kept, _ := o.get("-assigned").([]object)
	return slices.Clone(kept)
}

func assignedAt(o object, device string) int {
	return slices.IndexFunc(assigned(o), func(one object) bool { return one.text("id") == device })
}

// assign keeps which devices a routing has.
func (s *Server) assign(now time.Time, o object, which []object) object {
	routings.put(s, now, o.with("-assigned", which))
	s.reroute(now)
	return routings.get(s, o.text("id"))
}

// routingsOf are the routings that a device is in, oldest first.
func (s *Server) routingsOf(device string) []object {
	var in []object
	for o := range routings.all(s, live) {
		if assignedAt(o, device) >= 0 {
			in = append(in, o)
		}
	}
	return in
}

// reroute makes routings and devices say of each other what is true now.
func (s *Server) reroute(now time.Time) {
	for o := range routings.all(s, live) {
		shown := []object{}
		for _, one := range assigned(o) {
			d := devices.get(s, one.text("id"))
			shown = append(shown, routedAs(d.text("id"), d.text("type"), d.text("description")))
		}
		if !same(o.get("assign"), shown) {
			routings.put(s, now, o.with("assign", shown))
		}
	}
	for d := range devices.all(s, live) {
		routed := d.without("routing")
		if in := s.routingsOf(d.text("id")); len(in) > 0 {
			routed = d.with("routing", append(ref(routingObject, in[0].text("id")), member{"description", in[0].text("description")}))
		}
		if !same(d, routed) {
			devices.put(s, now, routed)
		}
	}
}

// routedAs is a device as its routing shows it.
func routedAs(id, kind, label string) object {
	return append(ref(deviceObject, id), member{"type", kind}, member{"description", label})
}

// same reports whether two values are written alike.
func same(a, b any) bool { return bytes.Equal(appendJSON(nil, a), appendJSON(nil, b)) }

// routingSeeds are the routings of the seed; tillSeeds say what is in them.
var routingSeeds = []struct {
	shop  int
	label string
}{
	{1, "Marktplatz, Kasse 1"}, {1, "Marktplatz, Kasse 2"}, {2, "Bahnhof"}, {3, "Wiehre"}, {4, "Basel"}, {0, "Click & Collect"},
}

func seedRoutings(s *Server) []object {
	all := make([]object, len(routingSeeds))
	for i, r := range routingSeeds {
		shown, kept := []object{}, []object{}
		for n, t := range tillSeeds {
			if t.routing == i+1 {
				shown = append(shown, routedAs(devices.id(s, n), t.kind, t.label))
				kept = append(kept, object{{"id", devices.id(s, n)}, {"priority", 0}})
			}
		}
		all[i] = object{
			{"created", wireTime(s.ledger.world.epoch - int64(50*(len(routingSeeds)-i))*24*3600)},
			{"merchant", s.merchantRef()}, {"store", s.shopRef(r.shop)}, {"description", r.label}, {"assign", shown}, {"-assigned", kept},
		}
	}
	return all
}
