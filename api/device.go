package api

import (
	"strconv"
	"time"
)

// Device is a till, a terminal or a program that acts as one (reference: Smart
// Devices). Its PIN is not read.
type Device struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // SDV_…
	Stamps
	Merchant       MerchantRef    `json:"merchant,omitzero"`
	Store          StoreRef       `json:"store,omitzero"`
	Contract       Ref            `json:"contract,omitzero"`
	Vendor         string         `json:"vendor,omitempty"` // ingenico, nodis, ccv …
	VendorUID      string         `json:"vendor_uid,omitempty"`
	Type           string         `json:"type,omitempty"` // cashier, zvt, shopmodule, webterminal
	Unit           DeviceUnit     `json:"device,omitzero"`
	Routing        RoutingRef     `json:"routing,omitzero"`
	Products       DeviceProducts `json:"products,omitzero"`
	Description    string         `json:"description,omitempty"`
	TID            string         `json:"tid,omitempty"`
	IdleRegister   string         `json:"idle_screen_register,omitempty"`
	IdleTerminal   string         `json:"idle_screen_terminal,omitempty"`
	Online         *bool          `json:"online,omitempty"`
	Refresh        string         `json:"refresh,omitempty"`         // see [Device.Seen]
	ConnectionType string         `json:"connection_type,omitempty"` // https, stomp
	TerminalType   string         `json:"terminal_type,omitempty"`
	BaseVersion    string         `json:"base_version,omitempty"`
	Status         string         `json:"status,omitempty"`
}

// Seen is when the device last asked for its settings, zero for never. The wire
// has seconds since 1970 (or, inferred, a time as elsewhere).
func (d Device) Seen() Time {
	n, err := strconv.ParseInt(d.Refresh, 10, 64)
	switch {
	case err == nil && n <= 0:
		return Time{}
	case err == nil:
		return Time{Time: time.Unix(n, 0)}
	}
	return ParseTime(d.Refresh)
}

// DeviceUnit is the hardware of a device.
type DeviceUnit struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Serial string `json:"serial_number,omitempty"`
}

// DeviceRef points to a device, with the names that lists show.
type DeviceRef struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"` // SDV_…
	Description string `json:"description,omitempty"`
	VendorUID   string `json:"vendor_uid,omitempty"`
}

// DeviceProducts are the services that a device takes part in, nil for those it
// does not.
type DeviceProducts struct {
	Loyalty    *DeviceLoyalty    `json:"loyalty,omitempty"`
	Smart      *DeviceService    `json:"smart,omitempty"`
	CashReg    *DeviceService    `json:"cashreg,omitempty"`
	Collect    *DeviceCollect    `json:"collect,omitempty"`
	VTM        *DeviceDemo       `json:"vtm,omitempty"`
	Prepaid    *DevicePrepaid    `json:"prepaid,omitempty"`
	Support    *DeviceSwitch     `json:"support,omitempty"`
	BonRoll    *DeviceService    `json:"bonroll,omitempty"`
	BVB        *DeviceSwitch     `json:"bvb,omitempty"`
	EasyCredit *DeviceEasyCredit `json:"easycredit,omitempty"`
	VLH        *DeviceContract   `json:"vlh,omitempty"`
}

// DeviceSwitch turns a service on or off.
type DeviceSwitch struct {
	Enabled *bool `json:"enabled,omitempty"`
}

// DeviceService is a service with a terminal id of its own.
type DeviceService struct {
	Enabled *bool  `json:"enabled,omitempty"`
	TID     string `json:"tid,omitempty"`
}

// DeviceLoyalty is the customer cards at a device.
type DeviceLoyalty struct {
	Enabled     *bool        `json:"enabled,omitempty"`
	TID         string       `json:"tid,omitempty"`
	WebTerminal *WebTerminal `json:"webterminal_config,omitempty"`
}

// WebTerminal says what a till in the browser may do.
type WebTerminal struct {
	Actions *WebTerminalActions `json:"allowed_actions,omitempty"`
	Grid    *bool               `json:"transactions_grid_enabled,omitempty"`
}

// WebTerminalActions are the actions that a till in the browser offers.
type WebTerminalActions struct {
	BalanceCheck    *bool `json:"balance_check,omitempty"`
	CancelLast      *bool `json:"cancel_last,omitempty"`
	CashReport      *bool `json:"cashreport,omitempty"`
	Charge          *bool `json:"charge,omitempty"`
	ChargePoints    *bool `json:"charge_points,omitempty"`
	Discharge       *bool `json:"discharge,omitempty"`
	DischargePoints *bool `json:"discharge_points,omitempty"`
	ImmediateBonus  *bool `json:"immediate_bonus,omitempty"`
	SaleRevenue     *bool `json:"sale_revenue,omitempty"`
}

// DeviceCollect is the collection of ordered goods at a device.
type DeviceCollect struct {
	Enabled *bool `json:"enabled,omitempty"`
	Receipt *bool `json:"print_collection_receipt,omitempty"`
}

// DeviceDemo is a service that can be held in demo mode.
type DeviceDemo struct {
	Enabled   *bool `json:"enabled,omitempty"`
	DemoForce *bool `json:"demo_force,omitempty"`
}

// DevicePrepaid is the sale of vouchers at a device.
type DevicePrepaid struct {
	Enabled   *bool    `json:"enabled,omitempty"`
	TID       string   `json:"tid,omitempty"`
	DemoForce *bool    `json:"demo_force,omitempty"`
	VTCTID    string   `json:"vtc_tid,omitempty"`
	EndOfDay  *bool    `json:"endofday,omitempty"`
	Password  []Secret `json:"password,omitempty"`
	Simulate  *bool    `json:"simulate,omitempty"`
}

// DeviceEasyCredit is paying by instalments at a device.
type DeviceEasyCredit struct {
	Enabled *bool  `json:"enabled,omitempty"`
	TID     string `json:"tid,omitempty"`
	VU      string `json:"vu,omitempty"`
}

// DeviceContract is a service under a contract of its own.
type DeviceContract struct {
	Enabled    *bool  `json:"enabled,omitempty"`
	ContractID string `json:"contract_id,omitempty"`
}

// NewDevice is the body that creates or changes a device.
type NewDevice struct {
	Merchant     string          `json:"merchant,omitempty"` // MRC_…
	Store        string          `json:"store,omitempty"`    // STO_…
	Unit         string          `json:"device,omitempty"`
	Contract     string          `json:"contract,omitempty"`
	Vendor       string          `json:"vendor,omitempty"`
	VendorUID    string          `json:"vendor_uid,omitempty"`
	Type         string          `json:"type,omitempty"`
	Description  string          `json:"description,omitempty"`
	TID          string          `json:"tid,omitempty"`
	Products     *DeviceProducts `json:"products,omitempty"`
	TerminalType string          `json:"terminal_type,omitempty"`
	BaseVersion  string          `json:"base_version,omitempty"`
	Status       string          `json:"status,omitempty"`
}

// DeviceUserPIN is the code that a device shows when it signs in.
type DeviceUserPIN struct {
	PIN Secret `json:"user_pin,omitempty"`
}

// NewDevicePIN is the body that sets the PIN of a merchant's devices, or of one
// store's.
type NewDevicePIN struct {
	StoreID    string `json:"store_id,omitempty"`
	MerchantID string `json:"merchant_id"`
	PIN        Secret `json:"pin"`
}

// DevicePINs say on which levels a PIN is set.
type DevicePINs struct {
	Merchant DevicePINLevel `json:"merchant,omitzero"`
	Store    DevicePINLevel `json:"store,omitzero"`
	Device   DevicePINLevel `json:"smart_device,omitzero"`
}

// DevicePINLevel says whether a PIN is set for an object.
type DevicePINLevel struct {
	ID  string `json:"id,omitempty"`
	Set *bool  `json:"auth_password_set,omitempty"`
}

// Routing ties terminals to a store (reference: Smart Routings).
type Routing struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // SRT_…
	Stamps
	Merchant    MerchantRef     `json:"merchant,omitzero"`
	Store       StoreRef        `json:"store,omitzero"`
	Description string          `json:"description,omitempty"`
	Assigned    []RoutingDevice `json:"assign,omitempty"`
}

// RoutingRef points to a routing, with the name that lists show.
type RoutingRef struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"` // SRT_…
	Description string `json:"description,omitempty"`
}

// RoutingDevice is a device of a routing.
type RoutingDevice struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id,omitempty"` // SDV_…
	Type        string `json:"type,omitempty"`
	Description string `json:"description,omitempty"`
}

// NewRouting is the body that creates or changes a routing.
type NewRouting struct {
	Store       string `json:"store,omitempty"` // STO_…
	Description string `json:"description,omitempty"`
}

// RoutingPriority is the body that assigns a device; the order among several.
type RoutingPriority struct {
	Priority *int64 `json:"priority,omitempty"`
}
