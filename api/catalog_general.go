package api

// General Merchants, besides finding and reading them.
var (
	UpdateMerchant     = writes[MerchantUpdate, Merchant](generalMerchants, "Update General Merchant", "PUT /General/Merchants/{generalMerchantId}")
	MerchantPublicData = reads[PublicData](generalMerchants, "Get public data", "POST /General/Merchants/{generalMerchantId}/getPublicData/{generalContractId}")
	MerchantCategories = reads[List[MerchantCategory]](generalMerchants, "Get merchant categories", "GET /General/Merchants/me/MerchantCategories")
)

// General Contracts. Ending one or naming another account decides where all
// money goes from then on: both count as moving it.
var (
	Contracts              = resource[Contract](generalContracts, "Find General Contracts", "Read General Contract", "/General/Contracts", "generalContractId")
	UpdateContract         = writes[ContractUpdate, Contract](generalContracts, "Update General Contract", "PUT /General/Contracts/{generalContractId}")
	PatchContract          = writes[ContractUpdate, Contract](generalContracts, "Update General Contract partially", "PATCH /General/Contracts/{generalContractId}")
	ContractBalance        = reads[TransferBalance](generalContracts, "Get balance from bank transfer", "GET /General/Contracts/{generalContractId}/transferBalance")
	ContractMethods        = asks[MethodQuestion, List[string]](generalContracts, "Get payment methods", "POST /General/Contracts/{generalContractId}/getAvailablePaymentMethods")
	ContractMethodsOfSmart = asks[MethodQuestion, List[string]](generalContracts, "Get available payment methods for Smart Transaction", "POST /General/Contracts/{generalContractId}/getAvailablePaymentMethods/{smartTransactionId}")
	ContractCurrencies     = reads[List[string]](generalContracts, "Get currencies", "GET /General/Contracts/{generalContractId}/AvailableCurrencies")
	ContractIframeOptions  = reads[IframeOptions](generalContracts, "Get iframe options", "GET /General/Contracts/{generalContractId}/IframeOptions")
	ContractThirdParties   = reads[ThirdParties](generalContracts, "Get third party configuration", "GET /General/Contracts/{generalContractId}/ThirdPartyConfiguration")
	SetThirdParties        = writes[NewThirdParties, ThirdParties](generalContracts, "Set third party configuration", "POST /General/Contracts/{generalContractId}/ThirdPartyConfiguration")
	UpdateThirdParties     = writes[NewThirdParties, ThirdParties](generalContracts, "Update third party configuration", "PUT /General/Contracts/{generalContractId}/ThirdPartyConfiguration")
	PatchThirdParties      = writes[NewThirdParties, ThirdParties](generalContracts, "Update third party configuration partially", "PATCH /General/Contracts/{generalContractId}/ThirdPartyConfiguration")
	// DeleteThirdParty deletes paypal, easycredit or saferpay; left out, all of
	// them.
	DeleteThirdParty       = writes[None, ThirdParties](generalContracts, "Delete third party configuration", "DELETE /General/Contracts/{generalContractId}/ThirdPartyConfiguration/{thirdPartyName}").optional()
	SavePaymentLinkOptions = writes[PaymentLinkOptions, Contract](generalContracts, "Set Payment Link configuration", "POST /General/Contracts/{generalContractId}/savePaymentLinkConfiguration")
	// RevokeContractAccruals has every withheld payment of the contract paid out.
	// It answers 202 and nothing: the work goes on behind it.
	RevokeContractAccruals    = moves[None, None](generalContracts, "Revoke all accruals", "POST /General/Contracts/{generalContractId}/revokeAccrual")
	TerminateContract         = moves[None, Result](generalContracts, "Terminate contract", "POST /General/Contracts/{generalContractId}/terminate")
	UpdateContractBankAccount = moves[NewBankAccount, Result](generalContracts, "Update bank account", "POST /General/Contracts/{generalContractId}/updateBankAccount")
)

// General Stores.
var (
	Stores          = resource[Store](generalStores, "Find General Stores", "Read General Store", "/General/Stores", "generalStoreId")
	CreateStore     = writes[NewStore, Store](generalStores, "Create General Store", "POST /General/Stores")
	UpdateStore     = writes[NewStore, Store](generalStores, "Update General Store", "PUT /General/Stores/{generalStoreId}")
	SetDefaultStore = writes[Reason, Result](generalStores, "Make default store", "POST /General/Stores/{generalStoreId}/setDefault")
)
