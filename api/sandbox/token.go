package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	tokenPath = "/oauth/token"
	// tokenLife is how long an access token is good after it was last used.
	tokenLife = 1200 * time.Second
)

// tokens are the access tokens that are valid. Several are at a time: that is
// how client_credentials works. A device has one.
type tokens struct {
	seed uint64

	mu      sync.Mutex
	given   int
	access  map[string]*session // by access token
	refresh map[string]*session // by refresh token
	logins  map[string]*login   // by device code
}

// session is what a token stands for. device is "" where no device signed in.
type session struct {
	device string
	end    time.Time
}

func isToken(path string) bool { return strings.EqualFold(cleanPath(path), tokenPath) }

func (t *tokens) credentials() (id, secret string) {
	d := roll(t.seed, diceToken, -1)
	return d.hex32(), d.hex32() + d.hex32()
}

// draw makes a text that nobody guesses. It is called under the lock.
func (t *tokens) draw() string {
	d := roll(t.seed, diceToken, t.given)
	t.given++
	return d.hex32()
}

// issue makes a token, and forgets those that have ended and the one that the
// device had before.
func (t *tokens) issue(now time.Time, device string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, s := range t.access {
		if !now.Before(s.end) || device != "" && s.device == device {
			delete(t.access, token)
		}
	}
	if t.access == nil {
		t.access = map[string]*session{}
	}
	token := t.draw()
	t.access[token] = &session{device, now.Add(tokenLife)}
	return token
}

// valid reports whether a token is good, and keeps it good: the older official
// clients count on it that a session in use does not end.
func (t *tokens) valid(token string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.access[token]
	if s == nil || !now.Before(s.end) {
		return false
	}
	s.end = now.Add(tokenLife)
	return true
}

// grants are the ways to a token, by grant_type (reference: Authentication;
// guides; the official clients for all but the first).
var grants = map[string]func(s *Server, c *call, form url.Values) answer{
	"client_credentials": func(s *Server, c *call, _ url.Values) answer { return s.signedIn(c, "") },
	"device":             grantDevice,
	"appuser":            grantUser,
	"refresh_token":      grantRefresh,
}

// grant answers POST /oauth/token. Forms and JSON are taken, and credentials in
// the header too.
func (s *Server) grant(c *call) answer {
	if c.Method != http.MethodPost {
		return s.fail(c, &problem{status: http.StatusMethodNotAllowed, name: notAllowed, allow: http.MethodPost,
			details: tokenPath + " takes POST"})
	}
	form, err := tokenForm(c)
	if err != nil {
		return refuseToken(http.StatusBadRequest, "invalid_request", "The request cannot be read: "+err.Error())
	}
	id, secret := form.Get("client_id"), form.Get("client_secret")
	if user, password, basic := c.BasicAuth(); basic {
		id, secret = user, password
	}
	if wantID, wantSecret := s.tokens.credentials(); id != wantID || secret != wantSecret {
		return refuseToken(http.StatusUnauthorized, "invalid_client", "The client credentials are invalid")
	}
	by := grants[form.Get("grant_type")]
	if by == nil {
		return refuseToken(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported")
	}
	return by(s, c, form)
}

// signedIn is the answer with a token. A device gets a refresh token as well.
func (s *Server) signedIn(c *call, device string) answer {
	token := object{
		{"access_token", s.tokens.issue(c.now, device)},
		{"expires_in", int(tokenLife / time.Second)},
		{"token_type", "bearer"},
		{"scope", "https://scope.secucard.com/e/api"},
	}
	if device != "" {
		token = append(token, member{"refresh_token", s.tokens.refreshOf(device, c.now)})
	}
	return answer{status: http.StatusOK, value: token}
}

// tokenForm reads the parameters of a sign-in. What looks like JSON is JSON,
// whatever its type says. Members that are no text are of no use.
func tokenForm(c *call) (url.Values, error) {
	kind := strings.ToLower(c.Header.Get("Content-Type"))
	if !strings.HasPrefix(kind, "application/json") && !bytes.HasPrefix(bytes.TrimSpace(c.body), []byte("{")) {
		return url.ParseQuery(string(c.body))
	}
	var fields map[string]any
	if err := json.Unmarshal(c.body, &fields); err != nil {
		return nil, err
	}
	form := url.Values{}
	for name, value := range fields {
		if text, ok := value.(string); ok {
			form.Set(name, text)
		}
	}
	return form, nil
}

// refuseToken is an error of the sign-in, whose shape differs from the API's.
func refuseToken(status int, name, description string) answer {
	return answer{status: status, value: object{{"error", name}, {"error_description", description}}}
}

// authorised checks the token of a request.
func (s *Server) authorised(c *call) *problem {
	scheme, token, _ := strings.Cut(c.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "bearer") && s.tokens.valid(strings.TrimSpace(token), c.now) {
		return nil
	}
	return &problem{status: http.StatusUnauthorized, name: unauthorised, details: "Missing or invalid token"}
}
