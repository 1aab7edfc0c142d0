package state

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tresen/api"
)

func TestEveryRuleOfARefundIsSaidWithItsNumbers(t *testing.T) {
	with := func(change func(*Baseline)) Baseline {
		b := payment49()
		change(&b)
		return b
	}
	lowered := with(func(b *Baseline) { b.Status, b.Simple, b.InEffect = 9, api.StatusAuthorized, 3000 })
	for name, c := range map[string]struct {
		amount api.Minor
		reason string
		b      Baseline
		want   []Problem
	}{
		"all of it":                {4990, "", payment49(), nil},
		"one cent":                 {1, "Kulanz", payment49(), nil},
		"one cent too much":        {4991, "", payment49(), []Problem{{Kind: ProblemAbove, Limit: 4990}}},
		"more than is left":        {3991, "", payment49().after(1000), []Problem{{Kind: ProblemAbove, Limit: 3990}}},
		"nothing":                  {0, "", payment49(), []Problem{{Kind: ProblemZero}}},
		"negative":                 {-1, "", payment49(), []Problem{{Kind: ProblemZero}}},
		"all went back already":    {1, "", with(func(b *Baseline) { b.InEffect = 0 }), []Problem{{Kind: ProblemNothingLeft}}},
		"denied":                   {1, "", with(func(b *Baseline) { b.Simple = api.StatusDenied }), []Problem{{Kind: ProblemStatus, Simple: api.StatusDenied}}},
		"void":                     {1, "", with(func(b *Baseline) { b.Simple = api.StatusVoid }), []Problem{{Kind: ProblemStatus, Simple: api.StatusVoid}}},
		"charged back":             {1, "", with(func(b *Baseline) { b.Simple = api.StatusIssue }), []Problem{{Kind: ProblemStatus, Simple: api.StatusIssue}}},
		"a state nobody knows":     {1, "", with(func(b *Baseline) { b.Simple = 99 }), []Problem{{Kind: ProblemStatus, Simple: 99}}},
		"a refund":                 {1, "", with(func(b *Baseline) { b.IsRefund = true }), []Problem{{Kind: ProblemIsRefund}}},
		"drifted":                  {1, "", with(func(b *Baseline) { b.Drift = []string{"payment/amount"} }), []Problem{{Kind: ProblemDrift, Text: "payment/amount"}}},
		"never read":               {1, "", Baseline{}, []Problem{{Kind: ProblemNothingLeft}}},
		"a card, first lowering":   {1000, "", with(func(b *Baseline) { b.Status, b.Simple = 9, api.StatusAuthorized }), nil},
		"a card, second lowering":  {1000, "", lowered, []Problem{{Kind: ProblemLoweredBefore, Limit: 3000}}},
		"a card, the rest":         {3000, "", lowered, nil},
		"a reason of 100":          {1, strings.Repeat("x", 100), payment49(), nil},
		"a reason of 101":          {1, strings.Repeat("x", 101), payment49(), []Problem{{Kind: ProblemReasonLong, Length: 101}}},
		"an umlaut and a bracket":  {1, "für [uns]ü", payment49(), []Problem{{Kind: ProblemReasonChars, Text: "ü[]"}}},
		"two things at once":       {0, "§", payment49(), []Problem{{Kind: ProblemZero}, {Kind: ProblemReasonChars, Text: "§"}}},
		"every mark that is taken": {1, "aZ09 .,+-:?()/'", payment49(), nil},
	} {
		if diff := cmp.Diff(c.want, CheckRefund(c.amount, c.reason, c.b)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestARepeatedRefundIsNoticedWhereverItWasMade(t *testing.T) {
	now := refundNoon
	dayBefore, longer := now.Add(-23*time.Hour), now.Add(-25*time.Hour)
	b := payment49()
	b.Earlier = []PastWrite{
		{Intent: "A", Kind: KindRefund, State: WriteApplied, Amount: 1000, Operator: "bea", Child: "PCI_A", At: dayBefore},
		{Intent: "B", Kind: KindRefund, State: WriteRejected, Amount: 1000, At: dayBefore},
		{Intent: "C", Kind: KindRefund, State: WriteNotApplied, Amount: 1000, At: dayBefore},
		{Intent: "D", Kind: KindRefund, State: WriteApplied, Amount: 1000, At: longer},
		{Intent: "E", Kind: KindRefund, State: WriteApplied, Amount: 999, At: dayBefore},
	}
	b.Children = []Child{
		{ID: "PCI_A", Amount: -1000, Created: dayBefore}, // the one of A
		{ID: "PCI_F", Amount: -1000, Created: dayBefore},
		{ID: "PCI_G", Amount: -1000, Created: longer},
		{ID: "PCI_H", Amount: -1000}, // nobody knows when
		{ID: "PCI_I", Amount: -999, Created: dayBefore},
	}
	var got []string
	alike := LookAlikes(KindRefund, 1000, b, now)
	for _, l := range alike {
		got = append(got, l.ID)
	}
	if diff := cmp.Diff([]string{"A", "C", "PCI_F", "PCI_H"}, got); diff != "" {
		t.Error(diff)
	}
	// A is known by what it made, too.
	if left := unacknowledged(alike, []string{"PCI_A", "C", "PCI_H"}); len(left) != 1 || left[0].ID != "PCI_F" {
		t.Errorf("not acknowledged: %+v", left)
	}
}

func TestReasonsAreSpelledForBankStatements(t *testing.T) {
	for in, want := range map[string]string{
		"Nachlass für kleinen Fleck": "Nachlass fuer kleinen Fleck",
		"Größe paßt nicht; Ärger!":   "Groesse passt nicht, Aerger.",
		"Übergröße – „Modell 3“":     "Uebergroesse - 'Modell 3'",
		"u\u0308ber":                 "ueber",
		"Café Señor Škoda Łódź":      "Cafe Senor Skoda Lodz",
		"20 % auf 5 €":               "20  Prozent auf 5 EUR",
		"B&B [Zimmer_2]":             "B+B (Zimmer-2)",
		"don’t":                      "don't",
		"喜 bleibt":                   "喜 bleibt",
		"":                           "",
	} {
		if got := Transliterate(in); got != want {
			t.Errorf("%q is spelled %q, want %q", in, got, want)
		}
	}
}

func TestSpellingTwiceIsSpellingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "reason")
		once := Transliterate(in)
		if twice := Transliterate(once); twice != once {
			t.Fatalf("%q, then %q", once, twice)
		}
		if CheckReason(in) == nil && once != in {
			t.Fatalf("a reason that may be sent was changed: %q to %q", in, once)
		}
	})
}

func TestWhatGermansTypeCanBeSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`[a-zA-Z0-9äöüÄÖÜß €%&;!„“–.,]{0,30}`).Draw(t, "reason")
		if problems := CheckReason(Transliterate(in)); len(problems) > 0 && problems[0].Kind != ProblemReasonLong {
			t.Fatalf("%q is spelled %q: %+v", in, Transliterate(in), problems)
		}
	})
}

func minor(n api.Minor) *api.Minor                { return &n }
func simple(s api.StatusSimple) *api.StatusSimple { return &s }

// wirePayment is a payment of 49,90 € with one refund of 10,00 €, as read.
func wirePayment() (api.Item[api.PaymentTransaction], api.Item[api.PaymentStatus], []api.Item[api.PaymentTransaction]) {
	p := api.PaymentTransaction{ID: "PCI_1", Amount: minor(4990), Currency: "EUR", Status: 6,
		Details: api.PaymentDetails{StatusSimple: simple(api.StatusAccepted)},
		Related: []api.RelatedTransaction{
			{ID: "PCI_2", Hierarchy: "child", RefTypeID: api.RefTypeRefund},
			{ID: "PCI_3", Hierarchy: "child", RefTypeID: 4},
		}}
	s := api.PaymentStatus{Status: 6, StatusSimple: simple(api.StatusAccepted), Amount: minor(3990), Currency: "EUR"}
	c := api.PaymentTransaction{ID: "PCI_2", Amount: minor(-1000), Currency: "EUR",
		Details: api.PaymentDetails{StatusSimple: simple(api.StatusRefund)}}
	return api.Item[api.PaymentTransaction]{Value: p}, api.Item[api.PaymentStatus]{Value: s},
		[]api.Item[api.PaymentTransaction]{{Value: c}}
}

func TestABaselineIsThePaymentItsRefundsAndItsStatus(t *testing.T) {
	p, s, c := wirePayment()
	want := Baseline{ID: "PCI_1", Amount: 4990, InEffect: 3990, Currency: "EUR", Status: 6, Simple: api.StatusAccepted,
		Children: []Child{{ID: "PCI_2", Amount: -1000, Simple: api.StatusRefund}}, ReadAt: refundNoon}
	if diff := cmp.Diff(want, NewBaseline(p, s, c, refundNoon)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatTheServerDidNotSayIsDrift(t *testing.T) {
	for want, spoil := range map[string]func(*api.Item[api.PaymentTransaction], *api.Item[api.PaymentStatus], *api.Item[api.PaymentTransaction]){
		"payment/amount": func(p *api.Item[api.PaymentTransaction], _ *api.Item[api.PaymentStatus], _ *api.Item[api.PaymentTransaction]) {
			p.Value.Amount = nil
		},
		"payment/currency": func(p *api.Item[api.PaymentTransaction], _ *api.Item[api.PaymentStatus], _ *api.Item[api.PaymentTransaction]) {
			p.Drift = []string{"/currency"}
		},
		"checkStatus/amount": func(_ *api.Item[api.PaymentTransaction], s *api.Item[api.PaymentStatus], _ *api.Item[api.PaymentTransaction]) {
			s.Value.Amount = nil
		},
		"checkStatus/status_simple": func(p *api.Item[api.PaymentTransaction], s *api.Item[api.PaymentStatus], _ *api.Item[api.PaymentTransaction]) {
			s.Value.StatusSimple, p.Value.Details.StatusSimple = nil, nil
		},
		"currency": func(_ *api.Item[api.PaymentTransaction], s *api.Item[api.PaymentStatus], _ *api.Item[api.PaymentTransaction]) {
			s.Value.Currency = "CHF"
		},
		"refund PCI_2": func(_ *api.Item[api.PaymentTransaction], _ *api.Item[api.PaymentStatus], c *api.Item[api.PaymentTransaction]) {
			c.Value.ID = "PCI_7"
		},
		"refund PCI_2/amount": func(_ *api.Item[api.PaymentTransaction], _ *api.Item[api.PaymentStatus], c *api.Item[api.PaymentTransaction]) {
			c.Value.Amount = nil
		},
	} {
		p, s, c := wirePayment()
		spoil(&p, &s, &c[0])
		b := NewBaseline(p, s, c, refundNoon)
		if diff := cmp.Diff([]string{want}, b.Drift); diff != "" {
			t.Error(diff)
		}
		if problems := CheckRefund(1, "", b); len(problems) != 1 || problems[0].Kind != ProblemDrift {
			t.Errorf("%s: a drifted payment has the problems %+v", want, problems)
		}
	}
}

func TestARefundIsKnownByItsSignItsStatusOrItsParent(t *testing.T) {
	for name, change := range map[string]func(*api.PaymentTransaction, *api.PaymentStatus){
		"sign":   func(p *api.PaymentTransaction, _ *api.PaymentStatus) { p.Amount = minor(-4990) },
		"status": func(_ *api.PaymentTransaction, s *api.PaymentStatus) { s.StatusSimple = simple(api.StatusRefund) },
		"parent": func(p *api.PaymentTransaction, _ *api.PaymentStatus) {
			p.Related = []api.RelatedTransaction{{ID: "PCI_0", Hierarchy: "parent", RefTypeID: api.RefTypeRefund}}
		},
	} {
		p, s, c := wirePayment()
		change(&p.Value, &s.Value)
		if !NewBaseline(p, s, c, refundNoon).IsRefund {
			t.Errorf("not known by its %s", name)
		}
	}
}

func TestABaselineIsTheSameUnlessARefundWouldMeetAnotherPayment(t *testing.T) {
	b := payment49().after(1000, Child{ID: "PCI_2", Amount: -1000, Simple: api.StatusPending})
	for name, c := range map[string]struct {
		change func(*Baseline)
		same   bool
	}{
		"read later":             {func(b *Baseline) { b.ReadAt = refundNoon.Add(time.Hour) }, true},
		"its refund got further": {func(b *Baseline) { b.Children[0].Simple = api.StatusRefund }, true},
		"less in effect":         {func(b *Baseline) { b.InEffect-- }, false},
		"another amount":         {func(b *Baseline) { b.Amount++ }, false},
		"another status":         {func(b *Baseline) { b.Status = 17 }, false},
		"another simple status":  {func(b *Baseline) { b.Simple = api.StatusIssue }, false},
		"one refund more":        {func(b *Baseline) { b.Children = append(b.Children, Child{ID: "PCI_3"}) }, false},
		"another refund":         {func(b *Baseline) { b.Children[0].ID = "PCI_3" }, false},
	} {
		other := b.after(0)
		c.change(&other)
		if got := b.Same(other); got != c.same {
			t.Errorf("%s: same %v", name, got)
		}
	}
}

func TestABaselineIsReadFromTheJournalAsItWasWritten(t *testing.T) {
	amount := rapid.Map(rapid.Int64(), func(n int64) api.Minor { return api.Minor(n) })
	rapid.Check(t, func(t *rapid.T) {
		b := Baseline{ID: rapid.String().Draw(t, "id"), Amount: amount.Draw(t, "amount"), InEffect: amount.Draw(t, "in effect"),
			Currency: rapid.StringMatching(`[A-Z]{3}`).Draw(t, "currency"), Status: rapid.Int64().Draw(t, "status"),
			Simple: api.StatusSimple(rapid.IntRange(0, 20).Draw(t, "simple")), ReadAt: refundNoon}
		for range rapid.IntRange(0, 5).Draw(t, "children") {
			b.Children = append(b.Children, Child{ID: rapid.String().Draw(t, "child"), Amount: amount.Draw(t, "child amount")})
		}
		again, err := DecodeBaseline(b.Encode())
		if err != nil || !again.Same(b) || !again.ReadAt.Equal(b.ReadAt) {
			t.Fatalf("%+v was read as %+v, %v", b, again, err)
		}
	})
}
