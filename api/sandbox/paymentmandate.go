package sandbox

import (
	"fmt"
	"time"
)

// Mandates of Payment Containers, and the accounts and cards of the world's
// payers, which are those that their payments show masked.

// mandateForm makes the form that a company signs (reference: Obtain SEPA
// Mandate Form).
func mandateForm(s *Server, c *call) (any, *problem) {
	o, no := s.accountOf(c)
	if no != nil {
		return nil, no
	}
	in, no := form{link("customer_id", customerObject), must(oneOf("type", "B2B"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	owner, whose := o.text("customer.id"), in.text("customer_id.id")
	switch {
	case owner == "" && whose == "":
		return nil, invalid("customer_id: must not be empty for a container without a customer")
	case owner == "":
		o = o.with("customer", in.get("customer_id"))
	case whose != "" && whose != owner:
		return nil, refused("Payment Container %s is of another customer", o.text("id"))
	}
	paymentContainers.put(s, c.now, o.with("-mandate_form", true))
	return object{{"mandate_url", fmt.Sprintf("%s/mandates/%s.pdf", s.BaseURL(), o.text("id"))}}, nil
}

// uploadMandate opens the case in which somebody looks at the signed form; a
// little later the mandate is active (reference: Process Signed SEPA Mandate).
func uploadMandate(s *Server, c *call) (any, *problem) {
	o, no := s.accountOf(c)
	if no != nil {
		return nil, no
	}
	if _, no = (form{must(link("document_id", "document.uploads"))}).create(s, c); no != nil {
		return nil, no
	}
	switch {
	case !o.flag("-mandate_form"):
		return nil, refused("no mandate form was obtained for Payment Container %s", o.text("id"))
	case o.text("mandate.status") == mandateInReview:
		return nil, refused("the mandate of Payment Container %s is in review already", o.text("id"))
	}
	o = paymentContainers.put(s, c.now, o.with("mandate.type", "B2B").with("mandate.status", mandateInReview))
	s.reviewLater(o, c.now)
	i, _ := s.stock(paymentContainers).ids.index(o.text("id"))
	return object{{"service_issue_id", 2_875_000 + i}}, nil
}

const mandateInReview = "in_review"

// reviewLater makes a mandate that is in review active.
func (s *Server) reviewLater(o object, from time.Time) {
	if o.text("mandate.status") != mandateInReview {
		return
	}
	s.ledger.later(from.Add(s.options.Settle), func(at time.Time) {
		if o := paymentContainers.get(s, o.text("id")); o != nil && o.text("mandate.status") == mandateInReview {
			paymentContainers.put(s, at, o.with("mandate.status", "active"))
		}
	})
}

// accountOf is the container of the path, which has to be a bank account.
func (s *Server) accountOf(c *call) (object, *problem) {
	o, no := paymentContainers.one(s, c, 0)
	if no == nil && o.text("type") != bankAccount {
		no = refused("a mandate is for a bank account, not for a container of type %s", o.text("type"))
	}
	return o, no
}

func validateIBAN(s *Server, c *call) (any, *problem) {
	in, no := form{whole("id"), must(text("iban"))}.create(s, c)
	if no != nil {
		return nil, no
	}
	at := intake{Server: s, whole: true}
	answer := object{{"id", in.get("id")}, {"valid", false}, {"iban", in.get("iban")}}
	if number, no := iban("iban").take(at, in.get("iban")); no == nil {
		if known, no := account(at, object{{"iban", number}}); no == nil {
			answer = answer.replaced(known).with("valid", true)
		}
	}
	return answer, nil
}

// drawContainer is container i of the world's payers.
func (s *Server) drawContainer(i int) object {
	w := s.ledger.world
	who := i / 2
	c := w.customers[who]
	masked := roll(w.seed, diceCustomer, who+1<<40)
	tail := masked.below(10000)
	o := object{
		{"merchant", s.merchantRef()}, {"contract", contracts.ref(s, 0)}, {"customer", paymentCustomers.ref(s, who)},
		{"type", bankAccount}, {"created", wireTime(w.customerSince(who) + int64(60*(1+i%2)))},
	}
	d := roll(w.seed, diceCustomer, i+2<<40)
	if i%2 == 0 {
		return s.withAccount(o, accountLike(&d, c.name, 10+masked.below(89), tail), i)
	}
	card := drawCard(&d, c.name, tail, masked.below(3), w.epoch)
	return o.with("type", creditCard).with("private", card).with("public", card)
}

// accountLike is a German account whose IBAN has these check digits and ends in
// these four.
func accountLike(d *dice, owner string, check, tail int) object {
	bank := banks[d.below(len(banks))]
	start, end := d.below(900_000), fmt.Sprintf("%04d", tail)
	// The digits in the middle count as many times as ten digits behind them
	// say: the end of the account and the country with no check digits yet.
	const weight = 10_000_000_000 % 97
	rest := mod97(bank.code + "000000" + end + "DE00")
	for n := range 97 {
		if (rest+(start+n)*weight)%97 == 98-check {
			number := fmt.Sprintf("DE%02d%s%06d%s", check, bank.code, start+n, end)
			return object{{"owner", owner}, {"iban", number}, {"bic", bank.bic}, {"bankname", bank.name}}
		}
	}
	panic("sandbox: no account has the check digits, though 97 in a row have all of them")
}

// cardBrands are in the order in which payments draw them.
var cardBrands = []string{"VISA", "Mastercard", "girocard"}

// drawCard is a card as the server shows it, good for some years to come.
func drawCard(d *dice, owner string, tail, brand int, now int64) object {
	ends := time.Unix(now, 0).In(berlin).AddDate(1+d.below(3), d.below(12), 0)
	return object{
		{"owner", owner}, {"pan", fmt.Sprintf("XXXX XXXX XXXX %04d", tail)}, {"expiration_date", ends.Format("2006-01") + "-01"}, {"issuer", cardBrands[brand]},
	}
}

// maskedAccount is what a payment shows of a container.
func maskedAccount(o object) string {
	switch o.text("type") {
	case bankAccount:
		number := o.text("private.iban")
		return fmt.Sprintf("%s XXXX XXXX XXXX XX%s %s", number[:4], number[len(number)-4:len(number)-2], number[len(number)-2:])
	case payPal:
		return o.text("private.email")
	}
	return o.text("private.issuer") + " " + o.text("private.pan")
}
