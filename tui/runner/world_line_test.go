package runner

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

const (
	serverError = `{"status":"error","error":"ProductInternalException","error_details":"Oops","code":500}`
	proxyPage   = `<!DOCTYPE html><html><body><h1>502 Bad Gateway</h1></body></html>`
)

// mishaps are what may befall the one request.
var mishaps = map[string]mishap{
	"nothing":                {},
	"refused connection":     {told: sandbox.Fault{Refuse: true}},
	"lost before":            {told: sandbox.Fault{DropBefore: true}},
	"lost after":             {lost: true},
	"405":                    {told: sandbox.Fault{Status: 405}},
	"token expired":          {told: sandbox.Fault{Code2003: true}},
	"429":                    {told: sandbox.Fault{Status: 429}},
	"500":                    {told: sandbox.Fault{Status: 500}},
	"500 after":              {status: 500, text: serverError},
	"cut short":              {cut: 40},
	"a web page":             {status: 200, text: proxyPage},
	"garbage":                {status: 200, text: "{\"id\":\x00\xff,,}}\x1b[2J"},
	"late":                   {late: true},
	"late, lost":             {late: true, lost: true},
	"somebody else too":      {others: true},
	"somebody else, lost":    {others: true, lost: true},
	"somebody else, 500":     {others: true, status: 500, text: serverError},
	"somebody else, instead": {others: true, told: sandbox.Fault{DropBefore: true}},
	"denied later":           {told: sandbox.Fault{DenyRefund: true}},
	"denied later, lost":     {told: sandbox.Fault{DenyRefund: true}, lost: true},
}

// mishapNames has what goes well more than once.
var mishapNames = append(sortedKeys(mishaps), "nothing", "nothing", "nothing", "nothing", "lost after", "lost after", "lost before", "late")

// line is how the programs reach the server.
type line struct{ w *world }

func (l line) RoundTrip(r *http.Request) (*http.Response, error) {
	t, direct := l.w.runs, l.w.server.RoundTripper()
	switch {
	case t == nil || strings.HasSuffix(r.URL.Path, "/token"):
		return direct.RoundTrip(r)
	case r.Method == http.MethodPost:
		return t.carry(direct, r)
	case t.torn:
		t.p.stand(stop{p: t.p, b: t.b, step: t.step, goOn: make(chan struct{})})
		l.w.runs = t
	}
	l.w.faults = t.unclear
	defer func() { l.w.faults = sandbox.Fault{} }()
	return direct.RoundTrip(r)
}

// carry takes the one request of a task to the server. It may be on its way for
// some time; where the program dies before it has arrived, it never does.
func (t *task) carry(direct http.RoundTripper, r *http.Request) (*http.Response, error) {
	w := t.p.w
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	w.leaves(r, body)
	t.flight = &flight{wish: w.wishOf(r.Header.Get("X-Action")), req: r, body: body}
	t.p.stand(stop{p: t.p, b: t.b, place: flying, step: t.step, goOn: make(chan struct{})})
	return t.flight.resp, t.flight.err
}

// lands draws what becomes of a request on the line, unless that is decided.
func (w *world) lands(t *task) {
	f := t.flight
	if f.over {
		return
	}
	name, passed := "nothing", w.now.Sub(f.wish.sent)
	if w.noise {
		name = pick(w.t, mishapNames, "mishap")
	}
	m, left := mishaps[name], longest(f.wish.order)-passed
	if left <= 0 {
		name, m = "too late, it never arrives", mishaps["lost before"]
	} else if passed > patience(f.wish.order) {
		m.lost = true
	}
	w.say("the request of %s arrives: %s", f.wish.order.Intent, name)
	w.befall(f, m, left)
}

// leaves checks a request that leaves a program, against the journal.
func (w *world) leaves(r *http.Request, body []byte) {
	wish := w.wishOf(r.Header.Get("X-Action"))
	if wish == nil {
		w.accuse("a request without an intent: %s %s", r.URL.Path, body)
		return
	}
	intent, order := wish.order.Intent, wish.order
	if wish.posts++; wish.posts > 1 {
		w.accuse("%s is sent %d times", intent, wish.posts)
	}
	if want := worldKinds[order.Kind].request(order); !strings.HasSuffix(r.URL.Path, want) || string(body) != string(order.Body()) {
		w.accuse("%s sends %s to %s, for %+v", intent, body, r.URL.Path, order)
	}
	var sent struct {
		Amount json.Number
		Refund json.Number `json:"reduce_amount_by"`
	}
	if err := json.Unmarshal(body, &sent); len(body) > 0 && err != nil {
		w.accuse("%s sends %s", intent, body)
	}
	for kind, amount := range map[state.WriteKind]json.Number{state.KindRefund: sent.Refund, state.KindCapture: sent.Amount, state.KindCharge: sent.Amount,
		state.KindDischarge: sent.Amount, state.KindChargePoints: sent.Amount, state.KindTakePoints: sent.Amount, state.KindPayout: sent.Amount} {
		if n, err := amount.Int64(); kind == order.Kind && (err != nil || n < 1 || api.Minor(n) != order.Amount) {
			w.accuse("%s sends %s, for %+v", intent, body, order)
		}
	}
	if !crew.Rule(order.Operator).Role.May(worldKinds[order.Kind].may) {
		w.accuse("%s of %s is sent, who may not", intent, order.Operator)
	}
	if late, stale := w.now.Sub(wish.sent), w.now.Sub(wish.read); late > 31*time.Second || stale > 61*time.Second {
		w.accuse("%s leaves %v after its entry and %v after the read it rests on", intent, late, stale)
	}
	if strings.Contains(worldKinds[order.Kind].path, "{option}") { // what is in the path is approved with the body
		body = append([]byte(order.Option+"\n"), body...)
	}
	sum := sha256.Sum256(body)
	w.checkSent(wish, w.entries(intent), hex.EncodeToString(sum[:]))
}

// checkSent holds what leaves against what the journal has.
func (w *world) checkSent(wish *wish, entries []journal.Entry, bodyHash string) {
	intent, at := wish.order.Intent, map[string]journal.Entry{}
	for _, e := range entries {
		at[e.State] = e
	}
	sent, armed, approved := at["sent"], at["armed"], at["approved"]
	if sent.Seq == 0 || sent.Follows != armed.Seq || armed.Follows != max(at["snapshot"].Seq, approved.Seq) || armed.BodyHash != bodyHash || sent.BodyHash != bodyHash {
		w.accuse("%s is sent after %s: %s", intent, statesOf(entries), bodyHash)
	}
	if given := at["refused"].Seq + at["rejected"].Seq; given != 0 || at["not-applied"].Seq != 0 && !worldKinds[wish.order.Kind].again {
		w.accuse("%s is sent, and the journal has given it up: %s", intent, statesOf(entries))
	}
	if approved.Seq == 0 && wish.needs != "" {
		w.accuse("%s is sent without another operator: %s", intent, wish.needs)
	}
	if approved.Seq != 0 && armed.BaselineHash != approved.BaselineHash {
		w.accuse("%s is sent, and approved was another: %+v %+v", intent, approved, armed)
	}
}

// checkApproved: whoever approved may, in time, and exactly what was asked for.
func (w *world) checkApproved(wish *wish, entries []journal.Entry) {
	for i, e := range entries {
		if e.State != "approved" {
			continue
		}
		if asked := entries[i-1]; asked.State != "approval" || e.Operator == wish.order.Operator || !crew.Rule(e.Operator).Role.May(state.MayApprove) ||
			!e.At.Before(wish.expires) || e.BodyHash != asked.BodyHash || e.BaselineHash != asked.BaselineHash {
			w.t.Fatalf("%s is approved: %+v, until %v, and asked for was %+v", wish.order.Intent, e, wish.expires, asked)
		}
	}
}

// statesOf lists the states of entries.
func statesOf(entries []journal.Entry) string {
	var out []string
	for _, e := range entries {
		out = append(out, e.State)
	}
	return strings.Join(out, " ")
}
