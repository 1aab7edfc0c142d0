package runner

import (
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/api/sandbox"
	"tresen/state"
	"tresen/state/journal"
)

// open connects a session with a sandbox in process and collects its news.
func open(t *testing.T, o sandbox.Options) (*Session, *sandbox.Server, func() []state.Event) {
	t.Helper()
	server := sandbox.New(o)
	id, secret := server.Credentials()
	r, err := New(api.Config{BaseURL: server.BaseURL(), ClientID: id, ClientSecret: secret, Transport: server.RoundTripper()})
	if err != nil {
		t.Fatal(err)
	}
	news := make(chan state.Event, 1000)
	s := r.Open(func(e state.Event) { news <- e })
	t.Cleanup(s.Close)
	return s, server, func() []state.Event {
		var all []state.Event
		for {
			select {
			case e := <-news:
				all = append(all, e)
			default:
				return all
			}
		}
	}
}

// found runs a search and fails where it does.
func found(t *testing.T, s *Session, effect state.Effect) state.Page {
	t.Helper()
	answer, ok := s.Do(effect)().(state.Found)
	if !ok || answer.Err != nil {
		t.Fatalf("%T: %+v", effect, answer)
	}
	return answer.Page
}

func TestEveryResourceOfStateCanBeRead(t *testing.T) {
	s, _, _ := open(t, sandbox.Options{Payments: 50})
	for _, res := range state.Resources {
		if res.Book { // see source_journal_test.go
			continue
		}
		page := found(t, s, state.Find{Ticket: 1, Resource: res.Name, Query: api.Query{Count: 3}})
		if len(page.Rows) == 0 || len(page.Objects) != len(page.Rows) || !page.HasTotal {
			t.Fatalf("%s: %d rows, %d objects, total %v", res.Name, len(page.Rows), len(page.Objects), page.HasTotal)
		}
		o := page.Objects[0]
		if o.ID == "" || o.ID != page.Rows[0].ID || len(o.Raw) == 0 || o.Resource != res.Name {
			t.Errorf("%s: object %q of %q with %d bytes, row %q", res.Name, o.ID, o.Resource, len(o.Raw), page.Rows[0].ID)
		}
		got := s.Do(state.Get{Ticket: 2, Resource: res.Name, ID: o.ID})().(state.Got)
		if got.Err != nil || got.Ticket != 2 || got.Object.ID != o.ID || got.Object.Value == nil {
			t.Errorf("%s: reading %q gave %q, %v", res.Name, o.ID, got.Object.ID, got.Err)
		}
	}
}

func TestPagesFollowEachOtherToTheEnd(t *testing.T) {
	s, _, _ := open(t, sandbox.Options{Payments: 450})
	page := found(t, s, state.Find{Ticket: 1, Resource: "payments", Query: api.Query{Count: 200, ScrollExpire: time.Minute}})
	ids := map[string]bool{}
	for len(page.Rows) > 0 {
		for _, row := range page.Rows {
			ids[row.ID] = true
		}
		page = found(t, s, state.Next{Ticket: 2, Resource: "payments", ScrollID: page.ScrollID})
	}
	counted := s.Do(state.Count{Ticket: 3, Resource: "payments"})().(state.Counted)
	if counted.Err != nil || len(ids) != counted.Total || counted.Total < 450 {
		t.Errorf("%d rows came, %d are counted, %v", len(ids), counted.Total, counted.Err)
	}
}

func TestABaselineHasThePaymentItsStatusAndItsRefunds(t *testing.T) {
	s, server, _ := open(t, sandbox.Options{Payments: 300, Seed: 3})
	var id string
	page := found(t, s, state.Find{Ticket: 1, Resource: "payments", Query: api.Query{Count: 300}})
	for _, o := range page.Objects {
		if len(state.RefundChildren(*o.Value.(*api.PaymentTransaction))) > 0 {
			id = o.ID
		}
	}
	if id == "" {
		t.Fatal("the sandbox has no payment with a refund")
	}
	read := s.Do(state.ReadBaseline{Ticket: 9, Order: refundOf(id)})().(state.BaselineRead)
	b := read.Baseline
	if read.Err != nil || read.Ticket != 9 || b.ID != id || read.Object.ID != id || len(b.Drift) > 0 {
		t.Fatalf("%+v", read)
	}
	if len(b.Children) == 0 || b.Children[0].Amount >= 0 {
		t.Errorf("children %+v", b.Children)
	}
	back := b.Amount
	for _, c := range b.Children {
		back += c.Amount
	}
	if b.InEffect != back {
		t.Errorf("%d in effect, %d by the refunds", b.InEffect, back)
	}
	server.SetFaults(func(r *http.Request) sandbox.Fault { return sandbox.Fault{Status: http.StatusNotFound} })
	if read := s.Do(state.ReadBaseline{Ticket: 10, Order: refundOf(id)})().(state.BaselineRead); read.Err == nil {
		t.Error("a read that failed has no error")
	}
}

func TestACancelledReadAnswersNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, server, _ := open(t, sandbox.Options{Payments: 10, Latency: time.Minute})
		defer s.Close()
		var asked atomic.Int32
		server.SetFaults(func(*http.Request) sandbox.Fault { asked.Add(1); return sandbox.Fault{} })

		early := s.Do(state.Find{Ticket: 1, Resource: "payments"})
		s.Do(state.Cancel{Ticket: 1})
		if e := early(); e != nil || asked.Load() != 0 {
			t.Errorf("cancelled before it began: %v after %d requests", e, asked.Load())
		}

		started := time.Now()
		late := s.Do(state.Find{Ticket: 2, Resource: "payments"})
		time.AfterFunc(time.Second, func() { s.Do(state.Cancel{Ticket: 2}) })
		if e := late(); e != nil || time.Since(started) != time.Second {
			t.Errorf("cancelled after a second: %v after %v", e, time.Since(started))
		}
		s.Do(state.Cancel{Ticket: 2}) // once more, and of what never was
		s.Do(state.Cancel{Ticket: 77})
		if len(s.cancels) != 0 {
			t.Errorf("%d tickets are kept", len(s.cancels))
		}
	})
}

func TestClosingAScreenEndsItsReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _, _ := open(t, sandbox.Options{Payments: 10, Latency: time.Hour})
		answered := make(chan state.Event, 1)
		read := s.Do(state.Get{Ticket: 1, Resource: "payments", ID: "PCI_X"})
		go func() { answered <- read() }()
		synctest.Wait()
		s.Close()
		if e := <-answered; e != nil {
			t.Errorf("answered %v", e)
		}
	})
}

func TestEveryScreenHearsOfEveryRequestUntilItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, _, news := open(t, sandbox.Options{Payments: 10})
		var heard []string
		second := first.runner.Open(func(e state.Event) { heard = append(heard, e.(state.Exchanged).Path) })
		found(t, first, state.Find{Ticket: 1, Resource: "payments", Query: api.Query{Count: 1}})
		synctest.Wait()
		second.Close()
		found(t, first, state.Find{Ticket: 2, Resource: "merchants", Query: api.Query{Count: 1}})
		synctest.Wait()
		if diff := cmp.Diff([]string{"/oauth/token", "/Payment/Transactions"}, heard); diff != "" {
			t.Error(diff)
		}
		if n := len(news()); n != 3 {
			t.Errorf("the first screen heard of %d requests, want 3", n)
		}
		first.Close()
	})
}

func TestAScanAnswersWithTheViewAndTheKeptRow(t *testing.T) {
	s, _, _ := open(t, sandbox.Options{Payments: 10})
	rows := state.NewRows(state.ResourceNamed("merchants").Fields)
	for _, name := range []string{"Huber", "Meier", "Hubert", "Auer"} {
		rows.Put(state.Row{ID: "MRC_" + name, Values: []state.Value{{Text: name, Set: true}}})
	}
	scan := state.ScanRows{Ticket: 4, Snapshot: rows.Snapshot(), Filter: state.Filter{Text: "hub"},
		Order: []state.Order{{Field: 0, Desc: true}}, Keep: 0}
	want := state.Scanned{Ticket: 4, View: []int32{2, 0}, Pos: 1}
	if diff := cmp.Diff(want, s.Do(scan)()); diff != "" {
		t.Error(diff)
	}
	scan.Keep = 1
	if got := s.Do(scan)().(state.Scanned); got.Pos != -1 {
		t.Errorf("a row that the filter hides stands at %d", got.Pos)
	}
	cancelled := s.Do(scan)
	again := s.Do(state.ScanRows{Ticket: 5, Snapshot: rows.Snapshot()})
	s.Do(state.Cancel{Ticket: 5})
	if e := again(); e != nil {
		t.Errorf("a cancelled scan answered %v", e)
	}
	if cancelled() == nil {
		t.Error("the cancel of one scan ended another")
	}
}

func TestRefundsAreRefusedUntilThereIsAJournalAndToldToEveryScreen(t *testing.T) {
	s, server, _ := open(t, sandbox.Options{Payments: 300})
	told := make(chan state.WriteMoved, 100)
	other := s.runner.Open(func(e state.Event) {
		if m, is := e.(state.WriteMoved); is {
			told <- m
		}
	})
	defer other.Close()
	order := refundable(t, s)

	s.Do(state.SendWrite{Order: order})
	if m := <-told; m.State != state.WriteRefused || m.Why != state.WhyJournal {
		t.Fatalf("without a journal: %s, %s", m.State, m.Why)
	}

	book, err := journal.Open(t.Context(), filepath.Join(t.TempDir(), "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	jobs := NewJobs(JobsConfig{Client: s.runner.Client(), Journal: book, Env: "here"})
	defer jobs.Close()
	s.runner.Use(jobs)
	s.Do(state.SendWrite{Order: order})
	for m := range told {
		if m.State == state.WriteApplied {
			break
		}
		if m.State.Settled() {
			t.Fatalf("the refund ended as %s, %s: %v", m.State, m.Why, m.Err)
		}
	}
	if moves := server.AllRefunds(); len(moves) != 1 {
		t.Errorf("%d refunds were made, want one", len(moves))
	}

	late := make(chan state.WriteMoved, 100)
	third := s.runner.Open(func(e state.Event) {
		if m, is := e.(state.WriteMoved); is {
			late <- m
		}
	})
	defer third.Close()
	if m := <-late; m.Target != order.Target || !m.Again {
		t.Errorf("a screen opened later heard %+v", m)
	}
}

// refundable is an order for one euro of a payment that takes it.
func refundable(t *testing.T, s *Session) state.WriteOrder {
	t.Helper()
	page := found(t, s, state.Find{Ticket: 1, Resource: "payments", Query: api.Query{Count: 300}})
	for _, o := range page.Objects {
		read := s.Do(state.ReadBaseline{Ticket: 1, Order: refundOf(o.ID)})().(state.BaselineRead)
		if read.Err == nil && len(read.Baseline.Children) == 0 && len(state.CheckRefund(100, "", read.Baseline)) == 0 {
			return state.WriteOrder{Kind: state.KindRefund, Target: o.ID, Amount: 100, Currency: read.Baseline.Currency, Operator: "anna",
				Baseline: read.Baseline}
		}
	}
	t.Fatal("no payment takes a refund")
	return state.WriteOrder{}
}
