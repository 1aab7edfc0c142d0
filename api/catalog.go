package api

import (
	"cmp"
	"slices"
	"strings"
)

// Endpoint is one line of the catalogue: an operation of the reference.
type Endpoint struct {
	Method  string
	Path    string // below /api/v2, with {placeholders} as the reference names them
	Effect  Effect
	Section string // of the reference: "Payment Transactions"
	Title   string // in that section: "Cancel or refund"
	List    bool   // answers a page, takes a [Query]
	// Blocking says that the answer waits for a terminal, for minutes at worst.
	Blocking bool
}

// catalogue is filled while the package's variables are set up and never
// changes afterwards.
var catalogue []Endpoint

// Endpoints lists every operation of the catalogue, ordered by path.
func Endpoints() []Endpoint {
	all := slices.Clone(catalogue)
	slices.SortStableFunc(all, func(a, b Endpoint) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
	})
	return all
}

// section is the part of the reference that an operation stands in.
type section string

// The sections of the reference.
const (
	smartTransactions          section = "Smart Transactions"
	generalMerchants           section = "General Merchants"
	generalContracts           section = "General Contracts"
	generalStores              section = "General Stores"
	paymentTransactions        section = "Payment Transactions"
	paymentCustomers           section = "Payment Customers"
	paymentContainers          section = "Payment Containers"
	paymentContracts           section = "Payment Contracts"
	paymentSecupayPayout       section = "Payment Secupay Payout"
	paymentPayouts             section = "Payment Payouts"
	paymentInvoices            section = "Payment Invoices"
	paymentPlans               section = "Payment Plans"
	paymentSubscriptions       section = "Payment Subscriptions"
	loyaltyTransactions        section = "Loyalty Transactions"
	loyaltyCustomers           section = "Loyalty Customers"
	loyaltyCards               section = "Loyalty Cards"
	loyaltyCardGroups          section = "Loyalty Card Groups"
	loyaltyMerchantCards       section = "Loyalty Merchant Cards"
	prepaidContracts           section = "Prepaid Contracts"
	prepaidItems               section = "Prepaid Items"
	prepaidReports             section = "Prepaid Reports"
	prepaidSales               section = "Prepaid Sales"
	smartDevices               section = "Smart Devices"
	smartRoutings              section = "Smart Routings"
	documentUploads            section = "Document Uploads"
	servicesUploadIdents       section = "Services Upload Idents"
	servicesIdentRequests      section = "Services Ident Requests"
	servicesIdentResults       section = "Services Ident Results"
	cardprocessingInvoices     section = "Cardprocessing Invoices"
	cardprocessingTransactions section = "Cardprocessing Transactions"
	publicWebsite              section = "Public Website"
)

// Payment Transactions. Only what cannot change money is a read or a write: a
// created payment, a capture, a report of shipping (it makes an invoice due),
// they all move some.
var (
	PaymentTransactions        = resource[PaymentTransaction](paymentTransactions, "Find Payment Transactions", "Read Payment Transaction", "/Payment/Transactions", "paymentTransactionId")
	CreateTwintPayment         = moves[NewPayment, SecupayTransaction](paymentTransactions, "Create TWINT Payment", "POST /Payment/Transactions")
	CapturePayment             = moves[Capture, PaymentTransaction](paymentTransactions, "Capture", "POST /Payment/Transactions/{paymentTransactionId}/capture")
	CancelPayment              = moves[Refund, CancelResult](paymentTransactions, "Cancel or refund", "POST /Payment/Transactions/{paymentTransactionId}/cancel")
	PaymentShippingURL         = reads[ShippingURL](paymentTransactions, "Shipping URL", "GET /Payment/Transactions/{paymentTransactionId}/shippingUrl")
	RevokePaymentAccrual       = moves[None, PaymentTransaction](paymentTransactions, "Revoke accrual", "POST /Payment/Transactions/{paymentTransactionId}/revokeAccrual")
	PaymentInstructionsOf      = reads[Instructions](paymentTransactions, "Get payment instructions for Payment Transaction", "POST /Payment/Transactions/{paymentTransactionId}/getPaymentInstructions")
	PaymentInstructionsOfSmart = reads[Instructions](paymentTransactions, "Get payment instructions for Smart Transaction", "POST /Payment/Transactions/me/getPaymentInstructions/{smartTransactionId}")
	PaymentOldFormat           = reads[SecupayTransaction](paymentTransactions, "Read in old format", "GET /Payment/Transactions/{paymentTransactionId}/OldFormat")
	CrowdFundingData           = reads[CrowdFunding](paymentTransactions, "Crowd funding data", "GET /Payment/Transactions/me/CrowdFundingData/{generalMerchantId}")
	ReportPaymentShipping      = moves[ShippingInformation, Result](paymentTransactions, "Add shipping information", "PUT /Payment/Transactions/{paymentTransactionId}/ShippingInformation")
	IncreasePaymentAmount      = moves[NewAmount, PaymentTransaction](paymentTransactions, "Increase amount", "POST /Payment/Transactions/{paymentTransactionId}/IncreaseAmount")
	CheckPaymentStatus         = reads[PaymentStatus](paymentTransactions, "Check payment status", "GET /Payment/Transactions/{paymentTransactionId}/checkStatus")
	AssignTransferBalance      = moves[None, PaymentTransaction](paymentTransactions, "Assign transferred balance", "POST /Payment/Transactions/{paymentTransactionId}/assignTransferBalance")
)

// Smart Transactions.
var SmartTransactions = resource[SmartTransaction](smartTransactions, "Find Smart Transactions", "Read Smart Transaction", "/Smart/Transactions", "smartTransactionId")

// General Merchants.
var Merchants = resource[Merchant](generalMerchants, "Find General Merchants", "Read General Merchant", "/General/Merchants", "generalMerchantId")

// resource catalogues a list and the reading of one of its objects.
func resource[T any](in section, find, read, path, id string) Resource[T] {
	enter(in, find, "GET", path, Reads, true)
	enter(in, read, "GET", path+"/{"+id+"}", Reads, false)
	return Resource[T]{Path: path}
}

// reads catalogues an operation that changes nothing, whatever its verb.
func reads[Out any](in section, title, operation string) Op[None, Out] {
	return op[None, Out](in, title, operation, Reads)
}

// asks catalogues an operation that changes nothing but needs a body to say
// what it is asked.
func asks[In, Out any](in section, title, operation string) Op[In, Out] {
	return op[In, Out](in, title, operation, Reads)
}

// writes catalogues an operation that changes what the server keeps, but no
// money.
func writes[In, Out any](in section, title, operation string) Op[In, Out] {
	return op[In, Out](in, title, operation, Writes)
}

// moves catalogues an operation that moves money, now or later.
func moves[In, Out any](in section, title, operation string) Op[In, Out] {
	return op[In, Out](in, title, operation, MovesMoney)
}

func op[In, Out any](in section, title, operation string, effect Effect) Op[In, Out] {
	method, path, _ := strings.Cut(operation, " ")
	enter(in, title, method, path, effect, false)
	return Op[In, Out]{Method: method, Path: path, Effect: effect}
}

// blocks marks the operation just catalogued as one that waits for a terminal.
func (op Op[In, Out]) blocks() Op[In, Out] {
	catalogue[len(catalogue)-1].Blocking = true
	op.Blocking = true
	return op
}

// optional marks the last placeholder of an operation as one that may be left
// out.
func (op Op[In, Out]) optional() Op[In, Out] {
	op.Optional = true
	return op
}

func enter(in section, title, method, path string, effect Effect, list bool) {
	catalogue = append(catalogue, Endpoint{Method: method, Path: path, Effect: effect, Section: string(in), Title: title, List: list})
}
