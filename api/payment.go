package api

// Ref points to another object: its kind ("payment.customers") and its id.
// Expanded, the server sends more fields; Item.Raw has them.
type Ref struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
}

// PaymentTransaction is one movement of money: a payment, or a refund with a
// negative amount (reference: Payment Transactions).
type PaymentTransaction struct {
	Object   string               `json:"object,omitempty"`
	ID       string               `json:"id"` // PCI_…
	Created  Time                 `json:"created,omitzero"`
	Updated  Time                 `json:"updated,omitzero"`
	Platform Ref                  `json:"platform,omitzero"`
	Merchant PaymentMerchant      `json:"merchant,omitzero"`
	Store    Ref                  `json:"store,omitzero"`
	Contract Ref                  `json:"contract,omitzero"`
	Parents  []RelatedTransaction `json:"parents,omitempty"`
	Related  []RelatedTransaction `json:"related_transactions,omitempty"`
	// TransID is the "TA code" that bank statements carry.
	TransID          int64  `json:"trans_id,omitempty"`
	ProductID        int64  `json:"product_id,omitempty"`
	Product          string `json:"product,omitempty"`
	ProductRaw       string `json:"product_raw,omitempty"`
	ZahlungsmittelID int64  `json:"zahlungsmittel_id,omitempty"`
	ContractID       int64  `json:"contract_id,omitempty"`
	// Amount is as first agreed; an executed refund does not change it. See
	// [PaymentStatus] for what is still in effect.
	Amount         *Minor `json:"amount,omitempty"`
	Currency       string `json:"currency,omitempty"`
	CompletionDate Time   `json:"completion_date,omitzero"`
	Description    string `json:"description,omitempty"`
	DescriptionRaw string `json:"description_raw,omitempty"`
	// Status is open-ended; only 9 and 85 may drive logic. Guards and colours
	// come from Details.StatusSimple.
	Status       int64               `json:"status,omitempty"`
	StatusText   string              `json:"status_text,omitempty"`
	Details      PaymentDetails      `json:"details,omitzero"`
	Customer     PaymentCustomerName `json:"customer,omitzero"`
	Subscription Ref                 `json:"subscription,omitzero"`
	TID          string              `json:"tid,omitempty"`
	// PaymentData is the payer's account or card, already masked by the server.
	PaymentData       string       `json:"payment_data,omitempty"`
	StoreName         string       `json:"store_name,omitempty"`
	PayoutDate        Time         `json:"payout_date,omitzero"`
	IncomingDate      Time         `json:"incoming_payment_date,omitzero"`
	IncomingPurpose   string       `json:"incoming_payment_purpose,omitempty"`
	IncomingIBAN      string       `json:"incoming_payment_iban,omitempty"`
	IncomingBIC       string       `json:"incoming_payment_bic,omitempty"`
	AccountOwner      string       `json:"account_owner,omitempty"`
	InvoiceNumber     string       `json:"invoice_number,omitempty"`
	TransactionHash   string       `json:"transaction_hash,omitempty"` // works in place of the id for some reads
	ReferenceID       string       `json:"reference_id,omitempty"`
	Accrual           bool         `json:"accrual,omitempty"` // withheld from payout
	OrderID           string       `json:"order_id,omitempty"`
	TransmittedToBank bool         `json:"transmitted_to_bank,omitempty"`
	LoadDate          Time         `json:"load_date,omitzero"`
	Documents         []Document   `json:"documents,omitempty"`
	Basket            []BasketItem `json:"basket,omitempty"`
}

// PaymentMerchant is the merchant of a payment as far as lists show it.
type PaymentMerchant struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"`
	CompanyName string `json:"companyname,omitempty"`
}

// RelatedTransaction links a payment to another one. RefTypeID 19 with
// Hierarchy "child" is a refund of this payment.
type RelatedTransaction struct {
	Object     string `json:"object,omitempty"`
	ID         string `json:"id,omitempty"`
	Hierarchy  string `json:"hierarchy,omitempty"` // child or parent
	RefTypeID  int64  `json:"ref_type_id,omitempty"`
	RefTypeRaw string `json:"ref_type_raw,omitempty"`
	TransID    int64  `json:"trans_id,omitempty"`
}

// RefTypeRefund marks a related transaction as a refund.
const RefTypeRefund = 19

// PaymentDetails repeats amount and status with the status_simple that guards
// and colours come from.
type PaymentDetails struct {
	Amount           *Minor        `json:"amount,omitempty"`
	Cleared          string        `json:"cleared,omitempty"`
	Status           int64         `json:"status,omitempty"`
	StatusText       string        `json:"status_text,omitempty"`
	StatusSimple     *StatusSimple `json:"status_simple,omitempty"`
	StatusSimpleText string        `json:"status_simple_text,omitempty"`
	Description      string        `json:"description,omitempty"`
	DescriptionRaw   string        `json:"description_raw,omitempty"`
}

// StatusSimple is the closed list of states that a payment can be in.
type StatusSimple int64

// The simple states of a payment.
const (
	StatusProceed StatusSimple = iota
	StatusAccepted
	StatusAuthorized
	StatusDenied
	StatusIssue // chargeback
	StatusVoid
	StatusIssueResolved
	StatusRefund // flagged as refund
	StatusCreated
	StatusPaid
	StatusPending
	StatusSubscriptionApproved
	StatusSubscriptionDeclined
	StatusOnHold
	StatusWaitingForShipment
	StatusContainerAuthorized
	StatusContainerDenied
)

// PaymentCustomerName is the payer as a payment names them.
type PaymentCustomerName struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"`
	CompanyName string `json:"companyname,omitempty"`
	Salutation  string `json:"salutation,omitempty"`
	Title       string `json:"title,omitempty"`
	Forename    string `json:"forename,omitempty"`
	Surname     string `json:"surname,omitempty"`
	Name        string `json:"name,omitempty"`
}

// Document is a file that belongs to a payment.
type Document struct {
	URL          string `json:"url,omitempty"`
	Type         string `json:"type,omitempty"`
	DocumentType string `json:"document_type,omitempty"`
}

// BasketItem is one line of what was bought; Price and Total are minor units of
// the payment's currency, Tax is percent.
type BasketItem struct {
	ItemType      string       `json:"item_type,omitempty"`
	Name          string       `json:"name,omitempty"`
	ArticleNumber string       `json:"article_number,omitempty"`
	EAN           string       `json:"ean,omitempty"`
	Quantity      int64        `json:"quantity,omitempty"`
	Price         *Minor       `json:"price,omitempty"`
	Tax           int64        `json:"tax,omitempty"`
	Total         *Minor       `json:"total,omitempty"`
	ReferenceID   string       `json:"reference_id,omitempty"`
	ContractID    string       `json:"contract_id,omitempty"`
	SubBasket     []BasketItem `json:"sub_basket,omitempty"`
}

// PaymentStatus is the live answer of checkStatus. Amount is what is still in
// effect: the amount less open and completed refunds; 0 is cancelled in full.
type PaymentStatus struct {
	Status           int64         `json:"status,omitempty"`
	StatusText       string        `json:"status_text,omitempty"`
	StatusSimple     *StatusSimple `json:"status_simple,omitempty"`
	StatusSimpleText string        `json:"status_simple_text,omitempty"`
	Amount           *Minor        `json:"amount,omitempty"`
	Currency         string        `json:"currency,omitempty"`
}

// Refund is the body of cancel. By is always sent and at least 1: left out, the
// server takes everything that remains. Reason is up to 100 characters of
// [0-9a-zA-Z .,+\-:?()/'] and can reach the payer's bank statement.
type Refund struct {
	By                Minor  `json:"reduce_amount_by"`
	Reason            string `json:"reason,omitempty"`
	ReduceStakeholder bool   `json:"reduce_stakeholder_payment,omitempty"`
	ContainerID       string `json:"container_id,omitempty"`
}
