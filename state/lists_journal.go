package state

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// JournalEntry is one row of the journal, as the journal has it: an intent came
// into a state. It is written as JSON the way "tresen journal list --json" does.
// See the package comment of the journal for the hashes.
type JournalEntry struct {
	Seq          int64           `json:"seq"`
	Intent       string          `json:"intent"`
	Follows      int64           `json:"follows"` // the intent's entry before; 0 for its first
	State        WriteState      `json:"state"`
	Open         bool            `json:"open"` // from now on the target takes no other write
	Kind         WriteKind       `json:"kind"`
	Env          string          `json:"env"` // the host that it was for
	Target       string          `json:"target"`
	Amount       api.Minor       `json:"amount"`
	Currency     string          `json:"currency"`
	Operator     string          `json:"operator"`
	At           time.Time       `json:"at"`
	BodyHash     string          `json:"body_hash"`
	Baseline     json.RawMessage `json:"baseline"` // what the target was like before
	BaselineHash string          `json:"baseline_hash"`
	Action       string          `json:"action"`            // the X-Action id of the request
	Support      string          `json:"support,omitempty"` // the server's id of what went wrong
	Result       string          `json:"result,omitempty"`  // the id of what the write made
	Note         string          `json:"note,omitempty"`    // why, in a word of the program's own
	Prev         string          `json:"prev"`
	Hash         string          `json:"hash"`
}

// Shown is the state of an entry as a row shows it: what is final is told
// from what is only accepted.
func (e *JournalEntry) Shown() WriteState {
	if e.arrived() {
		return noteArrived
	}
	return e.State
}

// ID names an entry among the rows of a list. It never changes.
func (e *JournalEntry) ID() string { return e.Intent + "#" + strconv.FormatInt(e.Seq, 10) }

// JournalIntent is the intent of a row's id.
func JournalIntent(id string) string {
	intent, _, _ := strings.Cut(id, "#")
	return intent
}

// JournalRecord is an entry and, where it was read in full, the whole intent
// that it belongs to.
type JournalRecord struct {
	JournalEntry
	// Steps are all entries of the intent, oldest first; nil in a list.
	Steps []JournalEntry
}

// Last is the entry that says where the intent is now, as far as it is known.
func (r *JournalRecord) Last() *JournalEntry {
	if n := len(r.Steps); n > 0 {
		return &r.Steps[n-1]
	}
	return &r.JournalEntry
}

// InPoints stands for the currency of an entry whose amount is points.
const InPoints = "points"

// The fields of a row of the journal that others look at.
const journalTarget = 5

// journalList is the journal, newest first. It is read here and not from the
// server.
var journalList = journalResource()

func journalResource() *Resource {
	word := func(get func(*JournalEntry) string) func(*JournalRecord) Value {
		return wordsOf(func(r *JournalRecord) string { return get(&r.JournalEntry) })
	}
	r := listing("journal", "", "", text.JournalTitle, 6, 2,
		listed[JournalRecord]{text.EntryTime, "at", Time, 12, 0, func(r *JournalRecord) Value {
			return Value{Num: r.At.Unix(), Set: !r.At.IsZero()}
		}},
		listed[JournalRecord]{text.EntryOperator, "operator", Text, 10, 1, word(func(e *JournalEntry) string { return e.Operator })},
		listed[JournalRecord]{text.What, "kind", Word, 10, 0, word(func(e *JournalEntry) string { return string(e.Kind) })},
		listed[JournalRecord]{text.EntryState, "state", Word, 13, 0, word(func(e *JournalEntry) string { return string(e.Shown()) })},
		listed[JournalRecord]{text.Amount, "amount", Money, 12, 0, func(r *JournalRecord) Value {
			return Value{Text: cmp.Or(r.Currency, InPoints), Num: int64(r.Amount), Set: r.Measure() != nil}
		}},
		listed[JournalRecord]{text.EntryTarget, "target", Text, 14, 2, word(func(e *JournalEntry) string { return e.Target })},
		listed[JournalRecord]{text.EntryNote, "note", Text, 14, 2, word(func(e *JournalEntry) string { return e.Note })},
	)
	r.Book, r.may = true, MayJournal
	r.Search = journalWords
	return r
}

// journalWords is what the search line of the journal understands.
var journalWords = query.Vocabulary{
	Words:       []string{"target", "operator", "intent"},
	Number:      []string{"seq"},
	AmountField: "amount",
	Amount:      readAmount,
	Date:        "at",
	Refs:        everyPrefix("target"),
	Fields: []query.Field{
		{Name: "operator", Kind: query.KindText},
		{Name: "target", Kind: query.KindText},
		{Name: "state", Kind: query.KindText, Values: stateChoices(), Closed: true},
		{Name: "kind", Kind: query.KindText, Values: kindChoices(), Closed: true},
		{Name: "at", Kind: query.KindDate},
		{Name: "created", Kind: query.KindDate},
		{Name: "intent", Kind: query.KindText},
		{Name: "env", Kind: query.KindText},
		{Name: "amount", Kind: query.KindNumber},
		{Name: "currency", Kind: query.KindText, Values: choices("EUR", "CHF")},
		{Name: "note", Kind: query.KindText},
		{Name: "result", Kind: query.KindText},
		{Name: "support", Kind: query.KindText},
		{Name: "action", Kind: query.KindText},
		{Name: "open", Kind: query.KindBool},
		{Name: "seq", Kind: query.KindNumber},
	},
}

// everyPrefix leads the ids of all kinds of objects to one property.
func everyPrefix(property string) map[string]string {
	refs := map[string]string{}
	for prefix := range strings.FieldsSeq("PCI_ STX_ PCU_ PCT_ PCR_ GCR_ MRC_ STO_ SUB_ PLN_ POI_ MCD_ CRD_ CRG_ CUS_ LTX_ SDV_ SRT_ DUP_ SIR_ PIT_ PTX_") {
		refs[prefix] = property
	}
	return refs
}

// resourceOf finds the list in which an object stands, by the prefix of its id;
// nil where no list has such objects.
func resourceOf(id string) *Resource {
	wire, ok := query.ObjectOf(id)
	if !ok {
		return nil
	}
	for _, r := range Resources {
		if r.Wire == wire {
			return r
		}
	}
	return nil
}

// TakesToObject reports an id of an object that can be opened.
func TakesToObject(id string) bool { return resourceOf(id) != nil }

// links are the ways from an entry: the object that it is about.
func (r *JournalRecord) links() []Link {
	if res := resourceOf(r.Target); res != nil {
		return []Link{{res, r.Target}}
	}
	return nil
}

// whyElsewhere says that an entry is about an object of another server, which
// has nothing to do with what has the same id here.
func (a *App) whyElsewhere(o *Object) text.Msg {
	if r, ok := o.Value.(*JournalRecord); ok && r.Env != a.Env.Host {
		return text.M(text.OtherServer, r.Env)
	}
	return text.Msg{}
}

// recordChoices are what people copy of an entry, the hashes in full.
func recordChoices(r *JournalRecord, raw []byte) []CopyChoice {
	last := r.Last()
	return []CopyChoice{
		{text.EntryTarget, MaskText(r.Target)}, {text.EntryIntent, r.Intent}, {text.EntryResult, MaskText(last.Result)},
		{text.EntrySupport, last.Support}, {text.EntryAction, r.Action}, {text.EntryBodyHash, r.BodyHash},
		{text.EntryBaselineHash, r.BaselineHash}, {text.EntryHash, r.Hash}, {text.JSONText, string(MaskJSON(raw))},
	}
}
