package api

// Prepaid. A sale makes a voucher, whose code is money as soon as it is
// confirmed.
var (
	MapPrepaidItem      = asks[PrepaidQuestion, PrepaidMapping](prepaidContracts, "Get Prepaid Item ID", "POST /Prepaid/Contracts/{prepaidContractId}/mappingZvt")
	PrepaidItems        = resource[PrepaidItem](prepaidItems, "Find Prepaid Items", "Read Prepaid Item", "/Prepaid/Items", "prepaidItemId")
	PrepaidReports      = resource[PrepaidReport](prepaidReports, "Find Prepaid Reports", "Read Prepaid Report", "/Prepaid/Reports", "prepaidReportsId")
	CreatePrepaidReport = writes[NewPrepaidReport, PrepaidReport](prepaidReports, "Create Prepaid Report", "POST /Prepaid/Reports")
	PrepaidSales        = resource[PrepaidSale](prepaidSales, "Find Prepaid Sales", "Read Prepaid Sale", "/Prepaid/Sales", "prepaidSaleId")
	CreatePrepaidSale   = moves[NewPrepaidSale, PrepaidSale](prepaidSales, "Create Prepaid Sale", "POST /Prepaid/Sales")
	ConfirmPrepaidSale  = moves[None, PrepaidSale](prepaidSales, "Confirm sale", "POST /Prepaid/Sales/{prepaidSaleId}/Confirm")
)
