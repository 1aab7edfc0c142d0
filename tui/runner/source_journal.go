package runner

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// journalSource reads the journal as a list like any other. What the journal can
// select by itself it does; for everything else entries are looked at, so many a
// page.
var journalSource = source{
	find: func(ctx context.Context, r *Runner, q api.Query) (state.Page, error) {
		return entryPage(ctx, r, journalScroll{count: q.Count, q: q.Q})
	},
	next: func(ctx context.Context, r *Runner, id string) (state.Page, error) {
		scroll, err := readScroll(id)
		if err != nil {
			return state.Page{}, err
		}
		return entryPage(ctx, r, scroll)
	},
	get:   readEntry,
	count: countEntries,
}

const (
	// mostLooked is how many entries a page looks at, at most, for those that
	// match: about a fifth of a second. The operator decides whether to look on.
	mostLooked = 20_000
	// lookedAtOnce is how many of them are held at a time.
	lookedAtOnce = 1_000
	// defaultCount is how many entries a page has where nobody says.
	defaultCount = 200
)

// journalScroll is where a list of the journal goes on: it needs nothing but
// itself, so that it lasts as long as the journal.
type journalScroll struct {
	before int64 // only entries below this number; 0 is the end of the journal
	count  int
	q      string
}

func (s journalScroll) id() string { return fmt.Sprintf("%d %d %s", s.before, s.count, s.q) }

func readScroll(id string) (s journalScroll, err error) {
	before, rest, _ := strings.Cut(id, " ")
	count, q, _ := strings.Cut(rest, " ")
	s.q = q
	if s.before, err = strconv.ParseInt(before, 10, 64); err == nil {
		s.count, err = strconv.Atoi(count)
	}
	return s, err
}

// entryPage reads a page of the journal, newest first.
func entryPage(ctx context.Context, r *Runner, at journalScroll) (state.Page, error) {
	jobs := r.writes()
	search, err := state.ReadJournalSearch(at.q, cmp.Or(jobs.cfg.Zone, time.UTC))
	if err != nil {
		return state.Page{}, err
	}
	book, err := jobs.book()
	if err != nil {
		return state.Page{}, &state.JournalError{Err: err, Closed: true}
	}
	var page state.Page
	at.count = cmp.Or(at.count, defaultCount)
	if at.before == 0 {
		if page.Head, err = book.Head(ctx); err != nil {
			return page, &state.JournalError{Err: err}
		}
		if page.HasTotal = search.All(); page.HasTotal {
			page.Total = int(page.Head)
		}
		at.before = page.Head + 1 // what comes meanwhile is new
	}
	if search.Intent != "" {
		err = lookUp(ctx, book, search, &page)
	} else {
		err = look(ctx, book, search, at, &page, lookedAtOnce, mostLooked)
	}
	if err != nil {
		return state.Page{}, &state.JournalError{Err: err}
	}
	return page, nil
}

// lookUp finds the entries of one intent, which are few.
func lookUp(ctx context.Context, book *journal.Journal, search state.JournalSearch, page *state.Page) error {
	all, err := book.Intent(ctx, search.Intent)
	for _, e := range slices.Backward(all) {
		if row := JournalEntry(e); search.Holds(&row) {
			addEntry(page, row)
		}
	}
	return err
}

// look goes through the journal downwards until the page is full, everything was
// seen, or so much of it that the operator should know.
func look(ctx context.Context, book *journal.Journal, search state.JournalSearch, at journalScroll, page *state.Page, atOnce, most int) error {
	f := journal.Filter{Operator: search.Operator, Target: search.Target, State: search.State, From: search.From, To: search.To}
	for looked := 0; ; {
		batch := at.count - len(page.Rows)
		if search.Match != nil {
			batch = atOnce
		}
		entries, err := book.Page(ctx, f, at.before, batch)
		if err != nil {
			return err
		}
		for _, e := range entries {
			at.before = e.Seq
			row := JournalEntry(e)
			if search.Match != nil && !search.Match(&row) {
				continue
			}
			if addEntry(page, row); len(page.Rows) == at.count {
				page.ScrollID = at.id()
				return nil
			}
		}
		if looked += len(entries); len(entries) < batch {
			return nil
		}
		if looked >= most {
			page.Down, page.ScrollID = at.before, at.id()
			return nil
		}
	}
}

func addEntry(page *state.Page, e state.JournalEntry) {
	o := recordOf(e, nil)
	page.Objects = append(page.Objects, o)
	page.Rows = append(page.Rows, state.ResourceNamed("journal").RowOf(o))
}

// recordOf is an entry as state keeps objects.
func recordOf(e state.JournalEntry, steps []state.JournalEntry) state.Object {
	raw, err := json.Marshal(e)
	if err != nil {
		panic("runner: an entry of plain fields cannot be written: " + err.Error())
	}
	return state.Object{Resource: "journal", ID: e.ID(), Value: &state.JournalRecord{JournalEntry: e, Steps: steps}, Raw: raw}
}

// errNoEntry says that an id is none of the journal's.
var errNoEntry = errors.New("it has no such entry")

// readEntry reads an entry with its whole intent.
func readEntry(ctx context.Context, r *Runner, id string) (state.Object, error) {
	book, err := r.writes().book()
	if err != nil {
		return state.Object{}, &state.JournalError{Err: err, Closed: true}
	}
	all, err := book.Intent(ctx, state.JournalIntent(id))
	if err != nil {
		return state.Object{}, &state.JournalError{Err: err}
	}
	var steps []state.JournalEntry
	for _, e := range all {
		steps = append(steps, JournalEntry(e))
	}
	at := slices.IndexFunc(steps, func(e state.JournalEntry) bool { return e.ID() == id })
	if at < 0 {
		return state.Object{}, &state.JournalError{Err: errNoEntry}
	}
	return recordOf(steps[at], steps), nil
}

// mostCounted bounds how many new entries are looked at to count those of a
// search: more than that is many, whatever the number.
const mostCounted = 1_000

// countEntries counts what a search finds of the entries above a number.
func countEntries(ctx context.Context, r *Runner, e state.Count) (int, error) {
	jobs := r.writes()
	search, err := state.ReadJournalSearch(e.Q, cmp.Or(jobs.cfg.Zone, time.UTC))
	if err != nil {
		return 0, err
	}
	book, err := jobs.book()
	if err != nil {
		return 0, &state.JournalError{Err: err, Closed: true}
	}
	entries, err := book.Since(ctx, e.Above, mostCounted)
	if err != nil {
		return 0, &state.JournalError{Err: err}
	}
	n := 0
	for _, e := range entries {
		if row := JournalEntry(e); search.Holds(&row) {
			n++
		}
	}
	return n, nil
}

// JournalEntry is an entry of the journal as state knows it.
func JournalEntry(e journal.Entry) state.JournalEntry {
	baseline := json.RawMessage(e.Baseline)
	if !json.Valid(baseline) { // others may have written it
		baseline, _ = json.Marshal(e.Baseline) // a text always can be
	}
	return state.JournalEntry{Seq: e.Seq, Intent: e.Intent, Follows: e.Follows, State: state.WriteState(e.State), Open: e.Open,
		Kind: state.WriteKind(e.Kind), Env: e.Env, Target: e.Target, Amount: api.Minor(e.Amount), Currency: e.Currency, Operator: e.Operator,
		At: e.At.UTC(), BodyHash: e.BodyHash, Baseline: baseline, BaselineHash: e.BaselineHash, Action: e.Action,
		Support: e.Support, Result: e.Result, Note: e.Note, Prev: e.Prev, Hash: e.Hash}
}
