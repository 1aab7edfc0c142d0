package runner

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
	"tresen/tui/crash"
)

// watchEvery is how often the journal is asked for its last number: what others
// do is on the screen this much later.
const watchEvery = 2 * time.Second

// watcher looks at the journal for what any program writes into it. Where
// nothing changed it reads one row.
type watcher struct {
	book  *journal.Journal
	clock JobClock
	tell  func(state.JournalSeen)
	stir  func() // something is new; may be nil
	told  bool
	head  int64
	// audited: the journal was verified; broken: it is not as it was written, and
	// that was told.
	audited, broken bool
	// first are the first entries of the open intents: they say who began them,
	// and never change.
	first map[string]journal.Entry
	// still are the last entries of open intents, by their number, and since when
	// nothing followed them as far as this program has seen.
	still map[int64]stillness
}

// stillness is an open intent that nothing is heard of.
type stillness struct {
	last    journal.Entry
	expires time.Time // of an approval
	since   time.Time
}

// watch looks at the journal of jobs until these are closed, or others come in
// their place. The caller holds the mutex.
func (r *Runner) watch(jobs *Jobs) {
	jobs.mu.Lock()
	defer jobs.mu.Unlock()
	if jobs.closed || jobs.cfg.Journal == nil {
		return
	}
	w := &watcher{book: jobs.cfg.Journal, clock: jobs.cfg.Clock, tell: r.journalSeen, stir: jobs.stir}
	crash.Go(&jobs.all, func() {
		for r.writes() == jobs && jobs.ctx.Err() == nil {
			w.look(jobs.ctx)
			jobs.takeUp(w.orphans())
			jobs.audit(w)
			jobs.cfg.Clock.rest(jobs.ctx, watchEvery)
		}
	})
}

// auditUpTo is how many entries are verified when a program starts: a second's
// work at most. A longer journal is verified by its command.
const auditUpTo = 50_000

// audit verifies the journal once, after the first look, and then listens whether
// anything that was read of it is not as it was written, and whether it is still
// there. A journal that is not takes no more entries, and the program says so
// before somebody fills in a form.
func (j *Jobs) audit(w *watcher) {
	err := cmp.Or(w.book.Tampered(), w.book.Present())
	if w.told && !w.audited && err == nil {
		if w.audited = true; w.head <= auditUpTo {
			err = w.book.Verify(j.ctx)
		}
	}
	bad, isError := errors.AsType[*journal.Error](err)
	_, tampered := errors.AsType[*journal.TamperError](err)
	lost := isError && (bad.Problem == journal.Corrupt || bad.Problem == journal.Gone)
	if !tampered && !lost || w.broken {
		return
	}
	w.broken = true
	j.mu.Lock()
	j.cfg.JournalErr = err
	j.mu.Unlock()
	if j.cfg.Broken != nil {
		j.cfg.Broken(err)
	}
}

// look tells what the journal has now, where that is new. What cannot be read
// this time is read the next: whoever wants to write is told why not.
func (w *watcher) look(ctx context.Context) {
	head, err := w.book.Head(ctx)
	if err != nil || w.told && head == w.head {
		return
	}
	if w.stir != nil {
		w.stir()
	}
	pending, err := w.book.Pending(ctx)
	if err != nil {
		return
	}
	first, still := map[string]journal.Entry{}, map[int64]stillness{}
	open := []state.OpenWrite{}
	for _, last := range pending {
		if first[last.Intent], err = w.firstOf(ctx, last); err != nil {
			return
		}
		o := openWrite(first[last.Intent], last)
		if last.State == string(state.WriteApproval) {
			waits, err := w.book.Request(ctx, last.Intent)
			if err != nil && !errors.Is(err, journal.ErrNoRequest) {
				return
			}
			o.Expires = waits.Expires
		}
		open = append(open, o)
		still[last.Seq] = stillness{last, o.Expires, w.clock.Now()}
		if old, known := w.still[last.Seq]; known {
			still[last.Seq] = old
		}
	}
	w.told, w.head, w.first, w.still = true, head, first, still
	w.tell(state.JournalSeen{Head: head, Open: open})
}

// orphans are the intents that whoever began them has left: nothing was heard of
// them for longer than a step takes, and nobody approved them in time. Those that
// wait for a person wait on.
func (w *watcher) orphans() []journal.Entry {
	var left []journal.Entry
	now := w.clock.Now()
	for seq, s := range w.still {
		waits := s.last.State == string(state.WriteApproval) && now.Before(s.expires)
		if now.Sub(s.since) >= state.StaleAfter && !waits && !state.WriteState(s.last.State).Alarm() {
			left = append(left, s.last)
			delete(w.still, seq)
		}
	}
	return left
}

// takeUp goes on with what others have left, as the next start would: what may
// have been sent is read, and everything else gives its target free.
func (j *Jobs) takeUp(left []journal.Entry) {
	book, err := j.book()
	for _, e := range left {
		j.mu.Lock()
		mine := j.running[e.Intent] != nil
		j.mu.Unlock()
		if _, ours := writeOps[state.WriteKind(e.Kind)]; err == nil && ours && !mine && e.Env == j.cfg.Env {
			_ = j.resume(j.ctx, book, e) // one that does not read is for a person: the next start says so
		}
	}
}

// firstOf is the entry with which an intent began.
func (w *watcher) firstOf(ctx context.Context, last journal.Entry) (journal.Entry, error) {
	if first, known := w.first[last.Intent]; known || last.Follows == 0 {
		if !known {
			first = last
		}
		return first, nil
	}
	all, err := w.book.Intent(ctx, last.Intent)
	if err != nil || len(all) == 0 {
		return last, err
	}
	return all[0], nil
}

func openWrite(first, last journal.Entry) state.OpenWrite {
	why, _, _ := strings.Cut(last.Note, " ")
	return state.OpenWrite{Intent: last.Intent, Kind: state.WriteKind(last.Kind), Why: state.WriteWhy(why), Target: last.Target, Amount: api.Minor(last.Amount),
		Currency: last.Currency, Operator: first.Operator, State: state.WriteState(last.State), Since: first.At, Env: last.Env}
}

// journalSeen tells every session what the journal has, and those that open
// later.
func (r *Runner) journalSeen(e state.JournalSeen) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = &e
	for s := range r.sessions {
		s.news.put(e)
	}
}
