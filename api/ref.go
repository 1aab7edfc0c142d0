package api

import (
	"cmp"
	"encoding/json"
)

// Stamps say when an object was made and changed.
type Stamps struct {
	Created   Time `json:"created,omitzero"`
	Updated   Time `json:"updated,omitzero"`
	UpdatedAt Time `json:"updated_at,omitzero"` // another spelling of Updated
}

// Changed is when the object was last touched: updated in either spelling, or
// created.
func (s Stamps) Changed() Time {
	for _, t := range []Time{s.Updated, s.UpdatedAt} {
		if !t.IsZero() {
			return t
		}
	}
	return s.Created
}

// MerchantRef points to a merchant, with the names that lists show.
type MerchantRef struct {
	Object      string       `json:"object,omitempty"`
	ID          string       `json:"id,omitempty"` // MRC_…
	CompanyName string       `json:"companyname,omitempty"`
	StoreName   string       `json:"store_name,omitempty"`
	User        MerchantUser `json:"user,omitzero"`
}

// Name is what people call the merchant, empty where only the id is known.
func (m MerchantRef) Name() string {
	return cmp.Or(m.CompanyName, Merchant{StoreName: m.StoreName, User: m.User}.Name())
}

// StoreRef points to a store, with the name that lists show.
type StoreRef struct {
	Object    string `json:"object,omitempty"`
	ID        string `json:"id,omitempty"` // STO_…
	Name      string `json:"name,omitempty"`
	StoreName string `json:"store_name,omitempty"`
}

// Title is what people call the store, empty where only the id is known.
func (s StoreRef) Title() string { return cmp.Or(s.Name, s.StoreName) }

// CustomerOrID is a payer in the body of a request: in full, or by id alone,
// which goes as text as the guides of the vendor show.
type CustomerOrID struct{ PaymentCustomer }

// MarshalJSON writes the id as text where nothing else is known.
func (c CustomerOrID) MarshalJSON() ([]byte, error) {
	if c.PaymentCustomer == (PaymentCustomer{ID: c.ID}) {
		return json.Marshal(c.ID)
	}
	return json.Marshal(c.PaymentCustomer)
}

// UnmarshalJSON reads both forms.
func (c *CustomerOrID) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &c.ID)
	}
	return json.Unmarshal(b, &c.PaymentCustomer)
}
