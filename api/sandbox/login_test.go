package sandbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"tresen/api/sandbox"
)

// grant asks for a token with the right credentials.
func (c *client) grant(params map[string]any) reply {
	c.t.Helper()
	params["client_id"], params["client_secret"] = c.server.Credentials()
	body, err := json.Marshal(params)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.ask("application/json", string(body), nil)
}

func (r reply) refusedAs(t *testing.T, status int, name string) {
	t.Helper()
	if r.status != status || r.text("error") != name || r.text("error_description") == "" || r.get("status") != nil {
		t.Errorf("%d %s, want %d %s", r.status, r.raw, status, name)
	}
}

// reads is what a read with a token answers.
func (c *client) reads(token string) int {
	c.token = token
	return c.send("GET", "/General/Merchants", nil).status
}

func TestADeviceWaitsForItsUserAndHasOneTokenAtATime(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	bystander := c.token
	login := func() reply {
		codes := c.grant(fields{"grant_type": "device", "uuid": "/vendor/unknown/cashier/1"})
		if codes.status != 200 || codes.text("user_code") == "" || codes.text("verification_url") == "" || codes.int("interval") != 5 || codes.int("expires_in") != 1200 {
			t.Fatalf("%d %s", codes.status, codes.raw)
		}
		poll := fields{"grant_type": "device", "code": codes.text("device_code")}
		c.clock.advance(5 * time.Second)
		c.grant(poll).refusedAs(t, 401, "authorization_pending")
		c.clock.advance(5 * time.Second)
		got := c.grant(poll)
		c.grant(poll).refusedAs(t, 400, "invalid_grant")
		return got
	}
	first := login()
	if first.status != 200 || first.int("expires_in") != 1200 || first.text("refresh_token") == "" || c.reads(first.text("access_token")) != 200 {
		t.Fatalf("%d %s", first.status, first.raw)
	}
	second := login()
	for token, want := range map[string]int{first.text("access_token"): 401, second.text("access_token"): 200, bystander: 200} {
		if got := c.reads(token); got != want {
			t.Errorf("after a second login %q answers %d, want %d", token, got, want)
		}
	}
	third := c.grant(fields{"grant_type": "refresh_token", "refresh_token": first.text("refresh_token")})
	if third.status != 200 || c.reads(second.text("access_token")) != 401 || c.reads(third.text("access_token")) != 200 {
		t.Errorf("a refreshed token does not take the place of the one before: %s", third.raw)
	}
	other := c.grant(fields{"grant_type": "appuser", "username": "anna", "password": "x", "device": "till", "deviceinfo": fields{"name": "till"}})
	if other.status != 200 || c.reads(other.text("access_token")) != 200 || c.reads(third.text("access_token")) != 200 {
		t.Errorf("a user's token is not one of many: %s", other.raw)
	}
}

func TestASignInThatCannotSucceedSaysWhy(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	code := c.grant(fields{"grant_type": "device", "uuid": "x"}).text("device_code")
	c.clock.advance(20 * time.Minute)
	c.grant(fields{"grant_type": "device", "code": code}).refusedAs(t, 400, "invalid_grant")
	c.grant(fields{"grant_type": "device", "code": "nonsense"}).refusedAs(t, 400, "invalid_grant")
	c.grant(fields{"grant_type": "device"}).refusedAs(t, 400, "invalid_request")
	c.grant(fields{"grant_type": "refresh_token", "refresh_token": "nonsense"}).refusedAs(t, 400, "invalid_grant")
	c.grant(fields{"grant_type": "refresh_token"}).refusedAs(t, 400, "invalid_grant")
	c.grant(fields{"grant_type": "appuser", "username": "anna"}).refusedAs(t, 401, "invalid_grant")
	c.grant(fields{}).refusedAs(t, 400, "unsupported_grant_type")
}

func TestARefreshTokenLastsHalfAYearAfterItsLastUse(t *testing.T) {
	c := open(t, sandbox.Options{Payments: 60})
	refresh := fields{"grant_type": "refresh_token"}
	refresh["refresh_token"] = c.grant(fields{"grant_type": "appuser", "username": "anna", "password": "x"}).text("refresh_token")
	for range 2 {
		c.clock.advance(180 * 24 * time.Hour)
		if r := c.grant(refresh); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.raw)
		}
	}
	c.clock.advance(183 * 24 * time.Hour)
	c.grant(refresh).refusedAs(t, 400, "invalid_grant")
}
