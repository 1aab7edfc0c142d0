package api

// Payment Customers.
var (
	PaymentCustomers      = resource[Customer](paymentCustomers, "Find Payment Customers", "Read Payment Customer", "/Payment/Customers", "paymentCustomerId")
	CreatePaymentCustomer = writes[NewCustomer, Customer](paymentCustomers, "Create Payment Customer", "POST /Payment/Customers")
	UpdatePaymentCustomer = writes[NewCustomer, Customer](paymentCustomers, "Update Payment Customer", "PUT /Payment/Customers/{paymentCustomerId}")
	DeletePaymentCustomer = writes[None, List[Customer]](paymentCustomers, "Delete Payment Customer", "DELETE /Payment/Customers/{paymentCustomerId}")
)

// Payment Containers.
var (
	PaymentContainers      = resource[Container](paymentContainers, "Find Payment Containers", "Read Payment Containers", "/Payment/Containers", "paymentContainerId")
	CreatePaymentContainer = writes[NewContainer, Container](paymentContainers, "Create Payment Container", "POST /Payment/Containers")
	UpdatePaymentContainer = writes[NewContainer, Container](paymentContainers, "Update Payment Container", "PUT /Payment/Containers/{paymentContainerId}")
	DeletePaymentContainer = writes[None, List[Container]](paymentContainers, "Delete Payment Container", "DELETE /Payment/Containers/{paymentContainerId}")
	ObtainMandateForm      = writes[NewMandateForm, MandateForm](paymentContainers, "Obtain SEPA Mandate Form", "POST /Payment/Containers/{paymentContainerId}/mandate")
	ProcessSignedMandate   = writes[SignedMandate, ServiceIssue](paymentContainers, "Process Signed SEPA Mandate", "POST /Payment/Containers/{paymentContainerId}/Uploadmandate")
)

// Payment Contracts, of which all but cloning is deprecated.
var (
	PaymentContracts                 = resource[Contract](paymentContracts, "Find Payment Contracts", "Read Payment Contract", "/Payment/Contracts", "paymentContractId")
	PaymentContractMethods           = reads[List[string]](paymentContracts, "Get available payment methods", "GET /Payment/Contracts/{paymentContractId}/paymentMethods")
	CloneContract                    = writes[ContractClone, Contract](paymentContracts, "Clone contract", "POST /Payment/Contracts/{paymentContractId}/clone")
	RequestContract                  = writes[ContractRequest, RequestedContract](paymentContracts, "Clone contract and request identification", "POST /Payment/Contracts/{paymentContractId}/requestId")
	RevokePaymentContractAccruals    = moves[None, None](paymentContracts, "Revoke all accruals", "POST /Payment/Contracts/{paymentContractId}/revokeAccrual")
	UpdatePaymentContractBankAccount = moves[NewBankAccount, Result](paymentContracts, "Change bank account", "POST /Payment/Contracts/{paymentContractId}/updateBankAccount")
)

// Payment Secupay Payout: money that leaves to others.
var (
	PayoutTransaction           = reads[SecupayPayout](paymentSecupayPayout, "Read payout transaction", "GET /Payment/Secupaypayout/{paymentPayoutId}")
	CreatePayout                = moves[NewPayout, SecupayPayout](paymentSecupayPayout, "Create payout transaction with Payment Customer", "POST /Payment/Secupaypayout")
	CreatePayoutWithoutCustomer = moves[DirectPayout, DirectPayoutResult](paymentSecupayPayout, "Create payout transaction without Payment Customer", "POST /Payment/Secupaypayout/me/PayoutWithoutCustomer")
)

// Payment Payouts, Invoices and Subscriptions can only be read: a subscription
// is made by a smart transaction.
var (
	Payouts         = resource[Payout](paymentPayouts, "Find Payment Payout", "Read Payment Payout", "/Payment/Payouts", "paymentPayoutId")
	PaymentInvoices = resource[Invoice](paymentInvoices, "Find Payment Invoices", "Read Payment Invoice", "/Payment/Invoices", "paymentInvoiceId")
	Subscriptions   = resource[Subscription](paymentSubscriptions, "Find Payment Subscriptions", "Read Payment Subscription", "/Payment/Subscriptions", "paymentSubscriptionId")
)

// Payment Plans. A plan only says what later subscriptions cost.
var (
	Plans      = resource[Plan](paymentPlans, "Find Payment Plans", "Read Payment Plan", "/Payment/Plans", "paymentPlanId")
	CreatePlan = writes[NewPlan, Plan](paymentPlans, "Create Payment Plan", "POST /Payment/Plans")
	UpdatePlan = writes[NewPlan, Plan](paymentPlans, "Update Payment Plan", "PUT /Payment/Plans/{paymentPlanId}")
	PatchPlan  = writes[NewPlan, Plan](paymentPlans, "Update Payment Plan partially", "PATCH /Payment/Plans/{paymentPlanId}")
)
