package state

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// step is how a state of the journal is said: in a word, and in a sentence of
// what happened.
type step struct {
	word, did text.Key
	tone      Tone
}

// steps are the states that the journal has entries of.
var steps = map[WriteState]step{
	WriteDraft:      {text.StepDraft, text.DidDraft, Info},
	WriteSnapshot:   {text.StepSnapshot, text.DidSnapshot, Info},
	WriteApproval:   {text.StepApproval, text.DidApproval, Info},
	WriteApproved:   {text.StepApproved, text.DidApproved, Info},
	WriteArmed:      {text.StepArmed, text.DidArmed, Info},
	WriteSent:       {text.StepSent, text.DidSent, Info},
	WriteApplied:    {text.StepApplied, text.DidApplied, Good},
	WriteFailed:     {text.StepFailed, text.DidFailed, Bad},
	WriteRejected:   {text.StepRejected, text.DidRejected, Info},
	WriteUnknown:    {text.StepUnknown, text.DidUnknown, Bad},
	WriteNotApplied: {text.StepNotApplied, text.DidNotApplied, Info},
	WriteConflict:   {text.StepConflict, text.DidConflict, Bad},
	WriteDouble:     {text.StepDouble, text.DidDouble, Bad},
	WriteRefused:    {text.StepRefused, text.DidRefused, Info},
	noteArrived:     {text.StepArrived, text.DidArrived, Good},
	"revealed":      {text.StepRevealed, text.DidRevealed, Info},
}

// StepWord is the short word for a state of the journal, 0 for one that is not
// known.
func StepWord(s WriteState) text.Key { return steps[s].word }

// JournalStates and JournalKinds are how the journal spells what its entries can
// say, sorted.
func JournalStates() []string {
	all := slices.Collect(maps.Keys(steps))
	return spelled(slices.DeleteFunc(all, func(s WriteState) bool { return s == noteArrived })) // a note, and no state
}

// JournalKinds are the kinds.
func JournalKinds() []string { return spelled(slices.Collect(maps.Keys(kindTitles))) }

func spelled[S ~string](words []S) []string {
	var all []string
	for _, w := range words {
		all = append(all, string(w))
	}
	slices.Sort(all)
	return all
}

// stateChoices and kindChoices let a state and a kind be searched for as the
// journal spells them, and as the screen says them in either language.
func stateChoices() []query.Choice {
	all := choices(JournalStates()...)
	for _, s := range append(JournalStates(), noteArrived) {
		all = append(all, saidChoices(s, StepWord(WriteState(s)))...)
	}
	return all
}

func kindChoices() []query.Choice {
	all := choices(JournalKinds()...)
	for _, k := range JournalKinds() {
		all = append(all, saidChoices(k, kindTitles[WriteKind(k)])...)
	}
	return all
}

func saidChoices(value string, said text.Key) []query.Choice {
	var all []query.Choice
	for _, lang := range []string{"en", "de"} {
		if words := strings.ToLower(text.For(lang).Text(said)); words != value {
			all = append(all, query.Choice{Text: words, Value: value})
		}
	}
	return all
}

// JournalState and JournalKind find how the journal spells what a person wrote,
// as itself or as a screen says it; false for what means nothing. A state that is
// a note, such as final, is none.
func JournalState(word string) (string, bool) { return spelling(word, stateChoices()) }

// JournalKind is the same for kinds.
func JournalKind(word string) (string, bool) { return spelling(word, kindChoices()) }

func spelling(word string, among []query.Choice) (string, bool) {
	for _, c := range among {
		if strings.EqualFold(c.Text, word) {
			return cmp.Or(c.Value, c.Text), true
		}
	}
	return "", false
}

// kindTitles are the words for what is written.
var kindTitles = map[WriteKind]text.Key{
	"refund": text.KindRefund, "capture": text.KindCapture, "revoke-accrual": text.KindRevokeAccrual, "start": text.KindStart,
	"smart-cancel": text.KindSmartCancel, "receipt-cancel": text.KindReceiptCancel, "charge": text.KindCharge,
	"discharge": text.KindDischarge, "charge-points": text.KindChargePoints, "take-points": text.KindTakePoints,
	"payout": text.KindPayout, "end-of-day": text.KindEndOfDay, "lock": text.KindLock, "unlock": text.KindUnlock,
	"link": text.KindLink, "reveal": text.KindReveal, "attempt": text.KindAttempt,
}

// KindTitle is what a kind of write is called; one that is not known is called
// as the journal spells it.
func KindTitle(kind WriteKind) text.Msg {
	if key, ok := kindTitles[kind]; ok {
		return text.M(key)
	}
	return text.Plain(api.Clean(string(kind)))
}

// ResultTitle is what the result of an entry is called: the id of what was made,
// or what somebody tried who may not.
func ResultTitle(kind WriteKind) text.Key {
	if kind == "attempt" {
		return text.EntryTried
	}
	return text.EntryResult
}

// noteArrived ends the note of an entry after which nothing is to be watched.
const noteArrived = "arrived"

// arrived reports an entry that says that the write is final.
func (e *JournalEntry) arrived() bool {
	return e.State == WriteApplied && strings.HasSuffix(e.Note, noteArrived)
}

func (e *JournalEntry) tone() Tone { return steps[e.State].tone }

// Step says what happened with an entry, and why.
func (e *JournalEntry) Step() text.Msg {
	what, known := text.M(steps[e.State].did), steps[e.State].did != 0
	switch {
	case e.arrived():
		what = text.M(text.DidArrived)
	case !known:
		what = text.Plain(api.Clean(string(e.State)))
	}
	if why := e.Why(); !why.IsZero() && e.State != WriteApproved { // that was said
		return text.M(text.Quoted, what, why)
	}
	return what
}

// Why is the note of an entry in words; what has none is shown as it is.
func (e *JournalEntry) Why() text.Msg {
	note := strings.TrimSpace(strings.TrimSuffix(e.Note, noteArrived))
	if key, ok := whyWords[WriteWhy(note)]; ok {
		return text.M(key)
	}
	for _, r := range RevealReasons {
		if note == string(r.Reason) {
			return text.M(r.Title)
		}
	}
	if note == "" {
		return text.Msg{}
	}
	return text.Plain(api.Clean(note))
}

// Did says what happened with an entry, to an object that is known already: the
// kind of write, its amount, and the step.
func (e *JournalEntry) Did() text.Msg {
	if e.Measure() != nil {
		return text.M(text.EntryDid, KindTitle(e.Kind), measure(e.Amount, e.Currency), e.Step())
	}
	return text.M(text.EntryDidPlain, KindTitle(e.Kind), e.Step())
}

// Measure is how much an entry is about, for messages: money, a number of points,
// or nil.
func (e *JournalEntry) Measure() any {
	switch {
	case e.Amount == 0:
		return nil
	case e.Currency != "":
		return api.Money{Amount: e.Amount, Currency: e.Currency}
	case ofCard[e.Kind]:
		return text.M(text.PointsCount, int64(e.Amount))
	}
	return nil
}

// Next says what can be done about the intent that this is the last entry of.
func (e *JournalEntry) Next() text.Msg {
	switch {
	case e.State == WriteApplied && !e.arrived() && e.Kind == KindRefund:
		return text.M(text.NextPending)
	case e.State == WriteApplied && !e.arrived() && e.Kind == KindPayout:
		return text.M(text.NextOwed, e.Result)
	case !e.Open:
		return text.M(text.NextNothing)
	case e.State == WriteApproval:
		return text.M(text.NextApproval)
	case e.State == WriteUnknown:
		return text.M(text.NextUnknown)
	case e.State.Alarm():
		return text.M(text.NextDecide, e.Intent)
	}
	return text.M(text.NextRuns)
}
