package sandbox

import (
	"net/http"
	"strconv"
	"time"

	"tresen/api"
)

// General Contracts, and Payment Contracts, which are the older view of the
// same: under a PCR_ id lies the object of the GCR_ id.

const (
	contractObject    = "general.contracts"
	oldContractPrefix = "PCR_"
)

// contracts are the merchant's own, under which all seeded payments were made,
// and those that came from it.
var contracts *shelf

func init() {
	contracts = shelfOf(spec{
		object: contractObject, prefix: "GCR_", noun: "General Contract", path: "/General/Contracts", me: true,
		seed: seedContracts, also: contractOfOldID,
		loaded: func(s *Server, o object) {
			s.approveLater(o)
			s.freeLater(o)
		},
	})
	handle("GET /Payment/Contracts", contracts.list)
	handle("GET /Payment/Contracts/{paymentContractId}", contracts.read)
	handle("PUT /General/Contracts/{generalContractId}", changeContract)
	handle("PATCH /General/Contracts/{generalContractId}", changeContract)
	handle("GET /General/Contracts/{generalContractId}/transferBalance", transferBalance)
	handle("POST /General/Contracts/{generalContractId}/terminate", terminateContract)
	for _, path := range []string{"/General/Contracts/{}", "/Payment/Contracts/{}"} {
		handle("POST "+path+"/revokeAccrual", revokeContractAccruals)
		handle("POST "+path+"/updateBankAccount", updateBankAccount)
	}
}

// contractOfOldID is the GCR_ id of a PCR_ id.
func contractOfOldID(s *Server, id string) string {
	i, ok := newIDSpace(s.options.Seed, oldContractPrefix).index(id)
	if !ok {
		return ""
	}
	return contracts.id(s, i)
}

// OldContractID is the PCR_ id under which older clients know a GCR_ id, "" for
// one that was never given out.
func (s *Server) OldContractID(id string) string {
	i, ok := newIDSpace(s.options.Seed, "GCR_").index(id)
	if !ok {
		return ""
	}
	return newIDSpace(s.options.Seed, oldContractPrefix).id(i)
}

var contractForm = form{
	group("checkout_configuration", group("notifications", flag("merchant_order_mail"), flag("customer_order_mail"))),
}

func changeContract(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := contractForm.change(s, c)
	if no != nil {
		return nil, no
	}
	return s.answerOf(c, contracts.put(s, c.now, c.over(o, in))), nil
}

// runningContract is the contract of the path, unless it was terminated.
func (s *Server) runningContract(c *call) (object, *problem) {
	o, no := contracts.one(s, c, 0)
	if no == nil {
		no = stillRuns(o)
	}
	return o, no
}

// stillRuns refuses what needs a contract that was terminated.
func stillRuns(contract object) *problem {
	if contract.flag("-terminated") {
		return refused("General Contract %s is terminated", contract.text("id"))
	}
	return nil
}

// contractOf is the id of the contract that a payment was made under.
func (s *Server) contractOf(p payment) string {
	if p.made != nil {
		if id := p.made.rest.text("contract.id"); id != "" {
			return id
		}
	}
	return contracts.id(s, 0)
}

func terminateContract(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	contracts.put(s, c.now, o.with("approved", false).with("-terminated", true))
	return object{{"result", true}}, nil
}

// transferBalance is what the merchant has sent by bank transfer, by currency
// (reference: Get balance from bank transfer, whose sample is an empty one; the
// official Java and PHP clients read an object).
func transferBalance(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	var balances any = []object{}
	if kept, _ := o.get("-balances").(object); len(kept) > 0 {
		balances = kept
	}
	return object{{"id", o.text("id")}, {"balances", balances}}, nil
}

// takeBalance spends what the merchant has sent to a contract by bank transfer.
func (s *Server) takeBalance(now time.Time, contract, currency string, amount api.Minor) *problem {
	o := contracts.get(s, contract)
	left, no := spend(o.int("-balances."+currency), amount)
	if no != nil {
		return no
	}
	contracts.put(s, now, o.with("-balances."+currency, left))
	return nil
}

// revokeContractAccruals has every withheld payment of a contract paid out, a
// little later: the answer does not wait (reference: Revoke all accruals).
func revokeContractAccruals(s *Server, c *call) (any, *problem) {
	o, no := contracts.one(s, c, 0)
	if no != nil {
		return nil, no
	}
	at := c.now.Add(s.options.Settle)
	s.freeLater(contracts.put(s, c.now, o.with("-frees", at.UnixNano())))
	return answer{status: http.StatusAccepted, raw: []byte{}}, nil
}

// freeLater has the withheld payments of a contract paid out at the time that
// the contract says.
func (s *Server) freeLater(o object) {
	nano := o.int("-frees")
	if nano == 0 {
		return
	}
	s.ledger.later(time.Unix(0, nano), func(at time.Time) {
		var freed []payment
		for i := range int32(s.ledger.count(live)) {
			p := s.ledger.payment(i, live)
			if s.contractOf(p) != o.text("id") {
				continue
			}
			if p, no := revokeAccrual(p); no == nil {
				freed = append(freed, p)
			}
		}
		if len(freed) > 0 {
			s.ledger.commit(at, freed...)
		}
		contracts.put(s, at, contracts.get(s, o.text("id")).without("-frees"))
	})
}

// updateBankAccount changes where payouts go.
func updateBankAccount(s *Server, c *call) (any, *problem) {
	o, no := s.runningContract(c)
	if no != nil {
		return nil, no
	}
	in, no := append(form{text("verification_document")}, accountFields()...).create(s, c)
	if no != nil {
		return nil, no
	}
	contracts.put(s, c.now, o.with("-payout_account", bankOf(in)))
	return object{{"result", true}}, nil
}

// projects are contracts of the merchant besides its own.
var projects = []string{"Crowdfunding Neue Backstube", "Adventsmarkt am Münster", "Tag der offenen Backstube"}

// seedContracts are the merchant's own contract, one of each firm below it, and
// those of its projects.
func seedContracts(s *Server) []object {
	day := 24 * time.Hour
	epoch := time.Unix(s.ledger.world.epoch, 0)
	all := []object{s.drawContract(0, 0, merchantName, epoch.Add(-1400*day))}
	for i, name := range merchants[1:] {
		all = append(all, s.drawContract(len(all), 1+i, name, epoch.Add(time.Duration(100*i-1200)*day)))
	}
	for i, name := range projects {
		o := s.drawContract(len(all), 0, name, epoch.Add(time.Duration(60*i-300)*day)).with("description", name)
		all = append(all, o.with("-project", name))
	}
	last := len(all) - 1
	all[last] = all[last].with("event_details", object{
		{"event_date", wireTime(s.ledger.world.epoch + 40*24*3600)}, {"event_description", projects[len(projects)-1]},
	})
	return all
}

func (s *Server) drawContract(i, merchant int, owner string, at time.Time) object {
	d := roll(s.options.Seed, diceText, -3000-i)
	o := object{
		{"id_old", contractNo + 311*i}, {"approved", true}, {"created", wireTime(at.Unix())},
		{"merchant", generalMerchants.ref(s, merchant).with("companyname", merchants[merchant])},
		{"pay_in_advance_account", object{
			{"iban", "DE81850400611005523759"}, {"bic", "COBADEFFXXX"}, {"owner", "secupay AG"}, {"bankname", "Commerzbank CC"},
		}},
		{"paypal_configuration", object{{"live", object{}}, {"sandbox", object{}}}},
		{"easycredit_configuration", object{{"live", object{}}, {"sandbox", object{}}}},
		{"checkout_configuration", object{{"notifications", object{{"merchant_order_mail", true}, {"customer_order_mail", true}}}}},
		{"payment_link_options", object{{"background", object{{"enabled", false}}}}},
		{"demo", false},
		{"-payout_account", drawAccount(&d, owner)},
		{"-balances", object{{"EUR", 300_000 / (i + 1)}}},
	}
	if i == 0 {
		access := object{{"live", object{{"client_id", "baeckerei-huber-" + strconv.Itoa(contractNo)}}}, {"sandbox", object{}}}
		return o.with("paypal_configuration", access).with("-balances.CHF", 300_000)
	}
	return o.with("parent", contracts.ref(s, 0))
}
