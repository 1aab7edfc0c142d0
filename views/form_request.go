package views

import (
	"cmp"
	"regexp"
	"strings"

	"tresen/api"
	"tresen/state"
	"tresen/state/text"
)

// call is a request of the API: its method and path, with a place in the path
// for what is written.
type call struct{ method, path string }

func callOf[In, Out any](op api.Op[In, Out]) call { return call{op.Method, op.Path} }

// calls are the requests of the kinds of write.
var calls = map[state.WriteKind]call{
	state.KindRefund:        callOf(api.CancelPayment),
	state.KindCapture:       callOf(api.CapturePayment),
	state.KindRevokeAccrual: callOf(api.RevokePaymentAccrual),
	state.KindStart:         callOf(api.StartSmartTransaction),
	state.KindSmartCancel:   callOf(api.CancelSmartTransaction),
	state.KindReceiptCancel: callOf(api.CancelCashTransaction),
	state.KindCharge:        callOf(api.ExecuteCardTransaction),
	state.KindDischarge:     callOf(api.ExecuteCardTransaction),
	state.KindChargePoints:  callOf(api.ExecuteCardTransaction),
	state.KindTakePoints:    callOf(api.ExecuteCardTransaction),
	state.KindPayout:        callOf(api.CreatePayout),
	state.KindEndOfDay:      callOf(api.EndOfDay),
	state.KindLock:          callOf(api.LockMerchantCard),
	state.KindUnlock:        callOf(api.UnlockMerchantCard),
	state.KindLink:          callOf(api.CreateSmartTransaction),
}

// place is a part of a path that stands for something: first for the target, then
// for the option.
var place = regexp.MustCompile(`\{\w+\}`)

// requestLine is method and path of what an order sends.
func requestLine(o state.WriteOrder) string {
	c := calls[o.Kind]
	with := []string{o.Target, o.Option}
	if o.Kind == state.KindReceiptCancel { // the number stands in place of the id
		with = []string{o.Option}
	}
	path := place.ReplaceAllStringFunc(c.path, func(string) string {
		if len(with) == 0 {
			return ""
		}
		part := with[0]
		with = with[1:]
		return part
	})
	return c.method + " /api/v2" + strings.TrimSuffix(path, "/")
}

// requestScreen draws the request as it would be sent, byte for byte, without
// the token.
func (r *Renderer) requestScreen(app *state.App, l *state.RequestLayer, h int) {
	p := &r.pen
	r.panelHead(p, r.lang.Text(text.RequestTitle), r.lang.Text(text.RequestNotSent))
	action := r.lang.Text(text.RequestAction)
	if l.Order.Intent != "" {
		action = state.ActionID(l.Order.Intent)
	}
	lines := []string{
		requestLine(l.Order),
		"Host: " + app.Env.Host,
		"Authorization: Bearer " + state.Masked,
		"Content-Type: application/json",
		"Accept: application/json",
		"X-Action: " + action,
		"",
		cmp.Or(string(l.Order.Body()), r.lang.Text(text.RequestEmpty)),
	}
	r.long.reset(r.theme, p.width-2)
	r.long.code(strings.Join(lines, "\n"))
	r.scroll(&r.long, l.Top, h-1)
}
