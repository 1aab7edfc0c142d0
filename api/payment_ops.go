package api

import (
	"errors"
	"fmt"
	"strings"
)

// maxReason is how long the reason of a refund may be, in characters.
const maxReason = 100

// reasonMarks are the characters of a reason besides letters and digits.
const reasonMarks = " .,+-:?()/'"

// check refuses what the server would take for something else: without an
// amount it refunds everything.
func (r Refund) check() error {
	if r.By < 1 {
		return errors.New("a refund needs an amount of at least 1 in reduce_amount_by")
	}
	if len(r.Reason) > maxReason {
		return fmt.Errorf("the reason has %d characters, the bank takes %d", len(r.Reason), maxReason)
	}
	for _, c := range r.Reason {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && !strings.ContainsRune(reasonMarks, c) {
			return fmt.Errorf("the reason has the character %q, the bank takes letters, digits and %s", c, reasonMarks)
		}
	}
	return nil
}

// CancelResult is the answer of cancel, whichever of its forms came: the
// payments as they are now (the reference has one, the official clients read an
// array), or the details of the refund.
type CancelResult struct {
	Payments []PaymentTransaction
	// NewTransID is the TA code of the refund; 0 where the answer has none.
	NewTransID int64
	// Remaining is what the payment is still worth, nil where not said.
	Remaining *Minor
	// WaitingForPayment says that the merchant must first send the money.
	WaitingForPayment bool
	Demo              bool
}

// cancelDetails are the fields of the short form, bare or below "result".
type cancelDetails struct {
	NewTransID        int64  `json:"new_trans_id,omitempty"`
	Remaining         *Minor `json:"remaining_amount,omitempty"`
	WaitingForPayment bool   `json:"refund_waiting_for_payment,omitempty"`
}

// cancelAnswer is every form of an object at once.
type cancelAnswer struct {
	PaymentTransaction
	cancelDetails
	Demo   bool           `json:"demo,omitempty"`
	Result *cancelDetails `json:"result,omitempty"`
}

// read takes every form of the answer.
func (c *CancelResult) read(r *reader) error {
	answers := make([]cancelAnswer, 1)
	var err error
	if r.in.PeekKind() == '[' {
		err = r.read(&answers)
	} else {
		err = r.read(&answers[0])
	}
	*c = CancelResult{}
	for _, a := range answers {
		if a.ID != "" {
			c.Payments = append(c.Payments, a.PaymentTransaction)
		}
		if a.Result != nil {
			a.cancelDetails = *a.Result
		}
		if a.NewTransID != 0 || a.Remaining != nil {
			c.NewTransID, c.Remaining = a.NewTransID, a.Remaining
		}
		c.WaitingForPayment = c.WaitingForPayment || a.WaitingForPayment
		c.Demo = c.Demo || a.Demo
	}
	return err
}

// Capture is the body of capture. Amount, at most what was authorised, is for
// card payments by mail or telephone; left out, everything is captured.
type Capture struct {
	Amount   *Minor               `json:"amount,omitempty"`
	Shipping *ShippingInformation `json:"shipping_information,omitempty"`
}

// ShippingInformation reports that the goods of an invoice payment are on their
// way; the first report makes the invoice due.
type ShippingInformation struct {
	Carrier       string `json:"carrier,omitempty"`
	TrackingID    string `json:"tracking_id,omitempty"`
	InvoiceNumber string `json:"invoice_number,omitempty"`
	ShippedAt     Time   `json:"shipped_at,omitzero"` // left out: now
	OrderID       string `json:"order_id,omitempty"`
}

// Result is an answer that says no more than whether it worked.
type Result struct {
	Result bool `json:"result"`
}

// NewAmount is the body of IncreaseAmount: the new amount of a prepayment that
// has not been received yet.
type NewAmount struct {
	Amount Minor `json:"amount"`
}

// check refuses an amount that increases nothing.
func (a NewAmount) check() error {
	if a.Amount < 1 {
		return errors.New("the new amount must be at least 1")
	}
	return nil
}

// Instructions are what a payer needs for a transfer. Amount is text in the
// language of the answer ("140,00"), not minor units.
type Instructions struct {
	Lang     string      `json:"lang,omitempty"`
	Amount   string      `json:"amount,omitempty"`
	Currency string      `json:"currency,omitempty"`
	Account  BankAccount `json:"payment_instructions,omitzero"`
}

// BankAccount is where a transfer goes.
type BankAccount struct {
	IBAN     string `json:"iban,omitempty"`
	BIC      string `json:"bic,omitempty"`
	Owner    string `json:"owner,omitempty"`
	BankName string `json:"bankname,omitempty"`
	Purpose  string `json:"purpose,omitempty"`
}

// ShippingURL is the page on which an invoice payment (status 85) is reported
// as shipped. The reference shows no sample: a bare string and an object with a
// url are taken.
type ShippingURL struct {
	URL string `json:"url"`
}

// read takes a string too.
func (u *ShippingURL) read(r *reader) error {
	if r.in.PeekKind() == '"' {
		return r.read(&u.URL)
	}
	type object ShippingURL // without this method
	return r.read((*object)(u))
}

// CrowdFunding sums up the payments of a project, in minor units.
type CrowdFunding struct {
	Project   CrowdFundingProject `json:"project,omitzero"`
	Deposited *Minor              `json:"deposited_amount,omitempty"`
	PaidOut   *Minor              `json:"paid_out,omitempty"`
	Deducted  *Minor              `json:"deducted_amount,omitempty"`
	Open      CrowdFundingOpen    `json:"open,omitzero"`
}

// CrowdFundingProject counts the payments of a project by method.
type CrowdFundingProject struct {
	Currency   string     `json:"currency,omitempty"`
	Debit      MethodSums `json:"debit,omitzero"`
	CreditCard MethodSums `json:"credit_card,omitzero"`
	Prepay     MethodSums `json:"prepay,omitzero"`
	Sofort     MethodSums `json:"sofort,omitzero"`
	Twint      MethodSums `json:"twint,omitzero"`
	Aiia       MethodSums `json:"aiia,omitzero"`
}

// MethodSums are the payments by one method.
type MethodSums struct {
	Count  int64  `json:"count,omitempty"`
	Amount *Minor `json:"amount,omitempty"`
}

// CrowdFundingOpen is what has not been paid out, inside and outside of the
// time in which payers may withdraw.
type CrowdFundingOpen struct {
	Total   *Minor           `json:"total,omitempty"`
	Outside CrowdFundingSums `json:"outside_cancellation_period,omitzero"`
	Inside  CrowdFundingSums `json:"inside_cancellation_period,omitzero"`
}

// CrowdFundingSums are open amounts by method.
type CrowdFundingSums struct {
	Total      *Minor `json:"total,omitempty"`
	Debit      *Minor `json:"debit,omitempty"`
	CreditCard *Minor `json:"credit_card,omitempty"`
	Prepay     *Minor `json:"prepay,omitempty"`
	Sofort     *Minor `json:"sofort,omitempty"`
	Twint      *Minor `json:"twint,omitempty"`
	Aiia       *Minor `json:"aiia,omitempty"`
}
