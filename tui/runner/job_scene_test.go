//go:build unix

package runner

import (
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// crashScene is what the program that is killed is about.
type crashScene struct {
	// order is what is asked for, without its target and how that was.
	order   state.WriteOrder
	request string // how the path of the one request ends
	// limited: whoever asks needs another operator. Asks: the program that asked is
	// killed, and the next one approves; approves: the approver's is.
	limited, asks, approves bool
	// sentAt is the last step before "sent" is recorded.
	sentAt int
	target func(*counter) string
	// done is what the server did: for us, for others, and whether it was denied
	// later.
	done func(*crashCase) (executed, foreign int, denied bool)
}

// crashScenes are the programs of the matrix.
var crashScenes = map[string]crashScene{
	"refund":   {order: crashRefund, request: "/cancel", sentAt: 6, target: paidTarget, done: refunded},
	"asker":    {order: crashRefund, request: "/cancel", sentAt: full, limited: true, asks: true, target: paidTarget, done: refunded},
	"approver": {order: crashRefund, request: "/cancel", sentAt: 8, limited: true, approves: true, target: paidTarget, done: refunded},
	"capture": {order: state.WriteOrder{Kind: state.KindCapture, Amount: 1200, Operator: "anna"}, request: "/capture", sentAt: 6,
		target: func(c *counter) string { return c.payment(api.StatusAuthorized).ID }, done: captured},
	"end of day": {order: state.WriteOrder{Kind: state.KindEndOfDay, Operator: "anna"}, request: "/endOfDay", sentAt: 6, target: tillTarget, done: reported},
}

var crashRefund = state.WriteOrder{Kind: state.KindRefund, Amount: crashAmount, Reason: "Nachlass", Operator: "anna"}

// policy is who may do what in a scene.
func (s crashScene) policy() state.Policy {
	if !s.limited {
		return state.Policy{}
	}
	return state.Policy{Expires: 10 * time.Minute, Roles: map[string]state.Role{"anna": state.Support},
		Limits: map[state.Role]map[string]state.Limit{state.Support: {"EUR": {Refund: ptr[api.Minor](crashAmount - 1)}}}}
}

func paidTarget(c *counter) string { return c.payment(api.StatusAccepted).ID }

func tillTarget(c *counter) string {
	return first(c, api.Devices, "type:zvt", func(d api.Device) bool { return d.Type == "zvt" && *d.Online }).ID
}

// refunded is what was refunded of the payment.
func refunded(c *crashCase) (executed, foreign int, denied bool) {
	for _, m := range c.server.AllRefunds() {
		switch {
		case m.Foreign:
			foreign++
		case m.Action != state.ActionID(c.intent) || m.Amount != crashAmount:
			c.errorf("the server executed %+v", m)
		default:
			executed++
		}
	}
	truth, _ := c.server.Truth(c.target)
	for _, r := range truth.Refunds {
		denied = denied || r.State == sandbox.RefundDenied
	}
	return executed, foreign, denied
}

// captured is whether the payment was taken.
func captured(c *crashCase) (executed, foreign int, denied bool) {
	truth, _ := c.server.Truth(c.target)
	return count(truth.Simple == api.StatusAccepted && truth.InEffect == 1200), 0, false
}

// reported counts the reports of the till.
func reported(c *crashCase) (executed, foreign int, denied bool) {
	client := c.jobs().cfg.Client
	page, err := api.SmartTransactions.Find(c.t.Context(), client, api.Query{Q: "device_source.id:" + c.target, Count: 100})
	if err != nil {
		c.errorf("%v", err)
	}
	for _, s := range page.Items {
		executed += count(len(s.Value.Receipt) > 3 && s.Value.Receipt[3].Value.Text == "KASSENSCHNITT")
	}
	return executed, 0, false
}

// otherScenes are what the program is killed in besides a refund that needs
// nobody, and the faults that befall it there.
var otherScenes = map[string][]string{
	"asker":      {"nothing", "drop after"},
	"approver":   {"nothing", "drop after", "drop before", "405"},
	"capture":    {"nothing", "drop after", "500 after"},
	"end of day": {"nothing", "drop after", "drop before"},
}
