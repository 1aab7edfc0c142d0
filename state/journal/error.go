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

// words say what is wrong and what to do, for people.
type words struct{ what, hint string }

// problems are the words for a journal in a file and for one on a server.
var problems = [...]struct{ file, server words }{
	Unusable: {
		words{"cannot be used", "check the disk, the path and its permissions; nothing is sent without a journal"},
		words{"cannot be used", "check the URL, the account and its rights; nothing is sent without a journal"}},
	Busy: {
		words{"is locked by another program", "close other programs that have it open, then try again"},
		words{"is busy", "try again in a moment; if that does not help, look for a program that holds its lock"}},
	Full: {
		words{"cannot grow, the disk is full", "free some space, then try again; nothing is sent until then"},
		words{"cannot grow, the disk of its server is full", "free some space there, then try again; nothing is sent until then"}},
	ReadOnly: {
		words{"cannot be written", "give yourself write permission on the file and its directory; reading goes on"},
		words{"cannot be written", "have the right to append granted, or the server set up for it; reading goes on"}},
	Corrupt: {
		words{"is damaged", "move the file aside, keep it as evidence, and check open refunds in the web office"},
		words{"is damaged", "keep the database as evidence, take another one, and check open refunds in the web office"}},
	Newer: {
		words{"was written by a newer version of tresen", "update this tresen; an older one must not write to it"},
		words{"was written by a newer version of tresen", "update this tresen; an older one must not write to it"}},
	Gone: {
		words{"was moved or deleted while it was open", "put it back and start again; nothing is sent until then"},
		words{"cannot be reached or is not there", "check the network, the server and its database, then try again; nothing is sent until then"}},
}

// Error is every failure of the journal itself. Nothing was recorded.
type Error struct {
	Problem Problem
	Path    string // as [Name] gives it
	Err     error  // the cause, or nil
	// Unsure: it failed at the very end of a commit, so that it may have been
	// recorded after all.
	Unsure bool
}

func (e *Error) words() words {
	if isURL(e.Path) {
		return problems[e.Problem].server
	}
	return problems[e.Problem].file
}

func (e *Error) Error() string {
	s := "the journal " + e.Path + " " + e.words().what
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// faults are the names of the problems, for texts in another language.
var faults = [...]string{Unusable: "unusable", Busy: "busy", Full: "full", ReadOnly: "read-only", Corrupt: "corrupt",
	Newer: "newer", Gone: "gone"}

// Fault is the name of the problem, the journal as [Name] gives it, and the cause.
func (e *Error) Fault() (problem, name, cause string) {
	if e.Err != nil {
		cause = e.Err.Error()
	}
	return faults[e.Problem], e.Path, cause
}

// Hint says what to do about it.
func (e *Error) Hint() string { return e.words().hint }

// OpenIntentError refuses a second open intent for a target. Other is the last
// entry of the one that is open.
type OpenIntentError struct{ Other Entry }

func (e *OpenIntentError) Error() string {
	return fmt.Sprintf("%s has an open %s of %s since %s (%s, intent %s)", e.Other.Target, e.Other.Kind, e.Other.Operator,
		e.Other.At.UTC().Format("2006-01-02 15:04 MST"), e.Other.State, e.Other.Intent)
}

// MovedError refuses an entry that does not follow the intent's last one: some
// other program recorded Last meanwhile.
type MovedError struct{ Last Entry }

func (e *MovedError) Error() string {
	return fmt.Sprintf("intent %s is already %s (entry %d)", e.Last.Intent, e.Last.State, e.Last.Seq)
}

// OwnApprovalError refuses an approval by the operator who asked for it. Asked is
// the entry that waits.
type OwnApprovalError struct{ Asked Entry }

func (e *OwnApprovalError) Error() string {
	return fmt.Sprintf("intent %s was asked for by %s, who cannot approve it too", e.Asked.Intent, e.Asked.Operator)
}

// Hint says what to do about it.
func (e *OwnApprovalError) Hint() string { return "have another operator look at it" }

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
func (e *TamperError) Hint() string {
	return "keep the journal as evidence, begin another one, and check open refunds in the web office"
}
