package api

// Loyalty Transactions can only be read: a card's own operation makes them.
var LoyaltyTransactions = resource[LoyaltyTransaction](loyaltyTransactions, "Find Loyalty Transactions", "Read Loyalty Transaction", "/Loyalty/Transactions", "loyaltyTransactionId")

// Loyalty Customers.
var (
	LoyaltyCustomers         = resource[LoyaltyCustomer](loyaltyCustomers, "Find Loyalty Customers", "Read Loyalty Customer", "/Loyalty/Customers", "loyaltyCustomerId")
	CreateLoyaltyCustomer    = writes[NewLoyaltyCustomer, LoyaltyCustomer](loyaltyCustomers, "Create Loyalty Customer", "POST /Loyalty/Customers")
	UpdateLoyaltyCustomer    = writes[NewLoyaltyCustomer, LoyaltyCustomer](loyaltyCustomers, "Update Loyalty Customer", "PUT /Loyalty/Customers/{loyaltyCustomerId}")
	AssignLoyaltyContainer   = writes[None, LoyaltyCustomer](loyaltyCustomers, "Assign payment container to customer", "POST /Loyalty/Customers/{loyaltyCustomerId}/assignPaymentContainer/{loyaltyPaymentContainerId}")
	UnassignLoyaltyContainer = writes[None, List[LoyaltyCustomer]](loyaltyCustomers, "Detach payment container from customer", "DELETE /Loyalty/Customers/{loyaltyCustomerId}/assignPaymentContainer/{loyaltyPaymentContainerId}")
)

// Loyalty Cards.
var (
	LoyaltyCards        = resource[LoyaltyCard](loyaltyCards, "Find Loyalty Cards", "Read Loyalty Card", "/Loyalty/Cards", "loyaltyCardId")
	AssignLoyaltyCard   = writes[CardPIN, Result](loyaltyCards, "Assign card to user", "POST /Loyalty/Cards/{loyaltyCardId}/assignUser/{generalAccountId}")
	UnassignLoyaltyCard = writes[None, Result](loyaltyCards, "Unassign card from user", "DELETE /Loyalty/Cards/{loyaltyCardId}/assignUser/{generalAccountId}")
)

// Loyalty Card Groups.
var (
	CardGroups           = resource[CardGroup](loyaltyCardGroups, "Find Loyalty Card Groups", "Read Loyalty Card Group", "/Loyalty/Cardgroups", "loyaltyCardGroupId")
	CreateCardGroup      = writes[NewCardGroup, CardGroup](loyaltyCardGroups, "Create Loyalty Card Group", "POST /Loyalty/Cardgroups")
	UpdateCardGroup      = writes[CardGroupUpdate, CardGroup](loyaltyCardGroups, "Update Loyalty Card Group", "PUT /Loyalty/Cardgroups/{loyaltyCardGroupId}")
	CheckPasscodeEnabled = asks[PasscodeQuestion, Result](loyaltyCardGroups, "Check need for passcode check", "POST /Loyalty/Cardgroups/{loyaltyCardGroupId}/checkPasscodeEnabled")
)

// Loyalty Merchant Cards. Where the card's number is in the body, "me" or
// "not_set" works as the id (seen in the official clients).
var (
	MerchantCards          = resource[MerchantCard](loyaltyMerchantCards, "Find Loyalty Merchant Cards", "Read Loyalty Merchant Card", "/Loyalty/MerchantCards", "loyaltyMerchantCardId")
	UpdateMerchantCard     = writes[MerchantCardUpdate, MerchantCard](loyaltyMerchantCards, "Update Loyalty Merchant Card", "PUT /Loyalty/MerchantCards/{loyaltyMerchantCardId}")
	SetCardGroup           = writes[None, MerchantCard](loyaltyMerchantCards, "Set card group", "PUT /Loyalty/MerchantCards/{loyaltyMerchantCardId}/cardgroup/{loyaltyCardGroupId}")
	RegisterCardCustomer   = writes[NewLoyaltyCustomer, MerchantCard](loyaltyMerchantCards, "Register customer", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/registerCustomer")
	SetCardCustomer        = writes[None, MerchantCard](loyaltyMerchantCards, "Set customer", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/setCustomer/{loyaltyCustomerId}")
	MerchantCardLock       = reads[CardLock](loyaltyMerchantCards, "Read lock details", "GET /Loyalty/MerchantCards/{loyaltyMerchantCardId}/lock")
	LockMerchantCard       = writes[NewCardLock, MerchantCard](loyaltyMerchantCards, "Lock card", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/lock")
	UnlockMerchantCard     = writes[None, MerchantCard](loyaltyMerchantCards, "Unlock card", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/unlock")
	VirtualTerminalData    = reads[VirtualTerminal](loyaltyMerchantCards, "Get virtual terminal data", "GET /Loyalty/MerchantCards/{loyaltyMerchantCardId}/virtualTerminalData/{loyaltyMerchantId}")
	ExecuteCardTransaction = moves[NewCardTransaction, MerchantCardReceipt](loyaltyMerchantCards, "Execute transaction", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/transaction")
	CheckCardCSC           = asks[CardCSC, Result](loyaltyMerchantCards, "Check security code", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/checkCsc")
	ValidateMerchantCard   = asks[CardQuestion, CardValidity](loyaltyMerchantCards, "Validate merchant card", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/validateMerchantcard")
	SetCardPasscode        = writes[NewPasscode, Result](loyaltyMerchantCards, "Set new passcode", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/newPasscode")
	ResetCardPasscode      = writes[PasscodeReset, Result](loyaltyMerchantCards, "Reset passcode", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/resetPasscode")
	MerchantCardReceiptOf  = asks[CardAtTerminal, BalanceReceipt](loyaltyMerchantCards, "Get balance receipt", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/getCardBalanceReceipt")
	// CheckCardPasscode may count wrong attempts: one question is one attempt.
	CheckCardPasscode = writes[CardPasscode, Result](loyaltyMerchantCards, "Check passcode", "POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/checkPasscode")
	// CreateMerchantCards makes cards without any balance.
	CreateMerchantCards = writes[NewMerchantCards, List[MerchantCard]](loyaltyMerchantCards, "Create multiple cards", "POST /Loyalty/MerchantCards/{generalMerchantId}/createMerchantcards/{loyaltyCardgroupId}")
)
