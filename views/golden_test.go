package views

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state"
)

var update = flag.Bool("update", false, "write the golden screens anew")

// scene is a way to a screen, by events alone.
type scene struct {
	name string
	play func(*stage)
	// everySize also draws it on larger screens.
	everySize bool
}

var scenes = []scene{
	{"list", func(*stage) {}, true},
	{"detail", func(s *stage) { s.openRefunded(); s.do(state.Open, state.NextField) }, true},
	{"refund-form", func(s *stage) { s.openRefunded(); s.do(state.RefundAction).typ("12,5") }, true},
	{"refund-review", func(s *stage) { s.review("Maß falsch – Rückgabe") }, true},
	{"refund-second", func(s *stage) {
		limit := api.Minor(100)
		s.app.Env.Rule = state.Rule{Role: state.Support, Limits: map[string]state.Limit{"EUR": {Refund: &limit}}}
		s.review("")
	}, false},
	{"help", func(s *stage) { s.do(state.Help) }, true},
	{"offline", func(s *stage) { s.down = true; s.do(state.Refresh).pass(90 * time.Second) }, true},
	{"unknown-refund", (*stage).doubt, true},

	{"scrolled-sideways", func(s *stage) { s.do(state.Right, state.Right, state.Down, state.Mark, state.Up, state.Mark, state.Up) }, false},
	{"search-suggestions", func(s *stage) { s.do(state.Search).typ("cust").do(state.NextField) }, false},
	{"search-problem", func(s *stage) { s.do(state.Search).typ("customer.surname:(Meier") }, false},
	{"search-found", func(s *stage) { s.do(state.Search).typ("Meier").do(state.Accept) }, false},
	{"search-nothing", func(s *stage) { s.do(state.Search).typ("order_id:nirgends").do(state.Accept) }, false},
	{"filter-typed", func(s *stage) { s.do(state.FilterRows).typ("mül") }, false},
	{"filter-nothing", func(s *stage) { s.do(state.FilterRows).typ("xyzzy").do(state.Accept) }, false},
	{"sort-menu", func(s *stage) { s.do(state.SortMenu, state.Down) }, false},
	{"columns-menu", func(s *stage) { s.do(state.ColumnMenu, state.Down, state.Down, state.Open) }, false},
	{"copy-menu", func(s *stage) { s.do(state.CopyMenu) }, false},
	{"raw-json", func(s *stage) { s.do(state.RawJSON, state.Down, state.Down) }, false},
	{"request-log", func(s *stage) { s.do(state.Refresh).send(lateExchange); s.do(state.RequestLog) }, false},
	{"palette", func(s *stage) { s.do(state.Palette).typ("re") }, false},
	{"intents", func(s *stage) { s.doubt(); s.do(state.OpenIntents) }, false},
	{"quit-question", func(s *stage) { s.doubt(); s.do(state.Close) }, false},
	{"exact-request", func(s *stage) { s.review(""); s.do(state.ExactRequest) }, false},
	{"refund-demoted", func(s *stage) {
		s.review("")
		s.send(state.RulesRead{Rules: state.Rules{Roles: true, Policy: state.Policy{Default: state.Viewer}}})
	}, false},
	{"refund-problems", func(s *stage) { s.openRefunded(); s.do(state.RefundAction).typ("1.234").do(state.Accept) }, false},
	{"look-alike", (*stage).lookAlike, false},
	{"evidence", func(s *stage) { s.conflict(); s.do(state.OpenIntents, state.Open, state.Down, state.Down) }, true},
	{"evidence-decides", func(s *stage) {
		s.conflict()
		s.do(state.OpenIntents, state.Open, state.Down, state.Down, state.Open).typ("5,")
	}, false},
	{"approval", func(s *stage) { s.waits(); s.do(state.Approve, state.Down) }, true},
	{"approval-challenge", func(s *stage) { s.waits(); s.do(state.Approve, state.Down, state.Open).typ("8,") }, false},
	{"approval-read", func(s *stage) { s.waits(); s.do(state.Approve, state.Down, state.Open).typ("8,").readOn() }, false},
	{"approval-unread", func(s *stage) {
		s.waits()
		s.do(state.Approve, state.Down, state.Open).typ("8").pass(time.Second).do(state.Accept)
	}, false},
	{"approval-own", func(s *stage) {
		s.waits()
		s.app.Env.Operator = "berta"
		s.do(state.OpenIntents, state.Open, state.Down)
	}, false},
	{"unlock-live", func(s *stage) {
		s.app.Env.Kind, s.app.Env.Host = state.Live, "connect.secucard.com"
		s.do(state.Unlock).typ("Huber").do(state.Accept)
	}, false},
	{"copied", func(s *stage) { s.do(state.CopyMenu, state.Open) }, false},
	{"smart", func(s *stage) { s.objects = sales(); s.send(state.Acted{Action: state.GoTo, Arg: "smart"}) }, false},
	{"smart-detail", func(s *stage) {
		s.objects = sales()
		s.send(state.Acted{Action: state.GoTo, Arg: "smart"})
		s.do(state.Open)
	}, false},
	{"merchant-detail", func(s *stage) {
		s.objects = sales()
		s.send(state.Acted{Action: state.GoTo, Arg: "merchants"})
		s.do(state.Open)
	}, false},
}

// sales are two smart transactions and their merchant.
func sales() []state.Object {
	sum, bread := api.Minor(3120), api.Minor(1440)
	merchant := api.Merchant{ID: "MRC_7Q2", IDOld: 2332500, Type: "46", User: api.MerchantUser{CompanyName: "Bäckerei Huber GmbH",
		Forename: "Josef", Surname: "Huber", Email: []api.MerchantEmail{{Type: "business", Email: "kasse@example.de"}},
		Address: []api.GeoAddress{{Type: "business", Formatted: "Hauptstraße 6, 79098 Freiburg"}}}}
	sale := api.SmartTransaction{ID: "STX_3AJ", Status: "collection", Created: api.Time{Time: morning.Add(-time.Hour)},
		PaymentMethod: "creditcard", TransactionRef: "B-10433", TransID: 119004497,
		BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"},
		Payments:   []api.SmartPayment{{ID: "PCI_2K6", Amount: &sum, TransID: 119004497}},
		Basket:     api.SmartBasket{Products: []api.SmartProduct{{Desc: "Roggenvollkornbrot", ArticleNumber: "BR-104", Quantity: 3, Sum: &bread}}},
		Delivery:   api.SmartDelivery{Type: "collection", Code: "4711"},
		Receipt:    []api.ReceiptLine{{Type: "separator", Value: api.ReceiptValue{Caption: "Beleg"}}, {Type: "name-value", Value: api.ReceiptValue{Name: "TA-Nr.", Value: "0042"}}},
		Customer: api.PaymentCustomer{ID: "PCU_0PL", Contact: api.Contact{Forename: "Emilia", Surname: "Weber", Email: "emilia@example.org",
			Address: api.Address{Street: "Mühlweg", StreetNumber: "85", PostalCode: "80331", City: "München", Country: "DE"}}}}
	failed := api.SmartTransaction{ID: "STX_4BK", Status: "failed", Created: api.Time{Time: morning.AddDate(-1, 0, 0)}}
	return []state.Object{
		{Resource: "smart", ID: sale.ID, Value: &sale}, {Resource: "smart", ID: failed.ID, Value: &failed},
		{Resource: "merchants", ID: merchant.ID, Value: &merchant},
	}
}

// openRefunded puts the cursor on a payment that was refunded in part.
func (s *stage) openRefunded() {
	s.t.Helper()
	s.do(state.Search).typ("id:" + refunded(s)).do(state.Accept)
}

// refunded is the id of a payment with a refund and something left.
func refunded(s *stage) string {
	l := s.app.Current.List()
	for i := range l.Rows.Len() {
		o, err := s.get("payments", l.Rows.ID(i))
		if err != nil {
			s.t.Fatal(err)
		}
		p := o.Value.(*api.PaymentTransaction)
		if len(state.RefundChildren(*p)) > 0 && *p.Details.StatusSimple == api.StatusAccepted {
			return p.ID
		}
	}
	s.t.Fatal("the sandbox has no refunded payment on its first page")
	return ""
}

// review goes through the refund form as far as the challenge.
func (s *stage) review(reason string) {
	s.openRefunded()
	s.do(state.RefundAction).typ("1,5").do(state.Accept)
	if reason != "" {
		s.typ(reason)
	}
	s.do(state.Accept).typ("1,")
}

// lookAlike reviews a refund of which there is one already.
func (s *stage) lookAlike() {
	s.openRefunded()
	s.do(state.RefundAction)
	f := s.app.Top().(*state.RefundLayer)
	f.Baseline.Earlier = []state.PastWrite{{Intent: "0f", Kind: state.KindRefund, State: state.WriteApplied, Amount: 150, Operator: "berta",
		At: s.now.Add(-time.Hour)}}
	f.Baseline.Children = append(f.Baseline.Children, state.Child{ID: "PCI_ELSEWHERE", Amount: -150, Created: s.now.Add(-2 * time.Hour)})
	s.typ("1,5").do(state.Accept, state.Accept)
}

// conflict brings the news of a refund that something else hides.
func (s *stage) conflict() {
	s.app.Env.Rule = state.Policy{}.Rule("anna")
	s.send(state.WriteMoved{Intent: "a1", Kind: state.KindRefund, Target: refunded(s), Operator: "berta", State: state.WriteConflict,
		Why: state.WhyRead, Amount: 500, Currency: "EUR", At: s.now.Add(-20 * time.Minute)})
}

// evidence answers what is in doubt: two refunds are there that were not before.
func (s *stage) evidence(e state.ReadEvidence) state.Event {
	read := s.baseline(state.ReadBaseline{Order: state.WriteOrder{Target: refunded(s)}}).(state.BaselineRead)
	was, now := read.Baseline, read.Baseline
	was.ReadAt = s.now.Add(-22 * time.Minute)
	now.InEffect -= 700
	now.Children = append(append([]state.Child(nil), was.Children...),
		state.Child{ID: "PCI_OTHER", Amount: -200, Simple: api.StatusAccepted, Created: s.now.Add(-21 * time.Minute)},
		state.Child{ID: "PCI_PERHAPS", Amount: -500, Simple: api.StatusPending, Created: s.now.Add(-20 * time.Minute)})
	return state.EvidenceRead{Ticket: e.Ticket, Sent: s.now.Add(-20 * time.Minute), Since: s.now.Add(-19 * time.Minute), Support: "b2f1",
		Action: "0b9f6c1d2e3a4b5c", Object: read.Object, Now: now, Order: state.WriteOrder{Intent: "a1", Kind: state.KindRefund,
			Target: was.ID, Amount: 500, Currency: was.Currency, Operator: "berta", Baseline: was}}
}

// waits brings the news of a refund that waits for somebody else than berta.
func (s *stage) waits() {
	s.app.Env.Rule = state.Policy{}.Rule("anna")
	s.send(state.WriteMoved{Intent: "a1", Kind: state.KindRefund, Target: refunded(s), Operator: "berta", State: state.WriteApproval,
		Why: state.WhyAboveLimit, Amount: 800, Currency: "EUR", At: s.now.Add(-20 * time.Minute)})
}

// approval answers what waits, with the payment as it was.
func (s *stage) approval(e state.ReadApproval) state.Event {
	read := s.baseline(state.ReadBaseline{Order: state.WriteOrder{Target: refunded(s)}}).(state.BaselineRead)
	was := read.Baseline
	was.ReadAt = s.now.Add(-20 * time.Minute)
	return state.ApprovalRead{Ticket: e.Ticket, Why: state.WhyAboveLimit, Asked: was.ReadAt, Expires: s.now.Add(23 * time.Hour),
		Object: read.Object, Now: read.Baseline, Order: state.WriteOrder{Intent: "a1", Kind: state.KindRefund, Target: was.ID,
			Amount: 800, Currency: was.Currency, Reason: "Ware beschaedigt", Operator: "berta", Baseline: was}}
}

// doubt brings the news of a refund of which nobody knows whether it happened.
func (s *stage) doubt() {
	l := s.app.Current.List()
	at := s.now.Add(-40 * time.Second)
	s.send(state.WriteMoved{Intent: "a1", Target: l.Rows.ID(3), Operator: "anna", State: state.WriteUnknown,
		Why: state.WhyNoAnswer, Amount: 1000, Currency: "EUR", At: at, Next: s.now.Add(80 * time.Second)})
	s.send(state.WriteMoved{Intent: "a2", Target: l.Rows.ID(5), Operator: "berta", State: state.WriteSent,
		Amount: 250, Currency: "EUR", At: s.now})
	s.send(state.WriteMoved{Intent: "a3", Target: l.Rows.ID(6), Operator: "berta", State: state.WriteApplied,
		Amount: 4990, Currency: "EUR", At: s.now, Child: "PCI_CHILD", Arrived: true})
	s.pass(time.Minute)
}

var lateExchange = state.Exchanged{Exchange: api.Exchange{At: morning, Method: "POST", Path: "/Payment/Transactions/PCI_X/cancel",
	Status: 502, Took: 31 * time.Second, Bytes: 512, Attempt: 1, Err: "the server answered with a web page, not with JSON",
	Support: "b2f1", Outcome: api.Unknown}}

func TestScreensAreAsTheyWereRead(t *testing.T) {
	sizes := [][2]int{{80, 24}, {120, 40}, {200, 50}}
	for _, sc := range scenes {
		for _, lang := range []string{"de", "en"} {
			for _, size := range sizes {
				if size != sizes[0] && !sc.everySize {
					continue
				}
				name := fmt.Sprintf("%s-%dx%d-%s", sc.name, size[0], size[1], lang)
				t.Run(name, func(t *testing.T) {
					s := newStage(t, options(lang), size[0], size[1])
					sc.play(s)
					s.golden(name, size[0], size[1])
				})
			}
		}
	}
}

func TestNarrowAndPlainScreensAreAsTheyWereRead(t *testing.T) {
	ascii := options("de")
	ascii.ASCII, ascii.NoColor = true, true
	byName := map[string]scene{}
	for _, sc := range scenes {
		byName[sc.name] = sc
	}
	tests := []struct {
		scene         string
		options       Options
		as            string
		width, height int
	}{
		{"list", options("de"), "", 45, 18},
		{"list", options("en"), "", 30, 6},
		{"list", options("en"), "", 20, 5},
		{"detail", options("de"), "", 45, 18},
		{"refund-review", options("de"), "", 30, 6},
		{"refund-review", options("en"), "", 45, 14},
		{"refund-review", options("en"), "", 45, 18},
		{"approval", options("en"), "", 45, 14},
		{"approval", options("de"), "", 30, 6},
		{"approval-challenge", options("de"), "", 30, 6},
		{"approval-challenge", options("en"), "", 45, 18},
		{"approval-read", options("en"), "", 30, 6},
		{"approval-unread", options("de"), "", 45, 18},
		{"evidence-decides", options("en"), "", 45, 18},
		{"unknown-refund", options("de"), "", 30, 6},
		{"unknown-refund", options("de"), "", 80, 8},
		{"search-suggestions", options("en"), "", 45, 10},
		{"list", ascii, "-ascii", 80, 24},
		{"detail", ascii, "-ascii", 80, 24},
		{"help", ascii, "-ascii", 80, 24},
	}
	for _, tt := range tests {
		name := fmt.Sprintf("%s-%dx%d-%s%s", tt.scene, tt.width, tt.height, tt.options.Lang.Code(), tt.as)
		t.Run(name, func(t *testing.T) {
			s := newStage(t, tt.options, tt.width, tt.height)
			byName[tt.scene].play(s)
			s.golden(name, tt.width, tt.height)
			if tt.options.ASCII {
				notASCII(t, s.look.Frame(s.app))
			}
		})
	}
}

// golden compares the picture with the one in testdata.
func (s *stage) golden(name string, width, height int) {
	s.t.Helper()
	if err := wrong(s.look.Frame(s.app), width, height); err != nil {
		s.t.Error(err)
	}
	path := filepath.Join("..", "testdata", "screens", name+".txt")
	got := s.picture()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			s.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatalf("%v\nwrite it with: go test ./views -update", err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		s.t.Errorf("the screen changed (-was +is):\n%s", diff)
	}
}

func notASCII(t *testing.T, frame string) {
	t.Helper()
	for i := range len(frame) {
		if frame[i] >= 0x80 {
			t.Fatalf("byte %#x in an ASCII frame: %q", frame[i], frame[max(0, i-20):i+1])
		}
	}
}
