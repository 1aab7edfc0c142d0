package api

import (
	"errors"
	"fmt"
)

// MerchantCard is a customer card at one merchant, with its balances (reference:
// Loyalty Merchant Cards). Amounts are minor units. Its passcode and CSC are not
// read.
type MerchantCard struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // MCD_…
	Stamps
	Merchant    MerchantRef      `json:"merchant,omitzero"`
	MadeFor     MerchantRef      `json:"created_for_merchant,omitzero"`
	MadeAt      StoreRef         `json:"created_for_store,omitzero"`
	Card        LoyaltyCard      `json:"card,omitzero"`
	Group       CardGroup        `json:"cardgroup,omitzero"`
	Customer    LoyaltyCustomer  `json:"customer,omitzero"`
	Assigned    Time             `json:"customer_assignment_date,omitzero"`
	Container   LoyaltyContainer `json:"payment_container,omitzero"`
	BaseCard    *bool            `json:"is_base_card,omitempty"`
	Balance     *Minor           `json:"balance,omitempty"` // cash and bonus
	Cash        *Minor           `json:"cash_balance,omitempty"`
	Bonus       *Minor           `json:"bonus_balance,omitempty"`
	Points      *int64           `json:"points,omitempty"`
	LastUsage   Time             `json:"last_usage,omitzero"`
	LastCharge  Time             `json:"last_charge,omitzero"`
	StockStatus string           `json:"stock_status,omitempty"` // active, inactive, stored
	LockStatus  string           `json:"lock_status,omitempty"`  // locked, unlocked
	Expires     Time             `json:"expiry_date,omitzero"`
	Additional  Opaque           `json:"additional_data,omitempty"`
}

// Locked and Unlocked are the lock states of a card.
const (
	Locked   = "locked"
	Unlocked = "unlocked"
)

// LockReason is why a card is locked.
type LockReason int64

// The reasons for which cards are locked.
const (
	LockLost         LockReason = 1
	LockDefect       LockReason = 2
	LockClaims       LockReason = 3
	LockExpired      LockReason = 6
	LockNotActivated LockReason = 8
)

// CardLock is the state of a card's lock (reference: Read lock details).
type CardLock struct {
	Status string     `json:"lock_status,omitempty"`
	Reason LockReason `json:"reason,omitempty"`
	Note   string     `json:"note,omitempty"`
}

// NewCardLock is the body that locks a card.
type NewCardLock struct {
	Status string     `json:"lock_status,omitempty"` // left out: locked
	Reason LockReason `json:"reason,omitempty"`
	Note   string     `json:"note,omitempty"`
	CSC    Code       `json:"csc,omitempty"` // newer
}

// check refuses a lock without one of the known reasons.
func (l NewCardLock) check() error {
	switch l.Reason {
	case LockLost, LockDefect, LockClaims, LockExpired, LockNotActivated:
		return nil
	}
	return fmt.Errorf("a card is locked for reason 1, 2, 3, 6 or 8, not %d", l.Reason)
}

// MerchantCardUpdate is the body that changes a card.
type MerchantCardUpdate struct {
	Merchant   string `json:"merchant,omitempty"`
	Card       string `json:"card,omitempty"`              // CRD_…
	Container  string `json:"payment_container,omitempty"` // of the loyalty system
	Created    *bool  `json:"created_by_merchant,omitempty"`
	Used       *bool  `json:"used_by_merchant,omitempty"`
	Expires    Time   `json:"expiry_date,omitzero"`
	Additional Opaque `json:"additional_data,omitempty"`
}

// NewCardTransaction is the body that charges or discharges a card. Amounts are
// minor units, or points where the action says so. The server executes it each
// time it is sent.
type NewCardTransaction struct {
	// Action is charge, discharge, sale_revenue, charge_points,
	// discharge_points, cancel_last or immediate_bonus.
	Action       string     `json:"action,omitempty"`
	TerminalID   string     `json:"terminal_id,omitempty"`
	Amount       *Minor     `json:"amount,omitempty"`
	Bonus        *Minor     `json:"bonus_amount,omitempty"`
	TID          string     `json:"tid,omitempty"`
	Store        string     `json:"store,omitempty"` // STO_…
	Number       CardNumber `json:"cardnumber,omitempty"`
	SplitAllowed string     `json:"amount_split_allowed,omitempty"`
	MerchantID   string     `json:"merchant_id,omitempty"`
	Additional   Opaque     `json:"additional_data,omitempty"`
}

// check refuses what would do the opposite of its name, or something unnamed.
func (n NewCardTransaction) check() error {
	switch {
	case n.Action == "":
		return errors.New("a card transaction needs an action")
	case n.Amount != nil && *n.Amount < 0, n.Bonus != nil && *n.Bonus < 0:
		return errors.New("the amount of a card transaction is never negative: the action says its direction")
	}
	return nil
}

// MerchantCardReceipt is a card after a transaction, with what to print.
type MerchantCardReceipt struct {
	MerchantCard
	TransID int64             `json:"trans_id,omitempty"`
	Amount  *Minor            `json:"amount,omitempty"`
	Header  List[ReceiptLine] `json:"receipt_header,omitempty"`
	Receipt List[ReceiptLine] `json:"receipt,omitempty"`
}

// CardCSC asks whether a security code is the one printed on a card.
type CardCSC struct {
	Number CardNumber `json:"cardnumber,omitempty"`
	CSC    Code       `json:"csc,omitempty"`
}

// CardQuestion asks whether a card is one of a merchant's.
type CardQuestion struct {
	Merchant string     `json:"merchant,omitempty"`
	Number   CardNumber `json:"cardnumber,omitempty"`
}

// CardValidity is the answer to a [CardQuestion]; the wire has two spellings.
type CardValidity struct {
	IsValid      *bool `json:"isValid,omitempty"`
	IsValid2     *bool `json:"is_valid,omitempty"`
	HasPasscode  *bool `json:"hasPasscode,omitempty"`
	HasPasscode2 *bool `json:"has_passcode,omitempty"`
	IsLocked     *bool `json:"isLocked,omitempty"`
	IsLocked2    *bool `json:"is_locked,omitempty"`
}

// Valid says whether the card is the merchant's, in either spelling; nil where
// there was no answer.
func (v CardValidity) Valid() *bool { return either(v.IsValid, v.IsValid2) }

// Passcode says whether the card has a passcode, as Valid does.
func (v CardValidity) Passcode() *bool { return either(v.HasPasscode, v.HasPasscode2) }

// Locked says whether the card is locked, as Valid does.
func (v CardValidity) Locked() *bool { return either(v.IsLocked, v.IsLocked2) }

func either(a, b *bool) *bool {
	if a == nil {
		return b
	}
	return a
}

// NewPasscode is the body that sets a card's passcode.
type NewPasscode struct {
	Merchant string     `json:"merchant,omitempty"`
	Number   CardNumber `json:"cardnumber,omitempty"`
	Passcode Code       `json:"passcode,omitempty"`
}

// PasscodeReset is the body that asks for a new passcode.
type PasscodeReset struct {
	Number   CardNumber `json:"cardnumber,omitempty"`
	Passcode Code       `json:"passcode,omitempty"` // the one so far
}

// CardPasscode asks whether a passcode is a card's.
type CardPasscode struct {
	Number CardNumber `json:"cardnumber,omitempty"`
	PIN    Code       `json:"pin,omitempty"`
}

// NewMerchantCards is the body that makes cards: one with its holder, or up to
// 1000 without.
type NewMerchantCards struct {
	Count    int64               `json:"cards_amount"`
	Customer *NewLoyaltyCustomer `json:"customer,omitempty"`
}

// check refuses what makes no card, or too many.
func (n NewMerchantCards) check() error {
	switch {
	case n.Count < 1 || n.Count > 1000:
		return fmt.Errorf("1 to 1000 cards can be made at once, not %d", n.Count)
	case n.Count > 1 && n.Customer != nil:
		return errors.New("several cards cannot have one holder")
	}
	return nil
}

// CardAtTerminal is the body that asks for a receipt of a card's balance.
type CardAtTerminal struct {
	Number     CardNumber `json:"cardnumber,omitempty"`
	TerminalID string     `json:"terminal_id,omitempty"`
}

// BalanceReceipt is a card's balance with what to print (reference: Get balance
// receipt).
type BalanceReceipt struct {
	Valid        *bool             `json:"valid,omitempty"`
	Balance      *Minor            `json:"balance,omitempty"`
	Cash         *Minor            `json:"cash_balance,omitempty"`
	Bonus        *Minor            `json:"bonus_balance,omitempty"`
	Points       *int64            `json:"points,omitempty"`
	Group        string            `json:"zvt_cardgroup,omitempty"`
	NewPasscode  *bool             `json:"new_passcode,omitempty"`
	Header       List[ReceiptLine] `json:"receipt_header,omitempty"`
	Receipt      List[ReceiptLine] `json:"receipt,omitempty"`
	SplitEnabled *bool             `json:"amount_split_enabled,omitempty"`
	LimitAllowed *bool             `json:"limit_allowed,omitempty"`
	LimitText    string            `json:"limit_str,omitempty"`
	Limit        *Minor            `json:"limit,omitempty"`
}

// VirtualTerminal is what a till without hardware may do with cards (reference:
// Get virtual terminal data).
type VirtualTerminal struct {
	Store        StoreRef     `json:"store,omitzero"`
	TID          string       `json:"tid,omitempty"`
	Actions      List[string] `json:"actions,omitempty"`
	GiftTerminal *int64       `json:"gift_terminal,omitempty"`
	SplitEnabled *bool        `json:"amount_split_enabled,omitempty"`
	Disabled     *bool        `json:"disabled,omitempty"`
}
