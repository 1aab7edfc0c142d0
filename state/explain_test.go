package state

import (
	"crypto/tls"
	"errors"
	"testing"

	"tresen/api"
	"tresen/state/text"
)

// A network that is there and a server that is somebody else have other next steps.
func TestAServerThatCannotProveWhoItIsIsNotCalledUnreachable(t *testing.T) {
	d := newDesk(t, 1)
	refused := &api.Error{Outcome: api.NotSent, Offline: true, Err: &tls.CertificateVerificationError{Err: errors.New("x509: certificate has expired")}}
	for _, c := range []struct {
		err        error
		what, hint text.Key
	}{
		{refused, text.Untrusted, text.HintUntrusted},
		{&api.Error{Outcome: api.NotSent, Offline: true, Err: errors.New("dial tcp: refused")}, text.NoConnectionTo, text.HintConnection},
	} {
		if got := d.app.Explain(c.err); got.What.Key != c.what || got.Hint.Key != c.hint {
			t.Errorf("%v: %s %s", c.err, d.app.Env.Lang.Say(got.What), d.app.Env.Lang.Say(got.Hint))
		}
	}
	if got, want := text.For("de").Say(d.app.Explain(refused).What), "Der Server kann sich nicht ausweisen: x509: certificate has expired."; got != want {
		t.Errorf("%q", got)
	}
}
