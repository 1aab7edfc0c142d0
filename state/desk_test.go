package state

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tresen/api"
	"tresen/state/text"
)

// desk is an operator at a screen with a small server behind it: it carries out
// effects in the order in which they come, on a clock that only the test moves.
type desk struct {
	t    testing.TB
	app  *App
	now  time.Time
	held []Effect // what waits to be carried out

	payments []*api.PaymentTransaction // newest first
	fail     error                     // what every request answers while set
	expired  bool                      // the next scroll is expired
	sent     []WriteOrder
	carried  []Effect // every effect, in order
	copied   []string
	objects  []Object // of the other lists
	quit     bool
	drawn    Measured // what views say before every action
	finds    []api.Query
	scrolls  map[string][]*api.PaymentTransaction
}

var noon = time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)

// newDesk opens the program on n payments and lets the first page come in.
func newDesk(t testing.TB, n int) *desk {
	d := &desk{t: t, now: noon, scrolls: map[string][]*api.PaymentTransaction{},
		drawn: Measured{Page: 1, Of: 1}} // there is room for all of what is decided
	for i := range n {
		d.payments = append(d.payments, testPayment(i))
	}
	d.app = New(Env{Kind: Test, Host: "connect-testing.example", Operator: "anna", Lang: text.For("en")})
	d.send(Resized{100, 30})
	d.send(Ticked{Now: d.now})
	return d
}

func testPayment(i int) *api.PaymentTransaction {
	amount := api.Minor(1000 + i)
	simple := api.StatusAccepted
	return &api.PaymentTransaction{
		ID: fmt.Sprintf("PCI_%030d", i), Amount: &amount, Currency: "EUR", OrderID: fmt.Sprintf("B-%d", i),
		Created: api.Time{Time: noon.Add(-time.Duration(i) * time.Minute)}, TransID: int64(700000 + i), StatusText: "abgeschlossen",
		Customer: api.PaymentCustomerName{Forename: "Anna", Surname: fmt.Sprintf("Meier%d", i%7)},
		Details:  api.PaymentDetails{StatusSimple: &simple},
	}
}

func (d *desk) send(e Event) { d.held = append(d.held, d.app.Handle(e)...); d.settle() }

// do presses a key that means an action; the clock goes on a little.
func (d *desk) do(actions ...Action) {
	for _, a := range actions {
		d.pass(10 * time.Millisecond)
		d.send(d.drawn)
		d.send(Acted{Action: a})
	}
}

// typ puts text into the open editor, a letter at a time.
func (d *desk) typ(words string) {
	d.t.Helper()
	if d.app.Editor() == nil {
		d.t.Fatalf("no editor is open to type %q", words)
	}
	for _, r := range words {
		d.pass(10 * time.Millisecond)
		text := d.app.Editor().Text + string(r)
		d.send(Edited{Text: text, Cursor: len([]rune(text))})
	}
}

// pass lets time go by, telling the app once.
func (d *desk) pass(by time.Duration) {
	d.now = d.now.Add(by)
	d.send(Ticked{Now: d.now})
}

// settle carries out effects until none is left.
func (d *desk) settle() {
	for len(d.held) > 0 {
		e := d.held[0]
		d.carried = append(d.carried, e)
		d.held = d.held[1:]
		if answer := d.carryOut(e); answer != nil {
			d.held = append(d.held, d.app.Handle(answer)...)
		}
	}
}

func (d *desk) carryOut(e Effect) Event {
	switch e := e.(type) {
	case Find:
		d.finds = append(d.finds, e.Query)
		if d.fail != nil {
			return Found{Ticket: e.Ticket, Err: d.fail}
		}
		if e.Resource != paymentList.Name {
			return Found{Ticket: e.Ticket, Page: d.others(e.Resource)}
		}
		matches := d.matching(e.Query.Q)
		id := fmt.Sprintf("scroll-%d", len(d.finds))
		return Found{Ticket: e.Ticket, Page: d.batch(id, matches, len(matches))}
	case Next:
		if d.fail != nil {
			if !api.IsRateLimited(d.fail) { // the answer is lost, the scroll went on
				d.batch(e.ScrollID, d.scrolls[e.ScrollID], -1)
			}
			return Found{Ticket: e.Ticket, Err: d.fail}
		}
		if d.expired {
			d.expired = false
			return Found{Ticket: e.Ticket, Err: &api.Error{Status: 404, Name: "ProductNotFoundException", Details: "scroll expired", Scroll: true}}
		}
		return Found{Ticket: e.Ticket, Page: d.batch(e.ScrollID, d.scrolls[e.ScrollID], -1)}
	case Count:
		return Counted{Ticket: e.Ticket, Total: len(d.matching(e.Q)), Err: d.fail}
	case Get:
		return d.get(e)
	case ScanRows:
		view, _ := Scan(e.Snapshot, e.Filter, e.Order, func() bool { return false })
		pos := -1
		for at, i := range view {
			if i == e.Keep {
				pos = at
			}
		}
		return Scanned{Ticket: e.Ticket, View: view, Pos: pos}
	case ReadBaseline:
		if d.fail != nil {
			return BaselineRead{Ticket: e.Ticket, Err: d.fail}
		}
		p := d.payment(e.Order.Target)
		if p == nil || e.Order.Kind != KindRefund {
			return d.otherBaseline(e)
		}
		return BaselineRead{Ticket: e.Ticket, Object: testObject(p), Baseline: Baseline{ID: p.ID, Amount: *p.Amount,
			InEffect: *p.Amount, Currency: p.Currency, Simple: *p.Details.StatusSimple, ReadAt: d.now}}
	case SendWrite:
		d.sent = append(d.sent, e.Order)
	case Copy:
		d.copied = append(d.copied, e.Text)
	case Quit:
		d.quit = true
	}
	return nil
}

func (d *desk) get(e Get) Event {
	if d.fail != nil {
		return Got{Ticket: e.Ticket, Err: d.fail}
	}
	if e.ID == "me" {
		return Got{Ticket: e.Ticket, Object: Object{Resource: e.Resource, ID: "MRC_1", Value: &api.Merchant{StoreName: "Huber"}}}
	}
	if o := d.object(e.ID); o != nil {
		return Got{Ticket: e.Ticket, Object: *o}
	}
	if p := d.payment(e.ID); p != nil {
		return Got{Ticket: e.Ticket, Object: testObject(p)}
	}
	return Got{Ticket: e.Ticket, Err: &api.Error{Status: 404, Outcome: api.Rejected}}
}

func (d *desk) payment(id string) *api.PaymentTransaction {
	for _, p := range d.payments {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// matching understands the two searches these tests make: a range of created
// dates, and the surname of a customer.
func (d *desk) matching(q string) []*api.PaymentTransaction {
	var found []*api.PaymentTransaction
	for _, p := range d.payments {
		if to, ok := bound(q, "created:[* TO "); ok && p.Created.After(to) {
			continue
		}
		if from, ok := bound(q, "created:["); ok && p.Created.Before(from) {
			continue
		}
		if _, name, ok := strings.Cut(q, "customer.surname:"); ok {
			if name = strings.Trim(strings.Fields(name)[0], ")"); !strings.EqualFold(p.Customer.Surname, name) {
				continue
			}
		}
		found = append(found, p)
	}
	return found
}

func bound(q, before string) (time.Time, bool) {
	_, rest, ok := strings.Cut(q, before)
	if !ok {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ']' })[0])
	return t, err == nil
}

func (d *desk) batch(scroll string, rest []*api.PaymentTransaction, total int) Page {
	n := min(pageSize, len(rest))
	d.scrolls[scroll] = rest[n:]
	page := Page{Total: total, HasTotal: total >= 0, ScrollID: scroll}
	for _, p := range rest[:n] {
		o := testObject(p)
		page.Objects = append(page.Objects, o)
		page.Rows = append(page.Rows, paymentList.RowOf(o))
	}
	return page
}

func testObject(p *api.PaymentTransaction) Object {
	return Object{Resource: "payments", ID: p.ID, Value: p, Raw: []byte(`{"id":"` + p.ID + `"}`)}
}

// offline is a failed connection, as the client tells of it.
var offline = &api.Error{Outcome: api.NotSent, Err: errors.New("connection refused"), Offline: true}

// said is the text of the last toast.
func (d *desk) said() string {
	if len(d.app.Toasts) == 0 {
		return ""
	}
	return d.app.Env.Lang.Say(d.app.Toasts[len(d.app.Toasts)-1].Text)
}
