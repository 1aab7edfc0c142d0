package views

import (
	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// status is how a state of an object looks: a glyph of one cell, a word that
// fits a column, a tone, and what it means in a sentence.
type status struct {
	glyph string
	word  text.Key
	tone  tone
	means text.Key
}

// paymentStatus is keyed by the simple status: the only one that is closed.
var paymentStatus = map[api.StatusSimple]status{
	api.StatusProceed:              {"○", state.SimpleTitle(api.StatusProceed), plain, text.MeansProceed},
	api.StatusAccepted:             {"✓", state.SimpleTitle(api.StatusAccepted), good, text.MeansAccepted},
	api.StatusAuthorized:           {"◐", state.SimpleTitle(api.StatusAuthorized), accent, text.MeansAuthorized},
	api.StatusDenied:               {"✗", state.SimpleTitle(api.StatusDenied), bad, text.MeansDenied},
	api.StatusIssue:                {"‼", state.SimpleTitle(api.StatusIssue), bad, text.MeansIssue},
	api.StatusVoid:                 {"–", state.SimpleTitle(api.StatusVoid), dim, text.MeansVoid},
	api.StatusIssueResolved:        {"✓", state.SimpleTitle(api.StatusIssueResolved), good, text.MeansResolved},
	api.StatusRefund:               {"↩", state.SimpleTitle(api.StatusRefund), accent, text.MeansRefund},
	api.StatusCreated:              {"○", state.SimpleTitle(api.StatusCreated), plain, text.MeansCreated},
	api.StatusPaid:                 {"✓", state.SimpleTitle(api.StatusPaid), good, text.MeansPaid},
	api.StatusPending:              {"○", state.SimpleTitle(api.StatusPending), warn, text.MeansPending},
	api.StatusSubscriptionApproved: {"✓", state.SimpleTitle(api.StatusSubscriptionApproved), good, text.MeansSubscribed},
	api.StatusSubscriptionDeclined: {"✗", state.SimpleTitle(api.StatusSubscriptionDeclined), bad, text.MeansNotSubscribed},
	api.StatusOnHold:               {"◐", state.SimpleTitle(api.StatusOnHold), warn, text.MeansOnHold},
	api.StatusWaitingForShipment:   {"◐", state.SimpleTitle(api.StatusWaitingForShipment), warn, text.MeansToShip},
	api.StatusContainerAuthorized:  {"✓", state.SimpleTitle(api.StatusContainerAuthorized), good, text.MeansAccountOK},
	api.StatusContainerDenied:      {"✗", state.SimpleTitle(api.StatusContainerDenied), bad, text.MeansNoAccount},
}

// smartStatus is keyed by the wire's word.
var smartStatus = map[string]status{
	"created":    {"○", text.SimpleCreated, plain, text.SmartMeansCreated},
	"processing": {"○", text.SimpleProceed, plain, text.MeansProceed},
	"approved":   {"◐", text.SmartApproved, accent, text.SmartMeansApproved},
	"pending":    {"○", text.SimplePending, warn, text.MeansPending},
	"ok":         {"✓", text.SmartOK, good, text.SmartMeansOK},
	"received":   {"✓", text.SmartReceived, good, text.SmartMeansReceived},
	"shipped":    {"✓", text.SmartShipped, good, text.SmartMeansShipped},
	"collection": {"◐", text.SmartCollection, warn, text.SmartMeansCollection},
	"collected":  {"✓", text.SmartCollected, good, text.SmartMeansCollected},
	"finished":   {"✓", text.SmartFinished, good, text.SmartMeansOK},
	"failed":     {"✗", text.SmartFailed, bad, text.SmartMeansFailed},
	"cancelled":  {"–", text.SmartCancelled, dim, text.SmartMeansCancelled},
	"canceled":   {"–", text.SmartCancelled, dim, text.SmartMeansCancelled},
	"aborted":    {"–", text.SmartAborted, dim, text.SmartMeansAborted},
	"deleted":    {"–", text.SmartDeleted, dim, text.SmartMeansDeleted},
	"timeout":    {"–", text.SmartTimeout, dim, text.SmartMeansTimeout},
}

// statusFields says which fields of rows are a state, by their path, and where
// their words are explained.
var statusFields = map[string]func(word string) (status, bool){
	"details.status_simple": func(word string) (status, bool) {
		simple, ok := state.SimpleOf(word)
		return paymentStatus[simple], ok
	},
	"status": func(word string) (status, bool) {
		s, ok := smartStatus[word]
		return s, ok
	},
	"state": func(word string) (status, bool) {
		s := journalLook(state.WriteState(word))
		return s, s.word != 0
	},
}

// statusWords is a state as it is drawn: glyph and word. A state that nobody
// knows is shown in its own words.
func (r *Renderer) statusWords(path, word string) (string, tone) {
	s, known := statusFields[path](word)
	if !known {
		return "· " + word, plain
	}
	return s.glyph + " " + r.lang.Text(s.word), s.tone
}

// saidFields are the fields of rows of the journal whose words state has.
var saidFields = map[string]func(word string) text.Msg{
	"kind": func(word string) text.Msg { return state.KindTitle(state.WriteKind(word)) },
	"note": func(word string) text.Msg { return (&state.JournalEntry{Note: word}).Why() },
}

// methodWords are the short words for how a payment was paid, by state's word.
var methodWords = map[string]text.Key{
	"debit": text.MethodDebit, "debit-preauth": text.MethodDebitPreauth, "creditcard": text.MethodCard,
	"card-preauth": text.MethodCardPreauth, "card-refund": text.MethodCardRefund, "prepaid": text.MethodPrepaid,
	"invoice": text.MethodInvoice, "instalments": text.MethodInstalments, "crowdfunding": text.MethodCrowdfunding,
	"share": text.MethodShare, "payout": text.MethodPayout, "paypal": text.MethodPayPal,
	"paypal-refund": text.MethodPayPalRefund, "twint": text.MethodTwint,
}

// methodFields are the fields of rows that say how something was paid.
var methodFields = map[string]bool{"product": true, "payment_method": true}

// Words are the words of the wire as the screen draws them, so that the filter
// finds what an operator sees.
func Words(lang *text.Lang) map[string]string {
	shown := map[string]string{}
	for word, key := range methodWords {
		shown[word] = lang.Text(key)
	}
	for word, s := range smartStatus {
		shown[word] = lang.Text(s.word)
	}
	for s := range journalGlyphs {
		if _, taken := shown[string(s)]; !taken {
			shown[string(s)] = lang.Text(state.StepWord(s))
		}
	}
	for simple, s := range paymentStatus {
		shown[state.SimpleWord(simple)] = lang.Text(s.word)
	}
	return shown
}
