package api

// SmartTransaction is a sale from the shop's side: basket, checkout and the
// payments it led to (reference: Smart Transactions).
type SmartTransaction struct {
	Object           string            `json:"object,omitempty"`
	ID               string            `json:"id"` // STX_…
	Created          Time              `json:"created,omitzero"`
	Updated          Time              `json:"updated,omitzero"`
	UpdatedAt        Time              `json:"updated_at,omitzero"` // another spelling of Updated
	Status           string            `json:"status,omitempty"`    // created … ok, failed, cancelled
	Merchant         PaymentMerchant   `json:"merchant,omitzero"`
	Contract         Ref               `json:"contract,omitzero"`
	ProviderContract Ref               `json:"provider_contract,omitzero"`
	Customer         PaymentCustomer   `json:"customer,omitzero"`
	ShippingAddress  PaymentCustomer   `json:"shipping_address,omitzero"`
	Container        SmartContainer    `json:"container,omitzero"`
	Checkin          SmartCheckin      `json:"checkin,omitzero"`
	TransactionRef   string            `json:"transactionRef,omitempty"` // the shop's order number
	MerchantRef      string            `json:"merchantRef,omitempty"`    // the shop's customer number
	Store            Ref               `json:"store,omitzero"`
	Source           Ref               `json:"device_source,omitzero"`
	Destination      Ref               `json:"device_destination,omitzero"`
	ReceiptNumber    int64             `json:"receipt_number,omitempty"` // what canceltrx takes
	Receipt          []ReceiptLine     `json:"receipt,omitempty"`
	MerchantReceipt  []ReceiptLine     `json:"receipt_merchant,omitempty"`
	PrintReceipt     bool              `json:"receipt_merchant_print,omitempty"`
	BasketInfo       SmartBasketInfo   `json:"basket_info,omitzero"`
	Basket           SmartBasket       `json:"basket,omitzero"`
	Idents           []SmartIdent      `json:"idents,omitempty"`
	TaxRate          int64             `json:"tax_rate,omitempty"` // percent
	TaxAmount        *Minor            `json:"tax_amount,omitempty"`
	Cashier          string            `json:"cashier,omitempty"`
	Market           string            `json:"market,omitempty"`
	Delivery         SmartDelivery     `json:"delivery_options,omitzero"`
	Product          string            `json:"product,omitempty"`
	TransID          int64             `json:"trans_id,omitempty"`
	PaymentMethod    string            `json:"payment_method,omitempty"`
	Payments         []SmartPayment    `json:"transactions,omitempty"`
	LastVisitedPage  string            `json:"last_visited_page,omitempty"`
	Demo             bool              `json:"is_demo,omitempty"`
	CheckoutLinks    SmartCheckout     `json:"checkout_links,omitzero"`
	Intent           string            `json:"intent,omitempty"` // sale or order
	IframeURL        string            `json:"iframe_url,omitempty"`
	PrepaidSales     SmartPrepaidSale  `json:"prepaid_sales,omitzero"`
	Communications   SmartMail         `json:"communications,omitzero"`
	PaymentLinks     PaymentLinks      `json:"payment_links,omitzero"`
	Application      SmartApplication  `json:"application_context,omitzero"`
	Instructions     SmartInstructions `json:"payment_instructions,omitzero"`
	PaymentContext   SmartContext      `json:"payment_context,omitzero"`
	Subscription     Ref               `json:"subscription,omitzero"`
}

// Changed is when the sale was last touched: updated in either spelling, or
// created.
func (s SmartTransaction) Changed() Time {
	return Stamps{Created: s.Created, Updated: s.Updated, UpdatedAt: s.UpdatedAt}.Changed()
}

// SmartPayment is a payment that a smart transaction led to.
type SmartPayment struct {
	Object  string `json:"object,omitempty"`
	ID      string `json:"id,omitempty"`
	TransID int64  `json:"trans_id,omitempty"`
	Amount  *Minor `json:"amount,omitempty"`
	Status  int64  `json:"status,omitempty"`
}

// SmartContainer is the means of payment.
type SmartContainer struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Type   string `json:"type,omitempty"` // bank_account, credit_card …
}

// SmartCheckin is the guest who checked in at a store.
type SmartCheckin struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Email  string `json:"email,omitempty"`
}

// SmartBasketInfo sums up a basket in minor units.
type SmartBasketInfo struct {
	Sum      *Minor `json:"sum,omitempty"`
	Gratuity *Minor `json:"gratuity,omitempty"`
	Currency string `json:"currency,omitempty"`
}

// SmartBasket is what is sold.
type SmartBasket struct {
	Products []SmartProduct `json:"products,omitempty"`
	Type     string         `json:"type,omitempty"`
}

// SmartProduct is one line of a basket; prices are minor units, Tax is percent.
// The serial number of a prepaid item is money and not read.
type SmartProduct struct {
	ID            int64               `json:"id,omitempty"`
	Parent        int64               `json:"parent,omitempty"`
	ItemType      string              `json:"item_type,omitempty"` // left out: article
	Desc          string              `json:"desc,omitempty"`
	ArticleNumber string              `json:"articleNumber,omitempty"`
	EAN           string              `json:"ean,omitempty"`
	Quantity      int64               `json:"quantity,omitempty"`
	Price         *Minor              `json:"priceOne,omitempty"`
	Sum           *Minor              `json:"sum,omitempty"`
	Tax           int64               `json:"tax,omitempty"`
	ReferenceID   string              `json:"reference_id,omitempty"`
	ContractID    string              `json:"contract_id,omitempty"`
	Group         []SmartProductGroup `json:"group,omitempty"`
	SubBasket     []SmartProduct      `json:"sub_basket,omitempty"`
	PlanID        string              `json:"plan_id,omitempty"`
	StartAt       Time                `json:"start_at,omitzero"`
}

// SmartProductGroup is where a product stands in the shop's assortment.
type SmartProductGroup struct {
	ID    string `json:"id,omitempty"`
	Desc  string `json:"desc,omitempty"`
	Level int64  `json:"level,omitempty"`
}

// SmartIdent is a customer card that takes part in a sale.
type SmartIdent struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Prefix string `json:"prefix,omitempty"`
	Name   string `json:"name,omitempty"`
	Type   string `json:"type,omitempty"`  // card or create_card
	Value  string `json:"value,omitempty"` // the card's number
	Valid  bool   `json:"valid,omitempty"`
	Card   Ref    `json:"merchantcard,omitzero"`
}

// SmartDelivery is how goods reach the customer: shipped or collected.
type SmartDelivery struct {
	Type          string    `json:"type,omitempty"` // shipping or collection
	ShippedAt     Time      `json:"shipped_at,omitzero"`
	ShippedBy     string    `json:"shipped_by,omitempty"`
	TrackingCode  string    `json:"tracking_code,omitempty"`
	InvoiceNumber string    `json:"invoice_number,omitempty"`
	Slot          SmartSlot `json:"scheduled_slot,omitzero"`
	StoreID       string    `json:"store_id,omitempty"`
	DeliveredAt   Time      `json:"delivered_at,omitzero"`
	Code          string    `json:"code,omitempty"` // what the customer shows
}

// SmartSlot is when goods can be collected.
type SmartSlot struct {
	Start Time `json:"start_date,omitzero"`
	End   Time `json:"end_date,omitzero"`
}

// SmartCheckout is the page on which the customer checks out.
type SmartCheckout struct {
	URL string `json:"url_checkout,omitempty"`
}

// SmartPrepaidSale is what became of a prepaid item in the basket.
type SmartPrepaidSale struct {
	ID      int64  `json:"id,omitempty"`
	Status  string `json:"status,omitempty"`
	Details string `json:"error_details,omitempty"`
}

// SmartMail is a mail that goes out with the sale (loyalty cards only).
type SmartMail struct {
	Action   string `json:"action_type,omitempty"`
	Template string `json:"template_id,omitempty"`
}

// PaymentLinks are the pages on which a customer pays, General for all methods.
type PaymentLinks struct {
	General    string `json:"general,omitempty"`
	Prepaid    string `json:"prepaid,omitempty"`
	Debit      string `json:"debit,omitempty"`
	CreditCard string `json:"creditcard,omitempty"`
	Invoice    string `json:"invoice,omitempty"`
	PayPal     string `json:"paypal,omitempty"`
	Sofort     string `json:"sofort,omitempty"`
	EPS        string `json:"eps,omitempty"`
	Giropay    string `json:"giropay,omitempty"`
}

// SmartApplication is how the checkout is tied to the shop.
type SmartApplication struct {
	ReturnURLs SmartReturnURLs `json:"return_urls,omitzero"`
	Shop       SmartShop       `json:"shop_details,omitzero"`
	Locks      *CheckoutLocks  `json:"locks,omitempty"`
	Iframe     *IframeOpts     `json:"iframe_opts,omitempty"`
	Template   string          `json:"checkout_template,omitempty"`
	Language   string          `json:"language,omitempty"`
}

// SmartReturnURLs say where the customer is sent, and where events go.
type SmartReturnURLs struct {
	Success string `json:"url_success,omitempty"`
	Abort   string `json:"url_abort,omitempty"`
	Error   string `json:"url_error,omitempty"`
	Push    string `json:"url_push,omitempty"`
}

// SmartShop names the shop's software.
type SmartShop struct {
	System        string `json:"shop_system,omitempty"`
	SystemVersion string `json:"shop_system_version,omitempty"`
	Domain        string `json:"shop_domain,omitempty"`
	Vendor        string `json:"plugin_vendor,omitempty"`
	PluginVersion string `json:"plugin_version,omitempty"`
	UserAgent     string `json:"user_agent,omitempty"`
}

// SmartInstructions are what the payer of a prepayment or an invoice needs; the
// amounts are of a part payment.
type SmartInstructions struct {
	IBAN            string `json:"iban,omitempty"`
	BIC             string `json:"bic,omitempty"`
	Owner           string `json:"owner,omitempty"`
	BankName        string `json:"bankname,omitempty"`
	Purpose         string `json:"purpose,omitempty"`
	GirocodeURL     string `json:"girocode_url,omitempty"`
	Interest        *Minor `json:"interest,omitempty"`
	Total           *Minor `json:"total_value,omitempty"`
	Installments    int64  `json:"number_of_installments,omitempty"`
	Installment     *Minor `json:"installment,omitempty"`
	LastInstallment *Minor `json:"last_installment,omitempty"`
}

// SmartContext controls details of the payment.
type SmartContext struct {
	AutoCapture       bool                   `json:"auto_capture,omitempty"`
	PaymentMethods    []string               `json:"payment_methods,omitempty"`
	MerchantInitiated bool                   `json:"merchant_initiated,omitempty"`
	Schemes           []string               `json:"creditcard_schemes,omitempty"`
	Accrual           bool                   `json:"accrual,omitempty"`
	Descriptor        *DynamicDescriptor     `json:"dynamic_descriptor,omitempty"`
	Container         *ContainerInstructions `json:"container_instructions,omitempty"`
	MIT               *MITInstructions       `json:"mit_instructions,omitempty"`
}

// ReceiptLine is one line of a receipt. Type is separator, textline, name-value
// or space.
type ReceiptLine struct {
	Type  string       `json:"type,omitempty"`
	Value ReceiptValue `json:"value,omitzero"`
}

// ReceiptValue is what a receipt's line says. Decoration is important and
// align-left, align-center or align-right (also with an underscore).
type ReceiptValue struct {
	Caption    string   `json:"caption,omitempty"`
	Name       string   `json:"name,omitempty"`
	Value      string   `json:"value,omitempty"`
	Text       string   `json:"text,omitempty"`
	Decoration []string `json:"decoration,omitempty"`
}
