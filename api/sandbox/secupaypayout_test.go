package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

func minor(n api.Minor) *api.Minor { return &n }

// balance is what the merchant's own contract has in euro.
func balance(t *testing.T, c *api.Client) int64 {
	t.Helper()
	for _, b := range works(t, c, api.ContractBalance, api.None{}, "me").Balances {
		if b.Currency == "EUR" {
			return int64(*b.Amount)
		}
	}
	return 0
}

func TestAPayoutWaitsForTheMerchantsMoney(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 300})
	payer := find(t, c, api.PaymentCustomers, "")[0]
	paid := find(t, c, api.PaymentTransactions, "status:6")
	container := find(t, c, api.PaymentContainers, "type:bank_account")[0]
	order := api.NewPayout{
		Customer: api.CustomerOrID{PaymentCustomer: api.PaymentCustomer{ID: payer.ID}}, Amount: 350, Purpose: "Payout Test #1", OrderID: "201900123",
		Items: []api.PayoutItem{
			{ReferenceID: "2000.1", Name: "Zinsen", Hash: paid[0].TransactionHash, Total: minor(100)},
			{ReferenceID: "2000.2", Name: "Zinsen", ContainerID: container.ID, Total: minor(200)},
			{ReferenceID: "2000.3", Name: "Zinsen", TransactionID: paid[1].ID, Total: minor(50)},
		},
	}
	p := works(t, c, api.CreatePayout, order)
	if p.Status != "pending" || p.TransactionStatus != "25" || *p.Amount != 350 || p.Currency != "EUR" || p.OrderID != "201900123" || len(p.Items) != 3 ||
		p.TransferPurpose != fmt.Sprint("TA ", p.TransID) || p.TransferAccount.IBAN == "" || p.Items[1].ItemType != "transaction_payout" || p.Items[1].ContainerID != container.ID {
		t.Errorf("a new payout is %+v", p)
	}
	is := read(t, c, api.PaymentTransactions, p.PaymentID)
	if is.ProductID != 402 || *is.Amount != 350 || is.TransID != p.TransID || is.TransactionHash != p.ID || is.Customer.ID != payer.ID || is.Description != "Payout Test #1" || is.Contract.ID == "" {
		t.Errorf("in the ledger it is %+v", is)
	}
	before := balance(t, c)
	fails(t, c, denied, api.CancelPayment, api.Refund{By: 350}, p.PaymentID)
	works(t, c, api.AssignTransferBalance, api.None{}, p.PaymentID)
	for _, id := range []string{p.ID, p.PaymentID} {
		if now := works(t, c, api.PayoutTransaction, api.None{}, id); now.ID != p.ID || now.Status != "accepted" || now.TransactionStatus != "6" || len(now.Items) != 3 {
			t.Errorf("with the money %s is %+v", id, now)
		}
	}
	if after := balance(t, c); before-after != 350 {
		t.Errorf("a balance of %d became %d", before, after)
	}
	fails(t, c, denied, api.AssignTransferBalance, api.None{}, p.PaymentID)
	fails(t, c, nowhere, api.PayoutTransaction, api.None{}, paid[0].ID)
	for _, seeded := range find(t, c, api.PaymentTransactions, "product_id:402") {
		if got := works(t, c, api.PayoutTransaction, api.None{}, seeded.ID); *got.Amount != *seeded.Amount || (got.TransactionStatus == "25") != (seeded.Status == 205) {
			t.Errorf("%+v is read as %+v", seeded, got)
		}
	}
}

func TestAPayoutThatDoesNotAddUpChangesNothing(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 300})
	hash := find(t, c, api.PaymentTransactions, "status:6")[0].TransactionHash
	payer := api.CustomerOrID{PaymentCustomer: api.PaymentCustomer{ID: find(t, c, api.PaymentCustomers, "")[0].ID}}
	count := func() int { return len(find(t, c, api.PaymentTransactions, "product_id:402")) }
	before := count()
	items := func(all ...api.PayoutItem) []api.PayoutItem { return all }
	many := make([]api.PayoutItem, 201)
	for i := range many {
		many[i] = api.PayoutItem{Hash: hash, Total: minor(1)}
	}
	for _, bad := range []struct {
		in   api.NewPayout
		want string
	}{
		{api.NewPayout{Amount: 100}, wrong},
		{api.NewPayout{Customer: api.CustomerOrID{PaymentCustomer: api.PaymentCustomer{ID: "PCU_X"}}, Amount: 100}, nowhere},
		{api.NewPayout{Customer: payer, Amount: 100, Currency: "USD"}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Contract: "GCR_X"}, denied},
		{api.NewPayout{Customer: payer, Amount: 1 << 40}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{Hash: hash, Total: minor(99)})}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{Total: minor(100)})}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{Hash: hash})}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{Hash: hash, ContainerID: "PCT_X", Total: minor(100)})}, wrong},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{ContainerID: "PCT_X", Total: minor(100)})}, nowhere},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{Hash: "x", Total: minor(100)})}, nowhere},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{TransactionID: hash, Total: minor(100)})}, nowhere},
		{api.NewPayout{Customer: payer, Amount: 100, Items: items(api.PayoutItem{ReferenceID: "1", Hash: hash, Total: minor(60)}, api.PayoutItem{ReferenceID: "1", Hash: hash, Total: minor(40)})}, twice},
		{api.NewPayout{Customer: payer, Amount: 201, Items: many}, wrong},
	} {
		fails(t, c, bad.want, api.CreatePayout, bad.in)
	}
	if after := count(); after != before {
		t.Errorf("%d payouts became %d", before, after)
	}
	inline := works(t, c, api.CreatePayout, api.NewPayout{Amount: 5, Customer: api.CustomerOrID{PaymentCustomer: api.PaymentCustomer{Contact: api.Contact{Forename: "Jan", Surname: "Novák"}}}})
	if is := read(t, c, api.PaymentTransactions, inline.PaymentID); is.Customer.ID == "" || read(t, c, api.PaymentCustomers, is.Customer.ID).Contact.Surname != "Novák" {
		t.Errorf("a payout to somebody new is %+v", is)
	}
}

func TestADirectPayoutIsPaidOutWithAllItsItems(t *testing.T) {
	c, _, clock := ticking(t, sandbox.Options{Payments: 300})
	origin := find(t, c, api.PaymentTransactions, "status:6 AND product_id:16 AND _exists_:customer.id")[0]
	store := find(t, c, api.Stores, "")[0].ID
	contract := find(t, c, api.Contracts, "")[0]
	day := api.ParseTime(clock.now().AddDate(0, 0, 4).Format(time.DateOnly))
	r := works(t, c, api.CreatePayoutWithoutCustomer, api.DirectPayout{
		Amount: 350, Purpose: "Payout Test #2", Execution: day, ContractID: contract.ID,
		Items: []api.DirectPayoutItem{
			{Amount: minor(200), Reference: "2000.1", Purpose: "An ein Konto", Account: &api.BankAccount{Owner: "Max Mustermann", IBAN: "DE89 3704 0044 0532 0130 00"}},
			{Amount: minor(60), Reference: "2000.2", Recipient: store, Account: &api.BankAccount{Owner: "Jan Jansen", IBAN: "NL18ABNA0484869868"}},
			{Amount: minor(90), Reference: "2000.3", Origin: origin.TransID},
		},
	})
	if *r.Amount != 350 || r.Currency != "EUR" || r.ContractID != contract.ID || r.Purpose != "Payout Test #2" || !r.Execution.Equal(day.Time) ||
		r.TransferPurpose != fmt.Sprint("TA ", r.TransID) || r.TransferAccount.IBAN == "" || r.Items[0].Account.BankName != "Commerzbank" || r.Items[2].Origin != origin.TransID {
		t.Errorf("the payout is %+v", r)
	}
	byTA := func(id int64) api.PaymentTransaction {
		t.Helper()
		found := find(t, c, api.PaymentTransactions, fmt.Sprint("trans_id:", id))
		if len(found) != 1 {
			t.Fatalf("TA %d is %d payments", id, len(found))
		}
		return found[0]
	}
	whole := byTA(r.TransID)
	if whole.ProductID != 402 || *whole.Amount != 350 || len(whole.Related) != 3 || whole.Contract.ID != contract.ID {
		t.Errorf("the whole payout is %+v", whole)
	}
	for n, item := range r.Items {
		p := byTA(item.TransID)
		if p.ProductID != 402 || *p.Amount != *item.Amount || p.OrderID != item.Reference || p.Status != whole.Status ||
			p.Related[0].TransID != r.TransID || p.Related[0].Hierarchy != "parent" || whole.Related[n].ID != p.ID || whole.Related[n].Hierarchy != "child" {
			t.Errorf("item %d is %+v", n, p)
		}
		fails(t, c, denied, api.AssignTransferBalance, api.None{}, p.ID)
	}
	if p := byTA(r.Items[0].TransID); p.PaymentData != "DE89 XXXX XXXX XXXX XX30 00" || p.Customer.Name != "Max Mustermann" {
		t.Errorf("to an account: %s %+v", p.PaymentData, p.Customer)
	}
	if p := byTA(r.Items[2].TransID); p.Customer.Name != origin.Customer.Name {
		t.Errorf("to the payer %s: %+v", origin.Customer.Name, p.Customer)
	}
	works(t, c, api.AssignTransferBalance, api.None{}, whole.ID)
	for _, id := range []int64{r.TransID, r.Items[0].TransID, r.Items[1].TransID, r.Items[2].TransID} {
		if p := byTA(id); p.Status != 6 {
			t.Errorf("with the money TA %d is %s", id, p.StatusText)
		}
	}
}

func TestADirectPayoutNeedsARecipientAndADay(t *testing.T) {
	c, _, clock := ticking(t, sandbox.Options{Payments: 60})
	before := len(find(t, c, api.PaymentTransactions, "product_id:402"))
	to := &api.BankAccount{Owner: "Max", IBAN: "DE89370400440532013000"}
	one := func(item api.DirectPayoutItem) api.DirectPayout {
		item.Amount = minor(100)
		return api.DirectPayout{Amount: 100, Items: []api.DirectPayoutItem{item}}
	}
	past := one(api.DirectPayoutItem{Account: to})
	past.Execution = api.ParseTime(clock.now().AddDate(0, 0, -1).Format(time.DateOnly))
	more := one(api.DirectPayoutItem{Account: to})
	more.Amount = 101
	for n, bad := range []struct {
		in   api.DirectPayout
		want string
	}{
		{api.DirectPayout{Amount: 100}, wrong}, {past, wrong}, {more, wrong},
		{one(api.DirectPayoutItem{}), wrong},
		{one(api.DirectPayoutItem{Account: &api.BankAccount{IBAN: "DE88370400440532013000"}}), wrong},
		{one(api.DirectPayoutItem{Origin: 5}), nowhere},
		{one(api.DirectPayoutItem{Account: to, Recipient: "MRC_X"}), nowhere},
		{one(api.DirectPayoutItem{Account: to, Recipient: "STO_X"}), nowhere},
	} {
		if t.Run(fmt.Sprint(n), func(t *testing.T) { fails(t, c, bad.want, api.CreatePayoutWithoutCustomer, bad.in) }); t.Failed() {
			t.Errorf("%+v", bad.in)
		}
	}
	if after := len(find(t, c, api.PaymentTransactions, "product_id:402")); after != before {
		t.Errorf("%d payouts became %d", before, after)
	}
	today := one(api.DirectPayoutItem{Account: to, Recipient: "11026600"})
	today.Execution = api.ParseTime(clock.now().In(epoch.Location()).Format(time.DateOnly))
	works(t, c, api.CreatePayoutWithoutCustomer, today)
}
