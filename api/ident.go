package api

// NewUploadIdent is the body that hands in papers which prove an identity, for a
// contract or a payment.
type NewUploadIdent struct {
	MerchantID  string   `json:"merchant_id,omitempty"`
	PaymentID   string   `json:"payment_id,omitempty"`
	ContractID  string   `json:"contract_id,omitempty"`
	APIKey      Secret   `json:"apikey,omitempty"`
	IssueID     int64    `json:"service_issue_id,omitempty"`
	DocumentIDs []string `json:"document_ids,omitempty"` // DUP_…
	// Documents is what the sample of the reference has in place of
	// document_ids.
	Documents []string `json:"documents,omitempty"`
}

// IdentRequest asks another company to find out who somebody is (reference:
// Services Ident Requests).
type IdentRequest struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // SIR_…
	Stamps
	Contract    Ref           `json:"contract,omitzero"`
	Case        Ref           `json:"identcase,omitzero"`
	Assignment  []Ref         `json:"assignment,omitempty"`
	Provider    string        `json:"provider,omitempty"` // idnow, post_ident …
	Type        string        `json:"type,omitempty"`     // person
	Status      string        `json:"status,omitempty"`   // requested, ok, failed …
	Demo        *bool         `json:"demo,omitempty"`
	Person      []IdentPerson `json:"person,omitempty"`
	OwnerID     string        `json:"owner_transaction_id,omitempty"`
	RedirectURL IdentURLs     `json:"redirect_urls,omitzero"`
	Graduated   Time          `json:"graduation_date,omitzero"`
	Treated     *bool         `json:"treated,omitempty"`
}

// IdentPerson is somebody who is to be identified, and how far that is.
type IdentPerson struct {
	TransactionID string  `json:"transaction_id,omitempty"`
	RedirectURL   string  `json:"redirect_url,omitempty"`
	Status        string  `json:"status,omitempty"`
	ProviderID    string  `json:"provider_id,omitempty"`
	OwnerID       string  `json:"owner_transaction_id,omitempty"`
	Contact       Contact `json:"contact,omitzero"`
	Custom1       string  `json:"custom1,omitempty"`
	Custom2       string  `json:"custom2,omitempty"`
	Custom3       string  `json:"custom3,omitempty"`
	Custom4       string  `json:"custom4,omitempty"`
	Custom5       string  `json:"custom5,omitempty"`
}

// IdentURLs are where somebody returns to afterwards.
type IdentURLs struct {
	Success string `json:"url_success,omitempty"`
	Failure string `json:"url_failure,omitempty"`
}

// NewIdentRequest is the body that asks who somebody is.
type NewIdentRequest struct {
	Provider    string        `json:"provider,omitempty"`
	Type        string        `json:"type,omitempty"`
	Demo        *bool         `json:"demo,omitempty"`
	Person      []IdentPerson `json:"person,omitzero"`
	OwnerID     string        `json:"owner_transaction_id,omitempty"`
	RedirectURL IdentURLs     `json:"redirect_urls,omitzero"`
}

// IdentResult is who somebody is (reference: Services Ident Results).
type IdentResult struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"`
	Stamps
	Request  Ref                `json:"request,omitzero"`
	Contract Ref                `json:"contract,omitzero"`
	Status   string             `json:"status,omitempty"`
	Demo     *bool              `json:"demo,omitempty"`
	Person   []IdentifiedPerson `json:"person,omitempty"`
}

// IdentifiedPerson is what was found out about somebody.
type IdentifiedPerson struct {
	Process     IdentProcess `json:"identificationprocess,omitzero"`
	Custom      IdentCustom  `json:"customdata,omitzero"`
	Contact     IdentContact `json:"contactdata,omitzero"`
	User        IdentUser    `json:"userdata,omitzero"`
	Attachments []Document   `json:"attachments,omitempty"`
	Paper       IdentPaper   `json:"identificationdocument,omitzero"`
	Video       string       `json:"video,omitempty"`
}

// IdentProcess says how and when somebody was identified.
type IdentProcess struct {
	Status string `json:"status,omitempty"`
	Time   Time   `json:"identificationtime,omitzero"`
	Number string `json:"transactionnumber,omitempty"`
}

// IdentCustom repeats what the request carried along.
type IdentCustom struct {
	Custom1 string `json:"custom1,omitempty"`
	Custom2 string `json:"custom2,omitempty"`
	Custom3 string `json:"custom3,omitempty"`
	Custom4 string `json:"custom4,omitempty"`
	Custom5 string `json:"custom5,omitempty"`
}

// IdentContact is how somebody can be reached.
type IdentContact struct {
	Mobile string `json:"mobile,omitempty"`
	Email  string `json:"email,omitempty"`
}

// IdentField is one fact, and whether it was confirmed or corrected.
type IdentField struct {
	Value  string `json:"value,omitempty"`
	Status string `json:"status,omitempty"`
}

// IdentUser is who somebody is.
type IdentUser struct {
	Birthday    IdentField   `json:"dob,omitzero"`
	Birthplace  IdentField   `json:"birthplace,omitzero"`
	Forename    IdentField   `json:"forename,omitzero"`
	Surname     IdentField   `json:"surname,omitzero"`
	Nationality IdentField   `json:"nationality,omitzero"`
	Gender      IdentField   `json:"gender,omitzero"`
	Address     IdentAddress `json:"address,omitzero"`
}

// IdentAddress is where somebody lives.
type IdentAddress struct {
	Street       IdentField `json:"street,omitzero"`
	StreetNumber IdentField `json:"street_number,omitzero"`
	City         IdentField `json:"city,omitzero"`
	PostalCode   IdentField `json:"postal_code,omitzero"`
	Country      IdentField `json:"country,omitzero"`
}

// IdentPaper is the passport or identity card that was shown.
type IdentPaper struct {
	Country  IdentField `json:"country,omitzero"`
	Issued   IdentField `json:"dateissued,omitzero"`
	IssuedBy IdentField `json:"issuedby,omitzero"`
	Number   IdentField `json:"number,omitzero"`
	Type     IdentField `json:"type,omitzero"`
	Until    IdentField `json:"validuntil,omitzero"`
}
