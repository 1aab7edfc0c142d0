package api

// Smart Transactions, besides finding and reading them. What charges a payer,
// gives money back, spends a card's balance, makes an invoice due or cannot be
// undone at a till moves money; the rest only prepares it.
var (
	CreateSmartTransaction = writes[NewSmartTransaction, SmartTransaction](smartTransactions, "Create Smart Transaction", "POST /Smart/Transactions")
	// UpdateSmartTransaction takes basket and basket_info always: left out, the
	// server drops the one and resets the other. It sets the sale back to created.
	UpdateSmartTransaction = writes[NewSmartTransaction, SmartTransaction](smartTransactions, "Update Smart Transaction", "PUT /Smart/Transactions/{smartTransactionId}")
	CancelSmartTransaction = moves[None, List[SmartTransaction]](smartTransactions, "Cancel payment", "POST /Smart/Transactions/{smartTransactionId}/cancel")
	// PrepareSmartTransaction authorises by a method, and with auto_capture it
	// charges at once.
	PrepareSmartTransaction = moves[PrepareSmart, SmartTransaction](smartTransactions, "Authorize payment (”prepare”)", "POST /Smart/Transactions/{smartTransactionId}/prepare/{paymentMethod}")
	// StartSmartTransaction charges. The method is left out after a prepare.
	StartSmartTransaction = moves[StartSmart, SmartTransaction](smartTransactions, "Capture payment (“start”)", "POST /Smart/Transactions/{smartTransactionId}/start/{paymentMethod}").optional()
	// AbortSmartTransaction gives up a sale that was not started: nothing was
	// charged, nothing is given back.
	AbortSmartTransaction = writes[None, SmartTransaction](smartTransactions, "Abort order", "POST /Smart/Transactions/{smartTransactionId}/abort")
	// CancelCashTransaction takes the receipt number in place of the id. It does
	// not work any more after the end-of-day report.
	CancelCashTransaction = moves[None, List[SmartTransaction]](smartTransactions, "Cancel cash transaction", "POST /Smart/Transactions/{smartTransactionId}/canceltrx").blocks()
	// Diagnose changes nothing that is kept, but it runs on a real till, which
	// serves nobody meanwhile: it is not to be repeated by itself.
	Diagnose = writes[None, SmartTransaction](smartTransactions, "Terminal diagnosis", "POST /Smart/Transactions/{smartDeviceId}/diagnosis").blocks()
	// EndOfDay books the day of a terminal; its sales cannot be cancelled there
	// afterwards.
	EndOfDay = moves[None, SmartTransaction](smartTransactions, "Terminal end-of-day report", "POST /Smart/Transactions/{smartDeviceId}/endOfDay").blocks()
	// ApplySecucard puts the balance of a card into the basket as a payment.
	ApplySecucard = moves[None, BonusOffer](smartTransactions, "Apply secucard (“pre-transaction”)", "POST /Smart/Transactions/{smartTransactionId}/preTransaction")
	// SetSmartDelivery makes an invoice due.
	SetSmartDelivery = moves[SmartDeliveryReport, SmartTransaction](smartTransactions, "Set delivery", "POST /Smart/Transactions/{smartTransactionId}/setDelivery")
	// RenewSubscriptionContainer makes the sale by which the payer of a
	// subscription authorises another account or card, which is charged from
	// then on.
	RenewSubscriptionContainer = moves[None, SmartTransaction](smartTransactions, "Update payment container for subscription", "POST /Smart/Transactions/{subscriptionId}/updatePaymentContainer")
)
