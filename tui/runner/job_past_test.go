package runner

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
	"tresen/state/journal"
)

// recordAll writes the entries of an intent, one after the other.
func (c *counter) recordAll(intent string, entries ...journal.Entry) {
	c.t.Helper()
	var follows int64
	for _, e := range entries {
		e.Intent, e.Follows, e.Open = intent, follows, state.WriteState(e.State).Open()
		if e.Env == "" {
			e.Env = jobEnv
		}
		kept, err := c.journal.Append(c.t.Context(), e)
		if err != nil {
			c.t.Fatal(err)
		}
		follows = kept.Seq
	}
}

func TestTheSumOfADayIsWhatTheOperatorGaveBackInTheseHoursInThatCurrency(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	now := time.Now()
	given := func(intent, kind, in, operator, currency, env string, ago time.Duration, amount int64) {
		c.recordAll(intent, journal.Entry{State: in, Kind: kind, Env: env, Target: "PCI_" + intent, Amount: amount, Currency: currency, Operator: operator, At: now.Add(-ago)})
	}
	given("refund", "refund", "applied", "anna", "EUR", "", time.Hour, 1)
	given("sale", "smart-cancel", "applied", "anna", "EUR", "", time.Hour, 20)
	given("receipt", "receipt-cancel", "unknown", "anna", "EUR", "", 23*time.Hour, 300)
	given("open", "refund", "sent", "anna", "EUR", "", 0, 4000)
	for n, no := range []string{"refused", "rejected", "not-applied", "failed"} {
		given(no, "refund", no, "anna", "EUR", "", time.Duration(n), 1_000_000)
	}
	given("charge", "charge", "applied", "anna", "EUR", "", time.Hour, 2_000_000)
	given("payout", "payout", "applied", "anna", "EUR", "", time.Hour, 2_000_000)
	given("francs", "refund", "applied", "anna", "CHF", "", time.Hour, 3_000_000)
	given("bea's", "refund", "applied", "bea", "EUR", "", time.Hour, 4_000_000)
	given("elsewhere", "refund", "applied", "anna", "EUR", "other.example", time.Hour, 5_000_000)
	given("yesterday", "refund", "applied", "anna", "EUR", "", 25*time.Hour, 6_000_000)
	for _, tt := range []struct {
		order state.WriteOrder
		want  api.Minor
	}{
		{state.WriteOrder{Kind: state.KindRefund, Operator: "anna", Currency: "EUR"}, 4321},
		{state.WriteOrder{Kind: state.KindRefund, Operator: "anna", Currency: "EUR", Intent: "open"}, 321},
		{state.WriteOrder{Kind: state.KindRefund, Operator: "anna", Currency: "USD"}, 0},
		{state.WriteOrder{Kind: state.KindCharge, Operator: "anna", Currency: "EUR"}, 0},
	} {
		if got, err := c.jobs.today(t.Context(), tt.order); err != nil || got != tt.want {
			t.Errorf("%+v: %d, %v", tt.order, got, err)
		}
	}
	over, end := context.WithCancel(t.Context())
	end()
	if _, err := c.jobs.today(over, state.WriteOrder{Kind: state.KindRefund, Operator: "anna"}); err == nil {
		t.Error("a day that cannot be read is one on which nothing was given back")
	}
}

func TestWhatAnObjectWentThroughHasOneLineForEachWriteAndNoneForWhatWasOnlySeen(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	e := journal.Entry{State: "sent", Kind: "refund", Target: "PCI_1", Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now()}
	applied, seen := e, e
	applied.State, applied.Result = "applied", "PCI_2"
	seen.State, seen.Kind = "revealed", "reveal"
	c.recordAll("a", e, applied)
	c.recordAll("b", seen)
	past, err := c.jobs.earlier(t.Context(), "PCI_1")
	if err != nil || len(past) != 1 || past[0].State != state.WriteApplied || past[0].Child != "PCI_2" {
		t.Errorf("%+v, %v", past, err)
	}
}

func TestTheEvidenceIsWhatTheJournalHasOfTheWholeWrite(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	b := c.payment(api.StatusAccepted)
	at := time.Now().Truncate(time.Second).Add(-time.Hour)
	e := journal.Entry{Kind: "refund", Target: b.ID, Amount: 5, Currency: "EUR", Operator: "anna", Baseline: string(b.Encode()), Action: "ac71", Support: "sup"}
	var entries []journal.Entry
	for n, in := range []string{"armed", "sent", "unknown", "conflict"} {
		e.State, e.At = in, at.Add(time.Duration(n)*time.Minute)
		if in == "conflict" {
			e.Operator = "bea"
		}
		entries = append(entries, e)
	}
	c.recordAll("i1", entries...)
	got := c.jobs.Evidence(t.Context(), state.ReadEvidence{Ticket: 7, Intent: "i1"})
	if got.Err != nil || got.Ticket != 7 || got.Order.Operator != "anna" || got.Now.ID != b.ID || got.Action != "ac71" || got.Support != "sup" ||
		!got.Sent.Equal(at.Add(time.Minute)) || !got.Since.Equal(at.Add(2*time.Minute)) {
		t.Errorf("%+v", got)
	}
	if since := Doubted(entries[:2]); !since.Equal(at.Add(time.Minute)) {
		t.Errorf("one that was never in doubt is since %v", since)
	}
}

func TestWhatIsOfAnotherServerOrAnotherTresenIsNotReadNorDecidedHere(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	e := journal.Entry{State: "conflict", Kind: "refund", Target: "PCI_1", Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: "{}"}
	elsewhere, newer := e, e
	elsewhere.Env, newer.Kind = "other.example", "teleport"
	c.recordAll("elsewhere", elsewhere)
	c.recordAll("newer", newer)
	for _, intent := range []string{"elsewhere", "newer"} {
		if got := c.jobs.Evidence(t.Context(), state.ReadEvidence{Intent: intent}); !errors.Is(got.Err, errNotHere) {
			t.Errorf("%s: %+v", intent, got)
		}
		if c.jobs.Settle(t.Context(), intent, state.WriteApplied, "bea") {
			t.Errorf("%s was settled", intent)
		}
	}
	if got := c.jobs.Evidence(t.Context(), state.ReadEvidence{Intent: "none"}); !errors.Is(got.Err, errNoIntent) {
		t.Errorf("none: %+v", got)
	}
}

// Whoever sends it may live: only what is in doubt is decided.
func TestWhatIsOnItsWayElsewhereIsNotDecidedHere(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	b := c.payment(api.StatusAccepted)
	for _, in := range []string{"snapshot", "approval", "armed", "sent", "applied"} {
		e := journal.Entry{State: in, Kind: "refund", Target: b.ID + in, Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: string(b.Encode())}
		c.recordAll(in, e)
		if c.jobs.Settle(t.Context(), in, state.WriteApplied, "bea") {
			t.Errorf("%s was settled", in)
		}
	}
}

func TestWhatWaitsIsToldAsItWasAskedAndWhyItDoesNotRead(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	b := c.payment(api.StatusAccepted)
	at := time.Now().Truncate(time.Second).Add(-time.Hour)
	e := journal.Entry{State: "approval", Kind: "refund", Target: b.ID + "1", Amount: 5, Currency: "EUR", Operator: "anna", At: at, Baseline: string(b.Encode()), Note: "above-limit", Open: true}
	e.Intent, e.Env = "i1", jobEnv
	if _, err := c.journal.AppendRequest(t.Context(), e, journal.Request{Intent: "i1", Body: []byte(`{"kind":"payout"}`), Expires: at.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if got := c.jobs.Approval(t.Context(), state.ReadApproval{Intent: "i1"}); got.Err == nil {
		t.Errorf("a request that is another one: %+v", got)
	}
	c.recordAll("i2", journal.Entry{State: "approval", Kind: "refund", Target: b.ID + "2", Amount: 5, Currency: "EUR", Operator: "anna", At: at, Baseline: string(b.Encode())})
	if got := c.jobs.Approval(t.Context(), state.ReadApproval{Intent: "i2"}); !errors.Is(got.Err, journal.ErrNoRequest) {
		t.Errorf("without a request: %+v", got)
	}
	e.Intent, e.Target = "i3", b.ID
	order := state.WriteOrder{Kind: state.KindRefund, Target: b.ID, Amount: 5, Currency: "EUR"}
	body, err := json.Marshal(map[string]any{"kind": "refund", "body": order.Body()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.journal.AppendRequest(t.Context(), e, journal.Request{Intent: "i3", Body: body, Expires: at.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	got := c.jobs.Approval(t.Context(), state.ReadApproval{Ticket: 3, Intent: "i3"})
	if got.Err != nil || got.Ticket != 3 || !got.Asked.Equal(at) || !got.Expires.Equal(at.Add(2*time.Hour)) || got.Why != state.WhyAboveLimit || got.Now.ID != b.ID {
		t.Errorf("it told %+v", got)
	}
}

func TestAStartTakesUpWhatIsOursAndSaysWhatDoesNotMakeSense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		e := journal.Entry{State: "conflict", Kind: "refund", Target: "PCI_0", Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: "{"}
		c.recordAll("senseless", e)
		e.Target, e.Kind, e.Baseline = "PCI_1", "teleport", string(b.Encode())
		c.recordAll("newer", e)
		e.Target, e.Kind, e.State = b.ID, "refund", "sent"
		doubt := e
		doubt.State, doubt.Operator = "conflict", "bea"
		c.recordAll("ours", e, doubt)
		e.Target, e.State, e.At = "PCI_2", "applied", time.Now().Add(-23*time.Hour)
		c.recordAll("accepted", e)
		e.Target, e.At = "PCI_3", time.Now().Add(-25*time.Hour)
		c.recordAll("accepted long ago", e)
		if err := c.jobs.Resume(t.Context()); err == nil || !strings.Contains(err.Error(), "senseless") {
			t.Errorf("it said %v", err)
		}
		synctest.Wait()
		c.jobs.mu.Lock()
		running := slices.Sorted(maps.Keys(c.jobs.running))
		c.jobs.mu.Unlock()
		if diff := cmp.Diff([]string{"accepted", "ours"}, running); diff != "" {
			t.Error(diff)
		}
		for _, m := range c.moves {
			if m.Operator != "anna" {
				t.Errorf("%s is told to be of %s", m.Intent, m.Operator)
			}
		}
	})
}

func TestWhatWaitsWithoutItsRequestWaitsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCounter(t, nil)
		defer c.close()
		b := c.payment(api.StatusAccepted)
		c.recordAll("i1", journal.Entry{State: "approval", Kind: "refund", Target: b.ID, Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now(), Baseline: string(b.Encode())})
		if err := c.jobs.Resume(t.Context()); err != nil {
			t.Errorf("it said %v", err)
		}
		synctest.Wait()
		if len(c.moves) == 0 {
			t.Error("nobody hears of it")
		}
	})
}

func TestATimelineHasTheWritesOfThisServerAlone(t *testing.T) {
	c := newCounter(t, nil)
	defer c.close()
	b := c.payment(api.StatusAccepted)
	e := journal.Entry{State: "applied", Kind: "refund", Target: b.ID, Amount: 5, Currency: "EUR", Operator: "anna", At: time.Now()}
	elsewhere := e
	elsewhere.Env = "other.example"
	c.recordAll("here", e)
	c.recordAll("elsewhere", elsewhere)
	r := &Runner{client: c.client, jobs: c.jobs}
	got := r.timeline(t.Context(), state.ReadTimeline{Ticket: 3, Resource: "payments", ID: b.ID})
	if got.Err != nil || got.BookErr != nil || got.Ticket != 3 || got.Object.ID != b.ID || len(got.Entries) != 1 || got.Entries[0].Intent != "here" {
		t.Errorf("%+v", got)
	}
}
