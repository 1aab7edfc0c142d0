package api

import "cmp"

// PrepaidItem is a voucher that can be sold (reference: Prepaid Items). Amounts
// are minor units.
type PrepaidItem struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // PIT_…
	Stamps
	Group       PrepaidGroup `json:"itemgroup,omitzero"`
	RetailPrice *Minor       `json:"retail_price,omitempty"`
	Currency    string       `json:"currency,omitempty"`
	Commission  *Minor       `json:"commission,omitempty"`
	Description string       `json:"description,omitempty"`
	DisplayText string       `json:"displaytext,omitempty"`
	Logo        string       `json:"logo,omitempty"`
	VTCConfig   List[string] `json:"vtc_config,omitempty"`
	VTCID       string       `json:"vtc_id,omitempty"`
	Type        string       `json:"type,omitempty"` // POSA …
	Taxable     *bool        `json:"taxable,omitempty"`
	Enabled     *bool        `json:"enabled,omitempty"`
	StockMax    *int64       `json:"stock_limit_max,omitempty"`
	StockMin    *int64       `json:"stock_limit_min,omitempty"`
}

// PrepaidGroup is a brand of vouchers.
type PrepaidGroup struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"`
	Description string `json:"description,omitempty"`
	Logo        string `json:"logo,omitempty"`
	Enabled     *bool  `json:"enabled,omitempty"`
}

// PrepaidQuestion asks which voucher a cash register means.
type PrepaidQuestion struct {
	Amount *Minor `json:"amount,omitempty"`
	// ProductID is the register's number of the product, up to 13 digits, or
	// more with leading zeros.
	ProductID string `json:"product_id,omitempty"`
}

// PrepaidMapping is the answer to a [PrepaidQuestion]; the wire has two
// spellings of the product.
type PrepaidMapping struct {
	Item       Ref    `json:"item,omitzero"` // its ID is a number or PIT_…
	VTCID      string `json:"vtc_id,omitempty"`
	ProductID  string `json:"productId,omitempty"`
	ProductID2 string `json:"product_id,omitempty"`
}

// Product is the register's number of the product in either spelling.
func (m PrepaidMapping) Product() string { return cmp.Or(m.ProductID, m.ProductID2) }

// PrepaidReport sums up the vouchers that a till has sold (reference: Prepaid
// Reports).
type PrepaidReport struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"`
	Stamps
	Merchant MerchantRef       `json:"merchant,omitzero"`
	Store    StoreRef          `json:"store,omitzero"`
	Device   DeviceRef         `json:"device,omitzero"`
	Amount   *Minor            `json:"amount,omitempty"`
	VTCTID   string            `json:"vtc_tid,omitempty"`
	From     Time              `json:"report_from,omitzero"`
	To       Time              `json:"report_to,omitzero"`
	Header   List[ReceiptLine] `json:"receipt_header,omitempty"`
	Receipt  List[ReceiptLine] `json:"receipt,omitempty"`
}

// NewPrepaidReport is the body that makes a report.
type NewPrepaidReport struct {
	Merchant string `json:"merchant"`     // MRC_…
	Store    string `json:"store"`        // STO_…
	Device   string `json:"smart_device"` // SDV_…
	VTCTID   int64  `json:"vtc_tid"`
	From     Time   `json:"report_from,omitzero"`
	To       Time   `json:"report_to,omitzero"`
}

// PrepaidSale is a sold voucher (reference: Prepaid Sales). Amounts are minor
// units. Its code, serial number and password are the voucher: whoever has them
// has the money. The receipts that go to the customer carry them too.
type PrepaidSale struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"`
	Stamps
	Status             string       `json:"status,omitempty"`
	Type               string       `json:"type,omitempty"`
	Stock              Ref          `json:"stock,omitzero"`
	Item               PrepaidItem  `json:"item,omitzero"`
	Group              PrepaidGroup `json:"itemgroup,omitzero"`
	Device             DeviceRef    `json:"smart_device,omitzero"`
	Merchant           MerchantRef  `json:"merchant,omitzero"`
	Store              StoreRef     `json:"store,omitzero"`
	Contract           Ref          `json:"contract,omitzero"`
	Demo               *bool        `json:"demo,omitempty"`
	Description        string       `json:"description,omitempty"`
	Amount             *Minor       `json:"amount,omitempty"`
	Currency           string       `json:"currency,omitempty"`
	Commission         *Minor       `json:"commission,omitempty"`
	CommissionCurrency string       `json:"commission_currency,omitempty"`
	Code               Secret       `json:"code,omitempty"`
	Serial             Secret       `json:"serial,omitempty"`
	Password           Secret       `json:"password,omitempty"`
	CardNumber         string       `json:"cardnumber,omitempty"`
	Expires            Time         `json:"expire_date,omitzero"`
	DeliveryNumber     string       `json:"provider_delivery_number,omitempty"`
	ReceiptHeader      string       `json:"receipt_header,omitempty"`
	CustomerReceipt    Secret       `json:"receipt_customer,omitempty"`
	TerminalReceipt    Secret       `json:"receipt_zvt,omitempty"`
	DealerReceipt      Secret       `json:"receipt_dealer,omitempty"`
	VTCTID             string       `json:"vtc_tid,omitempty"`
	VTCID              string       `json:"vtc_id,omitempty"`
}

// NewPrepaidSale is the body that sells a voucher.
type NewPrepaidSale struct {
	Item string `json:"item,omitempty"` // PIT_…
}
