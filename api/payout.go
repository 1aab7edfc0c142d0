package api

import (
	"cmp"
	"errors"
)

// Payout is money that the provider paid to a merchant, and how it came about
// (reference: Payment Payouts). Amounts are minor units; their signs are not
// documented.
type Payout struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"`
	Stamps
	Merchant     MerchantRef `json:"merchant,omitzero"`
	StoreName    string      `json:"store_name,omitempty"`
	TransID      int64       `json:"trans_id,omitempty"`
	ProductID    int64       `json:"product_id,omitempty"`
	Amount       *Minor      `json:"amount,omitempty"`
	Currency     string      `json:"currency,omitempty"`
	Date         Time        `json:"date,omitzero"`
	StatusSimple *int64      `json:"simple_status_id,omitempty"`
	StatusText   string      `json:"simple_status_description,omitempty"`
	Status       int64       `json:"trans_status_id,omitempty"`
	Receiver     string      `json:"receiver,omitempty"`
	Purpose      string      `json:"purpose,omitempty"`
	Documents    []Document  `json:"documents,omitempty"` // csv or pdf
	Volume       *Minor      `json:"transaction_volume,omitempty"`
	Refunds      *Minor      `json:"refund_amount,omitempty"`
	Stakeholder  *Minor      `json:"stakeholder_amount,omitempty"`
	Claims       *Minor      `json:"claim_amount,omitempty"`
	Invoices     *Minor      `json:"invoice_amount,omitempty"`
	Misc         *Minor      `json:"misc_amount,omitempty"`
	PayoutAmount *Minor      `json:"payout_amount,omitempty"`
}

// Invoice is what the provider charges a merchant (reference: Payment Invoices,
// Cardprocessing Invoices). Amounts are minor units.
type Invoice struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // POI_…
	IDOld  int64  `json:"id_old,omitempty"`
	Stamps
	Merchant      MerchantRef `json:"merchant,omitzero"`
	Store         StoreRef    `json:"store,omitzero"`
	StoreName     string      `json:"store_name,omitempty"`
	TID           string      `json:"tid,omitempty"`
	InvoiceNumber string      `json:"invoice_number,omitempty"`
	InvoiceID     string      `json:"invoice_id,omitempty"` // the newer name of the number
	Date          Time        `json:"date,omitzero"`
	// NetAmount and Amount are net and gross in the reference; in the newer form
	// Amount is what TotalAmount adds the tax to.
	NetAmount   *Minor `json:"net_amount,omitempty"`
	TaxAmount   *Minor `json:"tax_amount,omitempty"`
	Amount      *Minor `json:"amount,omitempty"`
	TotalAmount *Minor `json:"total_amount,omitempty"`
	Currency    string `json:"currency,omitempty"`
	Type        string `json:"type,omitempty"` // invoice …
	DocumentURL string `json:"document_url,omitempty"`
	XMLURL      string `json:"document_url_xml,omitempty"`
}

// Number is what the invoice is called, in either spelling.
func (i Invoice) Number() string { return cmp.Or(i.InvoiceNumber, i.InvoiceID) }

// Gross is the amount with tax: the total, or the amount beside a net one. nil
// where the form does not tell.
func (i Invoice) Gross() *Minor {
	if i.TotalAmount == nil && i.NetAmount != nil {
		return i.Amount
	}
	return i.TotalAmount
}

// Issued is the date of the invoice, in either spelling.
func (i Invoice) Issued() Time {
	if i.Date.IsZero() {
		return i.Created
	}
	return i.Date
}

// SecupayPayout is a payout to others that was asked for (reference: Payment
// Secupay Payout). Its id is a hash.
type SecupayPayout struct {
	Object            string       `json:"object,omitempty"`
	ID                string       `json:"id"`
	TransID           int64        `json:"trans_id,omitempty"`
	PaymentID         string       `json:"payment_id,omitempty"` // PCI_…
	Status            string       `json:"status,omitempty"`
	TransactionStatus string       `json:"transaction_status,omitempty"`
	Amount            *Minor       `json:"amount,omitempty"`
	Currency          string       `json:"currency,omitempty"`
	Purpose           string       `json:"purpose,omitempty"`
	OrderID           string       `json:"order_id,omitempty"`
	Items             []PayoutItem `json:"transaction_list,omitempty"`
	// TransferPurpose and TransferAccount say where the merchant has to send the
	// money first.
	TransferPurpose string      `json:"transfer_purpose,omitempty"`
	TransferAccount BankAccount `json:"transfer_account,omitzero"`
}

// PayoutItem is one payee of a payout by container or by an earlier payment.
type PayoutItem struct {
	ItemType      string `json:"item_type,omitempty"` // transaction_payout …
	ReferenceID   string `json:"reference_id,omitempty"`
	Name          string `json:"name,omitempty"`
	Hash          string `json:"transaction_hash,omitempty"`
	TransactionID string `json:"transaction_id,omitempty"`
	ContainerID   string `json:"container_id,omitempty"`
	Total         *Minor `json:"total,omitempty"`
}

// NewPayout is the body of a payout with a payment customer.
type NewPayout struct {
	Demo        string         `json:"demo,omitempty"` // "0" or "1"
	RedirectURL RedirectURL    `json:"redirect_url,omitzero"`
	Contract    string         `json:"contract,omitempty"` // GCR_…
	Customer    CustomerOrID   `json:"customer,omitzero"`
	Options     *PayoutOptions `json:"opt_data,omitempty"`
	Amount      Minor          `json:"amount"`
	Currency    string         `json:"currency,omitempty"` // left out: EUR
	Purpose     string         `json:"purpose,omitempty"`
	OrderID     string         `json:"order_id,omitempty"`
	Items       []PayoutItem   `json:"transaction_list,omitzero"`
}

// errNoPayout refuses a payout of nothing.
var errNoPayout = errors.New("a payout needs an amount of at least 1")

func (p NewPayout) check() error {
	for _, item := range p.Items {
		if item.Total != nil && *item.Total < 1 {
			return errNoPayout
		}
	}
	if p.Amount < 1 {
		return errNoPayout
	}
	return nil
}

// PayoutOptions customise the page of a payout.
type PayoutOptions struct {
	Language string `json:"language,omitempty"`
}

// DirectPayout is the body of a payout without a customer.
type DirectPayout struct {
	Amount     Minor              `json:"amount"`
	Currency   string             `json:"currency,omitempty"` // left out: EUR
	ContractID string             `json:"contract_id,omitempty"`
	Items      []DirectPayoutItem `json:"payout_list,omitzero"`
	Purpose    string             `json:"purpose,omitempty"` // on the payee's statement
	Execution  Time               `json:"execution_date,omitzero"`
}

func (p DirectPayout) check() error {
	for _, item := range p.Items {
		if item.Amount != nil && *item.Amount < 1 {
			return errNoPayout
		}
	}
	if p.Amount < 1 {
		return errNoPayout
	}
	return nil
}

// DirectPayoutItem is one payee: an account, or the payer of an earlier
// payment.
type DirectPayoutItem struct {
	Amount    *Minor       `json:"amount,omitempty"`
	Purpose   string       `json:"purpose,omitempty"`
	Reference string       `json:"reference,omitempty"`
	Recipient string       `json:"recipient,omitempty"`
	Account   *BankAccount `json:"bank_account,omitempty"`
	Origin    int64        `json:"origin_transaction,omitempty"` // TA code
	TransID   int64        `json:"trans_id,omitempty"`           // of the payout; answered
}

// DirectPayoutResult is the answer to a [DirectPayout].
type DirectPayoutResult struct {
	Amount          *Minor             `json:"amount,omitempty"`
	Currency        string             `json:"currency,omitempty"`
	ContractID      string             `json:"contract_id,omitempty"`
	Items           []DirectPayoutItem `json:"payout_list,omitempty"`
	Purpose         string             `json:"purpose,omitempty"`
	Execution       Time               `json:"execution_date,omitzero"`
	TransID         int64              `json:"trans_id,omitempty"`
	TransferPurpose string             `json:"transfer_purpose,omitempty"`
	TransferAccount BankAccount        `json:"transfer_account,omitzero"`
}
