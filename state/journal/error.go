package journal

import "fmt"

// Problem says what keeps the journal from being used.
type Problem uint8

// The problems. Each has a sentence and a next step in problems.
const (
	Unusable Problem = iota // anything else
	Busy
	Full
	ReadOnly
	Corrupt
	Newer
	Gone
)

// problems says what is wrong and what to do, for people.
var problems = [...]struct{ what, hint string }{
	Unusable: {"cannot be used", "check the path and its permissions; nothing is sent without a journal"},
	Busy:     {"is locked by another program", "close other programs that have it open, then try again"},
	Full:     {"cannot grow, the disk is full", "free some space, then try again; nothing is sent until then"},
	ReadOnly: {"cannot be written", "give yourself write permission on the file and its directory; reading goes on"},
	Corrupt:  {"is damaged", "move the file aside, keep it as evidence, and check open refunds in the web office"},
	Gone:     {"was moved or deleted while it was open", "put it back and start again; nothing is sent until then"},
	Newer:    {"was written by a newer version of tresen", "update this tresen; an older one must not write to it"},
}

// Error is every failure of the journal itself. Nothing was recorded.
type Error struct {
	Problem Problem
	Path    string
	Err     error // the cause, or nil
}

func (e *Error) Error() string {
	s := "the journal " + e.Path + " " + problems[e.Problem].what
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Hint says what to do about it.
func (e *Error) Hint() string { return problems[e.Problem].hint }

// OpenIntentError refuses a second open intent for a target. Other is the last
// entry of the one that is open.
type OpenIntentError struct{ Other Entry }

func (e *OpenIntentError) Error() string {
	return fmt.Sprintf("%s has an open %s since %s (%s, intent %s)", e.Other.Target, e.Other.Kind,
		e.Other.At.UTC().Format("2006-01-02 15:04 MST"), e.Other.State, e.Other.Intent)
}

// MovedError refuses an entry that does not follow the intent's last one: some
// other program recorded Last meanwhile.
type MovedError struct{ Last Entry }

func (e *MovedError) Error() string {
	return fmt.Sprintf("intent %s is already %s (entry %d)", e.Last.Intent, e.Last.State, e.Last.Seq)
}

// TamperError names the first entry that is not as it was written. A journal
// with one takes no more entries.
type TamperError struct {
	Seq int64
	Why string
}

func (e *TamperError) Error() string {
	return fmt.Sprintf("entry %d of the journal is not as it was written: %s", e.Seq, e.Why)
}

// Hint says what to do about it.
func (e *TamperError) Hint() string { return problems[Corrupt].hint }
