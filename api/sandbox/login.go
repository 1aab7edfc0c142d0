package sandbox

import (
	"cmp"
	"net/http"
	"net/url"
	"time"
)

// The ways in which terminals and apps sign in. Only the official clients tell
// of them.
const (
	// codeLife is how long a device may wait for its user, pollEvery how long it
	// should wait before it asks again.
	codeLife  = 1200 * time.Second
	pollEvery = 5 * time.Second
	// userTakes is how long the user of the sandbox takes to enter a code: who
	// asks as often as told is put off once and has its token ten seconds later.
	userTakes = 8 * time.Second
	// refreshLife is how long the official clients keep a refresh token.
	refreshLife = 15768000 * time.Second
)

// login is a device that waits for its user.
type login struct {
	device, word string // word is the code that its user enters
	entered, end time.Time
}

// grantDevice begins a login by the uuid of a device, or says by the device code
// how far it is.
func grantDevice(s *Server, c *call, form url.Values) answer {
	switch code, uuid := form.Get("code"), form.Get("uuid"); {
	case code != "":
		return s.poll(c, code)
	case uuid != "":
		return s.beginLogin(c, uuid)
	}
	return refuseToken(http.StatusBadRequest, "invalid_request", "The uuid of the device is missing")
}

func (s *Server) beginLogin(c *call, uuid string) answer {
	t := &s.tokens
	t.mu.Lock()
	defer t.mu.Unlock()
	for code, l := range t.logins {
		if !c.now.Before(l.end) {
			delete(t.logins, code)
		}
	}
	if t.logins == nil {
		t.logins = map[string]*login{}
	}
	code, word := t.draw(), t.draw()[:8]
	t.logins[code] = &login{uuid, word, c.now.Add(userTakes), c.now.Add(codeLife)}
	return answer{status: http.StatusOK, value: object{
		{"device_code", code},
		{"user_code", word},
		{"verification_url", "http://www.secuoffice.com"},
		{"expires_in", int(codeLife / time.Second)},
		{"interval", int(pollEvery / time.Second)},
	}}
}

// poll answers a device that waits. A code is good for one token.
func (s *Server) poll(c *call, code string) answer {
	t := &s.tokens
	t.mu.Lock()
	l := t.logins[code]
	if l != nil && !c.now.Before(l.entered) {
		delete(t.logins, code)
	}
	t.mu.Unlock()
	switch {
	case l == nil || !c.now.Before(l.end):
		return refuseToken(http.StatusBadRequest, "invalid_grant", "The device code is unknown or has expired")
	case c.now.Before(l.entered):
		return refuseToken(http.StatusUnauthorized, "authorization_pending", "The user has not entered the code yet")
	}
	return s.signedIn(c, l.device)
}

// grantUser signs a person in. The sandbox knows everybody.
func grantUser(s *Server, c *call, form url.Values) answer {
	if form.Get("username") == "" || form.Get("password") == "" {
		return refuseToken(http.StatusUnauthorized, "invalid_grant", "The user name or the password is missing")
	}
	return s.signedIn(c, form.Get("username")+" "+cmp.Or(form.Get("device"), "unknown"))
}

func grantRefresh(s *Server, c *call, form url.Values) answer {
	t := &s.tokens
	t.mu.Lock()
	known := t.refresh[form.Get("refresh_token")]
	t.mu.Unlock()
	if known == nil || !c.now.Before(known.end) {
		return refuseToken(http.StatusBadRequest, "invalid_grant", "The refresh token is unknown or has expired")
	}
	return s.signedIn(c, known.device)
}

// refreshOf is the refresh token of a device: the one it has, as long as it
// comes back.
func (t *tokens) refreshOf(device string, now time.Time) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, s := range t.refresh {
		switch {
		case !now.Before(s.end):
			delete(t.refresh, token)
		case s.device == device:
			t.refresh[token] = &session{device, now.Add(refreshLife)}
			return token
		}
	}
	if t.refresh == nil {
		t.refresh = map[string]*session{}
	}
	token := t.draw()
	t.refresh[token] = &session{device, now.Add(refreshLife)}
	return token
}
