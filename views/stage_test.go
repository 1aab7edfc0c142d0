package views

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/keymap"
	"tresen/state"
	"tresen/state/text"
)

// stage is a screen with the sandbox behind it. It carries out effects at once,
// in their order, on a clock that only the test moves.
type stage struct {
	t      testing.TB
	app    *state.App
	now    time.Time
	look   *Renderer
	client *api.Client
	down   bool // every request fails from now on
	// objects, where there are some, are all that the server has.
	objects []state.Object
	held    []state.Object // what it has besides its own
	sent    []state.WriteOrder
	log     []api.Exchange // attempts that the app was not told of
}

var morning = time.Date(2026, 11, 14, 14, 2, 31, 0, time.UTC)

// world is one sandbox for all tests: they only read it.
var world = sandbox.New(sandbox.Options{Seed: 7, Payments: 1500, Now: func() time.Time { return morning }})

// options are those of the screens of most tests.
func options(lang string) Options {
	return Options{Lang: text.For(lang), Zone: time.FixedZone("CET", 3600), Keys: keymap.Default()}
}

// newStage opens the program at a size and lets its first page come in.
func newStage(t testing.TB, o Options, width, height int, objects ...state.Object) *stage {
	t.Helper()
	s := &stage{t: t, now: morning, look: New(o)}
	id, secret := world.Credentials()
	client, err := api.New(api.Config{BaseURL: world.BaseURL(), ClientID: id, ClientSecret: secret, Transport: world.RoundTripper(),
		Observe: func(e api.Exchange) {
			e.At, e.Took, e.Bytes = s.now, 12*time.Millisecond, 4096
			s.log = append(s.log, e)
		}})
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	s.objects = objects
	s.app = state.New(state.Env{Kind: state.Sandbox, Host: "sandbox", Merchant: "Bäckerei Huber GmbH", Operator: "anna",
		Lang: o.Lang, Zone: o.Zone})
	s.send(state.Resized{Width: width, Height: height})
	s.send(state.Ticked{Now: s.now})
	return s.pass(200 * time.Millisecond)
}

func (s *stage) send(e state.Event) {
	s.run(s.app.Handle(e))
}

func (s *stage) run(effects []state.Effect) {
	for _, e := range effects {
		answer := s.carryOut(e)
		for _, e := range s.log {
			s.app.Handle(state.Exchanged{Exchange: e})
		}
		s.log = s.log[:0]
		if answer != nil {
			s.run(s.app.Handle(answer))
		}
	}
}

// do carries out actions, a little time apart.
func (s *stage) do(actions ...state.Action) *stage {
	for _, a := range actions {
		s.pass(10 * time.Millisecond)
		s.drawn()
		s.send(state.Acted{Action: a})
	}
	return s
}

// drawn tells the program what is on its screen, as the terminal does before
// every key that acts.
func (s *stage) drawn() {
	s.look.Frame(s.app)
	s.send(s.look.Measured())
}

// typ types into the open editor.
func (s *stage) typ(words string) *stage {
	s.t.Helper()
	for _, r := range words {
		s.pass(10 * time.Millisecond)
		e := s.app.Editor()
		if e == nil {
			s.t.Fatalf("no editor is open to type %q", words)
		}
		s.send(state.Edited{Text: e.Text + string(r), Cursor: len([]rune(e.Text)) + 1})
	}
	return s
}

// pass lets time go by.
func (s *stage) pass(by time.Duration) *stage {
	s.now = s.now.Add(by)
	s.send(state.Ticked{Now: s.now})
	return s
}

// picture is the frame without colours and without spaces at the ends of lines.
func (s *stage) picture() string {
	s.t.Helper()
	return unstyled(s.look.Frame(s.app))
}

func (s *stage) carryOut(e state.Effect) state.Event {
	ctx := context.Background()
	if s.down {
		return s.refuse(e)
	}
	switch e := e.(type) {
	case state.Find:
		page, err := s.find(e.Resource, e.Query, "")
		return state.Found{Ticket: e.Ticket, Page: page, Err: err}
	case state.Next:
		page, err := s.find(e.Resource, api.Query{}, e.ScrollID)
		return state.Found{Ticket: e.Ticket, Page: page, Err: err}
	case state.Get:
		o, err := s.get(e.Resource, e.ID)
		return state.Got{Ticket: e.Ticket, Object: o, Err: err}
	case state.Count:
		page, err := api.PaymentTransactions.Find(ctx, s.client, api.Query{Count: 1, Q: e.Q})
		return state.Counted{Ticket: e.Ticket, Total: page.Total, Err: err}
	case state.ScanRows:
		view, _ := state.Scan(e.Snapshot, e.Filter, e.Order, func() bool { return false })
		pos := -1
		for at, row := range view {
			if row == e.Keep {
				pos = at
			}
		}
		return state.Scanned{Ticket: e.Ticket, View: view, Pos: pos}
	case state.ReadTimeline:
		return s.timeline(e)
	case state.ReadBaseline:
		return s.baseline(e)
	case state.ReadApproval:
		return s.approval(e)
	case state.ReadEvidence:
		return s.evidence(e)
	case state.SendWrite:
		s.sent = append(s.sent, e.Order)
	}
	return nil
}

// lost is what a request answers while the line is down.
var lost = &api.Error{Outcome: api.NotSent, Offline: true, Op: "GET /Payment/Transactions", Err: errors.New("connection refused")}

func (s *stage) refuse(e state.Effect) state.Event {
	switch e := e.(type) {
	case state.Find:
		return state.Found{Ticket: e.Ticket, Err: lost}
	case state.Next:
		return state.Found{Ticket: e.Ticket, Err: lost}
	case state.Get:
		return state.Got{Ticket: e.Ticket, Err: lost}
	case state.Count:
		return state.Counted{Ticket: e.Ticket, Err: lost}
	case state.ReadBaseline:
		return state.BaselineRead{Ticket: e.Ticket, Err: lost}
	}
	return nil
}

func (s *stage) find(resource string, q api.Query, scroll string) (state.Page, error) {
	if s.objects != nil {
		page := state.Page{HasTotal: true}
		for _, o := range s.objects {
			if o.Resource == resource {
				page.Objects = append(page.Objects, o)
				page.Rows = append(page.Rows, state.ResourceNamed(resource).RowOf(o))
			}
		}
		page.Total = len(page.Rows)
		return page, nil
	}
	switch resource {
	case "smart":
		return pageOf(s, resource, api.SmartTransactions, q, scroll)
	case "merchants":
		return pageOf(s, resource, api.Merchants, q, scroll)
	}
	return pageOf(s, resource, api.PaymentTransactions, q, scroll)
}

func pageOf[T any](s *stage, resource string, r api.Resource[T], q api.Query, scroll string) (state.Page, error) {
	var page api.Page[T]
	var err error
	if scroll != "" {
		page, err = r.Next(context.Background(), s.client, scroll)
	} else {
		page, err = r.Find(context.Background(), s.client, q)
	}
	out := state.Page{Total: page.Total, HasTotal: page.HasTotal, ScrollID: page.ScrollID}
	for _, item := range page.Items {
		o := objectOf(resource, item)
		out.Objects = append(out.Objects, o)
		out.Rows = append(out.Rows, state.ResourceNamed(resource).RowOf(o))
	}
	return out, err
}

func objectOf[T any](resource string, item api.Item[T]) state.Object {
	o := state.Object{Resource: resource, Value: &item.Value, Raw: item.Raw, Drift: item.Drift}
	switch v := any(&item.Value).(type) {
	case *api.PaymentTransaction:
		o.ID = v.ID
	case *api.SmartTransaction:
		o.ID = v.ID
	case *api.Merchant:
		o.ID = v.ID
	}
	return o
}

func (s *stage) get(resource, id string) (state.Object, error) {
	for _, o := range append(s.held, s.objects...) {
		if o.Resource == resource && o.ID == id {
			return o, nil
		}
	}
	ctx := context.Background()
	switch resource {
	case "smart":
		item, err := api.SmartTransactions.Get(ctx, s.client, id)
		return objectOf(resource, item), err
	case "merchants":
		item, err := api.Merchants.Get(ctx, s.client, id)
		return objectOf(resource, item), err
	}
	item, err := api.PaymentTransactions.Get(ctx, s.client, id)
	return objectOf(resource, item), err
}

func (s *stage) baseline(e state.ReadBaseline) state.Event {
	if read := s.formBaseline(e); read != nil {
		return read
	}
	for _, o := range s.objects {
		if p, ok := o.Value.(*api.PaymentTransaction); ok && o.ID == e.Order.Target {
			item := api.Item[api.PaymentTransaction]{Value: *p}
			live := api.Item[api.PaymentStatus]{Value: api.PaymentStatus{Amount: p.Amount, StatusSimple: p.Details.StatusSimple}}
			return state.BaselineRead{Ticket: e.Ticket, Object: o, Baseline: state.NewBaseline(item, live, nil, s.now)}
		}
	}
	ctx := context.Background()
	status, err1 := api.CheckPaymentStatus.Do(ctx, s.client, api.None{}, e.Order.Target)
	payment, err2 := api.PaymentTransactions.Get(ctx, s.client, e.Order.Target)
	var children []api.Item[api.PaymentTransaction]
	for _, id := range state.RefundChildren(payment.Value) {
		item, err := api.PaymentTransactions.Get(ctx, s.client, id)
		if err == nil {
			children = append(children, item)
		}
	}
	return state.BaselineRead{Ticket: e.Ticket, Object: objectOf("payments", payment),
		Baseline: state.NewBaseline(payment, status, children, s.now), Err: cmp.Or(err1, err2)}
}

// unstyled takes the colours out of a frame, and the spaces at line ends.
func unstyled(frame string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(stripSGR(frame), "\n") {
		b.WriteString(strings.TrimRight(line, " "))
		b.WriteByte('\n')
	}
	return b.String()
}
