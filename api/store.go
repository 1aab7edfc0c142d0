package api

// MerchantUpdate is the body that changes a merchant. An empty list deletes, nil
// leaves alone.
type MerchantUpdate struct {
	LegalDetails []NewLegalDocument `json:"legal_details,omitzero"`
	URLs         []MerchantURL      `json:"urls,omitzero"`
}

// NewLegalDocument is a text such as the imprint or the terms of use.
type NewLegalDocument struct {
	Content  string `json:"content,omitempty"`
	Type     string `json:"type,omitempty"`
	Language string `json:"language,omitempty"`
}

// PublicData is what a payment page shows of a merchant (reference: Get public
// data).
type PublicData struct {
	Object       string          `json:"object,omitempty"`
	ID           string          `json:"id,omitempty"`
	LegalDetails []LegalDocument `json:"legal_details,omitempty"`
	Company      PublicCompany   `json:"company,omitzero"`
	URLs         []MerchantURL   `json:"merchant_urls,omitempty"`
	// Checkout is not described by the reference.
	Checkout Opaque `json:"checkout_options,omitempty"`
}

// PublicCompany is the name and address that a payment page shows.
type PublicCompany struct {
	Name    string     `json:"companyname,omitempty"`
	Address GeoAddress `json:"address,omitzero"`
}

// MerchantCategory is a line of business; not the ISO category code.
type MerchantCategory struct {
	ID          int64  `json:"id"`
	Description string `json:"description,omitempty"`
}

// Store is a place of business of a merchant (reference: General Stores).
type Store struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // STO_…
	IDOld  string `json:"id_old,omitempty"`
	Stamps
	Merchant        MerchantRef        `json:"merchant,omitzero"`
	Name            string             `json:"name,omitempty"`
	NameRaw         string             `json:"name_raw,omitempty"`
	StoreName       string             `json:"store_name,omitempty"`
	AcceptancePoint *bool              `json:"acceptance_point,omitempty"`
	Components      []AddressComponent `json:"address_components,omitempty"`
	Address         string             `json:"address_formatted,omitempty"`
	Geometry        Geometry           `json:"geometry,omitzero"`
	Phone           string             `json:"phone_number_formatted,omitempty"`
	Website         string             `json:"url_website,omitempty"`
	GooglePlus      string             `json:"url_googleplus,omitempty"`
	FacebookID      string             `json:"facebook_id,omitempty"`
	Photo           string             `json:"photo_main,omitempty"`
	Photos          []string           `json:"photo,omitempty"`
	Category        string             `json:"category_main,omitempty"`
	Categories      []string           `json:"category,omitempty"`
	OpenHours       []OpenHours        `json:"open_hours,omitempty"`
	OpenNow         *bool              `json:"open_now,omitempty"`
	// OpenTime is how long the store is still open, in minutes (inferred).
	OpenTime   string       `json:"open_time,omitempty"`
	UTCOffset  string       `json:"utc_offset,omitempty"`
	Source     string       `json:"source,omitempty"`
	Key        string       `json:"key,omitempty"`
	Hash       string       `json:"hash,omitempty"`
	HasBeacon  bool         `json:"has_beacon,omitempty"`
	AssignedBy []AssignedBy `json:"assigned_by,omitempty"`
	InvitedBy  []InvitedBy  `json:"invited_by,omitempty"`
}

// OpenHours is one span of opening.
type OpenHours struct {
	Open  DayTime `json:"open,omitzero"`
	Close DayTime `json:"close,omitzero"`
}

// DayTime is a time of day ("0900") on a day of the week, 0 to 6.
type DayTime struct {
	Day  int64  `json:"day"`
	Time string `json:"time,omitempty"`
}

// NewStore is the body that creates or changes a store.
type NewStore struct {
	Name       string      `json:"name,omitempty"`
	Merchant   string      `json:"merchant,omitempty"` // MRC_…
	Address    Address     `json:"address,omitzero"`
	FacebookID string      `json:"facebook_id,omitempty"`
	Phone      string      `json:"phone,omitempty"`
	Website    string      `json:"url_website,omitempty"`
	Photo      string      `json:"photo_main,omitempty"`
	Photos     []string    `json:"photo,omitzero"`
	OpenHours  []OpenHours `json:"open_hours,omitzero"`
}
