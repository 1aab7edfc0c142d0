package api

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"
)

// errTooLarge is an answer that nobody here would want to hold.
var errTooLarge = errors.New("the answer is larger than 32 MiB")

// maxErrorText is the longest text of the server that an error keeps, in bytes.
const maxErrorText = 600

// refusal judges an answer before it is decoded: nil for a whole 2xx.
//
// Rejected is a well-formed error of the API below 500, except where its status
// (408, 429) or its code (1xxx, the backend) leave the outcome open. Anything
// else, a redirect and a web page too, is Unknown.
func refusal(resp *http.Response, body []byte, readErr error) *Error {
	e := &Error{Status: resp.StatusCode, RetryAfter: retryAfter(resp.Header)}
	ok := resp.StatusCode >= 200 && resp.StatusCode < 300
	switch {
	case errors.Is(readErr, errTooLarge):
		e.Details = errTooLarge.Error()
	case readErr != nil:
		e.Err, e.Offline = readErr, true
		e.Details = "the answer broke off"
	case ok:
		return nil
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		e.Details = "the server redirects"
		if to, err := resp.Location(); err == nil {
			e.Details = cutText("the server redirects to " + to.Scheme + "://" + to.Host + to.EscapedPath())
		}
	case !e.readPayload(body):
		e.Details = describeBody(body)
	case resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout &&
		resp.StatusCode != http.StatusTooManyRequests && !e.backend():
		e.Outcome = Rejected
	}
	return e
}

// unreadable is a 2xx that says nothing we understand: the server did
// something, so its outcome stays Unknown.
func unreadable(resp *http.Response, err error) *Error {
	e := &Error{Status: resp.StatusCode, Err: err}
	if body, ok := errors.AsType[*bodyError](err); ok {
		e.Details, e.Err = body.text, body.cause
	}
	return e
}

// bodyError is an answer that cannot be decoded: a sentence and, where there is
// one, the cause. One that broke off has io.ErrUnexpectedEOF among its causes.
type bodyError struct {
	text  string
	cause error
}

func (e *bodyError) Error() string { return e.text }

// payload is an error as the wire has it, in both of its shapes.
type payload struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Details     string `json:"error_details"`
	User        string `json:"error_user"`
	Code        *int64 `json:"code"`
	Support     string `json:"supportId"`
}

// readPayload fills e from an error body and reports whether it was well-formed:
// an object that names its error, with a code that can be read if there is one.
func (e *Error) readPayload(body []byte) bool {
	item, err := decodeItem[payload](body)
	p := item.Value
	if err != nil || p.Error == "" {
		return false
	}
	e.Name = cutText(p.Error)
	e.Details = cutText(p.Details)
	if e.Details == "" {
		e.Details = cutText(p.Description)
	}
	e.User = cutText(p.User)
	e.Support = cutText(p.Support)
	if p.Code != nil {
		e.Code = int(*p.Code)
	}
	for _, field := range item.Drift {
		if field == "/code" {
			return false
		}
	}
	return true
}

// describeBody says in words what came in place of JSON.
func describeBody(body []byte) string {
	text := bytes.TrimLeft(body, " \t\r\n\ufeff")
	switch {
	case len(text) == 0:
		return "the answer is empty"
	case text[0] == '<':
		return "the server answered with a web page, not with JSON"
	case text[0] == '{' || text[0] == '[':
		return "the answer is JSON of another form"
	}
	return "the answer is not JSON"
}

// cutText keeps the beginning of a text, cleaned and masked.
func cutText(s string) string {
	s = strings.TrimSpace(maskWords(Clean(s)))
	if len(s) <= maxErrorText {
		return s
	}
	end := maxErrorText
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}

// backend reports a code of the 1xxx family: the system behind the API failed,
// and whether it acted is open.
func (e *Error) backend() bool { return e.Code >= 1000 && e.Code < 2000 }

// tokenRefused reports that the access token is no longer good: 401, or 403
// with code 2003.
func tokenRefused(e *Error) bool {
	return e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden && e.Code == codeTokenExpired
}

// codeTokenExpired comes with a 403 in place of a 401.
const codeTokenExpired = 2003
