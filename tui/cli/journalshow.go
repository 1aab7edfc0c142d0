package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf16"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
	"tresen/state/text"
	"tresen/tui/runner"
)

// writeEntries prints entries as JSON, one a line. Amounts are in the smallest
// unit of their currency.
func (p *program) writeEntries(entries []journal.Entry) error {
	for _, e := range entries {
		if err := p.writeJSON(runner.JournalEntry(e)); err != nil {
			return err
		}
	}
	return nil
}

// writeJSON prints a value on a line. Whatever in its texts a terminal could obey,
// or nobody would see, is an escape: others may have written them, and what is
// meant for a program is looked at too.
func (p *program) writeJSON(value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	var line []byte
	for _, r := range string(data) {
		if s := string(r); unicode.IsPrint(r) && api.Clean(s) == s {
			line = append(line, s...)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			line = fmt.Appendf(line, `\u%04x`, unit)
		}
	}
	_, err = p.out.Write(append(line, '\n'))
	return err
}

// dates are how a time is written, by language.
var dates = map[string]string{"de": "02.01.2006 15:04:05", "en": "2006-01-02 15:04:05"}

func (p *program) date(at time.Time, zone *time.Location) string {
	return at.In(zone).Format(dates[p.lang.Code()])
}

// amount is the amount of an entry, empty where it has none.
func (p *program) amount(e journal.Entry) string {
	row := runner.JournalEntry(e)
	much := row.Measure()
	if much == nil {
		return ""
	}
	return p.lang.Say(text.M(text.Just, much))
}

// where is the state of an entry, and kind what it is about, as a screen says it.
func (p *program) where(e journal.Entry) string {
	row := runner.JournalEntry(e)
	if word := state.StepWord(row.Shown()); word != 0 {
		return p.lang.Text(word)
	}
	return e.State
}

func (p *program) kind(e journal.Entry) string {
	return p.lang.Say(state.KindTitle(state.WriteKind(e.Kind)))
}

// writeTable prints entries in columns.
func (p *program) writeTable(entries []journal.Entry, zone *time.Location) error {
	return p.table(p.out, entries, zone)
}

func (p *program) table(to io.Writer, entries []journal.Entry, zone *time.Location) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	var head []string
	for _, key := range []text.Key{text.EntryNumber, text.EntryTime, text.EntryOperator, text.EntryState, text.EntryKind,
		text.EntryTarget, text.Amount, text.EntryIntent, text.EntryResult, text.EntryNote} {
		head = append(head, strings.ToUpper(p.lang.Text(key)))
	}
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, e := range entries {
		entry := runner.JournalEntry(e)
		row := []string{strconv.FormatInt(e.Seq, 10), p.date(e.At, zone), e.Operator, p.where(e), p.kind(e), e.Target, p.amount(e),
			e.Intent, e.Result, p.lang.Say(entry.Why())}
		for i := range row {
			row[i] = cmp.Or(api.Clean(row[i]), "-")
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(to, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

// timeline prints entries as what happened, in the language of the user: when,
// who, what, and with which ids.
func (p *program) timeline(to io.Writer, entries []journal.Entry, zone *time.Location) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, entry := range entries {
		e := runner.JournalEntry(entry)
		ids := e.Intent
		for _, id := range []string{e.Result, e.Support} {
			if id != "" {
				ids += " " + id
			}
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\n", e.Seq, p.date(e.At, zone), cmp.Or(api.Clean(e.Operator), "-"),
			api.MaskText(api.Clean(p.lang.Say(e.Did()))), api.Clean(ids))
	}
	return w.Flush()
}

// writeEvidence prints what the journal knows of an intent: where it is, what
// the object was like before, its steps, and what else was done to the object.
func (p *program) writeEvidence(ctx context.Context, to io.Writer, j *journal.Journal, entries []journal.Entry, zone *time.Location) error {
	last := entries[len(entries)-1]
	var others []journal.Entry
	if last.Target != state.NoTarget { // what is about nothing has nothing else about it
		var err error
		if others, err = j.History(ctx, last.Env, last.Target); err != nil {
			return p.journalFault(err)
		}
	}
	others = slices.DeleteFunc(others, func(e journal.Entry) bool { return e.Intent == last.Intent })
	where := p.where(last)
	if last.Open {
		where = p.lang.Say(text.M(text.StillOpen, where))
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	for _, line := range []struct {
		name  text.Key
		value string
	}{
		{text.EntryIntent, last.Intent},
		{text.EntryKind, p.kind(last)},
		{text.EntryTarget, last.Target},
		{text.Amount, p.amount(last)},
		{text.EntryServer, last.Env},
		{text.EntryState, where},
		{text.EntryBefore, p.before(last, zone)},
		{state.ResultTitle(state.WriteKind(last.Kind)), last.Result},
		{text.EntrySupport, last.Support},
	} {
		if line.value != "" {
			fmt.Fprintf(w, "%s\t%s\n", p.lang.Text(line.name), api.Clean(line.value))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(to)
	if err := p.timeline(to, entries, zone); err != nil || len(others) == 0 {
		return err
	}
	fmt.Fprintf(to, "\n%s\n", p.lang.Say(text.M(text.OtherIntents, api.Clean(last.Target))))
	return p.timeline(to, others, zone)
}

// before says what the object was like before the write.
func (p *program) before(e journal.Entry, zone *time.Location) string {
	b, err := state.DecodeBaseline([]byte(e.Baseline))
	was := b.InWords(p.lang).Was(state.WriteKind(e.Kind))
	switch {
	case err != nil || b.ID != e.Target:
		return e.Baseline
	case was.IsZero():
		return p.lang.Say(text.M(text.ReadOn, p.date(b.ReadAt, zone)))
	}
	return p.lang.Say(text.M(text.BaselineRead, was, p.date(b.ReadAt, zone)))
}
