package api

import (
	"context"
	stdjson "encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// probe is an operation of the catalogue with its types at hand.
type probe struct {
	name     string // GET /Payment/Transactions
	in, out  reflect.Type
	effect   Effect
	blocking bool
	// answer decodes an answer and reports its drift.
	answer func(status int, body []byte) (any, []string, error)
	// send sends it with an empty body.
	send func(context.Context, *Client, ...string) error
	// again reads a body of the reference into In and writes it as it is sent.
	again func(body []byte) ([]byte, error)
}

func probeOp[In, Out any](op Op[In, Out]) probe {
	return probe{
		name: op.Method + " " + op.Path, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](), effect: op.Effect, blocking: op.Blocking,
		answer: func(status int, body []byte) (any, []string, error) {
			var item Item[Out]
			if file, ok := any(&item.Value).(*File); ok {
				return file, nil, file.fill(http.Header{}, body)
			}
			item, err := decodeAnswer[Out](status, body, op.Effect)
			return item.Value, item.Drift, err
		},
		send: func(ctx context.Context, c *Client, args ...string) error {
			var in In
			_, err := op.Do(ctx, c, in, args...)
			return err
		},
		again: func(body []byte) ([]byte, error) {
			var in In
			d := stdjson.NewDecoder(strings.NewReader(string(body)))
			d.DisallowUnknownFields()
			if err := d.Decode(&in); err != nil {
				return nil, err
			}
			return encodeBody(in)
		},
	}
}

// probeList probes the list and the reading of a resource.
func probeList[T any](r Resource[T]) []probe {
	list := probe{
		name: "GET " + r.Path, in: reflect.TypeFor[None](), out: reflect.TypeFor[T](),
		answer: func(_ int, body []byte) (any, []string, error) {
			page, err := decodePage[T](body)
			var drift []string
			for _, item := range page.Items {
				drift = append(drift, item.Drift...)
			}
			return page, drift, err
		},
		send: func(ctx context.Context, c *Client, _ ...string) error {
			_, err := r.Find(ctx, c, Query{})
			return err
		},
	}
	for _, e := range Endpoints() {
		if id, below := strings.CutPrefix(e.Path, r.Path+"/{"); e.Method == "GET" && below && !strings.Contains(id, "/") {
			return []probe{list, probeOp(Op[None, T]{Method: "GET", Path: e.Path})}
		}
	}
	return []probe{list}
}

// probes are all operations of the catalogue, by the variables that callers use.
func probes(t testing.TB) map[string]probe {
	t.Helper()
	all := []probe{
		probeOp(CreateTwintPayment), probeOp(CapturePayment), probeOp(CancelPayment), probeOp(PaymentShippingURL),
		probeOp(RevokePaymentAccrual), probeOp(PaymentInstructionsOf), probeOp(PaymentInstructionsOfSmart), probeOp(PaymentOldFormat),
		probeOp(CrowdFundingData), probeOp(ReportPaymentShipping), probeOp(IncreasePaymentAmount), probeOp(CheckPaymentStatus),
		probeOp(AssignTransferBalance),

		probeOp(CreateSmartTransaction), probeOp(UpdateSmartTransaction), probeOp(CancelSmartTransaction), probeOp(PrepareSmartTransaction),
		probeOp(StartSmartTransaction), probeOp(AbortSmartTransaction), probeOp(CancelCashTransaction), probeOp(Diagnose), probeOp(EndOfDay),
		probeOp(ApplySecucard), probeOp(SetSmartDelivery), probeOp(RenewSubscriptionContainer),

		probeOp(UpdateMerchant), probeOp(MerchantPublicData), probeOp(MerchantCategories),
		probeOp(UpdateContract), probeOp(PatchContract), probeOp(ContractBalance), probeOp(ContractMethods), probeOp(ContractMethodsOfSmart),
		probeOp(ContractCurrencies), probeOp(ContractIframeOptions), probeOp(ContractThirdParties), probeOp(SetThirdParties),
		probeOp(UpdateThirdParties), probeOp(PatchThirdParties), probeOp(DeleteThirdParty), probeOp(SavePaymentLinkOptions),
		probeOp(RevokeContractAccruals), probeOp(TerminateContract), probeOp(UpdateContractBankAccount),
		probeOp(CreateStore), probeOp(UpdateStore), probeOp(SetDefaultStore),

		probeOp(CreatePaymentCustomer), probeOp(UpdatePaymentCustomer), probeOp(DeletePaymentCustomer),
		probeOp(CreatePaymentContainer), probeOp(UpdatePaymentContainer), probeOp(DeletePaymentContainer), probeOp(ObtainMandateForm),
		probeOp(ProcessSignedMandate),
		probeOp(PaymentContractMethods), probeOp(CloneContract), probeOp(RequestContract), probeOp(RevokePaymentContractAccruals),
		probeOp(UpdatePaymentContractBankAccount),
		probeOp(PayoutTransaction), probeOp(CreatePayout), probeOp(CreatePayoutWithoutCustomer),
		probeOp(CreatePlan), probeOp(UpdatePlan), probeOp(PatchPlan),

		probeOp(CreateLoyaltyCustomer), probeOp(UpdateLoyaltyCustomer), probeOp(AssignLoyaltyContainer), probeOp(UnassignLoyaltyContainer),
		probeOp(AssignLoyaltyCard), probeOp(UnassignLoyaltyCard), probeOp(CreateCardGroup), probeOp(UpdateCardGroup),
		probeOp(CheckPasscodeEnabled), probeOp(UpdateMerchantCard), probeOp(SetCardGroup), probeOp(RegisterCardCustomer),
		probeOp(SetCardCustomer), probeOp(MerchantCardLock), probeOp(LockMerchantCard), probeOp(UnlockMerchantCard),
		probeOp(VirtualTerminalData), probeOp(ExecuteCardTransaction), probeOp(CheckCardCSC), probeOp(ValidateMerchantCard),
		probeOp(SetCardPasscode), probeOp(ResetCardPasscode), probeOp(CheckCardPasscode), probeOp(CreateMerchantCards),
		probeOp(MerchantCardReceiptOf),

		probeOp(MapPrepaidItem), probeOp(CreatePrepaidReport), probeOp(CreatePrepaidSale), probeOp(ConfirmPrepaidSale),

		probeOp(CreateDevice), probeOp(UpdateDevice), probeOp(DeviceWithRouting), probeOp(SetDevicePIN), probeOp(UpdateDevicePIN),
		probeOp(DevicePINSettings), probeOp(CreateRouting), probeOp(UpdateRouting), probeOp(DeleteRouting), probeOp(AssignDevice),
		probeOp(UnassignDevice),

		probeOp(UploadFile), probeOp(UploadContent), probeOp(DocumentUploadOf), probeOp(DownloadFile), probeOp(CreateUploadIdent),
		probeOp(CreateIdentRequest), probeOp(AvailableCountries),
	}
	for _, two := range [][]probe{
		probeList(PaymentTransactions), probeList(SmartTransactions), probeList(Merchants), probeList(Contracts), probeList(Stores),
		probeList(PaymentCustomers), probeList(PaymentContainers), probeList(PaymentContracts), probeList(Payouts),
		probeList(PaymentInvoices), probeList(Plans), probeList(Subscriptions), probeList(LoyaltyTransactions),
		probeList(LoyaltyCustomers), probeList(LoyaltyCards), probeList(CardGroups), probeList(MerchantCards), probeList(PrepaidItems),
		probeList(PrepaidReports), probeList(PrepaidSales), probeList(Devices), probeList(Routings), probeList(IdentRequests),
		probeList(IdentResults), probeList(CardInvoices), probeList(CardTransactions),
	} {
		all = append(all, two...)
	}
	byName := map[string]probe{}
	for _, p := range all {
		if _, twice := byName[p.name]; twice {
			t.Errorf("%s is there twice", p.name)
		}
		byName[p.name] = p
	}
	for _, e := range Endpoints() {
		if _, ok := byName[e.Method+" "+e.Path]; !ok {
			t.Errorf("%s %s is not probed", e.Method, e.Path)
		}
	}
	if len(byName) != len(Endpoints()) {
		t.Errorf("got %d probes of %d operations", len(byName), len(Endpoints()))
	}
	return byName
}
