package state

import (
	"iter"
	"maps"

	"tresen/state/text"
)

// wireWords are what people read for words of the wire that are no state of a
// payment: locks, kinds of accounts and devices, and how something was paid,
// short enough for a column.
var wireWords = map[string]text.Key{
	"unlocked": text.CardUnlocked, "locked": text.CardLockedIs,
	"stored": text.StockStored, "active": text.StateActive, "inactive": text.StateRests,
	accrualHeld: text.AccrualHeld, accrualFree: text.NotWithheld, accrualPaid: text.WasPaidOut,
	"bank_account": text.BankAccount, "credit_card": text.CreditCard,
	"zvt": text.CardTerminal, "cashier": text.Till, "shopmodule": text.ShopModule, "webterminal": text.WebTerminal,

	"debit": text.MethodDebit, "debit-preauth": text.MethodDebitPreauth, "creditcard": text.MethodCard,
	"card-preauth": text.MethodCardPreauth, "card-refund": text.MethodCardRefund, "prepaid": text.MethodPrepaid,
	"invoice": text.MethodInvoice, "instalments": text.MethodInstalments, "crowdfunding": text.MethodCrowdfunding,
	"share": text.MethodShare, "payout": text.MethodPayout, "paypal": text.MethodPayPal,
	"paypal-refund": text.MethodPayPalRefund, "twint": text.MethodTwint, "easycredit": text.MethodEasy,
	"cashless": text.MethodTerminal, "cash": text.MethodCash, "loyalty": text.MethodLoyalty,
}

// saleWords are the same for the states of sales, subscriptions and whatever
// else has a state in one word.
var saleWords = map[string]text.Key{
	"created": text.SimpleCreated, "processing": text.SimpleProceed, "approved": text.SmartApproved,
	"pending": text.SimplePending, "ok": text.SmartOK, "received": text.SmartReceived, "shipped": text.SmartShipped,
	"collection": text.SmartCollection, "collected": text.SmartCollected, "finished": text.SmartFinished,
	"failed": text.SmartFailed, "cancelled": text.SmartCancelled, "canceled": text.SmartCancelled,
	"aborted": text.SmartAborted, "deleted": text.SmartDeleted, "timeout": text.SmartTimeout,
	"suspended": text.StatePaused, "confirmed": text.StateConfirm, "denied": text.StateDenied, "requested": text.StateAsked,
}

// WireWord is what people read for a word of the wire, 0 where it has to speak
// for itself.
func WireWord(word string) text.Key {
	if key := wireWords[word]; key != 0 {
		return key
	}
	if key := saleWords[word]; key != 0 {
		return key
	}
	simple, _ := SimpleOf(word)
	if SimpleWord(simple) != word {
		return 0
	}
	return SimpleTitle(simple)
}

// WireWords are all that [WireWord] knows besides the states of payments.
func WireWords() iter.Seq2[string, text.Key] {
	return func(yield func(string, text.Key) bool) {
		for _, words := range []map[string]text.Key{wireWords, saleWords} {
			for word, key := range maps.All(words) {
				if !yield(word, key) {
					return
				}
			}
		}
	}
}

// wireMsg says a word of the wire.
func wireMsg(word string) text.Msg {
	if key := WireWord(word); key != 0 {
		return text.M(key)
	}
	return text.Plain(word)
}

// InWords is a baseline to be read: its state is in the words of a language.
func (b Baseline) InWords(lang *text.Lang) Baseline {
	b.State = lang.Say(wireMsg(b.State))
	return b
}
