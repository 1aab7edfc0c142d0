package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// Services Ident Requests: who is to be identified, and how far that is. Where
// the reference is silent the sandbox decides:
//
//   - A request is for one person at least; without a provider it is idnow's,
//     without a type it is for persons.
//   - The provider takes as long as a refund takes to settle. Then there is a
//     result, and everybody is identified who is not named failed in custom1. A
//     request is failed as soon as one person is.
//   - A result is read by its own id or by that of its request.

const identObject = "services.identrequests"

// identRequests are those of the seed and those that were made since.
var identRequests *shelf

func init() {
	identRequests = shelfOf(spec{
		object: identObject, prefix: "SIR_", noun: "Ident Request", path: "/Services/Identrequests",
		seed: seedIdentRequests, loaded: identifyLater,
	})
	handle("POST /Services/Identrequests", createIdent)
}

var identForm = form{
	oneOf("provider", "post_ident", "bank_ident", "webid", "idnow", "post_ident_extern", "3rdParty"), text("type"), flag("demo"),
	rows("person", text("custom1"), text("custom2"), text("custom3"), text("custom4"), text("custom5"), text("owner_transaction_id"),
		group("contact", text("forename"), text("surname"), text("companyname"), text("salutation"), text("title"), text("email"), text("phone"),
			text("mobile"), date("dob"), text("birthplace"), text("nationality"), text("gender"), addressField("address"))),
	text("owner_transaction_id"), group("redirect_urls", text("url_success"), text("url_failure")),
}

func createIdent(s *Server, c *call) (any, *problem) {
	in, no := identForm.create(s, c)
	if no != nil {
		return nil, no
	}
	people, _ := in.get("person").([]object)
	if len(people) == 0 {
		return nil, invalid("person: must not be empty")
	}
	n := s.stock(identRequests).count(live)
	for i, p := range people {
		people[i] = append(s.identEntry(n, i), p...)
	}
	o := object{
		{"contract", contracts.ref(s, 0)}, {"type", "person"}, {"provider", "idnow"}, {"status", identAsked}, {"demo", false}, {"treated", false},
	}.replaced(in).with("person", people)
	o = identRequests.add(s, c.now, o)
	identifyLater(s, o)
	return s.answerOf(c, o), nil
}

// identEntry is what the provider adds to person i of request n.
func (s *Server) identEntry(n, i int) object {
	d := roll(s.options.Seed, diceText, -7_000_000-1000*n-i)
	id := strings.ToUpper(d.letters(3)) + fmt.Sprintf("-%05d", d.below(100_000))
	return object{
		{"transaction_id", fmt.Sprintf("%d", 6_400_000+100*n+i)}, {"redirect_url", s.BaseURL() + "/ident/" + id}, {"status", identAsked}, {"provider_id", id},
	}
}

// The statuses of a request and of its persons.
const (
	identAsked  = "requested"
	identDone   = "ok"
	identFailed = "failed"
)

// identifyLater lets the provider do its work. A request from a file that is
// done is left alone.
func identifyLater(s *Server, o object) {
	if o.text("status") != identAsked {
		return
	}
	made := momentOf(o.text("created"))
	s.ledger.later(made.Add(s.options.Settle), func(at time.Time) {
		if now := identRequests.get(s, o.text("id")); now.text("status") == identAsked {
			done := identified(now).with("graduation_date", wireTime(at.Unix()))
			identRequests.put(s, at, done)
			identResults.add(s, at, s.identResult(done, at.Unix()))
		}
	})
}

// identified is a request whose persons the provider has seen.
func identified(o object) object {
	people, _ := o.get("person").([]object)
	seen, status := make([]object, len(people)), identDone
	for i, p := range people {
		seen[i] = p.with("status", identDone)
		if p.text("custom1") == identFailed {
			seen[i], status = p.with("status", identFailed), identFailed
		}
	}
	return o.with("person", seen).with("status", status)
}

// identSeeds are the requests of the seed: how many days ago they were made, and
// for how many people.
var identSeeds = []struct {
	days     int
	provider string
	note     string
	people   int
}{
	{310, "post_ident", "Gesellschafterin", 1}, {295, "post_ident", "Geschäftsführung", 2}, {201, "idnow", "Crowdfunding", 1},
	{198, "idnow", identFailed, 1}, {120, "webid", "Crowdfunding", 1}, {64, "idnow", "Crowdfunding", 2}, {33, "bank_ident", "Vermieter", 1},
	{12, "idnow", identFailed, 1}, {2, "idnow", "Vermieter", 1},
}

// seedIdentRequests are done, but for the newest.
func seedIdentRequests(s *Server) []object {
	all := make([]object, len(identSeeds))
	for i, seed := range identSeeds {
		at := s.ledger.world.epoch - int64(seed.days)*24*3600
		people := make([]object, seed.people)
		for n := range people {
			people[n] = append(s.identEntry(i, n), member{"custom1", seed.note}, member{"contact", s.identified(i, n)})
		}
		o := object{
			{"created", wireTime(at)}, {"contract", contracts.ref(s, 0)}, {"type", "person"}, {"provider", seed.provider}, {"status", identAsked},
			{"demo", false}, {"owner_transaction_id", fmt.Sprintf("KYC-%03d", i+1)}, {"person", people}, {"treated", i < len(identSeeds)-1},
		}
		if i < len(identSeeds)-1 {
			o = identified(o).with("graduation_date", wireTime(at+5400))
		}
		all[i] = o
	}
	return all
}
