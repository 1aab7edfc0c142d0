package sandbox

import (
	"slices"
	"strings"
)

// Settings of General Contracts: other providers, payment methods, payment
// pages.

func init() {
	third := "/General/Contracts/{generalContractId}/ThirdPartyConfiguration"
	handle("GET "+third, readThirdParties)
	for _, verb := range []string{"POST ", "PUT ", "PATCH "} {
		handle(verb+third, setThirdParties)
	}
	handle("DELETE "+third+"/{thirdPartyName}", deleteThirdParty)
	handle("DELETE "+third, deleteThirdParty) // the name is left out for all of them

	contract := "/General/Contracts/{generalContractId}"
	handle("POST "+contract+"/getAvailablePaymentMethods", availableMethods)
	handle("POST "+contract+"/getAvailablePaymentMethods/{smartTransactionId}", availableMethods)
	handle("GET /Payment/Contracts/{paymentContractId}/paymentMethods", oldPaymentMethods)
	handle("GET "+contract+"/AvailableCurrencies", func(s *Server, c *call) (any, *problem) {
		o, no := contracts.one(s, c, 0)
		return currenciesOf(o), no
	})
	handle("GET "+contract+"/IframeOptions", iframeOptions)
	handle("POST "+contract+"/savePaymentLinkConfiguration", savePaymentLink)
}

// thirdParties are the providers, and the member of a contract that shows each;
// a hidden one is shown by ThirdPartyConfiguration alone.
var thirdParties = []struct{ name, member string }{
	{"paypal", "paypal_configuration"}, {"easycredit", "easycredit_configuration"}, {"saferpay", "-saferpay"},
}

var thirdPartyForm = func() form {
	access := []field{must(text("client_id")), text("client_secret")}
	var f form
	for _, p := range thirdParties {
		f = append(f, group(p.name, group("live", access...), group("sandbox", access...)))
	}
	return f
}()

func readThirdParties(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	return thirdPartiesOf(o), nil
}

// thirdPartiesOf are the accounts of a contract without their secrets.
func thirdPartiesOf(contract object) object {
	all := object{}
	for _, p := range thirdParties {
		shown := object{}
		for _, environment := range []string{"live", "sandbox"} {
			access := object{}
			if id := contract.text(p.member + "." + environment + ".client_id"); id != "" {
				access = object{{"client_id", id}}
			}
			shown = append(shown, member{environment, access})
		}
		all = append(all, member{p.name, shown})
	}
	return all
}

// setThirdParties changes the accounts that the body names.
func setThirdParties(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := thirdPartyForm.change(s, c)
	if no != nil {
		return nil, no
	}
	present := object{}
	for _, p := range thirdParties {
		present = append(present, member{p.name, thirdPartyWithSecrets(o, p.name, p.member)})
	}
	present = c.over(present, in)
	for _, p := range thirdParties {
		account, _ := present.get(p.name).(object)
		o = withThirdParty(o, p.name, p.member, account)
	}
	return thirdPartiesOf(contracts.put(s, c.now, o)), nil
}

// thirdPartyWithSecrets is an account as it was sent.
func thirdPartyWithSecrets(o object, name, shown string) object {
	account, _ := o.get(shown).(object)
	secrets, _ := o.at("-secrets." + name).(object)
	return account.merged(secrets)
}

// withThirdParty keeps an account and, apart from it, its secrets.
func withThirdParty(o object, name, shown string, account object) object {
	kept, secrets := object{}, object{}
	for _, environment := range []string{"live", "sandbox"} {
		access, _ := account.get(environment).(object)
		kept = append(kept, member{environment, access.without("client_secret")})
		if secret := access.text("client_secret"); secret != "" {
			secrets = append(secrets, member{environment, object{{"client_secret", secret}}})
		}
	}
	return o.with(shown, kept).with("-secrets."+name, secrets)
}

// deleteThirdParty forgets one account, or all of them where none is named.
func deleteThirdParty(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	name := ""
	if len(c.args) > 1 {
		name = strings.ToLower(c.arg(1))
	}
	found := false
	for _, p := range thirdParties {
		if name == "" || name == p.name {
			o, found = withThirdParty(o, p.name, p.member, nil), true
		}
	}
	if !found {
		return nil, invalid("thirdPartyName: %q is not one of paypal, easycredit, saferpay", c.arg(1))
	}
	return thirdPartiesOf(contracts.put(s, c.now, o)), nil
}

// methods are the ways to pay: the name of this API, the one of the older, and
// where each is to be had. Least and most are minor units, 0 for no limit.
var methods = []struct {
	name, old   string
	currencies  string
	thirdParty  string // member of the contract that has to be set up, but for demos
	least, most int64
	repeated    bool // may be charged again: for subscriptions
}{
	{name: "creditcard", old: "Creditcard", currencies: "EUR CHF", repeated: true},
	{name: "debit", old: "Debit", currencies: "EUR", repeated: true},
	{name: "easycredit", old: "easyCredit", currencies: "EUR", thirdParty: "easycredit_configuration", least: 20_000, most: 1_000_000},
	{name: "eps", old: "eps", currencies: "EUR"},
	{name: "invoice", old: "Invoice", currencies: "EUR", most: 150_000},
	{name: "paypal", old: "Paypal", currencies: "EUR CHF", thirdParty: "paypal_configuration", repeated: true},
	{name: "prepaid", old: "Prepay", currencies: "EUR CHF"},
	{name: "sofort", old: "Sofort", currencies: "EUR"},
	{name: "twint", old: "Twint", currencies: "CHF"},
	{name: "applepay", old: "Applepay", currencies: "EUR CHF"},
	{name: "googlepay", old: "Googlepay", currencies: "EUR CHF"},
}

var methodForm = form{
	must(like("currency", "[A-Z]{3}", "an ISO 4217 code like EUR")), must(flag("is_demo")), flag("apiv2_products"),
}

// availableMethods answers how can be paid under a contract, and what fits a
// smart transaction where one is named.
func availableMethods(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	in, no := methodForm.create(s, c)
	if no != nil {
		return nil, no
	}
	q := methodQuestion{contract: o, currency: in.text("currency"), demo: in.flag("is_demo"), new: in.flag("apiv2_products")}
	if len(c.args) > 1 {
		smart, no := smartTransactions.one(s, c, 1)
		if no != nil {
			return nil, no
		}
		q.amount = smart.int("basket_info.sum")
		values(smart, "basket.products.item_type", func(v any) bool {
			q.repeated = q.repeated || v == "subscription"
			return true
		})
		q.repeated = q.repeated || smart.get("subscription") != nil
	}
	return q.methods(), nil
}

func oldPaymentMethods(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	return methodQuestion{contract: o, currency: "EUR", new: true}.methods(), nil
}

// methodQuestion is what the methods of a contract depend on.
type methodQuestion struct {
	contract object
	currency string
	demo     bool
	new      bool  // names of this API, whatever the currency
	amount   int64 // minor units, 0 where it is not known
	repeated bool
}

func (q methodQuestion) methods() []string {
	names := []string{}
	if stillRuns(q.contract) != nil || !slices.Contains(currenciesOf(q.contract), q.currency) {
		return names
	}
	for _, m := range methods {
		set := m.thirdParty == "" || q.demo || q.contract.text(m.thirdParty+".live.client_id") != ""
		fits := q.amount == 0 || q.amount >= m.least && (m.most == 0 || q.amount <= m.most)
		if !set || !fits || q.repeated && !m.repeated || !q.new && !strings.Contains(m.currencies, q.currency) {
			continue
		}
		name := m.old
		if q.new {
			name = m.name
		}
		names = append(names, name)
	}
	return names
}

// currenciesOf are the currencies of a contract: those that the merchant's own
// has shops for.
func currenciesOf(contract object) []string {
	if contract.get("parent") == nil {
		return []string{"EUR", "CHF"}
	}
	return []string{"EUR"}
}

func iframeOptions(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	title := o.get("-project")
	options, _ := o.get("-iframe_opts").(object)
	merchant := o.text("merchant.companyname")
	return object{
		{"payment_hint_title", nil}, {"project_title", title}, {"project_logo", options.get("logo_base64")},
		{"submit_button_title", options.get("submit_button_title")}, {"primary_colour", nil}, {"language", "de_DE"},
		{"basket_title", options.get("basket_title")}, {"is_basket_shown", options.get("show_basket") != false},
		{"language_formality", map[bool]string{true: "informal", false: "formal"}[options.text("cession") == "personal"]},
		{"payment_config", object{
			{"Googlepay", object{
				{"api_version", 2}, {"api_version_minor", 0}, {"type", "CARD"}, {"allowed_auth_methods", []string{"PAN_ONLY", "CRYPTOGRAM_3DS"}},
				{"allowed_card_networks", []string{"MASTERCARD", "VISA"}}, {"gateway", "secupay"},
				{"gateway_merchant_id", o.text("id")}, {"merchant_name", merchant},
			}},
			{"Applepay", object{
				{"label", merchant}, {"supported_networks", []string{"masterCard", "visa"}}, {"merchant_capabilities", []string{"supports3DS"}},
			}},
		}},
	}, nil
}

var paymentLinkForm = form{must(group("background", must(flag("enabled")), webAddress("image_url")))}

// savePaymentLink sets how the payment page looks. An image that is shown has to
// have an address.
func savePaymentLink(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := paymentLinkForm.create(s, c)
	if no != nil {
		return nil, no
	}
	options, _ := o.get("payment_link_options").(object)
	options = options.merged(in)
	if options.flag("background.enabled") && options.text("background.image_url") == "" {
		return nil, invalid("background.image_url: must not be empty where the background is enabled")
	}
	return s.answerOf(c, contracts.put(s, c.now, o.with("payment_link_options", options))), nil
}
