package sandbox

import (
	"fmt"
	"net/http"
	"strings"
)

// The names of the API's errors.
const (
	notFound      = "ProductNotFoundException"
	notAllowed    = "ProductNotAllowedException"
	unauthorised  = "ProductUnauthorizedException"
	duplicate     = "ProductDuplicateException"
	internal      = "ProductInternalException"
	backendFailed = "ProductBackendProviderException"
)

// Codes of errors. Those of the 1xxx family come from the backend, 2xxx from
// the sign-in.
const (
	codeNoCapture    = 1003
	codeBackend      = 1007
	codeTokenExpired = 2003
)

// problem is an error of the API: an HTTP status and a payload.
type problem struct {
	status  int
	name    string
	code    int
	details string
	allow   string // Allow header of a 405 for a wrong verb
}

func (p *problem) Error() string { return p.name + ": " + p.details }

// invalid is a request that makes no sense: the reference's "Validation errors".
func invalid(format string, args ...any) *problem {
	return &problem{status: http.StatusInternalServerError, name: internal, details: fmt.Sprintf(format, args...)}
}

// refused is a request that the state of its object does not allow.
func refused(format string, args ...any) *problem {
	return &problem{status: http.StatusMethodNotAllowed, name: notAllowed, details: fmt.Sprintf(format, args...)}
}

// taken is a request for something that is there already and may be there once.
func taken(format string, args ...any) *problem {
	return &problem{status: http.StatusConflict, name: duplicate, details: fmt.Sprintf(format, args...)}
}

// missing is an object or a path that is not there.
func missing(format string, args ...any) *problem {
	return &problem{status: http.StatusNotFound, name: notFound, details: fmt.Sprintf(format, args...)}
}

// userTexts are error_user by name, German and English. Others are unknown
// errors, as the guides show them.
var userTexts = map[string][2]string{
	notFound:      {"Die angeforderten Daten wurden nicht gefunden", "The requested data was not found"},
	notAllowed:    {"Diese Aktion ist nicht erlaubt", "This action is not allowed"},
	unauthorised:  {"Bitte melden Sie sich erneut an", "Please sign in again"},
	backendFailed: {"Der Dienst ist vorübergehend nicht erreichbar", "The service is temporarily unavailable"},
	"":            {"Es ist ein unbekannter Fehler aufgetreten", "An unknown error has occurred"},
}

// payload is a problem as it goes over the wire. German is the language of
// clients that name none.
func (p *problem) payload(language, support string) object {
	texts, known := userTexts[p.name]
	if !known {
		texts = userTexts[""]
	}
	user := texts[0]
	if english(language) {
		user = texts[1]
	}
	return object{
		{"status", "error"},
		{"error", p.name},
		{"error_details", p.details},
		{"error_user", user},
		{"code", p.code},
		{"supportId", support},
	}
}

// english reports whether an Accept-Language header prefers English to German:
// the one that stands first.
func english(header string) bool {
	for tag := range strings.SplitSeq(strings.ToLower(header), ",") {
		switch lang, _, _ := strings.Cut(strings.TrimSpace(tag), "-"); {
		case strings.HasPrefix(lang, "de"):
			return false
		case strings.HasPrefix(lang, "en"):
			return true
		}
	}
	return false
}
