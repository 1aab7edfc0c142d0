package api

// Merchant is a company or person that takes payments (reference: General
// Merchants).
type Merchant struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // MRC_…
	// IDOld is the number people know from the vendor's web office.
	IDOld            int64           `json:"id_old,omitempty"`
	Type             string          `json:"type,omitempty"`
	User             MerchantUser    `json:"user,omitzero"`
	Parent           *Merchant       `json:"parent,omitempty"`
	AssignedBy       []AssignedBy    `json:"assigned_by,omitempty"`
	InvitedBy        []InvitedBy     `json:"invited_by,omitempty"`
	LegalDetails     []LegalDocument `json:"legal_details,omitempty"`
	URLs             []MerchantURL   `json:"urls,omitempty"`
	StoreName        string          `json:"store_name,omitempty"`
	AcceptancePoints []Merchant      `json:"acceptance_points,omitempty"`
	TwoFactor        string          `json:"two_fa,omitempty"`
}

// Name is what people call the merchant: the company, the project or the
// person, whichever there is.
func (m Merchant) Name() string {
	u := m.User
	for _, name := range []string{u.CompanyName, m.StoreName, u.Name, u.ProjectName} {
		if name != "" {
			return name
		}
	}
	if u.Forename != "" && u.Surname != "" {
		return u.Forename + " " + u.Surname
	}
	return u.Forename + u.Surname
}

// MerchantUser is who the merchant is.
type MerchantUser struct {
	Name        string          `json:"name,omitempty"`
	Forename    string          `json:"forename,omitempty"`
	Surname     string          `json:"surname,omitempty"`
	CompanyName string          `json:"companyname,omitempty"`
	ProjectName string          `json:"project_name,omitempty"`
	Address     []GeoAddress    `json:"address,omitempty"`
	Email       []MerchantEmail `json:"email,omitempty"`
}

// MerchantEmail is an address for mail, by purpose.
type MerchantEmail struct {
	Type  string `json:"type,omitempty"`
	Email string `json:"email_formatted,omitempty"`
}

// GeoAddress is an address as a map service has it.
type GeoAddress struct {
	Type       string             `json:"type,omitempty"`
	Components []AddressComponent `json:"address_components,omitempty"`
	Formatted  string             `json:"address_formatted,omitempty"`
	Geometry   Geometry           `json:"geometry,omitzero"`
}

// AddressComponent is one part of an address; Types say which.
type AddressComponent struct {
	Long  string   `json:"long_name,omitempty"`
	Short string   `json:"short_name,omitempty"`
	Types []string `json:"types,omitempty"`
}

// Geometry is a position as text, in degrees.
type Geometry struct {
	Lat string `json:"lat,omitempty"`
	Lon string `json:"lon,omitempty"`
}

// AssignedBy is whose account a merchant is assigned to.
type AssignedBy struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Owner  bool   `json:"owner,omitempty"`
}

// InvitedBy is who invited a merchant, and when.
type InvitedBy struct {
	Object  string `json:"object,omitempty"`
	ID      string `json:"id,omitempty"`
	Invited Time   `json:"invited,omitzero"`
}

// LegalDocument is a text such as the imprint or the terms of use.
type LegalDocument struct {
	URL         string `json:"url,omitempty"`
	Type        string `json:"type,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Language    string `json:"language,omitempty"`
}

// MerchantURL is an address of the merchant, by purpose.
type MerchantURL struct {
	Type string `json:"type,omitempty"`
	URL  string `json:"url,omitempty"`
}
