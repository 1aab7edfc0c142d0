package sandbox

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	tokenPath = "/oauth/token"
	tokenLife = 1200 * time.Second
)

// tokens are the access tokens that are valid. Several are at a time: that is
// how client_credentials works.
type tokens struct {
	seed uint64

	mu     sync.Mutex
	given  int
	expiry map[string]time.Time
}

func isToken(path string) bool { return strings.EqualFold(cleanPath(path), tokenPath) }

func (t *tokens) credentials() (id, secret string) {
	d := roll(t.seed, diceToken, -1)
	return d.hex32(), d.hex32() + d.hex32()
}

// issue makes a token and forgets those that have expired.
func (t *tokens) issue(now time.Time) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.expiry == nil {
		t.expiry = map[string]time.Time{}
	}
	for token, end := range t.expiry {
		if !now.Before(end) {
			delete(t.expiry, token)
		}
	}
	d := roll(t.seed, diceToken, t.given)
	t.given++
	token := d.hex32()
	t.expiry[token] = now.Add(tokenLife)
	return token
}

func (t *tokens) valid(token string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	end, known := t.expiry[token]
	return known && now.Before(end)
}

// grant answers POST /oauth/token (reference: Authentication; guides). Forms
// and JSON are taken, and credentials in the header too.
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
	wantID, wantSecret := s.tokens.credentials()
	switch {
	case id != wantID || secret != wantSecret:
		return refuseToken(http.StatusUnauthorized, "invalid_client", "The client credentials are invalid")
	case form.Get("grant_type") != "client_credentials":
		return refuseToken(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported")
	}
	return answer{status: http.StatusOK, value: object{
		{"access_token", s.tokens.issue(c.now)},
		{"expires_in", int(tokenLife / time.Second)},
		{"token_type", "bearer"},
		{"scope", "https://scope.secucard.com/e/api"},
	}}
}

func tokenForm(c *call) (url.Values, error) {
	kind, _, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	if kind != "application/json" {
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
