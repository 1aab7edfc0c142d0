package state

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

// timelineOf opens the timeline of the first payment, answered by the object of a
// document and what else is given.
func timelineOf(t *testing.T, raw string, e TimelineRead) (*desk, *TimelineLayer) {
	t.Helper()
	d := newDesk(t, 3)
	d.do(Timeline)
	l, ok := d.app.Top().(*TimelineLayer)
	if !ok || !l.Reading() {
		t.Fatal("no timeline opened")
	}
	e.Ticket = l.wanted
	e.Object = testObject(d.payments[0])
	e.Object.Raw = []byte(raw)
	d.send(e)
	return d, l
}

// told is a timeline as text, each line with whose it is.
func told(d *desk, l *TimelineLayer) []string {
	var lines []string
	for _, line := range l.Lines {
		layout := "01-02 15:04:05"
		if line.Day {
			layout = "01-02"
		}
		who := "server"
		if line.Who != "" {
			who = "ours " + line.Who
		}
		lines = append(lines, line.At.In(d.app.Env.Zone).Format(layout)+" "+who+": "+d.app.Env.Lang.Say(line.Words))
	}
	return lines
}

func TestATimelineMergesTheServersDatesWithOurs(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 14, hour, 0, 0, 0, time.UTC) }
	amount := api.Minor(-500)
	child := api.PaymentTransaction{ID: "PCI_CHILD", Amount: &amount, Currency: "EUR"}
	d, l := timelineOf(t, `{
		"id":"PCI_1", "created":"2026-11-14T09:00:00+01:00", "payout_date":"2026-11-16", "updated":null, "completion_date":"soon",
		"order_id":"B-1", "customer":{"id":"PCU_1","created":"2020-01-01T00:00:00Z","dob":"1970-01-01"},
		"details":{"shipped_at":"2026-11-14T12:00:00Z","odd_day":"2026-11-15"}, "holder":{"dob":"1970-01-01"},
		"steps":[{"at":"2026-11-14T13:00:00Z"}], "last_usage":"0000-00-00", "list":["2026-11-17"]}`,
		TimelineRead{
			Children: []Object{{Resource: "payments", ID: child.ID, Value: &child, Raw: []byte(`{"id":"PCI_CHILD","created":"2026-11-14T11:30:00Z"}`)}},
			Entries: []JournalEntry{
				{State: WriteSent, Kind: KindRefund, Amount: 500, Currency: "EUR", Operator: "anna", At: at(11)},
				{State: WriteApplied, Kind: KindRefund, Amount: 500, Currency: "EUR", Operator: "anna", At: at(14), Note: "server arrived"},
				{State: "revealed", Kind: "reveal", Operator: "bea", At: at(10)},
			}})
	want := []string{
		"11-14 08:00:00 server: created",
		"11-14 10:00:00 ours bea: reveal: shown in clear for 30 seconds",
		"11-14 11:00:00 ours anna: refund €5.00: the one request begins",
		"11-14 11:30:00 server: refund -€5.00 (PCI_CHILD): created",
		"11-14 12:00:00 server: details: shipped",
		"11-14 13:00:00 server: steps.at",
		"11-14 14:00:00 ours anna: refund €5.00: done, and final: the server said so",
		"11-15 server: details.odd day",
		"11-16 server: paid out",
		"11-17 server: list",
	}
	if diff := cmp.Diff(want, told(d, l)); diff != "" {
		t.Error(diff)
	}
	d.do(CopyMenu)
	var copied string
	for _, c := range d.app.Top().(*CopyLayer).Choices {
		if c.Title == text.TimelineText {
			copied = c.Text
		}
	}
	if strings.Count(copied, "\n") != len(want) || !strings.Contains(copied, "2026-11-16\tserver\tpaid out") || !strings.Contains(copied, "tresen anna") {
		t.Errorf("copied %q", copied)
	}
}

func TestATimelineWithoutOneSideHasTheOther(t *testing.T) {
	d := newDesk(t, 3)
	d.do(Timeline)
	l := d.app.Top().(*TimelineLayer)
	d.send(TimelineRead{Ticket: l.wanted, Err: &api.Error{Offline: true, Outcome: api.NotSent},
		Entries: []JournalEntry{{State: WriteSent, Kind: KindRefund, Operator: "anna", At: noon}}})
	if len(l.Lines) != 1 || l.Err == nil || l.BookErr != nil || !d.app.Offline.Gone() {
		t.Errorf("%d lines, %v, %v", len(l.Lines), l.Err, l.BookErr)
	}
	d.do(Refresh)
	d.send(TimelineRead{Ticket: l.wanted, Object: Object{Resource: "payments", ID: d.payments[0].ID, Value: d.payments[0],
		Raw: []byte(`{"created":"2026-11-14T09:00:00Z"}`)}, BookErr: &JournalError{Err: errors.New("gone")}})
	if len(l.Lines) != 1 || l.Err != nil || l.BookErr == nil || d.app.Offline.Gone() {
		t.Errorf("%d lines, %v, %v, offline %v", len(l.Lines), l.Err, l.BookErr, d.app.Offline.Gone())
	}
}

func TestAnAnswerForAnotherTimelineIsDropped(t *testing.T) {
	d, l := timelineOf(t, `{"created":"2026-11-14T09:00:00Z"}`, TimelineRead{})
	d.do(Refresh)
	d.send(TimelineRead{Ticket: l.wanted - 1, Entries: []JournalEntry{{At: noon}, {At: noon}}})
	if len(l.Lines) != 1 || !l.Reading() {
		t.Errorf("%d lines", len(l.Lines))
	}
}

func TestFieldNamesOfAServerAreInertInATimeline(t *testing.T) {
	d, l := timelineOf(t, `{"\u001b[31mred\u202e":"2026-11-14T09:00:00Z","DE44500105175407324931":"2026-11-15"}`, TimelineRead{})
	for _, line := range told(d, l) {
		if strings.ContainsAny(line, "\x1b\u202e") || strings.Contains(line, "500105175407324931") {
			t.Errorf("%q", line)
		}
	}
	if len(l.Lines) != 2 {
		t.Errorf("%d lines", len(l.Lines))
	}
}

func TestTheTimelineOfAnEntryIsThatOfItsObject(t *testing.T) {
	b := newBookDesk(t, 2)
	b.entries[0].Target = "-"
	b.open()
	b.act(Timeline)
	if l, ok := b.app.Top().(*TimelineLayer); !ok || l.Res != paymentList || l.ID != b.payments[0].ID {
		t.Errorf("opened %+v", b.app.Top())
	}
	b.act(Back, Down, Timeline)
	if b.app.Top() != nil || b.app.Toasts[len(b.app.Toasts)-1].Text.Key != text.NoTimeline {
		t.Error("there is a timeline of nothing")
	}
	b.act(Up)
	b.app.Env.Rule.Role = Auditor
	if why := b.app.Why(Timeline); why.Key != text.RoleMayNot {
		t.Errorf("an auditor sees the dates of a payment: %+v", why)
	}
}
