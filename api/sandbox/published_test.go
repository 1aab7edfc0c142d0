package sandbox_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tresen/api/sandbox"
)

// The vendor's published clients, as they were recorded against the sandbox or,
// where that was not possible (.NET, the older Java client), read in their
// source. None of their code is here: only what they put on the wire.
//
//	phpNew   secuconnect/secuconnect-php-sdk 2.63.0, lib/ApiClient.php (curl)
//	phpOld   secucard/secucard-connect-php-sdk 1.27.0, Client/ProductService.php (Guzzle 7)
//	jsNew    secuconnect/secuconnect-js-sdk 1.5.0, src/ApiClient.js (superagent 4)
//	jsOld    secucard/secucard-connect-javascript-sdk 0.8.4, net/rest.js (superagent 8)
//	javaNew  secuconnect/secuconnect-java-sdk 4.3.0, ApiClient.java (OkHttp)
//	javaOld  secucard/secucard-connect-java-sdk 2.17.0, net/rest/JaxRsChannel.java (Jersey)
//	dotNet   secucard/secucard-connect-net-sdk 1.12.0, Net/Rest/RestBase.cs (HttpWebRequest)
const (
	phpNew  = "Accept: application/json\nContent-Type: application/json\nUser-Agent: Secuconnect-PHP-Client/2.63.0\n"
	phpForm = "Accept: */*\nContent-Type: application/x-www-form-urlencoded\nUser-Agent: Secuconnect-PHP-Client/2.63.0\n"
	phpOld  = "Accept-Language: en\nUser-Agent: PHP-SDK/1.27.0 GuzzleHttp/7\n"
	jsNew   = "Accept-Encoding: gzip, deflate\nConnection: close\nContent-Type: application/json\nUser-Agent: node-superagent/4.1.0\n"
	jsOld   = "Accept-Encoding: gzip, deflate\nAccept-Language: de\nConnection: close\nContent-Type: application/json\n"
	javaNew = "Accept: application/json\nAccept-Encoding: gzip\nConnection: Keep-Alive\nContent-Type: application/json; charset=utf-8\nUser-Agent: secuconnect-java-sdk/4.3.0\n"
	javaOld = "Accept: application/json\nConnection: keep-alive\nUser-Agent: Jersey/2.36 (HttpUrlConnection 1.8.0)\n"
	dotNet  = "Accept: application/json\nAccept-Charset: utf-8\nCache-Control: no-store,no-cache\nPragma: no-cache\nContent-Type: application/x-www-form-urlencoded\n"
	asForm  = "Content-Type: application/x-www-form-urlencoded\n"
	asJSON  = "Content-Type: application/json\n"
)

// wired is a request as it is on the wire, and what has to come back. {words}
// stand for ids and secrets.
type wired struct {
	what, file, target, headers, body string
	status                            int
	want                              string
}

// signIns are the requests for a token. Each must get one in its own way.
var signIns = []wired{
	{"a form by curl", "phpNew Authentication/Authenticator.php", "POST /oauth/token", phpForm, "grant_type=client_credentials&client_id={id}&client_secret={secret}", 200, `"access_token":"`},
	{"a form by Guzzle", "phpOld Auth/OauthProvider.php", "POST /oauth/token", phpOld + asForm, "grant_type=client_credentials&client_id={id}&client_secret={secret}", 200, `"expires_in":1200`},
	{"JSON below a doubled slash", "jsNew authentication/Authenticator.js", "POST //oauth/token", jsNew, `{"grant_type":"client_credentials","client_id":"{id}","client_secret":"{secret}"}`, 200, `"token_type":"bearer"`},
	{"a form in another order", "jsOld auth/auth.js", "POST /oauth/token", strings.Replace(jsOld, asJSON, asForm, 1), "client_id={id}&client_secret={secret}&grant_type=client_credentials", 200, `"access_token":"`},
	{"JSON with its charset", "javaNew auth/Authenticator.java", "POST /oauth/token", javaNew, `{"grant_type":"client_credentials","client_id":"{id}","client_secret":"{secret}"}`, 200, `"access_token":"`},
	{"a form that accepts only forms", "javaOld auth/AuthService.java", "POST /oauth/token", strings.Replace(javaOld, "application/json", "application/x-www-form-urlencoded", 1) + asForm, "client_secret={secret}&grant_type=client_credentials&client_id={id}", 200, `"access_token":"`},
	{"a form with a slash at the end", "dotNet Auth/RestAuth.cs", "POST /oauth/token/", dotNet, "grant_type=client_credentials&client_id={id}&client_secret={secret}", 200, `"access_token":"`},
	{"a device by form", "phpNew Authentication/OAuthDeviceCredentials.php", "POST /oauth/token", phpForm, "grant_type=device&client_id={id}&client_secret={secret}&uuid=%2Fvendor%2Funknown%2Fcashier%2Fx", 200, `"interval":5`},
	{"a device by JSON", "javaNew auth/credentials/OAuthDeviceCredentials.java", "POST /oauth/token", javaNew, `{"uuid":"/vendor/unknown/cashier/x","grant_type":"device","client_id":"{id}","client_secret":"{secret}"}`, 200, `"device_code":"`},
	{"a user with a flat device name", "jsNew authentication/OAuthApplicationUserCredentials.js", "POST //oauth/token", jsNew, `{"grant_type":"appuser","client_id":"{id}","client_secret":"{secret}","username":"u","password":"p","device":"XYZ","deviceinfo[name]":"n"}`, 200, `"refresh_token":"`},
	{"a user with a nested device name", "phpNew Authentication/OAuthApplicationUserCredentials.php", "POST /oauth/token", phpForm, "grant_type=appuser&client_id={id}&client_secret={secret}&username=u&password=p&device=XYZ&deviceinfo%5Bname%5D=n", 200, `"refresh_token":"`},
	{"a device that polls too early", "jsOld auth/auth.js", "POST /oauth/token", strings.Replace(jsOld, asJSON, asForm, 1), "client_id={id}&client_secret={secret}&code={code}&grant_type=device", 401, `{"error":"authorization_pending",`},
	{"a wrong secret", "phpOld Auth/OauthProvider.php", "POST /oauth/token", phpOld + asForm, "grant_type=client_credentials&client_id={id}&client_secret=x", 401, `{"error":"invalid_client","error_description":"`},
}

// published are the requests with a token.
var published = []wired{
	{"a list labelled JSON", "phpNew Api/PaymentTransactionsApi.php", "GET /api/v2/Payment/Transactions?count=3&offset=0", phpNew, "", 200, `"count":`},
	{"a list by curl with every coding", "phpNew ApiClient.php, setAllowEncoding", "GET /api/v2/General/Contracts?count=3&offset=0", phpNew + "Accept-Encoding: deflate, gzip, br, zstd\n", "", 200, `"general.contracts"`},
	{"an action without a body", "phpNew Api/PaymentTransactionsApi.php", "POST /api/v2/Payment/Transactions/{accrual}/revokeAccrual", phpNew, "", 200, `"accrual":false`},
	{"a refund", "phpNew Model/PaymentTransactionCancelDTO.php", "POST /api/v2/Payment/Transactions/{paid}/cancel", phpNew, `{"reduce_amount_by":100,"reduce_stakeholder_payment":false}`, 200, `[{"object":"payment.transactions"`},
	{"a deletion with an empty body", "phpNew Api/PaymentCustomersApi.php", "DELETE /api/v2/Payment/Customers/PCU_X", phpNew, "", 404, `"error":"ProductNotFoundException"`},
	{"brackets in sort", "phpOld Client/ProductService.php", "GET /api/v2/Payment/Transactions?count=3&q=status%3A17%20AND%20amount%3A%5B1000%20TO%20%2A%5D&fields=id%2Camount%2Cstatus&sort%5Bcreated%5D=desc&sort%5Bamount%5D=asc", phpOld, "", 200, `"status":17}`},
	{"an action without body and type", "phpOld Client/ProductService.php", "POST /api/v2/Payment/Transactions/{paid}/revokeAccrual", phpOld, "", 405, `"error_user":"This action is not allowed"`},
	{"a refund in the older form", "phpOld Payment/TransactionsService.php", "POST /api/v2/Payment/Transactions/{paid}/cancel", phpOld + asJSON + "X-Action: abc-1\n", `{"contract":null,"reduce_amount_by":100,"reduce_stakeholder_payment":false,"return_old_format":true}`, 200, `"refund_waiting_for_payment":false`},
	{"the older format by its hash", "phpOld Payment/TransactionsService.php", "GET /api/v2/Payment/Transactions/{hash}/oldFormat", phpOld, "", 200, `"id":"{hash}"`},
	{"me by another name", "phpOld Payment/TransactionsService.php", "GET /api/v2/Payment/Transactions/not_set/crowdfundingdata/{merchant}", phpOld, "", 200, `"deposited_amount":`},
	{"shipping in another case", "phpOld Payment/TransactionsService.php", "PUT /api/v2/Payment/Transactions/{invoice}/shippingInformation", phpOld + asJSON, `{"carrier":"DHL","tracking_id":"123","invoice_number":"R-1"}`, 200, `{"result":true}`},
	{"a date as PHP prints it", "phpOld Payment/CustomersService.php after a read", "POST /api/v2/Payment/Customers", phpOld + asJSON, `{"contact":{"forename":"John","surname":"Roe","gender":null,"dob":{"date":"1901-02-03 00:00:00.000000","timezone_type":1,"timezone":"+01:00"},"address":[]},"merchant":null,"id":null}`, 200, `"dob":"1901-02-03`},
	{"the definitions of fields", "jsOld product/product-service.js, getMeta", "GET /api/v2/general/merchants?meta=only", jsOld, "", 200, `"user":{"type":"object","properties":{"name":{"type":"string"}`},
	{"lower case", "jsOld product/general/store-service.js", "GET /api/v2/general/stores?count=1&sort=name%3Aasc&scroll_expire=1m", jsOld, "", 200, `"scroll_id":"`},
	{"a creation", "jsOld net/rest.js", "POST /api/v2/smart/transactions", jsOld, `{"is_demo":true,"basket_info":{"sum":100,"currency":"EUR"}}`, 200, `"status":"created"`},
	{"a refund without a body takes everything", "jsNew api/PaymentTransactionsApi.js", "POST /api/v2/Payment/Transactions/{paid2}/cancel", jsNew, "", 200, `[{"object":"payment.transactions"`},
	{"a time against caches", "jsNew ApiClient.js, cache=false", "GET /api/v2/General/Merchants?count=2&_=1763125351000", jsNew, "", 200, `"count":`},
	{"a file", "jsNew api/DocumentUploadsApi.js", "POST /api/v2/Document/Uploads?multipart", strings.Replace(jsNew, "application/json", "multipart/form-data; boundary=----x", 1), "------x\r\nContent-Disposition: form-data; name=\"fileToUpload\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhallo\r\n------x--\r\n", 200, `"document.uploads"`},
	{"an empty body with its charset", "javaNew ApiClient.java, buildRequest", "POST /api/v2/Payment/Transactions/{pending}/getPaymentInstructions", javaNew, "", 200, `"payment_instructions"`},
	{"a question mark that asks nothing", "domain: a query without parameters", "GET /api/v2/Payment/Transactions/{paid}/checkStatus?", javaNew, "", 200, `"status":`},
	{"an amount in the wrong place", "javaNew api/PaymentTransactionsApi.java", "POST /api/v2/Payment/Transactions/{paid}/cancel", javaNew, `{"reduce_amount_by":100000000,"reduce_stakeholder_payment":false}`, 405, `"error":"ProductNotAllowedException"`},
	{"an ampersand at the end", "javaOld net/rest/RestChannel.java, encodeQueryParams", "GET /api/v2/payment/transactions?count=2&sort%5Bcreated%5D=asc&q=status%3A6&geo%5Bfield%5D=location&", javaOld, "", 200, `"status":6`},
	{"a word for a body", "javaOld smart/TransactionService.java", "POST /api/v2/smart/transactions/{sale}/cancel", javaOld + asJSON, `smart.transactions`, 200, `{"object":"smart.transactions"`},
	{"parameters beside a scroll_id", "javaOld net/rest/RestChannel.java", "GET /api/v2/payment/transactions?scroll_id={scroll}&scroll_expire=5m&q=status%3A6&preset=own", javaOld, "", 200, `"data":[{"id":"`},
	{"a scroll_id that is not escaped", "dotNet Net/Rest/RestRequest.cs", "GET /api/v2/Payment/Transactions?scroll_id={rawscroll}", dotNet, "", 200, `"data":[{"id":"`},
	{"a query that is hardly escaped", "dotNet Net/Rest/RestRequest.cs", "GET /api/v2/Payment/Transactions?expand=true&count=1&sort[created]=desc&q=amount:[1%20TO%20*]%20AND%20NOT%20status:17", dotNet, "", 200, `"data":[{"object":"payment.transactions"`},
	{"an action labelled a form", "dotNet Net/Rest/RestBase.cs", "POST /api/v2/Payment/Transactions/{paid}/revokeAccrual", dotNet, "", 405, `"error":"ProductNotAllowedException"`},
	{"a path with doubled and last slashes", "domain: seen in practice", "GET //api/v2//Payment/Transactions//{paid}/", phpNew, "", 200, `"id":"{paid}"`},
	{"a lock with its reason", "jsOld product/loyalty/merchant-card-service.js", "POST /api/v2/loyalty/merchantcards/{card}/lock", jsOld, `{"reason":1,"note":"verloren"}`, 200, `"lock_status":"locked"`},
	{"an unlock with a body", "javaNew Model LoyaltyMerchantcardsDTOLock", "POST /api/v2/Loyalty/MerchantCards/{card}/unlock", javaNew, `{"reason":1,"note":"wieder da"}`, 200, `"lock_status":"unlocked"`},
	{"reasons of locks", "phpNew Api/LoyaltyMerchantCardsApi.php", "GET /api/v2/Loyalty/MerchantCards/me/lockReasons", phpNew, "", 200, `[{"id":1,"desc":"`},
	{"a charge that names a second card", "phpNew Api/LoyaltyMerchantCardsApi.php", "POST /api/v2/Loyalty/MerchantCards/{card}/transaction/{card}", phpNew, `{"action":"charge","amount":500}`, 200, `"receipt":[`},
	{"a check in another case", "phpOld Loyalty/MerchantCardsService.php", "POST /api/v2/Loyalty/Merchantcards/me/CheckCsc", phpOld + asJSON, `{"cardnumber":"{number}","csc":"x"}`, 200, `{"result":false}`},
	{"a debit by its older name", "phpOld Payment/SecupayDebitsService.php", "GET /api/v2/Payment/Secupaydebits/{debit}", phpOld, "", 200, `"id":"{debit}"`},
	{"an accrual that ends in the older way", "phpOld Payment/Service/PaymentService.php, reverseAccrual", "PUT /api/v2/Payment/Secupaydebits/{debit}/accrual", phpOld + asJSON, `{"id":"{debit}","accrual":false}`, 200, `"accrual":false`},
	{"a refund in the oldest form", "phpOld Payment/Service/PaymentService.php, cancel", "POST /api/v2/Payment/Secupaydebits/{debit}/cancel", phpOld + asJSON, `{"contract":null,"reduce_amount_by":100,"reduce_stakeholder_payment":false}`, 200, `"remaining_amount":1150`},
	{"a forgotten token", "phpNew ApiClient.php", "GET /api/v2/General/Merchants", phpNew + "Authorization: Bearer stslcq4ilt3kl4j7ke474cfn23\n", "", 401, `"error":"ProductUnauthorizedException"`},
	{"an unknown operation", "phpNew Api/PaymentTransactionsApi.php", "POST /api/v2/Payment/Transactions/{paid}/assignPayment/5", phpNew, "", 404, `"error":"ProductNotFoundException"`},
}

func TestPublishedClientsAreUnderstoodAsTheyAre(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 5000})
	web := httptest.NewServer(c.server)
	t.Cleanup(web.Close)
	words := c.words()
	for _, test := range signIns {
		t.Run(test.what, func(t *testing.T) { test.run(t, web.Listener.Addr(), words, "") })
	}
	for _, test := range published {
		token := "Authorization: Bearer " + c.token + "\n"
		if strings.Contains(test.headers, "Authorization") {
			token = ""
		}
		t.Run(test.what, func(t *testing.T) { test.run(t, web.Listener.Addr(), words, token) })
	}
}

// words are what the requests' {words} stand for.
func (c *client) words() *strings.Replacer {
	id, secret := c.server.Credentials()
	paid := c.get("/Payment/Transactions?count=2&q=" + escape("status:17 AND amount:[1000 TO 9000] AND NOT _exists_:related_transactions.id"))
	scroll := ""
	for range 50 { // until one has the sign that unescaped reads as a space
		if !strings.Contains(scroll, "+") {
			scroll = c.get("/Payment/Transactions?count=2&fields=id&scroll_expire=5m&q=status:6").text("scroll_id")
		}
	}
	cards := c.get("/Loyalty/MerchantCards?count=1&q=" + escape("lock_status:unlocked AND stock_status:active"))
	customer := c.send("POST", "/Payment/Customers", fields{"contact": fields{"forename": "John", "surname": "Doe"}}).text("id")
	container := c.send("POST", "/Payment/Containers", fields{"type": "bank_account", "customer": customer, "private": fields{"iban": "DE89370400440532013000"}}).text("id")
	debit := c.send("POST", "/Payment/Secupaydebits", fields{"amount": 1250, "currency": "EUR", "purpose": "Kauf", "accrual": true, "customer": customer, "container": container})
	return strings.NewReplacer(
		"{card}", cards.text("data", 0, "id"), "{number}", cards.text("data", 0, "card", "cardnumber"), "{debit}", debit.text("id"), "{id}", id, "{secret}", secret,
		"{code}", c.grant(fields{"grant_type": "device", "uuid": "y"}).text("device_code"),
		"{paid}", paid.text("data", 0, "id"), "{paid2}", paid.text("data", 1, "id"), "{hash}", paid.text("data", 0, "transaction_hash"),
		"{accrual}", c.first("accrual:true AND status:6 AND product_id:26"), "{invoice}", c.first("status:85"), "{pending}", c.first("status:25"),
		"{merchant}", c.get("/General/Merchants/me").text("id"),
		"{sale}", c.get("/Smart/Transactions?count=1&q=status:ok").text("data", 0, "id"),
		"{scroll}", strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(scroll), "{rawscroll}", scroll,
	)
}

// run writes the request to a connection of its own and reads the answer.
func (w wired) run(t *testing.T, addr net.Addr, words *strings.Replacer, token string) {
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := words.Replace(w.body)
	head := w.target + " HTTP/1.1\nHost: " + addr.String() + "\n" + w.headers + token
	if method, _, _ := strings.Cut(w.target, " "); method != "GET" {
		head += fmt.Sprintf("Content-Length: %d\n", len(body))
	}
	if _, err := io.WriteString(conn, strings.ReplaceAll(words.Replace(head)+"\n", "\n", "\r\n")+body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Header.Get("Content-Encoding") == "gzip" {
		raw = unpack(t, raw)
	}
	if resp.StatusCode != w.status || !strings.Contains(string(raw), words.Replace(w.want)) {
		t.Errorf("%s (%s): %d, want %d and %s in\n%.600s", w.what, w.file, resp.StatusCode, w.status, words.Replace(w.want), raw)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "application/json" {
		t.Errorf("the answer is %q", kind)
	}
}
