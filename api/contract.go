package api

import "errors"

// Contract is an agreement under which a merchant takes payments: its methods,
// accounts and settings (reference: General Contracts; Payment Contracts is the
// older view of the same).
type Contract struct {
	Object      string `json:"object,omitempty"`
	ID          string `json:"id"` // GCR_…, asked for as PCR_… too
	IDOld       int64  `json:"id_old,omitempty"`
	Description string `json:"description,omitempty"`
	Stamps
	Parent       ParentRef          `json:"parent,omitzero"`
	Merchant     MerchantRef        `json:"merchant,omitzero"`
	PayInAdvance BankAccount        `json:"pay_in_advance_account,omitzero"` // where prepayments go
	PayIn        BankAccount        `json:"pay_in_account,omitzero"`
	PayPal       ThirdParty         `json:"paypal_configuration,omitzero"`
	EasyCredit   ThirdParty         `json:"easycredit_configuration,omitzero"`
	Checkout     CheckoutSettings   `json:"checkout_configuration,omitzero"`
	PaymentLink  PaymentLinkOptions `json:"payment_link_options,omitzero"`
	Event        ContractEvent      `json:"event_details,omitzero"`
	Approved     *bool              `json:"approved,omitempty"`
	Demo         *bool              `json:"demo,omitempty"`
}

// ParentRef is what a contract was made from.
type ParentRef struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"`
	Type   string `json:"type,omitempty"`
}

// CheckoutSettings are general settings of the checkout.
type CheckoutSettings struct {
	Notifications CheckoutMails `json:"notifications,omitzero"`
}

// CheckoutMails say who gets a mail about an order.
type CheckoutMails struct {
	Merchant *bool `json:"merchant_order_mail,omitempty"`
	Customer *bool `json:"customer_order_mail,omitempty"`
}

// PaymentLinkOptions is how the payment page looks.
type PaymentLinkOptions struct {
	Background *BackgroundImage `json:"background,omitempty"`
}

// BackgroundImage is behind the payment page.
type BackgroundImage struct {
	Enabled *bool  `json:"enabled,omitempty"`
	URL     string `json:"image_url,omitempty"`
}

// ContractEvent is what tickets are sold for.
type ContractEvent struct {
	Date        Time   `json:"event_date,omitzero"`
	Description string `json:"event_description,omitempty"`
}

// ContractUpdate is the body that changes a contract.
type ContractUpdate struct {
	Checkout CheckoutSettings `json:"checkout_configuration,omitzero"`
}

// ThirdParties are the accounts at other providers. Secrets are sent, never
// answered.
type ThirdParties struct {
	PayPal     ThirdParty `json:"paypal,omitzero"`
	EasyCredit ThirdParty `json:"easycredit,omitzero"`
	Saferpay   ThirdParty `json:"saferpay,omitzero"`
}

// ThirdParty is an account at a provider, by environment.
type ThirdParty struct {
	Live    ThirdPartyAccess `json:"live,omitzero"`
	Sandbox ThirdPartyAccess `json:"sandbox,omitzero"`
}

// ThirdPartyAccess is who asks at a provider.
type ThirdPartyAccess struct {
	ClientID string `json:"client_id,omitempty"`
}

// NewThirdParties is the body that sets accounts at other providers; what is
// left out stays.
type NewThirdParties struct {
	PayPal     *NewThirdParty `json:"paypal,omitempty"`
	EasyCredit *NewThirdParty `json:"easycredit,omitempty"`
	Saferpay   *NewThirdParty `json:"saferpay,omitempty"`
}

// NewThirdParty sets an account at a provider, by environment.
type NewThirdParty struct {
	Live    *NewThirdPartyAccess `json:"live,omitempty"`
	Sandbox *NewThirdPartyAccess `json:"sandbox,omitempty"`
}

// NewThirdPartyAccess sets who asks at a provider.
type NewThirdPartyAccess struct {
	ClientID     string `json:"client_id,omitempty"`
	ClientSecret Secret `json:"client_secret,omitempty"`
}

// MethodQuestion asks for the payment methods of a contract. Currency and Demo
// are always sent.
type MethodQuestion struct {
	Currency string `json:"currency"`
	Demo     bool   `json:"is_demo"`
	// APIv2 answers the names of this API ("creditcard") and ignores the other
	// two.
	APIv2 *bool `json:"apiv2_products,omitempty"`
}

// IframeOptions is how the older payment page looks.
type IframeOptions struct {
	HintTitle    string        `json:"payment_hint_title,omitempty"`
	ProjectTitle string        `json:"project_title,omitempty"`
	ProjectLogo  string        `json:"project_logo,omitempty"`
	SubmitTitle  string        `json:"submit_button_title,omitempty"`
	Colour       string        `json:"primary_colour,omitempty"`
	Language     string        `json:"language,omitempty"`
	BasketTitle  string        `json:"basket_title,omitempty"`
	BasketShown  *bool         `json:"is_basket_shown,omitempty"`
	Formality    string        `json:"language_formality,omitempty"` // formal or informal
	Wallets      WalletConfigs `json:"payment_config,omitzero"`
}

// WalletConfigs are how wallets take part in a payment page.
type WalletConfigs struct {
	GooglePay GooglePayConfig `json:"Googlepay,omitzero"`
	ApplePay  ApplePayConfig  `json:"Applepay,omitzero"`
}

// GooglePayConfig is what Google Pay asks for.
type GooglePayConfig struct {
	APIVersion        int64    `json:"api_version,omitempty"`
	APIVersionMinor   int64    `json:"api_version_minor,omitempty"`
	Type              string   `json:"type,omitempty"`
	AuthMethods       []string `json:"allowed_auth_methods,omitempty"`
	CardNetworks      []string `json:"allowed_card_networks,omitempty"`
	Gateway           string   `json:"gateway,omitempty"`
	GatewayMerchantID string   `json:"gateway_merchant_id,omitempty"`
	MerchantID        string   `json:"merchant_id,omitempty"`
	MerchantName      string   `json:"merchant_name,omitempty"`
}

// ApplePayConfig is what Apple Pay asks for.
type ApplePayConfig struct {
	Label        string   `json:"label,omitempty"`
	Networks     []string `json:"supported_networks,omitempty"`
	Capabilities []string `json:"merchant_capabilities,omitempty"`
}

// NewBankAccount is the account to which all payouts of a contract go.
type NewBankAccount struct {
	IBAN     string `json:"iban,omitempty"`
	BIC      string `json:"bic,omitempty"`
	Owner    string `json:"owner,omitempty"`
	BankName string `json:"bankname,omitempty"`
	Document string `json:"verification_document,omitempty"` // DUP_…
}

// check refuses an account without a number: what the server makes of that is
// not known.
func (a NewBankAccount) check() error {
	if a.IBAN == "" {
		return errors.New("a bank account needs an IBAN")
	}
	return nil
}

// TransferBalance is what a merchant has sent by bank transfer and can pay out
// (reference: Get balance from bank transfer).
type TransferBalance struct {
	ID       string   `json:"id"` // GCR_…
	Balances Balances `json:"balances,omitempty"`
}

// Balances are amounts by currency. The reference shows a list, the official
// clients read an object of currencies; both are taken.
type Balances []Balance

// Balance is an amount of one currency in minor units; nil where what came is
// no amount.
type Balance struct {
	Currency string
	Amount   *Minor
}

func (b *Balances) read(r *reader) error {
	*b = nil
	if kind := r.in.PeekKind(); kind == '{' {
		return b.readObject(r)
	} else if kind != '[' {
		raw, err := r.in.ReadValue()
		if err == nil && raw.Kind() != 'n' {
			r.mismatch()
		}
		return err
	}
	_, err := r.in.ReadToken()
	for err == nil && r.in.PeekKind() == '{' {
		err = b.readObject(r)
	}
	for err == nil && r.in.PeekKind() != ']' {
		if err = r.in.SkipValue(); err == nil {
			r.mismatch()
		}
	}
	if err == nil {
		err = r.close()
	}
	return err
}

// readObject reads {"EUR": 100} or {"currency": "EUR", "balance": 100}.
func (b *Balances) readObject(r *reader) error {
	var named Balance
	_, err := r.in.ReadToken()
	for err == nil && r.in.PeekKind() != '}' {
		raw, _ := r.in.ReadValue()
		switch name := string(r.name(raw)); {
		case name == "currency":
			err = r.read(&named.Currency)
		case name == "balance" || name == "amount":
			err = r.read(&named.Amount)
		case len(name) == 3:
			one := Balance{Currency: Clean(name)}
			err = r.read(&one.Amount)
			*b = append(*b, one)
		default:
			err = r.in.SkipValue()
		}
	}
	if named.Currency != "" {
		*b = append(*b, named)
	}
	if err == nil {
		err = r.close()
	}
	return err
}

// Reason is a body that says why.
type Reason struct {
	Reason string `json:"reason,omitempty"`
}
