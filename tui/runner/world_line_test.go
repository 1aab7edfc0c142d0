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

	"pgregory.net/rapid"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// longest is how long after its entry "sent" a request may still be executed, on
// the line or in a queue of the server. Quarantines last longer; nothing helps
// against a request that outlives them.
const longest = 100 * time.Second

// worldFaults is what may befall the one request.
var worldFaults = map[string]sandbox.Fault{
	"nothing":                {},
	"refused connection":     {Refuse: true},
	"lost before":            {DropBefore: true},
	"lost after":             {DropAfter: true},
	"405":                    {Status: 405},
	"token expired":          {Code2003: true},
	"429":                    {Status: 429},
	"500":                    {Status: 500},
	"500 after":              {Status: 500, Commit: true},
	"cut short":              {Truncate: 40},
	"a web page":             {HTML: true},
	"garbage":                {Garbage: true},
	"late":                   {ApplyLate: 1},
	"late, lost":             {ApplyLate: 1, DropAfter: true},
	"somebody else too":      {ForeignRefund: 700},
	"somebody else, lost":    {ForeignRefund: 700, DropAfter: true},
	"somebody the same, 500": {ForeignRefund: 900, Status: 500, Commit: true},
	"denied later":           {DenyRefund: true},
	"denied later, lost":     {DenyRefund: true, DropAfter: true},
}

// worldFaultNames has what goes well more than once.
var worldFaultNames = append(sortedKeys(worldFaults), "nothing", "nothing", "nothing", "nothing", "lost after", "lost after", "lost before", "late")

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
	t.p.stand(stop{p: t.p, b: t.b, place: flying, step: t.step, goOn: make(chan struct{})})
	resp, err := direct.RoundTrip(r)
	w.faults = sandbox.Fault{}
	return resp, err
}

// lands draws what becomes of a request on the line.
func (w *world) lands(t *task) {
	left := longest - w.now.Sub(w.wish(t.b.machine.Order.Intent).sent)
	name := "nothing"
	if w.noise {
		name = pick(w.t, worldFaultNames, "fault")
	}
	w.faults = worldFaults[name]
	switch {
	case left <= 0:
		name, w.faults = "too late, it never arrives", sandbox.Fault{DropBefore: true}
	case w.faults.ApplyLate > 0:
		w.faults.ApplyLate = time.Duration(rapid.Int64Range(1, int64(left)).Draw(w.t, "late"))
	}
	w.say("the request of %s arrives: %s", t.b.machine.Order.Intent, name)
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
	var sent struct {
		By json.Number `json:"reduce_amount_by"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		w.accuse("%s sends %s", intent, body)
	}
	if by, err := sent.By.Int64(); err != nil || by < 1 || api.Minor(by) != order.Amount || !strings.Contains(r.URL.Path, order.Target) {
		w.accuse("%s sends %s to %s, for %+v", intent, body, r.URL.Path, order)
	}
	if !crew.Rule(order.Operator).Role.May(state.MayRefund) {
		w.accuse("%s of %s is sent, who may not", intent, order.Operator)
	}
	if late, stale := w.now.Sub(wish.sent), w.now.Sub(wish.read); late > 31*time.Second || stale > 61*time.Second {
		w.accuse("%s leaves %v after its entry and %v after the read it rests on", intent, late, stale)
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
	if at["refused"].Seq+at["rejected"].Seq+at["not-applied"].Seq != 0 {
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
