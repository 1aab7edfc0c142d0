package sandbox

import (
	"strings"
	"time"
)

// New contracts (reference: Payment Contracts): projects of a merchant who is
// known, and merchants who have to be identified first.

func init() {
	handle("POST /Payment/Contracts/{paymentContractId}/clone", cloneContract)
	handle("POST /Payment/Contracts/{paymentContractId}/requestId", requestContract)
}

var cloneForm = form{
	text("contract_id"), must(text("project")), group("payment_data", accountFields()...), group("payout_account", accountFields()...),
	flag("payin_account"), webAddress("url_push"),
}

var requestForm = append(form{
	must(group("contact", contactFields()...)),
	group("iframe_opts", flag("show_basket"), text("basket_title"), text("submit_button_title"), text("logo_base64"), oneOf("cession", "formal", "personal")),
	flag("create_first_store"), text("store_name"), like("payout_purpose", `[0-9a-zA-Z .,+\-:?()/']*`, "of the characters 0-9a-zA-Z .,+-:?()/'"),
	text("identrequest"), text("signed_contract"), anything("additional_data"), text("notes"), text("invoice_reference"), text("tid"),
	category("merchant_category"), text("account_statement_text"), anything("pricing"), whole("funding_threshold"), date("funding_end"),
	text("project_url"), text("url_website"), text("project_brochure"), text("project_factsheet"), whole("project_duration"),
	text("account_verification"), text("interest_payment_interval"), text("merchant_id"),
	group("event_details", date("event_date"), text("event_description")),
}, cloneForm...)

// contactFields are a person or a company as clients send it.
func contactFields() []field {
	return []field{
		text("name"), text("forename"), text("surname"), text("companyname"), text("salutation"), text("gender"), text("title"),
		like("email", `[^@\s]+@[^@\s]+`, "an e-mail address"), text("phone"), text("mobile"), text("fax"), date("dob"), text("picture"),
		text("url_website"), text("birthplace"), text("nationality"), addressField("address"),
	}
}

// category takes the number of a merchant category.
func category(name string) field {
	number := whole(name)
	return field{name: name, take: func(at intake, v any) (any, *problem) {
		n, no := number.take(at, v)
		if no == nil && !isCategory(n) {
			no = at.invalid("there is no merchant category %v", n)
		}
		return n, no
	}}
}

func cloneContract(s *Server, c *call) (any, *problem) {
	parent, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := cloneForm.create(s, c)
	if no == nil {
		no = s.newProject(in.text("project"))
	}
	if no != nil {
		return nil, no
	}
	merchant, _ := parent.get("merchant").(object)
	o := s.newContract(c.now, parent, merchant, in)
	return s.answerOf(c, o).with("apikey", o.text("-apikey")), nil
}

// requestContract makes a merchant, a contract that waits for its
// identification and, if it is asked for, a store.
func requestContract(s *Server, c *call) (any, *problem) {
	parent, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := requestForm.create(s, c)
	if no == nil {
		no = s.newProject(in.text("project"))
	}
	contact, _ := in.get("contact").(object)
	who := payerOf(contact)
	if no == nil && who.company == "" && who.name == "" {
		no = invalid("contact: needs a companyname or a name")
	}
	if no != nil {
		return nil, no
	}
	merchant := s.newMerchant(c.now, who, contact, parent)
	o := s.newContract(c.now, parent, ref(merchantObject, merchant.text("id")).with("companyname", merchant.text("user.companyname")), in)
	made := object{{"contract", ref(contractObject, o.text("id"))}, {"merchant", ref(merchantObject, merchant.text("id"))}}
	if in.flag("create_first_store") {
		name := in.text("store_name")
		if name == "" {
			name = in.text("project")
		}
		address, _ := contact.get("address").(object)
		store := stores.add(s, c.now, storeWith(object{
			{"id_old", 1_046_176 + s.stock(stores).count(live)}, {"store_name", nil}, {"merchant", ref(merchantObject, merchant.text("id"))},
			{"acceptance_point", false}, {"open_hours", []object{}},
		}, object{{"name", name}, {"address", address}}))
		made = append(made, member{"store", ref(storeObject, store.text("id"))})
	}
	made = append(made, member{"apikey", o.text("-apikey")})
	if account := o.get("pay_in_account"); account != nil {
		made = append(made, member{"payin_account", account})
	}
	return made, nil
}

// newProject refuses a name that another contract has.
func (s *Server) newProject(name string) *problem {
	for o := range contracts.all(s, live) {
		if strings.EqualFold(o.text("-project"), strings.TrimSpace(name)) {
			return taken("Contract with project %s already exists", name)
		}
	}
	return nil
}

// newMerchant is the merchant of a contract that was requested; it is below the
// one of the contract it came from.
func (s *Server) newMerchant(now time.Time, who customer, contact, parent object) object {
	user := object{{"name", who.name}, {"companyname", who.company}}
	if who.company == "" {
		user = object{{"name", who.name}, {"forename", who.forename}, {"surname", who.surname}}
	}
	if email := contact.text("email"); email != "" {
		user = append(user, member{"email", []object{{{"type", "business"}, {"email_formatted", email}}}})
	}
	if address, given := contact.get("address").(object); given {
		user = append(user, member{"address", []object{append(object{{"type", "business"}}, geoAddress(address)...)}})
	}
	return generalMerchants.add(s, now, object{
		{"id_old", 2_332_500 + s.stock(generalMerchants).count(live)}, {"user", user}, {"type", 46}, {"store_name", nil},
		{"parent", ref(merchantObject, parent.text("merchant.id"))},
	})
}

// newContract is a contract below another one. One for a known merchant is
// approved a little later; one for a new merchant when that is identified.
func (s *Server) newContract(now time.Time, parent, merchant, in object) object {
	i := s.stock(contracts).count(live)
	d := roll(s.options.Seed, diceText, -3000-i)
	o := object{
		{"id_old", contractNo + 311*i}, {"parent", ref(contractObject, parent.text("id"))}, {"approved", false}, {"merchant", merchant},
		{"description", in.text("project")}, {"demo", parent.flag("demo")}, {"-project", strings.TrimSpace(in.text("project"))},
		{"-apikey", d.hex32() + d.letters(8)}, {"-url_push", in.text("url_push")}, {"-iframe_opts", in.get("iframe_opts")},
		{"-waits", in.get("contact") != nil},
	}
	for _, shared := range []string{"pay_in_advance_account", "checkout_configuration", "payment_link_options"} {
		o = append(o, member{shared, parent.get(shared)})
	}
	for _, account := range []string{"payment_data", "payout_account"} {
		if sent, given := in.get(account).(object); given {
			o = o.with("-payout_account", bankOf(sent))
		}
	}
	if in.flag("payin_account") {
		o = append(o, member{"pay_in_account", drawAccount(&d, "secupay AG")})
	}
	if event := in.get("event_details"); event != nil {
		o = append(o, member{"event_details", event})
	}
	o = contracts.add(s, now, o)
	s.approveLater(o)
	return o
}

// approveLater lets a contract for a known merchant be approved.
func (s *Server) approveLater(o object) {
	created, err := time.Parse(time.RFC3339, o.text("created"))
	if err != nil || o.get("-waits") != false || o.flag("approved") {
		return
	}
	s.ledger.later(created.Add(s.options.Settle), func(at time.Time) {
		if o := contracts.get(s, o.text("id")); o != nil && stillRuns(o) == nil {
			contracts.put(s, at, o.with("approved", true))
		}
	})
}
