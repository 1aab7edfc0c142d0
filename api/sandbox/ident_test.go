package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
)

func TestAPersonIsIdentifiedALittleLater(t *testing.T) {
	c, s, clock := ticking(t, sandbox.Options{Payments: 60})
	yes := true
	r := works(t, c, api.CreateIdentRequest, api.NewIdentRequest{
		Demo: &yes, OwnerID: "tx_1", RedirectURL: api.IdentURLs{Success: "https://shop.example/ok"},
		Person: []api.IdentPerson{{Custom1: "a", Contact: api.Contact{Forename: "Käthe", Surname: "Özdemir"}}, {Custom2: "b"}},
	})
	if r.Status != "requested" || r.Provider != "idnow" || r.Type != "person" || !*r.Demo || r.Contract.ID == "" || r.OwnerID != "tx_1" || r.RedirectURL.Success == "" {
		t.Errorf("%+v", r)
	}
	for n, p := range r.Person {
		if p.Status != "requested" || p.TransactionID == "" || !strings.HasPrefix(p.RedirectURL, s.BaseURL()) || p.ProviderID == "" || p.TransactionID == r.Person[1-n].TransactionID {
			t.Errorf("person %d is %+v", n, p)
		}
	}
	fails(t, c, nowhere, api.Op[api.None, api.IdentResult]{Method: "GET", Path: api.IdentResults.Path + "/{id}"}, api.None{}, r.ID)
	clock.advance(time.Minute)
	if r = read(t, c, api.IdentRequests, r.ID); r.Status != "ok" || r.Person[1].Status != "ok" || r.Graduated.IsZero() {
		t.Errorf("a minute later the request is %+v", r)
	}
	found := read(t, c, api.IdentResults, r.ID)
	if found.Request.ID != r.ID || found.Status != "ok" || !*found.Demo || len(found.Person) != 2 || read(t, c, api.IdentResults, found.ID).ID != found.ID {
		t.Fatalf("the result is %+v", found)
	}
	first := found.Person[0]
	if first.User.Forename.Value != "Käthe" || first.User.Surname.Value != "Özdemir" || first.User.Birthday.Value == "" || first.User.Address.City.Value == "" ||
		first.Process.Number != r.Person[0].TransactionID || first.Custom.Custom1 != "a" || first.Paper.Number.Value == "" || len(first.Attachments) != 1 {
		t.Errorf("the first person is %+v", first)
	}
	if second := found.Person[1]; second.User.Surname.Value == "" || second.Custom.Custom2 != "b" || second.User.Surname == first.User.Surname {
		t.Errorf("the second person is %+v", second)
	}
}

func TestWhoCannotBeIdentifiedFailsTheRequest(t *testing.T) {
	c, _, clock := ticking(t, sandbox.Options{Payments: 60})
	r := works(t, c, api.CreateIdentRequest, api.NewIdentRequest{Provider: "webid", Person: []api.IdentPerson{{Custom1: "failed"}, {Custom1: "x"}}})
	clock.advance(time.Minute)
	r = read(t, c, api.IdentRequests, r.ID)
	if r.Status != "failed" || r.Person[0].Status != "failed" || r.Person[1].Status != "ok" {
		t.Errorf("%+v", r)
	}
	if found := read(t, c, api.IdentResults, r.ID); found.Status != "failed" || found.Person[0].User.Surname.Value != "" || found.Person[1].User.Surname.Value == "" {
		t.Errorf("%+v", found)
	}
	before := len(find(t, c, api.IdentRequests, ""))
	fails(t, c, wrong, api.CreateIdentRequest, api.NewIdentRequest{})
	fails(t, c, wrong, api.CreateIdentRequest, api.NewIdentRequest{Provider: "oracle", Person: []api.IdentPerson{{}}})
	if after := len(find(t, c, api.IdentRequests, "")); after != before {
		t.Errorf("%d requests became %d", before, after)
	}
}

func TestEveryRequestThatIsDoneHasItsResult(t *testing.T) {
	c, _, _ := ticking(t, sandbox.Options{Payments: 60})
	waiting := 0
	for _, r := range find(t, c, api.IdentRequests, "") {
		results := find(t, c, api.IdentResults, "request.id:"+r.ID)
		if r.Status == "requested" {
			waiting++
			continue
		}
		if len(results) != 1 || results[0].Status != r.Status || len(results[0].Person) != len(r.Person) || !results[0].Created.Equal(r.Graduated.Time) {
			t.Errorf("%s is %s, its results are %+v", r.ID, r.Status, results)
			continue
		}
		for n, p := range results[0].Person {
			if p.Process.Number != r.Person[n].TransactionID || p.Process.Status != r.Person[n].Status || r.Person[n].Status == "ok" && p.User.Surname.Value != r.Person[n].Contact.Surname {
				t.Errorf("%s: %+v was identified as %+v", r.ID, r.Person[n], p)
			}
		}
	}
	if failed := find(t, c, api.IdentRequests, "status:failed"); waiting != 1 || len(failed) != 2 {
		t.Errorf("%d wait, %d failed", waiting, len(failed))
	}
}

func TestPapersAreHandedInForWhatIsThere(t *testing.T) {
	c, s, _ := ticking(t, sandbox.Options{Payments: 60})
	file := works(t, c, api.UploadContent, api.EncodedUpload{Content: api.Base64("Ausweis")}).ID
	more := works(t, c, api.UploadContent, api.EncodedUpload{Content: api.Base64("Rückseite")}).ID
	payment := find(t, c, api.PaymentTransactions, "")[0].ID
	contract := find(t, c, api.Contracts, "")[0].ID
	first := works(t, c, api.CreateUploadIdent, api.NewUploadIdent{APIKey: "37373c13", DocumentIDs: []string{file}}).ID
	second := works(t, c, api.CreateUploadIdent, api.NewUploadIdent{ContractID: contract, PaymentID: payment, Documents: []string{file}}).ID
	if first == 0 || second == first {
		t.Errorf("the issues are %d and %d", first, second)
	}
	if again := works(t, c, api.CreateUploadIdent, api.NewUploadIdent{IssueID: first, DocumentIDs: []string{more}}).ID; again != first {
		t.Errorf("papers for %d went to %d", first, again)
	}
	for _, bad := range []struct {
		in   api.NewUploadIdent
		want string
	}{
		{api.NewUploadIdent{ContractID: contract}, wrong},
		{api.NewUploadIdent{DocumentIDs: []string{file}}, wrong},
		{api.NewUploadIdent{ContractID: contract, DocumentIDs: []string{"DUP_X"}}, nowhere},
		{api.NewUploadIdent{ContractID: "GCR_X", DocumentIDs: []string{file}}, nowhere},
		{api.NewUploadIdent{MerchantID: "MRC_X", DocumentIDs: []string{file}}, nowhere},
		{api.NewUploadIdent{PaymentID: "PCI_X", DocumentIDs: []string{file}}, nowhere},
		{api.NewUploadIdent{IssueID: 7, DocumentIDs: []string{file}}, nowhere},
	} {
		fails(t, c, bad.want, api.CreateUploadIdent, bad.in)
	}
	if next := works(t, c, api.CreateUploadIdent, api.NewUploadIdent{ContractID: contract, DocumentIDs: []string{file}}).ID; next != second+1 {
		t.Errorf("after %d and refusals comes %d", second, next)
	}
	kept := string(s.Kept("services.issues", fmt.Sprint(first)))
	if strings.Contains(kept, "37373c13") || !strings.Contains(kept, file+" "+more) {
		t.Errorf("of the papers of an API key there is kept %s", kept)
	}
}
