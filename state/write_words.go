package state

import (
	"strconv"

	"tresen/api"
	"tresen/state/text"
)

// kindWords say what a kind of write is; those with sum take the amount. A refund
// is its amount alone: it is what people ask about.
var kindWords = map[WriteKind]struct {
	key text.Key
	sum bool
}{
	KindCapture:       {text.WhatCapture, true},
	KindRevokeAccrual: {text.WhatRevokeAccrual, false},
	KindStart:         {text.WhatStart, true},
	KindSmartCancel:   {text.WhatSmartCancel, true},
	KindReceiptCancel: {text.WhatReceiptCancel, true},
	KindCharge:        {text.WhatCharge, true},
	KindDischarge:     {text.WhatDischarge, true},
	KindChargePoints:  {text.WhatChargePoints, true},
	KindTakePoints:    {text.WhatTakePoints, true},
	KindPayout:        {text.WhatPayout, true},
	KindEndOfDay:      {text.WhatEndOfDay, false},
	KindLock:          {text.WhatLock, false},
	KindUnlock:        {text.WhatUnlock, false},
	KindLink:          {text.WhatLink, true},
}

// What says what is written, without its target.
func (m WriteMoved) What() text.Msg {
	sum := measure(m.Amount, m.Currency)
	switch words, known := kindWords[m.Kind]; {
	case known && words.sum:
		return text.M(words.key, sum)
	case known:
		return text.M(words.key)
	}
	return text.M(text.Just, sum)
}

// measure is how much is written, for messages: money, or a number of points.
func measure(amount api.Minor, currency string) any {
	if currency == "" {
		return strconv.FormatInt(int64(amount), 10)
	}
	return api.Money{Amount: amount, Currency: currency}
}

// stateWords are the words for the states of a write; each takes what it is and
// its target.
var stateWords = map[WriteState]text.Key{
	WriteDraft:      text.StateDraft,
	WriteSnapshot:   text.StateSnapshot,
	WriteApproval:   text.StateApproval,
	WriteApproved:   text.StateApproved,
	WriteArmed:      text.StateArmed,
	WriteSent:       text.StateSent,
	WriteApplied:    text.StateApplied,
	WriteFailed:     text.StateFailed,
	WriteRejected:   text.StateRejected,
	WriteUnknown:    text.StateUnknown,
	WriteNotApplied: text.StateNotApplied,
	WriteConflict:   text.StateConflict,
	WriteDouble:     text.StateDouble,
	WriteRefused:    text.StateRefused,
}

// whyWords are the words for the reasons of a state.
var whyWords = map[WriteWhy]text.Key{
	WhyChanged:     text.WhyChanged,
	WhyLookAlike:   text.WhyLookAlike,
	WhyRepeat:      text.WhyRepeat,
	WhyAboveLimit:  text.WhyAboveLimit,
	WhyAboveDay:    text.WhyAboveDay,
	WhyDeclined:    text.WhyDeclined,
	WhyExpired:     text.WhyExpired,
	WhyRole:        text.WhyRole,
	WhyAsker:       text.WhyAsker,
	WhyRules:       text.WhyRules,
	WhyApproved:    text.WhyApproved,
	WhyOwn:         text.WhyOwn,
	WhyForged:      text.WhyForged,
	WhyOpenIntent:  text.WhyOpenIntent,
	WhyUnreadable:  text.WhyUnreadable,
	WhyJournal:     text.WhyJournal,
	WhyInterrupted: text.WhyInterrupted,
	WhyOvertaken:   text.WhyOvertaken,
	WhyNotSent:     text.WhyNotSent,
	WhyServer:      text.WhyServer,
	WhyNoAnswer:    text.WhyNoAnswer,
	WhyRead:        text.WhyRead,
	WhyDenied:      text.WhyDenied,
	WhyPerson:      text.WhyPerson,
}

// whyBy are the reasons that name the operator who caused the state.
var whyBy = map[WriteWhy]text.Key{WhyDeclined: text.WhyDeclinedBy, WhyApproved: text.WhyApprovedBy}

// Say says what became of a write, in a sentence.
func (i Intent) Say() text.Msg {
	m := text.M(stateWords[i.State], i.What(), i.Target)
	switch refund := i.Kind == "" || i.Kind == KindRefund; {
	case i.State == WriteApplied && (refund && !i.Arrived || i.WaitsForPayment):
		m.Key = text.StatePending
	case i.State == WriteApplied && !refund:
		m.Key = text.StateDone
	}
	why := i.why()
	if why.IsZero() {
		return m
	}
	return text.M(text.Quoted, m, why)
}

// Because is why a write came into its state, in words; zero where there is
// nothing to explain.
func (i Intent) Because() text.Msg { return i.why() }

// why explains the state of an intent; zero where there is nothing to explain.
func (i Intent) why() text.Msg {
	by, named := whyBy[i.Why]
	switch {
	case len(i.Problems) > 0:
		return i.Problems[0].Msg(i.Currency)
	case i.State == WriteApplied && i.WaitsForPayment:
		return text.M(text.WaitsForPayment)
	case i.State == WriteApplied:
		return text.Msg{}
	case i.Err != nil && i.Why == WhyServer:
		return explain(i.Err).What
	case i.State == WriteApproval && i.Why == WhyLookAlike:
		return text.M(text.WhyAlikeToday)
	case i.Why == WhyDeclined && i.By != "" && i.By == i.Operator:
		return text.M(text.WhyTakenBack)
	case named && i.By != "":
		return text.M(by, i.By)
	}
	key, ok := whyWords[i.Why]
	if !ok {
		return text.Msg{}
	}
	if i.Err != nil && i.Why != WhyOwn && i.Why != WhyForged {
		return text.M(text.Quoted, key, explain(i.Err).What)
	}
	return text.M(key)
}

// ofCard are the kinds whose measure is what is on a card.
var ofCard = map[WriteKind]bool{KindCharge: true, KindDischarge: true, KindChargePoints: true, KindTakePoints: true}

// Was says what an object was like before a write of it.
func (b Baseline) Was(kind WriteKind) text.Msg {
	money := func(n api.Minor) api.Money { return api.Money{Amount: n, Currency: b.Currency} }
	was := text.M(text.InEffectOf, money(b.InEffect), money(b.Amount), len(b.Children))
	switch {
	case ofCard[kind] && b.Currency == "":
		was = text.M(text.WasPoints, int64(b.InEffect))
	case ofCard[kind]:
		was = text.M(text.WasOnCard, money(b.InEffect))
	case b.Currency == "" && b.State != "":
		return text.M(text.Just, b.State)
	case b.Currency == "":
		return text.Msg{}
	case kind != KindRefund:
		was = text.M(text.Just, money(b.Amount))
	}
	if b.State == "" {
		return was
	}
	return text.M(text.WasBoth, b.State, was)
}
