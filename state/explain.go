package state

import (
	"errors"
	"fmt"
	"time"

	"tresen/api"
	"tresen/api/query"
	"tresen/state/text"
)

// Explanation is an error for a person: what happened, and what to do next.
type Explanation struct{ What, Hint text.Msg }

// Explain puts an error into words for the operator of this screen.
func (a *App) Explain(err error) Explanation {
	if unread, ok := errors.AsType[*JournalError](err); ok {
		return a.explainJournal(unread)
	}
	e := explain(err)
	if !e.What.IsZero() && e.What.Key == text.NoConnection {
		e.What = text.M(text.NoConnectionTo, a.Env.Host)
	}
	return e
}

// explain finds the words for an error by its type; what nobody foresaw is
// shown in its own.
func explain(err error) Explanation {
	if q, ok := errors.AsType[*query.Error](err); ok {
		return Explanation{What: text.M(text.AtColumn, q.Column, queryProblem(q))}
	}
	if amount, ok := errors.AsType[*api.AmountError](err); ok {
		return Explanation{What: AmountProblem(amount)}
	}
	if e, ok := errors.AsType[*api.Error](err); ok {
		return explainAPI(e)
	}
	if e, ok := errors.AsType[journalFault](err); ok {
		problem, name, cause := e.Fault()
		if words, known := journalFaults[problem]; known {
			return Explanation{What: text.M(words.key, []any{name, api.Clean(cause)}[:words.args]...)}
		}
	}
	if err == nil {
		return Explanation{}
	}
	return Explanation{What: text.Plain(api.Clean(err.Error()))}
}

// journalFault is a failure of the journal: what is wrong, with which, and why.
type journalFault interface {
	error
	Fault() (problem, name, cause string)
}

// journalFaults are the words for the failures of the journal, and how much of
// its name and the cause they take.
var journalFaults = map[string]struct {
	key  text.Key
	args int
}{
	"unusable": {text.JournalNotRead, 2}, "busy": {text.JournalIsBusy, 1}, "full": {text.JournalIsFull, 1},
	"read-only": {text.JournalNoWrite, 2}, "corrupt": {text.JournalDamaged, 2}, "newer": {text.JournalTooNew, 1},
	"gone": {text.JournalNotThere, 2},
}

// The statuses of HTTP that have words of their own; package state has nothing
// to do with the network.
const (
	statusForbidden = 403
	statusNotFound  = 404
)

// explainAPI finds the words for a failed request.
func explainAPI(e *api.Error) Explanation {
	untrusted := api.Untrusted(e)
	switch {
	case untrusted != "":
		return Explanation{text.M(text.Untrusted, untrusted), text.M(text.HintUntrusted)}
	case api.IsOffline(e):
		return Explanation{text.M(text.NoConnection), text.M(text.HintConnection)}
	case api.IsAuth(e):
		return Explanation{text.M(text.NotSignedIn, serverWords(e)), text.M(text.HintCredentials)}
	case e.Status == statusForbidden:
		return Explanation{text.M(text.NotAllowed, serverWords(e)), text.M(text.HintRights)}
	case e.Status == statusNotFound:
		return Explanation{text.M(text.NotFound), text.M(text.HintNotFound)}
	case api.IsRateLimited(e):
		return Explanation{text.M(text.TooManyRequests), text.M(text.HintWait)}
	case e.Status >= 500:
		return Explanation{text.M(text.ServerTrouble, e.Status, serverWords(e)), supportHint(e)}
	case e.Status != 0:
		return Explanation{text.M(text.ServerRefused, e.Status, serverWords(e)), supportHint(e)}
	}
	return Explanation{text.Plain(e.Error()), text.M(text.HintAgain)}
}

// serverWords is what the server said, for its user first.
func serverWords(e *api.Error) string {
	switch {
	case e.Details != "":
		return e.Details
	case e.User != "":
		return e.User
	case e.Name != "":
		return e.Name
	case e.Err != nil:
		return e.Err.Error()
	}
	return fmt.Sprintf("HTTP %d", e.Status)
}

func supportHint(e *api.Error) text.Msg {
	if e.Support == "" {
		return text.M(text.HintAgain)
	}
	return text.M(text.HintSupport, e.Support)
}

// queryProblem is what is wrong with a search, in the language of the reader.
func queryProblem(q *query.Error) text.Msg {
	german, ok := text.SearchProblems[string(q.Code)]
	if !ok {
		return text.Plain(q.Message)
	}
	args := make([]any, len(q.Args))
	for i, arg := range q.Args {
		args[i] = arg
	}
	return text.Two(q.Message, fmt.Sprintf(german, args...))
}

// AmountProblem is what is wrong with an amount that was typed.
func AmountProblem(e *api.AmountError) text.Msg {
	if len(e.Readings) == 2 {
		return text.M(text.AmountAmbiguous, e.Text, e.Readings[0], e.Readings[1])
	}
	if key, ok := amountWords[e.Problem]; ok {
		return text.M(key, e.Text, e.Currency)
	}
	return text.Plain(e.Error())
}

// amountWords are the words for what is wrong with an amount; they take what was
// typed and the currency.
var amountWords = map[api.AmountProblem]text.Key{
	api.AmountNoNumber: text.AmountNoNumber,
	api.AmountEmpty:    text.AmountEmpty,
	api.AmountZero:     text.AmountZero,
	api.AmountNegative: text.AmountNegative,
	api.AmountDecimals: text.AmountDecimals,
	api.AmountTooLarge: text.AmountTooLarge,
	api.AmountCurrency: text.AmountCurrency,
}

// Msg says which rule an order breaks, in the currency of the payment.
func (p Problem) Msg(currency string) text.Msg {
	limit := api.Money{Amount: p.Limit, Currency: currency}
	switch p.Kind {
	case ProblemDrift:
		return text.M(text.Drifted, p.Text)
	case ProblemZero:
		return text.M(text.AmountTooSmall)
	case ProblemAbove:
		return text.M(text.AboveInEffect, limit)
	case ProblemNothingLeft:
		return text.M(text.NothingInEffect)
	case ProblemIsRefund:
		return text.M(text.RefundOfRefund)
	case ProblemStatus:
		return text.M(text.StatusTakesNoRefund, SimpleTitle(p.Simple))
	case ProblemLoweredBefore:
		return text.M(text.LoweredBefore, limit)
	case ProblemReasonLong:
		return text.M(text.ReasonTooLong, p.Length, MaxReason)
	case ProblemReasonChars:
		return text.M(text.ReasonCharacters, p.Text)
	}
	if words, ok := p.words(limit); ok {
		return words
	}
	return text.Plain(string(p.Kind))
}

// retriable reports a read that is worth trying again by itself.
func retriable(err error) bool {
	if unread, ok := errors.AsType[*JournalError](err); ok {
		return !unread.Closed
	}
	e, ok := errors.AsType[*api.Error](err)
	return ok && (api.IsOffline(e) || api.IsRateLimited(e) || e.Status >= 500)
}

func retryAfterOf(err error) time.Duration {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
