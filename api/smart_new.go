package api

// NewSmartTransaction is the body that creates or updates a sale. Pointers are
// sent where they are set, zero too.
type NewSmartTransaction struct {
	Merchant         string          `json:"merchant,omitempty"` // MRC_…
	ProviderContract Ref             `json:"provider_contract,omitzero"`
	TransactionRef   string          `json:"transactionRef,omitempty"` // the shop's order number
	MerchantRef      string          `json:"merchantRef,omitempty"`    // the shop's customer number
	Basket           *NewBasket      `json:"basket,omitempty"`
	BasketInfo       SmartBasketInfo `json:"basket_info,omitzero"` // Sum must be the basket's
	Idents           []SmartIdent    `json:"idents,omitempty"`
	TaxAmount        *Minor          `json:"tax_amount,omitempty"`
	TaxRate          *int64          `json:"tax_rate,omitempty"` // percent
	Market           string          `json:"market,omitempty"`
	Cashier          string          `json:"cashier,omitempty"`
	Product          string          `json:"product,omitempty"`
	Source           Ref             `json:"device_source,omitzero"`
	TransID          int64           `json:"trans_id,omitempty"`
	Contract         Ref             `json:"contract,omitzero"`
	LastVisitedPage  string          `json:"last_visited_page,omitempty"`
	Customer         PaymentCustomer `json:"customer,omitzero"` // in full, or its ID
	ShippingAddress  PaymentCustomer `json:"shipping_address,omitzero"`
	Container        *UseContainer   `json:"container,omitempty"`
	Checkin          SmartCheckin    `json:"checkin,omitzero"`
	PaymentMethod    string          `json:"payment_method,omitempty"`
	Demo             *bool           `json:"is_demo,omitempty"`
	Intent           string          `json:"intent,omitempty"` // sale or order
	CheckoutLinks    SmartCheckout   `json:"checkout_links,omitzero"`
	Delivery         SmartDelivery   `json:"delivery_options,omitzero"`
	Communications   SmartMail       `json:"communications,omitzero"`
	Application      *NewApplication `json:"application_context,omitempty"`
	PaymentContext   *PaymentContext `json:"payment_context,omitempty"`
	// Subscription asks for recurring payments; a basket item with a plan does
	// too.
	Subscription *NewSubscription `json:"subscription,omitempty"`
}

// NewBasket is what is to be sold.
type NewBasket struct {
	Products []NewProduct `json:"products,omitzero"`
	Type     string       `json:"type,omitempty"`
}

// NewProduct is one line of a basket; prices are minor units, Tax is percent.
type NewProduct struct {
	ID            *int64 `json:"id,omitempty"`
	Parent        *int64 `json:"parent,omitempty"`
	ItemType      string `json:"item_type,omitempty"` // left out: article
	Desc          string `json:"desc,omitempty"`
	ArticleNumber string `json:"articleNumber,omitempty"`
	// SerialNumber is that of a prepaid voucher, which is money.
	SerialNumber Secret              `json:"serialNumber,omitempty"`
	EAN          string              `json:"ean,omitempty"`
	Quantity     *int64              `json:"quantity,omitempty"`
	Price        *Minor              `json:"priceOne,omitempty"`
	Sum          *Minor              `json:"sum,omitempty"`
	Tax          *int64              `json:"tax,omitempty"`
	ReferenceID  string              `json:"reference_id,omitempty"`
	ContractID   string              `json:"contract_id,omitempty"` // who gets the share
	Group        []SmartProductGroup `json:"group,omitempty"`
	SubBasket    []NewProduct        `json:"sub_basket,omitempty"`
	PlanID       string              `json:"plan_id,omitempty"` // of a subscription
	StartAt      Time                `json:"start_at,omitzero"`
}

// NewApplication ties the checkout to the shop. It cannot be changed later.
type NewApplication struct {
	Locks      *CheckoutLocks  `json:"locks,omitempty"`
	ReturnURLs SmartReturnURLs `json:"return_urls,omitzero"`
	Iframe     *IframeOpts     `json:"iframe_opts,omitempty"`
	Shop       SmartShop       `json:"shop_details,omitzero"`
	Template   string          `json:"checkout_template,omitempty"` // COT_…
	Language   string          `json:"language,omitempty"`          // de or en
}

// CheckoutLocks say what the customer cannot change during the checkout.
type CheckoutLocks struct {
	Customer        *bool `json:"customer,omitempty"`
	ShippingAddress *bool `json:"shipping_address,omitempty"`
}

// IframeOpts are the texts of the checkout page.
type IframeOpts struct {
	HintTitle             string        `json:"payment_hint_title,omitempty"`
	Hint                  []ReceiptLine `json:"payment_hint,omitempty"`
	ProjectTitle          string        `json:"project_title,omitempty"`
	SubmitTitle           string        `json:"submit_button_title,omitempty"`
	CancelTitle           string        `json:"cancel_button_title,omitempty"`
	Language              string        `json:"language,omitempty"`
	BasketTitle           string        `json:"basket_title,omitempty"`
	HideDisclaimer        *bool         `json:"hide_disclaimer,omitempty"`
	HasAcceptedDisclaimer *bool         `json:"has_accepted_disclaimer,omitempty"`
}

// PaymentContext controls details of a payment to be made.
type PaymentContext struct {
	// AutoCapture charges as soon as the payment is authorised, without a start.
	AutoCapture       *bool                  `json:"auto_capture,omitempty"`
	PaymentMethods    []string               `json:"payment_methods,omitempty"`
	MerchantInitiated *bool                  `json:"merchant_initiated,omitempty"`
	Schemes           []string               `json:"creditcard_schemes,omitempty"`
	Accrual           *bool                  `json:"accrual,omitempty"` // withhold from payout
	Descriptor        *DynamicDescriptor     `json:"dynamic_descriptor,omitempty"`
	Container         *ContainerInstructions `json:"container_instructions,omitempty"`
	MIT               *MITInstructions       `json:"mit_instructions,omitempty"`
}

// DynamicDescriptor is what a card statement shows of the merchant.
type DynamicDescriptor struct {
	Name string `json:"merchant_name,omitempty"`
	City string `json:"merchant_city,omitempty"`
}

// ContainerInstructions ask for a network token of a card.
type ContainerInstructions struct {
	RequestToken    *bool  `json:"request_token,omitempty"`
	NotificationURL string `json:"notification_url,omitempty"`
}

// MITInstructions are about payments that the merchant starts later.
type MITInstructions struct {
	Type      string `json:"type,omitempty"`                 // cit or mit: who started it
	Standing  string `json:"standing_instruction,omitempty"` // ucof or recurring
	Expiry    Time   `json:"recurring_expiry,omitzero"`
	Frequency *int64 `json:"recurring_frequency,omitempty"` // days
	CITRef    string `json:"cit_reference,omitempty"`
}

// UseContainer is a means of payment for one sale: an existing one by ID, or a
// new one.
type UseContainer struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // PCT_…
	NewContainer
}

// PrepareSmart is the body of prepare: who pays and with what, where that was
// not said before.
type PrepareSmart struct {
	Customer  PaymentCustomer `json:"customer,omitzero"`
	Container *UseContainer   `json:"container,omitempty"`
	// Callbacks are where the payer returns from the bank; those of a checkout
	// page are in the application context.
	Callbacks  CallbackURLs       `json:"callback_urls,omitzero"`
	Descriptor *DynamicDescriptor `json:"dynamic_descriptor,omitempty"`
	Email      string             `json:"email,omitempty"`
}

// StartSmart is the body of start. The last three fields are for the method
// cashless_direct only.
type StartSmart struct {
	PrepareSmart
	TID      string `json:"tid,omitempty"`
	Trace    *int64 `json:"trace,omitempty"`
	CardType string `json:"cardtype,omitempty"` // visa, girocard …
}

// CallbackURLs are where a payer returns to after an authorisation elsewhere.
type CallbackURLs struct {
	Success string `json:"success_url,omitempty"`
	Failure string `json:"failure_url,omitempty"`
}

// SmartDeliveryReport is the body of setDelivery.
type SmartDeliveryReport struct {
	Delivery SmartDelivery `json:"delivery_options,omitzero"`
}

// BonusOffer is the answer of preTransaction: what a card's balance paid, and
// what is missing, in minor units.
type BonusOffer struct {
	Missing  *Minor         `json:"missing_sum,omitempty"`
	Products []BonusProduct `json:"bonus_products,omitempty"`
}

// BonusProduct is a line that preTransaction puts into the basket; its price is
// negative.
type BonusProduct struct {
	ID            int64  `json:"id,omitempty"`
	Tax           int64  `json:"tax,omitempty"` // percent
	Price         *Minor `json:"priceOne,omitempty"`
	Quantity      int64  `json:"quantity,omitempty"`
	Desc          string `json:"desc,omitempty"`
	ArticleNumber string `json:"articleNumber,omitempty"`
	EAN           string `json:"ean,omitempty"`
}
