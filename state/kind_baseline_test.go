package state

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tresen/api"
	"tresen/state/text"
)

// itemOf is an object as the client decodes it from these bytes.
func itemOf[T any](t *testing.T, raw string) api.Item[T] {
	t.Helper()
	item := api.Item[T]{Raw: []byte(raw)}
	if err := json.Unmarshal(item.Raw, &item.Value); err != nil {
		t.Fatal(err)
	}
	return item
}

func TestBaselinesNameWhatTheServerDidNotSay(t *testing.T) {
	card := func(raw string, kind WriteKind) Baseline {
		return NewCardBaseline(kind, itemOf[api.MerchantCard](t, raw), refundNoon)
	}
	sale := func(raw string) Baseline { return NewStartBaseline(itemOf[api.SmartTransaction](t, raw), refundNoon) }
	accrual := func(raw string) Baseline {
		return Baseline{}.WithAccrual(itemOf[api.PaymentTransaction](t, raw))
	}
	till := func(raw string) Baseline { return NewTillBaseline(itemOf[api.Device](t, raw), nil, refundNoon) }
	for _, c := range []struct {
		name string
		b    Baseline
		want string
	}{
		{"a card", card(`{"id":"MCD_1","lock_status":"unlocked","balance":0}`, KindCharge), ""},
		{"a card without a balance", card(`{"id":"MCD_1","lock_status":"unlocked","points":3}`, KindCharge), "card/balance"},
		{"a card without points", card(`{"id":"MCD_1","lock_status":"unlocked","balance":3}`, KindTakePoints), "card/points"},
		{"a lock needs neither", card(`{"id":"MCD_1","lock_status":"LOCKED"}`, KindUnlock), ""},
		{"a card without a lock", card(`{"id":"MCD_1","balance":3}`, KindDischarge), "card/lock_status"},
		{"a card with a new word", card(`{"id":"MCD_1","lock_status":"frozen"}`, KindLock), "card/lock_status"},
		{"a sale", sale(`{"id":"STX_1","status":"created","basket_info":{"sum":0,"currency":"EUR"}}`), ""},
		{"a sale without anything", sale(`{"id":"STX_1"}`), "sale/basket_info/sum sale/status sale/basket_info/currency"},
		{"withheld or not", accrual(`{"accrual":false}`), ""},
		{"nothing said of that", accrual(`{"id":"PCI_1"}`), "payment/accrual"},
		{"null said of that", accrual(`{"accrual":null}`), "payment/accrual"},
		{"a terminal", till(`{"id":"SDV_1","type":"zvt","online":false}`), ""},
		{"a terminal that is neither on nor off", till(`{"id":"SDV_1","type":"zvt"}`), "device/online"},
	} {
		if got := strings.Join(c.b.Drift, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestASaleIsWorthWhatItsPaymentsAreStillWorth(t *testing.T) {
	item := itemOf[api.SmartTransaction](t, `{"id":"STX_1","status":"OK","basket_info":{"sum":2500,"currency":"EUR"}}`)
	payment := Baseline{InEffect: 700, Currency: "EUR", Children: []Child{{ID: "PCI_2", Amount: -1800}}}
	for _, c := range []struct {
		name     string
		payments []Baseline
		status   string
		want     api.Minor
		drift    int
	}{
		{"refunded in part", []Baseline{payment}, "OK", 700, 0},
		{"in two parts", []Baseline{payment, {InEffect: 100, Currency: "EUR"}}, "OK", 800, 0},
		{"in cash", nil, "OK", 2500, 0},
		{"in cash, given back", nil, "canceled", 0, 0},
		{"in another currency", []Baseline{{InEffect: 100, Currency: "CHF"}}, "OK", 100, 1},
		{"not understood", []Baseline{{Drift: []string{"x"}, Currency: "EUR"}}, "OK", 0, 1},
	} {
		item.Value.Status = c.status
		b := NewSaleBaseline(item, c.payments, refundNoon)
		if b.InEffect != c.want || len(b.Drift) != c.drift || b.Amount != 2500 {
			t.Errorf("%s: %+v", c.name, b)
		}
	}
}

func TestAReceiptIsCancelledOnlyWhereItIsSureWhoseItIs(t *testing.T) {
	sale := func(id, status, method string, number int64) api.Item[api.SmartTransaction] {
		return api.Item[api.SmartTransaction]{Value: api.SmartTransaction{ID: id, Status: status, PaymentMethod: method, ReceiptNumber: number,
			Created: api.Time{Time: refundNoon}}}
	}
	sales := func(s ...api.Item[api.SmartTransaction]) []api.Item[api.SmartTransaction] { return s }
	mine := sale("STX_1", "ok", "cashless", 17)
	for _, c := range []struct {
		name    string
		of      api.Item[api.SmartTransaction]
		same    []api.Item[api.SmartTransaction]
		reports []Child
		want    ProblemKind
	}{
		{"the only one", mine, sales(mine), nil, ""},
		{"not even in the list", mine, nil, nil, ""},
		{"in cash", sale("STX_1", "ok", "cash", 17), nil, nil, ""},
		{"no receipt", sale("STX_1", "ok", "cashless", 0), nil, nil, ProblemNoReceipt},
		{"in a shop", sale("STX_1", "ok", "creditcard", 17), nil, nil, ProblemNotAtTill},
		{"another one", mine, sales(mine, sale("STX_2", "ok", "cashless", 17)), nil, ProblemReceiptTwice},
		{"another one, cancelled", mine, sales(mine, sale("STX_2", "cancelled", "cashless", 17)), nil, ""},
		{"another number", mine, sales(sale("STX_2", "ok", "cashless", 171)), nil, ""},
		{"reported before", mine, nil, []Child{{ID: "STX_R", Created: earlierOn}}, ""},
		{"reported since", mine, nil, []Child{{ID: "STX_R", Created: laterOn}}, ProblemInReport},
	} {
		b := Baseline{}.WithReceipt(c.of.Value, c.same, c.reports)
		var got ProblemKind
		if len(b.Against) > 0 {
			got = b.Against[0].Kind
		}
		if got != c.want || len(b.Against) > 1 {
			t.Errorf("%s: %+v, want %q", c.name, b.Against, c.want)
		}
	}
}

func TestOnlyWhatIsHeadedSoIsAReportOfATerminal(t *testing.T) {
	report := func(id, device, heading string, products ...api.SmartProduct) api.Item[api.SmartTransaction] {
		return api.Item[api.SmartTransaction]{Value: api.SmartTransaction{ID: id, Source: api.Ref{ID: device}, Basket: api.SmartBasket{Products: products},
			Created: api.Time{Time: laterOn}, Receipt: []api.ReceiptLine{{Value: api.ReceiptValue{Text: heading}}}}}
	}
	latest := []api.Item[api.SmartTransaction]{
		report("STX_6", "SDV_2", "KASSENSCHNITT"), report("STX_5", "SDV_1", "Kassenschnitt Nr. 5"), report("STX_4", "SDV_1", "DIAGNOSE"),
		report("STX_3", "SDV_1", "END OF DAY"), report("STX_2", "SDV_1", "Kassenschnitt", api.SmartProduct{Desc: "Kassenschnittlauch"}), report("STX_1", "SDV_1", "Tagesabschluss"),
	}
	ids := func(children []Child) (all []string) {
		for _, c := range children {
			all = append(all, c.ID)
		}
		return all
	}
	if diff := cmp.Diff([]string{"STX_5"}, ids(TillReports("SDV_1", latest, nil, true))); diff != "" {
		t.Error("the latest: ", diff)
	}
	if diff := cmp.Diff([]string{"STX_5", "STX_3"}, ids(TillReports("SDV_1", latest, []Child{{ID: "STX_3"}}, false))); diff != "" {
		t.Error("since the third: ", diff)
	}
	if diff := cmp.Diff([]string{"STX_5", "STX_3", "STX_1"}, ids(TillReports("SDV_1", latest, nil, false))); diff != "" {
		t.Error("since ever: ", diff)
	}
}

func TestAReportIsOfTheTerminalThatPrintedItAndHasNoPayments(t *testing.T) {
	heading := []api.ReceiptLine{{Value: api.ReceiptValue{Text: "DATUM"}}, {Value: api.ReceiptValue{Caption: "Kassenschnitt"}}}
	for name, c := range map[string]struct {
		sale api.SmartTransaction
		want bool
	}{
		"from it":             {api.SmartTransaction{Source: api.Ref{ID: "SDV_1"}}, true},
		"at it":               {api.SmartTransaction{Source: api.Ref{ID: "SDV_2"}, Destination: api.Ref{ID: "SDV_1"}}, true},
		"from it, at another": {api.SmartTransaction{Source: api.Ref{ID: "SDV_1"}, Destination: api.Ref{ID: "SDV_2"}}, true},
		"of another":          {api.SmartTransaction{Source: api.Ref{ID: "SDV_2"}}, false},
		"that was paid":       {api.SmartTransaction{Source: api.Ref{ID: "SDV_1"}, Payments: []api.SmartPayment{{}}}, false},
	} {
		c.sale.Receipt = heading
		if got := isReport(c.sale, "SDV_1"); got != c.want {
			t.Errorf("%s: it is a report: %v", name, got)
		}
	}
}

func TestTheSalesThatAnEndOfDayClosesAreThoseOfCardsSinceTheLastReport(t *testing.T) {
	sale := func(id, device, method, status string, sum *api.Minor, currency string) api.Item[api.SmartTransaction] {
		return api.Item[api.SmartTransaction]{Value: api.SmartTransaction{ID: id, Source: api.Ref{ID: device}, PaymentMethod: method, Status: status,
			BasketInfo: api.SmartBasketInfo{Sum: sum, Currency: currency}}}
	}
	amount := func(m api.Minor) *api.Minor { return &m }
	report := sale("STX_R", "SDV_1", "", "ok", nil, "")
	report.Value.Receipt = []api.ReceiptLine{{Value: api.ReceiptValue{Text: "KASSENSCHNITT"}}}
	since := []api.Item[api.SmartTransaction]{
		sale("STX_9", "SDV_1", "cashless", "ok", amount(1200), "EUR"), sale("STX_8", "SDV_1", "cash", "ok", amount(300), "EUR"),
		sale("STX_7", "SDV_1", "cashless", "canceled", amount(400), "EUR"), sale("STX_6", "SDV_2", "cashless", "ok", amount(500), "EUR"),
		sale("STX_5", "SDV_1", "cashless", "ok", amount(700), "CHF"), sale("STX_4", "SDV_1", "cashless", "OK", amount(34), "EUR"),
	}
	all := append(slices.Clone(since), report, sale("STX_1", "SDV_1", "cashless", "ok", amount(9999), "EUR"))
	sums := []api.Money{{Amount: 1234, Currency: "EUR"}, {Amount: 700, Currency: "CHF"}}
	for _, c := range []struct {
		name   string
		latest []api.Item[api.SmartTransaction]
		whole  bool
		want   Closing
		says   text.Key
	}{
		{"since a report", all, false, Closing{Sales: 3, Sums: sums}, text.Closes},
		{"since ever", since, true, Closing{Sales: 3, Sums: sums}, text.Closes},
		{"further back than the list", since, false, Closing{Sales: 3, Sums: sums, AtLeast: true}, text.ClosesAtLeast},
		{"of an unknown amount", append(since[:1:1], sale("STX_2", "SDV_1", "cashless", "ok", nil, "EUR")), true,
			Closing{Sales: 2, Sums: []api.Money{{Amount: 1200, Currency: "EUR"}}, AtLeast: true}, text.ClosesAtLeast},
		{"none", all[6:], false, Closing{}, text.ClosesNone},
	} {
		got := TillSales("SDV_1", c.latest, c.whole)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		if said := closedSales(Baseline{Closes: &got}); len(said) != 1 || said[0].Key != c.says {
			t.Errorf("%s: it says %v", c.name, said)
		}
	}
}

func TestATerminalIsOneOfCardsAndReal(t *testing.T) {
	yes := true
	for _, c := range []struct {
		device api.Device
		want   ProblemKind
	}{
		{api.Device{Type: "zvt"}, ""},
		{api.Device{Type: "cashier"}, ProblemNoTerminal},
		{api.Device{Type: "zvt", Products: api.DeviceProducts{VTM: &api.DeviceDemo{Enabled: &yes}}}, ProblemVirtual},
		{api.Device{Type: "zvt", Products: api.DeviceProducts{VTM: &api.DeviceDemo{}}}, ""},
	} {
		b := NewTillBaseline(api.Item[api.Device]{Value: c.device}, nil, refundNoon)
		if len(b.Against) != 0 != (c.want != "") || c.want != "" && b.Against[0].Kind != c.want {
			t.Errorf("%+v: %+v", c.device, b.Against)
		}
	}
}

func TestACardThatExpiredIsNotUsedButLocked(t *testing.T) {
	item := itemOf[api.MerchantCard](t, `{"id":"MCD_1","lock_status":"unlocked","balance":900,"points":4}`)
	item.Value.Expires = api.Time{Time: refundNoon.Add(-time.Hour)}
	for kind, refused := range map[WriteKind]bool{KindCharge: true, KindDischarge: true, KindChargePoints: true, KindTakePoints: true, KindLock: false} {
		b := NewCardBaseline(kind, item, refundNoon)
		if (len(b.Against) > 0) != refused {
			t.Errorf("%s: %+v", kind, b.Against)
		}
	}
}

func TestWhatIsMadeIsFoundByItsNumberAlone(t *testing.T) {
	sum := api.Minor(2500)
	o := WriteOrder{Intent: "I1", Target: LinkTarget("R1"), Currency: "EUR"}
	sale := func(id, number, currency string) api.Item[api.SmartTransaction] {
		return api.Item[api.SmartTransaction]{Value: api.SmartTransaction{ID: id, TransactionRef: number, BasketInfo: api.SmartBasketInfo{Sum: &sum, Currency: currency}}}
	}
	link := NewLinkBaseline(o, []api.Item[api.SmartTransaction]{sale("STX_1", "R1", "EUR"), sale("STX_2", "R11", "EUR"), sale("STX_3", "R1", "CHF")}, refundNoon)
	if diff := cmp.Diff([]Child{{ID: "STX_1", Amount: 2500}, {ID: "STX_3"}}, link.Children); diff != "" || link.ID != o.Target {
		t.Error(diff)
	}
	payment := func(id, order string) api.Item[api.PaymentTransaction] {
		return api.Item[api.PaymentTransaction]{Value: api.PaymentTransaction{ID: id, OrderID: order, Amount: &sum}}
	}
	container := itemOf[api.Container](t, `{"id":"PCT_1","type":"bank_account","customer":{"id":"PCU_1"}}`)
	payout := NewPayoutBaseline(o, container, []api.Item[api.PaymentTransaction]{payment("PCI_1", PayoutOrderID("I1")), payment("PCI_2", PayoutOrderID("I2"))}, refundNoon)
	if diff := cmp.Diff([]Child{{ID: "PCI_1", Amount: 2500}}, payout.Children); diff != "" || payout.State != "PCU_1" || len(payout.Against) != 0 {
		t.Errorf("%s %+v", diff, payout)
	}
}

func TestABaselineOfEveryKindComesBackFromTheJournal(t *testing.T) {
	b := Baseline{ID: "STX_1", Amount: 2500, InEffect: 700, Currency: "EUR", State: saleOK, Mark: "17", Children: []Child{{ID: "PCI_2", Amount: -1800}},
		ReadAt: refundNoon.Local()}
	back, err := DecodeBaseline(b.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, back); diff != "" || !b.Same(back) {
		t.Error(diff)
	}
	back.Mark = "18"
	if b.Same(back) {
		t.Error("another receipt is the same object")
	}
}
