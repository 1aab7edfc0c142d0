package views

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"tresen/api"
	"tresen/state"
)

// formBaseline reads what the forms of objects other than payments depend on, by
// the baselines of their kinds; nil for the refund form.
func (s *stage) formBaseline(e state.ReadBaseline) state.Event {
	if e.Order.Kind == state.KindRefund || e.Order.Kind == "" {
		return nil
	}
	read := state.BaselineRead{Ticket: e.Ticket}
	for _, o := range s.objects {
		if o.ID == e.Order.Target {
			read.Object = o
		}
	}
	switch v := read.Object.Value.(type) {
	case nil:
		read.Baseline = state.NewLinkBaseline(e.Order, nil, s.now)
	case *api.PaymentTransaction:
		item := api.Item[api.PaymentTransaction]{Value: *v, Raw: []byte(`{"accrual":true}`)}
		live := api.Item[api.PaymentStatus]{Value: api.PaymentStatus{Amount: v.Amount, StatusSimple: v.Details.StatusSimple}}
		read.Baseline = state.NewBaseline(item, live, nil, s.now).WithAccrual(item)
	case *api.MerchantCard:
		read.Baseline = state.NewCardBaseline(e.Order.Kind, api.Item[api.MerchantCard]{Value: *v}, s.now)
	case *api.Device:
		read.Baseline = state.NewTillBaseline(api.Item[api.Device]{Value: *v}, nil, s.now)
		read.Baseline.Closes = &state.Closing{Sales: 12, Sums: []api.Money{{Amount: 34520, Currency: "EUR"}}}
	case *api.Container:
		read.Baseline = state.NewPayoutBaseline(e.Order, api.Item[api.Container]{Value: *v}, nil, s.now)
	case *api.SmartTransaction:
		item := api.Item[api.SmartTransaction]{Value: *v}
		switch e.Order.Kind {
		case state.KindStart:
			read.Baseline = state.NewStartBaseline(item, s.now)
		default:
			read.Baseline = state.NewSaleBaseline(item, nil, s.now).WithReceipt(*v, nil, nil)
		}
	}
	return read
}

// shop is one of each thing that a form acts on.
func shop() []state.Object {
	balance, sum, held, points, online := api.Minor(2550), api.Minor(3120), api.Minor(12990), int64(120), true
	simple := api.StatusAuthorized
	payment := api.PaymentTransaction{ID: "PCI_2K6HOLD", Amount: &held, Currency: "EUR", OrderID: "B-10440", Created: api.Time{Time: morning},
		Product: "Credit card", Customer: api.PaymentCustomerName{Forename: "Emilia", Surname: "Weber"},
		Details: api.PaymentDetails{StatusSimple: &simple}, Accrual: true}
	card := api.MerchantCard{ID: "MCD_3NQ0UYSTG2YCF8P5C6", LockStatus: api.Unlocked, Balance: &balance, Points: &points,
		Card: api.LoyaltyCard{Number: "************4711"}, Group: api.CardGroup{DisplayName: "Stammkunden"}}
	card.Customer.Contact = api.Contact{Forename: "Anna", Surname: "Meier"}
	locked := card
	locked.ID, locked.LockStatus = "MCD_4LOCKED", api.Locked
	terminal := api.Device{ID: "SDV_2AKTTU0", Type: "zvt", Vendor: "ingenico", Description: "Theke links", TID: "65001234", Online: &online}
	terminal.Store.Name = "Filiale Freiburg"
	account := api.Container{ID: "PCT_5AKTO", Type: "bank_account",
		Public: api.Instrument{Owner: "Emilia Weber", IBAN: "DE89370400440532013000", BankName: "Commerzbank"}}
	account.Customer.ID = "PCU_0PL"
	sale := func(id, status string, receipt int64) *api.SmartTransaction {
		s := api.SmartTransaction{ID: id, Status: status, TransactionRef: "B-10433", PaymentMethod: "cashless", ReceiptNumber: receipt,
			Created: api.Time{Time: morning.Add(-time.Hour)}, BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}}
		s.Customer.Contact = api.Contact{Forename: "Emilia", Surname: "Weber"}
		return &s
	}
	return []state.Object{
		{Resource: "payments", ID: payment.ID, Value: &payment},
		{Resource: "cards", ID: card.ID, Value: &card}, {Resource: "cards", ID: locked.ID, Value: &locked},
		{Resource: "devices", ID: terminal.ID, Value: &terminal}, {Resource: "containers", ID: account.ID, Value: &account},
		{Resource: "smart", ID: "STX_1NEW", Value: sale("STX_1NEW", "created", 0)},
		{Resource: "smart", ID: "STX_2OK", Value: sale("STX_2OK", "ok", 4711)},
	}
}

// formScenes are the forms, each as far as its fields and then its review.
var formScenes = []struct {
	name   string
	list   string
	down   int // rows below the first
	fields func(*stage)
	review func(*stage)
}{
	{"capture", "payments", 0, func(s *stage) { s.do(state.CaptureAction) }, func(s *stage) { s.do(state.Accept).typ("129,") }},
	{"revoke-accrual", "payments", 0, func(s *stage) { s.do(state.RevokeAccrual) }, func(s *stage) { s.do(state.Open) }},
	{"start-sale", "smart", 0, func(s *stage) { s.do(state.StartSale, state.Down, state.Down) }, func(s *stage) { s.do(state.Open) }},
	{"cancel-sale", "smart", 1, func(s *stage) { s.do(state.CancelSale) }, func(s *stage) { s.do(state.Open) }},
	{"cancel-receipt", "smart", 1, func(s *stage) { s.do(state.CancelReceipt) }, func(s *stage) { s.do(state.Open).typ("31,") }},
	{"lock-card", "cards", 0, func(s *stage) { s.do(state.LockCard, state.Down) },
		func(s *stage) { s.do(state.Open).typ("im Zug verloren").do(state.Accept).typ("47") }},
	{"unlock-card", "cards", 1, func(s *stage) { s.do(state.UnlockCard) }, func(s *stage) { s.do(state.Open) }},
	{"discharge-card", "cards", 0, func(s *stage) { s.do(state.DischargeCard).typ("30") }, func(s *stage) {
		s.send(state.Edited{Text: "12,5", Cursor: 4})
		s.do(state.Accept)
	}},
	{"take-points", "cards", 0, func(s *stage) { s.do(state.TakePoints).typ("100") }, func(s *stage) { s.do(state.Accept) }},
	{"end-of-day", "devices", 0, func(s *stage) { s.do(state.EndOfDay) }, func(s *stage) { s.do(state.Open).typ("Theke") }},
	{"pay-out", "containers", 0, func(s *stage) { s.do(state.PayoutAction).typ("99,9").do(state.Accept).typ("Rückgabe – B-10433") },
		func(s *stage) { s.do(state.Accept) }},
	{"new-link", "payments", 0, func(s *stage) { s.do(state.NewLink).typ("19,90").do(state.Accept) }, func(s *stage) { s.typ("B-77").do(state.Accept) }},
}

func TestTheFormsOfWritesAreAsTheyWereRead(t *testing.T) {
	for _, sc := range formScenes {
		for _, as := range []struct {
			lang          string
			width, height int
		}{{"en", 80, 24}, {"de", 80, 24}, {"en", 200, 50}} {
			name := fmt.Sprintf("form-%s-%dx%d-%s", sc.name, as.width, as.height, as.lang)
			t.Run(name, func(t *testing.T) {
				s := newStage(t, options(as.lang), as.width, as.height, shop()...)
				s.send(state.Acted{Action: state.GoTo, Arg: sc.list})
				for range sc.down {
					s.do(state.Down)
				}
				sc.fields(s)
				s.golden(name, as.width, as.height)
				sc.review(s)
				if l, ok := s.app.Top().(*state.WriteLayer); !ok || !l.Reviewing() {
					t.Fatalf("no review, but %T: %s", s.app.Top(), s.picture())
				}
				s.golden(name+"-review", as.width, as.height)
			})
		}
	}
}

func TestTheSmallestScreenKeepsTheFieldAndTheChallenge(t *testing.T) {
	for _, sc := range formScenes {
		t.Run(sc.name, func(t *testing.T) {
			s := newStage(t, options("de"), 30, 6, shop()...)
			s.send(state.Acted{Action: state.GoTo, Arg: sc.list})
			for range sc.down {
				s.do(state.Down)
			}
			sc.fields(s)
			if err := wrong(s.look.Frame(s.app), 30, 6); err != nil {
				t.Error(err)
			}
			sc.review(s)
			if err := wrong(s.look.Frame(s.app), 30, 6); err != nil {
				t.Error(err)
			}
			if _, _, on := s.look.Cursor(s.app); on != (s.app.Editor() != nil) {
				t.Errorf("the field being typed in is not on the screen:\n%s", s.picture())
			}
		})
	}
}

func TestTheExactRequestOfEveryKindNamesItsObject(t *testing.T) {
	tests := map[state.WriteKind]string{
		state.KindRefund:        "POST /api/v2/Payment/Transactions/T/cancel",
		state.KindCapture:       "POST /api/v2/Payment/Transactions/T/capture",
		state.KindRevokeAccrual: "POST /api/v2/Payment/Transactions/T/revokeAccrual",
		state.KindStart:         "POST /api/v2/Smart/Transactions/T/start/O",
		state.KindSmartCancel:   "POST /api/v2/Smart/Transactions/T/cancel",
		state.KindReceiptCancel: "POST /api/v2/Smart/Transactions/O/canceltrx",
		state.KindCharge:        "POST /api/v2/Loyalty/MerchantCards/T/transaction",
		state.KindDischarge:     "POST /api/v2/Loyalty/MerchantCards/T/transaction",
		state.KindChargePoints:  "POST /api/v2/Loyalty/MerchantCards/T/transaction",
		state.KindTakePoints:    "POST /api/v2/Loyalty/MerchantCards/T/transaction",
		state.KindPayout:        "POST /api/v2/Payment/Secupaypayout",
		state.KindEndOfDay:      "POST /api/v2/Smart/Transactions/T/endOfDay",
		state.KindLock:          "POST /api/v2/Loyalty/MerchantCards/T/lock",
		state.KindUnlock:        "POST /api/v2/Loyalty/MerchantCards/T/unlock",
		state.KindLink:          "POST /api/v2/Smart/Transactions",
	}
	for kind := range calls {
		if got := requestLine(state.WriteOrder{Kind: kind, Target: "T", Option: "O"}); got != tests[kind] {
			t.Errorf("%s: %q, want %q", kind, got, tests[kind])
		}
	}
	if got, want := requestLine(state.WriteOrder{Kind: state.KindStart, Target: "T"}), "POST /api/v2/Smart/Transactions/T/start"; got != want {
		t.Errorf("after a prepare: %q, want %q", got, want)
	}
}

// hostileShop is a shop whose objects say the same in every field but those that
// the forms depend on.
func hostileShop(words string) []state.Object {
	objects := shop()
	for i, o := range objects {
		keep := func(set func()) { fill(reflect.ValueOf(o.Value).Elem(), words, 0); set() }
		switch v := o.Value.(type) {
		case *api.PaymentTransaction:
			simple, amount := *v.Details.StatusSimple, *v.Amount
			keep(func() { v.Details.StatusSimple, v.Amount, v.Currency = &simple, &amount, "EUR" })
		case *api.MerchantCard:
			lock := v.LockStatus
			keep(func() { v.LockStatus = lock })
		case *api.Device:
			keep(func() { v.Type, v.Products = "zvt", api.DeviceProducts{} })
		case *api.Container:
			keep(func() { v.Type = "bank_account" })
		case *api.SmartTransaction:
			status, sum := v.Status, *v.BasketInfo.Sum
			keep(func() {
				v.Status, v.PaymentMethod = status, "cashless"
				v.BasketInfo = api.SmartBasketInfo{Sum: &sum, Currency: "EUR"}
			})
		}
		objects[i].Raw = []byte("{}")
	}
	return objects
}

func TestHostileTextsStayInTheLinesOfAForm(t *testing.T) {
	for name, words := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, sc := range formScenes {
				s := newStage(t, options("de"), 80, 24, hostileShop(words)...)
				s.app.Env.Host, s.app.Env.Operator = words, words
				s.send(state.Acted{Action: state.GoTo, Arg: sc.list})
				for range sc.down {
					s.do(state.Down)
				}
				sc.fields(s)
				s.check(sc.name, [2]int{80, 24}, false)
				sc.review(s)
				if _, open := s.app.Top().(*state.WriteLayer); !open {
					t.Fatalf("no form of %s but %T", sc.name, s.app.Top())
				}
				if e := s.app.Editor(); e != nil {
					s.paste(words)
				}
				for _, size := range [][2]int{{80, 24}, {45, 12}, {200, 50}} {
					s.send(state.Resized{Width: size[0], Height: size[1]})
					s.check(sc.name+" review", size, false)
				}
			}
		})
	}
}
