package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Services Ident Results and Upload Idents: who somebody is, by a provider or by
// papers that were handed in.

// identResults are the results of the requests that are done.
var identResults *shelf

// issues are what the service works on, one for each set of papers.
var issues *shelf

func init() {
	identResults = shelfOf(spec{
		object: "services.identresults", prefix: "SIS_", noun: "Ident Result", path: "/Services/Identresults",
		seed: seedIdentResults, also: resultOfRequest,
	})
	issues = shelfOf(spec{object: "services.issues", prefix: "SIU_", noun: "Service issue", seed: seedIssues, also: issueOfNumber})
	handle("POST /Services/Uploadidents", uploadIdent)
}

// resultOfRequest is the id of the result that a request came to.
func resultOfRequest(s *Server, name string) string {
	for o := range identResults.all(s, live) {
		if o.text("request.id") == name {
			return o.text("id")
		}
	}
	return ""
}

func seedIdentResults(s *Server) []object {
	var all []object
	for i, o := range seedIdentRequests(s) {
		if o.text("status") == identAsked {
			continue
		}
		o = o.with("id", identRequests.id(s, i))
		at := momentOf(o.text("graduation_date")).Unix()
		all = append(all, append(s.identResult(o, at), member{"created", wireTime(at)}))
	}
	return all
}

// identResult is what a provider found out for a request.
func (s *Server) identResult(o object, at int64) object {
	people, _ := o.get("person").([]object)
	found := make([]object, len(people))
	for i, p := range people {
		found[i] = s.identPerson(p, i, at)
	}
	return object{
		{"request", ref(identObject, o.text("id"))}, {"contract", o.get("contract")}, {"status", o.text("status")}, {"demo", o.flag("demo")}, {"person", found},
	}
}

// identPerson is what was found out about one person. Nothing is known of whom
// the provider could not identify.
func (s *Server) identPerson(p object, i int, at int64) object {
	number, _ := strconv.Atoi(p.text("transaction_id"))
	custom := object{}
	for n := range 5 {
		name := "custom" + strconv.Itoa(n+1)
		custom = append(custom, member{name, p.get(name)})
	}
	o := object{
		{"identificationprocess", object{
			{"status", p.text("status")}, {"identificationtime", wireTime(at)}, {"transactionnumber", p.text("transaction_id")},
		}},
		{"customdata", custom},
	}
	if p.text("status") != identDone {
		return o
	}
	contact := s.identified(number, i).replaced(bareObject(p.get("contact")))
	d := roll(s.options.Seed, diceText, -7_500_000-number)
	value := func(text string) object { return object{{"value", text}, {"status", "MATCH"}} }
	fact := func(path string) object { return value(contact.text(path)) }
	issued := time.Unix(at, 0).In(berlin).AddDate(-1-d.below(8), -d.below(12), 0)
	return append(o, object{
		{"contactdata", object{{"mobile", contact.text("mobile")}, {"email", contact.text("email")}}},
		{"userdata", object{
			{"dob", fact("dob")}, {"birthplace", fact("birthplace")}, {"forename", fact("forename")}, {"surname", fact("surname")},
			{"nationality", fact("nationality")}, {"gender", fact("gender")},
			{"address", object{
				{"street", fact("address.street")}, {"street_number", fact("address.street_number")}, {"city", fact("address.city")},
				{"postal_code", fact("address.postal_code")}, {"country", fact("address.country")},
			}},
		}},
		{"attachments", []object{{{"type", "IDFRONTSIDE"}, {"url", s.BaseURL() + "/ident/" + p.text("provider_id") + "/front.jpg"}}}},
		{"identificationdocument", object{
			{"country", value("DE")}, {"dateissued", value(issued.Format(time.DateOnly))}, {"issuedby", fact("address.city")},
			{"number", value(fmt.Sprintf("L%08X", d.below(1<<32)))}, {"type", value("IDCARD")}, {"validuntil", value(issued.AddDate(10, 0, 0).Format(time.DateOnly))},
		}},
		{"video", ""},
	}...)
}

func bareObject(v any) object {
	o, _ := v.(object)
	return o
}

// identified is what a passport says of a person that the request does not.
func (s *Server) identified(n, i int) object {
	d := roll(s.options.Seed, diceText, -8_000_000-1000*n-i)
	city := cities[d.below(len(cities))]
	born := time.Unix(s.ledger.world.epoch, 0).In(berlin).AddDate(-20-d.below(50), -d.below(12), -d.below(28))
	first := d.below(len(forenames))
	return object{
		{"forename", forenames[first]}, {"surname", surnames[d.below(len(surnames))]}, {"gender", []string{"FEMALE", "MALE"}[first%2]},
		{"dob", born.Format(time.DateOnly)}, {"birthplace", cities[d.below(len(cities))].name}, {"nationality", "DE"},
		{"mobile", fmt.Sprintf("+49170%07d", d.below(10_000_000))}, {"email", "kyc" + strconv.Itoa(n) + "@example.de"},
		{"address", object{
			{"street", streets[d.below(len(streets))]}, {"street_number", strconv.Itoa(1 + d.below(99))},
			{"postal_code", city.code}, {"city", city.name}, {"country", "DE"},
		}},
	}
}

// issueNumbers start here.
const issueNumbers = 1_211_700

var uploadIdentForm = form{
	link("merchant_id", merchantObject), link("contract_id", contractObject), text("payment_id"), text("apikey"), whole("service_issue_id"),
	words("document_ids"), words("documents"),
}

// uploadIdent hands in papers. They are for a merchant, a contract, a payment or
// the holder of an API key, and all of them have to be there. A service_issue_id
// adds to what was handed in before. The sample calls them documents, the list of
// fields document_ids.
func uploadIdent(s *Server, c *call) (any, *problem) {
	in, no := uploadIdentForm.create(s, c)
	if no != nil {
		return nil, no
	}
	papers, _ := in.get("document_ids").([]string)
	more, _ := in.get("documents").([]string)
	papers = append(papers, more...)
	if no := s.uploadIdentNames(in, papers); no != nil {
		return nil, no
	}
	if n := in.int("service_issue_id"); n != 0 {
		o := issues.get(s, strconv.FormatInt(n, 10))
		if o == nil {
			return nil, missing("service_issue_id: %d not found", n)
		}
		issues.put(s, c.now, o.with("-documents", o.text("-documents")+" "+strings.Join(papers, " ")))
		return object{{"service_issue_id", n}}, nil
	}
	n := issueNumbers + s.stock(issues).count(live)
	issues.add(s, c.now, object{{"service_issue_id", n}, {"-documents", strings.Join(papers, " ")}}.replaced(in.without("apikey").without("document_ids").without("documents")))
	return object{{"service_issue_id", n}}, nil
}

// uploadIdentNames checks what papers are for, and that they are there.
func (s *Server) uploadIdentNames(in object, papers []string) *problem {
	switch {
	case len(papers) == 0:
		return invalid("document_ids: must not be empty")
	case in.get("merchant_id") == nil && in.get("contract_id") == nil && in.text("payment_id") == "" && in.text("apikey") == "" && in.int("service_issue_id") == 0:
		return invalid("merchant_id, payment_id, contract_id or apikey: one is needed")
	}
	if id := in.text("payment_id"); id != "" {
		if _, no := s.find(id, true); no != nil {
			return no
		}
	}
	for _, id := range papers {
		if uploads.get(s, id) == nil {
			return missing("document_ids: %s not found", id)
		}
	}
	return nil
}

// issueOfNumber is the id of the issue that has a number.
func issueOfNumber(s *Server, name string) string {
	n, err := strconv.Atoi(name)
	if err != nil || n < issueNumbers {
		return ""
	}
	return issues.id(s, n-issueNumbers)
}

// seedIssues are the papers of the merchant's onboarding.
func seedIssues(s *Server) []object {
	ids := []string{}
	for i := range onboardingPapers {
		ids = append(ids, uploads.id(s, i))
	}
	return []object{{
		{"created", wireTime(s.ledger.world.epoch - 1388*24*3600)}, {"service_issue_id", issueNumbers},
		{"merchant_id", generalMerchants.ref(s, 0)}, {"-documents", strings.Join(ids, " ")},
	}}
}
