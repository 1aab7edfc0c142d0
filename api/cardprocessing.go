package api

// CardTransaction is a sale or a report of a card terminal (reference:
// Cardprocessing Transactions). Amounts are minor units of the merchant's
// currency: the wire names none.
type CardTransaction struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // PTX_…
	Stamps
	Merchant      MerchantRef          `json:"merchant,omitzero"`
	Related       []RelatedTransaction `json:"related_transactions,omitempty"`
	Store         StoreRef             `json:"store,omitzero"`
	StoreName     string               `json:"store_name,omitempty"`
	TransID       int64                `json:"trans_id,omitempty"`
	TID           string               `json:"tid,omitempty"`
	EndOfDay      Time                 `json:"end_of_day_date,omitzero"`
	EndOfDayID    string               `json:"end_of_day_id,omitempty"`
	Amount        *Minor               `json:"amount,omitempty"`
	Trace         int64                `json:"trace,omitempty"`
	ReceiptNumber string               `json:"receipt_number,omitempty"`
	Product       string               `json:"product,omitempty"` // Kassenschnitt is an end-of-day report
	ReportID      int64                `json:"ref_report_id,omitempty"`
	ReportType    int64                `json:"ref_report_type,omitempty"`
}

// Country is a country in two languages.
type Country struct {
	English string `json:"en,omitempty"`
	German  string `json:"de,omitempty"`
	ISO     string `json:"iso_code,omitempty"` // ISO 3166, two letters
}
