package api

// Customer is a payer that a merchant keeps (reference: Payment Customers).
type Customer struct {
	PaymentCustomer
	UpdatedAt Time        `json:"updated_at,omitzero"` // another spelling of Updated
	Merchant  MerchantRef `json:"merchant,omitzero"`
}

// Changed is when the customer was last touched.
func (c Customer) Changed() Time {
	return Stamps{Created: c.Created, Updated: c.Updated, UpdatedAt: c.UpdatedAt}.Changed()
}

// NewCustomer is the body that creates or changes a payer.
type NewCustomer struct {
	Contact Contact `json:"contact,omitzero"`
}

// Container is a means of payment of a payer (reference: Payment Containers).
// Its account numbers are masked; Item.Raw has them in full.
type Container struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // PCT_…
	Stamps
	Merchant    MerchantRef     `json:"merchant,omitzero"`
	Contract    Ref             `json:"contract,omitzero"`
	Customer    PaymentCustomer `json:"customer,omitzero"`
	Type        string          `json:"type,omitempty"` // bank_account, credit_card, googlepay, applepay, paypal
	Public      Instrument      `json:"public,omitzero"`
	Private     Instrument      `json:"private,omitzero"`
	Mandate     Mandate         `json:"mandate,omitzero"`
	TokenStatus TokenStatus     `json:"token_status,omitzero"`
}

// Instrument is the account or card of a container. Which fields are set depends
// on the container's type.
type Instrument struct {
	// Of a bank account; Owner of a card too.
	IBAN     string `json:"iban,omitempty"`
	BIC      string `json:"bic,omitempty"`
	Owner    string `json:"owner,omitempty"`
	BankName string `json:"bankname,omitempty"`
	Purpose  string `json:"purpose,omitempty"`
	// Of a card. PAN is the number, masked by the server in answers.
	PAN             string        `json:"pan,omitempty"`
	Expires         string        `json:"expiration_date,omitempty"`
	Issuer          string        `json:"issuer,omitempty"`
	TransactHolder  string        `json:"transact_container,omitempty"`
	TransactKey     string        `json:"transact_skey_pubkey,omitempty"`
	TransactKeyName string        `json:"transact_skey_keyname,omitempty"`
	TransactHash    string        `json:"transact_hash,omitempty"`
	Email           string        `json:"email,omitempty"` // of PayPal
	PayerID         string        `json:"payer_id,omitempty"`
	Signature       string        `json:"signature,omitempty"` // of a wallet
	SigningKey      *WalletKey    `json:"intermediateSigningKey,omitempty"`
	ProtocolVersion string        `json:"protocolVersion,omitempty"`
	SignedMessage   string        `json:"signedMessage,omitempty"`
	Version         string        `json:"version,omitempty"`
	Data            string        `json:"data,omitempty"`
	Header          *WalletHeader `json:"header,omitempty"`
}

// WalletKey is the key by which Google Pay signs.
type WalletKey struct {
	Key        string   `json:"signedKey,omitempty"`
	Signatures []string `json:"signatures,omitempty"`
}

// WalletHeader tells how to open the data of Apple Pay.
type WalletHeader struct {
	EphemeralKey  string `json:"ephemeralPublicKey,omitempty"`
	KeyHash       string `json:"publicKeyHash,omitempty"`
	TransactionID string `json:"transactionId,omitempty"`
}

// Mandate is the payer's leave to debit an account (SEPA).
type Mandate struct {
	ID             string `json:"sepa_mandate_id,omitempty"`
	IBAN           string `json:"iban,omitempty"`
	BIC            string `json:"bic,omitempty"`
	Type           string `json:"type,omitempty"` // COR1, B2B …
	Status         string `json:"status,omitempty"`
	Identification string `json:"identification,omitempty"`
	CreditorID     string `json:"creditor_id,omitempty"`
}

// TokenStatus is how far a card's network token is: not requested, requested,
// inquiry, active, failed, archivePending or archived.
type TokenStatus struct {
	Status   string `json:"status,omitempty"`
	Created  Time   `json:"created,omitzero"`
	Modified Time   `json:"last_modified,omitzero"`
	Version  string `json:"version,omitempty"`
}

// NewContainer is the body that creates or changes a container. The customer is
// named by CustomerID; the older field customer is deprecated and not sent.
type NewContainer struct {
	MerchantID      string      `json:"merchant_id,omitempty"`
	CustomerID      string      `json:"customer_id,omitempty"`
	Type            string      `json:"type,omitempty"`
	RequestToken    *bool       `json:"request_token,omitempty"`
	NotificationURL string      `json:"notification_url,omitempty"`
	Private         *Instrument `json:"private,omitempty"`
}

// NewMandateForm is the body that asks for a form to sign.
type NewMandateForm struct {
	CustomerID string `json:"customer_id,omitempty"`
	Type       string `json:"type,omitempty"` // B2B
}

// MandateForm is where the form to sign is, a PDF. The reference shows no
// sample: a bare string is taken too.
type MandateForm struct {
	URL string `json:"mandate_url"`
}

func (m *MandateForm) read(r *reader) error {
	if r.in.PeekKind() == '"' {
		return r.read(&m.URL)
	}
	type object MandateForm // without this method
	return r.read((*object)(m))
}

// SignedMandate names the uploaded form that was signed.
type SignedMandate struct {
	DocumentID string `json:"document_id,omitempty"` // DUP_…
}

// ServiceIssue is the number under which the provider's staff works on it.
type ServiceIssue struct {
	ID int64 `json:"service_issue_id"`
}
