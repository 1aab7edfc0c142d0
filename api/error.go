package api

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Outcome says what is known of a write that did not succeed. Its zero value is
// the careful one.
type Outcome uint8

// The outcomes of a failed request.
const (
	// Unknown: it may have been executed. Only reading can tell.
	Unknown Outcome = iota
	// NotSent: proven that no byte of it reached the server.
	NotSent
	// Rejected: the server refused it in a well-formed answer; nothing changed.
	Rejected
)

// String is the outcome in English.
func (o Outcome) String() string {
	return [...]string{"unknown", "not sent", "rejected"}[o]
}

// Error is the only error type that leaves this package for a request. It holds
// the wire's fields (cleaned) where the server answered, and the cause where it
// did not.
type Error struct {
	Outcome Outcome
	Status  int    // HTTP status; 0 where there was no answer
	Name    string // wire "error": ProductNotFoundException, invalid_client …
	Code    int    // wire "code"; 0 where absent
	Details string // wire "error_details" or "error_description", for staff
	User    string // wire "error_user", in the language of the request
	Support string // wire "supportId", to be quoted to the provider
	// RetryAfter is the server's wish from the header of the same name, or 0.
	RetryAfter time.Duration
	// Offline says that the connection failed: no answer came, or not all of it.
	Offline bool
	// Scroll says that the request continued a scroll; see [IsScrollExpired].
	Scroll bool
	// Op is what was tried: "GET /Payment/Transactions".
	Op  string
	Err error // the cause below HTTP, or nil
}

// Error is the request and what became of it, in English and without control
// characters.
func (e *Error) Error() string {
	if e.Op == "" {
		return e.cause()
	}
	return e.Op + ": " + e.cause()
}

// cause is the text without the request.
func (e *Error) cause() string {
	var parts []string
	switch {
	case e.Status != 0 && e.Name != "":
		parts = append(parts, fmt.Sprintf("%d %s", e.Status, e.Name))
	case e.Status != 0:
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	}
	if e.Details != "" {
		parts = append(parts, e.Details)
	}
	if e.Err != nil {
		parts = append(parts, MaskText(Clean(e.Err.Error())))
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause below HTTP.
func (e *Error) Unwrap() error { return e.Err }

// OutcomeOf says what is known of a write that ended in err. Anything that is
// not an [*Error] is Unknown.
func OutcomeOf(err error) Outcome {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Outcome
	}
	return Unknown
}

// nameNotFound is how the API says that there is no such object.
const nameNotFound = "ProductNotFoundException"

// IsNotFound reports that the API knows no such object. A 404 of something else
// on the way, such as a web page under a wrong base URL, is not that.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusNotFound && e.Name == nameNotFound
}

// IsScrollExpired reports that the server has forgotten a scroll. What that
// looks like is not documented: any 404 or 410 to a scroll_id is taken for it
// (a search at its end answers an empty batch), and a 400 or 500 that mentions
// the scroll or search context.
func IsScrollExpired(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.Scroll || e.Name == "" {
		return false
	}
	switch e.Status {
	case http.StatusNotFound, http.StatusGone:
		return true
	case http.StatusBadRequest, http.StatusInternalServerError:
		text := strings.ToLower(e.Name + " " + e.Details + " " + e.User)
		return strings.Contains(text, "scroll") || strings.Contains(text, "search context") ||
			strings.Contains(text, "searchcontext")
	}
	return false
}

// authNames are the OAuth errors that say who asks is not who may.
var authNames = []string{"invalid_client", "invalid_grant", "unauthorized_client", "invalid_token", "access_denied"}

// IsAuth reports that the server does not accept the credentials or the token.
func IsAuth(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (tokenRefused(e) || slices.Contains(authNames, e.Name))
}

// IsOffline reports that the connection failed, not the server.
func IsOffline(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Offline
}

// Untrusted says why the server's certificate was not accepted, "" where that is
// not what failed. Such a failure does not pass by itself.
func Untrusted(err error) string {
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return Clean(e.Err.Error())
	}
	return ""
}

// IsRateLimited reports that the server wants fewer requests; RetryAfter may
// say from when on.
func IsRateLimited(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusTooManyRequests
}

// notSent is an error of ours, before anything left the program.
func notSent(format string, args ...any) *Error {
	return &Error{Outcome: NotSent, Err: fmt.Errorf(format, args...)}
}
