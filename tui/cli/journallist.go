package cli

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
)

// journalList prints a page of entries.
func (p *program) journalList(ctx context.Context, call *journalCall) error {
	zone, err := p.zone()
	if err != nil {
		return err
	}
	switch {
	case call.limit < 1 || call.limit > maxEntries:
		return fault(text.BadLimit, call.limit, maxEntries)
	case call.before < 0:
		return fault(text.BadBefore, call.before)
	case call.day != "":
		if call.filter.From, err = day(call.day, zone); err != nil {
			return err
		}
		call.filter.To = call.filter.From.AddDate(0, 0, 1)
	}
	if err := call.spell(); err != nil {
		return err
	}
	j, err := p.readJournal(ctx)
	if err != nil {
		return err
	}
	defer j.Close()
	if call.json {
		return p.streamEntries(ctx, j, call)
	}
	var page []journal.Entry
	further := *call
	further.limit++ // whether there is more, the one after them tells
	for e, err := range further.entries(ctx, j) {
		if err != nil {
			return p.journalFault(err)
		}
		page = append(page, e)
	}
	if len(page) == 0 {
		p.say(p.lang.Text(text.NoEntries))
		return nil
	}
	shown := page[:min(len(page), call.limit)]
	if err := p.writeTable(shown, zone); err != nil || len(shown) == len(page) {
		return err
	}
	p.say(p.lang.Say(text.M(text.MoreEntries, strconv.FormatInt(shown[len(shown)-1].Seq, 10))))
	return nil
}

// spell takes a state and a kind as the journal spells them, or as the list shows
// them. That something is final is in the note of an entry.
func (call *journalCall) spell() error {
	known := true
	if word := call.filter.State; word != "" {
		if call.filter.State, known = state.JournalState(word); !known {
			return fault(text.BadState, word, strings.Join(state.JournalStates(), ", "))
		}
		if call.final = !slices.Contains(state.JournalStates(), call.filter.State); call.final {
			call.filter.State = string(state.WriteApplied)
		}
	}
	if word := call.kind; word != "" {
		if call.kind, known = state.JournalKind(word); !known {
			return fault(text.BadKind, word, strings.Join(state.JournalKinds(), ", "))
		}
	}
	return nil
}

// misses reports an entry that the call does not ask for, of those that the
// journal selects.
func (call *journalCall) misses(e journal.Entry) bool {
	row := runner.JournalEntry(e)
	return call.kind != "" && e.Kind != call.kind || call.final && row.Shown() == row.State
}

// readAtOnce is how many entries are held while they are listed.
const readAtOnce = 500

// entries walks the entries that a call asks for, newest first, without holding
// them all. The journal does not select by kind, so that is looked at here.
func (call *journalCall) entries(ctx context.Context, j *journal.Journal) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		before, left := call.before, call.limit
		for left > 0 {
			batch := min(left, readAtOnce)
			if call.kind != "" || call.final {
				batch = readAtOnce
			}
			page, err := j.Page(ctx, call.filter, before, batch)
			if err != nil {
				yield(journal.Entry{}, err)
				return
			}
			for _, e := range page {
				before = e.Seq
				if left == 0 || call.misses(e) {
					continue
				}
				if left--; !yield(e, nil) {
					return
				}
			}
			if len(page) < batch {
				return
			}
		}
	}
}

// streamEntries prints the entries of a call as JSON, as they are read.
func (p *program) streamEntries(ctx context.Context, j *journal.Journal, call *journalCall) error {
	for e, err := range call.entries(ctx, j) {
		if err != nil {
			return p.journalFault(err)
		}
		if err := p.writeEntries([]journal.Entry{e}); err != nil {
			return err
		}
	}
	return nil
}

// day reads a day and returns its beginning.
func day(words string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		if at, err := time.ParseInLocation(layout, words, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fault(text.BadDay, words)
}
