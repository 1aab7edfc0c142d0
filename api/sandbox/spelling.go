package sandbox

// Operations of the reference under the paths that only published clients have.
func init() {
	// The newest PHP and Java clients name a second card, which the reference
	// does not know: the first one's order is executed.
	handle("POST /Loyalty/MerchantCards/{loyaltyMerchantCardId}/transaction/{targetMerchantCardId}", executeCardOrder)
	for _, d := range []*direct{&directDebit, &directPrepay, &directInvoice} {
		handle("PUT "+d.path+"/{id}/accrual", revokePaymentAccrual)
	}
}
