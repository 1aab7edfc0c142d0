package api

// ContractClone is the body that makes a contract from another one, for a
// project of the same merchant.
type ContractClone struct {
	ContractID  string       `json:"contract_id,omitempty"` // the parent
	Project     string       `json:"project,omitempty"`     // unique
	PaymentData *BankAccount `json:"payment_data,omitempty"`
	// Payout is what the sample of the reference calls payment_data.
	Payout  *BankAccount `json:"payout_account,omitempty"`
	PayIn   *bool        `json:"payin_account,omitempty"`
	URLPush string       `json:"url_push,omitempty"`
}

// ContractRequest is the body that makes a contract for a new merchant, who has
// to be identified first.
type ContractRequest struct {
	ContractID       string            `json:"contract_id,omitempty"` // the parent
	Contact          Contact           `json:"contact,omitzero"`
	Project          string            `json:"project,omitempty"` // unique
	Payout           *BankAccount      `json:"payout_account,omitempty"`
	PaymentData      *BankAccount      `json:"payment_data,omitempty"`
	Iframe           *ContractIframe   `json:"iframe_opts,omitempty"`
	URLPush          string            `json:"url_push,omitempty"`
	PayIn            *bool             `json:"payin_account,omitempty"`
	FirstStore       *bool             `json:"create_first_store,omitempty"`
	StoreName        string            `json:"store_name,omitempty"`
	PayoutPurpose    string            `json:"payout_purpose,omitempty"`
	IdentRequest     string            `json:"identrequest,omitempty"`    // SIR_…
	SignedContract   string            `json:"signed_contract,omitempty"` // DUP_…
	Additional       *ContractExtras   `json:"additional_data,omitempty"`
	Notes            string            `json:"notes,omitempty"`
	InvoiceReference string            `json:"invoice_reference,omitempty"`
	TID              string            `json:"tid,omitempty"`
	Category         *int64            `json:"merchant_category,omitempty"` // of [MerchantCategories]
	StatementText    string            `json:"account_statement_text,omitempty"`
	Pricing          []ContractPricing `json:"pricing,omitempty"`
	FundingThreshold *Minor            `json:"funding_threshold,omitempty"`
	FundingEnd       Time              `json:"funding_end,omitzero"`
	ProjectURL       string            `json:"project_url,omitempty"`
	Website          string            `json:"url_website,omitempty"`
	Brochure         string            `json:"project_brochure,omitempty"`
	Factsheet        string            `json:"project_factsheet,omitempty"`
	Duration         *int64            `json:"project_duration,omitempty"`
	Verification     string            `json:"account_verification,omitempty"`
	InterestInterval string            `json:"interest_payment_interval,omitempty"` // monthly … yearly, different
	MerchantID       string            `json:"merchant_id,omitempty"`
	Event            *ContractEvent    `json:"event_details,omitempty"`
}

// ContractIframe is how the older payment page of a new contract looks.
type ContractIframe struct {
	ShowBasket  *bool  `json:"show_basket,omitempty"`
	BasketTitle string `json:"basket_title,omitempty"`
	SubmitTitle string `json:"submit_button_title,omitempty"`
	Logo        string `json:"logo_base64,omitempty"`
	Cession     string `json:"cession,omitempty"` // formal or personal
}

// ContractExtras ask for more than the contract.
type ContractExtras struct {
	CreateCard *NewContractCard `json:"create_card,omitempty"`
}

// NewContractCard asks for a card with the contract.
type NewContractCard struct {
	Language   string `json:"app_language,omitempty"`
	Type       string `json:"card_type,omitempty"`
	Identifier string `json:"identifier,omitempty"`
}

// ContractPricing is what a product costs the merchant; the amounts are text as
// the reference has them.
type ContractPricing struct {
	ProductID  int64  `json:"product_id,omitempty"`
	Disagio    string `json:"disagio,omitempty"` // percent
	DisagioMin string `json:"disagio_min,omitempty"`
	Fix        string `json:"fix,omitempty"`
}

// RequestedContract is what requestId made. The API key that comes with it is
// not read.
type RequestedContract struct {
	Contract Ref         `json:"contract,omitzero"`
	Merchant Ref         `json:"merchant,omitzero"`
	Store    Ref         `json:"store,omitzero"`
	PayIn    BankAccount `json:"payin_account,omitzero"`
}
