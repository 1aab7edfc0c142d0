package api

// Plan says what a subscription costs and how often (reference: Payment Plans).
type Plan struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id,omitempty"` // PLN_…
	Stamps
	Description    string         `json:"description,omitempty"`
	Merchant       MerchantRef    `json:"merchant,omitzero"`
	Currency       string         `json:"currency,omitempty"`
	Cycles         []BillingCycle `json:"billing_cycles,omitempty"`
	PayPalPlanID   string         `json:"paypal_plan_id,omitempty"`
	PaymentMethods []string       `json:"payment_methods,omitempty"` // creditcard, debit, paypal
	Status         string         `json:"status,omitempty"`          // created, active, inactive
	ProductType    string         `json:"product_type,omitempty"`    // physical, digital, service
}

// BillingCycle is a stretch of a plan with one price in minor units. Sequence 0
// is the set-up; TotalCycles 0 is endless.
type BillingCycle struct {
	Sequence    int64        `json:"sequence"`
	Interval    PlanInterval `json:"interval,omitzero"`
	TenureType  string       `json:"tenure_type,omitempty"` // setup, trial, regular
	TotalCycles int64        `json:"total_cycles"`
	Price       *Minor       `json:"price,omitempty"`
}

// PlanInterval is the time between two payments.
type PlanInterval struct {
	Unit  string `json:"unit,omitempty"` // day, week, month, year
	Count int64  `json:"count,omitempty"`
}

// NewPlan is the body that creates or changes a plan. Description has up to 50
// characters.
type NewPlan struct {
	Description    string         `json:"description,omitempty"`
	ProductType    string         `json:"product_type,omitempty"`
	Merchant       Ref            `json:"merchant,omitzero"`
	MerchantID     string         `json:"merchant_id,omitempty"`
	Currency       string         `json:"currency,omitempty"` // left out: EUR
	Cycles         []BillingCycle `json:"billing_cycles,omitzero"`
	PayPalPlanID   string         `json:"paypal_plan_id,omitempty"`
	PaymentMethods []string       `json:"payment_methods,omitzero"`
	Status         string         `json:"status,omitempty"`
}

// Subscription is a payer's standing order under a plan (reference: Payment
// Subscriptions).
type Subscription struct {
	Object string `json:"object,omitempty"`
	ID     string `json:"id"` // SUB_…
	Stamps
	Smart     Ref             `json:"smart_transaction,omitzero"`
	Merchant  MerchantRef     `json:"merchant,omitzero"`
	Contract  Ref             `json:"contract,omitzero"`
	Customer  PaymentCustomer `json:"customer,omitzero"`
	Container SmartContainer  `json:"container,omitzero"`
	Plan      Plan            `json:"plan,omitzero"`
	StartAt   Time            `json:"start_at,omitzero"`
	// Status is as it came; see [Subscription.State].
	Status   string  `json:"status,omitempty"`
	PayPalID string  `json:"paypal_subscription_id,omitempty"`
	Info     Billing `json:"billing_info,omitzero"`   // the reference's name
	Cycles   Billing `json:"billing_cycles,omitzero"` // the newer name
	Demo     *bool   `json:"demo,omitempty"`
}

// State is the status in one spelling: approved, active, suspended, cancelled or
// completed; another one as it came.
func (s Subscription) State() string {
	switch s.Status {
	case "activated":
		return "active"
	case "canceled":
		return "cancelled"
	}
	return s.Status
}

// Billing is how far the cycles are, under either name.
func (s Subscription) Billing() Billing {
	if s.Cycles.Next.IsZero() && s.Cycles.Executions == nil {
		return s.Info
	}
	return s.Cycles
}

// Billing says which cycles were charged and when the next one is.
type Billing struct {
	Executions []CycleExecution `json:"cycle_executions,omitempty"`
	Next       Time             `json:"next_billing_time,omitzero"`
}

// CycleExecution counts the payments of one cycle. Total 0 is endless.
type CycleExecution struct {
	Sequence   int64  `json:"sequence"`
	TenureType string `json:"tenure_type,omitempty"`
	Total      *int64 `json:"total_cycles,omitempty"`
	Completed  *int64 `json:"cycles_completed,omitempty"`
	Remaining  *int64 `json:"cycles_remaining,omitempty"`
}
