package sandbox_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"tresen/api/sandbox"
)

func TestTillsVouchersAndPayoutsOutliveTheServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.jsonl")
	c := open(t, sandbox.Options{Payments: 600, Data: dataAt(t, file)})
	merchant := c.get("/General/Merchants/me").text("id")
	spare := c.get("/Smart/Devices?q="+escape("refresh:0")).text("data", 0, "id")
	route := c.send("POST", "/Smart/Routings", fields{"description": "Marktwagen"}).text("id")
	c.send("POST", "/Smart/Routings/"+route+"/assign/"+spare, fields{"priority": 3})
	c.send("PUT", "/Smart/Devices/"+spare+"/devicePin", fields{"merchant_id": merchant, "pin": "1234"})
	sold := c.send("POST", "/Prepaid/Sales", fields{"item": c.get("/Prepaid/Items?q=enabled:true").text("data", 0, "id")})
	upload := c.send("POST", "/Document/Uploads", fields{"content": "SGVsbG8="}).text("id")
	issue := c.send("POST", "/Services/Uploadidents", fields{"contract_id": "me", "documents": []string{upload}}).int("service_issue_id")
	ident := c.send("POST", "/Services/Identrequests", fields{"person": []fields{{"custom1": "a"}}}).text("id")
	payout := c.send("POST", "/Payment/Secupaypayout/me/PayoutWithoutCustomer", fields{"amount": 30, "payout_list": []fields{
		{"amount": 10, "bank_account": fields{"iban": "DE89370400440532013000"}}, {"amount": 20, "bank_account": fields{"iban": "DE89370400440532013000"}},
	}})
	lists := []string{"/Smart/Devices", "/Smart/Routings", "/Prepaid/Sales", "/Services/Identrequests", "/Payment/Payouts"}
	before := map[string]string{}
	for _, path := range lists {
		before[path] = string(c.get(path + "?count=30").raw)
	}

	c = reopen(t, c, file)
	for _, path := range lists {
		if again := string(c.get(path + "?count=30").raw); again != before[path] {
			t.Errorf("%s differs after a new start:\n%s\n%s", path, before[path], again)
		}
	}
	story(t, c, []ask{
		{"GET", "/Smart/Devices/" + spare + "/devicePinConfig", nil, 200, fmt.Sprintf(`"smart_device":{"id":%q,"auth_password_set":true}`, spare)},
		{"POST", "/Smart/Routings/" + route + "/assign/" + spare, fields{"priority": 3}, 200, spare},
		{"DELETE", "/Smart/Routings/" + route + "/assign/" + spare, nil, 200, `"assign":[]`},
		{"GET", "/Smart/Devices/" + spare + "/routing/zvt", nil, 404, nowhere},
		{"POST", "/Prepaid/Sales/" + sold.text("id") + "/Confirm", nil, 200, sold.text("code")},
		{"GET", "/Document/Uploads/" + upload, nil, 200, `"content":"SGVsbG8="`},
		{"POST", "/Services/Uploadidents", fields{"service_issue_id": issue, "document_ids": []string{upload}}, 200, fmt.Sprint(issue)},
	})
	whole := c.first(fmt.Sprint("trans_id:", payout.int("trans_id")))
	story(t, c, []ask{{"POST", "/Payment/Transactions/" + whole + "/assignTransferBalance", nil, 200, `"status":6`}})
	for n := range 2 {
		item := c.first(fmt.Sprint("trans_id:", payout.int("payout_list", n, "trans_id")))
		story(t, c, []ask{{"GET", "/Payment/Transactions/" + item, nil, 200, `"status":6`}})
	}
	c.clock.advance(time.Minute)
	story(t, c, []ask{
		{"GET", "/Services/Identrequests/" + ident, nil, 200, `"status":"ok"`}, {"GET", "/Services/Identresults/" + ident, nil, 200, `"request":`},
	})
}
