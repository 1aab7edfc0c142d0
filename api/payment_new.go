package api

// NewPayment is the body that creates a TWINT payment.
type NewPayment struct {
	Amount         Minor         `json:"amount,omitempty"`
	Currency       string        `json:"currency,omitempty"` // left out: EUR
	Purpose        string        `json:"purpose,omitempty"`
	PaymentMethods []string      `json:"payment_methods,omitempty"` // "twint"
	OrderID        string        `json:"order_id,omitempty"`
	Basket         []SecupayItem `json:"basket,omitempty"`
	Accrual        bool          `json:"accrual,omitempty"`
	// PaymentAction is "authorization", to be captured later, or "sale".
	PaymentAction string            `json:"payment_action,omitempty"`
	Customer      PaymentCustomer   `json:"customer,omitzero"`
	RedirectURL   RedirectURL       `json:"redirect_url,omitzero"`
	Contract      string            `json:"contract,omitempty"`
	Container     string            `json:"container,omitempty"`
	OptData       map[string]string `json:"opt_data,omitempty"`
	Subscription  *NewSubscription  `json:"subscription,omitempty"`
	Demo          bool              `json:"demo,omitempty"`
	Experience    *Experience       `json:"experience,omitempty"`
}

// NewSubscription asks for recurring payments under a purpose.
type NewSubscription struct {
	Purpose string `json:"purpose,omitempty"`
	ID      int64  `json:"id,omitempty"`
}

// Experience is how the merchant's own payments with a customer went.
type Experience struct {
	Positive int64 `json:"positive"`
	Negative int64 `json:"negative"`
}

// RedirectURL says where a payer is sent, and where events go.
type RedirectURL struct {
	Iframe  string `json:"iframe_url,omitempty"`
	Success string `json:"url_success,omitempty"`
	Failure string `json:"url_failure,omitempty"`
	Push    string `json:"url_push,omitempty"`
}

// SecupayItem is one line of a basket in the old format.
type SecupayItem struct {
	ItemType      string        `json:"item_type,omitempty"`
	ArticleNumber string        `json:"article_number,omitempty"`
	Quantity      int64         `json:"quantity,omitempty"`
	Name          string        `json:"name,omitempty"`
	Model         string        `json:"model,omitempty"`
	EAN           string        `json:"ean,omitempty"`
	Tax           string        `json:"tax,omitempty"`
	Total         *Minor        `json:"total,omitempty"`
	Price         *Minor        `json:"price,omitempty"`
	PlanID        string        `json:"plan_id,omitempty"`
	StartAt       Time          `json:"start_at,omitzero"`
	Hash          string        `json:"transaction_hash,omitempty"`
	ContractID    string        `json:"contract_id,omitempty"`
	ReferenceID   string        `json:"reference_id,omitempty"`
	SubBasket     []SecupayItem `json:"sub_basket,omitempty"`
}

// SecupayTransaction is a payment in the old format: its id is the hash, the
// PCI_ id is PaymentID.
type SecupayTransaction struct {
	Object            string           `json:"object,omitempty"`
	ID                string           `json:"id"`
	TransID           int64            `json:"trans_id,omitempty"`
	PaymentID         string           `json:"payment_id,omitempty"`
	Status            string           `json:"status,omitempty"`
	Amount            *Minor           `json:"amount,omitempty"`
	Currency          string           `json:"currency,omitempty"`
	Purpose           string           `json:"purpose,omitempty"`
	OrderID           string           `json:"order_id,omitempty"`
	Basket            []SecupayItem    `json:"basket,omitempty"`
	TransactionStatus string           `json:"transaction_status,omitempty"`
	Accrual           bool             `json:"accrual,omitempty"`
	PaymentAction     string           `json:"payment_action,omitempty"`
	TransferPurpose   string           `json:"transfer_purpose,omitempty"`
	TransferAccount   BankAccount      `json:"transfer_account,omitzero"`
	Customer          PaymentCustomer  `json:"customer,omitzero"`
	RedirectURL       RedirectURL      `json:"redirect_url,omitzero"`
	Subscription      *NewSubscription `json:"subscription,omitempty"`
	IframeURL         string           `json:"iframe_url,omitempty"`
	Container         Ref              `json:"container,omitzero"`
	SubTransactions   []SubTransaction `json:"sub_transactions,omitempty"`
	Mandate           Mandate          `json:"mandate,omitzero"`
	Instrument        UsedInstrument   `json:"used_payment_instrument,omitzero"`
}

// UsedInstrument is the account or card that a payment was made with.
type UsedInstrument struct {
	Type string     `json:"type,omitempty"`
	Data Instrument `json:"data,omitzero"`
}

// SubTransaction is the part of a payment that went to another contract.
type SubTransaction struct {
	ID          string `json:"id,omitempty"`
	TransID     int64  `json:"trans_id,omitempty"`
	ReferenceID string `json:"reference_id,omitempty"`
}

// PaymentCustomer is a payer (reference: Payment Customers).
type PaymentCustomer struct {
	Object   string  `json:"object,omitempty"`
	ID       string  `json:"id,omitempty"` // PCU_…
	Created  Time    `json:"created,omitzero"`
	Updated  Time    `json:"updated,omitzero"`
	Contract Ref     `json:"contract,omitzero"`
	Contact  Contact `json:"contact,omitzero"`
}

// Contact is a person or a company with its address.
type Contact struct {
	Name        string  `json:"name,omitempty"` // composed by the server
	Forename    string  `json:"forename,omitempty"`
	Surname     string  `json:"surname,omitempty"`
	CompanyName string  `json:"companyname,omitempty"`
	Salutation  string  `json:"salutation,omitempty"`
	Gender      string  `json:"gender,omitempty"`
	Title       string  `json:"title,omitempty"`
	Email       string  `json:"email,omitempty"`
	Phone       string  `json:"phone,omitempty"`
	Mobile      string  `json:"mobile,omitempty"`
	Fax         string  `json:"fax,omitempty"`
	Birthday    Time    `json:"dob,omitzero"` // sometimes with a time of day
	Picture     string  `json:"picture,omitempty"`
	Website     string  `json:"url_website,omitempty"`
	Birthplace  string  `json:"birthplace,omitempty"`
	Nationality string  `json:"nationality,omitempty"`
	Address     Address `json:"address,omitzero"`
}

// Address is a postal address.
type Address struct {
	Type         string `json:"type,omitempty"`
	Street       string `json:"street,omitempty"`
	StreetNumber string `json:"street_number,omitempty"`
	City         string `json:"city,omitempty"`
	PostalCode   string `json:"postal_code,omitempty"`
	Country      string `json:"country,omitempty"`
	Additional   string `json:"additional_address_data,omitempty"`
}
