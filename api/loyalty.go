package api

// LoyaltyTransaction is one movement on a customer card (reference: Loyalty
// Transactions). Amounts are minor units.
type LoyaltyTransaction struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // LTX_…
	Stamps
	TransID      int64             `json:"trans_id,omitempty"`
	Merchant     MerchantRef       `json:"merchant,omitzero"`
	Store        StoreRef          `json:"store,omitzero"`
	TID          string            `json:"tid,omitempty"`
	Card         LoyaltyCard       `json:"card,omitzero"`
	Group        CardGroup         `json:"cardgroup,omitzero"`
	MerchantCard MerchantCard      `json:"merchantcard,omitzero"`
	Amount       *Minor            `json:"amount,omitempty"`
	Currency     string            `json:"currency,omitempty"`
	Balance      *Minor            `json:"balance,omitempty"` // afterwards
	Status       string            `json:"status,omitempty"`  // accepted …
	Description  string            `json:"description,omitempty"`
	Purpose      string            `json:"purpose,omitempty"`
	Parents      []LoyaltyRelated  `json:"parents,omitempty"`
	Children     []LoyaltyRelated  `json:"children,omitempty"`
	LastChange   Time              `json:"last_change,omitzero"`
	Cancelling   Cancelling        `json:"is_cancelling,omitempty"`
	Cleared      *bool             `json:"cleared,omitempty"`
	Clearing     []LoyaltyClearing `json:"clearing_information,omitempty"`
	Receipt      List[ReceiptLine] `json:"receipt,omitempty"`
	Additional   Opaque            `json:"additional_data,omitempty"`
}

// Cancelling says whether a transaction takes back another one.
type Cancelling int64

// What a transaction takes back.
const (
	CancelsNothing Cancelling = 0
	CancelsAll     Cancelling = 1
	CancelsPart    Cancelling = 3
)

// LoyaltyRelated links a transaction to another one.
type LoyaltyRelated struct {
	Object       string `json:"object,omitempty"`
	ID           string `json:"id,omitempty"`
	TransID      int64  `json:"trans_id,omitempty"`
	RefTypeID    int64  `json:"ref_type_id,omitempty"`
	RelationType string `json:"relation_type,omitempty"`
}

// LoyaltyClearing says when a transaction was settled between merchants.
type LoyaltyClearing struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Date   Time   `json:"date,omitzero"`
}

// LoyaltyCustomer is the holder of customer cards (reference: Loyalty
// Customers).
type LoyaltyCustomer struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // CUS_…
	Stamps
	Merchant        MerchantRef            `json:"merchant,omitzero"`
	Contact         Contact                `json:"contact,omitzero"`          // merged
	MerchantContact Contact                `json:"merchant_contact,omitzero"` // as the merchant has it
	AccountContact  Contact                `json:"account_contact,omitzero"`  // as the holder has it
	Containers      List[LoyaltyContainer] `json:"payment_container,omitempty"`
	Number          string                 `json:"customernumber,omitempty"` // in the merchant's system
	Note            string                 `json:"note,omitempty"`
	Consent         string                 `json:"consent_for_communication,omitempty"` // accepted, declined, not_set
	Additional      Opaque                 `json:"additional_data,omitempty"`
}

// LoyaltyContainer is a bank account known to the loyalty system. Mask it.
type LoyaltyContainer struct {
	Object    string      `json:"object,omitempty"`
	ID        string      `json:"id,omitempty"`
	Type      string      `json:"type,omitempty"`
	Account   BankAccount `json:"payment_information,omitzero"`
	LastUsage Time        `json:"last_usage,omitzero"`
}

// NewLoyaltyCustomer is the body that creates, registers or changes a holder.
type NewLoyaltyCustomer struct {
	Merchant   string  `json:"merchant,omitempty"` // MRC_…
	Contact    Contact `json:"merchant_contact,omitzero"`
	Number     string  `json:"customernumber,omitempty"`
	Note       string  `json:"note,omitempty"`
	Consent    string  `json:"consent_for_communication,omitempty"`
	Additional Opaque  `json:"additional_data,omitempty"`
	// Anonymize deletes who it is. It cannot be undone.
	Anonymize *bool `json:"anonymize,omitempty"`
}

// LoyaltyCard is a card as it is printed (reference: Loyalty Cards).
type LoyaltyCard struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // CRD_…
	Stamps
	Number  CardNumber `json:"cardnumber,omitempty"`
	Account Ref        `json:"account,omitzero"`
}

// CardPIN is the body that proves that a card is at hand: four digits, neither
// the CSC nor the passcode.
type CardPIN struct {
	PIN Secret `json:"pin,omitempty"`
}

// CardGroup is a customer programme of a merchant (reference: Loyalty Card
// Groups).
type CardGroup struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // CRG_…
	Stamps
	Merchant       MerchantRef `json:"merchant,omitzero"`
	DisplayName    string      `json:"display_name,omitempty"`
	DisplayNameRaw string      `json:"display_name_raw,omitempty"`
	Description    string      `json:"description,omitempty"`
	Picture        string      `json:"picture,omitempty"`
	StockWarnLimit *int64      `json:"stock_warn_limit,omitempty"` // cards
	BalanceLimit   *Minor      `json:"balance_limit,omitempty"`
	BalanceExpiry  *bool       `json:"balance_expiry,omitempty"`
	CancelSelected *bool       `json:"cancel_selected,omitempty"`
}

// NewCardGroup is the body that creates a programme.
type NewCardGroup struct {
	DisplayName string `json:"display_name"`
	Picture     string `json:"picture,omitempty"` // DUP_…
	Merchant    string `json:"merchant"`          // MRC_…
}

// CardGroupUpdate is the body that changes a programme.
type CardGroupUpdate struct {
	DisplayName string `json:"display_name"`
	Picture     string `json:"picture,omitempty"` // DUP_…
}

// PasscodeQuestion asks whether an action on a card needs its passcode. Its card
// number is a string in the reference.
type PasscodeQuestion struct {
	Action string `json:"action,omitempty"` // charge … discharge_points, cashreport
	Number string `json:"cardnumber,omitempty"`
}
