package sandbox

import "tresen/api"

// phase says what a cancel does to a payment: nothing (dead), lower its amount
// (open), or create a refund (executed). Refunds have a phase of their own.
type phase uint8

const (
	dead phase = iota
	open
	executed
	refundOpen
	refundDone
	refundDenied
)

// state is a status of the provider, an index into states.
type state uint8

const (
	stCreated state = iota
	stDone
	stAuthorised
	stDemo
	stPaidOut
	stPrepaid
	stAborted
	stInvoice
	stSubscription
	stDenied
	stChargeback
	stResolved
	stOnHold
	stNoBalance
	stRefundPending
	stRefundDone
	stRefundDenied
	stRefundUnfunded
)

// states are the status numbers and texts, German as the server sends them.
// Numbers from 200 on are the sandbox's own.
var states = [...]struct {
	number int64
	text   string
	simple api.StatusSimple
	phase  phase
}{
	stCreated:        {1, "erstellt", api.StatusCreated, open},
	stDone:           {6, "abgeschlossen", api.StatusAccepted, executed},
	stAuthorised:     {9, "vorautorisiert", api.StatusAuthorized, open},
	stDemo:           {11, "abgeschlossen (Demo)", api.StatusAccepted, executed},
	stPaidOut:        {17, "ausgezahlt", api.StatusPaid, executed},
	stPrepaid:        {25, "Vorkasse wartend", api.StatusPending, open},
	stAborted:        {59, "Zahlung abgebrochen", api.StatusVoid, dead},
	stInvoice:        {85, "Kauf auf Rechnung genehmigt", api.StatusWaitingForShipment, open},
	stSubscription:   {115, "Abo genehmigt", api.StatusSubscriptionApproved, dead},
	stDenied:         {201, "abgelehnt", api.StatusDenied, dead},
	stChargeback:     {202, "Rücklastschrift", api.StatusIssue, dead},
	stResolved:       {203, "Rücklastschrift ausgeglichen", api.StatusIssueResolved, executed},
	stOnHold:         {204, "in Prüfung", api.StatusOnHold, open},
	stNoBalance:      {205, "wartet auf Guthaben", api.StatusPending, dead},
	stRefundPending:  {210, "Rückzahlung in Bearbeitung", api.StatusPending, refundOpen},
	stRefundDone:     {211, "Rückzahlung ausgeführt", api.StatusRefund, refundDone},
	stRefundDenied:   {212, "Rückzahlung abgelehnt", api.StatusDenied, refundDenied},
	stRefundUnfunded: {213, "Rückzahlung wartet auf Geldeingang", api.StatusOnHold, refundOpen},
}

// simpleTexts are the words of status_simple_text.
var simpleTexts = [...]string{
	"proceed", "accepted", "authorized", "denied", "issue", "void", "issue resolved", "refund", "created", "paid",
	"pending", "subscription approved", "subscription declined", "on hold", "waiting for shipment",
	"container authorized", "container denied",
}

// kind is a product of the provider, an index into kinds.
type kind uint8

const (
	kDebit kind = iota
	kCard
	kPrepay
	kInvoice
	kPayPal
	kTwint
	kCardHold
	kDebitHold
	kPart
	kDemo
	kPayout
	kDebitBack
	kCardBack
	kPrepayBack
	kInvoiceBack
	kPayPalBack
	kTwintBack
	kOtherBack
)

// payer says what a payment of a kind shows as payment_data.
type payer uint8

const (
	byNothing payer = iota
	byIBAN
	byCard
	byPayPal
)

// kinds are the payment products. Weight is how often the seed picks one, in
// permille; back is the product of its refunds. Numbers from 900 on are the
// sandbox's own.
var kinds = [...]struct {
	number       int64
	product, raw string
	payer        payer
	weight       int
	back         kind
	outcomes     [3]outcomes
}{
	kDebit:     {16, "Direct debit", "Zahlungsgarantie Lastschrift", byIBAN, 240, kDebitBack, debitOutcomes},
	kCard:      {26, "Credit card", "Kreditkarte", byCard, 388, kCardBack, cardOutcomes},
	kPrepay:    {36, "Payment in advance", "Vorkasse", byNothing, 60, kPrepayBack, prepayOutcomes},
	kInvoice:   {267, "Invoice", "Kauf auf Rechnung", byNothing, 60, kInvoiceBack, invoiceOutcomes},
	kPayPal:    {440, "PayPal", "PayPal", byPayPal, 150, kPayPalBack, paypalOutcomes},
	kTwint:     {901, "TWINT", "TWINT", byNothing, 55, kTwintBack, twintOutcomes},
	kCardHold:  {218, "Credit card pre-authorization", "Kreditkarte Vorautorisierung", byCard, 20, kCardBack, holdOutcomes},
	kDebitHold: {50, "Direct debit pre-authorization", "Lastschrift Vorautorisierung", byIBAN, 10, kDebitBack, holdOutcomes},
	kPart:      {283, "Part payment", "Ratenkauf", byNothing, 10, kOtherBack, paypalOutcomes},
	kDemo:      {329, "Kauf auf Rechnung (Demo)", "Kauf auf Rechnung (Demo)", byNothing, 3, kOtherBack, demoOutcomes},
	kPayout:    {402, "API initiierte Auszahlung", "API initiierte Auszahlung", byNothing, 4, kOtherBack, payoutOutcomes},

	kDebitBack:   {number: 902, product: "Direct debit refund", raw: "Rückzahlung Lastschrift", payer: byIBAN},
	kCardBack:    {number: 92, product: "Credit card refund", raw: "Rückzahlung Kreditkarte", payer: byCard},
	kPrepayBack:  {number: 903, product: "Payment in advance refund", raw: "Rückzahlung Vorkasse"},
	kInvoiceBack: {number: 904, product: "Invoice refund", raw: "Rückzahlung Rechnung"},
	kPayPalBack:  {number: 478, product: "PayPal refund", raw: "PayPal Rückzahlung", payer: byPayPal},
	kTwintBack:   {number: 905, product: "TWINT refund", raw: "TWINT Rückzahlung"},
	kOtherBack:   {number: 906, product: "Refund", raw: "Rückzahlung"},
}

// card is whether a kind is a card, whose authorised amount may be lowered once.
func (k kind) card() bool { return k == kCard || k == kCardHold }

// outcomes are the states that payments of a kind and an age are in, in
// permille; the first takes what the others leave.
type outcomes []struct {
	state    state
	permille int
}

// Ages of a payment, index of the outcomes of a kind.
const (
	fresh  = iota // under three days
	recent        // under two weeks
	old
)

var (
	debitOutcomes = [3]outcomes{
		fresh:  {{stDone, 0}, {stDenied, 40}, {stAborted, 30}, {stOnHold, 25}, {stSubscription, 5}},
		recent: {{stDone, 0}, {stPaidOut, 400}, {stChargeback, 35}, {stDenied, 40}, {stAborted, 35}},
		old:    {{stPaidOut, 0}, {stChargeback, 30}, {stResolved, 12}, {stDenied, 40}, {stAborted, 35}, {stSubscription, 3}},
	}
	cardOutcomes = [3]outcomes{
		fresh:  {{stDone, 0}, {stAuthorised, 60}, {stDenied, 50}, {stAborted, 40}},
		recent: {{stDone, 0}, {stPaidOut, 500}, {stAuthorised, 10}, {stDenied, 50}, {stAborted, 40}},
		old:    {{stPaidOut, 0}, {stChargeback, 6}, {stDenied, 50}, {stAborted, 40}},
	}
	prepayOutcomes = [3]outcomes{
		fresh:  {{stPrepaid, 0}, {stDone, 250}, {stAborted, 40}},
		recent: {{stDone, 0}, {stPrepaid, 180}, {stPaidOut, 250}, {stAborted, 110}},
		old:    {{stPaidOut, 0}, {stAborted, 180}},
	}
	invoiceOutcomes = [3]outcomes{
		fresh:  {{stInvoice, 0}, {stDone, 220}, {stAborted, 40}},
		recent: {{stDone, 0}, {stInvoice, 160}, {stPaidOut, 200}, {stAborted, 50}},
		old:    {{stPaidOut, 0}, {stInvoice, 10}, {stAborted, 70}},
	}
	paypalOutcomes = [3]outcomes{
		fresh:  {{stDone, 0}, {stCreated, 20}, {stDenied, 20}, {stAborted, 50}},
		recent: {{stDone, 0}, {stPaidOut, 450}, {stDenied, 20}, {stAborted, 50}},
		old:    {{stPaidOut, 0}, {stChargeback, 5}, {stDenied, 20}, {stAborted, 50}},
	}
	twintOutcomes = [3]outcomes{
		fresh:  {{stDone, 0}, {stCreated, 20}, {stAborted, 40}},
		recent: {{stDone, 0}, {stPaidOut, 500}, {stAborted, 40}},
		old:    {{stPaidOut, 0}, {stAborted, 40}},
	}
	holdOutcomes = [3]outcomes{
		fresh:  {{stAuthorised, 0}, {stAborted, 90}},
		recent: {{stDone, 0}, {stAuthorised, 380}, {stAborted, 140}},
		old:    {{stPaidOut, 0}, {stAborted, 240}},
	}
	demoOutcomes   = [3]outcomes{{{stDemo, 0}}, {{stDemo, 0}}, {{stDemo, 0}}}
	payoutOutcomes = [3]outcomes{{{stNoBalance, 0}, {stDone, 300}}, {{stDone, 0}, {stNoBalance, 300}}, {{stDone, 0}, {stNoBalance, 20}}}
)

// pick draws the state of a payment of an age.
func (o outcomes) pick(d *dice) state {
	rest := d.below(1000)
	for _, other := range o[1:] {
		if rest < other.permille {
			return other.state
		}
		rest -= other.permille
	}
	return o[0].state
}
