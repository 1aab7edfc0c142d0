package state

import (
	"strconv"

	"tresen/api"
	"tresen/state/text"
)

// formSpecs are the forms of all writes but refunds, which have their own.
var formSpecs = []FormSpec{
	{Kind: KindCapture, Action: CaptureAction, Of: paymentList,
		Fields: []FormField{{Input: InputMoney, Name: text.FieldAmount, Hint: text.HintCapture, Limit: 20,
			preset: func(b Baseline) api.Minor { return b.InEffect }}},
		Facts: paymentFacts, Warnings: []text.Key{text.WarnCapture}, why: on(authorised)},
	{Kind: KindRevokeAccrual, Action: RevokeAccrual, Of: paymentList, whole: func(b Baseline) api.Minor { return b.Amount },
		Facts: paymentFacts, Warnings: []text.Key{text.WarnRevokeAccrual}, why: on(withheld)},

	{Kind: KindStart, Action: StartSale, Of: smartList, whole: wholeStart,
		Fields: []FormField{{Input: InputChoice, Name: text.FieldMethod, Choices: startMethods, Settled: startedBy}},
		Facts:  saleFacts[:4], Warnings: []text.Key{text.WarnStart}, why: on(startable)},
	{Kind: KindSmartCancel, Action: CancelSale, Of: smartList, whole: wholeSale,
		Facts: saleFacts, Warnings: []text.Key{text.WarnSmartCancel}, why: on(cancellable)},
	{Kind: KindReceiptCancel, Action: CancelReceipt, Of: smartList, whole: wholeSale,
		Facts: saleFacts, Warnings: []text.Key{text.WarnReceipt, text.WarnBlocks},
		optionName: text.ReceiptNumber, option: receiptNumber, why: on(hasReceipt)},

	{Kind: KindLock, Action: LockCard, Of: cardList,
		Fields: []FormField{
			{Input: InputChoice, Name: text.FieldReason, Choices: lockChoices},
			{Input: InputWords, Name: text.FieldNote, Hint: text.HintNote, Limit: 2 * MaxReason, Optional: true}},
		Facts: cardFacts, Warnings: []text.Key{text.WarnLock}, word: lastFour, why: on(cardIs(api.Locked, ProblemLockedAlready))},
	{Kind: KindUnlock, Action: UnlockCard, Of: cardList,
		Facts: cardFacts, Warnings: []text.Key{text.WarnUnlock}, word: lastFour, why: on(cardIs(api.Unlocked, ProblemNotLocked))},
	cardMoney(KindCharge, ChargeCard, InputMoney, text.WarnCharge),
	cardMoney(KindDischarge, DischargeCard, InputMoney, text.WarnDischarge),
	cardMoney(KindChargePoints, ChargePoints, InputPoints, text.WarnCharge),
	cardMoney(KindTakePoints, TakePoints, InputPoints, text.WarnDischarge),

	{Kind: KindEndOfDay, Action: EndOfDay, Of: deviceList,
		Facts:    []string{"description", "tid", "store.name", "online", "vendor"},
		Warnings: []text.Key{text.WarnEndOfDay, text.WarnBlocks}, word: deviceName, why: on(terminalIs),
		learned: lastReport, doubts: closedSales},
	{Kind: KindPayout, Action: PayoutAction, Of: containerList,
		Fields: []FormField{
			{Input: InputMoney, Name: text.FieldAmount, Limit: 20},
			{Input: InputBank, Name: text.FieldPurpose, Hint: text.HintPurpose, Limit: 2 * MaxPurpose}},
		Facts: []string{"public.owner", "public.iban", "public.bankname"}, Warnings: []text.Key{text.WarnPayout},
		optionName: text.Customer, option: payee, why: on(accountIs)},
	{Kind: KindLink, Action: NewLink, target: LinkTarget, currency: linkCurrency, harmless: true,
		Fields: []FormField{
			{Input: InputMoney, Name: text.FieldAmount, Limit: 20},
			{Input: InputWords, Name: text.LinkForOrder, Hint: text.HintOrder, Limit: MaxOrderNumber}},
		Warnings: []text.Key{text.LinkReview}, doubts: sameNumber},
}

// cardMoney is a form that moves money or points onto a card or off it.
func cardMoney(kind WriteKind, action Action, input FieldInput, warning text.Key) FormSpec {
	name := text.FieldAmount
	if input == InputPoints {
		name = text.FieldPoints
	}
	return FormSpec{Kind: kind, Action: action, Of: cardList, Fields: []FormField{{Input: input, Name: name, Limit: 20}},
		Facts: cardFacts, Warnings: []text.Key{warning},
		why: on(cardIs(api.Locked, ProblemLocked))}
}

var (
	paymentFacts = []string{"customer.surname", "order_id", "amount", "details.status_simple", "product"}
	saleFacts    = []string{"customer.contact.surname", "transactionRef", "basket_info.sum", "status", "payment_method"}
	cardFacts    = []string{"card.cardnumber", "customer.contact.surname", "lock_status", "balance", "points", "cardgroup.display_name"}
)

// lockWords are why cards are locked.
var lockWords = map[api.LockReason]text.Key{
	api.LockLost: text.LockLost, api.LockDefect: text.LockDefect, api.LockClaims: text.LockClaims,
	api.LockExpired: text.LockExpired, api.LockNotActivated: text.LockNotActivated,
}

// lockChoices offers them by the numbers of the wire.
func lockChoices(*Object) []FormChoice {
	var all []FormChoice
	for _, reason := range LockReasons {
		all = append(all, FormChoice{Value: strconv.FormatInt(int64(reason), 10), Title: lockWords[reason]})
	}
	return all
}

// startWords are the ways to charge a sale that was not authorised before.
var startWords = map[string]text.Key{
	"cash": text.StartCash, "cashless": text.StartCashless, "debit": text.StartDebit,
	"invoice": text.StartInvoice, "prepaid": text.StartPrepaid, "loyalty": text.StartLoyalty,
}

// startMethods offers them; one that was authorised is charged by that.
func startMethods(o *Object) []FormChoice {
	if s := saleOf(o); s != nil && SaleState(s.Status) != saleCreated {
		return nil
	}
	var all []FormChoice
	for _, method := range StartMethods {
		choice := FormChoice{Value: method, Title: startWords[method]}
		if method == "cashless" {
			choice.Warning = text.WarnBlocks
		}
		all = append(all, choice)
	}
	return all
}

func startedBy(o *Object) text.Msg {
	method := saleOf(o).PaymentMethod
	if words, known := startWords[method]; known {
		return text.M(text.NoMethod, words)
	}
	return text.M(text.NoMethod, method)
}
