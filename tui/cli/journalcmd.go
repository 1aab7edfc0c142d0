package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path/filepath"
	"slices"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"tresen/state/journal"
	"tresen/state/text"
)

// journalCall is what the flags and arguments of a journal command say.
type journalCall struct {
	filter journal.Filter
	kind   string
	final  bool // only what is final
	day    string
	before int64
	limit  int
	json   bool
	who    string // decides
	args   []string
}

// maxEntries is how many entries one call lists at most.
const maxEntries = 100_000

// journalCommand is "tresen journal" with its commands.
func (p *program) journalCommand() *cobra.Command {
	var call journalCall
	parent := &cobra.Command{
		Use:   "journal",
		Short: p.lang.Text(text.HelpJournal),
		Long:  p.lang.Text(text.HelpJournal) + "\n" + p.lang.Text(text.HelpJournalLong),
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fault(text.NoSuchCommand, args[0])
			}
			return cmd.Help()
		},
	}
	shared := parent.PersistentFlags()
	shared.StringVar(&p.flags.journal, "journal", "", p.lang.Text(text.FlagJournalPlace))
	shared.StringVar(&p.flags.config, "config", "", p.lang.Text(text.FlagConfig))
	shared.StringVar(&p.flags.timezone, "timezone", "Europe/Berlin", p.lang.Text(text.FlagTimezone))
	shared.BoolVar(&call.json, "json", false, p.lang.Text(text.FlagJSON))
	for _, c := range []struct {
		use        string
		help, more text.Key
		args       int
		how        text.Key // what to say where there are not as many
		run        func(context.Context, *journalCall) error
	}{
		{"list", text.HelpList, 0, 0, text.ListHow, p.reading("list", p.journalList)},
		{"show INTENT|OBJECT", text.HelpShow, 0, 1, text.OneName, p.reading("show", p.journalShow)},
		{"verify", text.HelpVerify, 0, 0, text.VerifyHow, p.reading("verify", p.journalVerify)},
		{"settle INTENT applied|not-applied", text.HelpSettle, text.HelpSettleLong, 2, text.SettleHow, p.journalSettle},
	} {
		sub := &cobra.Command{Use: c.use, Short: p.lang.Text(c.help), Long: p.lang.Text(c.help) + "\n" + p.lang.Text(c.more)}
		sub.Args = func(_ *cobra.Command, args []string) error {
			if len(args) != c.args {
				return fault(c.how)
			}
			return nil
		}
		sub.RunE = func(cmd *cobra.Command, args []string) error {
			call.args = args
			return p.run(cmd, func(ctx context.Context) error { return c.run(ctx, &call) })
		}
		parent.AddCommand(sub)
	}
	p.journalFlags(parent, &call)
	return parent
}

// journalFlags adds the flags that belong to one command.
func (p *program) journalFlags(parent *cobra.Command, call *journalCall) {
	for _, sub := range parent.Commands() {
		f := sub.Flags()
		switch sub.Name() {
		case "list":
			f.StringVar(&call.filter.Operator, "operator", "", p.lang.Text(text.FlagByOperator))
			f.StringVar(&call.filter.Target, "target", "", p.lang.Text(text.FlagByTarget))
			f.StringVar(&call.filter.State, "state", "", p.lang.Text(text.FlagByState))
			f.StringVar(&call.kind, "kind", "", p.lang.Text(text.FlagByKind))
			f.StringVar(&call.day, "day", "", p.lang.Text(text.FlagByDay))
			f.Int64Var(&call.before, "before", 0, p.lang.Text(text.FlagBefore))
			f.IntVar(&call.limit, "limit", 50, p.lang.Text(text.FlagLimit))
		case "settle":
			f.StringVar(&call.who, "operator", "", p.lang.Text(text.FlagDecider))
		}
	}
}

// journalPlace is the journal of the flag, or the one that the screen uses for a
// real server.
func (p *program) journalPlace() string {
	if p.flags.journal != "" {
		return p.flags.journal
	}
	return filepath.Join(xdg.StateHome, "tresen", "journal.db")
}

// readJournal opens the journal to be read.
func (p *program) readJournal(ctx context.Context) (*journal.Journal, error) {
	j, err := journal.OpenToRead(ctx, p.journalPlace())
	return j, p.journalFault(unread(err))
}

// unread is why a journal cannot even be read: where what is missing is a right,
// that is not the one to write.
func unread(err error) error {
	if e, ok := errors.AsType[*journal.Error](err); ok && e.Problem == journal.ReadOnly {
		return &journal.Error{Problem: journal.Unusable, Path: e.Path, Err: e.Err}
	}
	return err
}

// journalFaults are the words for what is wrong with a journal. They take its
// name and the cause.
var journalFaults = map[journal.Problem]text.Key{
	journal.Unusable: text.JournalNotRead,
	journal.Busy:     text.JournalIsBusy,
	journal.Full:     text.JournalIsFull,
	journal.ReadOnly: text.JournalNoWrite,
	journal.Corrupt:  text.JournalDamaged,
	journal.Newer:    text.JournalTooNew,
	journal.Gone:     text.JournalNotThere,
}

// journalFault puts what the journal says into a sentence with the next step.
func (p *program) journalFault(err error) error {
	name := journal.Name(p.journalPlace())
	if tampered, ok := errors.AsType[*journal.TamperError](err); ok {
		return fault(text.EntryForged, tampered.Seq, name, tampered.Why)
	}
	e, ok := errors.AsType[*journal.Error](err)
	if !ok {
		return err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fault(text.NoJournalAt, name)
	}
	args := []any{name}
	switch e.Problem {
	case journal.Unusable, journal.ReadOnly, journal.Corrupt, journal.Gone:
		cause := ""
		if e.Err != nil {
			cause = e.Err.Error()
		}
		args = append(args, cause)
	}
	return fault(journalFaults[e.Problem], args...)
}

// journalVerify reads the whole journal.
func (p *program) journalVerify(ctx context.Context, call *journalCall) error {
	j, err := p.readJournal(ctx)
	if err != nil {
		return err
	}
	defer j.Close()
	last, err := j.Page(ctx, journal.Filter{}, 0, 1)
	if err == nil {
		err = j.Verify(ctx)
	}
	var result struct {
		OK      bool   `json:"ok"`
		Journal string `json:"journal"`
		Entries int64  `json:"entries"`
		Hash    string `json:"hash,omitempty"`
		Entry   int64  `json:"entry,omitempty"`
		Why     string `json:"why,omitempty"`
	}
	result.OK, result.Journal = err == nil, j.Path()
	if err != nil {
		result.Why = err.Error()
	}
	if len(last) > 0 {
		result.Entries, result.Hash = last[0].Seq, last[0].Hash
	}
	if tampered, ok := errors.AsType[*journal.TamperError](err); ok {
		result.Entry, result.Why = tampered.Seq, tampered.Why
	}
	if call.json {
		return errors.Join(p.journalFault(err), p.writeJSON(result))
	}
	switch {
	case err != nil:
		return p.journalFault(err)
	case len(last) == 0:
		_, err = fmt.Fprintln(p.out, p.lang.Say(text.M(text.JournalEmpty, result.Journal)))
	default:
		_, err = fmt.Fprintln(p.out, p.lang.Say(text.M(text.JournalVerified, result.Journal, result.Entries, result.Hash)))
	}
	return err
}

// journalShow prints all that is known of an intent, or of an object.
func (p *program) journalShow(ctx context.Context, call *journalCall) error {
	zone, err := p.zone()
	if err != nil {
		return err
	}
	j, err := p.readJournal(ctx)
	if err != nil {
		return err
	}
	defer j.Close()
	name := call.args[0]
	entries, err := j.Intent(ctx, name)
	if err != nil {
		return p.journalFault(err)
	}
	if len(entries) > 0 && !call.json {
		return p.writeEvidence(ctx, p.out, j, entries, zone)
	}
	if len(entries) == 0 {
		if entries, err = j.Page(ctx, journal.Filter{Target: name}, 0, math.MaxInt32); err != nil {
			return p.journalFault(err)
		}
		slices.Reverse(entries) // it is told as it happened
	}
	if len(entries) == 0 {
		return fault(text.NothingKnown, name)
	}
	if call.json {
		return p.writeEntries(entries)
	}
	return p.timeline(p.out, entries, zone)
}
