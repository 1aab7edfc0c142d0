package api

import (
	stdjson "encoding/json"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// models are the fields of the vendor's published client models, newer than the
// reference: name → wire field → type.
func models(t *testing.T) map[string]map[string]string {
	t.Helper()
	b, err := os.ReadFile("testdata/models.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string]string
	if err := stdjson.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	// These two are one of several; a type of ours has the fields of all.
	union(all, "OneOfPaymentContainersDTOModelPrivate", "BankAccountDescriptor", "CreditCardDescriptor", "GooglePayDescriptor", "ApplePayDescriptor", "PayPalDescriptor")
	union(all, "OneOfSmartTransactionsDeliveryOptionsModel", "SmartTransactionsShippingModel", "SmartTransactionsCollectionModel")
	return all
}

func union(all map[string]map[string]string, name string, parts ...string) {
	all[name] = map[string]string{}
	for _, part := range parts {
		maps.Copy(all[name], all[part])
	}
}

// modelOf says which model is a type of ours; what lies below is found by it.
var modelOf = map[string]any{
	"SmartTransactionsProductModel": SmartTransaction{}, "SmartTransactionsDTO": NewSmartTransaction{},
	"SmartTransactionsPrepare": PrepareSmart{}, "SmartTransactionsStart": StartSmart{},
	"SmartTransactionsPreTransactionModel": BonusOffer{}, "SmartTransactionsSetDeliveryModel": SmartDeliveryReport{},
	"GeneralMerchantsProductModel": Merchant{}, "GeneralMerchantsPublicDataDTO": MerchantUpdate{},
	"GeneralMerchantsPublicDataModel": PublicData{}, "MerchantCategoryDataModel": MerchantCategory{},
	"GeneralContractsProductModel": Contract{}, "GeneralContractsDTO": ContractUpdate{},
	"GeneralContractsTransferBalanceModel": TransferBalance{}, "GetAvailablePaymentMethodsDTO": MethodQuestion{},
	"ThirdPartyConfigurationProductModel": ThirdParties{}, "ThirdPartyConfigurationDTO": NewThirdParties{},
	"PaymentLinkOptions": PaymentLinkOptions{}, "IframeOptions": IframeOptions{},
	"GeneralContractsUpdateBankAccountRequest": NewBankAccount{},
	"GeneralStoresProductModel":                Store{}, "GeneralStoresDTO": NewStore{}, "GeneralStoresDTOReason": Reason{},
	"PaymentTransactionsProductModel": PaymentTransaction{}, "SecupayTransactionProductModel": SecupayTransaction{},
	"PaymentTransactionsCheckStatus": PaymentStatus{}, "PaymentCrowdFundingData": CrowdFunding{},
	"PaymentCustomersProductModel": Customer{}, "PaymentCustomersDTO": NewCustomer{},
	"PaymentContainersProductModel": Container{}, "PaymentContainersDTO": NewContainer{},
	"MandateDTO": NewMandateForm{}, "MandateProductModel": MandateForm{}, "UploadMandateDTO": SignedMandate{},
	"UploadMandateProductModel": ServiceIssue{}, "PaymentContractsProductModel": Contract{},
	"PaymentContractsDTOClone": ContractClone{}, "PaymentContractsDTORequestId": ContractRequest{},
	"PaymentContractsRequestIdResult": RequestedContract{}, "SecupayPayoutProductModel": SecupayPayout{},
	"SecupayPayoutDTO": NewPayout{}, "SecupayPayoutWithoutCustomerDTO": DirectPayout{},
	"SecupayPayoutWithoutCustomerResponse": DirectPayoutResult{}, "PaymentPayoutsProductModel": Payout{},
	"PaymentInvoicesProductModel": Invoice{}, "PaymentPlansProductModel": Plan{}, "PaymentPlansDTO": NewPlan{},
	"PaymentSubscriptionsProductModel": Subscription{}, "LoyaltyTransactionsProductModel": LoyaltyTransaction{},
	"LoyaltyCustomersProductModel": LoyaltyCustomer{}, "LoyaltyCustomersDTO": NewLoyaltyCustomer{},
	"LoyaltyCardsProductModel": LoyaltyCard{}, "CardPin": CardPIN{}, "LoyaltyCardgroupsProductModel": CardGroup{},
	"LoyaltyCardgroupsDTO": NewCardGroup{}, "LoyaltyCardgroupsUpdateDTO": CardGroupUpdate{},
	"LoyaltyCardgroupsDTOCheckPasscodeEnabled": PasscodeQuestion{}, "CreateLoyaltyMerchantcardsProductModel": MerchantCard{},
	"LoyaltyMerchantcardsProductWithReceiptModel": MerchantCardReceipt{}, "LoyaltyMerchantcardsDTO": MerchantCardUpdate{},
	"LoyaltyMerchantcardsLockStatus": CardLock{}, "LoyaltyMerchantcardsDTOLock": NewCardLock{},
	"LoyaltyMerchantcardsDTOTransaction": NewCardTransaction{}, "LoyaltyMerchantcardsDTOCsc": CardCSC{},
	"LoyaltyMerchantcardsDTOValidateMerchantCard": CardQuestion{}, "LoyaltyMerchantcardsValidateMerchantCard": CardValidity{},
	"LoyaltyMerchantcardsDTONewPasscode": NewPasscode{}, "LoyaltyMerchantcardsDTOResetPasscode": PasscodeReset{},
	"LoyaltyMerchantcardsDTOCheckPasscode": CardPasscode{}, "LoyaltyMerchantcardsDTOCreateMerchantcards": NewMerchantCards{},
	"LoyaltyMerchantcardsDTOCardBalanceReceipt": CardAtTerminal{}, "LoyaltyMerchantcardsCardBalanceReceipt": BalanceReceipt{},
	"VirtualTerminalDataModel": VirtualTerminal{}, "PrepaidZvtDTO": PrepaidQuestion{}, "PrepaidMappingZvt": PrepaidMapping{},
	"PrepaidItemsProductModel": PrepaidItem{}, "PrepaidReportsProductModel": PrepaidReport{}, "PrepaidReportsDTO": NewPrepaidReport{},
	"PrepaidSalesProductModel": PrepaidSale{}, "PrepaidSalesProductDTO": NewPrepaidSale{},
	"SmartDevicesProductModel": Device{}, "SmartDevicesDTO": NewDevice{}, "SmartDeviceUserPin": DeviceUserPIN{},
	"UpdateSmartDevicePin": NewDevicePIN{}, "GetSmartDevicePinConfig": DevicePINs{}, "SmartRoutingsProductModel": Routing{},
	"SmartRoutingsDTO": NewRouting{}, "DocumentUploadsProductModelWithContent": DocumentUpload{},
	"DocumentUploadsDTOContent": EncodedUpload{}, "UploadidentsProductDTO": NewUploadIdent{},
	"UploadidentsProductModel": ServiceIssue{}, "ServicesIdentrequestsProductModel": IdentRequest{},
	"ServicesIdentrequestsProductDTO": NewIdentRequest{}, "ServicesIdentresultsProductModel": IdentResult{},
	"CardprocessingInvoicesProductModel": Invoice{}, "CardprocessingTransactionsProductModel": CardTransaction{},
	"AvailableCountry": Country{},
}

// unread are the fields that our types leave to Item.Raw, with the reason.
var unread = map[string]string{
	"SmartProduct.serialNumber":    secretField,
	"BonusProduct.serialNumber":    secretField,
	"MerchantCard.csc":             secretField,
	"MerchantCard.passcode":        secretField,
	"MerchantCardReceipt.passcode": secretField,
	"Device.user_pin":              secretField,
	"RequestedContract.apikey":     secretField,
	"SecupayItem.apikey":           secretField,
	"NewContainer.customer":        "deprecated by the reference for customer_id",
	"UseContainer.customer":        "deprecated by the reference for customer_id",
	"CrowdFunding.result":          "says no more than the 200",
}

// lenient are the fields whose type differs from the model's on purpose.
var lenient = map[string]string{
	"VirtualTerminalDataModel.amount_split_enabled": "0 or 1",
	"VirtualTerminalDataModel.disabled":             "0 or 1",
	"GeneralContractsTransferBalanceModel.balances": "a list in the reference",
}

const (
	secretField = "never shown, logged or stored, and not what the object is for"
)

// references are the types that point to an object which has a model of its
// own; expanded, the rest of it is in Item.Raw.
var references = []any{Ref{}, MerchantRef{}, StoreRef{}, DeviceRef{}, RoutingRef{}, PaymentMerchant{}, SmartContainer{}, SmartPayment{}, CustomerOrID{}}

// wireFields are the fields of a struct by their wire names.
func wireFields(t reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			fields[name] = f
		}
	}
	return fields
}

// bare is a type without pointers and lists.
func bare(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 {
		t = t.Elem()
	}
	return t
}

func TestModelsHaveTheFieldsOfTheNewestClients(t *testing.T) {
	all := models(t)
	used := map[string]bool{}
	var check func(path, model string, typ reflect.Type)
	check = func(path, model string, typ reflect.Type) {
		fields := wireFields(typ)
		for name, kind := range all[model] {
			at := path + "." + name
			f, ok := fields[name]
			if ours := typ.Name() + "." + name; !ok && unread[ours] != "" {
				used[ours] = true
				continue
			} else if !ok {
				t.Errorf("%v has no %s (%s of %s)", typ, name, kind, at)
				continue
			}
			inner, below := bare(f.Type), strings.TrimSuffix(kind, "[]")
			isReference := slices.ContainsFunc(references, func(r any) bool { return reflect.TypeOf(r) == inner })
			switch {
			case lenient[at] != "":
			case kind == "bool" && inner.Kind() != reflect.Bool:
				t.Errorf("%s is %v, in the model bool", at, f.Type)
			case kind == "int" && inner.Kind() != reflect.Int64 && inner.Kind() != reflect.String:
				t.Errorf("%s is %v, in the model int", at, f.Type)
			case strings.HasSuffix(kind, "[]") != (f.Type.Kind() == reflect.Slice) && inner.Kind() != reflect.Slice:
				t.Errorf("%s is %v, in the model %s", at, f.Type, kind)
			case all[below] != nil && !isReference && inner.Kind() == reflect.Struct && strings.Count(at, ".") < 12:
				check(at, below, inner)
			}
		}
	}
	for model, ours := range modelOf {
		if all[model] == nil {
			t.Errorf("there is no model %s", model)
		}
		check(model, model, reflect.TypeOf(ours))
	}
	for at := range unread {
		if !used[at] {
			t.Errorf("%s needs no explanation", at)
		}
	}
}

// eachField visits the fields of all bodies and answers of the catalogue.
func eachField(t *testing.T, visit func(at, name string, f reflect.StructField)) {
	done := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		if typ = bare(typ); typ.Kind() != reflect.Struct || done[typ] || typ == reflect.TypeFor[Time]() {
			return
		}
		done[typ] = true
		for name, f := range wireFields(typ) {
			visit(typ.Name()+"."+f.Name, name, f)
			walk(f.Type)
		}
	}
	for _, p := range probes(t) {
		walk(p.in)
		walk(p.out)
	}
	if len(done) < 150 {
		t.Errorf("only %d types were seen", len(done))
	}
}

func TestNoAmountAndNoTimeIsLeftUntyped(t *testing.T) {
	amount := regexp.MustCompile(`amount|price|balance$|^sum$|_sum$|^total$|_value$|disagio|commission$|interest$|installment$|limit$|threshold|deposited|paid_out|gratuity`)
	moment := regexp.MustCompile(`^created$|^updated$|_at$|_date$|^date$|_time$|_from$|_to$|^last_|expiry`)
	// free are names that only look like one.
	free := map[string]string{
		"Instructions.Amount":             "text in a language, by the reference",
		"ContractPricing.Disagio":         "percent as text, by the model",
		"ContractPricing.DisagioMin":      "text, by the model",
		"NewMerchantCards.Count":          "a number of cards",
		"NewCardTransaction.SplitAllowed": "a yes or no as text, by the model",
		"BalanceReceipt.SplitEnabled":     "a yes or no", "BalanceReceipt.LimitText": "text",
		"VirtualTerminal.SplitEnabled": "a yes or no",
		"CardGroup.BalanceExpiry":      "a yes or no", "CardGroup.StockWarnLimit": "a number of cards",
		"Instrument.Expires":               "month and year of a card",
		"Store.OpenTime":                   "a number of minutes",
		"SmartTransaction.LastVisitedPage": "a page", "NewSmartTransaction.LastVisitedPage": "a page",
	}
	types := map[string]reflect.Type{"amount": reflect.TypeFor[Minor](), "time": reflect.TypeFor[Time]()}
	eachField(t, func(at, name string, f reflect.StructField) {
		kind := ""
		switch {
		case amount.MatchString(name):
			kind = "amount"
		case moment.MatchString(name):
			kind = "time"
		}
		inner := bare(f.Type)
		if _, ok := free[at]; ok || kind == "" || inner == types[kind] {
			return
		}
		t.Errorf("%s (%s) looks like an %s and is %v", at, name, kind, f.Type)
	})
}
