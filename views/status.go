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
	"created":    {"○", state.WireWord("created"), plain, text.SmartMeansCreated},
	"processing": {"○", state.WireWord("processing"), plain, text.MeansProceed},
	"approved":   {"◐", state.WireWord("approved"), accent, text.SmartMeansApproved},
	"pending":    {"○", state.WireWord("pending"), warn, text.MeansPending},
	"ok":         {"✓", state.WireWord("ok"), good, text.SmartMeansOK},
	"received":   {"✓", state.WireWord("received"), good, text.SmartMeansReceived},
	"shipped":    {"✓", state.WireWord("shipped"), good, text.SmartMeansShipped},
	"collection": {"◐", state.WireWord("collection"), warn, text.SmartMeansCollection},
	"collected":  {"✓", state.WireWord("collected"), good, text.SmartMeansCollected},
	"finished":   {"✓", state.WireWord("finished"), good, text.SmartMeansOK},
	"failed":     {"✗", state.WireWord("failed"), bad, text.SmartMeansFailed},
	"cancelled":  {"–", state.WireWord("cancelled"), dim, text.SmartMeansCancelled},
	"canceled":   {"–", state.WireWord("canceled"), dim, text.SmartMeansCancelled},
	"aborted":    {"–", state.WireWord("aborted"), dim, text.SmartMeansAborted},
	"deleted":    {"–", state.WireWord("deleted"), dim, text.SmartMeansDeleted},
	"timeout":    {"–", state.WireWord("timeout"), dim, text.SmartMeansTimeout},
}

// otherStatus are the states of what is no sale: subscriptions, plans, vouchers,
// identities.
var otherStatus = map[string]status{
	"active":    {"✓", state.WireWord("active"), good, 0},
	"inactive":  {"–", state.WireWord("inactive"), dim, 0},
	"suspended": {"◐", state.WireWord("suspended"), warn, 0},
	"confirmed": {"✓", state.WireWord("confirmed"), good, 0},
	"denied":    {"✗", state.WireWord("denied"), bad, 0},
	"requested": {"○", state.WireWord("requested"), plain, 0},
}

// statusFields says which fields of rows are a state, by their path, and where
// their words are explained.
var statusFields = map[string]func(word string) (status, bool){
	"details.status_simple":     simpleStatus,
	"simple_status_description": simpleStatus,
	"status": func(word string) (status, bool) {
		s, ok := smartStatus[word]
		if !ok {
			s, ok = otherStatus[word]
		}
		return s, ok
	},
	"state": func(word string) (status, bool) {
		s := journalLook(state.WriteState(word))
		return s, s.word != 0
	},
}

func simpleStatus(word string) (status, bool) {
	simple, ok := state.SimpleOf(word)
	return paymentStatus[simple], ok
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

// methodFields are the fields of rows that say how something was paid.
var methodFields = map[string]bool{"product": true, "payment_method": true}

// Words are the words of the wire as the screen draws them, so that the filter
// finds what an operator sees.
func Words(lang *text.Lang) map[string]string {
	shown := map[string]string{}
	for word, key := range state.WireWords() {
		shown[word] = lang.Text(key)
	}
	for _, kind := range state.JournalKinds() {
		if _, taken := shown[kind]; !taken {
			shown[kind] = lang.Say(state.KindTitle(state.WriteKind(kind)))
		}
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
