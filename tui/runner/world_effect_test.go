package runner

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
)

// What really happened: the world sees every request that writes before and after
// the server had it.

// flight is a request on the line.
type flight struct {
	wish *wish
	req  *http.Request
	body []byte
	due  time.Time // when it arrives, if it is late

	over bool // what follows is what its program will hear
	resp *http.Response
	err  error
}

// effect is a write that the server executed, and the target before and after it.
type effect struct {
	at      time.Time
	wish    *wish // nil: not ours
	order   state.WriteOrder
	was, is condition
}

// condition is what a target is like.
type condition struct {
	inEffect, balance, points api.Minor
	denied                    api.Minor // the sum of the refunds that were
	simple                    api.StatusSimple
	state                     string // of a sale, the lock of a card
	accrual                   bool
}

// condition reads a target as the server has it, live.
func (w *world) condition(target string) (c condition) {
	prefix, _, _ := strings.Cut(target, "_")
	ctx := context.Background()
	switch prefix {
	case "PCI":
		truth, _ := w.server.Truth(target)
		c.inEffect, c.simple = truth.InEffect, truth.Simple
		if w.theme.accruals {
			item, err := api.PaymentTransactions.Get(ctx, w.office, target)
			w.must(err)
			c.accrual = item.Value.Accrual
		}
	case "STX":
		item, err := api.SmartTransactions.Get(ctx, w.office, target)
		w.must(err)
		c.state = state.SaleState(item.Value.Status)
		for _, p := range item.Value.Payments {
			truth, _ := w.server.Truth(p.ID)
			c.inEffect, c.denied = c.inEffect+truth.InEffect, c.denied+deniedOf(truth)
		}
	case "MCD":
		item, err := api.MerchantCards.Get(ctx, w.office, target)
		w.must(err)
		c.balance, c.points, c.state = *item.Value.Balance, api.Minor(*item.Value.Points), item.Value.LockStatus
	}
	return c
}

func (w *world) must(err error) {
	if err != nil {
		w.t.Fatal(err)
	}
}

// deliver hands a request to the server, which is told what to do instead or
// later, and notes what that did.
func (w *world) deliver(f *flight, told sandbox.Fault) (*http.Response, error) {
	order := f.wish.order
	e := effect{wish: f.wish, order: order, was: w.condition(order.Target)}
	r := f.req.Clone(context.Background())
	r.Body = io.NopCloser(bytes.NewReader(f.body))
	w.faults = told
	resp, err := w.server.RoundTripper().RoundTrip(r)
	w.faults = sandbox.Fault{}
	if err == nil && resp.StatusCode < 300 {
		w.happened(e)
	}
	return resp, err
}

// happened notes what was executed just now, which has to be what was asked for.
func (w *world) happened(e effect) {
	e.at, e.is = w.now, w.condition(e.order.Target)
	w.effects = append(w.effects, e)
	if kind := worldKinds[e.order.Kind]; kind.did != nil && !kind.did(e.order, e.was, e.is) {
		w.t.Fatalf("asked for was %+v, it was %+v and is %+v", e.order, e.was, e.is)
	}
	if e.wish != nil {
		e.wish.done++
	}
}

// foreign does something without the programs. People take a second to do it, so
// that no two uses of an object have the same time.
func (w *world) foreign(order state.WriteOrder) {
	w.lapse(time.Second)
	e := effect{order: order, was: w.condition(order.Target)}
	_, err := writeOps[order.Kind].send(context.Background(), w.office, order)
	if api.OutcomeOf(err) == api.Rejected { // the first time its token may have expired
		_, err = writeOps[order.Kind].send(context.Background(), w.office, order)
	}
	if err == nil {
		w.happened(e)
	}
	w.say("the web office does %s %d of %s: %v", order.Kind, order.Amount, order.Target, err)
	w.lapse(time.Second)
}

// mishap is what may befall the one request of a write.
type mishap struct {
	told   sandbox.Fault // what the server is told to do instead, or to do later
	others bool          // somebody in the web office is quicker
	late   bool          // it arrives after its program was told that it failed
	lost   bool          // no answer comes back
	status int           // of the answer in place of the server's, which has text
	text   string
	cut    int // how much of the answer comes
}

// befall lets a request arrive, or not, and notes what its program will hear.
func (w *world) befall(f *flight, m mishap, left time.Duration) {
	f.over = true
	if m.others {
		w.actElsewhere(f.wish.order.Target)
	}
	if m.late {
		late := *f
		late.due = w.now.Add(left * time.Duration(1+draw(w.t, 100, "late")) / 100)
		w.late = append(w.late, &late)
		f.resp, f.err = answered(http.StatusInternalServerError, `{"status":"error","code":1005}`), nil
	} else {
		f.resp, f.err = w.deliver(f, m.told)
	}
	switch {
	case f.err != nil:
	case m.lost:
		f.resp, f.err = nil, errors.New("read tcp: connection reset by peer")
	case m.status != 0 && f.resp.StatusCode < 300:
		f.resp = answered(m.status, m.text)
	case m.cut > 0:
		body, _ := io.ReadAll(f.resp.Body)
		f.resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:min(m.cut, len(body))]), broken{}))
	}
}

// broken is the rest of an answer that never comes.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// answered is an answer that is not the server's.
func answered(status int, text string) *http.Response {
	return &http.Response{Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: -1, Body: io.NopCloser(strings.NewReader(text))}
}

// statusOf is the status of an answer, 0 for none.
func statusOf(resp *http.Response) int {
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}
